//! A small invented house (示范) with one person for each role, and a browser without a screen.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use rongheng_app::{Actor, App, Config, Held, NewAccount, ONLY, RegisterWrite, StoryClock};
use rongheng_domain::{
    day::Day,
    ids::{PersonId, UnitId},
    people::{Identity, Role, Tier},
    registers::{
        organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord},
        person::{PersonEvent, PersonRecord, Post},
        settings::{Settings, SettingsEvent},
    },
};
use rongheng_web::{WebConfig, router};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// The first day of the house's story, a Monday.
pub(crate) const TODAY: &str = "2026-03-02";

/// The house.
pub(crate) struct House {
    pub router: Router,
    pub app: App,
    clock: Arc<StoryClock>,
    folder: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it leads.
    pub(crate) fn location(&self) -> String {
        self.headers.get(header::LOCATION).map_or_else(String::new, |v| v.to_str().unwrap().to_owned())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header; empty without it.
    pub(crate) fn head(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&start).nth(1).unwrap_or_else(|| panic!("no hidden {name}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Somebody signed in.
pub(crate) struct Browser<'h> {
    house: &'h House,
    cookie: String,
}

fn unit_of(role: Role) -> &'static str {
    match role {
        Role::Official | Role::UnitContact => "centre",
        Role::Committee => "housing_group",
        Role::ConsultedMember | Role::AppraisalOwner | Role::OrganisationOfficer => "audit_bureau",
        _ => "discipline",
    }
}

impl House {
    /// A fresh one.
    pub(crate) async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StoryClock::on(Day::parse(TODAY).unwrap()));
        let (app, _) = App::init(Self::config(&folder, &clock)).await.unwrap();
        let policy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/liwan");
        app.import_policy(&Actor::jobs(), &policy).await.unwrap();
        settle_in(&app).await;
        Self { router: Self::pages(&app), app, clock, folder }
    }

    fn config(folder: &TempDir, clock: &Arc<StoryClock>) -> Config {
        let mut config = Config::in_folder(folder.path());
        config.demo = true;
        config.clock = Arc::<StoryClock>::clone(clock);
        config.largest_file = 1_000_000;
        config
    }

    fn pages(app: &App) -> Router {
        let config = WebConfig {
            unit: "青澜区纪委监委".to_owned(),
            demo: true,
            secure_cookie: false,
            behind_proxy: false,
        };
        router(app.clone(), config)
    }

    /// Lets time pass.
    pub(crate) fn wait_minutes(&self, minutes: i64) {
        self.clock.pass(minutes * 60_000_000);
    }

    /// The program ends and is started again on what it had kept.
    pub(crate) async fn restart(&mut self) {
        self.app = App::open(Self::config(&self.folder, &self.clock)).await.unwrap();
        self.router = Self::pages(&self.app);
    }

    /// The security administrator gives the person of one role another one beside it.
    pub(crate) async fn gives(&self, to: Role, role: Role) {
        let security = self.sign_in(Role::SecurityAdmin).await;
        let path = format!("/registers/accounts/at/{}/do/grant", to.id());
        let form = security.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text);
        let form = form.hidden("form");
        let fields = [
            ("form", form.as_str()),
            ("role", role.id()),
            ("unit", unit_of(role)),
            ("why", "岗位调整（示范）"),
            ("step", "enter"),
        ];
        let answer = security.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    /// A browser that comes back with what it had.
    pub(crate) fn browser(&self, cookie: String) -> Browser<'_> {
        Browser { house: self, cookie }
    }

    /// An installation that nobody has used yet, not a demo, with the code that was printed.
    pub(crate) async fn bare() -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::in_folder(folder.path());
        let clock = Arc::new(StoryClock::on(Day::parse(TODAY).unwrap()));
        config.clock = Arc::<StoryClock>::clone(&clock);
        let (app, first) = App::init(config).await.unwrap();
        let config = WebConfig { secure_cookie: false, ..WebConfig::default() };
        (Self { router: router(app.clone(), config), app, clock, folder }, first.code)
    }

    /// Somebody who is not signed in.
    pub(crate) fn stranger(&self) -> Browser<'_> {
        Browser { house: self, cookie: String::new() }
    }

    /// Signs somebody in with a password; the answer, and the browser it came to.
    pub(crate) async fn sign_in_with(&self, login: &str, password: &str) -> (Answer, Browser<'_>) {
        let mut browser = self.stranger();
        let answer = browser.post("/sign-in", &[("login", login), ("password", password)]).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            cookie.to_str().unwrap().split(';').next().unwrap().clone_into(&mut browser.cookie);
        }
        (answer, browser)
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Signs the person of this role in, with one click.
    pub(crate) async fn sign_in(&self, role: Role) -> Browser<'_> {
        let request = Request::post("/sign-in/demo")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("as={}%40{}", role.id(), role.id())))
            .unwrap();
        let answer = self.send(request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} could not sign in", role.id());
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        Browser { house: self, cookie: cookie.split(';').next().unwrap().to_owned() }
    }
}

impl Browser<'_> {
    /// What the browser keeps.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Keeps the cookies of an answer, as a browser does.
    fn keeps(&mut self, answer: &Answer) {
        let mut jar: Vec<(String, String)> = self
            .cookie
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            jar.retain(|(known, _)| known != name);
            if !value.is_empty() {
                jar.push((name.to_owned(), value.to_owned()));
            }
        }
        let pairs: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.cookie = pairs.join("; ");
    }

    /// Somebody signs in at this very browser.
    pub(crate) async fn becomes(&mut self, role: Role) {
        let who = format!("{0}@{0}", role.id());
        let answer = self.post("/sign-in/demo", &[("as", who.as_str())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.keeps(&answer);
    }

    /// Signs out at this browser.
    pub(crate) async fn signs_out(&mut self) {
        let answer = self.post("/sign-out", &[]).await;
        self.keeps(&answer);
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        self.house.send(request).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.house.send(request).await
    }

    /// Sends a body of several parts.
    pub(crate) async fn post_parts(&self, path: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        self.house.send(request).await
    }

    /// Sends a program's request, with the cookie and these headers.
    pub(crate) async fn ask(&self, method: Method, path: &str, heads: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie);
        for (name, value) in heads {
            request = request.header(*name, *value);
        }
        self.house.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Acts through the API.
    pub(crate) async fn act(&self, path: &str, key: &str, more: &[(&str, &str)], body: &Value) -> Answer {
        let mut heads = vec![("content-type", "application/json"), ("idempotency-key", key)];
        heads.extend(more);
        self.ask(Method::POST, path, &heads, &body.to_string()).await
    }

    /// Applies for tolerance as the unit does; gives the case's address.
    pub(crate) async fn apply(&self, title: &str) -> String {
        let form = self.get("/new/tolerance/apply").await;
        let (version, key) = (form.hidden("version"), form.hidden("key"));
        let mut fields = application(title);
        fields.extend([("version", version.as_str()), ("key", key.as_str()), ("step", "submit")]);
        let answer = self.post("/new/tolerance/apply", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.location().split("/done/").next().unwrap().to_owned()
    }
}

/// The answers of an application.
pub(crate) fn application(title: &str) -> Vec<(&str, &str)> {
    vec![
        ("title", title),
        ("applicant", "unit"),
        ("officials.0.person", "official"),
        ("officials.0.post", "主任"),
        ("unit", "centre"),
        ("committee", "housing_group"),
        ("stage", "investigation"),
        ("first_day", "2022-06-17"),
        ("last_day", "2022-06-17"),
        ("facts", "集体研究决定补偿面积（示范）。"),
    ]
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

async fn settle_in(app: &App) {
    let from = Day::parse("2020-01-01").unwrap();
    let by = Actor::jobs();
    let why = "测试设定（示范）".to_owned();
    let mut writes = vec![RegisterWrite::new::<Settings>(
        ONLY,
        &[SettingsEvent::Set { settings: Settings::default(), why }],
    )];
    for (id, name, kind, committee) in [
        ("discipline", "青澜区纪委监委", OrganisationKind::Organ, None),
        ("housing_group", "区住房和建设局党组", OrganisationKind::Committee, None),
        ("centre", "茶滘街道征收事务中心", OrganisationKind::Institution, Some("housing_group")),
        ("audit_bureau", "青澜区审计局", OrganisationKind::Department, None),
    ] {
        let event = OrganisationEvent::Registered {
            name: name.to_owned(),
            kind,
            parent: None,
            committee: committee.map(UnitId::from),
            code: None,
            repaired_from: None,
            from,
        };
        writes.push(RegisterWrite::new::<OrganisationRecord>(id, &[event]));
    }
    let mut accounts = Vec::new();
    for role in Role::ALL.iter().filter(|role| **role != Role::SystemJobs) {
        let unit = UnitId::from(unit_of(*role));
        let event = PersonEvent::Registered {
            name: if *role == Role::Official {
                "司徒𬭎".to_owned()
            } else {
                format!("某{}", role.title())
            },
            posts: vec![Post {
                unit: unit.clone(),
                title: "干部".to_owned(),
                heads_unit: false,
                from,
                until: None,
                tier: None,
            }],
            identity: Identity::CivilServant,
            party_member: true,
            tier: Tier::Section,
        };
        writes.push(RegisterWrite::new::<PersonRecord>(role.id(), &[event]));
        accounts.push(NewAccount {
            login: role.id().to_owned(),
            person: PersonId::from(role.id()),
            held: vec![Held { role: *role, unit: Some(unit) }],
            password: None,
        });
    }
    app.write_registers(&by, writes).await.unwrap();
    app.open_accounts(&by, accounts).await.unwrap();
}
