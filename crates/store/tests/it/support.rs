//! A fresh store of each engine for each test. PostgreSQL is a cluster of our own in a temporary folder,
//! with fsync on, that goes when the tests end.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::Recorded,
};
use rongheng_store::{Batch, Expected, Options, Store, Suite, Write};
use serde_json::json;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};

/// A store in a folder of its own.
pub(crate) struct Rig {
    pub(crate) store: Store,
    pub(crate) options: Options,
    pub(crate) folder: tempfile::TempDir,
}

impl Rig {
    pub(crate) async fn sqlite(suite: Suite) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        Self::init(folder, url, suite).await
    }

    async fn postgres(suite: Suite) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut conn: PgConnection =
            server.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} OWNER app")))
            .execute(&mut conn)
            .await
            .unwrap();
        conn.close().await.unwrap();
        let url = server
            .replace("/postgres?", &format!("/{name}?"))
            .replace("postgres://postgres@", "postgres://app@");
        Some(Self::init(tempfile::tempdir().unwrap(), url, suite).await)
    }

    async fn init(folder: tempfile::TempDir, url: String, suite: Suite) -> Self {
        let at = |name: &str| folder.path().join(name);
        let options = Options {
            url,
            keys: at("keys"),
            attachments: at("attachments"),
            checkpoints: at("checkpoints.jsonl"),
            node: "青澜区".to_owned(),
        };
        let store = Store::init(&options, suite).await.unwrap();
        Self { store, options, folder }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.options.url.starts_with("sqlite:")
    }

    /// Runs SQL as somebody who holds the database itself: triggers and rights stand in nobody's way.
    pub(crate) async fn tamper(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        if let Some(path) = self.options.url.strip_prefix("sqlite:") {
            let mut conn = sqlite(Path::new(path)).await;
            sqlx::raw_sql("DROP TRIGGER IF EXISTS ledger_keeps; DROP TRIGGER IF EXISTS ledger_stays; DROP TRIGGER IF EXISTS leaf_keeps; DROP TRIGGER IF EXISTS leaf_stays;")
                .execute(&mut conn).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        } else {
            let url = self.options.url.replace("postgres://app@", "postgres://postgres@");
            let mut conn: PgConnection =
                url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
            sqlx::raw_sql("SET session_replication_role = replica").execute(&mut conn).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
    }
}

pub(crate) async fn sqlite(path: &Path) -> SqliteConnection {
    sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Runs a test on SQLite and on PostgreSQL.
pub(crate) fn on_both(test: impl AsyncFn(Rig)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        test(Rig::sqlite(Suite::Aes256Gcm).await).await;
        if let Some(rig) = Rig::postgres(Suite::Sm4Gcm).await {
            test(rig).await;
        }
    });
}

/// The URL of the test cluster's superuser; `None` where PostgreSQL is not installed.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    static SKIPPED: AtomicU32 = AtomicU32::new(0);
    let url = SERVER.get_or_init(start).as_deref();
    if url.is_none() {
        let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "PostgreSQL must be there in CI");
        // Straight to the stream: the runner swallows what a passing test prints.
        writeln!(std::io::stderr(), "skipped: no postgresql ({count})").unwrap();
    }
    url
}

fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.flatten().map(|v| v.path().join("bin")).filter(|b| b.join("initdb").exists()).collect();
    found.sort();
    found.pop()
}

/// PostgreSQL refuses to run as root.
fn command(program: &Path) -> Command {
    let root = fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

#[expect(clippy::zombie_processes, reason = "the watchman outlives these tests and ends by itself")]
fn start() -> Option<String> {
    let bin = bin()?;
    // Made by whoever runs the server, so that the watchman can take it away again.
    let pattern = std::env::temp_dir().join("rongheng-pg.XXXXXX");
    let made = command(Path::new("mktemp")).arg("-d").arg(pattern).output().unwrap();
    let folder = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
    assert!(folder.is_dir(), "mktemp");
    let cluster = folder.join("c");
    let made = command(&bin.join("initdb"))
        .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(&cluster)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success(), "initdb");
    // A watchman ends the server when these tests end, however they do.
    let watch = r#""$0" -D "$1" -k "$2" -c listen_addresses= -c fsync=on -c max_connections=300 -c logging_collector=off >"$2/log" 2>&1 &
server=$!; while [ -d "/proc/$3" ]; do sleep 0.3; done; kill -QUIT $server; wait $server; rm -rf "$2""#;
    let _watchman = command(Path::new("/bin/sh"))
        .args(["-c", watch])
        .arg(bin.join("postgres"))
        .arg(&cluster)
        .arg(&folder)
        .arg(std::process::id().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..200 {
        let ready = Command::new(bin.join("psql"))
            .args(["-U", "postgres", "-d", "postgres", "-qc", "CREATE ROLE app LOGIN"])
            .arg("-h")
            .arg(&folder)
            .stderr(Stdio::null())
            .status()
            .unwrap();
        if ready.success() {
            let host = folder.to_string_lossy().replace('/', "%2F");
            return Some(format!("postgres://postgres@localhost/postgres?host={host}"));
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("PostgreSQL did not start: {}", fs::read_to_string(folder.join("log")).unwrap_or_default());
}

pub(crate) fn event(name: &str, n: u64) -> Recorded {
    Recorded {
        kind: format!("tolerance.{name}"),
        schema: 1,
        payload: json!({ "n": n, "says": "大胆试、大胆闯 𬭎😀" }),
    }
}

pub(crate) fn batch(stream: &str, expected: Expected, n: u64) -> Batch {
    let mut batch = Batch::new(PersonId::from("lin"), Moment(1_000_000 + i64::try_from(n).unwrap()));
    batch.writes.push(Write { stream: StreamId::from(stream), expected, events: vec![event("noted", n)] });
    batch
}

/// Writes `streams` cases of `each` events.
pub(crate) async fn fill(store: &Store, streams: u64, each: u64) {
    for n in 0..each {
        for s in 0..streams {
            store.append(batch(&format!("tolerance/{s}"), Expected::At(n), n * streams + s)).await.unwrap();
        }
    }
}
