//! Sixty-four clients at once on SQLite: how many share a commit, how long the slowest wait, and whether anybody is
//! left behind.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rongheng_app::domain::ids::StreamId;

use super::{
    figures::{Sample, Target, as_f64, short},
    report::Report,
    syncs,
    world::{ACTS, Closed, World},
};

const CLIENTS: usize = 64;
/// Cases of a client, so that none of them grows beyond what a case is.
const CASES: usize = 6;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);

pub(super) async fn measure(report: &mut Report, scratch: &Path) -> anyhow::Result<()> {
    let world = Closed::make(&scratch.join("many"), None).await?.open().await?;
    report.say(format!("  反复办理的事项:{}", world.repeated()));
    let cases = Arc::new(cases_of_all(&world).await?);
    let jobs = world.app.start_jobs();
    let (mut rates, mut tails, mut fairness, mut shared) =
        (Sample::default(), Sample::default(), Sample::default(), Sample::default());
    let mut p50s = Sample::default();
    for round in 0..=ROUNDS {
        let before = world.app.store().metrics();
        let started = Instant::now();
        let served = at_once(&world, &cases, round, ROUND).await?;
        let elapsed = started.elapsed().as_secs_f64();
        let after = world.app.store().metrics();
        if round == 0 {
            continue;
        }
        let all: Sample = served.iter().flatten().copied().collect();
        let counts: Sample = served.iter().map(|one| as_f64(one.len())).collect();
        rates.add(as_f64(all.n()) / elapsed);
        p50s.add(all.median());
        tails.add(all.quantile(0.99) / all.median());
        fairness.add(counts.quantile(1.0) / counts.quantile(0.0).max(1e-9));
        shared.add(as_f64(all.n()) / as_f64(after.commits - before.commits));
    }
    drop(jobs);
    let how = format!("{rates} 项/秒;p50 {} ms;p99/p50 {tails}", short(p50s.median()));
    report.figure("64 个用户:p99 与 p50 之比", tails.median(), Target::AtMost(5.0), how);
    let how = format!("各轮 {fairness}");
    report.figure("64 个用户:办得最多与最少之比", fairness.median(), Target::AtMost(2.0), how);
    report.say(format!("  按程序自己的计数,每次提交 {shared} 项;下面按系统调用复核"));
    super::counted(report, "many", "64 个用户:每次落盘(fsync)办理的事项", Target::AtLeast(8.0), scratch)
}

async fn cases_of_all(world: &World) -> anyhow::Result<Vec<Vec<StreamId>>> {
    let mut all = Vec::new();
    for client in 0..CLIENTS {
        let mut cases = Vec::new();
        for case in 0..CASES {
            cases.push(world.begin(ACTS, &format!("many/{client}/{case}")).await?);
        }
        all.push(cases);
    }
    Ok(all)
}

/// Every client acts in its own cases, one act after the other, for so long; milliseconds of each act, by client.
async fn at_once(
    world: &World,
    cases: &Arc<Vec<Vec<StreamId>>>,
    round: usize,
    long: Duration,
) -> anyhow::Result<Vec<Vec<f64>>> {
    let end = Instant::now() + long;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (world, cases) = (world.clone(), Arc::clone(cases));
            tokio::spawn(async move {
                let cases = cases.get(client).context("no cases")?;
                let mut took = Vec::new();
                for case in cases.iter().cycle() {
                    if Instant::now() >= end {
                        break;
                    }
                    let started = Instant::now();
                    world.again(case, format!("{round}/{client}/{}", took.len())).await?;
                    took.push(started.elapsed().as_secs_f64() * 1e3);
                }
                anyhow::Ok(took)
            })
        })
        .collect();
    let mut served = Vec::new();
    for client in clients {
        served.push(client.await??);
    }
    Ok(served)
}

/// The same for a second, with the calls between two marks counted from outside; how many acts were done.
pub(super) async fn traced(scratch: &Path) -> anyhow::Result<u64> {
    let world = Closed::make(&scratch.join("traced"), None).await?.open().await?;
    let cases = Arc::new(cases_of_all(&world).await?);
    let jobs = world.app.start_jobs();
    syncs::begin();
    let served = at_once(&world, &cases, 0, Duration::from_secs(2)).await?;
    syncs::end();
    drop(jobs);
    Ok(u64::try_from(served.iter().map(Vec::len).sum::<usize>())?)
}
