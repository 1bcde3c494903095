//! 批准告知 — until it is on record nothing reaches the official or the unit (G4).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// Disclosure was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureApproved {
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
