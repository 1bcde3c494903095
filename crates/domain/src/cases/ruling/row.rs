//! What the read tables keep of a ruling, and who has to do what.

use super::{papers::CHECKERS, state::Ruling};
use crate::{
    facts::Policy,
    kind::{Part, Row, Task, Who},
    people::Role,
    sheet::Doer,
};

/// Where it stands, in a word.
pub(super) fn stage(state: &Ruling) -> &'static str {
    if state.declined.is_some() {
        "不予请示"
    } else if state.kept.is_some() {
        "已存为政策"
    } else if state.closed.is_some() {
        "办结"
    } else if state.answered.is_some() {
        "已答复"
    } else if state.sent_up.is_some() {
        "待答复"
    } else if state.approved.is_some() {
        "待上报"
    } else {
        "待审批"
    }
}

/// Who has to do what: the step that is due, and what waits to be compared with the original.
pub(super) fn tasks(state: &Ruling) -> Vec<Task> {
    let mut tasks = step_tasks(state);
    tasks.extend(state.papers.tasks(CHECKERS));
    tasks
}

fn step_tasks(state: &Ruling) -> Vec<Task> {
    let task = |action, says: &str, role| Task {
        action,
        about: String::new(),
        says: says.to_owned(),
        who: Doer::Role(role),
        due: None,
        not: Vec::new(),
    };
    if state.asked.is_none() || state.over() {
        Vec::new()
    } else if state.answered.is_some() {
        vec![task("keep_as_policy", "把答复存为政策，或者写明理由办结", Role::PolicyOfficer)]
    } else if state.sent_up.is_some() {
        vec![
            task("enter_answer", "答复请示", Role::UpperOrgan),
            task("enter_answer", "收到上级答复后登记", Role::CaseManagement),
        ]
    } else if state.approved.is_some() {
        vec![task("send_up", "上报请示", Role::CaseManagement)]
    } else {
        vec![task("approve", "审批请示", Role::Leader)]
    }
}

/// What the read tables keep.
pub(super) fn row(state: &Ruling, policy: &Policy) -> Row {
    let Some(asked) = &state.asked else { return Row::default() };
    let organ = &policy.settings.organ;
    Row {
        title: asked.title.clone(),
        number: Some(asked.number.clone()),
        stage: stage(state),
        unit: None,
        organ: Some(organ.clone()),
        opened_on: Some(asked.on),
        due: None,
        disclosed: false,
        closed_on: state.over_on(),
        archived_on: None,
        cause: asked.tolerance.as_ref().map(|of| of.stream.clone()),
        parts: vec![(Who::Unit(organ.clone()), Part::Organ)],
        marks: Vec::new(),
        tasks: tasks(state),
        traces: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn somebody_has_something_to_do_in_every_state_before_the_end() {
        let first = |state: &Ruling| tasks(state).first().map(|task| task.action);
        let mut state = Ruling::default();
        for (event, next) in [
            (asked(), Some("approve")),
            (approved(), Some("send_up")),
            (sent_up(), Some("enter_answer")),
            (answered(), Some("keep_as_policy")),
            (closed(), None),
        ] {
            state = state.after(&event);
            assert_eq!(first(&state), next, "{event:?}");
        }
    }
}
