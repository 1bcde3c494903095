use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::registers::{
    Register as _,
    keeping::{
        decide,
        tests::{codes, keeping, refused},
    },
    papers::PapersEvent,
    told,
};

fn paper(code: &str, event: &str, text: &str) -> PaperText {
    serde_json::from_value(json!({
        "code": code, "title": "受理通知书", "events": [event], "letter": true, "heading": "受理通知书",
        "to": "{申请人}", "text": text, "signed": "{承办机关}", "dated": "{日期}", "sealed": true,
        "origin": "sample", "from": "2021-01-01",
    }))
    .unwrap()
}

fn by(person: &str, role: Role) -> Keeping {
    let events = [
        paper("acceptance", "tolerance.accepted", "{受理方式}"),
        paper("determination", "tolerance.determined", "{认定内容}\n{复查告知}"),
    ]
    .map(|paper| PapersEvent::TextSet { paper });
    Keeping { papers: Arc::new(told(&events)), ..keeping(person, role, "first") }
}

fn officer() -> Keeping {
    by("qu", Role::PolicyOfficer)
}

fn answers(code: &str, text: &str) -> Value {
    json!({"code": code, "title": "受理通知书", "heading": "受理通知书", "to": "{申请人}", "text": text,
        "signed": "{承办机关}", "dated": "{日期}", "sealed": true, "why": "写得更明白"})
}

fn write(code: &str, text: &str) -> Result<Vec<PaperDraftEvent>, Failure> {
    decide(&PaperDraft::default(), "write", answers(code, text), &officer())
}

fn after(one: PaperDraft, act: &str, answers: Value, by: &Keeping) -> PaperDraft {
    let events = decide(&one, act, answers, by).unwrap();
    events.iter().fold(one, |one, event| one.evolve(event, by.today))
}

fn drafted() -> PaperDraft {
    told(&write("acceptance", "您的申请已经{受理方式}。").unwrap())
}

fn checked() -> PaperDraft {
    let one = after(drafted(), "check", json!({"says": "文字"}), &by("su", Role::ReviewOfficer));
    after(one, "check", json!({"says": "版式"}), &by("ye", Role::Leader))
}

#[test]
fn a_wrong_placeholder_is_named_with_its_line_and_word() {
    let says = refused(write("acceptance", "第一行\n{受理方式}和{姓明}\n{姓明}"));
    assert!(says.contains("text:第 2 行的“{姓明}”") && says.contains("text:第 3 行的“{姓明}”"), "{says}");
    let mut wrong = answers("acceptance", "好{受理方式}");
    wrong["to"] = json!("{申请仁}");
    let says = refused(decide(&PaperDraft::default(), "write", wrong, &officer()));
    assert!(says.contains("to:第 1 行的“{申请仁}”"), "{says}");
    let says = refused(write("acceptance", "{受理方式"));
    assert!(says.contains("text:第 1 行") && says.contains("右括号"), "{says}");
}

#[test]
fn a_decision_without_its_review_is_not_even_submitted() {
    let without = || write("determination", "{认定内容}，就这样。");
    assert!(refused(without()).contains("{复查告知}"));
    assert_eq!(codes(without()), ["G11.text"]);
    assert!(write("determination", "{认定内容}，请知悉。\n{复查告知}").is_ok());
}

#[test]
fn what_is_not_there_or_the_same_is_refused() {
    assert!(refused(write("nothing", "x")).contains("code:"));
    assert!(refused(write("acceptance", "{受理方式}")).contains("没有变化"));
}

#[test]
fn two_who_wrote_none_of_it_check_and_a_change_makes_the_checks_fall() {
    let own = decide(&drafted(), "check", json!({"says": "好"}), &officer());
    assert!(refused(own).contains("不能校核自己写的"));
    let once = after(drafted(), "check", json!({"says": "好"}), &by("su", Role::ReviewOfficer));
    let twice = decide(&once, "check", json!({"says": "好"}), &by("su", Role::ReviewOfficer));
    assert!(refused(twice).contains("另一人"));
    let mut again = answers("acceptance", "您的申请已{受理方式}。");
    again.as_object_mut().unwrap().remove("code");
    assert!(after(checked(), "revise", again, &officer()).checks.is_empty());
    let back = after(checked(), "send_back", json!({"says": "改称呼"}), &by("ye", Role::Leader));
    assert!(back.checks.is_empty() && back.sent_back.is_some());
}

#[test]
fn somebody_who_wrote_none_of_it_issues_it_once_it_is_checked() {
    let from = json!({"from": "2026-03-03"});
    let early = decide(&drafted(), "issue", from.clone(), &by("ye", Role::Leader));
    assert!(refused(early).contains("现在有0人"));
    let own = || decide(&checked(), "issue", from.clone(), &officer());
    assert!(refused(own()).contains("没有拟稿的人"));
    assert_eq!(codes(own()), ["G11.text"]);
    let issued = after(checked(), "issue", from.clone(), &by("ye", Role::Leader));
    assert_eq!(issued.standing(), "已启用");
    assert!(refused(decide(&issued, "withdraw", json!({"why": "x"}), &officer())).contains("现在不能办"));
}

#[test]
fn it_is_used_from_a_day_to_come_so_that_no_paper_on_record_changes() {
    for from in ["2026-03-02", "2026-03-01"] {
        let today = decide(&checked(), "issue", json!({"from": from}), &by("ye", Role::Leader));
        assert!(refused(today).contains("from:"), "{from}");
    }
    let mut later = by("ye", Role::Leader);
    let mut known = paper("acceptance", "tolerance.accepted", "{受理方式}。");
    known.from = Day::constant(2026, 4, 1);
    later.papers = Arc::new(told(&[PapersEvent::TextSet { paper: known }]));
    let before = decide(&checked(), "issue", json!({"from": "2026-04-01"}), &later);
    assert!(refused(before).contains("2026年4月1日"));
    let one = checked();
    let events = decide(&one, "issue", json!({"from": "2026-03-03"}), &by("ye", Role::Leader)).unwrap();
    let text = one.follows(&events[0]).unwrap();
    assert_eq!((text.from, text.origin), (Day::constant(2026, 3, 3), Origin::Issued));
    assert!(one.follows(&PaperDraftEvent::Withdrawn { why: String::new() }).is_none());
}
