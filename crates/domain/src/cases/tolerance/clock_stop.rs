//! 停止计时 — every stop has a reason, an approver and a maximum (P2).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The clock was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStopped {
    /// Who approved.
    pub approved_by: PersonId,
    /// First stopped day.
    pub from: Day,
    /// Last day it may be stopped.
    pub until: Day,
    /// Why.
    pub why: String,
}

/// The clock runs again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockResumed {
    /// Who resumed it.
    pub by: PersonId,
    /// The last stopped day.
    pub last_stopped: Day,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
