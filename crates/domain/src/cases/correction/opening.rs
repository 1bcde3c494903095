//! 转入纠错 — a determination owes a correction, and a job opens it (D5 及时纠正和补救).
//!
//! Source: the article, 结果运用; mechanism D5. The stream's id is computed from the case, so that opening
//! it twice is a conflict and counts as done. An obligation is never lost: nothing about the owner refuses
//! it here; that somebody other than the official speaks for the owner is settled with the determination
//! and held again at the report.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Event, MUST_BE_CORRECTED, state::Correction};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, StreamId, UnitId},
    kind::Action,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The correction was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// `纠〔2026〕3号`.
    pub number: String,
    /// The tolerance case it comes from.
    pub case: StreamId,
    /// What must be put right.
    pub what: String,
    /// Who must put it right.
    pub owner: UnitId,
    /// Who answers instead where the official concerned heads the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_for_owner: Option<UnitId>,
    /// Put right before the determination: 核查确认 without an order.
    pub already: bool,
    /// The official whose mistake it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<PersonId>,
    /// 承办机关, where the case was taken over or designated to another than the one that runs the mechanism.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<UnitId>,
    /// The day it counts from.
    pub on: Day,
}

impl Opened {
    /// Whose report is asked for: the owner's, or of the party organisation that answers for it.
    pub fn reporter(&self) -> &UnitId {
        self.answers_for_owner.as_ref().unwrap_or(&self.owner)
    }
}

/// What the job brings from the determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The tolerance case.
    pub case: StreamId,
    /// What must be put right.
    pub what: String,
    /// Who must put it right.
    pub owner: UnitId,
    /// Whether it is put right already.
    pub already: bool,
    /// The official whose mistake it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<PersonId>,
    /// 承办机关, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<UnitId>,
}

const FIELDS: &[Field] = &[
    Field::new("case", "容错案件", Input::Line),
    Field::new("what", "需要纠正的问题", Input::Line),
    Field::new("owner", "纠错责任单位", Input::Unit).hint("不得由当事人一人负责纠正自己的失误。"),
    Field::new("already", "认定之前是否已经纠正", Input::YesNo),
    Field::new("official", "涉及的当事人", Input::Person).optional(),
    Field::new("organ", "承办机关", Input::Unit)
        .hint("提级办理、指定管辖的案件，填写新的承办机关")
        .optional(),
];

fn sample() -> Value {
    json!(Open {
        case: "tolerance/sample".into(),
        what: "补偿面积口径未报批".to_owned(),
        owner: "center".into(),
        already: false,
        official: Some("zhou".into()),
        organ: Some("discipline".into()),
    })
}

/// 转入纠错.
pub const ACTION: Action = Action {
    who: &[Role::SystemJobs],
    fields: FIELDS,
    opens: true,
    series: Some("纠"),
    help: "认定作出后由系统自动转入，无须人工填写。",
    ..Action::new("open", "转入纠错", &MUST_BE_CORRECTED, sample)
};

/// All that keeps it from being opened.
pub fn missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.opened.is_none(), || {
        Reason::new(&MUST_BE_CORRECTED, "这项纠错已经转入，不重复转入。请打开已有的纠错事项继续办理。")
    });
    missing.unless(facts.is(Role::SystemJobs), || {
        Reason::new(&MUST_BE_CORRECTED, "纠错事项在作出认定时自动转入，不能手工转入。")
    });
    missing.into_reasons()
}

/// The correction begins.
///
/// # Errors
/// Already open, not asked by the job, or without a number.
pub fn decide(state: &Correction, command: Open, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(missing(state, facts))?;
    let Some(number) = facts.number else {
        return Err(Refusal::one(&MUST_BE_CORRECTED, "没有取得纠错编号，请稍后重试。"));
    };
    let (year, _, _) = facts.today.parts();
    let unit = facts.units.get(&command.owner);
    let headed_by_official = command.official.is_some() && unit.is_some_and(|u| u.head == command.official);
    let answers_for_owner = unit.and_then(|u| u.committee.clone()).filter(|_| headed_by_official);
    Ok(vec![Event::Opened(Opened {
        number: format!("纠〔{year}〕{number}号"),
        case: command.case,
        what: command.what,
        owner: command.owner,
        answers_for_owner,
        already: command.already,
        official: command.official,
        organ: command.organ,
        on: facts.today,
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn open() -> Open {
        Open {
            case: "tolerance/c1".into(),
            what: "补办报批".to_owned(),
            owner: "center".into(),
            already: false,
            official: Some("zhou".into()),
            organ: None,
        }
    }

    #[test]
    fn the_job_opens_it_once_with_a_number_of_its_own() {
        let by_job = facts("jobs", &[Role::SystemJobs]);
        let events = decide(&Correction::default(), open(), &by_job).unwrap();
        let state = after(events);
        assert_eq!(state.opened.as_ref().unwrap().number, "纠〔2026〕3号");
        assert_eq!(decide(&state, open(), &by_job).unwrap_err().codes(), ["D5"]);
    }

    #[test]
    fn nobody_opens_it_by_hand() {
        let by_hand = facts("lin", &[Role::CaseOfficer]);
        assert_eq!(decide(&Correction::default(), open(), &by_hand).unwrap_err().codes(), ["D5"]);
    }

    #[test]
    fn the_party_organisation_above_answers_where_the_official_heads_the_owner() {
        let by_job = facts("jobs", &[Role::SystemJobs]);
        let led = Open { owner: "coop".into(), official: Some("li".into()), ..open() };
        let state = after(decide(&Correction::default(), led, &by_job).unwrap());
        assert_eq!(state.opened.unwrap().reporter(), &UnitId::from("street_committee"));
    }
}
