//! 补正 — what is missing is asked for once, and the clock stands still meanwhile (P2).

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
};

/// All missing material was asked for, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementAsked {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What is missing.
    pub what: String,
    /// The last day the clock stands still; it then goes on with what there is.
    pub until: Day,
}

/// Material was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplemented {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What was handed in.
    pub says: String,
    /// The material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// What is missing is asked for once.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "需要补正的材料一次性告知，等待期间停止计时，期满以现有材料继续。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Ask once for all missing material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskSupplement {
    /// 需要补正的全部材料.
    pub what: String,
}

/// 一次性告知补正.
pub const ASK: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[Field::new("what", "需要补正的全部材料", Input::Text)],
    help: "只能告知一次，请一次写全。等待补正期间停止计时。",
    ..Action::new("ask_supplement", "一次性告知补正", &RULE, || {
        answers_of(&AskSupplement { what: "示例".to_owned() })
    })
};

/// Hand in what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// 补正内容.
    pub says: String,
    /// 补正材料.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交补正材料.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::UnitContact, Role::Official],
    fields: &[
        Field::new("says", "补正内容", Input::Text),
        Field::new("file", "补正材料", Input::File).optional(),
    ],
    ..Action::new("supplement", "提交补正材料", &RULE, || {
        answers_of(&Supplement { says: "示例".to_owned(), file: Some("file".into()) })
    })
};

pub(super) fn decide_ask(case: &Case, command: AskSupplement, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    let until = case
        .due_from("tol.supplement", facts.acted_on(), &facts.policy)
        .map_or(facts.acted_on(), |due| due.last);
    Ok(vec![Event::SupplementAsked(SupplementAsked {
        what: command.what,
        until,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_none(), || Reason::new(&RULE, "申请已经受理，不再要求补正。"));
    missing.unless(case.supplement_asked.is_none(), || {
        Reason::new(&RULE, "已经一次性告知过补正，不能再次要求。")
    });

    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: Supplement, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::Supplemented(Supplemented {
        says: command.says,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.supplement_asked.is_some(), || Reason::new(&RULE, "尚未要求补正。"));

    missing.into_reasons()
}
