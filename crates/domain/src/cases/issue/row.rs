//! What the read tables keep of a sheet, and who has to do what.

use super::{
    papers::CHECKERS,
    state::{Issuing, Stage},
};
use crate::{
    facts::Policy,
    ids::PersonId,
    kind::{Part, Row, Task, Who},
    people::Role,
    sheet::Doer,
};

/// Who has to do what: the step that is due, and what waits to be compared with the original.
pub(super) fn tasks(state: &Issuing) -> Vec<Task> {
    let mut tasks = step_tasks(state);
    tasks.extend(state.papers.tasks(CHECKERS));
    tasks
}

fn task(action: &'static str, says: &str, who: Doer, not: Vec<PersonId>) -> Task {
    Task { action, about: String::new(), says: says.to_owned(), who, due: None, not }
}

fn step_tasks(state: &Issuing) -> Vec<Task> {
    let wrote = || state.drafters.clone();
    match state.stage() {
        Stage::Drafting => {
            let first = state.drafters.first().cloned();
            let who = first.map_or(Doer::Role(Role::CaseManagement), Doer::Person);
            vec![task("redraft", "按退回的意见修改稿件", who, Vec::new())]
        }
        Stage::Checking => {
            let says = "核稿，或者退回修改";
            vec![task("check", says, Doer::Role(Role::DivisionHead), wrote())]
        }
        Stage::Countersigning => {
            let sign = |person: &PersonId| {
                let mut task = task("countersign", "会签", Doer::Person(person.clone()), Vec::new());
                task.about = format!("person:{person}");
                task
            };
            let enter = state.waits_for_organs().map(|organ| {
                let says = "收到联合机关的签署后登记";
                let mut task = task("enter_joint", says, Doer::Role(Role::CaseManagement), Vec::new());
                task.about = format!("unit:{organ}");
                task
            });
            state.waits_for().map(sign).chain(enter).collect()
        }
        Stage::Signing => {
            let checked = state.checked.iter().map(|checked| checked.by.clone());
            let not = wrote().into_iter().chain(checked).collect();
            vec![task("sign", "签发，或者退回修改", Doer::Role(Role::Leader), not)]
        }
        Stage::Sealing => vec![task("seal", "用印", Doer::Role(Role::CaseManagement), Vec::new())],
        Stage::Dispatching => vec![task("dispatch", "分发", Doer::Role(Role::CaseManagement), Vec::new())],
        Stage::Blank | Stage::Done | Stage::Void | Stage::Withdrawn => Vec::new(),
    }
}

/// What the read tables keep.
pub(super) fn row(state: &Issuing, policy: &Policy) -> Row {
    let Some(drafted) = &state.drafted else { return Row::default() };
    let organ = &policy.settings.organ;
    let person = |id: &PersonId, part| (Who::Person(id.clone()), part);
    let mut parts = vec![(Who::Unit(organ.clone()), Part::Organ)];
    parts.extend(state.drafters.iter().map(|id| person(id, Part::Team)));
    parts.extend(state.written.countersigners.iter().map(|id| person(id, Part::Countersigner)));
    Row {
        title: format!("{}（{}）", drafted.title, drafted.case_number),
        number: state.number().map(str::to_owned),
        stage: state.stage().words(),
        unit: None,
        organ: Some(organ.clone()),
        opened_on: Some(drafted.on),
        due: None,
        disclosed: false,
        closed_on: state.over_on(),
        archived_on: None,
        cause: Some(drafted.of.case.clone()),
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
    fn somebody_has_something_to_do_in_every_state_before_the_end() {
        let mut state = Issuing::default();
        for (event, next) in [
            (drafted(), Some("check")),
            (sent_back(), Some("redraft")),
            (redrafted(), Some("check")),
            (checked(), Some("countersign")),
            (countersigned("su", true), Some("sign")),
            (signed(), Some("seal")),
            (sealed(), Some("dispatch")),
            (dispatched(), None),
        ] {
            state = state.after(&event);
            assert_eq!(tasks(&state).first().map(|task| task.action), next, "{event:?}");
        }
    }

    #[test]
    fn nobody_is_given_a_task_that_the_own_draft_forbids() {
        let state = given([drafted(), checked(), countersigned("su", true)]);
        let task = tasks(&state).remove(0);
        assert_eq!(task.not, ["lin".into(), "gu".into()]);
    }
}
