//! 陈述申辩 — heard after the notice, checked, adopted or not point by point; never worse for it (P3).

use super::notice::RULE;
use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
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

const POINT_FIELDS: &[Field] = &[Field::new("says", "意见", Input::Text)];

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

const POINT_ROW_FIELDS: &[Field] = &[
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

pub(super) fn decide_defend(case: &Case, command: Defend, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_defend(case, facts))?;

    Ok(vec![Event::Defended(Defended {
        official: facts.acting().clone(),
        points: command.points.into_iter().map(|p| p.says).collect(),
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_defend(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.notified.is_empty(), || {
        Reason::new(&RULE, "尚未告知事实材料和拟认定意见；告知之后再陈述申辩。").remedy("notify")
    });

    missing.into_reasons()
}

pub(super) fn decide_waive(case: &Case, command: WaiveDefence, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_waive(case, facts))?;

    Ok(vec![Event::DefenceWaived(DefenceWaived {
        official: facts.acting().clone(),
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_waive(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.notified.is_empty(), || {
        Reason::new(&RULE, "尚未告知事实材料和拟认定意见。").remedy("notify")
    });

    missing.into_reasons()
}

pub(super) fn decide_revoke(
    case: &Case,
    command: RevokeWaiver,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_revoke(case, facts))?;
    let RevokeWaiver {} = command;
    Ok(vec![Event::WaiverRevoked(WaiverRevoked {
        official: facts.acting().clone(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_revoke(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.waived.is_empty(), || Reason::new(&RULE, "没有放弃申辩的声明。"));

    missing.into_reasons()
}

pub(super) fn decide_answer(
    case: &Case,
    command: AnswerDefence,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_answer(case, facts))?;

    Ok(vec![Event::DefenceAnswered(DefenceAnswered {
        official: command.official,
        points: command
            .points
            .into_iter()
            .map(|p| PointAnswered { point: p.point, adoption: p.adoption, checked: p.checked, why: p.why })
            .collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.defended.is_empty(), || Reason::new(&RULE, "没有需要答复的申辩。"));

    missing.into_reasons()
}
