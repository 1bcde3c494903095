//! Every route × every role.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use rongheng_domain::{cases, people::Role};

use crate::house::House;

fn people() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::SystemJobs)
}

const PLAIN: [Role; 4] = [Role::Official, Role::UnitContact, Role::Committee, Role::AppraisalOwner];
const WITHOUT_CASES: [Role; 4] = [Role::Auditor, Role::SystemAdmin, Role::SecurityAdmin, Role::PolicyOfficer];

/// The offices that run cases, and the principal leader.
const AWAY: [Role; 8] = [
    Role::PetitionOfficer,
    Role::CaseManagement,
    Role::CaseOfficer,
    Role::TeamLeader,
    Role::DivisionHead,
    Role::ReviewOfficer,
    Role::Leader,
    Role::PrincipalLeader,
];

#[tokio::test]
async fn no_role_gets_more_than_its_status_from_any_route_and_never_an_error_of_ours() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("补偿面积（示范）").await;
    let mut paths: Vec<String> = [
        "/",
        "/work",
        "/work?tab=done",
        "/work?tab=unread",
        "/work?tab=read",
        "/work?tab=started",
        "/work?tab=supervised",
        "/messages",
        "/messages?read=yes",
        "/supervised",
        "/hand-over",
        "/batch/tolerance/serve",
        "/batch/tolerance/confirm_effect",
        "/batch/tolerance/accept",
        "/batch/none/serve",
        "/away",
        "/away?person=none",
        "/away?person=official",
        "/away/do/delegate",
        "/away/do/enter_leave",
        "/away/do/end_early",
        "/away/do/none",
        "/mine",
        "/cases",
        "/cases?q=x",
        "/cases/tolerance",
        "/cases/correction",
        "/cases/none",
        "/cases/issue",
        "/new/issue/draft",
        "/issue-registers",
        "/issue-registers?book=seals&year=2025",
        "/guarantees",
        "/access",
        "/help",
        "/find-circumstances",
        "/find-circumstances?case=tolerance/none",
        "/sign-in",
        "/account",
        "/account/password",
        "/account/totp",
        "/account/tokens",
        "/api/",
        "/registers/people",
        "/registers/people/new",
        "/registers/people/at/official",
        "/registers/people/at/none",
        "/registers/people/at/official/do/move",
        "/registers/people/at/official/do/register",
        "/registers/units",
        "/registers/units/new",
        "/registers/units/at/centre",
        "/registers/units/at/centre/do/rename",
        "/registers/accounts",
        "/registers/accounts/new",
        "/registers/accounts/at/official",
        "/registers/accounts/at/none",
        "/registers/accounts/at/official/do/grant",
        "/registers/settings",
        "/registers/settings/new",
        "/registers/settings/at/main",
        "/registers/settings/at/other",
        "/registers/settings/at/main/do/set",
        "/registers/checklist",
        "/registers/checklist/new",
        "/registers/checklist/at/land.01",
        "/registers/checklist/at/none",
        "/registers/amendments",
        "/registers/amendments/new",
        "/registers/amendments/at/none",
        "/registers/amendments/at/none/do/issue",
        "/registers/policy",
        "/registers/policy/at/main",
        "/registers/policy/at/main/do/set_goal",
        "/registers/calendar/at/main",
        "/registers/calendar/at/main/do/import_notice",
        "/registers/precedents",
        "/registers/precedents/new",
        "/registers/trainings",
        "/registers/trainings/new",
        "/registers/paper-drafts",
        "/registers/paper-drafts/new?fill=acceptance",
        "/registers/paper-drafts/new?fill=none",
        "/paper-drafts/none",
        "/paper-texts",
        "/model-cases",
        "/model-cases?theme=livelihood",
        "/model-cases?theme=none",
        "/model-cases/none",
        "/learning",
        "/learning/unit",
        "/due-files",
        "/registers/people/sheet",
        "/registers/people/sheet/file",
        "/registers/people/sheet/none",
        "/registers/settings/sheet",
        "/registers/none",
        "/look/people?q=a",
        "/look/none?q=a",
        "/nowhere",
        "/cases/tolerance/none",
        "/new/tolerance/apply",
        "/new/tolerance/none",
        "/new/none/apply",
    ]
    .map(str::to_owned)
    .to_vec();
    for ending in [
        "",
        "?tab=timeline",
        "/consultation",
        "/nearest",
        "/redacted",
        "/done/1",
        "/done/99",
        "/files/none",
        "/papers/1",
        "/papers/x",
    ] {
        paths.push(format!("{case}{ending}"));
    }
    for action in cases::named("tolerance").unwrap().actions() {
        paths.push(format!("{case}/do/{}", action.name));
        paths.push(format!("{case}/missing/{}", action.name));
    }
    for role in people() {
        let browser = house.sign_in(role).await;
        for path in &paths {
            let answer = browser.get(path).await;
            let status = answer.status.as_u16();
            assert!([200, 303, 403, 404, 422].contains(&status), "{} {path}: {status}", role.id());
            if status == 200 {
                assert!(answer.text.len() < 100_000, "{} {path} weighs {}", role.id(), answer.text.len());
            }
            let policy = answer.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        }
        let yes = |may: bool| if may { 200 } else { 403 };
        // What the others have elsewhere leads them there.
        let officers = |status: u16| if PLAIN.contains(&role) { 303 } else { status };
        let keeps = role == Role::SystemAdmin;
        let reads = keeps || role == Role::Auditor;
        let guards = role == Role::SecurityAdmin;
        let words = role == Role::PolicyOfficer;
        let policy = rongheng_app::Book::Checklist.readers().contains(&role);
        let days = rongheng_app::Book::Calendar.readers().contains(&role);
        let teaches = rongheng_app::Book::Trainings.readers().contains(&role);
        let drafts = rongheng_app::Book::PaperDrafts.readers().contains(&role);
        let sees_unit = rongheng_app::learning::sees_unit(role);
        let archives = rongheng_app::due_files::KEEPERS.contains(&role);
        // Who may read a book but not write in it is not shown the form.
        let writes = |reads: bool, keeps: bool| {
            if keeps {
                200
            } else if reads {
                404
            } else {
                403
            }
        };
        let expected = [
            ("/account", 200),
            ("/registers/people", yes(reads)),
            ("/registers/people/at/official", yes(reads)),
            ("/registers/people/new", writes(reads, keeps)),
            ("/registers/people/at/official/do/move", writes(reads, keeps)),
            ("/registers/units/at/centre", yes(reads)),
            ("/registers/units/new", writes(reads, keeps)),
            ("/registers/settings/at/main", yes(reads)),
            ("/registers/settings/at/main/do/set", writes(reads, keeps)),
            ("/registers/accounts", yes(reads || guards)),
            ("/registers/accounts/at/official", yes(reads || guards)),
            ("/registers/accounts/new", writes(reads, guards || keeps)),
            ("/registers/accounts/at/official/do/grant", writes(reads, guards)),
            ("/registers/checklist", yes(policy)),
            ("/registers/amendments", yes(policy)),
            ("/registers/amendments/new", writes(policy, words)),
            ("/registers/policy/at/main", yes(policy)),
            ("/registers/policy/at/main/do/set_goal", writes(policy, words)),
            ("/registers/calendar/at/main", yes(days)),
            ("/registers/calendar/at/main/do/import_notice", writes(days, words)),
            ("/registers/trainings", yes(teaches)),
            ("/registers/trainings/new", writes(teaches, teaches && role != Role::Auditor)),
            ("/registers/paper-drafts", yes(drafts)),
            ("/registers/paper-drafts/new", writes(drafts, words || role == Role::CaseManagement)),
            ("/model-cases", yes(rongheng_app::records::has_library(role))),
            ("/learning", 200),
            ("/learning/unit", yes(sees_unit)),
            ("/due-files", yes(archives)),
            ("/registers/people/sheet", yes(reads)),
            ("/registers/people/sheet/file", yes(reads)),
            ("/registers/settings/sheet", 404),
            ("/access", if role == Role::Auditor { 200 } else { 403 }),
            ("/mine", if PLAIN.contains(&role) { 200 } else { 303 }),
            ("/work", if WITHOUT_CASES.contains(&role) { 403 } else { 200 }),
            ("/work?tab=supervised", if WITHOUT_CASES.contains(&role) { 403 } else { officers(200) }),
            (
                "/messages",
                if WITHOUT_CASES.contains(&role) {
                    403
                } else if PLAIN.contains(&role) {
                    200
                } else {
                    303
                },
            ),
            ("/batch/tolerance/serve", yes(matches!(role, Role::CaseOfficer | Role::CaseManagement))),
            ("/batch/tolerance/confirm_effect", yes(role == Role::AppraisalOwner)),
            // An act that judges has no such page, whoever asks.
            ("/batch/tolerance/accept", 404),
            ("/away", yes(AWAY.contains(&role))),
            ("/away/do/delegate", yes(AWAY.contains(&role))),
            // Of whoever is of another unit nobody is told anything.
            ("/away?person=official", if AWAY.contains(&role) { 404 } else { 403 }),
            ("/guarantees", 200),
            ("/nowhere", 404),
        ];
        for (path, status) in expected {
            assert_eq!(browser.get(path).await.status.as_u16(), status, "{} {path}", role.id());
        }
    }
}

#[tokio::test]
async fn a_stranger_is_led_to_the_sign_in_page_and_writes_nothing() {
    let house = House::build().await;
    for path in [
        "/account",
        "/registers/people",
        "/registers/accounts/new",
        "/work",
        "/mine",
        "/cases/tolerance",
        "/cases/tolerance/none",
        "/access",
        "/help",
    ] {
        let answer = house.send(Request::get(path).body(Body::empty()).unwrap()).await;
        let back = format!("/sign-in?back={}", path.replace('/', "%2F"));
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, back), "{path}");
    }
    let request = Request::post("/new/tolerance/apply")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("title=x&step=submit&key=k"))
        .unwrap();
    assert_eq!(house.send(request).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn before_the_gate_opens_the_official_learns_nothing_and_the_unit_sees_its_own_application() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let case = unit.apply("关于补偿面积的申请（示范）").await;
    assert_eq!(unit.get(&case).await.status, StatusCode::OK);
    let official = house.sign_in(Role::Official).await;
    let page = official.get(&case).await;
    assert!([403, 404].contains(&page.status.as_u16()), "{}", page.status);
    assert!(!page.text.contains("补偿面积"));
    assert!(!official.get("/mine").await.text.contains("补偿面积"));
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused_in_words() {
    let house = House::build().await;
    let request = Request::post("/sign-in/demo")
        .header(header::HOST, "rongheng.example")
        .header(header::ORIGIN, "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("as=case_officer%40case_officer"))
        .unwrap();
    let answer = house.send(request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("不是从本系统的页面发出的"), "{}", answer.text);
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let house = House::build().await;
    let browser = house.sign_in(Role::CaseOfficer).await;
    assert_eq!(browser.get("/work").await.status, StatusCode::OK);
    browser.post("/sign-out", &[]).await;
    assert_eq!(browser.get("/work").await.location(), "/sign-in?back=%2Fwork");
}

#[tokio::test]
async fn the_program_answers_whether_it_is_well() {
    let house = House::build().await;
    let answer = house.send(Request::get("/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "ok\n"));
    assert_eq!(house.app.today().to_string(), crate::house::TODAY);
}
