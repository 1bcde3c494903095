//! 审理 — another office reviews what the team verified (审查与审理分离).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// 审理意见.
    ReviewView {
        /// 同意.
        Agree = "agree" "事实清楚、证据确凿，同意拟认定意见",
        /// 退回补充核实.
        Return = "return" "退回补充核实",
    }
}

/// The file was sent to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentToReview {
    /// 审理人.
    pub reviewer: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The review office gave its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// In a word.
    pub view: ReviewView,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
