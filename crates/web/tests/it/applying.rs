//! 适用情形查找 and 类案对照, as a browser meets them.

use axum::http::StatusCode;
use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::House;

const DESCRIBED: &str = "为了赶征地进度，班子开会定的，给那几户多补了面积";

#[tokio::test]
async fn what_is_described_finds_circumstances_and_one_is_taken_into_the_finding_without_losing_what_was_typed()
 {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    let management = house.sign_in(Role::CaseManagement).await;
    let at = format!("/api/v1{case}/acts");
    let accepted = management.act(&format!("{at}/accept"), "a", &[], &json!({ "answers": {} })).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text);
    let team = json!({"answers": {"leader": "team_leader", "members": [{"person": "case_officer"}]}});
    let assigned = management.act(&format!("{at}/assign"), "b", &[], &team).await;
    assert_eq!(assigned.status, StatusCode::OK, "{}", assigned.text);

    let officer = house.sign_in(Role::CaseOfficer).await;
    let form = format!("{case}/do/find");
    let key = case.trim_start_matches("/cases/").to_owned();
    let typed = [("step", "look"), ("bars.0.bar", "political"), ("bars.0.why", "没有这样的事")];
    let led = officer.post(&form, &typed).await;
    assert!(led.location().starts_with("/find-circumstances?case=tolerance"), "{}", led.text);
    let blank = officer.get(&led.location()).await;
    assert!(blank.text.contains("发生了什么") && blank.text.contains(&key));

    let found = officer.post("/find-circumstances", &[("case", &key), ("q", DESCRIBED)]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("<mark>") && found.text.contains("选用这一条"), "{}", found.text);
    assert!(found.text.len() < 100_000, "{}", found.text.len());
    let code =
        found.text.split("name=\"code\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sent = [("case", key.as_str()), ("q", DESCRIBED), ("code", code.as_str())];
    let taken = officer.post("/find-circumstances/take", &sent).await;
    assert_eq!(taken.location(), format!("{form}#s3"));
    let back = officer.get(&form).await;
    assert!(back.text.contains(&format!("查找时列出：{code}")), "what was offered is carried along");
    assert!(back.text.contains("没有这样的事"), "and what was typed is still there");
    assert!(back.text.contains(&format!("value=\"{code}\" selected")), "the taken one is chosen");
}

#[tokio::test]
async fn the_policy_base_is_for_officers_and_nobody_takes_for_a_case_that_is_not_theirs() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    let key = case.trim_start_matches("/cases/").to_owned();
    for role in [Role::Official, Role::UnitContact, Role::SystemAdmin, Role::Auditor] {
        let browser = house.sign_in(role).await;
        let answer = browser.post("/find-circumstances", &[("q", DESCRIBED)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", role.id());
        let taken = browser.post("/find-circumstances/take", &[("case", &key), ("q", DESCRIBED)]).await;
        assert!([403, 404].contains(&taken.status.as_u16()), "{}: {}", role.id(), taken.status);
        let near = browser.get(&format!("{case}/nearest")).await;
        assert!([403, 404].contains(&near.status.as_u16()), "{}: {}", role.id(), near.status);
    }
    let management = house.sign_in(Role::CaseManagement).await;
    assert_eq!(management.get("/find-circumstances").await.status, StatusCode::OK);
    let near = management.get(&format!("{case}/nearest")).await;
    assert!(near.text.contains("还没有可以比较的事项"), "{}", near.text);
    let long = "长".repeat(2_001);
    let told = management.post("/find-circumstances", &[("q", &long)]).await;
    assert!(told.text.contains("描述最多 2000 字") && told.text.contains(&long), "nothing typed is lost");
    for bad in ["correction/1", "tolerance/none", "//host"] {
        let answer = management.post("/find-circumstances", &[("case", bad), ("q", "补偿")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
    }
}
