//! Given events, when asked, then events or a refusal.
use std::{collections::BTreeMap, sync::Arc};

pub(super) use super::Event;
use super::{check::*, opening::*, order::*, report::*, sign_off::*, state::Correction};
use crate::{
    calendar::Calendar,
    day::{Day, Moment},
    facts::{Facts, Policy},
    ids::PersonId,
    people::{Identity, Person, Role, Tier, Unit},
    time_limit::{self, Limit, Limits},
};

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn person(unit: &str, kin: &[&str]) -> Person {
    Person {
        unit: unit.into(),
        former: Vec::new(),
        heads_unit: false,
        party_member: true,
        identity: Identity::CivilServant,
        tier: Tier::Section,
        retired_on: None,
        kin: kin.iter().map(|k| PersonId::from(*k)).collect(),
    }
}

/// The three limits of a correction, without holidays.
pub(super) fn policy() -> Policy {
    let limit = |id: &str, count| Limit {
        id: id.to_owned(),
        title: id.to_owned(),
        count,
        unit: time_limit::Unit::WorkDay,
        extension: None,
        starts: String::new(),
        source: String::new(),
        force: "setting".to_owned(),
    };
    let all = [limit("tol.correct", 60), limit("tol.correct.check", 10), limit("tol.correct.extend", 30)];
    let limits = Limits(all.into_iter().map(|l| (l.id.clone(), l)).collect());
    let calendar = Calendar { known_until: Some(day("2026-12-31")), ..Calendar::default() };
    Policy { limits: Arc::new(limits), calendar: Arc::new(calendar), ..Policy::default() }
}

/// 2026-05-06, `who` acts with `roles`.
pub(super) fn facts(who: &str, roles: &[Role]) -> Facts {
    let today = day("2026-05-06");
    let people = [
        ("lin", person("discipline", &[])),
        ("fang", person("discipline", &[])),
        ("kin", person("discipline", &["zhou"])),
        ("zhou", person("center", &[])),
        ("qi", person("center", &[])),
        ("li", person("coop", &[])),
        ("ma", person("bureau", &[])),
    ];
    let unit = |committee: &str, head: Option<&str>| Unit {
        committee: Some(committee.into()),
        head: head.map(PersonId::from),
        secretary: None,
    };
    let units = [("center", unit("bureau", None)), ("coop", unit("street_committee", Some("li")))];
    Facts {
        case: "correction/k1".into(),
        version: 0,
        today,
        now: Moment::at(today, 9, 0),
        actor: who.into(),
        roles: roles.to_vec(),
        acted_for: None,
        by_delegation: false,
        paper_on: None,
        original: crate::facts::Original::default(),
        policy: policy(),
        people: people.into_iter().map(|(id, p)| (id.into(), p)).collect(),
        units: units.into_iter().map(|(id, u)| (id.into(), u)).collect(),
        cited: BTreeMap::new(),
        cases: BTreeMap::new(),
        number: Some(3),
        files: BTreeMap::new(),
        figures: Vec::new(),
        titles: Vec::new(),
        paper: None,
        names: crate::redaction::Known::default(),
        without_account: std::collections::BTreeSet::new(),
        stamped: None,
        called: std::collections::BTreeMap::new(),
        height: 0,
    }
}

pub(super) fn with(state: Correction, events: impl IntoIterator<Item = Event>) -> Correction {
    events.into_iter().fold(state, |state, event| state.after(&event))
}
pub(super) fn after(events: Vec<Event>) -> Correction {
    with(Correction::default(), events)
}
pub(super) fn given<const N: usize>(events: [Event; N]) -> Correction {
    after(events.into())
}

pub(super) fn open() -> Event {
    Event::Opened(Opened {
        number: "纠〔2026〕3号".to_owned(),
        case: "tolerance/c1".into(),
        what: "补办报批".to_owned(),
        owner: "center".into(),
        answers_for_owner: None,
        already: false,
        official: Some("zhou".into()),
        organ: None,
        on: day("2026-04-20"),
    })
}
pub(super) fn open_already() -> Event {
    let Event::Opened(opened) = open() else { unreachable!() };
    Event::Opened(Opened { already: true, ..opened })
}
pub(super) fn ordered() -> Event {
    Event::Ordered(Ordered {
        requires: "补办".to_owned(),
        served_on: None,
        by: "lin".into(),
        on: day("2026-04-21"),
    })
}
pub(super) fn reported() -> Event {
    Event::Reported(Reported {
        says: "已补办".to_owned(),
        recovered: Some(100),
        file: Some("f1".into()),
        by: "qi".into(),
        on: day("2026-04-28"),
    })
}
pub(super) fn checked(passed: bool) -> Event {
    Event::Checked(Checked {
        passed, words: "现场核对".to_owned(), by: "lin".into(), on: day("2026-04-29")
    })
}
pub(super) fn confirmed() -> Event {
    Event::ConfirmedAlready(ConfirmedAlready {
        words: "属实".to_owned(),
        by: "lin".into(),
        on: day("2026-04-22"),
    })
}
pub(super) fn signed() -> Event {
    Event::SignedOff(SignedOff { words: None, by: "fang".into(), on: day("2026-04-30") })
}
pub(super) fn reopened() -> Event {
    Event::Reopened(Reopened { why: "没有落实".to_owned(), by: "fang".into(), on: day("2026-05-05") })
}
