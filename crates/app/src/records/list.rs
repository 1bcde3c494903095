//! The books as lists: by name, page by page, with what is still to be set up.

use std::collections::BTreeMap;

use rongheng_domain::{
    people::Role,
    registers::{account::AccountRecord, keeping::Act, organisation::OrganisationKind},
};

use super::{Book, reads};
use crate::{Actor, App, Result, people::PersonContent};

/// Records on a page.
const PAGE: usize = 50;

/// A page of a book.
#[derive(Debug, Clone, Default)]
pub struct RecordList {
    /// The titles of the columns.
    pub head: &'static [&'static str],
    /// The records, by their first column.
    pub rows: Vec<RecordRow>,
    /// How many fit what was typed.
    pub count: usize,
    /// Where the next page begins.
    pub next: Option<String>,
    /// The act that makes a new record, where the actor does it.
    pub opening: Option<&'static Act>,
    /// What is still to be set up, in words.
    pub notes: Vec<String>,
}

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its key in addresses.
    pub key: String,
    /// Its columns.
    pub cells: Vec<String>,
}

impl RecordRow {
    pub(super) fn new<const N: usize>(key: String, cells: [String; N]) -> Self {
        Self { key, cells: cells.into() }
    }
}

impl App {
    /// A page of a book, narrowed to what was typed.
    pub async fn list_records(
        &self,
        actor: &Actor,
        book: Book,
        text: &str,
        after: Option<&str>,
    ) -> Result<RecordList> {
        let role = reads(actor, book)?;
        let (head, mut rows): (&'static [&'static str], _) = match book {
            Book::People => (&["姓名", "单位", "职务"], self.people_rows().await?),
            Book::Units => (&["名称", "类别"], self.unit_rows().await?),
            Book::Accounts => (&["账号", "人员", "角色", "现在"], self.account_rows().await?),
            Book::Checklist => (&["编码", "领域或者主体", "标题", "现在"], self.checklist_rows().await?),
            Book::Amendments => (&["名称", "现在", "内容"], self.amendment_rows().await?),
            Book::Precedents => (&["标题", "领域或者主体", "结果", "现在"], self.precedent_rows().await?),
            Book::Settings | Book::Policy | Book::Calendar => (&[], Vec::new()),
        };
        let wanted = rongheng_search::normal(text);
        let fits = |cell: &String| rongheng_search::normal(cell).contains(&wanted);
        rows.retain(|row| wanted.is_empty() || row.cells.iter().any(fits));
        rows.sort_by(|a, b| (&a.cells, &a.key).cmp(&(&b.cells, &b.key)));
        let count = rows.len();
        let begin = after.and_then(|key| rows.iter().position(|row| row.key == key)).map_or(0, |at| at + 1);
        let mut rows = rows.split_off(begin.min(count));
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|row| row.key.clone());
        let guarded = self.held_by_anybody(Role::SecurityAdmin).await?;
        let opening = book.opening(role).filter(|_| {
            // Only the first security administrator is left to the system administrator.
            book != Book::Accounts || role != Role::SystemAdmin || !guarded
        });
        let notes = self.to_set_up(role, guarded).await?;
        Ok(RecordList { head, rows, count, next, opening, notes })
    }

    async fn people_rows(&self) -> Result<Vec<RecordRow>> {
        let people = self.0.store.all_persons().await?;
        let units = self.unit_names(people.iter().map(|row| row.unit.as_str())).await?;
        let row = |row: rongheng_store::PersonRow| {
            let content: PersonContent = serde_json::from_str(&row.content).unwrap_or_default();
            let unit = units.get(&row.unit).cloned().unwrap_or_default();
            RecordRow::new(row.id, [row.name, unit, content.post])
        };
        Ok(people.into_iter().map(row).collect())
    }

    async fn unit_rows(&self) -> Result<Vec<RecordRow>> {
        let kind = |content: &str| {
            let content: serde_json::Value = serde_json::from_str(content).unwrap_or_default();
            let id = content.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default();
            OrganisationKind::from_id(id).map_or("", OrganisationKind::title).to_owned()
        };
        let units = self.0.store.all_units().await?;
        Ok(units
            .into_iter()
            .map(|row| {
                let kind = kind(&row.content);
                RecordRow::new(row.id, [row.name, kind])
            })
            .collect())
    }

    async fn account_rows(&self) -> Result<Vec<RecordRow>> {
        let today = self.today();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let accounts = self.0.store.all_accounts().await?;
        let people: Vec<_> = accounts.iter().map(|row| row.person.as_str().into()).collect();
        for person in self.0.store.persons(&people).await? {
            names.insert(person.id, person.name);
        }
        let mut rows = Vec::new();
        for row in accounts {
            let record = self.account_record(&row.login).await?;
            let roles: Vec<_> = record.roles_on(today).into_iter().map(Role::title).collect();
            let name = names.get(&row.person).cloned().unwrap_or_default();
            rows.push(RecordRow::new(
                row.login,
                [String::new(), name, roles.join("、"), state(&record, roles.is_empty()).to_owned()],
            ));
        }
        for row in &mut rows {
            if let Some(first) = row.cells.first_mut() {
                first.clone_from(&row.key);
            }
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

fn state(record: &AccountRecord, without_role: bool) -> &'static str {
    match (&record.disabled, record.must_change) {
        (Some(_), _) => "已停用",
        (None, _) if without_role => "没有有效的角色",
        (None, true) => "等待本人改口令",
        (None, false) => "正常",
    }
}
