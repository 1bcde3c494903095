use std::sync::atomic::{AtomicU64, Ordering};

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    ledger::sm3,
};
use rongheng_store::{Error, Expected, IdempotencyKey, Outgoing, Store, Suite, Trouble, Write};
use serde_json::json;
use sqlx::ConnectOptions as _;

use crate::support::{Rig, batch, event, fill, on_both};

fn conflict<T: std::fmt::Debug>(answer: Result<T, Error>) -> u64 {
    match answer {
        Err(Error::Conflict { now, .. }) => now,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_written_is_read_back_also_after_opening_again() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 2, 3).await;
        let stream = StreamId::from("tolerance/1");
        let events = rig.store.load(&stream, 0).await.unwrap();
        assert_eq!(events.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(events[2].recorded, event("noted", 5));
        assert_eq!(events[2].actor, PersonId::from("lin"));
        let head = rig.store.head(&stream).await.unwrap().unwrap();
        assert_eq!((head.version, head.link), (3, events[2].link));
        assert_eq!(rig.store.load(&stream, 2).await.unwrap(), events[2..]);
        assert_eq!(rig.store.load(&"tolerance/none".into(), 0).await.unwrap(), []);
        assert!(rig.store.head(&"tolerance/none".into()).await.unwrap().is_none());
        let again = Store::open(&rig.options).await.unwrap();
        assert_eq!(again.load(&stream, 0).await.unwrap(), events);
        assert_eq!(again.all_streams().await.unwrap().len(), 2);
        assert_eq!(again.heads(&[stream.clone(), "x/y".into()]).await.unwrap()[&stream], head);
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn a_second_init_is_refused_and_nothing_to_open_is_said() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 1).await;
        assert!(Store::init(&rig.options, Suite::Aes256Gcm).await.is_err());
        assert_eq!(rig.store.load(&"tolerance/0".into(), 0).await.unwrap().len(), 1);
    });
}

#[test]
fn a_stream_that_moved_on_is_a_conflict_and_nothing_of_the_batch_is_kept() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 2).await;
        assert_eq!(conflict(rig.store.append(batch("tolerance/0", Expected::At(1), 9)).await), 2);
        assert_eq!(conflict(rig.store.append(batch("tolerance/0", Expected::At(3), 9)).await), 2);
        let mut two = batch("tolerance/fresh", Expected::At(0), 9);
        two.writes.push(Write {
            stream: "tolerance/0".into(),
            expected: Expected::At(1),
            events: vec![event("x", 1)],
        });
        two.outbox.push(Outgoing { stream: "tolerance/fresh".into(), kind: "a".into(), payload: json!({}) });
        assert_eq!(conflict(rig.store.append(two).await), 2);
        assert!(rig.store.head(&"tolerance/fresh".into()).await.unwrap().is_none());
        assert_eq!(rig.store.outbox_length().await.unwrap(), 0);
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn a_batch_of_very_many_streams_is_written_whole_or_not_at_all() {
    const MANY: u64 = 1_203;
    on_both(async |rig: Rig| {
        let all = |expected: u64, streams: std::ops::Range<u64>| {
            let mut all = batch("person/0", Expected::At(expected), 0);
            all.writes.clear();
            for n in streams {
                let stream = StreamId::from(format!("person/{n}").as_str());
                let events = vec![event("made", n), event("noted", n)];
                all.writes.push(Write { stream, expected: Expected::At(expected), events });
            }
            all
        };
        rig.store.append(all(0, 0..MANY)).await.unwrap();
        rig.store.append(all(2, 0..MANY)).await.unwrap();
        let last = StreamId::from(format!("person/{}", MANY - 1).as_str());
        let events = rig.store.load(&last, 0).await.unwrap();
        assert_eq!(events.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(events[3].recorded, event("noted", MANY - 1));
        // Old and new ones together, and one that is not where it was thought to be.
        let mut mixed = all(4, 0..MANY - 1);
        mixed.writes.extend(all(0, MANY..MANY + 600).writes);
        let mut stale = mixed.clone();
        stale.writes.push(all(3, MANY - 1..MANY).writes.remove(0));
        assert_eq!(conflict(rig.store.append(stale).await), 4);
        assert_eq!(rig.store.all_streams().await.unwrap().len(), usize::try_from(MANY).unwrap());
        let heads = rig.store.all_streams().await.unwrap();
        assert!(heads.iter().all(|(_, head)| head.version == 4));
        rig.store.append(mixed).await.unwrap();
        while rig.store.seal(Moment(9_000_000_000_000_000)).await.unwrap().is_some() {}
        let verified = rig.store.verify().await.unwrap();
        assert!(verified.is_whole(), "{verified:?}");
    });
}

#[test]
fn what_a_decision_relied_on_is_checked_again_inside() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 2, 1).await;
        let relying = |version| {
            let mut one = batch("tolerance/0", Expected::At(1), 7);
            one.relied_on.push(("tolerance/1".into(), version));
            one
        };
        assert_eq!(conflict(rig.store.append(relying(0)).await), 1);
        assert_eq!(conflict(rig.store.append(relying(2)).await), 1);
        rig.store.append(relying(1)).await.unwrap();
        let mut absent = batch("tolerance/0", Expected::At(2), 8);
        absent.relied_on.push(("correction/none".into(), 0));
        rig.store.append(absent).await.unwrap();
        assert!(rig.store.head(&"correction/none".into()).await.unwrap().is_none());
        fill_one(&rig.store, "correction/none").await;
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

async fn fill_one(store: &Store, stream: &str) {
    store.append(batch(stream, Expected::At(0), 1)).await.unwrap();
}

#[test]
fn two_streams_that_rely_on_each_other_cannot_both_move() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 2, 1).await;
        for round in 1..20_u64 {
            let one = |write: &str, relied: &str, a, b| {
                let mut one = batch(write, Expected::At(a), round);
                one.relied_on.push((relied.into(), b));
                rig.store.append(one)
            };
            let heads = rig.store.heads(&["tolerance/0".into(), "tolerance/1".into()]).await.unwrap();
            let at = |s: &str| heads[&StreamId::from(s)].version;
            let (a, b) = (at("tolerance/0"), at("tolerance/1"));
            let (x, y) = tokio::join!(
                one("tolerance/0", "tolerance/1", a, b),
                one("tolerance/1", "tolerance/0", b, a)
            );
            assert!(x.is_ok() != y.is_ok(), "{x:?} {y:?}");
        }
    });
}

#[test]
fn of_sixty_four_writers_at_one_version_exactly_one_wins() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 1).await;
        for stream in ["tolerance/0", "tolerance/new"] {
            let expected = rig.store.head(&stream.into()).await.unwrap().map_or(0, |head| head.version);
            let won = AtomicU64::new(0);
            let tries = (0..64).map(|n| {
                let (store, won) = (rig.store.clone(), &won);
                async move {
                    match store.append(batch(stream, Expected::At(expected), n)).await {
                        Ok(_) => won.fetch_add(1, Ordering::Relaxed),
                        answer => conflict(answer),
                    }
                }
            });
            futures_util::future::join_all(tries).await;
            assert_eq!(won.into_inner(), 1);
            assert_eq!(rig.store.load(&stream.into(), expected).await.unwrap().len(), 1);
        }
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn a_log_takes_every_entry_of_many_writers_and_time_never_runs_back() {
    on_both(async |rig: Rig| {
        let log = StreamId::from("reading/node-1-2026-03-04");
        let actor = PersonId::from("lin");
        let tries = (0..64_u64).map(|n| {
            let at = Moment(if n % 2 == 0 { 9_000 } else { 1_000 });
            rig.store.log(&log, vec![event("read", n)], &actor, at)
        });
        for answer in futures_util::future::join_all(tries).await {
            answer.unwrap();
        }
        let events = rig.store.load(&log, 0).await.unwrap();
        assert_eq!(events.len(), 64);
        assert!(events.windows(2).all(|two| two[0].recorded_at <= two[1].recorded_at));
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}

#[test]
fn the_same_request_is_answered_once_and_the_same_key_for_another_is_refused() {
    on_both(async |rig: Rig| {
        let keyed = |stream: &str, actor: &str, body: &[u8]| {
            let mut one = batch(stream, Expected::At(0), 1);
            let (actor, key) = (actor.into(), "k1".to_owned());
            one.key = Some(IdempotencyKey { actor, key, request_hash: sm3(&[body]) });
            one
        };
        let first = rig.store.append(keyed("tolerance/a", "lin", b"x")).await.unwrap();
        match rig.store.append(keyed("tolerance/a", "lin", b"x")).await {
            Err(Error::AlreadyDone(again)) => assert_eq!(again, first),
            other => panic!("{other:?}"),
        }
        let other = rig.store.append(keyed("tolerance/b", "lin", b"y")).await;
        assert!(matches!(other, Err(Error::KeyReused)), "{other:?}");
        rig.store.append(keyed("tolerance/c", "su", b"y")).await.unwrap();
        let tries = (0..16).map(|n| {
            let mut one = keyed(&format!("tolerance/twice-{n}"), "fang", b"z");
            one.recorded_at = Moment(n);
            rig.store.append(one)
        });
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
        assert_eq!(
            answers.iter().filter(|a| matches!(a, Err(Error::AlreadyDone(_)))).count(),
            15,
            "{answers:?}"
        );
    });
}

#[test]
fn commands_that_wait_together_share_a_commit() {
    on_both(async |rig: Rig| {
        if !rig.is_sqlite() {
            return;
        }
        let before = rig.store.metrics();
        let tries = (0..64).map(|n| rig.store.append(batch(&format!("tolerance/{n}"), Expected::At(0), n)));
        futures_util::future::join_all(tries).await.into_iter().for_each(|answer| drop(answer.unwrap()));
        let after = rig.store.metrics();
        let (commands, commits) = (after.commands - before.commands, after.commits - before.commits);
        assert_eq!(commands, 64);
        assert!(commits * 8 <= commands, "{commits} commits for {commands} commands");
    });
}

#[test]
fn the_connection_that_writes_waits_for_the_disk() {
    on_both(async |rig: Rig| {
        let settings = rig.store.settings().await.unwrap();
        let of = |name: &str| settings.iter().find(|(n, _)| n == name).unwrap().1.as_str();
        if rig.is_sqlite() {
            let names = ["journal_mode", "synchronous", "trusted_schema", "secure_delete", "foreign_keys"];
            assert_eq!(names.map(of), ["wal", "2", "0", "1", "1"]);
        } else {
            assert_eq!(["fsync", "full_page_writes", "synchronous_commit"].map(of), ["on", "on", "on"]);
        }
    });
}

#[test]
fn nobody_changes_a_stored_event_through_the_engine() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 1).await;
        rig.store.seal(Moment(5)).await.unwrap();
        let statements = [
            "UPDATE ledger SET version = 2",
            "DELETE FROM ledger",
            "UPDATE leaf SET number = 9",
            "DELETE FROM leaf",
        ];
        for statement in statements {
            let statement = sqlx::raw_sql(statement);
            if let Some(path) = rig.options.url.strip_prefix("sqlite:") {
                let mut conn = crate::support::sqlite(path.as_ref()).await;
                let error = statement.execute(&mut conn).await.unwrap_err().to_string();
                assert!(error.contains("never"), "{error}");
            } else {
                for (role, why) in [("app", "permission denied"), ("postgres", "never")] {
                    let url = rig.options.url.replace("app@", &format!("{role}@"));
                    let mut conn =
                        url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
                    let statement = sqlx::raw_sql("UPDATE ledger SET version = 2");
                    let error = statement.execute(&mut conn).await.unwrap_err().to_string();
                    assert!(error.contains(why), "{error}");
                }
            }
        }
    });
}

#[test]
fn a_full_disk_is_said_nothing_is_kept_and_writing_goes_on_when_there_is_room() {
    on_both(async |rig: Rig| {
        let Some(path) = rig.options.url.strip_prefix("sqlite:") else { return };
        fill(&rig.store, 1, 1).await;
        let mut conn = crate::support::sqlite(path.as_ref()).await;
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut conn).await.unwrap();
        rig.store.limit_pages(pages).await.unwrap();
        let mut big = batch("tolerance/0", Expected::At(1), 2);
        big.writes[0].events[0].payload = json!({ "says": "长".repeat(100_000) });
        let answer = rig.store.append(big.clone()).await;
        assert!(matches!(&answer, Err(e) if e.is_disk_full()), "{answer:?}");
        assert!(matches!(answer, Err(Error::Unavailable(Trouble::DiskFull))));
        assert_eq!(rig.store.head(&"tolerance/0".into()).await.unwrap().unwrap().version, 1);
        assert!(!rig.store.is_closed());
        rig.store.limit_pages(1_000_000).await.unwrap();
        rig.store.append(big).await.unwrap();
        assert!(rig.store.verify().await.unwrap().is_whole());
    });
}
