//! Tests of the step beside this file.

use super::received;
use crate::cases::tolerance::{
    Command, Tolerance,
    testing::{Scene, before, command, straightly},
};
use crate::kind::{Audience, Kind};
use serde_json::{Value, json};

fn discovery(sort: &str) -> Command {
    let answers =
        json!({ "sort": sort, "official": "zhou", "says": "另有虚报面积的情况。", "evidence": ["1"] });
    command("record_discovery", answers)
}

fn decision(decision: &str, change: Value) -> Command {
    let mut answers = json!({ "number": "1", "decision": decision, "why": "应当如此处置。" });
    for (key, value) in change.as_object().unwrap() {
        answers[key] = value.clone();
    }
    command("decide_discovery", answers)
}

fn papers() -> Value {
    json!({ "body": "区公安分局", "paper": "青纪移〔2026〕1号", "sent_on": "2026-03-20" })
}

fn discovered(sort: &str) -> Scene {
    before("report").after(discovery(sort))
}

#[test]
fn while_a_discovery_is_undecided_nothing_is_finished() {
    discovered("other_act").when(straightly("report")).refused_with(["P5"]);
    let later = before("determine").after(discovery("other_act"));
    later.when(straightly("determine")).refused_with(["P5"]);
}

#[test]
fn another_act_is_split_off_and_owed_as_a_lead() {
    let scene = discovered("other_act").after(decision("split_off", json!({})));
    let owed = Tolerance::owes(scene.events.last().unwrap());
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].stream.kind(), "lead");
    let again = discovered("other_act").after(decision("split_off", json!({})));
    assert_eq!(Tolerance::owes(again.events.last().unwrap()), owed, "the id is computed, not drawn");
    scene.when(straightly("report")).done();
    scene.when(decision("split_off", json!({}))).refused_with(["P5"]);
}

#[test]
fn signs_of_a_crime_are_transferred_by_a_paper_and_the_receipt_is_kept() {
    let scene = discovered("crime");
    scene.when(decision("split_off", json!({}))).refused_with(["P5"]);
    scene.when(decision("transfer", json!({}))).refused_with(["P5"]);
    let mut tomorrow = papers();
    tomorrow["sent_on"] = json!("2026-03-21");
    scene.when(decision("transfer", tomorrow)).refused_with(["P5"]);
    let sent = scene.after(decision("transfer", papers()));
    assert!(Tolerance::owes(sent.events.last().unwrap()).is_empty());
    assert!(received(&sent.case).is_err());
    let receipt = |on: &str| {
        command("enter_crime_receipt", json!({ "number": "1", "receipt": "回执5号", "received_on": on }))
    };
    sent.when(receipt("2026-03-19")).refused_with(["P5"]);
    let kept = sent.after(receipt("2026-03-20"));
    assert!(received(&kept.case).is_ok());
    kept.when(receipt("2026-03-20")).refused_with(["P5"]);
}

#[test]
fn either_may_turn_out_to_be_nothing_with_reasons() {
    discovered("crime").when(decision("nothing", json!({ "why": " " }))).refused_with(["P5"]);
    discovered("crime").when(decision("nothing", papers())).refused_with(["P5"]);
    discovered("crime").after(decision("nothing", json!({}))).when(straightly("report")).done();
}

#[test]
fn it_rests_on_evidence_and_is_seen_by_officers_only() {
    let bare = json!({ "sort": "crime", "says": "听说有这样的情况。" });
    before("report").when(command("record_discovery", bare)).refused_with(["J2"]);
    let scene = before("archive").after(discovery("other_act")).after(decision("split_off", json!({})));
    let audiences = [
        Audience::Official("zhou".into()),
        Audience::Unit("shiqiao".into()),
        Audience::Committee("district_committee".into()),
        Audience::Consulted("shen".into()),
        Audience::Organisation,
    ];
    for audience in audiences {
        let sheet = Tolerance::view(&scene.case, &audience, scene.facts.today, &scene.facts.policy);
        let shown = serde_json::to_string(&sheet.unwrap()).unwrap();
        assert!(!shown.contains("虚报面积") && !shown.contains("另案"), "{audience:?}: {shown}");
    }
    let officer = Audience::Officer(crate::people::Role::CaseOfficer);
    let sheet = Tolerance::view(&scene.case, &officer, scene.facts.today, &scene.facts.policy).unwrap();
    assert!(serde_json::to_string(&sheet).unwrap().contains("虚报面积"));
}
