//! Registers: people, organisations, calendar, limits, checklist, settings, policy. Written here, folded into
//! snapshots that every decision shares.

use std::{collections::BTreeMap, sync::PoisonError};

use rongheng_domain::{
    ids::{PersonId, StreamId},
    kind::Recorded,
    people::Role,
    refusal::Refusal,
    registers::{
        self, Register,
        account::AccountRecord,
        amendment::Amendment,
        keeping::{FITS, KEEPS},
        organisation::OrganisationRecord,
        person::PersonRecord,
    },
};
use rongheng_store::{Batch, Expected, RowChange, Store, Write};

use crate::{
    Actor, App, Result, accounts, away,
    error::Error,
    jobs,
    people::{self, Records},
};

/// Streams written in one transaction.
pub(crate) const AT_ONCE: usize = 200;
/// Records after which long work on many of them lets others have their turn.
pub(crate) const TURN: usize = 64;

/// Events for one register stream.
#[derive(Debug, Clone)]
pub struct RegisterWrite {
    pub(crate) stream: StreamId,
    pub(crate) events: Vec<Recorded>,
    /// Where the stream stood when this was decided; `None` where it does not matter.
    expected: Option<u64>,
}

impl RegisterWrite {
    /// Events of the register `R` under `key`: a person's or unit's id, a login, [`ONLY`].
    pub fn new<R: Register>(key: &str, events: &[R::Event]) -> Self {
        Self {
            stream: StreamId::new(R::NAME, key),
            events: events.iter().map(registers::record::<R>).collect(),
            expected: None,
        }
    }

    /// The same, written only where the stream still stands at this version.
    #[must_use]
    pub(crate) const fn expecting(mut self, version: Option<u64>) -> Self {
        self.expected = version;
        self
    }
}

/// The key of registers there is one of: calendar, limits, checklist, policy, settings.
pub const ONLY: &str = "main";

/// Who writes whole registers at once; single records are entered by forms ([`crate::records`]).
const KEEPERS: [Role; 2] = [Role::SystemJobs, Role::PolicyOfficer];

impl App {
    /// Writes register events: all of one call, 200 streams in each transaction.
    pub async fn write_registers(&self, by: &Actor, writes: Vec<RegisterWrite>) -> Result<()> {
        if !KEEPERS.iter().any(|role| by.is(*role)) {
            let says = "日历、期限和清单由政策清单管理员导入；人员和单位由系统管理员在其页面上登记。";
            return Err(Error::Forbidden(Refusal::one(&KEEPS, says)));
        }
        self.append_registers(by, writes).await
    }

    /// The same, for those who were asked already whether they may.
    pub(crate) async fn append_registers(&self, by: &Actor, writes: Vec<RegisterWrite>) -> Result<()> {
        self.append_some(by, writes, AT_ONCE).await
    }

    /// The same in one transaction, however many streams there are: all of it counts at once, or nothing.
    pub(crate) async fn append_whole(&self, by: &Actor, writes: Vec<RegisterWrite>) -> Result<()> {
        let all = writes.len().max(1);
        self.append_some(by, writes, all).await
    }

    async fn append_some(&self, by: &Actor, writes: Vec<RegisterWrite>, at_once: usize) -> Result<()> {
        let mut refresh = false;
        let mut left = writes.into_iter().filter(|write| !write.events.is_empty()).peekable();
        while left.peek().is_some() {
            let mut batch = Batch::new(by.person.clone(), self.now());
            // Events move from the writes into the batch: of tens of thousands nobody holds two copies.
            for write in left.by_ref().take(at_once) {
                batch.rows.extend(Box::pin(self.register_rows(&write, &by.person)).await?);
                let version = match write.expected {
                    Some(version) => version,
                    None => self.0.store.head(&write.stream).await?.map_or(0, |head| head.version),
                };
                if batch.writes.len().is_multiple_of(TURN) {
                    tokio::task::yield_now().await;
                }
                // What the rows of cases follow from: computed anew once it moves.
                refresh |= version > 0 && jobs::is_policy(&write.stream)
                    || write.events.iter().any(|event| event.kind.starts_with("person.kin"));
                batch.writes.push(Write {
                    stream: write.stream,
                    expected: Expected::At(version),
                    events: write.events,
                });
            }
            let now = batch.recorded_at;
            let streams: Vec<_> = batch.writes.iter().map(|write| write.stream.clone()).collect();
            let appended = Box::pin(self.0.store.append(batch)).await;
            for stream in &streams {
                self.0.people.forget(stream);
                self.0.units.forget(stream);
                self.0.accounts.forget(stream);
            }
            self.0.snapshot.forget();
            self.0.names.forget();
            *self.0.succession.lock().unwrap_or_else(PoisonError::into_inner) = None;
            *self.0.kin.lock().unwrap_or_else(PoisonError::into_inner) = None;
            appended.map_err(|error| match error {
                rongheng_store::Error::Conflict { .. } => {
                    let says = "有人刚刚改动了同一条登记，这一次一行也没有写入。请重新打开，按最新情况办理。";
                    Error::Refused(Refusal::one(&FITS, says))
                }
                other => other.into(),
            })?;
            self.recorded(now);
        }
        if refresh {
            Box::pin(self.rebuild()).await?;
        }
        Ok(())
    }

    /// One register's events on top of `version`, which were decided by what stands in `relied_on`; `false` where one of
    /// them moved meanwhile, and nothing is written.
    pub(crate) async fn append_relying(
        &self,
        by: &Actor,
        write: RegisterWrite,
        version: u64,
        relied_on: BTreeMap<StreamId, u64>,
    ) -> Result<bool> {
        let mut batch = Batch::new(by.person.clone(), self.now());
        batch.rows = self.register_rows(&write, &by.person).await?;
        batch.relied_on = relied_on.into_iter().collect();
        let (now, stream) = (batch.recorded_at, write.stream.clone());
        batch.writes.push(Write {
            stream: write.stream,
            expected: Expected::At(version),
            events: write.events,
        });
        let appended = Box::pin(self.0.store.append(batch)).await;
        self.0.people.forget(&stream);
        match appended {
            Err(rongheng_store::Error::Conflict { .. }) => Ok(false),
            other => {
                other?;
                self.recorded(now);
                Ok(true)
            }
        }
    }

    /// What follows for the read tables when these events come on top of what stands.
    pub(crate) async fn register_rows(&self, write: &RegisterWrite, by: &PersonId) -> Result<Vec<RowChange>> {
        let (store, key, on) = (&self.0.store, write.stream.key(), self.today());
        Ok(match write.stream.kind() {
            PersonRecord::NAME => {
                let record = on_top(before(&self.0.people, store, write).await?, &write.events, on)?;
                let mut rows = vec![people::person_row(key, &record)];
                if !record.away.is_empty() {
                    rows.extend([away::away_rows(key, &record), away::away_messages(key, &record)]);
                }
                rows
            }
            OrganisationRecord::NAME => {
                let record = on_top(before(&self.0.units, store, write).await?, &write.events, on)?;
                vec![people::unit_row(key, &record)]
            }
            Amendment::NAME => vec![self.amendment_messages(&write.stream, &write.events, by).await?],
            AccountRecord::NAME => {
                let record = on_top(before(&self.0.accounts, store, write).await?, &write.events, on)?;
                vec![accounts::account_row(key, &record)]
            }
            _ => Vec::new(),
        })
    }
}

/// The record that these events come on top of: blank, without looking, where they are to begin the stream. Should it be
/// there, nothing is written.
async fn before<R: Register + Clone>(kept: &Records<R>, store: &Store, write: &RegisterWrite) -> Result<R> {
    if write.expected == Some(0) {
        return Ok(R::default());
    }
    Ok((*kept.get(store, &write.stream).await?.1).clone())
}

fn on_top<R: Register>(record: R, events: &[Recorded], on: rongheng_domain::day::Day) -> Result<R> {
    let read = events.iter().map(registers::read::<R>);
    Ok(read.collect::<Result<Vec<_>, _>>()?.iter().fold(record, |record, event| record.evolve(event, on)))
}
