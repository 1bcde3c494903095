//! A message to those who are to check an amendment: also where a sheet brought it in, since what a sheet brings counts
//! for nothing before two people checked it.

use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    kind::Recorded,
    registers::{
        self, Register as _,
        amendment::{Amendment, AmendmentEvent, CHECKERS, CHECKS},
    },
};
use rongheng_store::{MessageRow, RowChange};

use crate::{App, Result, rows::holders};

/// An event with what stands around it.
pub(crate) struct At {
    pub(crate) recorded: Recorded,
    pub(crate) version: u64,
    pub(crate) on: Day,
    pub(crate) actor: PersonId,
}

/// What an amendment says: that it waits to be checked, to every role that checks, while it does.
pub(crate) fn messages(stream: &StreamId, events: &[At], organ: &UnitId) -> Result<RowChange> {
    let mut record = Amendment::default();
    let mut asked = None;
    for event in events {
        let read = registers::read::<Amendment>(&event.recorded)?;
        if let AmendmentEvent::Written { .. } | AmendmentEvent::TakenOut { .. } = read {
            asked = Some(event);
        }
        record = record.evolve(&read, event.on);
    }
    let over = record.issued.is_some() || record.withdrawn.is_some();
    let waits = !over && !record.changes.is_empty() && record.checks.len() < CHECKERS;
    let said = asked.filter(|_| waits).map(|event| {
        let says = format!(
            "“{}”有 {} 条待校核，请到“清单修订”逐条对照与现行文本的差别；写过内容的人不能校核。",
            record.title,
            record.changes.len()
        );
        CHECKS.iter().map(move |role| MessageRow {
            source: stream.0.clone(),
            stream: stream.0.clone(),
            who: holders(*role, Some(organ)),
            says: says.clone(),
            said_on: event.on.to_string(),
            actor: event.actor.0.clone(),
            version: i64::try_from(event.version).unwrap_or(i64::MAX),
        })
    });
    Ok(RowChange::SetMessages(stream.clone(), said.into_iter().flatten().collect()))
}

impl App {
    /// What follows for the messages when these events come on top of what stands.
    pub(crate) async fn amendment_messages(
        &self,
        stream: &StreamId,
        more: &[Recorded],
        by: &PersonId,
    ) -> Result<RowChange> {
        let stored = self.0.store.load(stream, 0).await?;
        let mut events: Vec<At> = stored
            .into_iter()
            .map(|event| At {
                version: event.version,
                on: event.recorded_at.day(),
                actor: event.actor,
                recorded: event.recorded,
            })
            .collect();
        let next = events.last().map_or(0, |event| event.version) + 1;
        for (recorded, version) in more.iter().zip(next..) {
            events.push(At { recorded: recorded.clone(), version, on: self.today(), actor: by.clone() });
        }
        let organ = self.policy().await?.settings.organ.clone();
        messages(stream, &events, &organ)
    }
}
