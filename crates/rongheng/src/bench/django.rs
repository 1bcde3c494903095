//! The list that a user could have instead: Django's admin over 20,000 cases, served by gunicorn. Its scripts and its
//! Python are looked for, never fetched here (`scripts/bench.sh` may have made them).

use std::{
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// A running admin; ended when dropped.
#[derive(Debug)]
pub(super) struct Django {
    server: Child,
    /// The page of its list.
    pub(super) address: String,
    /// Of somebody who may see it.
    pub(super) cookie: String,
}

impl Django {
    /// The peer below `peers`, with its database in `scratch`; or the reason why there is none.
    pub(super) fn start(peers: &Path, python: &Path, scratch: &Path) -> anyhow::Result<Result<Self, String>> {
        let script = peers.join("dj.py");
        let Ok(script) = script.canonicalize() else {
            return Ok(Err(format!("没有找到对照脚本 {}。", script.display())));
        };
        let probe =
            Command::new(python).args(["-c", "import django, gunicorn"]).stderr(Stdio::null()).status();
        if !probe.is_ok_and(|status| status.success()) {
            return Ok(Err(format!("{} 中没有 Django 和 gunicorn。", python.display())));
        }
        let python = std::path::absolute(python)?;
        let folder = scratch.join("django");
        std::fs::create_dir_all(&folder)?;
        let peers = script.parent().context("the script lies in a folder")?;
        let begun = || {
            let mut command = Command::new(&python);
            command.env("PYTHONPATH", peers).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(&folder);
            command.stdin(Stdio::null());
            command
        };
        let made = begun().arg(&script).arg("init").output()?;
        if !made.status.success() {
            bail!("dj.py init: {}", String::from_utf8_lossy(&made.stderr));
        }
        let said = String::from_utf8_lossy(&made.stdout);
        let session = said.lines().last().context("dj.py printed no session")?.trim().to_owned();
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let bind = format!("127.0.0.1:{port}");
        let server = begun()
            .args(["-m", "gunicorn", "-w", "2", "-b", &bind, "dj:app"])
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let django = Self {
            server,
            address: format!("http://{bind}/admin/cases/case/"),
            cookie: format!("sessionid={session}"),
        };
        let started = Instant::now();
        while TcpStream::connect(&bind).is_err() {
            if started.elapsed() > Duration::from_secs(30) {
                bail!("gunicorn did not start");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Ok(django))
    }
}

impl Drop for Django {
    fn drop(&mut self) {
        // Its workers belong to its group; asked to end, it ends them.
        let _asked = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ended = self.server.wait();
    }
}
