//! Reminders before limits: once a day the tasks whose last day is near or past, case by case; each reminder is
//! written down in the stream of the case's reminders before anybody sees it, so that two nodes give it once.

use std::collections::BTreeSet;

use rongheng_domain::{
    day::Day,
    ids::StreamId,
    registers::{
        self,
        reminders::{LATEST, Reminder, Reminders, RemindersEvent},
    },
};
use rongheng_store::{Batch, Expected, MessageRow, RowChange, Stored, TaskKey, Write};

use crate::{
    Actor, App, Result,
    facts::{Acting, row_of},
    inbox::{reminded_case, reminders_of},
    mail::{self, Reached},
    rows,
};

/// Calendar days looked ahead for each working day: no run of days off is longer.
const AHEAD: i64 = 12;
/// Tasks read at once.
const PAGE: u32 = 500;

impl App {
    /// Gives the reminders of today; how many. Work follows the tasks that are near or past, not the cases there are.
    pub async fn remind(&self) -> Result<u64> {
        if self.waits().await?.is_some() {
            return Ok(0);
        }
        let today = self.today();
        let in_force = self.0.snapshot.on(&self.0.store, today).await?;
        let before = in_force.policy.settings.remind_before.clone();
        let furthest = before.iter().max().map_or(0, |days| i64::from(*days) + AHEAD);
        let (from, to) = (today.plus(-LATEST).to_string(), today.plus(furthest).to_string());
        let mut given = 0;
        let mut after: Option<TaskKey> = None;
        let mut seen: BTreeSet<String> = BTreeSet::new();
        loop {
            let tasks = self.0.store.tasks_between(&from, &to, after.as_ref(), PAGE).await?;
            for task in &tasks {
                // Tasks of a case follow one another by their days only: it is looked at once.
                if seen.insert(task.stream.clone()) {
                    given += self.remind_of(&StreamId(task.stream.clone()), today).await?;
                }
            }
            match tasks.last() {
                Some(last) if tasks.len() == usize::try_from(PAGE).unwrap_or(usize::MAX) => {
                    after = Some(TaskKey {
                        due_on: last.due_on.clone(),
                        stream: last.stream.clone(),
                        action: last.action.clone(),
                        about: last.about.clone(),
                        who: last.who.clone(),
                    });
                }
                _ => return Ok(given),
            }
        }
    }

    async fn remind_of(&self, case: &StreamId, today: Day) -> Result<u64> {
        let store = &self.0.store;
        let in_force = self.0.snapshot.on(store, today).await?;
        let folded = match self.0.cases.load(store, case).await {
            Err(crate::Error::Erased) => return Ok(0),
            other => other?,
        };
        let now = self.now();
        let acting = Acting::of(&Actor::jobs());
        let gathered = self.gather(&folded, &in_force, &acting, None, &serde_json::Value::Null, now).await?;
        let row = row_of(&folded, &gathered.facts, &*self.kin().await?);
        let stream = reminders_of(case);
        let events = store.load(&stream, 0).await?;
        let state: Reminders = registers::fold(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        let policy = &in_force.policy;
        let owed = state.owed(&row, today, &policy.calendar, &policy.settings.remind_before);
        if owed.is_empty() {
            return Ok(0);
        }
        let count = u64::try_from(owed.len()).unwrap_or(u64::MAX);
        let version = events.last().map_or(0, |event| event.version);
        let mut said = said_by(&stream, &events)?;
        said.extend(owed.iter().map(|one| said_of(&stream, case, one, today, version + 1)));
        let told = told_by(case, &owed);
        let event = registers::record::<Reminders>(&RemindersEvent::Reminded { all: owed });
        let mut batch = Batch::new(Actor::jobs().person, now);
        batch.rows = vec![RowChange::SetMessages(stream.clone(), once(said))];
        if policy.settings.mail.is_some() {
            batch.outbox.extend(mail::spread(&stream, version + 1, &Actor::jobs().person, &told));
        }
        batch.writes.push(Write {
            stream: stream.clone(),
            expected: Expected::At(version),
            events: vec![event],
        });
        match store.append(batch).await {
            Ok(_) => {
                self.recorded(now);
                Ok(count)
            }
            // Another node gave them.
            Err(rongheng_store::Error::Conflict { .. }) => Ok(0),
            Err(other) => Err(other.into()),
        }
    }

    /// What the reminders of a case said, made anew from their stream.
    pub(crate) async fn reminders_anew(&self, stream: &StreamId) -> Result<Option<RowChange>> {
        let events = match self.0.store.load(stream, 0).await {
            Err(rongheng_store::Error::Erased(_)) => return Ok(None),
            other => other?,
        };
        Ok(Some(RowChange::SetMessages(stream.clone(), once(said_by(stream, &events)?))))
    }
}

/// Whom these reminders reach: a leader who is told that another is late has nothing to do.
fn told_by(case: &StreamId, owed: &[Reminder]) -> Reached {
    let mut told = Reached::default();
    for one in owed {
        let who = rows::doer(&one.to, one.organ.as_ref());
        told.whos.insert(who.clone());
        if one.to == one.who {
            told.acts.insert((who, format!("{}/{}", case.kind(), one.action)));
        }
    }
    told
}

/// What stored reminders said.
fn said_by(stream: &StreamId, events: &[Stored]) -> Result<Vec<MessageRow>> {
    let case = reminded_case(stream);
    let mut said = Vec::new();
    for event in events {
        let RemindersEvent::Reminded { all } = registers::read::<Reminders>(&event.recorded)?;
        let on = event.recorded_at.day();
        said.extend(all.iter().map(|one| said_of(stream, &case, one, on, event.version)));
    }
    Ok(said)
}

fn said_of(stream: &StreamId, case: &StreamId, one: &Reminder, on: Day, version: u64) -> MessageRow {
    MessageRow {
        source: stream.0.clone(),
        stream: case.0.clone(),
        who: rows::doer(&one.to, one.organ.as_ref()),
        says: one.says().to_owned(),
        said_on: on.to_string(),
        actor: Actor::jobs().person.0,
        version: i64::try_from(version).unwrap_or(i64::MAX),
    }
}

/// One for each who and version; the most pressing stands last in an event.
fn once(mut said: Vec<MessageRow>) -> Vec<MessageRow> {
    said.reverse();
    said.sort_by(|a, b| (a.version, &a.who).cmp(&(b.version, &b.who)));
    said.dedup_by(|a, b| (a.version, &a.who) == (b.version, &b.who));
    said
}
