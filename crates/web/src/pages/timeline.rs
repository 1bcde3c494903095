//! The timeline of a case: what happened, by step and by person.

use std::collections::BTreeSet;

use super::acts;
use crate::render::names;
use rongheng_app::page;

/// A line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// When.
    pub at: String,
    /// What.
    pub title: String,
    /// By whom.
    pub who: String,
    /// Details.
    pub says: String,
    /// `law` where the law itself acted, `now` for the last.
    pub class: &'static str,
}

/// What it is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// The title of a step.
    pub step: String,
    /// The id of a person.
    pub who: String,
}

/// A choice of the filter.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The timeline with its filter.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    /// The lines, latest first.
    pub lines: Vec<Line>,
    /// How many there are in all.
    pub all: usize,
    /// The steps that occur.
    pub steps: Vec<Choice>,
    /// The people who occur.
    pub people: Vec<Choice>,
    /// Where the reading log is, for those who may see it.
    pub reading: Option<String>,
    /// Where successive texts are compared, where there are any.
    pub versions: Option<String>,
}

/// Those lines that the filter leaves.
pub(crate) fn view(found: &page::CasePage, filter: &Filter, case: &str) -> Timeline {
    let step_of = |line: &page::Line| step_of(found.kind, &line.event);
    let acted = |line: &page::Line| {
        std::iter::once(line.actor.clone()).chain(line.acted_for.clone()).collect::<Vec<_>>()
    };
    let mut steps: Vec<&str> = Vec::new();
    let mut people = BTreeSet::new();
    for line in &found.timeline {
        let step = step_of(line);
        if !step.is_empty() && !steps.contains(&step) {
            steps.push(step);
        }
        people.extend(acted(line));
    }
    let keeps = |line: &&page::Line| {
        (filter.step.is_empty() || step_of(line) == filter.step)
            && (filter.who.is_empty() || acted(line).iter().any(|person| person.as_str() == filter.who))
    };
    let lines = found.timeline.iter().rev().filter(keeps).map(|line| Line {
        at: line.at.to_string(),
        title: line.title.clone(),
        who: names::acted(&found.names, &line.actor, line.acted_for.as_ref(), line.by_delegation),
        says: match line.effective_on {
            Some(on) => format!("{}（自 {} 起算）", found.names.say(&line.says), on.words()),
            None => found.names.say(&line.says),
        },
        class: if line.version == found.version { "now" } else { "" },
    });
    let chosen = |value: &str, wanted: &str| value == wanted;
    Timeline {
        lines: lines.collect(),
        all: found.timeline.len(),
        steps: steps
            .into_iter()
            .map(|step| Choice {
                value: step.to_owned(),
                label: step.to_owned(),
                chosen: chosen(step, &filter.step),
            })
            .collect(),
        people: people
            .into_iter()
            .map(|person| Choice {
                label: found.names.person(&person),
                chosen: chosen(person.as_str(), &filter.who),
                value: person.0,
            })
            .collect(),
        reading: found.readers.then(|| format!("{case}/reading")),
        versions: changed(found).then(|| format!("{case}/versions")),
    }
}

/// Whether a text was written more than once.
fn changed(found: &page::CasePage) -> bool {
    let mut keys = BTreeSet::new();
    found.timeline.iter().filter_map(|line| line.draft.as_ref()).any(|key| !keys.insert(key))
}

/// The part of the process that an event belongs to.
fn step_of(kind: &'static str, event: &str) -> &'static str {
    let name = event.strip_prefix(kind).map_or(event, |rest| rest.trim_start_matches('.'));
    acts::phases(kind).iter().find(|phase| phase.events.contains(&name)).map_or("", |phase| phase.title)
}
