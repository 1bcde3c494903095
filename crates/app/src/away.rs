//! 请假与代理: who is away, who stands in, what has nobody who is there; and entering it.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    away::{self, Away, Entry, Span, Standing, Way, delegable, entering},
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::Role,
    refusal::Refusal,
    registers::{keeping::Act, person::PersonRecord},
    sheet::Say,
};
use rongheng_store::{AwayRow, MessageRow, PersonRow, RowChange};
use serde_json::Value;

use crate::{
    Actor, App, Held, RegisterWrite, Result, StandsIn,
    error::Error,
    listing,
    page::{Choice, Names},
    people::Wanted,
};

/// How often it is tried again when somebody was faster.
const TRIES: usize = 4;
/// Days ahead for which leave without anybody who is there is shown.
const AHEAD: i64 = 14;

/// The rows of a person: what never began has none.
pub(crate) fn away_rows(id: &str, record: &PersonRecord) -> RowChange {
    let row = |one: &Entry| {
        let Span { from, until } = one.span();
        until.is_none_or(|until| from < until).then(|| AwayRow {
            person: id.to_owned(),
            number: one.number.to_string(),
            way: one.way.id().to_owned(),
            stands_in: one.to.as_ref().map(|to| to.0.clone()).unwrap_or_default(),
            roles: one.roles.iter().map(|role| role.id()).collect::<Vec<_>>().join(" "),
            from_on: from.to_string(),
            until_on: until.map(|until| until.to_string()).unwrap_or_default(),
        })
    };
    RowChange::SetAway(id.into(), record.away.iter().filter_map(row).collect())
}

/// What the person's stream says to those who stand in.
pub(crate) fn away_messages(id: &str, record: &PersonRecord) -> RowChange {
    let stream = StreamId::person(&id.into());
    let one = |(nth, on, to, says): (u32, Day, &PersonId, &'static str)| MessageRow {
        source: stream.0.clone(),
        stream: stream.0.clone(),
        who: format!("person:{to}"),
        says: says.to_owned(),
        said_on: on.to_string(),
        actor: String::new(),
        version: i64::from(nth),
    };
    let mut all: Vec<_> =
        record.away.iter().flat_map(|entry| entry.messages().into_iter().map(one)).collect();
    all.sort_by_key(|one| one.version);
    RowChange::SetMessages(stream, all)
}

fn away_of(row: AwayRow) -> Option<Away> {
    let until = if row.until_on.is_empty() { None } else { Some(Day::parse(&row.until_on)?) };
    Some(Away {
        person: PersonId(row.person),
        number: row.number.parse().ok()?,
        way: Way::from_id(&row.way)?,
        to: Some(row.stands_in).filter(|to| !to.is_empty()).map(PersonId),
        roles: row.roles.split_whitespace().filter_map(Role::from_id).collect(),
        span: Span { from: Day::parse(&row.from_on)?, until },
    })
}

/// What was entered for somebody, with what may be done about it.
#[derive(Debug, Clone)]
pub struct AwayPage {
    /// Whose.
    pub person: Choice,
    /// Whether it is the reader's own.
    pub own: bool,
    /// What was entered, latest first.
    pub entries: Vec<Entry>,
    /// The acts.
    pub acts: &'static [Act],
    /// In whose places this person stands today.
    pub standing: Vec<Standing>,
    /// What is to come: who will be stood in for by this person.
    pub coming: Vec<Away>,
    /// Everybody whose open items have nobody who is there; for those who arrange.
    pub unowned: Vec<Unowned>,
    /// The people for whom it may be entered; nobody for whoever does not arrange.
    pub colleagues: Vec<Choice>,
    /// Names.
    pub names: Names,
    /// Today.
    pub today: Day,
}

/// Somebody who is away, or soon will be, without anybody who is there.
#[derive(Debug, Clone)]
pub struct Unowned {
    /// Who.
    pub person: PersonId,
    /// The first day without anybody.
    pub from: Day,
    /// The days of leave.
    pub days: Span,
    /// What is open, by number.
    pub in_hand: Vec<String>,
}

/// The form of an act.
#[derive(Debug, Clone)]
pub struct AwayForm {
    /// The act.
    pub act: &'static Act,
    /// For whom.
    pub person: Choice,
    /// Whether it is the reader's own.
    pub own: bool,
    /// What is offered to pick from.
    pub offers: BTreeMap<&'static str, Vec<Choice>>,
    /// The people of the organ.
    pub people: Vec<Choice>,
}

/// The role in which `actor` comes here: one of the offices that run cases.
fn office(actor: &Actor) -> Result<Role> {
    let known = |role: &Role| delegable::ROLES.contains(role) || *role == Role::PrincipalLeader;
    actor.role().filter(known).filter(|_| actor.narrowed.is_none()).ok_or_else(|| {
        let says = "请假与代理由办案部门的人员本人登记；替他人登记由案件监督管理室或者承办部门主任办理。";
        Error::Forbidden(Refusal::one(&away::RULE, says))
    })
}

fn act(name: &str) -> Result<&'static Act> {
    entering::ACTS.iter().find(|act| act.name == name).ok_or_else(|| Error::UnknownAction(name.to_owned()))
}

impl App {
    /// Everybody's days away that have not run out.
    pub(crate) async fn all_away(&self) -> Result<Vec<Away>> {
        let rows = self.0.store.away_from(&self.today().to_string()).await?;
        Ok(rows.into_iter().filter_map(away_of).collect())
    }

    /// In whose places a person may act today, with the roles that the other holds today.
    pub(crate) async fn stands_in(&self, person: &PersonId) -> Result<Vec<StandsIn>> {
        let all = self.all_away().await?;
        let mut found = Vec::new();
        for one in away::standing_in(&all, person, self.today()) {
            let mut held = self.held_by(&one.person).await?.unwrap_or_default();
            held.retain(|held| one.roles.contains(&held.role) && delegable::ROLES.contains(&held.role));
            if !held.is_empty() {
                found.push(StandsIn { person: one.person, held });
            }
        }
        Ok(found)
    }

    /// In whose places this person stands today, for the line of 工作台.
    pub async fn standing_today(&self, actor: &Actor) -> Result<(Vec<Standing>, Names)> {
        let places: BTreeSet<_> = actor.places().map(|place| &place.person).collect();
        if places.is_empty() {
            return Ok((Vec::new(), Names::default()));
        }
        let all = self.all_away().await?;
        let mut standing = away::standing_in(&all, &actor.person, self.today());
        standing.retain(|one| places.contains(&one.person));
        let mut wanted = Wanted::default();
        wanted.people.extend(standing.iter().map(|one| one.person.clone()));
        Ok((standing, self.names(wanted).await?))
    }

    /// Whether this actor enters leave and delegations of others.
    pub fn arranges_away(&self, actor: &Actor) -> bool {
        actor.role().is_some_and(|role| delegable::ARRANGE.contains(&role)) && actor.narrowed.is_none()
    }

    /// The organ of whoever asks.
    fn organ_of(actor: &Actor) -> Option<UnitId> {
        let role = actor.role();
        actor.in_use().find(|held| Some(held.role) == role).and_then(|held| held.unit.clone())
    }

    /// The people of the organ of whoever asks.
    async fn colleagues(&self, actor: &Actor) -> Result<Vec<PersonRow>> {
        let organ = Self::organ_of(actor);
        let mut rows = self.0.store.all_persons().await?;
        rows.retain(|row| organ.as_ref().is_some_and(|organ| organ.0 == row.unit));
        Ok(rows)
    }

    async fn colleague_choices(&self, actor: &Actor) -> Result<Vec<Choice>> {
        let rows = self.colleagues(actor).await?;
        let units = self.unit_names(rows.iter().map(|row| row.unit.as_str())).await?;
        Ok(rows.into_iter().map(|row| listing::person_choice(row, &units)).collect())
    }

    /// Who it is about: oneself, or, for those who arrange, somebody of the organ.
    async fn whose(&self, actor: &Actor, person: &PersonId) -> Result<(Role, Choice)> {
        let role = office(actor)?;
        let row = self.0.store.person(person).await?.ok_or(Error::NotFound)?;
        let own = *person == actor.person;
        let colleague = Self::organ_of(actor).is_some_and(|organ| organ.0 == row.unit);
        if !(own || self.arranges_away(actor) && colleague) {
            return Err(Error::NotFound);
        }
        Ok((role, Choice { value: row.id, label: row.name }))
    }

    /// What was entered for `person`.
    pub async fn find_away(&self, actor: &Actor, person: &PersonId) -> Result<AwayPage> {
        let (_, whose) = self.whose(actor, person).await?;
        self.0.people.forget(&StreamId::person(person));
        let (_, record) = self.0.people.get(&self.0.store, &StreamId::person(person)).await?;
        let all = self.all_away().await?;
        let today = self.today();
        let own = *person == actor.person;
        let coming: Vec<Away> = all.iter().filter(|one| one.to.as_ref() == Some(person)).cloned().collect();
        let unowned = if own { self.unowned(actor).await? } else { Vec::new() };
        let mut colleagues =
            if own && self.arranges_away(actor) { self.colleague_choices(actor).await? } else { Vec::new() };
        colleagues.retain(|one| one.value != actor.person.0);
        let mut entries = record.away.clone();
        entries.reverse();
        let mut wanted = Wanted::default();
        wanted.people.extend(entries.iter().flat_map(|one| one.to.iter().chain(&one.approved_by)).cloned());
        wanted.people.extend(coming.iter().map(|one| one.person.clone()));
        wanted.people.extend(unowned.iter().map(|one| one.person.clone()));
        Ok(AwayPage {
            person: whose,
            own,
            entries,
            acts: entering::ACTS,
            standing: away::standing_in(&all, person, today),
            coming,
            unowned,
            colleagues,
            names: self.names(wanted).await?,
            today,
        })
    }

    /// Those of the organ who are away, or within a fortnight will be, with something open and nobody who is there:
    /// nothing for whoever does not arrange.
    pub async fn unowned(&self, actor: &Actor) -> Result<Vec<Unowned>> {
        if !self.arranges_away(actor) {
            return Ok(Vec::new());
        }
        let today = self.today();
        let organ = Self::organ_of(actor);
        let mut all = self.all_away().await?;
        // Whoever holds nothing here any more stands in for nobody.
        let whos: BTreeSet<PersonId> = all.iter().filter_map(|one| one.to.clone()).collect();
        for who in whos {
            if self.held_at(&who, organ.as_ref()).await?.is_empty() {
                all.retain(|one| one.to.as_ref() != Some(&who));
            }
        }
        let mut found: Vec<Unowned> = Vec::new();
        for leave in all.iter().filter(|one| one.way == Way::Leave) {
            let days = Span { from: leave.span.from.max(today), until: leave.span.until };
            if today.plus(AHEAD) < days.from || found.iter().any(|known| known.person == leave.person) {
                continue;
            }
            let held = self.held_at(&leave.person, organ.as_ref()).await?;
            let roles: Vec<Role> = held.into_iter().filter(|role| delegable::ROLES.contains(role)).collect();
            let Some(from) = away::first_uncovered(&all, &leave.person, &roles, days) else { continue };
            let in_hand = self.numbers_in_hand(actor, &leave.person).await?;
            if !in_hand.is_empty() {
                found.push(Unowned { person: leave.person.clone(), from, days: leave.span, in_hand });
            }
        }
        Ok(found)
    }

    /// The roles that somebody holds in an organ today, each once.
    async fn held_at(&self, person: &PersonId, organ: Option<&UnitId>) -> Result<Vec<Role>> {
        let held = self.held_by(person).await?.unwrap_or_default();
        let mut roles: Vec<Role> = held
            .into_iter()
            .filter(|held: &Held| held.unit.as_ref() == organ)
            .map(|held| held.role)
            .collect();
        roles.dedup();
        Ok(roles)
    }

    async fn entering(
        &self,
        actor: &Actor,
        role: Role,
        person: &PersonId,
        named: &[PersonId],
    ) -> Result<entering::Entering> {
        let organ = Self::organ_of(actor);
        let mut held = BTreeMap::new();
        for one in named.iter().chain([person]) {
            held.insert(one.clone(), self.held_at(one, organ.as_ref()).await?);
        }
        Ok(entering::Entering {
            by: actor.person.clone(),
            role,
            person: person.clone(),
            today: self.today(),
            all: self.all_away().await?,
            held,
            in_hand: self.numbers_in_hand(actor, person).await?,
        })
    }

    /// The form of an act for `person`.
    pub async fn away_form(&self, actor: &Actor, person: &PersonId, name: &str) -> Result<AwayForm> {
        let (role, whose) = self.whose(actor, person).await?;
        let act = act(name)?;
        let (_, record) = self.0.people.get(&self.0.store, &StreamId::person(person)).await?;
        let entering = self.entering(actor, role, person, &[]).await?;
        let offered = entering::offers(&record, &entering);
        let mut wanted = Wanted::default();
        offered.values().flatten().for_each(|(_, say)| wanted.say(say));
        let names = self.names(wanted).await?;
        let choice = |(value, say): (String, Say)| Choice { value, label: names.say(&say) };
        let offers = offered
            .into_iter()
            .map(|(name, choices)| (name, choices.into_iter().map(choice).collect()))
            .collect();
        let mut people = self.colleague_choices(actor).await?;
        people.retain(|one| one.value != person.0);
        Ok(AwayForm { act, own: *person == actor.person, person: whose, offers, people })
    }

    /// Enters it. Everybody's days that it was compared with are relied on: of two who entrust their work to one another
    /// at one moment, one is refused.
    pub async fn enter_away(
        &self,
        actor: &Actor,
        person: &PersonId,
        name: &str,
        sent: &BTreeMap<String, String>,
    ) -> Result<()> {
        let (role, _) = self.whose(actor, person).await?;
        let act = act(name)?;
        let answers = rongheng_domain::form::read(act.fields, sent).map_err(Error::Faults)?;
        self.enter_away_answers(actor, role, person, act, &answers).await
    }

    /// The same with typed answers: for stories.
    pub async fn tell_away(
        &self,
        actor: &Actor,
        person: &PersonId,
        name: &str,
        answers: &Value,
    ) -> Result<()> {
        let role = [Role::CaseManagement, Role::DivisionHead].into_iter().find(|role| actor.is(*role));
        let acting = actor.acting.or(role).or_else(|| actor.role());
        let actor = Actor { acting, ..actor.clone() };
        let (role, _) = self.whose(&actor, person).await?;
        self.enter_away_answers(&actor, role, person, act(name)?, answers).await
    }

    async fn enter_away_answers(
        &self,
        actor: &Actor,
        role: Role,
        person: &PersonId,
        act: &'static Act,
        answers: &Value,
    ) -> Result<()> {
        for _ in 0..TRIES {
            if self.try_to_enter(actor, role, person, act, answers).await? {
                return Ok(());
            }
        }
        Err(Error::Unavailable("somebody else enters leave and delegations all the time".to_owned()))
    }

    /// Whether it was entered; not where something that it was compared with moved meanwhile.
    async fn try_to_enter(
        &self,
        actor: &Actor,
        role: Role,
        person: &PersonId,
        act: &'static Act,
        answers: &Value,
    ) -> Result<bool> {
        let named = |field: &str| answers.get(field).and_then(Value::as_str).map(PersonId::from);
        let named: Vec<PersonId> = ["to", "approved_by"].into_iter().filter_map(named).collect();
        let stream = StreamId::person(person);
        // The heads first: what moves after this is a conflict.
        let mut relied_on = BTreeMap::new();
        for one in self.all_away().await?.iter().map(|one| &one.person).chain(&named) {
            let other = StreamId::person(one);
            if other != stream && !relied_on.contains_key(&other) {
                let version = self.0.store.head(&other).await?.map_or(0, |head| head.version);
                relied_on.insert(other, version);
            }
        }
        self.0.people.forget(&stream);
        let (version, record) = self.0.people.get(&self.0.store, &stream).await?;
        if version == 0 {
            return Err(Error::NotFound);
        }
        let entering = self.entering(actor, role, person, &named).await?;
        let events = match entering::decide(&record, act.name, answers.clone(), &entering) {
            Ok(events) => events,
            Err(failure) => {
                let mut error = Error::from(failure);
                if let Error::Refused(refusal) = &mut error {
                    self.named(&mut refusal.reasons).await?;
                }
                return Err(error);
            }
        };
        let write = RegisterWrite::new::<PersonRecord>(person.as_str(), &events);
        self.append_relying(actor, write, version, relied_on).await
    }
}
