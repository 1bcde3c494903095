//! A list as a workbook: one sheet of rows, one sheet that says whose it is, of what, when and how many.
//!
//! Rows are written as they come and leave memory at once. Whatever is text stays text: no cell is ever read as a
//! formula, however a name begins.

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::Unwritable;

/// Rows a sheet can hold, less the head and the last line.
pub const MOST_ROWS: u32 = 1_048_570;
/// Characters a cell can hold.
const MOST_CHARACTERS: usize = 32_000;

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
    book: Workbook,
    columns: Vec<String>,
    bold: Format,
    plain: Format,
    day: Format,
    mark: String,
    rows: u32,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("columns", &self.columns)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

fn unwritable(error: &XlsxError) -> Unwritable {
    Unwritable(error.to_string())
}

impl Table {
    /// Begins the sheet of rows: title of the sheet, columns with their widths in characters, and the watermark.
    pub fn begin(title: &str, columns: &[(&str, u16)], mark: &str) -> Result<Self, Unwritable> {
        let mut table = Self {
            book: Workbook::new(),
            columns: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            bold: Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
            plain: Format::new().set_text_wrap(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            mark: mark.to_owned(),
            rows: 0,
        };
        table.start(title, columns).map_err(|error| unwritable(&error))?;
        Ok(table)
    }

    fn start(&mut self, title: &str, columns: &[(&str, u16)]) -> Result<(), XlsxError> {
        // The sheet that explains comes first and is written last, when the rows are counted.
        self.book.add_worksheet().set_name("说明")?;
        let bold = self.bold.clone();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(title)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape();
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_header(format!("&R{}", self.mark.replace('&', "&&")));
        for (at, (name, width)) in (0_u16..).zip(columns) {
            sheet.set_column_width(at, *width)?;
            sheet.write_string_with_format(0, at, *name, &bold)?;
        }
        Ok(())
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Unwritable> {
        if self.rows >= MOST_ROWS {
            return Err(Unwritable(format!("more than {MOST_ROWS} rows")));
        }
        self.rows += 1;
        let row = self.rows;
        self.put(row, cells).map_err(|error| unwritable(&error))
    }

    fn put(&mut self, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
        let (plain, day) = (self.plain.clone(), self.day.clone());
        let sheet = self.book.worksheet_from_index(1)?;
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => write(sheet, row, at, text, &plain)?,
                Cell::Day(year, month, date) => {
                    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(*year, *month, *date)?;
                    sheet.write_datetime_with_format(row, at, &date, &day)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, at, *number)?;
                }
                Cell::Empty => {}
            }
        }
        Ok(())
    }

    /// How many rows were added.
    pub const fn count(&self) -> u32 {
        self.rows
    }

    /// The workbook; `about` says of the sheet what stands in it, line by line.
    pub fn finish(mut self, about: &[(String, String)]) -> Result<Vec<u8>, Unwritable> {
        self.close(about).map_err(|error| unwritable(&error))
    }

    fn close(&mut self, about: &[(String, String)]) -> Result<Vec<u8>, XlsxError> {
        let (bold, plain, mark) = (self.bold.clone(), self.plain.clone(), self.mark.clone());
        let last = self.rows + 2;
        write(self.book.worksheet_from_index(1)?, last, 0, &mark, &plain)?;
        let sheet = self.book.worksheet_from_index(0)?;
        sheet.set_column_width(0, 16)?;
        sheet.set_column_width(1, 90)?;
        sheet.set_header(format!("&R{}", mark.replace('&', "&&")));
        for (row, (question, answer)) in (0_u32..).zip(about) {
            write(sheet, row, 0, question, &bold)?;
            write(sheet, row, 1, answer, &plain)?;
        }
        self.book.save_to_buffer()
    }
}

fn write(sheet: &mut Worksheet, row: u32, at: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(MOST_CHARACTERS).collect();
    sheet.write_string_with_format(row, at, text, format).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_like_formulas_stay_text_and_the_book_says_what_it_is() {
        let mut table =
            Table::begin("案件", &[("编号", 16), ("事项", 40), ("提出", 12)], "司徒𬭎 2026-11-25").unwrap();
        for text in ["=1+1", "+86", "-7", "@SUM(A1)", "司徒𬭎", "a\u{0}b"] {
            table.row(&[Cell::Text(text.into()), Cell::Empty, Cell::Day(2026, 3, 4)]).unwrap();
        }
        assert_eq!(table.count(), 6);
        let bytes = table.finish(&[("导出人".into(), "=cmd".into())]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }

    #[test]
    fn a_sheet_says_when_it_is_full_and_takes_no_more() {
        let mut table = Table::begin("案件", &[("编号", 16)], "x").unwrap();
        table.rows = MOST_ROWS;
        assert!(table.row(&[Cell::Empty]).is_err());
    }
}
