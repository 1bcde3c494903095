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
    let witness = json!({ "witness": "社区干部", "witness_from": "community" });
    let with = |mut base: Value, more: &Value| {
        base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base
    };
    for (without, code) in [
        (json!({ "delivery": "signed" }), "P7"),
        (json!({ "delivery": "refused", "proof": "住所，当场拒收" }), "P7.witness"),
        (json!({ "delivery": "refused", "proof": "住所，当场拒收", "witness": "社区干部" }), "P7.witness"),
        (json!({ "delivery": "left", "proof": "住所" }), "P7.witness"),
        (with(json!({ "delivery": "left" }), &witness), "P7.witness"),
        (json!({ "delivery": "substitute", "proof": "回证2号", "relation": "adult_kin" }), "P7.substitute"),
        (json!({ "delivery": "announced", "proof": " ", "recipient": "unit:shiqiao" }), "P7.announce"),
        (json!({ "delivery": "announced", "proof": "干部会", "recipient": "unit:shiqiao" }), "P7.announce"),
    ] {
        scene.when(serving(without.clone())).refused_with([code]);
    }
    for with in [
        json!({ "delivery": "signed", "proof": "回证2号" }),
        with(json!({ "delivery": "refused", "proof": "住所，当场拒收" }), &witness),
        with(json!({ "delivery": "left", "proof": "住所" }), &witness),
        json!({ "delivery": "announced", "proof": "街道机关干部会", "ground": "《示范办法》第九条", "recipient": "unit:shiqiao" }),
        json!({ "delivery": "here" }),
    ] {
        scene.when(serving(with.clone())).done();
    }
}

fn received_by(change: Value) -> crate::cases::tolerance::Command {
    let mut answers = json!({
        "delivery": "substitute", "proof": "回证2号", "substitute": "周敏", "relation": "adult_kin",
        "ground": "本人在外学习到4月底",
    });
    let Value::Object(change) = change else { unreachable!() };
    answers.as_object_mut().unwrap().extend(change);
    serving(answers)
}

#[test]
fn somebody_receives_for_another_by_name_relation_reason_and_receipt() {
    let scene = before("serve");
    for wrong in [
        json!({ "substitute": " " }),
        json!({ "relation": null }),
        json!({ "ground": " " }),
        json!({ "proof": null }),
        // Another way of delivery does not forget who received.
        json!({ "delivery": "signed" }),
    ] {
        scene.when(received_by(wrong)).refused_with(["P7.substitute"]);
    }
    let served = scene.after(received_by(json!({})));
    assert_eq!(received_on(&served.case, "person:zhou").unwrap().to_string(), "2026-04-08");
    // The desk of the unit, by the register.
    scene.when(received_by(json!({ "receiver": "lian", "relation": "unit_desk" }))).done();
}

#[test]
fn nobody_with_a_part_in_the_case_receives_for_another() {
    let scene = before("serve").by("su");
    for (receiver, relation) in [
        ("zhou", "named"),     // the addressee
        ("lin", "named"),      // leads the team
        ("su", "named"),       // carries it
        ("tang", "named"),     // reviewed
        ("nobody", "named"),   // not in the register
        ("shen", "unit_desk"), // of another unit
    ] {
        let wrong = json!({ "receiver": receiver, "relation": relation });
        scene.when(received_by(wrong)).refused_with(["P7.substitute"]);
    }
    // Another official of the case.
    let two = scene.clone().altered(|case| {
        let concerned = case.applied.as_mut().unwrap();
        let mut second = concerned.officials[0].clone();
        second.person = "he".into();
        concerned.officials.push(second);
    });
    two.when(received_by(json!({ "receiver": "he" }))).refused_with(["P7.substitute"]);
    // What goes to a unit is received by its desk alone.
    let unit = json!({ "recipient": "unit:shiqiao", "receiver": "lian" });
    scene.when(received_by(unit)).refused_with(["P7.substitute"]);
    scene
        .when(received_by(
            json!({ "recipient": "unit:shiqiao", "receiver": "lian", "relation": "unit_desk" }),
        ))
        .done();
}

#[test]
fn a_name_that_is_typed_is_one_of_a_person_without_a_part_in_the_case() {
    let scene = before("serve").by("su").knowing(|facts| {
        facts.called.extend([
            ("zhou".into(), "周砚清".to_owned()),
            ("su".into(), "苏若禾".to_owned()),
            ("lian".into(), "连雨".to_owned()),
        ]);
    });
    let typed = |name: &str| {
        let answers =
            json!({ "receiver": null, "relation": "adult_kin", "substitute": name, "witness": "石开山" });
        received_by(answers)
    };
    for (name, says) in [
        ("周砚清", "代收人就是受送达人本人"),
        ("苏若禾", "办理本案的人员不得代收"),
        ("石开山", "应当是两个人"),
        ("家属", "不像人的姓名"),
        ("13800138000", "不像人的姓名"),
        ("李", "不像人的姓名"),
    ] {
        let refusal = scene.when(typed(name)).result.unwrap_err();
        assert!(refusal.reasons.iter().any(|reason| reason.says.contains(says)), "{name}: {refusal}");
    }
    for name in ["连雨", "周𬭎", "迪力夏提·艾合买提", "苏若禾（收发室）"] {
        scene.when(typed(name)).done();
    }
}

#[test]
fn a_person_is_served_by_announcement_only_after_it_was_tried() {
    let announce =
        || serving(json!({ "delivery": "announced", "proof": "机关干部会", "ground": "《示范办法》第九条" }));
    let scene = before("serve");
    scene.when(announce()).refused_with(["P7.announce"]);
    let attempt = json!({
        "paper": "person:zhou", "way": "direct", "attempted_on": "2026-04-08", "place": "上午10时，住所",
        "carried_by": "su", "why": "moved",
    });
    scene.after(command("enter_attempt", attempt)).when(announce()).done();
}

#[test]
fn nothing_is_put_here_for_whoever_cannot_sign_in() {
    let scene = before("serve").knowing(|facts| {
        facts.without_account.insert(Who::Person("zhou".into()));
    });
    let refusal = scene.when(serving(json!({ "delivery": "here" }))).result.unwrap_err();
    assert!(refusal.reasons[0].says.contains("没有可以登录的账号"), "{refusal}");
    scene.when(serving(json!({ "delivery": "signed", "proof": "回证2号" }))).done();
}

#[test]
fn what_was_put_here_and_not_acknowledged_is_served_otherwise_and_not_put_here_again() {
    let here = before("serve").after(serving(json!({ "delivery": "here" })));
    here.when(serving(json!({ "delivery": "here" }))).refused_with(["P7"]);
    let row = super::super::row::row(&here.case, &crate::cases::tolerance::testing::policy());
    let task = row.tasks.iter().find(|task| task.action == "serve" && task.about == "person:zhou").unwrap();
    assert_eq!(task.due.as_ref().unwrap().last.to_string(), "2026-04-15");
    here.when(serving(json!({ "delivery": "signed", "proof": "回证2号" }))).done();
}

#[test]
fn hash_and_time_of_what_was_read_stay_across_a_reexamination() {
    let read = before("serve").after(serving(json!({ "delivery": "here" }))).by("zhou");
    let read = read.after(command("acknowledge", json!({})));
    let kept = read.case.acknowledged["person:zhou"].clone();
    assert_eq!(kept.at, Some(read.facts.now));
    let changed = read.altered(|case| {
        let mut now = case.determined.as_ref().unwrap().determinations[0].clone();
        now.outcomes[0].why = "复查后变更".to_owned();
        case.changes.insert("zhou".into(), now);
    });
    assert_eq!(changed.case.acknowledged["person:zhou"], kept);
    let text = result_text(&changed.case, "person:zhou").unwrap();
    assert_eq!(sm3(&[text.as_bytes()]).to_string(), kept.paper_hash);
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
