//! Signals over many cases (D4): each opens its cases, only for those who may see them; whoever looks writes down what
//! was found.

use std::collections::BTreeMap;

use rongheng_app::{
    Actor, Book, Error, Export, Held, Wish,
    page::Place,
    records::{Narrow, RecordList},
};
use rongheng_domain::people::Role;

use crate::{copies::Played, support::House};

const OFFICIAL: &str = "official_again~person:zhou";

async fn listed(house: &House, actor: &Actor) -> RecordList {
    let at = Place { size: 50, ..Place::default() };
    house.app.list_records(actor, Book::Signals, &Narrow::default(), at).await.unwrap()
}

fn standing(list: &RecordList, key: &str) -> Option<(String, String)> {
    let row = list.rows.iter().find(|row| row.key == key)?;
    Some((row.cells[2].clone(), row.cells[4].clone()))
}

async fn look(house: &House, actor: &Actor, found: &str) -> Result<(), Error> {
    let sent = [("found", found), ("came", "explained")];
    let sent: BTreeMap<_, _> =
        sent.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let form = house.app.new_form_id();
    house.app.enter(actor, Book::Signals, Some(OFFICIAL), "look", &form, &sent).await.map(drop)
}

#[tokio::test]
async fn the_same_official_again_is_shown_with_the_cases_and_asks_for_a_look_until_somebody_wrote_one_down() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", None).await;
    let case = house.case_named("area").await;
    let bai = house.who("bai").await;
    assert_eq!(standing(&listed(&house, &bai).await, OFFICIAL), None, "one case is not again");
    let played = Played::of(&house.app, &[&case]).await;
    played.copy(&house.app, 0, None).await;
    house.app.rebuild().await.unwrap();
    let seen = standing(&listed(&house, &bai).await, OFFICIAL);
    assert_eq!(seen, Some(("2 件".into(), "尚未查看".into())));
    let page = house.app.find_record(&bai, Book::Signals, OFFICIAL).await.unwrap();
    assert_eq!(page.cases.len(), 2);
    assert!(page.title.contains("周"), "{}", page.title);
    // Words that say nothing are no look.
    assert!(matches!(look(&house, &bai, "看过").await, Err(Error::Refused(_))));
    look(&house, &bai, "两件是同一次集体决策引起的，均已纠错销号。").await.unwrap();
    assert_eq!(standing(&listed(&house, &bai).await, OFFICIAL).unwrap().1, "情况有正当理由");
    // Another case, another look.
    played.copy(&house.app, 1, None).await;
    house.app.rebuild().await.unwrap();
    let seen = standing(&listed(&house, &bai).await, OFFICIAL);
    assert_eq!(seen, Some(("3 件".into(), "又有新情况".into())));
    let page = house.app.find_record(&bai, Book::Signals, OFFICIAL).await.unwrap();
    assert_eq!(page.lines, 1, "who looked is on record");
    // The same rows as a workbook.
    let wish = Wish { title: "信号".into(), list: Export::Signal(OFFICIAL.into()), said: Vec::new() };
    assert!(house.app.export_now(&bai, &wish).await.unwrap().unwrap().bytes.starts_with(b"PK"));
    house.is_whole().await;
}

#[tokio::test]
async fn nobody_sees_a_signal_through_cases_that_are_kept_from_them() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", None).await;
    let case = house.case_named("area").await;
    Played::of(&house.app, &[&case]).await.copy(&house.app, 0, None).await;
    house.app.rebuild().await.unwrap();
    assert!(standing(&listed(&house, &house.who("bai").await).await, OFFICIAL).is_some());
    // Another organ's 案管 sees none of these cases; neither does the official, were he to hold the role.
    for (person, unit) in [("mi", "baishi_discipline"), ("zhou", "discipline")] {
        let held = vec![Held { role: Role::CaseManagement, unit: Some(unit.into()) }];
        let actor =
            Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() };
        assert_eq!(listed(&house, &actor).await.rows.len(), 0, "{person}");
        let found = house.app.find_record(&actor, Book::Signals, OFFICIAL).await;
        assert!(matches!(found, Err(Error::NotFound)), "{person}");
        assert!(
            matches!(look(&house, &actor, "不应当看到的信号。").await, Err(Error::Refused(_))),
            "{person}"
        );
    }
    // Whoever knows the cases as the committee answerable for the unit, and watches elsewhere, counts nothing by that.
    let held = [(Role::CaseManagement, "baishi_discipline"), (Role::Committee, "housing_group")];
    let held: Vec<_> = held.map(|(role, unit)| Held { role, unit: Some(unit.into()) }).into();
    let song = Actor { person: "song".into(), held, acting: None, narrowed: None, stands_in: Vec::new() };
    assert!(house.app.find_case(&song, &case).await.is_ok(), "the committee knows the case");
    assert_eq!(listed(&house, &song).await.rows.len(), 0);
    let found = house.app.find_record(&song, Book::Signals, OFFICIAL).await;
    assert!(matches!(found, Err(Error::NotFound)));
    for person in ["lin", "nie"] {
        let actor = house.who(person).await;
        let list = house.app.list_records(&actor, Book::Signals, &Narrow::default(), Place::default()).await;
        assert!(matches!(list, Err(Error::Forbidden(_))), "{person}");
    }
}

#[tokio::test]
async fn a_correction_that_is_late_is_shown_by_its_unit_and_goes_when_it_is_signed_off() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("correction.report")).await;
    let bai = house.who("bai").await;
    let late = async |house: &House| {
        let list = listed(house, &bai).await;
        list.rows.iter().filter(|row| row.key.starts_with("correction_overdue~")).count()
    };
    let before = late(&house).await;
    house.on("2026-12-20").await;
    assert_eq!((before, late(&house).await > 0), (0, true));
}
