//! A PostgreSQL of our own for a test: a temporary cluster that listens on a socket in its folder and nowhere else.
//! The tests of the application include this file too.

use std::{path::PathBuf, process::Command};

use tempfile::TempDir;

/// A running cluster; it ends with the value.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

/// Where Debian keeps the server's programs, or the path.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions
        .pop()
        .or_else(|| std::env::split_paths(&std::env::var_os("PATH")?).find(|bin| bin.join("initdb").exists()))
}

/// PostgreSQL does not run as root: there its programs are started as the user `postgres` that its package made.
fn program(programs: &std::path::Path, name: &str) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(programs.join(name));
        command
    } else {
        Command::new(programs.join(name))
    }
}

impl Cluster {
    /// Starts one; `None` where PostgreSQL is not installed.
    pub(crate) fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().unwrap();
        let _ = Command::new("chown").arg("postgres").arg(folder.path()).output();
        let cluster = Self { folder, programs };
        let at = cluster.folder.path().join("cluster");
        let made = program(&cluster.programs, "initdb")
            .args(["--auth=trust", "--username=rongheng", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&at)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}'",
            cluster.folder.path().display()
        );
        let started = program(&cluster.programs, "pg_ctl")
            .args(["start", "--wait", "--silent", "-o", &options, "-D"])
            .arg(&at)
            .arg("-l")
            .arg(cluster.folder.path().join("log"))
            .status()
            .unwrap();
        assert!(started.success(), "the cluster does not start");
        Some(cluster)
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        let host = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://rongheng@{host}/postgres")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = program(&self.programs, "pg_ctl")
            .args(["stop", "--mode=immediate", "--silent", "-D"])
            .arg(self.folder.path().join("cluster"))
            .status();
    }
}
