//! 请假与代理 over the wire: forms without scripts, the form of an act, and the same as JSON.

use axum::http::{Method, StatusCode};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::{House, TODAY};

/// The answers with which 案管 entrusts its acts to the petition office until the end of the month.
const ENTRUST: &[(&str, &str)] = &[
    ("to", "petition_officer"),
    ("roles", "case_management"),
    ("from", TODAY),
    ("until", "2026-12-31"),
    ("why", "出差"),
    ("approved_by", "division_head"),
];

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_typed_and_one_that_is_right_is_on_record() {
    let house = House::build().await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let wrong: Vec<_> =
        ENTRUST.iter().map(|(name, value)| (*name, if *name == "until" { TODAY } else { value })).collect();
    let answer = officer.post("/away/do/delegate", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains("结束的日子要晚于开始日期") && answer.text.contains("value=\"出差\""));
    let answer = officer.post("/away/do/delegate", ENTRUST).await;
    assert_eq!(answer.location(), "/away?done=delegate", "{}", answer.text);
    let page = officer.get("/away").await;
    assert!(page.text.contains("有效") && page.text.contains("出差"), "{}", page.text);
    // Somebody who arranges nothing enters nothing for others, and is not told of them.
    let other = house.sign_in(Role::CaseOfficer).await;
    let foreign = other.post("/away/do/delegate?person=case_management", ENTRUST).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_delegate_acts_by_form_and_by_api_and_a_token_does_not() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let (first, second) = (unit.apply("补偿面积（示范）").await, unit.apply("另一件（示范）").await);
    let delegate = house.sign_in(Role::PetitionOfficer).await;
    assert_eq!(delegate.get(&first).await.status, StatusCode::NOT_FOUND);
    house.sign_in(Role::CaseManagement).await.post("/away/do/delegate", ENTRUST).await;

    let work = delegate.get("/work").await;
    assert!(work.text.contains("今日起代") && work.text.contains(">代 "), "{}", work.text);
    let form = delegate.get(&format!("{first}/do/accept")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    assert!(form.text.contains("以谁的名义办理"), "{}", form.text);
    let (version, key) = (form.hidden("version"), form.hidden("key"));
    let fields = [
        ("version", version.as_str()),
        ("key", key.as_str()),
        ("in_place_of", "case_management"),
        ("note", "予以受理。"),
        ("step", "submit"),
    ];
    let done = delegate.post(&format!("{first}/do/accept"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let timeline = delegate.get(&format!("{first}?tab=timeline")).await.text;
    assert!(timeline.contains("（代"), "{timeline}");

    let path = format!("/api/v1{second}/acts/accept");
    let own = delegate.act(&path, "k1", &[], &json!({"answers": {}})).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.text);
    let body = json!({"answers": {}, "in_place_of": "case_management"});
    let done = delegate.act(&path, "k2", &[], &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let odd = delegate.act(&path, "k3", &[], &json!({"answers": {}, "in_place_of": 7})).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST, "{}", odd.text);
    let page = delegate.ask(Method::GET, &format!("/api/v1{second}"), &[], "").await.json();
    let lines = page["timeline"].as_array().unwrap();
    let line = lines.iter().find(|line| line["title"] == "受理").unwrap();
    assert_eq!(line["by_delegation"], true, "{line}");
}
