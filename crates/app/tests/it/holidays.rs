//! A notice of days off: the open limits that were provisional move with it in one command, and what moved is listed to
//! those who may know of the case.

use std::collections::BTreeMap;

use rongheng_app::{Actor, Book, Held, ONLY};
use rongheng_domain::{day::Day, people::Role};

use crate::support::{House, day};

fn actor(person: &str, role: Role) -> Actor {
    let held = vec![Held { role, unit: Some("discipline".into()) }];
    Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

/// Invented days; the names are those of the law.
fn notice() -> BTreeMap<String, String> {
    let mut sent: BTreeMap<_, _> =
        [("title", "示范通知"), ("number", "示范〔2026〕1号"), ("year", "2027")].map(owned).into();
    let periods = [
        ("元旦", "2027-01-01", "2027-01-03"),
        ("春节", "2027-02-05", "2027-02-12"),
        ("清明", "2027-04-03", "2027-04-05"),
        ("劳动", "2027-05-01", "2027-05-05"),
        ("端午", "2027-06-09", "2027-06-09"),
        ("中秋", "2027-09-15", "2027-09-15"),
        ("国庆", "2027-10-01", "2027-10-07"),
    ];
    for (at, (name, from, until)) in periods.into_iter().enumerate() {
        for (field, value) in [("name", name), ("from", from), ("until", until)] {
            sent.insert(format!("off.{at}.{field}"), value.to_owned());
        }
    }
    sent
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn a_notice_moves_the_provisional_limits_of_open_cases_and_says_which() {
    let house = House::district("2026-12-28").await;
    let case = house.apply().await;
    let (bai, ruan) = (actor("bai", Role::CaseManagement), actor("ruan", Role::PolicyOfficer));
    let last = async || -> Vec<(Day, bool)> {
        let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
        page.sheet.running.into_iter().map(|one| (one.due.last, one.due.provisional)).collect()
    };
    let before = last().await;
    assert!(before.contains(&(day("2027-01-04"), true)), "{before:?}");
    let form = house.app.new_form_id();
    let enter = async |by: &Actor, sent: &BTreeMap<String, String>| {
        house.app.enter(by, Book::Calendar, None, "import_notice", &form, sent).await
    };
    let mut half = notice();
    half.retain(|name, _| !name.starts_with("off.6."));
    assert!(enter(&ruan, &half).await.is_err(), "a notice that leaves a holiday out moves nothing");
    assert_eq!(last().await, before);
    enter(&ruan, &notice()).await.unwrap();
    let after = last().await;
    assert!(after.contains(&(day("2027-01-05"), false)), "New Year's Day is off: {after:?}");
    // One command: the notice and what it moved stand in the history, and whoever sees the case is told its number.
    let page = house.app.find_record(&bai, Book::Calendar, ONLY).await.unwrap();
    let moved = page.foreseen.effects.concat();
    assert!(moved.contains("由2027年1月4日改为2027年1月5日") && moved.contains("容〔2026〕1号"), "{moved}");
    assert!(moved.contains("已经书面告知的期限没有缩短"), "{moved}");
    let page = house.app.find_record(&ruan, Book::Calendar, ONLY).await.unwrap();
    let moved = page.foreseen.effects.concat();
    assert!(
        !moved.contains("容〔") && moved.contains("不在这里列出"),
        "no case is told to who sees none: {moved}"
    );
    house.is_whole().await;
}
