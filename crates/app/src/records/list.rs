//! The books as lists: by name, page by page, narrowed by what an address says, with what is still to be set up.

use std::collections::BTreeMap;

use rongheng_domain::{
    connivance::{self, Sign},
    people::Role,
    registers::{
        self,
        account::{AccountEvent, AccountRecord},
        checklist::AREAS,
        keeping::Act,
        organisation::OrganisationKind,
    },
};
use rongheng_store::{COUNTED, RegisterTurn, Registered};
use serde::{Deserialize, Serialize};

use super::{Book, Theme, reads};
use crate::{
    Actor, App, Result,
    filter::{Place, beside, place},
    people::PersonContent,
};

/// Records read at once where some are left out.
const SCAN: u32 = 500;

/// Which records are wanted. What is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Narrow {
    /// A piece of any column.
    pub text: String,
    /// What is asked of each [`Facet`] by its name.
    pub facets: BTreeMap<String, String>,
}

impl Narrow {
    fn narrows(&self) -> bool {
        !self.text.trim().is_empty() || self.facets.values().any(|value| !value.is_empty())
    }
}

/// A condition that a book has beside the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Its name in addresses.
    pub name: &'static str,
    /// What a screen calls it.
    pub title: &'static str,
    /// What may be chosen: value and words. Where there is nothing to choose, a piece of the words is typed.
    pub choices: Vec<(&'static str, &'static str)>,
}

/// Where an account stands.
const STATES: [(&str, &str); 4] = [
    ("in_use", "正常"),
    ("must_change", "等待本人改口令"),
    ("without_role", "没有有效的角色"),
    ("disabled", "已停用"),
];

/// Where a signal stands.
const LOOKS: [(&str, &str); 5] = [
    ("尚未查看", "尚未查看"),
    ("又有新情况", "又有新情况"),
    ("情况有正当理由", "情况有正当理由"),
    ("继续关注", "继续关注"),
    ("转有关部门了解", "转有关部门了解"),
];

impl Book {
    /// The conditions of its list.
    pub fn facets(self) -> Vec<Facet> {
        match self {
            Self::People => vec![Facet { name: "unit", title: "单位", choices: Vec::new() }],
            Self::Units => {
                vec![Facet { name: "kind", title: "类别", choices: OrganisationKind::CHOICES.to_vec() }]
            }
            Self::Accounts => {
                let roles = Role::ALL.iter().filter(|role| **role != Role::SystemJobs);
                let roles = roles.map(|role| (role.id(), role.title())).collect();
                vec![
                    Facet { name: "role", title: "角色", choices: roles },
                    Facet { name: "state", title: "现在", choices: STATES.to_vec() },
                ]
            }
            Self::Signals => vec![
                Facet { name: "sign", title: "看到的", choices: Sign::CHOICES.to_vec() },
                Facet { name: "standing", title: "查看", choices: LOOKS.to_vec() },
            ],
            Self::Precedents => {
                vec![Facet { name: "theme", title: "主题", choices: Theme::CHOICES.to_vec() }]
            }
            Self::Checklist => {
                vec![Facet { name: "area", title: "领域或者主体", choices: AREAS.to_vec() }]
            }
            Self::Amendments
            | Self::Quality
            | Self::Trainings
            | Self::PaperDrafts
            | Self::Settings
            | Self::Policy
            | Self::Calendar => Vec::new(),
        }
    }

    /// The titles of the columns.
    pub const fn head(self) -> &'static [&'static str] {
        match self {
            Self::People => &["姓名", "单位", "职务"],
            Self::Units => &["名称", "类别"],
            Self::Accounts => &["账号", "人员", "角色", "现在"],
            Self::Checklist => &["编码", "领域或者主体", "标题", "现在"],
            Self::Amendments => &["名称", "现在", "内容"],
            Self::Precedents => &["标题", "领域或者主体", "结果", "主题", "现在"],
            Self::Trainings => &["日期", "培训对象", "由谁讲授", "学了什么", "人数", "现在"],
            Self::PaperDrafts => &["文书", "现在", "拟稿"],
            Self::Signals => &["看到的", "对象", "件数", "最近", "查看"],
            Self::Quality => &["期间", "期间内办结", "评查", "已办结", "抽取日期"],
            Self::Settings | Self::Policy | Self::Calendar => &[],
        }
    }
}

/// A page of a book.
#[derive(Debug, Clone, Default)]
pub struct RecordList {
    /// The titles of the columns.
    pub head: &'static [&'static str],
    /// The records, by their first column.
    pub rows: Vec<RecordRow>,
    /// How many fit, counted up to [`COUNTED`] and no further: one more says that there are more.
    pub count: u64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Before what the page before this one ends.
    pub previous: Option<String>,
    /// The act that makes a new record, where the actor does it.
    pub opening: Option<&'static Act>,
    /// What is still to be set up, in words.
    pub notes: Vec<String>,
}

/// A record in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// Its key in addresses.
    pub key: String,
    /// Its columns.
    pub cells: Vec<String>,
    /// What it is under each facet in which one chooses; of several any may be asked for.
    is: Vec<(&'static str, String)>,
}

impl RecordRow {
    pub(crate) fn new<const N: usize>(key: String, cells: [String; N]) -> Self {
        Self { key, cells: cells.into(), is: Vec::new() }
    }

    /// The same, with what it is under a facet.
    #[must_use]
    pub(crate) fn is(mut self, facet: &'static str, value: impl Into<String>) -> Self {
        self.is.push((facet, value.into()));
        self
    }

    /// What it is ordered by: the first column, which for an account is its key.
    fn order(&self) -> &str {
        self.cells.first().map_or("", String::as_str)
    }

    fn place(&self) -> String {
        place(self.order(), &self.key)
    }

    fn fits(&self, book: Book, narrow: &Narrow) -> bool {
        let holds = |cell: Option<&String>, wanted: &str| {
            cell.is_some_and(|cell| rongheng_search::normal(cell).contains(&rongheng_search::normal(wanted)))
        };
        let text = narrow.text.trim();
        if !text.is_empty() && !self.cells.iter().any(|cell| holds(Some(cell), text)) {
            return false;
        }
        book.facets().iter().all(|facet| {
            let Some(wanted) = narrow.facets.get(facet.name).filter(|wanted| !wanted.is_empty()) else {
                return true;
            };
            if facet.choices.is_empty() {
                let column = book.head().iter().position(|title| *title == facet.title);
                return holds(column.and_then(|at| self.cells.get(at)), wanted);
            }
            self.is.iter().any(|(name, value)| *name == facet.name && value == wanted)
        })
    }
}

impl App {
    /// A page of a book, narrowed to what was asked for.
    pub async fn list_records(
        &self,
        actor: &Actor,
        book: Book,
        narrow: &Narrow,
        at: Place<'_>,
    ) -> Result<RecordList> {
        let role = reads(actor, book)?;
        let (from, back) = at.from();
        let first = from.is_none();
        let mut rows =
            self.fitting(actor, book, narrow, RegisterTurn { descending: back, from }, at.rows() + 1).await?;
        let more = rows.len() > at.rows();
        rows.truncate(at.rows());
        if back {
            rows.reverse();
        }
        let (next, previous) = beside(&rows, (back, more, first), RecordRow::place);
        let count = self.count_records(actor, book, narrow).await?;
        let guarded = self.held_by_anybody(Role::SecurityAdmin).await?;
        let opening = book.opening(role).filter(|_| {
            // Only the first security administrator is left to the system administrator.
            book != Book::Accounts || role != Role::SystemAdmin || !guarded
        });
        let mut notes = self.to_set_up(role, guarded).await?;
        notes.extend(self.to_know(role, book).await?);
        Ok(RecordList { head: book.head(), rows, count, next, previous, opening, notes })
    }

    async fn count_records(&self, actor: &Actor, book: Book, narrow: &Narrow) -> Result<u64> {
        if let Some(register) = register(book).filter(|_| !narrow.narrows()) {
            return Ok(self.0.store.count_register(register).await?);
        }
        let most = usize::try_from(COUNTED).unwrap_or(usize::MAX) + 1;
        let found = self.fitting(actor, book, narrow, RegisterTurn::default(), most).await?;
        Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
    }

    /// The first of those that fit, from a place on: read in the order of the index, a batch at a time, until there are
    /// `most`.
    async fn fitting(
        &self,
        actor: &Actor,
        book: Book,
        narrow: &Narrow,
        mut turn: RegisterTurn,
        most: usize,
    ) -> Result<Vec<RecordRow>> {
        if register(book).is_none() {
            let mut rows = self.small_rows(actor, book).await?;
            rows.retain(|row| row.fits(book, narrow));
            return Ok(turned(rows, &turn, most));
        }
        let wanted = u32::try_from(most).unwrap_or(u32::MAX);
        let batch = if narrow.narrows() { wanted.max(SCAN) } else { wanted };
        let mut found = Vec::new();
        loop {
            let rows = self.read_book(book, &turn, batch).await?;
            let last = rows.len() < usize::try_from(batch).unwrap_or(usize::MAX);
            turn.from = rows.last().map(|row| (row.order().to_owned(), row.key.clone()));
            let left = most.saturating_sub(found.len());
            found.extend(rows.into_iter().filter(|row| row.fits(book, narrow)).take(left));
            if last || found.len() >= most {
                return Ok(found);
            }
        }
    }

    async fn read_book(&self, book: Book, turn: &RegisterTurn, limit: u32) -> Result<Vec<RecordRow>> {
        match book {
            Book::People => self.people_rows(turn, limit).await,
            Book::Units => self.unit_rows(turn, limit).await,
            Book::Accounts => self.account_rows(turn, limit).await,
            // Read whole: see `small_rows`.
            Book::Checklist
            | Book::Amendments
            | Book::Precedents
            | Book::Trainings
            | Book::PaperDrafts
            | Book::Signals
            | Book::Quality
            | Book::Settings
            | Book::Policy
            | Book::Calendar => Ok(Vec::new()),
        }
    }

    /// All rows of a book that has no table of its own: some hundred at most, folded from the ledger.
    async fn small_rows(&self, actor: &Actor, book: Book) -> Result<Vec<RecordRow>> {
        match book {
            Book::Checklist => self.checklist_rows().await,
            Book::Amendments => self.amendment_rows().await,
            Book::Precedents => self.precedent_rows().await,
            Book::Trainings => self.training_rows().await,
            Book::PaperDrafts => self.paper_draft_rows().await,
            Book::Signals => self.signal_rows(actor).await,
            Book::Quality => self.quality_rows(actor).await,
            Book::People | Book::Units | Book::Accounts | Book::Settings | Book::Policy | Book::Calendar => {
                Ok(Vec::new())
            }
        }
    }

    async fn people_rows(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<RecordRow>> {
        let people = self.0.store.turn_persons(turn, limit).await?;
        let units = self.unit_names(people.iter().map(|row| row.unit.as_str())).await?;
        let row = |row: rongheng_store::PersonRow| {
            let content: PersonContent = serde_json::from_str(&row.content).unwrap_or_default();
            let unit = units.get(&row.unit).cloned().unwrap_or_default();
            RecordRow { key: row.id, cells: vec![row.name, unit, content.post], is: Vec::new() }
        };
        Ok(people.into_iter().map(row).collect())
    }

    async fn unit_rows(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<RecordRow>> {
        let kind = |content: &str| {
            let content: serde_json::Value = serde_json::from_str(content).unwrap_or_default();
            content.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        let row = |row: rongheng_store::UnitRow| {
            let kind = kind(&row.content);
            let title = OrganisationKind::from_id(&kind).map_or("", OrganisationKind::title).to_owned();
            RecordRow { key: row.id, cells: vec![row.name, title], is: vec![("kind", kind)] }
        };
        Ok(self.0.store.turn_units(turn, limit).await?.into_iter().map(row).collect())
    }

    async fn account_rows(&self, turn: &RegisterTurn, limit: u32) -> Result<Vec<RecordRow>> {
        let today = self.today();
        let accounts = self.0.store.turn_accounts(turn, limit).await?;
        let people: Vec<_> = accounts.iter().map(|row| row.person.as_str().into()).collect();
        let people = self.0.store.persons(&people).await?;
        let names: BTreeMap<_, _> = people.into_iter().map(|row| (row.id, row.name)).collect();
        let mut rows = Vec::new();
        for row in accounts {
            let record = self.account_record(&row.login).await?;
            let roles = record.roles_on(today);
            let (state, words) = state(&record, roles.is_empty());
            let mut is: Vec<_> = roles.iter().map(|role| ("role", role.id().to_owned())).collect();
            is.push(("state", state.to_owned()));
            let roles: Vec<_> = roles.into_iter().map(Role::title).collect();
            let name = names.get(&row.person).cloned().unwrap_or_default();
            let cells = vec![row.login.clone(), name, roles.join("、"), words.to_owned()];
            rows.push(RecordRow { key: row.login, cells, is });
        }
        Ok(rows)
    }

    /// Whether anybody can sign in with this role today.
    pub(crate) async fn held_by_anybody(&self, role: Role) -> Result<bool> {
        let today = self.today();
        for row in self.0.store.all_accounts().await? {
            if self.account_record(&row.login).await?.grants_on(today).any(|grant| grant.role == role) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The last sign-ins of the actor's own account: when and from where, latest first.
    pub async fn own_sign_ins(&self, login: &str, most: usize) -> Result<Vec<(String, String)>> {
        let events = self.0.store.load(&Book::Accounts.stream(login), 0).await?;
        let mut found = Vec::new();
        for event in events.iter().rev() {
            if let AccountEvent::SignedIn { address } = registers::read::<AccountRecord>(&event.recorded)? {
                found.push((event.recorded_at.to_string(), address.unwrap_or_default()));
            }
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }

    /// What whoever opens this list has to know before its rows.
    async fn to_know(&self, role: Role, book: Book) -> Result<Option<String>> {
        if role == Role::PolicyOfficer {
            let policy = self.policy().await?;
            return Ok(policy.calendar.alarm(self.today()).map(|(_, says)| says));
        }
        Ok((book == Book::Signals).then(|| connivance::NOT_SEEN.to_owned()))
    }

    /// What a new installation still lacks, said to whoever can do it.
    async fn to_set_up(&self, role: Role, guarded: bool) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        if role == Role::SystemAdmin {
            if self.organ_name().await?.is_none() {
                notes.push("还没有登记本机关：请先在“单位”里登记，再到“本单位设定”里选定。".to_owned());
            }
            if !guarded {
                let says = "还没有安全管理员：请先在“人员”里登记一位，再到“账号”里给其开立安全管理员账号。此后账号和授权都由安全管理员办理。";
                notes.push(says.to_owned());
            }
        }
        if role == Role::SecurityAdmin && !self.held_by_anybody(Role::Auditor).await? {
            let says = "还没有审计管理员：请给另一位人员开立审计管理员账号。";
            notes.push(says.to_owned());
        }
        Ok(notes)
    }
}

const fn register(book: Book) -> Option<Registered> {
    match book {
        Book::People => Some(Registered::People),
        Book::Units => Some(Registered::Units),
        Book::Accounts => Some(Registered::Accounts),
        Book::Checklist
        | Book::Amendments
        | Book::Precedents
        | Book::Trainings
        | Book::PaperDrafts
        | Book::Signals
        | Book::Quality
        | Book::Settings
        | Book::Policy
        | Book::Calendar => None,
    }
}

/// The first of the rows from a place on, in the order in which a table would give them.
fn turned(mut rows: Vec<RecordRow>, turn: &RegisterTurn, most: usize) -> Vec<RecordRow> {
    fn at(row: &RecordRow) -> (&str, &str) {
        (row.order(), &row.key)
    }
    rows.sort_by(|a, b| at(a).cmp(&at(b)));
    if turn.descending {
        rows.reverse();
    }
    if let Some((value, key)) = &turn.from {
        let from = (value.as_str(), key.as_str());
        rows.retain(|row| if turn.descending { at(row) < from } else { at(row) > from });
    }
    rows.truncate(most);
    rows
}

/// Where an account stands: its value and its words in [`STATES`].
fn state(record: &AccountRecord, without_role: bool) -> (&'static str, &'static str) {
    let [in_use, must_change, no_role, disabled] = STATES;
    match (&record.disabled, record.must_change) {
        (Some(_), _) => disabled,
        (None, _) if without_role => no_role,
        (None, true) => must_change,
        (None, false) => in_use,
    }
}
