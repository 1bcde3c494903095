//! What can go wrong in the store. A broken rule is never one of these.

use rongheng_domain::ids::StreamId;

use crate::batch::Appended;

/// The answer of a store that did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A stream has moved on: somebody was faster, or something the decision relied on changed.
    #[error("{stream} is at version {now}")]
    Conflict {
        /// The stream that moved.
        stream: StreamId,
        /// Its version now.
        now: u64,
    },
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// The key of the stream was erased: the chain is whole, the content is gone.
    #[error("the content of {0} was erased")]
    Erased(StreamId),
    /// The machine cannot do it now; nothing was recorded.
    #[error("unavailable: {0}")]
    Unavailable(Trouble),
    /// What is stored cannot be what was stored.
    #[error("corrupt: {0}")]
    Corrupt(String),
    /// The same idempotency key came with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The same request was carried out before; this is what it led to.
    #[error("already done")]
    AlreadyDone(Appended),
}

/// Why the machine cannot.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Trouble {
    /// No space left; the page says so, because an administrator can help.
    #[error("disk full")]
    DiskFull,
    /// A commit failed in a way that leaves its fate open: the program must be started again.
    #[error("the store is closed for writing")]
    Closed,
    /// The database does not answer or refuses.
    #[error("database: {0}")]
    Database(String),
    /// Two writers met at the same new row; asked again, one finds the other's.
    #[error("written twice at once")]
    Twice,
    /// A file cannot be read or written.
    #[error("file: {0}")]
    File(String),
}

impl Error {
    /// Whether the reason is a full disk.
    pub const fn is_disk_full(&self) -> bool {
        matches!(self, Self::Unavailable(Trouble::DiskFull))
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }
}

/// `SQLITE_FULL`; PostgreSQL says 53100.
const FULL: [&str; 2] = ["13", "53100"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let full = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| FULL.contains(&code.as_ref()));
        let twice = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        match error {
            _ if full => Self::Unavailable(Trouble::DiskFull),
            _ if twice => Self::Unavailable(Trouble::Twice),
            sqlx::Error::RowNotFound => Self::NotFound,
            other => Self::Unavailable(Trouble::Database(other.to_string())),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::Unavailable(Trouble::DiskFull)
            }
            _ => Self::Unavailable(Trouble::File(error.to_string())),
        }
    }
}
