//! A list as a workbook: one sheet of rows, one sheet that says whose it is, of what, when and how many.
//!
//! Rows are packed as they come: in memory stands what is packed already, and one row. Nothing passes through a file,
//! so that nothing of a case lies on a disc in clear. Whatever is text stays text: no cell is ever read as a formula,
//! however it begins.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    Unwritable,
    sheet::{self, Style},
};

/// Rows a sheet can hold, less the head and the last line.
pub const MOST_ROWS: u32 = 1_048_570;
/// Columns that a sheet of ours may have: one letter names each.
const MOST_COLUMNS: usize = 26;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, whatever it begins with.
    Text(String),
    /// A day: year, month, day.
    Day(u16, u8, u8),
    /// A whole number.
    Number(u32),
    /// Nothing.
    Empty,
}

/// A workbook in the making.
pub struct Table {
    pack: ZipWriter<Cursor<Vec<u8>>>,
    title: String,
    columns: usize,
    mark: String,
    rows: u32,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("title", &self.title).field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl From<zip::result::ZipError> for Unwritable {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Unwritable {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

impl Table {
    /// Begins the sheet of rows: title of the sheet, columns with their widths in characters, and the watermark;
    /// none where it is empty.
    ///
    /// # Errors
    /// More columns than there are letters.
    pub fn begin(title: &str, columns: &[(&str, u16)], mark: &str) -> Result<Self, Unwritable> {
        if columns.len() > MOST_COLUMNS {
            return Err(Unwritable(format!("more than {MOST_COLUMNS} columns")));
        }
        let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
        pack.start_file(sheet::ROWS, packed())?;
        pack.write_all(sheet::head(columns).as_bytes())?;
        let head: Vec<Cell> = columns.iter().map(|(name, _)| Cell::Text((*name).to_owned())).collect();
        pack.write_all(sheet::row(1, &head, Style::Head).as_bytes())?;
        Ok(Self { pack, title: title.to_owned(), columns: columns.len(), mark: mark.to_owned(), rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A sheet that is full, or a row that is wider than its head.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Unwritable> {
        if self.rows >= MOST_ROWS {
            return Err(Unwritable(format!("more than {MOST_ROWS} rows")));
        }
        if cells.len() > self.columns {
            return Err(Unwritable("a row is wider than its head".to_owned()));
        }
        self.rows += 1;
        self.pack.write_all(sheet::row(self.rows + 1, cells, Style::Plain).as_bytes())?;
        Ok(())
    }

    /// How many rows were added.
    pub const fn count(&self) -> u32 {
        self.rows
    }

    /// The workbook; `about` says of the sheet what stands in it, line by line.
    ///
    /// # Errors
    /// What cannot be packed.
    pub fn finish(mut self, about: &[(String, String)]) -> Result<Vec<u8>, Unwritable> {
        // A sheet that comes back as it went out has nothing below its rows.
        if !self.mark.is_empty() {
            let last = sheet::row(self.rows + 3, &[Cell::Text(self.mark.clone())], Style::Plain);
            self.pack.write_all(last.as_bytes())?;
        }
        self.pack.write_all(sheet::tail(&self.mark, true).as_bytes())?;
        let mut file = |name: &str, text: &str| -> Result<(), Unwritable> {
            self.pack.start_file(name, packed())?;
            Ok(self.pack.write_all(text.as_bytes())?)
        };
        file(sheet::ABOUT, &sheet::about(about, &self.mark))?;
        for (name, text) in sheet::frame(&self.title) {
            file(name, &text)?;
        }
        Ok(self.pack.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    fn read(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["说明", "案件"]);
        assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "no formula anywhere");
        book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn another_program_reads_the_very_texts_days_and_numbers_and_finds_no_formula() {
        let texts = [
            "=1+1",
            "+86",
            "-7",
            "@SUM(A1)",
            "司徒𬭎",
            "<b>&amp;\"'",
            " 前后有空格 ",
            "两\n行",
            "_x0041_",
            "0012",
            "2026-03-04",
            "'=1",
        ];
        let columns = [("编号", 16), ("事项", 40), ("提出", 12), ("件数", 6)];
        let mut table = Table::begin("案件", &columns, "司徒𬭎 & 2026-11-25").unwrap();
        for text in texts {
            table
                .row(&[Cell::Text(text.into()), Cell::Empty, Cell::Day(2026, 3, 4), Cell::Number(7)])
                .unwrap();
        }
        table.row(&[Cell::Text("a\u{0}\u{1f}b\u{ffff}c".into())]).unwrap();
        assert_eq!(table.count(), 13);
        let bytes = table.finish(&[("导出人".into(), "=cmd".into())]).unwrap();
        let rows = read(bytes.clone(), "案件");
        let head: Vec<_> = columns.iter().map(|(name, _)| Data::String((*name).to_owned())).collect();
        assert_eq!(rows[0], head);
        for (row, text) in rows[1..].iter().zip(texts) {
            assert_eq!(row[0], Data::String(text.to_owned()));
            assert_eq!(row[1], Data::Empty);
            let Data::DateTime(day) = &row[2] else { panic!("no day: {:?}", row[2]) };
            assert_eq!(day.to_ymd_hms_milli(), (2026, 3, 4, 0, 0, 0, 0));
            assert_eq!(row[3], Data::Float(7.0));
        }
        assert_eq!(rows[13][0], Data::String("abc".to_owned()), "what XML cannot hold is left out");
        assert_eq!(rows[15][0], Data::String("司徒𬭎 & 2026-11-25".to_owned()));
        let about = read(bytes, "说明");
        assert_eq!(about[0], [Data::String("导出人".to_owned()), Data::String("=cmd".to_owned())]);
    }

    #[test]
    fn a_sheet_says_when_it_is_full_and_takes_no_more() {
        let mut table = Table::begin("案件", &[("编号", 16)], "x").unwrap();
        assert!(table.row(&[Cell::Empty, Cell::Empty]).is_err(), "wider than its head");
        table.rows = MOST_ROWS;
        assert!(table.row(&[Cell::Empty]).is_err());
    }

    #[test]
    fn a_hundred_thousand_rows_take_as_much_memory_as_they_take_when_packed() {
        let mut table = Table::begin("案件", &[("编号", 16), ("事项", 40)], "x").unwrap();
        for n in 0..100_000_u32 {
            table
                .row(&[Cell::Text(format!("容〔2026〕{n}号")), Cell::Text(format!("关于第{n}号地块的申请"))])
                .unwrap();
        }
        let bytes = table.finish(&[]).unwrap();
        assert!(bytes.len() < 4_000_000, "{}", bytes.len());
        assert_eq!(read(bytes, "案件").len(), 100_003);
    }
}
