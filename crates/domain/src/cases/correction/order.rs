//! 纠错通知 — what must be put right is ordered, and the clock of the correction starts (D5).
//!
//! Source: the article, 结果运用 (下达纠错通知); mechanism D5; limit `tol.correct`.

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

/// The order was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// What is required.
    pub requires: String,
    /// The day on which the notice was served, where that is not the day of the order: the limit runs from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_on: Option<Day>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

impl Ordered {
    /// The day from which the limit runs.
    pub fn served_on(&self) -> Day {
        self.served_on.unwrap_or(self.on)
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What is required.
    pub requires: String,
    /// The day on which the notice was served on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_on: Option<Day>,
}

fn sample() -> Value {
    json!(Order {
        requires: "六十个工作日内补办报批手续，并完善特殊户型的认定口径。".to_owned(),
        served_on: Some(Day::constant(2026, 3, 4)),
    })
}

/// 下达纠错通知.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("requires", "整改要求", Input::Text)
            .hint("写明要纠正什么、怎样算纠正到位；无法纠正的，写明如何说明和补救。"),
        Field::new("served_on", "纸面通知送达日期", Input::Day)
            .hint("在本系统下达的不填，下达之日即为送达之日；整改期限自送达之日起算。")
            .optional(),
    ],
    document: Some("correction_order"),
    ..Action::new("order", "下达纠错通知", &MUST_BE_CORRECTED, sample)
};

/// All that keeps it from being ordered now.
pub fn missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_some() {
        missing.unless(state.ordered.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "纠错通知已经下达，请等待责任单位提交整改报告。")
        });
        missing.unless(state.confirmed.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "已经核查确认纠正到位，无须再下达纠错通知。")
        });
        missing.unless(state.signed_off.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "这项纠错已经销号；需要继续纠正的，请先重新打开。")
                .remedy("reopen")
        });
        stood_aside(state, facts, &mut missing);
    }
    missing.into_reasons()
}

/// The order goes out.
///
/// # Errors
/// All that [`missing`] lists.
pub fn decide(state: &Correction, command: Order, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut reasons = missing(state, facts);
    let (today, on) = (facts.today, facts.acted_on());
    if command.served_on.is_some_and(|served| served < on || served > today) {
        let says = "送达日期应当不早于通知日期、不晚于今天，请更正。";
        reasons.push(Reason::new(&MUST_BE_CORRECTED, says).at("served_on"));
    }
    Refusal::unless_empty(reasons)?;
    Ok(vec![Event::Ordered(Ordered {
        requires: command.requires,
        served_on: command.served_on.filter(|served| *served != on),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn an_order_is_issued_once() {
        let officer = facts("lin", &[Role::CaseOfficer]);
        let order = Order { requires: "补办报批".to_owned(), served_on: None };
        let state = given([open()]);
        let state = with(state, decide(&given([open()]), order.clone(), &officer).unwrap());
        assert_eq!(state.ordered.as_ref().unwrap().on, officer.today);
        assert_eq!(decide(&state, order, &officer).unwrap_err().codes(), ["D5"]);
    }

    #[test]
    fn the_limit_runs_from_the_service_of_the_paper() {
        let mut officer = facts("lin", &[Role::CaseOfficer]);
        officer.paper_on = Some(day("2026-04-21"));
        let order = |served: &str| Order { requires: "补办".to_owned(), served_on: Some(day(served)) };
        for wrong in ["2026-04-20", "2026-05-07"] {
            assert_eq!(
                decide(&given([open()]), order(wrong), &officer).unwrap_err().codes(),
                ["D5"],
                "{wrong}"
            );
        }
        let state = with(given([open()]), decide(&given([open()]), order("2026-04-23"), &officer).unwrap());
        assert_eq!(state.correct_due(&officer.policy).unwrap().start, day("2026-04-23"));
    }

    #[test]
    fn who_works_for_the_owner_or_is_kin_of_the_official_does_not_order() {
        for person in ["qi", "kin"] {
            let order = Order { requires: "补办报批".to_owned(), served_on: None };
            let by = facts(person, &[Role::CaseOfficer]);
            assert_eq!(decide(&given([open()]), order, &by).unwrap_err().codes(), ["P8"], "{person}");
        }
    }
}
