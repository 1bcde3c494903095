//! A table as people send it: a workbook or a CSV file in, rows by the names of their columns out.
//!
//! Bounded in time and memory: what a workbook unpacks to is counted before it is read, cells are read one after
//! another, blank rows leave nothing behind. What no value can be taken from (a formula, merged cells, an error of the
//! sheet) is named by row and column. Not decided here: what the values mean.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use calamine::{DataRef, Reader, Xlsx};

/// Bytes that a workbook may unpack to.
const MOST_BYTES: u64 = 300_000_000;
/// Columns that are looked at.
const MOST_COLUMNS: u32 = 200;
/// Rows in which the head is looked for.
const HEAD_WITHIN: u32 = 20;
/// Cells that are named as unusable before the rest is only counted.
const MOST_FAULTS: usize = 500;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text without the blanks around it; never empty.
    Text(String),
    /// A day: year, month, day.
    Day(u16, u8, u8),
    /// A number.
    Number(f64),
}

impl Value {
    /// The value as text: `2026-03-04`, `12`, `0.5`.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Day(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A row: its number as the sheet counts, and its values by the name of the column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Counted from 1, the head included.
    pub number: u32,
    /// What is not blank.
    pub values: BTreeMap<String, Value>,
}

/// A cell that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Row, counted from 1.
    pub row: u32,
    /// The name of its column, else `第 3 列`.
    pub column: String,
    /// What is wrong and what to do.
    pub says: String,
}

/// A sheet that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// The name of the sheet; empty for CSV.
    pub name: String,
    /// The columns, left to right.
    pub columns: Vec<String>,
    /// The rows that are not blank.
    pub rows: Vec<Row>,
    /// The cells that cannot be used.
    pub faults: Vec<Fault>,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// An old or a locked workbook.
    #[error("这是旧格式（.xls）或者加了密码的表格，请另存为不带密码的 .xlsx 后重新选择。")]
    OldOrLocked,
    /// Damaged, or no workbook at all.
    #[error("文件打不开，可能已经损坏，或者不是表格。请用表格软件打开检查，另存为 .xlsx 后重新选择。")]
    Damaged,
    /// Unpacks to more than is read.
    #[error("文件解开后超过 {} 兆字节，请删去图片和空白的行列后重新选择。", MOST_BYTES / 1_000_000)]
    TooLarge,
    /// Neither UTF-8 nor GB18030.
    #[error("文件的文字编码认不出来（不是 UTF-8，也不是 GB18030）。请在表格软件里另存为 .xlsx 后重新选择。")]
    Encoding,
    /// No sheet has the columns.
    #[error("{0}")]
    NoSheet(String),
    /// More rows than are taken at once.
    #[error("表格超过 {0} 行，请分成几个文件导入。")]
    TooManyRows(usize),
}

/// Reads the sheet that has all `needed` columns, at most `most` rows of it.
///
/// # Errors
/// [`Unreadable`]; cells that cannot be used are faults of the sheet.
pub fn read(bytes: &[u8], needed: &[&str], most: usize) -> Result<Sheet, Unreadable> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Unreadable::OldOrLocked);
    }
    if bytes.starts_with(b"PK") {
        unpacks_within(bytes, MOST_BYTES)?;
        return read_workbook(bytes, needed, most);
    }
    read_csv(bytes, needed, most)
}

/// Counts what a workbook unpacks to, without keeping it: the sizes it states itself are not believed.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let mut left = most;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| Unreadable::Damaged)?;
        let taken = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        left = left.checked_sub(taken.map_err(|_| Unreadable::Damaged)?).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

/// Rows in the making: the head is the first row that has every needed column.
struct Making<'a> {
    needed: &'a [&'a str],
    most: usize,
    head: Option<BTreeMap<u32, String>>,
    head_row: Option<u32>,
    /// The fullest row seen where a head was looked for: how many needed columns it has.
    nearest: Vec<String>,
    current: (u32, BTreeMap<u32, Value>),
    sheet: Sheet,
}

impl<'a> Making<'a> {
    fn new(name: &str, needed: &'a [&'a str], most: usize) -> Self {
        Self {
            needed,
            most,
            head: None,
            head_row: None,
            nearest: Vec::new(),
            current: (0, BTreeMap::new()),
            sheet: Sheet { name: name.to_owned(), ..Sheet::default() },
        }
    }

    fn column(&self, at: u32) -> String {
        let known = self.head.as_ref().and_then(|head| head.get(&at)).cloned();
        known.unwrap_or_else(|| format!("第 {} 列", at + 1))
    }

    fn fault(&mut self, row: u32, at: u32, says: &str) {
        if self.sheet.faults.len() < MOST_FAULTS {
            let fault = Fault { row, column: self.column(at), says: says.to_owned() };
            self.sheet.faults.push(fault);
        }
    }

    /// Begins a row, and ends the one before.
    fn turn(&mut self, row: u32) -> Result<(), Unreadable> {
        if row != self.current.0 {
            self.close()?;
            self.current.0 = row;
        }
        Ok(())
    }

    /// Takes a cell; rows and columns count from 0. `false` once the head is not to be found any more.
    fn take(&mut self, row: u32, at: u32, value: Value) -> Result<bool, Unreadable> {
        if at >= MOST_COLUMNS {
            return Ok(true);
        }
        self.turn(row)?;
        self.current.1.insert(at, value);
        Ok(self.head.is_some() || row <= HEAD_WITHIN)
    }

    /// Names a cell that holds no value. Above the head stands a title, of which nothing is read.
    fn unusable(&mut self, row: u32, at: u32, says: &str) -> Result<(), Unreadable> {
        self.turn(row)?;
        if self.head.is_some() {
            self.fault(row + 1, at, says);
        }
        Ok(())
    }

    /// Ends the current row.
    fn close(&mut self) -> Result<(), Unreadable> {
        let (row, cells) = (self.current.0, std::mem::take(&mut self.current.1));
        if cells.is_empty() {
            return Ok(());
        }
        let Some(head) = &self.head else {
            let names: BTreeMap<u32, String> =
                cells.iter().map(|(at, value)| (*at, plain_name(&value.text()))).collect();
            let has = |name: &&&str| names.values().any(|known| known == **name);
            let found = self.needed.iter().filter(has).count();
            let before =
                self.needed.iter().filter(|name| self.nearest.iter().any(|known| known == **name)).count();
            if found > before {
                self.nearest = names.values().cloned().collect();
            }
            if found == self.needed.len() {
                self.sheet.columns = names.values().cloned().collect();
                self.head = Some(names.clone());
                self.head_row = Some(row);
                self.twice(row, &names);
            }
            return Ok(());
        };
        let values = cells.into_iter().filter_map(|(at, value)| Some((head.get(&at)?.clone(), value)));
        let values: BTreeMap<_, _> = values.collect();
        if values.is_empty() {
            return Ok(());
        }
        if self.sheet.rows.len() >= self.most {
            return Err(Unreadable::TooManyRows(self.most));
        }
        self.sheet.rows.push(Row { number: row + 1, values });
        Ok(())
    }

    /// A column that is there twice leaves open which one counts.
    fn twice(&mut self, row: u32, names: &BTreeMap<u32, String>) {
        for (at, name) in names {
            if names.iter().any(|(other, known)| other < at && known == name) {
                let says = format!("列“{name}”出现了两次，请删去一列或者改名。");
                self.fault(row + 1, *at, &says);
            }
        }
    }

    /// The sheet; else the columns that were missed in it.
    fn finish(mut self) -> Result<Result<Sheet, Vec<String>>, Unreadable> {
        self.close()?;
        if self.head.is_some() {
            return Ok(Ok(self.sheet));
        }
        let missed = self.needed.iter().filter(|name| !self.nearest.iter().any(|known| known == *name));
        Ok(Err(missed.map(|name| (*name).to_owned()).collect()))
    }
}

/// The name of a column without what people put around it.
fn plain_name(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}');
    name.chars().filter(|c| !c.is_whitespace() && *c != '*' && *c != '＊').collect()
}

fn no_sheet(needed: &[&str], missed: &[(String, Vec<String>)]) -> Unreadable {
    let all = needed.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
    let nearest = missed.iter().min_by_key(|(_, missed)| missed.len());
    let says = match nearest {
        Some((name, missed)) if missed.len() < needed.len() => {
            let lacks = missed.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
            let place = if name.is_empty() { "表格".to_owned() } else { format!("工作表“{name}”") };
            format!("{place}缺少列{lacks}。表头要有{all}，请补齐，或者先导出一份再改。")
        }
        _ => {
            format!("没有一张工作表的表头有{all}，可能选错了文件或者工作表。请先导出一份，在导出的表格上改。")
        }
    };
    Unreadable::NoSheet(says)
}

fn read_workbook(bytes: &[u8], needed: &[&str], most: usize) -> Result<Sheet, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => Unreadable::OldOrLocked,
        _ => Unreadable::Damaged,
    })?;
    let mut missed = Vec::new();
    for name in book.sheet_names() {
        match read_one(&mut book, &name, needed, most)? {
            Ok(sheet) => return Ok(sheet),
            Err(columns) => missed.push((name, columns)),
        }
    }
    Err(no_sheet(needed, &missed))
}

fn read_one<'a>(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    needed: &'a [&'a str],
    most: usize,
) -> Result<Result<Sheet, Vec<String>>, Unreadable> {
    let merged = book.merge_cells_by_sheet_name(name).map_err(|_| Unreadable::Damaged)?;
    let mut making = Making::new(name, needed, most);
    // A chart or a macro sheet holds no cells.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return making.finish() };
    while let Some(cell) = cells.next_cell_with_formula().map_err(|_| Unreadable::Damaged)? {
        let (row, at) = cell.pos;
        if cell.formula.as_ref().is_some_and(|formula| !formula.is_empty()) {
            making.unusable(row, at, "这一格是公式，不知道该取哪个值。请复制后“选择性粘贴”为数值。")?;
            continue;
        }
        match value(&cell.value) {
            Ok(Some(value)) => {
                if !making.take(row, at, value)? {
                    break;
                }
            }
            Ok(None) => {}
            Err(says) => making.unusable(row, at, says)?,
        }
    }
    making.close()?;
    let head = making.head_row;
    for area in merged.iter().filter(|area| Some(area.start.0) > head) {
        let says = format!(
            "这里是合并单元格（第 {} 行到第 {} 行），只有第一格有值。请取消合并，每一格都填上。",
            area.start.0 + 1,
            area.end.0 + 1
        );
        making.fault(area.start.0 + 1, area.start.1, &says);
    }
    making.sheet.faults.sort_by_key(|fault| fault.row);
    making.finish()
}

/// The value of a cell; nothing where it is blank.
fn value(of: &DataRef<'_>) -> Result<Option<Value>, &'static str> {
    let text = |text: &str| {
        let text = text.trim();
        if text.is_empty() { None } else { Some(Value::Text(text.to_owned())) }
    };
    Ok(match of {
        DataRef::Empty => None,
        DataRef::String(one) | DataRef::DurationIso(one) => text(one),
        DataRef::SharedString(one) => text(one),
        DataRef::Int(number) => {
            #[expect(clippy::cast_precision_loss, reason = "a cell holds no more than a float does")]
            let number = *number as f64;
            Some(Value::Number(number))
        }
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::Bool(yes) => Some(Value::Text(if *yes { "是" } else { "否" }.to_owned())),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Some(Value::Day(year, month, day))
        }
        DataRef::DateTime(moment) => Some(Value::Number(moment.as_f64())),
        DataRef::DateTimeIso(one) => text(one.split('T').next().unwrap_or(one)),
        DataRef::Error(_) => return Err("这一格是表格软件的错误值，请更正。"),
    })
}

fn read_csv(bytes: &[u8], needed: &[&str], most: usize) -> Result<Sheet, Unreadable> {
    // The parser counts the line of a record before it has passed the second half of a line end of two signs.
    let text = decode(bytes)?.replace("\r\n", "\n");
    if text.contains('\u{0}') {
        return Err(Unreadable::Damaged);
    }
    let mut rows = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut making = Making::new("", needed, most);
    for record in rows.records() {
        let Ok(record) = record else { return Err(Unreadable::Damaged) };
        // The line in the file, as an editor counts; a cell may hold several lines.
        let line = record.position().map_or(0, csv::Position::line);
        let row = u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX);
        for (at, cell) in (0_u32..).zip(record.iter()) {
            let cell = cell.trim();
            if !cell.is_empty() && !making.take(row, at, Value::Text(cell.to_owned()))? {
                return Err(no_sheet(needed, &[]));
            }
        }
    }
    making.finish()?.map_err(|missed| no_sheet(needed, &[(String::new(), missed)]))
}

/// UTF-8, else GB18030.
fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, wrong) = encoding_rs::GB18030.decode(bytes);
    if wrong { Err(Unreadable::Encoding) } else { Ok(text.into_owned()) }
}

/// A day as people write it: `2026-3-4`, `2026/03/04`, `2026.3.4`, `2026年3月4日`, with or without a time after it;
/// year, month, day. `None` where it is none.
pub fn day(value: &Value) -> Option<(u16, u8, u8)> {
    match value {
        Value::Day(year, month, day) => Some((*year, *month, *day)),
        Value::Number(_) => None,
        Value::Text(text) => {
            let text = text.split([' ', 'T']).next().unwrap_or_default();
            let text = text.trim_end_matches('日');
            let mut parts = text.split(['-', '/', '.', '年', '月', '－']).map(str::trim);
            let year = parts.next()?.parse().ok()?;
            let month = parts.next()?.parse().ok()?;
            let day = parts.next()?.parse().ok()?;
            let fits = parts.next().is_none()
                && (1900..=2199).contains(&year)
                && (1..=12).contains(&month)
                && (1..=31).contains(&day);
            fits.then_some((year, month, day))
        }
    }
}

#[cfg(test)]
mod tests;
