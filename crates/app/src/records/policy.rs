//! 清单、修订、政策文件 as books: what there is, how a new text differs from the one in force, and what its issue would
//! change for open cases.
//!
//! The keeper of the policy sees no case: of these only how many there are. Whoever checks and may see a case is
//! told its number.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    ids::StreamId,
    kind::{Recorded, TextStanding},
    registers::{
        self, Register as _,
        amendment::{
            self, Amendment, AmendmentEvent, Change, DraftedCircumstance, DraftedPrinciple, Issue, Part,
        },
        checklist::{ChecklistRecord, Circumstance, shown},
        policy::PolicyRecord,
    },
    sheet::Say,
};
use rongheng_store::{CaseFilter, Scope};
use serde_json::Value;

use super::{LINES, RecordPage, RecordRow};
use crate::{
    Actor, App, ONLY, RegisterWrite, Result, access, error::Error, page::Line, people::Wanted,
    snapshot::Registers,
};

/// Open cases that are looked at; more than a district has at once.
const MOST: u32 = 5_000;
/// Numbers that are named.
const NAMED: usize = 20;

/// A text beside the one in force, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What it is: `land.01 …`.
    pub title: String,
    /// Whether there is no text in force to compare with.
    pub fresh: bool,
    /// The parts that differ: what each is called, the text in force, the new one.
    pub parts: Vec<(String, String, String)>,
}

/// What an amendment comes to, for those who check it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// Each change beside what is in force.
    pub compared: Vec<Compared>,
    /// What the issue would change for open cases, in sentences.
    pub effects: Vec<String>,
    /// The circumstances in force, to begin a new text with: code and title.
    pub circumstances: Vec<(String, String)>,
}

pub(super) fn compared(title: String, old: Option<Vec<Part>>, new: Vec<Part>) -> Compared {
    let fresh = old.is_none();
    let old: BTreeMap<_, _> = old.unwrap_or_default().into_iter().collect();
    let parts = new.into_iter().filter_map(|(label, new)| {
        let old = old.get(label).cloned().unwrap_or_default();
        (old != new).then(|| (label.to_owned(), old, new))
    });
    Compared { title, fresh, parts: parts.collect() }
}

/// The text under `code` that a new one follows: the one that began last and has not ended.
fn followed<'a>(registers: &'a Registers, code: &str) -> Option<&'a Circumstance> {
    registers.checklist.texts.get(code)?.iter().max_by_key(|text| text.from)
}

/// Each change beside the text it follows.
fn compare(amendment: &Amendment, registers: &Registers) -> Vec<Compared> {
    let one = |change: &Change| match change {
        Change::Circumstance(new) => {
            let old = followed(registers, &new.code).map(DraftedCircumstance::of);
            let title = format!("{} {}", new.code, new.title);
            compared(title, old.as_ref().map(amendment::parts), amendment::parts(new))
        }
        Change::Ending { code, .. } => {
            let title = followed(registers, code).map_or("", |text| text.title.as_str());
            let line = amendment::named(change);
            Compared {
                title: format!("{code} {title}"),
                fresh: false,
                parts: vec![("施行期间".to_owned(), "没有定停止的日期".to_owned(), line)],
            }
        }
        Change::Principle(new) => {
            let old = registers.policy.principles.get(&new.code).and_then(|texts| texts.last());
            let old = old.map(|text| amendment::principle_parts(&DraftedPrinciple::of(text)));
            compared(format!("阐释：{}", new.title), old, amendment::principle_parts(new))
        }
    };
    amendment.changes.values().map(one).collect()
}

impl App {
    /// The rows of the checklist as a book.
    pub(super) async fn checklist_rows(&self) -> Result<Vec<RecordRow>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let today = self.today();
        let row = |(code, texts): (&String, &Vec<Circumstance>)| {
            let text = texts.iter().max_by_key(|text| (text.in_force(today), text.from))?;
            let standing = shown::standing(texts, text, today);
            let mark = shown::mark(text);
            let standing =
                if mark.is_empty() { standing.to_owned() } else { format!("{standing}（{mark}）") };
            let cells = [code.clone(), text.area.clone(), text.title.clone(), standing];
            Some(RecordRow::new(code.clone(), cells).is("area", &text.area))
        };
        Ok(registers.checklist.texts.iter().filter_map(row).collect())
    }

    /// The rows of the amendments, those that wait first.
    pub(super) async fn amendment_rows(&self) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(Amendment::NAME).await? {
            let record = self.folded::<Amendment>(stream.key()).await?.record;
            let count = format!("{} 条", record.changes.len());
            let standing = record.standing().title().to_owned();
            rows.push(RecordRow::new(stream.key().to_owned(), [record.title, standing, count]));
        }
        Ok(rows)
    }

    /// A circumstance with every text it has had.
    pub(super) async fn circumstance_page(&self, code: &str) -> Result<RecordPage> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let blocks = registers.checklist.shown(code, self.today());
        if blocks.is_empty() {
            return Err(Error::NotFound);
        }
        let mut wanted = Wanted::default();
        let mut history = Vec::new();
        for event in
            self.0.store.load(&StreamId::new(ChecklistRecord::NAME, ONLY), 0).await?.into_iter().rev()
        {
            let read = registers::read::<ChecklistRecord>(&event.recorded)?;
            let (of, title, says) = shown::told(&read);
            if of != code {
                continue;
            }
            wanted.people.insert(event.actor.clone());
            history.push(Line {
                draft: None,
                version: event.version,
                at: event.recorded_at,
                effective_on: None,
                title: title.to_owned(),
                says: Say::from(says),
                actor: event.actor,
                acted_for: None,
                by_delegation: false,
                event: event.recorded.kind,
            });
        }
        let lines = history.len();
        history.truncate(LINES);
        let title = followed(&registers, code).map_or("", |text| text.title.as_str());
        Ok(RecordPage {
            cases: Vec::new(),
            taken_out: false,
            title: format!("{code} {title}"),
            blocks,
            acts: Vec::new(),
            history,
            lines,
            foreseen: Foreseen::default(),
            names: self.names(wanted).await?,
        })
    }

    /// What an amendment comes to.
    pub(super) async fn foreseen(&self, actor: &Actor, key: &str) -> Result<Foreseen> {
        let amendment = self.folded::<Amendment>(key).await?.record;
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        if !amendment.is_open() {
            return Ok(Foreseen::default());
        }
        let today = self.today();
        let in_force = registers.checklist.in_force(today).0.into_values();
        Ok(Foreseen {
            compared: compare(&amendment, &registers),
            effects: if amendment.changes.is_empty() {
                Vec::new()
            } else {
                self.effects_of(actor, &amendment, &registers).await?
            },
            circumstances: in_force.map(|text| (text.code, text.title)).collect(),
        })
    }

    /// What the issue of an amendment, in force from today, would change for open cases.
    async fn effects_of(
        &self,
        actor: &Actor,
        amendment: &Amendment,
        registers: &Arc<Registers>,
    ) -> Result<Vec<String>> {
        let today = self.today();
        let issue = Issue {
            title: amendment.title.clone(),
            number: String::new(),
            organ: String::new(),
            issued_on: today,
            from: today,
            trial: false,
        };
        let then = amendment::counts(amendment, &issue).checklist;
        let record =
            then.iter().fold((*registers.checklist).clone(), |record, event| record.evolve(event, today));
        let now = registers.on(today);
        let mut new = now.clone();
        new.checklist = Arc::new(record.in_force(today));
        new.texts = Arc::new(record);
        let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let all = Scope { sql: "1 = 1".to_owned(), binds: Vec::new(), within: Vec::new() };
        let mine: Vec<String> = {
            let rows = self.0.store.list_cases(&filter, &access::scope(actor), None, MOST).await?;
            rows.into_iter().map(|row| row.stream).collect()
        };
        let (mut pinned, mut stays, mut chooses) = (0_usize, 0_usize, Vec::new());
        for row in self.0.store.list_cases(&filter, &all, None, MOST).await? {
            let folded = self.0.cases.load(&self.0.store, &StreamId(row.stream.clone())).await?;
            let uses = folded.kind.texts(&folded.state, &new);
            let of = |code: &str| amendment.changes.contains_key(&format!("circumstance:{code}"));
            let uses: Vec<_> = uses.into_iter().filter(|one| of(&one.code)).collect();
            if uses.iter().any(|one| one.standing == TextStanding::ToChoose) {
                chooses.push((row.number, mine.contains(&row.stream)));
            } else if uses.iter().any(|one| one.standing == TextStanding::OfTheAct) {
                stays += 1;
            } else if !uses.is_empty() {
                pinned += 1;
            }
        }
        let mut says = vec![format!(
            "在办案件中有 {} 件用到这次修订的情形（按今天施行推算）。",
            pinned + stays + chooses.len()
        )];
        if !chooses.is_empty() {
            let named: Vec<_> = chooses
                .iter()
                .filter(|(_, seen)| *seen)
                .map(|(number, _)| number.as_str())
                .take(NAMED)
                .collect();
            let named = if named.is_empty() { String::new() } else { format!("（{}）", named.join("、")) };
            says.push(format!(
                "{} 件印发后，办案人员要先对照两个文本选定适用文本、写明理由，才能出核实报告{named}。",
                chooses.len()
            ));
        }
        if stays > 0 {
            says.push(format!("{stays} 件仍按行为时的文本办理，没有需要选择的。"));
        }
        if pinned > 0 {
            says.push(format!("{pinned} 件已经选定文本或者已出核实报告，不受影响。"));
        }
        Ok(says)
    }

    /// What follows in other registers from the events of an amendment: its texts, once it is issued. They are
    /// written in the same transaction, and only where checklist and policy stand as they were read.
    pub(super) async fn follow(&self, key: &str, events: &[Recorded]) -> Result<Vec<RegisterWrite>> {
        let folded = self.folded::<Amendment>(key).await?;
        let issued = events.iter().find_map(|event| match registers::read::<Amendment>(event) {
            Ok(AmendmentEvent::Issued { issue }) => Some(issue),
            _ => None,
        });
        let Some(issue) = issued else { return Ok(Vec::new()) };
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let made = amendment::counts(&folded.record, &issue);
        let at = |name: &str| registers.versions.get(&StreamId::new(name, ONLY)).copied();
        Ok(vec![
            RegisterWrite::new::<ChecklistRecord>(ONLY, &made.checklist).expecting(at(ChecklistRecord::NAME)),
            RegisterWrite::new::<PolicyRecord>(ONLY, &made.policy).expecting(at(PolicyRecord::NAME)),
        ])
    }

    /// The answers that the form of a text begins with: the draft of the amendment, else the text in force.
    pub(super) async fn begun(&self, key: &str, act: &str, code: &str) -> Result<Option<Value>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let amendment = self.folded::<Amendment>(key).await?.record;
        Ok(match act {
            "write_circumstance" => match amendment.changes.get(&format!("circumstance:{code}")) {
                Some(Change::Circumstance(drafted)) => Some(amendment::begun(drafted)),
                _ => followed(&registers, code).map(|text| amendment::begun(&DraftedCircumstance::of(text))),
            },
            "explain" => {
                let drafted = match amendment.changes.get(&format!("principle:{code}")) {
                    Some(Change::Principle(drafted)) => Some(drafted.clone()),
                    _ => registers
                        .policy
                        .principles
                        .get(code)
                        .and_then(|texts| texts.last())
                        .map(DraftedPrinciple::of),
                };
                drafted.map(|one| {
                    serde_json::json!({
                        "code": one.code, "text": one.text, "covers": one.covers.join("\n"),
                        "spares": one.spares.join("\n"),
                    })
                })
            }
            _ => None,
        })
    }

    /// The principles to choose from.
    pub(super) async fn principle_choices(&self) -> Result<Vec<(String, Say)>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let texts = registers.policy.principles.values().filter_map(|texts| texts.last());
        Ok(texts.map(|text| (text.code.clone(), Say::from(&text.title))).collect())
    }
}
