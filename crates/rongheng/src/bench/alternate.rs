//! A, B, A, B: each pair of rounds lies in the same moment of a shared machine, so that their quotient says
//! something although each of them alone does not.

use super::figures::Sample;

/// Rates of two contestants, round by round.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    pub(super) ours: Sample,
    pub(super) theirs: Sample,
}

impl Rounds {
    pub(super) fn add(&mut self, ours: f64, theirs: f64) {
        self.ours.add(ours);
        self.theirs.add(theirs);
    }

    pub(super) fn ratio(&self) -> Sample {
        self.ours.over(&self.theirs)
    }
}
