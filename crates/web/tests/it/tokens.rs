//! 接口令牌: issued and shown once, narrower than its role, gone at once when withdrawn.

use axum::http::{Method, StatusCode};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::{Answer, Browser, House};

/// The token that a page shows.
fn shown(answer: &Answer) -> String {
    let rest =
        answer.text.split("<code class=\"secret\">").nth(1).unwrap_or_else(|| panic!("{}", answer.text));
    rest.split('<').next().unwrap().to_owned()
}

async fn issue_own(browser: &Browser<'_>) -> String {
    let answer = browser.post("/account/tokens", &[("name", "导出到表格"), ("last", "2026-06-30")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    shown(&answer)
}

async fn bear(house: &House, token: &str, method: Method, path: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let heads = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "k"),
        ("sec-fetch-site", "cross-site"),
    ];
    house.stranger().ask(method, path, &heads, body).await
}

#[tokio::test]
async fn a_token_of_one_s_own_reads_and_does_nothing_and_ends_when_it_is_withdrawn() {
    let house = House::build().await;
    let case = house.sign_in(Role::UnitContact).await.apply("补偿面积（示范）").await;
    let management = house.sign_in(Role::CaseManagement).await;
    let token = issue_own(&management).await;
    assert!(token.starts_with("rh_casemanagement_"), "{token}");
    assert!(!management.get("/account/tokens").await.text.contains(&token), "shown once");

    let me = bear(&house, &token, Method::GET, "/api/v1/me", "").await;
    assert_eq!(me.status, StatusCode::OK, "{}", me.text);
    assert_eq!((&me.json()["token"]["name"], &me.json()["may_open"]), (&json!("导出到表格"), &json!([])));
    let case = format!("/api/v1{case}");
    let read = bear(&house, &token, Method::GET, &case, "").await.json();
    assert_eq!(read["title"], "补偿面积（示范）");
    assert_eq!(read["actions"]["available"], json!([]), "it may read and nothing else");
    let act = bear(&house, &token, Method::POST, &format!("{case}/acts/accept"), r#"{"answers":{}}"#).await;
    assert_eq!(
        (act.status, &act.json()["rule"]),
        (StatusCode::FORBIDDEN, &json!("G12.token")),
        "{}",
        act.text
    );
    let file = bear(&house, &token, Method::POST, "/api/v1/files?name=a.txt", "会议").await;
    assert_eq!(file.status, StatusCode::FORBIDDEN, "{}", file.text);
    let page = bear(&house, &token, Method::GET, "/work", "").await;
    assert_eq!(page.location(), "/sign-in?back=%2Fwork", "pages are for people");

    let withdraw = management.get("/account/tokens").await.text;
    let withdraw = withdraw.split("action=\"").find(|rest| rest.contains("/withdraw\"")).unwrap().to_owned();
    management.post(withdraw.split('"').next().unwrap(), &[]).await;
    assert_eq!(bear(&house, &token, Method::GET, &case, "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_program_s_token_hands_in_what_it_names_and_nothing_else() {
    let house = House::build().await;
    let security = house.sign_in(Role::SecurityAdmin).await;
    let at = "/registers/accounts/at/unitcontact";
    let enter = async |act: &str, fields: &[(&str, &str)]| {
        let form = security.get(&format!("{at}/do/{act}")).await;
        assert_eq!(form.status, StatusCode::OK, "{act}: {}", form.text);
        let id = form.hidden("form");
        let fields = [fields, &[("form", id.as_str())]].concat();
        security.post(&format!("{at}/do/{act}"), &fields).await
    };
    let made = enter("make_machine", &[("why", "住建局系统对接")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let fields = [
        ("name", "住建局送件"),
        ("role", "unit_contact"),
        ("acts", "tolerance.apply"),
        ("last", "2026-12-31"),
    ];
    let issued = enter("issue_token", &fields).await;
    assert_eq!(issued.status, StatusCode::OK, "{}", issued.text);
    let token = shown(&issued);
    let body = json!({"answers": {
        "title": "补偿面积（示范）", "applicant": "unit", "officials": [{"person": "official", "post": "主任"}],
        "unit": "centre", "committee": "housing_group", "stage": "investigation",
        "first_day": "2022-06-17", "last_day": "2022-06-17", "facts": "集体研究决定补偿面积（示范）。",
    }});
    let path = "/api/v1/cases/tolerance/acts/apply";
    let done = bear(&house, &token, Method::POST, path, &body.to_string()).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let case = done.json()["case"]["href"].as_str().unwrap().to_owned();
    let other = format!("{case}/acts/supplement");
    let other = bear(&house, &token, Method::POST, &other, r#"{"answers":{"items":"x"}}"#).await;
    assert!([400, 403].contains(&other.status.as_u16()), "{}", other.text);
    let withdraw = bear(&house, &token, Method::GET, &format!("{case}/acts/withdraw"), "").await;
    assert_eq!(withdraw.status, StatusCode::FORBIDDEN, "{}", withdraw.text);
    let paper =
        json!({"answers": body["answers"], "on_paper": {"acted_for": "official", "paper_on": "2026-03-01"}});
    let paper = bear(&house, &token, Method::POST, &format!("{path}?check=true"), &paper.to_string()).await;
    assert_eq!(paper.status, StatusCode::FORBIDDEN, "no token enters papers: {}", paper.text);
    let record = security.get(at).await.text;
    assert!(record.contains("住建局送件") && record.contains("程序账号") && !record.contains(&token));
    let gone = enter("withdraw_token", &[("token", &token_id(&record)), ("why", "对接结束")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    assert_eq!(bear(&house, &token, Method::GET, "/api/v1/me", "").await.status, StatusCode::UNAUTHORIZED);
}

/// The id of the only token, as the history names it.
fn token_id(record: &str) -> String {
    let rest = record.split("令牌 ").nth(1).unwrap_or_else(|| panic!("{record}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[tokio::test]
async fn administrators_have_no_token_and_whoever_guesses_waits_but_nobody_else() {
    let house = House::build().await;
    for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor] {
        let browser = house.sign_in(role).await;
        let answer = browser.post("/account/tokens", &[("name", "x"), ("last", "2026-06-30")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", role.id());
        assert!(answer.text.contains("没有令牌"), "{}", answer.text);
    }
    let officer = house.sign_in(Role::CaseOfficer).await;
    let late = officer.post("/account/tokens", &[("name", ""), ("last", "2030-01-01")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let token = issue_own(&officer).await;
    let mut last = StatusCode::OK;
    for guess in 0..25 {
        let answer = bear(&house, &format!("rh_caseofficer_{guess}"), Method::GET, "/api/v1/me", "").await;
        last = answer.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.head("retry-after").parse::<u64>().unwrap() > 0);
            break;
        }
        assert_eq!(last, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(bear(&house, &token, Method::GET, "/api/v1/me", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_description_is_made_from_the_kinds_and_its_page_asks_no_other_host() {
    let house = House::build().await;
    let officer = house.sign_in(Role::CaseOfficer).await;
    let document = officer.get("/api/openapi.json").await;
    assert_eq!(document.status, StatusCode::OK);
    assert_eq!(document.json()["openapi"], "3.1.0");
    let page = officer.get("/api/").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.head("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.text.contains("http://") && !page.text.contains("https://"));
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"] {
        let answer = officer.get(&format!("/api/ui/{file}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
    }
    assert_eq!(officer.get("/api/ui/none.js").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.stranger().get("/api/").await.location(), "/sign-in?back=%2Fapi%2F");
    assert!(officer.get("/help").await.text.contains("href=\"/api/\""));
}
