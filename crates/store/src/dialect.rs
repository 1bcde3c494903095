//! What differs between the two engines, in words of SQL.

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    engine::{Conn, Counters, Engine, Line},
    error::{Error, Trouble},
    kept::Kept,
    project, schema,
    writer::Writer,
};

const READERS: u32 = 4;
/// Bytes of a SQLite file that readers map: all of a district's. The kernel gives them back when it needs the room.
const MAPPED: &str = "1073741824";
const PG_CONNECTIONS: u32 = 16;
/// After so long without use a connection is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(2);

/// Settings of SQLite that durability and safety hang on; `doctor` reads them back.
pub(crate) const PRAGMAS: [&str; 5] =
    ["journal_mode", "synchronous", "trusted_schema", "secure_delete", "foreign_keys"];
/// The same of PostgreSQL.
pub(crate) const SETTINGS: [&str; 4] = ["server_version", "fsync", "full_page_writes", "synchronous_commit"];

/// Whether the tables exist.
pub(crate) const fn has_tables(sqlite: bool) -> &'static str {
    if sqlite {
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'"
    } else {
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'"
    }
}

/// The statements that make all tables.
pub(crate) fn tables(sqlite: bool) -> String {
    let beside = worded(schema::TABLES, sqlite);
    let read = read_tables(sqlite);
    if sqlite {
        [beside.as_str(), &read, schema::SQLITE_GUARDS].concat()
    } else {
        [beside.as_str(), &read, schema::POSTGRES_GUARDS, schema::POSTGRES_FUNCTIONS].concat()
    }
}

/// The statements that make the read tables, and what PostgreSQL writes them with.
pub(crate) fn read_tables(sqlite: bool) -> String {
    let tables = worded(schema::READ_TABLES, sqlite);
    if sqlite { tables } else { [tables, project::postgres_function()].concat() }
}

/// The statements that make the tables beside the read tables, each with the table it belongs to.
pub(crate) fn beside(sqlite: bool) -> Vec<(String, String)> {
    let text = worded(schema::TABLES, sqlite);
    let of = |statement: &str| {
        let statement = statement.trim();
        let after = match statement.strip_prefix("CREATE TABLE ") {
            Some(table) => table,
            None => statement.split_once(" ON ")?.1,
        };
        Some((after.split_whitespace().next()?.to_owned(), statement.to_owned()))
    };
    text.split(";\n").filter_map(of).collect()
}

fn worded(text: &str, sqlite: bool) -> String {
    if sqlite {
        text.replace("BYTES", "BLOB")
            .replace("NUMBERED", "INTEGER PRIMARY KEY AUTOINCREMENT")
            .replace(" CLUSTERED;", " WITHOUT ROWID;")
            .replace("BIGINT", "INTEGER")
    } else {
        text.replace("BYTES", "BYTEA")
            .replace("NUMBERED", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
            .replace(" CLUSTERED;", ";")
            .replace("TEXT NOT NULL", "TEXT COLLATE \"C\" NOT NULL")
    }
}

/// A list as a set of rows: `json_each` reads the JSON that SQLite is sent instead of an array.
pub(crate) fn list(sqlite: bool, place: u8, kind: &str) -> String {
    if sqlite {
        format!("(SELECT value FROM json_each(${place}))")
    } else {
        format!("(SELECT unnest(${place}::{kind}[]))")
    }
}

fn sqlite_options(path: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("trusted_schema", "OFF")
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

/// A connection that writes, with the settings that the store's own has.
pub(crate) async fn sqlite_writing(path: &str) -> Result<sqlx::SqliteConnection, Error> {
    Ok(sqlite_options(path).connect().await?)
}

/// Connects to `sqlite:PATH` or `postgres://…`; `create` makes a missing SQLite file.
pub(crate) async fn connect(url: &str, create: bool) -> Result<Engine, Error> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = sqlite_options(path);
        let writing = options.clone().create_if_missing(create).connect().await?;
        // What is read is read where the kernel keeps it; a list would fetch a thousand pages by a call for each.
        let reading = options.pragma("query_only", "ON").pragma("mmap_size", MAPPED);
        // A file does not hang up: asking each connection first whether it is still there is a message too many.
        let readers: SqlitePool = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_lazy_with(reading);
        return Ok(Engine::Sqlite {
            writer: Writer::start(Line::Writing(writing)),
            readers,
            kept: Kept::default(),
        });
    }
    let options = PgConnectOptions::from_str(url)?
        .application_name("rongheng")
        .options([("synchronous_commit", "on"), ("client_min_messages", "warning")])
        .disable_statement_logging();
    let pool: PgPool = PgPoolOptions::new()
        .max_connections(PG_CONNECTIONS)
        // One round trip saved: a connection that was used a moment ago is still there.
        .test_before_acquire(false)
        .before_acquire(|conn, about| {
            Box::pin(async move {
                if about.idle_for > IDLE {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?;
    Ok(Engine::Postgres { pool, counters: std::sync::Arc::new(Counters::default()) })
}

/// The settings of a connection, by name.
pub(crate) async fn settings(conn: &mut Conn) -> Result<Vec<(String, String)>, Error> {
    let sqlite = conn.is_sqlite();
    let names: &[&str] = if sqlite { &PRAGMAS } else { &SETTINGS };
    let mut out = Vec::new();
    for name in names {
        let text = if sqlite { format!("PRAGMA {name}") } else { format!("SHOW {name}") };
        let row = conn.row(AssertSqlSafe(text), vec![]).await?.ok_or(Error::NotFound)?;
        let value = match row.0.first() {
            Some(crate::engine::Value::Int(value)) => value.to_string(),
            Some(crate::engine::Value::Text(value)) => value.clone(),
            _ => return Err(Error::Unavailable(Trouble::Database(format!("no setting {name}")))),
        };
        out.push(((*name).to_owned(), value));
    }
    Ok(out)
}
