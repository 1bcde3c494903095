//! 补正 — what is missing is asked for once, and the clock stands still meanwhile (P2).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
};

/// All missing material was asked for, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementAsked {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What is missing.
    pub what: String,
    /// The last day the clock stands still; it then goes on with what there is.
    pub until: Day,
}

/// Material was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplemented {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What was handed in.
    pub says: String,
    /// The material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}
