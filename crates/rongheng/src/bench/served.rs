//! The program as its users get it, started over a filled folder and asked from outside.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// A running server of ours; ended when dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub(super) port: u16,
}

impl Server {
    /// Starts it over the data in `folder`, and waits until it listens.
    pub(super) fn start(folder: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("127.0.0.1:{port}");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--data").arg(folder).args(["serve", "--listen", &listen]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let server = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > Duration::from_secs(20) {
                bail!("the server did not start");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Status, head and body.
    fn ask(&self, request: &[u8]) -> anyhow::Result<(u16, String, String)> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(Duration::from_secs(20)))?;
        line.write_all(request)?;
        let mut answer = Vec::new();
        line.read_to_end(&mut answer)?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").context("no answer")?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok((status, head.to_owned(), body.to_owned()))
    }

    /// The page at `path`, for whom the cookie stands.
    pub(super) fn get(&self, path: &str, cookie: &str) -> anyhow::Result<(u16, String, String)> {
        let port = self.port;
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        self.ask(head.as_bytes())
    }

    /// Sends a form; the page that it leads to.
    pub(super) fn post(&self, path: &str, cookie: &str, kind: &str, body: &[u8]) -> anyhow::Result<String> {
        let (port, length) = (self.port, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let (status, head, _) = self.ask(&[head.as_bytes(), body].concat())?;
        let to = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
        });
        to.with_context(|| format!("{path} led nowhere: {status}"))
    }

    /// Signs in; the cookie.
    pub(super) fn sign_in(&self, login: &str, password: &str) -> anyhow::Result<String> {
        let body = format!("login={login}&password={password}");
        let (port, length) = (self.port, body.len());
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let (_, head, _) = self.ask(request.as_bytes())?;
        let cookie = head.lines().find(|l| l.to_ascii_lowercase().starts_with("set-cookie: "));
        let cookie = cookie.and_then(|l| l.split_once(' ')).and_then(|(_, value)| value.split(';').next());
        cookie.map(str::to_owned).with_context(|| format!("{login} could not sign in: {head}"))
    }

    /// What the kernel knows of its memory.
    pub(super) fn smaps(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(format!("/proc/{}/smaps", self.child.id()))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}
