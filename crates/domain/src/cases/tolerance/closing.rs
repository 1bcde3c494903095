//! 办结 · 归档 — served and effects issued; an open correction forbids archiving, not closing (P7, D5).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// 办结.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 归档.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// 案卷号.
    pub volume: String,
    /// Retained until.
    pub retain_until: Day,
}
