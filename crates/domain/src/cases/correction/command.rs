//! Every act of a correction, in process order: one row for each.

use super::supervising;
use super::{
    check, escalation, extension, opening, order, papers, progress, remedy, report, sign_off,
    state::Correction,
};
use crate::kind::acts;

acts! {
    /// Everything that can be asked of a correction.
    Correction;
    /// 转入纠错.
    Open(opening::Open) = ACTION, decide, missing;
    /// 下达纠错通知.
    Order(order::Order) = ACTION, decide, missing;
    /// 报告整改进展.
    ReportProgress(progress::ReportProgress) = ACTION, decide, missing;
    /// 申请延长整改期限.
    AskExtension(extension::AskExtension) = ASK, ask, ask_missing;
    /// 决定是否延长.
    DecideExtension(extension::DecideExtension) = DECIDE, decide, decide_missing;
    /// 答复督办.
    AnswerEscalation(escalation::AnswerEscalation) = ACTION, decide, missing;
    /// 提交整改报告.
    Report(report::Report) = ACTION, decide, missing;
    /// 审核整改.
    Check(check::Check) = CHECK, check, check_missing;
    /// 核查确认.
    ConfirmAlready(check::ConfirmAlready) = CONFIRM, confirm, confirm_missing;
    /// 报告无法纠正.
    ReportCannotBePutRight(remedy::ReportCannotBePutRight) = REPORT, report, report_missing;
    /// 核查补救.
    CheckRemedy(remedy::CheckRemedy) = CHECK, check, check_missing;
    /// 批准以补救代替纠正.
    ApproveRemedy(remedy::ApproveRemedy) = APPROVE, approve, approve_missing;
    /// 催办.
    Urge(supervising::Urge) = URGE, decide_urge, blocked_urge;
    /// 催问办理进度.
    AskProgress(supervising::AskProgress) = PROGRESS, decide_progress, blocked_ask_progress;
    /// 督办.
    OrderSupervision(supervising::OrderSupervision) = ORDER, decide_order, blocked_order;
    /// 答复督办.
    AnswerSupervision(supervising::AnswerSupervision) = ANSWER, decide_answer, blocked_answer;
    /// 审阅督办答复.
    JudgeSupervision(supervising::JudgeSupervision) = JUDGE, decide_judge, blocked_judge;
    /// 撤回督办.
    WithdrawSupervision(supervising::WithdrawSupervision) = WITHDRAW, decide_withdraw, blocked_withdraw;
    /// 校核代录.
    CheckPaper(papers::CheckPaper) = CHECK, check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, amend, blocked_amend;
    /// 销号.
    SignOff(sign_off::SignOff) = SIGN_OFF, sign_off, sign_off_missing;
    /// 重新打开.
    Reopen(sign_off::Reopen) = REOPEN, reopen, reopen_missing;
}
