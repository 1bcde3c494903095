//! What a case owes: corrections opened by a job, discharged by the sign-off, asked for before archiving.

use rongheng_domain::{ids::StreamId, kind::Recorded};
use serde_json::json;

use crate::support::House;

async fn events(house: &House, stream: &StreamId) -> Vec<Recorded> {
    house.app.store().load(stream, 0).await.unwrap().into_iter().map(|event| event.recorded).collect()
}

#[tokio::test]
async fn a_determination_opens_its_corrections_once_and_a_sign_off_discharges_them() {
    let mut house = House::district("2026-03-16").await;
    house.play("article_2_unlicensed_discharge.toml", Some("tolerance.enter_sanction_decision")).await;
    let case = house.case_named("discharge").await;
    let correction = house.owed(&case, "correction").await;
    let opened = house.app.store().load(&correction, 0).await.unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].cause.as_ref().unwrap().stream, case, "the opening names its cause");

    // Whatever is not built yet is recorded and shown, and blocks nothing.
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert!(page.related.iter().any(|one| one.stream.kind() == "return_visit" && !one.open));

    let archived = house.act("bai", Some(&case), "archive", json!({"volume": "一", "checker": "lin"})).await;
    assert!(crate::support::codes(archived).contains(&"D5"));

    house.on("2026-06-05").await;
    house.on_correction("gu", &correction, "confirm_already", json!({"words": "已经纠正。"})).await;
    house.on_correction("lu", &correction, "sign_off", json!({})).await;
    house.app.settle().await.unwrap();
    let discharged = events(&house, &case).await;
    assert_eq!(discharged.iter().filter(|e| e.kind == "tolerance.discharged").count(), 1);

    // Nothing is left for a second round, and doing it again changes nothing.
    let version = discharged.len();
    house.app.settle().await.unwrap();
    assert_eq!(events(&house, &case).await.len(), version);

    house.on_correction("fang", &correction, "reopen", json!({"why": "复查发现反弹。"})).await;
    house.app.settle().await.unwrap();
    let taken_back = events(&house, &case).await;
    assert_eq!(taken_back.last().unwrap().kind, "tolerance.discharge_taken_back");
}
