//! Everything that can have happened to a ruling.

use serde::{Deserialize, Serialize};

use crate::paper;

use super::{answer, approval, asking, keeping};

/// Everything that can have happened to a ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 请示.
    Asked(asking::Asked),
    /// 审批.
    Approved(approval::Approved),
    /// 上报.
    SentUp(approval::SentUp),
    /// 答复.
    Answered(answer::Answered),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
    /// 存为政策.
    KeptAsPolicy(keeping::KeptAsPolicy),
    /// 办结.
    Closed(keeping::Closed),
}
