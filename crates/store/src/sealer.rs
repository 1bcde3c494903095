//! The sealer gives every committed event a leaf number without gaps, extends the Merkle tree and signs a
//! checkpoint, which is also written outside the database.
//!
//! It takes what is visible under its lock: an event whose transaction is slow is simply not there yet and
//! gets a later leaf. No number is ever handed out before the event it stands for can be seen.

use std::{collections::BTreeMap, io::Write as _};

use rongheng_domain::{
    day::Moment,
    ids::StreamId,
    ledger::{
        Checkpoint, Frontier, Hash, Node, consistency, consistency_nodes, inclusion, inclusion_nodes, leaf,
        merkle::peaks,
    },
};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use crate::{
    Store, dialect,
    engine::{Bind, Conn, binds, signed},
    error::Error,
    sql,
};

/// Leaves of one run at most.
const RUN: i64 = 4000;

/// A checkpoint with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// Ed25519 over its text.
    pub signature: Vec<u8>,
}

/// A line of the file outside the database.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) checkpoint: String,
    pub(crate) signature: String,
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The number under which a complete subtree is kept.
pub(crate) fn node_id(node: Node) -> Result<i64, Error> {
    signed(node.index << 6 | u64::from(node.level))
}

impl Store {
    /// Seals what waits; the new checkpoint, or `None` where nothing waited. Several nodes may call it.
    pub async fn seal(&self, now: Moment) -> Result<Option<Checkpoint>, Error> {
        let _one_at_a_time = self.0.sealing.lock().await;
        let store = self.clone();
        let sealed = self
            .engine()
            .write(Box::new(move |conn| Box::pin(async move { store.seal_run(conn, now).await })))
            .await?;
        self.publish().await?;
        Ok(sealed)
    }

    async fn seal_run(&self, conn: &mut Conn, now: Moment) -> Result<Option<Checkpoint>, Error> {
        if !conn.is_sqlite() {
            conn.rows(sql::POSTGRES_SEALER_LOCK, vec![]).await?;
        }
        let waiting = conn.rows(sql::WAITING, binds![RUN]).await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let size = conn.row(sql::LEAVES, vec![]).await?.ok_or(Error::NotFound)?.count(0)?;
        let kept = kept_nodes(conn, &peaks(size)).await?;
        let mut frontier = Frontier::restore(size, |node| kept.get(&node).copied())
            .ok_or_else(|| Error::corrupt(format!("a subtree of the first {size} leaves is missing")))?;
        let (mut leaves, mut nodes) = (Vec::new(), Vec::new());
        for row in &waiting {
            let (stream, version, link) = (StreamId(row.text(0)?), row.count(1)?, row.hash(2)?);
            leaves.push((frontier.size(), stream.clone(), version));
            let hash = leaf(&stream, version, &link).map_err(|e| Error::corrupt(e.to_string()))?;
            nodes.extend(frontier.append(hash));
        }
        put_leaves(conn, &leaves).await?;
        put_nodes(conn, &nodes).await?;
        let at = match conn.row(sql::LAST_CHECKPOINT, vec![]).await? {
            Some(row) => read_checkpoint(&row.text(0)?)?.at.max(now),
            None => now,
        };
        let checkpoint =
            Checkpoint { origin: self.0.origin.clone(), size: frontier.size(), root: frontier.root(), at };
        let text = checkpoint.to_text();
        let signature = self.0.keys.sign(&text).to_vec();
        conn.run(sql::PUT_CHECKPOINT, binds![signed(checkpoint.size)?, text, signature]).await?;
        Ok(Some(checkpoint))
    }

    /// The first checkpoint signed at `at` or later; `None` while there is none. Moments grow with sizes, so that a few
    /// searches find it among any number.
    pub async fn first_checkpoint_since(&self, at: Moment) -> Result<Option<Checkpoint>, Error> {
        let mut conn = self.engine().read().await?;
        let Some(row) = conn.row(sql::LAST_CHECKPOINT, vec![]).await? else { return Ok(None) };
        let mut found = read_checkpoint(&row.text(0)?)?;
        if found.at < at {
            return Ok(None);
        }
        // The smallest size after which the next checkpoint is no earlier than `at`.
        let (mut low, mut high) = (0, found.size.saturating_sub(1));
        while low < high {
            let middle = low + (high - low) / 2;
            let text = format!("{} LIMIT 1", sql::CHECKPOINTS_AFTER);
            let row = conn.row(AssertSqlSafe(text), binds![signed(middle)?]).await?;
            let next = read_checkpoint(&row.ok_or(Error::NotFound)?.text(0)?)?;
            if next.at < at {
                low = middle + 1;
            } else {
                high = middle;
                found = next;
            }
        }
        Ok(Some(found))
    }

    /// Appends to the file outside whatever checkpoint it lacks: those of other nodes, and one whose writing
    /// a crash cut short.
    pub(crate) async fn publish(&self) -> Result<(), Error> {
        let path = &self.0.options.checkpoints;
        let last = outside(path)?.last().map_or(0, |signed| signed.checkpoint.size);
        let mut conn = self.engine().read().await?;
        let rows = conn.rows(sql::CHECKPOINTS_AFTER, binds![signed(last)?]).await?;
        drop(conn);
        if rows.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for row in &rows {
            let signature = hex(row.bytes(1)?);
            let line = Line { checkpoint: row.text(0)?, signature };
            text.push('\n');
            text += &serde_json::to_string(&line).map_err(|e| Error::corrupt(e.to_string()))?;
        }
        text.push('\n');
        let fresh = !path.exists();
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        if fresh && let Some(folder) = path.parent() {
            crate::keys::sync_folder(folder)?;
        }
        Ok(())
    }

    /// The newest checkpoint.
    pub async fn last_checkpoint(&self) -> Result<Option<Signed>, Error> {
        let row = self.engine().read().await?.row(sql::LAST_CHECKPOINT, vec![]).await?;
        row.map(|row| {
            Ok(Signed { checkpoint: read_checkpoint(&row.text(0)?)?, signature: row.bytes(1)?.to_vec() })
        })
        .transpose()
    }

    /// The leaf of an event, and the proof that it is in the tree of `size` leaves; `None` while it is not.
    pub async fn prove_inclusion(
        &self,
        stream: &StreamId,
        version: u64,
        size: u64,
    ) -> Result<Option<(u64, Vec<Hash>)>, Error> {
        let mut conn = self.engine().read().await?;
        let Some(row) = conn.row(sql::LEAF_OF, binds![stream.as_str(), signed(version)?]).await? else {
            return Ok(None);
        };
        let leaves = conn.row(sql::LEAVES, vec![]).await?.ok_or(Error::NotFound)?.count(0)?;
        let number = row.count(0)?;
        if number >= size || size > leaves {
            return Ok(None);
        }
        let kept = kept_nodes(&mut conn, &inclusion_nodes(number, size)).await?;
        Ok(inclusion(number, size, |node| kept.get(&node).copied()).map(|proof| (number, proof)))
    }

    /// The proof that the tree of `new` leaves begins with that of `old` leaves.
    pub async fn prove_consistency(&self, old: u64, new: u64) -> Result<Option<Vec<Hash>>, Error> {
        let mut conn = self.engine().read().await?;
        let leaves = conn.row(sql::LEAVES, vec![]).await?.ok_or(Error::NotFound)?.count(0)?;
        if new > leaves {
            return Ok(None);
        }
        let kept = kept_nodes(&mut conn, &consistency_nodes(old, new)).await?;
        Ok(consistency(old, new, |node| kept.get(&node).copied()))
    }

    /// The feed that indexes, rollups and other nodes follow: sealed events from a leaf on, in leaf order.
    pub async fn feed(&self, from_leaf: u64, limit: u32) -> Result<Vec<(u64, StreamId, u64)>, Error> {
        let rows =
            self.engine().read().await?.rows(sql::FEED, binds![signed(from_leaf)?, i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.count(0)?, StreamId(row.text(1)?), row.count(2)?))).collect()
    }
}

pub(crate) fn read_checkpoint(text: &str) -> Result<Checkpoint, Error> {
    Checkpoint::parse(text).ok_or_else(|| Error::corrupt("a checkpoint that cannot be read"))
}

/// The checkpoints of the file outside. A line that a crash cut short is none; its checkpoint is appended
/// again.
pub(crate) fn outside(path: &std::path::Path) -> Result<Vec<Signed>, Error> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let read = |line: &str| {
        let line: Line = serde_json::from_str(line).ok()?;
        let checkpoint = Checkpoint::parse(&line.checkpoint)?;
        let pairs = line.signature.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
        let signature = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect::<Option<_>>()?;
        Some(Signed { checkpoint, signature })
    };
    Ok(text.lines().filter_map(read).collect())
}

pub(crate) async fn kept_nodes(conn: &mut Conn, wanted: &[Node]) -> Result<BTreeMap<Node, Hash>, Error> {
    let ids: BTreeMap<i64, Node> =
        wanted.iter().map(|node| Ok((node_id(*node)?, *node))).collect::<Result<_, Error>>()?;
    let list = dialect::list(conn.is_sqlite(), 1, "bigint");
    let text = format!("SELECT id, hash FROM node WHERE id IN {list}");
    let rows = conn.rows(sqlx::AssertSqlSafe(text), vec![Bind::Ints(ids.keys().copied().collect())]).await?;
    let mut out = BTreeMap::new();
    for row in rows {
        if let Some(node) = ids.get(&row.int(0)?) {
            out.insert(*node, row.hash(1)?);
        }
    }
    Ok(out)
}

async fn put_leaves(conn: &mut Conn, leaves: &[(u64, StreamId, u64)]) -> Result<(), Error> {
    if conn.is_sqlite() {
        let rows =
            leaves.iter().map(|(number, stream, version)| serde_json::json!([number, stream, version]));
        let rows = rows.collect::<serde_json::Value>().to_string();
        conn.run(sql::SQLITE_PUT_LEAVES, binds![rows.clone()]).await?;
        conn.run(sql::SQLITE_DROP_WAITING, binds![rows]).await?;
        return Ok(());
    }
    let numbers = leaves.iter().map(|leaf| signed(leaf.0)).collect::<Result<_, _>>()?;
    let streams = leaves.iter().map(|leaf| leaf.1.0.clone()).collect();
    let versions = leaves.iter().map(|leaf| signed(leaf.2)).collect::<Result<_, _>>()?;
    let binds = vec![Bind::Ints(numbers), Bind::Texts(streams), Bind::Ints(versions)];
    conn.run(sql::POSTGRES_PUT_LEAVES, binds).await.map(drop)
}

async fn put_nodes(conn: &mut Conn, nodes: &[(Node, Hash)]) -> Result<(), Error> {
    let ids = nodes.iter().map(|(node, _)| node_id(*node)).collect::<Result<Vec<_>, _>>()?;
    if conn.is_sqlite() {
        let rows = ids.iter().zip(nodes).map(|(id, (_, hash))| serde_json::json!([id, hash]));
        let rows = rows.collect::<serde_json::Value>().to_string();
        conn.run(sql::SQLITE_PUT_NODES, binds![rows]).await?;
        return Ok(());
    }
    let hashes = nodes.iter().map(|(_, hash)| hash.0.to_vec()).collect();
    conn.run(sql::POSTGRES_PUT_NODES, vec![Bind::Ints(ids), Bind::Blobs(hashes)]).await.map(drop)
}
