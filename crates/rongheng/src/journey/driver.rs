//! A real Chromium, driven over `WebDriver`: the few things a person does with a page.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// The key under which `WebDriver` hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Chromium and the driver in front of it; both end with it.
#[derive(Debug)]
pub(super) struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    _profile: tempfile::TempDir,
}

/// Something on the page.
#[derive(Debug, Clone)]
pub(super) struct Element(String);

/// Whether Chromium and its driver are installed.
pub(super) fn is_installed() -> bool {
    ["chromium", "chromedriver"]
        .iter()
        .all(|tool| Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success()))
}

impl Browser {
    /// A fresh Chromium that reaches this machine only.
    pub(super) fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut port = None;
        for line in BufReader::new(driver.stdout.take().expect("its output")).lines() {
            let line = line.expect("text");
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                port = rest.trim_end_matches('.').parse::<u16>().ok();
                break;
            }
        }
        let port = port.expect("chromedriver says its port");
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--no-first-run".to_owned(),
            "--lang=zh-CN".to_owned(),
            // A page that needed an outside host would be seen at once.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(90)))
            .http_status_as_error(false)
            .build()
            .into();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "timeouts": { "script": 60_000, "pageLoad": 60_000 },
        } } });
        let base = format!("http://127.0.0.1:{port}/session");
        let mut answer = agent.post(&base).send_json(&wanted).expect("chromedriver answers");
        let answer: Value = answer.body_mut().read_json().expect("JSON");
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {answer}"));
        Self { session: format!("{base}/{id}"), driver, agent, _profile: profile }
    }

    fn answer(what: &str, mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, String> {
        let status = answer.status();
        let value: Value =
            answer.body_mut().with_config().limit(100_000_000).read_json().expect("JSON from the driver");
        if status.is_success() {
            Ok(value["value"].clone())
        } else {
            Err(format!("{what}: {}", value["value"]))
        }
    }

    fn post(&self, what: &str, body: Value) -> Result<Value, String> {
        let answer = self.agent.post(format!("{}/{what}", self.session)).send_json(&body);
        Self::answer(what, answer.expect("chromedriver answers"))
    }

    fn get(&self, what: &str) -> Value {
        let answer = self.agent.get(format!("{}/{what}", self.session)).call();
        Self::answer(what, answer.expect("chromedriver answers")).unwrap()
    }

    /// Opens an address, as one who types it.
    pub(super) fn open(&self, address: &str) {
        self.post("url", json!({ "url": address })).unwrap();
    }

    /// Where the page is.
    pub(super) fn address(&self) -> String {
        self.get("url").as_str().unwrap_or_default().to_owned()
    }

    /// Width and height of the window in pixels.
    pub(super) fn resize(&self, width: u32, height: u32) {
        self.post("window/rect", json!({ "width": width, "height": height })).unwrap();
    }

    /// What the page itself has to itself: the window's own frame does not count, and it may be as narrow as a phone.
    pub(super) fn window(&self, width: u32, height: u32) {
        let asked = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", &asked);
    }

    /// Forgets who is signed in.
    pub(super) fn forget(&self) {
        let answer = self.agent.delete(format!("{}/cookie", self.session)).call();
        Self::answer("cookie", answer.expect("chromedriver answers")).unwrap();
    }

    /// Everything that fits the selector, in the order of the page.
    pub(super) fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.post("elements", json!({ "using": "css selector", "value": selector })).unwrap();
        let ids = found.as_array().cloned().unwrap_or_default();
        ids.iter().filter_map(|one| one[ELEMENT].as_str()).map(|id| Element(id.to_owned())).collect()
    }

    /// The first that fits.
    pub(super) fn find(&self, selector: &str) -> Option<Element> {
        self.all(selector).into_iter().next()
    }

    /// The first that fits; the page is shown where there is none.
    pub(super) fn one(&self, selector: &str) -> Element {
        self.find(selector)
            .unwrap_or_else(|| panic!("nothing fits {selector} on {}\n{}", self.address(), self.text()))
    }

    /// Everything written on the page.
    pub(super) fn text(&self) -> String {
        self.run("return document.body.innerText", json!([])).as_str().unwrap_or_default().to_owned()
    }

    /// What an attribute says; empty where there is none.
    pub(super) fn attribute(&self, element: &Element, name: &str) -> String {
        self.get(&format!("element/{}/attribute/{name}", element.0)).as_str().unwrap_or_default().to_owned()
    }

    /// Whether a person sees it.
    pub(super) fn is_shown(&self, element: &Element) -> bool {
        self.get(&format!("element/{}/displayed", element.0)).as_bool().unwrap_or_default()
    }

    /// Clicks, after scrolling there as a person would. What lies under something else is not clicked.
    pub(super) fn click(&self, element: &Element) {
        self.run("arguments[0].scrollIntoView({ block: 'center' })", json!([{ ELEMENT: element.0 }]));
        self.post(&format!("element/{}/click", element.0), json!({}))
            .unwrap_or_else(|why| panic!("{why} on {}", self.address()));
    }

    /// Clicks on what leads to another page, and waits until that page is there.
    pub(super) fn go(&self, element: &Element) {
        self.run("window.left = true", json!([]));
        self.click(element);
        self.arrives();
    }

    fn arrives(&self) {
        let arrived = "return document.readyState === 'complete' && !window.left";
        for _ in 0..600 {
            // Between two pages there is none in which a script could run.
            if self.post("execute/sync", json!({ "script": arrived, "args": [] })) == Ok(Value::Bool(true)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no page came after {}", self.address());
    }

    /// Types into a field, in place of what was there.
    pub(super) fn fill(&self, element: &Element, text: &str) {
        self.post(&format!("element/{}/clear", element.0), json!({})).unwrap();
        self.add(element, text);
    }

    /// Types; for a field of files, chooses the file of this path.
    pub(super) fn add(&self, element: &Element, text: &str) {
        self.post(&format!("element/{}/value", element.0), json!({ "text": text }))
            .unwrap_or_else(|why| panic!("{why} on {}", self.address()));
    }

    /// Runs a script with arguments.
    pub(super) fn run(&self, script: &str, arguments: Value) -> Value {
        self.post("execute/sync", json!({ "script": script, "args": arguments })).unwrap()
    }

    /// Runs a script that hands its answer to its last argument.
    pub(super) fn run_later(&self, script: &str) -> Value {
        self.post("execute/async", json!({ "script": script, "args": [] })).unwrap()
    }

    /// What the browser complained of since it was last asked.
    pub(super) fn complaints(&self) -> Vec<String> {
        let said = self.post("se/log", json!({ "type": "browser" })).unwrap();
        let said = said.as_array().cloned().unwrap_or_default();
        said.iter().map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Keeps a small picture of what is seen without scrolling.
    pub(super) fn small_picture(&self, file: &Path) {
        self.run("scrollTo(0, 0)", json!([]));
        let asked = json!({ "format": "webp", "quality": 55 });
        let shot = self
            .post("goog/cdp/execute", json!({ "cmd": "Page.captureScreenshot", "params": asked }))
            .unwrap();
        std::fs::write(file, STANDARD.decode(shot["data"].as_str().unwrap_or_default()).unwrap()).unwrap();
    }

    /// Every address that the browser asked since it was last asked.
    pub(super) fn requests(&self) -> Vec<String> {
        let said = self.post("se/log", json!({ "type": "performance" })).unwrap();
        let said = said.as_array().cloned().unwrap_or_default();
        said.iter()
            .filter_map(|line| serde_json::from_str::<Value>(line["message"].as_str()?).ok())
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| event["message"]["params"]["request"]["url"].as_str().map(str::to_owned))
            .collect()
    }

    /// Asks the browser itself, past the page.
    pub(super) fn cdp(&self, command: &str, asked: &Value) -> Value {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": asked })).unwrap()
    }

    /// Presses keys one after the other, as on a keyboard; `WebDriver` has a code for each that is no letter.
    pub(super) fn press(&self, keys: &str) {
        let actions: Vec<_> = keys
            .chars()
            .flat_map(|key| {
                let key = key.to_string();
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        let asked = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("actions", asked).unwrap();
    }

    /// Presses a key that leads to another page, and waits until that page is there.
    pub(super) fn press_and_go(&self, key: &str) {
        self.run("window.left = true", json!([]));
        self.press(key);
        self.arrives();
    }

    /// Goes back, forward, or loads the page again: `back`, `forward`, `refresh`.
    pub(super) fn history(&self, way: &str) {
        self.post(way, json!({})).unwrap();
    }

    /// Keeps a picture of the whole page.
    pub(super) fn picture(&self, file: &Path) {
        self.run("scrollTo(0, 0)", json!([]));
        let height =
            self.run("return document.documentElement.scrollHeight", json!([])).as_u64().unwrap_or(900);
        let width = self.run("return innerWidth", json!([])).as_u64().unwrap_or(1366);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height.min(8000), "scale": 1 });
        let asked = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let shot = self
            .post("goog/cdp/execute", json!({ "cmd": "Page.captureScreenshot", "params": asked }))
            .unwrap();
        std::fs::write(file, STANDARD.decode(shot["data"].as_str().unwrap_or_default()).unwrap()).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends Chromium when its session ends. Where it does not answer, its whole group is ended.
        let _ = self.agent.delete(&self.session).call();
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.driver.id())]).output();
        let _ = self.driver.wait();
    }
}

/// Where axe-core lies after `make deps`.
pub(super) fn axe_core() -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.deps/node_modules/axe-core/axe.min.js");
    file.exists().then_some(file)
}
