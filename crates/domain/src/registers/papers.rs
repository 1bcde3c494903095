//! The texts of papers (文书式样): what a unit edits. Words with named placeholders such as `{编号}`; which event
//! each follows from; its name. Checked before use: an unknown placeholder is named with its line.
//!
//! A line of the body begins with `#` to `####` for a heading of that level, with `>` for a line from the left edge,
//! with `|` for a row of the table; everything else is a paragraph. What people wrote comes in by placeholders, after
//! the lines were read: it is never read as any of this.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Register, policy::Origin};
use crate::{
    day::Day,
    paper_values::{ALWAYS, DECISIONS, REVIEW},
};

/// A text of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether a part of the paper stands there, in the file's own words"
)]
pub struct PaperText {
    /// Stable code: `acceptance`.
    pub code: String,
    /// What the unit calls it: `受理通知书`.
    pub title: String,
    /// The events it follows from: `tolerance.accepted`.
    pub events: Vec<String>,
    /// Only for this sort of the event; empty for every one.
    #[serde(default)]
    pub sort: String,
    /// With red head, number, separator and 版记.
    #[serde(default)]
    pub letter: bool,
    /// Goes upward: 签发人 is named.
    #[serde(default)]
    pub upward: bool,
    /// From outside the organ: no line of secrecy.
    #[serde(default)]
    pub outside: bool,
    /// 标题 above the text.
    pub heading: String,
    /// 主送.
    #[serde(default)]
    pub to: String,
    /// 正文, see above.
    pub text: String,
    /// 附件.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// 署名; empty where the text has lines for hands.
    #[serde(default)]
    pub signed: String,
    /// 成文日期; empty for none.
    #[serde(default)]
    pub dated: String,
    /// Room for a seal.
    #[serde(default)]
    pub sealed: bool,
    /// 附注.
    #[serde(default)]
    pub note: String,
    /// 抄送.
    #[serde(default)]
    pub copies: Vec<String>,
    /// Issued or 示范.
    pub origin: Origin,
    /// In use from.
    pub from: Day,
}

/// A file of `papers/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PapersFile {
    /// The texts.
    pub paper: Vec<PaperText>,
}

/// What can have happened to the texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PapersEvent {
    /// A text is used from its day on.
    TextSet {
        /// The text.
        paper: PaperText,
    },
}

/// The texts of all papers, each with those before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersRecord {
    /// By code, in the order in which they were set.
    pub texts: BTreeMap<String, Vec<PaperText>>,
}

impl Register for PapersRecord {
    type Event = PapersEvent;
    const NAME: &'static str = "papers";
    const TITLE: &'static str = "文书式样";

    fn evolve(mut self, event: &PapersEvent, _on: Day) -> Self {
        let PapersEvent::TextSet { paper } = event;
        self.texts.entry(paper.code.clone()).or_default().push(paper.clone());
        self
    }
}

impl PapersRecord {
    /// The text of `code` in use on `day`; of several from one day the last that was set.
    pub fn text(&self, code: &str, day: Day) -> Option<&PaperText> {
        let used = self.texts.get(code)?.iter().filter(|text| text.from <= day);
        used.max_by_key(|text| text.from)
    }

    /// The papers that follow from `event` on `day`, by code.
    pub fn of<'a>(&'a self, event: &'a str, day: Day) -> impl Iterator<Item = &'a PaperText> {
        let all = self.texts.keys().filter_map(move |code| self.text(code, day));
        all.filter(move |text| text.events.iter().any(|own| own == event))
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of the unit.
    Words(String),
    /// A placeholder, by its name.
    Value(String),
}

/// A line of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(Vec<Piece>),
    /// A heading of level 1 to 4.
    Heading(u8, Vec<Piece>),
    /// A line from the left edge.
    Line(Vec<Piece>),
    /// Widths of the columns of the table that begins here.
    Columns(Vec<u16>),
    /// A row of the table.
    Row {
        /// Its least height in millimetres.
        least: u16,
        /// Its cells.
        cells: Vec<PartCell>,
    },
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartCell {
    /// What stands in it.
    pub pieces: Vec<Piece>,
    /// How many columns it covers.
    pub over: u16,
    /// Names its neighbour.
    pub label: bool,
}

/// The pieces of a line, or what is wrong with its braces.
///
/// # Errors
/// A brace that is not closed, or a placeholder without a name.
pub fn pieces(line: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((words, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Err(format!("“{{{after}”没有右括号，请补上“}}”"));
        };
        if name.trim().is_empty() || name.contains('{') {
            return Err(format!("“{{{name}}}”不是占位符，请写明名称"));
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Value(name.trim().to_owned()));
        rest = after;
    }
    if rest.contains('}') {
        return Err(format!("“{rest}”多了右括号，请删去“}}”"));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(pieces)
}

/// A line of the body; `None` for an empty one.
///
/// # Errors
/// What is wrong with it.
pub fn part(line: &str) -> Result<Option<Part>, String> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(None);
    }
    if let Some(row) = line.strip_prefix("|=") {
        let columns: Result<Vec<u16>, _> =
            row.split('|').map(str::trim).filter(|w| !w.is_empty()).map(str::parse).collect();
        return match columns {
            Ok(columns) if !columns.is_empty() => Ok(Some(Part::Columns(columns))),
            _ => Err("列宽应当写成“|= 30 | 48 | 30 | 48”".to_owned()),
        };
    }
    if let Some(row) = line.strip_prefix('|') {
        return cells(row).map(Some);
    }
    if let Some(text) = line.strip_prefix('>') {
        return Ok(Some(Part::Line(pieces(text.trim())?)));
    }
    let level = line.chars().take_while(|c| *c == '#').count();
    if let (Ok(level @ 1..=4), Some((_, text))) = (u8::try_from(level), line.split_once(' ')) {
        return Ok(Some(Part::Heading(level, pieces(text.trim())?)));
    }
    Ok(Some(Part::Text(pieces(line)?)))
}

/// `| *姓名 | {当事人} >3 |`, or `^40 | …` after the first bar for a least height.
fn cells(row: &str) -> Result<Part, String> {
    let row = row.strip_suffix('|').unwrap_or(row);
    let (least, row) = match row.trim_start().strip_prefix('^').and_then(|rest| rest.split_once('|')) {
        Some((least, rest)) => {
            (least.trim().parse().map_err(|_| "行高应当写成“|^40 |”，单位是毫米".to_owned())?, rest)
        }
        None => (0, row),
    };
    let cells = row.split('|').map(|cell| {
        let cell = cell.trim();
        let (cell, over) = match cell.rsplit_once('>') {
            Some((cell, over)) if over.parse::<u16>().is_ok_and(|over| over > 0) => {
                (cell.trim(), over.parse().unwrap_or(1))
            }
            _ => (cell, 1),
        };
        let (cell, label) = cell.strip_prefix('*').map_or((cell, false), |cell| (cell.trim(), true));
        Ok::<_, String>(PartCell { pieces: pieces(cell)?, over, label })
    });
    Ok(Part::Row { least, cells: cells.collect::<Result<_, String>>()? })
}

/// What is wrong with a text, and where it stands: a piece of the file to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFault {
    /// The words it is about.
    pub at: String,
    /// What is wrong and what to do.
    pub says: String,
}

impl PaperText {
    /// The lines of the body; lines that cannot be read are left out ([`Self::check`] names them).
    pub fn parts(&self) -> Vec<Part> {
        self.text.lines().filter_map(|line| part(line).ok().flatten()).collect()
    }

    /// Every text of it that may hold placeholders.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let single = [&self.heading, &self.to, &self.signed, &self.dated, &self.note];
        let single = single.into_iter().map(String::as_str);
        let lists = self.attachments.iter().chain(&self.copies).map(String::as_str);
        single.chain(lists).chain(self.text.lines())
    }

    /// All that keeps it from being used; `known` gives the placeholders of an event, `None` where no kind has it.
    pub fn check<'a>(&self, known: impl Fn(&str) -> Option<&'a [&'a str]>) -> Vec<TextFault> {
        let mut faults = Vec::new();
        let mut fault = |at: &str, says: String| faults.push(TextFault { at: at.to_owned(), says });
        let title = &self.title;
        if title.trim().is_empty() || self.text.trim().is_empty() || self.events.is_empty() {
            fault(&self.code, "文书要有名称、正文和所依据的事项，请补写。".to_owned());
        }
        let mut names: Option<Vec<&str>> = None;
        for event in &self.events {
            match known(event) {
                // A paper of several events may use only what each of them gives.
                Some(own) => {
                    names = Some(match names {
                        Some(names) => names.into_iter().filter(|name| own.contains(name)).collect(),
                        None => own.to_vec(),
                    });
                }
                None => fault(event, format!("文书“{title}”依据的事项“{event}”不存在，请对照示范式样更正。")),
            }
        }
        let names = names.unwrap_or_default();
        let mut used = Vec::new();
        for line in self.lines() {
            if let Err(says) = part(line) {
                fault(line, format!("文书“{title}”的这一行读不懂：{says}。"));
                continue;
            }
            let Ok(pieces) = pieces(line) else { continue };
            for piece in pieces {
                let Piece::Value(name) = piece else { continue };
                if !ALWAYS.contains(&name.as_str()) && !names.contains(&name.as_str()) {
                    let may = [ALWAYS, names.as_slice()].concat().join("、");
                    let says = format!("文书“{title}”没有占位符“{{{name}}}”。这份文书可以用：{may}。");
                    fault(&format!("{{{name}}}"), says);
                }
                used.push(name);
            }
        }
        let decides = self.events.iter().any(|event| DECISIONS.contains(&event.as_str()));
        if decides && !used.iter().any(|name| name == REVIEW) {
            let says = format!(
                "文书“{title}”是决定类文书，必须写明异议复查的途径：请在正文里加上“{{{REVIEW}}}”，没有它不能出具（P7）。"
            );
            fault(&self.code, says);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str, events: &[&str]) -> PaperText {
        PaperText {
            code: "acceptance".to_owned(),
            title: "受理通知书".to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            sort: String::new(),
            letter: true,
            upward: false,
            outside: false,
            heading: "受理通知书".to_owned(),
            to: "{申请人}".to_owned(),
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

    fn known(event: &str) -> Option<&'static [&'static str]> {
        match event {
            "tolerance.accepted" => Some(&["受理方式", "备注"]),
            "tolerance.deemed_accepted" => Some(&["受理方式"]),
            "tolerance.determined" => Some(&["认定内容", REVIEW]),
            _ => None,
        }
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_those_there_are() {
        let faults = text("{编号}{受理方式}{姓明}", &["tolerance.accepted"]).check(known);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].at, "{姓明}");
        assert!(faults[0].says.contains("受理方式"), "{}", faults[0].says);
    }

    #[test]
    fn a_paper_of_several_events_uses_only_what_each_gives() {
        let both = ["tolerance.accepted", "tolerance.deemed_accepted"];
        assert_eq!(text("{受理方式}", &both).check(known), []);
        assert_eq!(text("{备注}", &both).check(known).len(), 1);
        assert_eq!(text("{备注}", &both[..1]).check(known), []);
        assert_eq!(text("正文", &["tolerance.nothing"]).check(known).len(), 1);
    }

    #[test]
    fn a_decision_without_the_way_to_have_it_reviewed_cannot_be_used() {
        let without = text("{认定内容}", &["tolerance.determined"]).check(known);
        assert!(without.len() == 1 && without[0].says.contains("{复查告知}"), "{without:?}");
        assert_eq!(text("{认定内容}\n{复查告知}", &["tolerance.determined"]).check(known), []);
    }

    #[test]
    fn braces_and_rows_that_cannot_be_read_are_named() {
        for bad in ["{编号", "编号}", "{}", "|= a | b", "|^x | *甲 |"] {
            assert_eq!(text(bad, &["tolerance.accepted"]).check(known).len(), 1, "{bad}");
        }
    }

    #[test]
    fn lines_are_headings_rows_and_paragraphs() {
        let words = |text: &str| vec![Piece::Words(text.to_owned())];
        assert_eq!(part("## 基本情况"), Ok(Some(Part::Heading(2, words("基本情况")))));
        assert_eq!(part("> 时间"), Ok(Some(Part::Line(words("时间")))));
        assert_eq!(part("  "), Ok(None));
        assert_eq!(part("|= 20 | 80 |"), Ok(Some(Part::Columns(vec![20, 80]))));
        let Ok(Some(Part::Row { least, cells })) = part("|^40 | *意见 | {审理意见} >3 |") else {
            panic!()
        };
        assert_eq!((least, cells.len()), (40, 2));
        assert_eq!((cells[0].label, cells[1].over), (true, 3));
        assert_eq!(cells[1].pieces, [Piece::Value("审理意见".to_owned())]);
    }

    #[test]
    fn the_text_of_a_day_is_the_last_that_began_by_then() {
        let mut later = text("新", &["tolerance.accepted"]);
        later.from = Day::constant(2026, 7, 1);
        let events = [text("旧", &["tolerance.accepted"]), later].map(|paper| PapersEvent::TextSet { paper });
        let record = super::super::told::<PapersRecord>(&events);
        let on = |y, m, d| record.text("acceptance", Day::constant(y, m, d)).map(|text| text.text.as_str());
        assert_eq!(on(2020, 12, 31), None);
        assert_eq!(on(2026, 6, 30), Some("旧"));
        assert_eq!(on(2026, 7, 1), Some("新"));
        assert_eq!(record.of("tolerance.accepted", Day::constant(2026, 7, 1)).count(), 1);
        assert_eq!(record.of("tolerance.served", Day::constant(2026, 7, 1)).count(), 0);
    }
}
