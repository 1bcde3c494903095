//! Rows of the work list done together: authorised once, each decided for itself, nothing done twice.

use rongheng_app::{Actor, Error, batch::InBatch};
use rongheng_domain::ids::StreamId;
use serde_json::{Value, json};

use crate::support::House;

const STORY: &str = "article_1_compensation_area.toml";

fn serve() -> InBatch {
    InBatch::find("tolerance", "serve").unwrap()
}

fn here() -> Value {
    json!({ "delivery": "here", "served_on": "2026-05-25" })
}

/// Determined, nothing served yet; who serves, and the rows that wait.
async fn determined() -> (House, Actor, Vec<(StreamId, String)>) {
    let mut house = House::district("2026-03-02").await;
    house.play(STORY, Some("tolerance.serve")).await;
    house.on("2026-05-25").await;
    // The rows stand with 承办人, who does them, and not with the team's leader, who may not.
    let (lin, leader) = (house.who("lin").await, house.who("wei").await);
    assert!(house.app.batch_work(&leader, serve()).await.unwrap().tasks.is_empty());
    let work = house.app.batch_work(&lin, serve()).await.unwrap();
    let rows = work.tasks.into_iter().map(|task| (task.case.stream, task.about)).collect();
    (house, lin, rows)
}

#[tokio::test]
async fn the_rows_of_one_act_are_done_together_and_one_that_is_refused_stops_no_other() {
    let (house, lin, rows) = determined().await;
    assert_eq!(rows.len(), 4, "{rows:?}");
    // Somebody was served in the meantime.
    let alone = json!({
        "recipient": "person:zhou", "delivery": "signed", "served_on": "2026-05-25", "proof": "送达回证1号"
    });
    house.act("lin", Some(&rows[0].0), "serve", alone).await.unwrap();
    let done = house.app.do_in_batch(&lin, serve(), &rows, &here(), "k").await;
    for ((_, about), done) in rows.iter().zip(&done) {
        match done {
            Err(Error::Refused(refusal)) => {
                assert_eq!(about, "person:zhou");
                assert!(refusal.reasons[0].says.contains("无须重复"), "{refusal:?}");
                assert_eq!(refusal.rule.code, "P7");
            }
            Ok(done) => assert!(!done.repeated && about != "person:zhou"),
            Err(other) => panic!("{about}: {other:?}"),
        }
    }
    // What was put here waits to be acknowledged, and to be served otherwise where it is not.
    let left = house.app.batch_work(&lin, serve()).await.unwrap().tasks;
    assert!(left.iter().all(|task| task.says.contains("没有确认收到")), "{left:?}");
    // The same page sent twice does nothing twice, and says so.
    let version = house.app.find_case(&lin, &rows[0].0).await.unwrap().version;
    let again = house.app.do_in_batch(&lin, serve(), &rows, &here(), "k").await;
    assert_eq!(again.iter().filter(|done| done.as_ref().is_ok_and(|done| done.repeated)).count(), 3);
    assert_eq!(house.app.find_case(&lin, &rows[0].0).await.unwrap().version, version);
    house.is_whole().await;
}

#[tokio::test]
async fn where_one_row_may_not_be_done_at_all_none_is_and_each_says_so() {
    let (house, lin, mut rows) = determined().await;
    let version = house.app.find_case(&lin, &rows[0].0).await.unwrap().version;
    rows.push(("tolerance/none".into(), "person:zhou".to_owned()));
    let done = house.app.do_in_batch(&lin, serve(), &rows, &here(), "k").await;
    assert_eq!(done.len(), rows.len());
    assert!(matches!(done.last(), Some(Err(Error::Forbidden(_)))), "{done:?}");
    assert!(done.iter().take(4).all(|one| matches!(one, Err(Error::Refused(_)))), "{done:?}");
    assert_eq!(house.app.find_case(&lin, &rows[0].0).await.unwrap().version, version);
    // Without that row they are done.
    rows.pop();
    let done = house.app.do_in_batch(&lin, serve(), &rows, &here(), "k").await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
}

#[tokio::test]
async fn rows_are_offered_to_whose_they_are_and_whoever_only_reads_does_none() {
    let (house, _, rows) = determined().await;
    for other in ["bai", "ye", "zhou", "peng"] {
        let actor = house.who(other).await;
        assert!(house.app.batch_work(&actor, serve()).await.unwrap().tasks.is_empty(), "{other}");
    }
    let peng = house.who("peng").await;
    let done = house.app.do_in_batch(&peng, serve(), &rows, &here(), "k").await;
    assert!(done.iter().all(Result::is_err), "{done:?}");
}

#[tokio::test]
async fn an_act_that_judges_is_found_under_no_batch() {
    for (kind, action) in [
        ("tolerance", "accept"),
        ("tolerance", "determine"),
        ("tolerance", "give_opinion"),
        ("tolerance", "check_paper"),
        ("tolerance", "acknowledge"),
        ("correction", "check"),
        ("ruling", "approve"),
        ("tolerance", "hand_over"),
        ("none", "serve"),
    ] {
        assert!(InBatch::find(kind, action).is_none(), "{kind}.{action}");
    }
}
