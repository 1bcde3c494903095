//! 工作台: what is counted can be reached, what was done is listed for who did it, and what changed for whoever may see it.

use rongheng_app::{Actor, App, Ask, Which, desk::Act};
use serde_json::json;

use crate::support::{House, application};

async fn all_tasks(app: &App, actor: &Actor) -> usize {
    let (mut after, mut count) = (None, 0);
    loop {
        let work = app.work(actor, after.as_deref()).await.unwrap();
        count += work.tasks.len();
        after = work.next;
        if after.is_none() {
            return count;
        }
    }
}

async fn all_done(app: &App, actor: &Actor) -> Vec<Act> {
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let page = app.list_done(actor, after.as_deref()).await.unwrap();
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn all_messages(app: &App, actor: &Actor, which: Which) -> u64 {
    let (mut after, mut count) = (None, 0);
    loop {
        let page = app.messages(actor, which, after.as_deref()).await.unwrap();
        count += u64::try_from(page.rows.len()).unwrap();
        after = page.next;
        if after.is_none() {
            return count;
        }
    }
}

#[tokio::test]
async fn for_everybody_and_every_role_the_counts_are_the_rows_that_can_be_reached() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.close_consultation")).await;
    let case = house.case("area").await.unwrap();
    for (by, to) in [("ye", "lin"), ("fang", "lin"), ("fang", "bai")] {
        let order = json!({ "to": to, "about": "核实进度。", "answer_by": "2026-12-31" });
        house.act(by, Some(&case), "order_supervision", order).await.unwrap();
    }
    let lin = house.who("lin").await;
    house.app.messages(&lin, Which::Unread, None).await.unwrap();
    house.app.mark_all_read(&lin).await.unwrap();
    let (mut tasks, mut acts, mut read, mut orders) = (0, 0, 0, 0);
    for who in ["bai", "lin", "su", "wen", "ye", "tang", "zhou", "peng", "kang", "nie", "fang"] {
        let Ok(all) = house.app.actor_of(&who.into()).await else { continue };
        let roles: Vec<_> = all.held.iter().map(|held| held.role).collect();
        for acting in roles.into_iter().map(Some).chain([None]) {
            let actor = Actor { acting, ..all.clone() };
            let todo = house.app.count_todo(&actor).await.unwrap();
            assert_eq!(
                usize::try_from(todo).unwrap(),
                all_tasks(&house.app, &actor).await,
                "{who} as {acting:?}"
            );
            let done = all_done(&house.app, &actor).await;
            let counts = house.app.count_acts(&actor).await.unwrap();
            assert_eq!(usize::try_from(counts.done).unwrap(), done.len(), "{who} as {acting:?}");
            assert!(done.windows(2).all(|two| two[0].at >= two[1].at), "newest first");
            assert!(done.iter().all(|act| act.actor == actor.person), "only the own acts");
            let unread = house.app.unread(&actor).await.unwrap();
            assert_eq!(unread, all_messages(&house.app, &actor, Which::Unread).await, "{who} as {acting:?}");
            let known = house.app.count_read(&actor).await.unwrap();
            assert_eq!(known, all_messages(&house.app, &actor, Which::Read).await, "{who} as {acting:?}");
            let supervised = house.app.supervised(&actor).await.unwrap();
            let shown = u64::try_from(supervised.ordered.len() + supervised.owed.len()).unwrap();
            assert_eq!(house.app.count_supervised(&actor).await.unwrap(), shown, "{who} as {acting:?}");
            tasks += todo;
            acts += counts.done;
            read += known;
            orders += shown;
        }
    }
    assert!(tasks > 0 && acts > 30, "somebody has something: {tasks} tasks, {acts} acts");
    assert!(read > 0 && orders >= 6, "{read} read, {orders} orders");
}

#[tokio::test]
async fn a_paper_entered_for_another_counts_for_who_entered_it_and_begins_with_both() {
    let house = House::district("2026-03-02").await;
    let (bai, zhou) = (house.who("bai").await, house.who("zhou").await);
    let mut asked = application();
    asked["applicant"] = json!("official");
    let mut ask = Ask::new(bai.clone(), "tolerance", None, "apply", asked);
    ask.acted_for = Some(zhou.person.clone());
    ask.paper_on = Some(crate::support::day("2026-03-02"));
    ask.original.place = Some("案管室柜 2-14".to_owned());
    let case = house.app.execute(ask).await.unwrap().case;
    let done = all_done(&house.app, &bai).await;
    let first = done.iter().find(|act| act.case.stream == case && act.version == 1).unwrap();
    assert_eq!((&first.acted_for, &first.actor), (&Some(zhou.person.clone()), &bai.person));
    for person in [&bai, &zhou] {
        let started = house.app.list_started(person, None).await.unwrap();
        assert_eq!(started.rows.len(), 1, "{}", person.person);
        assert_eq!(started.rows[0].case.stream, case);
    }
    assert!(all_done(&house.app, &zhou).await.is_empty(), "the paper was entered by another");
    house.is_whole().await;
}

#[tokio::test]
async fn what_others_did_is_told_since_the_last_visit_to_whoever_has_a_part_and_to_nobody_outside() {
    let house = House::district("2026-03-02").await;
    let mut asked = application();
    asked["applicant"] = json!("organ");
    let case = house.act("bai", None, "apply", asked).await.unwrap().case;
    let bai = house.who("bai").await;
    assert!(house.app.changes(&bai).await.unwrap().rows.is_empty(), "the own acts are no news");
    house.on("2026-03-03").await;
    let declare = json!({"person": "lin", "ground": "interest", "says": "与当事人有利害关系。"});
    house.act("su", Some(&case), "declare_recusal", declare).await.unwrap();
    let news = house.app.changes(&bai).await.unwrap();
    assert_eq!(news.rows.len(), 1, "{news:?}");
    assert_eq!(news.rows[0].actor, "su".into());
    for outsider in ["zhou", "peng", "kang"] {
        let actor = house.who(outsider).await;
        assert!(house.app.changes(&actor).await.unwrap().rows.is_empty(), "{outsider}");
    }
    // Two days later it is no news any more; the visit in between ended.
    house.on("2026-03-04").await;
    house.app.changes(&bai).await.unwrap();
    house.on("2026-03-05").await;
    assert!(house.app.changes(&bai).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn whoever_stands_aside_finds_nothing_of_the_case_among_the_own_acts() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let declare = json!({"person": "bai", "ground": "interest", "says": "与当事人有利害关系。"});
    house.act("bai", Some(&case), "declare_recusal", declare).await.unwrap();
    let bai = house.who("bai").await;
    assert!(!all_done(&house.app, &bai).await.is_empty());
    let decide = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("ye", Some(&case), "decide_recusal", decide).await.unwrap();
    assert_eq!(all_done(&house.app, &bai).await, []);
    assert_eq!(house.app.count_acts(&bai).await.unwrap(), rongheng_app::desk::Counts::default());
    assert!(house.app.list_started(&bai, None).await.unwrap().rows.is_empty());
}
