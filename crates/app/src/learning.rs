//! 我的学习 and a unit's view of its people: what each was trained on, and what each noted to have read (S4). What
//! others confirmed and what one noted oneself are told apart wherever they stand.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Day,
    ids::{PersonId, UnitId},
    people::Role,
    refusal::Refusal,
    registers::{
        self, Register as _,
        keeping::{FITS, KEEPS},
        learning::{LearningEvent, LearningRecord},
        policy::{Origin, Principle},
        precedent::{Precedent, Source},
        training::{Material, Training},
    },
};

use crate::{Actor, App, RegisterWrite, Result, error::Error, people::Wanted, records::reads_precedent};

/// Who sees what the people of the unit where the role is held have learnt.
const UNIT_VIEWERS: &[Role] = &[
    Role::CaseManagement,
    Role::DivisionHead,
    Role::Leader,
    Role::PrincipalLeader,
    Role::PostedGroup,
    Role::PolicyOfficer,
    Role::Committee,
    Role::UnitContact,
];

/// Whether a role has the view of its unit.
pub fn sees_unit(role: Role) -> bool {
    UNIT_VIEWERS.contains(&role)
}

/// Something that somebody learnt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learnt {
    /// When it was held, or noted.
    pub on: Day,
    /// Its title then.
    pub title: String,
    /// `典型案例`, `案例`, `原则阐释`.
    pub sort: &'static str,
    /// Who held the session; empty for what was read by oneself.
    pub held_by: String,
    /// Who registered it: for what was read, the person.
    pub by: String,
    /// Whether somebody else says so.
    pub confirmed: bool,
}

impl Learnt {
    /// `参加培训` or `本人自学`.
    pub const fn how(&self) -> &'static str {
        if self.confirmed { "参加培训" } else { "本人自学" }
    }
}

/// A text that can be read and noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// `precedent:KEY`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// See [`Learnt::sort`].
    pub sort: &'static str,
    /// Its text; empty where it has a page of its own.
    pub text: String,
    /// Ours, and not issued.
    pub sample: bool,
    /// Whether this person has noted it.
    pub read: bool,
}

/// One's own view.
#[derive(Debug, Clone)]
pub struct MyLearning {
    /// Everything, the latest first.
    pub learnt: Vec<Learnt>,
    /// What there is to read.
    pub readable: Vec<Readable>,
}

/// A person of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPerson {
    /// The name.
    pub name: String,
    /// Everything, the latest first.
    pub learnt: Vec<Learnt>,
}

/// What the people of a unit have learnt.
#[derive(Debug, Clone)]
pub struct UnitLearning {
    /// The name of the unit.
    pub unit: String,
    /// Its people of today, by name.
    pub people: Vec<OfPerson>,
}

/// Precedents by id, to say of each whether it is a model case.
type Models = BTreeMap<String, bool>;

fn models(all: &[(String, Precedent)]) -> Models {
    all.iter().map(|(key, one)| (format!("precedent:{key}"), one.listing.is_some())).collect()
}

fn sort_of(id: &str, models: &Models) -> &'static str {
    match (id.starts_with("principle:"), models.get(id)) {
        (true, _) => "原则阐释",
        (false, Some(true)) => "典型案例",
        _ => "案例",
    }
}

impl App {
    /// What may be taught: precedents in use and explanations in force, id and title.
    pub(crate) async fn materials(&self) -> Result<Vec<(String, String)>> {
        let precedents = self.all_precedents().await?;
        let precedents = precedents.into_iter().filter(|(_, one)| one.in_use());
        let mut all: Vec<_> =
            precedents.filter_map(|(key, one)| Some((format!("precedent:{key}"), one.text?.title))).collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        let principles = self.principles_now().await?.into_iter();
        all.extend(principles.map(|one| (format!("principle:{}", one.code), format!("阐释：{}", one.title))));
        Ok(all)
    }

    async fn principles_now(&self) -> Result<Vec<Principle>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let today = self.today();
        let all = registers.policy.principles.keys();
        Ok(all.filter_map(|code| registers.policy.principle(code, today).cloned()).collect())
    }

    async fn readings(&self, person: &PersonId) -> Result<(u64, LearningRecord)> {
        let stream = rongheng_domain::ids::StreamId::new(LearningRecord::NAME, &person.0);
        let events = self.0.store.load(&stream, 0).await?;
        let version = events.last().map_or(0, |event| event.version);
        let record =
            registers::fold::<LearningRecord>(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        Ok((version, record))
    }

    /// What there is to read for this actor.
    async fn readable(&self, actor: &Actor, precedents: &[(String, Precedent)]) -> Result<Vec<Readable>> {
        let role = actor.role().ok_or(Error::NotFound)?;
        let (_, record) = self.readings(&actor.person).await?;
        let models = models(precedents);
        let one = |(key, one): &(String, Precedent)| {
            let (text, id) = (one.text.as_ref()?, format!("precedent:{key}"));
            reads_precedent(role, one).then(|| Readable {
                title: text.title.clone(),
                sort: sort_of(&id, &models),
                text: String::new(),
                sample: text.source == Source::Sample,
                read: record.has(&id),
                id,
            })
        };
        let mut all: Vec<_> = precedents.iter().filter_map(one).collect();
        all.sort_by(|a, b| (a.sort, &a.title).cmp(&(b.sort, &b.title)));
        for one in self.principles_now().await? {
            let id = format!("principle:{}", one.code);
            all.push(Readable {
                sort: "原则阐释",
                read: record.has(&id),
                sample: one.origin == Origin::Sample,
                title: one.title,
                text: one.text,
                id,
            });
        }
        Ok(all)
    }

    /// What each of these learnt, the latest first.
    async fn learnt_by(
        &self,
        people: &[(PersonId, String)],
        precedents: &[(String, Precedent)],
        trainings: &[(String, Training)],
    ) -> Result<BTreeMap<PersonId, Vec<Learnt>>> {
        let models = models(precedents);
        let sessions: Vec<_> = trainings.iter().filter_map(|(_, one)| one.counts()).collect();
        let mut wanted = Wanted::default();
        wanted.people.extend(sessions.iter().map(|session| session.by().clone()));
        let names = self.names(wanted).await?;
        let mut all = BTreeMap::new();
        for (person, name) in people {
            let mut learnt = Vec::new();
            for session in sessions.iter().filter(|session| session.people().contains(person)) {
                learnt.extend(session.materials().iter().map(|one| Learnt {
                    on: session.on(),
                    title: one.title.clone(),
                    sort: sort_of(&one.id, &models),
                    held_by: session.held_by().to_owned(),
                    by: names.person(session.by()),
                    confirmed: true,
                }));
            }
            let (_, record) = self.readings(person).await?;
            learnt.extend(record.read.into_iter().map(|(on, one)| Learnt {
                on,
                sort: sort_of(&one.id, &models),
                title: one.title,
                held_by: String::new(),
                by: name.clone(),
                confirmed: false,
            }));
            learnt.sort_by(|a, b| (b.on, &a.title).cmp(&(a.on, &b.title)));
            all.insert(person.clone(), learnt);
        }
        Ok(all)
    }

    /// What the actor learnt, and what there is to read.
    pub async fn my_learning(&self, actor: &Actor) -> Result<MyLearning> {
        let precedents = self.all_precedents().await?;
        let readable = self.readable(actor, &precedents).await?;
        let me = [(actor.person.clone(), "本人".to_owned())];
        let mut learnt = self.learnt_by(&me, &precedents, &self.all_trainings().await?).await?;
        Ok(MyLearning { learnt: learnt.remove(&actor.person).unwrap_or_default(), readable })
    }

    /// Notes that the actor read a text. It says nothing of anybody having confirmed it, and nobody notes it for
    /// another.
    ///
    /// # Errors
    /// A text that this actor does not read, or that is noted already.
    pub async fn note_reading(&self, actor: &Actor, id: &str) -> Result<()> {
        let readable = self.readable(actor, &self.all_precedents().await?).await?;
        let one = readable.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
        if one.read {
            return Err(Error::Refused(Refusal::one(&FITS, "这一项已经记过，不用再记。")));
        }
        let (version, _) = self.readings(&actor.person).await?;
        let event = LearningEvent::Read { material: Material { id: one.id, title: one.title } };
        let write = RegisterWrite::new::<LearningRecord>(&actor.person.0, &[event]).expecting(Some(version));
        self.append_registers(actor, vec![write]).await
    }

    /// What the people of the actor's unit learnt.
    ///
    /// # Errors
    /// Whoever has no view of a unit.
    pub async fn unit_learning(&self, actor: &Actor) -> Result<UnitLearning> {
        let held = actor.in_use().find(|held| sees_unit(held.role));
        let Some(unit) = held.and_then(|held| held.unit.clone()) else {
            let says = "本单位的学习记录由单位负责人、联络人和案管查看；自己的学习记录在“我的学习”。";
            return Err(Error::Forbidden(Refusal::one(&KEEPS, says)));
        };
        let rows = self.0.store.all_persons().await?.into_iter().filter(|row| row.unit == unit.0);
        let mut people: Vec<_> = rows.map(|row| (PersonId(row.id), row.name)).collect();
        people.sort_by(|a, b| a.1.cmp(&b.1));
        let precedents = self.all_precedents().await?;
        let mut learnt = self.learnt_by(&people, &precedents, &self.all_trainings().await?).await?;
        let of = |(id, name): (PersonId, String)| {
            let learnt = learnt.remove(&id).unwrap_or_default();
            OfPerson { name, learnt }
        };
        let people = people.into_iter().map(of).collect();
        Ok(UnitLearning { unit: self.unit_name(&unit).await?, people })
    }

    async fn unit_name(&self, unit: &UnitId) -> Result<String> {
        let rows = self.0.names.units(&self.0.store, std::slice::from_ref(unit)).await?;
        Ok(rows.into_iter().next().map(|row| row.name).unwrap_or_default())
    }
}
