use serde_json::{Value, json};

use super::{self as borrowing, Standing};
use crate::{
    cases::tolerance::{
        Command, closing,
        testing::{Scene, before, command, policy},
    },
    ids::PersonId,
    people::Role,
    sheet::Doer,
};

/// The straight case as if it were archived.
fn archived() -> Scene {
    let scene = before("archive").by("fang");
    let (by, on) = (PersonId::from("fang"), scene.facts.today);
    scene.altered(|case| {
        case.archived = Some(closing::Archived {
            volume: "卷〔2026〕1号".to_owned(),
            retain_until: on.plus_months(360),
            term: None,
            checked_by: None,
            note: None,
            pages: None,
            by,
            on,
        });
    })
}

fn ask(change: Value) -> Command {
    let mut answers = json!({
        "borrower": "gao", "extent": "whole", "purpose": "案件质量评查", "until": "2026-05-25",
    });
    let Value::Object(change) = change else { unreachable!() };
    answers.as_object_mut().unwrap().extend(change);
    command("ask_borrowing", answers)
}

fn agree(agreed: bool, words: Option<&str>) -> Command {
    command("decide_borrowing", json!({ "borrowing": "1", "agreed": agreed, "words": words }))
}

fn back(on: &str, complete: bool, note: Option<&str>) -> Command {
    let answers = json!({ "borrowing": "1", "returned_on": on, "complete": complete, "note": note });
    command("return_borrowing", answers)
}

#[test]
fn a_file_goes_out_on_approval_and_comes_back_by_its_day() {
    let scene = archived();
    let today = scene.facts.today.to_string();
    let asked = scene.after(ask(json!({})));
    asked.when(back(&today, true, None)).refused_with(["D5.borrow"]);
    let tasks = borrowing::tasks(&asked.case, &policy().calendar);
    assert_eq!((tasks[0].action, &tasks[0].who), ("decide_borrowing", &Doer::Role(Role::Leader)));
    let out = asked.clone().by("mo").after(agree(true, None));
    let tasks = borrowing::tasks(&out.case, &policy().calendar);
    assert_eq!(tasks[0].due.as_ref().unwrap().last.to_string(), "2026-05-25");
    // What is out is not lent twice, nor destroyed.
    out.clone().by("fang").when(ask(json!({ "borrower": "wen" }))).refused_with(["D5.borrow"]);
    assert!(borrowing::out(&out.case).is_some());
    out.clone().by("fang").when(back(&today, false, None)).refused_with(["D5.borrow"]);
    let back = out.by("fang").after(back(&today, false, Some("第3页有折损")));
    assert_eq!(back.case.borrowings[0].standing(), Standing::Returned);
    assert!(
        borrowing::out(&back.case).is_none() && borrowing::tasks(&back.case, &policy().calendar).is_empty()
    );
    back.when(ask(json!({ "borrower": "wen" }))).done();
}

#[test]
fn nobody_concerned_and_nobody_who_stands_aside_borrows() {
    archived().when(ask(json!({ "borrower": "zhou" }))).refused_with(["D5.borrow"]);
    let kin = archived().knowing(|facts| {
        facts.people.get_mut(&"gao".into()).unwrap().kin = vec!["zhou".into()];
    });
    kin.when(ask(json!({}))).refused_with(["P8"]);
    // Nor whoever came to stand aside before it was approved.
    let asked = archived().after(ask(json!({}))).by("mo").knowing(|facts| {
        facts.people.get_mut(&"gao".into()).unwrap().kin = vec!["zhou".into()];
    });
    asked.when(agree(true, None)).refused_with(["P8"]);
    asked.when(agree(false, Some("应当回避"))).done();
}

#[test]
fn nobody_approves_for_himself_and_a_refusal_has_its_reason() {
    let asked = archived().after(ask(json!({ "borrower": "mo" })));
    asked.clone().by("mo").when(agree(true, None)).refused_with(["D5.borrow"]);
    let other = archived().after(ask(json!({}))).by("mo");
    other.when(agree(false, None)).refused_with(["D5.borrow"]);
    let declined = other.after(agree(false, Some("与本人工作无关")));
    assert_eq!(declined.case.borrowings[0].standing(), Standing::Declined);
}

#[test]
fn what_which_for_what_and_until_when_are_asked_of_an_archived_file_alone() {
    for wrong in [
        json!({ "extent": "papers" }),
        json!({ "purpose": " " }),
        json!({ "until": "2026-03-01" }),
        json!({ "until": "2027-05-25" }),
        json!({ "borrower": "nobody" }),
    ] {
        archived().when(ask(wrong)).refused_with(["D5.borrow"]);
    }
    archived().when(ask(json!({ "extent": "papers", "papers": "第4份 核实报告" }))).done();
    before("archive").by("fang").when(ask(json!({}))).refused_with(["D5.borrow"]);
}
