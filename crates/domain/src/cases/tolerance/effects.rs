//! 结果运用 — appraisals confirm what was removed; obligations of other kinds are discharged (E1, D5).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
};

/// An appraisal owner was told to remove the effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalNotified {
    /// Which appraisal.
    pub appraisal: String,
    /// Its owner.
    pub owner: UnitId,
    /// Whom it names.
    pub officials: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The owner confirmed what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectConfirmed {
    /// Which appraisal.
    pub appraisal: String,
    /// What was removed.
    pub removed: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An obligation of another kind was discharged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discharged {
    /// Its stream.
    pub stream: StreamId,
    /// Version of the sign-off.
    pub version: u64,
    /// Link of the sign-off, hexadecimal.
    pub link: String,
    /// When.
    pub on: Day,
}

/// The sign-off no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DischargeTakenBack {
    /// Its stream.
    pub stream: StreamId,
    /// Version that reopened it.
    pub version: u64,
    /// When.
    pub on: Day,
}
