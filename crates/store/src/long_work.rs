//! Long work: what somebody asked for that takes longer than a page waits. Outside the ledger and with an end date;
//! what was asked, what is said of it and what it made are sealed under a key of its own, which goes with the row.
//!
//! One node works on a row at a time: it claims it, and says by a beat that it is still there. A row whose node fell
//! silent is marked as interrupted by whoever looks next, and begins again only when a person says so.

use rongheng_domain::{day::Moment, ids::PersonId};
use serde_json::Value;

use crate::{
    Store,
    cipher::{Key, Secret},
    engine::{Row, binds},
    error::Error,
    sql,
};

/// Where a piece of long work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkState {
    /// Nobody has begun.
    Waiting,
    /// A node works on it.
    Running,
    /// A node writes what cannot be written by halves: nobody stops it now.
    Finishing,
    /// Finished.
    Done,
    /// It could not be done; the words say why.
    Failed,
    /// Whoever asked for it stopped it.
    Cancelled,
    /// Its node fell silent.
    Interrupted,
}

impl WorkState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Running,
        Self::Finishing,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Interrupted,
    ];

    /// The stored word.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finishing => "finishing",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether whoever asked for it may stop it.
    pub const fn stops(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }

    /// Whether it still goes on.
    pub const fn goes_on(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Finishing)
    }
}

/// A piece of long work.
#[derive(Debug, Clone, PartialEq)]
pub struct LongWork {
    /// Its id.
    pub id: String,
    /// Who asked for it.
    pub person: PersonId,
    /// What kind of work.
    pub kind: String,
    /// Where it stands.
    pub state: WorkState,
    /// How much is done.
    pub done: u64,
    /// Of how much; 0 where nobody knows yet.
    pub total: u64,
    /// When it was asked for.
    pub asked_at: Moment,
    /// When it is forgotten.
    pub ends_at: Moment,
    /// What was asked.
    pub asked: Value,
    /// What is said of it: words, the name of the file, what the next try needs.
    pub said: Value,
    /// Whether a file lies with it: what it was given, or what it made.
    pub made: bool,
}

const ASKED: &[u8] = b"asked";
const SAID: &[u8] = b"said";
const RESULT: &[u8] = b"result";

impl Store {
    /// Puts a piece of work in the row of those that wait, with the file that it is about, where there is one. The file is
    /// read by [`Store::file_of_work`] alone: whoever asks how far it is does not carry it along.
    #[expect(clippy::too_many_arguments, reason = "each is a column of the row")]
    pub async fn put_work(
        &self,
        id: &str,
        person: &PersonId,
        kind: &str,
        asked: &Value,
        file: &[u8],
        at: Moment,
        ends_at: Moment,
    ) -> Result<(), Error> {
        let secret = Secret::random()?;
        let wrapped = self.0.keys.wrap(self.0.suite, &purpose(id), &secret)?;
        let key = self.work_key(&secret)?;
        let asked = seal(&key, ASKED, &bytes(asked)?)?;
        let file = seal_file(&key, file)?;
        let binds =
            binds![id, person.as_str(), kind, at.0, ends_at.0, wrapped, asked, Vec::<u8>::new(), file];
        self.run(sql::PUT_WORK, binds).await.map(drop)
    }

    /// Everything of a person that has not ended, the latest first.
    pub async fn works_of(&self, person: &PersonId, now: Moment) -> Result<Vec<LongWork>, Error> {
        let rows = self.engine().read().await?.rows(sql::WORKS_OF, binds![person.as_str(), now.0]).await?;
        rows.iter().map(|row| self.long_work(row)).collect()
    }

    /// One piece of work.
    pub async fn work(&self, id: &str, now: Moment) -> Result<Option<LongWork>, Error> {
        let row = self.engine().read().await?.row(sql::WORK, binds![id, now.0]).await?;
        row.map(|row| self.long_work(&row)).transpose()
    }

    /// Takes what has waited longest, for this node. Work whose node has been silent since `silent` is marked first.
    pub async fn claim_work(
        &self,
        node: &str,
        now: Moment,
        silent: Moment,
    ) -> Result<Option<LongWork>, Error> {
        self.run(sql::INTERRUPT_SILENT, binds![silent.0]).await?;
        let waiting = self.engine().read().await?.row(sql::NEXT_WORK, binds![now.0]).await?;
        let Some(waiting) = waiting else { return Ok(None) };
        let id = waiting.text(0)?;
        match self.run(sql::CLAIM_WORK, binds![id.as_str(), node, now.0]).await? {
            // Another node was faster.
            0 => Ok(None),
            _ => self.work(&id, now).await,
        }
    }

    /// This node begins: what it worked on when it stopped is marked.
    pub async fn interrupt_works(&self, node: &str) -> Result<u64, Error> {
        self.run(sql::INTERRUPT_NODE, binds![node]).await
    }

    /// Says how far it is: `said` holds the step it is at. `false` where it is this node's no more: it was stopped, or
    /// another took it.
    pub async fn beat_work(
        &self,
        id: &str,
        node: &str,
        (done, total): (u64, u64),
        said: &Value,
        now: Moment,
    ) -> Result<bool, Error> {
        let count = |of: u64| i64::try_from(of).unwrap_or(i64::MAX);
        let said = seal(&self.key_of_work(id).await?, SAID, &bytes(said)?)?;
        Ok(self.run(sql::BEAT_WORK, binds![id, node, count(done), count(total), now.0, said]).await? > 0)
    }

    /// Begins (`true`) or ends what cannot be done by halves: meanwhile nobody stops it. `false` where it is this node's
    /// no more.
    pub async fn finish_work(&self, id: &str, node: &str, begins: bool, now: Moment) -> Result<bool, Error> {
        let state = if begins { WorkState::Finishing } else { WorkState::Running };
        Ok(self.run(sql::FINISHING_WORK, binds![id, node, state.id(), now.0]).await? > 0)
    }

    /// Ends it, with what is said and what it made; a file that it was given stays where it made none. `false` where it
    /// is this node's no more.
    pub async fn end_work(
        &self,
        id: &str,
        node: &str,
        state: WorkState,
        said: &Value,
        made: &[u8],
    ) -> Result<bool, Error> {
        let key = self.key_of_work(id).await?;
        let said = seal(&key, SAID, &bytes(said)?)?;
        let size = i64::try_from(made.len()).unwrap_or(i64::MAX);
        let made = seal_file(&key, made)?;
        Ok(self.run(sql::END_WORK, binds![id, node, state.id(), said, made, size]).await? > 0)
    }

    /// Whoever asked for it stops it.
    pub async fn cancel_work(&self, id: &str, person: &PersonId) -> Result<bool, Error> {
        Ok(self.run(sql::CANCEL_WORK, binds![id, person.as_str()]).await? > 0)
    }

    /// Whoever asked for it lets it begin again.
    pub async fn restart_work(&self, id: &str, person: &PersonId) -> Result<bool, Error> {
        Ok(self.run(sql::RESTART_WORK, binds![id, person.as_str()]).await? > 0)
    }

    /// Forgets it and what it made.
    pub async fn drop_work(&self, id: &str, person: &PersonId) -> Result<bool, Error> {
        Ok(self.run(sql::DROP_WORK, binds![id, person.as_str()]).await? > 0)
    }

    /// The file that lies with it: what it made, or else what it was given.
    pub async fn file_of_work(&self, id: &str, now: Moment) -> Result<Option<Vec<u8>>, Error> {
        let row = self.engine().read().await?.row(sql::WORK_RESULT, binds![id, now.0]).await?;
        let Some(row) = row else { return Ok(None) };
        if row.bytes(0)?.is_empty() {
            return Ok(None);
        }
        open(&self.key_of_work(id).await?, RESULT, row.bytes(0)?).map(Some)
    }

    /// Forgets what has ended.
    pub async fn sweep_works(&self, now: Moment) -> Result<u64, Error> {
        self.run(sql::SWEEP_WORKS, binds![now.0]).await
    }

    fn work_key(&self, secret: &Secret) -> Result<Key, Error> {
        secret.derive(self.0.suite, &[b"rongheng/long_work/1\0"])
    }

    async fn key_of_work(&self, id: &str) -> Result<Key, Error> {
        let row = self.engine().read().await?.row(sql::WORK_KEY, binds![id]).await?.ok_or(Error::NotFound)?;
        self.work_key(&self.0.keys.unwrap(self.0.suite, &purpose(id), row.bytes(0)?)?)
    }

    fn long_work(&self, row: &Row) -> Result<LongWork, Error> {
        let id = row.text(0)?;
        let key = self.work_key(&self.0.keys.unwrap(self.0.suite, &purpose(&id), row.bytes(8)?)?)?;
        let value = |at: usize, label: &[u8]| -> Result<Value, Error> {
            let sealed = row.bytes(at)?;
            if sealed.is_empty() {
                return Ok(Value::Null);
            }
            serde_json::from_slice(&open(&key, label, sealed)?).map_err(|e| Error::corrupt(e.to_string()))
        };
        let state = row.text(3)?;
        let state = WorkState::ALL.into_iter().find(|known| known.id() == state);
        Ok(LongWork {
            person: PersonId(row.text(1)?),
            kind: row.text(2)?,
            state: state.ok_or_else(|| Error::corrupt("long work in an unknown state"))?,
            done: row.count(4)?,
            total: row.count(5)?,
            asked_at: Moment(row.int(6)?),
            ends_at: Moment(row.int(7)?),
            asked: value(9, ASKED)?,
            said: value(10, SAID)?,
            made: row.int(11)? > 0,
            id,
        })
    }
}

fn bytes(value: &Value) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|e| Error::corrupt(e.to_string()))
}

fn seal(key: &Key, label: &[u8], content: &[u8]) -> Result<Vec<u8>, Error> {
    key.seal(label, content)
}

fn open(key: &Key, label: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    key.open(label, sealed).ok_or_else(|| Error::corrupt("long work does not decrypt"))
}

/// No file is no bytes.
fn seal_file(key: &Key, file: &[u8]) -> Result<Vec<u8>, Error> {
    if file.is_empty() { Ok(Vec::new()) } else { seal(key, RESULT, file) }
}

/// What the key is wrapped for.
pub(crate) fn purpose(id: &str) -> String {
    format!("long_work {id}")
}
