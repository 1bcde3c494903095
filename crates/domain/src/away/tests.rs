//! Who stands in, and when.

use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn span(from: &str, until: &str) -> Span {
    Span { from: day(from), until: Some(day(until)) }
}

fn one(way: Way, person: &str, to: &str, from: &str, until: &str) -> Away {
    Away {
        person: person.into(),
        number: 1,
        way,
        to: (!to.is_empty()).then(|| to.into()),
        roles: if to.is_empty() { Vec::new() } else { vec![Role::CaseOfficer] },
        span: span(from, until),
    }
}

fn who(all: &[Away], to: &str, on: &str) -> Vec<String> {
    standing_in(all, &to.into(), day(on)).into_iter().map(|one| one.person.0).collect()
}

#[test]
fn the_first_day_is_in_and_the_day_of_return_is_not() {
    let all = [one(Way::Delegation, "lin", "su", "2026-03-02", "2026-03-05")];
    assert!(who(&all, "su", "2026-03-01").is_empty());
    assert_eq!(who(&all, "su", "2026-03-02"), ["lin"]);
    assert_eq!(who(&all, "su", "2026-03-04"), ["lin"]);
    assert!(who(&all, "su", "2026-03-05").is_empty());
    assert_eq!(span("2026-03-02", "2026-03-05").meets(span("2026-03-05", "2026-03-06")), None);
}

#[test]
fn a_deputy_stands_in_on_days_of_leave_alone_and_a_delegation_goes_first() {
    let deputy = Away {
        span: Span { from: day("2026-01-01"), until: None },
        ..one(Way::Deputy, "lin", "su", "2026-01-01", "2026-12-31")
    };
    let leave = one(Way::Leave, "lin", "", "2026-03-02", "2026-03-05");
    let mut all = vec![deputy, leave];
    assert!(who(&all, "su", "2026-02-27").is_empty());
    assert_eq!(who(&all, "su", "2026-03-03"), ["lin"]);
    assert_eq!(standing_in(&all, &"su".into(), day("2026-03-03"))[0].until, Some(day("2026-03-05")));
    all.push(one(Way::Delegation, "lin", "gu", "2026-03-03", "2026-03-04"));
    assert!(who(&all, "su", "2026-03-03").is_empty());
    assert_eq!(who(&all, "gu", "2026-03-03"), ["lin"]);
    assert_eq!(who(&all, "su", "2026-03-04"), ["lin"]);
}

#[test]
fn whoever_is_away_stands_in_for_nobody_and_the_days_are_uncovered() {
    let all = [
        one(Way::Delegation, "lin", "su", "2026-03-02", "2026-03-09"),
        one(Way::Leave, "su", "", "2026-03-04", "2026-03-05"),
    ];
    assert!(who(&all, "su", "2026-03-04").is_empty());
    let roles = [Role::CaseOfficer];
    let days = span("2026-03-02", "2026-03-09");
    assert_eq!(first_uncovered(&all, &"lin".into(), &roles, days), Some(day("2026-03-04")));
    assert_eq!(first_uncovered(&all[..1], &"lin".into(), &roles, days), None);
    let more = [Role::CaseOfficer, Role::TeamLeader];
    assert_eq!(first_uncovered(&all[..1], &"lin".into(), &more, days), Some(day("2026-03-02")));
}

#[test]
fn nothing_is_passed_on() {
    let all = [
        one(Way::Delegation, "lin", "su", "2026-03-02", "2026-03-09"),
        one(Way::Delegation, "su", "gu", "2026-03-02", "2026-03-09"),
    ];
    assert_eq!(who(&all, "gu", "2026-03-03"), ["su"]);
}

#[test]
fn a_circle_is_found_however_long_it_is_where_one_day_lies_in_all_of_it() {
    let all = [
        one(Way::Delegation, "su", "gu", "2026-03-02", "2026-03-06"),
        one(Way::Delegation, "gu", "lin", "2026-03-05", "2026-03-09"),
    ];
    let found = |from, until| cycle(&all, &"lin".into(), &"su".into(), span(from, until));
    let path: Vec<PersonId> = ["su", "gu", "lin"].map(PersonId::from).to_vec();
    assert_eq!(found("2026-03-01", "2026-03-09"), Some(path));
    assert_eq!(found("2026-03-02", "2026-03-05"), None, "the 5th alone lies in both");
    assert_eq!(
        cycle(&all[..1], &"gu".into(), &"su".into(), span("2026-03-05", "2026-03-06")).map(|p| p.len()),
        Some(2)
    );
    assert_eq!(cycle(&all[..1], &"gu".into(), &"su".into(), span("2026-03-06", "2026-03-09")), None);
}

#[test]
fn two_who_are_each_others_deputies_are_no_circle_until_both_are_away() {
    let mut all = vec![
        one(Way::Deputy, "lin", "su", "2026-01-01", "2027-01-01"),
        one(Way::Leave, "lin", "", "2026-03-02", "2026-03-05"),
    ];
    let year = span("2026-01-01", "2027-01-01");
    assert!(cycle(&all, &"su".into(), &"lin".into(), year).is_some(), "a delegation back on those days");
    all.pop();
    assert!(cycle(&all, &"su".into(), &"lin".into(), year).is_none());
}
