//! 更正单 — what was wrong in a signed table is corrected beside it, with the reason (G9).
//!
//! Source: mechanism §3 G9 ("corrections by slip"). The signed figure stays as it was signed; the slip says what is
//! right, and another person approves it.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, Table, locked};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// A slip was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipProposed {
    /// From 1 in this table.
    pub number: u32,
    /// Which figure.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The signed figure.
    pub signed: i64,
    /// What is right.
    pub right: i64,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A slip was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipApproved {
    /// Which slip.
    pub number: u32,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Propose a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeSlip {
    /// 更正的项目.
    pub figure: String,
    /// 正确的数.
    pub right: u32,
    /// 更正原因.
    pub why: String,
}

/// Approve a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveSlip {
    /// 更正单.
    pub slip: String,
}

/// 提出更正单.
pub const PROPOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("figure", "更正的项目", Input::Pick("figures")),
        Field::new("right", "正确的数", Input::Count),
        Field::new("why", "更正原因", Input::Text),
    ],
    ..Action::new("propose_slip", "提出更正单", &RULE, || {
        answers_of(&ProposeSlip { figure: "people".to_owned(), right: 4, why: "示例".to_owned() })
    })
};

/// 批准更正单.
pub const APPROVE: Action = Action {
    who: &[Role::PrincipalLeader],
    fields: &[Field::new("slip", "更正单", Input::Pick("slips"))],
    ..Action::new("approve_slip", "批准更正单", &RULE, || {
        answers_of(&ApproveSlip { slip: "1".to_owned() })
    })
};

/// What a figure stands at after the approved slips.
pub(super) fn standing(table: &Table, key: &str) -> Option<i64> {
    let signed = table.counted.as_ref()?.figures.iter().find(|figure| figure.key == key)?.value;
    let approved = table.slips.iter().rfind(|(slip, approved)| slip.key == key && approved.is_some());
    Some(approved.map_or(signed, |(slip, _)| slip.right))
}

/// Slips that wait for approval.
pub(super) fn waiting(table: &Table) -> impl Iterator<Item = &SlipProposed> {
    table.slips.iter().filter(|(_, approved)| approved.is_none()).map(|(slip, _)| slip)
}

pub(super) fn decide_propose(
    table: &Table,
    command: ProposeSlip,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    for reason in blocked_propose(table, facts) {
        missing.add(reason);
    }
    let figures = table.counted.iter().flat_map(|counted| &counted.figures);
    let figure = figures.into_iter().find(|figure| figure.key == command.figure);
    let right = i64::from(command.right);
    missing.unless(figure.is_some(), || Reason::new(&RULE, "报表里没有这个项目，请重新选择。").at("figure"));
    missing.unless(standing(table, &command.figure) != Some(right), || {
        Reason::new(&RULE, "更正后的数与现在的数相同，不必更正，请核对。").at("right")
    });
    missing.unless(waiting(table).all(|slip| slip.key != command.figure), || {
        Reason::new(&RULE, "这个项目已有一张更正单等待批准，请等批准后再提出。").at("figure")
    });
    missing.settle()?;
    let proposed = figure.map(|figure| {
        Event::SlipProposed(SlipProposed {
            number: u32::try_from(table.slips.len()).unwrap_or(u32::MAX).saturating_add(1),
            key: figure.key.clone(),
            title: figure.title.clone(),
            signed: figure.value,
            right,
            why: command.why,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        })
    });
    Ok(proposed.into_iter().collect())
}

pub(super) fn blocked_propose(table: &Table, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    locked(table, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_approve(
    table: &Table,
    command: ApproveSlip,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    for reason in blocked_approve(table, facts) {
        missing.add(reason);
    }
    let slip = waiting(table).find(|slip| slip.number.to_string() == command.slip);
    missing
        .unless(slip.is_some(), || Reason::new(&RULE, "没有这张等待批准的更正单，请重新选择。").at("slip"));
    missing.unless(slip.is_none_or(|slip| slip.by != *facts.acting()), || {
        Reason::new(&RULE, "不能批准自己提出的更正单，请由他人批准。").at("slip")
    });
    missing.settle()?;
    let number = slip.map_or(0, |slip| slip.number);
    Ok(vec![Event::SlipApproved(SlipApproved { number, by: facts.acting().clone(), on: facts.acted_on() })])
}

pub(super) fn blocked_approve(table: &Table, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(waiting(table).next().is_some(), || {
        Reason::new(&RULE, "没有等待批准的更正单。").remedy("propose_slip")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_signed_figure_is_corrected_beside_it_and_stays_as_it_was_signed() {
        let by = facts("fang", Role::CaseManagement, "2026-04-08");
        let slip = json!({ "figure": "people", "right": 4, "why": "一案两人，漏计一人。" });
        assert_eq!(ask(&drafted(), "propose_slip", &slip, &by).unwrap_err(), ["G9.table"]);
        let proposed = ask(&signed(), "propose_slip", &slip, &by).unwrap();
        assert_eq!(standing(&proposed, "people"), Some(3), "a slip counts once it is approved");
        assert_eq!(ask(&proposed, "propose_slip", &slip, &by).unwrap_err(), ["G9.table"]);
        let leader = facts("zheng", Role::PrincipalLeader, "2026-04-09");
        let approved = ask(&proposed, "approve_slip", &json!({ "slip": "1" }), &leader).unwrap();
        assert_eq!(standing(&approved, "people"), Some(4));
        assert_eq!(approved.counted.as_ref().unwrap().figures[1].value, 3, "what was signed is not touched");
        assert_eq!(
            ask(&approved, "approve_slip", &json!({ "slip": "1" }), &leader).unwrap_err(),
            ["G9.table"]
        );
        assert_eq!(ask(&approved, "propose_slip", &slip, &by).unwrap_err(), ["G9.table"], "it is 4 already");
    }

    #[test]
    fn nobody_approves_the_own_slip() {
        let by = facts("fang", Role::CaseManagement, "2026-04-08");
        let slip = json!({ "figure": "determined", "right": 1, "why": "重复统计。" });
        let proposed = ask(&signed(), "propose_slip", &slip, &by).unwrap();
        let same = facts("fang", Role::PrincipalLeader, "2026-04-08");
        assert_eq!(ask(&proposed, "approve_slip", &json!({ "slip": "1" }), &same).unwrap_err(), ["G9.table"]);
    }
}
