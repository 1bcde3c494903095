//! One command through the house: double submission, stale versions, lapses, drafts, batches.

use std::collections::BTreeMap;

use rongheng_app::{Ask, Error};
use serde_json::json;

use crate::support::{House, application, codes};

#[tokio::test]
async fn the_same_request_is_answered_once_and_another_under_its_key_is_refused() {
    let house = House::district("2026-03-02").await;
    let mut ask = Ask::new(house.who("peng").await, "tolerance", None, "apply", application());
    ask.key = Some("k1".to_owned());
    let first = house.app.execute(ask.clone()).await.unwrap();
    let again = house.app.execute(ask.clone()).await.unwrap();
    assert_eq!((again.case, again.version, again.repeated), (first.case.clone(), first.version, true));
    assert_eq!(again.number.as_deref(), Some("容〔2026〕1号"));
    ask.answers["title"] = json!("另一件事");
    assert!(matches!(house.app.execute(ask).await, Err(Error::KeyReused)));

    let mut accept =
        Ask::new(house.who("bai").await, "tolerance", Some(first.case.clone()), "accept", json!({}));
    accept.key = Some("k2".to_owned());
    accept.expected = Some(first.version);
    let done = house.app.execute(accept.clone()).await.unwrap();
    let late = house.app.execute(accept).await.unwrap();
    assert_eq!((late.version, late.repeated), (done.version, true), "a double click is no conflict");
}

#[tokio::test]
async fn whoever_comes_second_is_told_what_changed() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let mut ask = Ask::new(
        house.who("bai").await,
        "tolerance",
        Some(case.clone()),
        "ask_supplement",
        json!({"what": "材料"}),
    );
    ask.expected = Some(1);
    let Err(Error::Conflict(since)) = house.app.execute(ask).await else { panic!("no conflict") };
    assert_eq!((since.now, since.lines.len()), (2, 1));
    assert_eq!(since.lines[0].title, "受理");
    assert_eq!(since.names.people[&"bai".into()], "柏清和");
}

#[tokio::test]
async fn what_memory_holds_of_a_case_neither_refuses_nor_allows_what_another_node_has_changed() {
    let house = House::district("2026-03-02").await;
    let other = rongheng_app::App::open(house.app.config().clone()).await.unwrap();
    let bai = house.who("bai").await;
    let ask = |case: &_, action, answers| {
        Ask::new(bai.clone(), "tolerance", Some(Clone::clone(case)), action, answers)
    };
    let (case, second) = (house.apply().await, house.apply().await);
    for case in [&case, &second] {
        // This node has read both cases, and the other node accepts them.
        house.app.find_case(&bai, case).await.unwrap();
        other.execute(ask(case, "accept", json!({}))).await.unwrap();
    }
    // By memory the case is not accepted yet: nobody is refused for that.
    let team = json!({"leader": "wei", "members": [{"person": "lin"}, {"person": "su"}]});
    let done = house.app.execute(ask(&case, "assign", team)).await.unwrap();
    assert_eq!(done.version, 3);
    // By memory it can still be accepted: it is not accepted twice.
    let refused = house.app.execute(ask(&second, "accept", json!({}))).await;
    assert_eq!(codes(refused), ["P2"]);
}

#[tokio::test]
async fn two_who_apply_at_once_get_different_numbers_without_a_gap() {
    let house = House::district("2026-03-02").await;
    let peng = house.who("peng").await;
    let asks = (0..12).map(|_| {
        let (app, peng) = (house.app.clone(), peng.clone());
        tokio::spawn(async move {
            app.execute(Ask::new(peng, "tolerance", None, "apply", application()))
                .await
                .unwrap()
                .number
                .unwrap()
        })
    });
    let mut numbers = Vec::new();
    for ask in asks.collect::<Vec<_>>() {
        numbers.push(ask.await.unwrap());
    }
    numbers.sort();
    let mut expected: Vec<_> = (1..=12).map(|n| format!("容〔2026〕{n}号")).collect();
    expected.sort();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn silence_counts_as_acceptance_even_where_the_next_command_is_refused() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.clock.move_to(crate::support::day("2026-03-10"));
    let refused = house.act("bai", Some(&case), "accept", json!({})).await;
    assert_eq!(codes(refused), ["P2"]);
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    let titles: Vec<_> = page.timeline.iter().map(|line| line.event.as_str()).collect();
    assert_eq!(titles, ["tolerance.applied", "tolerance.deemed_accepted"]);
    assert_eq!(page.timeline[1].actor.0, "system:jobs");
}

#[tokio::test]
async fn when_the_clock_jumps_lapses_wait_until_a_person_confirms_the_date() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.clock.move_to(crate::support::day("2026-04-20"));
    assert!(house.app.waits().await.unwrap().is_some());
    assert_eq!(house.app.settle().await.unwrap().lapsed, 0);
    house.app.confirm_date().await.unwrap();
    assert_eq!(house.app.settle().await.unwrap().lapsed, 1);
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert_eq!(page.timeline.last().unwrap().event, "tolerance.deemed_accepted");
}

#[tokio::test]
async fn a_form_with_faults_names_each_and_a_draft_keeps_what_was_typed_until_it_is_submitted() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let bai = house.who("bai").await;
    let sent: BTreeMap<_, _> = [("what".to_owned(), "会议记录\0".to_owned())].into();
    let ask = Ask::new(bai.clone(), "tolerance", Some(case.clone()), "ask_supplement", json!(null));
    let Err(Error::Faults(faults)) = house.app.execute_form(ask.clone(), &sent).await else { panic!() };
    assert_eq!(faults[0].field, "what");

    let sent: BTreeMap<_, _> = [("what".to_owned(), "会议记录 𬭎😀".to_owned())].into();
    house.app.keep_draft(&bai, "tolerance", Some(&case), "ask_supplement", sent.clone()).await.unwrap();
    let form = house.app.form(&bai, "tolerance", Some(&case), "ask_supplement").await.unwrap();
    assert_eq!(form.draft.unwrap().sent, sent);
    house.app.execute_form(ask, &sent).await.unwrap();
    assert_eq!(house.app.draft(&bai, "tolerance", Some(&case), "ask_supplement").await.unwrap(), None);
}

#[tokio::test]
async fn bad_requests_each_get_an_answer_of_their_own() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let unknown = house.act("bai", Some(&case), "reject", json!({})).await;
    assert!(matches!(unknown, Err(Error::UnknownAction(_))));
    let nowhere = house.act("bai", Some(&"tolerance/none".into()), "accept", json!({})).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
    let unreadable = house.act("bai", Some(&case), "accept", json!({"note": 5})).await;
    assert!(matches!(unreadable, Err(Error::UnreadableAnswers(_))));
    let no_file = json!({"says": "补正", "file": "0123"});
    assert!(matches!(house.act("peng", Some(&case), "supplement", no_file).await, Err(Error::Faults(_))));
}

#[tokio::test]
async fn a_batch_takes_only_acts_that_may_be_done_in_one() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let bai = house.who("bai").await;
    let ask = Ask::new(bai.clone(), "tolerance", Some(case.clone()), "accept", json!({}));
    let done = house.app.execute_batch(vec![ask]).await;
    assert!(matches!(&done[..], [Err(Error::Refused(_))]), "{done:?}");
    assert_eq!(house.app.find_case(&bai, &case).await.unwrap().version, 1);
}

#[tokio::test]
async fn a_paper_is_entered_only_by_those_who_enter_papers_and_only_for_who_may_act() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let paper = |who: &'static str, signer: &'static str| {
        let (house, case) = (&house, case.clone());
        async move {
            let says = json!({"says": "补充材料"});
            let mut ask = Ask::new(house.who(who).await, "tolerance", Some(case), "supplement", says);
            ask.acted_for = Some(signer.into());
            ask.paper_on = Some(crate::support::day("2026-03-02"));
            ask.original.place = Some("案管档案柜".to_owned());
            house.app.execute(ask).await
        }
    };
    house.act("bai", Some(&case), "ask_supplement", json!({"what": "材料"})).await.unwrap();
    assert_eq!(codes(paper("lu", "peng").await), ["G5"], "a head of division enters no papers");
    assert_eq!(codes(paper("lin", "xia").await), ["G5"], "somebody else's paper is not the unit's");
    paper("lin", "peng").await.unwrap();
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert_eq!(page.timeline.last().unwrap().event, "tolerance.paper_entered");
    let last = &page.timeline[page.timeline.len() - 2];
    assert_eq!((last.actor.0.as_str(), last.acted_for.as_ref().unwrap().0.as_str()), ("lin", "peng"));
}
