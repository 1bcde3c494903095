use serde_json::{Value, json};

use super::Standing;
use crate::{
    cases::tolerance::{
        Case, Command,
        testing::{Scene, before, command, straightly},
    },
    people::Role,
    sheet::Doer,
};

fn submit(change: Value) -> Command {
    let mut answers = json!({ "to": "mo", "subject": "关于核实进展", "proposal": "拟延长核实。" });
    let Value::Object(change) = change else { unreachable!() };
    answers.as_object_mut().unwrap().extend(change);
    command("submit", answers)
}

fn words(change: Value) -> Command {
    let mut answers = json!({
        "submission": "1", "words": "同意。请抓紧。", "written_on": "2026-04-07", "place": "案管档案柜", "scan": "scan",
    });
    let Value::Object(change) = change else { unreachable!() };
    answers.as_object_mut().unwrap().extend(change);
    command("enter_words", answers)
}

fn check(matches: bool, note: Option<&str>) -> Command {
    command("check_words", json!({ "submission": "1", "matches": matches, "note": note }))
}

fn sent() -> Scene {
    before("approve").by("su").on("2026-04-07").after(submit(json!({})))
}

#[test]
fn the_words_are_a_record_and_approve_nothing() {
    let before = sent();
    let checked = before.clone().by("su").after(words(json!({}))).by("lin").after(check(true, None));
    assert_eq!(checked.case.submissions.iter().next().unwrap().standing(), Standing::Checked);
    // Nothing of the case is another but the record and its version.
    let without =
        |case: &Case| Case { version: 0, submissions: super::Submissions::default(), ..case.clone() };
    assert_eq!(without(&checked.case), without(&before.case));
    assert!(checked.case.approvals.is_empty());
    // The leader still has to approve, and what rests on it is refused.
    checked.by("xu").when(straightly("resolve")).refused_by("G3");
}

#[test]
fn whoever_entered_the_words_or_wrote_them_does_not_check_them() {
    let entered = sent().by("su").after(words(json!({})));
    let tasks = entered.case.submissions.tasks();
    assert_eq!((tasks[0].action, &tasks[0].who), ("check_words", &Doer::Role(Role::CaseManagement)));
    assert!(tasks[0].not.contains(&"su".into()) && tasks[0].not.contains(&"mo".into()));
    entered.clone().by("su").when(check(true, None)).refused_with(["G5.submission"]);
    entered.clone().by("mo").when(check(true, None)).refused_with(["G5.submission"]);
    entered.clone().by("lin").when(check(false, None)).refused_with(["G5.submission"]);
    let differs = entered.by("lin").after(check(false, Some("原件写明的是“请抓紧办理”。")));
    assert_eq!(differs.case.submissions.iter().next().unwrap().standing(), Standing::Differs);
    assert!(super::unchecked(&differs.case).is_some());
    let again = differs.by("su").after(words(json!({ "words": "同意。请抓紧办理。" })));
    again.clone().by("su").when(check(true, None)).refused_with(["G5.submission"]);
    let checked = again.by("lin").after(check(true, None));
    assert!(super::unchecked(&checked.case).is_none());
    checked.by("su").when(words(json!({}))).refused_with(["G5.submission"]);
}

#[test]
fn the_words_come_with_scan_day_and_place() {
    for wrong in [
        json!({ "words": " " }),
        json!({ "place": " " }),
        json!({ "scan": "nothing" }),
        json!({ "written_on": "2026-04-06" }),
        json!({ "written_on": "2026-04-08" }),
        json!({ "submission": "2" }),
    ] {
        sent().when(words(wrong)).refused_with(["G5.submission"]);
    }
    before("approve").by("su").when(words(json!({}))).refused_with(["G5.submission"]);
}

#[test]
fn it_goes_to_nobody_concerned_and_to_nobody_who_stands_aside() {
    let scene = before("approve").by("su");
    scene.when(submit(json!({ "to": "zhou" }))).refused_with(["G5.submission"]);
    scene.when(submit(json!({ "subject": " " }))).refused_with(["G5.submission"]);
    let kin = scene.knowing(|facts| {
        facts.people.get_mut(&"mo".into()).unwrap().kin = vec!["zhou".into()];
    });
    kin.when(submit(json!({}))).refused_with(["P8"]);
}
