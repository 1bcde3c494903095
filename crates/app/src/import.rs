//! Policy files become streams: staged, and counted only when every row is good.

mod lexicon;
mod organisations;

use std::path::Path;

use rongheng_domain::{
    calendar::Calendar,
    people::Role,
    refusal::Refusal,
    registers::{
        Register,
        calendar::CalendarFile,
        checklist::{AREAS, ChecklistEvent, ChecklistFile, ChecklistRecord, Circumstance},
        limits::{LimitsFile, LimitsRecord},
        papers::{PapersEvent, PapersFile, PapersRecord},
        policy::{DocumentsFile, GoalsFile, PolicyEvent, PolicyRecord, PrinciplesFile},
        precedent::{self, Precedent, PrecedentEvent},
    },
};
use serde::de::DeserializeOwned;

use crate::{Actor, App, ONLY, RegisterWrite, Result, access, error::Error};

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, below the imported folder.
    pub file: String,
    /// The row, counted from 1 with the head; 0 for the whole file.
    pub row: usize,
    /// What is wrong and what to do.
    pub says: String,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files read.
    pub files: usize,
    /// Streams written.
    pub streams: usize,
    /// Events written; none where nothing changed.
    pub events: usize,
    /// Repairs, in Chinese: what it was and what it is.
    pub repaired: Vec<String>,
    /// Rows that cannot be used; then nothing was written.
    pub faults: Vec<Fault>,
}

/// What is staged.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    pub(crate) imported: Imported,
    pub(crate) writes: Vec<RegisterWrite>,
    /// Streets that are registered already.
    pub(crate) streets: std::collections::BTreeSet<String>,
}

impl Staged {
    pub(crate) fn fault(&mut self, file: &str, row: usize, says: impl Into<String>) {
        self.imported.faults.push(Fault { file: file.to_owned(), row, says: says.into() });
    }

    pub(crate) fn write<R: Register>(&mut self, key: &str, events: &[R::Event]) {
        if !events.is_empty() {
            self.imported.streams += 1;
            self.imported.events += events.len();
            self.writes.push(RegisterWrite::new::<R>(key, events));
        }
    }

    /// The text of a file; `None` where there is none.
    pub(crate) fn text(&mut self, folder: &Path, file: &str) -> Option<String> {
        match std::fs::read_to_string(folder.join(file)) {
            Ok(text) => {
                self.imported.files += 1;
                Some(text)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                self.fault(file, 0, "文件不是 UTF-8 编码，请另存为 UTF-8 后重新导入。");
                None
            }
            Err(_) => {
                self.fault(file, 0, "文件打不开，请检查权限后重新导入。");
                None
            }
        }
    }

    fn toml<T: DeserializeOwned>(&mut self, folder: &Path, file: &str) -> Option<T> {
        let text = self.text(folder, file)?;
        match toml::from_str(&text) {
            Ok(read) => Some(read),
            Err(error) => {
                let row = place_of(&text, error.span());
                self.fault(file, row, format!("读不懂：{}。请对照同类条目更正。", error.message()));
                None
            }
        }
    }
}

impl App {
    /// Imports a folder such as `policy/liwan`. Nothing is written unless every row of every file is good;
    /// what has not changed is not written again.
    pub async fn import_policy(&self, by: &Actor, folder: &Path) -> Result<Imported> {
        if !by.is(Role::PolicyOfficer) && !by.is(Role::SystemJobs) {
            let says = "政策文件由政策清单管理员导入，请转请其办理。";
            return Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)));
        }
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let mut staged = Staged::default();
        if !folder.is_dir() {
            staged.fault("", 0, "没有这个目录，请核对路径。");
            return Ok(staged.imported);
        }
        calendar(&mut staged, folder, &registers.calendar);
        if let Some(file) = staged.toml::<LimitsFile>(folder, "time_limits.toml") {
            limits(&mut staged, file, &registers.limits);
        }
        checklist(&mut staged, folder, &registers.checklist);
        policy(&mut staged, folder, &registers.policy);
        papers(&mut staged, folder, &registers.papers);
        lexicon::stage(&mut staged, folder, &self.lexicon().await?.1);
        self.precedents(&mut staged, folder, by).await?;
        self.organisations(&mut staged, folder).await?;
        if staged.imported.files == 0 && staged.imported.faults.is_empty() {
            staged.fault("", 0, "目录里没有可以导入的文件，请核对路径。");
        }
        if !staged.imported.faults.is_empty() {
            staged.imported.streams = 0;
            staged.imported.events = 0;
            return Ok(staged.imported);
        }
        self.write_registers(&Actor::jobs(), staged.writes).await?;
        Ok(staged.imported)
    }
}

/// One file of `precedents/`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecedentsFile {
    /// The texts by the key of their stream.
    precedent: std::collections::BTreeMap<String, precedent::Text>,
}

impl App {
    /// Precedents that are not there yet: they wait for the approval of a leader like any other.
    async fn precedents(&self, staged: &mut Staged, folder: &Path, by: &Actor) -> Result<()> {
        for name in names(&folder.join("precedents"), ".toml") {
            let file = format!("precedents/{name}");
            let Some(read) = staged.toml::<PrecedentsFile>(folder, &file) else { continue };
            for (key, text) in read.precedent {
                let stream = rongheng_domain::ids::StreamId::new(Precedent::NAME, &key);
                if self.0.store.head(&stream).await?.is_some() {
                    continue;
                }
                let written = PrecedentEvent::Written { text, from: None, by: by.person.clone() };
                staged.write::<Precedent>(&key, &[written]);
            }
        }
        Ok(())
    }
}

/// The events that change something when they come on top of what stands.
fn changing<R: Register + PartialEq>(
    record: &R,
    events: Vec<R::Event>,
    on: rongheng_domain::day::Day,
) -> Vec<R::Event> {
    let mut now = record.clone();
    let mut kept = Vec::new();
    for event in events {
        let then = now.clone().evolve(&event, on);
        if then != now {
            now = then;
            kept.push(event);
        }
    }
    kept
}

/// A day that the folding of these registers does not look at.
fn any_day() -> rongheng_domain::day::Day {
    rongheng_domain::day::Moment(0).day()
}

fn names(folder: &Path, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}

fn calendar(staged: &mut Staged, folder: &Path, known: &Calendar) {
    let mut events = Vec::new();
    for name in names(&folder.join("calendar"), ".json") {
        let file = format!("calendar/{name}");
        let Some(text) = staged.text(folder, &file) else { continue };
        match serde_json::from_str::<CalendarFile>(&text) {
            Ok(read) => {
                for day in read.off.keys().filter(|day| read.work.contains_key(*day)) {
                    staged.fault(&file, 0, format!("{day} 既列为放假又列为上班，请核对放假通知。"));
                }
                events.extend(read.notices("国务院办公厅放假安排通知（开源数据整理）"));
            }
            Err(error) => {
                staged.fault(&file, error.line(), "读不懂：日期应写成 2026-10-01，请对照样例更正。");
            }
        }
    }
    let events = changing(known, events, any_day());
    staged.write::<Calendar>(ONLY, &events);
}

fn limits(staged: &mut Staged, file: LimitsFile, known: &LimitsRecord) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, limit) in file.limit.iter().enumerate() {
        if !seen.insert(limit.id.clone()) {
            staged.fault("time_limits.toml", at + 1, format!("期限“{}”写了两次，请删去一个。", limit.id));
        }
        if limit.count == 0 {
            staged.fault("time_limits.toml", at + 1, format!("期限“{}”的天数不能是 0。", limit.id));
        }
    }
    let events = changing(known, file.events(), any_day());
    staged.write::<LimitsRecord>(ONLY, &events);
}

/// Names texts under one code of which the earlier has not ended when the later begins, though it has a last day.
fn overlapping(staged: &mut Staged, file: &str, texts: &[Circumstance]) {
    for (at, text) in texts.iter().enumerate() {
        let later = texts.iter().find(|other| {
            other.code == text.code
                && other.from > text.from
                && text.until.is_some_and(|until| other.from <= until)
        });
        if let (Some(later), Some(until)) = (later, text.until) {
            let says = format!(
                "情形“{}”的文本施行到{}，另一文本自{}起施行，日期重叠，请改成前后衔接。",
                text.code,
                until.words(),
                later.from.words()
            );
            staged.fault(file, at + 1, says);
        }
    }
}

fn checklist(staged: &mut Staged, folder: &Path, known: &ChecklistRecord) {
    let mut events = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for name in names(&folder.join("checklist"), ".toml") {
        let file = format!("checklist/{name}");
        let Some(read) = staged.toml::<ChecklistFile>(folder, &file) else { continue };
        overlapping(staged, &file, &read.circumstance);
        for (at, circumstance) in read.circumstance.into_iter().enumerate() {
            if !seen.insert((circumstance.code.clone(), circumstance.from)) {
                let says = format!(
                    "情形编码“{}”有两个同日施行的文本，请改用别的编码，或者写明各自的施行日期。",
                    circumstance.code
                );
                staged.fault(&file, at + 1, says);
            }
            if circumstance.document.trim().is_empty() {
                let says = format!("情形“{}”没有写明出处，请补写所在的文件。", circumstance.code);
                staged.fault(&file, at + 1, says);
            }
            if !AREAS.iter().any(|(area, _)| *area == circumstance.area) {
                let says = format!(
                    "情形“{}”的“{}”不是清单的领域或者主体，请更正。",
                    circumstance.code, circumstance.area
                );
                staged.fault(&file, at + 1, says);
            }
            if circumstance.conditions.is_empty() {
                staged.fault(&file, at + 1, format!("情形“{}”没有写明条件，请补写。", circumstance.code));
            }
            let texts = known.texts.get(&circumstance.code).map_or(&[][..], Vec::as_slice);
            if !texts.contains(&circumstance) {
                events.push(ChecklistEvent::Issued { circumstance });
            }
        }
    }
    staged.write::<ChecklistRecord>(ONLY, &events);
}

/// The line, counted from 1, on which something begins.
pub(crate) fn place_of(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = text.get(..span.map_or(0, |span| span.start)).unwrap_or_default();
    before.matches('\n').count() + 1
}

/// The texts of papers: each checked with the placeholders its events have before it is used.
fn papers(staged: &mut Staged, folder: &Path, known: &PapersRecord) {
    let mut events = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for name in names(&folder.join("papers"), ".toml") {
        let file = format!("papers/{name}");
        let Some(read) = staged.toml::<PapersFile>(folder, &file) else { continue };
        let text = std::fs::read_to_string(folder.join(&file)).unwrap_or_default();
        staged.imported.faults.extend(crate::papers::faults(&file, &text, &read.paper));
        for paper in read.paper {
            if !seen.insert((paper.code.clone(), paper.from)) {
                let says = format!("文书“{}”有两个同日启用的式样，请改用别的编码或者日期。", paper.code);
                staged.fault(&file, 0, says);
            }
            if !known.texts.get(&paper.code).is_some_and(|texts| texts.contains(&paper)) {
                events.push(PapersEvent::TextSet { paper });
            }
        }
    }
    staged.write::<PapersRecord>(ONLY, &events);
}

fn policy(staged: &mut Staged, folder: &Path, known: &PolicyRecord) {
    let mut events = Vec::new();
    if let Some(file) = staged.toml::<DocumentsFile>(folder, "documents.toml") {
        let documents = file.document.into_iter().filter(|one| known.documents.get(&one.id) != Some(one));
        events.extend(documents.map(|document| PolicyEvent::DocumentEntered { document }));
    }
    if let Some(file) = staged.toml::<PrinciplesFile>(folder, "principles.toml") {
        let last = |code: &str| known.principles.get(code).and_then(|texts| texts.last());
        let principles = file.principle.into_iter().filter(|one| last(&one.code) != Some(one));
        events.extend(principles.map(|principle| PolicyEvent::PrincipleExplained { principle }));
    }
    if let Some(file) = staged.toml::<GoalsFile>(folder, "goals.toml") {
        let goals =
            file.goal.into_iter().filter(|one| known.goals.get(&one.code).map(|(goal, _)| goal) != Some(one));
        events.extend(goals.map(|goal| PolicyEvent::GoalSet { goal }));
    }
    staged.write::<PolicyRecord>(ONLY, &events);
}
