//! Every act of issuing, in process order: one row for each.

use super::{
    checking, countersigning, dispatching, drafting, papers, sealing, signing, state::Issuing, voiding,
};
use crate::kind::acts;

acts! {
    /// Everything that can be asked of a sheet.
    Issuing;
    /// 拟稿.
    Draft(drafting::Draft) = DRAFT, decide_draft, blocked_draft;
    /// 修改稿件.
    Redraft(drafting::Redraft) = REDRAFT, decide_redraft, blocked_redraft;
    /// 撤稿.
    Withdraw(drafting::Withdraw) = WITHDRAW, decide_withdraw, blocked_withdraw;
    /// 核稿.
    Check(checking::Check) = ACTION, decide, blocked;
    /// 会签.
    Countersign(countersigning::Countersign) = ACTION, decide, blocked;
    /// 登记联合机关签署.
    EnterJoint(countersigning::EnterJoint) = ENTER_JOINT, decide_joint, blocked_joint;
    /// 退回修改.
    ReturnDraft(signing::ReturnDraft) = RETURN, decide_return, blocked_return;
    /// 签发.
    Sign(signing::Sign) = ACTION, decide, blocked;
    /// 用印.
    Seal(sealing::Seal) = ACTION, decide, blocked;
    /// 分发.
    Dispatch(dispatching::Dispatch) = ACTION, decide, blocked;
    /// 作废文号.
    Void(voiding::Void) = ACTION, decide, blocked;
    /// 校核代录.
    CheckPaper(papers::CheckPaper) = CHECK, check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, amend, blocked_amend;
}
