//! What cases leave to be seen with others (纵错), found by subject.
//!
//! Plan: one search in `r_trace_sign`, whose columns are all that is read. Subjects come in the order of the index, so
//! that groups need no sorting and the search ends with the last subject asked for; the rows of these subjects are
//! then read one range each. No case is read here at all.

use sqlx::AssertSqlSafe;

use crate::{
    Store, dialect,
    engine::{Bind, binds},
    error::Error,
    read_tables::TraceRow,
};

/// What is counted: a sign, the first and the last day, and how many cases a subject has at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The sign.
    pub sign: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// The fewest cases.
    pub least: u32,
}

fn subjects(asked: &Repeated, limit: u32) -> (String, Vec<Bind>) {
    // A number of the settings, written by no person's hand into the text.
    let least = asked.least.max(1);
    let text = format!(
        "SELECT subject FROM r_trace WHERE sign = $1 AND on_day >= $2 AND on_day <= $3 \
         GROUP BY subject HAVING count(*) >= {least} ORDER BY subject LIMIT {limit}"
    );
    (text, binds![asked.sign.as_str(), asked.from.as_str(), asked.until.as_str()])
}

impl Store {
    /// The subjects with so many cases or more, at most `limit` of them.
    pub async fn repeated(&self, asked: &Repeated, limit: u32) -> Result<Vec<String>, Error> {
        let (text, binds) = subjects(asked, limit);
        self.engine().at_once(text, 1, binds).await?.iter().map(|row| row.text(0)).collect()
    }

    /// What cases left of these subjects, at most `limit` rows.
    pub async fn traces(
        &self,
        sign: &str,
        subjects: Vec<String>,
        limit: u32,
    ) -> Result<Vec<TraceRow>, Error> {
        let list = dialect::list(self.engine().is_sqlite(), 2, "text");
        let rest = format!(
            "WHERE sign = $1 AND subject IN {list} ORDER BY sign, subject, on_day, stream LIMIT {limit}"
        );
        self.rows_with("r_trace", &rest, vec![Bind::from(sign), Bind::Texts(subjects)]).await
    }

    /// How the engine would find the subjects; a test holds that it neither scans the cases nor sorts.
    pub async fn explain_repeated(&self, asked: &Repeated, limit: u32) -> Result<Vec<String>, Error> {
        let (text, binds) = subjects(asked, limit);
        let (how, column) =
            if self.engine().is_sqlite() { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN", 0) };
        let rows = self.engine().read().await?.rows(AssertSqlSafe(format!("{how} {text}")), binds).await?;
        rows.iter().map(|row| row.text(column)).collect()
    }
}
