use rongheng_domain::{
    day::Moment,
    ledger::{leaf, verify_consistency, verify_inclusion},
};
use rongheng_store::{CaseRow, Expected, RowChange, Store};
use sqlx::ConnectOptions as _;

use crate::support::{Rig, batch, fill, on_both};

#[test]
fn leaves_are_dense_and_every_proof_holds() {
    on_both(async |rig: Rig| {
        assert_eq!(rig.store.seal(Moment(1)).await.unwrap(), None);
        fill(&rig.store, 3, 1).await;
        let old = rig.store.seal(Moment(10)).await.unwrap().unwrap();
        assert_eq!(rig.store.seal(Moment(11)).await.unwrap(), None);
        for n in 1..5 {
            rig.store.append(batch("tolerance/0", Expected::At(n), n)).await.unwrap();
        }
        let new = rig.store.seal(Moment(5)).await.unwrap().unwrap();
        assert_eq!(
            (old.size, new.size, new.at),
            (3, 7, Moment(10)),
            "the time of checkpoints never runs back"
        );
        let feed = rig.store.feed(0, 100).await.unwrap();
        assert_eq!(feed.iter().map(|one| one.0).collect::<Vec<_>>(), (0..7).collect::<Vec<_>>());
        for (number, stream, version) in feed {
            let link = rig.store.load(&stream, version - 1).await.unwrap()[0].link;
            let hash = leaf(&stream, version, &link).unwrap();
            let (at, proof) = rig.store.prove_inclusion(&stream, version, 7).await.unwrap().unwrap();
            assert_eq!(at, number);
            assert!(verify_inclusion(&hash, number, 7, &proof, &new.root));
        }
        let proof = rig.store.prove_consistency(3, 7).await.unwrap().unwrap();
        assert!(verify_consistency(3, &old.root, 7, &new.root, &proof));
        assert_eq!(rig.store.prove_consistency(3, 8).await.unwrap(), None);
        assert_eq!(rig.store.last_checkpoint().await.unwrap().unwrap().checkpoint, new);
        let report = rig.store.verify().await.unwrap();
        assert_eq!((report.findings, report.leaves, report.checkpoints, report.outside), (vec![], 7, 2, 2));
    });
}

#[test]
fn an_event_whose_transaction_is_slow_gets_a_later_leaf_and_is_never_lost() {
    on_both(async |rig: Rig| {
        if rig.is_sqlite() {
            return;
        }
        fill(&rig.store, 2, 1).await;
        // Somebody holds tolerance/1: the append that follows has begun first and commits last.
        let mut holder =
            rig.options.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT 1 FROM stream WHERE id = 'tolerance/1' FOR UPDATE")
            .execute(&mut holder)
            .await
            .unwrap();
        let slow = tokio::spawn({
            let store = rig.store.clone();
            async move { store.append(batch("tolerance/1", Expected::At(1), 0)).await }
        });
        for n in 1..4 {
            rig.store.append(batch("tolerance/0", Expected::At(n), 9)).await.unwrap();
            rig.store.seal(Moment(1)).await.unwrap();
        }
        assert!(!slow.is_finished());
        assert_eq!(rig.store.feed(0, 99).await.unwrap().len(), 5);
        sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
        slow.await.unwrap().unwrap();
        rig.store.seal(Moment(1)).await.unwrap();
        let feed = rig.store.feed(5, 99).await.unwrap();
        assert_eq!(feed, [(5, "tolerance/1".into(), 2)]);
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn an_event_that_is_written_but_not_committed_gets_a_later_leaf_without_a_gap() {
    on_both(async |rig: Rig| {
        if rig.is_sqlite() {
            return;
        }
        let listed = |version| {
            let row = CaseRow { stream: "tolerance/1".into(), version, ..CaseRow::default() };
            let mut one = batch("tolerance/1", Expected::Next, 0);
            one.rows = vec![RowChange::PutCase(Box::new(row))];
            one
        };
        rig.store.append(listed(1)).await.unwrap();
        // Somebody holds the row of the list: the append has written its event and waits before its commit.
        let url = rig.options.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap();
        let mut holder = url.connect().await.unwrap();
        let hold = "BEGIN; SELECT 1 FROM r_case WHERE stream = 'tolerance/1' FOR UPDATE";
        sqlx::raw_sql(hold).execute(&mut holder).await.unwrap();
        let mut watcher = url.connect().await.unwrap();
        let slow = tokio::spawn({
            let (store, one) = (rig.store.clone(), listed(2));
            async move { store.append(one).await }
        });
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut watcher).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        for n in 0..3 {
            rig.store.append(batch("tolerance/0", Expected::At(n), 9)).await.unwrap();
            rig.store.seal(Moment(1)).await.unwrap();
        }
        assert!(!slow.is_finished());
        assert!(rig.store.verify().await.unwrap().is_whole());
        sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
        slow.await.unwrap().unwrap();
        rig.store.seal(Moment(1)).await.unwrap();
        let feed = rig.store.feed(0, 99).await.unwrap();
        assert_eq!(feed.iter().map(|one| one.0).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(feed[4], (4, "tolerance/1".into(), 2));
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn a_reader_that_stays_for_long_keeps_no_event_from_its_leaf() {
    on_both(async |rig: Rig| {
        let Some(path) = rig.options.url.strip_prefix("sqlite:") else { return };
        fill(&rig.store, 2, 1).await;
        let mut reader = crate::support::sqlite(std::path::Path::new(path)).await;
        sqlx::raw_sql("BEGIN; SELECT count(*) FROM unsealed").execute(&mut reader).await.unwrap();
        for n in 1..40 {
            rig.store.append(batch("tolerance/0", Expected::At(n), 9)).await.unwrap();
            assert_eq!(rig.store.seal(Moment(1)).await.unwrap().unwrap().size, n + 2);
        }
        // The reader still sees what it saw, and whoever comes now sees every leaf.
        let seen: i64 =
            sqlx::query_scalar("SELECT count(*) FROM unsealed").fetch_one(&mut reader).await.unwrap();
        assert_eq!((seen, rig.store.feed(0, 99).await.unwrap().len()), (2, 41));
        sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
        let report = rig.store.verify().await.unwrap();
        assert_eq!((report.findings, report.leaves, report.unsealed), (vec![], 41, 0));
    });
}

#[test]
fn several_sealers_and_writers_at_once_number_everything_exactly_once() {
    on_both(async |rig: Rig| {
        let other = Store::open(&rongheng_store::Options {
            checkpoints: rig.folder.path().join("other.jsonl"),
            ..rig.options.clone()
        })
        .await
        .unwrap();
        let write = async {
            for n in 0..40 {
                rig.store.append(batch(&format!("tolerance/{}", n % 5), Expected::Next, n)).await.unwrap();
            }
        };
        let seal = async |store: &Store| {
            for n in 0..20 {
                store.seal(Moment(n)).await.unwrap();
            }
        };
        tokio::join!(write, seal(&rig.store), seal(&other), seal(&rig.store));
        rig.store.seal(Moment(99)).await.unwrap();
        other.seal(Moment(99)).await.unwrap();
        assert_eq!(rig.store.feed(0, 100).await.unwrap().len(), 40);
        for store in [&rig.store, &other] {
            let report = store.verify().await.unwrap();
            assert_eq!((report.findings, report.leaves, report.unsealed), (vec![], 40, 0));
            assert_eq!(report.outside, report.checkpoints, "each node's file has them all");
        }
    });
}

#[test]
fn a_checkpoint_line_that_a_crash_cut_short_is_written_again() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 1).await;
        rig.store.seal(Moment(1)).await.unwrap();
        rig.store.append(batch("tolerance/0", Expected::At(1), 1)).await.unwrap();
        rig.store.seal(Moment(2)).await.unwrap();
        let whole = std::fs::read(&rig.options.checkpoints).unwrap();
        std::fs::write(&rig.options.checkpoints, &whole[..whole.len() - 30]).unwrap();
        rig.store.seal(Moment(3)).await.unwrap();
        let report = rig.store.verify().await.unwrap();
        assert_eq!((report.findings, report.checkpoints, report.outside), (vec![], 2, 2));
    });
}
