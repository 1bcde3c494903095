//! What the read tables get of a case.

use rongheng_domain::{
    ids::UnitId,
    kind::{Row, Task, Who},
    people::Role,
    sheet::Doer,
};
use rongheng_store::{CaseRow, PartRow, RowChange, TaskRow};

use crate::{folded::Folded, numbers::in_order};

pub(crate) fn who(who: &Who) -> String {
    match who {
        Who::Person(id) => format!("person:{id}"),
        Who::Unit(id) => format!("unit:{id}"),
    }
}

/// All who hold a role in the organ that has the case; the upper organ's people look into the cases of others.
pub(crate) fn holders(role: Role, organ: Option<&UnitId>) -> String {
    let organ = organ.filter(|_| role != Role::UpperOrgan).map(UnitId::as_str).unwrap_or_default();
    format!("role:{}@{organ}", role.id())
}

/// The rows of a case as it stands.
pub(crate) fn changes(folded: &Folded, row: &Row) -> Vec<RowChange> {
    let stream = folded.stream.0.clone();
    let day = |day: Option<rongheng_domain::day::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let case = CaseRow {
        stream: stream.clone(),
        kind: folded.kind.name().to_owned(),
        number: row.number.clone().unwrap_or_default(),
        numbered: row.number.as_deref().map(in_order).unwrap_or_default(),
        title: row.title.clone(),
        stage: row.stage.to_owned(),
        unit: row.unit.as_ref().map(|unit| unit.0.clone()).unwrap_or_default(),
        organ: row.organ.as_ref().map(|organ| organ.0.clone()).unwrap_or_default(),
        opened_on: day(row.opened_on),
        due_rule: row.due.as_ref().map(|due| due.limit.id.clone()).unwrap_or_default(),
        due_on: day(row.due.as_ref().map(|due| due.last)),
        due_provisional: row.due.as_ref().is_some_and(|due| due.provisional),
        disclosed: row.disclosed,
        closed_on: day(row.closed_on),
        archived_on: day(row.archived_on),
        cause: row.cause.as_ref().map(|cause| cause.0.clone()).unwrap_or_default(),
        marks: row.marks.join(" "),
        version: i64::try_from(folded.version).unwrap_or(i64::MAX),
    };
    let mut parts: Vec<_> = row
        .parts
        .iter()
        .map(|(of, part)| PartRow { stream: stream.clone(), who: who(of), part: part.id().to_owned() })
        .collect();
    // Who is not shown a task of a role stands among the parts, in words that the access table does not know.
    for task in &row.tasks {
        parts.extend(task.not.iter().map(|person| PartRow {
            stream: stream.clone(),
            who: who(&Who::Person(person.clone())),
            part: format!("not/{}/{}", task.action, task.about),
        }));
    }
    parts.sort();
    parts.dedup();
    let mut tasks: Vec<_> = row.tasks.iter().map(|task| self::task(&stream, task, row)).collect();
    tasks.sort();
    tasks.dedup_by(|a, b| (&a.action, &a.about, &a.who) == (&b.action, &b.about, &b.who));
    vec![
        RowChange::PutCase(Box::new(case)),
        RowChange::SetParts(folded.stream.clone(), parts),
        RowChange::SetTasks(folded.stream.clone(), tasks),
    ]
}

fn task(stream: &str, task: &Task, row: &Row) -> TaskRow {
    TaskRow {
        stream: stream.to_owned(),
        action: task.action.to_owned(),
        about: task.about.clone(),
        says: task.says.clone(),
        who: match &task.who {
            Doer::Role(role) => holders(*role, row.organ.as_ref()),
            Doer::Person(id) => who(&Who::Person(id.clone())),
            Doer::Unit(id) => who(&Who::Unit(id.clone())),
        },
        due_rule: task.due.as_ref().map(|due| due.limit.id.clone()).unwrap_or_default(),
        due_on: task.due.as_ref().map(|due| due.last.to_string()).unwrap_or_default(),
        due_provisional: task.due.as_ref().is_some_and(|due| due.provisional),
    }
}
