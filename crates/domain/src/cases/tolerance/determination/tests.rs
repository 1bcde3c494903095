use super::*;
use crate::cases::tolerance::testing::{Scene, before, command, exemption, straightly};
use serde_json::json;

#[test]
fn a_straight_case_is_determined_and_owes_what_follows() {
    let scene = before("determine").after(straightly("determine"));
    let made = scene.case.determined.clone().unwrap();
    assert_eq!(made.determinations[0].group, Group::Exempted);
    assert!(made.determinations[0].in_four_forms, "批评教育 goes with it");
    let kinds: Vec<_> = made.owes.iter().map(|o| o.stream.kind().to_owned()).collect();
    assert_eq!(kinds, ["correction", "return_visit", "four_forms"]);
    assert_eq!(made.review_notice.days, 10);
    let again = before("determine").after(straightly("determine"));
    assert_eq!(again.case.determined.unwrap().owes, made.owes, "the ids are computed, not drawn");
    scene.when(straightly("determine")).refused_by("P6");
}

/// Refused for this rule alone where `change` undoes what it asks for.
#[track_caller]
fn without(code: &'static str, change: impl FnOnce(&mut Case)) -> Scene {
    let scene = before("determine").altered(change);
    scene.when(straightly("determine")).refused_by(code);
    scene
}

#[test]
fn each_step_that_is_missing_refuses_the_determination() {
    without("P6", |case| case.consultation = None);
    without("P6", |case| case.consultation.as_mut().unwrap().held = None);
    without("P6", |case| case.consultation.as_mut().unwrap().closed = None);
    without("P6", |case| case.consultation.as_mut().unwrap().opinions.clear());
    without("P6", |case| case.dissent_opened.clear());
    without("P3", |case| case.notified.clear());
    without("P3", |case| case.defence_answered.clear());
    without("P4", |case| case.unit_asked = None);
    without("P5", |case| case.reported = None);
    without("J2", |case| case.found.clear());
    without("P5.review", |case| case.reviewed = None);
    without("G3", |case| case.approvals.clear());
    without("G3", |case| case.resolved = None);
    without("G4", |case| case.disclosed = None);
    without("G1", |case| case.filings.clear());
    without("J3", |case| case.proposed.clear());
}

#[test]
fn everything_missing_is_listed_at_once() {
    let refusal = before("add_evidence").when(straightly("determine")).result.unwrap_err();
    for code in ["P6", "P3", "P4", "P5", "J2", "P5.review", "G3", "G4"] {
        assert!(refusal.codes().contains(&code), "{code} is not in {:?}", refusal.codes());
    }
    assert_eq!(refusal.codes()[0], "P6");
    let says: Vec<_> = refusal.reasons.iter().map(|r| r.says.as_str()).collect();
    let once: std::collections::BTreeSet<_> = says.iter().collect();
    assert_eq!(once.len(), says.len(), "{says:#?}");
}

#[test]
fn a_hard_bar_leaves_no_tolerant_outcome() {
    without("S2", |case| {
        let found = case.found.values_mut().next().unwrap();
        found.bars[0].standing = Standing::Present;
    });
}

#[test]
fn it_is_never_worse_than_what_was_notified() {
    without("P3", |case| {
        let proposed = case.proposed.values_mut().next().unwrap();
        proposed.measure = Measure::Admonition;
    });
    without("P3", |case| {
        let told = case.notified.values_mut().next().unwrap();
        told.outcomes[0].outcome = Outcome::NotPursued;
    });
    // The notice was on another track only.
    without("P3", |case| {
        let told = case.notified.values_mut().next().unwrap();
        told.outcomes.clear();
    });
    assert_eq!(exemption()["measure"], "criticism");
}

#[test]
fn every_mistake_is_corrected_and_never_by_the_official_alone() {
    let none = json!({ "conclusion": "结论。", "corrections": [] });
    before("determine").when(command("determine", none)).refused_with(["D5"]);
    let alone = before("determine").knowing(|facts| {
        let unit = facts.units.get_mut(&"shiqiao".into()).unwrap();
        unit.head = Some("zhou".into());
        unit.committee = None;
    });
    alone.when(straightly("determine")).refused_by("D5");
    let stranger = json!({ "conclusion": "结论。",
        "corrections": [{ "what": "补办", "owner": "shiqiao", "already": false, "official": "he" }] });
    before("determine").when(command("determine", stranger)).refused_with(["D5"]);
}

#[test]
fn without_the_way_to_have_it_reviewed_no_paper_leaves() {
    let scene = before("determine").knowing(|facts| {
        let mut limits = (*facts.policy.limits).clone();
        limits.0.remove("tol.objection");
        facts.policy.limits = std::sync::Arc::new(limits);
    });
    scene.when(straightly("determine")).refused_with(["P7"]);
}

#[test]
fn education_with_an_exemption_counts_in_both_places_and_an_admonition_in_a_clearance_too() {
    let with = |measure: &str| {
        let scene = before("determine").altered(|case| {
            let measure = Measure::from_id(measure).unwrap();
            case.proposed.values_mut().for_each(|one| one.measure = measure);
            case.notified.values_mut().for_each(|told| told.outcomes[0].measure = measure);
        });
        let made = scene.after(straightly("determine")).case.determined.unwrap();
        let owed = made.owes.iter().any(|o| o.stream.kind() == "four_forms");
        let one = made.determinations[0].clone();
        (one.group, one.in_four_forms && owed, one.counts_in_clearance)
    };
    assert_eq!(with("criticism"), (Group::Exempted, true, false));
    assert_eq!(with("admonition"), (Group::Exempted, true, true));
    assert_eq!(with("none"), (Group::Exempted, false, false));
}

#[test]
fn the_groups_follow_the_heaviest_outcome() {
    use Outcome::{Exempt, Lighter, Mitigated, NotImposed, NotPursued, NotTolerated, Settled};
    assert_eq!(group([NotPursued, NotImposed, Exempt, Settled].into_iter()), Group::Exempted);
    assert_eq!(group([Exempt, Lighter].into_iter()), Group::StillAccountable);
    assert_eq!(group([Mitigated].into_iter()), Group::StillAccountable);
    assert_eq!(group([Lighter, NotTolerated].into_iter()), Group::NotTolerated);
}
