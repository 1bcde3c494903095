//! Reading what people did and what they began, each with its case as it stands.

use crate::{
    Store,
    error::Error,
    lists::{COUNTED, LAST},
    narrowing::{Query, Scope},
    project::Table,
    read_tables::{ActRow, CaseRow},
};

/// An act with its case.
pub type Acted = (ActRow, CaseRow);

/// Acts first, then the case of each, as in [`crate::tasks`].
const WITH_CASES: &str = "r_act a CROSS JOIN r_case c";
pub(crate) const OF_CASE: &str = "c.stream = a.stream";
pub(crate) const NEWEST_FIRST: &str = "a.done_at DESC, a.stream DESC, a.version DESC";

/// The last act of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActKey {
    /// When.
    pub done_at: String,
    /// In which case.
    pub stream: String,
    /// The version of the case after it.
    pub version: i64,
}

impl Store {
    /// A page of what `who` did or opened, newest first.
    pub async fn list_acts(
        &self,
        who: &str,
        what: &str,
        scope: &Scope,
        after: Option<&ActKey>,
        limit: u32,
    ) -> Result<Vec<Acted>, Error> {
        let mut query = Query::default();
        query.and(OF_CASE, &[]);
        query.and("a.who = ? AND a.what = ?", &[who, what]);
        match after {
            // The version is a number: it stands in the text, being none that anybody typed.
            Some(key) => {
                let place = format!("(a.done_at, a.stream, a.version) < (?, ?, {})", key.version);
                query.and(&place, &[&key.done_at, &key.stream]);
            }
            None => query.and("a.done_at < ?", &[LAST]),
        }
        query.scope(scope);
        self.acts(query, NEWEST_FIRST, limit).await
    }

    /// How many of them there are; one more than [`COUNTED`] where there are more.
    pub async fn count_acts(&self, who: &str, what: &str, scope: &Scope) -> Result<u64, Error> {
        let mut query = Query::default();
        query.and(OF_CASE, &[]);
        query.and("a.who = ? AND a.what = ?", &[who, what]);
        query.scope(scope);
        let text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {WITH_CASES} {} LIMIT {}) AS n",
            query.wheres(),
            COUNTED + 1
        );
        self.count(text, query.binds).await
    }

    pub(crate) async fn acts(&self, query: Query, order: &str, limit: u32) -> Result<Vec<Acted>, Error> {
        self.with_cases("r_act", query, order, limit).await
    }

    /// Rows `a` of a read table, each with its case `c`.
    pub(crate) async fn with_cases<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        query: Query,
        order: &str,
        limit: u32,
    ) -> Result<Vec<(T, CaseRow)>, Error> {
        let (of, case) =
            (Table::named(table).ok_or(Error::NotFound)?, Table::named("r_case").ok_or(Error::NotFound)?);
        let (of_table, of_case) = (of.columns().count(), case.columns().count());
        let text = format!(
            "SELECT {}, {} FROM {table} a CROSS JOIN r_case c {} ORDER BY {order} LIMIT {limit}",
            of.list("a."),
            case.list("c."),
            query.wheres()
        );
        let mut rows = self.engine().at_once(text, of_table + of_case, query.binds).await?;
        rows.iter_mut().map(|row| Ok((of.read(row)?, case.read_at(row, of_table)?))).collect()
    }
}
