//! Which two characters ordinarily stand side by side in official texts. Two that never do are more likely a name.
//!
//! `ordinary.txt` is counted from our own texts, `general.txt` are everyday words; `SOURCE.md` says how.

use std::{collections::BTreeSet, sync::LazyLock};

static PAIRS: LazyLock<BTreeSet<(char, char)>> = LazyLock::new(|| {
    let mut pairs = BTreeSet::new();
    for line in include_str!("ordinary.txt").lines() {
        let mut chars = line.chars();
        if let Some(first) = chars.next() {
            pairs.extend(chars.map(|next| (first, next)));
        }
    }
    for word in include_str!("general.txt").split_whitespace() {
        pairs.extend(word.chars().zip(word.chars().skip(1)));
    }
    pairs
});

/// Whether the two stand side by side in ordinary texts; no pair where one of them is missing.
pub(super) fn ordinary(first: Option<char>, next: Option<char>) -> bool {
    first.zip(next).is_some_and(|pair| PAIRS.contains(&pair))
}
