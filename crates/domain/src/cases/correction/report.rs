//! 整改报告 — the owner reports what was put right, never the official concerned alone (D5).
//!
//! Source: mechanism D5. Losses recovered are a figure of their own. Whether the report is enough is
//! decided at the check.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Event, MUST_BE_CORRECTED,
    owner::{nothing_waits, speaks},
    state::Correction,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::Action,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The owner reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// What was put right.
    pub says: String,
    /// Losses recovered, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<i64>,
    /// The report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What was put right.
    pub says: String,
    /// Losses recovered, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<i64>,
    /// The report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

fn sample() -> Value {
    json!(Report {
        says: "报批手续已经补办，口径已经印发执行。".to_owned(),
        recovered: Some(1_280_000),
        file: Some("f1".into()),
    })
}

/// 提交整改报告.
pub const ACTION: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("says", "整改情况", Input::Text).hint("逐项写明已经纠正的内容、完成日期和佐证。"),
        Field::new("recovered", "挽回损失", Input::Money).optional(),
        Field::new("file", "整改报告", Input::File).optional(),
    ],
    document: Some("correction_report"),
    ..Action::new("report", "提交整改报告", &MUST_BE_CORRECTED, sample)
};

/// All that keeps it from being reported now, by this person.
pub fn missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if speaks(state, facts, &mut missing).is_some() {
        nothing_waits(state, &mut missing);
    }
    missing.into_reasons()
}

/// The report comes in.
///
/// # Errors
/// All that [`missing`] lists, and a negative sum.
pub fn decide(state: &Correction, command: Report, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut reasons = missing(state, facts);
    if command.recovered.is_some_and(|fen| fen < 0) {
        reasons.push(Reason::new(&MUST_BE_CORRECTED, "挽回损失不能是负数。").at("recovered"));
    }
    Refusal::unless_empty(reasons)?;
    Ok(vec![Event::Reported(Reported {
        says: command.says,
        recovered: command.recovered,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn report() -> Report {
        Report { says: "已经补办".to_owned(), recovered: Some(100), file: None }
    }

    #[test]
    fn the_owner_reports_after_the_order_and_not_before() {
        let contact = facts("qi", &[Role::UnitContact]);
        assert_eq!(decide(&given([open()]), report(), &contact).unwrap_err().codes(), ["D5"]);
        assert!(decide(&given([open(), ordered()]), report(), &contact).is_ok());
    }

    #[test]
    fn the_official_concerned_never_reports_alone() {
        let official = facts("zhou", &[Role::UnitContact]);
        let refused = decide(&given([open(), ordered()]), report(), &official).unwrap_err();
        assert!(refused.reasons[0].says.contains("当事人不能单独"), "{refused}");
    }

    #[test]
    fn a_stranger_does_not_report_for_the_owner() {
        let stranger = facts("lin", &[Role::Committee]);
        assert_eq!(decide(&given([open(), ordered()]), report(), &stranger).unwrap_err().codes(), ["D5"]);
    }

    #[test]
    fn a_report_that_did_not_pass_is_followed_by_another() {
        let contact = facts("qi", &[Role::UnitContact]);
        let waiting = given([open(), ordered(), reported()]);
        assert!(decide(&waiting, report(), &contact).is_err());
        let returned = with(waiting, vec![checked(false)]);
        assert!(decide(&returned, report(), &contact).is_ok());
    }
}
