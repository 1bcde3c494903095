//! 单位意见 — the unit is asked; never is it spoken for by the official concerned or a subordinate alone (P4).

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
    ids::{FileId, PersonId, UnitId},
    people::words,
};

words! {
    /// The unit's opinion.
    UnitView {
        /// 同意容错.
        Supports = "supports" "建议容错",
        /// 不同意容错.
        Opposes = "opposes" "不建议容错",
        /// 无倾向.
        Neutral = "neutral" "如实说明情况，不作倾向性建议",
    }
}

/// The opinion was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAsked {
    /// Who is asked: the unit, or the party organisation that speaks for it.
    pub of: UnitId,
    /// Whether somebody else speaks for the unit.
    pub for_unit: bool,
    /// What is asked.
    pub asks: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The opinion was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAnswered {
    /// In a word.
    pub view: UnitView,
    /// In full.
    pub says: String,
    /// Who signed for the unit.
    pub signed_by: PersonId,
    /// The letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The unit is asked.
pub static RULE: Rule = Rule {
    code: "P4",
    phrase: "征求所在单位意见",
    asks: "征求所在单位意见；不得由当事人本人或者其下属单独代表单位。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Ask the unit for its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskUnit {
    /// 征求意见的内容.
    pub asks: String,
}

/// 征求所在单位意见.
pub const ASK: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[Field::new("asks", "征求意见的内容", Input::Text)],
    document: Some("征求意见函"),
    ..Action::new("ask_unit", "征求所在单位意见", &RULE, || {
        answers_of(&AskUnit { asks: "示例".to_owned() })
    })
};

/// Give the opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerUnit {
    /// 意见.
    pub view: UnitView,
    /// 具体意见和理由.
    pub says: String,
    /// 签署人.
    pub signed_by: PersonId,
    /// 盖章的复函.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交单位意见.
pub const ANSWER: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("view", "意见", Input::Choice(UnitView::CHOICES)),
        Field::new("says", "具体意见和理由", Input::Text),
        Field::new("signed_by", "签署人", Input::Person).hint("不得由当事人本人签署"),
        Field::new("file", "盖章的复函", Input::File).optional(),
    ],
    ..Action::new("answer_unit", "提交单位意见", &RULE, || {
        answers_of(&AnswerUnit {
            view: UnitView::Supports,
            says: "示例".to_owned(),
            signed_by: "lin".into(),
            file: Some("file".into()),
        })
    })
};

pub(super) fn decide_ask(case: &Case, command: AskUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    let of = case
        .applied
        .as_ref()
        .map_or_else(|| facts.policy.settings.organ.clone(), |applied| applied.unit.clone());
    Ok(vec![Event::UnitAsked(UnitAsked {
        of,
        for_unit: false,
        asks: command.asks,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.disclosed.is_some(), || {
        Reason::new(&RULE, "尚未批准告知，不得征求所在单位意见。").remedy("approve_disclosure")
    });

    missing.into_reasons()
}

pub(super) fn decide_answer(case: &Case, command: AnswerUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_answer(case, facts))?;

    Ok(vec![Event::UnitAnswered(UnitAnswered {
        view: command.view,
        says: command.says,
        signed_by: command.signed_by,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.unit_asked.is_some(), || Reason::new(&RULE, "尚未征求单位意见。").remedy("ask_unit"));

    missing.into_reasons()
}
