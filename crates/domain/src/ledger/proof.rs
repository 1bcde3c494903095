//! Proofs over the tree: that a leaf is in it (inclusion), and that a later tree only added leaves
//! (consistency). Making one reads complete subtrees; checking one needs nothing but the proof.

use std::cell::RefCell;

use super::{
    link::Hash,
    merkle::{Node, empty_root, parent},
};

/// Leaves `start..end` of a tree.
#[derive(Clone, Copy)]
struct Span {
    start: u64,
    end: u64,
}

impl Span {
    const fn len(self) -> u64 {
        self.end - self.start
    }

    /// Cuts at the largest power of two below the length (RFC 6962, section 2.1).
    const fn cut(self) -> (Self, Self) {
        let left = 1 << (self.len() - 1).ilog2();
        let middle = self.start + left;
        (Self { start: self.start, end: middle }, Self { start: middle, end: self.end })
    }

    fn hash(self, node: &impl Fn(Node) -> Option<Hash>) -> Option<Hash> {
        let level = self.len().trailing_zeros();
        if self.len().is_power_of_two() {
            node(Node { level: u8::try_from(level).ok()?, index: self.start >> level })
        } else {
            let (left, right) = self.cut();
            Some(parent(&left.hash(node)?, &right.hash(node)?))
        }
    }
}

/// The proof that leaf `index` is in the tree of `size` leaves; `None` where it is not or a node of
/// [`inclusion_nodes`] is missing.
pub fn inclusion(index: u64, size: u64, node: impl Fn(Node) -> Option<Hash>) -> Option<Vec<Hash>> {
    if index >= size {
        return None;
    }
    let mut span = Span { start: 0, end: size };
    let mut path = Vec::new();
    while span.len() > 1 {
        let (left, right) = span.cut();
        let (inside, beside) = if index < left.end { (left, right) } else { (right, left) };
        path.push(beside.hash(&node)?);
        span = inside;
    }
    path.reverse();
    Some(path)
}

/// The proof that the tree of `new` leaves begins with the tree of `old` leaves; `None` where `old` is
/// larger or a node of [`consistency_nodes`] is missing. Empty where `old` is 0 or equal to `new`.
pub fn consistency(old: u64, new: u64, node: impl Fn(Node) -> Option<Hash>) -> Option<Vec<Hash>> {
    if old > new {
        return None;
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Some(path);
    }
    let mut span = Span { start: 0, end: new };
    // Whether the old tree's part of the span is the whole old tree, whose root the reader has already.
    let mut whole = true;
    while span.end > old {
        let (left, right) = span.cut();
        if old <= left.end {
            path.push(right.hash(&node)?);
            span = left;
        } else {
            path.push(left.hash(&node)?);
            span = right;
            whole = false;
        }
    }
    if !whole {
        path.push(span.hash(&node)?);
    }
    path.reverse();
    Some(path)
}

/// The complete subtrees that [`inclusion`] reads.
pub fn inclusion_nodes(index: u64, size: u64) -> Vec<Node> {
    asked(|node| inclusion(index, size, node))
}

/// The complete subtrees that [`consistency`] reads.
pub fn consistency_nodes(old: u64, new: u64) -> Vec<Node> {
    asked(|node| consistency(old, new, node))
}

fn asked(run: impl FnOnce(&dyn Fn(Node) -> Option<Hash>) -> Option<Vec<Hash>>) -> Vec<Node> {
    let seen = RefCell::new(Vec::new());
    let _proof = run(&|node| {
        seen.borrow_mut().push(node);
        Some(Hash::default())
    });
    seen.into_inner()
}

/// Whether `leaf` is leaf `index` of the tree with `size` leaves and `root` (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = parent(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = parent(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the tree of `new` leaves with `new_root` begins with the tree of `old` leaves with `old_root`
/// (RFC 9162, section 2.1.4.2).
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root() && (new > 0 || old_root == new_root);
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut path = proof.iter();
    let seed = if old.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(seed) = seed else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut older, mut newer) = (*seed, *seed);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            older = parent(beside, &older);
            newer = parent(beside, &newer);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            newer = parent(&newer, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && older == *old_root && newer == *new_root
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ct_merkle::{RootHash, mem_backed_tree::MemoryBackedTree};
    use proptest::prelude::*;
    use sm3::Sm3;

    use super::{
        super::merkle::{Frontier, leaf, leaf_bytes, peaks},
        *,
    };

    type Reference = MemoryBackedTree<Sm3, Vec<u8>>;

    struct Grown {
        leaves: Vec<Hash>,
        roots: Vec<Hash>,
        nodes: BTreeMap<Node, Hash>,
        reference: Vec<RootHash<Sm3>>,
        tree: Reference,
    }

    /// Trees of 0 to `size` leaves, ours and the reference.
    fn grown(size: u64) -> Grown {
        let mut frontier = Frontier::new();
        let mut tree = Reference::new();
        let mut grown = Grown {
            leaves: Vec::new(),
            roots: vec![frontier.root()],
            nodes: BTreeMap::new(),
            reference: vec![tree.root()],
            tree: Reference::new(),
        };
        for version in 1..=size {
            let link = super::super::link::sm3(&[&version.to_be_bytes()]);
            let bytes = leaf_bytes(&"tolerance/a".into(), version, &link).unwrap();
            let hash = leaf(&"tolerance/a".into(), version, &link).unwrap();
            grown.nodes.extend(frontier.append(hash));
            grown.leaves.push(hash);
            grown.roots.push(frontier.root());
            tree.push(bytes);
            grown.reference.push(tree.root());
        }
        grown.tree = tree;
        grown
    }

    impl Grown {
        fn node(&self) -> impl Fn(Node) -> Option<Hash> + '_ {
            |node| self.nodes.get(&node).copied()
        }
    }

    fn joined(proof: &[Hash]) -> Vec<u8> {
        proof.iter().flat_map(|hash| hash.0).collect()
    }

    #[test]
    fn roots_and_proofs_are_those_of_ct_merkle() {
        let size = 70;
        let grown = grown(size);
        for (ours, theirs) in grown.roots.iter().zip(&grown.reference) {
            assert_eq!(ours.0.as_slice(), theirs.as_bytes().as_slice(), "{} leaves", theirs.num_leaves());
        }
        for index in 0..size {
            let proof = inclusion(index, size, grown.node()).unwrap();
            let theirs = grown.tree.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(joined(&proof), theirs.as_bytes(), "inclusion of {index}");
        }
        for old in 1..size {
            let proof = consistency(old, size, grown.node()).unwrap();
            let theirs = grown.tree.prove_consistency(usize::try_from(size - old).unwrap());
            assert_eq!(joined(&proof), theirs.as_bytes(), "consistency from {old}");
        }
    }

    #[test]
    fn every_small_proof_holds_and_no_other_root_leaf_or_place_passes() {
        let grown = grown(33);
        for size in 0..=33_u64 {
            let root = grown.roots[usize::try_from(size).unwrap()];
            for index in 0..size {
                let proof = inclusion(index, size, grown.node()).unwrap();
                let leaf = grown.leaves[usize::try_from(index).unwrap()];
                assert!(verify_inclusion(&leaf, index, size, &proof, &root));
                assert!(!verify_inclusion(&parent(&leaf, &leaf), index, size, &proof, &root));
                for other in (0..=size).filter(|other| *other != index) {
                    assert!(!verify_inclusion(&leaf, other, size, &proof, &root), "{index} as {other}");
                }
                let longer = [proof.as_slice(), &[leaf]].concat();
                assert!(!verify_inclusion(&leaf, index, size, &longer, &root));
            }
            for old in 0..=size {
                let before = grown.roots[usize::try_from(old).unwrap()];
                let proof = consistency(old, size, grown.node()).unwrap();
                assert!(verify_consistency(old, &before, size, &root, &proof), "{old} to {size}");
                let wrong = parent(&before, &before);
                assert!(!verify_consistency(old, &wrong, size, &root, &proof));
                if old > 0 {
                    assert!(!verify_consistency(old, &before, size, &wrong, &proof));
                    let longer = [proof.as_slice(), &[before]].concat();
                    assert!(!verify_consistency(old, &before, size, &root, &longer));
                }
                if !proof.is_empty() {
                    assert!(!verify_consistency(old, &before, size, &root, &proof[1..]));
                }
            }
        }
        assert_eq!(inclusion(3, 3, grown.node()), None);
        assert_eq!(consistency(4, 3, grown.node()), None);
    }

    proptest! {
        #[test]
        fn a_frontier_restored_from_kept_nodes_goes_on_as_if_never_closed(size in 0_u64..300, more in 1_u64..40) {
            let grown = grown(size + more);
            let mut frontier = Frontier::restore(size, grown.node()).unwrap();
            prop_assert_eq!(frontier.root(), grown.roots[usize::try_from(size).unwrap()]);
            for leaf in &grown.leaves[usize::try_from(size).unwrap()..] {
                frontier.append(*leaf);
            }
            prop_assert_eq!(Some(&frontier.root()), grown.roots.last());
            prop_assert_eq!(peaks(size).len(), usize::try_from(size.count_ones()).unwrap());
        }

        #[test]
        fn a_proof_reads_the_nodes_it_announces_and_few(size in 1_u64..300, at in any::<prop::sample::Index>()) {
            let grown = grown(size);
            let at = u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap();
            let wanted = inclusion_nodes(at, size);
            prop_assert!(wanted.len() < 20, "{}", wanted.len());
            let only = |node| wanted.contains(&node).then(|| grown.nodes[&node]);
            prop_assert_eq!(inclusion(at, size, only), inclusion(at, size, grown.node()));
            let wanted = consistency_nodes(at, size);
            let only = |node| wanted.contains(&node).then(|| grown.nodes[&node]);
            prop_assert_eq!(consistency(at, size, only), consistency(at, size, grown.node()));
        }

        #[test]
        fn a_forked_history_has_no_proof(size in 2_u64..120, old in any::<prop::sample::Index>(),
            junk in proptest::collection::vec(any::<[u8; 32]>(), 0..8)) {
            let grown = grown(size);
            let old = u64::try_from(old.index(usize::try_from(size).unwrap() - 1)).unwrap() + 1;
            let forked = parent(&grown.roots[usize::try_from(old).unwrap()], &Hash::default());
            let junk: Vec<Hash> = junk.into_iter().map(Hash).collect();
            let root = grown.roots.last().unwrap();
            prop_assert!(!verify_consistency(old, &forked, size, root, &junk));
        }
    }
}
