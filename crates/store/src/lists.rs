//! Reading the read tables: pages by key, never by offset, in the order of an index.

use rongheng_domain::ids::{PersonId, StreamId, UnitId};
use sqlx::AssertSqlSafe;

use crate::{
    Store, dialect,
    engine::{Bind, binds},
    error::Error,
    narrowing::{CaseFilter, CaseOrder, Query, Scope},
    project::Table,
    read_tables::{AccountRow, AwayRow, CaseRow, LookRow, PartRow, PersonRow, TaskRow, UnitRow},
};

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

/// Beyond every day and every id, so that the first page is a search like every other.
pub(crate) const LAST: &str = "\u{10FFFF}";

/// Where a page of cases begins and which way it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseTurn {
    /// In which order.
    pub by: CaseOrder,
    /// From the last to the first.
    pub descending: bool,
    /// The value of the order and the stream of the case next to the page; `None` for the first page.
    pub from: Option<(String, String)>,
}

/// How many parts of a person or a unit are looked up one by one. Whoever has more finds a page of them soon enough
/// in the order of the list.
const FEW: u64 = 2000;

fn cases(
    filter: &CaseFilter,
    scope: &Scope,
    few: Option<&[String]>,
    turn: &CaseTurn,
    limit: u32,
) -> (String, Vec<Bind>) {
    let mut query = Query::of_cases(few);
    let column = turn.by.column();
    let (sign, word, begin) = if turn.descending { ("<", "DESC", LAST) } else { (">", "ASC", "") };
    let (value, stream) = turn.from.as_ref().map_or((begin, begin), |(value, stream)| (value, stream));
    if turn.by == CaseOrder::Due {
        // SQLite searches an index over an expression by the expression alone.
        query.and(&format!("{column} {sign}= ?"), &[value]);
    }
    query.and(&format!("({column}, c.stream) {sign} (?, ?)"), &[value, stream]);
    query.filter(filter, turn.by);
    query.scope(scope);
    let columns = Table::named("r_case").map_or_else(String::new, |table| table.list("c."));
    let (from, wheres) = (&query.from, query.wheres());
    let text = format!(
        "SELECT {columns} FROM {from} {wheres} ORDER BY {column} {word}, c.stream {word} LIMIT {limit}"
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
        let from = after.map(|key| (key.opened_on.clone(), key.stream.clone()));
        let turn = CaseTurn { by: CaseOrder::Opened, descending: true, from };
        self.turn_cases(filter, scope, &turn, limit).await
    }

    /// A page of cases in any order, either way.
    pub async fn turn_cases(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
        turn: &CaseTurn,
        limit: u32,
    ) -> Result<Vec<CaseRow>, Error> {
        let few = self.few(filter, scope).await?;
        let (text, binds) = cases(filter, scope, few.as_deref(), turn, limit);
        self.read_rows("r_case", text, binds).await
    }

    /// How the engine would find that page; a test holds that it neither scans nor sorts.
    pub async fn explain_cases(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
        turn: &CaseTurn,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        let few = self.few(filter, scope).await?;
        let (text, binds) = cases(filter, scope, few.as_deref(), turn, limit);
        let (how, column) =
            if self.engine().is_sqlite() { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN", 0) };
        let text = format!("{how} {text}");
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), binds).await?;
        rows.iter().map(|row| row.text(column)).collect()
    }

    /// How many cases there are, counted up to [`COUNTED`] and no further: one more says that there are more.
    pub async fn count_cases(&self, filter: &CaseFilter, scope: &Scope) -> Result<u64, Error> {
        let few = self.few(filter, scope).await?;
        let mut query = Query::of_cases(few.as_deref());
        query.filter(filter, CaseOrder::Opened);
        query.scope(scope);
        let (from, wheres, most) = (&query.from, query.wheres(), COUNTED + 1);
        let text = format!("SELECT count(*) FROM (SELECT 1 FROM {from} {wheres} LIMIT {most}) AS counted");
        self.count(text, query.binds).await
    }

    /// The people and units among whose cases all that is asked for lies, where those are few enough to be looked up
    /// one by one: read in the order of the list, a hundred thousand cases of others would be passed by first.
    async fn few(&self, filter: &CaseFilter, scope: &Scope) -> Result<Option<Vec<String>>, Error> {
        for whos in filter.within(scope) {
            let mut query = Query::default();
            query.among("s.who", &whos);
            let (wheres, most) = (query.wheres(), FEW + 1);
            let text =
                format!("SELECT count(*) FROM (SELECT 1 FROM r_part s {wheres} LIMIT {most}) AS counted");
            if self.count(text, query.binds).await? <= FEW {
                return Ok(Some(whos));
            }
        }
        Ok(None)
    }

    /// How many cases each member of a team has: `person:lin`.
    pub async fn count_team(&self, filter: &CaseFilter, scope: &Scope) -> Result<Vec<(String, u64)>, Error> {
        let mut query = Query::default();
        query.and("t.part = 'team'", &[]);
        query.filter(filter, CaseOrder::Opened);
        query.scope(scope);
        let text = format!(
            "SELECT t.who, count(*) FROM r_part t JOIN r_case c ON c.stream = t.stream {} GROUP BY t.who ORDER BY t.who",
            query.wheres()
        );
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), query.binds).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.count(1)?))).collect()
    }

    /// How many cases there are in each stage.
    pub async fn count_stages(
        &self,
        filter: &CaseFilter,
        scope: &Scope,
    ) -> Result<Vec<(String, u64)>, Error> {
        let few = self.few(filter, scope).await?;
        let mut query = Query::of_cases(few.as_deref());
        query.filter(filter, CaseOrder::Opened);
        query.scope(scope);
        let (from, wheres) = (&query.from, query.wheres());
        let text = format!("SELECT c.stage, count(*) FROM {from} {wheres} GROUP BY c.stage ORDER BY c.stage");
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
    pub async fn looks_of(&self, owners: Vec<String>) -> Result<Vec<LookRow>, Error> {
        self.among("r_look", owners).await
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

    /// The cases to which this belongs in one of these ways.
    pub async fn streams_of(&self, who: &str, parts: &[&str]) -> Result<Vec<String>, Error> {
        let list = dialect::list(self.engine().is_sqlite(), 2, "text");
        let text =
            format!("SELECT DISTINCT stream FROM r_part WHERE who = $1 AND part IN {list} ORDER BY stream");
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        let binds = vec![Bind::from(who), Bind::Texts(parts)];
        self.engine()
            .read()
            .await?
            .rows(AssertSqlSafe(text), binds)
            .await?
            .iter()
            .map(|row| row.text(0))
            .collect()
    }

    /// What is to be done in a case.
    pub async fn tasks(&self, stream: &StreamId) -> Result<Vec<TaskRow>, Error> {
        self.owned("r_task", stream.as_str()).await
    }

    /// Who belongs to any of these cases.
    pub async fn parts_among(&self, streams: Vec<String>) -> Result<Vec<PartRow>, Error> {
        self.among("r_part", streams).await
    }

    /// What is to be done in any of these cases.
    pub async fn tasks_among(&self, streams: Vec<String>) -> Result<Vec<TaskRow>, Error> {
        self.among("r_task", streams).await
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

    /// The people of a unit by name, at most so many.
    pub async fn persons_at(&self, unit: &UnitId, limit: u32) -> Result<Vec<PersonRow>, Error> {
        let rest = format!("WHERE unit = $1 ORDER BY unit, name, id LIMIT {limit}");
        self.rows_with("r_person", &rest, binds![unit.as_str()]).await
    }

    /// Everybody's days away that have not run out by `day`, by person and number.
    pub async fn away_from(&self, day: &str) -> Result<Vec<AwayRow>, Error> {
        let rest = "WHERE until_on = '' OR until_on > $1 ORDER BY person, number";
        self.rows_with("r_away", rest, binds![day]).await
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

    /// The units that ended or will end: a few of all, found in the short table of units.
    pub async fn ended_units(&self) -> Result<Vec<UnitRow>, Error> {
        self.rows_with("r_unit", "WHERE content LIKE '%\"ends_on\"%' ORDER BY id", vec![]).await
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
        self.rows_with(table, &format!("ORDER BY {}", spec.owner), vec![]).await
    }

    /// The rows of a table that `rest` asks for: conditions, order and limit.
    pub(crate) async fn rows_with<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        rest: &str,
        binds: Vec<Bind>,
    ) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        self.read_rows(table, format!("SELECT {} FROM {table} {rest}", spec.list("")), binds).await
    }

    pub(crate) async fn read_rows<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        text: String,
        binds: Vec<Bind>,
    ) -> Result<Vec<T>, Error> {
        let spec = Table::named(table).ok_or(Error::NotFound)?;
        let columns = spec.columns().count();
        let mut rows = self.engine().at_once(text, columns, binds).await?;
        rows.iter_mut().map(|row| spec.read(row)).collect()
    }

    pub(crate) async fn count(&self, text: String, binds: Vec<Bind>) -> Result<u64, Error> {
        let rows = self.engine().at_once(text, 1, binds).await?;
        rows.first().ok_or(Error::NotFound)?.count(0)
    }
}
