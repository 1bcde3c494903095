//! 代录 for those who enter papers: what can be entered, what waits for a check, what was sent back; and one paper
//! with everything that was entered from it, for the second person who compares it with the original (G5).

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    day::Day,
    form::{self, Field, Input},
    ids::{FileId, PersonId, StreamId, UnitId},
    kind::{Action, Audience, Recorded},
    paper::{AMEND, CHECK, PaperAmended, PaperChecked, PaperEntered},
    refusal::{Reason, Refusal},
    sheet::Say,
};
use rongheng_store::TaskRow;
use serde_json::{Map, Value};

use crate::{
    Actor, App, Result,
    access::{self, Denied},
    error::Error,
    facts::Acting,
    kinds,
    page::{DueOn, Listed, Names},
    papers,
    people::Wanted,
    shown,
};

/// Tasks of each sort that a page shows.
const SHOWN: u32 = 100;

/// Something about a paper that somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperTask {
    /// The case.
    pub case: Listed,
    /// The action that discharges it.
    pub action: String,
    /// What the button says.
    pub title: String,
    /// Which paper, or whom it is about.
    pub about: String,
    /// What it says.
    pub says: String,
    /// Whose paper it would be, where that is known.
    pub whose: Option<PersonId>,
    /// By when.
    pub due: Option<DueOn>,
}

/// The papers of everybody's cases that this person may know of.
#[derive(Debug, Clone)]
pub struct PaperWork {
    /// Waiting for this person's check.
    pub checks: Vec<PaperTask>,
    /// Sent back to this person.
    pub amends: Vec<PaperTask>,
    /// Acts of others that are awaited and may come on paper.
    pub awaited: Vec<PaperTask>,
    /// Names of people and units.
    pub names: Names,
    /// Today.
    pub today: Day,
    /// Days off.
    pub calendar: std::sync::Arc<rongheng_domain::calendar::Calendar>,
}

/// A paper with what was entered from it.
#[derive(Debug, Clone)]
pub struct PaperShown {
    /// The case.
    pub case: StreamId,
    /// Its version.
    pub version: u64,
    /// `容〔2026〕17号 · 补偿面积`.
    pub subject: String,
    /// The name of its kind.
    pub kind_title: &'static str,
    /// How it was entered.
    pub entered: PaperEntered,
    /// Where the original lies now.
    pub place: String,
    /// The latest scan: id, name, media type.
    pub scan: Option<(FileId, String, String)>,
    /// The act it was entered as.
    pub action: Option<&'static Action>,
    /// The answers, as its form would show them.
    pub sent: BTreeMap<String, String>,
    /// What the act came to, in words, where the answers do not say it.
    pub told: Vec<(String, Say)>,
    /// What was put right since.
    pub amended: Vec<PaperAmended>,
    /// What checks said so far.
    pub checks: Vec<PaperChecked>,
    /// What keeps this person from checking it; nothing where it can be checked.
    pub barred: Vec<Reason>,
    /// Names of people and units.
    pub names: Names,
    /// A fresh idempotency key.
    pub key: String,
    /// Today.
    pub today: Day,
}

impl App {
    /// Everything about papers that this person has to do or may expect.
    ///
    /// # Errors
    /// Whoever does not enter papers.
    pub async fn paper_work(&self, actor: &Actor) -> Result<PaperWork> {
        if !access::enters(actor) {
            let says = "代录由承办人、核实组组长、案件监督管理室和集体研究记录人办理。";
            return Err(Error::Forbidden(Refusal::one(&access::ON_PAPER, says)));
        }
        let scope = access::scope(actor);
        let asker = format!("person:{}", actor.person);
        let comes: BTreeSet<&str> = kinds::all()
            .iter()
            .flat_map(|kind| kind.actions())
            .filter(|action| papers::entered_for(action) && !rongheng_domain::paper::in_person(action))
            .map(|action| action.name)
            .collect();
        let comes: Vec<_> = comes.into_iter().collect();
        let store = &self.0.store;
        let checks = store.tasks_by_action(&[CHECK.name], &asker, &scope, SHOWN).await?;
        let amends = store.tasks_by_action(&[AMEND.name], &asker, &scope, SHOWN).await?;
        let awaited = store.tasks_by_action(&comes, &asker, &scope, SHOWN).await?;
        let in_force = self.0.snapshot.on(store, self.today()).await?;
        let mut wanted = Wanted::default();
        let mut found = [Vec::new(), Vec::new(), Vec::new()];
        for (at, rows) in [checks, amends, awaited].into_iter().enumerate() {
            let mut seen = BTreeSet::new();
            for row in rows {
                let mine = row.who == asker;
                let keeps = match at {
                    0 => row.who.starts_with("role:"),
                    1 => mine,
                    _ => !mine,
                };
                if !keeps || !seen.insert((row.stream.clone(), row.action.clone(), row.about.clone())) {
                    continue;
                }
                let stream = StreamId(row.stream.clone());
                let Some(case) = store.find_case(&stream, &scope).await? else { continue };
                let kind = kinds::kind(&case.kind);
                let action = kind.and_then(|kind| kind.action(&row.action));
                // Whoever may do it in person needs no paper for it.
                if at == 2 && action.is_some_and(|action| action.who.iter().any(|role| actor.is(*role))) {
                    continue;
                }
                wanted.unit(&case.unit);
                let Some(case) = self.shown_one(actor, case, &in_force).await? else { continue };
                let one = paper_task(row, action, case, &in_force);
                wanted.people.extend(one.whose.clone());
                if let Some(list) = found.get_mut(at) {
                    list.push(one);
                }
            }
        }
        let [checks, amends, awaited] = found;
        Ok(PaperWork {
            checks,
            amends,
            awaited,
            names: self.names(wanted).await?,
            today: self.today(),
            calendar: in_force.policy.calendar,
        })
    }

    /// One paper, for an officer who sees the case.
    ///
    /// # Errors
    /// Where there is no such paper, or none that this person may see.
    pub async fn entered_paper(&self, actor: &Actor, case: &StreamId, number: u32) -> Result<PaperShown> {
        let seen = self.seen(actor, case).await?;
        if !matches!(seen.audience, Audience::Officer(_)) {
            return Err(Error::NotFound);
        }
        self.looked(actor, case, &format!("form:{}", CHECK.name)).await?;
        let kind = seen.folded.kind;
        let events = self.0.store.load(case, 0).await?;
        let of = |recorded: &Recorded, name: &str| {
            let ours = recorded.kind.rsplit_once('.').is_some_and(|(_, event)| event == name);
            ours && recorded.payload.get("number").and_then(Value::as_u64) == Some(u64::from(number))
        };
        let read = |recorded: &Recorded| recorded.payload.clone();
        let corrupt = |e: serde_json::Error| Error::Corrupt(e.to_string());
        let place =
            events.iter().find(|event| of(&event.recorded, "paper_entered")).ok_or(Error::NotFound)?;
        let entered: PaperEntered = serde_json::from_value(read(&place.recorded)).map_err(corrupt)?;
        let mut amended: Vec<PaperAmended> = Vec::new();
        let mut checks: Vec<PaperChecked> = Vec::new();
        for event in &events {
            if of(&event.recorded, "paper_amended") {
                amended.push(serde_json::from_value(read(&event.recorded)).map_err(corrupt)?);
            } else if of(&event.recorded, "paper_checked") {
                checks.push(serde_json::from_value(read(&event.recorded)).map_err(corrupt)?);
            }
        }
        let action = kind.action(&entered.action);
        let mut answers = Map::new();
        let mut told = Vec::new();
        let mut wanted = Wanted::default();
        wanted.people.insert(entered.acted_for.clone());
        wanted.people.insert(entered.by.clone());
        wanted.people.extend(amended.iter().map(|one| one.by.clone()));
        wanted.people.extend(checks.iter().map(|one| one.by.clone()));
        let acts =
            events.iter().filter(|event| event.version >= entered.act && event.version < place.version);
        for event in acts {
            if let Value::Object(payload) = &event.recorded.payload {
                answers.extend(payload.clone());
            }
            let line = kind.told(&event.recorded)?;
            wanted.say(&line.says);
            told.push((line.title, line.says));
        }
        let answers = Value::Object(answers);
        let fields = action.map_or(&[] as &[Field], |action| action.fields);
        let sent = form::write(fields, &answers);
        named(fields, &sent, &mut wanted);
        let scan = amended.iter().rev().find_map(|one| one.scan.as_ref()).or(entered.scan.as_ref());
        let scan = match scan {
            Some(scan) => {
                let media =
                    self.0.store.attachment(&scan.id).await?.map_or_else(String::new, |file| file.media);
                Some((scan.id.clone(), scan.name.clone(), media))
            }
            None => None,
        };
        let mut barred = match kind
            .action(CHECK.name)
            .map(|check| access::may(actor, kind.name(), check, Some(&seen.known)))
        {
            Some(Err(Denied::Told(refusal))) => refusal.reasons,
            Some(Ok(())) => Vec::new(),
            Some(Err(Denied::Hidden)) | None => return Err(Error::NotFound),
        };
        let gathered = self
            .gather(&seen.folded, &seen.in_force, &Acting::of(actor), None, &Value::Null, self.now())
            .await?;
        barred.extend(kind.blocked(&seen.folded.state, CHECK.name, &gathered.facts));
        let wrote = entered.by == actor.person || amended.iter().any(|one| one.by == actor.person);
        if barred.is_empty() && wrote {
            let says = "这份材料是您录入或者更正的，请由其他人校核。";
            barred.push(Reason::new(&access::ON_PAPER, says));
        } else if barred.is_empty() && entered.acted_for == actor.person {
            barred.push(Reason::new(&access::ON_PAPER, "这份材料是您本人作出的，请由其他人校核。"));
        }
        self.named(&mut barred).await?;
        let title = seen.sheet.number.clone().unwrap_or_default();
        let subject = [title, seen.sheet.title.clone()].join(" · ").trim_start_matches(" · ").to_owned();
        Ok(PaperShown {
            case: case.clone(),
            version: seen.folded.version,
            subject,
            kind_title: kind.title(),
            place: amended
                .iter()
                .rev()
                .find_map(|one| one.place.clone())
                .unwrap_or_else(|| entered.place.clone()),
            scan,
            action,
            sent,
            told,
            amended,
            checks,
            barred,
            names: self.names(wanted).await?,
            key: crate::accounts::token()?,
            today: self.today(),
            entered,
        })
    }
}

fn paper_task(
    row: TaskRow,
    action: Option<&'static Action>,
    case: Listed,
    in_force: &crate::snapshot::InForce,
) -> PaperTask {
    PaperTask {
        case,
        title: action.map_or_else(|| row.says.clone(), |action| action.title.to_owned()),
        whose: row.who.strip_prefix("person:").map(PersonId::from),
        due: shown::due(&row.due_rule, &row.due_on, row.due_provisional, in_force),
        action: row.action,
        about: row.about,
        says: row.says,
    }
}

/// Everybody whom the answers of a form name.
fn named(fields: &[Field], sent: &BTreeMap<String, String>, wanted: &mut Wanted) {
    for (key, value) in sent {
        let name = key.rsplit('.').next().unwrap_or_default();
        let field = fields
            .iter()
            .flat_map(|field| match field.input {
                Input::List(inner) => inner.iter().collect::<Vec<_>>(),
                _ => vec![field],
            })
            .find(|field| field.name == name);
        match field.map(|field| field.input) {
            Some(Input::Person | Input::Pick(_) | Input::Picks(_)) => {
                wanted.people.extend(value.split('\n').map(PersonId::from));
            }
            Some(Input::Unit) => {
                wanted.units.insert(UnitId::from(value.as_str()));
            }
            _ => {}
        }
    }
}
