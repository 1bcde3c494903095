//! 移送审理 — the file goes to another office, never to one who investigated (P5.review).
//!
//! Source: mechanism §1 (审查与审理分离) and P8. Whether the file is complete is the reviewer's to say.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, STANDS_ASIDE, aside, gate, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// Another office reviews.
pub static SEPARATE: Rule = Rule {
    code: "P5.review",
    phrase: "审查与审理分离",
    asks: "审查调查人员不得担任本案审理人。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The file went to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentToReview {
    /// 审理人.
    pub reviewer: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Send the file to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendToReview {
    /// 审理人.
    pub reviewer: PersonId,
}

/// 移送审理.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[Field::new("reviewer", "审理人", Input::Person).hint("不得是审查调查人员。")],
    ..Action::new("send_to_review", "移送审理", &SEPARATE, || {
        answers_of(&SendToReview { reviewer: "xu".into() })
    })
};

/// All that keeps the file from being sent now.
pub(super) fn blocked(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.examined.is_some(), || {
        Reason::new(&RULE, "审查调查还没有终结，终结后再移送审理。").remedy("finish_examination")
    });
    missing.unless(state.reviewed.is_none(), || {
        Reason::new(&SEPARATE, "审理意见已经形成，无须再次移送。").remedy("enter_decision")
    });
    missing.into_reasons()
}

/// The file goes to the review office; it may be given to another reviewer while there is no opinion.
pub(super) fn decide(
    state: &Investigation,
    command: SendToReview,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    missing.unless(!state.investigated(&command.reviewer), || {
        Reason::new(&SEPARATE, "审理人不得是审查调查人员，请另选审理人。").at("reviewer")
    });
    let official = state.filed.as_ref().map(|filed| &filed.official);
    missing.unless(official.is_none_or(|official| !aside(official, &command.reviewer, facts)), || {
        Reason::new(&STANDS_ASIDE, "所选审理人应当回避，请另选审理人。").at("reviewer")
    });
    missing.settle()?;
    Ok(vec![Event::SentToReview(SentToReview {
        reviewer: command.reviewer,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn to(reviewer: &str) -> SendToReview {
        SendToReview { reviewer: reviewer.into() }
    }

    #[test]
    fn nobody_reviews_what_they_investigated() {
        let state = given([filed(), examined()]);
        assert!(decide(&state, to("xu"), &officer()).is_ok());
        assert_eq!(decide(&state, to("su"), &officer()).unwrap_err().codes(), ["P5.review"]);
        assert_eq!(decide(&state, to("kin"), &officer()).unwrap_err().codes(), ["P8"]);
    }

    #[test]
    fn nothing_goes_to_review_before_it_is_finished() {
        assert_eq!(decide(&given([filed()]), to("xu"), &officer()).unwrap_err().codes(), ["G1.filed"]);
        let done = given([filed(), examined(), sent(), reviewed(true)]);
        assert_eq!(decide(&done, to("xu"), &officer()).unwrap_err().codes(), ["P5.review"]);
    }
}
