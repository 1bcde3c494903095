//! Tests of the step beside this file.

use crate::cases::tolerance::testing::{Scene, before, command, straightly, without};
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
