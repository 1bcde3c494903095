//! 到期销毁: what a case decided about its own end is carried out. First the entry of the register, then the keys of
//! what rests with the file, the case's own last: cut short anywhere, it is carried on from the entry
//! (docs/decisions/0043).

use rongheng_domain::{
    ids::StreamId,
    people::Role,
    registers::{
        self,
        destruction::{Destruction, DestructionEvent, DestructionRecord},
    },
};
use rongheng_store::Outgoing;
use serde_json::json;

use crate::{Actor, App, RegisterWrite, Result, error::Error, execute::Change, page::Names, people::Wanted};

/// The entry of the outbox.
pub(crate) const DESTROY: &str = "archive.destroyed";

/// Who may read the register of destructions: those who keep, decide and look into the archive of the organ.
const READERS: [Role; 4] = [Role::CaseManagement, Role::Leader, Role::PrincipalLeader, Role::Auditor];

/// What a change owes to the register of destructions. Carried out after everything else that the case owes.
pub(crate) fn owed(change: &Change<'_>) -> Result<Vec<Outgoing>> {
    let mut out = Vec::new();
    for (event, version) in change.events.iter().zip(change.before.version + 1..) {
        if change.before.kind.destroys(event, &change.after.state)?.is_some() {
            let payload = json!({ "version": version });
            out.push(Outgoing { stream: change.before.stream.clone(), kind: DESTROY.to_owned(), payload });
        }
    }
    Ok(out)
}

impl App {
    /// Carries out what the event at `version` decided.
    pub(crate) async fn destroy(&self, case: &StreamId, version: u64) -> Result<()> {
        let entry = match self.entry_of(case).await? {
            Some(entry) => entry,
            None => self.enter_destruction(case, version).await?,
        };
        let erased = self.0.store.erasures()?;
        for stream in &entry.with {
            let there = self.0.store.head(stream).await?.is_some();
            if there && !erased.iter().any(|(known, _)| known == stream) {
                self.0.store.erase_key(stream, self.now()).await?;
                self.0.cases.forget(stream);
            }
        }
        self.erase(&Actor::jobs(), case).await
    }

    async fn entry_of(&self, case: &StreamId) -> Result<Option<Destruction>> {
        let events = self.0.store.load(&DestructionRecord::stream(case), 0).await?;
        let folded: DestructionRecord =
            registers::fold(events.iter().map(|event| (&event.recorded, event.recorded_at.day())))?;
        Ok(folded.destroyed)
    }

    async fn enter_destruction(&self, case: &StreamId, version: u64) -> Result<Destruction> {
        let folded = self.0.cases.load(&self.0.store, case).await?;
        let events = self.0.store.load(case, version.saturating_sub(1)).await?;
        let event = events.first().ok_or(Error::NotFound)?;
        let entry = folded.kind.destroys(&event.recorded, &folded.state)?.ok_or(Error::NotFound)?;
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let organ = folded.kind.row(&folded.state, &in_force.policy).organ;
        let organ = organ.or_else(|| Some(in_force.policy.settings.organ.clone()));
        let mut entry = Destruction { organ, ..entry };
        // The sheets of its papers say what was in the file.
        entry.with.extend(self.sheets_in(case).await?.into_iter().map(|sheet| sheet.stream));
        let stream = DestructionRecord::stream(case);
        let write = RegisterWrite::new::<DestructionRecord>(
            stream.key(),
            &[DestructionEvent::Destroyed(entry.clone())],
        );
        self.append_registers(&Actor::jobs(), vec![write]).await?;
        Ok(entry)
    }

    /// What is on record of a file that was destroyed, with its names; `None` for those whom it does not concern.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn destruction(&self, actor: &Actor, case: &StreamId) -> Result<Option<(Destruction, Names)>> {
        let Some(entry) = self.entry_of(case).await? else { return Ok(None) };
        let reads = actor.in_use().any(|held| {
            READERS.contains(&held.role)
                && (held.unit.is_none() || held.role == Role::Auditor || held.unit == entry.organ)
        });
        if !reads {
            return Ok(None);
        }
        let mut wanted = Wanted::default();
        wanted.people.extend(entry.witnesses.iter().cloned());
        wanted.people.extend([entry.by.clone(), entry.approved_by.clone()]);
        Ok(Some((entry, self.names(wanted).await?)))
    }
}
