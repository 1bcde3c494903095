use super::*;
use crate::cases::tolerance::testing::{Scene, before, command, straightly};
use crate::facts::Cited;
use serde_json::json;

/// The correction stands at `version`, signed off by `signed_off`.
fn citing(scene: Scene, version: u64, signed_off: Option<u64>) -> Scene {
    scene.knowing(|facts| {
        for cited in facts.cited.values_mut() {
            *cited = Cited { version, link: format!("link {version}"), signed_off, archived: false };
        }
    })
}

fn with_correction(scene: Scene) -> (Scene, String) {
    let stream = cites(&scene.case).remove(0);
    let blank = Cited { version: 1, ..Cited::default() };
    let at = stream.clone();
    (scene.knowing(|facts| drop(facts.cited.insert(at, blank))), stream.0)
}

fn job(action: &str, stream: &str) -> crate::cases::tolerance::Command {
    command(action, json!({ "stream": stream }))
}

#[test]
fn only_the_owner_told_confirms_and_only_once() {
    let told = before("close");
    let confirm = || command("confirm_effect", json!({ "appraisal": "党风廉政考核", "removed": "已恢复。" }));
    told.clone().by("fang").when(confirm()).refused_with(["E1"]);
    let other = command("confirm_effect", json!({ "appraisal": "绩效考核", "removed": "已恢复。" }));
    told.clone().by("kao").when(other).refused_with(["E1"]);
    let done = told.by("kao").after(confirm());
    done.by("kao").when(confirm()).refused_with(["E1"]);
}

#[test]
fn appraisals_are_told_once_and_only_of_those_exempted() {
    let told = before("notify_appraisal").after(straightly("notify_appraisal"));
    told.when(straightly("notify_appraisal")).refused_with(["E1"]);
    let notice = told.case.appraisals_notified.get("党风廉政考核").unwrap();
    assert_eq!(notice.officials, ["zhou".into()]);
    let accountable = before("notify_appraisal").altered(|case| {
        case.determined.as_mut().unwrap().determinations[0].group = Group::StillAccountable;
    });
    accountable.when(straightly("notify_appraisal")).refused_with(["E1"]);
}

#[test]
fn a_discharge_cites_the_sign_off_that_stands_and_is_taken_back_with_it() {
    let (scene, stream) = with_correction(before("close"));
    citing(scene.clone(), 4, None).when(job("discharge", &stream)).refused_with(["D5"]);
    let done = citing(scene, 5, Some(5)).after(job("discharge", &stream));
    let kept = done.case.discharged.values().next().unwrap();
    assert_eq!((kept.version, kept.link.as_str()), (5, "link 5"));
    done.when(job("discharge", &stream)).refused_with(["D5"]);
    done.when(job("take_back_discharge", &stream)).refused_with(["D5"]);
    let reopened = citing(done.clone(), 6, None);
    assert!(reopened.after(job("take_back_discharge", &stream)).case.discharged.is_empty());
    // The job of the reopening came after a new sign-off: that one discharges.
    let again = citing(done, 9, Some(9)).after(job("discharge", &stream));
    assert_eq!(again.case.discharged.values().next().unwrap().version, 9);
}

#[test]
fn nobody_discharges_by_hand() {
    let (scene, stream) = with_correction(before("close"));
    let mut facts = citing(scene.clone(), 5, Some(5)).facts;
    facts.actor = "fang".into();
    facts.roles = vec![Role::CaseManagement];
    let refused = decide_discharge(&scene.case, Discharge { stream }, &facts).unwrap_err();
    assert_eq!(refused.codes(), ["D5"]);
}

#[test]
fn what_is_not_owed_is_not_discharged() {
    let (scene, _) = with_correction(before("close"));
    citing(scene, 5, Some(5)).when(job("discharge", "correction/other")).refused_with(["D5"]);
}
