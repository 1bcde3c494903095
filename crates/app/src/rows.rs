//! What the read tables get of a case.

use rongheng_domain::{
    connivance::Trace,
    ids::{StreamId, UnitId},
    kind::{Row, Task, Who},
    people::Role,
    sheet::Doer,
};
use rongheng_store::{CaseRow, MessageRow, PartRow, RowChange, TaskRow, TraceRow};

use crate::{
    folded::{Folded, Posted},
    numbers::in_order,
};

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

/// Whom a task or a message is for.
pub(crate) fn doer(doer: &Doer, organ: Option<&UnitId>) -> String {
    match doer {
        Doer::Role(role) => holders(*role, organ),
        Doer::Person(id) => format!("person:{id}"),
        Doer::Unit(id) => format!("unit:{id}"),
    }
}

/// What a stream said about a case, as far as it may reach whom it was meant for.
pub(crate) fn messages(source: &StreamId, of: &StreamId, posted: &[Posted], row: &Row) -> RowChange {
    let said = |posted: &Posted| MessageRow {
        source: source.0.clone(),
        stream: of.0.clone(),
        who: doer(posted.message.to(), row.organ.as_ref()),
        says: posted.message.says().to_owned(),
        said_on: posted.on.to_string(),
        actor: posted.actor.0.clone(),
        version: i64::try_from(posted.version).unwrap_or(i64::MAX),
    };
    let mut said: Vec<_> = posted.iter().filter(|one| one.message.reaches(row)).map(said).collect();
    said.sort_by(|a, b| (a.version, &a.who).cmp(&(b.version, &b.who)));
    said.dedup_by(|a, b| (a.version, &a.who) == (b.version, &b.who));
    RowChange::SetMessages(source.clone(), said)
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
    // So does each 督办: the tab counts them.
    for order in folded.kind.supervision(&folded.state) {
        let ordered = &order.ordered;
        for (person, word) in [(&ordered.by, PartRow::ORDERED), (&ordered.to, PartRow::ANSWERS)] {
            let part = format!("{word}{}", ordered.number);
            parts.push(PartRow { stream: stream.clone(), who: who(&Who::Person(person.clone())), part });
        }
    }
    // And each line of a register that runs over cases (docs/decisions/0049).
    for entry in folded.kind.entries(&folded.state) {
        let who = format!("{}{}", PartRow::REGISTER, entry.register.id());
        parts.push(PartRow { stream: stream.clone(), who, part: entry.place() });
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
        RowChange::SetTraces(
            folded.stream.clone(),
            row.traces.iter().map(|one| trace(&stream, one)).collect(),
        ),
        messages(&folded.stream, &folded.stream, &folded.posted, row),
    ]
}

fn trace(stream: &str, trace: &Trace) -> TraceRow {
    TraceRow {
        stream: stream.to_owned(),
        sign: trace.sign.id().to_owned(),
        subject: trace.subject.clone(),
        on_day: trace.on.to_string(),
        then_day: trace.then.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn task(stream: &str, task: &Task, row: &Row) -> TaskRow {
    TaskRow {
        stream: stream.to_owned(),
        action: task.action.to_owned(),
        about: task.about.clone(),
        says: task.says.clone(),
        who: doer(&task.who, row.organ.as_ref()),
        due_rule: task.due.as_ref().map(|due| due.limit.id.clone()).unwrap_or_default(),
        due_on: task.due.as_ref().map(|due| due.last.to_string()).unwrap_or_default(),
        due_provisional: task.due.as_ref().is_some_and(|due| due.provisional),
    }
}
