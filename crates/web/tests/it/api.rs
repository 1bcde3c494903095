//! The JSON API: reading, acting, refusals, tags and keys.

use axum::http::{Method, StatusCode};
use rongheng_domain::{cases, people::Role};
use serde_json::{Value, json};

use crate::house::{Browser, House};

const JSON: [(&str, &str); 1] = [("accept", "application/json")];

fn apply_body(title: &str) -> Value {
    json!({"answers": {
        "title": title, "applicant": "unit", "officials": [{"person": "official", "post": "主任"}],
        "unit": "centre", "committee": "housing_group", "stage": "investigation",
        "first_day": "2022-06-17", "last_day": "2022-06-17", "facts": "集体研究决定补偿面积（示范）。",
    }})
}

async fn apply(unit: &Browser<'_>, title: &str) -> String {
    let done = unit.act("/api/v1/cases/tolerance/acts/apply", "first", &[], &apply_body(title)).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let href = done.json()["case"]["href"].as_str().unwrap().to_owned();
    assert_eq!(done.head("location"), href);
    href
}

#[tokio::test]
async fn a_case_reads_the_same_at_its_page_and_in_the_api_and_has_a_tag() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = apply(&unit, "补偿面积（示范）").await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let read = officer.get(&case).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    let said = read.json();
    assert_eq!(said["title"], "补偿面积（示范）");
    assert!(!said.to_string().contains("null"), "nothing is null: {said}");
    assert_eq!(said["timeline"][0]["event"], "tolerance.applied");
    assert!(said["actions"]["available"].as_array().unwrap().iter().any(|a| a["action"] == "accept"));
    let late = said["actions"]["not_yet"].as_array().unwrap();
    assert!(late.iter().all(|one| !one["missing"].as_array().unwrap().is_empty()), "{late:?}");
    assert!(said["limits"][0]["trace"].as_array().unwrap().len() > 3, "{}", said["limits"]);
    let page = officer.ask(Method::GET, said["page"].as_str().unwrap(), &JSON, "").await;
    assert_eq!(page.json(), said, "the page's address says the same");
    assert!(page.head("vary").contains("accept"));
    let tag = read.head("etag").to_owned();
    let again = officer.ask(Method::GET, &case, &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let list = officer.get("/api/v1/cases?kind=tolerance&open=yes").await.json();
    assert_eq!(list["cases"][0]["href"], json!(case));
    assert_eq!(officer.ask(Method::GET, "/cases/tolerance?open=yes", &JSON, "").await.json(), list);
    assert_eq!(officer.get("/api/v1/work").await.json()["tasks"][0]["action"], "accept");
    assert_eq!(officer.get("/api/v1/me").await.json()["role"]["id"], "case_management");
    let found = officer.get("/api/v1/people?q=%E5%8F%B8%E5%BE%92").await.json();
    assert_eq!(found["found"][0]["id"], "official");
    let done = officer.act(&format!("{case}/acts/accept"), "accept", &[], &json!({"answers": {}})).await;
    assert_eq!(done.json()["document"], "受理通知书", "{}", done.text);
    let paper = officer.get(&case).await.json()["papers"][0]["href"].as_str().unwrap().to_owned();
    let paper = officer.get(&paper).await;
    assert_eq!(paper.status, StatusCode::OK, "{}", paper.text);
    assert!(paper.text.starts_with("PK"), "a document of Word");
}

#[tokio::test]
async fn whoever_may_not_know_of_it_reads_nothing_and_is_told_nothing() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = apply(&unit, "补偿面积（示范）").await;
    for role in [Role::Official, Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor, Role::PolicyOfficer] {
        let browser = house.sign_in(role).await;
        let hidden = browser.get(&case).await;
        let none = browser.get("/api/v1/cases/tolerance/none").await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{}", role.id());
        let strip = |answer: &crate::house::Answer| {
            let mut said = answer.json();
            said["instance"] = Value::Null;
            said
        };
        assert_eq!(strip(&hidden), strip(&none), "{}: a case that is hidden and none there is", role.id());
        assert_eq!(hidden.head("content-type"), "application/problem+json");
        assert_eq!(browser.get("/api/v1/cases").await.json()["cases"], json!([]), "{}", role.id());
    }
    let stranger = house.stranger();
    for path in ["/api/v1/me", "/api/v1/cases", case.as_str(), "/api/v1/schemas/tolerance/apply.json"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.json()["type"], "urn:rongheng:problem:signed_out");
    }
}

#[tokio::test]
async fn what_is_not_shown_to_somebody_does_not_move_that_persons_tag() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = apply(&unit, "补偿面积（示范）").await;
    let management = house.sign_in(Role::CaseManagement).await;
    let act = format!("{case}/acts/accept");
    assert_eq!(management.act(&act, "accept", &[], &json!({"answers": {}})).await.status, StatusCode::OK);
    let (theirs, ours) = (unit.get(&case).await, management.get(&case).await);
    let assign = json!({"answers": {"leader": "team_leader", "members": [{"person": "case_officer"}]}});
    let done = management.act(&format!("{case}/acts/assign"), "assign", &[], &assign).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_ne!(management.get(&case).await.head("etag"), ours.head("etag"));
    assert_eq!(
        unit.get(&case).await.head("etag"),
        theirs.head("etag"),
        "who verifies is not the unit's to know"
    );
    assert!(theirs.json().get("version").is_none() && !theirs.head("etag").contains('-'));
}

#[tokio::test]
async fn an_act_is_checked_refused_done_once_and_only_on_what_was_seen() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = apply(&unit, "补偿面积（示范）").await;
    let management = house.sign_in(Role::CaseManagement).await;
    let accept = format!("{case}/acts/accept");
    let body = json!({"answers": {"note": "材料齐全。"}});

    let check = management.act(&format!("{accept}?check=true"), "k", &[], &body).await;
    assert_eq!(check.json()["would_record"][0]["title"], "受理", "{}", check.text);
    assert_eq!(management.get(&case).await.json()["version"], 1, "nothing was recorded");

    let early = json!({"answers": {"leader": "team_leader", "members": [{"person": "case_officer"}]}});
    let refused = management.act(&format!("{case}/acts/assign"), "early", &[], &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let said = refused.json();
    assert!(said["rule"].is_string() && said["phrase"].is_string() && said["source"].is_string());
    assert!(!said["reasons"].as_array().unwrap().is_empty());
    let not_theirs = unit.act(&accept, "not-theirs", &[], &body).await;
    assert_eq!(not_theirs.status, StatusCode::FORBIDDEN, "{}", not_theirs.text);

    let seen = management.get(&case).await.head("etag").to_owned();
    let done = management.act(&accept, "once", &[("if-match", &seen)], &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.json()["event"]["version"], 2);
    assert_eq!(done.json()["etag"], management.get(&case).await.head("etag"));
    assert!(!done.json()["next"].as_array().unwrap().is_empty());
    let twice = management.act(&accept, "once", &[("if-match", &seen)], &body).await;
    assert_eq!((twice.status, twice.json()["repeated"].as_bool()), (StatusCode::OK, Some(true)));
    let other = management.act(&accept, "once", &[], &json!({"answers": {}})).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.text);
    assert!(other.json()["detail"].as_str().unwrap().contains("Idempotency-Key"));
    let stale = management.act(&format!("{case}/acts/assign"), "late", &[("if-match", &seen)], &early).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.text);
    assert_eq!(stale.json()["changes"][0]["title"], "受理");
    let theirs = unit
        .act(
            &format!("{case}/acts/withdraw"),
            "w",
            &[("if-match", "\"none\"")],
            &json!({"answers":
        {"reason": "不再需要。"}}),
        )
        .await;
    assert!([412, 400].contains(&theirs.status.as_u16()), "{}", theirs.text);
}

#[tokio::test]
async fn a_request_that_cannot_be_read_says_what_and_where() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let path = "/api/v1/cases/tolerance/acts/apply";
    let heads = [("content-type", "application/json"), ("idempotency-key", "k")];
    for (heads, body, status, says) in [
        (&heads[..1], "{}", 400, "Idempotency-Key"),
        (&heads[1..], "{}", 415, "JSON"),
        (&heads[..], "{", 400, "JSON"),
        (&heads[..], "[]", 400, "对象"),
        (&heads[..], r#"{"answers": {"title": 1, "none": 2}, "more": 1}"#, 400, "answers.none"),
        (&heads[..], r#"{"answers": {}, "on_paper": {"acted_for": "official"}}"#, 400, "paper_on"),
    ] {
        let answer = unit.ask(Method::POST, path, heads, body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
        assert!(answer.text.contains(says), "{body}: {}", answer.text);
        assert_eq!(answer.head("content-type"), "application/problem+json");
    }
    let foreign = [heads[0], heads[1], ("host", "rongheng.example"), ("sec-fetch-site", "cross-site")];
    let answer = unit.ask(Method::POST, path, &foreign, &apply_body("x").to_string()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "a cookie stays protected: {}", answer.text);
    for (path, status) in [
        ("/api/v1/cases?open=maybe", 400),
        ("/api/v1/cases?due=x", 400),
        ("/api/v1/cases?kind=none", 400),
        ("/api/v1/cases/none/acts/apply", 404),
        ("/api/v1/cases/tolerance/acts/accept", 404),
        ("/api/v1/nowhere", 404),
        ("/api/v1/cases?q=%00", 400),
    ] {
        let answer = unit.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        assert_eq!(answer.head("content-type"), "application/problem+json", "{path}");
    }
    let answer = unit.ask(Method::DELETE, "/api/v1/cases", &[], "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_file_goes_in_raw_or_as_a_part_and_its_id_is_an_answer() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let raw = unit
        .ask(Method::POST, "/api/v1/files?name=a.pdf", &[("content-type", "application/pdf")], "%PDF-1.7 x")
        .await;
    assert_eq!(raw.status, StatusCode::CREATED, "{}", raw.text);
    assert_eq!(raw.json()["media"], "application/pdf");
    let part =
        "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.txt\"\r\n\r\n会议\r\n--x--\r\n";
    let part = unit.post_parts("/api/v1/files", part.as_bytes().to_vec()).await;
    assert_eq!(part.status, StatusCode::CREATED, "{}", part.text);
    let unnamed = unit.ask(Method::POST, "/api/v1/files", &[], "%PDF-1.7 x").await;
    assert_eq!(unnamed.status, StatusCode::BAD_REQUEST);
    let bad = unit.ask(Method::POST, "/api/v1/files?name=a.exe", &[], "MZ\u{1}").await;
    assert_eq!(bad.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", bad.text);
    let large = "x".repeat(1_100_000);
    let large = unit.ask(Method::POST, "/api/v1/files?name=a.txt", &[], &large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.text);
}

#[tokio::test]
async fn every_form_has_a_schema_and_a_case_says_what_it_offers() {
    let house = House::build().await;
    let officer = house.sign_in(Role::CaseManagement).await;
    for kind in cases::all() {
        for action in kind.actions() {
            let path = format!("/api/v1/schemas/{}/{}.json", kind.name(), action.name);
            let answer = officer.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.json()["$id"], json!(path));
        }
    }
    let unit = house.sign_in(Role::UnitContact).await;
    let case = apply(&unit, "补偿面积（示范）").await;
    let form = officer.get(&format!("{case}/acts/accept")).await.json();
    assert_eq!(form["schema"]["properties"]["note"]["title"], "备注", "{form}");
    assert_eq!(form["missing"], json!([]));
    let form = unit.get("/api/v1/cases/tolerance/acts/apply").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    assert_eq!(unit.get(&format!("{case}/acts/accept")).await.status, StatusCode::FORBIDDEN);
}
