//! 受理 — an application that is made is accepted (P2 提出必受理).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The application was accepted, by an officer or because the limit passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who accepted; nobody where it counts as accepted by lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The day it counts from: of the act, or the day after the limit.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
