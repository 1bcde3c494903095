//! People and units as decisions and pages need them: records folded from their streams, names by id, kin.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::{Person, Unit},
    refusal::Reason,
    registers::{self, Register, organisation::OrganisationRecord, person::PersonRecord},
    sheet::{Block, Doer, Say, Sheet, Span},
};
use rongheng_store::{PersonRow, RowChange, Store, UnitRow};
use serde::{Deserialize, Serialize};

use crate::{App, Result, page::Names, succession::Ending};

/// Records kept in memory of each register.
const KEPT: usize = 4096;

/// A record with the version it was folded at.
type Folded<R> = (u64, Arc<R>);

/// Records of one register by stream.
#[derive(Debug)]
pub(crate) struct Records<R>(Mutex<BTreeMap<StreamId, Folded<R>>>);

impl<R> Default for Records<R> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<R: Register> Records<R> {
    /// Forgets one that moved.
    pub(crate) fn forget(&self, stream: &StreamId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(stream);
    }

    /// The record; version 0 and blank where it does not exist. One whose key was erased is blank at its
    /// version, and not kept.
    pub(crate) async fn get(&self, store: &Store, stream: &StreamId) -> Result<Folded<R>> {
        if let Some(found) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(stream) {
            return Ok(found.clone());
        }
        let events = match store.load(stream, 0).await {
            Ok(events) => events,
            Err(rongheng_store::Error::Erased(_)) => {
                let version = store.head(stream).await?.map_or(0, |head| head.version);
                return Ok((version, Arc::new(R::default())));
            }
            Err(other) => return Err(other.into()),
        };
        let version = events.last().map_or(0, |event| event.version);
        let record = registers::fold::<R>(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        let found = (version, Arc::new(record));
        if version > 0 {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(stream.clone(), found.clone());
        }
        Ok(found)
    }
}

/// What the list of people keeps beside name and unit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct PersonContent {
    pub(crate) post: String,
    pub(crate) kin: Vec<PersonId>,
}

/// The row of a person: the name known last and the post begun last, so that it holds under any date.
pub(crate) fn person_row(id: &str, record: &PersonRecord) -> RowChange {
    let name = record.names.iter().next_back().map(|(_, name)| name.clone()).unwrap_or_default();
    if name.is_empty() {
        return RowChange::DropPerson(PersonId(id.to_owned()));
    }
    let last = record.posts.last();
    let post = record.posts.iter().rfind(|post| post.until.is_none()).or(last);
    let content = PersonContent {
        post: post.map(|post| post.title.clone()).unwrap_or_default(),
        kin: record.kin.iter().map(|(person, _)| person.clone()).collect(),
    };
    RowChange::PutPerson(PersonRow {
        id: id.to_owned(),
        name,
        unit: post.map(|post| post.unit.0.clone()).unwrap_or_default(),
        content: serde_json::to_string(&content).unwrap_or_default(),
    })
}

/// The row of a unit.
pub(crate) fn unit_row(id: &str, record: &OrganisationRecord) -> RowChange {
    let name = record.names.iter().next_back().map(|(_, name)| name.clone()).unwrap_or_default();
    if name.is_empty() {
        return RowChange::DropUnit(UnitId(id.to_owned()));
    }
    let kind =
        record.kind.map(rongheng_domain::registers::organisation::OrganisationKind::id).unwrap_or_default();
    let mut content = serde_json::json!({ "kind": kind });
    // Only where there is one: the list of the ended units is found by it.
    if let (Some(content), Ok(serde_json::Value::Object(ending))) =
        (content.as_object_mut(), serde_json::to_value(Ending::of(record)))
    {
        content.extend(ending);
    }
    let content = content.to_string();
    RowChange::PutUnit(UnitRow { id: id.to_owned(), name, content })
}

/// Close relatives in both directions.
pub(crate) type Kin = BTreeMap<PersonId, BTreeSet<PersonId>>;

/// The kin of everybody in the register.
pub(crate) fn kin_of(rows: &[PersonRow]) -> Kin {
    let mut kin = Kin::new();
    for row in rows {
        let content: PersonContent = serde_json::from_str(&row.content).unwrap_or_default();
        for relative in content.kin {
            kin.entry(relative.clone()).or_default().insert(PersonId(row.id.clone()));
            kin.entry(PersonId(row.id.clone())).or_default().insert(relative);
        }
    }
    kin
}

impl App {
    /// What the rules may know of a person today, with the version it came from.
    pub(crate) async fn person_facts(&self, id: &PersonId, today: Day) -> Result<(u64, Option<Person>)> {
        let stream = StreamId::person(id);
        let (version, record) = self.0.people.get(&self.0.store, &stream).await?;
        Ok((version, record.facts(today)))
    }

    /// The same of a unit.
    pub(crate) async fn unit_facts(&self, id: &UnitId, today: Day) -> Result<(u64, Option<Unit>)> {
        let (version, record) = self.0.units.get(&self.0.store, &StreamId::unit(id)).await?;
        Ok((version, record.kind.map(|_| record.facts(today))))
    }

    /// The kin of everybody, read again after a register moved.
    pub(crate) async fn kin(&self) -> Result<Arc<Kin>> {
        if let Some(kin) = self.0.kin.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(kin);
        }
        let kin = Arc::new(kin_of(&self.0.store.all_persons().await?));
        *self.0.kin.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&kin));
        Ok(kin)
    }

    /// Puts the names into what stands against a command.
    pub(crate) async fn named(&self, reasons: &mut [Reason]) -> Result<()> {
        let mut wanted = Wanted::default();
        for reason in reasons.iter() {
            wanted.say(&reason.say());
        }
        let names = self.names(wanted).await?;
        for reason in reasons {
            reason.says = names.say(&reason.say());
        }
        Ok(())
    }

    /// The names of these, and of no others.
    pub(crate) async fn names(&self, wanted: Wanted) -> Result<Names> {
        let mut names = Names::default();
        let people: Vec<_> = wanted.people.into_iter().collect();
        if !people.is_empty() {
            for row in self.0.names.people(&self.0.store, &people).await? {
                names.people.insert(PersonId(row.id), row.name);
            }
            for system in people.iter().filter(|id| id.0.starts_with("system:")) {
                names.people.insert(system.clone(), "系统（自动办理）".to_owned());
            }
        }
        let units: Vec<_> = wanted.units.into_iter().collect();
        if !units.is_empty() {
            for row in self.0.names.units(&self.0.store, &units).await? {
                names.units.insert(UnitId(row.id), row.name);
            }
        }
        if !wanted.circumstances.is_empty() {
            let registers = self.0.snapshot.registers(&self.0.store).await?;
            for code in wanted.circumstances {
                let text = registers.checklist.texts.get(&code).and_then(|texts| texts.last());
                if let Some(text) = text {
                    names.circumstances.insert(code, text.title.clone());
                }
            }
        }
        Ok(names)
    }
}

/// The ids a page mentions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) people: BTreeSet<PersonId>,
    pub(crate) units: BTreeSet<UnitId>,
    pub(crate) circumstances: BTreeSet<String>,
}

impl Wanted {
    pub(crate) fn say(&mut self, say: &Say) {
        for span in &say.0 {
            match span {
                Span::Text(_) | Span::Act { .. } => {}
                Span::Person(id) => {
                    self.people.insert(id.clone());
                }
                Span::Unit(id) => {
                    self.units.insert(id.clone());
                }
                Span::Circumstance(code) => {
                    self.circumstances.insert(code.clone());
                }
            }
        }
    }

    pub(crate) fn unit(&mut self, id: &str) {
        if !id.is_empty() {
            self.units.insert(UnitId(id.to_owned()));
        }
    }

    pub(crate) fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(_) | Block::Files(_) | Block::Tally { .. } => {}
            Block::Seats(seats) => {
                for seat in seats {
                    self.say(&seat.who);
                }
            }
            Block::Facts(pairs) => pairs.iter().for_each(|(_, say)| self.say(say)),
            Block::Table { rows, .. } => rows.iter().flatten().for_each(|say| self.say(say)),
            Block::Words(say) | Block::Note { says: say, .. } | Block::Opinion { by: say, .. } => {
                self.say(say);
            }
        }
    }

    pub(crate) fn sheet(&mut self, sheet: &Sheet) {
        sheet.facts.iter().for_each(|(_, say)| self.say(say));
        sheet.sections.iter().flat_map(|section| &section.blocks).for_each(|block| self.block(block));
        for doer in sheet.next.iter().flat_map(|next| &next.who) {
            match doer {
                Doer::Role(_) => {}
                Doer::Person(id) => {
                    self.people.insert(id.clone());
                }
                Doer::Unit(id) => {
                    self.units.insert(id.clone());
                }
            }
        }
    }
}
