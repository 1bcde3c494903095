//! Reading the read tables: pages by key, never by offset, in the order of an index.

use rongheng_domain::ids::{PersonId, StreamId, UnitId};
use sqlx::AssertSqlSafe;

use crate::{
    Store, dialect,
    engine::{Bind, binds},
    error::Error,
    project::Table,
    read_tables::{AccountRow, CaseRow, LookRow, PartRow, PersonRow, TaskRow, UnitRow},
};

/// Which rows somebody may see: a condition on the case `c`, with `?` for each text in `binds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Such as `EXISTS (SELECT 1 FROM r_part p WHERE p.stream = c.stream AND p.who = ?)`. Written by the
    /// access table, never by what a person typed.
    pub sql: String,
    /// The texts.
    pub binds: Vec<String>,
}

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self { sql: String::new(), binds: Vec::new() }
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self { sql: "1 = 0".to_owned(), binds: Vec::new() }
    }
}

/// What a list is narrowed to; empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Kind of case.
    pub kind: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// 所在单位.
    pub unit: Option<String>,
    /// 承办机关.
    pub organ: Option<String>,
    /// The whole number.
    pub number: Option<String>,
    /// The case that opened it.
    pub cause: Option<String>,
    /// A piece of title or number.
    pub text: Option<String>,
    /// Not closed yet, or closed.
    pub open: Option<bool>,
    /// Opened on this day or later.
    pub opened_from: Option<String>,
    /// Opened on this day or earlier.
    pub opened_to: Option<String>,
}

/// The last case of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseKey {
    /// Its day.
    pub opened_on: String,
    /// Its stream.
    pub stream: String,
}

/// How far cases are counted: a page says that there are more, and takes as long at a million cases as at a thousand.
pub const COUNTED: u64 = 200;

/// A query in the making.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) conditions: Vec<String>,
    pub(crate) binds: Vec<Bind>,
}

impl Query {
    /// Adds a condition; each `?` in it takes the next of `values`.
    pub(crate) fn and(&mut self, condition: &str, values: &[&str]) {
        if condition.is_empty() {
            return;
        }
        let mut place = self.binds.len();
        let mut parts = condition.split('?');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            place += 1;
            text.extend(["$", &place.to_string(), part]);
        }
        self.conditions.push(format!("({text})"));
        self.binds.extend(values.iter().map(|value| Bind::from(*value)));
    }

    pub(crate) fn scope(&mut self, scope: &Scope) {
        let values: Vec<&str> = scope.binds.iter().map(String::as_str).collect();
        self.and(&scope.sql, &values);
    }

    fn filter(&mut self, filter: &CaseFilter) {
        let equal = [
            ("c.kind = ?", &filter.kind),
            ("c.stage = ?", &filter.stage),
            ("c.unit = ?", &filter.unit),
            ("c.organ = ?", &filter.organ),
            ("c.number = ?", &filter.number),
            ("c.cause = ?", &filter.cause),
            ("c.opened_on >= ?", &filter.opened_from),
            ("c.opened_on <= ?", &filter.opened_to),
        ];
        for (condition, value) in equal {
            if let Some(value) = value {
                self.and(condition, &[value]);
            }
        }
        if let Some(text) = &filter.text {
            // What is typed is a piece of text; its signs mean themselves.
            let text = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = format!("%{text}%");
            let both = "c.title LIKE ? ESCAPE '\\' OR c.number LIKE ? ESCAPE '\\'";
            self.and(both, &[&pattern, &pattern]);
        }
        match filter.open {
            Some(true) => self.and("c.closed_on = ''", &[]),
            Some(false) => self.and("c.closed_on <> ''", &[]),
            None => {}
        }
    }

    pub(crate) fn wheres(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.conditions.join(" AND "))
        }
    }
}

/// Beyond every day and every id, so that the first page is a search like every other.
pub(crate) const LAST: &str = "\u{10FFFF}";

fn cases(filter: &CaseFilter, scope: &Scope, after: Option<&CaseKey>, limit: u32) -> (String, Vec<Bind>) {
    let mut query = Query::default();
    let (day, stream) = after.map_or((LAST, LAST), |key| (&key.opened_on, &key.stream));
    query.and("(c.opened_on, c.stream) < (?, ?)", &[day, stream]);
    query.filter(filter);
    query.scope(scope);
    let columns = Table::named("r_case").map_or_else(String::new, |table| table.list("c."));
    let wheres = query.wheres();
    let text = format!(
        "SELECT {columns} FROM r_case c {wheres} ORDER BY c.opened_on DESC, c.stream DESC LIMIT {limit}"
    );
    (text, query.binds)
}

impl Store {
    /// A page of cases, newest first.
    pub async fn list_cases(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
        after: Option<&CaseKey>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, Error> {
        let (text, binds) = cases(filter, scope, after, limit);
        self.read_rows("r_case", text, binds).await
    }

    /// How the engine would find that page; a test holds that it neither scans nor sorts.
    pub async fn explain_cases(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
        after: Option<&CaseKey>,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        let (text, binds) = cases(filter, scope, after, limit);
        let (how, column) =
            if self.engine().is_sqlite() { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN", 0) };
        let text = format!("{how} {text}");
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), binds).await?;
        rows.iter().map(|row| row.text(column)).collect()
    }

    /// How many cases there are, counted up to [`COUNTED`] and no further: one more says that there are more.
    pub async fn count_cases(&self, filter: &CaseFilter, scope: &Scope) -> Result<u64, Error> {
        let mut query = Query::default();
        query.filter(filter);
        query.scope(scope);
        let (wheres, most) = (query.wheres(), COUNTED + 1);
        let text = format!("SELECT count(*) FROM (SELECT 1 FROM r_case c {wheres} LIMIT {most}) AS counted");
        self.count(text, query.binds).await
    }

    /// How many cases there are in each stage.
    pub async fn count_stages(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
    ) -> Result<Vec<(String, u64)>, Error> {
        let mut query = Query::default();
        query.filter(filter);
        query.scope(scope);
        let text = format!(
            "SELECT c.stage, count(*) FROM r_case c {} GROUP BY c.stage ORDER BY c.stage",
            query.wheres()
        );
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), query.binds).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.count(1)?))).collect()
    }

    /// Who looked at a case, latest day first; those of one person where one is named.
    pub async fn looks(
        &self,
        stream: &StreamId,
        person: Option<&str>,
        limit: u32,
    ) -> Result<Vec<LookRow>, Error> {
        let mut query = Query::default();
        query.and("l.stream = ?", &[stream.as_str()]);
        if let Some(person) = person {
            query.and("l.person = ?", &[person]);
        }
        self.look_rows(query, "ORDER BY l.day DESC, l.owner DESC, l.what DESC", limit).await
    }

    /// What is known of these owners.
    pub async fn looks_of(&self, owners: &[String]) -> Result<Vec<LookRow>, Error> {
        let mut found = Vec::new();
        for owner in owners {
            let mut query = Query::default();
            query.and("l.owner = ?", &[owner]);
            found.extend(self.look_rows(query, "ORDER BY l.what", u32::MAX).await?);
        }
        Ok(found)
    }

    async fn look_rows(&self, query: Query, order: &str, limit: u32) -> Result<Vec<LookRow>, Error> {
        let columns = Table::named("r_look").map_or_else(String::new, |table| table.list("l."));
        let wheres = query.wheres();
        let text = format!("SELECT {columns} FROM r_look l {wheres} {order} LIMIT {limit}");
        self.read_rows("r_look", text, query.binds).await
    }

    /// The row of a case, where the scope lets it be seen.
    pub async fn find_case(&self, stream: &StreamId, scope: &Scope) -> Result<Option<CaseRow>, Error> {
        let mut query = Query::default();
        query.and("c.stream = ?", &[stream.as_str()]);
        query.scope(scope);
        let columns = Table::named("r_case").map_or_else(String::new, |table| table.list("c."));
        let text = format!("SELECT {columns} FROM r_case c {}", query.wheres());
        Ok(self.read_rows("r_case", text, query.binds).await?.pop())
    }

    /// Who belongs to a case.
    pub async fn parts(&self, stream: &StreamId) -> Result<Vec<PartRow>, Error> {
        self.owned("r_part", stream.as_str()).await
    }

    /// What is to be done in a case.
    pub async fn tasks(&self, stream: &StreamId) -> Result<Vec<TaskRow>, Error> {
        self.owned("r_task", stream.as_str()).await
    }

    /// A person.
    pub async fn person(&self, id: &PersonId) -> Result<Option<PersonRow>, Error> {
        Ok(self.owned("r_person", id.as_str()).await?.pop())
    }

    /// Several people; those who are not listed are left out.
    pub async fn persons(&self, ids: &[PersonId]) -> Result<Vec<PersonRow>, Error> {
        self.among("r_person", ids.iter().map(|id| id.0.clone()).collect()).await
    }

    /// All people.
    pub async fn all_persons(&self) -> Result<Vec<PersonRow>, Error> {
        self.whole("r_person").await
    }

    /// A unit.
    pub async fn unit(&self, id: &UnitId) -> Result<Option<UnitRow>, Error> {
        Ok(self.owned("r_unit", id.as_str()).await?.pop())
    }

    /// Several units; those that are not listed are left out.
    pub async fn units(&self, ids: &[UnitId]) -> Result<Vec<UnitRow>, Error> {
        self.among("r_unit", ids.iter().map(|id| id.0.clone()).collect()).await
    }

    /// All units.
    pub async fn all_units(&self) -> Result<Vec<UnitRow>, Error> {
        self.whole("r_unit").await
    }

    /// An account.
    pub async fn account(&self, login: &str) -> Result<Option<AccountRow>, Error> {
        Ok(self.owned("r_account", login).await?.pop())
    }

    /// All accounts.
    pub async fn all_accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.whole("r_account").await
    }

    async fn owned<T: serde::de::DeserializeOwned>(&self, table: &str, owner: &str) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let columns = spec.list("");
        let text = format!("SELECT {columns} FROM {table} WHERE {} = $1 ORDER BY {columns}", spec.owner);
        self.read_rows(table, text, binds![owner]).await
    }

    async fn among<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        ids: Vec<String>,
    ) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let list = dialect::list(self.engine().is_sqlite(), 1, "text");
        let text = format!(
            "SELECT {} FROM {table} WHERE {} IN {list} ORDER BY {}",
            spec.list(""),
            spec.owner,
            spec.owner
        );
        self.read_rows(table, text, vec![Bind::Texts(ids)]).await
    }

    async fn whole<T: serde::de::DeserializeOwned>(&self, table: &str) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let text = format!("SELECT {} FROM {table} ORDER BY {}", spec.list(""), spec.owner);
        self.read_rows(table, text, vec![]).await
    }

    pub(crate) async fn read_rows<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        text: String,
        binds: Vec<Bind>,
    ) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), binds).await?;
        rows.iter().map(|row| spec.read(row)).collect()
    }

    pub(crate) async fn count(&self, text: String, binds: Vec<Bind>) -> Result<u64, Error> {
        let row = self.engine().read().await?.row(AssertSqlSafe(text), binds).await?;
        row.ok_or(Error::NotFound)?.count(0)
    }
}
