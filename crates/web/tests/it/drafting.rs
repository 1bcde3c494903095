//! The text of a paper, changed in a browser: placeholders beside it, faults by line and word, a preview, checks and issue;
//! and what is read by oneself.

use axum::http::{StatusCode, header};
use rongheng_domain::people::Role;

use crate::house::House;

fn value_of(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\"");
    let rest = page.split(&start).nth(1).unwrap();
    let text = if rest.starts_with(" value=") || rest.trim_start().starts_with("value=") {
        rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap()
    } else {
        rest.split_once('>').unwrap().1.split("</textarea>").next().unwrap().trim_start_matches('\n')
    };
    text.replace("&#123;", "{").replace("&#125;", "}").replace("&quot;", "\"").replace("&#62;", ">")
}

#[tokio::test]
async fn a_text_is_written_in_the_browser_checked_previewed_and_issued_by_others() {
    let house = House::build().await;
    let officer = house.sign_in(Role::CaseManagement).await;
    let list = officer.get("/paper-texts").await;
    assert!(list.text.contains("/registers/paper-drafts/new?fill=acceptance"), "{}", list.text);
    let at = "/registers/paper-drafts/new";
    let form = officer.get(&format!("{at}?fill=acceptance")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(
        form.text.contains("{受理方式}") || form.text.contains("受理方式"),
        "placeholders stand beside it"
    );
    assert!(form.text.contains("受理，或者期满视为受理"), "with what each means");
    let id = value_of(&form.text, "form");
    let text = value_of(&form.text, "text");
    let wrong = format!("{text}\n写错的 {{受理方事}} 在这里");
    let fields = |text: &str, step: &str| -> Vec<(&'static str, String)> {
        vec![
            ("form", id.clone()),
            ("step", step.to_owned()),
            ("code", "acceptance".to_owned()),
            ("title", "受理通知书".to_owned()),
            ("heading", "受理通知书".to_owned()),
            ("to", "{申请人}".to_owned()),
            ("text", text.to_owned()),
            ("signed", "{承办机关}".to_owned()),
            ("dated", "{日期}".to_owned()),
            ("sealed", "yes".to_owned()),
            ("why", "写得更明白".to_owned()),
        ]
    };
    let post = async |text: &str, step: &str| {
        let fields = fields(text, step);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        officer.post(at, &fields).await
    };
    for step in ["preview", "enter"] {
        let told = post(&wrong, step).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
        let line = wrong.lines().count();
        assert!(told.text.contains(&format!("第 {line} 行的")), "{}", told.text);
        assert!(told.text.contains("在这里") && told.text.contains("写得更明白"), "nothing typed is lost");
    }
    let good = format!("{text}\n有疑问的，请来电。");
    let preview = post(&good, "preview").await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    assert_eq!(preview.headers.get(header::CONTENT_TYPE).unwrap(), "application/pdf");
    let done = post(&good, "enter").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let record = done.location().split('?').next().unwrap().to_owned();
    let page = officer.get(&record).await;
    assert!(page.text.contains("与现行文本的差别") && page.text.contains("请来电"), "{}", page.text);
    let key = record.rsplit('/').next().unwrap().to_owned();
    assert_eq!(officer.get(&format!("/paper-drafts/{key}")).await.status, StatusCode::OK);
    let check = async |role: Role| {
        let browser = house.sign_in(role).await;
        let href = format!("{record}/do/check");
        let form = browser.get(&href).await;
        let id = value_of(&form.text, "form");
        browser.post(&href, &[("form", &id), ("step", "enter"), ("says", "核对无误")]).await.status
    };
    assert_eq!(check(Role::CaseManagement).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(check(Role::ReviewOfficer).await, StatusCode::SEE_OTHER);
    assert_eq!(check(Role::Leader).await, StatusCode::SEE_OTHER);
    let leader = house.sign_in(Role::PrincipalLeader).await;
    let issue = format!("{record}/do/issue");
    let id = value_of(&leader.get(&issue).await.text, "form");
    let tomorrow = house.app.today().plus(1).to_string();
    let issued = leader.post(&issue, &[("form", &id), ("step", "enter"), ("from", &tomorrow)]).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.text);
    assert!(leader.get(&record).await.text.contains("已启用"));
}

#[tokio::test]
async fn what_one_read_is_noted_for_oneself_alone() {
    let house = House::build().await;
    let official = house.sign_in(Role::Official).await;
    let page = official.get("/learning").await;
    assert!(page.text.contains("还没有记录") && page.text.contains("记为已读"), "{}", page.text);
    let id = value_of(&page.text.replace("<button class=\"btn s\" ", "<"), "id");
    let noted = official.post("/learning/note", &[("id", &id)]).await;
    assert_eq!(noted.location(), "/learning?done=note");
    let page = official.get(&noted.location()).await;
    assert!(page.text.contains("本人自学") && page.text.contains("没有他人确认"), "{}", page.text);
    let hidden = official.post("/learning/note", &[("id", "precedent:compensation_area")]).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let other = house.sign_in(Role::CaseOfficer).await;
    assert!(other.get("/learning").await.text.contains("还没有记录"));
}
