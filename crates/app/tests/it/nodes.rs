//! Two nodes of the program, each with its own memory and its own clock, on one database.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use rongheng_app::{App, Ask, Config, Result, StoryClock, page::Done};
use tokio::{sync::Barrier, task::JoinSet, time::Duration};

use crate::{
    postgres::Cluster,
    skipped::skipped,
    support::{House, day},
};

/// A district with two nodes. The first is the house's own.
pub(crate) struct Nodes {
    pub(crate) house: House,
    pub(crate) other: App,
    pub(crate) other_clock: Arc<StoryClock>,
    // Last: the nodes go before the database does.
    _cluster: Cluster,
}

impl Nodes {
    /// On PostgreSQL; `None`, and said, where it is not installed.
    pub(crate) async fn on_postgres(on: &str) -> Option<Self> {
        Self::reaching(on, "127.0.0.1:1").await
    }

    /// The same, from which webhooks reach this host.
    pub(crate) async fn reaching(on: &str, host: &str) -> Option<Self> {
        let Some(cluster) = Cluster::start() else {
            skipped("two nodes on one PostgreSQL: initdb is not installed");
            return None;
        };
        let house = House::district_reaching(on, cluster.url(), host).await;
        let other_clock = Arc::new(StoryClock::on(day(on)));
        let config = Config {
            node: "node2".to_owned(),
            checkpoints: house.folder.path().join("checkpoints of node2.txt"),
            clock: Arc::clone(&other_clock) as _,
            ..house.app.config().clone()
        };
        let other = App::open(config).await.unwrap();
        Some(Self { house, other, other_clock, _cluster: cluster })
    }

    /// Moves both clocks; a person confirms the date on both nodes.
    pub(crate) async fn on(&self, on: &str) {
        self.other_clock.move_to(day(on));
        self.other.confirm_date().await.unwrap();
        self.house.on(on).await;
    }

    /// Both nodes.
    pub(crate) const fn both(&self) -> [&App; 2] {
        [&self.house.app, &self.other]
    }
}

/// All asks at the same moment, spread over the nodes; the answers in the order of the asks.
pub(crate) async fn at_once(nodes: [&App; 2], asks: Vec<Ask>) -> Vec<Result<Done>> {
    let barrier = Arc::new(Barrier::new(asks.len()));
    let mut running = JoinSet::new();
    for (at, ask) in asks.into_iter().enumerate() {
        let (app, barrier) = (nodes[at % 2].clone(), Arc::clone(&barrier));
        running.spawn(async move {
            barrier.wait().await;
            (at, app.execute(ask).await)
        });
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// Who wins a race starts a little later in the next one, so that the two meet as closely as they can.
#[derive(Debug, Default)]
pub(crate) struct Handicap(AtomicI64);

impl Handicap {
    /// Runs both at the same moment, the favourite a little later.
    pub(crate) async fn race<A, B>(
        &self,
        one: impl Future<Output = A>,
        two: impl Future<Output = B>,
    ) -> (A, B) {
        let lead = self.0.load(Ordering::Relaxed);
        let late = |ms: i64| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        tokio::join!(
            async {
                tokio::time::sleep(late(lead)).await;
                one.await
            },
            async {
                tokio::time::sleep(late(-lead)).await;
                two.await
            }
        )
    }

    /// Notes who won.
    pub(crate) fn won(&self, one: bool) {
        self.0.fetch_add(if one { 1 } else { -1 }, Ordering::Relaxed);
    }
}
