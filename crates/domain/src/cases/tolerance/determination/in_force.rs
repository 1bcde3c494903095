//! What holds now: the determination as it was made, or as a reexamination or a revocation left it (J4).

use super::{super::state::Case, Determination};
use crate::ids::PersonId;

impl Case {
    /// The outcome of each official that holds now; effects, appraisals and counts rest on it. The
    /// determination itself stays as it was made.
    pub fn outcomes_now(&self) -> Vec<Determination> {
        let made = self.determined.iter().flat_map(|determined| &determined.determinations);
        made.map(|one| self.changed(&one.official).unwrap_or(one).clone()).collect()
    }

    /// What the last change left of an official's outcome.
    fn changed(&self, official: &PersonId) -> Option<&Determination> {
        self.changes.get(official)
    }
}
