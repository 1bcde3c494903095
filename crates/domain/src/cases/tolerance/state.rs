//! What is known of a tolerance case after its events so far. Each part is the event that brought it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    acceptance::Accepted,
    application::Applied,
    assignment::Assigned,
    attempt::Attempted,
    background::{BackgroundRecorded, PartRecorded},
    borrowing::Borrowing,
    clock_stop::ClockStopped,
    closing::{Archived, Closed},
    collective_decision::{Approved, DissentOpened, Resolved},
    consultation::Consultation,
    defence::{DefenceAnswered, DefenceWaived, Defended},
    designation::{CompetenceAsked, CompetenceDecided},
    destruction::Destroyed,
    determination::{Determination, Determined},
    disclosure::DisclosureApproved,
    discovery::Discovery,
    effects::{AppraisalAdded, AppraisalNotified, Discharged, EffectConfirmed},
    evidence::EvidenceAdded,
    feedback::{Acknowledged, Served},
    filing::FiledUpward,
    findings::Found,
    governing_text::TextChosen,
    investigation_entry::{FilingEntered, SanctionDecisionEntered},
    joinder::{CommitteeSet, Joined, JoinedInto},
    notice::Notified,
    overdue::{DelayExplained, VerificationExtended, VerificationOverdue},
    proposed_outcome::{BaselineSet, OutcomeProposed},
    publicity::Publicity,
    reconvening::Reconvened,
    recusal::{RecusalAsked, RecusalDecided},
    reexamination::Reexamination,
    reporter::{ReporterAnswered, ReporterNoted},
    review::{Reviewed, SentToReview},
    revocation::Revocation,
    ruling_entry::{RulingAnswered, RulingAsked},
    signal::{SignalConcluded, SignalRecorded},
    submission::Submissions,
    supplement::{SupplementAsked, Supplemented},
    transfer::{TransferReceipted, TransferReturned, Transferred},
    unit_accountability::Accountable,
    unit_opinion::{UnitAnswered, UnitAsked},
    verification::Reported,
    volume::Catalogued,
    weight::{WeightMarked, WeightUnmarked},
    withdrawal::{ApplicationWithdrawn, ContinueAsked, Withdrawn},
};
use crate::{
    day::Day,
    hand_over::HandedOver,
    ids::{PersonId, StreamId},
    judgement::{hard_bars::HardBar, outcome::Track},
    paper::Papers,
    supervision::Supervision,
};

/// A tolerance case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Events so far.
    pub version: u64,
    /// 申请; a case begins with it. Its officials and its committee are those of today: joinder adds to them.
    pub applied: Option<Applied>,
    /// 反映, where the case began with one.
    pub signal: Option<SignalRecorded>,
    /// 反映核查后不启动.
    pub signal_concluded: Option<SignalConcluded>,
    /// The case this one went into.
    pub joined_into: Option<JoinedInto>,
    /// Applications that came in.
    pub joined: Vec<Joined>,
    /// Changes of the committee that answers for the case.
    pub committees_set: Vec<CommitteeSet>,
    /// Applications taken back, by number.
    pub withdrawals: BTreeMap<String, ApplicationWithdrawn>,
    /// Which officials were asked whether to go on.
    pub continue_asked: Vec<ContinueAsked>,
    /// What they answered; silence counts as yes once the limit has passed.
    pub continue_answers: BTreeMap<PersonId, bool>,
    /// 撤回后终止.
    pub withdrawn: Option<Withdrawn>,
    /// 一次性告知补正.
    pub supplement_asked: Option<SupplementAsked>,
    /// 补正.
    pub supplemented: Option<Supplemented>,
    /// 受理, by an officer or by lapse.
    pub accepted: Option<Accepted>,
    /// 移送, while it stands.
    pub transferred: Option<Transferred>,
    /// 回执 of the standing transfer.
    pub receipted: Option<TransferReceipted>,
    /// Transfers that came back.
    pub returns: Vec<(Transferred, TransferReturned)>,
    /// Requests to the upper organ, with its decisions.
    pub competence_asked: Vec<(CompetenceAsked, Option<CompetenceDecided>)>,
    /// Stops of the clock, with the last stopped day once it runs again.
    pub stops: Vec<(ClockStopped, Option<Day>)>,
    /// 交接, every time.
    pub hand_overs: Vec<HandedOver>,
    /// 代录, with checks and amendments.
    pub papers: Papers,
    /// 催办、督办.
    pub supervision: Supervision,
    /// Requests to recuse, with their decisions.
    pub recusals: Vec<(RecusalAsked, Option<RecusalDecided>)>,
    /// 核实组.
    pub assigned: Option<Assigned>,
    /// Teams of organs that do not have the case any more.
    pub former_teams: Vec<Assigned>,
    /// 证据, numbered from 1.
    pub evidence: Vec<EvidenceAdded>,
    /// 背景事实.
    pub background: Option<BackgroundRecorded>,
    /// 在集体决策中的作用, by official.
    pub decision_parts: BTreeMap<PersonId, PartRecorded>,
    /// 发现的新情况, numbered from 1.
    pub discoveries: Vec<Discovery>,
    /// 批准告知.
    pub disclosed: Option<DisclosureApproved>,
    /// 征求单位意见.
    pub unit_asked: Option<UnitAsked>,
    /// 单位意见.
    pub unit_answered: Option<UnitAnswered>,
    /// 立案, as entered facts.
    pub filings: Vec<FilingEntered>,
    /// 适用文本, by official and code of the circumstance.
    pub texts_chosen: BTreeMap<(PersonId, String), TextChosen>,
    /// 请示, with the answers.
    pub rulings: Vec<(RulingAsked, Option<RulingAnswered>)>,
    /// What the team found, by official.
    pub found: BTreeMap<PersonId, Found>,
    /// 基准档次, by official and track.
    pub baselines: BTreeMap<(PersonId, Track), BaselineSet>,
    /// 拟认定, by official and track.
    pub proposed: BTreeMap<(PersonId, Track), OutcomeProposed>,
    /// 告知, by official.
    pub notified: BTreeMap<PersonId, Notified>,
    /// 申辩, by official: the last one.
    pub defended: BTreeMap<PersonId, Defended>,
    /// 放弃申辩, by official, while not revoked.
    pub waived: BTreeMap<PersonId, DefenceWaived>,
    /// When a waiver was taken back, by official: the period runs anew from it.
    pub waivers_revoked: BTreeMap<PersonId, Day>,
    /// How much evidence stood when the notice was given, by official: what comes later is new.
    pub evidence_at_notice: BTreeMap<PersonId, usize>,
    /// What stood against tolerance when the notice was given, by official: what differs was not told (P3, S2).
    pub against_at_notice: BTreeMap<PersonId, BTreeSet<&'static str>>,
    /// 采纳, by official.
    pub defence_answered: BTreeMap<PersonId, DefenceAnswered>,
    /// 延长核实期限.
    pub extended: Option<VerificationExtended>,
    /// 核实逾期, each with what was said of it.
    pub overdue: Vec<(VerificationOverdue, Option<DelayExplained>)>,
    /// 单位问责.
    pub unit_held: Option<Accountable>,
    /// 核实报告.
    pub reported: Option<Reported>,
    /// Hard bars that were ever found, by official, also where they were lifted since (S2).
    pub bars_set: BTreeSet<(PersonId, HardBar)>,
    /// The last day on which a bar that had stood was found not to stand, by official.
    pub bars_lifted: BTreeMap<PersonId, Day>,
    /// 案管 marked the matter.
    pub weight_marked: Vec<WeightMarked>,
    /// A leader took a mark away.
    pub weight_unmarked: Vec<WeightUnmarked>,
    /// 会商.
    pub consultation: Option<Consultation>,
    /// Earlier consultations, with every opinion given there.
    pub past_consultations: Vec<Consultation>,
    /// 再次会商, each with its ground.
    pub reconvened: Vec<Reconvened>,
    /// 移送审理.
    pub sent_to_review: Option<SentToReview>,
    /// 审理意见.
    pub reviewed: Option<Reviewed>,
    /// 审批链 so far, in order.
    pub approvals: Vec<Approved>,
    /// 不同意见 opened by.
    pub dissent_opened: Vec<DissentOpened>,
    /// 集体研究.
    pub resolved: Option<Resolved>,
    /// 认定.
    pub determined: Option<Determined>,
    /// What a reexamination or a revocation left of an official's outcome.
    pub changes: BTreeMap<PersonId, Determination>,
    /// 异议复查, by official.
    pub reexaminations: BTreeMap<PersonId, Reexamination>,
    /// 撤销认定, by official: the last one.
    pub revocations: BTreeMap<PersonId, Revocation>,
    /// Evidence that came to light after the determination; numbers go on from `evidence`.
    pub revocation_evidence: Vec<EvidenceAdded>,
    /// 实名举报人, by sealed reference, with the answer.
    pub reporters: Vec<(ReporterNoted, Option<ReporterAnswered>)>,
    /// 备案, every time.
    pub filed_upward: Vec<FiledUpward>,
    /// Since when a result waits to be filed.
    pub filing_owed_since: Option<Day>,
    /// Appraisals besides those of the settings.
    pub appraisals_added: Vec<AppraisalAdded>,
    /// 呈批件, a record alone.
    pub submissions: Submissions,
    /// 试送未成, numbered from 1.
    pub attempts: Vec<Attempted>,
    /// 送达, by recipient.
    pub served: BTreeMap<String, Served>,
    /// 确认收到, by recipient.
    pub acknowledged: BTreeMap<String, Acknowledged>,
    /// 消除考核影响通知, by appraisal.
    pub appraisals_notified: BTreeMap<String, AppraisalNotified>,
    /// 确认, by appraisal.
    pub effects_confirmed: BTreeMap<String, EffectConfirmed>,
    /// Discharged obligations that stand.
    pub discharged: BTreeMap<StreamId, Discharged>,
    /// Decisions on sanction, as entered facts.
    pub sanction_decisions: Vec<SanctionDecisionEntered>,
    /// 办结.
    pub closed: Option<Closed>,
    /// 公开: the last draft and what came of it.
    pub publicity: Option<Publicity>,
    /// 卷内目录, as written last.
    pub catalogued: Option<Catalogued>,
    /// 归档.
    pub archived: Option<Archived>,
    /// 借阅, numbered from 1.
    pub borrowings: Vec<Borrowing>,
    /// 销毁.
    pub destroyed: Option<Destroyed>,
}

impl Case {
    /// The officials concerned, in the order of the application; those of the signal before there is one.
    pub fn officials(&self) -> impl Iterator<Item = &PersonId> {
        let applied = self.applied.iter().flat_map(|applied| &applied.officials);
        let signal = self.signal.iter().filter(|_| self.applied.is_none()).flat_map(|s| &s.officials);
        applied.chain(signal).map(|concerned| &concerned.person)
    }

    /// Nothing more is decided here: the case went into another one, or was taken back.
    pub fn ended(&self) -> bool {
        self.joined_into.is_some() || self.withdrawn.is_some()
    }

    /// Whether `person` is an official concerned.
    pub fn concerns(&self, person: &PersonId) -> bool {
        self.officials().any(|official| official == person)
    }
}
