//! 办结 · 归档 — served and effects issued; an open correction forbids archiving, not closing (P7, D5).
//!
//! Source: the article, 结果必反馈; mechanism P7, D5, G1. 办结 takes the proofs of delivery and of the notices
//! issued; 归档 takes the proof that nothing is owed any more. Destruction of the archive is not decided
//! here.

use super::{
    Case, Event,
    effects::{Issued, Settled},
    feedback::AllServed,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::outcome::{self, Outcome, Track},
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

/// What closing is made of.
#[derive(Debug, Clone, Copy)]
struct Done<'a> {
    served: AllServed<'a>,
    issued: Issued<'a>,
}

impl<'a> Done<'a> {
    fn of(case: &'a Case, facts: &Facts, missing: &mut Missing) -> Option<Self> {
        let served = missing.take(AllServed::of(case));
        let issued = missing.take(Issued::of(case, &facts.policy));
        Some(Self { served: served?, issued: issued? })
    }
}

impl Closed {
    /// Closing takes the proofs of delivery as its argument (结果必反馈).
    fn with(done: Done<'_>, words: Option<String>, facts: &Facts) -> Self {
        let Done { served, issued } = done;
        let _ = (served, issued);
        Self { by: facts.acting().clone(), on: facts.acted_on(), words }
    }
}

/// All that keeps the case from being closed now.
pub(super) fn blocked_close(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_none(), || Reason::new(&RULE, "本案已经办结。").remedy("archive"));
    Done::of(case, facts, &mut missing);
    missing.into_reasons()
}

/// 办结.
pub(super) fn decide_close(case: &Case, command: Close, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_none(), || Reason::new(&RULE, "本案已经办结。").remedy("archive"));
    let done = Done::of(case, facts, &mut missing);
    missing.settle()?;
    match done {
        Some(done) => Ok(vec![Event::Closed(Closed::with(done, command.words, facts))]),
        None => Err(Refusal::one(&RULE, "结果还没有逐一送达，不能办结。")),
    }
}

/// Decisions on sanction that must be entered where an official remains accountable (G1).
pub(super) fn undecided_sanctions(case: &Case) -> Vec<(&PersonId, Track)> {
    let all = case.determined.iter().flat_map(|d| &d.determinations);
    let accountable = all
        .flat_map(|d| &d.outcomes)
        .filter(|outcome| matches!(outcome.outcome, Outcome::Lighter | Outcome::Mitigated));
    let entered = |official: &PersonId, track: Track| {
        case.sanction_decisions.iter().any(|s| s.official == *official && s.track == track)
    };
    accountable.map(|o| (&o.official, o.track)).filter(|(o, t)| !entered(o, *t)).collect()
}

/// All that keeps the case from being archived now.
pub(super) fn blocked_archive(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_some(), || {
        Reason::new(&ARCHIVE_RULE, "本案还没有办结，请先办结。").remedy("close")
    });
    missing.take(Settled::of(case, facts));
    for (official, track) in undecided_sanctions(case) {
        let says = format!("对当事人 {official} 的{}处理决定还没有登记，不能归档。", track.title());
        missing.add(Reason::new(&outcome::RULE, says).remedy("enter_sanction_decision"));
    }
    missing.into_reasons()
}

/// 归档.
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
