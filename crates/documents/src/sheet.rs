//! The parts of a workbook (ECMA-376): what is written around rows, and a row.

use std::fmt::Write as _;

use crate::table::Cell;

/// The sheet of rows.
pub(crate) const ROWS: &str = "xl/worksheets/sheet2.xml";
/// The sheet that explains it.
pub(crate) const ABOUT: &str = "xl/worksheets/sheet1.xml";

/// Characters a cell can hold.
const MOST_CHARACTERS: usize = 32_000;
const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// How a cell looks: its place in `xl/styles.xml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Text that wraps.
    Plain = 1,
    /// Bold, with a line below.
    Head = 2,
    /// A day.
    Day = 3,
}

/// Text as XML holds it: without the characters XML cannot hold, and with what looks like an escape of a workbook
/// (`_x0041_`) written so that it is read back as it was.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let holds = |c: &char| (!c.is_control() || *c == '\n') && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let kept: String = text.chars().filter(holds).take(MOST_CHARACTERS).collect();
    for (at, c) in kept.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if looks_like_an_escape(kept.get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            other => out.push(other),
        }
    }
    out
}

fn looks_like_an_escape(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("_x") else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    digits == 4 && rest.as_bytes().get(4) == Some(&b'_')
}

/// The number of a day in a workbook: days after the 30th of December 1899.
fn serial(year: u16, month: u8, day: u8) -> i64 {
    // Days of the civil calendar, counted from March so that a leap day ends the year.
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    days - 693_899
}

/// The letter of a column.
fn letter(at: usize) -> char {
    u8::try_from(at).map_or('A', |at| char::from(b'A'.saturating_add(at.min(25))))
}

/// A row; `style` is that of its texts.
pub(crate) fn row(number: u32, cells: &[Cell], style: Style) -> String {
    let mut out = format!("<row r=\"{number}\">");
    for (at, cell) in cells.iter().enumerate() {
        let name = letter(at);
        // Writing into a String cannot fail.
        let _infallible = match cell {
            Cell::Text(text) if text.is_empty() => Ok(()),
            Cell::Text(text) => write!(
                out,
                "<c r=\"{name}{number}\" s=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                style as u8,
                escaped(text)
            ),
            Cell::Day(year, month, day) => write!(
                out,
                "<c r=\"{name}{number}\" s=\"{}\"><v>{}</v></c>",
                Style::Day as u8,
                serial(*year, *month, *day)
            ),
            Cell::Number(count) => write!(out, "<c r=\"{name}{number}\"><v>{count}</v></c>"),
            Cell::Empty => Ok(()),
        };
    }
    out.push_str("</row>");
    out
}

/// What stands before the rows: the head stays in sight, and the columns have their widths.
pub(crate) fn head(columns: &[(&str, u16)]) -> String {
    let view = "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
                state=\"frozen\"/></sheetView></sheetViews>";
    begin(view, columns.iter().map(|(_, width)| *width))
}

fn begin(view: &str, widths: impl Iterator<Item = u16>) -> String {
    let mut out = format!("{BEGIN}<worksheet xmlns=\"{MAIN}\">{view}<cols>");
    for (at, width) in (1..).zip(widths) {
        let _infallible = write!(out, "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>");
    }
    out.push_str("</cols><sheetData>");
    out
}

/// What stands after the rows: how it is printed, with the watermark.
pub(crate) fn tail(mark: &str, wide: bool) -> String {
    let landscape = if wide { "<pageSetup paperSize=\"9\" orientation=\"landscape\"/>" } else { "" };
    let mark = escaped(&mark.replace('&', "&&"));
    format!(
        "</sheetData>{landscape}<headerFooter><oddHeader>&amp;R{mark}</oddHeader></headerFooter></worksheet>"
    )
}

/// The sheet that explains: questions and answers.
pub(crate) fn about(lines: &[(String, String)], mark: &str) -> String {
    let mut out = begin("", [16, 90].into_iter());
    for (number, (question, answer)) in (1..).zip(lines) {
        let cells = [Cell::Text(question.clone()), Cell::Text(answer.clone())];
        out.push_str(&row(number, &cells, Style::Plain));
    }
    out.push_str(&tail(mark, false));
    out
}

/// Everything else of the workbook; `title` is that of the sheet of rows.
pub(crate) fn frame(title: &str) -> [(&'static str, String); 5] {
    let title = escaped(title);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let part = |name: &str, what: &str| {
        format!("<Override PartName=\"/{name}\" ContentType=\"{kind}.{what}+xml\"/>")
    };
    let relation = |id: u8, what: &str, to: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{what}\" Target=\"{to}\"/>")
    };
    let relations = |all: &[String]| {
        format!("{BEGIN}<Relationships xmlns=\"{RELATIONS}\">{}</Relationships>", all.concat())
    };
    [
        (
            "[Content_Types].xml",
            format!(
                "{BEGIN}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}{}{}{}</Types>",
                part("xl/workbook.xml", "sheet.main"),
                part(ABOUT, "worksheet"),
                part(ROWS, "worksheet"),
                part("xl/styles.xml", "styles"),
            ),
        ),
        ("_rels/.rels", relations(&[relation(1, "officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            format!(
                "{BEGIN}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>\
                 <sheet name=\"说明\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"{title}\" sheetId=\"2\" r:id=\"rId2\"/>\
                 </sheets><definedNames><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"1\">'{title}'!$1:$1\
                 </definedName></definedNames></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                relation(1, "worksheet", "worksheets/sheet1.xml"),
                relation(2, "worksheet", "worksheets/sheet2.xml"),
                relation(3, "styles", "styles.xml"),
            ]),
        ),
        ("xl/styles.xml", format!("{BEGIN}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
    ]
}

/// The looks in the order of [`Style`], after the one that every workbook begins with.
const STYLES: &str = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left/><right/><top/><bottom style=\"thin\"/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyAlignment=\"1\">\
<alignment vertical=\"top\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_workbooks_count_them() {
        assert_eq!(serial(1900, 3, 1), 61);
        assert_eq!(serial(2000, 1, 1), 36_526);
        assert_eq!(serial(2026, 3, 4), 46_085);
        assert_eq!(serial(2024, 2, 29), 45_351);
    }

    #[test]
    fn what_looks_like_an_escape_is_escaped_and_nothing_else() {
        assert_eq!(escaped("_x0041_"), "_x005F_x0041_");
        assert_eq!(escaped("a_x_1 < b"), "a_x_1 &lt; b");
    }
}
