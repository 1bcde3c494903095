//! Everything that can have happened to a correction.

use serde::{Deserialize, Serialize};

use crate::{paper, supervision};

use super::{check, escalation, extension, opening, order, progress, remedy, report, sign_off};

/// Everything that can have happened to a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 转入纠错.
    Opened(opening::Opened),
    /// 纠错通知.
    Ordered(order::Ordered),
    /// 整改进展.
    ProgressReported(progress::ProgressReported),
    /// 申请延长.
    ExtensionAsked(extension::ExtensionAsked),
    /// 决定延长.
    ExtensionDecided(extension::ExtensionDecided),
    /// 逾期督办.
    Escalated(escalation::Escalated),
    /// 督办答复.
    EscalationAnswered(escalation::EscalationAnswered),
    /// 整改报告.
    Reported(report::Reported),
    /// 审核.
    Checked(check::Checked),
    /// 核查确认.
    ConfirmedAlready(check::ConfirmedAlready),
    /// 无法纠正的说明和补救.
    CannotBePutRight(remedy::CannotBePutRight),
    /// 核查补救.
    RemedyChecked(remedy::RemedyChecked),
    /// 批准以补救代替纠正.
    RemedyApproved(remedy::RemedyApproved),
    /// 催办、督办.
    Supervised(supervision::Supervised),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
    /// 销号.
    SignedOff(sign_off::SignedOff),
    /// 重新打开.
    Reopened(sign_off::Reopened),
}
