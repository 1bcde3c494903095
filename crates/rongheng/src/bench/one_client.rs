//! One client after another act: 容衡 through `app::execute`, the bare statements of the very same acts on a copy of
//! the same database, and the peer, in turn.

use std::{path::Path, time::Instant};

use rongheng_app::floor::Bare;

use super::{
    Arguments, ROUND,
    alternate::Rounds,
    figures::{Sample, Target, as_f64, short},
    peer::Spiff,
    report::Report,
    syncs,
    world::{ACTS, Closed, World},
};

const ROUNDS: usize = 7;
const PEER_SECONDS: f64 = 1.5;

pub(super) async fn measure(
    report: &mut Report,
    arguments: &Arguments,
    scratch: &Path,
) -> anyhow::Result<()> {
    let closed = Closed::make(&scratch.join("one"), None).await?;
    let mut bare = Bare::open(&closed.copy("bare.sqlite")?.display().to_string()).await?;
    let spiff = Spiff::find(&arguments.peers, &arguments.python, scratch);
    let world = closed.open().await?;
    report.say(format!("  每案事项:{}", world.path()));

    let (mut beside_bare, mut beside_peer) = (Rounds::default(), Rounds::default());
    let mut statements = Sample::default();
    for round in 0..=ROUNDS {
        world.app.store().record();
        let (acts, ours) = acts_per_second(&world, &format!("one/{round}")).await?;
        let transcript = world.app.store().recorded();
        let started = Instant::now();
        bare.replay(&transcript).await?;
        let theirs = as_f64(acts) / started.elapsed().as_secs_f64();
        let peer = spiff.as_ref().ok().map(|spiff| spiff.steps_per_second(PEER_SECONDS)).transpose()?;
        // The first round warms caches and is not counted.
        if round > 0 {
            beside_bare.add(ours, theirs);
            statements.add(as_f64(transcript.writes() + transcript.reads()) / as_f64(acts));
            if let Some(peer) = peer {
                beside_peer.add(ours, peer);
            }
        }
    }
    let how = format!(
        "我方 {} 项/秒,裸语句 {} 项/秒;每项 {} 条语句(含封签)",
        beside_bare.ours,
        beside_bare.theirs,
        short(statements.median())
    );
    report.figure("一个用户:办理速度与裸语句之比", beside_bare.ratio().median(), Target::AtLeast(0.7), how);
    match spiff {
        Ok(_) => {
            let how = format!("我方 {} 步/秒,SpiffWorkflow {} 步/秒", beside_peer.ours, beside_peer.theirs);
            report.figure(
                "一个用户:步速与 SpiffWorkflow 之比",
                beside_peer.ratio().median(),
                Target::AtLeast(2.0),
                how,
            );
        }
        Err(why) => report.absent("与 SpiffWorkflow 之比", why),
    }
    drop(world);
    super::counted(report, "one", "一个用户:每次落盘(fsync)办理的事项", Target::AtLeast(0.9), scratch)
}

/// Whole cases for about a round, and what the sealer then has to do; acts done, and acts per second.
async fn acts_per_second(world: &World, key: &str) -> anyhow::Result<(usize, f64)> {
    let started = Instant::now();
    let mut cases = 0;
    while started.elapsed() < ROUND {
        world.begin(ACTS, &format!("{key}/{cases}")).await?;
        cases += 1;
    }
    world.app.run_due().await?;
    Ok((cases * ACTS, as_f64(cases * ACTS) / started.elapsed().as_secs_f64()))
}

/// The same acts, few of them, with the calls between two marks counted from outside.
pub(super) async fn traced(scratch: &Path) -> anyhow::Result<u64> {
    let world = Closed::make(&scratch.join("traced"), None).await?.open().await?;
    syncs::begin();
    for case in 0..20 {
        world.begin(ACTS, &format!("traced/{case}")).await?;
    }
    syncs::end();
    Ok(20 * u64::try_from(ACTS)?)
}
