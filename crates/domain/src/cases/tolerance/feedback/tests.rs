use super::*;
use crate::cases::tolerance::testing::{before, command, straightly};
use serde_json::{Value, json};

fn serving(change: Value) -> crate::cases::tolerance::Command {
    let mut answers = json!({ "recipient": "person:zhou", "served_on": "2026-04-08" });
    let Value::Object(change) = change else { unreachable!() };
    answers.as_object_mut().unwrap().extend(change);
    command("serve", answers)
}

#[test]
fn each_way_of_delivery_has_its_proof() {
    let scene = before("serve");
    for without in [
        json!({ "delivery": "signed" }),
        json!({ "delivery": "refused", "proof": "住所，当场拒收" }),
        json!({ "delivery": "left", "proof": "住所" }),
        json!({ "delivery": "left", "witness": "社区干部" }),
        json!({ "delivery": "announced", "proof": " " }),
    ] {
        scene.when(serving(without.clone())).refused_with(["P7"]);
    }
    for with in [
        json!({ "delivery": "signed", "proof": "回证2号" }),
        json!({ "delivery": "refused", "proof": "住所，当场拒收", "witness": "社区干部" }),
        json!({ "delivery": "left", "proof": "住所", "witness": "社区干部" }),
        json!({ "delivery": "announced", "proof": "街道机关干部会" }),
        json!({ "delivery": "here" }),
    ] {
        scene.when(serving(with.clone())).done();
    }
}

#[test]
fn the_recipients_are_computed_and_no_one_else_is_served() {
    let scene = before("serve");
    let keys: Vec<_> = recipients(&scene.case).iter().map(key).collect();
    assert_eq!(keys, ["person:zhou", "unit:shiqiao", "unit:inspection"]);
    let other = json!({ "delivery": "signed", "proof": "回证", "recipient": "person:he" });
    scene.when(serving(other)).refused_with(["P7"]);
    let done = scene.after(straightly("serve"));
    done.when(straightly("serve")).refused_with(["P7"]);
}

#[test]
fn a_delivery_is_neither_before_the_determination_nor_after_today() {
    for on in ["2026-04-06", "2026-04-09"] {
        let wrong = json!({ "delivery": "signed", "proof": "回证", "served_on": on });
        before("serve").when(serving(wrong)).refused_with(["P7"]);
    }
}

#[test]
fn what_is_put_here_counts_once_the_recipient_in_person_acknowledged_it() {
    let here = before("serve").after(serving(json!({ "delivery": "here" })));
    let missing = AllServed::of(&here.case).unwrap_err();
    assert!(missing.iter().any(|r| r.remedy == Some("acknowledge")), "{missing:?}");
    here.clone().by("lian").when(command("acknowledge", json!({}))).refused_with(["P7"]);
    let read = here.by("zhou").after(command("acknowledge", json!({})));
    let kept = read.case.acknowledged.get("person:zhou").unwrap();
    let shown = result_text(&read.case, "person:zhou").unwrap();
    assert_eq!(kept.paper_hash, sm3(&[shown.as_bytes()]).to_string());
    read.by("zhou").when(command("acknowledge", json!({}))).refused_with(["P7"]);
}

#[test]
fn the_official_never_acknowledges_for_the_unit() {
    let unit = json!({ "delivery": "here", "recipient": "unit:shiqiao" });
    let here = before("serve").after(serving(unit));
    here.clone().by("zhou").when(command("acknowledge", json!({}))).refused_with(["P7"]);
    assert!(here.by("lian").after(command("acknowledge", json!({}))).case.acknowledged.len() == 1);
}

#[test]
fn the_text_for_an_official_names_nobody_and_holds_nothing_of_the_others() {
    let scene = before("serve").altered(|case| {
        let made = case.determined.as_mut().unwrap();
        let mut other = made.determinations[0].clone();
        other.official = "he".into();
        other.outcomes[0].why = "何的理由".to_owned();
        made.determinations.push(other);
        let concerned = case.applied.as_mut().unwrap();
        let mut second = concerned.officials[0].clone();
        second.person = "he".into();
        second.post = Some("科长".to_owned());
        concerned.officials.push(second);
    });
    let text = result_text(&scene.case, "person:zhou").unwrap();
    for hidden in ["zhou", "何的理由", "科长", "予以容错免责。"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert!(text.contains("异议复查") && text.contains("10个工作日"), "{text}");
    let unit = result_text(&scene.case, "unit:shiqiao").unwrap();
    assert!(unit.contains("副主任") && unit.contains("科长") && unit.contains("予以容错免责。"), "{unit}");
    assert_eq!(result_text(&scene.case, "person:stranger"), None);
}
