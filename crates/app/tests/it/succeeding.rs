//! A unit that ends: its cases keep it, its open tasks stand with whoever goes on, from that day.

use std::collections::BTreeMap;

use rongheng_app::{Actor, Book, Held, NewAccount};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::support::House;

async fn keep(house: &House, act: &str, sent: &[(&str, &str)]) {
    let held = vec![Held { role: Role::SystemAdmin, unit: Some("discipline".into()) }];
    let nie = Actor { person: "nie".into(), held, acting: None, narrowed: None, stands_in: Vec::new() };
    let sent: BTreeMap<_, _> =
        sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let form = house.app.new_form_id();
    house.app.enter(&nie, Book::Units, Some("acquisition_centre"), act, &form, &sent).await.unwrap();
}

async fn units(house: &House, who: &str) -> Vec<String> {
    house.who(who).await.held.into_iter().filter_map(|held| held.unit).map(|unit| unit.0).collect()
}

#[tokio::test]
async fn what_waits_for_a_unit_that_ended_is_done_by_its_successor() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let heir = Held { role: Role::UnitContact, unit: Some("housing_bureau".into()) };
    let account = NewAccount { login: "heir".into(), person: "ou".into(), held: vec![heir], password: None };
    house.app.open_accounts(&Actor::jobs(), vec![account]).await.unwrap();
    house
        .act("bai", Some(&case), "ask_supplement", json!({"what": "请补充会议记录（示范）。"}))
        .await
        .unwrap();
    let sees = async |who: &str| house.app.find_case(&house.who(who).await, &case).await.is_ok();
    assert!(sees("peng").await && !sees("ou").await);
    keep(
        &house,
        "merge",
        &[("into", "housing_bureau"), ("on", "2026-03-10"), ("document", "示范〔2026〕3号")],
    )
    .await;
    // The day has not come.
    assert!(!sees("ou").await);
    house.on("2026-03-10").await;
    assert!(units(&house, "ou").await.contains(&"acquisition_centre".to_owned()));
    assert!(!units(&house, "peng").await.contains(&"acquisition_centre".to_owned()));
    assert!(sees("ou").await, "the successor has the case");
    // The case page says what the unit was then, and what has become of it.
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    let over_time = page.sheet.facts.iter().chain(page.sheet.sections.iter().flat_map(|section| {
        section.blocks.iter().flat_map(|block| match block {
            rongheng_domain::sheet::Block::Facts(facts) => facts.as_slice(),
            _ => &[],
        })
    }));
    let said: Vec<_> =
        over_time.filter(|(term, _)| term == "单位沿革").map(|(_, say)| page.names.say(say)).collect();
    assert_eq!(said.len(), 1, "{:?}", page.sheet);
    assert!(
        said[0].contains("青澜区土地房屋征收事务中心；现在") && said[0].contains("示范〔2026〕3号"),
        "{said:?}"
    );
    house.is_whole().await;
}

#[tokio::test]
async fn a_renamed_unit_is_said_as_it_was_and_as_it_is() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let renamed = [("name", "青澜区征收和补偿中心"), ("from", "2026-03-01"), ("document", "示范〔2026〕4号")];
    keep(&house, "rename", &renamed).await;
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    let text = format!("{:?}", page.sheet);
    assert!(
        text.contains("青澜区土地房屋征收事务中心；现在：") && text.contains("青澜区征收和补偿中心"),
        "{text}"
    );
}
