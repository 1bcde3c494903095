//! Given events, when asked, then events or a refusal.

use std::collections::BTreeMap;

pub(super) use super::Event;
use super::{
    closing::*, decision::*, examination::*, filing::*, review::*, sent_to_review::*, state::Investigation,
};
use crate::{
    day::{Day, Moment},
    facts::{Facts, Numbered, Policy},
    ids::PersonId,
    judgement::outcome::Track,
    people::{Identity, Person, Role, Tier},
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

/// 2026-05-06, `who` acts with `roles`.
pub(super) fn facts(who: &str, roles: &[Role]) -> Facts {
    let today = day("2026-05-06");
    let people = [
        ("lin", person("discipline", &[])),
        ("su", person("discipline", &[])),
        ("xu", person("discipline", &[])),
        ("kin", person("discipline", &["zhou"])),
        ("zhou", person("center", &[])),
        ("colleague", person("center", &[])),
        ("guo", Person { party_member: false, ..person("coop", &[]) }),
        ("retired", Person { retired_on: Some(day("2025-12-31")), ..person("elsewhere", &[]) }),
    ];
    Facts {
        case: "investigation/i1".into(),
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
        people: people.into_iter().map(|(id, p)| (id.into(), p)).collect(),
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

pub(super) fn tolerance_case() -> Numbered {
    Numbered {
        stream: "tolerance/c1".into(),
        number: "容〔2026〕1号".to_owned(),
        title: "补偿面积".to_owned(),
    }
}

pub(super) fn with(state: Investigation, events: impl IntoIterator<Item = Event>) -> Investigation {
    events.into_iter().fold(state, |state, event| state.after(&event))
}
pub(super) fn after(events: Vec<Event>) -> Investigation {
    with(Investigation::default(), events)
}
pub(super) fn given<const N: usize>(events: [Event; N]) -> Investigation {
    after(events.into())
}

pub(super) fn filing() -> File {
    File {
        official: "zhou".into(),
        track: Track::Party,
        body: "青澜区纪委".to_owned(),
        decision: "青纪立〔2026〕3号".to_owned(),
        filed_on: day("2026-03-04"),
        about: "补偿面积突破标准".to_owned(),
        tolerance: None,
    }
}

pub(super) fn examination(who: &[&str]) -> FinishExamination {
    FinishExamination {
        finished_on: day("2026-04-10"),
        investigators: who.iter().map(|p| Investigator { person: (*p).into() }).collect(),
        summary: "无人谋取私利".to_owned(),
        file: None,
    }
}

pub(super) fn filed() -> Event {
    Event::Filed(Filed {
        number: "立〔2026〕3号".to_owned(),
        investigation: "investigation/i1".into(),
        official: "zhou".into(),
        unit: Some("center".into()),
        track: Track::Party,
        body: "青澜区纪委".to_owned(),
        decision: "青纪立〔2026〕3号".to_owned(),
        filed_on: day("2026-03-04"),
        about: "补偿面积突破标准".to_owned(),
        tolerance: None,
        by: "lin".into(),
        on: day("2026-03-05"),
    })
}

pub(super) fn filed_of(case: &str) -> Event {
    let Event::Filed(plain) = filed() else { unreachable!() };
    let of = OfTolerance { stream: case.into(), number: "容〔2026〕1号".to_owned() };
    Event::Filed(Filed { tolerance: Some(of), ..plain })
}

pub(super) fn examined() -> Event {
    Event::Examined(Examined {
        finished_on: day("2026-04-10"),
        investigators: vec!["lin".into(), "su".into()],
        summary: "无人谋取私利".to_owned(),
        file: Some("f1".into()),
        by: "lin".into(),
        on: day("2026-04-10"),
    })
}

pub(super) fn sent() -> Event {
    Event::SentToReview(SentToReview { reviewer: "xu".into(), by: "bai".into(), on: day("2026-04-13") })
}

pub(super) fn reviewed(agree: bool) -> Event {
    Event::Reviewed(Reviewed {
        view: if agree { ReviewView::Agree } else { ReviewView::Return },
        opinion: "事实清楚".to_owned(),
        by: "xu".into(),
        on: day("2026-04-20"),
    })
}

pub(super) fn decided() -> Event {
    Event::Decided(Decided {
        conclusion: Conclusion::Exempt,
        power: Power::Commission,
        body: "青澜区纪委".to_owned(),
        number: "青纪免〔2026〕3号".to_owned(),
        decided_on: day("2026-05-06"),
        file: Some("f2".into()),
        official: "zhou".into(),
        track: Track::Party,
        investigation: "investigation/i1".into(),
        tolerance: None,
        by: "bai".into(),
        on: day("2026-05-06"),
    })
}

pub(super) fn closed() -> Event {
    Event::Closed(Closed { words: None, by: "bai".into(), on: day("2026-05-07") })
}

pub(super) fn archived() -> Event {
    Event::Archived(Archived { volume: "1".to_owned(), by: "bai".into(), on: day("2026-05-08") })
}
