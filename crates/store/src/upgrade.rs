//! A store that another version of this program made: tables that are missing beside the read tables are made, and
//! read tables of another shape are dropped, to be made anew from the ledger before anybody is served.
//!
//! Between the two nothing can be written by any node of any version, because the tables are not there: rows computed
//! meanwhile miss nothing. The shape on record is that of the tables only once they are filled, so that whoever is cut
//! short begins again.

use rongheng_domain::ledger::sm3;
use sqlx::AssertSqlSafe;

use crate::{
    Store, dialect,
    engine::{Conn, binds},
    error::Error,
    project::{self, Changes},
    read_tables::RowChange,
    schema, sql,
};

/// The name in `meta` under which the shape of the read tables stands.
const SHAPE: &str = "read_tables";

/// The shape of the read tables that this program reads and writes.
fn shape() -> String {
    sm3(&[schema::READ_TABLES.as_bytes(), &[0], project::postgres_function().as_bytes()]).to_string()
}

/// Whether the read tables are there as this program made them.
pub(crate) async fn in_shape(conn: &mut Conn) -> Result<bool, Error> {
    let found = conn.row(sql::META, binds![SHAPE]).await?;
    Ok(found.map(|row| row.text(0)).transpose()?.is_some_and(|found| found == shape()))
}

/// Notes that they are.
pub(crate) async fn note_shape(conn: &mut Conn) -> Result<(), Error> {
    conn.run(sql::PUT_META, binds![SHAPE, shape()]).await.map(drop)
}

/// Tables that are there.
async fn tables(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let text = if conn.is_sqlite() { sql::SQLITE_TABLES } else { sql::POSTGRES_TABLES };
    conn.rows(text, vec![]).await?.iter().map(|row| row.text(0)).collect()
}

/// One node after the other; on SQLite the transaction itself is the lock.
async fn lock(conn: &mut Conn) -> Result<(), Error> {
    if !conn.is_sqlite() {
        conn.rows(sql::POSTGRES_SHAPE_LOCK, vec![]).await?;
    }
    Ok(())
}

/// Brings the tables of an opened store to what this program knows.
pub(crate) async fn bring_up(store: &Store) -> Result<(), Error> {
    let mut conn = store.engine().read().await?;
    let there = tables(&mut conn).await?;
    let whole = dialect::beside(conn.is_sqlite()).iter().all(|(table, _)| there.contains(table));
    if whole && in_shape(&mut conn).await? {
        return Ok(());
    }
    drop(conn);
    store
        .engine()
        .write(Box::new(|conn| {
            Box::pin(async move {
                lock(conn).await?;
                let there = tables(conn).await?;
                for (table, statement) in dialect::beside(conn.is_sqlite()) {
                    if !there.contains(&table) {
                        conn.script(AssertSqlSafe(statement)).await?;
                    }
                }
                if in_shape(conn).await? { Ok(()) } else { drop_read_tables(conn, &there).await }
            })
        }))
        .await
}

/// Drops every read table of whatever version, those that are known in the order in which commands take them.
async fn drop_read_tables(conn: &mut Conn, there: &[String]) -> Result<(), Error> {
    let known: Vec<&str> = project::read_table_names().collect();
    let mut names: Vec<&str> =
        there.iter().map(String::as_str).filter(|name| name.starts_with("r_")).collect();
    names.sort_by_key(|name| (known.iter().position(|known| known == name).unwrap_or(known.len()), *name));
    for name in names {
        conn.run(AssertSqlSafe(format!("DROP TABLE {name}")), vec![]).await?;
    }
    if !conn.is_sqlite() {
        conn.run("DROP FUNCTION IF EXISTS rongheng_project(jsonb)", vec![]).await?;
    }
    conn.run(sql::PUT_META, binds![SHAPE, ""]).await.map(drop)
}

impl Store {
    /// Whether the read tables wait to be made anew, since another version of the program made the store.
    pub async fn read_tables_missing(&self) -> Result<bool, Error> {
        let mut conn = self.engine().read().await?;
        Ok(!in_shape(&mut conn).await?)
    }

    /// Makes the read tables and fills them with `rows`, in one transaction; nothing happens where another node has
    /// done so and may have gone on.
    pub async fn make_read_tables(&self, rows: &[RowChange]) -> Result<(), Error> {
        let changes = Changes::gather(rows)?;
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    lock(conn).await?;
                    if in_shape(conn).await? {
                        return Ok(());
                    }
                    let text = dialect::read_tables(conn.is_sqlite());
                    conn.script(AssertSqlSafe(text)).await?;
                    changes.apply(conn).await?;
                    note_shape(conn).await
                })
            }))
            .await
    }
}
