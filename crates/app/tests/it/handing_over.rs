//! Whoever leaves hands over first (G12).

use std::collections::BTreeMap;

use rongheng_app::{Actor, Ask, Error, Held, Result, records::Book};
use rongheng_domain::{ids::StreamId, people::Role};
use serde_json::{Value, json};

use crate::support::House;

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

impl House {
    async fn enter(&self, book: Book, key: &str, act: &str, sent: &[(&str, &str)]) -> Result<()> {
        let (person, role) = match book {
            Book::Accounts => ("nie", Role::SecurityAdmin),
            _ => ("kang", Role::SystemAdmin),
        };
        let held = vec![Held { role, unit: Some("discipline".into()) }];
        let actor =
            Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() };
        self.app.enter(&actor, book, Some(key), act, "", &typed(sent)).await.map(drop)
    }

    async fn retires(&self, person: &str, on: &str) -> Result<()> {
        self.enter(Book::People, person, "retire", &[("on", on)]).await
    }

    async fn hands_over(&self, case: &StreamId, from: &str, to: &str) {
        let answers = json!({"from": from, "to": to, "why": "transferred", "list": "两份笔录待整理。"});
        self.act("bai", Some(case), "hand_over", answers).await.unwrap();
    }

    async fn assigned(&self) -> StreamId {
        let case = self.apply().await;
        self.act("bai", Some(&case), "accept", json!({})).await.unwrap();
        let team = json!({"leader": "wei", "members": [{"person": "lin"}, {"person": "gu"}]});
        self.act("bai", Some(&case), "assign", team).await.unwrap();
        case
    }
}

fn refused_by_g12(result: Result<()>, says: &[&str]) {
    let Err(Error::Refused(refusal)) = result else { panic!("{result:?}") };
    assert_eq!(refusal.codes(), ["G12"]);
    for part in says {
        assert!(refusal.reasons[0].says.contains(part), "{refusal}");
    }
}

#[tokio::test]
async fn nobody_retires_moves_or_leaves_while_an_open_case_is_in_his_hands() {
    let house = House::district("2026-03-02").await;
    let case = house.assigned().await;
    let moved = [
        ("unit", "acquisition_centre"),
        ("title", "四级主任科员"),
        ("heads_unit", "no"),
        ("from", "2026-03-02"),
    ];
    let moves = || house.enter(Book::People, "lin", "move", &moved);
    refused_by_g12(house.retires("lin", "2026-03-02").await, &["容〔2026〕1号", "共1件", "“交接”"]);
    let left = [("unit", "discipline"), ("until", "2026-03-02")];
    refused_by_g12(house.enter(Book::People, "lin", "leave", &left).await, &["容〔2026〕1号"]);
    refused_by_g12(moves().await, &["容〔2026〕1号"]);
    house.hands_over(&case, "lin", "su").await;
    refused_by_g12(house.retires("su", "2026-03-02").await, &["容〔2026〕1号"]);
    moves().await.unwrap();
}

#[tokio::test]
async fn another_post_in_the_organ_keeps_the_case_in_hand() {
    let house = House::district("2026-03-02").await;
    house.assigned().await;
    let moved =
        [("unit", "discipline"), ("title", "三级主任科员"), ("heads_unit", "no"), ("from", "2026-03-02")];
    house.enter(Book::People, "lin", "move", &moved).await.unwrap();
}

#[tokio::test]
async fn no_account_ends_or_loses_its_last_role_before_the_hand_over() {
    let house = House::district("2026-03-02").await;
    let case = house.assigned().await;
    let disable = || house.enter(Book::Accounts, "lin", "disable", &[("why", "调离")]);
    let role = [("held", "case_officer@discipline"), ("why", "调离")];
    refused_by_g12(disable().await, &["容〔2026〕1号"]);
    refused_by_g12(house.enter(Book::Accounts, "lin", "withdraw", &role).await, &["容〔2026〕1号"]);
    house.hands_over(&case, "lin", "su").await;
    disable().await.unwrap();
}

#[tokio::test]
async fn whoever_a_file_was_sent_to_for_review_stays_until_another_is_named() {
    let house = House::district("2026-06-12").await;
    let act = async |who: &str, case: Option<&StreamId>, action: &str, answers: Value| {
        let ask = Ask::new(house.who(who).await, "investigation", case.cloned(), action, answers);
        house.app.execute(ask).await.unwrap().case
    };
    let file = json!({
        "official": "zhou", "track": "party", "body": "青澜区纪委", "decision": "青纪立〔2026〕8号",
        "filed_on": "2026-02-26", "about": "集体决策确定的补偿面积突破个案标准"
    });
    let case = act("lin", None, "file", file).await;
    let investigators = json!([{"person": "lin"}, {"person": "su"}]);
    let finished =
        json!({"finished_on": "2026-06-12", "investigators": investigators, "summary": "建议免予党纪处分。"});
    act("lin", Some(&case), "finish_examination", finished).await;
    act("bai", Some(&case), "send_to_review", json!({"reviewer": "xu"})).await;
    refused_by_g12(house.retires("xu", "2026-06-12").await, &["另行指定"]);
    // The investigators did their part: what is sent back goes to the office, not to them.
    house.retires("lin", "2026-06-12").await.unwrap();
    act("bai", Some(&case), "send_to_review", json!({"reviewer": "gu"})).await;
    house.retires("xu", "2026-06-12").await.unwrap();
}

#[tokio::test]
async fn what_an_official_has_to_do_does_not_keep_the_official_in_office() {
    let mut house = House::district("2026-02-27").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.defend")).await;
    let on = house.app.today().to_string();
    house.retires("zhou", &on).await.unwrap();
}

#[tokio::test]
async fn all_that_somebody_has_in_hand_goes_over_in_one_go_and_one_refusal_stops_no_other() {
    let house = House::district("2026-03-02").await;
    let (one, other) = (house.assigned().await, house.assigned().await);
    let bai = house.who("bai").await;
    let in_hand = house.app.hand_overs(&bai, &"lin".into()).await.unwrap();
    assert_eq!(in_hand.cases.len(), 2);
    assert!(in_hand.cases[0].says.contains("核实组"), "{:?}", in_hand.cases);
    // In the first case it went over meanwhile, so that nothing is left there to hand over.
    house.hands_over(&one, "lin", "su").await;
    let answers = json!({"from": "lin", "to": "su", "why": "leave", "list": "两份笔录待整理。"});
    let done = house.app.hand_over_all(&bai, &[one.clone(), other.clone()], &answers, "k").await;
    assert!(matches!(done[0].1, Err(Error::Refused(_))), "{done:?}");
    assert!(done[1].1.is_ok(), "{done:?}");
    assert!(house.app.hand_overs(&bai, &"lin".into()).await.unwrap().cases.is_empty());
    house.retires("lin", "2026-03-02").await.unwrap();
    // The same page sent twice does nothing twice.
    let again = house.app.hand_over_all(&bai, std::slice::from_ref(&other), &answers, "k").await;
    assert!(again[0].1.as_ref().unwrap().repeated);
    // Who arranges no hand-over is not told what is in whose hands, and does none.
    let lu = house.who("gu").await;
    assert!(matches!(house.app.hand_overs(&lu, &"su".into()).await, Err(Error::NotFound)));
    let before = house.app.find_case(&bai, &one).await.unwrap().version;
    let refused = house.app.hand_over_all(&lu, &[one.clone(), other], &answers, "l").await;
    assert!(refused.iter().all(|(_, done)| done.is_err()));
    assert_eq!(house.app.find_case(&bai, &one).await.unwrap().version, before);
    house.is_whole().await;
}
