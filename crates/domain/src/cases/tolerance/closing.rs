//! 办结 · 归档 — served and effects issued; an open correction forbids archiving, not closing (P7, D5).

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

use crate::{day::Day, ids::PersonId};

/// 办结.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 归档.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// 案卷号.
    pub volume: String,
    /// Retained until.
    pub retain_until: Day,
}

/// Closing takes the proofs of delivery.
pub static RULE: Rule = Rule {
    code: "P7",
    phrase: "结果必反馈",
    asks: "全部送达并发出消除影响通知后方可办结。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// An open correction forbids archiving.
pub static ARCHIVE_RULE: Rule = Rule {
    code: "D5",
    phrase: "及时纠正和补救",
    asks: "纠错未销号的，不得归档。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Close the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 办结.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("words", "备注", Input::Line).optional()],
    ..Action::new("close", "办结", &RULE, || answers_of(&Close { words: Some("示例".to_owned()) }))
};

/// Archive the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// 案卷号.
    pub volume: String,
}

/// 归档.
pub const ARCHIVE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("volume", "案卷号", Input::Line)],
    grave: true,
    ..Action::new("archive", "归档", &ARCHIVE_RULE, || answers_of(&Archive { volume: "示例".to_owned() }))
};

pub(super) fn decide_close(case: &Case, command: Close, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_close(case, facts))?;

    Ok(vec![Event::Closed(Closed { words: command.words, by: facts.acting().clone(), on: facts.acted_on() })])
}

pub(super) fn blocked_close(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "尚未作出认定。").remedy("determine"));
    missing.unless(case.closed.is_none(), || Reason::new(&RULE, "本案已经办结。"));

    missing.into_reasons()
}

pub(super) fn decide_archive(case: &Case, command: Archive, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_archive(case, facts))?;
    let retain_until = facts.acted_on().plus_months(i64::from(facts.policy.settings.retention_years) * 12);
    Ok(vec![Event::Archived(Archived {
        volume: command.volume,
        retain_until,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_archive(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_some(), || {
        Reason::new(&ARCHIVE_RULE, "本案尚未办结，请先办结。").remedy("close")
    });
    missing.unless(case.archived.is_none(), || Reason::new(&ARCHIVE_RULE, "本案已经归档。"));

    missing.into_reasons()
}
