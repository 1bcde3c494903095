//! Registers kept by forms: people, units, accounts, the settings of this organ. Who may open which book stands
//! here; what an act means stands with the register in the domain.

mod book;
mod calendar;
mod leaving;
mod library;
mod list;
mod paper_drafts;
mod policy;
mod precedents;
mod sheets;
mod trainings;
mod units;
mod write;

use std::collections::BTreeMap;

use rongheng_domain::{
    calendar::Calendar,
    connivance::looking::SignalRecord,
    ids::StreamId,
    people::Role,
    refusal::Refusal,
    registers::{
        self,
        account::AccountRecord,
        amendment::Amendment,
        keeping::{Act, KEEPS, Keep},
        organisation::OrganisationRecord,
        paper_draft::PaperDraft,
        person::PersonRecord,
        policy::PolicyRecord,
        precedent::Precedent,
        quality::QualityRound,
        settings::Settings,
        training::Training,
    },
    sheet::{Block, Say},
};
use rongheng_store::Stored;

pub(crate) use self::library::reads_precedent;
pub use self::{
    book::Book,
    library::{ModelCase, Theme, has_library},
    list::{Facet, Narrow, RecordList, RecordRow},
    policy::{Compared, Foreseen},
    sheets::{Checked, Column, RowChange, RowFault},
    write::Entered,
};
use crate::{
    Actor, App, ONLY, Result,
    error::Error,
    page::{Choice, Line, Listed, Names},
    people::Wanted,
};

/// Lines of a history that a page shows.
const LINES: usize = 100;

/// A record with its history.
#[derive(Debug, Clone)]
pub struct RecordPage {
    /// What the page is called: a name, a login.
    pub title: String,
    /// The record.
    pub blocks: Vec<Block>,
    /// What the role does here, as the record stands.
    pub acts: Vec<&'static Act>,
    /// What happened, latest first, at most a hundred lines.
    pub history: Vec<Line>,
    /// How many lines there are in all.
    pub lines: usize,
    /// What it would come to, where it is an amendment or the draft of a paper that is still open.
    pub foreseen: Foreseen,
    /// The cases it rests on, as the reader sees them.
    pub cases: Vec<Listed>,
    /// Whether it can be taken out as a workbook of its own.
    pub taken_out: bool,
    /// The names of all that is mentioned.
    pub names: Names,
}

/// The form of an act.
#[derive(Debug, Clone)]
pub struct RecordForm {
    /// The act.
    pub act: &'static Act,
    /// What it is about; empty where it makes a new record.
    pub subject: String,
    /// The answers it begins with.
    pub sent: BTreeMap<String, String>,
    /// What the record offers to pick from.
    pub offers: BTreeMap<&'static str, Vec<Choice>>,
    /// People and units named in the answers it begins with.
    pub people: Vec<Choice>,
    /// Units to choose from.
    pub units: Vec<Choice>,
    /// What may stand in a text that is written here, with what each means: placeholders of a paper.
    pub beside: Vec<(&'static str, &'static str)>,
}

/// Refuses whoever may not open the book.
fn reads(actor: &Actor, book: Book) -> Result<Role> {
    let role = actor.role().filter(|role| book.readers().contains(role));
    role.ok_or_else(|| {
        let who: Vec<_> = book.readers().iter().map(|role| role.title()).collect();
        let says = format!("“{}”由{}查看和办理，请转请他们。", book.title(), who.join("、"));
        Error::Forbidden(Refusal::one(&KEEPS, says))
    })
}

/// A record with what it was folded from.
pub(crate) struct Folded<R> {
    record: R,
    events: Vec<Stored>,
}

impl App {
    async fn folded<R: Keep>(&self, key: &str) -> Result<Folded<R>> {
        let events = self.0.store.load(&StreamId::new(R::NAME, key), 0).await?;
        let record = registers::fold::<R>(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        Ok(Folded { record, events })
    }

    /// A record as this actor may see it.
    pub async fn find_record(&self, actor: &Actor, book: Book, key: &str) -> Result<RecordPage> {
        let role = reads(actor, book)?;
        match book {
            Book::People => self.record_page::<PersonRecord>(role, actor, book, key).await,
            Book::Units => {
                let mut page = self.record_page::<OrganisationRecord>(role, actor, book, key).await?;
                page.blocks.extend(self.unit_over_time(&key.into()).await?);
                page.names = self.names_in(&page).await?;
                Ok(page)
            }
            Book::Accounts => self.record_page::<AccountRecord>(role, actor, book, key).await,
            Book::Settings if key == ONLY => self.record_page::<Settings>(role, actor, book, key).await,
            Book::Policy if key == ONLY => self.record_page::<PolicyRecord>(role, actor, book, key).await,
            Book::Calendar if key == ONLY => {
                let mut page = self.record_page::<Calendar>(role, actor, book, key).await?;
                page.foreseen.effects = self.moved_lately(actor).await?;
                Ok(page)
            }
            Book::Settings | Book::Policy | Book::Calendar => Err(Error::NotFound),
            Book::Checklist => self.circumstance_page(key).await,
            Book::Precedents => {
                let mut page = self.record_page::<Precedent>(role, actor, book, key).await?;
                page.blocks.extend(self.taught(key).await?);
                Ok(page)
            }
            Book::Trainings => self.record_page::<Training>(role, actor, book, key).await,
            Book::PaperDrafts => {
                let mut page = self.record_page::<PaperDraft>(role, actor, book, key).await?;
                page.foreseen = self.paper_foreseen(key).await?;
                Ok(page)
            }
            Book::Signals => {
                let seen = self.signal(actor, key).await?.ok_or(Error::NotFound)?;
                let Folded { record, events } = self.folded::<SignalRecord>(key).await?;
                let events = self.looks_known(actor, events).await?;
                let mut page = self.page_of(role, actor, book, key, Folded { record, events }).await?;
                page.blocks = self.signal_blocks(&seen).await?;
                page.cases = seen.cases.into_values().collect();
                page.names = self.names_in(&page).await?;
                page.taken_out = true;
                Ok(page)
            }
            Book::Quality => {
                let Folded { record, events } = self.folded::<QualityRound>(key).await?;
                let record = self.round_of(actor, record).await?;
                // A round lies with those who draw; whoever reviews in none of it does not learn of it.
                let all = Self::oversees_reviews(actor);
                if record.reviews.is_empty() && !all {
                    return Err(Error::NotFound);
                }
                let lines = if all { events } else { Vec::new() };
                let mut page = self.page_of(role, actor, book, key, Folded { record, events: lines }).await?;
                page.taken_out = true;
                Ok(page)
            }
            Book::Amendments => {
                let mut page = self.record_page::<Amendment>(role, actor, book, key).await?;
                page.foreseen = self.foreseen(actor, key).await?;
                Ok(page)
            }
        }
    }

    async fn record_page<R: Keep>(
        &self,
        role: Role,
        actor: &Actor,
        book: Book,
        key: &str,
    ) -> Result<RecordPage> {
        let folded = self.folded::<R>(key).await?;
        self.page_of(role, actor, book, key, folded).await
    }

    /// The names that a page mentions.
    async fn names_in(&self, page: &RecordPage) -> Result<Names> {
        let mut wanted = Wanted::default();
        page.blocks.iter().for_each(|block| wanted.block(block));
        for line in &page.history {
            wanted.say(&line.says);
            wanted.people.insert(line.actor.clone());
        }
        self.names(wanted).await
    }

    async fn page_of<R: Keep>(
        &self,
        role: Role,
        actor: &Actor,
        book: Book,
        key: &str,
        Folded { record, events }: Folded<R>,
    ) -> Result<RecordPage> {
        if !record.exists() {
            return Err(Error::NotFound);
        }
        let today = self.today();
        let own =
            book == Book::Accounts && self.account_record(key).await?.person.as_ref() == Some(&actor.person);
        let acts = R::ACTS.iter().filter(|act| !act.opens && act.who.contains(&role) && !own);
        let blocks = record.shown(today);
        let mut wanted = Wanted::default();
        for block in &blocks {
            wanted.block(block);
        }
        let mut history = Vec::new();
        for event in events.iter().rev().take(LINES) {
            let (title, says) = R::told(&registers::read::<R>(&event.recorded)?);
            wanted.say(&says);
            wanted.people.insert(event.actor.clone());
            history.push(Line {
                draft: None,
                version: event.version,
                at: event.recorded_at,
                effective_on: None,
                title: title.to_owned(),
                says,
                actor: event.actor.clone(),
                acted_for: None,
                by_delegation: false,
                event: event.recorded.kind.clone(),
            });
        }
        let title = self.record_title(book, key).await?;
        Ok(RecordPage {
            acts: acts.filter(|act| record.fits(act.name, today)).collect(),
            names: self.names(wanted).await?,
            title,
            blocks,
            history,
            lines: events.len(),
            foreseen: Foreseen::default(),
            cases: Vec::new(),
            taken_out: false,
        })
    }

    async fn record_title(&self, book: Book, key: &str) -> Result<String> {
        let row = match book {
            Book::People => self.0.store.person(&key.into()).await?.map(|row| row.name),
            Book::Units => self.0.store.units(&[key.into()]).await?.pop().map(|row| row.name),
            Book::Accounts => Some(format!("账号 {key}")),
            Book::Settings | Book::Policy | Book::Calendar => Some(book.title().to_owned()),
            Book::Amendments => Some(self.folded::<Amendment>(key).await?.record.title),
            Book::Precedents => self.folded::<Precedent>(key).await?.record.text.map(|text| text.title),
            Book::Trainings => {
                let session = self.folded::<Training>(key).await?.record.session;
                session.map(|one| format!("{}：{}", one.on().words(), one.audience()))
            }
            Book::PaperDrafts => self.folded::<PaperDraft>(key).await?.record.paper.map(|paper| paper.title),
            Book::Signals => Some(self.signal_title(key).await?),
            Book::Quality => {
                let drawn = self.folded_round(key).await?.drawn;
                drawn.map(|drawn| format!("{}案件质量评查", drawn.period.words()))
            }
            Book::Checklist => None,
        };
        Ok(row.unwrap_or_else(|| key.to_owned()))
    }

    /// The form of an act; without a key that of the act that makes a new record. `fill` is the code of a text
    /// that the form begins with.
    pub async fn record_form(
        &self,
        actor: &Actor,
        book: Book,
        key: Option<&str>,
        act: &str,
        fill: Option<&str>,
    ) -> Result<RecordForm> {
        let role = reads(actor, book)?;
        let act = book.act(act)?;
        if !act.who.contains(&role) || act.opens != key.is_none() {
            return Err(Error::NotFound);
        }
        let Some(key) = key else {
            let units = self.unit_choices(&[]).await?;
            let (sent, offers, people, subject) = Default::default();
            let beside = Vec::new();
            let form = RecordForm { act, subject, sent, offers, people, units, beside };
            return match book {
                Book::Trainings => self.training_form(form).await,
                Book::PaperDrafts => self.paper_form(form, fill).await,
                _ => Ok(form),
            };
        };
        match book {
            Book::People => self.form_of::<PersonRecord>(book, key, act).await,
            Book::Units => self.form_of::<OrganisationRecord>(book, key, act).await,
            Book::Accounts => self.form_of::<AccountRecord>(book, key, act).await,
            Book::Settings => self.form_of::<Settings>(book, key, act).await,
            Book::Policy => self.form_of::<PolicyRecord>(book, key, act).await,
            Book::Calendar => self.form_of::<Calendar>(book, key, act).await,
            Book::Precedents => self.form_of::<Precedent>(book, key, act).await,
            Book::Trainings => self.form_of::<Training>(book, key, act).await,
            Book::PaperDrafts => {
                let mut form = self.form_of::<PaperDraft>(book, key, act).await?;
                form.beside = self.placeholders_of_draft(key, act.name).await?;
                Ok(form)
            }
            Book::Signals => {
                self.signal(actor, key).await?.ok_or(Error::NotFound)?;
                self.form_of::<SignalRecord>(book, key, act).await
            }
            Book::Quality => {
                let record = self.round_of(actor, self.folded_round(key).await?).await?;
                self.form_with(book, key, act, record).await
            }
            Book::Checklist => Err(Error::NotFound),
            Book::Amendments => {
                let mut form = self.form_of::<Amendment>(book, key, act).await?;
                let plain =
                    |(value, label): (String, Say)| Choice { value, label: Names::default().say(&label) };
                let principles = self.principle_choices().await?.into_iter().map(plain).collect();
                form.offers.insert("principles", principles);
                if let Some(code) = fill
                    && let Some(begun) = self.begun(key, act.name, code).await?
                {
                    form.sent = rongheng_domain::form::write(act.fields, &begun);
                }
                Ok(form)
            }
        }
    }

    async fn form_of<R: Keep>(&self, book: Book, key: &str, act: &'static Act) -> Result<RecordForm> {
        let record = self.folded::<R>(key).await?.record;
        self.form_with(book, key, act, record).await
    }

    async fn form_with<R: Keep>(
        &self,
        book: Book,
        key: &str,
        act: &'static Act,
        record: R,
    ) -> Result<RecordForm> {
        if !record.exists() {
            return Err(Error::NotFound);
        }
        let offered = record.offers(self.today());
        let mut wanted = Wanted::default();
        offered.values().flatten().for_each(|(_, say)| wanted.say(say));
        let names = self.names(wanted).await?;
        let choice = |(value, say): (String, Say)| Choice { value, label: names.say(&say) };
        Ok(RecordForm {
            act,
            subject: self.record_title(book, key).await?,
            sent: rongheng_domain::form::write(act.fields, &record.current(act.name)),
            offers: offered
                .into_iter()
                .map(|(name, choices)| (name, choices.into_iter().map(choice).collect()))
                .collect(),
            people: Vec::new(),
            units: self.unit_choices(&[]).await?,
            beside: Vec::new(),
        })
    }

    /// The name of the organ that runs this; `None` before it is registered.
    pub async fn organ_name(&self) -> Result<Option<String>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let organ =
            self.0.names.units(&self.0.store, std::slice::from_ref(&registers.settings.organ)).await?;
        Ok(organ.into_iter().next().map(|row| row.name).filter(|name| !name.is_empty()))
    }
}
