//! Finding what applies: whoever describes what happened is shown the circumstances of the checklist that bear on it,
//! with the words that matched, precedents and model cases, and the explanations and documents beside them. It proposes
//! and decides nothing.
//!
//! The base is policy and holds nothing of any case. It is searched as it stands: the index is made anew when the
//! checklist, the policy or the words of search change.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use rongheng_domain::{
    cases::tolerance::findings::MOST_OFFERED,
    day::Day,
    ids::StreamId,
    judgement::leniences::Lenience,
    people::Role,
    refusal::Refusal,
    registers::{
        self, Register,
        checklist::Circumstance,
        lexicon::Lexicon,
        policy::Origin,
        precedent::{Precedent, Source},
    },
};
use rongheng_search::{
    can_be_found, marked_words,
    ranked::{Document, Found, Matched, Ranked, Weights},
};

use crate::{Actor, App, ONLY, Result, access, error::Error, records::reads_precedent, snapshot::Registers};

/// Characters of a description that are looked at.
pub const LONGEST: usize = 2_000;
/// Texts looked at before those not wanted are left out.
const LOOKED_AT: usize = 80;
/// Explanations and documents shown.
const BESIDE: usize = 5;
/// Precedents shown.
const PRECEDENTS: usize = 5;

/// What is in the base.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    /// A text of the checklist: its code and which of its texts.
    Circumstance(String, usize),
    /// The explanation of a principle.
    Principle(String),
    /// A document.
    Document(String),
    /// A precedent or a model case, by its key.
    Precedent(String),
}

/// The base, with what it was made of.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    registers: Arc<Registers>,
    lexicon: u64,
    precedents: Arc<Precedents>,
    index: Arc<Ranked<Entry>>,
}

/// The precedents by key, with what they were folded from.
#[derive(Debug, Default)]
struct Precedents {
    heads: BTreeMap<StreamId, u64>,
    all: BTreeMap<String, Precedent>,
}

/// A piece of text, and whether it matched.
pub type Piece = (String, bool);

/// A word by which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The word, as the text has it.
    pub word: String,
    /// What the description says for it, where that is another word.
    pub said: Option<String>,
    /// Whether it stands in the title.
    pub in_title: bool,
}

/// A circumstance that bears on a description.
#[derive(Debug, Clone)]
pub struct Bearing {
    /// `land.03`.
    pub code: String,
    /// `征地拆迁`.
    pub area: String,
    /// `履职尽责`.
    pub lenience: String,
    /// Title.
    pub title: Vec<Piece>,
    /// Typical facts.
    pub facts: Vec<Piece>,
    /// Conditions.
    pub conditions: Vec<Vec<Piece>>,
    /// What it does not cover.
    pub boundary: Vec<Piece>,
    /// What has to be done all the same.
    pub measures: Vec<Vec<Piece>>,
    /// The document it stands in.
    pub document: String,
    /// Ours, and not issued.
    pub sample: bool,
    /// In force from.
    pub from: Day,
    /// Until, where it is not in force any more.
    pub ended: Option<Day>,
    /// Why it was found.
    pub because: Vec<Because>,
}

/// An explanation or a document that bears on a description.
#[derive(Debug, Clone)]
pub struct Beside {
    /// `原则阐释`, `政策文件`.
    pub sort: &'static str,
    /// Title.
    pub title: Vec<Piece>,
    /// Its text.
    pub text: Vec<Piece>,
    /// Ours, and not issued.
    pub sample: bool,
}

/// A precedent that bears on a description.
#[derive(Debug, Clone)]
pub struct Comparable {
    /// Its key.
    pub key: String,
    /// Its title, as it is kept with what was offered.
    pub named: String,
    /// Title.
    pub title: Vec<Piece>,
    /// What happened.
    pub facts: Vec<Piece>,
    /// How it was weighed.
    pub weighed: Vec<Piece>,
    /// What others can take from it.
    pub lesson: Vec<Piece>,
    /// `容错免责`.
    pub ending: &'static str,
    /// The theme of a model case.
    pub theme: Option<&'static str>,
    /// Ours, and no real case.
    pub sample: bool,
    /// Why it was found.
    pub because: Vec<Because>,
}

/// What applies to a description.
#[derive(Debug, Clone, Default)]
pub struct Applicable {
    /// What to do, where nothing could be looked for.
    pub says: String,
    /// Circumstances, the most fitting first.
    pub circumstances: Vec<Bearing>,
    /// Precedents and model cases that this reader may read, the most fitting first.
    pub precedents: Vec<Comparable>,
    /// Explanations and documents.
    pub beside: Vec<Beside>,
    /// How many circumstances are in force.
    pub in_force: usize,
}

impl Applicable {
    /// What was offered, for the record (decision 0045).
    pub fn offered(&self) -> Vec<String> {
        self.circumstances.iter().map(|one| one.code.clone()).collect()
    }

    /// The precedents that were offered: key and title (decision 0050).
    pub fn offered_precedents(&self) -> impl Iterator<Item = (&str, &str)> {
        self.precedents.iter().map(|one| (one.key.as_str(), one.named.as_str()))
    }
}

/// Whether a role searches the policy base: the organ's officers and the keeper of the policy.
pub const fn searches(role: Role) -> bool {
    matches!(
        role,
        Role::CaseManagement
            | Role::CaseOfficer
            | Role::TeamLeader
            | Role::DivisionHead
            | Role::ReviewOfficer
            | Role::Leader
            | Role::PrincipalLeader
            | Role::CommitteeClerk
            | Role::PostedGroup
            | Role::UpperOrgan
            | Role::PolicyOfficer
    )
}

fn because(matched: &[Matched]) -> Vec<Because> {
    let told =
        |one: &Matched| Because { word: one.word.clone(), said: one.said.clone(), in_title: one.in_title };
    matched.iter().map(told).collect()
}

/// What it was found by, marked where it stands.
fn mark(text: &str, found: &Found<Entry>) -> Vec<Piece> {
    marked_words(text, found.matched.iter().map(|one| one.word.as_str()))
}

fn bearing(text: &Circumstance, found: &Found<Entry>, today: Day) -> Bearing {
    let all = |lines: &[String]| lines.iter().map(|line| mark(line, found)).collect();
    let lenience = Lenience::from_id(&text.lenience)
        .map_or_else(|| text.lenience.clone(), |lenience| lenience.title().to_owned());
    Bearing {
        code: text.code.clone(),
        area: text.area.clone(),
        lenience,
        title: mark(&text.title, found),
        facts: mark(&text.facts, found),
        conditions: all(&text.conditions),
        boundary: mark(&text.boundary, found),
        measures: all(&text.measures),
        document: text.document.clone(),
        sample: text.origin == Origin::Sample.id(),
        from: text.from,
        ended: text.until.filter(|until| *until < today),
        because: because(&found.matched),
    }
}

fn comparable(key: &str, one: &Precedent, found: &Found<Entry>) -> Option<Comparable> {
    let text = one.text.as_ref()?;
    Some(Comparable {
        key: key.to_owned(),
        named: text.title.clone(),
        title: mark(&text.title, found),
        facts: mark(&text.facts, found),
        weighed: mark(&text.weighed, found),
        lesson: mark(&text.lesson, found),
        ending: text.ending.title(),
        theme: one.listing.as_ref().map(|listing| listing.theme().title()),
        sample: text.source == Source::Sample,
        because: because(&found.matched),
    })
}

/// Every text of the base.
fn documents(registers: &Registers, precedents: &Precedents) -> Vec<Document<Entry>> {
    let mut all = Vec::new();
    for (key, text) in precedents.all.iter().filter_map(|(key, one)| Some((key, one.text.as_ref()?))) {
        let lines = [&text.area, &text.facts, &text.weighed, &text.done, &text.lesson];
        all.push(Document {
            id: Entry::Precedent(key.clone()),
            title: text.title.clone(),
            text: lines.map(String::as_str).join("\n"),
        });
    }
    for (code, texts) in &registers.checklist.texts {
        for (at, text) in texts.iter().enumerate() {
            let lines = [&text.area, &text.facts].into_iter().chain(&text.conditions);
            let lines = lines.chain([&text.boundary]).chain(&text.measures).map(String::as_str);
            all.push(Document {
                id: Entry::Circumstance(code.clone(), at),
                title: text.title.clone(),
                text: lines.collect::<Vec<_>>().join("\n"),
            });
        }
    }
    for (code, texts) in &registers.policy.principles {
        let Some(text) = texts.last() else { continue };
        let lines = [&text.text].into_iter().chain(&text.covers).chain(&text.spares).map(String::as_str);
        all.push(Document {
            id: Entry::Principle(code.clone()),
            title: text.title.clone(),
            text: lines.collect::<Vec<_>>().join("\n"),
        });
    }
    for (id, document) in &registers.policy.documents {
        all.push(Document {
            id: Entry::Document(id.clone()),
            title: document.title.clone(),
            text: [document.number.as_deref().unwrap_or_default(), &document.note].join("\n"),
        });
    }
    all
}

impl App {
    /// The words of search, with the version of their stream.
    pub(crate) async fn lexicon(&self) -> Result<(u64, Lexicon)> {
        let stream = StreamId::new(Lexicon::NAME, ONLY);
        let events = self.0.store.load(&stream, 0).await?;
        let version = events.last().map_or(0, |event| event.version);
        let lexicon = registers::fold::<Lexicon>(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        Ok((version, lexicon))
    }

    /// The base as it stands now.
    async fn base(&self) -> Result<Base> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let stream = StreamId::new(Lexicon::NAME, ONLY);
        let head = self.0.store.heads(std::slice::from_ref(&stream)).await?;
        let head = head.get(&stream).map_or(0, |head| head.version);
        let streams = self.0.store.streams_of_kind(Precedent::NAME).await?;
        let heads = self.0.store.heads(&streams).await?;
        let heads: BTreeMap<_, _> = heads.into_iter().map(|(stream, head)| (stream, head.version)).collect();
        let known = self.0.applicable.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known
            && known.lexicon == head
            && known.precedents.heads == heads
            && Arc::ptr_eq(&known.registers, &registers)
        {
            return Ok(known);
        }
        let (version, lexicon) = self.lexicon().await?;
        // One that is not in use is in no answer: it is not even looked through.
        let all = self.all_precedents().await?.into_iter().filter(|(_, one)| one.in_use()).collect();
        let precedents = Arc::new(Precedents { heads, all });
        let from = (Arc::clone(&registers), Arc::clone(&precedents));
        let made = tokio::task::spawn_blocking(move || {
            Ranked::of(documents(&from.0, &from.1), &lexicon, Weights::TUNED)
        });
        let index = made.await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let base = Base { registers, lexicon: version, precedents, index: Arc::new(index) };
        *self.0.applicable.lock().unwrap_or_else(PoisonError::into_inner) = Some(base.clone());
        Ok(base)
    }

    /// What bears on a description.
    ///
    /// # Errors
    /// Whoever may not search the policy base.
    pub async fn applicable(&self, actor: &Actor, described: &str) -> Result<Applicable> {
        if !actor.roles().iter().copied().any(searches) {
            let says = "适用情形查找由纪检监察机关工作人员使用，请联系承办人。";
            return Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)));
        }
        let base = self.base().await?;
        let today = self.today();
        let in_force = base.registers.checklist.in_force(today).0.len();
        let mut found = Applicable { in_force, ..Applicable::default() };
        let described = described.trim();
        let count = described.chars().count();
        if described.is_empty() {
            return Ok(found);
        }
        if count > LONGEST {
            found.says = format!("描述最多 {LONGEST} 字，现有 {count} 字，请写要点。");
            return Ok(found);
        }
        if !can_be_found(described) {
            "描述里只有标点，没有可以查找的字，请写发生了什么。".clone_into(&mut found.says);
            return Ok(found);
        }
        let asked = (Arc::clone(&base.index), described.to_owned());
        let hits = tokio::task::spawn_blocking(move || asked.0.find(&asked.1, LOOKED_AT));
        let hits = hits.await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let role = actor.role().unwrap_or(Role::Official);
        for hit in &hits {
            if let Entry::Precedent(key) = &hit.id {
                let one = base.precedents.all.get(key).filter(|one| reads_precedent(role, one));
                let one = one.and_then(|one| comparable(key, one, hit));
                found.precedents.extend(one.filter(|_| found.precedents.len() < PRECEDENTS));
            } else {
                take(&base, hit, today, &mut found);
            }
        }
        Ok(found)
    }
}

/// Puts a hit where it belongs, unless it is another text of what is there already.
fn take(base: &Base, hit: &Found<Entry>, today: Day, found: &mut Applicable) {
    match &hit.id {
        Entry::Circumstance(code, at) => {
            let texts = base.registers.checklist.texts.get(code).map_or(&[][..], Vec::as_slice);
            // Of several texts of one code, the one in force; none in force, the last: acts of its time are
            // judged by it (S1).
            let wanted = texts
                .iter()
                .enumerate()
                .filter(|(_, text)| text.from <= today)
                .max_by_key(|(_, text)| (text.in_force(today), text.from));
            let Some((wanted, text)) = wanted else { return };
            if wanted == *at && found.circumstances.len() < MOST_OFFERED {
                found.circumstances.push(bearing(text, hit, today));
            }
        }
        Entry::Principle(code) => {
            let text = base.registers.policy.principle(code, today);
            if let (Some(text), true) = (text, found.beside.len() < BESIDE) {
                found.beside.push(Beside {
                    sort: "原则阐释",
                    title: mark(&text.title, hit),
                    text: mark(&text.text, hit),
                    sample: text.origin == Origin::Sample,
                });
            }
        }
        // Taken where it is known who reads.
        Entry::Precedent(_) => {}
        Entry::Document(id) => {
            let document = base.registers.policy.documents.get(id);
            if let (Some(document), true) = (document, found.beside.len() < BESIDE) {
                found.beside.push(Beside {
                    sort: "政策文件",
                    title: mark(&document.title, hit),
                    text: mark(document.number.as_deref().unwrap_or(&document.note), hit),
                    sample: false,
                });
            }
        }
    }
}
