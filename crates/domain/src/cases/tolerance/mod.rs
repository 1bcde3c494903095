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
mod admission;
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
mod evolve;
pub mod feedback;
pub mod findings;
pub mod investigation_entry;
pub mod limits;
pub mod notice;
mod offers;
pub mod proposed_outcome;
pub mod recusal;
pub mod review;
mod row;
pub mod state;
pub mod supplement;
#[cfg(test)]
pub(crate) mod testing;
mod told;
pub mod unit_opinion;
pub mod verification;
mod view;

use serde::{Deserialize, Serialize};

use self::state::Case;
use crate::{
    day::Day,
    facts::{Facts, Policy},
    ids::{FileId, PersonId, StreamId},
    kind::{Action, Audience, Kind, Offer, Owed, Row, Told, Who},
    refusal::{Reason, Refusal},
    sheet::Sheet,
};

/// One row for each act: the command, its action, what decides and what may stand against it.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident($step:ident::$command:ident) = $action:ident, $decide:ident, $blocked:ident;)*) => {
        /// Everything that can be asked of a tolerance case.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Command {
            $($(#[$doc])* $act($step::$command),)*
        }

        impl Command {
            /// The action it belongs to.
            pub const fn action(&self) -> &'static Action {
                match self {
                    $(Self::$act(_) => &$step::$action,)*
                }
            }
        }

        const ACTIONS: &[Action] = &[$($step::$action,)*];

        fn step(case: &Case, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
            match command {
                $(Command::$act(command) => $step::$decide(case, command, facts),)*
            }
        }

        fn gated(case: &Case, action: &str, facts: &Facts) -> Vec<Reason> {
            match action {
                $(name if name == $step::$action.name => $step::$blocked(case, facts),)*
                _ => Vec::new(),
            }
        }
    };
}

acts! {
    /// 提出容错申请.
    Apply(application::Apply) = ACTION, decide, blocked;
    /// 一次性告知补正.
    AskSupplement(supplement::AskSupplement) = ASK, decide_ask, blocked_ask;
    /// 提交补正材料.
    Supplement(supplement::Supplement) = ACTION, decide, blocked;
    /// 受理.
    Accept(acceptance::Accept) = ACTION, decide, blocked;
    /// 停止计时.
    StopClock(clock_stop::StopClock) = STOP, decide_stop, blocked_stop;
    /// 恢复计时.
    ResumeClock(clock_stop::ResumeClock) = RESUME, decide_resume, blocked_resume;
    /// 提出回避.
    DeclareRecusal(recusal::DeclareRecusal) = DECLARE, decide_declare, blocked_declare;
    /// 决定是否回避.
    DecideRecusal(recusal::DecideRecusal) = DECIDE, decide_request, blocked_request;
    /// 组成核实组.
    Assign(assignment::Assign) = ACTION, decide, blocked;
    /// 登记证据.
    AddEvidence(evidence::AddEvidence) = ACTION, decide, blocked;
    /// 批准告知.
    ApproveDisclosure(disclosure::ApproveDisclosure) = ACTION, decide, blocked;
    /// 征求所在单位意见.
    AskUnit(unit_opinion::AskUnit) = ASK, decide_ask, blocked_ask;
    /// 提交单位意见.
    AnswerUnit(unit_opinion::AnswerUnit) = ANSWER, decide_answer, blocked_answer;
    /// 登记立案.
    EnterFiling(investigation_entry::EnterFiling) = FILING, decide_filing, blocked_filing;
    /// 登记处分（处理）决定.
    EnterSanctionDecision(investigation_entry::EnterSanctionDecision) = SANCTION, decide_sanction, blocked_sanction;
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
    /// 提交核实报告.
    Report(verification::Report) = ACTION, decide, blocked;
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
    /// 移送审理.
    SendToReview(review::SendToReview) = SEND, decide_send, blocked_send;
    /// 提出审理意见.
    Review(review::Review) = REVIEW, decide_review, blocked_review;
    /// 审批（批示）.
    Approve(collective_decision::Approve) = APPROVE, decide_approve, blocked_approve;
    /// 开阅不同意见.
    OpenDissent(collective_decision::OpenDissent) = OPEN_DISSENT, decide_open_dissent, blocked_open_dissent;
    /// 登记集体研究决定.
    Resolve(collective_decision::Resolve) = RESOLVE, decide_resolve, blocked_resolve;
    /// 作出容错认定.
    Determine(determination::Determine) = ACTION, decide, blocked;
    /// 送达结果.
    Serve(feedback::Serve) = SERVE, decide_serve, blocked_serve;
    /// 确认收到.
    Acknowledge(feedback::Acknowledge) = ACKNOWLEDGE, decide_acknowledge, blocked_acknowledge;
    /// 发出消除考核影响通知.
    NotifyAppraisal(effects::NotifyAppraisal) = NOTIFY, decide_notify, blocked_notify;
    /// 确认已消除影响.
    ConfirmEffect(effects::ConfirmEffect) = CONFIRM, decide_confirm, blocked_confirm;
    /// 解除义务.
    Discharge(effects::Discharge) = DISCHARGE, decide_discharge, blocked_discharge;
    /// 恢复义务.
    TakeBackDischarge(effects::TakeBackDischarge) = TAKE_BACK, decide_take_back, blocked_take_back;
    /// 办结.
    Close(closing::Close) = CLOSE, decide_close, blocked_close;
    /// 归档.
    Archive(closing::Archive) = ARCHIVE, decide_archive, blocked_archive;
}

/// The kind itself.
#[derive(Debug)]
pub struct Tolerance;

impl Kind for Tolerance {
    type State = Case;
    type Command = Command;
    type Event = Event;
    const NAME: &'static str = "tolerance";
    const TITLE: &'static str = "容错案件";
    const ACTIONS: &'static [Action] = ACTIONS;

    fn decide(case: &Case, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        Refusal::unless_empty(admission::barred(case, command.action(), facts))?;
        step(case, command, facts)
    }

    fn evolve(case: Case, event: &Event, _on: Day) -> Case {
        evolve::evolve(case, event)
    }

    fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
        acceptance::lapsed(case, facts)
    }

    fn blocked(case: &Case, action: &str, facts: &Facts) -> Vec<Reason> {
        let Some(found) = ACTIONS.iter().find(|known| known.name == action) else {
            return Vec::new();
        };
        let barred = admission::barred(case, found, facts);
        if barred.is_empty() { gated(case, action, facts) } else { barred }
    }

    fn offers(case: &Case, source: &str, policy: &Policy) -> Vec<Offer> {
        offers::offers(case, source, policy)
    }

    fn view(case: &Case, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet> {
        view::view(case, audience, today, policy)
    }

    fn row(case: &Case, policy: &Policy) -> Row {
        row::row(case, policy)
    }

    fn told(event: &Event) -> Told {
        told::told(event)
    }

    fn cites(case: &Case) -> Vec<StreamId> {
        effects::cites(case)
    }

    fn knows(case: &Case) -> Vec<Who> {
        offers::knows(case)
    }

    fn excluded(case: &Case, person: &PersonId, facts: &Facts) -> bool {
        recusal::excluded(case, facts, person).is_some() && !case.concerns(person)
    }

    fn owes(event: &Event) -> Vec<Owed> {
        match event {
            Event::Determined(determined) => determined.owes.clone(),
            _ => Vec::new(),
        }
    }

    fn files(case: &Case, audience: &Audience, policy: &Policy) -> Vec<FileId> {
        view::files(case, audience, policy)
    }
}

/// The number after `count` of the same sort.
fn numbered(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}

/// Everything that can have happened to a tolerance case, in the order of the mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// What [`Kind::blocked`] says of the step, as something that [`crate::refusal::Missing`] can take.
fn gate(reasons: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
