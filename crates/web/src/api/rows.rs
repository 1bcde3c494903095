//! Rows of lists as JSON: the very rows that the pages list.

use rongheng_app::{
    COUNTED,
    page::{CaseList, Choice, Listed, Work},
};
use rongheng_domain::{cases, kind::Action};
use serde_json::{Value, json};

use super::{
    ROOT,
    answer::Object,
    say::{With, due_on, person, role, unit},
};
use crate::error_page::address;

/// A page of the list of cases.
pub(crate) fn list(
    list: &CaseList,
    (next, previous): (Option<String>, Option<String>),
    with: With<'_>,
) -> Value {
    Object::new()
        .list("cases", list.rows.iter().map(|row| listed(row, with)))
        .with("count", list.count.min(COUNTED))
        .with("count_is_exact", list.count <= COUNTED)
        .list("stages", list.stages.iter().copied())
        .maybe("after", list.next.clone())
        .maybe("next", next)
        .maybe("previous", previous)
        .into()
}

/// A case in a list.
pub(super) fn listed(row: &Listed, with: With<'_>) -> Value {
    let page = address(&row.stream);
    let kind_title = cases::named(&row.kind).map(|kind| kind.title());
    Object::new()
        .with("id", row.stream.0.as_str())
        .with("kind", row.kind.as_str())
        .maybe("kind_title", kind_title)
        .words("number", &row.number)
        .with("title", row.title.as_str())
        .with("stage", row.stage.as_str())
        .maybe("unit", row.unit.as_ref().map(|id| unit(id, with.names)))
        .maybe("opened_on", row.opened_on.map(|day| day.to_string()))
        .maybe("due", row.due.as_ref().map(|due| due_on(due, row.closed_on.is_none(), with)))
        .maybe("closed_on", row.closed_on.map(|day| day.to_string()))
        .maybe("archived_on", row.archived_on.map(|day| day.to_string()))
        .with("href", format!("{ROOT}{page}"))
        .with("page", page)
        .into()
}

/// 待办.
pub(crate) fn work(work: &Work) -> Value {
    let with = With { names: &work.names, calendar: &work.calendar, today: work.today };
    let tasks = work.tasks.iter().map(|task| {
        let about = task.about.split([':', '/']).filter(|id| with.names.known(id).is_some()).map(|id| {
            let person_id = id.into();
            if with.names.people.contains_key(&person_id) {
                json!({"person": person(&person_id, with.names)})
            } else {
                json!({"unit": unit(&id.into(), with.names)})
            }
        });
        let href = format!("{ROOT}{}/acts/{}", address(&task.case.stream), task.action);
        Object::new()
            .with("case", listed(&task.case, with))
            .words("action", &task.action)
            .with("title", task.title.as_str())
            .with("says", task.says.as_str())
            .list("about", about)
            .maybe("due", task.due.as_ref().map(|due| due_on(due, true, with)))
            .maybe("other_role", task.other_role.map(role))
            .maybe("in_place_of", task.in_place_of.as_ref().map(|of| person(of, with.names)))
            .maybe("href", (!task.action.is_empty()).then_some(href))
    });
    Object::new()
        .list("tasks", tasks)
        .with("count", work.total)
        .maybe("after", work.next.clone())
        .list("may_open", work.opening.iter().map(|(kind, action)| opening(kind, action)))
        .into()
}

/// An action that opens a case.
pub(crate) fn opening(kind: &str, action: &Action) -> Value {
    json!({
        "kind": kind, "action": action.name, "title": action.title,
        "href": format!("{ROOT}/cases/{kind}/acts/{}", action.name),
        "schema": format!("{ROOT}/schemas/{kind}/{}.json", action.name),
    })
}

/// People or units found by a part of their name.
pub(crate) fn choices(choices: &[Choice]) -> Value {
    let one = |choice: &Choice| json!({"id": choice.value, "label": choice.label});
    json!({"found": choices.iter().map(one).collect::<Vec<_>>()})
}
