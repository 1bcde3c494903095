//! Making and opening a store.

use std::{path::PathBuf, sync::Arc};

use rongheng_domain::{
    ids::StreamId,
    ledger::{Suite, checkpoint::Origin, link},
};
use sqlx::AssertSqlSafe;

use crate::{
    dialect,
    engine::{Conn, Engine, Metrics, binds},
    error::{Error, Trouble},
    keys::Keys,
    sql, upgrade,
};

/// Where a store lives.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// The folder of keys; never in the database's backup.
    pub keys: PathBuf,
    /// The folder of attachments (SQLite keeps them there; PostgreSQL in rows).
    pub attachments: PathBuf,
    /// The file outside the database that every checkpoint is appended to.
    pub checkpoints: PathBuf,
    /// Whose ledger it is; one line, signed with every checkpoint.
    pub node: String,
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) keys: Keys,
    pub(crate) suite: Suite,
    pub(crate) origin: Origin,
    pub(crate) options: Options,
    /// One sealer of this node at a time; the lock of the database is for the others.
    pub(crate) sealing: tokio::sync::Mutex<()>,
}

/// A store. Clones share it.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("suite", &self.0.suite)
            .field("origin", &self.0.origin)
            .finish_non_exhaustive()
    }
}

const FORMAT: &str = "1";

impl Store {
    /// Makes tables and keys for a new ledger and opens it. Existing tables are never touched: then it is a
    /// conflict in words.
    pub async fn init(options: &Options, suite: Suite) -> Result<Self, Error> {
        let origin = Origin::new(&options.node)
            .ok_or_else(|| trouble("the name of the ledger must be one line of text".to_owned()))?;
        Keys::init(&options.keys)?;
        let engine = dialect::connect(&options.url, true).await?;
        let made: Result<(), Error> = engine
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    let sqlite = conn.is_sqlite();
                    if has_tables(conn).await? {
                        return Err(trouble("there is a ledger already".to_owned()));
                    }
                    conn.script(AssertSqlSafe(dialect::tables(sqlite))).await?;
                    for (name, value) in
                        [("format", FORMAT), ("suite", suite.name()), ("origin", origin.as_str())]
                    {
                        conn.run(sql::PUT_META, binds![name, value]).await?;
                    }
                    upgrade::note_shape(conn).await
                })
            }))
            .await;
        made?;
        Self::begin(options, engine).await
    }

    /// Opens a store that was made before, carries out noted erasures that a restore undid, and checks the
    /// events that no checkpoint covers yet.
    pub async fn open(options: &Options) -> Result<Self, Error> {
        let engine = dialect::connect(&options.url, false).await?;
        Self::begin(options, engine).await
    }

    async fn begin(options: &Options, engine: Engine) -> Result<Self, Error> {
        let mut conn = engine.read().await?;
        if !has_tables(&mut conn).await? {
            return Err(Error::NotFound);
        }
        let format = meta(&mut conn, "format").await?;
        if format != FORMAT {
            return Err(trouble(format!("the ledger has format {format}; this program reads {FORMAT}")));
        }
        let suite = meta(&mut conn, "suite").await?;
        let suite = [Suite::Aes256Gcm, Suite::Sm4Gcm].into_iter().find(|known| known.name() == suite);
        let suite = suite.ok_or_else(|| Error::corrupt("unknown suite"))?;
        let origin = meta(&mut conn, "origin").await?;
        let origin = Origin::new(&origin).ok_or_else(|| Error::corrupt("unreadable origin"))?;
        check_tail(&mut conn).await?;
        drop(conn);
        let store = Self(Arc::new(Inner {
            engine,
            keys: Keys::open(&options.keys)?,
            suite,
            origin,
            options: options.clone(),
            sealing: tokio::sync::Mutex::new(()),
        }));
        upgrade::bring_up(&store).await?;
        store.replay_erasures().await?;
        Ok(store)
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// How payloads are encrypted.
    pub fn suite(&self) -> Suite {
        self.0.suite
    }

    /// Whose ledger it is.
    pub fn origin(&self) -> &str {
        self.0.origin.as_str()
    }

    /// The key that checkpoints are signed with, in hexadecimal.
    pub fn verifying_key(&self) -> String {
        crate::sealer::hex(self.0.keys.verifying().as_bytes())
    }

    /// Commands and commits so far.
    pub fn metrics(&self) -> Metrics {
        self.engine().metrics()
    }

    /// Whether the store refuses to write since a commit failed; the program must be started again.
    pub fn is_closed(&self) -> bool {
        match self.engine() {
            Engine::Sqlite { writer, .. } => writer.is_closed(),
            Engine::Postgres { .. } => false,
        }
    }

    /// SQLite: the most pages of 4 KiB that the file may grow to, so that it leaves room for the rest of the
    /// disk; beyond, it is a full disk. PostgreSQL has tablespaces for that and is left alone.
    pub async fn limit_pages(&self, pages: i64) -> Result<(), Error> {
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    if conn.is_sqlite() {
                        let text = format!("PRAGMA max_page_count = {pages}");
                        conn.rows(AssertSqlSafe(text), vec![]).await?;
                    }
                    Ok(())
                })
            }))
            .await
    }

    /// The settings that durability hangs on, as the connection that writes has them.
    pub async fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        self.engine().write(Box::new(|conn| Box::pin(dialect::settings(conn)))).await
    }
}

fn trouble(what: String) -> Error {
    Error::Unavailable(Trouble::Database(what))
}

async fn has_tables(conn: &mut Conn) -> Result<bool, Error> {
    let found = conn.row(dialect::has_tables(conn.is_sqlite()), vec![]).await?;
    Ok(found.map(|row| row.int(0)).transpose()? == Some(1))
}

async fn meta(conn: &mut Conn, name: &str) -> Result<String, Error> {
    let row = conn.row(sql::META, binds![name]).await?;
    row.ok_or_else(|| Error::corrupt(format!("no {name} on record")))?.text(0)
}

/// After a crash: what is not sealed yet must be whole, and the heads must stand on it.
async fn check_tail(conn: &mut Conn) -> Result<(), Error> {
    for row in conn.rows(sql::TAIL, vec![]).await? {
        let stream = StreamId(row.text(0)?);
        let bad = |what: &str| Error::corrupt(format!("{stream}: {what}"));
        if row.hash(2)? != link(row.bytes(1)?) {
            return Err(bad("the last event was changed"));
        }
        if row.hash(3)? != row.hash(2)? {
            return Err(bad("the head is not the last event"));
        }
    }
    Ok(())
}
