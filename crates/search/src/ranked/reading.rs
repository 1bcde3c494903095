//! A text read in one way: which terms stand in which texts, and what each is worth there.

use std::collections::HashMap;

/// How fast a repeated term stops counting, and how much longer texts are held back: the usual values of BM25. Others
/// were tried on the tuning quarter of the questions and were not better.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.75;

/// A term as a number: one or two characters as they are, anything else by a hash of 63 bits. Two terms of one number
/// would be taken for one another; among a million terms that is a chance of one in ten million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Term(u64);

impl Term {
    const LONG: u64 = 1 << 63;

    pub(super) fn one(c: char) -> Self {
        Self(u64::from(u32::from(c)))
    }

    pub(super) fn two(first: char, second: char) -> Self {
        Self(u64::from(u32::from(first)) << 32 | u64::from(u32::from(second)))
    }

    pub(super) fn of(text: &str) -> Self {
        let mut characters = text.chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(one), None, _) => Self::one(one),
            (Some(first), Some(second), None) => Self::two(first, second),
            // FNV-1a: short texts, no secret to keep from whoever writes them.
            _ => Self(
                Self::LONG
                    | text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                    }),
            ),
        }
    }
}

/// A text that has a term: which, whether in its title, and what that is worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    /// The number of the text, with [`IN_TITLE`].
    pub(super) text: u32,
    /// How often, until the index is complete; then what it adds to the score.
    pub(super) worth: f32,
}

pub(super) const IN_TITLE: u32 = 1 << 31;

/// The texts read in one way.
#[derive(Debug, Default)]
pub(super) struct Reading {
    postings: HashMap<Term, Vec<Posting>>,
    lengths: Vec<f32>,
}

impl Reading {
    /// Adds a text by its terms, each with whether it stands in the title; a title counts `title` times.
    pub(super) fn add(&mut self, terms: &mut [(Term, bool)], title: f32) {
        terms.sort_unstable();
        let text = u32::try_from(self.lengths.len()).unwrap_or(u32::MAX) & !IN_TITLE;
        let worth = |entry: &(Term, bool)| if entry.1 { title } else { 1.0 };
        for same in terms.chunk_by(|one, other| one.0 == other.0) {
            let Some((term, _)) = same.first() else { continue };
            let marked = if same.iter().any(|(_, in_title)| *in_title) { text | IN_TITLE } else { text };
            let often = same.iter().map(worth).sum();
            self.postings.entry(*term).or_default().push(Posting { text: marked, worth: often });
        }
        self.lengths.push(terms.iter().map(worth).sum());
    }

    /// Turns how often into what it is worth.
    pub(super) fn complete(&mut self) {
        let many = count(self.lengths.len());
        let mean = self.lengths.iter().sum::<f32>() / many.max(1.0);
        let held: Vec<f32> = self
            .lengths
            .iter()
            .map(|length| SATURATION * (1.0 - LENGTH + LENGTH * length / mean.max(1.0)))
            .collect();
        for postings in self.postings.values_mut() {
            let having = count(postings.len());
            let rare = (1.0 + (many - having + 0.5) / (having + 0.5)).ln();
            for posting in postings {
                let held = held.get(index(posting.text & !IN_TITLE)).copied().unwrap_or(SATURATION);
                posting.worth = rare * posting.worth * (SATURATION + 1.0) / (posting.worth + held);
            }
        }
    }

    pub(super) fn of(&self, term: Term) -> &[Posting] {
        self.postings.get(&term).map_or(&[], Vec::as_slice)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of texts is far below 2^24 where it matters")]
pub(super) fn count(many: usize) -> f32 {
    many as f32
}

pub(super) fn index(text: u32) -> usize {
    usize::try_from(text).unwrap_or(usize::MAX)
}
