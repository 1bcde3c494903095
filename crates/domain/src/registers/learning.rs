//! 自学 — what somebody read by themselves and noted so (S4). A stream for each person, written by that person alone;
//! it says that a text was read, and nothing of anybody having confirmed it.

use serde::{Deserialize, Serialize};

use super::{Register, training::Material};
use crate::day::Day;

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LearningEvent {
    /// A text was read.
    Read {
        /// Which.
        material: Material,
    },
}

/// What a person has read, with the day on which it was noted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearningRecord {
    /// Each text once, earliest first.
    pub read: Vec<(Day, Material)>,
}

impl LearningRecord {
    /// Whether it was noted already.
    pub fn has(&self, id: &str) -> bool {
        self.read.iter().any(|(_, known)| known.id == id)
    }
}

impl Register for LearningRecord {
    type Event = LearningEvent;
    const NAME: &'static str = "learning";
    const TITLE: &'static str = "自学";

    fn evolve(mut self, event: &LearningEvent, on: Day) -> Self {
        let LearningEvent::Read { material } = event;
        if !self.has(&material.id) {
            self.read.push((on, material.clone()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::told;

    #[test]
    fn a_text_is_noted_once() {
        let material = Material { id: "principle:a".to_owned(), title: "阐释".to_owned() };
        let read = LearningEvent::Read { material };
        let one: LearningRecord = told(&[read.clone(), read]);
        assert_eq!(one.read.len(), 1);
        assert!(one.has("principle:a") && !one.has("principle:b"));
    }
}
