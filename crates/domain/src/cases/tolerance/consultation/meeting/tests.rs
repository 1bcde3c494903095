//! Tests of the step beside this file.

use crate::cases::tolerance::{
    tasks::tasks,
    testing::{Scene, before, command, day, policy, straightly},
};
use serde_json::json;

fn present(who: &[&str]) -> crate::cases::tolerance::Command {
    command("hold_consultation", json!({ "present": who }))
}

#[test]
fn two_thirds_must_come_and_the_chair_among_them() {
    let scene = before("hold_consultation");
    scene.when(present(&["xu", "zu", "shen"])).done();
    scene.when(present(&["xu", "zu"])).refused_with(["P6"]);
    scene.when(present(&["zu", "shen", "si"])).refused_with(["P6"]);
    scene.when(present(&["xu", "zu", "shen", "gao"])).refused_with(["P6"]);
}

#[test]
fn recusals_are_counted_before_attendance() {
    let kin = before("hold_consultation").knowing(|facts| {
        facts.people.get_mut(&"si".into()).unwrap().kin.push("zhou".into());
    });
    kin.when(present(&["xu", "zu", "shen", "si"])).refused_with(["P8"]);
    // Three are left and two of them are two thirds.
    let held = kin.when(present(&["xu", "zu"])).done();
    assert_eq!(held.case.consultation.unwrap().held.unwrap().recused, ["si".into()]);
    let two = kin.knowing(|facts| {
        facts.people.get_mut(&"zu".into()).unwrap().kin.push("zhou".into());
    });
    two.when(present(&["xu", "shen"])).refused_by("P6");
}

#[test]
fn an_undecided_recusal_of_a_member_blocks_the_meeting() {
    let asked = json!({ "person": "si", "ground": "interest", "says": "有利害关系。" });
    let scene = before("hold_consultation").by("lin").after(command("declare_recusal", asked));
    scene.when(straightly("hold_consultation")).refused_by("P8");
    let decided = json!({ "request": "1", "upheld": false, "why": "查无此事。" });
    let decided = scene.by("zheng").after(command("decide_recusal", decided));
    decided.when(straightly("hold_consultation")).done();
}

#[test]
fn without_the_final_report_there_is_no_meeting() {
    let scene = before("hold_consultation").altered(|case| case.reported = None);
    scene.when(straightly("hold_consultation")).refused_by("P5");
}

#[test]
fn a_meeting_is_not_entered_before_its_day() {
    before("hold_consultation").on("2026-03-24").when(straightly("hold_consultation")).refused_with(["P6"]);
}

/// Consulted in writing from 2026-03-23; five working days: 03-30 is the last.
fn in_writing(meets_on: &str) -> Scene {
    let member = |(id, unit)| json!({ "person": id, "unit": unit });
    let members = [("xu", "discipline"), ("zu", "organisation"), ("shen", "audit"), ("si", "justice")];
    let members: Vec<_> = members.into_iter().map(member).collect();
    let compose = json!({ "form": "written", "weight": "simple", "chair": "xu", "meets_on": meets_on,
        "agenda": "议题", "members": members });
    before("compose_consultation").after(command("compose_consultation", compose))
}

fn after_replies(mut scene: Scene, who: &[&str]) -> Scene {
    for member in who {
        scene = scene.by(member).after(straightly("give_opinion"));
    }
    scene
}

#[test]
fn in_writing_those_who_replied_are_present_and_nobody_is_left_out_or_added() {
    let scene = after_replies(in_writing("2026-03-30").on("2026-03-24"), &["xu", "zu", "shen", "si"]);
    scene.when(present(&["xu", "zu", "shen"])).refused_with(["P6"]);
    let held = scene.after(present(&[])).case.consultation.unwrap().held.unwrap();
    assert_eq!(held.present.len(), 4);
    let three = after_replies(in_writing("2026-03-30").on("2026-03-31"), &["xu", "zu", "shen"]);
    three.when(present(&["xu", "zu", "shen", "si"])).refused_with(["P6"]);
}

#[test]
fn in_writing_silence_is_waited_for_until_the_limit_and_is_then_no_agreement() {
    let three = after_replies(in_writing("2026-03-24"), &["xu", "zu", "shen"]);
    // The limit is never shorter than set, and on its last day a reply is still in time.
    three.clone().on("2026-03-30").when(present(&[])).refused_with(["P6"]);
    let late = three.on("2026-03-31");
    let held = late.after(present(&[])).case.consultation.unwrap();
    assert_eq!(held.held.as_ref().unwrap().present.len(), 3, "whoever is silent is absent");
    assert!(held.silent().is_empty());
    let longer = after_replies(in_writing("2026-04-02"), &["xu", "zu", "shen"]);
    longer.clone().on("2026-04-02").when(present(&[])).refused_with(["P6"]);
    longer.on("2026-04-03").when(present(&[])).done();
}

#[test]
fn in_writing_too_few_replies_ask_for_a_meeting() {
    let two = after_replies(in_writing("2026-03-30"), &["xu", "zu"]).on("2026-03-31");
    let refusal = two.when(present(&[])).refused_with(["P6"]);
    assert_eq!(refusal.reasons[0].remedy, Some("compose_consultation"));
    let chairless = after_replies(in_writing("2026-03-30"), &["shen", "zu", "si"]).on("2026-03-31");
    chairless.when(present(&[])).refused_with(["P6"]);
}

#[test]
fn in_writing_no_silence_counts_on_a_provisional_date() {
    let three = after_replies(in_writing("2026-03-30"), &["xu", "zu", "shen"]).on("2026-04-30");
    let unknown = three.knowing(|facts| {
        let mut calendar = (*facts.policy.calendar).clone();
        calendar.known_until = None;
        facts.policy.calendar = std::sync::Arc::new(calendar);
    });
    unknown.when(present(&[])).refused_with(["P6"]);
}

#[test]
fn in_writing_the_members_have_the_limit_of_the_written_form() {
    let scene = in_writing("2026-03-30");
    let of = |scene: &Scene| {
        let all = tasks(&scene.case, &policy());
        let task = all.into_iter().find(|task| task.action == "give_opinion").unwrap();
        task.due.unwrap()
    };
    assert_eq!((of(&scene).limit.id.as_str(), of(&scene).last), ("tol.consult.written", day("2026-03-30")));
    assert_eq!(of(&before("give_opinion")).limit.id, "tol.consult");
    // Before the report there is nothing to reply to: the limit runs from it.
    let unreported = scene.altered(|case| case.reported = None);
    assert_eq!(unreported.case.due_of("tol.consult.written", &policy()), None);
}
