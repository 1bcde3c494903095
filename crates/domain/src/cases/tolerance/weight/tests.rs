//! Tests of the step beside this file.

use super::*;
use crate::cases::tolerance::{
    Command,
    application::Concerned,
    testing::{Scene, before, clear_findings, command, exemption, policy, straightly, without},
};
use serde_json::{Value, json};

fn compose(form: &str, weight: &str) -> Command {
    command(
        "compose_consultation",
        json!({ "form": form, "weight": weight, "chair": "xu", "meets_on": "2026-03-25", "agenda": "议题",
            "members": [
                { "person": "xu", "unit": "discipline" }, { "person": "zu", "unit": "organisation" },
                { "person": "shen", "unit": "audit" }, { "person": "si", "unit": "justice" } ] }),
    )
}

fn mark() -> Command {
    command("mark_weight", json!({ "weight": "sensitive", "why": "群众关注。" }))
}

fn unmark(which: &str) -> Command {
    command("unmark_weight", json!({ "mark": which, "why": "损失已经全部挽回，事实清楚。" }))
}

fn losing(scene: Scene, fen: i64) -> Scene {
    scene.altered(|case| case.applied.as_mut().unwrap().loss = Some(fen))
}

/// The straight case up to the composition, with other findings and another proposal from the start.
fn found_otherwise(change: impl Fn(&mut Value), proposal: Value) -> Scene {
    let mut answers = clear_findings("zhou");
    change(&mut answers);
    let mut proposed = exemption();
    for (key, value) in proposal.as_object().unwrap() {
        proposed[key] = value.clone();
    }
    without(&["find", "propose_outcome", "notify"], "propose_outcome")
        .after(command("find", answers))
        .after(command("propose_outcome", proposed))
        .on("2026-03-16")
        .after(straightly("notify"))
        .on("2026-03-18")
        .after(straightly("defend"))
        .after(straightly("answer_defence"))
        .on("2026-03-20")
        .after(straightly("report"))
        .on("2026-03-23")
}

fn refused_in_a_listed_circumstance() -> Scene {
    let change = json!({ "outcome": "not_tolerated", "clause": "本单位设定", "measure": "none",
        "why": "1. 没有穷尽办法\n2. 有谋取私利的嫌疑", "follows": "continue" });
    found_otherwise(|_| (), change)
}

fn barred() -> Scene {
    let change = json!({ "outcome": "not_tolerated", "clause": "本单位设定", "measure": "none",
        "why": "违反政治纪律", "follows": "filing" });
    let bar = |answers: &mut Value| {
        answers["bars"][0]["standing"] = json!("present");
        answers["bars"][0]["article"] = json!("第五十条");
    };
    found_otherwise(bar, change)
}

#[test]
fn nothing_marks_a_simple_matter() {
    let scene = before("compose_consultation");
    assert_eq!(standing(&scene.case, &policy()), []);
    scene.when(compose("written", "simple")).done();
}

#[test]
fn a_great_loss_makes_it_major_by_rule() {
    let scene = losing(before("compose_consultation"), 100_000_000);
    scene.when(compose("written", "simple")).refused_with(["P6"]);
    scene.when(compose("internal", "simple")).refused_with(["P6"]);
    scene.when(compose("joint", "simple")).refused_with(["P6"]);
    scene.when(compose("joint", "major")).done();
    losing(scene, 99_999_999).when(compose("internal", "simple")).done();
}

#[test]
fn many_officials_make_it_complicated_by_rule() {
    let with = |more: &[&str]| {
        let concerned = |id: &&str| Concerned { person: (*id).into(), post: None };
        let more: Vec<_> = more.iter().map(concerned).collect();
        before("compose_consultation").altered(|case| case.applied.as_mut().unwrap().officials.extend(more))
    };
    with(&["he", "lian"]).when(compose("internal", "simple")).refused_with(["P6"]);
    with(&["he"]).when(compose("internal", "simple")).done();
}

#[test]
fn what_case_management_marks_needs_several_departments_until_a_leader_unmarks_it() {
    let marked = before("compose_consultation").after(mark());
    let refusal = marked.when(compose("internal", "simple")).refused_with(["P6"]);
    assert!(refusal.reasons[0].says.contains("群众关注（内容敏感）"), "{refusal}");
    let simple = command("mark_weight", json!({ "weight": "simple", "why": "简单" }));
    marked.when(simple).refused_with(["P6"]);
    marked.when(unmark("named.2")).refused_with(["P6"]);
    let bare = command("unmark_weight", json!({ "mark": "named.1", "why": " " }));
    marked.when(bare).refused_with(["P6"]);
    let unmarked = marked.after(unmark("named.1"));
    unmarked.when(unmark("named.1")).refused_by("P6");
    unmarked.when(compose("internal", "simple")).done();
    assert_eq!(UNMARK.who, [Role::Leader, Role::PrincipalLeader], "only a leader");
}

#[test]
fn an_unmarked_loss_comes_back_where_it_grows() {
    let unmarked = losing(before("compose_consultation"), 100_000_000).after(unmark("loss"));
    unmarked.when(compose("internal", "simple")).done();
    losing(unmarked, 100_000_001).when(compose("internal", "simple")).refused_with(["P6"]);
}

#[test]
fn a_bar_and_its_lifting_are_consulted_jointly_and_nobody_unmarks_that() {
    let scene = barred();
    for weight in ["internal", "written"] {
        scene.when(compose(weight, "simple")).refused_with(["S2"]);
    }
    scene.when(unmark("bar")).refused_with(["S2"]);
    assert_eq!(offers(&scene.case, &policy()), []);
    scene.when(compose("joint", "sensitive")).done();
    let lifted = scene.altered(|case| {
        let bars = &mut case.found.get_mut(&"zhou".into()).unwrap().bars;
        for bar in bars {
            bar.standing = Standing::Absent;
        }
        case.proposed.clear();
    });
    lifted.when(compose("internal", "simple")).refused_with(["S2"]);
}

#[test]
fn refusing_tolerance_in_a_listed_circumstance_is_consulted_jointly_and_nobody_unmarks_that() {
    let scene = refused_in_a_listed_circumstance();
    scene.when(compose("internal", "simple")).refused_with(["S3"]);
    scene.when(unmark("not_tolerated")).refused_with(["S3"]);
    scene.when(compose("joint", "complex")).done();
    let unlisted = scene.altered(|case| case.found.get_mut(&"zhou".into()).unwrap().circumstance = None);
    unlisted.when(compose("internal", "simple")).done();
}

#[test]
fn a_mark_after_the_composition_asks_for_another_one_before_the_meeting() {
    let composed = before("compose_consultation").after(compose("internal", "simple"));
    let mut ready = composed.after(mark()).on("2026-03-25");
    let tasks = crate::cases::tolerance::tasks::tasks(&ready.case, &policy());
    assert!(tasks.iter().any(|task| task.action == "compose_consultation"), "{tasks:?}");
    for member in ["xu", "zu", "shen", "si"] {
        ready = ready.by(member).after(straightly("give_opinion"));
    }
    let refusal = ready.when(straightly("hold_consultation")).refused_with(["P6"]);
    assert_eq!(refusal.reasons[0].remedy, Some("compose_consultation"));
    ready.after(unmark("named.1")).when(straightly("hold_consultation")).done();
    ready.after(compose("joint", "sensitive")).when(straightly("hold_consultation")).done();
}

#[test]
fn after_the_meeting_nothing_is_marked_or_unmarked() {
    before("send_minutes").when(mark()).refused_with(["P6"]);
    losing(before("send_minutes"), 100_000_000).when(unmark("loss")).refused_with(["P6"]);
}

#[test]
fn what_the_law_asks_for_stands_against_a_determination_from_a_lighter_consultation() {
    let light = before("determine").altered(|case| {
        case.consultation.as_mut().unwrap().composed.form = Form::Internal;
        case.bars_set.insert(("zhou".into(), hard_bars::HardBar::Political));
    });
    light.when(straightly("determine")).refused_by("S2");
}
