use serde_json::{Value, json};

use crate::cases::tolerance::{
    Command,
    testing::{Scene, before, command, day},
};

const TEXT: &str = "2026年3月，石鼓街道办事处周砚清同志主持协商，电话13800138000，补偿18.6万元。方向对、程序全的，能容尽容。";

fn draft(changed: &Value) -> Command {
    let mut answers = json!({ "text": TEXT, "scope": "training", "until": "2027-05-01" });
    for (name, value) in changed.as_object().unwrap() {
        answers[name] = value.clone();
    }
    command("draft_publicity", answers)
}

/// The result was received and its period for review is over.
fn ended() -> Scene {
    let scene = before("archive").on("2026-08-03").by("fang");
    scene.altered(|case| {
        assert!(case.served.contains_key("person:zhou"));
    })
}

fn drafted() -> Scene {
    ended().after(draft(&json!({})))
}

fn all(scene: &Scene) -> Vec<String> {
    let examined = scene.case.publicity.as_ref().unwrap().drafted.examined();
    (1..=examined.suggestions().len()).map(|number| number.to_string()).collect()
}

fn decided() -> Scene {
    let scene = drafted();
    let remove = all(&scene);
    scene.after(command("decide_redaction", json!({ "remove": remove })))
}

fn sent() -> Scene {
    decided().after(command("send_publicity", json!({})))
}

fn answered(objects: bool) -> Scene {
    let words = json!({ "objects": objects, "words": "街坊看得出是谁。" });
    sent().by("zhou").after(command("answer_publicity", words))
}

#[test]
fn a_case_is_told_only_after_redaction_reading_and_review_and_without_what_was_removed() {
    let scene = answered(false).by("ye").after(command("publish", json!({})));
    let one = scene.case.publicity.clone().unwrap();
    let published = one.published.clone().unwrap();
    for words in ["周砚清", "石鼓", "13800138000", "18.6", "2026年3月"] {
        assert!(!published.text.contains(words), "{words} in {}", published.text);
    }
    assert!(published.text.contains("能容尽容") && one.stands(published.until));
    assert!(!one.stands(published.until.next()), "it expires by itself");
    scene.clone().by("fang").when(draft(&json!({}))).refused_with(["E3.publish"]);
    let taken = scene.by("fang").after(command("take_down", json!({ "why": "当事人请求。" })));
    assert!(!taken.case.publicity.as_ref().unwrap().stands(day("2026-08-03")));
    taken.after(draft(&json!({})));
}

#[test]
fn nothing_is_drafted_before_the_review_ended() {
    before("determine").by("fang").when(draft(&json!({}))).refused_by("E3.publish");
    before("archive")
        .on("2026-05-21")
        .by("fang")
        .altered(|case| {
            case.served.clear();
            case.acknowledged.clear();
        })
        .when(draft(&json!({})))
        .refused_by("E3.publish");
}

#[test]
fn nothing_is_sent_before_every_suggestion_is_decided() {
    let scene = drafted();
    let mut some = all(&scene);
    scene.when(command("send_publicity", json!({}))).refused_by("E3.publish");
    let last = some.pop().unwrap();
    scene.when(command("decide_redaction", json!({ "remove": some }))).refused_with(["E3"]);
    let both = json!({ "remove": all(&scene), "keep": [{ "suggestion": last, "why": "公开信息" }] });
    scene.when(command("decide_redaction", both)).refused_with(["E3.publish"]);
    let kept = json!({ "remove": some, "keep": [{ "suggestion": last, "why": "政策规定的统一标准" }] });
    let scene = scene.after(command("decide_redaction", kept));
    assert_eq!(scene.case.publicity.unwrap().decided.unwrap().kept.len(), 1);
}

#[test]
fn nothing_is_published_before_every_official_has_seen_it() {
    decided().by("ye").when(command("publish", json!({}))).refused_with(["E3.publish"]);
    sent().by("ye").when(command("publish", json!({}))).refused_with(["E3.publish"]);
    sent()
        .by("lin")
        .when(command("answer_publicity", json!({ "objects": false })))
        .refused_with(["E3.publish"]);
    sent()
        .by("zhou")
        .when(command("answer_publicity", json!({ "objects": true })))
        .refused_with(["E3.publish"]);
}

#[test]
fn an_objection_is_answered_or_the_text_is_drafted_anew() {
    let scene = answered(true);
    scene.clone().by("ye").when(command("publish", json!({}))).refused_with(["E3.publish"]);
    scene.clone().by("ye").after(command("publish", json!({ "answer": "已经改为某街道。" })));
    let anew = scene.by("fang").after(draft(&json!({ "text": "某街道一名干部获得容错。" })));
    let one = anew.case.publicity.unwrap();
    assert_eq!((one.drafted.number, one.answers.len(), one.sent), (2, 0, None), "shown anew");
}
