//! The lists taken over into `policy/liwan/`: what they hold, and what is repaired on the way in.

use std::collections::BTreeMap;

use rongheng_domain::{calendar::DayKind, ledger::sm3, registers::organisation::repair_name};

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
