//! What is written together, and what is read back.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Moment,
    ids::{EventRef, FileId, PersonId, StreamId},
    kind::Recorded,
    ledger::Hash,
};
use serde::{Deserialize, Serialize};

use crate::read_tables::RowChange;

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Version of its last event.
    pub version: u64,
    /// Link of its last event.
    pub link: Hash,
}

/// What the writer believes of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It stands at this version (0: it does not exist yet).
    At(u64),
    /// Wherever it stands: for logs that many write to.
    Next,
}

/// Events of one stream.
#[derive(Debug, Clone)]
pub struct Write {
    /// The stream.
    pub stream: StreamId,
    /// Where it stands.
    pub expected: Expected,
    /// What happened, in order.
    pub events: Vec<Recorded>,
}

/// Something to be carried out after the commit, at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The stream whose order it keeps.
    pub stream: StreamId,
    /// What is to be done, such as `owed.open` or `paper.make`.
    pub kind: String,
    /// What the worker needs; ids and versions, never content.
    pub payload: serde_json::Value,
}

/// The key of a request that may arrive twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key.
    pub actor: PersonId,
    /// The key.
    pub key: String,
    /// Hash of the request's content.
    pub request_hash: Hash,
}

/// Everything one command writes, in one transaction.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The events.
    pub writes: Vec<Write>,
    /// Every other stream version the decision looked at (0: it did not exist).
    pub relied_on: Vec<(StreamId, u64)>,
    /// Who is signed in.
    pub actor: PersonId,
    /// For whom a paper was entered.
    pub acted_for: Option<PersonId>,
    /// The event of another stream that caused it.
    pub cause: Option<EventRef>,
    /// Versions of the policy and calendar streams it was decided by.
    pub decided_by: Vec<(StreamId, u64)>,
    /// Now; where a stream's last event is later, that moment is recorded instead.
    pub recorded_at: Moment,
    /// What follows for the read tables.
    pub rows: Vec<RowChange>,
    /// What is to be done afterwards.
    pub outbox: Vec<Outgoing>,
    /// Uploads that belong to a stream from now on.
    pub files: Vec<(FileId, StreamId)>,
    /// The request's key.
    pub key: Option<IdempotencyKey>,
    /// A draft that is no longer needed once this is written: whose, and its name.
    pub draft: Option<(PersonId, String)>,
}

impl Batch {
    /// A batch that writes nothing yet.
    pub const fn new(actor: PersonId, recorded_at: Moment) -> Self {
        Self {
            writes: Vec::new(),
            relied_on: Vec::new(),
            actor,
            acted_for: None,
            cause: None,
            decided_by: Vec::new(),
            recorded_at,
            rows: Vec::new(),
            outbox: Vec::new(),
            files: Vec::new(),
            key: None,
            draft: None,
        }
    }
}

/// Where the written streams stand now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appended {
    /// Stream, version and link of its last event, in the order of the writes.
    pub versions: Vec<(StreamId, u64, Hash)>,
}

/// An event as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its place in the stream.
    pub version: u64,
    /// What happened.
    pub recorded: Recorded,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Who was signed in.
    pub actor: PersonId,
    /// For whom a paper was entered.
    pub acted_for: Option<PersonId>,
    /// What caused it.
    pub cause: Option<EventRef>,
    /// What it was decided by.
    pub decided_by: BTreeMap<StreamId, u64>,
    /// Its link.
    pub link: Hash,
}
