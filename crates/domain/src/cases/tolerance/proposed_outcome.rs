//! 基准档次与拟认定 — what would have been due, and what is proposed, per official and track (G7, G1, J3).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        baseline::Grade,
        outcome::{Follows, Measure, Outcome, Track},
    },
};

/// 本应给予 was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineSet {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What would have been due.
    pub grade: Grade,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An outcome was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeProposed {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What is proposed.
    pub outcome: Outcome,
    /// Instrument, article and item it rests on.
    pub clause: String,
    /// The grade after 减轻.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// What goes with it.
    pub measure: Measure,
    /// Reasons; for 不予容错 each condition not met (S3).
    pub why: String,
    /// What follows 不予容错.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
