//! 审核整改 · 核查确认 — an officer looks whether it is put right (D5).
//!
//! Source: mechanism D5: a report is checked; what was put right before the determination is confirmed
//! without an order. Limit `tol.correct.check`. Who finds it done does not sign it off.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Event, MUST_BE_CORRECTED, opened, state::Correction, stood_aside};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::Action,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The report was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Whether it is put right.
    pub passed: bool,
    /// What was found.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What was put right before the determination was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedAlready {
    /// What was found, and where.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What is asked at the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Whether it is put right.
    pub passed: bool,
    /// What was found.
    pub words: String,
}

/// What is asked where it is put right already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmAlready {
    /// What was found, and where.
    pub words: String,
}

fn sample_check() -> Value {
    json!(Check { passed: true, words: "现场核对，整改到位。".to_owned() })
}

fn sample_confirm() -> Value {
    json!(ConfirmAlready {
        words: "排污口已经封堵，许可手续已经补办，现场核查属实。".to_owned()
    })
}

/// 审核整改.
pub const CHECK: Action = Action {
    who: &[Role::CaseOfficer],
    fields: &[
        Field::new("passed", "是否整改到位", Input::YesNo).hint("选“否”的，责任单位须继续整改并重新报告。"),
        Field::new("words", "审核情况", Input::Text),
    ],
    document: Some("sign_off"),
    ..Action::new("check", "审核整改", &MUST_BE_CORRECTED, sample_check)
};

/// 核查确认.
pub const CONFIRM: Action = Action {
    who: &[Role::CaseOfficer],
    fields: &[Field::new("words", "核查情况", Input::Text).hint("写明怎样核查、看到了什么。")],
    help: "只用于认定之前已经纠正到位的失误；没有纠正到位的，请下达纠错通知。",
    ..Action::new("confirm_already", "核查确认", &MUST_BE_CORRECTED, sample_confirm)
};

/// All that keeps a report from being checked now, by this person.
pub fn check_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_some() {
        missing.unless(state.reported.is_some(), || {
            Reason::new(&MUST_BE_CORRECTED, "责任单位还没有提交整改报告，收到后再审核。").remedy("report")
        });
        missing.unless(state.checked.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "这份整改报告已经审核过，不重复审核。")
        });
        stood_aside(state, facts, &mut missing);
    }
    missing.into_reasons()
}

/// All that keeps it from being confirmed now, by this person.
pub fn confirm_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_some() {
        missing.unless(state.already(), || {
            Reason::new(
                &MUST_BE_CORRECTED,
                "这项失误认定时没有纠正到位，不能核查确认；请下达纠错通知，收到整改报告后审核。",
            )
            .remedy("order")
        });
        missing.unless(state.ordered.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "已经下达纠错通知，请收到整改报告后审核。").remedy("check")
        });
        missing.unless(state.confirmed.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "已经核查确认，无须重复。").remedy("sign_off")
        });
        stood_aside(state, facts, &mut missing);
    }
    missing.into_reasons()
}

/// The report is checked.
///
/// # Errors
/// All that [`check_missing`] lists.
pub fn check(state: &Correction, command: Check, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(check_missing(state, facts))?;
    Ok(vec![Event::Checked(Checked {
        passed: command.passed,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// What was put right already is confirmed.
///
/// # Errors
/// All that [`confirm_missing`] lists.
pub fn confirm(state: &Correction, command: ConfirmAlready, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(confirm_missing(state, facts))?;
    Ok(vec![Event::ConfirmedAlready(ConfirmedAlready {
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn only_a_report_is_checked_and_only_once() {
        let officer = facts("lin", &[Role::CaseOfficer]);
        let yes = Check { passed: true, words: "到位".to_owned() };
        assert!(check(&given([open(), ordered()]), yes.clone(), &officer).is_err());
        let reported = given([open(), ordered(), reported()]);
        let done = with(reported.clone(), check(&reported, yes.clone(), &officer).unwrap());
        assert_eq!(done.recovered, 100);
        assert!(check(&done, yes, &officer).is_err());
    }

    #[test]
    fn confirmation_without_an_order_is_for_what_was_put_right_before() {
        let officer = facts("lin", &[Role::CaseOfficer]);
        let words = ConfirmAlready { words: "属实".to_owned() };
        assert!(confirm(&given([open()]), words.clone(), &officer).is_err());
        assert!(confirm(&given([open_already()]), words.clone(), &officer).is_ok());
        let again = given([open_already(), confirmed(), signed(), reopened()]);
        assert!(confirm(&again, words, &officer).is_err(), "what had to be reopened was not put right");
    }

    #[test]
    fn who_works_for_the_owner_does_not_check() {
        let owner = facts("qi", &[Role::CaseOfficer]);
        let yes = Check { passed: true, words: "到位".to_owned() };
        assert_eq!(check(&given([open(), ordered(), reported()]), yes, &owner).unwrap_err().codes(), ["P8"]);
    }
}
