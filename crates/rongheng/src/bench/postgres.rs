//! One client on PostgreSQL beside `pgbench -M prepared`, which runs our very statements: one command is taken down and
//! written as its script. Both on copies of one database, in one cluster, in turn.

use std::{fs, path::Path, time::Instant};

use super::{
    alternate::Rounds,
    cluster::Cluster,
    figures::{Target, as_f64},
    report::Report,
    world::{ACTS, Closed, World},
};

const ROUNDS: usize = 5;
const CASES: usize = 10;
const AGAIN: usize = 40;
const KEY: &str = "pg/recorded";

pub(super) async fn measure(report: &mut Report, scratch: &Path) -> anyhow::Result<()> {
    let Some(cluster) = Cluster::start()? else {
        report.absent("PostgreSQL", "没有安装 PostgreSQL 服务器和 pgbench。");
        return Ok(());
    };
    report.say(format!("  PostgreSQL {}", cluster.ask("postgres", "SHOW server_version")?));
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        report.say(format!("  {setting} = {}", cluster.ask("postgres", &format!("SHOW {setting}"))?));
    }
    let closed = Closed::make(&scratch.join("pg"), Some(cluster.url())).await?;

    // One command more in a case that has gone its way, taken down.
    let world = closed.open().await?;
    let case = world.begin(ACTS, "pg/first").await?;
    let before = world.again(&case, "pg/warm".to_owned()).await?;
    world.app.store().record();
    world.again(&case, KEY.to_owned()).await?;
    let transcript = world.app.store().recorded();
    world.app.settle().await?;
    drop(world);
    let round_trips = transcript.reads() + transcript.writes() + 2;
    let texts = transcript.texts().into_iter().map(|(n, text)| {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
        format!("{n} × {text}")
    });
    report.say(format!("  一项的语句:BEGIN;{};COMMIT", texts.collect::<Vec<_>>().join(";")));
    let how = "取自一项事项实际发出的语句,另加 BEGIN 和 COMMIT";
    report.figure("PostgreSQL:每项往返次数", as_f64(round_trips), Target::AtMost(6.0), how);

    let script = transcript.pgbench(i64::try_from(before)?, KEY);
    let file = std::env::temp_dir().join(format!("rongheng-bench-{}.sql", std::process::id()));
    fs::write(&file, &script.text)?;
    cluster.leave("bench")?;
    cluster.copy("floor")?;

    let world = closed.open().await?;
    let mut rounds = Rounds::default();
    // The copy was made after the act that was taken down: its stream stands one further.
    let mut counter = (i64::try_from(before)? + 1, 1_i64);
    for round in 0..=ROUNDS {
        let (n, seconds) = ours(&world, round).await?;
        let transactions = u32::try_from(n)?;
        let mut variables = script.variables.clone();
        for (name, value) in &mut variables {
            match name.as_str() {
                "v" => *value = counter.0.to_string(),
                "k" => *value = counter.1.to_string(),
                _ => {}
            }
        }
        let theirs = cluster.pgbench("floor", &file, transactions, &variables)?;
        counter = (counter.0 + i64::from(transactions), counter.1 + i64::from(transactions));
        if round > 0 {
            rounds.add(as_f64(n) / seconds, theirs);
        }
    }
    fs::remove_file(&file)?;
    drop(world);
    let how = format!("我方 {} 项/秒,pgbench {} 项/秒", rounds.ours, rounds.theirs);
    report.figure("PostgreSQL:办理速度与 pgbench 之比", rounds.ratio().median(), Target::AtLeast(0.7), how);
    Ok(())
}

/// The same act again and again in cases that have gone their way; how often, and in how many seconds.
async fn ours(world: &World, round: usize) -> anyhow::Result<(usize, f64)> {
    let mut cases = Vec::new();
    for case in 0..CASES {
        cases.push(world.begin(ACTS, &format!("pg/{round}/{case}")).await?);
    }
    let started = Instant::now();
    for (place, case) in cases.iter().enumerate() {
        for again in 0..AGAIN {
            world.again(case, format!("pg/again/{round}/{place}/{again}")).await?;
        }
    }
    Ok((CASES * AGAIN, started.elapsed().as_secs_f64()))
}
