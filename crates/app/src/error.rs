//! The answers that are not what was asked for. A broken rule is a result; a broken machine is an error.

use rongheng_domain::{form::Fault, kind, refusal::Refusal};

use crate::page::Since;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules refuse, with everything missing.
    #[error(transparent)]
    Refused(Refusal),
    /// The answers cannot be read; each with what to do.
    #[error("{} answers cannot be read", .0.len())]
    Faults(Vec<Fault>),
    /// Recused (P8), or the gate is closed (G4), or the role may not: said in words to those who may know of the
    /// case.
    #[error("forbidden: {0}")]
    Forbidden(Refusal),
    /// There is no such thing, or whoever asks may not know of it.
    #[error("not found")]
    NotFound,
    /// Somebody was faster.
    #[error("the case is at version {} now", .0.now)]
    Conflict(Box<Since>),
    /// The same idempotency key came with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// There is no such action.
    #[error("unknown action {0}")]
    UnknownAction(String),
    /// Typed answers that do not fit the form (a caller's mistake: forms give [`Error::Faults`]).
    #[error("unreadable answers: {0}")]
    UnreadableAnswers(String),
    /// The key of the case was erased: the chain is whole, the content is gone.
    #[error("erased")]
    Erased,
    /// A file that is too large or of a kind that is not accepted; in Chinese, what to do.
    #[error("{0}")]
    FileRefused(String),
    /// A file that is too large; in Chinese, what to do.
    #[error("{0}")]
    FileTooLarge(String),
    /// No space left on the disk; nothing was recorded.
    #[error("disk full")]
    DiskFull,
    /// The machine cannot do it now; nothing was recorded.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// What is stored cannot be what was stored.
    #[error("corrupt: {0}")]
    Corrupt(String),
}

impl From<kind::Failure> for Error {
    fn from(failure: kind::Failure) -> Self {
        match failure {
            kind::Failure::Refused(refusal) => Self::Refused(refusal),
            kind::Failure::UnknownAction(action) => Self::UnknownAction(action),
            kind::Failure::UnreadableAnswers(why) => Self::UnreadableAnswers(why),
            event @ kind::Failure::UnreadableEvent { .. } => Self::Corrupt(event.to_string()),
        }
    }
}

impl From<rongheng_store::Error> for Error {
    fn from(error: rongheng_store::Error) -> Self {
        use rongheng_store::Error as Store;
        if error.is_disk_full() {
            return Self::DiskFull;
        }
        match error {
            Store::NotFound => Self::NotFound,
            Store::Erased(_) => Self::Erased,
            Store::KeyReused => Self::KeyReused,
            Store::Corrupt(why) => Self::Corrupt(why),
            // Whoever writes looks at these two first; what is left of them is a race lost too often.
            conflict @ (Store::Conflict { .. } | Store::AlreadyDone(_)) => {
                Self::Unavailable(conflict.to_string())
            }
            Store::Unavailable(why) => Self::Unavailable(why.to_string()),
        }
    }
}

/// What most calls answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
