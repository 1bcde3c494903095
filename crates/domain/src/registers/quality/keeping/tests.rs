use std::sync::Arc;

use super::*;
use crate::{
    ids::StreamId,
    registers::{
        keeping::{
            decide,
            tests::{codes, keeping, refused},
        },
        told,
    },
};

const SEED: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

fn lots(cases: u32) -> Lots {
    let taken = |n: u32| Taken {
        number: format!("容〔2025〕{n}号"),
        case: StreamId::new("tolerance", &n.to_string()),
    };
    Lots {
        seed: Some((SEED.to_owned(), 120, Moment(1_767_225_600_000_000))),
        closed: (1..=cases).map(taken).collect(),
        sampling: Sampling::default(),
    }
}

fn by(who: &str, role: Role) -> Keeping {
    let mut by = keeping(who, role, "2025-year");
    by.lots = Some(Arc::new(lots(30)));
    by.fitness = Some(Fitness { sees: true, took_part: false });
    by
}

fn bai() -> Keeping {
    by("bai", Role::CaseManagement)
}

fn year() -> Value {
    json!({"year": 2025, "span": "year"})
}

fn drawn() -> QualityRound {
    told::<QualityRound>(&decide(&QualityRound::default(), "draw", year(), &bai()).unwrap())
}

fn then(round: QualityRound, act: &str, answers: Value, keeping: &Keeping) -> QualityRound {
    let events = decide(&round, act, answers, keeping).unwrap_or_else(|error| panic!("{act}: {error:?}"));
    events.iter().fold(round, |round, event| {
        use crate::registers::Register as _;
        round.evolve(event, keeping.today)
    })
}

fn number(round: &QualityRound) -> String {
    round.reviews[0].taken.number.clone()
}

fn assigned() -> QualityRound {
    let round = drawn();
    let answers = json!({"number": number(&round), "reviewer": "lin"});
    then(round, "assign", answers, &bai())
}

fn sheet(round: &QualityRound, change: impl FnOnce(&mut Value)) -> Value {
    let points: Vec<_> =
        Sampling::default().points.iter().map(|point| json!({"point": point, "mark": "met"})).collect();
    let mut sheet =
        json!({"number": number(round), "points": points, "grade": "passed", "says": "办理规范（示范）。"});
    change(&mut sheet);
    sheet
}

#[test]
fn a_period_is_drawn_from_all_that_was_closed_in_it_and_from_nothing_that_anybody_chose() {
    let round = drawn();
    let draw = round.drawn.clone().unwrap();
    assert_eq!((draw.population.len(), round.reviews.len()), (30, 2));
    let numbers: Vec<_> = draw.population.iter().map(String::as_str).collect();
    let again = super::draw(&draw.seed, &numbers, draw.percent);
    assert_eq!(again, round.reviews.iter().map(|one| one.taken.number.as_str()).collect::<Vec<_>>());
    let says = refused(decide(&round, "draw", year(), &bai()));
    assert!(says.contains("已经登记过"), "drawn once: {says}");
}

#[test]
fn nothing_is_drawn_before_the_period_is_over_and_sealed() {
    let refuse = |answers: Value, keeping: &Keeping| {
        refused(decide(&QualityRound::default(), "draw", answers, keeping))
    };
    let mut open = bai();
    open.lots = Some(Arc::new(Lots { seed: None, ..lots(30) }));
    assert!(refuse(json!({"year": 2026, "span": "year"}), &open).starts_with("span:2026年全年到"));
    assert!(refuse(year(), &open).contains("还没有新的封存"));
    let mut none = bai();
    none.lots = Some(Arc::new(lots(0)));
    assert!(refuse(year(), &none).contains("没有办结的案件"));
    assert!(refuse(json!({"year": 20_260, "span": "year"}), &bai()).starts_with("year:"));
}

/// D4.reviewer
#[test]
fn whoever_took_part_or_may_not_see_the_case_is_no_reviewer() {
    let round = drawn();
    let answers = json!({"number": number(&round), "reviewer": "lin"});
    for fitness in
        [Some(Fitness { sees: true, took_part: true }), Some(Fitness { sees: false, took_part: false }), None]
    {
        let mut by = bai();
        by.fitness = fitness;
        assert_eq!(codes(decide(&round, "assign", answers.clone(), &by)), ["D4.reviewer"], "{fitness:?}");
    }
}

#[test]
fn only_the_reviewer_fills_the_sheet_and_answers_every_point() {
    let round = assigned();
    let other = by("su", Role::CaseOfficer);
    assert_eq!(codes(decide(&round, "review", sheet(&round, |_| {}), &other)), ["D4.reviewer"]);
    let lin = by("lin", Role::CaseOfficer);
    let short = sheet(&round, |sheet| drop(sheet["points"].as_array_mut().unwrap().pop()));
    assert!(refused(decide(&round, "review", short, &lin)).contains("“卷宗齐全”要填写一行"));
    let bare = sheet(&round, |sheet| sheet["points"][0]["mark"] = json!("not_met"));
    let says = refused(decide(&round, "review", bare, &lin));
    assert!(says.contains("请写明说明") && says.contains("put_right:"), "{says}");
}

#[test]
fn a_review_goes_on_to_being_told_and_put_right() {
    let lin = by("lin", Role::CaseOfficer);
    let round = assigned();
    let early = decide(
        &round,
        "tell",
        json!({"number": number(&round), "to": "su", "way": "in_person", "on": "2026-03-02"}),
        &bai(),
    );
    assert!(refused(early).contains("现在不能办"));
    let flawed = sheet(&round, |sheet| {
        sheet["points"][9] = json!({"point": "卷宗齐全", "mark": "not_met", "note": "缺送达回证"});
        sheet["put_right"] = json!("补齐送达回证。");
        sheet["by_day"] = json!("2026-04-01");
    });
    let round = then(round, "review", flawed, &lin);
    assert_eq!(round.reviews[0].standing(), "待反馈");
    let number = number(&round);
    let round = then(
        round,
        "tell",
        json!({"number": number, "to": "su", "way": "in_person", "on": "2026-03-02"}),
        &bai(),
    );
    assert_eq!(round.reviews[0].standing(), "待整改");
    assert!(refused(decide(&round, "review", sheet(&round, |_| {}), &lin)).contains("现在不能办"));
    let round =
        then(round, "put_right", json!({"number": number, "says": "已补齐，见卷内第 12 页。"}), &bai());
    assert_eq!(round.reviews[0].standing(), "已办结");
    assert_eq!(round.of(|review| review.taken.number != number).reviews.len(), 1);
}
