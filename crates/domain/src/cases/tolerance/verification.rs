//! 核实报告 — final only after notice and defence; separates mistake from violation, per official (P5, J2).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
};

/// The verification report was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The report: facts, mistake and violation apart.
    pub says: String,
    /// Members of the team who signed, two or more.
    pub signed_by: Vec<PersonId>,
    /// The signed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
