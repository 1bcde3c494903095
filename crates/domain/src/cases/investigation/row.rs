//! What the read tables keep of an investigation, and who has to do what.

use super::{papers::CHECKERS, state::Investigation};
use crate::{
    facts::Policy,
    kind::{Part, Row, Task, Who},
    people::Role,
    sheet::Doer,
};

/// Where it stands, in a word.
pub(super) fn stage(state: &Investigation) -> &'static str {
    if state.archived.is_some() {
        "归档"
    } else if state.closed.is_some() {
        "结案"
    } else if state.decided.is_some() {
        "待结案"
    } else if state.reviewed.is_some() {
        "待决定"
    } else if state.sent_to_review.is_some() {
        "审理"
    } else if state.examined.is_some() {
        "待移送审理"
    } else {
        "审查调查"
    }
}

/// Who has to do what: the step that is due, and what waits to be compared with the original.
pub(super) fn tasks(state: &Investigation) -> Vec<Task> {
    let mut tasks = step_tasks(state);
    tasks.extend(state.papers.tasks(CHECKERS));
    tasks
}

fn step_tasks(state: &Investigation) -> Vec<Task> {
    let task = |action, says: &str, who| Task {
        action,
        about: String::new(),
        says: says.to_owned(),
        who,
        due: None,
        not: Vec::new(),
    };
    let management = || Doer::Role(Role::CaseManagement);
    if state.filed.is_none() || state.archived.is_some() {
        Vec::new()
    } else if state.closed.is_some() {
        vec![task("archive", "归档", management())]
    } else if state.decided.is_some() {
        vec![task("close", "结案", management())]
    } else if state.reviewed.is_some() {
        vec![task("enter_decision", "登记处分（处理）决定", management())]
    } else if let Some(sent) = &state.sent_to_review {
        vec![task("review", "提出审理意见", Doer::Person(sent.reviewer.clone()))]
    } else if state.examined.is_some() {
        vec![
            task("send_to_review", "移送审理", management()),
            task("send_to_review", "移送审理", Doer::Role(Role::DivisionHead)),
        ]
    } else {
        vec![task("finish_examination", "审查调查并登记终结", Doer::Role(Role::CaseOfficer))]
    }
}

/// What the read tables keep. The official has no part in it but to stand aside: nothing of it reaches the
/// official here (G4).
pub(super) fn row(state: &Investigation, policy: &Policy) -> Row {
    let Some(filed) = &state.filed else { return Row::default() };
    let organ = &policy.settings.organ;
    let mut parts =
        vec![(Who::Unit(organ.clone()), Part::Organ), (Who::Person(filed.official.clone()), Part::Excluded)];
    let investigators = state.examined.iter().flat_map(|examined| &examined.investigators);
    parts.extend(investigators.map(|one| (Who::Person(one.clone()), Part::Team)));
    parts.extend(state.sent_to_review.iter().map(|s| (Who::Person(s.reviewer.clone()), Part::Reviewer)));
    Row {
        title: filed.about.clone(),
        number: Some(filed.number.clone()),
        stage: stage(state),
        unit: filed.unit.clone(),
        organ: Some(organ.clone()),
        opened_on: Some(filed.on),
        due: None,
        disclosed: false,
        closed_on: state.closed.as_ref().map(|closed| closed.on),
        archived_on: state.archived.as_ref().map(|archived| archived.on),
        cause: filed.tolerance.as_ref().map(|of| of.stream.clone()),
        parts,
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
    fn somebody_has_something_to_do_in_every_state_before_the_archive() {
        let first = |state: &Investigation| tasks(state).first().map(|task| task.action);
        let mut state = Investigation::default();
        for (event, next) in [
            (filed(), Some("finish_examination")),
            (examined(), Some("send_to_review")),
            (sent(), Some("review")),
            (reviewed(false), Some("finish_examination")),
            (examined(), Some("send_to_review")),
            (sent(), Some("review")),
            (reviewed(true), Some("enter_decision")),
            (decided(), Some("close")),
            (closed(), Some("archive")),
            (archived(), None),
        ] {
            state = state.after(&event);
            assert_eq!(first(&state), next, "{event:?}");
        }
    }

    #[test]
    fn the_official_has_no_part_in_it_but_to_stand_aside() {
        let row = row(&given([filed(), examined(), sent()]), &Policy::default());
        let zhou = Who::Person("zhou".into());
        let parts: Vec<_> = row.parts.iter().filter(|(who, _)| *who == zhou).map(|(_, part)| *part).collect();
        assert_eq!(parts, [Part::Excluded]);
        assert!(!row.disclosed);
    }
}
