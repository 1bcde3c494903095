//! What somebody who holds the database can do, and what notices it. The guarantee page promises these
//! answers.

use std::collections::BTreeSet;

use rongheng_domain::{
    day::Moment,
    ids::PersonId,
    ledger::{Envelope, Frontier, leaf, link},
};
use rongheng_store::{Expected, FoundBy, Place, Store};
use sqlx::Row as _;

use crate::support::{Rig, batch, fill, on_both, sqlite};

async fn sealed(rig: &Rig) {
    fill(&rig.store, 3, 3).await;
    rig.store.seal(Moment(5)).await.unwrap();
    rig.store.append(batch("tolerance/2", Expected::At(3), 20)).await.unwrap();
    rig.store.seal(Moment(6)).await.unwrap();
    assert_eq!(rig.store.verify().await.unwrap().findings, vec![]);
}

async fn found(rig: &Rig) -> BTreeSet<FoundBy> {
    let findings = rig.store.verify().await.unwrap().findings;
    findings.into_iter().map(|finding| finding.found_by).collect()
}

fn event(stream: &str, version: u64) -> Place {
    Place::Event(stream.into(), version)
}

/// Writes one envelope back, with its link or without.
async fn rewrite(rig: &Rig, stream: &str, version: i64, change: impl Fn(&mut Vec<u8>), with_link: bool) {
    let path = rig.options.url.strip_prefix("sqlite:").unwrap();
    rig.tamper("SELECT 1").await;
    let mut conn = sqlite(path.as_ref()).await;
    let row = sqlx::query("SELECT envelope FROM ledger WHERE stream = $1 AND version = $2")
        .bind(stream)
        .bind(version)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    let mut bytes: Vec<u8> = row.get(0);
    change(&mut bytes);
    sqlx::query("UPDATE ledger SET envelope = $3 WHERE stream = $1 AND version = $2")
        .bind(stream)
        .bind(version)
        .bind(&bytes)
        .execute(&mut conn)
        .await
        .unwrap();
    if with_link {
        sqlx::query("UPDATE ledger SET link = $3 WHERE stream = $1 AND version = $2")
            .bind(stream)
            .bind(version)
            .bind(link(&bytes).0.to_vec())
            .execute(&mut conn)
            .await
            .unwrap();
    }
}

fn in_place(change: impl Fn(&mut Envelope)) -> impl Fn(&mut Vec<u8>) {
    move |bytes| {
        let mut envelope = Envelope::parse(bytes).unwrap();
        change(&mut envelope);
        *bytes = envelope.to_bytes().unwrap();
    }
}

#[test]
fn a_flipped_byte_anywhere_is_found() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        if rig.is_sqlite() {
            let length = 300;
            for at in (0..length).step_by(23) {
                let flip = |bytes: &mut Vec<u8>| {
                    let at = at % bytes.len();
                    bytes[at] ^= 1;
                };
                rewrite(&rig, "tolerance/1", 2, flip, false).await;
                let findings = rig.store.verify().await.unwrap().findings;
                assert!(
                    findings
                        .iter()
                        .any(|f| f.found_by == FoundBy::Link && f.place == event("tolerance/1", 2)),
                    "{at}"
                );
                rewrite(&rig, "tolerance/1", 2, flip, false).await;
            }
            rewrite(&rig, "tolerance/1", 2, in_place(|envelope| envelope.payload[20] ^= 1), false).await;
        } else {
            rig.tamper("UPDATE ledger SET envelope = set_byte(envelope, 150, get_byte(envelope, 150) # 1) WHERE stream = 'tolerance/1' AND version = 2").await;
        }
        assert!(found(&rig).await.contains(&FoundBy::Link));
        assert!(
            rig.store.load(&"tolerance/1".into(), 0).await.is_err(),
            "and never shown as if it were whole"
        );
    });
}

#[test]
fn another_actor_is_found_by_the_link_and_by_the_encryption() {
    on_both(async |rig: Rig| {
        if !rig.is_sqlite() {
            return;
        }
        sealed(&rig).await;
        rewrite(&rig, "tolerance/1", 2, in_place(|envelope| envelope.actor = PersonId::from("su")), false)
            .await;
        let by = found(&rig).await;
        assert!(by.contains(&FoundBy::Link) && by.contains(&FoundBy::Encryption), "{by:?}");
    });
}

const CUT: &str = "DELETE FROM ledger WHERE stream = 'tolerance/2' AND version = 4; UPDATE stream SET version = 3, link = (SELECT link FROM ledger WHERE stream = 'tolerance/2' AND version = 3) WHERE id = 'tolerance/2';";

#[test]
fn a_last_event_that_is_cut_off_is_found_by_its_leaf_then_by_checkpoints() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        rig.tamper(CUT).await;
        let all = [FoundBy::Leaf, FoundBy::Checkpoint, FoundBy::OutsideCheckpoint];
        assert_eq!(found(&rig).await, BTreeSet::from(all));
        rig.tamper("DELETE FROM leaf WHERE number = 9; DELETE FROM node WHERE id = 576").await;
        assert_eq!(found(&rig).await, BTreeSet::from([FoundBy::Checkpoint, FoundBy::OutsideCheckpoint]));
        rig.tamper("DELETE FROM checkpoint WHERE size = 10").await;
        assert_eq!(found(&rig).await, BTreeSet::from([FoundBy::OutsideCheckpoint]));
    });
}

#[test]
fn a_head_that_was_moved_back_is_found() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        rig.tamper("UPDATE stream SET version = 2 WHERE id = 'tolerance/1'").await;
        assert_eq!(found(&rig).await, BTreeSet::from([FoundBy::Head]));
    });
}

#[test]
fn a_whole_stream_that_is_deleted_is_found_by_its_leaves() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        rig.tamper("DELETE FROM ledger WHERE stream = 'tolerance/1'; DELETE FROM stream WHERE id = 'tolerance/1'; DELETE FROM stream_key WHERE stream = 'tolerance/1'").await;
        let findings = rig.store.verify().await.unwrap().findings;
        assert!(
            findings.iter().any(|f| f.found_by == FoundBy::Leaf && f.place == event("tolerance/1", 1)),
            "{findings:?}"
        );
    });
}

#[test]
fn two_streams_that_are_exchanged_are_found_by_the_link() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        for (table, column) in [("ledger", "stream"), ("stream", "id"), ("stream_key", "stream")] {
            for (from, to) in [("tolerance/0", "x"), ("tolerance/1", "tolerance/0"), ("x", "tolerance/1")] {
                rig.tamper(&format!("UPDATE {table} SET {column} = '{to}' WHERE {column} = '{from}'")).await;
            }
        }
        let by = found(&rig).await;
        assert!(by.contains(&FoundBy::Link) && by.contains(&FoundBy::Encryption), "{by:?}");
    });
}

/// Somebody with the database and without the keys changes an actor and computes everything anew that can
/// be computed without a key.
async fn recompute(rig: &Rig) {
    let path = rig.options.url.strip_prefix("sqlite:").unwrap();
    rewrite(rig, "tolerance/1", 2, in_place(|envelope| envelope.actor = PersonId::from("su")), true).await;
    let mut conn = sqlite(path.as_ref()).await;
    let link_of = async |conn: &mut sqlx::SqliteConnection, version: i64| -> Vec<u8> {
        sqlx::query("SELECT link FROM ledger WHERE stream = 'tolerance/1' AND version = $1")
            .bind(version)
            .fetch_one(conn)
            .await
            .unwrap()
            .get(0)
    };
    let second = link_of(&mut conn, 2).await;
    let previous = rongheng_domain::ledger::Hash(second.try_into().unwrap());
    rewrite(rig, "tolerance/1", 3, in_place(|envelope| envelope.previous = previous), true).await;
    let third = link_of(&mut conn, 3).await;
    sqlx::query("UPDATE stream SET link = $1 WHERE id = 'tolerance/1'")
        .bind(third)
        .execute(&mut conn)
        .await
        .unwrap();
    let rows = sqlx::query("SELECT f.stream, f.version, l.link FROM leaf f JOIN ledger l ON l.stream = f.stream AND l.version = f.version ORDER BY f.number")
        .fetch_all(&mut conn).await.unwrap();
    let mut frontier = Frontier::new();
    for row in rows {
        let (stream, version, link): (String, i64, Vec<u8>) = (row.get(0), row.get(1), row.get(2));
        let link = rongheng_domain::ledger::Hash(link.try_into().unwrap());
        let hash = leaf(&stream.as_str().into(), u64::try_from(version).unwrap(), &link).unwrap();
        for (node, hash) in frontier.append(hash) {
            let id = i64::try_from(node.index << 6 | u64::from(node.level)).unwrap();
            sqlx::query("UPDATE node SET hash = $2 WHERE id = $1")
                .bind(id)
                .bind(hash.0.to_vec())
                .execute(&mut conn)
                .await
                .unwrap();
        }
    }
}

#[test]
fn a_chain_that_was_computed_anew_is_found_by_the_checkpoints_and_a_forged_one_by_its_signature() {
    on_both(async |rig: Rig| {
        if !rig.is_sqlite() {
            return;
        }
        sealed(&rig).await;
        recompute(&rig).await;
        let by = found(&rig).await;
        assert_eq!(
            by,
            BTreeSet::from([FoundBy::Checkpoint, FoundBy::OutsideCheckpoint, FoundBy::Encryption])
        );
        // Now the roots of the checkpoints in the database are forged too, without the signing key.
        rig.tamper("UPDATE checkpoint SET content = replace(content, 'root ', 'root 0')").await;
        assert!(found(&rig).await.contains(&FoundBy::Checkpoint));
        rig.tamper(
            "UPDATE checkpoint SET content = replace(content, 'at 6', 'at 7'), signature = zeroblob(64)",
        )
        .await;
        rig.tamper("UPDATE checkpoint SET content = replace(content, 'root 0', 'root ')").await;
        let by = found(&rig).await;
        assert!(by.contains(&FoundBy::Signature) && by.contains(&FoundBy::OutsideCheckpoint), "{by:?}");
    });
}

#[test]
fn yesterdays_file_put_back_is_found_by_the_checkpoint_outside_alone() {
    on_both(async |rig: Rig| {
        let Some(path) = rig.options.url.strip_prefix("sqlite:") else { return };
        fill(&rig.store, 2, 2).await;
        rig.store.seal(Moment(5)).await.unwrap();
        let yesterday = rig.folder.path().join("yesterday.db");
        rig.tamper(&format!("VACUUM INTO '{}'", yesterday.display())).await;
        rig.store.append(batch("tolerance/0", Expected::At(2), 9)).await.unwrap();
        rig.store.seal(Moment(6)).await.unwrap();
        assert!(rig.store.verify().await.unwrap().is_whole());
        let put_back =
            rongheng_store::Options { url: format!("sqlite:{}", yesterday.display()), ..rig.options.clone() };
        assert_ne!(yesterday.to_str().unwrap(), path);
        let store = Store::open(&put_back).await.unwrap();
        let findings = store.verify().await.unwrap().findings;
        let by: BTreeSet<FoundBy> = findings.iter().map(|finding| finding.found_by).collect();
        assert_eq!(by, BTreeSet::from([FoundBy::OutsideCheckpoint]), "{findings:?}");
        assert_eq!(findings[0].place, Place::Size(5));
        // And when it goes on from there, the history that follows is another one.
        store.append(batch("tolerance/0", Expected::At(2), 10)).await.unwrap();
        store.seal(Moment(7)).await.unwrap();
        let findings = store.verify().await.unwrap().findings;
        assert!(findings.iter().any(|f| f.found_by == FoundBy::OutsideCheckpoint), "{findings:?}");
    });
}

#[test]
fn an_event_slipped_in_beside_the_program_is_found() {
    on_both(async |rig: Rig| {
        sealed(&rig).await;
        rig.tamper("INSERT INTO ledger SELECT 'tolerance/9', version, envelope, link FROM ledger WHERE stream = 'tolerance/1'").await;
        let by = found(&rig).await;
        assert!(
            by.contains(&FoundBy::Link) && by.contains(&FoundBy::Leaf) && by.contains(&FoundBy::Head),
            "{by:?}"
        );
    });
}

#[test]
fn a_tail_that_was_changed_before_it_was_sealed_is_noticed_when_the_store_is_opened() {
    on_both(async |rig: Rig| {
        fill(&rig.store, 1, 2).await;
        rig.tamper("UPDATE stream SET version = 1").await;
        assert!(Store::open(&rig.options).await.is_err());
    });
}
