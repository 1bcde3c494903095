//! 整改进展 — the owner says how far it has come, before the report (D5).
//!
//! Source: mechanism D5 (owner, deadline, report). Progress is shown and decides nothing: it neither stops
//! the clock nor stands for the report.

use serde::{Deserialize, Serialize};

use super::{
    Event, MUST_BE_CORRECTED,
    owner::{nothing_waits, speaks},
    state::Correction,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The owner told how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressReported {
    /// What was done, what is left.
    pub says: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Tell how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportProgress {
    /// What was done, what is left.
    pub says: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 报告整改进展.
pub const ACTION: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("says", "整改进展", Input::Text).hint("写明已经做了什么、还差什么、预计何时完成。"),
        Field::new("file", "佐证材料", Input::File).optional(),
    ],
    help: "进展情况供审核参考，不代替整改报告，整改期限照常计算。",
    ..Action::new("report_progress", "报告整改进展", &MUST_BE_CORRECTED, || {
        answers_of(&ReportProgress {
            says: "九户档案已补正六户，口径已报区政府。".to_owned(),
            file: Some("f1".into()),
        })
    })
};

/// All that keeps this person from telling it now.
pub fn missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if speaks(state, facts, &mut missing).is_some() {
        nothing_waits(state, &mut missing);
    }
    missing.into_reasons()
}

/// The owner tells it.
///
/// # Errors
/// All that [`missing`] lists.
pub fn decide(state: &Correction, command: ReportProgress, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(missing(state, facts))?;
    Ok(vec![Event::ProgressReported(ProgressReported {
        says: command.says,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn progress() -> ReportProgress {
        ReportProgress { says: "已补正六户".to_owned(), file: None }
    }

    #[test]
    fn the_owner_tells_its_progress_as_often_as_it_likes() {
        let contact = facts("qi", &[Role::UnitContact]);
        let state = given([open(), ordered()]);
        let state = with(state.clone(), decide(&state, progress(), &contact).unwrap());
        let state = with(state.clone(), decide(&state, progress(), &contact).unwrap());
        assert_eq!(state.progress.len(), 2);
        assert!(state.reported.is_none(), "progress is no report");
    }

    #[test]
    fn it_is_refused_before_the_order_after_the_report_and_to_the_official_alone() {
        let contact = facts("qi", &[Role::UnitContact]);
        assert_eq!(decide(&given([open()]), progress(), &contact).unwrap_err().codes(), ["D5"]);
        let waiting = given([open(), ordered(), reported()]);
        assert_eq!(decide(&waiting, progress(), &contact).unwrap_err().codes(), ["D5"]);
        let official = facts("zhou", &[Role::UnitContact]);
        assert_eq!(decide(&given([open(), ordered()]), progress(), &official).unwrap_err().codes(), ["D5"]);
    }
}
