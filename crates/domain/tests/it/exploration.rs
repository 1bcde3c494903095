//! Every state that the tolerance case and its correction can reach together, with the jobs between them
//! coming at any time, late, twice or in the wrong order; in each, the guarantees hold. And for each
//! guarantee a broken copy of the rules, in which the search must find the state that breaks it.
//!
//! The search goes in two legs: to the determination, and from it. What came before a determination is
//! sealed by it (`guarantees::between` holds that no later act changes it), so that of all ways to the same
//! determination one is followed further.

mod broken;
mod guarantees;
pub(crate) mod world;

use std::{
    collections::{BTreeSet, VecDeque},
    hash::{Hash, Hasher},
};

use rongheng_domain::{
    cases::{
        correction::{self, Correcting, state::Correction},
        tolerance::{self, Tolerance, state::Case},
    },
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
        (version > 0).then(|| {
            (stream, Cited { version, link: format!("link {version}"), signed_off, archived: false })
        })
    }

    /// What makes two states the same: everything but how often something was done, and after the
    /// determination not how it came about.
    fn key(&self) -> u64 {
        let mut case = self.case.clone();
        case.version = 0;
        let dissents = case.dissent().is_empty();
        case.past_consultations.clear();
        case.dissent_opened.truncate(1);
        let discharged = self.owed().and_then(|owed| case.discharged.get(owed)).map(|d| d.version);
        let stands = discharged.map(|v| Some(v) == Correcting::signed_off(&self.correction));
        case.discharged.clear();
        if let Some(determined) = &case.determined {
            let groups: Vec<_> = determined.determinations.iter().map(|d| d.group).collect();
            let owed: Vec<_> = determined.owes.iter().map(|o| o.answers.to_string()).collect();
            let served: Vec<_> = case.served.iter().map(|(to, s)| (to, s.handed.delivery())).collect();
            let after = (served, case.acknowledged.keys(), case.appraisals_notified.keys());
            let ends = (
                case.effects_confirmed.keys(),
                case.filing_owed_since,
                case.closed.is_some(),
                case.archived.is_some(),
            );
            return hash(&format!("{groups:?}{owed:?}{after:?}{ends:?}{:?}{stands:?}", self.correcting()));
        }
        hash(&format!("{case:?}{dissents}"))
    }

    fn correcting(&self) -> impl std::fmt::Debug {
        let c = &self.correction;
        let passed = c.checked.as_ref().map(|checked| checked.passed);
        let stands = (c.opened.is_some(), c.ordered.is_some(), c.reported.is_some(), passed);
        (stands, c.confirmed.is_some(), c.signed_off.is_some(), c.reopened.is_empty())
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What the search found.
#[derive(Default)]
struct Explored {
    states: usize,
    archived: usize,
    reopened: usize,
    /// One state for each sort of determination.
    determined: Vec<Joint>,
}

/// Which part of the life is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leg {
    /// Up to and with the determination.
    To,
    /// From a determination on.
    From,
}

/// Breadth first through all that can happen from `start`.
fn explore(broken: Broken, start: Joint, leg: Leg) -> Result<Explored, String> {
    let mut facts = world::facts();
    let today = facts.today;
    let commands: Vec<_> = world::acts().into_iter().map(|act| (world::command(&act), act)).collect();
    let correcting = world::correcting();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([start]);
    let mut explored = Explored::default();
    // Whole searches go breadth first, so that a failure is told by its shortest way; a broken copy need
    // only be found out, which depth first does sooner.
    let next = |waiting: &mut VecDeque<Joint>| match broken {
        Broken::Nothing => waiting.pop_front(),
        _ => waiting.pop_back(),
    };
    while let Some(now) = next(&mut waiting) {
        explored.states += 1;
        explored.archived += usize::from(now.case.archived.is_some());
        explored.reopened += usize::from(!now.correction.reopened.is_empty());
        guarantees::hold(&now, &facts, broken)?;
        if explored.states % 64 == 1 || now.case.archived.is_some() {
            guarantees::replayed(&now, today)?;
        }
        if leg == Leg::To && now.case.determined.is_some() {
            explored.determined.push(now);
            continue;
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

/// The straight path to a determination, through the rules.
fn determined() -> Joint {
    let mut facts = world::facts();
    let mut now = Joint::default();
    for act in world::acts() {
        if now.case.determined.is_some() {
            break;
        }
        // Where there are two answers, the first is the straight one; the second is refused or not needed.
        let straight = !["waive_defence", "revoke_waiver"].contains(&act.action) && !world::aside(&act);
        if straight {
            let command = world::command(&act);
            now = decide(&now, command, &act, &mut facts, Broken::Nothing)
                .unwrap_or_else(|| panic!("{} is refused on the straight path", act.action));
        }
    }
    now
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
    // The one act that waits for days to pass: the objection period.
    let today = facts.today;
    if act.action == "archive" {
        facts.today = world::later();
    }
    let believed = broken.believed(&now.case, act.action, facts);
    let events = Tolerance::decide(believed.as_ref().unwrap_or(&now.case), command, facts);
    facts.today = today;
    let events = events.ok()?;
    let mut next = now.clone();
    for event in events {
        next.case = Tolerance::evolve(next.case, &event, facts.today);
        broken.garbles(&mut next.case);
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
    let to = explore(Broken::Nothing, Joint::default(), Leg::To).unwrap();
    assert!(to.states > 500, "only {} states: the world does not move", to.states);
    assert!(to.determined.len() >= 3, "only {} sorts of determination", to.determined.len());
    for start in to.determined {
        let from = explore(Broken::Nothing, start, Leg::From).unwrap();
        assert!(from.states > 100, "only {} states after the determination", from.states);
        assert!(from.archived > 0, "no case was ever archived");
        assert!(from.reopened > 0, "no correction was ever reopened");
    }
}

#[test]
fn each_broken_copy_of_the_rules_is_found_out() {
    for broken in Broken::ALL {
        let found = match broken.leg() {
            Leg::To => explore(*broken, Joint::default(), Leg::To),
            Leg::From => explore(*broken, determined(), Leg::From),
        };
        match found {
            Ok(explored) => panic!("{broken:?} was not found out in {} states", explored.states),
            Err(found) => assert!(found.starts_with(broken.guarantee()), "{broken:?} found as: {found}"),
        }
    }
}
