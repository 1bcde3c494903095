//! Tests of the step beside this file.

use crate::cases::tolerance::{
    tasks::tasks,
    testing::{Scene, before, clear_findings, command, exemption, policy, straight, straightly, without},
};
use serde_json::json;

const SILENT: &[&str] = &["defend", "answer_defence"];

fn waive() -> crate::cases::tolerance::Command {
    command("waive_defence", json!({ "says": "放弃申辩" }))
}

fn revoke() -> crate::cases::tolerance::Command {
    command("revoke_waiver", json!({}))
}

fn report(scene: &Scene) -> crate::cases::tolerance::testing::When {
    scene.when(straightly("report"))
}

#[test]
fn a_defence_before_the_notice_is_refused_and_does_not_satisfy_it() {
    let early = without(&["notify"], "defend");
    let refusal = early.when(straightly("defend")).refused_with(["P3"]);
    assert_eq!(refusal.reasons[0].remedy, Some("notify"));
    before("defend").by("lin").paper_of("zhou", "2026-03-13").when(straightly("defend")).refused_with(["P3"]);
    report(&without(&["notify", "defend", "answer_defence"], "report")).refused_with(["P3"]);
}

#[test]
fn what_was_said_is_answered_point_by_point() {
    let answer = |points: &[u32]| {
        let row =
            |point: &u32| json!({ "point": point, "adoption": "partly", "checked": "已核", "why": "属实" });
        let points: Vec<_> = points.iter().map(row).collect();
        command("answer_defence", json!({ "official": "zhou", "points": points }))
    };
    let two = command("defend", json!({ "points": [{ "says": "其一" }, { "says": "其二" }] }));
    let scene = before("defend").after(two);
    report(&scene).refused_with(["P3"]);
    for wrong in [&[1][..], &[1, 1, 2], &[1, 2, 3], &[]] {
        scene.when(answer(wrong)).refused_with(["P3"]);
    }
    report(&scene.after(answer(&[2, 1]))).done();
}

#[test]
fn the_full_period_passes_before_silence_counts_as_no_defence() {
    let silent = without(SILENT, "report");
    report(&silent.clone().on("2026-03-30")).refused_with(["P3"]);
    report(&silent.on("2026-03-31")).done();
}

#[test]
fn a_waiver_follows_the_notice_and_is_made_in_person() {
    without(&["notify"], "defend").by("zhou").when(waive()).refused_with(["P3"]);
    before("defend").by("lin").when(waive()).refused_with(["P3"]);
    before("defend").by("lin").paper_of("zhou", "2026-03-13").when(waive()).refused_with(["P3"]);
    let waived = before("defend").by("lin").paper_of("zhou", "2026-03-17").when(waive()).done();
    report(&waived).done();
    report(&before("defend").by("zhou").after(waive())).done();
}

#[test]
fn a_waiver_is_revocable_until_the_determination_and_the_period_runs_anew() {
    let waived = before("defend").by("zhou").after(waive()).on("2026-03-20").after(straightly("report"));
    assert!(waived.case.reported.is_some());
    let revoked = waived.on("2026-04-01").by("zhou").after(revoke());
    assert_eq!(revoked.case.reported, None);
    // Ten working days from 2026-04-01, over 清明.
    report(&revoked.clone().on("2026-04-16")).refused_with(["P3"]);
    report(&revoked.clone().on("2026-04-17")).done();
    let heard = revoked.after(straightly("defend"));
    report(&heard).refused_with(["P3"]);
    report(&heard.after(straightly("answer_defence"))).done();
    before("serve").by("zhou").when(revoke()).refused_with(["P3"]);
}

#[test]
fn a_defence_after_the_answer_is_answered_again() {
    let again = before("report").after(straightly("defend"));
    report(&again).refused_with(["P3"]);
}

fn bars(political: &str, evidence: &str) -> crate::cases::tolerance::Command {
    let mut answers = clear_findings("zhou");
    answers["bars"][0]["standing"] = json!(political);
    answers["bars"][0]["article"] = json!("第五十条");
    answers["bars"][0]["evidence"] = json!([evidence]);
    command("find", answers)
}

fn not_tolerated() -> crate::cases::tolerance::Command {
    let mut answers = exemption();
    answers["outcome"] = json!("not_tolerated");
    answers["clause"] = json!("本单位设定");
    answers["measure"] = json!("none");
    answers["why"] = json!("1. 没有穷尽办法\n2. 有谋取私利的嫌疑");
    answers["follows"] = json!("filing");
    command("propose_outcome", answers)
}

fn heard_again(scene: &Scene) -> Scene {
    scene.after(straightly("notify")).after(straightly("defend")).after(straightly("answer_defence"))
}

#[test]
fn a_bar_set_after_the_defence_is_notified_and_heard_although_the_outcome_stays() {
    let told = without(&["propose_outcome", "notify", "defend", "answer_defence"], "propose_outcome")
        .after(not_tolerated());
    let told = heard_again(&told.on("2026-03-16")).on("2026-03-20");
    report(&told).done();
    // With evidence known at the notice it cannot even be found.
    told.when(bars("present", "1")).refused_with(["P3"]);
    let barred = told.after(straightly("add_evidence")).after(bars("present", "2"));
    report(&barred).refused_with(["S2"]);
    report(&barred.after(straightly("notify"))).refused_with(["P3"]);
    report(&heard_again(&barred)).done();
}

#[test]
fn lifting_a_bar_is_notified_and_heard_as_well() {
    let barred =
        without(&["find", "propose_outcome", "notify", "defend", "answer_defence"], "propose_outcome")
            .after(bars("present", "1"))
            .after(not_tolerated());
    let barred = heard_again(&barred.on("2026-03-16")).on("2026-03-20");
    let lifted = barred.after(bars("absent", "1"));
    report(&lifted).refused_with(["S2"]);
    report(&heard_again(&lifted)).done();
}

#[test]
fn a_bar_once_set_does_not_vanish_by_leaving_its_row_out() {
    let barred = before("find").after(bars("present", "1"));
    let mut answers = clear_findings("zhou");
    answers["bars"].as_array_mut().unwrap().remove(0);
    barred.when(command("find", answers)).refused_with(["S2"]);
}

#[test]
fn a_waiver_taken_back_after_the_body_decided_stops_the_determination() {
    let mut scene = before("defend").by("zhou").after(waive());
    for (on, by, action, answers) in straight().into_iter().skip_while(|(_, _, name, _)| *name != "report") {
        scene = scene.on(on);
        if action == "determine" {
            break;
        }
        scene = scene.by(by).after(command(action, answers));
    }
    scene.when(straightly("determine")).done();
    let revoked = scene.by("zhou").after(revoke());
    assert!(revoked.case.resolved.is_none() && revoked.case.past_consultations.len() == 1);
    revoked.when(straightly("determine")).refused_by("P3");
    let next: Vec<_> = tasks(&revoked.case, &policy()).into_iter().map(|task| task.action).collect();
    assert!(next.contains(&"defend") && next.contains(&"report"), "{next:?}");
}
