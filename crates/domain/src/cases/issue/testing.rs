//! Given events, when asked, then events or a refusal.

use std::collections::BTreeMap;

pub(super) use super::Event;
use super::{
    checking::*, countersigning::*, dispatching::*, drafting::*, sealing::*, secrecy::Secrecy, signing::*,
    state::Issuing,
};
use crate::{
    day::{Day, Moment},
    facts::{Facts, Policy},
    issuable::{Issuable, PaperOf},
    people::{Identity, Person, Role, Tier},
    registers::settings::Settings,
};

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(super) fn of() -> PaperOf {
    PaperOf { case: "tolerance/c1".into(), version: 2, code: "acceptance".to_owned(), about: String::new() }
}

fn paper() -> Issuable {
    Issuable {
        of: of(),
        case_number: "容〔2026〕1号".to_owned(),
        title: "受理通知书".to_owned(),
        letter: true,
        notifies: false,
        review: None,
        lacks: Vec::new(),
        hash: "h1".to_owned(),
        aside: vec!["zhou".into()],
        elsewhere: Vec::new(),
    }
}

fn person(unit: &str) -> Person {
    Person {
        unit: unit.into(),
        former: Vec::new(),
        heads_unit: false,
        party_member: true,
        identity: Identity::CivilServant,
        tier: Tier::Section,
        retired_on: None,
        kin: Vec::new(),
    }
}

/// 2026-05-06, `who` acts with `roles`.
pub(super) fn facts(who: &str, roles: &[Role]) -> Facts {
    let today = day("2026-05-06");
    let settings = Settings { paper_word: "青纪".to_owned(), ..Settings::default() };
    let people = [("lin", "discipline"), ("su", "discipline"), ("zhou", "discipline"), ("qiao", "city")];
    Facts {
        without_account: std::collections::BTreeSet::new(),
        stamped: None,
        called: std::collections::BTreeMap::new(),
        case: "issue/i1".into(),
        version: 0,
        today,
        now: Moment::at(today, 9, 0),
        actor: who.into(),
        roles: roles.to_vec(),
        acted_for: None,
        by_delegation: false,
        paper_on: None,
        original: crate::facts::Original::default(),
        policy: Policy { settings: std::sync::Arc::new(settings), ..Policy::default() },
        people: people.into_iter().map(|(id, unit)| (id.into(), person(unit))).collect(),
        units: BTreeMap::new(),
        cited: BTreeMap::new(),
        cases: BTreeMap::new(),
        number: Some(3),
        files: BTreeMap::new(),
        figures: Vec::new(),
        titles: Vec::new(),
        paper: Some(paper()),
        names: crate::redaction::Known::default(),
        height: 0,
    }
}

pub(super) fn officer() -> Facts {
    facts("lin", &[Role::CaseOfficer])
}
pub(super) fn head() -> Facts {
    facts("gu", &[Role::DivisionHead])
}
pub(super) fn leader() -> Facts {
    facts("fang", &[Role::Leader])
}

pub(super) fn with(state: Issuing, events: impl IntoIterator<Item = Event>) -> Issuing {
    events.into_iter().fold(state, |state, event| state.after(&event))
}
pub(super) fn after(events: Vec<Event>) -> Issuing {
    with(Issuing::default(), events)
}
pub(super) fn given<const N: usize>(events: [Event; N]) -> Issuing {
    after(events.into())
}

pub(super) fn draft() -> Draft {
    Draft {
        case: "容〔2026〕1号".to_owned(),
        paper: "受理通知书".to_owned(),
        event: None,
        writing: Writing {
            to: None,
            copies: None,
            reports: None,
            more: None,
            words: "请核稿".to_owned(),
            countersigners: vec![Countersigner { person: "su".into() }],
            joint: Vec::new(),
            word: None,
            secrecy: Secrecy::default(),
        },
    }
}

fn written() -> Written {
    Written { words: "请核稿".to_owned(), countersigners: vec!["su".into()], ..Written::default() }
}

fn drafted_with(written: Written) -> Event {
    Event::Drafted(Drafted {
        number: "稿〔2026〕3号".to_owned(),
        of: of(),
        case_number: "容〔2026〕1号".to_owned(),
        title: "受理通知书".to_owned(),
        written,
        by: "lin".into(),
        on: day("2026-05-04"),
    })
}

pub(super) fn drafted() -> Event {
    drafted_with(written())
}

pub(super) fn drafted_jointly() -> Event {
    drafted_with(Written { joint: vec!["audit_bureau".into()], ..written() })
}

pub(super) fn redrafted() -> Event {
    Event::Redrafted(Redrafted { written: written(), by: "lin".into(), on: day("2026-05-05") })
}

pub(super) fn checked() -> Event {
    let (words, hash) = ("无误".to_owned(), "h1".to_owned());
    Event::Checked(Checked { words, hash, by: "gu".into(), on: day("2026-05-05") })
}

pub(super) fn sent_back() -> Event {
    Event::SentBack(SentBack { words: "改".to_owned(), by: "gu".into(), on: day("2026-05-05") })
}

pub(super) fn countersigned(by: &str, agrees: bool) -> Event {
    let words = "意见".to_owned();
    Event::Countersigned(Countersigned { agrees, words, by: by.into(), on: day("2026-05-05") })
}

pub(super) fn signed() -> Event {
    Event::Signed(Signed {
        number: "青纪〔2026〕3号".to_owned(),
        substance: Substance::Plain,
        hash: "h1".to_owned(),
        words: "同意".to_owned(),
        on_objections: None,
        by: "fang".into(),
        on: day("2026-05-06"),
    })
}

pub(super) fn sealed() -> Event {
    Event::Sealed(Sealed {
        seal: "机关印章".to_owned(),
        way: Way::Physical,
        copies: 3,
        file: None,
        stamp: None,
        by: "bai".into(),
        on: day("2026-05-06"),
    })
}

pub(super) fn dispatched() -> Event {
    let recipients = vec![Recipient { name: "中心".to_owned(), copies: 1, by: By::Hand }];
    Event::Dispatched(Dispatched { recipients, by: "bai".into(), on: day("2026-05-06") })
}
