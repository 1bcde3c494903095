//! 两个人都算 — whoever acts in another's place counts together with the other, so that nobody gets around a rule that
//! asks for two (P8, 审查与审理分离, 由另一人校核).
//!
//! Source: mechanism §2 P8, §3 G5, G12; docs/decisions/0037. The rules are not written a second time: the history is read
//! once more as if the two were one, and the act is decided upon that by the kind's own rules. What stands against it
//! there and not in the history as it is, stands against the act. Kept apart are the people themselves: kin and unit of
//! each are looked at by the kind (P8).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    day::Day,
    facts::Facts,
    ids::PersonId,
    kind::{AnyKind, AnyState, Failure, Part, Recorded, Row, Who},
    refusal::Reason,
    rule::{Force, Rule},
};

/// Nobody gets around a rule by a delegation.
pub static RULE: Rule = Rule {
    code: "G12.both",
    phrase: "代理不得规避",
    asks: "代理人办理的，回避、审查与审理分离、由另一人校核等规则按代理人和被代理人两个人计算，不得借代理由一个人办两个人的事。",
    source: "本单位设定",
    force: Force::Setting,
};

/// An event with what its envelope says of who acted.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The event.
    pub event: &'a Recorded,
    /// The day it was recorded on.
    pub on: Day,
    /// Version of the case after it.
    pub version: u64,
    /// Who was signed in.
    pub actor: &'a PersonId,
    /// For whom, in another's place or from paper.
    pub acted_for: Option<&'a PersonId>,
}

/// The versions that were entered from paper: whoever entered them did not act.
fn papers(past: &[Past<'_>]) -> Vec<(u64, u64)> {
    let entered = past.iter().filter(|one| one.event.kind.ends_with(".paper_entered"));
    entered.filter_map(|one| Some((one.event.payload.get("act")?.as_u64()?, one.version))).collect()
}

/// Whether each of these events was done in another's place.
pub fn delegated(past: &[Past<'_>]) -> Vec<bool> {
    let papers = papers(past);
    let paper = |version| papers.iter().any(|(first, last)| (*first..=*last).contains(&version));
    past.iter().map(|one| one.acted_for.is_some_and(|of| of != one.actor) && !paper(one.version)).collect()
}

/// Every mention of `one` as `other`.
fn mention(value: &mut Value, one: &PersonId, other: &PersonId) {
    match value {
        Value::String(text) if *text == one.0 => text.clone_from(&other.0),
        Value::Array(all) => all.iter_mut().for_each(|value| mention(value, one, other)),
        Value::Object(map) => {
            map.values_mut().for_each(|value| mention(value, one, other));
            if let Some(value) = map.remove(&one.0) {
                map.entry(other.0.clone()).or_insert(value);
            }
        }
        _ => {}
    }
}

/// Those who count together with the one for whom the act counts: whoever does it in that person's place, and everybody in
/// whose place one of the two did anything in this case.
fn together<'a>(past: &[Past<'a>], facts: &'a Facts) -> BTreeSet<&'a PersonId> {
    let (hand, acting) = (&facts.actor, facts.acting());
    let ours = |person: &PersonId| person == acting || (facts.by_delegation && person == hand);
    let done = past.iter().zip(delegated(past)).filter(|(one, delegated)| *delegated && ours(one.actor));
    let mut all: BTreeSet<&PersonId> = done.filter_map(|(one, _)| one.acted_for).collect();
    if facts.by_delegation {
        all.insert(hand);
    }
    all.remove(acting);
    all
}

/// The same value as if they were one person.
fn as_one(value: &Value, together: &BTreeSet<&PersonId>, acting: &PersonId) -> Value {
    let mut value = value.clone();
    for one in together {
        mention(&mut value, one, acting);
    }
    value
}

/// Parts in a case that one person never has together: whoever verifies does not review, and whoever did either does not
/// examine it again.
const APART: [(Part, Part); 3] =
    [(Part::Team, Part::Reviewer), (Part::Team, Part::Reexaminer), (Part::Reviewer, Part::Reexaminer)];

/// Whether the two have parts that are kept apart.
fn kept_apart(row: &Row, facts: &Facts) -> Option<Reason> {
    let has = |person: &PersonId, part: Part| {
        row.parts.iter().any(|(who, of)| *of == part && *who == Who::Person(person.clone()))
    };
    let (hand, acting) = (&facts.actor, facts.acting());
    let both = |(one, two): &(Part, Part)| {
        has(hand, *one) && has(acting, *two) || has(hand, *two) && has(acting, *one)
    };
    let says = "核实、审理和复查要由不同的人办理；您和被代理人在本案各占其一，不能由您代理，请由其他人办理。";
    (facts.by_delegation && APART.iter().any(both)).then(|| Reason::new(&RULE, says))
}

fn cannot_be_told() -> Vec<Reason> {
    let says = "按代理人和被代理人是同一个人重新核对时，本案的记录读不通，不能由您代理；请由其他人办理。";
    vec![Reason::new(&RULE, says)]
}

fn folded(
    kind: &dyn AnyKind,
    past: &[Past<'_>],
    together: &BTreeSet<&PersonId>,
    acting: &PersonId,
) -> Option<AnyState> {
    past.iter()
        .try_fold(kind.blank(), |state, one| {
            let payload = as_one(&one.event.payload, together, acting);
            kind.evolve(state, &Recorded { payload, ..one.event.clone() }, one.on)
        })
        .ok()
}

/// The reasons, after the one that says why they hold here.
fn said(mut reasons: Vec<Reason>, facts: &Facts) -> Vec<Reason> {
    if reasons.is_empty() {
        return reasons;
    }
    let whom =
        if facts.by_delegation { "代理人和被代理人" } else { "您本人和您代理过的人" };
    let says = format!("{whom}在本案按同一个人计算，按下面的规则不能由您办理，请由其他人办理。");
    reasons.insert(0, Reason::new(&RULE, says));
    reasons
}

/// What stands against an act that the rules allow otherwise, once those who acted for one another count as one. `past` is
/// the whole history with what has lapsed; `state` is the case as it stands.
pub fn against(
    kind: &dyn AnyKind,
    (state, past): (&AnyState, &[Past<'_>]),
    action: &str,
    answers: &Value,
    facts: &Facts,
) -> Vec<Reason> {
    if let Some(reason) = kept_apart(&kind.row(state, &facts.policy), facts) {
        return vec![reason];
    }
    let (together, acting) = (together(past, facts), facts.acting());
    if together.is_empty() {
        return Vec::new();
    }
    let Some(state) = folded(kind, past, &together, acting) else { return cannot_be_told() };
    match kind.decide(&state, action, &as_one(answers, &together, acting), facts) {
        Ok(_) => Vec::new(),
        Err(Failure::Refused(refusal)) => said(refusal.reasons, facts),
        Err(_) => cannot_be_told(),
    }
}

/// What keeps the act from being asked at all, once they count as one; `known` is what keeps it anyway.
pub fn keeps_from(
    kind: &dyn AnyKind,
    (state, past): (&AnyState, &[Past<'_>]),
    action: &str,
    known: &[Reason],
    facts: &Facts,
) -> Vec<Reason> {
    if let Some(reason) = kept_apart(&kind.row(state, &facts.policy), facts) {
        return vec![reason];
    }
    let (together, acting) = (together(past, facts), facts.acting());
    if together.is_empty() {
        return Vec::new();
    }
    let Some(state) = folded(kind, past, &together, acting) else { return cannot_be_told() };
    let more = kind.blocked(&state, action, facts).into_iter().filter(|reason| !known.contains(reason));
    said(more.collect(), facts)
}
