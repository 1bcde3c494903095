//! A real Chromium, driven through Debian's chromedriver, with axe-core for the accessibility check.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, wd::Capabilities};
use serde_json::{Value, json};

/// What a journey needs besides the program.
pub struct Browser {
    driver: Child,
    pub client: Client,
    axe: String,
    _profile: tempfile::TempDir,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A tool that a journey cannot do without: red on the CI machine, a counted line elsewhere.
fn missing(what: &str) -> Option<Browser> {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what} is missing on the CI machine");
    println!("skipped: {what} is missing");
    None
}

impl Browser {
    /// Starts chromedriver on a free port and a headless Chromium of its own.
    pub async fn start() -> Option<Self> {
        let axe = root().join(".deps/node_modules/axe-core/axe.min.js");
        let Ok(axe) = std::fs::read_to_string(axe) else { return missing("axe-core (make deps)") };
        let Ok(mut driver) = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
        else {
            return missing("chromedriver");
        };
        let port = port_of(&mut driver);
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = Capabilities::new();
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=zh-CN",
            "--window-size=1366,900",
            // No page may ask an outside host: only the loopback address has a name here.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ];
        let mut args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        args.push(format!("--user-data-dir={}", profile.path().display()));
        capabilities.insert("goog:chromeOptions".into(), json!({ "args": args }));
        let http = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(http)
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        Some(Self { driver, client, axe, _profile: profile })
    }

    /// Ends Chromium and its driver.
    pub async fn stop(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    /// Asserts that axe-core finds nothing against WCAG 2.1 A and AA on the page shown.
    pub async fn assert_accessible(&self, page: &str) {
        self.client.execute(&self.axe, vec![]).await.unwrap();
        let script = "const done = arguments[arguments.length - 1];\
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})\
            .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' + \
            v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))))";
        let found = self.client.execute_async(script, vec![]).await.unwrap();
        assert_eq!(found, json!([]), "accessibility of {page}");
    }

    /// Keeps a picture under `target/journeys/`, for people to look at.
    pub async fn picture(&self, name: &str) {
        let folder = root().join("target/journeys");
        std::fs::create_dir_all(&folder).unwrap();
        let height = self.client.execute("return document.documentElement.scrollHeight", vec![]).await.unwrap();
        let height = u32::try_from(height.as_u64().unwrap_or(900).clamp(600, 4000)).unwrap();
        let _ = self.client.set_window_size(1366, height).await;
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
        let _ = self.client.set_window_size(1366, 900).await;
    }

    /// The text of the page.
    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Sets a form's field as a person would, whatever control it is.
    pub async fn fill(&self, name: &str, value: &str) -> Result<(), String> {
        let script = r#"
            const [name, value] = arguments;
            const all = [...document.getElementsByName(name)].filter(e => e.type !== 'hidden');
            if (!all.length) return 'no field ' + name;
            const first = all[0];
            if (first.type === 'radio') {
                const hit = all.find(e => e.value === value);
                if (!hit) return 'no choice ' + value + ' of ' + name;
                hit.checked = true;
            } else if (first.type === 'checkbox') {
                const wanted = value.split('\n');
                for (const one of all) one.checked = wanted.includes(one.value);
                const have = all.map(e => e.value);
                const lost = wanted.filter(w => !have.includes(w));
                if (lost.length) return 'no choice ' + lost + ' of ' + name;
            } else if (first.tagName === 'SELECT') {
                first.value = value;
                if (first.value !== value) return 'no option ' + value + ' of ' + name;
            } else {
                first.value = value;
            }
            return '';
        "#;
        let said = self.client.execute(script, vec![json!(name), json!(value)]).await.map_err(|e| e.to_string())?;
        match said {
            Value::String(text) if text.is_empty() => Ok(()),
            other => Err(other.to_string()),
        }
    }
}

fn port_of(driver: &mut Child) -> u16 {
    let out = BufReader::new(driver.stdout.take().unwrap());
    for line in out.lines() {
        let line = line.unwrap();
        if let Some(at) = line.find("on port ") {
            let digits: String = line.chars().skip(at + 8).take_while(char::is_ascii_digit).collect();
            if let Ok(port) = digits.parse() {
                return port;
            }
        }
    }
    panic!("chromedriver did not say its port");
}

/// Waits until `ready` answers, at most ten seconds; polling a real server, never a fixed sleep.
pub async fn until(what: &str, mut ready: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if ready().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain for {what}");
}
