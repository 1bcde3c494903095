//! A PostgreSQL of our own for a few seconds: a new cluster in a temporary folder, on loopback, with the settings that
//! it comes with (fsync on, `synchronous_commit` on). PostgreSQL refuses to run as root, so root becomes `postgres`.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

/// A running cluster; stopped and removed when dropped.
#[derive(Debug)]
pub(super) struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one in the folder for temporary files, where its own user can reach it; `None` where PostgreSQL is not
    /// installed.
    pub(super) fn start() -> anyhow::Result<Option<Self>> {
        let Some(binaries) = binaries() else { return Ok(None) };
        let folder = std::env::temp_dir().join(format!("rongheng-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { binaries, folder, port };
        let data = cluster.folder.join("data");
        let initdb =
            ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        run(cluster.command("initdb").args(initdb).arg(&data))?;
        let options = format!("-h 127.0.0.1 -p {port} -k '' -c max_connections=50");
        let log = cluster.folder.join("log");
        run(cluster
            .command("pg_ctl")
            .arg("-D")
            .arg(&data)
            .args(["-w", "-t", "30", "-o", &options, "-l"])
            .arg(log)
            .arg("start"))?;
        run(cluster
            .command("createdb")
            .args(["-h", "127.0.0.1", "-U", "postgres", "-p"])
            .arg(port.to_string())
            .arg("bench"))?;
        Ok(Some(cluster))
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/bench", self.port)
    }

    /// A second database beside ours, a copy of it as it is now. Nobody may be connected to ours.
    pub(super) fn copy(&self, name: &str) -> anyhow::Result<()> {
        let port = self.port.to_string();
        run(self.command("createdb").args([
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port,
            "-T",
            "bench",
            name,
        ]))
    }

    /// What one query answers, as text.
    pub(super) fn ask(&self, database: &str, query: &str) -> anyhow::Result<String> {
        let port = self.port.to_string();
        let mut psql = self.command("psql");
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port,
            "-d",
            database,
            "-c",
            query,
        ]);
        output(&mut psql)
    }

    /// Ends the sessions of a database, so that it can be copied.
    pub(super) fn leave(&self, database: &str) -> anyhow::Result<()> {
        let end = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'"
        );
        self.ask("postgres", &end).map(drop)
    }

    /// `pgbench -M prepared` with one client, this script and these variables: transactions per second.
    pub(super) fn pgbench(
        &self,
        database: &str,
        script: &Path,
        transactions: u32,
        variables: &[(String, String)],
    ) -> anyhow::Result<f64> {
        let port = self.port.to_string();
        let mut pgbench = self.command("pgbench");
        pgbench.args([
            "-n",
            "-M",
            "prepared",
            "-c",
            "1",
            "-j",
            "1",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port,
        ]);
        for (name, value) in variables {
            pgbench.arg("-D").arg(format!("{name}={value}"));
        }
        pgbench.args(["-t", &transactions.to_string(), "-f"]).arg(script).arg(database);
        let said = output(&mut pgbench)?;
        let line = said.lines().find(|l| l.starts_with("tps =")).context("pgbench printed no rate")?;
        let tps = line.split_whitespace().nth(2).context("pgbench printed no rate")?;
        Ok(tps.parse()?)
    }

    fn command(&self, tool: &str) -> Command {
        let program = self.binaries.join(tool);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").env("LC_ALL", "C");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let _ = run(self.command("pg_ctl").arg("-D").arg(data).args(["-m", "immediate", "-w", "stop"]));
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The newest installed server; Debian keeps it beside the path.
fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("pgbench").exists())
        .collect();
    found.sort();
    found.pop()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    // A server that is started keeps what it inherits: with a pipe nobody would ever see its end.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let status = status.with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?}: {status}");
    }
    Ok(())
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
