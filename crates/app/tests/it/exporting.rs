//! Exports and other long work: on record, found again, stopped, begun again, and never handed out to the wrong eyes.

use rongheng_app::{Error, Export, Wish, WorkState, page::Filter};
use rongheng_domain::day::Moment;
use serde_json::{Value, json};

use crate::support::House;

fn wish() -> Wish {
    let list = Export::Cases(Filter::default());
    Wish { title: "容错案件".into(), list, said: vec!["状态：在办".into()] }
}

async fn taken(house: &House, on: &str) -> Vec<Value> {
    let stream = format!("reading/node1/{on}");
    let events = house.app.store().load(&stream.as_str().into(), 0).await.unwrap();
    let exports = events.into_iter().filter(|event| event.recorded.kind == "reading.exported");
    exports.map(|event| event.recorded.payload).collect()
}

#[tokio::test]
async fn an_export_holds_what_the_list_holds_and_is_on_record_before_it_is_handed_out() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let paper = house.app.export_now(&house.who("bai").await, &wish()).await.unwrap().unwrap();
    assert!(paper.bytes.starts_with(b"PK") && paper.name == "容错案件 2026-03-02.xlsx", "{}", paper.name);
    let record = taken(&house, "2026-03-02").await;
    assert_eq!((&record[0]["person"], &record[0]["cases"]), (&json!("bai"), &json!([case])));
    assert_eq!(record[0]["filter"], json!("状态：在办"));
    house.app.export_now(&house.who("zhou").await, &wish()).await.unwrap().unwrap();
    assert_eq!(taken(&house, "2026-03-02").await[1]["cases"], json!([]), "nothing before disclosure");
}

#[tokio::test]
async fn long_work_is_found_again_and_fetched_by_its_owner_alone() {
    let house = House::district("2026-03-02").await;
    house.apply().await;
    let (bai, lin) = (house.who("bai").await, house.who("lin").await);
    let id = house.app.ask_export(&bai, &wish()).await.unwrap();
    assert_eq!(house.app.ask_export(&bai, &wish()).await.unwrap(), id, "a second click is the same work");
    assert_eq!(house.app.my_work(&bai).await.unwrap()[0].state, WorkState::Waiting);
    assert!(matches!(house.app.fetch_work(&bai, &id).await, Err(Error::NotFound)), "not made yet");
    assert_eq!(house.app.do_long_work().await.unwrap(), 1);
    let work = house.app.my_work(&bai).await.unwrap().remove(0);
    assert_eq!((work.state, work.done, work.made), (WorkState::Done, 1, true));
    assert!(house.app.fetch_work(&bai, &id).await.unwrap().bytes.starts_with(b"PK"));
    assert!(matches!(house.app.fetch_work(&lin, &id).await, Err(Error::NotFound)));
    assert!(house.app.my_work(&lin).await.unwrap().is_empty());
    house.app.stop_work(&lin, &id).await.unwrap();
    house.app.drop_work(&lin, &id).await.unwrap();
    assert_eq!(house.app.my_work(&bai).await.unwrap().len(), 1, "nobody else touches it");
    house.on("2026-03-04").await;
    assert!(house.app.my_work(&bai).await.unwrap().is_empty(), "it ends");
    assert!(matches!(house.app.fetch_work(&bai, &id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_export_is_not_handed_out_after_a_recusal() {
    let mut house = House::district("2026-11-02").await;
    house.play("refused_recused_officer.toml", Some("tolerance.declare_recusal")).await;
    let case = house.case("care").await.unwrap();
    let su = house.who("su").await;
    let id = house.app.ask_export(&su, &wish()).await.unwrap();
    house.app.do_long_work().await.unwrap();
    house.app.fetch_work(&su, &id).await.unwrap();
    let declare = json!({"person": "su", "ground": "interest", "says": "与当事人有利害关系。"});
    house.act("wen", Some(&case), "declare_recusal", declare).await.unwrap();
    let decide = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("ye", Some(&case), "decide_recusal", decide).await.unwrap();
    let Err(Error::Forbidden(refusal)) = house.app.fetch_work(&su, &id).await else { panic!("handed out") };
    assert!(refusal.reasons[0].says.contains("已经销毁"));
    assert!(matches!(house.app.fetch_work(&su, &id).await, Err(Error::NotFound)), "gone");
}

#[tokio::test]
async fn what_was_cut_short_waits_for_a_person_and_what_was_stopped_stays_stopped() {
    let house = House::district("2026-03-02").await;
    let bai = house.who("bai").await;
    let id = house.app.ask_export(&bai, &wish()).await.unwrap();
    let store = house.app.store();
    let now = Moment(house.app.clock().now().0);
    assert!(store.claim_work("node1", now, Moment(0)).await.unwrap().is_some());
    assert!(store.claim_work("node2", now, Moment(0)).await.unwrap().is_none(), "one node at a time");
    assert!(!store.beat_work(&id, "node2", (1, 1), &json!({}), now).await.unwrap(), "not theirs");
    store.interrupt_works("node1").await.unwrap();
    assert_eq!(house.app.my_work(&bai).await.unwrap()[0].state, WorkState::Interrupted);
    assert_eq!(house.app.do_long_work().await.unwrap(), 0, "nothing begins again by itself");
    house.app.restart_work(&bai, &id).await.unwrap();
    let later = Moment(now.0 + 120_000_000);
    assert!(store.claim_work("node1", now, Moment(0)).await.unwrap().is_some());
    assert!(store.claim_work("node2", later, Moment(later.0 - 60_000_000)).await.unwrap().is_none());
    assert_eq!(
        house.app.my_work(&bai).await.unwrap()[0].state,
        WorkState::Interrupted,
        "silent for a minute"
    );
    house.app.restart_work(&bai, &id).await.unwrap();
    house.app.stop_work(&bai, &id).await.unwrap();
    assert_eq!(house.app.do_long_work().await.unwrap(), 0);
    assert_eq!(house.app.my_work(&bai).await.unwrap()[0].state, WorkState::Cancelled);
    house.app.restart_work(&bai, &id).await.unwrap();
    assert_eq!(house.app.do_long_work().await.unwrap(), 1);
    assert_eq!(house.app.my_work(&bai).await.unwrap()[0].state, WorkState::Done);
}

#[tokio::test]
async fn upkeep_is_the_system_administrators_and_a_bad_row_keeps_the_whole_file_out() {
    let house = House::district("2026-03-02").await;
    let mut admin = None;
    for who in ["nie", "kang", "jin"] {
        let actor = house.who(who).await;
        if house.app.ask_rebuild(&actor).await.is_ok() {
            assert!(admin.is_none(), "one of the three");
            admin = Some(actor);
        }
    }
    assert!(matches!(house.app.ask_rebuild(&house.who("bai").await).await, Err(Error::Forbidden(_))));
    let admin = admin.unwrap();
    let before = house.tables().await;
    assert_eq!(house.app.do_long_work().await.unwrap(), 1);
    assert_eq!(house.tables().await, before);
    let words = |work: &rongheng_app::LongWork| work.said["words"].to_string();
    let streets = "code,name\n990000001,甲街道\n99,乙街道\n990000003,\n";
    house.app.ask_organisations(&admin, streets, "").await.unwrap();
    house.app.do_long_work().await.unwrap();
    let works = house.app.my_work(&admin).await.unwrap();
    let work = works.into_iter().find(|work| work.asked["streets"] == json!(streets)).unwrap();
    assert_eq!(work.state, WorkState::Failed);
    assert!(words(&work).contains("第 3 行") && words(&work).contains("第 4 行"), "{}", words(&work));
    assert_eq!(house.tables().await, before, "nothing of it was written");
    house.clock.move_to(crate::support::day("2026-03-03"));
    house.app.ask_organisations(&admin, "code,name\n990000001,甲街道\n", "").await.unwrap();
    house.app.do_long_work().await.unwrap();
    let work = house.app.my_work(&admin).await.unwrap().remove(0);
    assert_eq!(work.state, WorkState::Done, "{}", words(&work));
    assert_ne!(house.tables().await, before);
    let communities = "code,name,streetCode\n990000001001,丙社区,990000001\n990000009001,丁社区,990000009\n";
    house.app.ask_organisations(&admin, "", communities).await.unwrap();
    house.app.do_long_work().await.unwrap();
    let works = house.app.my_work(&admin).await.unwrap();
    let work = works.iter().find(|work| work.asked["communities"] == json!(communities)).unwrap();
    assert!(words(work).contains("第 3 行") && !words(work).contains("第 2 行"), "{}", words(work));
}
