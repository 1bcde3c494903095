//! A story walked through the pages: who acts signs in, goes to the case, opens the form, fills it in, checks, submits.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rongheng_app::{
    Config,
    domain::{cases, ids::StreamId, people::Role},
};
use rongheng_web::WebConfig;
use serde_json::json;
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

use super::{
    driver::{Browser, axe_core},
    form::Hand,
    handbook,
};
use crate::rehearse::{
    district::{self, District},
    play::Stage,
    story::{Expect, Step, Story},
};

/// A district served in this process, its clock moved by hand, and a browser before it.
pub(super) struct Walk {
    runtime: Runtime,
    stage: Stage,
    stop: Option<oneshot::Sender<()>>,
    address: String,
    browser: Browser,
    /// Person and role signed in, and since which day.
    signed: Option<(String, Role, String)>,
    /// What was looked at for accessibility already.
    looked: BTreeSet<String>,
    axe: Option<String>,
    /// What was wrong with the pages, all told at the end.
    pub(super) faults: Vec<String>,
    /// How many acts were reached from the work list, and from the case.
    pub(super) from_work: usize,
    pub(super) from_case: usize,
    folder: tempfile::TempDir,
    pictures: Option<PathBuf>,
    /// The names of the pictures that the handbook still wants; none where it is not being made.
    wanted: BTreeSet<String>,
}

impl Walk {
    /// Sets the stage for a story.
    pub(super) fn begin(story: &Story) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("会议记录（示范）.txt"), "示范材料：会议记录复制件。\n").unwrap();
        let config = Config { demo: true, ..Config::in_folder(folder.path().join("data")) };
        fs::create_dir_all(folder.path().join("data")).unwrap();
        let district = District::read(district::EMBEDDED).unwrap();
        let unit = district.name("discipline").to_owned();
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/liwan");
        let stage = runtime.block_on(Stage::set(config, district, &policy, &story.starts, true)).unwrap();
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let web = WebConfig { unit, demo: true, secure_cookie: false, behind_proxy: false };
        let app = stage.app.clone();
        runtime.spawn(async move {
            rongheng_web::serve(listener, app, web, async move {
                let _ = stopped.await;
            })
            .await
        });
        let pictures = std::env::var_os("RONGHENG_PICTURES").map(PathBuf::from);
        if let Some(folder) = &pictures {
            fs::create_dir_all(folder).unwrap();
        }
        Self {
            runtime,
            stage,
            stop: Some(stop),
            address,
            browser: Browser::start(),
            signed: None,
            looked: BTreeSet::new(),
            axe: axe_core().map(|file| fs::read_to_string(file).unwrap()),
            faults: Vec::new(),
            from_work: 0,
            from_case: 0,
            folder,
            pictures,
            wanted: handbook::wanted(),
        }
    }

    /// Walks one step of the story.
    pub(super) fn step(&mut self, story: &Story, step: &Step) {
        self.runtime.block_on(self.stage.reach(&step.on)).unwrap();
        let (kind, name) = step.action.split_once('.').unwrap();
        let action = cases::named(kind).unwrap().action(name).unwrap();
        let case = self.runtime.block_on(self.stage.case_of(&story.file, &step.case)).unwrap();
        let roles = self.roles_of(&step.actor);
        let opened = roles.iter().any(|role| {
            self.sign_in(&step.actor, *role, &step.on);
            step.paper.is_some() && self.open_paper(kind, case.as_ref(), name)
                || self.open_form(kind, case.as_ref(), name)
        });
        let who = self.stage.district.name(&step.actor).to_owned();
        assert!(
            opened,
            "{} {who} finds no way to {} from {}\n{}",
            step.on,
            action.title,
            self.browser.address(),
            self.browser.text()
        );
        // A receipt is confirmed with one click; everything else is filled in, checked and submitted.
        if self.browser.find(RECEIPT).is_some() && name == "acknowledge" {
            self.look(&format!("receipt {name}"));
            self.browser.go(&self.browser.one(RECEIPT));
        } else {
            let form = if self.browser.address().ends_with(ON_PAPER) { "paper" } else { "form" };
            self.look(&format!("{form} {kind}.{name}"));
            self.fill(step, action.fields);
            self.look_at_filled(&format!("filled-{form} {kind}.{name}"));
            self.browser.go(&self.browser.one(".acts-end button[name='step'][value='check']"));
            self.look(&format!("check {kind}.{name}"));
            let submit = self.browser.find("button[name='step'][value='submit']");
            let submit = submit.unwrap_or_else(|| {
                panic!("{} {who} {}: not checked\n{}", step.on, action.title, self.browser.text())
            });
            self.browser.go(&submit);
        }
        self.look(&format!("answer {kind}.{name}"));
        let text = self.browser.text();
        match &step.expect {
            Expect::Done => {
                let address = self.browser.address();
                let received = name == "acknowledge" && !text.contains("请确认收到");
                let done = address.contains("/done/") && text.contains(&format!("已提交：{}", action.title));
                assert!(done || received, "{} {who} {}: {address}\n{text}", step.on, action.title);
                let mut parts = address.rsplit("/cases/").next().unwrap_or_default().split('/');
                let stream =
                    StreamId::new(parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                if action.opens {
                    self.stage.call_case(&story.file, &step.case, stream);
                }
            }
            Expect::Refused(codes) => {
                for code in codes {
                    assert!(text.contains(code.as_str()), "{code} is not among the reasons\n{text}");
                }
            }
            other => panic!("a journey does not walk {other:?}"),
        }
        self.runtime.block_on(self.stage.app.settle()).unwrap();
    }

    fn roles_of(&self, login: &str) -> Vec<Role> {
        let people = self.runtime.block_on(self.stage.app.demo_people()).unwrap();
        people.into_iter().filter(|person| person.login == login).map(|person| person.role).collect()
    }

    /// Signs in by a click on the role; officials and units come with a phone.
    pub(super) fn sign_in(&mut self, login: &str, role: Role, on: &str) {
        let wanted = Some((login.to_owned(), role, on.to_owned()));
        if self.signed == wanted {
            return;
        }
        let phone =
            matches!(role, Role::Official | Role::UnitContact | Role::Committee | Role::AppraisalOwner);
        if phone {
            self.browser.resize(390, 844);
        } else {
            self.browser.resize(1366, 768);
        }
        self.browser.forget();
        self.browser.open(&format!("{}/sign-in", self.address));
        self.look("sign-in");
        self.browser.go(&self.browser.one(&format!("button[name='as'][value='{}@{login}']", role.id())));
        self.signed = wanted;
        self.look(&format!("home {}", role.id()));
    }

    /// Goes to the form by links alone; false where no link leads there.
    fn open_form(&mut self, kind: &str, case: Option<&StreamId>, name: &str) -> bool {
        self.browser.open(&format!("{}/", self.address));
        let Some(case) = case else {
            return self.follow(&format!("a[href='/new/{kind}/{name}']"));
        };
        let at = format!("/cases/{}/{}", case.kind(), case.key());
        if self.follow(&format!("a[href='{at}/do/{name}']")) {
            self.from_work += 1;
            return true;
        }
        // What the person does in another role of theirs is offered with the change of role.
        if self.follow(&format!("form:has(> input[name='back'][value='{at}/do/{name}']) > button")) {
            self.from_work += 1;
            self.signed = None;
            return true;
        }
        let listed = self.follow(&format!("a[href='{at}']"))
            || (self.follow(&format!("nav.menu a[href='/cases/{kind}']")) && {
                self.look(&format!("list {kind}"));
                self.open_row(kind, &at)
            });
        if !listed {
            return false;
        }
        let role = self.signed.as_ref().map(|(_, role, _)| role.id()).unwrap_or_default();
        self.look(&format!("case {kind} {role}"));
        if name == "acknowledge" && self.browser.find(RECEIPT).is_some() {
            self.from_case += 1;
            return true;
        }
        for unfold in self.browser.all("details:not([open]) > summary") {
            if self.browser.is_shown(&unfold) {
                self.browser.click(&unfold);
            }
        }
        let found = self.follow(&format!("a[href='{at}/do/{name}']"))
            || (self.follow(&format!("a[href='{at}/consultation']"))
                && self.follow(&format!("a[href='{at}/do/{name}']")));
        self.from_case += usize::from(found);
        found
    }

    /// Goes by links to the page where a paper is entered beside its scan, and hands in the scan.
    fn open_paper(&mut self, kind: &str, case: Option<&StreamId>, name: &str) -> bool {
        let Some(case) = case else { return false };
        let at = format!("/cases/{}/{}", case.kind(), case.key());
        self.browser.open(&format!("{}/cases/{kind}", self.address));
        if !self.open_row(kind, &at) {
            return false;
        }
        for unfold in self.browser.all("details:not([open]) > summary") {
            if self.browser.is_shown(&unfold) {
                self.browser.click(&unfold);
            }
        }
        let found = self.follow(&format!("a[href='{at}/do/{name}{ON_PAPER}']"));
        if found {
            self.from_case += 1;
            let scan = self.folder.path().join("扫描件（示范）.png");
            super::form::draw_scan(&self.browser, &scan);
            super::form::hand_in_scan(&self.browser, &scan);
        }
        found
    }

    /// A row of a list opens beside it first; from there the case is opened.
    fn open_row(&mut self, kind: &str, at: &str) -> bool {
        // A list names its cases from where it stands: many whole addresses would make it heavy.
        let here = at.trim_start_matches("/cases/");
        let Some(row) = self.browser.find(&format!("[data-drawer] :is(a[href='{at}'], a[href='{here}'])"))
        else {
            return self.follow(&format!("a[href='{at}']"));
        };
        self.browser.click(&row);
        for _ in 0..100 {
            if self.browser.find(".drawer footer a.btn.main").is_some() {
                self.look(&format!("drawer {kind}"));
                return self.follow(".drawer footer a.btn.main");
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("no drawer opened for {at} on {}", self.browser.address());
    }

    fn follow(&self, selector: &str) -> bool {
        let shown = self.browser.all(selector).into_iter().find(|link| self.browser.is_shown(link));
        shown.inspect(|link| self.browser.go(link)).is_some()
    }

    fn fill(&self, step: &Step, fields: &'static [rongheng_app::domain::form::Field]) {
        let file = self.folder.path().join("会议记录（示范）.txt");
        let hand = Hand { browser: &self.browser, district: &self.stage.district, file: &file };
        hand.answer(fields, &step.answers);
        if let Some(person) = &step.acted_for {
            self.browser.fill(&self.browser.one("[name='acted_for']"), self.stage.district.name(person));
        }
        if let Some(day) = &step.paper {
            self.browser.fill(&self.browser.one("[name='paper_on']"), day);
        }
        if let Some(place) = &step.place {
            self.browser.fill(&self.browser.one("[name='paper_place']"), place);
        }
    }

    /// Opens a page and looks at it.
    pub(super) fn visit(&mut self, path: &str) {
        self.browser.open(&format!("{}{path}", self.address));
        self.look(&format!("page {path}"));
    }

    /// Every part of a finished case, the pages beside it, and a form left empty, as an officer meets them.
    pub(super) fn tour(&mut self, story: &Story, case: &str, on: &str) {
        let case = self.runtime.block_on(self.stage.case_of(&story.file, case)).unwrap().expect("the case");
        let at = format!("/cases/{}/{}", case.kind(), case.key());
        self.sign_in("lin", Role::CaseOfficer, on);
        self.visit(&at);
        let tabs = self.browser.all("nav.tabs a");
        let tabs: Vec<String> = tabs.iter().map(|tab| self.browser.attribute(tab, "href")).collect();
        assert!(tabs.len() > 5, "{tabs:?}");
        for path in tabs.iter().chain([&format!("{at}/consultation")]) {
            self.visit(path);
        }
        self.take("page consultation");
        for path in ["/help", "/guarantees", "/cases?q=石鼓", "/cases/tolerance/nothing", "/nowhere"] {
            self.visit(path);
        }
        self.books(on);
        self.sign_in("bai", Role::CaseManagement, on);
        self.visit("/new/tolerance/apply");
        self.browser.go(&self.browser.one(".acts-end button[value='check']"));
        self.look("empty form");
        let focused = self.browser.run("return document.activeElement.className", json!([]));
        assert_eq!(focused, "errors", "the summary of what is wrong has the focus");
        let lost = "return [...document.querySelectorAll('.errors a')]
            .filter(a => !document.querySelector(a.getAttribute('href'))).map(a => a.textContent)";
        assert_eq!(self.browser.run(lost, json!([])), json!([]), "each line leads to its field");
        // What is typed is kept without a button, and is there again.
        let title = "集体决策确定的补偿面积（茶滘街道、司徒𬭎）";
        self.browser.fill(&self.browser.one("[name='title']"), title);
        let kept = "return document.querySelector('[data-draft-note]').textContent";
        let mut note = String::new();
        for _ in 0..100 {
            note = self.browser.run(kept, json!([])).as_str().unwrap_or_default().to_owned();
            if note.contains("草稿存于") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(note.contains("草稿存于"), "{note}");
        self.visit("/new/tolerance/apply?again");
        let typed = self.browser.run("return document.querySelector(\"[name='title']\").value", json!([]));
        assert_eq!(typed, title);
    }

    /// The books of the three administrators, with a record and its forms, and one's own account.
    fn books(&mut self, on: &str) {
        self.sign_in("nie", Role::SystemAdmin, on);
        for path in ["/registers/people", "/registers/people/new", "/registers/people/at/lin"] {
            self.visit(path);
        }
        for path in ["/registers/units", "/registers/units/new", "/registers/units/at/discipline"] {
            self.visit(path);
        }
        self.visit("/registers/settings/at/main");
        self.sign_in("kang", Role::SecurityAdmin, on);
        for path in ["/registers/accounts", "/registers/accounts/new", "/registers/accounts/at/lin"] {
            self.visit(path);
        }
        let forms = self.browser.all("main a[href*='/registers/accounts/at/lin/do/']");
        let forms: Vec<String> = forms.iter().map(|form| self.browser.attribute(form, "href")).collect();
        assert!(!forms.is_empty(), "{}", self.browser.text());
        for path in &forms {
            self.visit(path);
        }
        self.sign_in("jin", Role::Auditor, on);
        for path in ["/access", "/registers/accounts", "/account", "/account/password"] {
            self.visit(path);
        }
    }

    /// Looks at the page once: its accessibility, what the browser complains of, whether it fits the window.
    pub(super) fn look(&mut self, what: &str) {
        if !self.looked.insert(what.to_owned()) {
            return;
        }
        self.take(what);
        let complaints = self.browser.complaints();
        // A refused form is answered with a status that Chromium notes as a failed load: that is no fault.
        for line in complaints.iter().filter(|line| !line.contains("the server responded")) {
            self.faults.push(format!("{what}: the browser complains: {line}"));
        }
        let wider = self.browser.run("return document.documentElement.scrollWidth - innerWidth", json!([]));
        if wider.as_i64() > Some(0) {
            self.faults.push(format!("{what}: the page is {wider} pixels wider than the window"));
        }
        let Some(axe) = &self.axe else { return };
        self.browser.run(axe, json!([]));
        let found = self.browser.run_later(AXE);
        for fault in found.as_array().into_iter().flatten() {
            self.faults.push(format!("{what}: {}", fault.as_str().unwrap_or_default()));
        }
    }

    fn look_at_filled(&mut self, what: &str) {
        self.take(what);
    }

    /// Keeps a picture of the page, for whoever asked for all of them and for the handbook.
    fn take(&mut self, what: &str) {
        let name = what.replace(['/', ' '], "-");
        if let Some(folder) = &self.pictures {
            self.browser.picture(&folder.join(format!("{name}.png")));
        }
        let name = name.replace("--", "-").replace('?', "-");
        if self.wanted.remove(&name) {
            self.browser.small_picture(&handbook::folder().join(format!("{name}.webp")));
        }
    }

    /// What the register says of a case: stage, 办结日, 归档日.
    pub(super) fn stands(&mut self, story: &Story, case: &str) -> (String, bool, bool) {
        let listed = self.runtime.block_on(self.stage.listed(&story.file, case)).unwrap();
        let (_, row) = listed.expect("the case is listed");
        (row.stage, row.closed_on.is_some(), row.archived_on.is_some())
    }

    /// Whether accessibility was looked at, and on how many pages.
    pub(super) fn looked_at(&self) -> (bool, usize) {
        (self.axe.is_some(), self.looked.len())
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// What the address of the page ends in where a paper is entered beside its scan.
const ON_PAPER: &str = "?layout=paper";

/// 我已收到, on the page of whom it was served on.
const RECEIPT: &str = "form[action$='/do/acknowledge'] button[name='step'][value='submit']";

/// Violations of WCAG 2.2 A and AA, each with its places.
pub(super) const AXE: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
    .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' — ' + \
    v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).slice(0, 5).join(' | '))), \
    e => done([String(e)]));";
