//! 立案与处分决定 — acts of other bodies, entered with body, number and date (G1). Their own kind comes later.

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, judgement::outcome::Track};

/// 立案 of an official on a track was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who filed.
    pub body: String,
    /// Number of the decision.
    pub number: String,
    /// Its date.
    pub filed_on: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The decision on sanction by the body with the power was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionDecisionEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who decided.
    pub body: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub decided_on: Day,
    /// What it says.
    pub result: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
