//! 结案 · 归档 — the register of a decided investigation is closed, and goes to the archive (G1).
//!
//! Source: mechanism §3 G1. Not decided here: whether the decision was carried out; that is of its own body.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The investigation was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It was archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// 案卷号.
    pub volume: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Close it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// Archive it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// 案卷号.
    pub volume: String,
}

/// 结案.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("words", "备注", Input::Line).optional()],
    ..Action::new("close", "结案", &RULE, || {
        answers_of(&Close { words: Some("决定已由作出机关送达并执行。".to_owned()) })
    })
};

/// 归档.
pub const ARCHIVE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("volume", "案卷号", Input::Line)],
    grave: true,
    ..Action::new("archive", "归档", &RULE, || {
        answers_of(&Archive { volume: "青纪立2026-003".to_owned() })
    })
};

/// All that keeps it from being closed now.
pub(super) fn blocked_close(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.decided.is_some(), || {
        Reason::new(&RULE, "还没有登记处分（处理）决定，不能结案。").remedy("enter_decision")
    });
    missing.unless(state.closed.is_none(), || Reason::new(&RULE, "本案已经结案。").remedy("archive"));
    missing.take(AllChecked::of(&state.papers));
    missing.into_reasons()
}

/// It is closed.
pub(super) fn decide_close(
    state: &Investigation,
    command: Close,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_close(state, facts))?;
    let closed = Closed { words: command.words, by: facts.acting().clone(), on: facts.acted_on() };
    Ok(vec![Event::Closed(closed)])
}

/// All that keeps it from being archived now.
pub(super) fn blocked_archive(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.closed.is_some(), || {
        Reason::new(&RULE, "本案还没有结案，结案后再归档。").remedy("close")
    });
    missing.take(AllChecked::of(&state.papers));
    missing.into_reasons()
}

/// It goes to the archive.
pub(super) fn decide_archive(
    state: &Investigation,
    command: Archive,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_archive(state, facts))?;
    let archived = Archived { volume: command.volume, by: facts.acting().clone(), on: facts.acted_on() };
    Ok(vec![Event::Archived(archived)])
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Investigating, testing::*};
    use super::*;
    use crate::kind::Kind;

    #[test]
    fn decided_then_closed_then_archived_and_nothing_after() {
        let close = || Command::Close(Close { words: None });
        let archive = || Command::Archive(Archive { volume: "1".to_owned() });
        let open = given([filed(), examined(), sent(), reviewed(true)]);
        assert_eq!(Investigating::decide(&open, close(), &officer()).unwrap_err().codes(), ["G1.filed"]);
        let state = with(open, [decided()]);
        assert_eq!(Investigating::decide(&state, archive(), &officer()).unwrap_err().codes(), ["G1.filed"]);
        let state = with(state.clone(), Investigating::decide(&state, close(), &officer()).unwrap());
        let state = with(state.clone(), Investigating::decide(&state, archive(), &officer()).unwrap());
        for late in [close(), archive()] {
            let refused = Investigating::decide(&state, late, &officer()).unwrap_err();
            assert!(refused.reasons[0].says.contains("已经归档"), "{refused}");
        }
    }

    #[test]
    fn nothing_is_done_in_a_register_that_nobody_opened_or_by_who_is_near() {
        let close = || Command::Close(Close { words: None });
        let blank = Investigation::default();
        assert_eq!(Investigating::decide(&blank, close(), &officer()).unwrap_err().codes(), ["G1.filed"]);
        let kin = facts("kin", &[Role::CaseManagement]);
        assert_eq!(Investigating::decide(&given([filed()]), close(), &kin).unwrap_err().codes(), ["P8"]);
        let tomorrow = Facts { paper_on: Some(day("2026-05-07")), ..officer() };
        assert_eq!(Investigating::decide(&given([filed()]), close(), &tomorrow).unwrap_err().codes(), ["G5"]);
    }
}
