//! A node that is killed (SIGKILL) while it checks a sheet or writes it leaves nothing by halves: either no row of the file
//! counts or all do, and whoever comes next goes on from there.
//!
//! strace kills the node right before a system call, counted from its start: before each sync and before every so many
//! writes. Each time the node starts from the same copied folder, in which the work waits.

use std::{
    collections::BTreeSet,
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use rongheng_app::{Actor, App, Book, Config, Held, StoryClock, WorkState};
use rongheng_domain::people::Role;

use crate::{
    killed::copy_folder,
    skipped::skipped,
    support::{House, day},
};

/// Tells the test program to be the node, and where.
const NODE: &str = "RONGHENG_TEST_NODE_WRITES_A_SHEET_IN";
const TODAY: &str = "2026-03-02";
/// Rows of the sheet: several hundred writes of pages, and enough for the way that many rows go together.
const ROWS: usize = 600;
/// More kills than this of one sort never happen.
const MOST: usize = 40;

/// The node: does the long work that waits, and ends.
#[test]
fn the_node_that_is_killed_with_a_sheet() {
    let Ok(folder) = std::env::var(NODE) else { return };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        open(Path::new(&folder), 0).await.do_long_work().await.unwrap();
    });
}

async fn open(folder: &Path, seconds: i64) -> App {
    let clock = Arc::new(StoryClock::on(day(TODAY)));
    clock.pass(seconds * 1_000_000);
    App::open(Config { demo: true, clock, ..Config::in_folder(folder) }).await.unwrap()
}

fn nie() -> Actor {
    let held = vec![Held { role: Role::SystemAdmin, unit: Some("discipline".into()) }];
    Actor {
        person: "nie".into(),
        held,
        acting: Some(Role::SystemAdmin),
        narrowed: None,
        stands_in: Vec::new(),
    }
}

fn sheet() -> String {
    let head = "编号,姓名,单位,职务,任职日期,身份,管理层级,是否党员\n";
    let row = |n: usize| format!(",示范{n:04},discipline,科员,2026-01-05,公务员（参公人员）,科级,是\n");
    std::iter::once(head.to_owned()).chain((0..ROWS).map(row)).collect()
}

/// Starts the node in `folder` under strace; whether it was killed.
fn killed(folder: &Path, calls: &str, before: usize) -> bool {
    let (trace, kill) = (format!("trace={calls}"), format!("inject={calls}:signal=KILL:when={before}"));
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &kill])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "killed_sheets::the_node_that_is_killed_with_a_sheet"])
        .env(NODE, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success() || status.signal() == Some(9), "{status}");
    !status.success()
}

/// How many people of the sheet are in the lists, and how many in the ledger.
async fn counted(app: &App) -> (usize, usize) {
    let listed = app.store().all_persons().await.unwrap();
    let listed = listed.iter().filter(|row| row.name.starts_with("示范")).count();
    let streams = app.store().all_streams().await.unwrap();
    (listed, streams.iter().filter(|(stream, _)| stream.kind() == "person").count())
}

/// The next node, a while later: what it finds, and that it goes on to the end. Gives the state the work was left in.
async fn finished_by_the_next(folder: &Path, id: &str, known: usize, writes: bool) -> (WorkState, usize) {
    let app = open(folder, 120).await;
    let (listed, streams) = counted(&app).await;
    assert!([0, ROWS].contains(&listed), "{listed} of {ROWS} rows count");
    assert_eq!(streams, known + listed, "the lists and the ledger say the same");
    // Nothing was staged where anybody reads.
    if !writes {
        assert_eq!(listed, 0, "a check writes nothing");
    }
    app.do_long_work().await.unwrap();
    let state = async |app: &App| {
        app.my_work(&nie()).await.unwrap().into_iter().find(|work| work.id == id).unwrap().state
    };
    let found = state(&app).await;
    if found == WorkState::Interrupted {
        app.restart_work(&nie(), id).await.unwrap();
        app.do_long_work().await.unwrap();
    }
    assert_eq!(state(&app).await, WorkState::Done, "{found:?}");
    let written = if writes { ROWS } else { 0 };
    assert_eq!(counted(&app).await, (written, known + written));
    app.settle().await.unwrap();
    let report = app.store().verify().await.unwrap();
    assert_eq!((report.findings, report.unsealed), (vec![], 0));
    (found, listed)
}

async fn kills(folder: &Path, id: &str, known: usize, writes: bool) -> BTreeSet<(String, usize)> {
    let mut found = BTreeSet::new();
    let mut kills = 0;
    for (calls, step) in [("fdatasync,fsync", 1), ("pwrite64", 37)] {
        for n in 1..=MOST {
            let copy = tempfile::tempdir().unwrap();
            copy_folder(folder, copy.path());
            let was_killed = killed(copy.path(), calls, (n - 1) * step + 1);
            let (state, listed) = finished_by_the_next(copy.path(), id, known, writes).await;
            found.insert((format!("{state:?}"), listed));
            if !was_killed {
                break;
            }
            kills += 1;
        }
    }
    println!("{kills} kills, writing: {writes}; left to the next: {found:?}");
    assert!(kills >= 4, "{kills}");
    found
}

#[tokio::test]
async fn a_kill_while_a_sheet_is_checked_or_written_leaves_none_of_it_or_all_of_it() {
    let probe = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "true"];
    if !Command::new("strace").args(probe).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    {
        return skipped("kills while a sheet is written: strace is not installed or may not trace");
    }
    let house = House::district(TODAY).await;
    let (_, known) = counted(&house.app).await;
    let check =
        house.app.ask_check_sheet(&nie(), Book::People, "名单.csv", sheet().as_bytes()).await.unwrap();
    let from = house.folder.path();
    let checks = kills(from, &check, known, false).await;
    assert!(checks.iter().any(|(state, _)| state == "Interrupted"), "{checks:?}");
    house.app.do_long_work().await.unwrap();
    let write = house.app.ask_write_sheet(&nie(), &check).await.unwrap();
    let writes = kills(from, &write, known, true).await;
    // Some kills come before the commit and some after it: both were seen.
    let listed: BTreeSet<_> = writes.iter().map(|(_, listed)| *listed).collect();
    assert_eq!(listed, BTreeSet::from([0, ROWS]), "{writes:?}");
}
