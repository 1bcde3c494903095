//! An act upon a register: what was typed exists, the rules agree, the events go to the ledger.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    calendar::Calendar,
    connivance::looking::SignalRecord,
    form::{Fault, Field, Input},
    ids::{PersonId, StreamId, UnitId},
    people::Role,
    refusal::Refusal,
    registers::{
        self, Register as _,
        account::AccountRecord,
        amendment::Amendment,
        keeping::{self, Keep, Keeping},
        organisation::OrganisationRecord,
        paper_draft::PaperDraft,
        person::PersonRecord,
        policy::PolicyRecord,
        precedent::Precedent,
        quality::{Period, QualityRound, drawing},
        settings::Settings,
        training::Training,
    },
};
use serde_json::Value;

use super::{Book, reads};
use crate::{
    Actor, App, ONLY, RegisterWrite, Result, accounts::login_of, error::Error, passwords::one_time_password,
};

/// What an act came to.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "a password is never printed")]
pub struct Entered {
    /// The key of the record.
    pub key: String,
    /// The one-time password that was made; shown this once.
    pub password: Option<String>,
    /// The token that was issued; shown this once.
    pub token: Option<String>,
}

/// The acts after which nobody stays signed in with the account.
const SIGNS_OUT: [&str; 3] = ["disable", "reset_password", "make_machine"];
/// The acts that make a password.
const MAKES_PASSWORD: [&str; 2] = ["open", "reset_password"];
/// The act that makes a token.
const MAKES_TOKEN: &str = "issue_token";

impl App {
    /// Does an act upon a register; without a key the one that makes a new record. `form` is the id of the form,
    /// so that one sent twice makes one record.
    pub async fn enter(
        &self,
        actor: &Actor,
        book: Book,
        key: Option<&str>,
        act: &str,
        form: &str,
        sent: &BTreeMap<String, String>,
    ) -> Result<Entered> {
        reads(actor, book)?;
        let known = book.act(act)?;
        let answers = rongheng_domain::form::read(known.fields, sent).map_err(Error::Faults)?;
        self.all_registered(known.fields, &answers).await?;
        let key = match (key, book) {
            (Some(key), _) => key.to_owned(),
            (None, Book::Accounts) => {
                login_of(answers.get("login").and_then(Value::as_str).unwrap_or_default())
            }
            (None, Book::Settings | Book::Policy | Book::Calendar) => ONLY.to_owned(),
            (None, Book::Quality) => {
                let period = rongheng_domain::registers::quality::period_of(&answers);
                period.map_or_else(|| "0".to_owned(), Period::key)
            }
            (None, Book::Checklist | Book::Signals) => return Err(Error::NotFound),
            (
                None,
                Book::People
                | Book::Units
                | Book::Amendments
                | Book::Precedents
                | Book::Trainings
                | Book::PaperDrafts,
            ) => uuid::Uuid::parse_str(form).map_err(|_| Error::NotFound)?.to_string(),
        };
        if book.is_single() && key != ONLY {
            return Err(Error::NotFound);
        }
        match book {
            Book::People => self.enter_in::<PersonRecord>(actor, &key, act, answers).await,
            Book::Units => self.enter_in::<OrganisationRecord>(actor, &key, act, answers).await,
            Book::Accounts => self.enter_in::<AccountRecord>(actor, &key, act, answers).await,
            Book::Settings => self.enter_in::<Settings>(actor, &key, act, answers).await,
            Book::Policy => self.enter_in::<PolicyRecord>(actor, &key, act, answers).await,
            Book::Calendar => self.enter_in::<Calendar>(actor, &key, act, answers).await,
            Book::Precedents => self.enter_in::<Precedent>(actor, &key, act, answers).await,
            Book::Trainings => self.enter_in::<Training>(actor, &key, act, answers).await,
            Book::PaperDrafts => self.enter_in::<PaperDraft>(actor, &key, act, answers).await,
            Book::Signals => self.enter_in::<SignalRecord>(actor, &key, act, answers).await,
            Book::Quality => self.enter_in::<QualityRound>(actor, &key, act, answers).await,
            Book::Amendments => self.enter_in::<Amendment>(actor, &key, act, answers).await,
            Book::Checklist => Err(Error::NotFound),
        }
    }

    async fn enter_in<R: Keep>(
        &self,
        actor: &Actor,
        key: &str,
        act: &str,
        answers: Value,
    ) -> Result<Entered> {
        let folded = self.folded::<R>(key).await?;
        let version = folded.events.last().map_or(0, |event| event.version);
        let record = folded.record;
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let account = R::NAME == AccountRecord::NAME;
        let password =
            if account && MAKES_PASSWORD.contains(&act) { Some(one_time_password()?) } else { None };
        let mut keeping = Keeping {
            by: actor.person.clone(),
            role: actor.role().ok_or(Error::NotFound)?,
            today: self.today(),
            key: key.to_owned(),
            others: Vec::new(),
            guarded: true,
            hash: String::new(),
            texts: Arc::clone(&registers.checklist),
            policy: Arc::clone(&registers.policy),
            names: Arc::default(),
            archived: None,
            published: None,
            listed: Arc::default(),
            materials: Arc::default(),
            papers: Arc::clone(&registers.papers),
            signal: None,
            lots: None,
            fitness: None,
        };
        if R::NAME == Precedent::NAME {
            keeping.names = self.registered_names().await?.into();
            keeping.archived = self.archived(actor, &answers).await?;
            keeping.published = self.published_scope(key).await?;
        }
        if R::NAME == Training::NAME {
            keeping.listed = self.listed_people().await?.into();
            keeping.materials = self.materials().await?.into();
        }
        if R::NAME == SignalRecord::NAME {
            keeping.signal = self.signal_for(actor, key).await?;
        }
        if R::NAME == QualityRound::NAME {
            let round = self.round_of(actor, self.folded_round(key).await?).await?;
            let number = answers.get("number").and_then(Value::as_str);
            // A case that is kept from the actor is not there for the actor (P8).
            if number.is_some_and(|number| round.reviews.iter().all(|review| review.taken.number != number)) {
                let says = "这件案件不在您能办理的抽中案件里，请从列出的案件中选择。";
                return Err(Error::Refused(Refusal::one(&drawing::RULE, says)));
            }
            keeping.lots = self.lots(&answers).await?;
            keeping.fitness = self.fitness(&round, &answers).await?;
        }
        if account {
            keeping.others = self.others(key, &answers).await?;
            keeping.guarded = self.held_by_anybody(Role::SecurityAdmin).await?;
        }
        // Asked first without the hash, which costs 40 ms that a refusal need not take.
        let events = keeping::decide(&record, act, answers.clone(), &keeping)?;
        self.leaves_nothing(R::NAME, key, act, &answers).await?;
        let secret = if account && act == MAKES_TOKEN { Some(crate::passwords::token()?) } else { None };
        let events = match (&password, &secret) {
            (None, None) => events,
            (None, Some(secret)) => {
                keeping.hash = crate::tokens::hash_of(secret);
                keeping::decide(&record, act, answers, &keeping)?
            }
            (Some(password), _) => {
                keeping.hash = self.hash_password(password).await?;
                keeping::decide(&record, act, answers, &keeping)?
            }
        };
        let mut writes = vec![RegisterWrite::new::<R>(key, &events)];
        if R::NAME == Calendar::NAME {
            let read = writes.iter().flat_map(|write| &write.events).map(registers::read::<Calendar>);
            let mut events = read.collect::<std::result::Result<Vec<_>, _>>()?;
            events.push(self.moved_by(&events).await?);
            writes = vec![RegisterWrite::new::<Calendar>(key, &events).expecting(Some(version))];
        }
        if R::NAME == QualityRound::NAME {
            // Drawn once, and no review is overwritten by one that did not see it.
            writes = writes.into_iter().map(|write| write.expecting(Some(version))).collect();
        }
        if R::NAME == Amendment::NAME {
            // Two who check or write at the same moment: the slower one looks again.
            let own = writes.pop().map(|write| write.expecting(Some(version)));
            let follows = self.follow(key, own.as_ref().map_or(&[], |write| &write.events)).await?;
            writes = own.into_iter().chain(follows).collect();
        }
        if R::NAME == PaperDraft::NAME {
            let own = writes.pop().map(|write| write.expecting(Some(version)));
            let follows = self.follow_paper(key, own.as_ref().map_or(&[], |write| &write.events)).await?;
            writes = own.into_iter().chain(follows).collect();
        }
        self.append_registers(actor, writes).await?;
        if account && SIGNS_OUT.contains(&act) {
            self.0.store.drop_sessions_of(key).await?;
        }
        let token = secret.map(|secret| crate::tokens::written(key, &secret));
        Ok(Entered { key: key.to_owned(), password, token })
    }

    /// The other accounts of the person whose account it is or will be.
    async fn others(&self, login: &str, answers: &Value) -> Result<Vec<AccountRecord>> {
        let person = self.account_record(login).await?.person.clone();
        let person = person.or_else(|| answers.get("person").and_then(Value::as_str).map(PersonId::from));
        let Some(person) = person else { return Ok(Vec::new()) };
        let mut others = Vec::new();
        for row in self.0.store.all_accounts().await? {
            if row.person == person.0 && row.login != login {
                others.push((*self.account_record(&row.login).await?).clone());
            }
        }
        Ok(others)
    }

    /// Every person and unit that was answered stands in the register.
    async fn all_registered(&self, fields: &'static [Field], answers: &Value) -> Result<()> {
        let mut faults = Vec::new();
        for field in fields {
            let Some(answer) = answers.get(field.name) else { continue };
            if let Input::List(inner) = field.input {
                for (at, row) in answer.as_array().into_iter().flatten().enumerate() {
                    for cell in inner {
                        let name = format!("{}.{at}.{}", field.name, cell.name);
                        faults.extend(self.registered(cell, name, row.get(cell.name)).await?);
                    }
                }
            } else {
                faults.extend(self.registered(field, field.name.to_owned(), Some(answer)).await?);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::Faults(faults)) }
    }

    async fn registered(&self, field: &Field, name: String, answer: Option<&Value>) -> Result<Option<Fault>> {
        let Some(id) = answer.and_then(Value::as_str) else { return Ok(None) };
        let today = self.today();
        let (there, what) = match field.input {
            Input::Person => (self.person_facts(&PersonId::from(id), today).await?.1.is_some(), "人员"),
            Input::Unit => {
                let stream = StreamId::unit(&UnitId::from(id));
                (self.0.units.get(&self.0.store, &stream).await?.1.stands_on(today), "单位")
            }
            _ => return Ok(None),
        };
        let says = format!("“{}”里的{what}没有登记，或者已经撤销，请从列出的{what}中选择。", field.label);
        Ok((!there).then_some(Fault { field: name, label: field.label, says }))
    }

    /// A fresh id for a form: the record that it makes is made once.
    pub fn new_form_id(&self) -> String {
        crate::clock::new_id(self.now())
    }
}
