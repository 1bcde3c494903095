//! 认定 — per official and track, from a finished consultation (P6, J3, J4).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, judgement::outcome::Group, kind::Owed};

/// The outcome of one official on all tracks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// Whom.
    pub official: PersonId,
    /// Outcome by track.
    pub outcomes: Vec<super::proposed_outcome::OutcomeProposed>,
    /// The group the article counts (J4).
    pub group: Group,
    /// Also counts in the first of the four forms: education given with it.
    pub in_four_forms: bool,
}

/// The way to have a decision reviewed (P7): without it no paper leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewNotice {
    /// Which body.
    pub body: String,
    /// How many working days.
    pub days: u32,
    /// The review does not stay the decision.
    pub no_stay: bool,
}

/// The determination was made; it seals what was proposed and lists what it owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determined {
    /// Per official.
    pub determinations: Vec<Determination>,
    /// 书面结论.
    pub conclusion: String,
    /// 异议复查.
    pub review_notice: ReviewNotice,
    /// 纠错, 回访 … as obligations.
    pub owes: Vec<Owed>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
