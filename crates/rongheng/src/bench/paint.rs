//! How long a page takes to its first paint in a real Chromium.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::figures::Sample;

/// Chromium behind its driver; both end with it.
#[derive(Debug)]
pub(super) struct Painter {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    _profile: tempfile::TempDir,
}

/// Milliseconds from the navigation to the first contentful paint; 0 while nothing is painted yet.
const PAINTED: &str = "const of = performance.getEntriesByName('first-contentful-paint'); \
                       return of.length ? of[0].startTime : 0;";

impl Painter {
    /// A fresh Chromium; `None` where none is installed.
    pub(super) fn start() -> anyhow::Result<Option<Self>> {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = driver else { return Ok(None) };
        let mut port = None;
        for line in BufReader::new(driver.stdout.take().context("no output")?).lines() {
            let line = line?;
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                port = rest.trim_end_matches('.').parse::<u16>().ok();
                break;
            }
        }
        let port = port.context("chromedriver did not say its port")?;
        let profile = tempfile::tempdir()?;
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_mins(1)))
            .http_status_as_error(false)
            .build()
            .into();
        let arguments = json!([
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--window-size=1366,768",
            format!("--user-data-dir={}", profile.path().display()),
        ]);
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": { "args": arguments } } } });
        let base = format!("http://127.0.0.1:{port}/session");
        let mut painter = Self { driver, agent, session: base, _profile: profile };
        let answer = painter.post("", &wanted)?;
        let id = answer.get("sessionId").and_then(Value::as_str).context("no session")?.to_owned();
        painter.session = format!("{}/{id}", painter.session);
        Ok(Some(painter))
    }

    fn post(&self, what: &str, body: &Value) -> anyhow::Result<Value> {
        let mut answer = self.agent.post(format!("{}{what}", self.session)).send_json(body)?;
        let value: Value = answer.body_mut().read_json()?;
        if !answer.status().is_success() {
            bail!("chromedriver: {value}");
        }
        Ok(value.get("value").cloned().unwrap_or_default())
    }

    /// First contentful paints of `address` over `times` loads, after one that fills the browser's own cache.
    pub(super) fn first_paints(&self, address: &str, cookie: &str, times: usize) -> anyhow::Result<Sample> {
        let (name, value) = cookie.split_once('=').context("no cookie")?;
        self.post("/url", &json!({ "url": address }))?;
        self.post("/cookie", &json!({ "cookie": { "name": name, "value": value, "path": "/" } }))?;
        let mut sample = Sample::default();
        for load in 0..=times {
            self.post("/url", &json!({ "url": address }))?;
            let mut painted = 0.0;
            for _ in 0..50 {
                let said = self.post("/execute/sync", &json!({ "script": PAINTED, "args": [] }))?;
                painted = said.as_f64().unwrap_or_default();
                if painted > 0.0 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            if painted <= 0.0 {
                bail!("{address} was never painted");
            }
            if load > 0 {
                sample.add(painted);
            }
        }
        Ok(sample)
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        let _left = self.agent.delete(&self.session).call();
        let _killed = self.driver.kill();
        let _ended = self.driver.wait();
    }
}
