//! What is to be done after a commit, at least once, in the order of each stream.

use rongheng_domain::{day::Moment, ids::StreamId};
use serde_json::Value;

use crate::{
    Store,
    engine::{Row, binds},
    error::Error,
    sql,
};

/// Something that was taken to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// The stream whose order it keeps.
    pub stream: StreamId,
    /// What is to be done.
    pub kind: String,
    /// What the worker needs.
    pub payload: Value,
    /// How often it was taken, this time included.
    pub attempts: u64,
    /// Why it failed last; empty where it did not.
    pub why: String,
}

impl Store {
    /// Takes up to `limit` things that are due, the first of each stream only: what comes later in a stream
    /// waits until everything before it is finished. Who does not finish within `for_us` microseconds loses
    /// it to the next who asks.
    pub async fn claim(&self, now: Moment, for_us: i64, limit: u32) -> Result<Vec<Claimed>, Error> {
        let until = now.0.saturating_add(for_us);
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    let text = if conn.is_sqlite() { sql::SQLITE_CLAIM } else { sql::POSTGRES_CLAIM };
                    let rows = conn.rows(text, binds![now.0, until, i64::from(limit)]).await?;
                    let mut claimed = rows.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
                    claimed.sort_by_key(|one| one.id);
                    Ok(claimed)
                })
            }))
            .await
    }

    /// It is still being done: nobody else takes it before `until`. `false` where somebody took it since, because it was
    /// not finished in time: then it is not ours to do.
    pub async fn hold(&self, entry: &Claimed, until: Moment) -> Result<bool, Error> {
        Ok(self.run(sql::HOLD, binds![entry.id, attempts(entry), until.0]).await? > 0)
    }

    /// It is done; nothing happens where somebody else took it since.
    pub async fn finish(&self, entry: &Claimed) -> Result<(), Error> {
        self.run(sql::FINISH, binds![entry.id, attempts(entry)]).await.map(drop)
    }

    /// It did not work: again at `retry_at`, or never without a person (a dead letter, which stops its own
    /// stream only). Nothing happens where somebody else took it since.
    pub async fn fail(&self, entry: &Claimed, why: &str, retry_at: Option<Moment>) -> Result<(), Error> {
        let (dead, at) = (i64::from(retry_at.is_none()), retry_at.map_or(0, |at| at.0));
        self.run(sql::FAIL, binds![entry.id, attempts(entry), why, dead, at]).await.map(drop)
    }

    /// What stopped, for a person to see.
    pub async fn dead_letters(&self) -> Result<Vec<Claimed>, Error> {
        let rows = self.engine().read().await?.rows(sql::DEAD_LETTERS, vec![]).await?;
        rows.iter().map(claimed).collect()
    }

    /// A person lets a dead letter be tried again.
    pub async fn revive(&self, id: i64, now: Moment) -> Result<(), Error> {
        match self.run(sql::REVIVE, binds![id, now.0]).await? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// How many things are not finished, dead letters included.
    pub async fn outbox_length(&self) -> Result<u64, Error> {
        let row = self.engine().read().await?.row(sql::OUTBOX_LENGTH, vec![]).await?;
        row.ok_or(Error::NotFound)?.count(0)
    }
}

fn claimed(row: &Row) -> Result<Claimed, Error> {
    Ok(Claimed {
        id: row.int(0)?,
        stream: StreamId(row.text(1)?),
        kind: row.text(2)?,
        payload: serde_json::from_str(&row.text(3)?).map_err(|e| Error::corrupt(e.to_string()))?,
        attempts: row.count(4)?,
        why: row.text(5)?,
    })
}

/// How often it was taken names the taking: whoever takes it later counts one more.
fn attempts(entry: &Claimed) -> i64 {
    i64::try_from(entry.attempts).unwrap_or(i64::MAX)
}
