//! Every act of a tolerance case, in process order: one row for each.

use super::ruling_entry;
use super::supervising;
use super::{
    acceptance, application, assignment, background, clock_stop, closing, collective_decision, consultation,
    defence, designation, determination, disclosure, discovery, effects, evidence, feedback, findings,
    governing_text, hand_over, investigation_entry, joinder, notice, overdue, papers, proposed_outcome,
    reconvening, recusal, review, signal, state::Case, supplement, transfer, unit_accountability,
    unit_opinion, verification, weight, withdrawal,
};
use super::{attempt, borrowing, submission};
use super::{destruction, filing, publicity, reexamination, reporter, revocation, volume};
use crate::kind::acts;

acts! {
    /// Everything that can be asked of a tolerance case.
    Case;
    /// 提出容错申请.
    Apply(application::Apply) = ACTION, decide, blocked;
    /// 登记有实名举报人.
    NoteReporter(reporter::NoteReporter) = NOTE, decide_note, blocked_note;
    /// 登记反映.
    RecordSignal(signal::RecordSignal) = RECORD, decide_record, blocked_record;
    /// 依职权启动.
    TakeUp(signal::TakeUp) = TAKE_UP, decide_take_up, blocked_take_up;
    /// 核查反映后不启动.
    ConcludeSignal(signal::ConcludeSignal) = CONCLUDE, decide_conclude, blocked_conclude;
    /// 并入另一案件.
    JoinInto(joinder::JoinInto) = JOIN, decide_join, blocked_join;
    /// 接收并入的申请.
    ReceiveJoined(joinder::ReceiveJoined) = RECEIVE, decide_receive, blocked_receive;
    /// 改定负责的党组织.
    SetCommittee(joinder::SetCommittee) = SET_COMMITTEE, decide_committee, blocked_committee;
    /// 撤回申请.
    Withdraw(withdrawal::Withdraw) = WITHDRAW, decide_withdraw, blocked_withdraw;
    /// 接收并入申请的撤回.
    ReceiveWithdrawal(withdrawal::ReceiveWithdrawal) = RECEIVE, decide_receive, blocked_receive;
    /// 征询当事人是否继续.
    AskToContinue(withdrawal::AskToContinue) = ASK, decide_ask, blocked_ask;
    /// 答复是否继续.
    AnswerContinue(withdrawal::AnswerContinue) = ANSWER, decide_answer, blocked_answer;
    /// 一次性告知补正.
    AskSupplement(supplement::AskSupplement) = ASK, decide_ask, blocked_ask;
    /// 提交补正材料.
    Supplement(supplement::Supplement) = ACTION, decide, blocked;
    /// 受理.
    Accept(acceptance::Accept) = ACTION, decide, blocked;
    /// 移送（转送、报送、转办）.
    Transfer(transfer::Transfer) = TRANSFER, decide_transfer, blocked_transfer;
    /// 登记移送回执.
    EnterReceipt(transfer::EnterReceipt) = RECEIPT, decide_receipt, blocked_receipt;
    /// 登记被退回.
    EnterReturn(transfer::EnterReturn) = RETURN, decide_return, blocked_return;
    /// 停止计时.
    StopClock(clock_stop::StopClock) = STOP, decide_stop, blocked_stop;
    /// 恢复计时.
    ResumeClock(clock_stop::ResumeClock) = RESUME, decide_resume, blocked_resume;
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
    CheckPaper(papers::CheckPaper) = CHECK, decide_check, blocked_check;
    /// 更正代录.
    AmendPaper(papers::AmendPaper) = AMEND, decide_amend, blocked_amend;
    /// 交接.
    HandOver(hand_over::HandOver) = ACTION, decide, blocked;
    /// 提出回避.
    DeclareRecusal(recusal::DeclareRecusal) = DECLARE, decide_declare, blocked_declare;
    /// 决定是否回避.
    DecideRecusal(recusal::DecideRecusal) = DECIDE, decide_request, blocked_request;
    /// 报请提级办理或者指定管辖.
    AskCompetence(designation::AskCompetence) = ASK, decide_ask, blocked_ask;
    /// 决定提级办理或者指定管辖.
    DecideCompetence(designation::DecideCompetence) = DECIDE, decide_placement, blocked_placement;
    /// 组成核实组.
    Assign(assignment::Assign) = ACTION, decide, blocked;
    /// 登记证据.
    AddEvidence(evidence::AddEvidence) = ACTION, decide, blocked;
    /// 记录背景事实.
    RecordBackground(background::RecordBackground) = BACKGROUND, decide_background, blocked_background;
    /// 记录在集体决策中的作用.
    RecordPart(background::RecordPart) = PART, decide_part, blocked_part;
    /// 记录发现的新情况.
    RecordDiscovery(discovery::RecordDiscovery) = RECORD, decide_record, blocked_record;
    /// 决定新情况如何处置.
    DecideDiscovery(discovery::DecideDiscovery) = DECIDE, decide_decision, blocked_decision;
    /// 登记移送回执.
    EnterCrimeReceipt(discovery::EnterCrimeReceipt) = RECEIPT, decide_receipt, blocked_receipt;
    /// 批准告知.
    ApproveDisclosure(disclosure::ApproveDisclosure) = ACTION, decide, blocked;
    /// 征求所在单位意见.
    AskUnit(unit_opinion::AskUnit) = ASK, decide_ask, blocked_ask;
    /// 提交单位意见.
    AnswerUnit(unit_opinion::AnswerUnit) = ANSWER, decide_answer, blocked_answer;
    /// 登记立案.
    EnterFiling(investigation_entry::EnterFiling) = FILING, decide_filing, blocked_filing;
    /// 记入立案.
    NoteFiling(investigation_entry::NoteFiling) = NOTE_FILING, decide_note_filing, blocked_note_filing;
    /// 登记处分（处理）决定.
    EnterSanctionDecision(investigation_entry::EnterSanctionDecision) = SANCTION, decide_sanction, blocked_sanction;
    /// 选定适用文本.
    ChooseText(governing_text::ChooseText) = ACTION, decide, blocked;
    /// 记入请示.
    NoteRulingAsked(ruling_entry::NoteRulingAsked) = ASKED, decide_asked, blocked;
    /// 记入答复.
    NoteRulingAnswered(ruling_entry::NoteRulingAnswered) = ANSWERED, decide_answered, blocked;
    /// 记入处分（处理）决定.
    NoteSanctionDecision(investigation_entry::NoteSanctionDecision) = NOTE_SANCTION, decide_note_sanction, blocked_note_sanction;
    /// 记录核实认定.
    Find(findings::Find) = ACTION, decide, blocked;
    /// 记录本应给予的处分档次.
    SetBaseline(proposed_outcome::SetBaseline) = BASELINE, decide_baseline, blocked_baseline;
    /// 提出拟认定意见.
    ProposeOutcome(proposed_outcome::ProposeOutcome) = PROPOSE, decide_propose, blocked_propose;
    /// 告知事实材料和拟认定意见.
    Notify(notice::Notify) = ACTION, decide, blocked;
    /// 陈述申辩.
    Defend(defence::Defend) = DEFEND, decide_defend, blocked_defend;
    /// 放弃申辩.
    WaiveDefence(defence::WaiveDefence) = WAIVE, decide_waive, blocked_waive;
    /// 撤回放弃申辩.
    RevokeWaiver(defence::RevokeWaiver) = REVOKE, decide_revoke, blocked_revoke;
    /// 核查申辩并逐条答复.
    AnswerDefence(defence::AnswerDefence) = ANSWER, decide_answer, blocked_answer;
    /// 延长核实期限.
    ExtendVerification(overdue::ExtendVerification) = EXTEND, decide_extend, blocked_extend;
    /// 说明核实逾期的原因和新的期限.
    ExplainDelay(overdue::ExplainDelay) = EXPLAIN, decide_explain, blocked_explain;
    /// 对所在单位一并问责.
    HoldUnit(unit_accountability::HoldUnit) = HOLD, decide_hold, blocked_hold;
    /// 记录对单位的核实认定.
    FindUnit(unit_accountability::FindUnit) = FIND, decide_find, blocked_find;
    /// 提出对单位的拟认定意见.
    ProposeUnitOutcome(unit_accountability::ProposeUnitOutcome) = PROPOSE, decide_propose, blocked_propose;
    /// 告知单位事实材料和拟认定意见.
    NotifyUnit(unit_accountability::NotifyUnit) = NOTIFY, decide_notify, blocked_notify;
    /// 单位陈述申辩.
    DefendUnit(unit_accountability::DefendUnit) = DEFEND, decide_defend, blocked_defend;
    /// 核查单位申辩并逐条答复.
    AnswerUnitDefence(unit_accountability::AnswerUnitDefence) = ANSWER, decide_answer, blocked_answer;
    /// 提交核实报告.
    Report(verification::Report) = ACTION, decide, blocked;
    /// 标明事项分量.
    MarkWeight(weight::MarkWeight) = MARK, decide_mark, blocked_mark;
    /// 撤销分量标明.
    UnmarkWeight(weight::UnmarkWeight) = UNMARK, decide_unmark, blocked_unmark;
    /// 组成会商.
    ComposeConsultation(consultation::ComposeConsultation) = COMPOSE, decide_compose, blocked_compose;
    /// 提交会商意见.
    GiveOpinion(consultation::GiveOpinion) = OPINE, decide_opine, blocked_opine;
    /// 登记会商召开.
    HoldConsultation(consultation::HoldConsultation) = HOLD, decide_hold, blocked_hold;
    /// 送会商纪要核改.
    SendMinutes(consultation::SendMinutes) = SEND_MINUTES, decide_send_minutes, blocked_send_minutes;
    /// 核改会商纪要.
    AnswerMinutes(consultation::AnswerMinutes) = ANSWER_MINUTES, decide_answer_minutes, blocked_answer_minutes;
    /// 会商结束.
    CloseConsultation(consultation::CloseConsultation) = CLOSE, decide_close, blocked_close;
    /// 再次会商.
    Reconvene(reconvening::Reconvene) = ACTION, decide, blocked;
    /// 移送审理.
    SendToReview(review::SendToReview) = SEND, decide_send, blocked_send;
    /// 提出审理意见.
    Review(review::Review) = REVIEW, decide_review, blocked_review;
    /// 审批（批示）.
    Approve(collective_decision::Approve) = APPROVE, decide_approve, blocked_approve;
    /// 开阅不同意见.
    OpenDissent(collective_decision::OpenDissent) = OPEN_DISSENT, decide_open_dissent, blocked_open_dissent;
    /// 印制呈批件.
    Submit(submission::Submit) = SUBMIT, decide_submit, blocked_submit;
    /// 登记呈批件批示.
    EnterWords(submission::EnterWords) = ENTER, decide_enter, blocked_enter;
    /// 核对呈批件批示.
    CheckWords(submission::CheckWords) = CHECK, decide_check, blocked_check;
    /// 登记集体研究决定.
    Resolve(collective_decision::Resolve) = RESOLVE, decide_resolve, blocked_resolve;
    /// 作出容错认定.
    Determine(determination::Determine) = ACTION, decide, blocked;
    /// 登记试送未成.
    EnterAttempt(attempt::EnterAttempt) = ACTION, decide, blocked;
    /// 送达结果.
    Serve(feedback::Serve) = SERVE, decide_serve, blocked_serve;
    /// 确认收到.
    Acknowledge(feedback::Acknowledge) = ACKNOWLEDGE, decide_acknowledge, blocked_acknowledge;
    /// 登记向实名举报人反馈.
    AnswerReporter(reporter::AnswerReporter) = ANSWER, decide_answer, blocked_answer;
    /// 登记备案并抄送.
    FileUpward(filing::FileUpward) = ACTION, decide, blocked;
    /// 增列其他考核.
    AddAppraisal(effects::AddAppraisal) = ADD, decide_add, blocked_add;
    /// 发出消除考核影响通知.
    NotifyAppraisal(effects::NotifyAppraisal) = NOTIFY, decide_notify, blocked_notify;
    /// 确认已消除影响.
    ConfirmEffect(effects::ConfirmEffect) = CONFIRM, decide_confirm, blocked_confirm;
    /// 解除义务.
    Discharge(effects::Discharge) = DISCHARGE, decide_discharge, blocked_discharge;
    /// 恢复义务.
    TakeBackDischarge(effects::TakeBackDischarge) = TAKE_BACK, decide_take_back, blocked_take_back;
    /// 申请异议复查.
    Object(reexamination::Object) = OBJECT, decide_object, blocked_object;
    /// 指定异议复查人员.
    AssignReexaminer(reexamination::AssignReexaminer) = ASSIGN, decide_assign, blocked_assign;
    /// 提交异议复查报告.
    Reexamine(reexamination::Reexamine) = REEXAMINE, decide_reexamine, blocked_reexamine;
    /// 登记异议复查决定.
    DecideReexamination(reexamination::DecideReexamination) = DECIDE, decide_decide, blocked_decide;
    /// 送达异议复查决定.
    ServeReexamination(reexamination::ServeReexamination) = SERVE, decide_serve, blocked_serve;
    /// 登记认定后发现的证据.
    AddRevocationEvidence(revocation::AddRevocationEvidence) = ADD_EVIDENCE, decide_add, blocked_add;
    /// 提出撤销认定.
    ProposeRevocation(revocation::ProposeRevocation) = PROPOSE, decide_propose, blocked_propose;
    /// 另行组成撤销核实人员.
    AssignRevocation(revocation::AssignRevocation) = ASSIGN, decide_assign, blocked_assign;
    /// 告知拟撤销认定的事实.
    NotifyRevocation(revocation::NotifyRevocation) = NOTIFY, decide_notify, blocked_notify;
    /// 对拟撤销认定陈述申辩.
    DefendRevocation(revocation::DefendRevocation) = DEFEND, decide_defend, blocked_defend;
    /// 提交撤销核实报告.
    ReportRevocation(revocation::ReportRevocation) = REPORT, decide_report, blocked_report;
    /// 批复是否撤销认定.
    ApproveRevocation(revocation::ApproveRevocation) = APPROVE, decide_approve, blocked_approve;
    /// 登记集体研究撤销认定.
    Revoke(revocation::Revoke) = REVOKE, decide_revoke, blocked_revoke;
    /// 送达撤销认定的决定.
    ServeRevocation(revocation::ServeRevocation) = SERVE, decide_serve, blocked_serve;
    /// 办结.
    Close(closing::Close) = CLOSE, decide_close, blocked_close;
    /// 编制卷内目录.
    Catalogue(volume::Catalogue) = ACTION, decide, blocked;
    /// 归档.
    Archive(closing::Archive) = ARCHIVE, decide_archive, blocked_archive;
    /// 拟公开文本.
    DraftPublicity(publicity::DraftPublicity) = DRAFT, decide_draft, blocked_draft;
    /// 逐处决定去标识.
    DecideRedaction(publicity::DecideRedaction) = DECIDE, decide_decide, blocked_decide;
    /// 送当事人阅看拟公开文本.
    SendPublicity(publicity::SendPublicity) = SEND, decide_send, blocked_send;
    /// 答复拟公开文本.
    AnswerPublicity(publicity::AnswerPublicity) = ANSWER, decide_answer, blocked_answer;
    /// 批准公开.
    Publish(publicity::Publish) = PUBLISH, decide_publish, blocked_publish;
    /// 撤下公开文本.
    TakeDown(publicity::TakeDown) = TAKE_DOWN, decide_take_down, blocked_take_down;
    /// 登记借阅申请.
    AskBorrowing(borrowing::AskBorrowing) = ASK, decide_ask, blocked_ask;
    /// 审批借阅.
    DecideBorrowing(borrowing::DecideBorrowing) = DECIDE, decide_decide, blocked_decide;
    /// 登记归还.
    ReturnBorrowing(borrowing::ReturnBorrowing) = RETURN, decide_return, blocked_return;
    /// 销毁案卷.
    Destroy(destruction::Destroy) = ACTION, decide, blocked;
}
