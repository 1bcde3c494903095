//! Everything that can have happened to a tolerance case.

use serde::{Deserialize, Serialize};

use super::ruling_entry;
use super::{
    acceptance, application, assignment, background, clock_stop, closing, collective_decision, consultation,
    defence, designation, determination, disclosure, discovery, effects, evidence, feedback, findings,
    governing_text, investigation_entry, joinder, notice, overdue, proposed_outcome, reconvening, recusal,
    review, signal, supplement, transfer, unit_accountability, unit_opinion, verification, weight,
    withdrawal,
};
use super::{attempt, borrowing, submission};
use super::{destruction, filing, publicity, reexamination, reporter, revocation, volume};
use crate::{paper, supervision};

/// Everything that can have happened to a tolerance case, in the order of the mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 申请.
    Applied(application::Applied),
    /// 反映.
    SignalRecorded(signal::SignalRecorded),
    /// 反映核查后不启动.
    SignalConcluded(signal::SignalConcluded),
    /// 并入另一案件.
    JoinedInto(joinder::JoinedInto),
    /// 并入的申请.
    Joined(joinder::Joined),
    /// 改定负责的党组织.
    CommitteeSet(joinder::CommitteeSet),
    /// 撤回申请.
    ApplicationWithdrawn(withdrawal::ApplicationWithdrawn),
    /// 征询当事人是否继续.
    ContinueAsked(withdrawal::ContinueAsked),
    /// 当事人答复是否继续.
    ContinueAnswered(withdrawal::ContinueAnswered),
    /// 视为要求继续办理.
    DeemedContinued(withdrawal::DeemedContinued),
    /// 撤回后终止.
    Withdrawn(withdrawal::Withdrawn),
    /// 一次性告知补正.
    SupplementAsked(supplement::SupplementAsked),
    /// 补正.
    Supplemented(supplement::Supplemented),
    /// 受理.
    Accepted(acceptance::Accepted),
    /// 视为受理.
    DeemedAccepted(acceptance::Accepted),
    /// 移送、转送、报送、转办.
    Transferred(transfer::Transferred),
    /// 移送回执.
    TransferReceipted(transfer::TransferReceipted),
    /// 被退回.
    TransferReturned(transfer::TransferReturned),
    /// 停止计时.
    ClockStopped(clock_stop::ClockStopped),
    /// 恢复计时.
    ClockResumed(clock_stop::ClockResumed),
    /// 催办、督办.
    Supervised(supervision::Supervised),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
    /// 交接.
    HandedOver(crate::hand_over::HandedOver),
    /// 申请回避.
    RecusalAsked(recusal::RecusalAsked),
    /// 决定回避.
    RecusalDecided(recusal::RecusalDecided),
    /// 报请上级决定由谁办理.
    CompetenceAsked(designation::CompetenceAsked),
    /// 提级办理、指定管辖.
    CompetenceDecided(designation::CompetenceDecided),
    /// 组成核实组.
    Assigned(assignment::Assigned),
    /// 登记证据.
    EvidenceAdded(evidence::EvidenceAdded),
    /// 背景事实.
    BackgroundRecorded(background::BackgroundRecorded),
    /// 在集体决策中的作用.
    PartRecorded(background::PartRecorded),
    /// 发现新情况.
    DiscoveryRecorded(discovery::DiscoveryRecorded),
    /// 决定新情况如何处置.
    DiscoveryDecided(discovery::DiscoveryDecided),
    /// 移送回执.
    CrimeReceiptEntered(discovery::CrimeReceiptEntered),
    /// 批准告知.
    DisclosureApproved(disclosure::DisclosureApproved),
    /// 征求单位意见.
    UnitAsked(unit_opinion::UnitAsked),
    /// 单位意见.
    UnitAnswered(unit_opinion::UnitAnswered),
    /// 登记立案.
    FilingEntered(investigation_entry::FilingEntered),
    /// 适用文本.
    TextChosen(governing_text::TextChosen),
    /// 记入请示.
    RulingAsked(ruling_entry::RulingAsked),
    /// 记入答复.
    RulingAnswered(ruling_entry::RulingAnswered),
    /// 逐人认定事实.
    Found(findings::Found),
    /// 基准档次.
    BaselineSet(proposed_outcome::BaselineSet),
    /// 拟认定.
    OutcomeProposed(proposed_outcome::OutcomeProposed),
    /// 告知.
    Notified(notice::Notified),
    /// 陈述申辩.
    Defended(defence::Defended),
    /// 放弃申辩.
    DefenceWaived(defence::DefenceWaived),
    /// 撤回放弃.
    WaiverRevoked(defence::WaiverRevoked),
    /// 申辩核查与采纳.
    DefenceAnswered(defence::DefenceAnswered),
    /// 延长核实期限.
    VerificationExtended(overdue::VerificationExtended),
    /// 核实逾期.
    VerificationOverdue(overdue::VerificationOverdue),
    /// 说明逾期原因和新的期限.
    DelayExplained(overdue::DelayExplained),
    /// 对所在单位一并问责.
    UnitHeld(unit_accountability::UnitHeld),
    /// 对单位认定事实.
    UnitFound(unit_accountability::UnitFound),
    /// 对单位的拟认定.
    UnitOutcomeProposed(unit_accountability::UnitOutcomeProposed),
    /// 告知单位.
    UnitNotified(unit_accountability::UnitNotified),
    /// 单位申辩.
    UnitDefended(unit_accountability::UnitDefended),
    /// 单位申辩核查与采纳.
    UnitDefenceAnswered(unit_accountability::UnitDefenceAnswered),
    /// 核实报告.
    Reported(verification::Reported),
    /// 标明事项分量.
    WeightMarked(weight::WeightMarked),
    /// 撤销分量标明.
    WeightUnmarked(weight::WeightUnmarked),
    /// 组成会商.
    Composed(consultation::Composed),
    /// 会商意见.
    OpinionGiven(consultation::OpinionGiven),
    /// 会商召开.
    Held(consultation::Held),
    /// 会商纪要.
    MinutesSent(consultation::MinutesSent),
    /// 核改纪要.
    MinutesAnswered(consultation::MinutesAnswered),
    /// 会商结束.
    ConsultationClosed(consultation::ConsultationClosed),
    /// 再次会商.
    Reconvened(reconvening::Reconvened),
    /// 移送审理.
    SentToReview(review::SentToReview),
    /// 审理意见.
    Reviewed(review::Reviewed),
    /// 批示.
    Approved(collective_decision::Approved),
    /// 开阅不同意见.
    DissentOpened(collective_decision::DissentOpened),
    /// 集体研究.
    Resolved(collective_decision::Resolved),
    /// 认定.
    Determined(determination::Determined),
    /// 送达.
    Served(feedback::Served),
    /// 试送未成.
    Attempted(attempt::Attempted),
    /// 确认收到.
    Acknowledged(feedback::Acknowledged),
    /// 有实名举报人.
    ReporterNoted(reporter::ReporterNoted),
    /// 向实名举报人反馈.
    ReporterAnswered(reporter::ReporterAnswered),
    /// 增列其他考核.
    AppraisalAdded(effects::AppraisalAdded),
    /// 备案并抄送.
    FiledUpward(filing::FiledUpward),
    /// 异议.
    Objected(reexamination::Objected),
    /// 指定复查人员.
    ReexaminersAssigned(reexamination::ReexaminersAssigned),
    /// 复查报告.
    Reexamined(reexamination::Reexamined),
    /// 异议复查决定.
    ReexaminationDecided(reexamination::ReexaminationDecided),
    /// 送达异议复查决定.
    ReexaminationServed(reexamination::ReexaminationServed),
    /// 认定后发现的证据.
    RevocationEvidenceAdded(evidence::EvidenceAdded),
    /// 提出撤销.
    RevocationProposed(revocation::RevocationProposed),
    /// 另行组成核实人员.
    RevocationAssigned(revocation::RevocationAssigned),
    /// 告知拟撤销的事实.
    RevocationNotified(revocation::RevocationNotified),
    /// 对拟撤销申辩.
    RevocationDefended(revocation::RevocationDefended),
    /// 撤销核实报告.
    RevocationReported(revocation::RevocationReported),
    /// 上一级批复.
    RevocationApproved(revocation::RevocationApproved),
    /// 撤销认定.
    Revoked(revocation::Revoked),
    /// 送达撤销决定.
    RevocationServed(revocation::RevocationServed),
    /// 消除考核影响通知.
    AppraisalNotified(effects::AppraisalNotified),
    /// 确认消除影响.
    EffectConfirmed(effects::EffectConfirmed),
    /// 义务解除.
    Discharged(effects::Discharged),
    /// 义务恢复.
    DischargeTakenBack(effects::DischargeTakenBack),
    /// 登记处分决定.
    SanctionDecisionEntered(investigation_entry::SanctionDecisionEntered),
    /// 办结.
    Closed(closing::Closed),
    /// 编制卷内目录.
    Catalogued(volume::Catalogued),
    /// 归档.
    Archived(closing::Archived),
    /// 拟公开文本.
    PublicityDrafted(publicity::PublicityDrafted),
    /// 逐处决定去标识.
    RedactionDecided(publicity::RedactionDecided),
    /// 送当事人阅看.
    PublicitySent(publicity::PublicitySent),
    /// 当事人答复.
    PublicityAnswered(publicity::PublicityAnswered),
    /// 公开.
    Published(publicity::Published),
    /// 撤下.
    TakenDown(publicity::TakenDown),
    /// 借阅申请.
    BorrowingAsked(borrowing::BorrowingAsked),
    /// 审批借阅.
    BorrowingDecided(borrowing::BorrowingDecided),
    /// 归还.
    BorrowingReturned(borrowing::BorrowingReturned),
    /// 印制呈批件.
    Submitted(submission::Submitted),
    /// 登记批示.
    WordsEntered(submission::WordsEntered),
    /// 核对批示.
    WordsChecked(submission::WordsChecked),
    /// 销毁案卷.
    Destroyed(destruction::Destroyed),
}
