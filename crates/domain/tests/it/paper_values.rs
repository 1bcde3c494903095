//! The placeholders that a kind names for an event are those it fills, and what is decided says how it is reviewed.

use std::collections::BTreeSet;

use rongheng_domain::{
    cases,
    day::Day,
    facts::Policy,
    kind::AnyKind,
    paper_values::{ALWAYS, DECISIONS, PaperValues, REVIEW},
};

use crate::event_shapes::samples;

/// What must have happened before a paper can say all it has to say.
const BEFORE: &[&str] = &[
    "tolerance.applied",
    "tolerance.outcome_proposed",
    "tolerance.reported",
    "tolerance.composed",
    "tolerance.held",
    "tolerance.opinion_given",
    "tolerance.minutes_sent",
    "tolerance.consultation_closed",
    "tolerance.reviewed",
    "tolerance.approved",
    "tolerance.determined",
    "tolerance.objected",
    "tolerance.revocation_proposed",
    "tolerance.revocation_approved",
    "correction.opened",
    "correction.ordered",
    "correction.reported",
    "correction.checked",
    "filing_table.drafted",
    "filing_table.signed",
    "issue.drafted",
    "issue.checked",
    "issue.countersigned",
    "issue.joint_signed",
];

/// The papers of every event that leads to one, by the event.
fn papers(kind: &dyn AnyKind) -> Vec<(&'static str, &'static [&'static str], Vec<PaperValues>)> {
    let all = samples(kind.name());
    let of = |name: &str| all.iter().find(|(own, _)| own == name).map(|(_, stored)| stored);
    let on = Day::constant(2026, 3, 4);
    let before = BEFORE.iter().filter_map(|name| of(name));
    let state = before.fold(kind.blank(), |state, event| kind.evolve(state, event, on).unwrap());
    let policy = Policy::default();
    kind.paper_names()
        .iter()
        .map(|(event, names)| {
            let stored = of(event).unwrap_or_else(|| panic!("{event} is no event of {}", kind.name()));
            (*event, *names, kind.paper_values(stored, &state, &policy).unwrap())
        })
        .collect()
}

#[test]
fn an_event_fills_exactly_the_placeholders_that_are_named_for_it() {
    let mut events = 0;
    for kind in cases::all() {
        for (event, names, papers) in papers(&*kind) {
            assert!(!papers.is_empty(), "{event} leads to no paper");
            for paper in papers {
                let filled: BTreeSet<&str> = paper.values.iter().map(|(name, _)| *name).collect();
                let named: BTreeSet<&str> = names.iter().copied().collect();
                let filled: BTreeSet<&str> =
                    filled.into_iter().filter(|name| !ALWAYS.contains(name)).collect();
                assert_eq!(filled, named, "{event}");
            }
            events += 1;
        }
    }
    assert!(events >= 20, "{events}");
}

#[test]
fn every_paper_of_a_decision_says_how_to_have_it_reviewed_and_that_nothing_is_stayed() {
    let mut seen = BTreeSet::new();
    for kind in cases::all() {
        for (event, _, papers) in papers(&*kind) {
            if !DECISIONS.contains(&event) {
                continue;
            }
            seen.insert(event);
            for paper in papers {
                let way = format!("{:?}", paper.value(REVIEW).unwrap());
                assert!(way.contains("不停止"), "{event}: {way}");
                assert!(paper.about.is_some(), "{event}: a paper for each, about nobody else");
            }
        }
    }
    assert_eq!(seen.len(), DECISIONS.len());
}

#[test]
fn a_last_day_that_no_notice_covers_is_said_to_be_provisional() {
    let kind = cases::named("tolerance").unwrap();
    let (_, _, papers) =
        papers(&*kind).into_iter().find(|(event, _, _)| *event == "tolerance.supplement_asked").unwrap();
    // The policy of this test knows no calendar: every day is a guess.
    let until = format!("{:?}", papers[0].value("补正期限").unwrap());
    assert!(until.contains("2026年3月11日") && until.contains("预计"), "{until}");
}
