//! 批准告知 — until it is on record nothing reaches the official or the unit (G4).

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

/// Disclosure was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureApproved {
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The gate.
pub static RULE: Rule = Rule {
    code: "G4",
    phrase: "告知闸门",
    asks: "批准告知之前，本案情况不得让当事人和所在单位知道。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Open the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveDisclosure {
    /// 批示.
    pub words: String,
}

/// 批准告知.
pub const ACTION: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[Field::new("words", "批示", Input::Text)],
    grave: true,
    help: "批准之前，本案的任何内容都不会让当事人和所在单位知道。",
    ..Action::new("approve_disclosure", "批准告知", &RULE, || {
        answers_of(&ApproveDisclosure { words: "示例".to_owned() })
    })
};

pub(super) fn decide(case: &Case, command: ApproveDisclosure, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::DisclosureApproved(DisclosureApproved {
        words: command.words,
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
