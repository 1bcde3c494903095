//! Given events, when asked, then events or a refusal.

use std::collections::BTreeMap;

pub(super) use super::Event;
use super::{answer::*, approval::*, asking::*, keeping::*, state::Ruling};
use crate::{
    day::{Day, Moment},
    facts::{Facts, Policy},
    people::Role,
};

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// 2026-05-06, `who` acts with `roles`.
pub(super) fn facts(who: &str, roles: &[Role]) -> Facts {
    let today = day("2026-05-06");
    Facts {
        case: "ruling/r1".into(),
        version: 0,
        today,
        now: Moment::at(today, 9, 0),
        actor: who.into(),
        roles: roles.to_vec(),
        acted_for: None,
        by_delegation: false,
        paper_on: None,
        original: crate::facts::Original::default(),
        policy: Policy::default(),
        people: BTreeMap::new(),
        units: BTreeMap::new(),
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

pub(super) fn officer() -> Facts {
    facts("lin", &[Role::CaseOfficer, Role::CaseManagement])
}

pub(super) fn with(state: Ruling, events: impl IntoIterator<Item = Event>) -> Ruling {
    events.into_iter().fold(state, |state, event| state.after(&event))
}
pub(super) fn after(events: Vec<Event>) -> Ruling {
    with(Ruling::default(), events)
}
pub(super) fn given<const N: usize>(events: [Event; N]) -> Ruling {
    after(events.into())
}

pub(super) fn ask() -> Ask {
    Ask {
        title: "面积口径".to_owned(),
        question: "夹层能否计入".to_owned(),
        circumstances: "九户".to_owned(),
        opinion: "可以".to_owned(),
        basis: "清单".to_owned(),
        tolerance: None,
    }
}

pub(super) fn asked() -> Event {
    Event::Asked(Asked {
        number: "请〔2026〕3号".to_owned(),
        title: "面积口径".to_owned(),
        question: "夹层能否计入".to_owned(),
        circumstances: "九户".to_owned(),
        opinion: "可以".to_owned(),
        basis: "清单".to_owned(),
        tolerance: Some(OfTolerance {
            stream: "tolerance/c1".into(), number: "容〔2026〕1号".to_owned()
        }),
        by: "lin".into(),
        on: day("2026-05-04"),
    })
}

pub(super) fn approved() -> Event {
    let words = "同意".to_owned();
    Event::Approved(Approved { approved: true, words, by: "fang".into(), on: day("2026-05-05") })
}

pub(super) fn sent_up() -> Event {
    Event::SentUp(SentUp {
        paper_number: "青纪请〔2026〕2号".to_owned(),
        to: "云江市纪委监委".to_owned(),
        sent_on: day("2026-05-05"),
        ruling: "ruling/r1".into(),
        number: "请〔2026〕3号".to_owned(),
        title: "面积口径".to_owned(),
        tolerance: Some("tolerance/c1".into()),
        by: "bai".into(),
        on: day("2026-05-05"),
    })
}

pub(super) fn answered() -> Event {
    Event::Answered(Answered {
        number: "云纪复〔2026〕5号".to_owned(),
        answered_on: day("2026-05-06"),
        says: "可以计入".to_owned(),
        file: Some("f1".into()),
        ruling: "ruling/r1".into(),
        tolerance: Some("tolerance/c1".into()),
        by: "bai".into(),
        on: day("2026-05-06"),
    })
}

pub(super) fn closed() -> Event {
    Event::Closed(Closed { why: "只针对本案".to_owned(), by: "bai".into(), on: day("2026-05-06") })
}
