//! Checking everything from the raw bytes: nothing that the database says about itself is believed.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    day::Moment,
    ids::StreamId,
    ledger::{Envelope, Frontier, Hash, genesis, leaf, link},
};

use crate::{
    Store,
    append::key_purpose,
    cipher::Secret,
    engine::{Conn, Row, binds, signed},
    error::Error,
    load,
    sealer::{Signed, kept_nodes, outside, read_checkpoint},
    sql,
};

const PAGE: i64 = 2000;

/// What noticed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundBy {
    /// The chain of a stream.
    Link,
    /// The head of a stream.
    Head,
    /// The numbered leaves.
    Leaf,
    /// A checkpoint in the database.
    Checkpoint,
    /// A checkpoint in the file outside the database.
    OutsideCheckpoint,
    /// The signature of a checkpoint.
    Signature,
    /// Decryption of the content, or the commitment to its key.
    Encryption,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// An event.
    Event(StreamId, u64),
    /// A stream as a whole.
    Stream(StreamId),
    /// A leaf of the tree.
    Leaf(u64),
    /// The ledger at this size.
    Size(u64),
}

/// Something that cannot be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is, for a log; the page has words of its own for each [`FoundBy`].
    pub what: &'static str,
    /// Where.
    pub place: Place,
    /// What noticed it.
    pub found_by: FoundBy,
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Events read.
    pub events: u64,
    /// Streams read.
    pub streams: u64,
    /// Leaves read.
    pub leaves: u64,
    /// Events that no leaf covers yet.
    pub unsealed: u64,
    /// Streams whose key was erased.
    pub erased: u64,
    /// Checkpoints in the database.
    pub checkpoints: u64,
    /// Checkpoints in the file outside.
    pub outside: u64,
    /// When the newest checkpoint was signed.
    pub last_checkpoint: Option<Moment>,
    /// What cannot be so; empty where all is whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, found_by: FoundBy, place: Place, what: &'static str) {
        self.findings.push(Finding { what, place, found_by });
    }
}

/// The stream that is being read.
struct Reading {
    stream: StreamId,
    key: Option<Secret>,
    /// Version and link of the event before, as computed.
    before: Option<(u64, Hash)>,
    recorded_at: Moment,
}

/// A leaf is taken from a stored link only where that link is the hash of the stored bytes.
type Changed = BTreeSet<(StreamId, u64)>;

impl Store {
    /// Reads the whole ledger and says what cannot be so. It works beside everybody else, on one state of
    /// the database.
    pub async fn verify(&self) -> Result<Report, Error> {
        // The file first: a checkpoint is in the database before it is in the file.
        let outside = outside(&self.0.options.checkpoints)?;
        let mut conn = self.engine().read().await?;
        let begin = if conn.is_sqlite() { sql::READ_SQLITE } else { sql::READ_POSTGRES };
        conn.script(begin).await?;
        let mut report = Report { outside: count(outside.len()), ..Report::default() };
        let checked = self.check(&mut conn, &outside, &mut report).await;
        conn.script(sql::ROLLBACK).await?;
        checked.map(|()| report)
    }

    async fn check(&self, conn: &mut Conn, outside: &[Signed], report: &mut Report) -> Result<(), Error> {
        let changed = self.check_streams(conn, report).await?;
        let inside = self.read_checkpoints(conn, report).await?;
        for signed in outside {
            self.check_signature(signed, report);
        }
        check_leaves(conn, &inside, outside, &changed, report).await
    }

    async fn check_streams(&self, conn: &mut Conn, report: &mut Report) -> Result<Changed, Error> {
        let erased: BTreeSet<StreamId> = self.erasures()?.into_iter().map(|(stream, _)| stream).collect();
        let mut heads = all_heads(conn).await?;
        let mut changed = Changed::new();
        let mut at: Option<Reading> = None;
        let (mut stream, mut version) = (String::new(), 0);
        loop {
            let rows = conn.rows(sql::LEDGER_AFTER, binds![stream.as_str(), version, PAGE]).await?;
            let Some(last) = rows.last() else { break };
            (stream, version) = (last.text(0)?, last.int(1)?);
            for row in &rows {
                let named = StreamId(row.text(0)?);
                if at.as_ref().is_none_or(|reading| reading.stream != named) {
                    close(at.take(), &mut heads, report);
                    at = Some(self.begin_stream(conn, named, &erased, report).await?);
                }
                if let Some(reading) = &mut at {
                    self.check_event(reading, row, &mut changed, report)?;
                }
            }
        }
        close(at, &mut heads, report);
        for (stream, (version, _)) in heads {
            if version > 0 {
                report.find(FoundBy::Head, Place::Stream(stream), "a head without events");
            }
        }
        Ok(changed)
    }

    async fn begin_stream(
        &self,
        conn: &mut Conn,
        stream: StreamId,
        erased: &BTreeSet<StreamId>,
        report: &mut Report,
    ) -> Result<Reading, Error> {
        report.streams += 1;
        let wrapped = conn.row(sql::STREAM_KEY, binds![stream.as_str()]).await?;
        let key = match wrapped {
            Some(row) => self.0.keys.unwrap(self.0.suite, &key_purpose(&stream), row.bytes(0)?).ok(),
            None => None,
        };
        if erased.contains(&stream) {
            report.erased += 1;
        } else if key.is_none() {
            report.find(
                FoundBy::Encryption,
                Place::Stream(stream.clone()),
                "a key is missing or does not open",
            );
        }
        Ok(Reading { stream, key, before: None, recorded_at: Moment(i64::MIN) })
    }

    fn check_event(
        &self,
        at: &mut Reading,
        row: &Row,
        changed: &mut Changed,
        report: &mut Report,
    ) -> Result<(), Error> {
        report.events += 1;
        let (version, bytes) = (row.count(1)?, row.bytes(2)?);
        let place = || Place::Event(at.stream.clone(), version);
        let link = link(bytes);
        if row.hash(3).ok() != Some(link) {
            changed.insert((at.stream.clone(), version));
            report.find(FoundBy::Link, place(), "the stored bytes do not give the stored link");
        }
        let before = at.before;
        at.before = Some((version, link));
        let Ok(envelope) = Envelope::parse(bytes) else {
            report.find(FoundBy::Link, place(), "the stored bytes are no envelope");
            return Ok(());
        };
        if envelope.stream != at.stream || envelope.version != version || envelope.suite != self.0.suite {
            report.find(FoundBy::Link, place(), "the envelope names another place");
        } else if !envelope.follows(before) {
            report.find(FoundBy::Link, place(), "the chain does not lead here");
        }
        if envelope.recorded_at < at.recorded_at {
            report.find(FoundBy::Link, place(), "recorded before the event before it");
        }
        at.recorded_at = envelope.recorded_at;
        if let Some(key) = &at.key
            && load::open(&envelope, key).is_err()
        {
            report.find(FoundBy::Encryption, place(), "the content does not open with its key");
        }
        Ok(())
    }

    async fn read_checkpoints(&self, conn: &mut Conn, report: &mut Report) -> Result<Vec<Signed>, Error> {
        let mut out: Vec<Signed> = Vec::new();
        for row in conn.rows(sql::ALL_CHECKPOINTS, vec![]).await? {
            report.checkpoints += 1;
            let size = row.count(0)?;
            let Ok(checkpoint) = read_checkpoint(&row.text(1)?) else {
                report.find(FoundBy::Checkpoint, Place::Size(size), "a checkpoint that cannot be read");
                continue;
            };
            if checkpoint.size != size {
                report.find(FoundBy::Checkpoint, Place::Size(size), "a checkpoint of another size");
            }
            let signed = Signed { checkpoint, signature: row.bytes(2)?.to_vec() };
            self.check_signature(&signed, report);
            report.last_checkpoint = report.last_checkpoint.max(Some(signed.checkpoint.at));
            out.push(signed);
        }
        Ok(out)
    }

    fn check_signature(&self, signed: &Signed, report: &mut Report) {
        let Signed { checkpoint, signature } = signed;
        if checkpoint.origin != self.0.origin || !self.0.keys.signed(&checkpoint.to_text(), signature) {
            report.find(FoundBy::Signature, Place::Size(checkpoint.size), "not signed by this ledger's key");
        }
    }
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

async fn all_heads(conn: &mut Conn) -> Result<BTreeMap<StreamId, (u64, Hash)>, Error> {
    let mut heads = BTreeMap::new();
    let mut after = String::new();
    loop {
        let rows = conn.rows(sql::ALL_HEADS, binds![after, PAGE]).await?;
        let Some(last) = rows.last() else { return Ok(heads) };
        after = last.text(0)?;
        for row in &rows {
            heads.insert(StreamId(row.text(0)?), (row.count(1)?, row.hash(2).unwrap_or_default()));
        }
    }
}

fn close(at: Option<Reading>, heads: &mut BTreeMap<StreamId, (u64, Hash)>, report: &mut Report) {
    let Some(at) = at else { return };
    let last = at.before.unwrap_or_else(|| (0, genesis(&at.stream)));
    if heads.remove(&at.stream) != Some(last) {
        report.find(FoundBy::Head, Place::Stream(at.stream), "the head is not the last event");
    }
}

/// A checkpoint and which of the two places it stands in.
struct Claim<'a> {
    signed: &'a Signed,
    found_by: FoundBy,
}

async fn check_leaves(
    conn: &mut Conn,
    inside: &[Signed],
    outside: &[Signed],
    changed: &Changed,
    report: &mut Report,
) -> Result<(), Error> {
    let mut claims: BTreeMap<u64, Vec<Claim<'_>>> = BTreeMap::new();
    let inside = inside.iter().map(|signed| Claim { signed, found_by: FoundBy::Checkpoint });
    let outside = outside.iter().map(|signed| Claim { signed, found_by: FoundBy::OutsideCheckpoint });
    for claim in inside.chain(outside) {
        claims.entry(claim.signed.checkpoint.size).or_default().push(claim);
    }
    let mut frontier = Frontier::new();
    let mut from = 0;
    loop {
        let rows = conn.rows(sql::LEAVES_FROM, binds![signed(from)?, PAGE]).await?;
        if rows.is_empty() {
            break;
        }
        let mut nodes = BTreeMap::new();
        for row in &rows {
            let (number, stream, version) = (row.count(0)?, StreamId(row.text(1)?), row.count(2)?);
            if number != frontier.size() {
                report.find(FoundBy::Leaf, Place::Leaf(number), "a leaf number is missing before this one");
            }
            let link = row.hash(3);
            if link.is_err() {
                report.find(FoundBy::Leaf, Place::Event(stream.clone(), version), "a leaf without its event");
            }
            if changed.contains(&(stream.clone(), version)) {
                report.find(FoundBy::Leaf, Place::Leaf(number), "the leaf of a changed event");
            }
            let hash = leaf(&stream, version, &link.unwrap_or_default());
            nodes.extend(frontier.append(hash.map_err(|e| Error::corrupt(e.to_string()))?));
            for claim in claims.remove(&frontier.size()).unwrap_or_default() {
                check_claim(&claim, &frontier, report);
            }
            from = number + 1;
        }
        report.leaves += count(rows.len());
        let wanted: Vec<_> = nodes.keys().copied().collect();
        let kept = kept_nodes(conn, &wanted).await?;
        if let Some((node, _)) = nodes.iter().find(|(node, hash)| kept.get(node) != Some(hash)) {
            let first = node.index << node.level;
            report.find(FoundBy::Leaf, Place::Leaf(first), "a kept subtree is not that of its leaves");
        }
    }
    // What is larger than the ledger: its end was cut, or an older copy was put back.
    for claim in claims.into_values().flatten() {
        check_claim(&claim, &frontier, report);
    }
    for row in conn.rows(sql::WITHOUT_LEAF, vec![]).await? {
        if row.int(2)? == 0 {
            let place = Place::Event(StreamId(row.text(0)?), row.count(1)?);
            report.find(FoundBy::Leaf, place, "an event that is neither sealed nor waiting");
        } else {
            report.unsealed += 1;
        }
    }
    Ok(())
}

fn check_claim(claim: &Claim<'_>, frontier: &Frontier, report: &mut Report) {
    let checkpoint = &claim.signed.checkpoint;
    if checkpoint.size != frontier.size() {
        report.find(
            claim.found_by,
            Place::Size(checkpoint.size),
            "the ledger is shorter than a checkpoint says",
        );
    } else if checkpoint.root != frontier.root() {
        report.find(
            claim.found_by,
            Place::Size(checkpoint.size),
            "the events are not those of the checkpoint",
        );
    }
}
