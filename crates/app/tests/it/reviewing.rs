//! 案件质量评查: drawn from what nobody chose, repeated by another program, reviewed by whoever took no part.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use rongheng_app::{
    Book, Error, Export, Result, Wish,
    page::Place,
    records::{Entered, Narrow},
};
use rongheng_domain::registers::quality::{QualityRound, drawing};

use crate::{
    copies::Played,
    skipped::skipped,
    support::{House, root},
};

const KEY: &str = "2026-year";

async fn enter(
    house: &House,
    who: &str,
    key: Option<&str>,
    act: &str,
    sent: &[(&str, &str)],
) -> Result<Entered> {
    let sent: BTreeMap<_, _> =
        sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let form = house.app.new_form_id();
    house.app.enter(&house.who(who).await, Book::Quality, key, act, &form, &sent).await
}

async fn round(house: &House) -> QualityRound {
    use rongheng_domain::registers;
    let events = house.app.store().load(&format!("quality/{KEY}").as_str().into(), 0).await.unwrap();
    registers::fold(events.iter().map(|event| (&event.recorded, event.recorded_at.day()))).unwrap()
}

/// A district with so many copies of a closed case beside the first, early in the year after.
async fn closed(copies: usize) -> House {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", None).await;
    let case = house.case_named("area").await;
    let played = Played::of(&house.app, &[&case]).await;
    for n in 0..copies {
        played.copy(&house.app, n, None).await;
    }
    house.app.rebuild().await.unwrap();
    house
}

#[tokio::test]
async fn a_round_is_drawn_once_from_all_that_was_closed_and_another_program_draws_the_same() {
    let house = closed(0).await;
    let asked = [("year", "2026"), ("span", "year")];
    let early = enter(&house, "bai", None, "draw", &asked).await;
    assert!(matches!(early, Err(Error::Refused(_))), "the year is not over");
    house.on("2027-01-06").await;
    // The first event of the new year is sealed, and with it the seed is there.
    house.apply().await;
    house.app.settle().await.unwrap();
    assert!(matches!(enter(&house, "lin", None, "draw", &asked).await, Err(Error::Refused(_))), "案管 draws");
    let drawn = enter(&house, "bai", None, "draw", &asked).await.unwrap();
    assert_eq!(drawn.key, KEY);
    assert!(matches!(enter(&house, "bai", None, "draw", &asked).await, Err(Error::Refused(_))), "once");
    let draw = round(&house).await.drawn.unwrap();
    assert_eq!((draw.population.len(), draw.drawn.len()), (1, 1));
    let bai = house.who("bai").await;
    let wish = Wish { title: "评查".into(), list: Export::Round(KEY.into()), said: Vec::new() };
    assert!(house.app.export_now(&bai, &wish).await.unwrap().unwrap().bytes.starts_with(b"PK"));
    house.is_whole().await;
}

#[test]
fn the_script_of_the_handbook_draws_what_the_program_draws() {
    let script = root().join("docs/redraw.py");
    let seed = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    for (many, percent) in [(1, 5), (3, 5), (40, 5), (41, 5), (173, 7), (12, 100)] {
        let names: Vec<String> = (1..=many).map(|n| format!("容〔2026〕{n}号")).collect();
        let python = Command::new("python3")
            .arg(&script)
            .args([seed, &format!("{percent}")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut python) = python else { return skipped("the draw by a script: python3 is not installed") };
        python.stdin.take().unwrap().write_all(names.join("\n").as_bytes()).unwrap();
        let out = String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap();
        let numbers: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(
            out.lines().collect::<Vec<_>>(),
            drawing::draw(seed, &numbers, percent),
            "{many} {percent}"
        );
    }
}

#[tokio::test]
async fn whoever_took_part_reviews_nothing_and_the_reviewer_s_sheet_leads_to_the_end() {
    let house = closed(0).await;
    house.on("2027-01-06").await;
    house.apply().await;
    house.app.settle().await.unwrap();
    enter(&house, "bai", None, "draw", &[("year", "2026"), ("span", "year")]).await.unwrap();
    let number = round(&house).await.reviews[0].taken.number.clone();
    let assign = async |who: &str| {
        enter(&house, "bai", Some(KEY), "assign", &[("number", &number), ("reviewer", who)]).await
    };
    // The team, who decided, the official; somebody without any account; somebody who sees no cases.
    for who in ["lin", "ye", "zhou", "nie"] {
        assert!(matches!(assign(who).await, Err(Error::Refused(_))), "{who}");
    }
    let reviewer = free_officer(&house).await;
    assign(&reviewer).await.unwrap();
    let points = round(&house).await.drawn.unwrap().points;
    let mut sent = vec![
        ("number".to_owned(), number.clone()),
        ("grade".to_owned(), "passed".to_owned()),
        ("says".to_owned(), "办理规范，一处瑕疵（示范）。".to_owned()),
        ("put_right".to_owned(), "补齐送达回证。".to_owned()),
        ("by_day".to_owned(), "2027-02-01".to_owned()),
    ];
    for (at, point) in points.iter().enumerate() {
        sent.push((format!("points.{at}.point"), point.clone()));
        sent.push((format!("points.{at}.mark"), if at == 0 { "not_met" } else { "met" }.to_owned()));
        sent.push((format!("points.{at}.note"), if at == 0 { "缺回证" } else { "" }.to_owned()));
    }
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(matches!(enter(&house, "bai", Some(KEY), "review", &sent).await, Err(Error::Refused(_))));
    enter(&house, &reviewer, Some(KEY), "review", &sent).await.unwrap();
    let told = [("number", number.as_str()), ("to", "lin"), ("way", "in_person"), ("on", "2027-01-06")];
    enter(&house, "bai", Some(KEY), "tell", &told).await.unwrap();
    let done = [("number", number.as_str()), ("says", "已补齐，见卷内第 12 页。")];
    enter(&house, "bai", Some(KEY), "put_right", &done).await.unwrap();
    assert_eq!(round(&house).await.reviews[0].standing(), "已办结");
    // Whoever reviews nothing in it does not find the round.
    let at = || Place { size: 20, ..Place::default() };
    let rows = async |who: &str| {
        let list =
            house.app.list_records(&house.who(who).await, Book::Quality, &Narrow::default(), at()).await;
        list.unwrap().rows.len()
    };
    assert_eq!((rows("bai").await, rows(&reviewer).await, rows("lin").await), (1, 1, 0));
    assert!(matches!(
        house.app.find_record(&house.who("lin").await, Book::Quality, KEY).await,
        Err(Error::NotFound)
    ));
    house.is_whole().await;
}

/// Somebody who holds a role in which cases are seen and is in none of the played case.
async fn free_officer(house: &House) -> String {
    let case = round(house).await.reviews[0].taken.case.clone();
    let events = house.app.store().load(&case, 0).await.unwrap();
    let parts = house.app.store().parts(&case).await.unwrap();
    for row in house.app.store().all_accounts().await.unwrap() {
        let actor = house.who(&row.person).await;
        let officer = actor.held.iter().any(|held| {
            held.role == rongheng_domain::people::Role::CaseOfficer
                && held.unit.as_ref().is_some_and(|unit| unit.as_str() == "discipline")
        });
        let acted = events.iter().any(|event| event.actor == actor.person)
            || parts.iter().any(|part| part.who == format!("person:{}", actor.person));
        if officer && !acted {
            return row.person;
        }
    }
    panic!("nobody is left to review")
}
