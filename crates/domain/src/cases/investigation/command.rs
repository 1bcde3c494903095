//! Every act of an investigation, in process order: one row for each.

use super::supervising;
use super::{closing, decision, examination, filing, papers, review, sent_to_review, state::Investigation};
use crate::kind::acts;

acts! {
    /// Everything that can be asked of an investigation.
    Investigation;
    /// 登记立案.
    File(filing::File) = ACTION, decide, blocked;
    /// 登记审查调查终结.
    FinishExamination(examination::FinishExamination) = ACTION, decide, blocked;
    /// 移送审理.
    SendToReview(sent_to_review::SendToReview) = ACTION, decide, blocked;
    /// 提出审理意见.
    Review(review::Review) = ACTION, decide, blocked;
    /// 催办.
    Urge(supervising::Urge) = URGE, decide_urge, blocked_urge;
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
    /// 登记处分（处理）决定.
    EnterDecision(decision::EnterDecision) = ACTION, decide, blocked;
    /// 结案.
    Close(closing::Close) = CLOSE, decide_close, blocked_close;
    /// 归档.
    Archive(closing::Archive) = ARCHIVE, decide_archive, blocked_archive;
}
