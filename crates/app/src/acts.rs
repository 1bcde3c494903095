//! What the read tables get of what somebody did: a row for each event, written with it and never again.

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::{AnyKind, Recorded},
};
use rongheng_store::{ActRow, RowChange};

use crate::{Actor, Result};

/// What follows from a day that passed, in whoever's command it was noticed: nobody's act.
const OF_ITSELF: [&str; 4] = [
    "tolerance.deemed_accepted",
    "tolerance.verification_overdue",
    "tolerance.deemed_continued",
    "correction.escalated",
];

/// Who did it, for whom, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) actor: &'a PersonId,
    pub(crate) acted_for: Option<&'a PersonId>,
    pub(crate) at: Moment,
}

/// The rows of one event of a case.
pub(crate) fn of_event(
    kind: &dyn AnyKind,
    stream: &StreamId,
    version: u64,
    event: &Recorded,
    by: By<'_>,
) -> Result<Vec<ActRow>> {
    let jobs = Actor::jobs().person;
    let of_itself = OF_ITSELF.contains(&event.kind.as_str());
    let actor = if of_itself { &jobs } else { by.actor };
    let acted_for = by.acted_for.filter(|_| !of_itself);
    let row = |who: &PersonId, what: &str, title: &str| ActRow {
        stream: stream.0.clone(),
        who: format!("person:{who}"),
        what: what.to_owned(),
        title: title.to_owned(),
        actor: actor.0.clone(),
        acted_for: acted_for.map(|person| person.0.clone()).unwrap_or_default(),
        done_at: ActRow::moment(by.at),
        version: i64::try_from(version).unwrap_or(i64::MAX),
    };
    let title = kind.told(event)?.title;
    let mut rows = vec![row(actor, ActRow::DID, &title)];
    if version == 1 {
        rows.push(row(actor, ActRow::OPENED, &title));
        rows.extend(acted_for.map(|person| row(person, ActRow::OPENED, &title)));
    }
    rows.sort();
    rows.dedup();
    Ok(rows)
}

/// All of these rows, of one case.
pub(crate) fn added(stream: &StreamId, rows: Vec<ActRow>) -> RowChange {
    RowChange::AddActs(stream.clone(), rows)
}
