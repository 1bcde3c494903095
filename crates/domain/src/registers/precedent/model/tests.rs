use serde_json::{Value, json};

use super::*;
use crate::{
    ids::StreamId,
    registers::{
        Register as _,
        keeping::{
            decide,
            tests::{codes, keeping, refused},
        },
        precedent::Precedent,
        told,
    },
};

fn by(person: &str, role: Role) -> Keeping {
    let mut by = keeping(person, role, "first");
    by.names = ["周望舒", "云溪街道"].map(str::to_owned).to_vec().into();
    by
}

fn officer() -> Keeping {
    by("qu", Role::PolicyOfficer)
}

fn written(facts: &str, source: &str) -> Precedent {
    let mut text = json!({"title": "集体研究后适当突破个案标准", "area": "征地拆迁", "lenience": "duty",
        "ending": "exempt", "facts": facts, "weighed": "动机为公，程序完整。",
        "done": "说明依据，完善会审。", "lesson": "穷尽办法、集体研究、留有记录。", "source": source});
    let mut by = officer();
    if source == "archived" {
        text["case"] = json!("容〔2026〕1号");
        by.archived = Some(StreamId::new("tolerance", "a"));
    }
    after(Precedent::default(), "write", text, &by)
}

fn after(one: Precedent, act: &str, answers: Value, by: &Keeping) -> Precedent {
    let events = decide(&one, act, answers, by).unwrap();
    events.iter().fold(one, |one, event| one.evolve(event, by.today))
}

const PLAIN: &str = "某单位在征收中集体研究决定。";

fn list(scope: &str) -> Value {
    json!({"theme": "rural_land", "scope": scope, "kept": []})
}

fn approved(one: Precedent) -> Precedent {
    after(one, "approve", json!({"says": "可以使用"}), &by("ye", Role::Leader))
}

#[test]
fn listing_makes_the_approval_fall_and_whoever_listed_it_does_not_approve_it() {
    let listed =
        after(approved(written(PLAIN, "sample")), "list", list("public"), &by("wen", Role::CaseManagement));
    assert!(!listed.in_use(), "theme and scope are approved as well");
    let own = decide(&listed, "approve", json!({"says": "好"}), &by("wen", Role::Leader));
    assert!(refused(own).contains("没有参与编写"));
    let one = approved(listed);
    let listing = one.listing.as_ref().unwrap();
    assert!(one.in_use());
    assert_eq!((listing.theme(), listing.scope()), (Theme::RuralLand, Scope::Public));
}

#[test]
fn what_could_identify_somebody_is_named_and_only_kept_with_a_reason() {
    let one = written("张三丰任某街道办事处主任，罚款128500元，电话13800138000。", "sample");
    let says = refused(decide(&one, "list", list("organ"), &officer()));
    assert!(says.contains("kept:") && says.contains("13800138000"), "{says}");
    assert_eq!(codes(decide(&one, "list", list("organ"), &officer()))[0], "E3");
    // The form begins with every place, each without a reason.
    let begun = begun(&one);
    let rows = begun["kept"].as_array().unwrap().clone();
    assert!(rows.len() >= 2 && rows.iter().all(|row| row.get("reason").is_none()), "{begun}");
    let kept: Vec<_> =
        rows.iter().map(|row| json!({"words": row["words"], "reason": "虚构的示例"})).collect();
    let mut answers = list("organ");
    answers["kept"] = json!(kept);
    let listed = after(one.clone(), "list", answers.clone(), &officer());
    assert!(!listed.listing.unwrap().kept().is_empty());
    answers["kept"].as_array_mut().unwrap().push(json!({"words": "没有的字", "reason": "x"}));
    assert!(refused(decide(&one, "list", answers, &officer())).contains("没有的字"));
}

#[test]
fn a_text_that_was_changed_is_listed_anew() {
    let listed = approved(after(written(PLAIN, "sample"), "list", list("organ"), &officer()));
    let mut text = json!(listed.text);
    text["lesson"] = json!("另一条启示。");
    text["why"] = json!("补充");
    let revised = after(listed, "revise", text, &officer());
    assert!(revised.listing.is_none() && !revised.in_use());
}

#[test]
fn an_own_case_is_told_no_wider_than_its_officials_have_seen_it_published() {
    let one = written(PLAIN, "archived");
    let unpublished = decide(&one, "list", list("organ"), &officer());
    assert!(refused(unpublished).contains("案件还没有公开"));
    let mut published = officer();
    published.published = Some(Scope::Training);
    let wider = decide(&one, "list", list("public"), &published);
    assert_eq!(codes(decide(&one, "list", list("public"), &published)), ["M1"]);
    assert!(refused(wider).contains("党员干部培训"));
    assert!(decide(&one, "list", list("training"), &published).is_ok());
    assert!(decide(&one, "list", list("organ"), &published).is_ok());
}

fn submit(to: &str, on: &str) -> Value {
    json!({"to": to, "on": on, "by": "wen", "letter": "青纪〔2026〕9号"})
}

#[test]
fn only_an_approved_model_case_is_submitted_and_never_before_it_was_approved() {
    let plain = approved(written(PLAIN, "sample"));
    assert!(
        refused(decide(&plain, "submit", submit("市纪委监委", "2026-03-02"), &officer()))
            .contains("现在不能办")
    );
    let listed = after(plain, "list", list("organ"), &officer());
    assert!(
        refused(decide(&listed, "submit", submit("市纪委监委", "2026-03-02"), &officer()))
            .contains("现在不能办")
    );
    let ready = approved(listed);
    for on in ["2026-03-01", "2026-03-03"] {
        assert!(
            refused(decide(&ready, "submit", submit("市纪委监委", on), &officer())).contains("on:"),
            "{on}"
        );
    }
    let sent = after(ready, "submit", submit("市纪委监委", "2026-03-02"), &officer());
    assert!(refused(decide(&sent, "submit", submit("市纪委监委", "2026-03-02"), &officer())).contains("to:"));
    assert_eq!(sent.submissions.len(), 1);
}

#[test]
fn the_answer_says_in_which_list_and_comes_once() {
    let listed = after(written(PLAIN, "sample"), "list", list("organ"), &officer());
    let sent = after(approved(listed), "submit", submit("市纪委监委", "2026-03-02"), &officer());
    let answer = |chosen: bool, list: Option<&str>, on: &str| {
        let mut answer = json!({"number": "1", "chosen": chosen, "on": on});
        if let Some(list) = list {
            answer["list"] = json!(list);
        }
        answer
    };
    for wrong in [
        answer(true, None, "2026-03-02"),
        answer(false, Some("某名单"), "2026-03-02"),
        answer(true, Some("某名单"), "2026-03-01"),
        answer(true, Some("某名单"), "2026-03-03"),
    ] {
        assert_eq!(codes(decide(&sent, "answer", wrong, &officer())), ["M1"]);
    }
    assert_eq!(offers(&sent).len(), 1);
    let done = after(sent, "answer", answer(true, Some("第一批典型案例"), "2026-03-02"), &officer());
    assert_eq!(done.submissions[0].answer.as_ref().unwrap().list.as_deref(), Some("第一批典型案例"));
    assert!(
        refused(decide(&done, "answer", answer(false, None, "2026-03-02"), &officer()))
            .contains("现在不能办")
    );
    assert!(!shown(&done).is_empty());
}

#[test]
fn what_happened_to_a_model_case_is_read_back() {
    let listed = after(written(PLAIN, "sample"), "list", list("organ"), &officer());
    let submission = Submission {
        number: 1,
        to: "市纪委监委".to_owned(),
        on: Day::constant(2026, 3, 2),
        by: "wen".into(),
        letter: None,
        answer: None,
    };
    let answer = Answer { chosen: false, list: None, on: Day::constant(2026, 3, 2) };
    let read: Precedent = told(&[
        PrecedentEvent::Listed { listing: listed.listing.unwrap(), by: "qu".into() },
        PrecedentEvent::Submitted { submission },
        PrecedentEvent::Answered { number: 1, answer: answer.clone() },
    ]);
    assert_eq!(read.submissions[0].answer, Some(answer));
}
