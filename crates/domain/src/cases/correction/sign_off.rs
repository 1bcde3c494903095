//! 销号 · 重新打开 — somebody other than the checker signs it off; a leader can open it again (D5).
//!
//! Source: mechanism D5: order, owner, deadline, report, check, sign-off. 销号 is apart from 办结 and 归档:
//! the tolerance case cites the sign-off (stream, version, link) and cannot be archived without it.
//! Reopening takes the sign-off back, and with it the discharge that cites it; once the case is archived nothing is
//! reopened, because an open correction and an archived case never stand side by side.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Event, MUST_BE_CORRECTED, opened, papers, state::Correction, stood_aside};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::Action,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The correction was signed off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOff {
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The correction was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What is asked at the sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What is asked at the reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopen {
    /// Why.
    pub why: String,
}

fn sample_sign_off() -> Value {
    json!(SignOff { words: Some("同意销号。".to_owned()) })
}

fn sample_reopen() -> Value {
    json!(Reopen { why: "回访发现整改内容没有落实。".to_owned() })
}

/// 销号.
pub const SIGN_OFF: Action = Action {
    who: &[Role::DivisionHead, Role::Leader],
    fields: &[Field::new("words", "销号意见", Input::Line).optional()],
    help: "审核（核查确认）人不能自己销号。",
    ..Action::new("sign_off", "销号", &MUST_BE_CORRECTED, sample_sign_off)
};

/// 重新打开.
pub const REOPEN: Action = Action {
    who: &[Role::Leader],
    fields: &[Field::new("why", "重新打开的理由", Input::Text)],
    help: "重新打开后须重新下达纠错通知；容错案件随之不能归档。",
    ..Action::new("reopen", "重新打开", &MUST_BE_CORRECTED, sample_reopen)
};

/// All that keeps it from being signed off now, by this person.
pub fn sign_off_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_none() {
        return missing.into_reasons();
    }
    if state.signed_off.is_some() {
        missing.add(Reason::new(&MUST_BE_CORRECTED, "这项纠错已经销号，无须重复。"));
        return missing.into_reasons();
    }
    missing.unless(state.checker().is_some(), || {
        if state.already() && state.ordered.is_none() {
            Reason::new(&MUST_BE_CORRECTED, "还没有核查确认纠正到位，不能销号。").remedy("confirm_already")
        } else {
            Reason::new(&MUST_BE_CORRECTED, "整改报告还没有审核通过，不能销号。").remedy("check")
        }
    });
    missing.unless(state.checker() != Some(facts.acting()), || {
        Reason::new(&MUST_BE_CORRECTED, "审核（核查确认）人不能自己销号，请由其他负责人销号。")
    });
    for reason in papers::unchecked(state) {
        missing.add(reason);
    }
    stood_aside(state, facts, &mut missing);
    missing.into_reasons()
}

/// All that keeps it from being reopened now.
pub fn reopen_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let case = missing.take(opened(state)).and_then(|opened| facts.cited.get(&opened.case));
    missing.unless(!case.is_some_and(|case| case.archived), || {
        let says = "容错案件已经归档，这项纠错不能重新打开；发现没有纠正到位的，请作为新的问题线索登记。";
        Reason::new(&MUST_BE_CORRECTED, says)
    });
    missing.unless(state.signed_off.is_some(), || {
        Reason::new(&MUST_BE_CORRECTED, "这项纠错还没有销号，无须重新打开。")
    });
    missing.into_reasons()
}

/// It is put right.
///
/// # Errors
/// All that [`sign_off_missing`] lists.
pub fn sign_off(state: &Correction, command: SignOff, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(sign_off_missing(state, facts))?;
    Ok(vec![Event::SignedOff(SignedOff {
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// It was not put right after all.
///
/// # Errors
/// All that [`reopen_missing`] lists.
pub fn reopen(state: &Correction, command: Reopen, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(reopen_missing(state, facts))?;
    Ok(vec![Event::Reopened(Reopened { why: command.why, by: facts.acting().clone(), on: facts.acted_on() })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::{facts::Cited, kind::Kind};

    #[test]
    fn the_checker_never_signs_off() {
        let state = given([open(), ordered(), reported(), checked(true)]);
        let nothing = SignOff { words: None };
        let checker = facts("lin", &[Role::DivisionHead]);
        let refused = sign_off(&state, nothing.clone(), &checker).unwrap_err();
        assert!(refused.reasons[0].says.contains("不能自己销号"), "{refused}");
        assert!(sign_off(&state, nothing.clone(), &facts("fang", &[Role::Leader])).is_ok());
        let confirmed = given([open_already(), confirmed()]);
        assert!(sign_off(&confirmed, nothing, &checker).is_err());
    }

    #[test]
    fn nothing_is_signed_off_before_it_was_found_done() {
        let leader = facts("fang", &[Role::Leader]);
        for state in [
            given([open()]),
            given([open_already()]),
            given([open(), ordered(), reported()]),
            given([open(), ordered(), reported(), checked(false)]),
        ] {
            assert_eq!(sign_off(&state, SignOff { words: None }, &leader).unwrap_err().codes(), ["D5"]);
        }
    }

    #[test]
    fn the_sign_off_is_cited_by_its_version_until_it_is_reopened() {
        let done = given([open(), ordered(), reported(), checked(true), signed()]);
        assert_eq!(super::super::Correcting::signed_off(&done), Some(5));
        let again = reopen(&done, Reopen { why: "没有落实".to_owned() }, &facts("fang", &[Role::Leader]));
        let again = with(done, again.unwrap());
        assert_eq!(super::super::Correcting::signed_off(&again), None);
        assert!(again.ordered.is_none(), "a new order says what is still to be done");
    }

    #[test]
    fn nothing_is_reopened_in_an_archived_case() {
        let done = given([open(), ordered(), reported(), checked(true), signed()]);
        let case = super::super::Correcting::cites(&done).remove(0);
        let mut leader = facts("fang", &[Role::Leader]);
        let reopened = |facts: &Facts| reopen(&done, Reopen { why: "没有落实".to_owned() }, facts);
        leader.cited.insert(case.clone(), Cited { version: 40, ..Cited::default() });
        assert!(reopened(&leader).is_ok());
        leader.cited.insert(case, Cited { version: 41, archived: true, ..Cited::default() });
        assert_eq!(reopened(&leader).unwrap_err().codes(), ["D5"]);
    }
}
