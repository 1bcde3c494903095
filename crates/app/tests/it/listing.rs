//! What a list says of a case is what its page says, for every role and at every point; pages are whole.

use std::collections::BTreeSet;

use rongheng_app::{
    Actor,
    page::{CaseList, Filter, Light, Listed, Place, Sort, SortBy},
};
use rongheng_domain::people::Role;

use crate::support::{House, day, root};

async fn everybody(house: &House) -> Vec<Actor> {
    let text = std::fs::read_to_string(root().join("demo/district.toml")).unwrap();
    let district: toml::Table = toml::from_str(&text).unwrap();
    let mut all = Vec::new();
    for account in district["account"].as_array().unwrap() {
        let actor = house.who(account["person"].as_str().unwrap()).await;
        let mut roles: Vec<_> = actor.held.iter().map(|held| held.role).collect();
        roles.dedup();
        all.extend(roles.into_iter().map(|role| Actor { acting: Some(role), ..actor.clone() }));
    }
    all
}

/// Stages, and how the pages of those outside say them.
const SAID: [(&str, &str); 13] = [
    ("待确认", "请确认已经消除考核影响"),
    ("已确认", "已经确认消除影响"),
    ("申请", "正在办理受理"),
    ("受理", "已经受理，正在组成核实组"),
    ("核实", "正在核实"),
    ("会商", "正在会商"),
    ("审理", "正在审理"),
    ("审批", "正在审批和集体研究"),
    ("认定", "正在作出书面认定"),
    ("反馈", "认定已经作出，正在逐一送达"),
    ("结果运用", "结果已经送达，正在落实"),
    ("已办结", "已经办结"),
    ("已归档", "已经办结并归档"),
];

/// Nothing in the row that the page does not say.
async fn says_no_more(house: &House, actor: &Actor, row: &Listed) {
    let who = format!("{} as {:?}: {row:?}", actor.person, actor.acting);
    let page = house.app.find_case(actor, &row.stream).await.unwrap_or_else(|e| panic!("{who} {e}"));
    let sheet = &page.sheet;
    let said = format!("{sheet:?}{:?}", page.timeline);
    assert_eq!(row.title, sheet.title, "{who}");
    assert_eq!(Some(&row.number), sheet.number.as_ref(), "{who}");
    // The heading of those outside says the same stage as one says it.
    let same = SAID.contains(&(row.stage.as_str(), sheet.status.0.as_str()));
    assert!(row.stage == sheet.status.0 || same, "{who}: {}", sheet.status.0);
    for id in row.officials.iter().chain(&row.team) {
        assert!(said.contains(id.as_str()), "{who} names {id}");
    }
    for mark in &row.marks {
        assert!(sheet.tags.iter().any(|(tag, _)| tag == mark), "{who} is marked {mark}");
    }
    let officer = !page.timeline.is_empty();
    if let Some(unit) = row.unit.as_ref().filter(|_| !officer) {
        let own = actor.held.iter().any(|held| held.unit.as_ref() == Some(unit));
        assert!(own || said.contains(unit.as_str()), "{who} names {unit}");
    }
    if let Some(due) = row.due.as_ref().filter(|_| !officer) {
        let own = house.app.work(actor, None).await.unwrap().tasks;
        assert!(own.iter().any(|task| task.due.as_ref() == Some(due)), "{who} knows a limit from inside");
    }
    assert!(officer || (row.disclosed.is_none() && row.team.is_empty() && row.organ.is_none()), "{who}");
}

/// What is asked of a field finds a case only for those who are shown that field.
async fn finds_no_more(house: &House, actor: &Actor, all: &CaseList) {
    let of = |filter: Filter| async move { house.app.list_cases(actor, &filter, None).await.unwrap() };
    let who = format!("{} as {:?}", actor.person, actor.acting);
    for row in of(Filter { text: "补偿面积".into(), ..Filter::default() }).await.rows {
        assert!(row.title.contains("补偿面积"), "{who} finds by a title that is not shown: {row:?}");
    }
    let unit = Some("acquisition_centre".into());
    for row in of(Filter { unit: unit.clone(), ..Filter::default() }).await.rows {
        assert_eq!(row.unit, unit, "{who} finds by a unit that is not shown");
    }
    for light in Light::ALL {
        for row in of(Filter { light: Some(light), ..Filter::default() }).await.rows {
            assert!(row.disclosed.is_some() && row.due.is_some(), "{who} finds by a limit from inside");
        }
    }
    for disclosed in [true, false] {
        for row in of(Filter { disclosed: Some(disclosed), ..Filter::default() }).await.rows {
            assert_eq!(row.disclosed, Some(disclosed), "{who}");
        }
    }
    let stages: BTreeSet<_> = all.rows.iter().map(|row| row.stage.clone()).collect();
    for stage in all.stages.iter().map(|stage| (*stage).to_owned()).chain(stages.iter().cloned()) {
        let found = of(Filter { stage: stage.clone(), ..Filter::default() }).await;
        assert_eq!(found.count, u64::try_from(found.rows.len()).unwrap(), "{who} {stage}: no short page");
        assert!(found.rows.iter().all(|row| row.stage == stage), "{who} {stage}");
    }
}

#[tokio::test]
async fn no_list_shows_or_finds_what_the_page_of_that_role_does_not_say() {
    let mut listed = BTreeSet::new();
    for until in [Some("approve_disclosure"), Some("hold_consultation"), Some("serve"), None] {
        let mut house = House::district("2026-03-02").await;
        house
            .play("article_1_compensation_area.toml", until.map(|of| format!("tolerance.{of}")).as_deref())
            .await;
        for actor in everybody(&house).await {
            let all = house.app.list_cases(&actor, &Filter::default(), None).await.unwrap();
            for row in &all.rows {
                says_no_more(&house, &actor, row).await;
                listed.insert(format!("{:?}", actor.acting.unwrap()));
            }
            finds_no_more(&house, &actor, &all).await;
        }
    }
    for role in
        ["Official", "UnitContact", "Committee", "AppraisalOwner", "ReporterCustodian", "ConsultedMember"]
    {
        assert!(listed.contains(role), "{role} lists nothing: the test would see nothing; {listed:?}");
    }
}

#[tokio::test]
async fn a_filter_by_the_day_leaves_no_page_short_and_pages_go_both_ways() {
    let house = House::district("2026-03-02").await;
    for n in 0..23 {
        house.on(&format!("2026-03-{:02}", 2 + n / 2)).await;
        house.apply().await;
    }
    let bai = house.who("bai").await;
    let sort = |by, descending| Some(Sort { by, descending });
    let filters = [
        Filter::default(),
        Filter { due_by: Some(day("2026-03-20")), ..Filter::default() },
        Filter { sort: sort(SortBy::Number, false), ..Filter::default() },
        Filter { due_by: Some(day("2026-03-20")), sort: sort(SortBy::Opened, true), ..Filter::default() },
    ];
    for filter in filters {
        let mut after: Option<String> = None;
        let mut pages: Vec<CaseList> = Vec::new();
        loop {
            let place = Place { after: after.as_deref(), before: None, size: 5 };
            let page = house.app.page_of_cases(&bai, &filter, place).await.unwrap();
            after.clone_from(&page.next);
            assert!(page.next.is_none() || page.rows.len() == 5, "a short page in the middle: {filter:?}");
            pages.push(page);
            if after.is_none() {
                break;
            }
        }
        let all: Vec<_> = pages.iter().flat_map(|page| &page.rows).map(|row| row.stream.clone()).collect();
        assert_eq!(u64::try_from(all.len()).unwrap(), pages[0].count, "{filter:?}");
        let due: Vec<_> = pages[0].rows.iter().map(|row| row.due.clone()).collect();
        assert!(pages[0].previous.is_none() && pages[0].count > 5, "{filter:?} {due:?}");
        let second = pages[1].previous.as_deref();
        let place = Place { after: None, before: second, size: 5 };
        let back = house.app.page_of_cases(&bai, &filter, place).await.unwrap();
        assert_eq!(back.rows, pages[0].rows, "{filter:?}");
        assert!(back.previous.is_none() && back.next.is_some());
        if let Some(last) = filter.due_by {
            assert!(pages.iter().flat_map(|page| &page.rows).all(|row| row.due.as_ref().unwrap().on <= last));
        }
    }
    let numbers = Filter { sort: sort(SortBy::Number, false), ..Filter::default() };
    let rows = house.app.list_cases(&bai, &numbers, None).await.unwrap().rows;
    let numbers: Vec<_> = rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(&numbers[8..10], ["容〔2026〕9号", "容〔2026〕10号"]);
}

#[tokio::test]
async fn the_custodian_is_told_of_as_many_cases_as_are_shown_also_where_a_lead_is_only_looked_into() {
    let mut seen = BTreeSet::new();
    for until in [Some("tolerance.take_up"), None] {
        let story = "path_relative_becomes_signal.toml";
        let mut house = House::district("2026-03-02").await;
        house.play(story, until).await;
        house.apply().await;
        let all = everybody(&house).await;
        let custodian = all.iter().find(|one| one.acting == Some(Role::ReporterCustodian)).unwrap();
        let list = house.app.list_cases(custodian, &Filter::default(), None).await.unwrap();
        assert_eq!(
            list.count,
            u64::try_from(list.rows.len()).unwrap(),
            "{until:?}: the count is what is shown"
        );
        for row in &list.rows {
            house.app.find_case(custodian, &row.stream).await.unwrap();
        }
        let officers = house.app.list_cases(&house.who("bai").await, &Filter::default(), None).await.unwrap();
        seen.insert((officers.count > list.count, list.count > 0));
    }
    assert!(seen.contains(&(true, true)), "a lead that is only looked into is not the custodian's: {seen:?}");
}

#[tokio::test]
async fn the_stages_that_a_list_offers_are_those_of_its_kind() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", None).await;
    let bai = house.who("bai").await;
    for kind in ["tolerance", "correction", ""] {
        let all = Filter { kind: kind.into(), ..Filter::default() };
        let list = house.app.list_cases(&bai, &all, None).await.unwrap();
        assert!(!list.rows.is_empty(), "{kind}");
        for row in list.rows.iter().filter(|row| ["tolerance", "correction"].contains(&row.kind.as_str())) {
            assert!(list.stages.contains(&row.stage.as_str()), "{kind}: {} is not offered", row.stage);
            let asked = Filter { kind: kind.into(), stage: row.stage.clone(), ..Filter::default() };
            let found = house.app.list_cases(&bai, &asked, None).await.unwrap();
            assert!(found.rows.contains(row), "{kind}: {} finds nothing", row.stage);
        }
    }
    let peng = house.who("peng").await;
    let list =
        house.app.list_cases(&peng, &Filter { kind: "tolerance".into(), ..Filter::default() }, None).await;
    assert_eq!(list.unwrap().stages, ["已申请", "已受理", "反馈", "已办结"]);
}
