//! 受理 — an application that is made is accepted (P2 提出必受理).

use super::{Case, Event};
use crate::time_limit::lapse;
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

/// The application was accepted, by an officer or because the limit passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who accepted; nobody where it counts as accepted by lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The day it counts from: of the act, or the day after the limit.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An application that is made is accepted.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "提出的申请一律受理；逾期未受理的，视为受理。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Accept the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accept {
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 受理.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("note", "备注", Input::Line).optional()],
    document: Some("受理通知书"),
    ..Action::new("accept", "受理", &RULE, || answers_of(&Accept { note: Some("示例".to_owned()) }))
};

pub(super) fn decide(case: &Case, command: Accept, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::Accepted(Accepted {
        by: Some(facts.acting().clone()),
        on: facts.acted_on(),
        note: command.note,
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_none(), || Reason::new(&RULE, "申请已经受理，不必再次受理。"));

    missing.into_reasons()
}

/// 视为受理: the limit passed without acceptance; effective the day after, never on a provisional date.
pub(super) fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
    if case.accepted.is_some() {
        return Vec::new();
    }
    let due = case.due_of("tol.file_no", &facts.policy);
    let effective = due.and_then(|due| lapse(&due, facts.today));
    let accepted = effective.map(|on| Event::DeemedAccepted(Accepted { by: None, on, note: None }));
    accepted.into_iter().collect()
}
