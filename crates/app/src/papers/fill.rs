//! A text of a paper and what stands in its placeholders become the paper itself.

use rongheng_documents::{Block, Grid, Head, Imprint, Paper, Row, Secrecy, Signature, Slot};
use rongheng_domain::{
    paper_values::{DECISIONS, PAPER_RULE, REVIEW, REVIEW_RULE},
    refusal::{Reason, Refusal},
    registers::papers::{PaperText, Part, Piece, pieces},
};

/// What an empty placeholder of a letter says.
const NOTHING: &str = "无";

fn fill(pieces: &[Piece], value: &dyn Fn(&str) -> String, empty: &str) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Value(name) => {
            let value = value(name);
            if value.trim().is_empty() { empty.to_owned() } else { value }
        }
    };
    pieces.iter().map(piece).collect()
}

fn line(text: &str, value: &dyn Fn(&str) -> String) -> String {
    // A text is checked when it is imported; what cannot be read stands as it was written.
    pieces(text).map_or_else(|_| text.to_owned(), |pieces| fill(&pieces, value, ""))
}

fn slots(
    cells: &[rongheng_domain::registers::papers::PartCell],
    value: &dyn Fn(&str) -> String,
) -> Vec<Slot> {
    let slot = |cell: &rongheng_domain::registers::papers::PartCell| {
        let text = fill(&cell.pieces, value, "");
        if cell.label { Slot::label(text) } else { Slot::value(text) }.over(cell.over)
    };
    cells.iter().map(slot).collect()
}

fn body(text: &PaperText, value: &dyn Fn(&str) -> String) -> Vec<Block> {
    let mut body = Vec::new();
    let mut grid = Grid::default();
    for part in text.parts() {
        if !matches!(part, Part::Row { .. }) && !grid.rows.is_empty() {
            body.push(Block::Table(std::mem::take(&mut grid)));
        }
        match part {
            Part::Text(pieces) => body.push(Block::Text(fill(&pieces, value, NOTHING))),
            Part::Line(pieces) => body.push(Block::Line(fill(&pieces, value, NOTHING))),
            Part::Heading(level, pieces) => body.push(Block::Heading(level, fill(&pieces, value, NOTHING))),
            Part::Columns(columns) => grid.columns = columns,
            Part::Row { least, cells } => {
                if grid.columns.is_empty() {
                    grid.columns = vec![1; cells.iter().map(|cell| usize::from(cell.over)).sum()];
                }
                grid.rows.push(Row::of(slots(&cells, value)).least(least));
            }
        }
    }
    if !grid.rows.is_empty() {
        body.push(Block::Table(grid));
    }
    body
}

/// What keeps a paper from being made, in words.
fn lacking(text: &PaperText, addressee: &str, value: &dyn Fn(&str) -> String) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !text.to.is_empty() && addressee.trim().is_empty() {
        let says =
            format!("《{}》写不出主送：案件里还没有登记“{}”。请先补登记，再出具。", text.title, text.to);
        reasons.push(Reason::new(&PAPER_RULE, says));
    }
    let decides = text.events.iter().any(|event| DECISIONS.contains(&event.as_str()));
    if decides && value(REVIEW).trim().is_empty() {
        let says = format!(
            "《{}》没有写明异议复查的机关、期限和不停止执行，不能出具。请政策管理员先设定。",
            text.title
        );
        reasons.push(Reason::new(&REVIEW_RULE, says));
    }
    reasons
}

/// The paper; `organ` issues it, `number` is its 发文字号, `date` its day in words.
///
/// # Errors
/// All that keeps it from being made.
pub(super) fn paper(
    text: &PaperText,
    organ: &str,
    number: &str,
    date: &str,
    value: &dyn Fn(&str) -> String,
) -> Result<Paper, Refusal> {
    let addressee = line(&text.to, value);
    Refusal::unless_empty(lacking(text, &addressee, value))?;
    let copies: Vec<String> = text.copies.iter().map(|copy| line(copy, value)).collect();
    let signed = line(&text.signed, value);
    let dated = line(&text.dated, value);
    Ok(Paper {
        head: text.letter.then(|| Head {
            copy: None,
            organs: vec![organ.to_owned()],
            number: number.to_owned(),
            signed_by: if text.upward { vec!["（签发时填写）".to_owned()] } else { Vec::new() },
        }),
        secrecy: if text.outside { Secrecy::Unmarked } else { Secrecy::Work },
        // What a title quotes ends without its full stop.
        title: line(&text.heading, &|name| value(name).trim_end_matches(['。', '；', '.', ';']).to_owned()),
        addressee,
        body: body(text, value),
        attachments: text.attachments.iter().map(|title| line(title, value)).collect(),
        signature: (!signed.is_empty() || !dated.is_empty()).then(|| Signature {
            by: Some(signed).filter(|name| !name.is_empty()).into_iter().collect(),
            date: dated,
            sealed: text.sealed,
            seal: None,
        }),
        note: line(&text.note, value),
        imprint: text.letter.then(|| Imprint { copies, issuer: organ.to_owned(), date: date.to_owned() }),
    })
}

#[cfg(test)]
mod tests {
    use rongheng_domain::{day::Day, registers::policy::Origin};

    use super::*;

    fn text(events: &[&str], to: &str, body: &str) -> PaperText {
        PaperText {
            code: "x".to_owned(),
            title: "通知书".to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            sort: String::new(),
            letter: true,
            upward: true,
            outside: false,
            heading: "关于{事项}的通知".to_owned(),
            to: to.to_owned(),
            text: body.to_owned(),
            attachments: Vec::new(),
            signed: "{承办机关}".to_owned(),
            dated: "{日期}".to_owned(),
            sealed: true,
            note: String::new(),
            copies: Vec::new(),
            origin: Origin::Sample,
            from: Day::constant(2021, 1, 1),
        }
    }

    fn made(text: &PaperText, value: &dyn Fn(&str) -> String) -> Result<Paper, Refusal> {
        paper(text, "青澜区纪委监委", "容〔2026〕1号", "2026年3月9日", value)
    }

    #[test]
    fn a_letter_that_cannot_say_to_whom_it_goes_is_not_made() {
        let refusal =
            made(&text(&["tolerance.accepted"], "{申请人}", "正文"), &|_| String::new()).unwrap_err();
        assert_eq!(refusal.codes(), ["G11.paper"]);
        assert!(refusal.reasons[0].says.contains("申请人"));
    }

    #[test]
    fn a_decision_that_does_not_say_how_it_is_reviewed_is_not_made() {
        let text = text(&["tolerance.determined"], "{被认定人}", "{复查告知}");
        let without = |name: &str| if name == REVIEW { String::new() } else { "某".to_owned() };
        assert_eq!(made(&text, &without).unwrap_err().codes(), ["P7.review"]);
        let with = |_: &str| "十个工作日内，不停止执行。".to_owned();
        assert!(made(&text, &with).is_ok());
    }

    #[test]
    fn what_somebody_wrote_is_neither_heading_nor_row_nor_placeholder() {
        let wild = "# 标题\n| *栏 | 值 |\n{编号}";
        let text = text(&["tolerance.accepted"], "某", "{补正材料}\n| *栏名 | {补正材料} |");
        let paper = made(&text, &|name: &str| {
            if name == "补正材料" { wild.to_owned() } else { "某".to_owned() }
        });
        let body = paper.unwrap().body;
        assert_eq!(body[0], Block::Text(wild.to_owned()));
        let Block::Table(grid) = &body[1] else { panic!("{body:?}") };
        assert_eq!((grid.columns.len(), grid.rows[0].cells[1].text.as_str()), (2, wild));
    }

    #[test]
    fn an_empty_value_says_so_in_a_letter_and_leaves_a_cell_free() {
        let text = text(&["tolerance.resolved"], "", "回避人员：{回避人员}\n| *签名 | {签名} |");
        let body = made(&text, &|_| String::new()).unwrap().body;
        assert_eq!(body[0], Block::Text("回避人员：无".to_owned()));
        let Block::Table(grid) = &body[1] else { panic!("{body:?}") };
        assert_eq!(grid.rows[0].cells[1].text, "");
    }
}
