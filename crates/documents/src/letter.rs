//! A letter of the organ: red head, number, title, addressee, body, signature, date, 附注.

use docx_rs::{
    AlignmentType, BorderType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType,
};

/// What stands in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// 发文机关标志, in red: `青澜区纪委监委`.
    pub head: String,
    /// 发文字号 or case number: `容〔2026〕17号`.
    pub number: String,
    /// 标题: `受理通知书`.
    pub title: String,
    /// 主送.
    pub addressee: String,
    /// 正文, a paragraph each.
    pub body: Vec<String>,
    /// 署名.
    pub signature: String,
    /// 成文日期: `2026年3月9日`.
    pub date: String,
    /// 附注, such as whom to call; may be empty.
    pub note: String,
}

/// A paper that could not be written into a file.
#[derive(Debug, thiserror::Error)]
#[error("the paper cannot be written: {0}")]
pub struct Unwritable(pub(crate) String);

/// Twentieths of a point.
const fn mm(tenths: i32) -> i32 {
    tenths * 567 / 100
}
/// 22 lines in 225 mm.
const LINE: i32 = 579;
/// 3号 in half points; 2 characters of indent in twentieths of a point.
const BODY: usize = 32;
const INDENT: i32 = 640;
/// 2号 in half points.
const TITLE: usize = 44;

const FANGSONG: &str = "仿宋_GB2312";
const TITLE_SONG: &str = "方正小标宋简体";
const RED: &str = "C00000";

fn run(text: &str, size: usize, font: &str) -> Run {
    let fonts = RunFonts::new().east_asia(font).ascii("Times New Roman").hi_ansi("Times New Roman");
    // Word's XML knows no control characters: they would make the file unreadable.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    Run::new().add_text(text).size(size).fonts(fonts)
}

fn line() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE))
}

/// The letter as a DOCX file; the same bytes for the same letter.
///
/// # Errors
/// [`Unwritable`] where the archive cannot be built.
pub fn docx(letter: &Letter) -> Result<Vec<u8>, Unwritable> {
    let margin =
        PageMargin::new().top(mm(370)).left(mm(280)).right(mm(260)).bottom(mm(350)).header(0).footer(mm(280));
    let separator =
        ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(12).color(RED);
    let mut paper = Docx::new()
        .created_at("2000-01-01T00:00:00Z")
        .updated_at("2000-01-01T00:00:00Z")
        .page_size(u32::try_from(mm(2100)).unwrap_or(11907), u32::try_from(mm(2970)).unwrap_or(16840))
        .page_margin(margin)
        .add_paragraph(
            Paragraph::new()
                .align(AlignmentType::Center)
                .add_run(run(&letter.head, 64, TITLE_SONG).color(RED)),
        )
        .add_paragraph(
            line()
                .align(AlignmentType::Center)
                .add_run(run(&letter.number, BODY, FANGSONG))
                .set_borders(ParagraphBorders::with_empty().set(separator)),
        )
        .add_paragraph(line())
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(run(
            &letter.title,
            TITLE,
            TITLE_SONG,
        )))
        .add_paragraph(line())
        .add_paragraph(line().add_run(run(&format!("{}：", letter.addressee), BODY, FANGSONG)));
    for paragraph in letter.body.iter().flat_map(|text| text.split('\n')) {
        paper = paper.add_paragraph(
            line()
                .indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
                .add_run(run(paragraph, BODY, FANGSONG)),
        );
    }
    paper = paper.add_paragraph(line());
    for end in [&letter.signature, &letter.date] {
        paper = paper.add_paragraph(
            line()
                .align(AlignmentType::Right)
                .indent(None, None, Some(INDENT * 2), None)
                .add_run(run(end, BODY, FANGSONG)),
        );
    }
    if !letter.note.is_empty() {
        paper = paper.add_paragraph(line()).add_paragraph(
            line().indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None).add_run(run(
                &format!("（{}）", letter.note),
                BODY,
                FANGSONG,
            )),
        );
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    paper.build().pack(&mut bytes).map_err(|e| Unwritable(e.to_string()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use docx_rs::{DocumentChild, ParagraphChild, RunChild, read_docx};

    fn notice() -> Letter {
        Letter {
            head: "青澜区纪委监委".into(),
            number: "容〔2026〕17号".into(),
            title: "受理通知书".into(),
            addressee: "茶滘街道办事处".into(),
            body: vec!["你单位关于司徒𬭎同志的容错申请收悉，已予受理。".into(), "特此通知。\u{0}".into()],
            signature: "青澜区纪委监委".into(),
            date: "2026年3月9日".into(),
            note: "联系电话：020-0000 2118".into(),
        }
    }

    fn text_of(bytes: &[u8]) -> String {
        let read = read_docx(bytes).unwrap();
        let mut text = String::new();
        for child in read.document.children {
            let DocumentChild::Paragraph(paragraph) = child else { continue };
            for child in paragraph.children {
                let ParagraphChild::Run(run) = child else { continue };
                for child in run.children {
                    if let RunChild::Text(t) = child {
                        text.push_str(&t.text);
                    }
                }
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn everything_in_the_letter_stands_in_the_file() {
        let text = text_of(&docx(&notice()).unwrap());
        for part in [
            "青澜区纪委监委",
            "容〔2026〕17号",
            "受理通知书",
            "茶滘街道办事处：",
            "司徒𬭎",
            "特此通知。\n",
            "2026年3月9日",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        assert_eq!(docx(&notice()).unwrap(), docx(&notice()).unwrap());
    }
}
