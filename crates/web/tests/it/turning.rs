//! Lists as a browser and as a program turn them over: conditions in the address, sizes, both directions, workbooks, and
//! the desk, messages and registers of the API.

use axum::http::{Method, StatusCode};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn the_books_are_narrowed_turned_and_taken_out_in_the_browser() {
    let house = House::build().await;
    let admin = house.sign_in(Role::SystemAdmin).await;
    let page = admin.get("/registers/people?size=20").await;
    assert_eq!(page.status, StatusCode::OK);
    let next = page.text.split("after=").nth(1).unwrap().split('"').next().unwrap();
    let second = admin.get(&format!("/registers/people?after={next}")).await;
    assert!(second.text.contains("上一页") && !second.text.contains("下一页"), "the last page");
    let units = admin.get("/registers/units?kind=committee").await;
    assert!(units.text.contains("区住房和建设局党组") && !units.text.contains("青澜区审计局"));
    let wrong = admin.get("/registers/units?kind=planet&size=7").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.text.contains("“planet”不在可选的条件里") && wrong.text.contains("“7”不是每页的条数"));
    let none = admin.get("/registers/people?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E4%BA%BA").await;
    assert!(none.text.contains("没有符合条件的") && none.text.contains("0 条"));
    let book = admin.post("/registers/people/export?q=%E5%8F%B8%E5%BE%92", &[]).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.text.starts_with("PK"), "a workbook");
    let officer = house.sign_in(Role::CaseManagement).await;
    assert_eq!(officer.post("/registers/people/export", &[]).await.status, StatusCode::FORBIDDEN);
    for list in ["todo", "done", "started", "supervised", "overview"] {
        assert_eq!(officer.post(&format!("/exports/{list}"), &[]).await.status, StatusCode::OK, "{list}");
        let refused = admin.post(&format!("/exports/{list}"), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{list}");
    }
    assert_eq!(officer.post("/exports/none", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_register_over_cases_is_read_narrowed_and_taken_out_by_those_who_keep_it() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    let management = house.sign_in(Role::CaseManagement).await;
    let submit =
        json!({ "answers": { "to": "leader", "subject": "关于办理的请示", "proposal": "拟受理。" } });
    let done = management.act(&format!("/api/v1{case}/acts/submit"), "s", &[], &submit).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let page = management.get("/case-registers/submissions").await;
    assert!(page.text.contains("关于办理的请示") && page.text.contains("待批示"), "{}", page.text);
    let none = management.get("/case-registers/submissions?standing=checked").await;
    assert!(none.text.contains("没有符合条件的"));
    let wrong = management.get("/case-registers/submissions?standing=x").await;
    assert!(wrong.text.contains("“x”不在可选的条件里"));
    let book = management.post("/case-registers/submissions/export", &[]).await;
    assert!(book.status == StatusCode::OK && book.text.starts_with("PK"));
    let said = management.get("/api/v1/case-registers/submissions").await.json();
    assert_eq!(said["entries"][0]["standing"], "sent", "{said}");
    for outside in [Role::UnitContact, Role::Official, Role::SystemAdmin, Role::Auditor] {
        let browser = house.sign_in(outside).await;
        for register in ["deliveries", "borrowings", "submissions"] {
            let page = browser.get(&format!("/case-registers/{register}")).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{} {register}", outside.id());
            let book = browser.post(&format!("/case-registers/{register}/export"), &[]).await;
            assert_eq!(book.status, StatusCode::FORBIDDEN, "{} {register}", outside.id());
        }
    }
    assert_eq!(management.get("/case-registers/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_registers_of_numbers_and_seals_are_read_by_programs_as_by_people() {
    let house = House::build().await;
    let management = house.sign_in(Role::CaseManagement).await;
    let numbers = management.get("/api/v1/issue-registers?year=2026").await.json();
    assert_eq!((&numbers["year"], &numbers["series"]), (&json!(2026), &json!([])), "{numbers}");
    let seals = management.get("/api/v1/issue-registers?year=2026&book=seals").await.json();
    assert_eq!(seals["seals"], json!([]), "{seals}");
    let heads = [("accept", "application/json")];
    let same = management.ask(Method::GET, "/issue-registers?book=seals&year=2026", &heads, "").await.json();
    assert_eq!(same, seals, "the page's own address says the same");
    for outside in [Role::UnitContact, Role::Official, Role::SystemAdmin, Role::Auditor] {
        let answer = house.sign_in(outside).await.get("/api/v1/issue-registers").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", outside.id());
    }
}

#[tokio::test]
async fn the_api_has_the_filters_and_views_of_the_list() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    for n in 0..23 {
        unit.apply(&format!("补偿面积 {n}（示范）")).await;
    }
    let officer = house.sign_in(Role::CaseManagement).await;
    let first =
        officer.get("/api/v1/cases/tolerance?size=20&stage=%E7%94%B3%E8%AF%B7&sort=number").await.json();
    assert_eq!(first["cases"].as_array().unwrap().len(), 20, "{first}");
    let next = first["next"].as_str().unwrap();
    let second = officer.get(next).await.json();
    assert_eq!((second["cases"].as_array().unwrap().len(), second.get("next")), (3, None));
    let back = officer.get(second["previous"].as_str().unwrap()).await.json();
    assert_eq!(back["cases"], first["cases"]);
    for (query, name) in [
        ("light=pink", "light"),
        ("due=soon", "due"),
        ("size=7", "size"),
        ("unit=nowhere", "unit"),
        ("view=x", "view"),
        ("kind=planet", "kind"),
    ] {
        let wrong = officer.get(&format!("/api/v1/cases?{query}")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{query}: {}", wrong.text);
        assert_eq!(wrong.head("content-type"), "application/problem+json");
        assert_eq!(wrong.json()["reasons"][0]["field"], json!(name), "{}", wrong.text);
    }
    let fields = [("name", "在申请的"), ("query", "stage=%E7%94%B3%E8%AF%B7&q=%E8%A1%A5%E5%81%BF")];
    let kept = officer.post("/lists/tolerance/views", &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let views = officer.get("/api/v1/views").await.json();
    assert_eq!(
        (&views["views"][0]["name"], &views["views"][0]["kind"]),
        (&json!("在申请的"), &json!("tolerance"))
    );
    let href = views["views"][0]["href"].as_str().unwrap();
    assert_eq!(officer.get(href).await.json()["count"], 23);
    let narrower = officer.get(&format!("{href}&q=%E7%A7%AF%2022")).await.json();
    assert_eq!(narrower["count"], 1, "what the address says comes on top: {narrower}");
    assert_eq!(unit.get(href).await.status, StatusCode::BAD_REQUEST, "another person's view");
}

#[tokio::test]
async fn the_api_has_every_tab_of_the_desk_messages_and_the_registers_of_those_who_keep_them() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let accepted =
        officer.act(&format!("/api/v1{case}/acts/accept"), "a", &[], &json!({"answers": {}})).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text);
    let me = officer.get("/api/v1/me").await.json();
    let tabs = me["desk"].as_array().unwrap();
    assert!(tabs.len() >= 3);
    for tab in tabs {
        let said = officer.get(tab["href"].as_str().unwrap()).await;
        assert_eq!(said.status, StatusCode::OK, "{tab}");
        let page = officer
            .ask(Method::GET, tab["page"].as_str().unwrap(), &[("accept", "application/json")], "")
            .await;
        assert_eq!(page.json(), said.json(), "the page's address says the same: {tab}");
        assert!(!said.text.contains("null"));
    }
    let done = officer.get("/api/v1/work?tab=done").await.json();
    assert_eq!(
        (&done["acts"][0]["title"], &done["acts"][0]["actor"]["id"]),
        (&json!("受理"), &json!("case_management"))
    );
    let begun = unit.get("/api/v1/work?tab=started").await.json();
    assert_eq!(begun["acts"][0]["case"]["title"], "补偿面积（示范）");
    assert_eq!(officer.get("/api/v1/work?tab=none").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(officer.get("/api/v1/supervised").await.json(), json!({"ordered": [], "owed": []}));
    assert_eq!(unit.get("/api/v1/supervised").await.status, StatusCode::FORBIDDEN);
    let unread = unit.get("/api/v1/messages").await.json();
    let read = unit.get("/api/v1/messages?read=yes").await.json();
    assert!(unread["messages"].is_array() && read["messages"].is_array());
    assert_eq!(unit.get("/api/v1/messages?read=maybe").await.status, StatusCode::BAD_REQUEST);
    let admin = house.sign_in(Role::SystemAdmin).await;
    assert!(admin.get("/api/v1/me").await.json()["desk"].as_array().unwrap().is_empty());
    let people = admin.get("/api/v1/registers/people?q=%E5%8F%B8%E5%BE%92").await.json();
    assert_eq!(people["head"], json!(["姓名", "单位", "职务"]));
    assert_eq!(people["records"][0]["cells"][0], "司徒𬭎");
    assert_eq!(admin.get("/api/v1/registers/units?kind=planet").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(officer.get("/api/v1/registers/people").await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.get("/api/v1/registers/settings").await.status, StatusCode::NOT_FOUND);
    let document = officer.get("/api/openapi.json").await.json();
    assert!(document["webhooks"]["tolerance.accepted"]["post"]["requestBody"].is_object());
}

#[tokio::test]
async fn long_work_is_found_again_with_how_far_it_was() {
    let house = House::build().await;
    let admin = house.sign_in(Role::SystemAdmin).await;
    assert_eq!(admin.post("/upkeep/rebuild", &[]).await.location(), "/jobs");
    let store = house.app.store();
    let now = house.app.clock().now();
    let work = store.claim_work("node9", now, rongheng_domain::day::Moment(0)).await.unwrap().unwrap();
    let step = json!({"step": "逐件计算案件"});
    store.beat_work(&work.id, "node9", (1_200, 5_000), &step, now).await.unwrap();
    let page = admin.get("/jobs").await.text;
    assert!(
        page.contains("逐件计算案件，已办 1200 / 5000 行")
            && page.contains("<progress value=\"1200\" max=\"5000\"")
    );
    assert!(page.contains(&format!("/jobs/{}/stop", work.id)));
    store.finish_work(&work.id, "node9", true, now).await.unwrap();
    let page = admin.get("/jobs").await.text;
    assert!(page.contains("正在写入") && !page.contains(&format!("/jobs/{}/stop", work.id)), "{page}");
    store.interrupt_works("node9").await.unwrap();
    let page = admin.get("/jobs").await.text;
    assert!(page.contains("停在：逐件计算案件，已办 1200 / 5000 行") && page.contains("重新开始"));
}
