//! A case as JSON: the sheet of whoever asks, what may be done, and what happened. The sheet is that of the page;
//! what an audience's view has no field for cannot stand here.

use rongheng_app::page::{Available, CasePage, Line};
use rongheng_domain::sheet::{Block, Next, SeatState, Section, Sheet, StepState};
use serde_json::{Value, json};

use super::{
    ROOT,
    answer::Object,
    say::{With, doer, due, person, reason, rule, running, say, tone},
};
use crate::error_page::address;

/// The case as this audience sees it. Plain pages show neither what is not possible yet nor how often the case
/// moved, and so does their JSON.
pub(crate) fn case(found: &CasePage, plain: bool) -> Value {
    let with = With { names: &found.names, calendar: &found.calendar, today: found.today };
    let page = address(&found.stream);
    let here = format!("{ROOT}{page}");
    sheet(&found.sheet, &here, with)
        .with("id", found.stream.0.as_str())
        .with("kind", found.kind)
        .with("kind_title", found.kind_title)
        .with("href", here.as_str())
        .with("page", page)
        .maybe("version", (!plain).then_some(found.version))
        .with("actions", actions(found, plain, &here))
        .list("timeline", found.timeline.iter().map(|one| line(one, with)))
        .list(
            "papers",
            found.papers.iter().map(|paper| {
                let href = format!("{here}/papers/{}", paper.version);
                json!({"version": paper.version, "title": paper.title, "name": paper.name, "href": href})
            }),
        )
        .list(
            "related",
            found.related.iter().map(|one| {
                Object::new()
                    .with("title", one.title.as_str())
                    .words("number", &one.number)
                    .words("stage", &one.stage)
                    .maybe("id", one.open.then(|| one.stream.0.clone()))
                    .maybe("href", one.open.then(|| format!("{ROOT}{}", address(&one.stream))))
            }),
        )
        .into()
}

fn sheet(sheet: &Sheet, here: &str, with: With<'_>) -> Object {
    let word = |(word, colour): &(String, _)| json!({"word": word, "tone": tone(*colour)});
    Object::new()
        .with("title", sheet.title.as_str())
        .maybe("number", sheet.number.clone())
        .with("status", word(&sheet.status))
        .list("tags", sheet.tags.iter().map(word))
        .with("facts", facts(&sheet.facts, with))
        .list(
            "steps",
            sheet.steps.iter().map(|step| {
                let state = match step.state {
                    StepState::Done => "done",
                    StepState::Now => "now",
                    StepState::Later => "later",
                };
                Object::new()
                    .with("title", step.title.as_str())
                    .with("state", state)
                    .words("note", &step.note)
            }),
        )
        .list("sections", sheet.sections.iter().map(|one| section(one, here, with)))
        .list("next", sheet.next.iter().map(|one| next(one, with)))
        .list("limits", sheet.running.iter().map(|one| running(one, with)))
}

fn facts(facts: &[(String, rongheng_domain::sheet::Say)], with: With<'_>) -> Value {
    facts.iter().map(|(label, value)| json!({"label": label, "value": say(value, with.names)})).collect()
}

fn section(section: &Section, here: &str, with: With<'_>) -> Value {
    Object::new()
        .with("id", section.id.as_str())
        .with("title", section.title.as_str())
        .maybe("count", section.count)
        .list("blocks", section.blocks.iter().map(|one| block(one, here, with)))
        .into()
}

fn block(block: &Block, here: &str, with: With<'_>) -> Value {
    let names = with.names;
    match block {
        Block::Heading(text) => json!({"block": "heading", "text": text}),
        Block::Facts(some) => json!({"block": "facts", "facts": facts(some, with)}),
        Block::Table { head, rows } => {
            let rows: Vec<Vec<Value>> =
                rows.iter().map(|row| row.iter().map(|cell| say(cell, names)).collect()).collect();
            json!({"block": "table", "head": head, "rows": rows})
        }
        Block::Words(words) => json!({"block": "words", "says": say(words, names)}),
        Block::Note { tone: colour, says } => {
            json!({"block": "note", "tone": tone(*colour), "says": say(says, names)})
        }
        Block::Opinion { by, word, dissent, text, on } => json!({
            "block": "opinion", "by": say(by, names), "word": word, "dissent": dissent, "text": text,
            "on": on.to_string(),
        }),
        Block::Tally { met, says, counts } => {
            let count = |(figure, title): &(String, String)| json!({"figure": figure, "title": title});
            Object::new()
                .with("block", "tally")
                .maybe("met", *met)
                .with("says", says.as_str())
                .list("counts", counts.iter().map(count))
                .into()
        }
        Block::Seats(seats) => {
            let seat = |seat: &rongheng_domain::sheet::Seat| {
                let state = match seat.state {
                    SeatState::In => "in",
                    SeatState::Away => "away",
                    SeatState::Out => "out",
                };
                json!({"who": say(&seat.who, names), "word": seat.word, "state": state})
            };
            json!({"block": "seats", "seats": seats.iter().map(seat).collect::<Vec<_>>()})
        }
        Block::Files(files) => {
            let one = |file: &rongheng_domain::sheet::SheetFile| {
                let href = format!("{here}/files/{}", file.id);
                json!({"id": file.id.0, "name": file.name, "sm3": file.hash, "href": href})
            };
            json!({"block": "files", "files": files.iter().map(one).collect::<Vec<_>>()})
        }
    }
}

/// What the law asks next.
pub(crate) fn next(next: &Next, with: With<'_>) -> Value {
    Object::new()
        .with("says", next.says.as_str())
        .maybe("action", next.action.clone())
        .with("rule", next.rule.1.as_str())
        .with("phrase", next.rule.0.as_str())
        .list("who", next.who.iter().map(|who| doer(who, with.names)))
        .maybe("due", next.due.as_ref().map(due))
        .into()
}

fn actions(found: &CasePage, plain: bool, here: &str) -> Value {
    let own = || found.actions.iter().filter(|one| !one.on_paper);
    let mut all = Object::new().list(
        "available",
        own().filter(|one| one.blocked.is_empty()).map(|one| action(one, found.kind, here)),
    );
    if !plain {
        let blocked = own().filter(|one| !one.blocked.is_empty());
        all = all.list("not_yet", blocked.map(|one| action(one, found.kind, here)));
        let papers = found.actions.iter().filter(|one| one.on_paper);
        all = all.list("from_paper", papers.map(|one| action(one, found.kind, here)));
    }
    all.into()
}

fn action(one: &Available, kind: &str, here: &str) -> Value {
    let action = one.action;
    let object = Object::new()
        .with("action", action.name)
        .with("title", action.title)
        .with("rule", rule(action.rule))
        .with("grave", action.grave)
        .with("href", format!("{here}/acts/{}", action.name))
        .with("schema", format!("{ROOT}/schemas/{kind}/{}.json", action.name))
        .maybe("in_place_of", one.in_place_of.as_ref().map(|of| of.0.clone()));
    if one.blocked.is_empty() { object } else { object.list("missing", one.blocked.iter().map(reason)) }
        .into()
}

/// A line of the timeline.
pub(crate) fn line(line: &Line, with: With<'_>) -> Value {
    Object::new()
        .with("version", line.version)
        .with("at", line.at.to_string())
        .maybe("effective_on", line.effective_on.map(|day| day.to_string()))
        .with("event", line.event.as_str())
        .with("title", line.title.as_str())
        .with("says", say(&line.says, with.names))
        .with("actor", person(&line.actor, with.names))
        .maybe("acted_for", line.acted_for.as_ref().map(|id| person(id, with.names)))
        .maybe("by_delegation", line.by_delegation.then_some(true))
        .into()
}
