//! The real program serving its demo, and somebody who asks it over a real socket.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::program::under;

/// Says its process id and becomes the program.
const SAY_PID: [&str; 4] = ["sh", "-c", "echo \"pid $$\"; exec \"$@\"", "sh"];
/// Where the demo says it is.
const READY: &str = "演示已就绪：http://127.0.0.1:";

/// A running demo; it ends with the value.
pub(crate) struct Served {
    child: Child,
    /// Process id of the program itself, whatever started it.
    pub pid: u32,
    pub port: u16,
    /// What it printed until it was ready.
    pub said: String,
}

impl Served {
    /// Builds the demo in `folder` and serves it; `starter` starts the program, `port` is the one asked for.
    pub(crate) fn demo(folder: &Path, starter: &[&str], port: u16) -> Self {
        let starter: Vec<&str> = starter.iter().copied().chain(SAY_PID).collect();
        let mut command = under(folder.parent().unwrap(), &starter);
        command.arg("demo").arg("--folder").arg(folder).args(["--port", &port.to_string()]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut pid, mut said) = (0, String::new());
        for line in lines.by_ref().map_while(Result::ok) {
            said.extend([line.as_str(), "\n"]);
            if let Some(number) = line.strip_prefix("pid ") {
                pid = number.parse().unwrap();
            }
            if let Some(port) = line.strip_prefix(READY) {
                let port = port.parse().unwrap();
                // What it says later is read, so that it never waits for a reader.
                thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                return Self { child, pid, port, said };
            }
        }
        panic!("the demo ended before it was ready: {:?}\n{said}", child.wait());
    }

    /// Tells the program to stop, and waits for it.
    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _gone_already = Command::new("kill").arg(self.pid.to_string()).stderr(Stdio::null()).status();
        let _ended = self.child.wait();
    }

    /// Somebody who is not signed in.
    pub(crate) fn stranger(&self) -> Browser {
        Browser { port: self.port, cookie: String::new() }
    }

    /// Somebody signed in with one click: `role@login`.
    pub(crate) fn browser(&self, who: &str) -> Browser {
        let mut browser = Browser { port: self.port, cookie: String::new() };
        let answer = browser.post("/sign-in/demo", &[("as", who)]);
        assert_eq!(answer.status, 303, "{who} could not sign in: {}", answer.text);
        answer.head("set-cookie").split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    heads: String,
    pub text: String,
}

impl Answer {
    /// A header; empty without it.
    pub(crate) fn head(&self, name: &str) -> &str {
        let lines = self.heads.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .next()
            .unwrap_or("")
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&start).nth(1).unwrap_or_else(|| panic!("no hidden {name}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Somebody signed in, without a screen.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    port: u16,
    cookie: String,
}

impl Browser {
    /// The cookie of the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// A connection on which the head of a request was sent.
    pub(crate) fn begin(&self, request: &str, more: &str) -> TcpStream {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        line.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let (port, cookie) = (self.port, &self.cookie);
        let head = format!(
            "{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
             Connection: close\r\n{more}\r\n"
        );
        line.write_all(head.as_bytes()).unwrap();
        line
    }

    fn answer(mut line: TcpStream) -> Answer {
        let mut bytes = Vec::new();
        line.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (heads, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let status = heads.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, heads: heads.to_owned(), text: body.to_owned() }
    }

    /// Opens a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        Self::answer(self.begin(&format!("GET {path}"), ""))
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.send(path, "application/x-www-form-urlencoded", body.join("&").as_bytes())
    }

    /// Sends a body.
    pub(crate) fn send(&self, path: &str, media: &str, body: &[u8]) -> Answer {
        let more = format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len());
        let mut line = self.begin(&format!("POST {path}"), &more);
        line.write_all(body).unwrap();
        Self::answer(line)
    }

    /// The unit's application with this title and these facts, submitted with the key of a fresh form.
    pub(crate) fn apply(&self, path: &str, title: &str, facts: &str) -> Answer {
        let key = self.get(APPLY).hidden("key");
        let mut fields = application(title, facts);
        fields.extend([("version", "0"), ("key", &key), ("step", "submit")]);
        self.post(path, &fields)
    }
}

/// The form that opens a case.
pub(crate) const APPLY: &str = "/new/tolerance/apply";
/// Somebody of the demo who fills it in.
pub(crate) const APPLICANT: &str = "unit_contact@peng";

/// The answers of an application, by the demo's people.
pub(crate) fn application<'a>(title: &'a str, facts: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("applicant", "unit"),
        ("officials.0.person", "周砚清"),
        ("officials.0.post", "主任"),
        ("unit", "acquisition_centre"),
        ("committee", "housing_group"),
        ("stage", "investigation"),
        ("first_day", "2022-06-17"),
        ("last_day", "2022-06-17"),
        ("facts", facts),
    ]
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
