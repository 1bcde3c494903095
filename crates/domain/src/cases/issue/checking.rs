//! 核稿 — somebody else reads the draft, and lets it go on or sends it back with words (G11).
//!
//! Source: mechanism §3 G11. What was read is fixed by its hash: only the same words are signed.

use serde::{Deserialize, Serialize};

use super::{
    Event, RULE,
    drafting::not_issuable,
    gate,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The draft was read and goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Words.
    pub words: String,
    /// SM3 of what was read.
    pub hash: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The draft goes back to be written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    /// What is to be changed.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Read the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Whether it goes on.
    pub passes: bool,
    /// 核稿意见.
    pub words: String,
}

/// 核稿.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[
        Field::new("passes", "核稿是否通过", Input::YesNo).hint("选“否”的，退回拟稿人修改。"),
        Field::new("words", "核稿意见", Input::Text).hint("退回的，写明哪里要改、怎么改。"),
    ],
    ..Action::new("check", "核稿", &RULE, || {
        answers_of(&Check { passes: true, words: "事实、依据、格式无误。".to_owned() })
    })
};

/// All that keeps this person from reading it now.
pub(super) fn blocked(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.stage() == Stage::Checking, || match state.stage() {
        Stage::Drafting => Reason::new(&RULE, "已经退回修改，修改以后再核稿。").remedy("redraft"),
        _ => Reason::new(&RULE, "已经核稿，不重复核稿。").remedy("sign"),
    });
    missing.unless(!state.drafters.contains(facts.acting()), || {
        Reason::new(&RULE, "拟稿人不能核自己拟的稿，请由其他人核稿。")
    });
    missing.into_reasons()
}

/// The draft is read.
pub(super) fn decide(state: &Issuing, command: Check, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    if command.passes {
        missing.take(gate(not_issuable(facts.paper.as_ref())));
    }
    missing.settle()?;
    let (words, by, on) = (command.words, facts.acting().clone(), facts.acted_on());
    if !command.passes {
        return Ok(vec![Event::SentBack(SentBack { words, by, on })]);
    }
    let hash = facts.paper.as_ref().map(|paper| paper.hash.clone()).unwrap_or_default();
    Ok(vec![Event::Checked(Checked { words, hash, by, on })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn check(passes: bool) -> Check {
        Check { passes, words: "意见".to_owned() }
    }

    #[test]
    fn nobody_reads_the_own_draft_and_what_is_sent_back_waits_to_be_written_anew() {
        let state = given([drafted()]);
        let own = facts("lin", &[Role::CaseManagement]);
        assert_eq!(decide(&state, check(true), &own).unwrap_err().codes(), ["G11"]);
        let back = with(state.clone(), decide(&state, check(false), &head()).unwrap());
        assert_eq!(back.stage(), Stage::Drafting);
        assert_eq!(decide(&back, check(true), &head()).unwrap_err().codes(), ["G11"]);
        let on = with(state.clone(), decide(&state, check(true), &head()).unwrap());
        assert_eq!((on.stage(), on.checked.unwrap().hash.as_str()), (Stage::Countersigning, "h1"));
    }
}
