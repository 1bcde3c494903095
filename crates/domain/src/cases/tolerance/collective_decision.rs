//! 审批链 · 集体研究 — no single person decides (G3).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    people::{Role, words},
};

words! {
    /// What a leader of the chain says.
    Approval {
        /// 同意.
        Agree = "agree" "同意，按程序报批",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

words! {
    /// What the body decided on the proposal.
    Resolution {
        /// 同意.
        AsProposed = "as_proposed" "同意拟认定意见",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

/// A leader of the approval chain wrote his words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// In which place of the chain.
    pub role: Role,
    /// Agreed or returned.
    pub approval: Approval,
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The deciding body opened the dissenting opinions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DissentOpened {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The collective decision was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Which meeting.
    pub meeting: String,
    /// When it met.
    pub met_on: Day,
    /// 应到.
    pub due: u32,
    /// 实到.
    pub present: u32,
    /// What was said.
    pub opinions: String,
    /// What was decided.
    pub resolution: Resolution,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
