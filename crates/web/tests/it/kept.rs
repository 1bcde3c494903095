//! Nothing typed is lost: by a time-out, a sign-out, another tab, another role, another person at the same machine,
//! a restart. Everything here works without scripts.

use axum::http::StatusCode;
use rongheng_app::Ask;
use rongheng_domain::{day::Day, ids::StreamId, people::Role};
use serde_json::json;

use crate::house::{Answer, Browser, House, TODAY, application};

const FORM: &str = "/new/tolerance/apply";
const TITLE: &str = "茶滘街道补偿面积（示范、没有提交）";

/// The application as it stands in an open page, with whose page it is.
async fn opened(unit: &Browser<'_>) -> Vec<(String, String)> {
    let form = unit.get(FORM).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let mut fields: Vec<_> =
        application(TITLE).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for name in ["version", "key", "page_by", "page_role"] {
        fields.push((name.to_owned(), form.hidden(name)));
    }
    fields
}

async fn sends(browser: &Browser<'_>, fields: &[(String, String)], step: &str) -> Answer {
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("step", step));
    browser.post(FORM, &fields).await
}

#[tokio::test]
async fn after_a_time_out_the_form_is_back_for_the_person_and_for_nobody_else() {
    let house = House::build().await;
    let mut unit = house.sign_in(Role::UnitContact).await;
    let fields = opened(&unit).await;
    house.wait_minutes(31);
    let answer = sends(&unit, &fields, "submit").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("已经存为草稿"), "{}", answer.text);
    assert!(!answer.text.contains(TITLE), "the screen shows nothing of it");
    assert!(answer.text.contains("/sign-in?back=%2Fnew%2Ftolerance%2Fapply"), "{}", answer.text);

    // Somebody else signs in first, in the same browser.
    unit.becomes(Role::Committee).await;
    for path in ["/", "/mine", FORM] {
        assert!(!unit.get(path).await.text.contains(TITLE), "{path}");
    }
    unit.becomes(Role::Official).await;
    assert!(!unit.get(FORM).await.text.contains(TITLE), "another who may apply as well");
    unit.becomes(Role::UnitContact).await;
    let again = unit.get(FORM).await;
    assert!(again.text.contains(TITLE) && again.text.contains("草稿存于"), "{}", again.text);
}

#[tokio::test]
async fn a_form_sent_from_another_tab_after_signing_out_is_kept() {
    let house = House::build().await;
    let mut unit = house.sign_in(Role::UnitContact).await;
    let fields = opened(&unit).await;
    unit.signs_out().await;
    let answer = sends(&unit, &fields, "submit").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("已经存为草稿"), "{}", answer.text);
    unit.becomes(Role::UnitContact).await;
    assert!(unit.get(FORM).await.text.contains(TITLE));
}

#[tokio::test]
async fn a_session_that_ended_opens_nothing() {
    let house = House::build().await;
    let mut unit = house.sign_in(Role::UnitContact).await;
    unit.signs_out().await;
    for path in ["/mine", FORM, "/account"] {
        let answer = unit.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn whose_form_nobody_can_tell_is_shown_to_who_sent_it_to_be_copied() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let fields = opened(&unit).await;
    let answer = sends(&house.stranger(), &fields, "check").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("请先复制保存") && answer.text.contains(TITLE), "{}", answer.text);
    assert!(
        !unit.get(FORM).await.text.contains(TITLE),
        "and is written for nobody: anyone could claim a name"
    );
}

#[tokio::test]
async fn a_form_of_somebody_who_signed_out_is_not_done_in_the_name_of_who_signed_in() {
    let house = House::build().await;
    let mut browser = house.sign_in(Role::UnitContact).await;
    let fields = opened(&browser).await;
    browser.signs_out().await;
    browser.becomes(Role::Official).await;
    let answer = sends(&browser, &fields, "submit").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("另一个人登录时打开的") && !answer.text.contains(TITLE), "{}", answer.text);
    assert!(!browser.get("/mine").await.text.contains(TITLE), "nothing was done");
    assert!(!browser.get(FORM).await.text.contains(TITLE), "nothing was kept for the wrong one");
    browser.becomes(Role::UnitContact).await;
    assert!(browser.get(FORM).await.text.contains(TITLE), "it is the first one's draft");
}

#[tokio::test]
async fn a_form_opened_in_another_role_is_kept_and_leads_back_to_the_role() {
    let house = House::build().await;
    let mut unit = house.sign_in(Role::Official).await;
    let mut fields = opened(&unit).await;
    // As though the page had been opened in the other role that the person holds.
    house.gives(Role::Official, Role::UnitContact).await;
    unit.becomes(Role::Official).await;
    unit.post("/role", &[("role", Role::UnitContact.id())]).await;
    let answer = sends(&unit, &fields, "submit").await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    assert!(answer.text.contains("切换了角色") && answer.text.contains("身份打开草稿"), "{}", answer.text);
    let back = unit.post("/role", &[("role", Role::Official.id()), ("back", FORM)]).await;
    assert_eq!(back.location(), FORM);
    assert!(unit.get(FORM).await.text.contains(TITLE));
    fields.retain(|(name, _)| name != "page_role");
    assert_eq!(sends(&unit, &fields, "check").await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_tabs_with_the_same_form_make_two_applications_only_when_both_are_sent() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let (first, second) = (opened(&unit).await, opened(&unit).await);
    let one = sends(&unit, &first, "submit").await.location();
    let again = sends(&unit, &first, "submit").await.location();
    let other = sends(&unit, &second, "submit").await.location();
    let case = |location: &str| location.split("/done/").next().unwrap().to_owned();
    assert_eq!(case(&one), case(&again), "a double click");
    assert_ne!(case(&one), case(&other), "two forms, each sent on purpose");
}

#[tokio::test]
async fn a_draft_is_there_after_a_restart_and_can_be_thrown_away() {
    let mut house = House::build().await;
    let cookie = {
        let unit = house.sign_in(Role::UnitContact).await;
        let fields = opened(&unit).await;
        assert!(sends(&unit, &fields, "keep").await.text.contains("草稿存于"));
        unit.cookie().to_owned()
    };
    house.restart().await;
    let unit = house.browser(cookie);
    let again = unit.get(FORM).await;
    assert!(again.text.contains(TITLE), "the session and the draft are still there");
    assert!(again.text.contains("放弃草稿"));
    let thrown = unit.post(FORM, &[("step", "discard")]).await;
    assert_eq!(thrown.location(), FORM);
    assert!(!unit.get(FORM).await.text.contains(TITLE));
}

#[tokio::test]
async fn a_form_of_a_register_is_kept_like_any_other_and_never_a_password() {
    let house = House::build().await;
    let mut admin = house.sign_in(Role::SystemAdmin).await;
    let path = "/registers/units/new";
    let form = admin.get(path).await;
    let (by, role) = (form.hidden("page_by"), form.hidden("page_role"));
    let fields =
        [("form", "x"), ("page_by", by.as_str()), ("page_role", role.as_str()), ("name", "某某社区（示范）")];
    house.wait_minutes(31);
    let answer = admin.post(path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("已经存为草稿"), "{}", answer.text);
    admin.becomes(Role::SystemAdmin).await;
    let again = admin.get(path).await;
    assert!(again.text.contains("某某社区（示范）"), "{}", again.text);
    let wrong =
        admin.post("/account/password", &[("old_password", "x"), ("password", "geheim-示范-9")]).await;
    assert!(!wrong.text.contains("geheim-示范-9"));
}

#[tokio::test]
async fn whoever_followed_a_link_is_led_there_after_signing_in_and_never_elsewhere() {
    let house = House::build().await;
    let answer = house.stranger().get("/cases/tolerance?q=a").await;
    assert_eq!(answer.location(), "/sign-in?back=%2Fcases%2Ftolerance%3Fq%3Da");
    let page = house.stranger().get(&answer.location()).await;
    assert!(page.text.contains(r#"value="/cases/tolerance?q=a""#), "{}", page.text);
    for back in ["//evil.example/", "https://evil.example", "/\\evil.example"] {
        let to = house
            .stranger()
            .post("/sign-in/demo", &[("as", "case_officer@case_officer"), ("back", back)])
            .await;
        assert_eq!(to.location(), "/", "{back}");
    }
}

/// A paper of the unit that 案管 entered: where the second person checks it.
async fn entered(house: &House) -> String {
    let case = house.sign_in(Role::UnitContact).await.apply("补偿面积（示范）").await;
    let stream = StreamId(case.trim_start_matches("/cases/").to_owned());
    let entering = house.app.actor_of(&Role::CaseManagement.id().into()).await.unwrap();
    let ask = |action: &str, answers| {
        Ask::new(entering.clone(), "tolerance", Some(stream.clone()), action, answers)
    };
    house.app.execute(ask("ask_supplement", json!({ "what": "请补充会议记录。" }))).await.unwrap();
    let mut paper = ask("supplement", json!({ "says": "会议记录一份（示范）。" }));
    paper.acted_for = Some(Role::UnitContact.id().into());
    paper.paper_on = Day::parse(TODAY);
    paper.original.place = Some("案管室柜 2-14（示范）".to_owned());
    house.app.execute(paper).await.unwrap();
    format!("{case}/paper/1")
}

const MARKS: [(&str, &str); 4] = [
    ("mark.0", "same"),
    ("mark.1", "differs"),
    ("words.1", "原件上是三月一日（示范、没有提交）"),
    ("note", "签名清楚"),
];

async fn sends_marks(browser: &Browser<'_>, path: &str, page: &Answer, step: &str) -> Answer {
    let own: Vec<_> = ["version", "key", "page_by", "page_role"]
        .map(|name| (name, page.hidden(name)))
        .into_iter()
        .collect();
    let mut fields = MARKS.to_vec();
    fields.extend(own.iter().map(|(name, value)| (*name, value.as_str())));
    fields.push(("step", step));
    browser.post(path, &fields).await
}

fn has_marks(page: &Answer) -> bool {
    page.text.contains("原件上是三月一日（示范、没有提交）")
        && page.text.contains("签名清楚")
        && page.text.contains(r#"name="mark.0" value="same" checked"#)
        && page.text.contains(r#"name="mark.1" value="differs" checked"#)
}

#[tokio::test]
async fn the_marks_of_a_second_persons_check_outlive_a_time_out_a_restart_and_are_nobody_elses() {
    let mut house = House::build().await;
    let path = entered(&house).await;
    let cookie = {
        let mut officer = house.sign_in(Role::CaseOfficer).await;
        let page = officer.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!has_marks(&page));
        house.wait_minutes(31);
        let answer = sends_marks(&officer, &path, &page, "check").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text.contains("已经存为草稿") && !answer.text.contains("签名清楚"), "{}", answer.text);
        officer.becomes(Role::DivisionHead).await;
        assert!(!officer.get(&path).await.text.contains("签名清楚"), "another who may look at it");
        officer.becomes(Role::CaseOfficer).await;
        let again = officer.get(&path).await;
        assert!(has_marks(&again) && again.text.contains("草稿存于"), "{}", again.text);
        // What is kept while one types comes back after a restart.
        let kept = sends_marks(&officer, &path, &again, "keep").await;
        assert!(kept.text.contains("草稿存于"), "{}", kept.text);
        officer.cookie().to_owned()
    };
    house.restart().await;
    let officer = house.browser(cookie);
    let page = officer.get(&path).await;
    assert!(has_marks(&page), "{}", page.text);
    let thrown = officer.post(&path, &[("step", "discard")]).await;
    assert_eq!(thrown.location(), path);
    assert!(!has_marks(&officer.get(&path).await));
}

#[tokio::test]
async fn a_check_that_was_sent_leaves_no_draft_behind() {
    let house = House::build().await;
    let path = entered(&house).await;
    let officer = house.sign_in(Role::CaseOfficer).await;
    let page = officer.get(&path).await;
    let parts = page.text.matches("name=\"mark.").count() / 2;
    let own = ["version", "key"].map(|name| (name.to_owned(), page.hidden(name)));
    let mut fields = own.to_vec();
    for at in 0..parts {
        fields.push((format!("mark.{at}"), if at == 1 { "differs" } else { "same" }.to_owned()));
    }
    let words = ("words.1".to_owned(), "原件上是三月一日（示范）".to_owned());
    let send = async |more: Vec<(String, String)>| {
        let all: Vec<_> = fields.iter().chain(&more).map(|(n, v)| (n.as_str(), v.as_str())).collect();
        officer.post(&path, &all).await
    };
    let missing = send(Vec::new()).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text.contains("请写明原件上怎么写"), "{}", missing.text);
    let done = send(vec![words]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(!officer.get(&path).await.text.contains("value=\"原件上是三月一日（示范）\""));
}
