//! What was acknowledged is there after a kill -9, and the ledger is whole.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use rongheng_domain::day::Moment;
use rongheng_store::{Expected, Options, Store};
use sqlx::ConnectOptions as _;

use crate::support::{Rig, batch, on_both};

const CHILD: &str = "RONGHENG_TEST_APPENDS_TO";

/// The child: appends from eight tasks and says each version once it is acknowledged.
#[test]
#[expect(clippy::print_stdout, reason = "it is how the parent hears what was acknowledged")]
fn the_program_that_is_killed() {
    let Ok(place) = std::env::var(CHILD) else { return };
    let parts: Vec<&str> = place.split('\n').collect();
    let options = Options {
        url: parts[0].to_owned(),
        keys: parts[1].into(),
        attachments: parts[2].into(),
        checkpoints: parts[3].into(),
        node: "青澜区".to_owned(),
    };
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(
        async {
            let store = Store::open(&options).await.unwrap();
            let write = async |task: u64| {
                let stream = format!("tolerance/{task}");
                let start = store.head(&stream.as_str().into()).await.unwrap().map_or(0, |head| head.version);
                for version in start.. {
                    store.append(batch(&stream, Expected::At(version), version)).await.unwrap();
                    println!("{task} {}", version + 1);
                    if task == 0 {
                        store.seal(Moment(1)).await.unwrap();
                    }
                }
            };
            let writers: Vec<_> = (0..8).map(write).collect();
            futures_util::future::join_all(writers).await;
        },
    );
}

#[test]
fn every_acknowledged_event_survives_a_kill() {
    on_both(async |rig: Rig| {
        let Rig { store, options, folder } = rig;
        drop(store);
        for round in 0..3_u64 {
            let place = [
                options.url.as_str(),
                options.keys.to_str().unwrap(),
                options.attachments.to_str().unwrap(),
                options.checkpoints.to_str().unwrap(),
            ];
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "killing::the_program_that_is_killed", "--nocapture"])
                .env(CHILD, place.join("\n"))
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let mut acknowledged = [0_u64; 8];
            let mut seen = 0;
            let mut read = |line: &str| {
                // The test runner prints lines of its own.
                let Some((task, version)) = line.rsplit_once("... ").map_or(line, |(_, l)| l).split_once(' ')
                else {
                    return;
                };
                let (Ok(task), Ok(version)) = (task.parse::<usize>(), version.parse::<u64>()) else { return };
                acknowledged[task] = acknowledged[task].max(version);
                seen += 1;
            };
            for line in lines.by_ref().take(60 + usize::try_from(round).unwrap() * 37) {
                read(&line.unwrap());
            }
            child.kill().unwrap();
            child.wait().unwrap();
            for line in lines.map_while(Result::ok) {
                read(&line);
            }
            assert!(seen > 20, "{seen}");
            if !options.url.starts_with("sqlite:") {
                // The server finishes what it had taken from the dead connection.
                tokio::time::timeout(Duration::from_secs(10), settled(&options)).await.unwrap();
            }
            let store = Store::open(&options).await.unwrap();
            for (task, version) in acknowledged.iter().enumerate() {
                let head = store.head(&format!("tolerance/{task}").as_str().into()).await.unwrap();
                assert!(
                    head.map_or(0, |head| head.version) >= *version,
                    "task {task}: {version} was acknowledged"
                );
            }
            store.seal(Moment(1)).await.unwrap();
            assert_eq!(store.verify().await.unwrap().findings, vec![]);
        }
        drop(folder);
    });
}

async fn settled(options: &Options) {
    let mut conn = options.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
    loop {
        let others: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .fetch_one(&mut conn).await.unwrap();
        if others == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}
