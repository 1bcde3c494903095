//! Every act of a ruling, in process order: one row for each.

use super::{answer, approval, asking, keeping, papers, state::Ruling};
use crate::kind::acts;

acts! {
    /// Everything that can be asked of a ruling.
    Ruling;
    /// 提出请示.
    Ask(asking::Ask) = ACTION, decide, blocked;
    /// 审批请示.
    Approve(approval::Approve) = APPROVE, decide_approve, blocked_approve;
    /// 上报请示.
    SendUp(approval::SendUp) = SEND_UP, decide_send_up, blocked_send_up;
    /// 登记答复.
    EnterAnswer(answer::EnterAnswer) = ACTION, decide, blocked;
    /// 校核代录.
    CheckPaper(papers::CheckPaper) = CHECK, check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, amend, blocked_amend;
    /// 存为政策.
    KeepAsPolicy(keeping::KeepAsPolicy) = KEEP, decide_keep, blocked_keep;
    /// 办结.
    Close(keeping::Close) = CLOSE, decide_close, blocked_close;
}
