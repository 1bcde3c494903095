//! The lists taken over into `policy/liwan/`: what they hold, and what is repaired on the way in.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    calendar::DayKind,
    judgement::{five_dimensions::Dimension, leniences::Lenience},
    ledger::sm3,
    registers::{
        Register,
        checklist::{ChecklistFile, Circumstance},
        limits::{LimitsFile, LimitsRecord},
        organisation::repair_name,
        policy::{DocumentsFile, GoalsFile, Origin, PrinciplesFile},
    },
    time_limit::{Limit, Unit},
};
use serde::de::DeserializeOwned;

use super::liwan_time::{HOLIDAYS, calendar, day};

const COMMUNITIES: &str = include_str!("../../../../policy/liwan/organisations/streets_communities.csv");
const STREETS: &str = include_str!("../../../../policy/liwan/organisations/streets.csv");

fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

#[test]
fn the_lists_are_those_that_were_taken_over_byte_for_byte() {
    assert_eq!(
        sm3(&[COMMUNITIES.as_bytes()]).to_string(),
        "886bf199107617814bac16f194f1af4878ba659f9ecdba606be0bbf1fb3ba3a7"
    );
    assert_eq!(
        sm3(&[HOLIDAYS.as_bytes()]).to_string(),
        "a8631159fbb6c0fa5c668096e82408c995dcee2581d30a67509b2cf1dad0441e"
    );
}

#[test]
fn twenty_two_streets_have_two_hundred_and_one_communities() {
    let streets: BTreeMap<_, _> = rows(STREETS).into_iter().map(|row| (row[0], row[1])).collect();
    let communities = rows(COMMUNITIES);
    assert_eq!((streets.len(), communities.len()), (22, 201));
    for row in &communities {
        assert!(streets.contains_key(row[2]), "{} stands under no street", row[1]);
    }
    for street in streets.keys() {
        assert!(communities.iter().any(|row| row[2] == *street), "{street} has no community");
    }
    assert!(streets.values().any(|name| *name == "茶滘街道"));
}

#[test]
fn exactly_six_names_are_repaired() {
    let repaired: Vec<_> = rows(COMMUNITIES)
        .iter()
        .filter_map(|row| repair_name(row[1]).map(|name| (row[0].to_owned(), name)))
        .collect();
    let expected = [
        ("440103021001", "南漖社区居委会"),
        ("440103021002", "东塱社区居委会"),
        ("440103021003", "沙洛社区居委会"),
        ("440103021004", "金宇社区居委会"),
        ("440103022001", "海中社区居委会"),
        ("440103022002", "海南社区居委会"),
    ];
    assert_eq!(repaired, expected.map(|(code, name)| (code.to_owned(), name.to_owned())));
}

#[test]
fn no_day_is_both_off_and_worked_and_only_weekends_are_made_up() {
    let calendar = calendar();
    assert_eq!((calendar.off.len(), calendar.work.len()), (255, 60));
    assert_eq!(calendar.known_until, Some(day("2026-12-31")));
    for (worked, name) in &calendar.work {
        // The Spring Festival of 2020 was prolonged by a second notice, which also names the Monday after it.
        assert!(worked.is_weekend() || *worked == day("2020-02-03"), "{worked} {name}");
        assert!(!calendar.off.contains_key(worked), "{worked} {name}");
    }
    assert_eq!(calendar.kind(day("2020-02-03")), DayKind::Work, "a Monday makes up for nothing");
    assert_eq!(calendar.kind(day("2026-02-14")), DayKind::MakeUp("春节".to_owned()));
}

macro_rules! policy {
    ($file:literal) => {
        include_str!(concat!("../../../../policy/liwan/", $file))
    };
}

const CHECKLIST: &[&str] = &[
    policy!("checklist/business.toml"),
    policy!("checklist/renewal.toml"),
    policy!("checklist/enforcement.toml"),
    policy!("checklist/land.toml"),
    policy!("checklist/street.toml"),
    policy!("checklist/community.toml"),
    policy!("checklist/cooperative.toml"),
];

fn read<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

fn circumstances() -> Vec<Circumstance> {
    CHECKLIST.iter().flat_map(|text| read::<ChecklistFile>(text).circumstance).collect()
}

#[test]
fn the_three_documents_have_their_exact_titles_and_only_the_second_is_on_trial() {
    let documents = read::<DocumentsFile>(policy!("documents.toml")).document;
    let titles: Vec<_> = documents.iter().map(|document| (document.title.as_str(), document.trial)).collect();
    assert_eq!(
        titles,
        [
            ("关于进一步支持改革创新鼓励担当作为完善容错纠错机制的实施意见", false),
            ("关于支持街道、社区(经济联社)担当作为容错纠错适用情形(试行)", true),
            ("荔湾区征地拆迁领域容错纠错适用情形", false),
        ]
    );
    for document in documents {
        assert_eq!((document.number, document.issued_on), (None, None), "not in any public text: stays open");
    }
}

#[test]
fn the_checklist_has_ninety_six_sample_circumstances_in_four_areas_and_three_kinds_of_subject() {
    let all = circumstances();
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in &all {
        codes.entry(&one.area).or_default().insert(&one.code);
    }
    let counts: BTreeMap<_, _> = codes.iter().map(|(area, codes)| (*area, codes.len())).collect();
    let expected = [
        ("营商环境", 14),
        ("城市更新", 14),
        ("行政执法", 14),
        ("征地拆迁", 14),
        ("街道", 14),
        ("社区", 13),
        ("经济联社", 13),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(counts.values().sum::<usize>(), 96);
    let texts: BTreeSet<_> = all.iter().map(|one| (&one.code, one.from)).collect();
    assert_eq!(texts.len(), all.len());
    assert_eq!(all.len(), 97, "one circumstance is there in two texts");
    let titles: BTreeSet<_> = all.iter().map(|one| &one.title).collect();
    assert_eq!(titles.len(), 96, "no two circumstances have one title");
    for area in codes.keys() {
        let leniences: BTreeSet<_> =
            all.iter().filter(|one| one.area == *area).map(|one| one.lenience.as_str()).collect();
        assert_eq!(leniences.len(), 3, "{area} shows each of the three leniences");
    }
}

#[test]
fn each_circumstance_can_be_checked_has_an_edge_and_says_that_it_is_a_sample() {
    let all = circumstances();
    let mut boundaries = BTreeSet::new();
    for circumstance in &all {
        let Circumstance { code, lenience, origin, document, conditions, measures, .. } = circumstance;
        assert!(Lenience::from_id(lenience).is_some(), "{code} {lenience}");
        assert_eq!(origin, "sample", "{code}");
        assert!(document.contains("示范") && document.contains("不是正式印发"), "{code}: {document}");
        assert!(conditions.len() >= 3 && measures.len() >= 2, "{code}");
        let distinct: BTreeSet<_> = conditions.iter().collect();
        assert_eq!(distinct.len(), conditions.len(), "{code} asks one thing twice");
        assert!(circumstance.boundary.ends_with("不适用本情形。"), "{code} has no boundary");
        boundaries.insert((code, &circumstance.boundary));
        assert!(circumstance.facts.ends_with('。') && circumstance.facts.chars().count() >= 40, "{code}");
        for line in conditions.iter().chain(measures) {
            assert!(!line.ends_with('。') && !line.contains('\n'), "{code}: {line}");
        }
        let text = toml::to_string(circumstance).unwrap();
        for wrong in ["无过错", "一律不追究", "复核决定", "公告宣布"] {
            assert!(!text.contains(wrong), "{code} says {wrong}");
        }
    }
    let said: BTreeSet<_> = boundaries.iter().map(|(_, boundary)| boundary).collect();
    assert_eq!(said.len(), 96, "every edge is its own");
}

#[test]
fn every_authored_explanation_is_marked_as_a_sample() {
    let principles = read::<PrinciplesFile>(policy!("principles.toml")).principle;
    let codes: BTreeSet<_> = principles.iter().map(|principle| principle.code.as_str()).collect();
    assert_eq!(codes.len(), principles.len());
    for needed in [
        "bar.political",
        "bar.integrity",
        "lenience.exploration",
        "lenience.duty",
        "lenience.emergency",
        "distinction.inexperience",
        "distinction.exploration",
        "distinction.purpose",
    ] {
        assert!(codes.contains(needed), "{needed}");
    }
    for dimension in Dimension::ALL {
        assert!(codes.contains(format!("dimension.{}", dimension.id()).as_str()), "{}", dimension.id());
    }
    let rules: BTreeSet<_> = principles.iter().map(|principle| principle.rule.as_str()).collect();
    for needed in [
        "D1", "D2", "D3", "D4", "D5", "S1", "S2", "S3", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "J1",
        "J2", "J3", "E1",
    ] {
        assert!(rules.contains(needed), "nothing explains {needed}");
    }
    for principle in principles {
        assert_eq!(principle.origin, Origin::Sample, "{}", principle.code);
    }
    assert_eq!(read::<GoalsFile>(policy!("goals.toml")).goal.len(), 3);
}

#[test]
fn the_limits_are_those_of_the_mechanism_and_none_of_them_passes_for_law() {
    let file: LimitsFile = read(policy!("time_limits.toml"));
    let from = file.from;
    let record =
        file.events().iter().fold(LimitsRecord::default(), |record, event| record.evolve(event, from));
    let limits = record.in_force(from).0;
    assert_eq!(record.in_force(from.plus(-1)).0.len(), 0);
    let found: Vec<_> =
        limits.values().map(|limit| (limit.id.as_str(), limit.count, limit.extension)).collect();
    assert_eq!(
        found,
        [
            ("tip.realname.feedback", 15, None),
            ("tol.acknowledge", 5, None),
            ("tol.consult", 10, None),
            ("tol.consult.written", 5, None),
            ("tol.correct", 60, Some(30)),
            ("tol.correct.check", 10, None),
            ("tol.correct.extend", 30, None),
            ("tol.decide", 10, None),
            ("tol.defence", 10, None),
            ("tol.effects.confirm", 15, None),
            ("tol.effects.limit", 10, None),
            ("tol.feedback", 5, None),
            ("tol.file_no", 5, None),
            ("tol.filing", 10, None),
            ("tol.minutes", 3, None),
            ("tol.objection", 10, None),
            ("tol.objection.decide", 30, None),
            ("tol.publicity.object", 5, None),
            ("tol.recusal", 3, None),
            ("tol.review", 15, None),
            ("tol.stop.max", 30, None),
            ("tol.stop.total", 60, None),
            ("tol.supplement", 5, None),
            ("tol.unit_opinion", 10, None),
            ("tol.verify", 60, Some(30)),
            ("tol.visit.first", 6, None),
            ("tol.withdraw.ask", 5, None),
        ]
    );
    for Limit { id, unit, force, source, starts, .. } in limits.values() {
        assert_eq!(*unit, if id == "tol.visit.first" { Unit::Month } else { Unit::WorkDay }, "{id}");
        // One of them is law: what whoever reported by name is owed.
        let law = id == "tip.realname.feedback";
        assert_eq!(force, if law { "national" } else { "setting" }, "{id}");
        assert_eq!(source.starts_with("本单位设定"), !law, "{id}");
        assert!(!starts.is_empty() && !starts.contains("之日"), "{id}: goes before 的次日起算");
    }
}
