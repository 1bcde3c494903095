//! The facts of one decision, and every stream version they came from.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    cases::issue::{signing::SERIES, state::Issuing},
    day::{Day, Moment},
    facts::{Cited, Facts, Numbered, Original, Uploaded},
    form::{Fault, Field, Input},
    ids::{FileId, PersonId, StreamId, UnitId},
    kind::{Action, Part, Row, Who},
    people::{Person, Role, Unit},
    redaction::Known,
    registers::{self, series::Series},
};
use rongheng_store::CaseFilter;
use serde_json::Value;

use crate::{App, Result, StandsIn, error::Error, folded::Folded, papers, people::Wanted, snapshot::InForce};

/// What the answers name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    pub(crate) people: BTreeSet<PersonId>,
    pub(crate) units: BTreeSet<UnitId>,
    /// File, field and question.
    pub(crate) files: Vec<(FileId, String, &'static str)>,
    /// Cases by number: kind, what was typed, field and question.
    pub(crate) cases: Vec<(&'static str, String, String, &'static str)>,
}

impl Named {
    /// Everything the answers of a form name.
    pub(crate) fn of(fields: &'static [Field], answers: &Value) -> Self {
        let mut named = Self::default();
        named.take(fields, answers, "");
        named
    }

    fn take(&mut self, fields: &'static [Field], answers: &Value, prefix: &str) {
        for field in fields {
            let Some(answer) = answers.get(field.name) else { continue };
            let key = format!("{prefix}{}", field.name);
            match (field.input, answer) {
                (Input::Person, Value::String(id)) => {
                    self.people.insert(PersonId(id.clone()));
                }
                (Input::Unit, Value::String(id)) => {
                    self.units.insert(UnitId(id.clone()));
                }
                (Input::File, Value::String(id)) => {
                    self.files.push((FileId(id.clone()), key, field.label));
                }
                (Input::Case(kind), Value::String(text)) => {
                    self.cases.push((kind, text.clone(), key, field.label));
                }
                (Input::List(inner), Value::Array(rows)) => {
                    for (at, row) in rows.iter().enumerate() {
                        self.take(inner, row, &format!("{key}.{at}."));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Who acts, in which roles, for whom.
#[derive(Debug, Clone)]
pub(crate) struct Acting {
    pub(crate) actor: PersonId,
    pub(crate) roles: Vec<Role>,
    pub(crate) acted_for: Option<PersonId>,
    pub(crate) paper_on: Option<Day>,
    /// Who is signed in, with every role: only cases that this actor may know of are found by number.
    pub(crate) asks: crate::Actor,
    pub(crate) original: Original,
    /// Whether it is done in the place of `acted_for`.
    pub(crate) by_delegation: bool,
    /// The delegation that it relies on: the stream in which it lies, at the version that was looked at.
    pub(crate) relies_on: Option<(StreamId, u64)>,
}

impl Acting {
    /// Somebody who acts in person.
    pub(crate) fn of(actor: &crate::Actor) -> Self {
        Self {
            actor: actor.person.clone(),
            roles: actor.roles(),
            acted_for: None,
            paper_on: None,
            asks: actor.clone(),
            original: Original::default(),
            by_delegation: false,
            relies_on: None,
        }
    }

    /// The same person in another's place.
    pub(crate) fn in_place(&self, place: &StandsIn) -> Self {
        Self {
            acted_for: Some(place.person.clone()),
            roles: place.roles(),
            by_delegation: true,
            ..self.clone()
        }
    }
}

/// Facts with what they rely on.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    pub(crate) facts: Facts,
    /// Streams looked at, with their versions; 0 where a stream does not exist.
    pub(crate) relied_on: BTreeMap<StreamId, u64>,
    /// The series the action draws from.
    pub(crate) series: Option<(StreamId, u64)>,
    pub(crate) files: Vec<FileId>,
}

impl App {
    /// Everything a decision about `folded` may look at.
    pub(crate) async fn gather(
        &self,
        folded: &Folded,
        in_force: &InForce,
        acting: &Acting,
        action: Option<&'static Action>,
        answers: &Value,
        now: Moment,
    ) -> Result<Gathered> {
        // In a box: it stands in every request, and is large.
        Box::pin(self.gathered(folded, in_force, acting, action, answers, now)).await
    }

    async fn gathered(
        &self,
        folded: &Folded,
        in_force: &InForce,
        acting: &Acting,
        action: Option<&'static Action>,
        answers: &Value,
        now: Moment,
    ) -> Result<Gathered> {
        let today = now.day();
        let named = action.map(|action| Named::of(action.fields, answers)).unwrap_or_default();
        let mut relied_on: BTreeMap<StreamId, u64> = in_force.registers.versions.clone();
        let mut people_ids = named.people.clone();
        let mut unit_ids = named.units.clone();
        people_ids.insert(acting.actor.clone());
        people_ids.extend(acting.acted_for.clone());
        people_ids.extend(acting.asks.places().map(|place| place.person.clone()));
        let kin = self.kin().await?;
        for who in folded.kind.knows(&folded.state) {
            match who {
                Who::Person(id) => {
                    people_ids.extend(kin.get(&id).into_iter().flatten().cloned());
                    people_ids.insert(id);
                }
                Who::Unit(id) => {
                    unit_ids.insert(id);
                }
            }
        }
        let mut people = BTreeMap::new();
        for id in people_ids {
            if id.0.starts_with("system:") {
                continue;
            }
            let (version, person) = self.person_facts(&id, today).await?;
            relied_on.insert(StreamId::person(&id), version);
            if let Some(person) = person {
                unit_ids.insert(person.unit.clone());
                people.insert(id, person);
            }
        }
        unit_ids.insert(in_force.policy.settings.organ.clone());
        let mut units = BTreeMap::new();
        for _named_then_their_committees in 0..2 {
            for id in std::mem::take(&mut unit_ids) {
                if units.contains_key(&id) {
                    continue;
                }
                let (version, unit) = self.unit_facts(&id, today).await?;
                relied_on.insert(StreamId::unit(&id), version);
                if let Some(unit) = unit {
                    unit_ids.extend(unit.committee.clone());
                    units.insert(id, unit);
                }
            }
        }
        let mut cited = BTreeMap::new();
        for stream in folded.kind.cites(&folded.state) {
            let known = crate::kinds::kind(stream.kind()).is_some();
            let other = if known { Some(self.0.cases.load(&self.0.store, &stream).await?) } else { None };
            relied_on.insert(stream.clone(), other.as_ref().map_or(0, |other| other.version));
            if let Some(other) = other.filter(|other| other.version > 0) {
                let signed_off = other.kind.signed_off(&other.state);
                let archived = other.kind.row(&other.state, &in_force.policy).archived_on.is_some();
                let (version, link) = (other.version, other.link);
                cited.insert(stream, Cited { version, link, signed_off, archived });
            }
        }
        let series = match action.and_then(|action| action.series) {
            None => None,
            Some(word) => {
                let stream = Box::pin(self.series(word, papers::sheet_of(folded), in_force, today)).await?;
                let version = self.0.store.head(&stream).await?.map_or(0, |head| head.version);
                Some((stream, version))
            }
        };
        let cases = self.numbered(&acting.asks, named.cases).await?;
        let sheet = papers::Sheet { folded, in_force, action, answers, cases: &cases };
        let paper = Box::pin(self.issuable(sheet, &mut relied_on)).await?;
        let over = action.and_then(|action| folded.kind.counts_over(&folded.state, action.name, answers));
        let (figures, titles) = match over {
            None => (Vec::new(), Vec::new()),
            Some((from, until)) => {
                (self.figures(in_force, from, until).await?, self.titles(folded.kind.name()).await?)
            }
        };
        let scan = acting.original.scan.clone().map(|id| (id, "paper_scan".to_owned(), "扫描件"));
        let named_files = named.files.into_iter().chain(scan).collect();
        let (files, uploaded) = self.uploads(&folded.stream, named_files).await?;
        relied_on.remove(&folded.stream);
        relied_on.extend(acting.relies_on.clone());
        let known = match action {
            Some(action) if action.name == "draft_publicity" => self.known_names(&people, &units).await?,
            _ => Known::default(),
        };
        let called = people.keys().cloned().collect();
        let facts = Facts {
            case: folded.stream.clone(),
            version: folded.version,
            today,
            now,
            actor: acting.actor.clone(),
            roles: acting.roles.clone(),
            acted_for: acting.acted_for.clone(),
            by_delegation: acting.by_delegation,
            paper_on: acting.paper_on,
            original: acting.original.clone(),
            policy: in_force.policy.clone(),
            people,
            units,
            cited,
            cases,
            number: series.as_ref().map(|(_, version)| version + 1),
            files: uploaded,
            figures,
            titles,
            paper,
            names: known,
            called: match action {
                Some(action) if action.fields.iter().any(|field| field.name == "substitute") => {
                    let wanted = Wanted { people: called, ..Wanted::default() };
                    self.names(wanted).await?.people
                }
                _ => BTreeMap::new(),
            },
            without_account: match action {
                Some(action) if action.fields.iter().any(|field| field.name == "served_on") => {
                    self.without_account(folded, today).await?
                }
                _ => BTreeSet::new(),
            },
            stamped: None,
            height: self.0.height.load(std::sync::atomic::Ordering::Relaxed),
        };
        Ok(Gathered { facts, relied_on, series, files })
    }

    /// The series that an act draws from: a paper has that of its own 机关代字.
    async fn series(
        &self,
        word: &str,
        sheet: Option<&Issuing>,
        in_force: &InForce,
        today: Day,
    ) -> Result<StreamId> {
        let settings = &in_force.policy.settings;
        let (year, _, _) = today.parts();
        let Some(sheet) = sheet.filter(|_| word == SERIES) else {
            return Ok(Series::stream(&settings.organ, word, year));
        };
        // A year that began before each word had a series: the word that drew its numbers goes on with them.
        let old = Series::stream(&settings.organ, SERIES, year);
        if self.words_drawn(&old).await?.iter().any(|drawn| drawn == sheet.word(settings)) {
            return Ok(old);
        }
        Ok(Series::stream(&settings.organ, &sheet.series(settings), year))
    }

    /// The words of the numbers drawn from a series.
    async fn words_drawn(&self, series: &StreamId) -> Result<BTreeSet<String>> {
        let events = self.0.store.load(series, 0).await?;
        let series: Series =
            registers::fold(events.iter().map(|event| (&event.recorded, event.recorded_at.day())))?;
        let mut words = BTreeSet::new();
        for sheet in &series.drawn {
            let folded = match self.0.cases.load(&self.0.store, sheet).await {
                Err(Error::Erased) => continue,
                other => other?,
            };
            let signed = papers::sheet_of(&folded).and_then(|sheet| sheet.signed.as_ref());
            words.extend(
                signed.and_then(|signed| signed.number.split_once('〔')).map(|(word, _)| word.to_owned()),
            );
        }
        Ok(words)
    }

    /// Those whom the case knows and who have no account with which a paper could be read and acknowledged.
    async fn without_account(&self, folded: &Folded, today: Day) -> Result<BTreeSet<Who>> {
        let mut without: BTreeSet<Who> = folded.kind.knows(&folded.state).into_iter().collect();
        for row in self.0.store.all_accounts().await? {
            let record = self.account_record(&row.login).await?;
            let reads = |role| matches!(role, Role::Official | Role::UnitContact | Role::Committee);
            let grants: Vec<_> = record.grants_on(today).filter(|grant| reads(grant.role)).collect();
            if grants.is_empty() {
                continue;
            }
            let person = PersonId(row.person);
            let units = grants.iter().filter_map(|grant| grant.unit.clone());
            let known = self.person_facts(&person, today).await?.1.map(|person| person.unit);
            let units: Vec<_> = units.chain(known).map(Who::Unit).collect();
            without.retain(|who| *who != Who::Person(person.clone()) && !units.contains(who));
        }
        Ok(without)
    }

    /// The names of those a decision looks at: what is published of a case is searched for them.
    async fn known_names(
        &self,
        people: &BTreeMap<PersonId, Person>,
        units: &BTreeMap<UnitId, Unit>,
    ) -> Result<Known> {
        let mut wanted = Wanted::default();
        wanted.people.extend(people.keys().cloned());
        wanted.units.extend(units.keys().cloned());
        let names = self.names(wanted).await?;
        let (people, units) = (names.people.into_values().collect(), names.units.into_values().collect());
        Ok(Known { people, units, ..Known::default() })
    }

    /// The cases that the answers name by number. What the actor may not know of is not found, so that nobody
    /// learns from a form whether it exists.
    async fn numbered(
        &self,
        asks: &crate::Actor,
        named: Vec<(&'static str, String, String, &'static str)>,
    ) -> Result<BTreeMap<String, Numbered>> {
        let mut found = BTreeMap::new();
        let mut faults = Vec::new();
        for (kind, text, field, label) in named {
            let filter = CaseFilter {
                kind: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
                number: Some(crate::numbers::as_number(&text)),
                ..CaseFilter::default()
            };
            let scope = crate::access::scope(asks);
            let mut rows = self.0.store.list_cases(&filter, &scope, None, 2).await?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => {
                    let stream = StreamId(row.stream);
                    found.insert(text, Numbered { stream, number: row.number, title: row.title });
                }
                (one, _) => {
                    let why = if one.is_some() {
                        "不止一件案件用这个编号"
                    } else {
                        "没有找到这个编号的案件"
                    };
                    let title = crate::kinds::kind(kind).map_or("案件", |kind| kind.title());
                    let says = format!("{why}（{title}“{text}”），请核对“{label}”后重新填写。");
                    faults.push(Fault { field, label, says });
                }
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(Error::Faults(faults)) }
    }

    async fn uploads(
        &self,
        case: &StreamId,
        named: Vec<(FileId, String, &'static str)>,
    ) -> Result<(Vec<FileId>, BTreeMap<FileId, Uploaded>)> {
        let mut uploaded = BTreeMap::new();
        let mut faults = Vec::new();
        for (id, field, label) in named {
            let found = self.0.store.attachment(&id).await?;
            match found.filter(|file| file.stream.as_ref().is_none_or(|of| of == case)) {
                Some(file) => {
                    let hash = file.hash.to_string();
                    uploaded
                        .insert(id, Uploaded { name: file.name, hash, size: file.size, media: file.media });
                }
                None => faults.push(Fault {
                    field,
                    label,
                    says: format!("没有找到“{label}”上传的文件，请重新上传。"),
                }),
            }
        }
        if !faults.is_empty() {
            return Err(Error::Faults(faults));
        }
        Ok((uploaded.keys().cloned().collect(), uploaded))
    }
}

/// The row of a case, with what only the registers know: those who must stand aside because they are kin of
/// somebody in it, and the party organisation that answers for the owner of a correction (D3), unless its
/// secretary is concerned.
pub(crate) fn row_of(folded: &Folded, facts: &Facts, kin: &crate::people::Kin) -> Row {
    let mut row = folded.kind.row(&folded.state, &facts.policy);
    for who in folded.kind.knows(&folded.state) {
        let Who::Person(id) = who else { continue };
        for relative in kin.get(&id).into_iter().flatten() {
            let aside = (Who::Person(relative.clone()), Part::Excluded);
            if !row.parts.contains(&aside) && folded.kind.excluded(&folded.state, relative, facts) {
                row.parts.push(aside);
            }
        }
    }
    let known = folded.kind.knows(&folded.state);
    let owners = row.parts.iter().filter(|(_, part)| *part == Part::Owner);
    let committees: Vec<_> = owners
        .filter_map(|(who, _)| match who {
            Who::Unit(unit) => facts.units.get(unit)?.committee.clone(),
            Who::Person(_) => None,
        })
        .filter(|committee| {
            let secretary = facts.units.get(committee).and_then(|unit| unit.secretary.clone());
            secretary.is_none_or(|secretary| !known.contains(&Who::Person(secretary)))
        })
        .map(|committee| (Who::Unit(committee), Part::Committee))
        .collect();
    row.parts.extend(committees);
    row.parts.sort();
    row.parts.dedup();
    row
}
