//! What goes out from two nodes on one database: each reminder, mail and delivery once, also where both look at the same
//! moment; and what happens where a node dies between the server's answer and its record.

use std::{collections::BTreeSet, sync::atomic::Ordering};

use rongheng_app::App;
use rongheng_domain::registers::{account::MailWhen, settings::Tls};
use rongheng_store::Which;
use serde_json::json;

use crate::{
    hooking::{Receiver, new, security},
    mailing::Server,
    nodes::Nodes,
    support::day,
};

/// A minute and a second: what was taken by a node that is no more is taken again.
const CLAIM_OVER_US: i64 = 61_000_000;

async fn both_settle(nodes: &Nodes) {
    for _ in 0..4 {
        let [one, two] = nodes.both();
        let (a, b) = tokio::join!(one.run_due(), two.run_due());
        a.unwrap();
        b.unwrap();
    }
    for app in nodes.both() {
        app.settle().await.unwrap();
    }
}

/// The names of the mails.
fn message_ids(mails: &[String]) -> Vec<String> {
    let id = |mail: &String| mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned();
    mails.iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_look_at_the_same_moment_remind_mail_and_deliver_once() {
    let (server, receiver) = (Server::default(), Receiver::default());
    let port = receiver.listen().await;
    let Some(nodes) = Nodes::reaching("2026-03-02", &format!("127.0.0.1:{port}")).await else { return };
    let house = &nodes.house;
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    house.wants_mail("bai", MailWhen::AtOnce).await;
    house.app.register_webhook(&security(), new(port, "case_management")).await.unwrap();
    Box::pin(both_settle(&nodes)).await;
    let mut cases = Vec::new();
    for _ in 0..6 {
        cases.push(house.apply().await);
        Box::pin(both_settle(&nodes)).await;
    }
    let applied = cases.len();
    let ids = |receiver: &Receiver| -> Vec<String> {
        receiver.bodies().iter().map(|body| body["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&receiver).len(), applied, "each event is delivered once");
    assert_eq!(ids(&receiver).into_iter().collect::<BTreeSet<_>>().len(), applied);
    let mails = server.mails.lock().unwrap().clone();
    assert_eq!(message_ids(&mails).into_iter().collect::<BTreeSet<_>>().len(), mails.len(), "no mail twice");
    assert!(!mails.is_empty() && mails.len() <= applied, "{}", mails.len());
    // The last working day but one of accepting: both nodes remind at once.
    let bai = house.who("bai").await;
    let before = house.app.messages(&bai, Which::Unread, None).await.unwrap().rows.len();
    for app in nodes.both() {
        app.confirm_date().await.unwrap();
    }
    nodes.other_clock.move_to(day("2026-03-06"));
    house.clock.move_to(day("2026-03-06"));
    let [one, two] = nodes.both();
    let remind = async |app: &App| {
        let mut given = 0;
        for _ in 0..3 {
            given += app.remind().await.unwrap();
        }
        given
    };
    let (a, b) = tokio::join!(remind(one), remind(two));
    let after = house.app.messages(&bai, Which::Unread, None).await.unwrap().rows.len();
    assert_eq!(after - before, applied, "one reminder for each case, given {a} and {b}");
    let sent = server.count();
    Box::pin(both_settle(&nodes)).await;
    let mails = server.mails.lock().unwrap().clone();
    assert!(mails.len() > sent, "reminders are told by mail");
    assert_eq!(message_ids(&mails).into_iter().collect::<BTreeSet<_>>().len(), mails.len(), "no mail twice");
    for app in nodes.both() {
        app.digest(&mut (None, BTreeSet::new())).await.unwrap();
    }
    assert_eq!(house.app.store().outbox_length().await.unwrap(), 0, "nobody asked for a digest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_after_the_server_took_the_mail_has_it_sent_again_under_the_same_name() {
    let server = Server::default();
    let Some(nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    let house = &nodes.house;
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    house.wants_mail("bai", MailWhen::AtOnce).await;
    server.silent.store(true, Ordering::SeqCst);
    house.apply().await;
    let dying = house.app.clone();
    let dying = tokio::spawn(async move { dying.settle().await });
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    // The server has it, and nobody has written that down.
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    server.silent.store(false, Ordering::SeqCst);
    nodes.other.settle().await.unwrap();
    assert_eq!(server.count(), 1, "the claim of the one that died still stands");
    nodes.other_clock.pass(CLAIM_OVER_US);
    nodes.other.settle().await.unwrap();
    nodes.other_clock.pass(CLAIM_OVER_US);
    nodes.other.settle().await.unwrap();
    let ids = message_ids(&server.mails.lock().unwrap());
    assert_eq!(ids.len(), 2, "at least once");
    assert_eq!(ids[0], ids[1], "whoever gets both can tell that they are one");
    assert_eq!(nodes.other.store().outbox_length().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_was_slow_does_not_do_what_another_one_took_over() {
    let server = Server::default();
    let Some(nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    let house = &nodes.house;
    house.mail_goes_to(server.listen().await, Tls::Off).await;
    for who in ["bai", "ye"] {
        house.wants_mail(who, MailWhen::Daily).await;
    }
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    house.apply().await;
    house.app.settle().await.unwrap();
    assert_eq!(server.count(), 0);
    for who in ["bai", "ye", "fang"] {
        house.wants_mail(who, MailWhen::Daily).await;
    }
    house.app.digest(&mut (None, BTreeSet::new())).await.unwrap();
    let owed = house.app.store().outbox_length().await.unwrap();
    server.silent.store(true, Ordering::SeqCst);
    let slow = house.app.clone();
    let slow = tokio::spawn(async move { slow.settle().await });
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    // It hangs at the first of its batch for longer than a claim lasts; another node takes the batch over.
    house.clock.pass(CLAIM_OVER_US);
    nodes.other_clock.pass(CLAIM_OVER_US);
    server.silent.store(false, Ordering::SeqCst);
    let (one, two) = tokio::join!(slow, nodes.other.settle());
    one.unwrap().unwrap();
    two.unwrap();
    let ids = message_ids(&server.mails.lock().unwrap());
    let once: BTreeSet<_> = ids.iter().cloned().collect();
    assert_eq!(u64::try_from(once.len()).unwrap(), owed, "nobody is forgotten");
    assert!(ids.len() <= once.len() + 1, "only the one it hung at may come twice: {ids:?}");
    assert_eq!(house.app.store().outbox_length().await.unwrap(), 0);
}
