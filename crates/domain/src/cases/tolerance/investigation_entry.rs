//! 立案与处分决定 — acts of other bodies, entered with body, number and date (G1). Their own kind comes later.

use super::{Case, Event};
use crate::judgement::outcome::RULE;
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, judgement::outcome::Track};

/// 立案 of an official on a track was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who filed.
    pub body: String,
    /// Number of the decision.
    pub number: String,
    /// Its date.
    pub filed_on: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The decision on sanction by the body with the power was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionDecisionEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who decided.
    pub body: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub decided_on: Day,
    /// What it says.
    pub result: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter a 立案.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterFiling {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 立案机关.
    pub body: String,
    /// 立案决定文号.
    pub number: String,
    /// 立案日期.
    pub filed_on: Day,
}

/// 登记立案.
pub const FILING: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "立案机关", Input::Line),
        Field::new("number", "立案决定文号", Input::Line),
        Field::new("filed_on", "立案日期", Input::Day),
    ],
    ..Action::new("enter_filing", "登记立案", &RULE, || {
        answers_of(&EnterFiling {
            official: "zhou".into(),
            track: Track::Party,
            body: "示例".to_owned(),
            number: "示例".to_owned(),
            filed_on: Day::constant(2026, 3, 4),
        })
    })
};

/// Enter a decision on sanction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterSanctionDecision {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 作出决定的机关.
    pub body: String,
    /// 决定文号.
    pub number: String,
    /// 决定日期.
    pub decided_on: Day,
    /// 决定内容.
    pub result: String,
}

/// 登记处分（处理）决定.
pub const SANCTION: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "作出决定的机关", Input::Line),
        Field::new("number", "决定文号", Input::Line),
        Field::new("decided_on", "决定日期", Input::Day),
        Field::new("result", "决定内容", Input::Line),
    ],
    ..Action::new("enter_sanction_decision", "登记处分（处理）决定", &RULE, || {
        answers_of(&EnterSanctionDecision {
            official: "zhou".into(),
            track: Track::Party,
            body: "示例".to_owned(),
            number: "示例".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            result: "示例".to_owned(),
        })
    })
};

pub(super) fn decide_filing(case: &Case, command: EnterFiling, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_filing(case, facts))?;

    Ok(vec![Event::FilingEntered(FilingEntered {
        official: command.official,
        track: command.track,
        body: command.body,
        number: command.number,
        filed_on: command.filed_on,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_filing(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing
        .unless(case.accepted.is_some(), || Reason::new(&RULE, "申请尚未受理，请先受理。").remedy("accept"));

    missing.into_reasons()
}

pub(super) fn decide_sanction(
    case: &Case,
    command: EnterSanctionDecision,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_sanction(case, facts))?;

    Ok(vec![Event::SanctionDecisionEntered(SanctionDecisionEntered {
        official: command.official,
        track: command.track,
        body: command.body,
        number: command.number,
        decided_on: command.decided_on,
        result: command.result,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_sanction(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "尚未作出认定。").remedy("determine"));

    missing.into_reasons()
}
