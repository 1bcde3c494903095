//! Tests of the step beside this file.

use crate::cases::tolerance::testing::{before, command, straightly};
use crate::people::Role;
use serde_json::json;

#[test]
fn the_places_of_the_chain_follow_one_another_and_each_needs_its_role() {
    let scene = before("approve");
    let by_leader = scene.clone().knowing(|facts| {
        facts.policy.settings = std::sync::Arc::new(crate::registers::settings::Settings {
            approval_chain: vec![Role::CommitteeClerk],
            ..(*facts.policy.settings).clone()
        });
    });
    by_leader.when(straightly("approve")).refused_with(["G3"]);
    let first = scene.after(straightly("approve"));
    assert_eq!(first.case.approvals[0].role, Role::DivisionHead);
}

#[test]
fn no_person_stands_in_two_places() {
    let first = before("approve").by("mo").after(straightly("approve"));
    first.by("mo").when(straightly("approve")).refused_with(["G3"]);
}

#[test]
fn a_return_sends_the_case_back_to_review_and_the_chain_begins_anew() {
    let back = command("approve", json!({ "approval": "return", "words": "再核。" }));
    let scene = before("approve").after(straightly("approve")).by("xu").after(back);
    assert!(scene.case.approvals.is_empty() && scene.case.reviewed.is_none());
    scene.when(straightly("resolve")).refused_by("G3");
}

#[test]
fn dissent_is_opened_before_the_body_decides() {
    let scene = before("open_dissent");
    scene.when(straightly("resolve")).refused_with(["P6"]);
    let opened = scene.clone().on("2026-04-07").after(straightly("open_dissent"));
    // The meeting of 04-03 did not know it.
    opened.when(straightly("resolve")).refused_with(["P6"]);
    let unanimous = scene.altered(|case| {
        case.consultation.as_mut().unwrap().opinions.retain(|o| o.member.0 != "si");
    });
    unanimous.when(straightly("open_dissent")).refused_by("P6");
}

#[test]
fn nobody_who_must_stand_aside_sits_in_the_body() {
    let named = |presided: &str, attended: &[&str], recused: &[&str]| {
        let rows = |ids: &[&str]| ids.iter().map(|id| json!({ "person": id })).collect::<Vec<_>>();
        let answers = json!({ "meeting": "常委会", "met_on": "2026-04-03", "due": 4, "present": 3,
            "opinions": "同意。", "resolution": "as_proposed", "presided": presided,
            "attended": rows(attended), "recused": rows(recused) });
        command("resolve", answers)
    };
    let scene = before("resolve");
    scene.when(named("zheng", &["zheng", "xu", "wen"], &["mo"])).done();
    scene.when(named("zheng", &["zheng", "xu", "wen"], &["xu"])).refused_with(["P8"]);
    scene.when(named("zheng", &["zheng", "xu", "zhou"], &[])).refused_with(["P8"]);
    scene.when(named("zhou", &[], &[])).refused_with(["P8"]);
    scene.when(named("zheng", &["zheng", "xu"], &[])).refused_with(["G3"]);
    scene.when(named("mo", &["zheng", "xu", "wen"], &[])).refused_with(["G3"]);
    let kin = scene.knowing(|facts| {
        facts.people.get_mut(&"wen".into()).unwrap().kin.push("zhou".into());
    });
    kin.when(named("zheng", &["zheng", "xu", "wen"], &[])).refused_with(["P8"]);
}

#[test]
fn the_body_needs_more_than_half_and_more_than_one() {
    for (due, present) in [(7, 3), (6, 3), (7, 8), (1, 1), (0, 0)] {
        let answers = json!({ "meeting": "常委会", "met_on": "2026-04-03", "due": due, "present": present,
            "opinions": "同意。", "resolution": "as_proposed" });
        before("resolve").when(command("resolve", answers)).refused_with(["G3"]);
    }
    let tomorrow = json!({ "meeting": "常委会", "met_on": "2026-04-04", "due": 7, "present": 4,
        "opinions": "同意。", "resolution": "as_proposed" });
    before("resolve").when(command("resolve", tomorrow)).refused_with(["G3"]);
}
