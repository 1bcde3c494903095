use std::{fmt::Write as _, io::Write as _};

use super::*;
use crate::sheet::{ABOUT, ROWS, Style, about, frame};

const NEEDED: &[&str] = &["姓名", "单位"];

/// A sheet in the making, as another program writes it: cells by row and column, counted from 0.
#[derive(Default)]
struct Page {
    cells: BTreeMap<(u32, u8), String>,
    merged: String,
}

fn name(row: u32, at: u8) -> String {
    format!("{}{}", char::from(b'A' + at), row + 1)
}

impl Page {
    fn cell(&mut self, row: u32, at: u8, attributes: &str, inner: &str) {
        let cell = format!("<c r=\"{}\" {attributes}>{inner}</c>", name(row, at));
        self.cells.insert((row, at), cell);
    }

    fn text(&mut self, row: u32, at: u8, text: &str) {
        self.cell(row, at, "t=\"inlineStr\"", &format!("<is><t xml:space=\"preserve\">{text}</t></is>"));
    }

    /// A cell that looks like a day; `serial` as workbooks count days, empty for a blank.
    fn day(&mut self, row: u32, at: u8, serial: &str) {
        let inner = if serial.is_empty() { String::new() } else { format!("<v>{serial}</v>") };
        self.cell(row, at, &format!("s=\"{}\"", Style::Day as u8), &inner);
    }

    fn formula(&mut self, row: u32, at: u8, formula: &str, result: &str) {
        self.cell(row, at, "t=\"str\"", &format!("<f>{formula}</f><v>{result}</v>"));
    }

    fn merge(&mut self, from: (u32, u8), to: (u32, u8), text: &str) {
        self.text(from.0, from.1, text);
        let (from, to) = (name(from.0, from.1), name(to.0, to.1));
        write!(self.merged, "<mergeCell ref=\"{from}:{to}\"/>").unwrap();
    }

    fn written(&self) -> String {
        let mut out =
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">".to_owned();
        out.push_str("<sheetData>");
        let rows: std::collections::BTreeSet<_> = self.cells.keys().map(|(row, _)| *row).collect();
        for row in rows {
            let cells: String =
                self.cells.range((row, 0)..=(row, u8::MAX)).map(|(_, cell)| cell.as_str()).collect();
            write!(out, "<row r=\"{}\">{cells}</row>", row + 1).unwrap();
        }
        out.push_str("</sheetData>");
        if !self.merged.is_empty() {
            write!(out, "<mergeCells>{}</mergeCells>", self.merged).unwrap();
        }
        out.push_str("</worksheet>");
        out
    }
}

fn book(fill: impl FnOnce(&mut Page)) -> Vec<u8> {
    let mut page = Page::default();
    for (at, name) in (0..).zip(["单位*", "姓名", "任职日期"]) {
        page.text(1, at, name);
    }
    fill(&mut page);
    let mut pack = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let first = about(&[("先看这里".to_owned(), String::new())], "");
    let parts = frame("人员").into_iter().chain([(ABOUT, first), (ROWS, page.written())]);
    for (name, text) in parts {
        pack.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        pack.write_all(text.as_bytes()).unwrap();
    }
    pack.finish().unwrap().into_inner()
}

fn texts(row: &Row) -> Vec<(&str, String)> {
    row.values.iter().map(|(name, value)| (name.as_str(), value.text())).collect()
}

#[test]
fn columns_are_found_by_their_names_wherever_they_stand_and_days_in_both_shapes() {
    let bytes = book(|sheet| {
        sheet.text(0, 0, "青澜区花名册");
        sheet.text(2, 0, " 云溪街道 ");
        sheet.text(2, 1, "周某");
        sheet.day(2, 2, "46085");
        sheet.day(3, 0, "");
        sheet.text(900, 1, "吴某");
        sheet.text(900, 2, "2026年3月4日");
    });
    let sheet = read(&bytes, NEEDED, 10).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.faults.len(), sheet.rows.len()), ("人员", 0, 2));
    assert_eq!(texts(&sheet.rows[0])[0], ("任职日期", "2026-03-04".to_owned()));
    assert_eq!(texts(&sheet.rows[0])[1], ("单位", "云溪街道".to_owned()));
    assert_eq!(sheet.rows[1].number, 901);
    assert!(sheet.rows.iter().all(|row| day(&row.values["任职日期"]) == Some((2026, 3, 4))));
}

#[test]
fn formulas_and_merged_cells_are_named_by_row_and_column() {
    let bytes = book(|sheet| {
        sheet.text(2, 0, "云溪街道");
        sheet.formula(2, 1, "A3", "云溪街道");
        sheet.merge((4, 0), (5, 0), "审计局");
        sheet.text(4, 1, "郑某");
    });
    let sheet = read(&bytes, NEEDED, 10).unwrap();
    let faults: Vec<_> = sheet.faults.iter().map(|fault| (fault.row, fault.column.as_str())).collect();
    assert_eq!(faults, [(3, "姓名"), (5, "单位")]);
    assert!(sheet.faults[0].says.contains("公式") && sheet.faults[1].says.contains("合并单元格"));
}

#[test]
fn another_sheet_or_file_is_refused_with_the_columns_it_lacks() {
    let bytes = book(|_| {});
    let says = |needed: &[&str]| read(&bytes, needed, 10).unwrap_err().to_string();
    let near = says(&["姓名", "单位", "身份"]);
    assert!(near.contains("工作表“人员”缺少列“身份”"), "{near}");
    assert!(says(&["编码"]).contains("没有一张工作表"));
    for (bytes, wrong) in [
        (&[0xD0, 0xCF, 0x11, 0xE0, 0][..], Unreadable::OldOrLocked),
        (b"PK\x03\x04 no archive", Unreadable::Damaged),
        (b"\xff\xff\xff\x80", Unreadable::Encoding),
    ] {
        assert_eq!(read(bytes, NEEDED, 10), Err(wrong));
    }
}

#[test]
fn text_in_gb18030_is_read_like_utf_8() {
    let text = "单位,姓名\r\n\"茶滘街道\n（挂牌）\",司徒𬭎\r\n,\r\n审计局,吴某\r\n";
    let (gb, _, wrong) = encoding_rs::GB18030.encode(text);
    assert!(!wrong);
    let with_mark = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), with_mark.as_bytes(), &gb] {
        let sheet = read(bytes, NEEDED, 10).unwrap();
        assert_eq!(texts(&sheet.rows[0])[1], ("姓名", "司徒𬭎".to_owned()));
        assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 5]);
    }
}

#[test]
fn a_column_that_is_there_twice_is_a_fault_and_too_many_rows_are_refused() {
    let twice = read("姓名,单位,姓名\n甲,乙,丙".as_bytes(), NEEDED, 10).unwrap();
    assert!(twice.faults[0].says.contains("两次"));
    let many = read("姓名,单位\n甲,乙\n丙,丁".as_bytes(), NEEDED, 1);
    assert_eq!(many, Err(Unreadable::TooManyRows(1)));
}

#[test]
fn what_unpacks_to_more_than_is_read_is_not_read() {
    let bytes = book(|sheet| {
        sheet.text(2, 0, &"甲".repeat(30_000));
    });
    assert_eq!(unpacks_within(&bytes, 20_000), Err(Unreadable::TooLarge));
    assert_eq!(unpacks_within(&bytes, 2_000_000), Ok(()));
}

#[test]
fn a_day_is_read_as_people_write_it_and_nothing_else_is_a_day() {
    let of = |text: &str| day(&Value::Text(text.to_owned()));
    for text in ["2026-3-4", "2026/03/04", "2026.3.4", "2026年3月4日", "2026-03-04 10:20:00"] {
        assert_eq!(of(text), Some((2026, 3, 4)), "{text}");
    }
    for text in ["2026-13-4", "去年", "2026", "3月4日", "0026-3-4", "2026-3-4-5"] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn sheets_of_the_field_with_tens_of_thousands_of_blank_rows_and_mixed_days_are_read_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/petitions");
    let Ok(blank) = std::fs::read(format!("{folder}/import_blank_rows.xlsx")) else { return };
    let mixed = std::fs::read(format!("{folder}/import_mixed_dates.xlsx")).unwrap();
    let begun = std::time::Instant::now();
    let sheet = read(&blank, &["留言主题"], 5_000).unwrap();
    assert_eq!(sheet.rows.len(), 495, "{:?}", sheet.columns);
    let sheet = read(&mixed, &["留言时间"], 5_000).unwrap();
    let days =
        sheet.rows.iter().filter(|row| row.values.get("留言时间").is_some_and(|one| day(one).is_some()));
    assert_eq!(days.count(), sheet.rows.len());
    // Unoptimised on a busy machine; optimised it is some ten times faster.
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
