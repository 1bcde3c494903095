//! Tests of the steps beside this file.

use crate::cases::tolerance::{
    Command, Tolerance,
    feedback::result_text,
    testing::{Scene, before, command, straightly, without},
};
use crate::ids::PersonId;
use crate::kind::{Audience, Kind};
use serde_json::{Value, json};

fn hold() -> Command {
    command("hold_unit", json!({ "body": "青澜区纪委监委", "why": "集体决策把关不严。" }))
}

fn find(change: impl FnOnce(&mut Value)) -> Command {
    let found = |key: &str, word: &str, answer: &str, value: &str| json!({ key: word, answer: value, "why": "经核实", "evidence": ["1"] });
    let mut answers = json!({
        "distinctions": [
            found("distinction", "experience", "side", "left"),
            found("distinction", "trial", "side", "left"),
            found("distinction", "purpose", "side", "left"),
        ],
        "bars": [
            found("bar", "political", "standing", "absent"),
            found("bar", "serious_integrity", "standing", "absent"),
        ],
    });
    change(&mut answers);
    command("find_unit", answers)
}

fn propose(change: Value) -> Command {
    let mut answers = json!({ "outcome": "exempt", "clause": "《中国共产党问责条例》第十七条",
        "baseline": "inspection", "why": "已主动整改。" });
    for (key, value) in change.as_object().unwrap() {
        answers[key] = value.clone();
    }
    command("propose_unit_outcome", answers)
}

fn notify() -> Command {
    command("notify_unit", json!({ "facts": "单位把关不严。", "delivery": "signed", "proof": "回证9号" }))
}

fn defend(signer: &str) -> Command {
    command("defend_unit", json!({ "points": [{ "says": "已经整改。" }], "signed_by": signer }))
}

fn answer() -> Command {
    let point = json!({ "point": 1, "adoption": "adopted", "checked": "核对", "why": "属实" });
    command("answer_unit_defence", json!({ "points": [point] }))
}

/// The straight case before the report, the unit held and everything done about it up to the notice.
fn notified() -> Scene {
    proposed().after(notify())
}

fn proposed() -> Scene {
    before("report").by("lin").after(hold()).after(find(|_| ())).after(propose(json!({})))
}

fn heard() -> Scene {
    notified().by("lian").after(defend("qi")).after(answer())
}

#[test]
fn where_the_unit_is_held_the_report_waits_for_all_of_it() {
    let held = before("report").by("lin").after(hold());
    held.when(straightly("report")).refused_with(["J3", "P3"]);
    held.by("lin").when(hold()).refused_with(["J3"]);
    notified().when(straightly("report")).refused_with(["P3"]);
    let silent = notified();
    silent.clone().by("lian").after(defend("qi")).when(straightly("report")).refused_with(["P3"]);
    heard().when(straightly("report")).done();
    // Notified on 03-20: ten working days end on 04-03.
    silent.clone().on("2026-04-03").when(straightly("report")).refused_with(["P3"]);
    silent.on("2026-04-07").when(straightly("report")).done();
}

#[test]
fn nothing_is_done_about_a_unit_that_is_not_held() {
    for command in [find(|_| ()), propose(json!({})), notify(), defend("qi"), answer()] {
        assert!(before("report").when(command).result.is_err());
    }
    before("report").when(find(|_| ())).refused_with(["J3"]);
}

#[test]
fn the_unit_is_found_in_every_respect_with_evidence() {
    let held = before("report").by("lin").after(hold());
    held.when(find(|answers| answers["distinctions"][0]["evidence"] = json!([]))).refused_with(["J2"]);
    held.when(find(|answers| drop(answers["distinctions"].as_array_mut().unwrap().pop())))
        .refused_with(["D1"]);
    held.when(find(|answers| drop(answers["bars"].as_array_mut().unwrap().pop()))).refused_with(["S2"]);
    held.when(find(|answers| answers["bars"][0]["standing"] = json!("present"))).refused_with(["S2"]);
}

#[test]
fn its_outcome_comes_from_the_table_and_never_over_a_bar() {
    let found = before("report").by("lin").after(hold()).after(find(|_| ()));
    found.when(propose(json!({ "baseline": null }))).refused_with(["G7"]);
    found.when(propose(json!({ "outcome": "settled" }))).refused_with(["G1"]);
    found.when(propose(json!({ "clause": "本单位设定" }))).refused_with(["G1"]);
    let barred = find(|answers| answers["distinctions"][2]["side"] = json!("right"));
    let barred = before("report").by("lin").after(hold()).after(barred);
    barred.when(propose(json!({}))).refused_with(["D1"]);
    let bare = before("report").by("lin").after(hold());
    bare.when(propose(json!({}))).refused_by("S2");
}

#[test]
fn nothing_worse_than_notified_without_new_evidence_and_a_new_notice() {
    let worse = || propose(json!({ "outcome": "lighter", "clause": "《中国共产党问责条例》第十八条" }));
    heard().when(worse()).refused_with(["P3"]);
    let proven = heard().after(straightly("add_evidence")).after(worse());
    proven.when(straightly("report")).refused_with(["P3"]);
    let again = proven.after(notify()).by("lian").after(defend("qi")).after(answer());
    again.when(straightly("report")).done();
    heard().when(notify()).refused_with(["P3"]);
    notified().by("lian").after(defend("qi")).when(notify()).refused_with(["P3"]);
}

#[test]
fn neither_the_official_nor_his_subordinate_speaks_for_the_unit() {
    notified().by("lian").when(defend("zhou")).refused_with(["P4"]);
    notified().by("zhou").when(defend("qi")).refused_with(["P4"]);
    notified().by("lian").when(defend("shen")).refused_with(["P4"]);
    let headed = proposed().knowing(|facts| {
        facts.units.get_mut(&"shiqiao".into()).unwrap().head = Some("zhou".into());
    });
    let told = headed.after(notify());
    let notice = told.case.unit_held.as_ref().unwrap().notified.clone().unwrap();
    assert_eq!((notice.to.as_str(), notice.for_unit), ("shiqiao_committee", true));
    told.clone().by("lian").when(defend("ji")).refused_with(["P4"]);
    told.clone().by("ji").when(defend("lian")).refused_with(["P4"]);
    told.by("ji").when(defend("ji")).done();
}

#[test]
fn nothing_is_notified_before_disclosure() {
    let skipped = &["approve_disclosure", "ask_unit", "answer_unit"];
    let closed = without(skipped, "notify").by("lin").after(hold()).after(find(|_| ()));
    let closed = closed.after(propose(json!({})));
    closed.when(notify()).refused_with(["G4"]);
    let shown = Tolerance::view(
        &closed.case,
        &Audience::Unit("shiqiao".into()),
        closed.facts.today,
        &closed.facts.policy,
    );
    assert!(shown.is_none());
    let row = Tolerance::row(&closed.case, &closed.facts.policy);
    assert!(!row.tasks.iter().any(|task| task.action == "defend_unit"));
}

#[test]
fn the_determination_seals_the_outcome_of_the_unit_and_the_unit_reads_its_own() {
    let mut scene = heard();
    let mut on = false;
    for (day, actor, name, answers) in crate::cases::tolerance::testing::straight() {
        on |= name == "report";
        if on {
            scene = scene.on(day).by(actor).after(command(name, answers));
        }
        if name == "determine" {
            break;
        }
    }
    let made = scene.case.determined.clone().unwrap().unit.unwrap();
    assert_eq!((made.unit.as_str(), made.group), ("shiqiao", crate::judgement::outcome::Group::Exempted));
    let unit = result_text(&scene.case, "unit:shiqiao").unwrap();
    assert!(unit.contains("对你单位的认定：容错免责") && unit.contains("免予问责"), "{unit}");
    let source = result_text(&scene.case, "unit:inspection").unwrap();
    assert!(source.contains("对所在单位的认定"), "{source}");
    let zhou = result_text(&scene.case, "person:zhou").unwrap();
    assert!(!zhou.contains("单位的认定"), "{zhou}");
}

#[test]
fn the_unit_as_subject_never_sees_what_concerns_the_officials() {
    let part = json!({ "official": "zhou", "part": "objected", "says": "会上表示反对。", "evidence": ["1"] });
    let scene = heard().after(command("record_part", part));
    let unit = Audience::Unit("shiqiao".into());
    let sheet = Tolerance::view(&scene.case, &unit, scene.facts.today, &scene.facts.policy).unwrap();
    let shown = serde_json::to_string(&sheet).unwrap();
    assert!(
        shown.contains("单位把关不严") && shown.contains("已经整改") && shown.contains("采纳"),
        "{shown}"
    );
    for hidden in ["表示反对", "免予党纪处分", "标准偏低", "集体决策会议纪要"] {
        assert!(!shown.contains(hidden), "the unit sees {hidden}: {shown}");
    }
    let zhou = Audience::Official(PersonId::from("zhou"));
    let sheet = Tolerance::view(&scene.case, &zhou, scene.facts.today, &scene.facts.policy).unwrap();
    assert!(!serde_json::to_string(&sheet).unwrap().contains("单位把关不严"));
}
