//! Every state that the tolerance case and its correction can reach together, with the jobs between them
//! coming at any time, late, twice or in the wrong order; in each, the guarantees hold. And for each
//! guarantee a broken copy of the rules, in which the search must find the state that breaks it.

mod broken;
mod guarantees;
pub(crate) mod world;

use std::collections::{BTreeSet, VecDeque};

use rongheng_domain::{
    cases::{
        correction::{self, Correcting, state::Correction},
        tolerance::{self, Tolerance, state::Case},
    },
    day::Day,
    facts::{Cited, Facts},
    ids::StreamId,
    kind::Kind,
    people::Role,
};
use serde_json::json;

use self::{broken::Broken, world::Act};

/// The two cases together.
#[derive(Debug, Clone, Default)]
struct Joint {
    case: Case,
    correction: Correction,
    /// How it came about, for the replay and for whoever reads a failure.
    case_events: Vec<tolerance::Event>,
    correction_events: Vec<correction::Event>,
}

impl Joint {
    fn owed(&self) -> Option<&StreamId> {
        let owes = self.case.determined.iter().flat_map(|d| &d.owes);
        owes.map(|o| &o.stream).find(|s| s.kind() == "correction")
    }

    /// What the store would tell a decision of the case about the correction: always the present.
    fn cited(&self) -> Option<(StreamId, Cited)> {
        let stream = self.owed()?.clone();
        let version = self.correction.version;
        let signed_off = Correcting::signed_off(&self.correction);
        (version > 0).then(|| (stream, Cited { version, link: format!("link {version}"), signed_off }))
    }

    /// What makes two states the same: everything but how often something was done.
    fn key(&self) -> String {
        let mut case = self.case.clone();
        case.version = 0;
        case.past_consultations.clear();
        case.evidence.truncate(1);
        case.dissent_opened.truncate(1);
        let discharged = self.owed().and_then(|owed| case.discharged.get(owed)).map(|d| d.version);
        let stands = discharged.map(|v| Some(v) == Correcting::signed_off(&self.correction));
        case.discharged.clear();
        case.evidence_at_notice.clear();
        let mut correction = self.correction.clone();
        correction.version = 0;
        correction.recovered = 0;
        correction.reopened.truncate(1);
        if let Some((version, _)) = &mut correction.signed_off {
            *version = 0;
        }
        format!("{case:?}{correction:?}{stands:?}")
    }
}

/// What the search found.
struct Explored {
    states: usize,
    archived: usize,
    reopened_after_sign_off: usize,
}

/// Breadth first through all that can happen.
fn explore(broken: Broken) -> Result<Explored, String> {
    let mut facts = world::facts();
    let today = facts.today;
    let mut commands = Vec::new();
    for act in world::acts() {
        commands.push((world::command(&act), act));
    }
    let correcting = world::correcting();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([Joint::default()]);
    let mut explored = Explored { states: 0, archived: 0, reopened_after_sign_off: 0 };
    while let Some(now) = waiting.pop_front() {
        explored.states += 1;
        explored.archived += usize::from(now.case.archived.is_some());
        explored.reopened_after_sign_off += usize::from(!now.correction.reopened.is_empty());
        guarantees::hold(&now, &facts, broken)?;
        if explored.states % 64 == 1 || now.case.archived.is_some() {
            guarantees::replayed(&now, today)?;
        }
        let mut reached: Vec<Joint> = Vec::new();
        for (command, act) in &commands {
            reached.extend(decide(&now, command.clone(), act, &mut facts, broken));
        }
        for act in &correcting {
            reached.extend(correct(&now, act, &mut facts));
        }
        // The jobs: at any time, as often as they like, in any order.
        reached.extend(open(&now, &mut facts));
        for job in ["discharge", "take_back_discharge"] {
            reached.extend(carry(&now, job, &mut facts, broken));
        }
        for next in reached {
            guarantees::between(&now, &next)?;
            if seen.insert(next.key()) {
                waiting.push_back(next);
            }
        }
        assert!(explored.states < 100_000, "the world is not small any more");
    }
    Ok(explored)
}

fn decide(
    now: &Joint,
    command: tolerance::Command,
    act: &Act,
    facts: &mut Facts,
    broken: Broken,
) -> Option<Joint> {
    // One piece of evidence is enough for this world.
    if act.action == "add_evidence" && !now.case.evidence.is_empty() {
        return None;
    }
    facts.actor = act.by.into();
    facts.roles.clone_from(&act.roles);
    facts.version = now.case.version;
    facts.cited = now.cited().into_iter().collect();
    let believed = broken.believed(&now.case, act.action, facts);
    let events = Tolerance::decide(believed.as_ref().unwrap_or(&now.case), command, facts).ok()?;
    let mut next = now.clone();
    for event in events {
        if !broken.forgets(&event) {
            next.case = Tolerance::evolve(next.case, &event, facts.today);
        }
        next.case_events.push(event);
    }
    Some(next)
}

fn correct(now: &Joint, act: &Act, facts: &mut Facts) -> Option<Joint> {
    now.correction.opened.as_ref()?;
    facts.actor = act.by.into();
    facts.roles.clone_from(&act.roles);
    let command = serde_json::from_value(json!({ act.action: act.answers })).unwrap();
    correction_after(now, command, facts)
}

/// The job that opens what is owed.
fn open(now: &Joint, facts: &mut Facts) -> Option<Joint> {
    let owes = now.case.determined.iter().flat_map(|d| &d.owes);
    let owed = owes.into_iter().find(|o| o.stream.kind() == "correction")?;
    facts.actor = "system:jobs".into();
    facts.roles = vec![Role::SystemJobs];
    let command = serde_json::from_value(json!({ "open": owed.answers })).unwrap();
    correction_after(now, command, facts)
}

fn correction_after(now: &Joint, command: correction::Command, facts: &Facts) -> Option<Joint> {
    let events = Correcting::decide(&now.correction, command, facts).ok()?;
    let mut next = now.clone();
    for event in events {
        next.correction = Correcting::evolve(next.correction, &event, facts.today);
        next.correction_events.push(event);
    }
    Some(next)
}

/// The job that brings a sign-off, or its withdrawal, back to the case.
fn carry(now: &Joint, job: &'static str, facts: &mut Facts, broken: Broken) -> Option<Joint> {
    let stream = now.owed()?;
    let act = Act {
        action: job,
        by: "system:jobs",
        roles: vec![Role::SystemJobs],
        answers: json!({ "stream": stream }),
    };
    decide(now, world::command(&act), &act, facts, broken)
}

#[test]
fn whatever_is_accepted_in_whatever_order_the_guarantees_hold() {
    let explored = explore(Broken::Nothing).unwrap();
    assert!(explored.states > 1_000, "only {} states: the world does not move", explored.states);
    assert!(explored.archived > 0, "no case was ever archived");
    assert!(explored.reopened_after_sign_off > 0, "no correction was ever reopened");
}

#[test]
fn each_broken_copy_of_the_rules_is_found_out() {
    for broken in Broken::ALL {
        match explore(*broken) {
            Ok(explored) => panic!("{broken:?} was not found out in {} states", explored.states),
            Err(found) => assert!(found.starts_with(broken.guarantee()), "{broken:?} found as: {found}"),
        }
    }
}
