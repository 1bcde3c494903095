//! 基准档次与拟认定 — what would have been due, and what is proposed, per official and track (G7, G1, J3).

use super::{Case, Event};
use crate::judgement::{baseline::RULE as BASELINE_RULE, outcome::RULE};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        baseline::Grade,
        outcome::{Follows, Measure, Outcome, Track},
    },
};

/// 本应给予 was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineSet {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What would have been due.
    pub grade: Grade,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An outcome was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeProposed {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What is proposed.
    pub outcome: Outcome,
    /// Instrument, article and item it rests on.
    pub clause: String,
    /// The grade after 减轻.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// What goes with it.
    pub measure: Measure,
    /// Reasons; for 不予容错 each condition not met (S3).
    pub why: String,
    /// What follows 不予容错.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Record what would have been due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetBaseline {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 本应给予的档次.
    pub grade: Grade,
    /// 依据和理由.
    pub why: String,
}

/// 记录本应给予的处分档次.
pub const BASELINE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("grade", "本应给予的档次", Input::Choice(Grade::CHOICES)),
        Field::new("why", "依据和理由", Input::Text),
    ],
    ..Action::new("set_baseline", "记录本应给予的处分档次", &BASELINE_RULE, || {
        answers_of(&SetBaseline {
            official: "zhou".into(),
            track: Track::Party,
            grade: Grade::PartyWarning,
            why: "示例".to_owned(),
        })
    })
};

/// Propose an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeOutcome {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 拟认定意见.
    pub outcome: Outcome,
    /// 依据的条款.
    pub clause: String,
    /// 减轻后的档次.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// 同时给予的教育措施.
    pub measure: Measure,
    /// 理由.
    pub why: String,
    /// 不予容错之后.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

/// 提出拟认定意见.
pub const PROPOSE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("outcome", "拟认定意见", Input::Choice(Outcome::CHOICES)),
        Field::new("clause", "依据的条款", Input::Line).hint("写明文件名称、条、项"),
        Field::new("mitigated_to", "减轻后的档次", Input::Choice(Grade::CHOICES))
            .hint("只在减轻时填写")
            .optional(),
        Field::new("measure", "同时给予的教育措施", Input::Choice(Measure::CHOICES)),
        Field::new("why", "理由", Input::Text).hint("不予容错的，对照适用情形的条件逐条写明"),
        Field::new("follows", "不予容错之后", Input::Choice(Follows::CHOICES)).optional(),
    ],
    ..Action::new("propose_outcome", "提出拟认定意见", &RULE, || {
        answers_of(&ProposeOutcome {
            official: "zhou".into(),
            track: Track::Party,
            outcome: Outcome::Exempt,
            clause: "示例".to_owned(),
            mitigated_to: Some(Grade::PartyWarning),
            measure: Measure::Criticism,
            why: "示例".to_owned(),
            follows: Some(Follows::Continue),
        })
    })
};

pub(super) fn decide_baseline(
    case: &Case,
    command: SetBaseline,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_baseline(case, facts))?;

    Ok(vec![Event::BaselineSet(BaselineSet {
        official: command.official,
        track: command.track,
        grade: command.grade,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_baseline(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.assigned.is_some(), || {
        Reason::new(&BASELINE_RULE, "尚未组成核实组，请先组成核实组。").remedy("assign")
    });

    missing.into_reasons()
}

pub(super) fn decide_propose(
    case: &Case,
    command: ProposeOutcome,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_propose(case, facts))?;

    Ok(vec![Event::OutcomeProposed(OutcomeProposed {
        official: command.official,
        track: command.track,
        outcome: command.outcome,
        clause: command.clause,
        mitigated_to: command.mitigated_to,
        measure: command.measure,
        why: command.why,
        follows: command.follows,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_propose(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.assigned.is_some(), || {
        Reason::new(&RULE, "尚未组成核实组，请先组成核实组。").remedy("assign")
    });

    missing.into_reasons()
}
