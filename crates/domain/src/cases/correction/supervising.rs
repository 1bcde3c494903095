//! 催办、督办 in a correction (G12.supervision).
//!
//! Source: docs/decisions/0028; the rules stand in [`crate::supervision`], which all kinds share. Whoever must stand
//! aside (P8) is neither reminded nor ordered. Not decided here: what is done by whoever was reminded (its own step).

use super::{Event, STANDS_ASIDE, standing::tasks, stands_aside, state::Correction, stood_aside};
use crate::{
    facts::{Facts, Policy},
    ids::PersonId,
    kind::{Action, Task},
    people::Role,
    refusal::Missing,
    supervision::{self, supervised},
};

pub use crate::supervision::{
    ASK_PROGRESS as PROGRESS, AnswerSupervision, AskProgress, JUDGE, JudgeSupervision, ORDER,
    OrderSupervision, URGE, Urge, WITHDRAW, WithdrawSupervision,
};

/// 答复督办.
pub const ANSWER: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer, Role::TeamLeader, Role::DivisionHead, Role::Leader],
    ..supervision::ANSWER
};

supervised!(Correction, Event, urgeable, fit);
supervised!(@progress Correction, Event);

/// The tasks of which somebody may be reminded.
pub(super) fn urgeable(state: &Correction, policy: &Policy) -> Vec<Task> {
    tasks(state, policy)
}

/// Whoever answers is neither of the owner's side nor near to the official; nor is whoever orders.
fn fit(state: &Correction, facts: &Facts, person: &PersonId, missing: &mut Missing) {
    stood_aside(state, facts, missing);
    let aside = stands_aside(state, facts, person);
    supervision::fit_to_answer(facts, person, aside, &STANDS_ASIDE, missing);
}
