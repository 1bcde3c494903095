//! What the read tables keep of a tolerance case: where it stands, and who belongs to it.
//!
//! G4: before 批准告知 the official and the unit have neither part nor task, except as applicants.

use super::{application::Applicant, feedback, review::ReviewView, state::Case, tasks::tasks, weight};
use crate::{
    facts::Policy,
    ids::UnitId,
    kind::{Part, Row, Task, Who},
};

/// Days and inputs; never lights, lateness or "today".
pub(super) fn row(case: &Case, policy: &Policy) -> Row {
    let tasks = tasks(case, policy);
    let Some(applied) = &case.applied else { return signalled(case, tasks, policy) };
    Row {
        title: applied.title.clone(),
        number: Some(applied.number.clone()),
        stage: stage(case),
        unit: Some(applied.unit.clone()),
        organ: Some(case.organ(policy).clone()),
        opened_on: Some(applied.on),
        due: tasks.iter().filter_map(|task| task.due.clone()).min_by_key(|due| due.last),
        disclosed: case.disclosed.is_some(),
        closed_on: case.closed.as_ref().map(|closed| closed.on),
        archived_on: case.archived.as_ref().map(|archived| archived.on),
        cause: None,
        marks: marks(case, policy),
        parts: parts(case, policy),
        tasks,
        traces: super::traces::traces(case),
    }
}

/// Before the organ started by itself there is only the signal, and only the organ belongs to it.
fn signalled(case: &Case, tasks: Vec<Task>, policy: &Policy) -> Row {
    let Some(signal) = &case.signal else { return Row::default() };
    Row {
        title: signal.title.clone(),
        number: Some(signal.number.clone()),
        stage: stage(case),
        unit: Some(signal.unit.clone()),
        organ: Some(policy.settings.organ.clone()),
        opened_on: Some(signal.on),
        due: tasks.iter().filter_map(|task| task.due.clone()).min_by_key(|due| due.last),
        archived_on: case.archived.as_ref().map(|archived| archived.on),
        parts: vec![(Who::Unit(policy.settings.organ.clone()), Part::Organ)],
        tasks,
        ..Row::default()
    }
}

/// What weighs on it, each once.
fn marks(case: &Case, policy: &Policy) -> Vec<&'static str> {
    let mut marks: Vec<_> =
        weight::standing(case, policy).into_iter().map(|mark| mark.weight.title()).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Where the case stands.
pub(super) fn stage(case: &Case) -> &'static str {
    let consulted = case.consultation.as_ref().is_some_and(|c| c.closed.is_some());
    if case.archived.is_some() {
        "已归档"
    } else if case.transferred.is_some() {
        "已移送"
    } else if case.joined_into.is_some() {
        "已并案"
    } else if case.withdrawn.is_some() {
        "已撤回"
    } else if case.applied.is_none() && case.signal.is_some() {
        if case.signal_concluded.is_some() { "反映已答复" } else { "反映待核查" }
    } else if case.closed.is_some() {
        "已办结"
    } else if case.determined.is_some() {
        if feedback::AllServed::of(case).is_ok() { "结果运用" } else { "反馈" }
    } else if case.resolved.is_some() {
        "认定"
    } else if case.reviewed.as_ref().is_some_and(|r| r.view == ReviewView::Agree) {
        "审批"
    } else if consulted {
        "审理"
    } else if case.reported.is_some() {
        "会商"
    } else if case.assigned.is_some() {
        "核实"
    } else if case.accepted.is_some() {
        "受理"
    } else {
        "申请"
    }
}

fn parts(case: &Case, policy: &Policy) -> Vec<(Who, Part)> {
    let Some(applied) = &case.applied else { return Vec::new() };
    let mut parts = vec![
        (Who::Unit(case.organ(policy).clone()), Part::Organ),
        (Who::Unit(applied.committee.clone()), Part::Committee),
        (Who::Person(applied.by.clone()), Part::Applicant),
    ];
    let former = case.former_organs(policy).into_iter();
    parts.extend(former.map(|(organ, _)| (Who::Unit(organ.clone()), Part::FormerOrgan)));
    if applied.applicant == Applicant::Unit {
        parts.push((Who::Unit(applied.unit.clone()), Part::Applicant));
    }
    parts.extend(case.officials().map(|official| (Who::Person(official.clone()), Part::Concerned)));
    if case.disclosed.is_some() {
        parts.extend(case.officials().map(|official| (Who::Person(official.clone()), Part::Official)));
        parts.push((Who::Unit(applied.unit.clone()), Part::Unit));
        let told = case.unit_held.as_ref().and_then(|unit| unit.notified.as_ref());
        let told = told.filter(|told| told.for_unit);
        parts.extend(told.map(|told| (Who::Unit(told.to.clone()), Part::SpeaksForUnit)));
        let speaker = case.unit_asked.as_ref().filter(|asked| asked.for_unit);
        parts.extend(speaker.map(|asked| (Who::Unit(asked.of.clone()), Part::SpeaksForUnit)));
    }
    if case.determined.is_some() {
        // The source hears the result, and nothing before it is served (P7): until then it has no view either.
        let served = |source: &UnitId| case.served.contains_key(&format!("unit:{source}"));
        let sources = case.joined.iter().filter_map(|joined| joined.carried.source.clone());
        let all = sources.chain(applied.source.clone()).filter(served);
        parts.extend(all.map(|source| (Who::Unit(source), Part::Source)));
    }
    if let Some(team) = &case.assigned {
        let all = std::iter::once(&team.leader).chain(&team.members);
        parts.extend(all.map(|person| (Who::Person(person.clone()), Part::Team)));
    }
    let members = case.consultation.iter().flat_map(|c| &c.composed.members);
    parts.extend(members.map(|m| (Who::Person(m.person.clone()), Part::Consulted)));
    parts.extend(case.sent_to_review.iter().map(|s| (Who::Person(s.reviewer.clone()), Part::Reviewer)));
    let again = case.reexaminations.values().flat_map(|one| &one.assigned).flat_map(|to| &to.reexaminers);
    let anew = case.revocations.values().flat_map(|one| &one.assigned).flat_map(|to| &to.members);
    parts.extend(again.chain(anew).map(|person| (Who::Person(person.clone()), Part::Reexaminer)));
    let owners = case.appraisals_notified.values();
    parts.extend(owners.map(|n| (Who::Unit(n.owner.clone()), Part::AppraisalOwner)));
    let upheld = case.recusals.iter().filter(|(_, d)| d.as_ref().is_some_and(|d| d.upheld));
    parts.extend(upheld.map(|(asked, _)| (Who::Person(asked.person.clone()), Part::Excluded)));
    parts.sort();
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::{
        Tolerance,
        testing::{before, policy, straight},
    };
    use crate::kind::Kind;
    use crate::sheet::Doer;

    #[test]
    fn every_act_of_the_straight_path_stands_in_the_work_list_before_it_is_done() {
        let asked_by_the_case: Vec<_> = straight().into_iter().map(|(_, _, name, _)| name).collect();
        for action in asked_by_the_case {
            // Facts that somebody enters when they come are no task; the first act has no case yet.
            if ["apply", "set_baseline", "enter_filing"].contains(&action) {
                continue;
            }
            let scene = before(action);
            let listed = tasks(&scene.case, &policy());
            assert!(listed.iter().any(|t| t.action == action), "{action} is not in {listed:#?}");
        }
    }

    #[test]
    fn every_task_is_an_action_of_the_kind_and_its_role_may_do_it() {
        for (_, _, name, _) in straight() {
            for task in tasks(&before(name).case, &policy()) {
                let action = Tolerance::ACTIONS.iter().find(|a| a.name == task.action).unwrap();
                if let Doer::Role(role) = task.who {
                    assert!(action.who.contains(&role), "{} is not for {role:?}", action.name);
                }
            }
        }
    }

    #[test]
    fn until_disclosure_official_and_unit_have_no_part_and_no_task() {
        let row = row(&before("approve_disclosure").case, &policy());
        let hidden = [Who::Person("zhou".into()), Who::Unit("shiqiao".into())];
        let shown = |part: Part| part != Part::Concerned;
        assert!(
            row.parts.iter().all(|(who, part)| !hidden.contains(who) || !shown(*part)),
            "{:?}",
            row.parts
        );
        assert!(!row.tasks.iter().any(|t| matches!(t.who, Doer::Unit(_))), "{:?}", row.tasks);
        assert!(!row.disclosed);
        let open = super::row(&before("ask_unit").case, &policy());
        assert!(hidden.iter().all(|h| open.parts.iter().any(|(who, part)| who == h && shown(*part))));
    }

    #[test]
    fn the_due_of_a_case_is_the_nearest_one() {
        let row = row(&before("answer_unit").case, &policy());
        assert_eq!(row.due.unwrap().limit.id, "tol.unit_opinion");
        assert_eq!(super::row(&before("accept").case, &policy()).due.unwrap().limit.id, "tol.file_no");
    }
}
