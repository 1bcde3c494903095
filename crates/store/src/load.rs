//! Reading streams back.

use std::collections::BTreeMap;

use rongheng_domain::{
    ids::StreamId,
    kind::Recorded,
    ledger::{Envelope, Hash, Suite, key_commitment, link},
};

use crate::{
    Store,
    append::{header, key_purpose},
    batch::{Head, Stored},
    cipher::{Key, Secret, event_key},
    engine::{Bind, Row, binds, signed},
    error::Error,
    sql,
};

const PAGE: i64 = 1000;

impl Store {
    /// Where a stream stands; `None` where it does not exist.
    pub async fn head(&self, stream: &StreamId) -> Result<Option<Head>, Error> {
        let row = self.engine().read().await?.row(sql::HEAD, binds![stream.as_str()]).await?;
        row.map(|row| Ok(Head { version: row.count(0)?, link: row.hash(1)? })).transpose()
    }

    /// Where several streams stand; those that do not exist are left out.
    pub async fn heads(&self, streams: &[StreamId]) -> Result<BTreeMap<StreamId, Head>, Error> {
        let list = crate::dialect::list(self.engine().is_sqlite(), 1, "text");
        let text = format!("SELECT id, version, link FROM stream WHERE version > 0 AND id IN {list}");
        let ids = Bind::Texts(streams.iter().map(|stream| stream.0.clone()).collect());
        self.engine().since_commit(&text, vec![ids]).await?.iter().map(named_head).collect()
    }

    /// Every stream with its head, in the order of their ids.
    pub async fn all_streams(&self) -> Result<Vec<(StreamId, Head)>, Error> {
        let mut out: Vec<(StreamId, Head)> = Vec::new();
        let mut conn = self.engine().read().await?;
        loop {
            let after = out.last().map_or("", |(stream, _)| stream.as_str()).to_owned();
            let rows = conn.rows(sql::ALL_HEADS, binds![after, PAGE]).await?;
            if rows.is_empty() {
                return Ok(out);
            }
            out.extend(rows.iter().map(named_head).collect::<Result<Vec<_>, _>>()?);
        }
    }

    /// Every stream of one kind, in the order of their keys.
    pub async fn streams_of_kind(&self, kind: &str) -> Result<Vec<StreamId>, Error> {
        let mut out: Vec<StreamId> = Vec::new();
        let mut conn = self.engine().read().await?;
        loop {
            let after = out.last().map_or_else(|| format!("{kind}/"), |stream| stream.0.clone());
            let rows = conn.rows(sql::ALL_HEADS, binds![after, PAGE]).await?;
            let found = rows.iter().map(named_head).collect::<Result<Vec<_>, _>>()?;
            let before = out.len();
            out.extend(found.into_iter().map(|(stream, _)| stream).take_while(|one| one.kind() == kind));
            if out.len() == before {
                return Ok(out);
            }
        }
    }

    /// The events of a stream after a version, in order; none where it does not exist.
    ///
    /// # Errors
    /// [`Error::Erased`] where its key was erased; [`Error::Corrupt`] where the chain is broken.
    pub async fn load(&self, stream: &StreamId, after_version: u64) -> Result<Vec<Stored>, Error> {
        let mut conn = self.engine().read().await?;
        let rows = conn.rows(sql::LOAD, binds![stream.as_str(), signed(after_version)?]).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let wrapped = conn.row(sql::STREAM_KEY, binds![stream.as_str()]).await?;
        drop(conn);
        let wrapped = wrapped.ok_or_else(|| Error::Erased(stream.clone()))?;
        let key = self.0.keys.unwrap(self.0.suite, &key_purpose(stream), wrapped.bytes(0)?)?;
        let mut before: Option<(u64, Hash)> = None;
        let mut out = Vec::with_capacity(rows.len());
        for row in &rows {
            let (envelope, link) = whole(row, self.0.suite)?;
            let in_place = match before {
                None if after_version > 0 => envelope.version == after_version + 1,
                before => envelope.follows(before),
            };
            if !in_place || envelope.stream != *stream {
                return Err(Error::corrupt(format!("{stream}: the chain is broken at {}", envelope.version)));
            }
            before = Some((envelope.version, link));
            let payload = open(&envelope, &key)?;
            out.push(Stored {
                version: envelope.version,
                recorded: Recorded { kind: envelope.kind, schema: envelope.schema, payload },
                recorded_at: envelope.recorded_at,
                actor: envelope.actor,
                acted_for: envelope.acted_for,
                cause: envelope.cause,
                decided_by: envelope.decided_by,
                link,
            });
        }
        Ok(out)
    }
}

fn named_head(row: &Row) -> Result<(StreamId, Head), Error> {
    Ok((StreamId(row.text(0)?), Head { version: row.count(1)?, link: row.hash(2)? }))
}

pub(crate) fn whole(row: &Row, suite: Suite) -> Result<(Envelope, Hash), Error> {
    let bytes = row.bytes(0)?;
    let envelope = Envelope::parse(bytes).map_err(|e| Error::corrupt(e.to_string()))?;
    let link = link(bytes);
    if link != row.hash(1)? || envelope.suite != suite {
        return Err(Error::corrupt(format!("{} {} was changed", envelope.stream, envelope.version)));
    }
    Ok((envelope, link))
}

/// The content of an event, where the key is the right one and nothing was changed.
pub(crate) fn open(envelope: &Envelope, stream_key: &Secret) -> Result<serde_json::Value, Error> {
    let (content, _) = open_bytes(envelope, stream_key)?;
    serde_json::from_slice(&content).map_err(|_| bad(envelope, "it is no JSON"))
}

/// The same as it was written, with the event's own key.
pub(crate) fn open_bytes(envelope: &Envelope, stream_key: &Secret) -> Result<(Vec<u8>, Key), Error> {
    let key = event_key(stream_key, envelope.suite, envelope.version)?;
    if key_commitment(key.as_bytes()) != envelope.key_commitment {
        return Err(bad(envelope, "not the key it was written with"));
    }
    let content = key.open(&header(envelope)?, &envelope.payload);
    Ok((content.ok_or_else(|| bad(envelope, "it does not decrypt"))?, key))
}

fn bad(envelope: &Envelope, what: &str) -> Error {
    Error::corrupt(format!("{} {}: {what}", envelope.stream, envelope.version))
}
