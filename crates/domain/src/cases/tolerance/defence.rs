//! 陈述申辩 — heard after the notice, checked, adopted or not point by point; never worse for it (P3).
//!
//! Source: the article, 申请+核实 (充分听取当事人申辩意见); mechanism §2 P3. A defence before the notice does not
//! satisfy it. A waiver is made in person after the notice and can be taken back until the determination; then
//! the period runs anew and the report is finished anew. Not decided here: what is proposed afterwards.

use super::notice::RULE;
use super::{
    Case, Event,
    admission::{undetermined, unreported},
    assignment::by_the_team,
    disclosure::Open,
    evidence::uploaded,
    gate,
    investigation_entry::concerned,
    notice::{self, Given},
    proposed_outcome::{proposed, worse},
};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
    people::words,
};

words! {
    /// What became of a point.
    Adoption {
        /// 采纳.
        Adopted = "adopted" "采纳",
        /// 部分采纳.
        Partly = "partly" "部分采纳",
        /// 不采纳.
        NotAdopted = "not_adopted" "不采纳",
    }
}

/// One point of a defence, checked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointAnswered {
    /// The point, from 1.
    pub point: u32,
    /// 采纳与否.
    pub adoption: Adoption,
    /// How it was checked.
    pub checked: String,
    /// Reasons.
    pub why: String,
}

/// The official was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defended {
    /// Who.
    pub official: PersonId,
    /// Point by point, in the official's words; numbered from 1.
    pub points: Vec<String>,
    /// 笔录 or written defence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The official waived the defence, signed in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefenceWaived {
    /// Who.
    pub official: PersonId,
    /// In the official's words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The waiver was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRevoked {
    /// Who.
    pub official: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What was said was checked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefenceAnswered {
    /// Whose defence.
    pub official: PersonId,
    /// One for each point.
    pub points: Vec<PointAnswered>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A point of the defence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// 意见.
    pub says: String,
}

pub(super) const POINT_FIELDS: &[Field] = &[Field::new("says", "意见", Input::Text)];

/// Be heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defend {
    /// 申辩意见.
    pub points: Vec<Point>,
    /// 书面申辩或者证据材料.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 陈述申辩.
pub const DEFEND: Action = Action {
    who: &[Role::Official, Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("points", "申辩意见", Input::List(POINT_FIELDS)),
        Field::new("file", "书面申辩或者证据材料", Input::File).optional(),
    ],
    help: "请逐条填写，纪检监察机关将逐条核查并说明是否采纳。申辩不会加重对您的认定。",
    ..Action::new("defend", "陈述申辩", &RULE, || {
        answers_of(&Defend { points: vec![Point { says: "示例".to_owned() }], file: Some("file".into()) })
    })
};

/// Waive the defence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiveDefence {
    /// 本人声明.
    pub says: String,
}

/// 放弃申辩.
pub const WAIVE: Action = Action {
    who: &[Role::Official],
    fields: &[Field::new("says", "本人声明", Input::Text)],
    help: "须由本人作出，认定作出之前可以随时撤回。",
    ..Action::new("waive_defence", "放弃申辩", &RULE, || {
        answers_of(&WaiveDefence { says: "示例".to_owned() })
    })
};

/// Take the waiver back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeWaiver {}

/// 撤回放弃申辩.
pub const REVOKE: Action = Action {
    who: &[Role::Official],
    fields: &[],
    ..Action::new("revoke_waiver", "撤回放弃申辩", &RULE, || answers_of(&RevokeWaiver {}))
};

/// An answer to a point, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointRow {
    /// 第几条.
    pub point: u32,
    /// 是否采纳.
    pub adoption: Adoption,
    /// 核查情况.
    pub checked: String,
    /// 理由.
    pub why: String,
}

pub(super) const POINT_ROW_FIELDS: &[Field] = &[
    Field::new("point", "第几条", Input::Count),
    Field::new("adoption", "是否采纳", Input::Choice(Adoption::CHOICES)),
    Field::new("checked", "核查情况", Input::Text),
    Field::new("why", "理由", Input::Text),
];

/// Check the defence and answer it point by point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerDefence {
    /// 当事人.
    pub official: PersonId,
    /// 逐条答复.
    pub points: Vec<PointRow>,
}

/// 核查申辩并逐条答复.
pub const ANSWER: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("points", "逐条答复", Input::List(POINT_ROW_FIELDS)),
    ],
    ..Action::new("answer_defence", "核查申辩并逐条答复", &RULE, || {
        answers_of(&AnswerDefence {
            official: "zhou".into(),
            points: vec![PointRow {
                point: 1,
                adoption: Adoption::Partly,
                checked: "示例".to_owned(),
                why: "示例".to_owned(),
            }],
        })
    })
};

/// Proof that an official was heard: the defence checked and answered point by point, or waived in person, or
/// the whole notified period passed without one.
///
/// ```compile_fail
/// // Only `Heard::of` gives one.
/// use rongheng_domain::cases::tolerance::{defence::Heard, notice::Given};
/// fn forge(notice: Given<'_>) -> Heard<'_> {
///     Heard(notice)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a>(Given<'a>);

impl<'a> Heard<'a> {
    /// The official was heard on what is proposed now.
    ///
    /// # Errors
    /// What P3 still asks for.
    pub fn of(case: &'a Case, official: &PersonId, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let given = Given::of(case, official)?;
        let mut missing = Missing::new();
        for now in proposed(case, official) {
            let told = given.told().outcomes.iter().find(|told| told.track == now.track);
            missing.unless(told.is_some_and(|told| !worse(told, now)), || {
                let says = format!(
                    "{}轨道现在的拟认定意见没有告知过，或者重于告知的意见，须重新告知并再次听取申辩。",
                    now.track.title()
                );
                Reason::new(&RULE, says).remedy("notify")
            });
        }
        notice::told_of_bars(case, official, &mut missing);
        if let Some(defended) = case.defended.get(official) {
            missing.unless(case.defence_answered.contains_key(official), || {
                let says = format!(
                    "当事人于{}提出申辩{}条，尚未核查并逐条答复。",
                    defended.on.words(),
                    defended.points.len()
                );
                Reason::new(&RULE, says).remedy("answer_defence")
            });
        } else if !case.waived.contains_key(official) {
            let until = until(case, official, &facts.policy);
            let passed = until.is_some_and(|(last, provisional)| !provisional && facts.today > last);
            missing.unless(passed, || {
                let last = until.map_or_else(String::new, |(last, _)| format!("（至{}）", last.words()));
                let says = format!("陈述申辩期{last}未满，当事人既没有申辩也没有放弃，请等待。");
                Reason::new(&RULE, says).remedy("defend")
            });
        }
        gate(missing.into_reasons()).map(|()| Self(given))
    }

    /// The notice on which the official was heard.
    pub const fn notice(self) -> Given<'a> {
        self.0
    }
}

/// The last day of the period, and whether it is provisional. It never gets shorter than notified, and runs
/// anew from the day a waiver was taken back.
pub(super) fn until(case: &Case, official: &PersonId, policy: &Policy) -> Option<(Day, bool)> {
    let notified = case.notified.get(official)?;
    let start = case.waivers_revoked.get(official).copied().unwrap_or(notified.on).max(notified.on);
    let due = case.due_from("tol.defence", start, policy)?;
    Some((due.last.max(notified.defence_until), due.provisional))
}

/// What keeps the official who acts from being heard; an officer who enters a paper names the official then.
fn before_the_report(case: &Case, facts: &Facts) -> Missing {
    let mut missing = Missing::new();
    missing.take(Open::of(case));
    if case.concerns(facts.acting()) {
        missing.take(Given::of(case, facts.acting()));
    } else {
        missing.unless(!case.notified.is_empty(), || {
            let says = "尚未告知事实材料和拟认定意见；请先告知，告知之后再听取陈述申辩。";
            Reason::new(&RULE, says).remedy("notify")
        });
    }
    unreported(case, &RULE, &mut missing);
    missing
}

fn in_person(case: &Case, facts: &Facts, missing: &mut Missing) {
    missing.unless(case.concerns(facts.acting()), || {
        Reason::new(&RULE, "须由当事人本人作出；从纸面代录的，请写明是哪位当事人、纸面日期。")
    });
}

pub(super) fn decide_defend(case: &Case, command: Defend, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_defend(case, facts)));
    in_person(case, facts, &mut missing);
    missing.unless(command.points.iter().any(|point| !point.says.trim().is_empty()), || {
        Reason::new(&RULE, "请至少写明一条申辩意见；不申辩的，可以放弃申辩。").at("points")
    });
    if let Some(notified) = case.notified.get(facts.acting()) {
        missing.unless(facts.acted_on() >= notified.on, || {
            let says = format!(
                "申辩的日期早于告知之日（{}）；告知之前的申辩不能代替告知之后的申辩，请告知后再听取。",
                notified.on.words()
            );
            Reason::new(&RULE, says)
        });
    }
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    let points = command.points.into_iter().map(|point| point.says);
    Ok(vec![Event::Defended(Defended {
        official: facts.acting().clone(),
        points: points.filter(|says| !says.trim().is_empty()).collect(),
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_defend(case: &Case, facts: &Facts) -> Vec<Reason> {
    before_the_report(case, facts).into_reasons()
}

pub(super) fn decide_waive(case: &Case, command: WaiveDefence, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_waive(case, facts)));
    in_person(case, facts, &mut missing);
    if let Some(notified) = case.notified.get(facts.acting()) {
        missing.unless(facts.acted_on() >= notified.on, || {
            let says = format!("放弃申辩的声明早于告知之日（{}），不生效，请重新声明。", notified.on.words());
            Reason::new(&RULE, says)
        });
    }
    missing.settle()?;
    Ok(vec![Event::DefenceWaived(DefenceWaived {
        official: facts.acting().clone(),
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_waive(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = before_the_report(case, facts);
    missing.unless(!case.defended.contains_key(facts.acting()), || {
        Reason::new(&RULE, "您已经提出申辩，将逐条核查并答复，不必放弃。")
    });
    missing.unless(!case.waived.contains_key(facts.acting()), || {
        Reason::new(&RULE, "您已经声明放弃申辩；认定作出之前可以撤回。").remedy("revoke_waiver")
    });
    missing.into_reasons()
}

pub(super) fn decide_revoke(
    case: &Case,
    command: RevokeWaiver,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let RevokeWaiver {} = command;
    Refusal::unless_empty(blocked_revoke(case, facts))?;
    Ok(vec![Event::WaiverRevoked(WaiverRevoked {
        official: facts.acting().clone(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_revoke(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.unless(case.waived.contains_key(facts.acting()), || {
        Reason::new(&RULE, "没有您放弃申辩的声明，不必撤回；可以直接陈述申辩。").remedy("defend")
    });
    missing.into_reasons()
}

pub(super) fn decide_answer(
    case: &Case,
    command: AnswerDefence,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_answer(case, facts)));
    concerned(case, &command.official, &mut missing);
    let raised = case.defended.get(&command.official).map_or(0, |defended| defended.points.len());
    missing.unless(raised > 0, || {
        Reason::new(&RULE, "该当事人没有需要答复的申辩，请核对当事人。").at("official")
    });
    for point in 1..=raised {
        let answers = command.points.iter().filter(|row| row.point as usize == point).count();
        missing.unless(answers == 1, || {
            let says = if answers == 0 {
                format!("第{point}条申辩没有答复，请逐条写明核查情况和是否采纳。")
            } else {
                format!("第{point}条申辩答复了{answers}次，请只保留一次。")
            };
            Reason::new(&RULE, says).at("points")
        });
    }
    missing.unless(command.points.iter().all(|row| (1..=raised).contains(&(row.point as usize))), || {
        Reason::new(&RULE, format!("申辩共{raised}条，答复中有不存在的条目，请更正。")).at("points")
    });
    missing.settle()?;
    let answered = |row: PointRow| PointAnswered {
        point: row.point,
        adoption: row.adoption,
        checked: row.checked,
        why: row.why,
    };
    Ok(vec![Event::DefenceAnswered(DefenceAnswered {
        official: command.official,
        points: command.points.into_iter().map(answered).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.unless(!case.defended.is_empty(), || Reason::new(&RULE, "没有需要答复的申辩。").remedy("defend"));
    missing.into_reasons()
}

#[cfg(test)]
mod tests;
