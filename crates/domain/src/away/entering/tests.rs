//! What may be entered, and what may not.

use serde_json::json;

use super::*;
use crate::registers::Register as _;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn entering(person: &str, all: Vec<Away>) -> Entering {
    let held = |roles: &[Role]| roles.to_vec();
    Entering {
        by: person.into(),
        role: Role::CaseOfficer,
        person: person.into(),
        today: day("2026-03-02"),
        all,
        held: [
            ("lin".into(), held(&[Role::CaseOfficer, Role::TeamLeader])),
            ("su".into(), held(&[Role::CaseOfficer])),
            ("gu".into(), held(&[Role::CaseOfficer])),
            ("lu".into(), held(&[Role::DivisionHead])),
            ("ou".into(), held(&[Role::SystemAdmin])),
            ("wen".into(), held(&[Role::Leader])),
        ]
        .into(),
        in_hand: Vec::new(),
    }
}

fn to(who: &str, from: &str, until: &str) -> Value {
    json!({"to": who, "roles": ["case_officer"], "from": from, "until": until, "why": "休假",
           "approved_by": "lu"})
}

fn done(record: PersonRecord, act: &str, answers: Value, entering: &Entering) -> PersonRecord {
    let events = decide(&record, act, answers, entering).unwrap();
    events.iter().fold(record, |record, event| record.evolve(event, entering.today))
}

fn away(person: &str, record: &PersonRecord) -> Vec<Away> {
    record.away.iter().map(|one| one.of(&person.into())).collect()
}

fn refused(result: Result<Vec<PersonEvent>, Failure>) -> String {
    let Failure::Refused(refusal) = result.unwrap_err() else { panic!("a refusal") };
    assert_eq!(refusal.codes(), ["G12.delegation"]);
    let says = refusal.reasons.iter().map(|r| format!("{}:{}", r.field.unwrap_or_default(), r.says));
    says.collect::<Vec<_>>().join("|")
}

fn delegated(who: &str, entering: &Entering) -> Result<Vec<PersonEvent>, Failure> {
    decide(&PersonRecord::default(), "delegate", to(who, "2026-03-03", "2026-03-06"), entering)
}

#[test]
fn a_delegation_is_entered_with_its_days_and_who_approved_it() {
    let entering = entering("lin", Vec::new());
    let record = done(PersonRecord::default(), "delegate", to("su", "2026-03-03", "2026-03-06"), &entering);
    let entry = &record.away[0];
    assert_eq!(
        (entry.number, entry.way, entry.approved_by.as_ref().unwrap().as_str()),
        (1, Way::Delegation, "lu")
    );
    assert_eq!(entry.span().words(), "2026年3月3日至2026年3月5日");
}

#[test]
fn it_ends_after_it_begins_and_does_not_begin_in_the_past() {
    let entering = entering("lin", Vec::new());
    let ask = |from, until| decide(&PersonRecord::default(), "delegate", to("su", from, until), &entering);
    assert!(refused(ask("2026-03-05", "2026-03-05")).contains("until:"));
    assert!(refused(ask("2026-03-01", "2026-03-05")).contains("from:代理不能从过去"));
}

#[test]
fn a_circle_over_the_same_days_is_refused_and_over_other_days_it_is_not() {
    let back = done(
        PersonRecord::default(),
        "delegate",
        to("lin", "2026-03-05", "2026-03-09"),
        &Entering { held: entering("lin", Vec::new()).held, ..entering("su", Vec::new()) },
    );
    let all = away("su", &back);
    let says = refused(delegated("su", &entering("lin", all.clone())));
    assert!(says.contains("循环代理"), "{says}");
    let before = decide(
        &PersonRecord::default(),
        "delegate",
        to("su", "2026-03-03", "2026-03-05"),
        &entering("lin", all),
    );
    assert!(before.is_ok(), "the half-open days do not meet");
}

#[test]
fn nothing_is_passed_on_in_either_direction() {
    let further = done(
        PersonRecord::default(),
        "delegate",
        to("gu", "2026-03-03", "2026-03-04"),
        &entering("su", Vec::new()),
    );
    let says = refused(delegated("su", &entering("lin", away("su", &further))));
    assert!(says.contains("已经把自己的事委托给别人"), "{says}");
    let mut mine = away(
        "lin",
        &done(
            PersonRecord::default(),
            "delegate",
            to("su", "2026-03-03", "2026-03-06"),
            &entering("lin", Vec::new()),
        ),
    );
    mine[0].person = "gu".into();
    mine[0].to = Some("lin".into());
    let says = refused(delegated("su", &entering("lin", mine)));
    assert!(says.contains("代理不能转托"), "{says}");
}

#[test]
fn whoever_is_away_is_no_delegate() {
    let leave = json!({"kind": "annual", "from": "2026-03-05", "until": "2026-03-07"});
    let record = done(PersonRecord::default(), "enter_leave", leave, &entering("su", Vec::new()));
    let says = refused(delegated("su", &entering("lin", away("su", &record))));
    assert!(says.contains("自己请假"), "{says}");
}

#[test]
fn only_a_colleague_who_is_fit_stands_in_and_only_for_what_one_holds() {
    let entering = entering("lin", Vec::new());
    for who in ["ou", "zhou"] {
        assert!(refused(delegated(who, &entering)).contains("不能代理“承办人”"), "{who}");
    }
    assert!(refused(delegated("lin", &entering)).contains("不能是本人"));
    let mut answers = to("su", "2026-03-03", "2026-03-06");
    answers["roles"] = json!(["case_management", "committee_clerk"]);
    let says = refused(decide(&PersonRecord::default(), "delegate", answers, &entering));
    assert!(
        says.contains("没有担任“案件监督管理室”") && says.contains("“集体研究记录人”的事须由本人办理"),
        "{says}"
    );
}

#[test]
fn somebody_else_who_may_approves() {
    let entering = entering("lin", Vec::new());
    let mut answers = to("su", "2026-03-03", "2026-03-06");
    answers["approved_by"] = json!("su");
    let says = refused(decide(&PersonRecord::default(), "delegate", answers, &entering));
    assert!(says.contains("不能是本人或者代理人") && says.contains("承办部门主任或者领导"), "{says}");
}

#[test]
fn leave_without_anybody_who_is_there_says_what_is_open_and_is_entered_when_that_is_known() {
    let mut entering = entering("lin", Vec::new());
    entering.in_hand = vec!["容〔2026〕1号".to_owned()];
    let mut leave = json!({"kind": "annual", "from": "2026-03-05", "until": "2026-03-07"});
    let says = refused(decide(&PersonRecord::default(), "enter_leave", leave.clone(), &entering));
    assert!(
        says.contains("unowned:2026年3月5日起没有代理人在岗") && says.contains("容〔2026〕1号"),
        "{says}"
    );
    leave["unowned"] = json!(true);
    assert!(decide(&PersonRecord::default(), "enter_leave", leave.clone(), &entering).is_ok());
    leave["unowned"] = json!(false);
    let mut deputy = to("su", "2026-03-02", "2027-01-01");
    deputy["roles"] = json!(["case_officer", "team_leader"]);
    let record = done(PersonRecord::default(), "name_deputy", deputy, &entering);
    entering.all = away("lin", &record);
    assert!(decide(&record, "enter_leave", leave.clone(), &entering).is_ok(), "the deputy is there");
    let record = done(record, "enter_leave", leave.clone(), &entering);
    entering.all = away("lin", &record);
    assert!(refused(decide(&record, "enter_leave", leave, &entering)).contains("已经登记过请假"));
}

#[test]
fn whoever_stands_in_for_others_is_told_before_going_on_leave() {
    let record = done(
        PersonRecord::default(),
        "delegate",
        to("su", "2026-03-03", "2026-03-06"),
        &entering("lin", Vec::new()),
    );
    let leave = json!({"kind": "sick", "from": "2026-03-04", "until": "2026-03-05"});
    let says = refused(decide(
        &PersonRecord::default(),
        "enter_leave",
        leave,
        &entering("su", away("lin", &record)),
    ));
    assert!(says.contains("正代理"), "{says}");
}

#[test]
fn a_deputy_is_told_only_where_the_other_is_away_on_these_days() {
    let deputy = to("su", "2026-03-02", "2027-01-01");
    let record = done(PersonRecord::default(), "name_deputy", deputy, &entering("lin", Vec::new()));
    let leave = |from, until| json!({"kind": "sick", "from": from, "until": until});
    let asks = |all: Vec<Away>| {
        decide(
            &PersonRecord::default(),
            "enter_leave",
            leave("2026-03-04", "2026-03-06"),
            &entering("su", all),
        )
    };
    assert!(asks(away("lin", &record)).is_ok(), "nobody is away");
    let away_on = |from, until| {
        let known = entering("lin", away("lin", &record));
        away("lin", &done(record.clone(), "enter_leave", leave(from, until), &known))
    };
    assert!(refused(asks(away_on("2026-03-05", "2026-03-09"))).contains("正代理"));
    assert!(asks(away_on("2026-03-06", "2026-03-09")).is_ok(), "the day of return is outside");
}

#[test]
fn it_ends_early_by_an_event_of_its_own_and_nothing_is_overwritten() {
    let mut entering = entering("lin", Vec::new());
    let record = done(PersonRecord::default(), "delegate", to("su", "2026-03-03", "2026-03-06"), &entering);
    let end = |until: &str| json!({"entry": "1", "until": until, "why": "提前回岗"});
    assert!(refused(decide(&record, "end_early", end("2026-03-06"), &entering)).contains("until:"));
    assert!(refused(decide(&record, "end_early", end("2026-03-01"), &entering)).contains("until:"));
    let after = done(record.clone(), "end_early", end("2026-03-05"), &entering);
    assert_eq!(after.away[0].until, Some(day("2026-03-06")), "as it was entered");
    assert_eq!(after.away[0].span().until, Some(day("2026-03-05")));
    entering.today = day("2026-03-05");
    assert!(refused(decide(&after, "end_early", end("2026-03-05"), &entering)).contains("已经结束"));
    entering.today = day("2026-03-02");
    let never = done(record, "end_early", end("2026-03-03"), &entering);
    assert!(never.away[0].span().words().contains("没有开始"));
}

#[test]
fn others_are_entered_by_those_who_arrange_alone() {
    let mut entering = entering("lin", Vec::new());
    entering.by = "gu".into();
    assert!(refused(delegated("su", &entering)).contains("案件监督管理室"));
    entering.role = Role::CaseManagement;
    assert!(delegated("su", &entering).is_ok());
}
