//! What a command costs at least: the very statements that it ran, with the same binds, in the same transactions, and
//! nothing of ours around them. The bench takes them down while commands run and runs them again, bare, on a copy of
//! the database as it was before.
//!
//! While nobody takes them down, a statement pays one relaxed load for it.

mod pgbench;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

pub use pgbench::Script;
use sqlx::{AssertSqlSafe, Connection as _, SqlStr};

use crate::{
    Store, dialect,
    engine::{self, Bind},
    error::Error,
    sql,
};

/// A statement as it ran.
#[derive(Debug, Clone)]
pub struct Statement {
    text: SqlStr,
    binds: Vec<Bind>,
    /// On a connection that writes, so inside the transaction of a command.
    writing: bool,
}

/// Statements in the order in which they ran.
#[derive(Debug, Clone, Default)]
pub struct Transcript(Vec<Statement>);

/// Takes down what the connections of one store are asked.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    running: AtomicBool,
    statements: Mutex<Vec<Statement>>,
}

impl Tape {
    pub(crate) fn note(&self, writing: bool, text: &SqlStr, binds: &[Bind]) {
        if self.running.load(Ordering::Relaxed) {
            let statement = Statement { text: text.clone(), binds: binds.to_vec(), writing };
            self.statements.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
        }
    }

    fn start(&self) {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.running.store(true, Ordering::Release);
    }

    fn stop(&self) -> Transcript {
        self.running.store(false, Ordering::Release);
        Transcript(std::mem::take(&mut *self.statements.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Store {
    /// Begins to take down what every connection of this store is asked.
    pub fn record(&self) {
        self.engine().counters().tape.start();
    }

    /// Ends it; what was asked since.
    pub fn recorded(&self) -> Transcript {
        self.engine().counters().tape.stop()
    }

    /// How SQLite finds what was asked: each text with the steps of its plan.
    ///
    /// # Errors
    /// A text cannot be explained.
    pub async fn plans(&self, transcript: &Transcript) -> Result<Vec<(String, Vec<String>)>, Error> {
        let mut plans = Vec::new();
        let mut conn = self.engine().read().await?;
        for statement in &transcript.0 {
            let text = statement.text.as_str();
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let rows = conn.rows(explain, statement.binds.clone()).await?;
            let steps = rows.iter().map(|row| row.text(3)).collect::<Result<_, _>>()?;
            plans.push((text.to_owned(), steps));
        }
        Ok(plans)
    }
}

impl Transcript {
    /// Statements asked outside a transaction, such as a look at a stream's head.
    pub fn reads(&self) -> usize {
        self.0.iter().filter(|s| !s.writing).count()
    }

    /// Statements inside transactions, with `BEGIN` and `COMMIT` where the engine was sent them as statements.
    pub fn writes(&self) -> usize {
        self.0.iter().filter(|s| s.writing).count()
    }

    /// How often each text was asked, most often first.
    pub fn texts(&self) -> Vec<(usize, String)> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for statement in &self.0 {
            *counts.entry(statement.text.as_str()).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().map(|(text, n)| (n, text.to_owned())).collect();
        counts.sort_by(|a, b| b.cmp(a));
        counts
    }

    /// The transactions of one writer on SQLite, one after another.
    fn transactions(&self) -> impl Iterator<Item = &Statement> {
        self.0.iter().filter(|s| s.writing)
    }
}

/// A bare connection to a SQLite file with the same settings as the store's.
pub struct Bare(sqlx::SqliteConnection);

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bare")
    }
}

impl Bare {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// It is not there, or is no database.
    pub async fn open(path: &str) -> Result<Self, Error> {
        Ok(Self(dialect::sqlite_writing(path).await?))
    }

    /// Runs the transactions again, each statement prepared once per connection; how many were committed.
    ///
    /// # Errors
    /// A statement that ran before does not run here: the file is not the copy it was taken down for.
    pub async fn replay(&mut self, transcript: &Transcript) -> Result<u32, Error> {
        let mut committed = 0;
        for statement in transcript.transactions() {
            let query = engine::sqlite(statement.text.clone(), statement.binds.clone());
            query.fetch_all(&mut self.0).await?;
            committed += u32::from(statement.text.as_str() == sql::COMMIT);
        }
        Ok(committed)
    }

    /// Closes the file, so that its write-ahead log is merged into it.
    ///
    /// # Errors
    /// The merge failed.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.0.close().await?)
    }
}

#[cfg(test)]
mod tests {
    use rongheng_domain::{
        day::Moment,
        ids::{PersonId, StreamId},
        kind::Recorded,
        ledger::Suite,
    };

    use super::*;
    use crate::{Batch, CaseRow, Expected, Options, RowChange, Write};

    fn batch(version: u64) -> Batch {
        let stream = StreamId::from("tolerance/1");
        let event = Recorded { kind: "tolerance.accepted".into(), schema: 1, payload: version.into() };
        let row = CaseRow {
            stream: stream.0.clone(),
            version: i64::try_from(version).unwrap(),
            ..CaseRow::default()
        };
        Batch {
            writes: vec![Write { stream, expected: Expected::At(version), events: vec![event] }],
            rows: vec![RowChange::PutCase(Box::new(row))],
            ..Batch::new(PersonId::from("lin"), Moment(1))
        }
    }

    #[tokio::test]
    async fn what_was_taken_down_makes_the_same_tables_when_it_runs_again_on_the_copy() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let options = |database: &str| Options {
            url: format!("sqlite:{}", at(database).display()),
            keys: at("keys"),
            attachments: at("attachments"),
            checkpoints: at("checkpoints"),
            node: "test".to_owned(),
        };
        let store = Store::init(&options("ours"), Suite::Aes256Gcm).await.unwrap();
        store.append(batch(0)).await.unwrap();
        for end in ["", "-wal"] {
            std::fs::copy(at(&format!("ours{end}")), at(&format!("copy{end}"))).unwrap();
        }
        store.record();
        store.append(batch(1)).await.unwrap();
        store.append(batch(2)).await.unwrap();
        store.head(&StreamId::from("tolerance/1")).await.unwrap();
        let transcript = store.recorded();
        store.append(batch(3)).await.unwrap();
        assert_eq!(transcript.reads(), 1, "{:?}", transcript.texts());

        let mut bare = Bare::open(at("copy").to_str().unwrap()).await.unwrap();
        assert_eq!(bare.replay(&transcript).await.unwrap(), 2);
        assert!(bare.replay(&transcript).await.is_err(), "the copy has moved on");
        bare.close().await.unwrap();
        let copy = Store::open(&options("copy")).await.unwrap();
        let head = copy.head(&StreamId::from("tolerance/1")).await.unwrap().unwrap();
        assert_eq!(head.version, 3);
        let row = String::from_utf8(copy.dump("r_case").await.unwrap()).unwrap();
        assert!(row.trim_end().ends_with(",2]"), "{row}");
    }
}
