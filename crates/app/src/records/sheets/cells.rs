//! The cells of one row by the names of their columns, each read as what it should be; what cannot be read is a fault
//! of its cell.

use rongheng_documents::sheet_reader::{self, Row};
use rongheng_domain::day::Day;

use super::Plan;

/// A row being read.
pub(super) struct Cells<'a> {
    row: &'a Row,
    plan: &'a mut Plan,
    good: bool,
}

impl<'a> Cells<'a> {
    pub(super) const fn new(row: &'a Row, plan: &'a mut Plan) -> Self {
        Self { row, plan, good: true }
    }

    /// Whether nothing was wrong so far.
    pub(super) const fn good(&self) -> bool {
        self.good
    }

    pub(super) fn fault(&mut self, column: &str, says: impl Into<String>) {
        self.good = false;
        self.plan.fault(self.row.number, column, says);
    }

    /// The text of a cell; nothing where it is blank.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        self.row.values.get(column).map(sheet_reader::Value::text)
    }

    /// The text of a cell that has to be filled.
    pub(super) fn needed(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.fault(column, format!("“{column}”是空的，请补填。"));
        }
        text
    }

    /// A day; nothing where the cell is blank.
    pub(super) fn day(&mut self, column: &str) -> Option<Day> {
        let value = self.row.values.get(column)?;
        let read = sheet_reader::day(value).and_then(|(year, month, day)| {
            Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        });
        if read.is_none() {
            let says = format!("“{}”不是有效的日期，请按 2026-03-04 的样子填写。", value.text());
            self.fault(column, says);
        }
        read
    }

    /// A day that has to be there.
    pub(super) fn needed_day(&mut self, column: &str) -> Option<Day> {
        if self.row.values.contains_key(column) {
            return self.day(column);
        }
        self.fault(column, format!("“{column}”是空的，请补填。"));
        None
    }

    /// One of a list, by its Chinese word.
    pub(super) fn choice(
        &mut self,
        column: &str,
        choices: &[(&'static str, &'static str)],
    ) -> Option<&'static str> {
        let text = self.needed(column)?;
        let found = choices.iter().find(|(id, title)| *title == text || *id == text).map(|(id, _)| *id);
        if found.is_none() {
            let all: Vec<_> = choices.iter().map(|(_, title)| *title).collect();
            self.fault(column, format!("“{text}”不在可选的范围里，请写其中之一：{}。", all.join("、")));
        }
        found
    }

    /// 是 or 否; 否 where the cell is blank.
    pub(super) fn yes(&mut self, column: &str) -> bool {
        match self.text(column).as_deref() {
            None | Some("否") => false,
            Some("是") => true,
            Some(other) => {
                let says = format!("“{other}”请改为“是”或者“否”。");
                self.fault(column, says);
                false
            }
        }
    }
}
