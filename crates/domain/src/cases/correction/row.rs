//! What the read tables keep of a correction.

use super::{
    standing::{Standing, tasks},
    state::Correction,
};
use crate::{
    connivance::{Sign, Trace},
    facts::Policy,
    kind::{Part, Row, Task, Who},
    people::Role,
};

/// What the read tables keep.
pub(super) fn row(state: &Correction, policy: &Policy) -> Row {
    let Some(opened) = &state.opened else { return Row::default() };
    let mut tasks = tasks(state, policy);
    tasks.extend(state.papers.tasks(&[Role::CaseManagement, Role::CaseOfficer]));
    let organ = opened.organ.as_ref().unwrap_or(&policy.settings.organ);
    let mut parts = vec![(Who::Unit(organ.clone()), Part::Organ)];
    if told_owner(state) {
        parts.push((Who::Unit(opened.reporter().clone()), Part::Owner));
        if opened.answers_for_owner.is_none() {
            // The owner's own party organisation is not known to this stream; it reads by its subtree.
            parts.push((Who::Unit(opened.owner.clone()), Part::Unit));
        }
    }
    for (asked, _) in &state.escalations {
        parts.push((Who::Unit(asked.to.clone()), Part::Committee));
    }
    parts.dedup();
    Row {
        title: opened.what.clone(),
        number: Some(opened.number.clone()),
        stage: Standing::of(state).words(),
        unit: Some(opened.owner.clone()),
        organ: Some(organ.clone()),
        opened_on: Some(opened.on),
        traces: traces(state, &tasks),
        due: tasks.iter().find_map(|t| t.due.clone()),
        disclosed: told_owner(state),
        closed_on: state.signed_off.as_ref().map(|(_, s)| s.on),
        archived_on: None,
        cause: Some(opened.case.clone()),
        parts,
        marks: Vec::new(),
        tasks,
    }
}

/// While it is open: the last day of the limit that runs, by the unit that owes it. Never a provisional day.
fn traces(state: &Correction, tasks: &[Task]) -> Vec<Trace> {
    let Some(opened) = state.opened.as_ref().filter(|_| state.signed_off.is_none()) else {
        return Vec::new();
    };
    let due = tasks.iter().find_map(|task| task.due.as_ref()).filter(|due| !due.provisional);
    let trace = |last| Trace {
        sign: Sign::CorrectionOverdue,
        subject: format!("unit:{}", opened.owner),
        on: last,
        then: None,
    };
    due.map(|due| trace(due.last)).into_iter().collect()
}

/// The owner hears of it with the order, or with a confirmation that there is nothing left to do.
pub(super) fn told_owner(state: &Correction) -> bool {
    state.ordered.is_some() || state.confirmed.is_some() || !state.reopened.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn a_correction_leaves_a_trace_of_its_limit_until_it_is_signed_off() {
        let policy = super::super::testing::policy();
        let traces = |state: &Correction| row(state, &policy).traces;
        let left = traces(&given([open(), ordered()]));
        assert_eq!(left.iter().map(|one| one.sign).collect::<Vec<_>>(), [Sign::CorrectionOverdue]);
        assert_eq!(traces(&given([open(), ordered(), reported(), checked(true), signed()])), []);
    }

    #[test]
    fn somebody_has_something_to_do_in_every_state_before_the_sign_off() {
        let policy = Policy::default();
        let tasks = |state: &Correction| row(state, &policy).tasks.first().map(|t| t.action);
        assert_eq!(tasks(&given([open()])), Some("order"));
        assert_eq!(tasks(&given([open_already()])), Some("confirm_already"));
        assert_eq!(tasks(&given([open(), ordered()])), Some("report"));
        assert_eq!(tasks(&given([open(), ordered(), reported()])), Some("check"));
        assert_eq!(tasks(&given([open(), ordered(), reported(), checked(false)])), Some("report"));
        assert_eq!(tasks(&given([open(), ordered(), reported(), checked(true)])), Some("sign_off"));
        assert_eq!(tasks(&given([open_already(), confirmed(), signed()])), None);
        assert_eq!(tasks(&given([open_already(), confirmed(), signed(), reopened()])), Some("order"));
    }
}
