//! Two engines behind one door: the same SQL text with `$1`, plain values in and out. What differs between
//! them is in [`crate::dialect`].

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::BoxFuture;
use rongheng_domain::ledger::Hash;
use serde::{
    Deserialize,
    de::{self, Deserializer},
};
use sqlx::{
    AssertSqlSafe, Column, PgPool, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, SqliteConnection,
    SqlitePool, Transaction, TypeInfo, ValueRef, pool::PoolConnection,
};

use crate::{
    error::{Error, Trouble},
    floor::Tape,
    kept::{Kept, Question},
    writer::Writer,
};

/// A value to be bound. There is no null: an absent text is empty, an absent number 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Bind {
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Ints(Vec<i64>),
    Texts(Vec<String>),
    Blobs(Vec<Vec<u8>>),
}

impl From<i64> for Bind {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<&str> for Bind {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Bind {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Bind {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<Hash> for Bind {
    fn from(value: Hash) -> Self {
        Self::Bytes(value.0.to_vec())
    }
}

/// Binds in the order of `$1`, `$2` ….
macro_rules! binds {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Bind::from($value)),*] };
}
pub(crate) use binds;

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a whole number or nothing")
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Int(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
                i64::try_from(value).map(Value::Int).map_err(E::custom)
            }
            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(Value::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Value, E> {
                Ok(Value::Text(value))
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// A row that was read.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    pub(crate) fn int(&self, at: usize) -> Result<i64, Error> {
        match self.0.get(at) {
            Some(Value::Int(value)) => Ok(*value),
            other => Err(Error::corrupt(format!("column {at} holds {other:?}, not a number"))),
        }
    }

    pub(crate) fn count(&self, at: usize) -> Result<u64, Error> {
        u64::try_from(self.int(at)?).map_err(|_| Error::corrupt(format!("column {at} is negative")))
    }

    pub(crate) fn text(&self, at: usize) -> Result<String, Error> {
        match self.0.get(at) {
            Some(Value::Text(value)) => Ok(value.clone()),
            other => Err(Error::corrupt(format!("column {at} holds {other:?}, not a text"))),
        }
    }

    /// The text, out of the row.
    pub(crate) fn take_text(&mut self, at: usize) -> Result<String, Error> {
        match self.0.get_mut(at) {
            Some(Value::Text(value)) => Ok(std::mem::take(value)),
            other => Err(Error::corrupt(format!("column {at} holds {other:?}, not a text"))),
        }
    }

    pub(crate) fn bytes(&self, at: usize) -> Result<&[u8], Error> {
        match self.0.get(at) {
            Some(Value::Bytes(value)) => Ok(value),
            Some(Value::Null) => Ok(&[]),
            other => Err(Error::corrupt(format!("column {at} holds {other:?}, not bytes"))),
        }
    }

    pub(crate) fn hash(&self, at: usize) -> Result<Hash, Error> {
        let bytes = self.bytes(at)?;
        bytes.try_into().map(Hash).map_err(|_| Error::corrupt(format!("column {at} is not a hash")))
    }
}

/// A number of the domain as the engines keep it.
pub(crate) fn signed(value: u64) -> Result<i64, Error> {
    i64::try_from(value).map_err(|_| Error::corrupt("a number is beyond 2^63"))
}

/// A connection, and who counts what it is asked.
pub(crate) struct Conn {
    pub(crate) line: Line,
    pub(crate) counters: Arc<Counters>,
    /// What goes before the next statement, in one message with it where that is a query.
    ahead: Vec<&'static str>,
}

/// A connection, whoever it belongs to.
pub(crate) enum Line {
    Writing(SqliteConnection),
    Reading(PoolConnection<Sqlite>),
    Pooled(PoolConnection<Postgres>),
    /// Rolled back when dropped.
    Transaction(Transaction<'static, Postgres>),
}

impl fmt::Debug for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Conn")
    }
}

enum Wire<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut sqlx::PgConnection),
}

impl Conn {
    pub(crate) const fn new(line: Line, counters: Arc<Counters>) -> Self {
        Self { line, counters, ahead: Vec::new() }
    }

    /// Sends a statement without binds ahead of the next one. Each message to the thread of SQLite and back is a switch
    /// of threads, which costs more than BEGIN does.
    pub(crate) fn ahead(&mut self, sql: &'static str) {
        self.ahead.push(sql);
    }

    /// Forgets what was to go ahead and never went.
    pub(crate) fn forget_ahead(&mut self) {
        self.ahead.clear();
    }

    /// Sends now what was to go ahead.
    async fn send_ahead(&mut self) -> Result<(), Error> {
        for sql in std::mem::take(&mut self.ahead) {
            self.send(SqlSafeStr::into_sql_str(sql), vec![]).await?;
        }
        Ok(())
    }

    async fn send(&mut self, sql: SqlStr, binds: Vec<Bind>) -> Result<u64, Error> {
        self.note(&sql, &binds);
        Ok(match self.wire() {
            Wire::Sqlite(conn) => sqlite(sql, binds).execute(conn).await?.rows_affected(),
            Wire::Postgres(conn) => postgres(sql, binds).execute(conn).await?.rows_affected(),
        })
    }

    fn wire(&mut self) -> Wire<'_> {
        match &mut self.line {
            Line::Writing(conn) => Wire::Sqlite(conn),
            Line::Reading(conn) => Wire::Sqlite(conn),
            Line::Pooled(conn) => Wire::Postgres(conn),
            Line::Transaction(conn) => Wire::Postgres(conn),
        }
    }

    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self.line, Line::Writing(_) | Line::Reading(_))
    }

    fn note(&self, sql: &SqlStr, binds: &[Bind]) {
        let writing = matches!(self.line, Line::Writing(_) | Line::Transaction(_));
        self.counters.tape.note(writing, sql, binds);
    }

    /// Runs a statement; the number of rows it changed.
    pub(crate) async fn run(&mut self, sql: impl SqlSafeStr, binds: Vec<Bind>) -> Result<u64, Error> {
        self.send_ahead().await?;
        self.send(sql.into_sql_str(), binds).await
    }

    /// All rows of a query.
    pub(crate) async fn rows(&mut self, sql: impl SqlSafeStr, binds: Vec<Bind>) -> Result<Vec<Row>, Error> {
        let sql = self.with_ahead(sql.into_sql_str());
        self.note(&sql, &binds);
        match self.wire() {
            Wire::Sqlite(conn) => sqlite(sql, binds).fetch_all(conn).await?.iter().map(sqlite_row).collect(),
            Wire::Postgres(conn) => {
                postgres(sql, binds).fetch_all(conn).await?.iter().map(postgres_row).collect()
            }
        }
    }

    /// All rows of a query over read tables, which hold texts and numbers only. SQLite hands over a row at a time, each
    /// with a switch of threads and a copy of every value: it gives all of them as one text here.
    pub(crate) async fn rows_at_once(
        &mut self,
        sql: String,
        columns: usize,
        binds: Vec<Bind>,
    ) -> Result<Vec<Row>, Error> {
        if !self.is_sqlite() {
            return self.rows(AssertSqlSafe(sql), binds).await;
        }
        let names: Vec<_> = (0..columns).map(|column| format!("c{column}")).collect();
        let names = names.join(", ");
        let sql = format!("WITH w ({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM w");
        let all = self.row(AssertSqlSafe(sql), binds).await?.ok_or(Error::NotFound)?;
        serde_json::from_str(&all.text(0)?).map_err(|error| Error::corrupt(error.to_string()))
    }

    /// The query with what goes ahead of it.
    fn with_ahead(&mut self, sql: SqlStr) -> SqlStr {
        if self.ahead.is_empty() {
            return sql;
        }
        let mut text = std::mem::take(&mut self.ahead).join(";\n");
        text += ";\n";
        text += sql.as_str();
        AssertSqlSafe(text).into_sql_str()
    }

    /// The first row of a query.
    pub(crate) async fn row(&mut self, sql: impl SqlSafeStr, binds: Vec<Bind>) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, binds).await?.into_iter().next())
    }

    /// Statements without binds, as they stand.
    pub(crate) async fn script(&mut self, sql: impl SqlSafeStr) -> Result<(), Error> {
        self.send_ahead().await?;
        match self.wire() {
            Wire::Sqlite(conn) => sqlx::raw_sql(sql).execute(conn).await.map(drop)?,
            Wire::Postgres(conn) => sqlx::raw_sql(sql).execute(conn).await.map(drop)?,
        }
        Ok(())
    }
}

pub(crate) fn sqlite(
    sql: impl SqlSafeStr,
    binds: Vec<Bind>,
) -> sqlx::query::Query<'static, Sqlite, sqlx::sqlite::SqliteArguments> {
    let query = sqlx::query(sql);
    binds.into_iter().fold(query, |query, bind| match bind {
        Bind::Int(value) => query.bind(value),
        Bind::Text(value) => query.bind(value),
        Bind::Bytes(value) => query.bind(value),
        // SQLite has no arrays: lists travel as JSON and are read with `json_each`.
        Bind::Ints(values) => query.bind(serde_json::Value::from(values).to_string()),
        Bind::Texts(values) => query.bind(serde_json::Value::from(values).to_string()),
        Bind::Blobs(values) => query.bind(values.concat()),
    })
}

fn postgres(
    sql: impl SqlSafeStr,
    binds: Vec<Bind>,
) -> sqlx::query::Query<'static, Postgres, sqlx::postgres::PgArguments> {
    let query = sqlx::query(sql);
    binds.into_iter().fold(query, |query, bind| match bind {
        Bind::Int(value) => query.bind(value),
        Bind::Text(value) => query.bind(value),
        Bind::Bytes(value) => query.bind(value),
        Bind::Ints(values) => query.bind(values),
        Bind::Texts(values) => query.bind(values),
        Bind::Blobs(values) => query.bind(values),
    })
}

fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Row, Error> {
    (0..row.len())
        .map(|at| {
            let raw = row.try_get_raw(at)?;
            let kind = raw.type_info().name().to_owned();
            Ok(match kind.as_str() {
                _ if raw.is_null() => Value::Null,
                "INTEGER" | "BOOLEAN" => Value::Int(row.try_get_unchecked(at)?),
                "BLOB" => Value::Bytes(row.try_get_unchecked(at)?),
                _ => Value::Text(row.try_get_unchecked(at)?),
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map(Row)
        .map_err(Error::from)
}

fn postgres_row(row: &sqlx::postgres::PgRow) -> Result<Row, Error> {
    (0..row.len())
        .map(|at| {
            if row.try_get_raw(at)?.is_null() {
                return Ok(Value::Null);
            }
            Ok(match row.try_column(at)?.type_info().name() {
                "INT8" => Value::Int(row.try_get(at)?),
                "INT4" => Value::Int(row.try_get::<i32, _>(at)?.into()),
                "BYTEA" => Value::Bytes(row.try_get(at)?),
                _ => Value::Text(row.try_get_unchecked(at)?),
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map(Row)
        .map_err(Error::from)
}

/// Work inside one transaction.
pub(crate) type Work<T> = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, Error>> + Send>;

/// Commands, and the commits that made them durable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Transactions asked for, also those that were refused.
    pub commands: u64,
    /// Commits: on SQLite one fsync each, shared by the commands that waited together.
    pub commits: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) commands: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) tape: Tape,
}

/// An engine.
#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite { writer: Writer, readers: SqlitePool, kept: Kept },
    Postgres { pool: PgPool, counters: Arc<Counters> },
}

impl Engine {
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Conn, Error> {
        let line = match self {
            Self::Sqlite { readers, .. } => Line::Reading(readers.acquire().await?),
            Self::Postgres { pool, .. } => Line::Pooled(pool.acquire().await?),
        };
        Ok(Conn::new(line, Arc::clone(self.counters())))
    }

    /// All rows of a query over read tables, from memory where nothing was committed since it was last asked.
    pub(crate) async fn at_once(
        &self,
        sql: String,
        columns: usize,
        binds: Vec<Bind>,
    ) -> Result<Vec<Row>, Error> {
        let Self::Sqlite { writer, kept, .. } = self else {
            return self.read().await?.rows_at_once(sql, columns, binds).await;
        };
        // Counted before it is read: a commit in between makes the answer newer than it says, never older.
        let commits = writer.counters().commits.load(Ordering::Acquire);
        let question: Question = (sql, binds);
        if let Some(rows) = kept.find(commits, &question) {
            return Ok(rows);
        }
        let (sql, binds) = question.clone();
        let rows = self.read().await?.rows_at_once(sql, columns, binds).await?;
        kept.keep(commits, question, &rows);
        Ok(rows)
    }

    /// Carries out `work` in one transaction and answers when it is durable.
    pub(crate) async fn write<T: Send + 'static>(&self, work: Work<T>) -> Result<T, Error> {
        match self {
            Self::Sqlite { writer, .. } => writer.write(work).await,
            Self::Postgres { pool, counters } => {
                counters.commands.fetch_add(1, Ordering::Relaxed);
                let line = Line::Transaction(pool.begin().await?);
                let mut conn = Conn::new(line, Arc::clone(counters));
                let answer = work(&mut conn).await;
                let Line::Transaction(transaction) = conn.line else {
                    return Err(Error::Unavailable(Trouble::Closed));
                };
                match answer {
                    Ok(answer) => {
                        transaction.commit().await?;
                        counters.commits.fetch_add(1, Ordering::Relaxed);
                        Ok(answer)
                    }
                    Err(error) => {
                        // The transaction is gone either way; why it failed is what the caller asked.
                        let _rolled_back = transaction.rollback().await;
                        Err(error)
                    }
                }
            }
        }
    }

    pub(crate) fn counters(&self) -> &Arc<Counters> {
        match self {
            Self::Sqlite { writer, .. } => writer.counters(),
            Self::Postgres { counters, .. } => counters,
        }
    }

    pub(crate) fn metrics(&self) -> Metrics {
        let counters = self.counters();
        Metrics {
            commands: counters.commands.load(Ordering::Relaxed),
            commits: counters.commits.load(Ordering::Relaxed),
        }
    }
}
