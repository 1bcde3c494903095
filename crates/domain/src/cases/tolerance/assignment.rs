//! 组成核实组 — a team of two or more, none recused (P5).

use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The team was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// 组长.
    pub leader: PersonId,
    /// 成员, the leader not among them.
    pub members: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A team of two or more.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "核实组由二人以上组成，且无人应当回避。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A member, as the form names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// 成员.
    pub person: PersonId,
}

const TEAM_MEMBER_FIELDS: &[Field] = &[Field::new("person", "成员", Input::Person)];

/// Form the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// 组长.
    pub leader: PersonId,
    /// 成员.
    pub members: Vec<TeamMember>,
}

/// 组成核实组.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[
        Field::new("leader", "组长", Input::Person),
        Field::new("members", "成员", Input::List(TEAM_MEMBER_FIELDS)).hint("组长以外的成员，至少一人"),
    ],
    ..Action::new("assign", "组成核实组", &RULE, || {
        answers_of(&Assign { leader: "lin".into(), members: vec![TeamMember { person: "lin".into() }] })
    })
};

pub(super) fn decide(case: &Case, command: Assign, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::Assigned(Assigned {
        leader: command.leader,
        members: command.members.into_iter().map(|row| row.person).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing
        .unless(case.accepted.is_some(), || Reason::new(&RULE, "申请尚未受理，请先受理。").remedy("accept"));

    missing.into_reasons()
}
