//! 催办、督办 in an investigation (G12.supervision).
//!
//! Source: docs/decisions/0028; the rules stand in [`crate::supervision`], which all kinds share. Whoever must stand
//! aside (P8) is neither reminded nor ordered. Not decided here: what is done by whoever was reminded (its own step).

use super::{Event, STANDS_ASIDE, aside, row::tasks, state::Investigation};
use crate::{
    facts::{Facts, Policy},
    ids::PersonId,
    kind::{Action, Task},
    people::Role,
    refusal::Missing,
    supervision::{self, supervised},
};

pub use crate::supervision::{
    AnswerSupervision, JUDGE, JudgeSupervision, ORDER, OrderSupervision, URGE, Urge, WITHDRAW,
    WithdrawSupervision,
};

/// 答复督办.
pub const ANSWER: Action = Action {
    who: &[
        Role::CaseManagement,
        Role::CaseOfficer,
        Role::TeamLeader,
        Role::DivisionHead,
        Role::ReviewOfficer,
        Role::Leader,
    ],
    ..supervision::ANSWER
};

supervised!(Investigation, Event, urgeable, fit);

/// The tasks of which somebody may be reminded.
pub(super) fn urgeable(state: &Investigation, _policy: &Policy) -> Vec<Task> {
    tasks(state)
}

fn fit(state: &Investigation, facts: &Facts, person: &PersonId, missing: &mut Missing) {
    let aside = state.filed.as_ref().is_some_and(|filed| aside(&filed.official, person, facts));
    supervision::fit_to_answer(facts, person, aside, &STANDS_ASIDE, missing);
}
