//! Two at once, on two nodes: one event, one answer, never both.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rongheng_app::{App, Ask, Error, Result, page::Done};
use rongheng_domain::ids::StreamId;
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    copies::Played,
    nodes::{Handicap, Nodes, at_once},
    support::{House, application, codes, day},
};

/// People who do the same thing at the same moment.
const PEOPLE: usize = 64;
/// Races of each sort.
const RACES: usize = 500;
/// Races run side by side.
const SIDE_BY_SIDE: usize = 4;
/// Applications whose last day ends at the same midnight.
const A_DAY: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_same_actions_at_once_give_one_event_on_one_node() {
    let house = House::district("2026-03-02").await;
    sixty_four(&house, [&house.app, &house.app]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_same_actions_at_once_give_one_event_on_two_nodes() {
    let Some(nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    sixty_four(&nodes.house, nodes.both()).await;
}

/// Sixty-four who apply one case after the other: there is always somebody new who may take the number first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_keeps_losing_a_number_to_those_who_just_came_gets_one_all_the_same() {
    const EACH: usize = 6;
    let house = House::district("2026-03-02").await;
    let peng = house.who("peng").await;
    let clients: Vec<_> = (0..PEOPLE)
        .map(|client| {
            let (app, peng) = (house.app.clone(), peng.clone());
            tokio::spawn(async move {
                let mut numbers = Vec::new();
                for n in 0..EACH {
                    let mut ask = Ask::new(peng.clone(), "tolerance", None, "apply", application());
                    ask.key = Some(format!("{client}/{n}"));
                    numbers.push(app.execute(ask).await.unwrap().number.unwrap());
                }
                numbers
            })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for client in clients {
        numbers.extend(client.await.unwrap());
    }
    let wanted: BTreeSet<_> = (1..=PEOPLE * EACH).map(|n| format!("容〔2026〕{n}号")).collect();
    assert_eq!(numbers, wanted, "dense, none double");
    let most = house.app.most_tries();
    assert!((1..=3).contains(&most), "somebody lost {most} times");
}

async fn sixty_four(house: &House, nodes: [&App; 2]) {
    let (bai, peng) = (house.who("bai").await, house.who("peng").await);
    let accept = |case: &StreamId, key: String| {
        let mut ask = Ask::new(bai.clone(), "tolerance", Some(case.clone()), "accept", json!({}));
        ask.key = Some(key);
        ask
    };

    // Sixty-four who each mean it.
    let case = house.apply().await;
    let answers = at_once(nodes, (0..PEOPLE).map(|n| accept(&case, format!("k{n}"))).collect()).await;
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), refused.len()), (1, PEOPLE - 1));
    for answer in refused {
        assert_eq!(codes(answer), ["P2"]);
    }
    assert_eq!(house.events(&case).await, ["tolerance.applied", "tolerance.accepted"]);

    // Sixty-four who saw the same page: the others are told what happened meanwhile.
    let case = house.apply().await;
    let seen = |n: usize| Ask { expected: Some(1), ..accept(&case, format!("s{n}")) };
    let answers = at_once(nodes, (0..PEOPLE).map(seen).collect()).await;
    let told =
        answers.iter().filter(|one| matches!(one, Err(Error::Conflict(since)) if since.now == 2)).count();
    assert_eq!((told, answers.iter().filter(|one| one.is_ok()).count()), (PEOPLE - 1, 1));

    // One request that arrives sixty-four times: each time the same answer.
    let case = house.apply().await;
    let answers = at_once(nodes, (0..PEOPLE).map(|_| accept(&case, "once".to_owned())).collect()).await;
    let answers: Vec<Done> = answers.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|one| one.version == 2), "{answers:?}");
    assert_eq!(answers.iter().filter(|one| !one.repeated).count(), 1);
    assert_eq!(house.events(&case).await, ["tolerance.applied", "tolerance.accepted"]);

    // The same where the action opens the case.
    let apply = |key: String| {
        let mut ask = Ask::new(peng.clone(), "tolerance", None, "apply", application());
        ask.key = Some(key);
        ask
    };
    let answers = at_once(nodes, (0..PEOPLE).map(|_| apply("opens".to_owned())).collect()).await;
    let cases: BTreeMap<_, _> =
        answers.into_iter().map(Result::unwrap).map(|one| (one.case, one.number)).collect();
    assert_eq!(cases.into_values().collect::<Vec<_>>(), [Some("容〔2026〕4号".to_owned())]);

    // And sixty-four applications are sixty-four cases, numbered without a gap.
    let answers = at_once(nodes, (0..PEOPLE).map(|n| apply(format!("a{n}"))).collect()).await;
    let mut numbers: Vec<_> = answers.into_iter().map(|one| one.unwrap().number.unwrap()).collect();
    let mut expected: Vec<_> = (5..5 + PEOPLE).map(|n| format!("容〔2026〕{n}号")).collect();
    numbers.sort();
    expected.sort();
    assert_eq!(numbers, expected);
    house.is_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_never_archived_and_its_correction_reopened() {
    let Some(mut nodes) = Nodes::on_postgres("2026-03-16").await else { return };
    nodes.house.play("article_2_unlicensed_discharge.toml", Some("tolerance.archive")).await;
    nodes.on("2026-06-18").await;
    let case = nodes.house.case_named("discharge").await;
    let correction = nodes.house.owed(&case, "correction").await;
    let played = Played::of(&nodes.house.app, &[&correction, &case]).await;
    let (bai, fang) = (nodes.house.who("bai").await, nodes.house.who("fang").await);
    let handicap = Arc::new(Handicap::default());
    let places = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let copies = async |app: &App, first: usize| {
        for n in (first..RACES).step_by(2) {
            played.copy(app, n, None).await;
        }
    };
    tokio::join!(copies(&nodes.house.app, 0), copies(&nodes.other, 1));
    nodes.house.app.rebuild().await.unwrap();
    let mut races = JoinSet::new();
    for n in 0..RACES {
        let (handicap, places) = (Arc::clone(&handicap), Arc::clone(&places));
        let (case, correction) = (Played::named(&case, n), Played::named(&correction, n));
        let (bai, fang) = (bai.clone(), fang.clone());
        // Each node archives as often as it reopens.
        let [one, two] =
            if n % 2 == 0 { nodes.both() } else { [&nodes.other, &nodes.house.app] }.map(App::clone);
        races.spawn(async move {
            let _place = places.acquire().await.unwrap();
            if n % 3 == 0 {
                // The node that archives has the case in memory, as its page was opened before.
                one.find_case(&bai, &case).await.unwrap();
            }
            let archive = Ask::new(
                bai,
                "tolerance",
                Some(case),
                "archive",
                json!({ "volume": format!("卷{n}"), "checker": "lin" }),
            );
            let why = json!({ "why": "复查发现反弹。" });
            let reopen = Ask::new(fang, "correction", Some(correction), "reopen", why);
            let (archive, reopen) = (Box::pin(one.execute(archive)), Box::pin(two.execute(reopen)));
            let (archived, reopened) = handicap.race(archive, reopen).await;
            handicap.won(archived.is_ok());
            (n, archived, reopened)
        });
    }
    let mut archived_first = 0;
    for (n, archived, reopened) in races.join_all().await {
        let one = |result: &Result<Done>| if result.is_ok() { "done" } else { "refused" };
        assert_ne!(one(&archived), one(&reopened), "race {n}: {archived:?} {reopened:?}");
        archived_first += usize::from(archived.is_ok());
        assert!(codes(if archived.is_ok() { reopened } else { archived }).contains(&"D5"), "race {n}");
    }
    println!("{archived_first} of {RACES} archived before the correction was reopened");
    assert!((1..RACES).contains(&archived_first), "both orders are seen: {archived_first}");
    nodes.house.app.settle().await.unwrap();
    for n in 0..RACES {
        let case = nodes.house.events(&Played::named(&case, n)).await;
        let correction = nodes.house.events(&Played::named(&correction, n)).await;
        let archived = case.contains(&"tolerance.archived".to_owned());
        assert_ne!(archived, correction.contains(&"correction.reopened".to_owned()), "race {n}");
        let taken_back = case.contains(&"tolerance.discharge_taken_back".to_owned());
        assert_ne!(archived, taken_back, "race {n}: what is reopened is owed again");
    }
    nodes.house.is_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_is_accepted_by_somebody_or_by_silence_and_never_both() {
    let Some(nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    let house = &nodes.house;
    let (peng, bai) = (house.who("peng").await, house.who("bai").await);
    nodes.other_clock.move_to(day("2026-03-10"));
    nodes.other.confirm_date().await.unwrap();
    let handicap = Handicap::default();
    let (mut by_somebody, mut shared) = (0, 0);
    for round in 0..RACES / A_DAY {
        house.clock.move_to(day("2026-03-02"));
        let apply = |_| Ask::new(peng.clone(), "tolerance", None, "apply", application());
        let opened = at_once([&house.app, &house.app], (0..A_DAY).map(apply).collect()).await;
        let cases: Vec<_> = opened.into_iter().map(|one| one.unwrap().case).collect();
        // It is midnight: on this node still the last day, on the other, where the daily job runs, the day after.
        house.clock.move_to(day("2026-03-09"));
        house.app.confirm_date().await.unwrap();
        let accept =
            |case: &StreamId| Ask::new(bai.clone(), "tolerance", Some(case.clone()), "accept", json!({}));
        let accepts = at_once([&house.app, &house.app], cases.iter().map(accept).collect());
        let (accepted, ran) = handicap.race(Box::pin(accepts), Box::pin(nodes.other.run_due())).await;
        let lapsed = usize::try_from(ran.unwrap().lapsed).unwrap();
        let mut mine = 0;
        for (case, answer) in cases.iter().zip(accepted) {
            let mut expected = "tolerance.deemed_accepted";
            match answer {
                Ok(_) => (expected, mine) = ("tolerance.accepted", mine + 1),
                refused => assert_eq!(codes(refused), ["P2"]),
            }
            assert_eq!(house.events(case).await, ["tolerance.applied", expected], "round {round}");
        }
        assert_eq!(mine + lapsed, A_DAY, "round {round}");
        handicap.won(mine > lapsed);
        by_somebody += mine;
        shared += usize::from(mine > 0 && lapsed > 0);
    }
    println!(
        "{by_somebody} of {RACES} accepted by somebody, {shared} rounds in which both came first somewhere"
    );
    assert!((1..RACES).contains(&by_somebody), "both orders are seen: {by_somebody}");
    house.clock.move_to(day("2026-03-10"));
    house.is_whole().await;
}
