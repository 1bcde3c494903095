//! Tests of the step beside this file.

use super::*;
use crate::cases::tolerance::{
    Command,
    testing::{Scene, before, clear_findings, command, exemption, straightly, without},
};
use crate::judgement::outcome_table::entry;
use serde_json::{Value, json};

fn propose(change: Value) -> Command {
    let mut answers = exemption();
    for (key, value) in change.as_object().unwrap() {
        answers[key] = value.clone();
    }
    command("propose_outcome", answers)
}

fn found(change: impl FnOnce(&mut Value)) -> Scene {
    let mut answers = clear_findings("zhou");
    change(&mut answers);
    without(&["find"], "propose_outcome").after(command("find", answers))
}

fn not_tolerated(why: &str, follows: Value) -> Command {
    let clause = "本单位设定";
    propose(
        json!({ "outcome": "not_tolerated", "clause": clause, "measure": "none", "why": why, "follows": follows }),
    )
}

#[test]
fn no_tolerant_outcome_comes_from_an_official_with_a_hard_bar() {
    let barred = || {
        found(|answers| {
            answers["bars"][1]["standing"] = json!("present");
            answers["bars"][1]["article"] = json!("第九十七条");
        })
    };
    let clause = exemption()["clause"].clone();
    for outcome in Outcome::ALL.iter().filter(|outcome| outcome.tolerates()) {
        for track in Track::ALL.iter().filter(|track| entry(**track, *outcome).is_some()) {
            let change = json!({ "outcome": outcome.id(), "track": track.id(), "clause": clause });
            barred().when(propose(change)).refused_by("S2");
        }
    }
    barred().when(not_tolerated("违反廉洁纪律", json!("filing"))).done();
}

#[test]
fn a_right_hand_distinction_bars_as_well() {
    let right = || found(|answers| answers["distinctions"][2]["side"] = json!("right"));
    right().when(propose(json!({}))).refused_with(["D1"]);
    right().when(not_tolerated("为谋取私利", json!("filing"))).done();
}

#[test]
fn without_findings_nothing_is_tolerated() {
    without(&["find"], "propose_outcome").when(propose(json!({}))).refused_with(["S2", "D1"]);
}

#[test]
fn exemption_presupposes_filing_and_a_warning_as_baseline() {
    without(&["enter_filing"], "propose_outcome").when(propose(json!({}))).refused_with(["G1"]);
    without(&["set_baseline"], "propose_outcome").when(propose(json!({}))).refused_with(["G7"]);
    let heavier = json!({ "official": "zhou", "track": "party", "grade": "party_removal", "why": "严重" });
    let heavier = without(&["set_baseline"], "propose_outcome").after(command("set_baseline", heavier));
    heavier.when(propose(json!({}))).refused_with(["G7"]);
    without(&["enter_filing", "set_baseline"], "propose_outcome")
        .when(propose(json!({ "clause": "第十九条" })))
        .refused_with(["G1", "G7"]);
}

#[test]
fn a_case_said_to_be_under_investigation_still_needs_the_filing_on_record() {
    let scene = without(&["enter_filing"], "propose_outcome").altered(|case| {
        case.applied.as_mut().unwrap().stage = Stage::Investigation;
    });
    let refusal = scene.when(propose(json!({}))).refused_with(["G1"]);
    assert_eq!(refusal.reasons[0].remedy, Some("enter_filing"));
}

#[test]
fn mitigation_is_exactly_one_grade() {
    let grade = |grade: &str| {
        let baseline = json!({ "official": "zhou", "track": "party", "grade": grade, "why": "依据" });
        without(&["set_baseline"], "propose_outcome").after(command("set_baseline", baseline))
    };
    let mitigate = |to: Value| propose(json!({ "outcome": "mitigated", "mitigated_to": to }));
    grade("party_removal").when(mitigate(json!("party_serious_warning"))).done();
    grade("party_removal").when(mitigate(json!("party_warning"))).refused_with(["G7"]);
    grade("party_removal").when(mitigate(Value::Null)).refused_with(["G7"]);
    grade("party_warning").when(mitigate(Value::Null)).refused_with(["G7"]);
}

#[test]
fn an_outcome_that_a_track_does_not_know_is_refused() {
    before("propose_outcome")
        .when(propose(json!({ "track": "government", "outcome": "settled" })))
        .refused_with(["G1"]);
    before("propose_outcome").when(propose(json!({ "clause": "《条例》第十九条" }))).refused_with(["G1"]);
    let no_member = before("propose_outcome").knowing(|facts| {
        facts.people.get_mut(&PersonId::from("zhou")).unwrap().party_member = false;
    });
    no_member.when(propose(json!({}))).refused_with(["G6"]);
}

#[test]
fn refusing_tolerance_in_a_listed_circumstance_answers_every_condition() {
    let scene = before("propose_outcome");
    let refusal = scene.when(not_tolerated("1. 没有穷尽办法", json!("continue"))).refused_with(["S3"]);
    assert!(refusal.reasons[0].says.contains("没有谋取私利"), "{refusal}");
    scene.when(not_tolerated("1. 没有穷尽办法\n2. 有谋取私利的嫌疑", Value::Null)).refused_with(["G1"]);
    scene.when(not_tolerated("1. 没有穷尽办法\n2. 有谋取私利的嫌疑", json!("continue"))).done();
}

#[test]
fn nothing_worse_than_notified_is_proposed_without_new_evidence_and_nothing_worse_passes_unnotified() {
    let scene = before("report");
    let worse = || propose(json!({ "outcome": "lighter" }));
    scene.when(worse()).refused_with(["P3"]);
    scene.when(propose(json!({ "measure": "admonition" }))).refused_with(["P3"]);
    let milder = scene.after(propose(json!({ "measure": "talk_reminder" })));
    milder.when(straightly("report")).done();
    let proven = scene.after(straightly("add_evidence")).after(worse());
    proven.when(straightly("report")).refused_with(["P3"]);
    let told_again = proven.after(straightly("notify"));
    told_again.when(straightly("report")).refused_with(["P3"]);
    told_again
        .after(straightly("defend"))
        .after(straightly("answer_defence"))
        .when(straightly("report"))
        .done();
}

#[test]
fn a_changed_baseline_asks_for_a_new_proposal() {
    let graver =
        json!({ "official": "zhou", "track": "party", "grade": "party_serious_warning", "why": "依据" });
    before("report").after(command("set_baseline", graver)).when(straightly("report")).refused_with(["G7"]);
}

#[test]
fn grass_roots_managers_have_only_the_three_grades() {
    let scene = before("set_baseline").knowing(|facts| {
        let zhou = facts.people.get_mut(&PersonId::from("zhou")).unwrap();
        zhou.identity = crate::people::Identity::GrassRootsManager;
    });
    let set = |grade: &str| {
        command(
            "set_baseline",
            json!({ "official": "zhou", "track": "government", "grade": grade, "why": "依据" }),
        )
    };
    scene.when(set("dismissal")).refused_with(["G6"]);
    scene.when(set("demerit")).done();
    scene.when(set("party_warning")).refused_with(["G7"]);
}
