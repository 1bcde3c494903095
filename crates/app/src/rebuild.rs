//! The read tables made anew: a function of the ledger and the keys present, the same on any day.

use std::{collections::BTreeSet, sync::Arc};

use rongheng_domain::{
    day::Moment,
    ids::StreamId,
    registers::{
        Register, account::AccountRecord, amendment::Amendment, inbox::Inbox,
        organisation::OrganisationRecord, person::PersonRecord, reminders::Reminders,
    },
};
use rongheng_store::{ActRow, RowChange};
use serde_json::Value;

use crate::{
    Actor, App, Result, accounts, acts, away,
    error::Error,
    facts::{Acting, row_of},
    folded::Folded,
    inbox::reminded_case,
    kinds, people,
    progress::Progress,
    reading, rows,
    snapshot::InForce,
};

impl App {
    /// Makes the read tables anew from the ledger; the number of cases.
    pub async fn rebuild(&self) -> Result<u64> {
        Ok(Box::pin(self.rebuild_telling(&Progress::nobody(self))).await?.unwrap_or_default())
    }

    /// The same, saying how far it is; `None` where it was stopped, and then the tables are as they were.
    pub(crate) async fn rebuild_telling(&self, progress: &Progress<'_>) -> Result<Option<u64>> {
        let Some((changes, count)) = Box::pin(self.lists_anew(progress)).await? else { return Ok(None) };
        let replaced = async { Ok(Box::pin(self.0.store.replace_read_tables(&changes)).await?) };
        Ok(progress.whole("写入列表（不能停止）", replaced).await?.map(|()| count))
    }

    /// Makes the read tables where another version of this program made the store, before anybody is served.
    pub(crate) async fn make_missing_lists(&self) -> Result<()> {
        if !self.0.store.read_tables_missing().await? {
            return Ok(());
        }
        tracing::info!("the lists were made by another version of this program and are made anew");
        let Some((changes, count)) = self.lists_anew(&Progress::nobody(self)).await? else { return Ok(()) };
        self.0.store.make_read_tables(&changes).await?;
        tracing::info!(cases = count, "the lists are made");
        Ok(())
    }

    /// All rows of the read tables, and the number of cases; `None` where it was stopped. Reads no list: there may be
    /// none.
    async fn lists_anew(&self, progress: &Progress<'_>) -> Result<Option<(Vec<RowChange>, u64)>> {
        let store = &self.0.store;
        let mut changes = Vec::new();
        let mut cases = Vec::new();
        let mut persons = Vec::new();
        let mut looks = reading::Counted::default();
        let mut there = BTreeSet::new();
        let streams = store.all_streams().await?;
        let (total, mut done) = (many(streams.len()), 0);
        for (stream, _) in streams {
            if !progress.at("读取账本", done, total).await? {
                return Ok(None);
            }
            done += 1;
            let key = stream.key().to_owned();
            match stream.kind() {
                PersonRecord::NAME => {
                    let record = self.0.people.get(store, &stream).await?.1;
                    if let RowChange::PutPerson(row) = people::person_row(&key, &record) {
                        persons.push(row);
                    }
                    if !record.away.is_empty() {
                        changes.extend([away::away_rows(&key, &record), away::away_messages(&key, &record)]);
                        there.insert(stream.clone());
                    }
                }
                OrganisationRecord::NAME => {
                    changes.push(people::unit_row(&key, &self.0.units.get(store, &stream).await?.1));
                }
                AccountRecord::NAME => {
                    let record = self.0.accounts.get(store, &stream).await?.1;
                    changes.push(accounts::account_row(&key, &record));
                }
                reading::READING => {
                    for event in store.load(&stream, 0).await? {
                        looks.stream(&stream, &event.recorded.payload)?;
                    }
                }
                Amendment::NAME => {
                    changes.push(self.amendment_messages(&stream, &[], &Actor::jobs().person).await?);
                    there.insert(stream.clone());
                }
                Reminders::NAME => changes.extend(self.reminders_anew(&stream).await?),
                Inbox::NAME => changes.extend(self.read_anew(&stream).await?),
                kind if kinds::kind(kind).is_some() => cases.push(stream),
                _ => {}
            }
        }
        let kin = Arc::new(people::kin_of(&persons));
        *self.0.kin.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Arc::clone(&kin));
        changes.extend(persons.into_iter().map(RowChange::PutPerson));
        changes.retain(|change| !matches!(change, RowChange::DropUnit(_) | RowChange::DropAccount(_)));
        changes.extend(looks.changes());
        let mut count = 0;
        let (total, mut done) = (many(cases.len()), 0);
        for case in cases {
            if !progress.at("逐件计算案件", done, total).await? {
                return Ok(None);
            }
            done += 1;
            if let Some((folded, done)) = self.folded_anew(&case).await? {
                let in_force = self.in_force_at(folded.last_at).await?;
                let acting = Acting::of(&Actor::jobs());
                let gathered =
                    self.gather(&folded, &in_force, &acting, None, &Value::Null, folded.last_at).await?;
                changes.extend(rows::changes(&folded, &row_of(&folded, &gathered.facts, &kin)));
                changes.push(acts::added(&case, done));
                there.insert(case);
                count += 1;
            }
        }
        // What reminded of an erased case, or was read of it, goes with it.
        let of_one = |source: &StreamId| there.contains(source) || there.contains(&reminded_case(source));
        changes.retain(|change| match change {
            RowChange::SetMessages(source, _) => of_one(source),
            RowChange::PutRead(row) => {
                row.id.split_once(' ').is_some_and(|(_, source)| of_one(&source.into()))
            }
            _ => true,
        });
        Ok(Some((changes, count)))
    }

    /// A case folded from its first event, with the rows of what was done in it; `None` where its key was erased.
    async fn folded_anew(&self, case: &StreamId) -> Result<Option<(Folded, Vec<ActRow>)>> {
        let Some(kind) = kinds::kind(case.kind()) else { return Ok(None) };
        let events = match self.0.store.load(case, 0).await {
            Err(rongheng_store::Error::Erased(_)) => return Ok(None),
            other => other?,
        };
        let mut folded = Folded::blank(kind, case.clone());
        let mut done = Vec::new();
        for event in &events {
            folded = folded.after(event)?;
            let acted_for = event.acted_for.as_ref();
            let by = acts::By { actor: &event.actor, acted_for, at: event.recorded_at };
            done.extend(acts::of_event(kind, case, event.version, &event.recorded, by)?);
        }
        Ok((folded.version > 0).then_some((folded, done)))
    }

    /// The registers as they stand, in force on the day of the case's last event: so that the rows do not
    /// depend on the day on which they are made.
    async fn in_force_at(&self, at: Moment) -> Result<InForce> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        Ok(InForce { policy: registers.on(at.day()), registers })
    }

    /// Erases the content of a stream with its key (at the destruction of an archive), and what followed from
    /// it in the lists. The chain stays whole.
    pub async fn erase(&self, by: &Actor, stream: &StreamId) -> Result<()> {
        use rongheng_domain::{people::Role, refusal::Refusal};
        if !by.is(Role::SecurityAdmin) && !by.is(Role::SystemJobs) {
            let says = "销毁密钥由安全管理员按批准的销毁清单办理。";
            return Err(Error::Forbidden(Refusal::one(&crate::access::KEEPS, says)));
        }
        self.0.store.erase_key(stream, self.now()).await?;
        self.0.cases.forget(stream);
        self.0.people.forget(stream);
        self.0.units.forget(stream);
        self.0.accounts.forget(stream);
        self.0.names.forget();
        *self.0.kin.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        Box::pin(self.rebuild()).await.map(drop)
    }
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
