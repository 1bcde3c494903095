//! What a page, a paper or the API gets: values without markup, with the names they need and no others.

mod supervised;

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    calendar::Calendar,
    day::{Day, Moment},
    ids::{FileId, PersonId, StreamId, UnitId},
    kind::{Action, Told},
    people::Role,
    refusal::Reason,
    registers::policy::Principle,
    sheet::{Say, Sheet, Span},
};
use serde::Serialize;

pub use self::supervised::{SupervisedList, SupervisedOrder};
pub use crate::filter::{Filter, Light, Mine, Place, Sort, SortBy};

/// The names of the people, units and circumstances that one page mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Of people; one whose key was erased has none any more.
    pub people: BTreeMap<PersonId, String>,
    /// Of units.
    pub units: BTreeMap<UnitId, String>,
    /// Of circumstances, by code.
    pub circumstances: BTreeMap<String, String>,
}

impl Names {
    /// The name of a person, or words that say there is none.
    pub fn person(&self, id: &PersonId) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| format!("（姓名不可见 {id}）"))
    }

    /// The name of a unit.
    pub fn unit(&self, id: &UnitId) -> String {
        self.units.get(id).cloned().unwrap_or_else(|| format!("（单位 {id}）"))
    }

    /// The name of whatever has this id; none for other words.
    pub fn known(&self, id: &str) -> Option<&str> {
        self.people.get(&PersonId::from(id)).or_else(|| self.units.get(&UnitId::from(id))).map(String::as_str)
    }

    /// A line with its names.
    pub fn say(&self, say: &Say) -> String {
        say.0
            .iter()
            .map(|span| match span {
                Span::Text(text) => text.clone(),
                Span::Person(id) => self.person(id),
                Span::Unit(id) => self.unit(id),
                Span::Circumstance(code) => {
                    self.circumstances.get(code).cloned().unwrap_or_else(|| code.clone())
                }
                Span::Act { .. } => String::new(),
            })
            .collect()
    }
}

/// A case as one audience sees it.
#[derive(Debug, Clone)]
pub struct CasePage {
    /// The case.
    pub stream: StreamId,
    /// Name of its kind: `tolerance`.
    pub kind: &'static str,
    /// `容错案件`.
    pub kind_title: &'static str,
    /// The version the page is made from.
    pub version: u64,
    /// What this audience sees.
    pub sheet: Sheet,
    /// Names for the sheet and the timeline.
    pub names: Names,
    /// What happened, earliest first; only the organ's officers see it.
    pub timeline: Vec<Line>,
    /// What whoever asks may do here, each with what is still missing.
    pub actions: Vec<Available>,
    /// Papers that can be made from what happened.
    pub papers: Vec<PaperLink>,
    /// Other cases that belong to it: the corrections it owes, the case that opened it.
    pub related: Vec<Related>,
    /// Whether the plain page is for it: the official, the unit, an appraisal owner.
    pub plain: bool,
    /// When whoever asks last confirmed here that a paper was received.
    pub received_at: Option<Moment>,
    /// Whether whoever asks may know who looked at it.
    pub readers: bool,
    /// Whether whoever asks may take the whole of it out as a package: it is archived.
    pub takes: bool,
    /// Today.
    pub today: Day,
    /// Days off, for lights.
    pub calendar: Arc<Calendar>,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Version of the case after it.
    pub version: u64,
    /// When it was recorded.
    pub at: Moment,
    /// The day it counts from, where that is another.
    pub effective_on: Option<Day>,
    /// `受理`.
    pub title: String,
    /// Details.
    pub says: Say,
    /// Who was signed in.
    pub actor: PersonId,
    /// For whom a paper was entered, or in whose place it was done.
    pub acted_for: Option<PersonId>,
    /// Whether it was done in that person's place (代理).
    pub by_delegation: bool,
    /// Stored name of the event.
    pub event: String,
    /// The text it writes or changes, where it does.
    pub draft: Option<String>,
}

/// An action that whoever asks may do in a case.
#[derive(Debug, Clone)]
pub struct Available {
    /// The action.
    pub action: &'static Action,
    /// What is missing; empty where it can be done now.
    pub blocked: Vec<Reason>,
    /// A draft is kept.
    pub draft: bool,
    /// Somebody else's act, which this person may only enter from paper (代录).
    pub on_paper: bool,
    /// Who could enter it from paper besides doing it: the act is one of those that come on paper.
    pub comes_on_paper: bool,
    /// In whose place this person does it, where it is not done in the own name.
    pub in_place_of: Option<PersonId>,
}

/// A paper that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperLink {
    /// Version of the event it follows from; the key of its address.
    pub version: u64,
    /// Which of the papers of this event: `acceptance`.
    pub code: String,
    /// Whom it is about, where there is one for each: `person:zhou`; else empty.
    pub about: String,
    /// `受理通知书`, with the name of whom it is about.
    pub title: String,
    /// File name without ending.
    pub name: String,
    /// The day of what it follows from.
    pub on: Day,
    /// Its text is an example (示范).
    pub sample: bool,
}

/// Which paper is asked for, and as what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperAsk {
    /// Which of the papers of the event; empty for the first.
    pub code: String,
    /// About whom; empty for the first.
    pub about: String,
    /// As PDF; else as DOCX.
    pub pdf: bool,
}

/// A case that belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The case.
    pub stream: StreamId,
    /// `纠〔2026〕3号`; empty where it is not opened (or its kind not built).
    pub number: String,
    /// What it is.
    pub title: String,
    /// Stage; empty where it is not opened.
    pub stage: String,
    /// Whether whoever asks may open its page.
    pub open: bool,
}

/// The form of an action.
#[derive(Debug, Clone)]
pub struct FormPage {
    /// The kind.
    pub kind: &'static str,
    /// The case; `None` where the action opens one.
    pub case: Option<StreamId>,
    /// Its version; 0 where the action opens a case.
    pub version: u64,
    /// `容〔2026〕17号 · 补偿面积`; empty where the action opens a case.
    pub subject: String,
    /// The action.
    pub action: &'static Action,
    /// What the unit calls the paper that follows.
    pub document: Option<String>,
    /// What is missing before it can be done.
    pub blocked: Vec<Reason>,
    /// What the case offers, by source.
    pub offers: BTreeMap<&'static str, Vec<Choice>>,
    /// People to choose from: those of the case and of the actor's own unit first, at most 200.
    pub people: Vec<Choice>,
    /// Units to choose from, at most 400.
    pub units: Vec<Choice>,
    /// Circumstances in force.
    pub circumstances: Vec<Choice>,
    /// The draft kept earlier.
    pub draft: Option<Draft>,
    /// Whether the actor may enter it from paper (代录).
    pub paper: bool,
    /// In whose places the actor may do it; where the own name is among them, it stands first and is empty.
    pub places: Vec<Choice>,
    /// In whose place it is done unless somebody else is chosen.
    pub in_place_of: Option<PersonId>,
    /// The explanations of principles that stand beside the form.
    pub principles: Vec<Principle>,
    /// A fresh idempotency key.
    pub key: String,
    /// Names for the reasons, the drafts and what stands beside the form.
    pub names: Names,
    /// What this person sees of the case, to stand beside the form.
    pub sheet: Option<Sheet>,
    /// Today.
    pub today: Day,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// What was typed and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Draft {
    /// `name → text`, as a form sends it.
    pub sent: BTreeMap<String, String>,
    /// When.
    pub kept_at: Moment,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The case.
    pub case: StreamId,
    /// Its version now.
    pub version: u64,
    /// `容〔2026〕17号`, where it has one.
    pub number: Option<String>,
    /// The same request had come before; this is the first answer.
    pub repeated: bool,
}

/// What would be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// A line of the timeline for each event; empty for those who see no timeline.
    pub lines: Vec<Told>,
    /// Names for the lines.
    pub names: Names,
}

/// What changed since the page was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Since {
    /// The case.
    pub case: StreamId,
    /// Its version now.
    pub now: u64,
    /// What happened in between; empty for those who see no timeline.
    pub lines: Vec<Line>,
    /// Names for the lines.
    pub names: Names,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct CaseList {
    /// The cases, latest opened first.
    pub rows: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Where the page before ends.
    pub previous: Option<String>,
    /// How many there are in all.
    pub count: u64,
    /// The stages that occur in this kind.
    pub stages: Vec<&'static str>,
    /// Names of the units.
    pub names: Names,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The case.
    pub stream: StreamId,
    /// Name of its kind.
    pub kind: String,
    /// Its number; empty before it has one.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Stage.
    pub stage: String,
    /// 所在单位.
    pub unit: Option<UnitId>,
    /// 承办机关.
    pub organ: Option<UnitId>,
    /// 当事人.
    pub officials: Vec<PersonId>,
    /// 承办人: who verifies.
    pub team: Vec<PersonId>,
    /// 复杂, 敏感, 重大.
    pub marks: Vec<String>,
    /// Whether 批准告知 is on record; `None` for those who are not told.
    pub disclosed: Option<bool>,
    /// What the reader has to do in it: name of the action, and what its button says.
    pub todo: Vec<(String, String)>,
    /// The day it began.
    pub opened_on: Option<Day>,
    /// The limit that matters now.
    pub due: Option<DueOn>,
    /// 办结.
    pub closed_on: Option<Day>,
    /// 归档.
    pub archived_on: Option<Day>,
}

/// What a reader finds by text.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// By kind: its title, its name, the cases.
    pub groups: Vec<(&'static str, &'static str, Vec<FoundCase>)>,
    /// How many are shown.
    pub count: usize,
    /// There may be more than are shown.
    pub more: bool,
    /// Why nothing was looked for, in words.
    pub says: String,
    /// How many leaves of the ledger the index holds.
    pub height: u64,
    /// Names of the rows.
    pub names: Names,
}

/// A case that was found.
#[derive(Debug, Clone)]
pub struct FoundCase {
    /// Its row.
    pub row: Listed,
    /// Its number in pieces; those asked for are marked.
    pub number: Vec<(String, bool)>,
    /// Its title.
    pub title: Vec<(String, bool)>,
    /// A line of the reader's own view in which it stands; empty where number and title say it.
    pub snippet: Vec<(String, bool)>,
    /// Names of the row.
    pub names: Names,
}

/// A limit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueOn {
    /// Id of the limit.
    pub rule: String,
    /// What it is.
    pub title: String,
    /// Its last day.
    pub on: Day,
    /// 预计.
    pub provisional: bool,
}

/// 待办.
#[derive(Debug, Clone)]
pub struct Work {
    /// What to do, by last day.
    pub tasks: Vec<WorkTask>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many in all, as far as they are counted.
    pub total: u64,
    /// What this actor may open: kind and action.
    pub opening: Vec<(&'static str, &'static Action)>,
    /// Names.
    pub names: Names,
    /// Today.
    pub today: Day,
    /// Days off, for lights.
    pub calendar: Arc<Calendar>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkTask {
    /// The case.
    pub case: Listed,
    /// The action that discharges it.
    pub action: String,
    /// What the button says.
    pub title: String,
    /// Whom or what it is about.
    pub about: String,
    /// What it says.
    pub says: String,
    /// By when.
    pub due: Option<DueOn>,
    /// The person's other role in which it is done, where it is not done in the one in use.
    pub other_role: Option<Role>,
    /// In whose place it is done (代理).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_place_of: Option<PersonId>,
}

/// 待阅 or 已阅.
#[derive(Debug, Clone, Serialize)]
pub struct MessageList {
    /// Newest first.
    pub rows: Vec<Said>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many wait to be read, up to a bound.
    pub unread: u64,
    /// Names.
    pub names: Names,
}

/// Words about what happened in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The case; `None` for what is said of no case: somebody asks another to stand in (代理).
    pub case: Option<Listed>,
    /// What said it: the case, or its reminders.
    pub source: StreamId,
    /// Version of the source.
    pub version: u64,
    /// What it says.
    pub says: String,
    /// The day.
    pub on: Option<Day>,
}

/// A paper or a file on its way out.
#[derive(Debug, Clone)]
pub struct Paper {
    /// File name.
    pub name: String,
    /// Media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What its reader should know of its fonts.
    pub told: Vec<String>,
}

/// A file that was uploaded and is not part of a case yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UploadedFile {
    /// Its id: the answer of a file field.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Media type found by looking at its first bytes.
    pub media: String,
    /// SM3 of its content, in hexadecimal.
    pub hash: String,
    /// Bytes.
    pub size: u64,
}
