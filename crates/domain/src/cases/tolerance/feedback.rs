//! 反馈 — every recipient, with proof (P7 结果必反馈).

use super::notice::Delivery;
use super::{Case, Event, application::Applicant};
use crate::kind::Who;
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
    ids::{FileId, PersonId},
};

/// The result was delivered to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// `person:zhou`, `unit:shiqiao`.
    pub recipient: String,
    /// How.
    pub delivery: super::notice::Delivery,
    /// When.
    pub served_on: Day,
    /// 送达回证, circle of the announcement, place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Witness of a refusal or 留置送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The recipient signed in, acknowledged and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub recipient: String,
    /// SM3 of the text that was read.
    pub paper_hash: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Every recipient, with proof.
pub static RULE: Rule = Rule {
    code: "P7",
    phrase: "结果必反馈",
    asks: "结果逐一送达申请人、当事人、所在单位和线索来源，并留存凭证。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Deliver the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serve {
    /// 送达对象.
    pub recipient: String,
    /// 送达方式.
    pub delivery: Delivery,
    /// 送达日期.
    pub served_on: Day,
    /// 凭证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// 见证人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// 送达回证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 送达结果.
pub const SERVE: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("recipient", "送达对象", Input::Pick("recipients")),
        Field::new("delivery", "送达方式", Input::Choice(Delivery::CHOICES)),
        Field::new("served_on", "送达日期", Input::Day),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、宣布的范围、地点").optional(),
        Field::new("witness", "见证人", Input::Line).hint("拒收或者留置送达时填写").optional(),
        Field::new("file", "送达回证", Input::File).optional(),
    ],
    document: Some("结果反馈书"),
    ..Action::new("serve", "送达结果", &RULE, || {
        answers_of(&Serve {
            recipient: "person:zhou".to_owned(),
            delivery: Delivery::Signed,
            served_on: Day::constant(2026, 3, 4),
            proof: Some("示例".to_owned()),
            witness: Some("示例".to_owned()),
            file: Some("file".into()),
        })
    })
};

/// Acknowledge that it was received and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledge {}

/// 确认收到.
pub const ACKNOWLEDGE: Action = Action {
    who: &[Role::Official, Role::UnitContact, Role::Committee],
    fields: &[],
    ..Action::new("acknowledge", "确认收到", &RULE, || answers_of(&Acknowledge {}))
};

pub(super) fn decide_serve(case: &Case, command: Serve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_serve(case, facts))?;

    Ok(vec![Event::Served(Served {
        recipient: command.recipient,
        delivery: command.delivery,
        served_on: command.served_on,
        proof: command.proof,
        witness: command.witness,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_serve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "尚未作出认定。").remedy("determine"));

    missing.into_reasons()
}

pub(super) fn decide_acknowledge(
    case: &Case,
    command: Acknowledge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_acknowledge(case, facts))?;
    let Acknowledge {} = command;
    Ok(vec![Event::Acknowledged(Acknowledged {
        recipient: format!("person:{}", facts.acting()),
        paper_hash: String::new(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_acknowledge(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "尚未作出认定。").remedy("determine"));

    missing.into_reasons()
}

/// Whoever must be told the result: each official, an applicant who is a person, the unit, the source.
pub(super) fn recipients(case: &Case) -> Vec<Who> {
    let Some(applied) = &case.applied else { return Vec::new() };
    let mut all: Vec<_> = case.officials().cloned().map(Who::Person).collect();
    if applied.applicant == Applicant::Official && !case.concerns(&applied.by) {
        all.push(Who::Person(applied.by.clone()));
    }
    all.push(Who::Unit(applied.unit.clone()));
    all.extend(applied.source.clone().filter(|source| *source != applied.unit).map(Who::Unit));
    all
}
