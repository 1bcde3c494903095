//! The hearing of a unit that is held to account: notice, defence, answer point by point (P3, P4, G4).

use super::{Accountable, RULE, UnitOutcomeProposed, held, in_work, standing, worse};
use crate::{
    cases::tolerance::{
        Case, Event,
        admission::unreported,
        assignment::by_the_team,
        defence::{POINT_FIELDS, POINT_ROW_FIELDS, Point, PointAnswered, PointRow},
        disclosure::Open,
        evidence::uploaded,
        gate,
        notice::{self, Delivery, NOTICES},
        supplement::in_force,
        unit_opinion::{may_sign, speaker, speaks_for},
    },
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, UnitId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};
use serde::{Deserialize, Serialize};

/// Facts and proposed outcome were notified to the unit, or to the party organisation that speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitNotified {
    /// To whom.
    pub to: UnitId,
    /// Whether somebody else speaks for the unit.
    pub for_unit: bool,
    /// 事实材料.
    pub facts: String,
    /// 拟认定意见, as proposed on that day.
    pub outcome: UnitOutcomeProposed,
    /// How.
    pub delivery: Delivery,
    /// 送达回证 number, witness, place.
    pub proof: String,
    /// The last day of the defence period, as notified: never shortened.
    pub defence_until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The unit was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDefended {
    /// Point by point; numbered from 1.
    pub points: Vec<String>,
    /// Who signed for it.
    pub signed_by: PersonId,
    /// The paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What the unit said was checked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDefenceAnswered {
    /// One for each point.
    pub points: Vec<PointAnswered>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Notify the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyUnit {
    /// 告知的事实材料.
    pub facts: String,
    /// 告知方式.
    pub delivery: Delivery,
    /// 凭证.
    pub proof: String,
}

/// 告知单位事实材料和拟认定意见.
pub const NOTIFY: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("facts", "告知的事实材料", Input::Text).hint("只写单位的事实，不写当事人的处理"),
        Field::new("delivery", "告知方式", Input::Choice(NOTICES)),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、见证人、地点"),
    ],
    document: Some("unit_notice"),
    ..Action::new("notify_unit", "告知单位事实材料和拟认定意见", &notice::RULE, || {
        answers_of(&NotifyUnit {
            facts: "示例".to_owned(),
            delivery: Delivery::Signed,
            proof: "示例".to_owned(),
        })
    })
};

/// The unit is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefendUnit {
    /// 申辩意见.
    pub points: Vec<Point>,
    /// 签署人.
    pub signed_by: PersonId,
    /// 书面申辩.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 单位陈述申辩.
pub const DEFEND: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("points", "申辩意见", Input::List(POINT_FIELDS)),
        Field::new("signed_by", "签署人", Input::Person).hint("不得由当事人本人签署"),
        Field::new("file", "书面申辩", Input::File).optional(),
    ],
    help: "请逐条填写，纪检监察机关将逐条核查并说明是否采纳。申辩不会加重对单位的认定。",
    ..Action::new("defend_unit", "单位陈述申辩", &notice::RULE, || {
        answers_of(&DefendUnit {
            points: vec![Point { says: "示例".to_owned() }],
            signed_by: "lin".into(),
            file: Some("file".into()),
        })
    })
};

/// Check the unit's defence and answer it point by point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerUnitDefence {
    /// 逐条答复.
    pub points: Vec<PointRow>,
}

/// 核查单位申辩并逐条答复.
pub const ANSWER: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[Field::new("points", "逐条答复", Input::List(POINT_ROW_FIELDS))],
    ..Action::new("answer_unit_defence", "核查单位申辩并逐条答复", &notice::RULE, || {
        answers_of(&AnswerUnitDefence {
            points: vec![PointRow {
                point: 1,
                adoption: crate::cases::tolerance::defence::Adoption::Partly,
                checked: "示例".to_owned(),
                why: "示例".to_owned(),
            }],
        })
    })
};

/// Proof that the unit was heard on what is proposed now.
///
/// ```compile_fail
/// // Only `UnitHeard::of` gives one.
/// use rongheng_domain::cases::tolerance::unit_accountability::{UnitHeard, UnitNotified};
/// fn forge(notified: &UnitNotified) -> UnitHeard<'_> {
///     UnitHeard(notified)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct UnitHeard<'a>(&'a UnitNotified);

impl<'a> UnitHeard<'a> {
    /// The unit was heard.
    ///
    /// # Errors
    /// What P3 still asks for.
    pub fn of(case: &Case, accountable: &'a Accountable, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let p3 = |says: String| Reason::new(&notice::RULE, says);
        let Some(told) = &accountable.notified else {
            let says = "对单位一并问责，还没有告知单位事实材料和拟认定意见，请先告知。";
            return Err(vec![p3(says.to_owned()).remedy("notify_unit")]);
        };
        let mut missing = Missing::new();
        let changed = accountable.proposed.as_ref().is_some_and(|now| worse(&told.outcome, now));
        missing.unless(!changed, || {
            let says = "对单位现在的拟认定意见重于告知的意见，须重新告知并再次听取申辩。";
            p3(says.to_owned()).remedy("notify_unit")
        });
        match (&accountable.defended, &accountable.answered) {
            (Some(defended), None) => {
                let says = format!("单位于{}提出申辩，尚未核查并逐条答复。", defended.on.words());
                missing.add(p3(says).remedy("answer_unit_defence"));
            }
            (Some(_), Some(_)) => {}
            (None, _) => {
                let due = case.due_from("tol.defence", told.on, &facts.policy);
                let last = due.as_ref().map_or(told.defence_until, |due| due.last.max(told.defence_until));
                let passed = facts.today > last && due.is_none_or(|due| !due.provisional);
                missing.unless(passed, || {
                    let says =
                        format!("单位的陈述申辩期（至{}）未满，单位还没有申辩，请等待。", last.words());
                    p3(says).remedy("defend_unit")
                });
            }
        }
        gate(missing.into_reasons()).map(|()| Self(told))
    }

    /// The notice on which it was heard.
    pub const fn notice(self) -> &'a UnitNotified {
        self.0
    }
}

pub(in crate::cases::tolerance) fn decide_notify(
    case: &Case,
    command: NotifyUnit,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_notify(case, facts)));
    let proposed = case.unit_held.as_ref().and_then(|accountable| {
        let unchanged = accountable
            .notified
            .as_ref()
            .is_some_and(|told| Some(&told.outcome) == accountable.proposed.as_ref());
        missing.unless(!unchanged, || {
            Reason::new(&notice::RULE, "已经告知单位，拟认定意见没有变化，不必重新告知。")
        });
        missing.take(standing(case, accountable)).cloned()
    });
    missing.settle()?;
    let (Some(outcome), Some(applied)) = (proposed, &case.applied) else { return Ok(Vec::new()) };
    let (to, for_unit) = speaker(applied, case, facts);
    let due = case.due_from("tol.defence", facts.acted_on(), &facts.policy);
    Ok(vec![Event::UnitNotified(UnitNotified {
        to,
        for_unit,
        facts: command.facts,
        outcome,
        delivery: command.delivery,
        proof: command.proof,
        defence_until: due.map_or(facts.acted_on(), |due| due.last),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in crate::cases::tolerance) fn blocked_notify(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = in_work(case, facts);
    missing.take(Open::of(case));
    in_force("tol.defence", facts, &mut missing);
    let unanswered = case.unit_held.as_ref().is_some_and(|a| a.defended.is_some() && a.answered.is_none());
    missing.unless(!unanswered, || {
        let says = "单位已经提出的申辩尚未答复，请先逐条答复，再重新告知。";
        Reason::new(&notice::RULE, says).remedy("answer_unit_defence")
    });
    missing.into_reasons()
}

/// The notice the unit is heard on.
fn told(case: &Case) -> Option<&UnitNotified> {
    case.unit_held.as_ref()?.notified.as_ref()
}

pub(in crate::cases::tolerance) fn decide_defend(
    case: &Case,
    command: DefendUnit,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_defend(case, facts)));
    if let (Some(told), Some(applied)) = (told(case), &case.applied) {
        may_sign(&command.signed_by, (&told.to, told.for_unit), applied, case, facts, &mut missing);
        missing.unless(facts.acted_on() >= told.on, || {
            let says = format!("申辩的日期早于告知之日（{}），请告知后再听取。", told.on.words());
            Reason::new(&notice::RULE, says)
        });
    }
    let points: Vec<_> =
        command.points.into_iter().map(|point| point.says).filter(|says| !says.trim().is_empty()).collect();
    missing
        .unless(!points.is_empty(), || Reason::new(&notice::RULE, "请至少写明一条申辩意见。").at("points"));
    uploaded(command.file.as_ref(), &notice::RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::UnitDefended(UnitDefended {
        points,
        signed_by: command.signed_by,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in crate::cases::tolerance) fn blocked_defend(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(Open::of(case));
    unreported(case, &notice::RULE, &mut missing);
    held(case, &mut missing);
    missing.unless(told(case).is_some(), || {
        let says = "尚未告知单位事实材料和拟认定意见；请等待告知。";
        Reason::new(&notice::RULE, says).remedy("notify_unit")
    });
    missing.unless(!case.concerns(facts.acting()), || {
        let says = "当事人本人不得代表单位申辩，请由单位其他人员提交。";
        Reason::new(&super::super::unit_opinion::RULE, says)
    });
    if let Some(told) = told(case) {
        let of_them = facts.person(facts.acting()).is_none() || speaks_for(facts.acting(), &told.to, facts);
        missing.unless(of_them, || {
            let says = "您不是被告知的单位的人员，不能代其申辩。";
            Reason::new(&super::super::unit_opinion::RULE, says)
        });
    }
    missing.into_reasons()
}

pub(in crate::cases::tolerance) fn decide_answer(
    case: &Case,
    command: AnswerUnitDefence,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_answer(case, facts)));
    let defended = case.unit_held.as_ref().and_then(|accountable| accountable.defended.as_ref());
    let raised = defended.map_or(0, |defended| defended.points.len());
    for point in 1..=raised {
        let answers = command.points.iter().filter(|row| row.point as usize == point).count();
        missing.unless(answers == 1, || {
            let says = format!("第{point}条申辩请答复一次，写明核查情况和是否采纳。");
            Reason::new(&notice::RULE, says).at("points")
        });
    }
    missing.unless(command.points.iter().all(|row| (1..=raised).contains(&(row.point as usize))), || {
        let says = format!("申辩共{raised}条，答复中有不存在的条目，请更正。");
        Reason::new(&notice::RULE, says).at("points")
    });
    missing.settle()?;
    let answered = |row: PointRow| PointAnswered {
        point: row.point,
        adoption: row.adoption,
        checked: row.checked,
        why: row.why,
    };
    Ok(vec![Event::UnitDefenceAnswered(UnitDefenceAnswered {
        points: command.points.into_iter().map(answered).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in crate::cases::tolerance) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    let defended = case.unit_held.as_ref().is_some_and(|accountable| accountable.defended.is_some());
    missing.unless(defended, || Reason::new(&notice::RULE, "没有需要答复的单位申辩。").remedy("defend_unit"));
    missing.into_reasons()
}
