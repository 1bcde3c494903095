//! Registers that run over cases: whose lines they are, how they are turned over, narrowed and taken out.

use rongheng_app::{
    Error, Export, Wish,
    case_registers::{EntryList, EntryRow},
    page::Place,
    records::Narrow,
};
use rongheng_domain::kind::CaseRegister;
use serde_json::json;

use crate::support::House;

const STORY: &str = "article_1_compensation_area.toml";

async fn page(house: &House, who: &str, narrow: &Narrow, at: Place<'_>) -> Result<EntryList, Error> {
    house.app.list_entries(&house.who(who).await, CaseRegister::Deliveries, narrow, at).await
}

fn all() -> Place<'static> {
    Place { after: None, before: None, size: 100 }
}

fn words(rows: &[EntryRow]) -> Vec<String> {
    rows.iter().map(|row| row.cells.join("|")).collect()
}

#[tokio::test]
async fn lines_are_turned_over_by_key_in_both_directions_and_narrowed() {
    let mut house = House::district("2026-03-02").await;
    house.play(STORY, None).await;
    let whole = page(&house, "bai", &Narrow::default(), all()).await.unwrap().rows;
    assert!(whole.len() >= 6, "{:?}", words(&whole));
    // Two by two, forth and back, the same lines come in the same order.
    let (mut turned, mut after) = (Vec::new(), None::<String>);
    let mut last = None;
    loop {
        let at = Place { after: after.as_deref(), before: None, size: 2 };
        let one = page(&house, "bai", &Narrow::default(), at).await.unwrap();
        turned.extend(one.rows);
        last = one.previous.or(last);
        after = one.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(words(&turned), words(&whole));
    let at = Place { after: None, before: last.as_deref(), size: 2 };
    let back = page(&house, "bai", &Narrow::default(), at).await.unwrap();
    assert!(back.next.is_some() && back.rows.len() == 2, "{back:?}");
    let mut narrow = Narrow { text: "周".to_owned(), ..Narrow::default() };
    let some = page(&house, "bai", &narrow, all()).await.unwrap().rows;
    assert!(!some.is_empty() && some.len() < whole.len(), "{:?}", words(&some));
    narrow.facets.insert("standing".to_owned(), "open".to_owned());
    assert!(page(&house, "bai", &narrow, all()).await.unwrap().rows.is_empty());
    house.is_whole().await;
}

#[tokio::test]
async fn only_those_who_keep_it_read_it_and_only_of_cases_that_they_see() {
    let mut house = House::district("2026-03-02").await;
    house.play(STORY, None).await;
    for outside in ["zhou", "peng", "zheng"] {
        let Err(Error::Forbidden(refusal)) = page(&house, outside, &Narrow::default(), all()).await else {
            continue;
        };
        assert!(refusal.reasons[0].says.contains("请转请他们"), "{refusal}");
    }
    assert!(page(&house, "zhou", &Narrow::default(), all()).await.is_err());
}

/// P8: whoever stands aside in a case reads no line of it.
#[tokio::test]
async fn whoever_stands_aside_reads_no_line_of_the_case() {
    let mut house = House::district("2026-11-02").await;
    house.play("refused_recused_officer.toml", None).await;
    let lines = |rows: &[EntryRow]| rows.len();
    let submit = json!({ "to": "fang", "subject": "示例", "proposal": "示例" });
    let open = house.case_named("care").await;
    house.act("bai", Some(&open), "submit", submit).await.unwrap();
    let list = |who: &'static str| {
        let house = &house;
        async move {
            let actor = house.who(who).await;
            let narrow = Narrow::default();
            house.app.list_entries(&actor, CaseRegister::Submissions, &narrow, all()).await.unwrap().rows
        }
    };
    assert_eq!(lines(&list("bai").await), 1);
    assert_eq!(lines(&list("gu").await), 0);
}

#[tokio::test]
async fn the_workbook_holds_the_lines_and_says_which_cases_were_taken() {
    let mut house = House::district("2026-03-02").await;
    house.play(STORY, None).await;
    let list = Export::Entries { register: "deliveries".to_owned(), narrow: Narrow::default() };
    let wish = Wish { title: "送达登记簿".into(), list, said: Vec::new() };
    let paper = house.app.export_now(&house.who("bai").await, &wish).await.unwrap().unwrap();
    assert!(paper.bytes.starts_with(b"PK") && paper.name.starts_with("送达登记簿"), "{}", paper.name);
    assert!(house.app.export_now(&house.who("zhou").await, &wish).await.is_err());
}
