//! 表格: a book as a workbook, and a workbook back into the book. What was sent is read, checked and compared first;
//! a person looks at what would change and confirms it; then all of it is written in one transaction, or nothing.
//!
//! Every row goes through the rules of the forms (`keeping::decide`). A kill before the commit leaves nothing behind,
//! one after it finds everything there: ids of new records follow from the piece of work and the row. Not decided
//! here: what a row means in each book.

mod accounts;
mod cells;
mod checklist;
mod people;
mod precedents;
mod units;
mod work;

use std::collections::BTreeMap;

use rongheng_documents::{Cell, Table, sheet_reader};
use rongheng_domain::{
    day::Day,
    kind::Failure,
    people::Role,
    refusal::Refusal,
    registers::keeping::{KEEPS, Keeping},
};
use serde::{Deserialize, Serialize};

use self::cells::Cells;
pub use self::work::Checked;
use super::{Book, reads};
use crate::{Actor, App, RegisterWrite, Result, error::Error, page::Paper};

/// Rows of one file.
const MOST_ROWS: usize = 50_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A column of a book's sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the head says.
    pub name: &'static str,
    /// Whether a file must have it.
    pub needed: bool,
    /// What to write in it.
    pub hint: &'static str,
    /// Its width in characters.
    width: u16,
    /// Whether a cell may hold several lines.
    long: bool,
}

impl Column {
    const fn new(name: &'static str, width: u16, hint: &'static str) -> Self {
        Self { name, needed: false, hint, width, long: false }
    }

    const fn long(mut self) -> Self {
        self.long = true;
        self
    }

    const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }
}

/// A cell that cannot be used, or a rule that stands against its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Row, counted from 1 with the head.
    pub row: u32,
    /// Its column; empty for the whole row.
    pub column: String,
    /// What is wrong and what to do.
    pub says: String,
}

/// What a row would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    /// Row, counted from 1 with the head.
    pub row: u32,
    /// Whom or what it is about.
    pub subject: String,
    /// What becomes of it, one thing each.
    pub says: Vec<String>,
}

/// A file that was checked, before anything is written.
#[derive(Debug, Default)]
struct Plan {
    rows: usize,
    changes: Vec<RowChange>,
    faults: Vec<RowFault>,
    writes: Vec<RegisterWrite>,
    /// One-time passwords of new accounts: login, person, password.
    passwords: Vec<(String, String, String)>,
}

impl Plan {
    fn fault(&mut self, row: u32, column: &str, says: impl Into<String>) {
        self.faults.push(RowFault { row, column: column.to_owned(), says: says.into() });
    }

    fn change(&mut self, row: u32, subject: impl Into<String>, says: Vec<String>) {
        if !says.is_empty() {
            self.changes.push(RowChange { row, subject: subject.into(), says });
        }
    }

    /// What the rules say against a row, at the columns of the fields.
    fn refused(&mut self, row: u32, failure: Failure, columns: &[(&str, &str)]) {
        let Failure::Refused(refusal) = failure else {
            return self.fault(row, "", "这一行的内容与登记的格式不符，请对照导出的表格更正。");
        };
        for reason in refusal.reasons {
            let field = reason.field.unwrap_or_default();
            let column = columns.iter().find(|(name, _)| *name == field).map_or("", |(_, column)| column);
            self.fault(row, column, reason.says);
        }
    }
}

/// What every row of a file is read with.
struct Reading<'a> {
    app: &'a App,
    actor: &'a Actor,
    role: Role,
    today: Day,
    /// The piece of work: ids of new records follow from it and the row.
    work: &'a str,
    /// The name of the file.
    file: &'a str,
}

impl Reading<'_> {
    /// The id of the record that a row makes: the same whenever the same piece of work reads the same row.
    fn new_id(&self, row: u32) -> String {
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{}/{row}", self.work).as_bytes()).to_string()
    }

    fn keeping(&self, key: &str) -> Keeping {
        Keeping {
            by: self.actor.person.clone(),
            role: self.role,
            today: self.today,
            key: key.to_owned(),
            others: Vec::new(),
            guarded: true,
            hash: String::new(),
            texts: std::sync::Arc::default(),
            policy: std::sync::Arc::default(),
            names: std::sync::Arc::default(),
            archived: None,
            published: None,
            listed: std::sync::Arc::default(),
            materials: std::sync::Arc::default(),
            papers: std::sync::Arc::default(),
            signal: None,
            lots: None,
            fitness: None,
        }
    }
}

impl Book {
    /// The columns of its sheet; none where it has none.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::People => people::COLUMNS,
            Self::Units => units::COLUMNS,
            Self::Accounts => accounts::COLUMNS,
            Self::Checklist => checklist::COLUMNS,
            Self::Precedents => precedents::COLUMNS,
            Self::Settings
            | Self::Amendments
            | Self::Signals
            | Self::Quality
            | Self::Policy
            | Self::Calendar
            | Self::Trainings
            | Self::PaperDrafts => &[],
        }
    }

    /// Who brings a sheet in.
    const fn keeper(self) -> Role {
        match self {
            Self::Accounts => Role::SecurityAdmin,
            Self::Checklist
            | Self::Amendments
            | Self::Signals
            | Self::Quality
            | Self::Policy
            | Self::Calendar
            | Self::Precedents
            | Self::Trainings
            | Self::PaperDrafts => Role::PolicyOfficer,
            Self::People | Self::Units | Self::Settings => Role::SystemAdmin,
        }
    }

    /// Whether this role brings sheets of the book in.
    pub fn takes_sheets_of(self, role: Role) -> bool {
        !self.columns().is_empty() && self.keeper() == role
    }
}

fn keeps(actor: &Actor, book: Book) -> Result<Role> {
    let role = reads(actor, book)?;
    if book.takes_sheets_of(role) {
        return Ok(role);
    }
    let says = format!("“{}”的表格由{}导入，请转请其办理。", book.title(), book.keeper().title());
    Err(Error::Forbidden(Refusal::one(&KEEPS, says)))
}

impl App {
    /// A book as a workbook that can be edited and brought back.
    pub async fn export_sheet(&self, actor: &Actor, book: Book) -> Result<Paper> {
        let role = reads(actor, book)?;
        let columns = book.columns();
        if columns.is_empty() {
            return Err(Error::NotFound);
        }
        let rows = match book {
            Book::People => self.people_sheet().await?,
            Book::Units => self.units_sheet().await?,
            Book::Accounts => self.accounts_sheet().await?,
            Book::Precedents => self.precedents_sheet().await?,
            _ => self.checklist_sheet().await?,
        };
        let unwritable = |error: rongheng_documents::Unwritable| Error::Unavailable(error.to_string());
        let now = self.now();
        let name = self.0.store.person(&actor.person).await?.map_or_else(String::new, |row| row.name);
        let widths: Vec<_> = columns.iter().map(|column| (column.name, column.width)).collect();
        let mut table = Table::begin(book.title(), &widths, "").map_err(unwritable)?;
        for row in &rows {
            table.row(row).map_err(unwritable)?;
        }
        let mut about = vec![
            ("内容".to_owned(), book.title().to_owned()),
            ("行数".to_owned(), rows.len().to_string()),
            ("导出人".to_owned(), format!("{name}（{}）", role.title())),
            ("导出时间".to_owned(), now.to_string()),
            ("怎么改".to_owned(), "在第二张工作表上改，保留表头；改好后在同一页面导入。只有变了的行会写入，没有列出的行不会被删除。".to_owned()),
        ];
        about.extend(columns.iter().map(|column| {
            let needed = if column.needed { "（表头必须有）" } else { "" };
            (column.name.to_owned(), format!("{}{needed}", column.hint))
        }));
        let bytes = tokio::task::spawn_blocking(move || table.finish(&about))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
            .map_err(unwritable)?;
        self.looked(actor, &rongheng_domain::ids::StreamId::new("sheet", book.id()), "export").await?;
        Ok(Paper {
            name: format!("{} {}.xlsx", book.title(), now.day()),
            media: XLSX,
            bytes,
            told: Vec::new(),
        })
    }

    /// Reads a file and checks every row: what it would change, or what is wrong with it.
    async fn plan(&self, reading: &Reading<'_>, book: Book, bytes: Vec<u8>) -> Result<Plan> {
        let needed: Vec<_> = book.columns().iter().filter(|one| one.needed).map(|one| one.name).collect();
        let read = tokio::task::spawn_blocking(move || sheet_reader::read(&bytes, &needed, MOST_ROWS))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let mut plan = Plan::default();
        let sheet = match read {
            Ok(sheet) => sheet,
            Err(unreadable) => {
                plan.fault(0, "", unreadable.to_string());
                return Ok(plan);
            }
        };
        plan.rows = sheet.rows.len();
        for fault in sheet.faults {
            plan.fault(fault.row, &fault.column, fault.says);
        }
        let known = |name: &String| book.columns().iter().any(|column| column.name == name);
        let strange: Vec<_> = sheet.columns.iter().filter(|name| !known(name)).map(String::as_str).collect();
        if !strange.is_empty() {
            let says = format!("有不认识的列：{}。请删去，或者改成页面上列出的列名。", strange.join("、"));
            plan.fault(0, "", says);
        }
        let long: Vec<_> = book.columns().iter().filter(|one| one.long).map(|one| one.name).collect();
        for row in &sheet.rows {
            for (name, value) in &row.values {
                let long = long.contains(&name.as_str());
                // What a form would not take is not taken from a file.
                if let sheet_reader::Value::Text(text) = value
                    && let Some(says) = rongheng_domain::form::unusable(name, text, long)
                {
                    plan.fault(row.number, name, says);
                }
            }
        }
        // Rows of cells that cannot be used say only that.
        let bad: std::collections::BTreeSet<_> = plan.faults.iter().map(|fault| fault.row).collect();
        let rows: Vec<_> = sheet.rows.iter().filter(|row| !bad.contains(&row.number)).collect();
        match book {
            Book::People => people::stage(reading, &rows, &mut plan).await?,
            Book::Units => units::stage(reading, &rows, &mut plan).await?,
            Book::Accounts => accounts::stage(reading, &rows, &mut plan).await?,
            Book::Precedents => precedents::stage(reading, &rows, &mut plan).await?,
            _ => checklist::stage(reading, &rows, &mut plan).await?,
        }
        plan.faults.sort_by(|a, b| (a.row, &a.column).cmp(&(b.row, &b.column)));
        plan.changes.sort_by_key(|change| change.row);
        Ok(plan)
    }

    /// Units that stand today: their ids, and the ids by name.
    async fn known_units(&self) -> Result<(BTreeMap<String, String>, BTreeMap<String, Vec<String>>)> {
        let rows = self.0.store.all_units().await?;
        let ids: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row.name)).collect();
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, name) in &ids {
            names.entry(rongheng_search::normal(name)).or_default().push(id.clone());
        }
        Ok((ids, names))
    }
}

/// Puts an answer among the others.
fn put(answers: &mut serde_json::Value, field: &str, value: serde_json::Value) {
    if let Some(answers) = answers.as_object_mut() {
        answers.insert(field.to_owned(), value);
    }
}

/// The id of what has this name or id; what stands against it where nothing has, or several.
fn by_name(
    text: &str,
    ids: &BTreeMap<String, String>,
    names: &BTreeMap<String, Vec<String>>,
    what: &str,
) -> std::result::Result<String, String> {
    if ids.contains_key(text) {
        return Ok(text.to_owned());
    }
    match names.get(&rongheng_search::normal(text)).map(Vec::as_slice) {
        Some([one]) => Ok(one.clone()),
        Some(several) if !several.is_empty() => {
            Err(format!("有 {} {what}都叫“{text}”，请改填编号：{}。", several.len(), several.join("、")))
        }
        _ => Err(format!("没有登记过“{text}”，请先登记，或者更正写法。")),
    }
}

/// What is written for a unit: its name, or its id where several have that name, so that it is found again.
fn unit_cell(id: &str, ids: &BTreeMap<String, String>, names: &BTreeMap<String, Vec<String>>) -> Cell {
    let name = ids
        .get(id)
        .filter(|name| names.get(&rongheng_search::normal(name)).is_some_and(|all| all.len() == 1));
    text(name.map_or(id, String::as_str))
}

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

fn day(day: Option<Day>) -> Cell {
    let Some(day) = day else { return Cell::Empty };
    let (year, month, date) = day.parts();
    match (u16::try_from(year), u8::try_from(month), u8::try_from(date)) {
        (Ok(year), Ok(month), Ok(date)) => Cell::Day(year, month, date),
        _ => text(day.to_string()),
    }
}
