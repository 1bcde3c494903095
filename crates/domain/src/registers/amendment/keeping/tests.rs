use std::sync::Arc;

use super::*;
use crate::registers::{
    Register as _,
    amendment::{Standing, counts},
    checklist::{ChecklistEvent, ChecklistRecord},
    keeping::{
        decide,
        tests::{codes, keeping, refused},
    },
    policy::PolicyRecord,
    told,
};

fn by(person: &str, role: Role) -> Keeping {
    let mut by = keeping(person, role, "first");
    by.texts = Arc::new(told::<ChecklistRecord>(&[ChecklistEvent::Issued { circumstance: known() }]));
    by
}

fn officer() -> Keeping {
    by("qu", Role::PolicyOfficer)
}

/// Invented; what stands in the checklist before.
fn known() -> crate::registers::checklist::Circumstance {
    let drafted: DraftedCircumstance = typed::<Written>(circumstance()).unwrap().into();
    let mut text = drafted.issued("旧清单（示范）", Day::parse("2024-01-01").unwrap());
    text.conditions.push("经街道事前同意".to_owned());
    text
}

fn circumstance() -> Value {
    json!({
        "code": "land.01", "area": "征地拆迁", "lenience": "duty", "title": "示范情形",
        "facts": "示范。", "conditions": "集体研究决定\n\n 没有谋取私利 ", "boundary": "示范，不适用本情形。",
        "measures": "完善会审办法", "source": "示范文件第三条",
    })
}

fn after(amendment: Amendment, events: &[AmendmentEvent], on: Day) -> Amendment {
    events.iter().fold(amendment, |amendment, event| amendment.evolve(event, on))
}

fn done(amendment: &Amendment, act: &str, answers: Value, keeping: &Keeping) -> Amendment {
    let events = decide(amendment, act, answers, keeping).unwrap();
    after(amendment.clone(), &events, keeping.today)
}

fn opened() -> Amendment {
    let open = json!({"title": "第一次修订", "why": "示范"});
    done(&Amendment::default(), "open", open, &officer())
}

fn written() -> Amendment {
    done(&opened(), "write_circumstance", circumstance(), &officer())
}

fn check(amendment: &Amendment, person: &str) -> Result<Vec<AmendmentEvent>, Failure> {
    decide(amendment, "check", json!({"says": "已核对"}), &by(person, Role::ReviewOfficer))
}

fn checked() -> Amendment {
    let once = after(written(), &check(&written(), "zuo").unwrap(), officer().today);
    after(once.clone(), &check(&once, "ye").unwrap(), officer().today)
}

fn issue(change: &[(&str, &str)]) -> Value {
    let mut issue = json!({"title": "示范清单", "number": "青纪〔2026〕12号", "organ": "青澜区纪委监委",
        "issued_on": "2026-03-01", "from": "2026-04-01", "trial": false});
    for (key, value) in change {
        issue[*key] = json!(value);
    }
    issue
}

#[test]
fn two_people_who_wrote_none_of_it_check_before_it_is_issued() {
    let amendment = written();
    assert!(refused(decide(&amendment, "issue", issue(&[]), &officer())).contains("现在有0人"));
    let own = || decide(&amendment, "check", json!({"says": "好"}), &officer());
    assert!(refused(own()).contains("您写过"));
    assert_eq!(codes(own()), ["S1.checked"]);
    let once = after(written(), &check(&written(), "zuo").unwrap(), officer().today);
    assert_eq!(once.standing(), Standing::Checked(1));
    assert!(refused(check(&once, "zuo")).contains("另一人"));
    assert!(refused(decide(&once, "issue", issue(&[]), &officer())).contains("现在有1人"));
    let events = decide(&checked(), "issue", issue(&[]), &officer()).unwrap();
    assert_eq!(after(checked(), &events, officer().today).standing(), Standing::Issued);
}

#[test]
fn whatever_is_written_or_taken_out_afterwards_has_to_be_checked_again() {
    let mut other = circumstance();
    other["boundary"] = json!("另一边界，不适用本情形。");
    let changed = done(&checked(), "write_circumstance", other, &officer());
    assert_eq!((changed.checks.len(), changed.changes.len()), (0, 1));
    let out = json!({"change": "circumstance:land.01", "why": "示范"});
    assert_eq!(done(&checked(), "take_out", out, &officer()).standing(), Standing::Drafting);
    let back = done(&checked(), "send_back", json!({"says": "边界不清"}), &by("ye", Role::Leader));
    assert!(back.checks.is_empty() && back.sent_back.is_some());
}

#[test]
fn an_issued_amendment_is_never_changed() {
    let events = decide(&checked(), "issue", issue(&[]), &officer()).unwrap();
    let issued = after(checked(), &events, officer().today);
    for (act, answers) in [
        ("write_circumstance", circumstance()),
        ("withdraw", json!({"why": "示范"})),
        ("issue", issue(&[("number", "青纪〔2026〕13号")])),
    ] {
        assert!(refused(decide(&issued, act, answers, &officer())).contains("现在不能办"), "{act}");
    }
}

#[test]
fn the_issue_puts_the_new_text_beside_the_old_with_its_document() {
    let events = decide(&checked(), "issue", issue(&[]), &officer()).unwrap();
    let AmendmentEvent::Issued { issue } = &events[0] else { panic!("{events:?}") };
    let made = counts(&checked(), issue);
    let record = made
        .checklist
        .iter()
        .fold((*officer().texts).clone(), |record, event| record.evolve(event, officer().today));
    let texts = &record.texts["land.01"];
    assert_eq!((texts.len(), texts[1].conditions.len(), texts[1].origin.as_str()), (2, 2, "issued"));
    let title = |day: &str| record.in_force(Day::parse(day).unwrap()).0["land.01"].document.clone();
    assert_eq!((title("2026-03-31").as_str(), title("2026-04-01").as_str()), ("旧清单（示范）", "示范清单"));
    let policy = told::<PolicyRecord>(&made.policy);
    assert_eq!(policy.documents["青纪〔2026〕12号"].organ.as_deref(), Some("青澜区纪委监委"));
}

#[test]
fn days_that_overlap_numbers_that_are_taken_and_days_to_come_are_refused_at_once() {
    let wrong = issue(&[
        ("number", "12号"),
        ("from", "2026-02-01"),
        ("title", "《示范》"),
        ("issued_on", "2026-03-09"),
    ]);
    let says = refused(decide(&checked(), "issue", wrong, &officer()));
    for field in ["number:", "from:", "title:", "issued_on:"] {
        assert!(says.contains(field), "{says}");
    }
    let mut by = officer();
    let mut record = (*by.texts).clone();
    record.texts.get_mut("land.01").unwrap()[0].until = Day::parse("2026-12-31");
    by.texts = Arc::new(record);
    let says = refused(decide(&checked(), "issue", issue(&[]), &by));
    assert!(says.contains("重叠") && says.contains("2027年1月1日"), "{says}");
    let first = decide(&checked(), "issue", issue(&[]), &officer()).unwrap();
    let AmendmentEvent::Issued { issue: first } = &first[0] else { panic!() };
    by = officer();
    by.policy = Arc::new(told::<PolicyRecord>(&counts(&checked(), first).policy));
    assert!(refused(decide(&checked(), "issue", issue(&[]), &by)).contains("已经用于"));
}

#[test]
fn everything_wrong_with_a_text_is_said_at_its_field() {
    let mut bad = circumstance();
    for (key, value) in
        [("code", "Land1"), ("source", ""), ("conditions", "同一条\n同一条"), ("boundary", " ")]
    {
        bad[key] = json!(value);
    }
    let says = refused(decide(&opened(), "write_circumstance", bad, &officer()));
    for field in ["code:", "source:", "conditions:", "boundary:"] {
        assert!(says.contains(field), "{says}");
    }
    let mut twin = circumstance();
    twin["code"] = json!("land.02");
    assert!(
        refused(decide(&opened(), "write_circumstance", twin, &officer()))
            .contains("标题与情形“land.01”相同")
    );
    let mut moved = circumstance();
    moved["area"] = json!("街道");
    assert!(refused(decide(&opened(), "write_circumstance", moved, &officer())).contains("新的编码"));
    let same = begun(&DraftedCircumstance::of(&known()));
    assert!(refused(decide(&opened(), "write_circumstance", same, &officer())).contains("没有变化"));
}

#[test]
fn a_circumstance_ends_once_and_never_in_the_past() {
    let end = |code: &str, until: &str| {
        decide(
            &opened(),
            "end_circumstance",
            json!({"code": code, "until": until, "why": "示范"}),
            &officer(),
        )
    };
    assert!(refused(end("land.01", "2026-03-01")).starts_with("until:"));
    assert!(refused(end("land.09", "2026-03-31")).contains("没有情形"));
    assert_eq!(end("land.01", "2026-03-02").unwrap().len(), 1);
}
