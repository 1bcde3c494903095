//! What happens without being asked for: what has lapsed by now, and what an event tells another case in the same
//! transaction.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::{AnyKind, Recorded},
};
use rongheng_store::{Batch, Expected};
use serde_json::Value;

use crate::{
    Actor, App, Result,
    error::Error,
    execute::Change,
    facts::{Acting, Gathered},
    folded::Folded,
    kinds,
    snapshot::InForce,
};

impl App {
    /// What has lapsed by now, unless the clock waits for a person.
    pub(crate) async fn lapse(
        &self,
        folded: &Folded,
        gathered: &Gathered,
        now: Moment,
        by: &PersonId,
    ) -> Result<(Vec<Recorded>, Folded, rongheng_domain::facts::Facts)> {
        let mut facts = gathered.facts.clone();
        if folded.version == 0 || self.waits().await?.is_some() {
            return Ok((Vec::new(), folded.clone(), facts));
        }
        let lapsed = folded.kind.lapsed(&folded.state, &facts);
        let after = folded.clone().with(&lapsed, now.day(), by)?;
        facts.version = after.version;
        Ok((lapsed, after, facts))
    }

    /// Appends what has lapsed in a silent case; whether anything did.
    pub(crate) async fn lapse_case(&self, stream: &StreamId) -> Result<bool> {
        let now = self.now();
        let in_force = self.0.snapshot.on(&self.0.store, now.day()).await?;
        let folded = self.0.cases.load(&self.0.store, stream).await?;
        let jobs = Actor::jobs();
        let acting = Acting::of(&jobs);
        let gathered = self.gather(&folded, &in_force, &acting, None, &Value::Null, now).await?;
        let (lapsed, _, _) = self.lapse(&folded, &gathered, now, &jobs.person).await?;
        if lapsed.is_empty() {
            return Ok(false);
        }
        self.record_lapse(&folded, &gathered, &lapsed, now).await
    }

    pub(crate) async fn record_lapse(
        &self,
        folded: &Folded,
        gathered: &Gathered,
        lapsed: &[Recorded],
        now: Moment,
    ) -> Result<bool> {
        let jobs = Actor::jobs().person;
        let after = folded.clone().with(lapsed, now.day(), &jobs)?;
        let change = Change { before: folded, after: &after, events: lapsed, gathered, now };
        let (batch, _) = self.batch(&change, &jobs, None).await?;
        match self.0.store.append(batch).await {
            Ok(_) => {
                self.recorded(now);
                Ok(true)
            }
            // Somebody acted meanwhile; that command appended the same lapse.
            Err(rongheng_store::Error::Conflict { stream, .. }) => {
                self.forget(&stream);
                Ok(false)
            }
            Err(other) => Err(other.into()),
        }
    }

    /// What the events tell other cases in the same transaction: each decides by its own rules, and one that
    /// refuses refuses the whole. `false` where a case moved between two looks at it.
    pub(crate) async fn tell_at_once(
        &self,
        kind: &'static dyn AnyKind,
        events: &[Recorded],
        in_force: &InForce,
        now: Moment,
        batch: &mut Batch,
    ) -> Result<bool> {
        for event in events {
            for told in kind.tells(event)?.into_iter().filter(|told| told.at_once) {
                let other = kinds::kind(told.stream.kind()).ok_or(Error::NotFound)?;
                let action =
                    other.action(told.action).ok_or_else(|| Error::UnknownAction(told.action.to_owned()))?;
                let before = self.0.cases.load(&self.0.store, &told.stream).await?;
                if before.version == 0 {
                    return Err(Error::NotFound);
                }
                let acting = Acting::of(&Actor::jobs());
                let gathered =
                    self.gather(&before, in_force, &acting, Some(action), &told.answers, now).await?;
                let (lapsed, after_lapse, facts) = self.lapse(&before, &gathered, now, &batch.actor).await?;
                let decided = other.decide(&after_lapse.state, action.name, &told.answers, &facts);
                let decided = match decided.map_err(Error::from) {
                    Ok(decided) => decided,
                    Err(mut error) => {
                        if let Error::Refused(refusal) = &mut error {
                            self.named(&mut refusal.reasons).await?;
                        }
                        return Err(error);
                    }
                };
                let all: Vec<Recorded> = lapsed.iter().chain(&decided).cloned().collect();
                let after = after_lapse.with(&decided, now.day(), &batch.actor)?;
                let change =
                    Change { before: &before, after: &after, events: &all, gathered: &gathered, now };
                let (more, _) = self.batch(&change, &batch.actor, batch.acted_for.as_ref()).await?;
                batch.writes.extend(more.writes);
                batch.rows.extend(more.rows);
                batch.outbox.extend(more.outbox);
                for relied in more.relied_on {
                    if !batch.relied_on.contains(&relied) {
                        batch.relied_on.push(relied);
                    }
                }
            }
        }
        // What is written here is held by its own head, where that is the version that was relied on.
        let written: BTreeMap<_, _> =
            batch.writes.iter().map(|write| (write.stream.clone(), write.expected)).collect();
        let stands = batch.relied_on.iter().all(|(stream, version)| {
            written.get(stream).is_none_or(|expected| *expected == Expected::At(*version))
        });
        batch.relied_on.retain(|(stream, _)| !written.contains_key(stream));
        Ok(stands)
    }
}
