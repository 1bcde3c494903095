//! The tolerance case (容错案件): the whole life on one screen.
//!
//! | step | file | rule |
//! |---|---|---|
//! | 申请 | [`application`] | P1 |
//! | 补正 | [`supplement`] | P2 |
//! | 受理 / 视为受理 | [`acceptance`] | P2 |
//! | 停止计时 | [`clock_stop`] | P2 |
//! | 回避 | [`recusal`] | P8 |
//! | 组成核实组 | [`assignment`] | P5 |
//! | 证据 | [`evidence`] | P5 J2 |
//! | 批准告知 | [`disclosure`] | G4 |
//! | 单位意见 | [`unit_opinion`] | P4 |
//! | 立案、处分决定登记 | [`investigation_entry`] | G1 |
//! | 逐人认定 | [`findings`] | D1 S2 S3 J1 |
//! | 基准档次、拟认定 | [`proposed_outcome`] | G1 G7 |
//! | 事实材料和拟认定意见告知 | [`notice`] | P3 |
//! | 陈述申辩 | [`defence`] | P3 |
//! | 核实报告 | [`verification`] | P5 J2 |
//! | 会商 | [`consultation`] | P6 |
//! | 审理 | [`review`] | P5 |
//! | 审批链 · 集体研究 | [`collective_decision`] | G3 |
//! | 认定 | [`determination`] | P6 J3 J4 |
//! | 反馈 | [`feedback`] | P7 |
//! | 结果运用 | [`effects`] | E1 D5 |
//! | 办结 · 归档 | [`closing`] | P7 D5 |
//!
//! **Absences.** No event turns an application away (提出必受理). A determination can only be built from a
//! finished consultation (认定必会商). Closing takes the proofs of delivery as its argument (结果必反馈). No
//! constructor makes a tolerant outcome from an official with a hard bar (两不容).

pub mod acceptance;
pub mod application;
pub mod assignment;
pub mod clock_stop;
pub mod closing;
pub mod collective_decision;
pub mod consultation;
pub mod defence;
pub mod determination;
pub mod disclosure;
pub mod effects;
pub mod evidence;
pub mod feedback;
pub mod findings;
pub mod investigation_entry;
pub mod notice;
pub mod proposed_outcome;
pub mod recusal;
pub mod review;
pub mod state;
pub mod supplement;
pub mod unit_opinion;
pub mod verification;

use serde::{Deserialize, Serialize};

/// Everything that can have happened to a tolerance case, in the order of the mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "an event lives for a moment; boxing would only hide its shape"
)]
pub enum Event {
    /// 申请.
    Applied(application::Applied),
    /// 一次性告知补正.
    SupplementAsked(supplement::SupplementAsked),
    /// 补正.
    Supplemented(supplement::Supplemented),
    /// 受理.
    Accepted(acceptance::Accepted),
    /// 视为受理.
    DeemedAccepted(acceptance::Accepted),
    /// 停止计时.
    ClockStopped(clock_stop::ClockStopped),
    /// 恢复计时.
    ClockResumed(clock_stop::ClockResumed),
    /// 申请回避.
    RecusalAsked(recusal::RecusalAsked),
    /// 决定回避.
    RecusalDecided(recusal::RecusalDecided),
    /// 组成核实组.
    Assigned(assignment::Assigned),
    /// 登记证据.
    EvidenceAdded(evidence::EvidenceAdded),
    /// 批准告知.
    DisclosureApproved(disclosure::DisclosureApproved),
    /// 征求单位意见.
    UnitAsked(unit_opinion::UnitAsked),
    /// 单位意见.
    UnitAnswered(unit_opinion::UnitAnswered),
    /// 登记立案.
    FilingEntered(investigation_entry::FilingEntered),
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
    /// 核实报告.
    Reported(verification::Reported),
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
    /// 确认收到.
    Acknowledged(feedback::Acknowledged),
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
    /// 归档.
    Archived(closing::Archived),
}
