use rongheng_domain::{day::Moment, ids::PersonId, ledger::sm3};
use rongheng_store::{Claimed, Error, Expected, Outgoing, Session, Throttle};
use serde_json::json;

use crate::support::{Rig, batch, on_both};

async fn put(rig: &Rig, stream: &str, version: u64, kinds: &[&str]) {
    let mut one = batch(stream, Expected::At(version), 0);
    for kind in kinds {
        one.outbox.push(Outgoing {
            stream: stream.into(),
            kind: (*kind).to_owned(),
            payload: json!({ "v": version }),
        });
    }
    rig.store.append(one).await.unwrap();
}

#[test]
fn what_comes_later_in_a_stream_waits_and_a_dead_letter_stops_its_own_stream_only() {
    on_both(async |rig: Rig| {
        let now = |n: i64| Moment(2_000_000 + n);
        put(&rig, "tolerance/a", 0, &["a1", "a2"]).await;
        put(&rig, "tolerance/b", 0, &["b1"]).await;
        let claim = async |n: i64| rig.store.claim(now(n), 100, 10).await.unwrap();
        let kinds = |claimed: &[Claimed]| claimed.iter().map(|c| c.kind.clone()).collect::<Vec<_>>();
        let first = claim(0).await;
        assert_eq!(kinds(&first), ["a1", "b1"]);
        assert_eq!(claim(1).await, vec![], "taken by the first");
        let second = claim(200).await;
        assert_eq!(kinds(&second), ["a1", "b1"], "who did not finish in time loses it");
        for late in &first {
            assert!(!rig.store.hold(late, now(9_000)).await.unwrap(), "it is the second's now");
            rig.store.finish(late).await.unwrap();
            rig.store.fail(late, "too late", None).await.unwrap();
        }
        assert!(rig.store.hold(&second[0], now(9_000)).await.unwrap());
        assert_eq!(
            kinds(&claim(1_000).await),
            ["b1"],
            "what is held is not taken, and nothing of it was finished"
        );
        rig.store.fail(&second[0], "no paper", None).await.unwrap();
        let third = claim(2_000).await;
        assert_eq!(kinds(&third), ["b1"]);
        rig.store.finish(&third[0]).await.unwrap();
        put(&rig, "tolerance/b", 1, &["b2"]).await;
        assert_eq!(kinds(&claim(5_000_000).await), ["b2"], "the dead letter of a stops a only");
        let dead = rig.store.dead_letters().await.unwrap();
        assert_eq!((dead[0].kind.as_str(), dead[0].why.as_str(), dead[0].attempts), ("a1", "no paper", 2));
        rig.store.revive(dead[0].id, now(0)).await.unwrap();
        let again = claim(6_000_000).await;
        let again = again.iter().find(|one| one.kind == "a1").unwrap();
        rig.store.finish(again).await.unwrap();
        assert!(kinds(&claim(7_000_000).await).contains(&"a2".to_owned()));
        assert!(matches!(rig.store.revive(dead[0].id, now(0)).await, Err(Error::NotFound)));
    });
}

#[test]
fn a_failure_is_tried_again_at_its_time() {
    on_both(async |rig: Rig| {
        put(&rig, "tolerance/a", 0, &["a1"]).await;
        let taken = rig.store.claim(Moment(2_000_000), 1, 1).await.unwrap().remove(0);
        let id = taken.id;
        rig.store.fail(&taken, "later", Some(Moment(9_000_000))).await.unwrap();
        assert_eq!(rig.store.claim(Moment(8_999_999), 1, 1).await.unwrap(), vec![]);
        assert_eq!(rig.store.claim(Moment(9_000_000), 1, 1).await.unwrap()[0].id, id);
    });
}

#[test]
fn a_draft_goes_with_what_is_submitted_and_stays_when_that_is_refused() {
    on_both(async |rig: Rig| {
        let (lin, name) = (PersonId::from("lin"), "tolerance/a accept");
        rig.store.put_draft(&lin, name, &json!({ "note": "x" }), Moment(100)).await.unwrap();
        let submitted = |version| rongheng_store::Batch {
            draft: Some((lin.clone(), name.to_owned())),
            ..batch("tolerance/a", Expected::At(version), 0)
        };
        assert!(rig.store.append(submitted(7)).await.is_err());
        assert!(rig.store.draft(&lin, name, Moment(1)).await.unwrap().is_some());
        rig.store.append(submitted(0)).await.unwrap();
        assert_eq!(rig.store.draft(&lin, name, Moment(1)).await.unwrap(), None);
    });
}

#[test]
fn a_draft_is_kept_until_its_end_and_never_in_the_clear() {
    on_both(async |rig: Rig| {
        let (lin, su) = (PersonId::from("lin"), PersonId::from("su"));
        let typed = json!({ "facts": "一字不丢" });
        rig.store.put_draft(&lin, "tolerance/a apply", &json!({}), Moment(50)).await.unwrap();
        rig.store.put_draft(&lin, "tolerance/a apply", &typed, Moment(100)).await.unwrap();
        assert_eq!(rig.store.draft(&lin, "tolerance/a apply", Moment(99)).await.unwrap(), Some(typed));
        assert_eq!(rig.store.draft(&su, "tolerance/a apply", Moment(99)).await.unwrap(), None);
        assert_eq!(rig.store.draft(&lin, "tolerance/a apply", Moment(100)).await.unwrap(), None);
        assert_eq!(rig.store.drafts(&lin, Moment(99)).await.unwrap(), ["tolerance/a apply"]);
        if let Some(path) = rig.options.url.strip_prefix("sqlite:") {
            for file in [path.to_owned(), format!("{path}-wal")] {
                let bytes = std::fs::read(file).unwrap();
                assert!(!bytes.windows(12).any(|w| w == "一字不丢".as_bytes()));
            }
        }
        rig.store.sweep(Moment(100), 0).await.unwrap();
        rig.store.rotate_master_key().await.unwrap();
        assert_eq!(rig.store.draft(&lin, "tolerance/a apply", Moment(0)).await.unwrap(), None);
    });
}

#[test]
fn sessions_end_and_failures_are_all_counted() {
    on_both(async |rig: Rig| {
        let session = |n: u8| Session {
            token_hash: sm3(&[&[n]]),
            account: "lin".into(),
            content: vec![n, 0, 255],
            expires_at: Moment(100),
        };
        for n in 0..3 {
            rig.store.put_session(&session(n)).await.unwrap();
        }
        assert_eq!(rig.store.session(&sm3(&[&[1]]), Moment(99)).await.unwrap(), Some(session(1)));
        assert_eq!(rig.store.session(&sm3(&[&[1]]), Moment(100)).await.unwrap(), None);
        rig.store.drop_session(&sm3(&[&[1]])).await.unwrap();
        assert_eq!(rig.store.drop_sessions_of("lin").await.unwrap(), 2);
        let tries = (0..20).map(|n| rig.store.count_failure("account:lin", Moment(1_000 + n), Moment(0)));
        let counts = futures_util::future::join_all(tries).await;
        assert_eq!(counts.into_iter().map(Result::unwrap).max(), Some(20));
        assert_eq!(rig.store.count_failure("account:lin", Moment(9_000), Moment(5_000)).await.unwrap(), 1);
        let blocked = Throttle { failures: 5, window_start: Moment(1), blocked_until: Moment(9) };
        rig.store.put_throttle("address:10.0.0.7", blocked).await.unwrap();
        assert_eq!(rig.store.throttle("address:10.0.0.7").await.unwrap(), Some(blocked));
        rig.store.clear_throttle("address:10.0.0.7").await.unwrap();
        assert_eq!(rig.store.throttle("address:10.0.0.7").await.unwrap(), None);
    });
}
