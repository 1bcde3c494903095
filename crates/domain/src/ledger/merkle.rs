//! The Merkle tree over all events: shape of RFC 6962, hash SM3. A leaf is (stream, version, link).

use super::{
    bytes::Writer,
    envelope::TooLong,
    link::{Hash, sm3},
};
use crate::ids::StreamId;

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// The canonical bytes of a leaf: stream (length-prefixed), version (eight bytes), link (32 bytes).
///
/// # Errors
/// [`TooLong`] where the stream's id exceeds 4 GiB.
pub fn leaf_bytes(stream: &StreamId, version: u64, link: &Hash) -> Result<Vec<u8>, TooLong> {
    let mut out = Writer(Vec::with_capacity(64));
    out.field(stream.0.as_bytes())?;
    out.0.extend_from_slice(&version.to_be_bytes());
    out.0.extend_from_slice(&link.0);
    Ok(out.0)
}

/// The hash of a leaf: SM3 over `00` and [`leaf_bytes`].
///
/// # Errors
/// [`TooLong`], as `leaf_bytes`.
pub fn leaf(stream: &StreamId, version: u64, link: &Hash) -> Result<Hash, TooLong> {
    leaf_bytes(stream, version, link).map(|bytes| sm3(&[LEAF, &bytes]))
}

/// The hash of an inner node: SM3 over `01` and both children.
pub fn parent(left: &Hash, right: &Hash) -> Hash {
    sm3(&[NODE, &left.0, &right.0])
}

/// The root of a tree without leaves: SM3 of nothing.
pub fn empty_root() -> Hash {
    sm3(&[])
}

/// A complete subtree: the `index`-th of 2^`level` leaves, counted from the left. Once complete it never
/// changes, so it may be kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 is a leaf.
    pub level: u8,
    /// Its leaves are `index << level ..` (`index + 1) << level`.
    pub index: u64,
}

/// The right edge of the tree: enough to append and to know the root, without any other leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Complete subtrees from left to right, one for each bit of `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of no leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The frontier of a tree of `size` leaves whose complete subtrees are kept elsewhere; `None` where one
    /// of [`peaks`] is missing.
    pub fn restore(size: u64, node: impl Fn(Node) -> Option<Hash>) -> Option<Self> {
        let peaks = peaks(size).into_iter().map(node).collect::<Option<_>>()?;
        Some(Self { size, peaks })
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. Returns the subtrees that became complete, the leaf first: what a store keeps so that
    /// it can prove later without reading all leaves again.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut done = vec![(Node { level: 0, index: self.size }, leaf)];
        let mut hash = leaf;
        for level in 0..u8::try_from(self.size.trailing_ones()).unwrap_or(u8::MAX) {
            if let Some(left) = self.peaks.pop() {
                hash = parent(&left, &hash);
                done.push((Node { level: level + 1, index: self.size >> (level + 1) }, hash));
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        done
    }

    /// The root.
    pub fn root(&self) -> Hash {
        let mut right = self.peaks.iter().rev();
        match right.next() {
            None => empty_root(),
            Some(last) => right.fold(*last, |root, left| parent(left, &root)),
        }
    }
}

/// The complete subtrees that a tree of `size` leaves is made of, from left to right.
pub fn peaks(size: u64) -> Vec<Node> {
    let mut start = 0;
    let mut out = Vec::new();
    for level in (0..64u8).rev() {
        if size >> level & 1 == 1 {
            out.push(Node { level, index: start >> level });
            start += 1 << level;
        }
    }
    out
}
