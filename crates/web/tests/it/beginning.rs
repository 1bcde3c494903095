//! A district that is not the demo begins: from the printed code to an officer at work, by three administrators who
//! are three people.

use axum::http::StatusCode;

use crate::house::{Answer, Browser, House};

const OWN: &str = "a long password of my own";

/// Fills in the form at `path`; the answer.
async fn fill(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    let form = page.hidden("form");
    let mut fields = fields.to_vec();
    fields.extend([("form", form.as_str()), ("step", "enter")]);
    browser.post(path, &fields).await
}

/// Registers a person; the address of the record.
async fn register(system: &Browser<'_>, name: &str) -> String {
    let fields = [
        ("name", name),
        ("unit", "示范区纪委监委"),
        ("title", "四级主任科员"),
        ("heads_unit", "no"),
        ("from", "2024-01-02"),
        ("identity", "civil_servant"),
        ("tier", "section"),
        ("party_member", "yes"),
    ];
    let answer = fill(system, "/registers/people/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().split('?').next().unwrap().to_owned()
}

/// Opens an account; the one-time password.
async fn open(by: &Browser<'_>, login: &str, person: &str, role: &str) -> String {
    let answer = fill(by, "/registers/accounts/new", &opening(login, person, role)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    one_time(&answer)
}

fn opening<'a>(login: &'a str, person: &'a str, role: &'a str) -> [(&'a str, &'a str); 5] {
    [("login", login), ("person", person), ("role", role), ("unit", "示范区纪委监委"), ("why", "岗位需要")]
}

fn one_time(answer: &Answer) -> String {
    let rest =
        answer.text.split("<code class=\"secret\">").nth(1).unwrap_or_else(|| panic!("{}", answer.text));
    rest.split('<').next().unwrap().to_owned()
}

/// Signs in with a one-time password, which must be changed before anything else is done.
async fn first_sign_in<'h>(house: &'h House, login: &str, password: &str) -> Browser<'h> {
    let (answer, browser) = house.sign_in_with(login, password).await;
    assert_eq!(answer.location(), "/", "{}", answer.text);
    for path in ["/", "/help", "/registers/accounts", "/work", "/mine", "/account"] {
        assert_eq!(browser.get(path).await.location(), "/account/password", "{path}");
    }
    let posted = browser.post("/registers/accounts/new", &[("login", "x")]).await;
    assert_eq!(posted.location(), "/account/password", "nothing is done before");
    let change = [("old_password", password), ("password", OWN), ("again_password", OWN)];
    let changed = browser.post("/account/password", &change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(browser.get("/help").await.status, StatusCode::OK);
    browser
}

async fn first_administrator<'h>(house: &'h House, code: &str) -> Browser<'h> {
    let answer = house
        .stranger()
        .post(
            "/first-administrator",
            &[
                ("code", code),
                ("organ", "示范区纪委监委"),
                ("name", "欧某"),
                ("login", "ou"),
                ("password", OWN),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let (answer, system) = house.sign_in_with("ou", OWN).await;
    assert_eq!(answer.location(), "/", "a password of one's own need not be changed");
    system
}

#[tokio::test]
async fn from_the_printed_code_three_administrators_are_reached_and_an_officer_begins_to_work() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    let page = system.get("/registers/people").await;
    assert!(page.text.contains("<span class=\"unit\">示范区纪委监委</span>"), "the organ's own name");
    assert!(page.text.contains("还没有安全管理员"));
    for name in ["康某", "聂某", "林某"] {
        register(&system, name).await;
    }
    let kang = open(&system, "kang", "康某", "security_admin").await;
    let after = fill(&system, "/registers/accounts/new", &opening("nie", "聂某", "auditor")).await;
    assert_eq!(after.status, StatusCode::UNPROCESSABLE_ENTITY, "from now on this is not the system's");
    assert!(after.text.contains("账号由安全管理员开立"));

    let security = first_sign_in(&house, "kang", &kang).await;
    assert!(security.get("/registers/accounts").await.text.contains("还没有审计管理员"));
    let nie = open(&security, "nie", "聂某", "auditor").await;
    let lin = open(&security, "lin", "林某", "case_officer").await;
    let auditor = first_sign_in(&house, "nie", &nie).await;
    let history = auditor.get("/registers/accounts/at/lin").await.text;
    assert!(history.contains("授予角色") && history.contains("康某"), "who gave it is read in the history");
    assert!(!history.contains("/do/"), "and the auditor changes nothing");

    let officer = first_sign_in(&house, "lin", &lin).await;
    assert_eq!(officer.get("/work").await.status, StatusCode::OK);
    for admin in [&system, &security, &auditor] {
        assert_eq!(admin.get("/work").await.status, StatusCode::FORBIDDEN);
        assert!(!admin.get("/cases/tolerance").await.text.contains("容〔"));
    }
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_and_the_three_exclude_one_another_in_words() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    register(&system, "康某").await;
    let own = fill(&system, "/registers/accounts/new", &opening("ou2", "欧某", "security_admin")).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text.contains("不能给自己授予角色"), "{}", own.text);
    let kang = open(&system, "kang", "康某", "security_admin").await;
    let security = first_sign_in(&house, "kang", &kang).await;
    let own = security.get("/registers/accounts/at/kang").await.text;
    assert!(!own.contains("/do/"), "one's own account offers nothing");
    let page = security.get("/registers/accounts/at/ou/do/grant").await;
    let form = page.hidden("form");
    let grant =
        [("role", "leader"), ("unit", "示范区纪委监委"), ("why", "x"), ("form", &form), ("step", "enter")];
    let own = security.post("/registers/accounts/at/kang/do/grant", &grant).await;
    assert!(own.text.contains("这是您自己的账号"), "{}", own.text);
    let other = security.post("/registers/accounts/at/ou/do/grant", &grant).await;
    assert!(other.text.contains("此人在这段时间里是系统管理员"), "{}", other.text);
    let second = fill(&security, "/registers/accounts/new", &opening("ou2", "欧某", "auditor")).await;
    assert!(second.text.contains("此人在这段时间里是系统管理员"), "over all accounts of a person");
}

#[tokio::test]
async fn a_role_is_withdrawn_a_password_reset_and_an_account_disabled_at_once() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    for name in ["康某", "林某"] {
        register(&system, name).await;
    }
    let kang = open(&system, "kang", "康某", "security_admin").await;
    let security = first_sign_in(&house, "kang", &kang).await;
    let lin = open(&security, "lin", "林某", "case_officer").await;
    let officer = first_sign_in(&house, "lin", &lin).await;
    let at = "/registers/accounts/at/lin";

    let reset = fill(&security, &format!("{at}/do/reset_password"), &[]).await;
    assert_eq!(officer.get("/work").await.location(), "/sign-in?back=%2Fwork", "signed out at once");
    assert_eq!(house.sign_in_with("lin", OWN).await.0.status, StatusCode::UNPROCESSABLE_ENTITY);
    let officer = first_sign_in(&house, "lin", &one_time(&reset)).await;

    let disabled = fill(&security, &format!("{at}/do/disable"), &[("why", "借调")]).await;
    assert_eq!(disabled.status, StatusCode::SEE_OTHER, "{}", disabled.text);
    assert_eq!(officer.get("/work").await.location(), "/sign-in?back=%2Fwork");
    assert!(security.get(at).await.text.contains("账号已停用：借调"));
    fill(&security, &format!("{at}/do/enable"), &[("why", "返岗")]).await;
    let (_, officer) = house.sign_in_with("lin", OWN).await;
    assert_eq!(officer.get("/work").await.status, StatusCode::OK);

    let page = security.get(&format!("{at}/do/withdraw")).await.text;
    let held = page.split("name=\"held\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    fill(&security, &format!("{at}/do/withdraw"), &[("held", held), ("why", "调离")]).await;
    assert_eq!(officer.get("/work").await.location(), "/sign-in?back=%2Fwork", "no role, no session");
    let (answer, _) = house.sign_in_with("lin", OWN).await;
    assert!(answer.text.contains("没有有效的角色"), "{}", answer.text);
}

#[tokio::test]
async fn a_post_ends_and_a_new_one_begins_and_a_form_sent_twice_registers_once() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    let unit = [("name", "示范街道办事处"), ("kind", "street"), ("from", "2020-01-01")];
    let answer = fill(&system, "/registers/units/new", &unit).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let person = register(&system, "司徒𬭎").await;
    let post = [("unit", "示范街道办事处"), ("title", "主任"), ("heads_unit", "yes"), ("from", "2026-02-01")];
    let answer = fill(&system, &format!("{person}/do/move"), &post).await;
    assert_eq!(answer.location(), format!("{person}?done=move"), "{}", answer.text);
    let page = system.get(&answer.location()).await.text;
    assert!(page.contains("2026年1月31日") && page.contains("现任"), "{page}");
    assert!(system.get("/registers/people?q=司徒").await.text.contains("示范街道办事处"));

    let page = system.get("/registers/units/new").await;
    let form = page.hidden("form");
    let fields = [("name", "示范社区"), ("kind", "community"), ("from", "2020-01-01"), ("form", &form)];
    let first = system.post("/registers/units/new", &fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let again = system.post("/registers/units/new", &fields).await;
    assert!(again.text.contains("已经登记过"), "{}", again.text);
    assert_eq!(system.get("/registers/units?q=示范社区").await.text.matches("<td class=\"ops\">").count(), 1);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_at_its_field_and_what_was_typed_stays() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    let fields = [("name", "司徒𬭎"), ("unit", "没有的单位"), ("from", "2026-02-30")];
    let answer = fill(&system, "/registers/people/new", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("<title>错误：") && answer.text.contains("没有找到叫“没有的单位”的单位"));
    assert!(answer.text.contains("value=\"司徒𬭎\""));
    let first = house.stranger().post("/first-administrator", &[("code", "x")]).await;
    assert_eq!(first.status, StatusCode::NOT_FOUND, "the code is used up");
}

#[tokio::test]
async fn the_settings_begin_with_what_holds_and_name_the_organ_of_every_page() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    let page = system.get("/registers/settings/at/main/do/set").await;
    assert!(page.text.contains("value=\"示范区纪委监委\""), "{}", page.text);
    let at = "/registers/units/at/discipline/do/rename";
    let renamed = [("name", "示范区纪律检查委员会"), ("document", "示编〔2026〕1号"), ("from", "2026-03-02")];
    fill(&system, at, &renamed).await;
    assert!(system.get("/help").await.text.contains("<span class=\"unit\">示范区纪律检查委员会</span>"));
    assert!(house.stranger().get("/sign-in").await.text.contains("示范区纪律检查委员会"));
}

#[tokio::test]
async fn one_s_own_password_is_changed_by_its_rule_and_a_second_factor_is_confirmed_by_a_code() {
    let (house, code) = House::bare().await;
    let system = first_administrator(&house, &code).await;
    let change = async |old: &str, new: &str, again: &str| {
        let fields = [("old_password", old), ("password", new), ("again_password", again)];
        system.post("/account/password", &fields).await
    };
    assert!(change("wrong", "another long one", "another long one").await.text.contains("现在的口令不对"));
    assert!(change(OWN, "short", "short").await.text.contains("口令至少 12 个字符"));
    assert!(change(OWN, OWN, OWN).await.text.contains("不能与原口令相同"));
    assert!(change(OWN, "another long one", "another long two").await.text.contains("不一样"));
    assert!(change(OWN, "another long one", "another long one").await.text.contains("口令已经修改"));
    assert_eq!(house.sign_in_with("ou", OWN).await.0.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = system.get("/account/totp").await;
    let secret = page.hidden("secret");
    assert!(page.text.contains("otpauth://totp/"));
    let wrong = system.post("/account/totp", &[("secret", &secret), ("code", "000000")]).await;
    assert!(wrong.text.contains("验证码不对") && wrong.hidden("secret") == secret);
    assert!(system.get("/account").await.text.contains("启用动态验证码"));
}
