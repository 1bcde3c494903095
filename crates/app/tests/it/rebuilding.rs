//! The read tables are a function of the ledger and the keys present: the same bytes on any day.

use rongheng_app::{Actor, Error};
use rongheng_domain::people::Role;

use crate::support::House;

#[tokio::test]
async fn a_rebuild_gives_the_same_bytes_also_under_another_date_and_after_an_erasure() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.enter_sanction_decision")).await;
    house.app.mark_all_read(&house.who("zhou").await).await.unwrap();
    let leave =
        serde_json::json!({"kind": "annual", "from": "2027-01-05", "until": "2027-01-08", "unowned": true});
    house.app.tell_away(&house.who("lin").await, &"lin".into(), "enter_leave", &leave).await.unwrap();
    let live = house.tables().await;
    assert!(live.iter().all(|(table, text)| !text.is_empty() || *table == "r_none"), "every table has rows");
    assert_eq!(house.app.rebuild().await.unwrap(), 3, "the case and its two corrections");
    assert_eq!(house.tables().await, live);

    house.clock.move_to(crate::support::day("2027-02-01"));
    house.app.rebuild().await.unwrap();
    assert_eq!(house.tables().await, live, "nothing in the lists depends on today");

    let case = house.case_named("area").await;
    let security = house.who("kang").await;
    assert!(security.is(Role::SecurityAdmin));
    assert!(matches!(house.app.erase(&house.who("bai").await, &case).await, Err(Error::Forbidden(_))));
    house.app.erase(&security, &case).await.unwrap();
    let erased = house.tables().await;
    for (table, text) in &erased {
        // A correction names its cause, and who looked at what stays known: the reading log is a stream of its own.
        let names_it = ["r_case", "r_look"].contains(table);
        assert!(names_it || !text.contains(case.as_str()), "{table} still names the case");
    }
    house.app.rebuild().await.unwrap();
    assert_eq!(house.tables().await, erased);
    assert!(house.app.verify().await.unwrap().whole, "the chain stays whole");
    assert!(matches!(house.app.find_case(&house.who("bai").await, &case).await, Err(Error::Erased)));
}

#[tokio::test]
async fn an_erased_person_has_no_name_and_the_case_can_still_be_read() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.app.erase(&Actor::jobs(), &"person/zhou".into()).await.unwrap();
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert!(!page.names.people.contains_key(&"zhou".into()));
    assert!(page.names.person(&"zhou".into()).starts_with("（姓名不可见"));
}
