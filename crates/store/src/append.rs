//! Writing: one command, one transaction.

mod many;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::Recorded,
    ledger::{Envelope, Hash, genesis, key_commitment, link},
};

use crate::{
    Store,
    batch::{Appended, Batch, Expected, Write},
    cipher::{Secret, event_key},
    engine::{Bind, Conn, binds, signed},
    error::Error,
    project::Changes,
    several::Several,
    sql,
};

/// A head as a transaction finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    version: u64,
    link: Hash,
    recorded_at: Moment,
    wrapped: Vec<u8>,
}

/// What the first statement of a transaction finds.
#[derive(Debug, Default)]
struct Heads {
    streams: BTreeMap<StreamId, Found>,
    /// Hash and answer of an earlier request with the same key.
    request: Option<(Hash, String)>,
}

/// Events ready to be stored.
#[derive(Debug, Default)]
struct Sealed {
    /// Stream, version before, version after, link after.
    heads: Vec<(StreamId, u64, u64, Hash)>,
    /// Stream, version, bytes, link.
    events: Vec<(StreamId, u64, Vec<u8>, Hash)>,
    /// Streams that begin, with their wrapped key.
    keys: Vec<(StreamId, Vec<u8>)>,
    /// Microseconds.
    recorded_at: i64,
    appended: Appended,
}

impl Sealed {
    /// The same with what was sealed after it.
    fn and(mut self, mut more: Self) -> Self {
        self.heads.append(&mut more.heads);
        self.events.append(&mut more.events);
        self.keys.append(&mut more.keys);
        self.appended.versions.append(&mut more.appended.versions);
        self
    }
}

impl Store {
    /// Writes a batch: events, read tables, outbox and the request's answer, all or nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] where a stream has moved on; [`Error::AlreadyDone`] or [`Error::KeyReused`] where
    /// the key of the request was seen before.
    pub async fn append(&self, batch: Batch) -> Result<Appended, Error> {
        let batch = Arc::new(batch);
        let first = self.try_append(Arc::clone(&batch)).await;
        match first {
            // Two nodes met at the same request or the same new stream: the second look finds the first.
            Err(Error::Unavailable(crate::Trouble::Twice)) => self.try_append(batch).await,
            other => other,
        }
    }

    /// Adds to a log that many write to.
    pub async fn log(
        &self,
        stream: &StreamId,
        events: Vec<Recorded>,
        actor: &PersonId,
        at: Moment,
    ) -> Result<Appended, Error> {
        let mut batch = Batch::new(actor.clone(), at);
        batch.writes.push(Write { stream: stream.clone(), expected: Expected::Next, events });
        self.append(batch).await
    }

    async fn try_append(&self, batch: Arc<Batch>) -> Result<Appended, Error> {
        let mut changes = Changes::gather(&batch.rows)?;
        let ahead = self.sealed_ahead(&batch).await?;
        let store = self.clone();
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    let heads = find_heads(conn, &batch).await?;
                    answered_before(&batch, &heads)?;
                    let sealed = match ahead {
                        Some((seen, sealed)) if seen == heads.streams => sealed,
                        _ => store.seal_events(&batch, &heads)?,
                    };
                    changes.stamp(Moment(sealed.recorded_at));
                    if conn.is_sqlite() {
                        write_sqlite(conn, &batch, &sealed, &changes).await?;
                    } else {
                        write_postgres(conn, &batch, &sealed, &changes).await?;
                    }
                    Ok(sealed.appended)
                })
            }))
            .await
    }

    /// The events of a large batch, sealed before the transaction begins: whoever else writes does not wait for that.
    /// They count where the heads are still those that were seen.
    async fn sealed_ahead(
        &self,
        batch: &Arc<Batch>,
    ) -> Result<Option<(BTreeMap<StreamId, Found>, Sealed)>, Error> {
        if batch.writes.len() < many::MANY || !self.engine().is_sqlite() {
            return Ok(None);
        }
        let heads = find_heads(&mut self.engine().read().await?, batch).await?;
        let (store, batch) = (self.clone(), Arc::clone(batch));
        // What stands against it is said inside the transaction, which may find another state.
        let sealing = tokio::task::spawn_blocking(move || {
            store.seal_events(&batch, &heads).ok().map(|sealed| (heads.streams, sealed))
        });
        Ok(sealing.await.unwrap_or_default())
    }

    fn seal_events(&self, batch: &Batch, heads: &Heads) -> Result<Sealed, Error> {
        for (stream, version) in &batch.relied_on {
            let now = heads.streams.get(stream).map_or(0, |head| head.version);
            if now != *version {
                return Err(Error::Conflict { stream: stream.clone(), now });
            }
        }
        let recorded_at = batch
            .writes
            .iter()
            .filter_map(|write| heads.streams.get(&write.stream))
            .map(|head| head.recorded_at)
            .fold(batch.recorded_at, Moment::max);
        let mut seen = BTreeSet::new();
        if let Some(twice) = batch.writes.iter().find(|write| !seen.insert(&write.stream)) {
            return Err(Error::corrupt(format!("{} is written twice in one batch", twice.stream)));
        }
        let seal = |writes: &[Write]| {
            let mut sealed = Sealed { recorded_at: recorded_at.0, ..Sealed::default() };
            for (at, write) in writes.iter().enumerate() {
                if at % many::TURN == many::TURN - 1 {
                    // Whoever serves a page meanwhile is let by, on a machine with no processor to spare.
                    std::thread::yield_now();
                }
                self.seal_write(batch, write, heads.streams.get(&write.stream), recorded_at, &mut sealed)?;
            }
            Ok(sealed)
        };
        let mut sealed = many::in_parts(&batch.writes, seal)?;
        // Heads move in sorted order, whoever writes.
        sealed.heads.sort();
        Ok(sealed)
    }

    fn seal_write(
        &self,
        batch: &Batch,
        write: &Write,
        head: Option<&Found>,
        recorded_at: Moment,
        sealed: &mut Sealed,
    ) -> Result<(), Error> {
        let stream = &write.stream;
        let before = head.map_or(0, |head| head.version);
        if let Expected::At(expected) = write.expected
            && expected != before
        {
            return Err(Error::Conflict { stream: stream.clone(), now: before });
        }
        let key = self.key_for(stream, head, sealed)?;
        let suite = self.0.suite;
        let (mut version, mut previous) = match head {
            Some(head) if before > 0 => (before, head.link),
            _ => (0, genesis(stream)),
        };
        for event in &write.events {
            version += 1;
            let key = event_key(&key, suite, version)?;
            let mut envelope = Envelope {
                suite,
                stream: stream.clone(),
                version,
                kind: event.kind.clone(),
                schema: event.schema,
                recorded_at,
                actor: batch.actor.clone(),
                acted_for: batch.acted_for.clone(),
                cause: batch.cause.clone(),
                decided_by: batch.decided_by.iter().cloned().collect(),
                payload: Vec::new(),
                key_commitment: key_commitment(key.as_bytes()),
                previous,
            };
            let content = serde_json::to_vec(&event.payload).map_err(|e| Error::corrupt(e.to_string()))?;
            envelope.payload = key.seal(&header(&envelope)?, &content)?;
            let bytes = bytes(&envelope)?;
            previous = link(&bytes);
            sealed.events.push((stream.clone(), version, bytes, previous));
        }
        if version > before {
            sealed.heads.push((stream.clone(), before, version, previous));
        }
        sealed.appended.versions.push((stream.clone(), version, previous));
        Ok(())
    }

    fn key_for(&self, stream: &StreamId, head: Option<&Found>, sealed: &mut Sealed) -> Result<Secret, Error> {
        let purpose = key_purpose(stream);
        match head {
            Some(head) if !head.wrapped.is_empty() => {
                self.0.keys.unwrap(self.0.suite, &purpose, &head.wrapped)
            }
            Some(head) if head.version > 0 => Err(Error::Erased(stream.clone())),
            _ => {
                let key = Secret::random()?;
                sealed.keys.push((stream.clone(), self.0.keys.wrap(self.0.suite, &purpose, &key)?));
                Ok(key)
            }
        }
    }
}

fn answered_before(batch: &Batch, heads: &Heads) -> Result<(), Error> {
    let (Some(key), Some((hash, versions))) = (&batch.key, &heads.request) else { return Ok(()) };
    if key.request_hash != *hash {
        return Err(Error::KeyReused);
    }
    let appended = serde_json::from_str(versions).map_err(|e| Error::corrupt(e.to_string()))?;
    Err(Error::AlreadyDone(appended))
}

/// What the key of a stream is wrapped for.
pub(crate) fn key_purpose(stream: &StreamId) -> String {
    format!("stream {stream}")
}

/// What the encryption of a payload covers besides it: the envelope without it.
pub(crate) fn header(envelope: &Envelope) -> Result<Vec<u8>, Error> {
    bytes(&Envelope { payload: Vec::new(), ..envelope.clone() })
}

fn bytes(envelope: &Envelope) -> Result<Vec<u8>, Error> {
    envelope.to_bytes().map_err(|e| Error::corrupt(e.to_string()))
}

async fn find_heads(conn: &mut Conn, batch: &Batch) -> Result<Heads, Error> {
    let written: Vec<String> = batch.writes.iter().map(|write| write.stream.0.clone()).collect();
    let relied: Vec<String> = batch.relied_on.iter().map(|(stream, _)| stream.0.clone()).collect();
    let (who, asked) = batch.key.as_ref().map_or(("", ""), |key| (key.actor.as_str(), key.key.as_str()));
    let rows = if conn.is_sqlite() {
        let all = [written, relied].concat();
        conn.rows(sql::SQLITE_HEADS, vec![Bind::Texts(all), who.into(), asked.into()]).await?
    } else {
        let binds = vec![Bind::Texts(written), Bind::Texts(relied), who.into(), asked.into()];
        conn.rows(sql::POSTGRES_HEADS, binds).await?
    };
    let mut heads = Heads::default();
    for row in rows {
        let Ok(stream) = row.text(0) else {
            heads.request = Some((row.hash(5)?, row.text(6)?));
            continue;
        };
        let version = row.count(1)?;
        let link = if version == 0 { Hash::default() } else { row.hash(2)? };
        let recorded_at = Moment(row.int(3)?);
        let found = Found { version, link, recorded_at, wrapped: row.bytes(4)?.to_vec() };
        heads.streams.insert(StreamId(stream), found);
    }
    Ok(heads)
}

fn conflict(stream: &StreamId, now: u64) -> Error {
    Error::Conflict { stream: stream.clone(), now }
}

async fn write_sqlite(
    conn: &mut Conn,
    batch: &Batch,
    sealed: &Sealed,
    changes: &Changes,
) -> Result<(), Error> {
    let at = sealed.recorded_at;
    for (file, stream) in &batch.files {
        if conn.run(sql::BIND_FILE, binds![file.as_str(), stream.as_str()]).await? != 1 {
            return Err(Error::NotFound);
        }
    }
    // INVARIANT: the heads were found in this very transaction, which alone may write; they move.
    let mut all = Several::default();
    if sealed.events.len() < many::MANY {
        add_events(&mut all, sealed)?;
    } else {
        many::write(conn, sealed).await?;
    }
    for out in &batch.outbox {
        let binds = binds![out.stream.as_str(), out.kind.as_str(), out.payload.to_string(), at];
        all.add(sql::PUT_OUTGOING, binds);
    }
    if let Some(key) = &batch.key {
        let versions = answer(&sealed.appended)?;
        let binds = binds![key.actor.as_str(), key.key.as_str(), key.request_hash, versions, at];
        all.add(sql::PUT_REQUEST, binds);
    }
    if let Some((actor, name)) = &batch.draft {
        all.add(sql::DROP_DRAFT, binds![actor.as_str(), name.as_str()]);
    }
    changes.add_to(&mut all)?;
    all.run(conn).await
}

/// Heads, keys and events of a batch that goes in one message.
fn add_events(all: &mut Several, sealed: &Sealed) -> Result<(), Error> {
    let at = sealed.recorded_at;
    for (stream, before, version, link) in &sealed.heads {
        let version = signed(*version)?;
        if *before == 0 {
            all.add(sql::NEW_HEAD, binds![stream.as_str(), version, *link, at]);
        } else {
            all.add(sql::MOVE_HEAD, binds![stream.as_str(), version, *link, at, signed(*before)?]);
        }
    }
    for (stream, wrapped) in &sealed.keys {
        all.add(sql::PUT_KEY, binds![stream.as_str(), wrapped.clone()]);
    }
    for (stream, version, bytes, link) in &sealed.events {
        let version = signed(*version)?;
        all.add(sql::PUT_EVENT, binds![stream.as_str(), version, bytes.clone(), *link]);
        all.add(sql::PUT_UNSEALED, binds![stream.as_str(), version, at]);
    }
    Ok(())
}

fn answer(appended: &Appended) -> Result<String, Error> {
    serde_json::to_string(appended).map_err(|e| Error::corrupt(e.to_string()))
}

async fn write_postgres(
    conn: &mut Conn,
    batch: &Batch,
    sealed: &Sealed,
    changes: &Changes,
) -> Result<(), Error> {
    let texts = |of: &mut dyn Iterator<Item = &str>| Bind::Texts(of.map(str::to_owned).collect());
    let numbers =
        |of: &mut dyn Iterator<Item = u64>| of.map(signed).collect::<Result<_, _>>().map(Bind::Ints);
    let hashes = |of: &mut dyn Iterator<Item = &Hash>| Bind::Blobs(of.map(|hash| hash.0.to_vec()).collect());
    let at = sealed.recorded_at;
    let (heads, events) = (&sealed.heads, &sealed.events);
    let key = batch.key.iter();
    let versions = if batch.key.is_some() { vec![answer(&sealed.appended)?] } else { Vec::new() };
    let binds = vec![
        texts(&mut heads.iter().map(|head| head.0.as_str())),
        numbers(&mut heads.iter().map(|head| head.1))?,
        numbers(&mut heads.iter().map(|head| head.2))?,
        hashes(&mut heads.iter().map(|head| &head.3)),
        Bind::Ints(vec![at; heads.len()]),
        texts(&mut events.iter().map(|event| event.0.as_str())),
        numbers(&mut events.iter().map(|event| event.1))?,
        Bind::Blobs(events.iter().map(|event| event.2.clone()).collect()),
        hashes(&mut events.iter().map(|event| &event.3)),
        Bind::Ints(vec![at; events.len()]),
        texts(&mut sealed.keys.iter().map(|(stream, _)| stream.as_str())),
        Bind::Blobs(sealed.keys.iter().map(|(_, wrapped)| wrapped.clone()).collect()),
        texts(&mut batch.outbox.iter().map(|out| out.stream.as_str())),
        texts(&mut batch.outbox.iter().map(|out| out.kind.as_str())),
        Bind::Texts(batch.outbox.iter().map(|out| out.payload.to_string()).collect()),
        Bind::Int(at),
        texts(&mut key.clone().map(|key| key.actor.as_str())),
        texts(&mut key.clone().map(|key| key.key.as_str())),
        hashes(&mut key.map(|key| &key.request_hash)),
        Bind::Texts(versions),
        texts(&mut batch.files.iter().map(|(file, _)| file.as_str())),
        texts(&mut batch.files.iter().map(|(_, stream)| stream.as_str())),
        texts(&mut batch.draft.iter().map(|(actor, _)| actor.as_str())),
        texts(&mut batch.draft.iter().map(|(_, name)| name.as_str())),
        Bind::Text(changes.json()?),
    ];
    let done = conn.row(sql::POSTGRES_APPEND, binds).await?.ok_or(Error::NotFound)?;
    if done.int(0)? != i64::try_from(heads.len()).unwrap_or(-1) {
        let (stream, before, ..) = heads.first().ok_or(Error::NotFound)?;
        return Err(conflict(stream, *before));
    }
    if done.int(1)? != i64::try_from(batch.files.len()).unwrap_or(-1) {
        return Err(Error::NotFound);
    }
    Ok(())
}
