use super::*;
use crate::cases::tolerance::testing::{application, before, command, given, policy, straightly};
use serde_json::json;

fn seen(case: &Case, audience: &Audience) -> Option<String> {
    let sheet = view(case, audience, crate::cases::tolerance::testing::day("2026-04-10"), &policy())?;
    Some(serde_json::to_string(&sheet).unwrap())
}

fn official() -> Audience {
    Audience::Official("zhou".into())
}

fn unit() -> Audience {
    Audience::Unit("shiqiao".into())
}

#[test]
fn until_disclosure_the_official_and_the_unit_see_nothing() {
    let case = before("approve_disclosure").case;
    assert_eq!(seen(&case, &official()), None);
    assert_eq!(seen(&case, &unit()), None);
    assert_eq!(files(&case, &official(), &policy()), []);
    let open = before("ask_unit").case;
    assert!(seen(&open, &official()).is_some() && seen(&open, &unit()).is_some());
}

#[test]
fn who_applied_sees_the_own_application_and_the_answer_owed_to_it_and_no_more() {
    let mut answers = application();
    answers["applicant"] = json!("official");
    let case = given([]).by("zhou").after(command("apply", answers)).after(straightly("accept")).case;
    let shown = seen(&case, &official()).unwrap();
    assert!(shown.contains("经集体决策确定的补偿面积") && shown.contains("已经受理"), "{shown}");
    assert!(!shown.contains("核实组") && !shown.contains("inspection"), "{shown}");
    assert_eq!(seen(&case, &unit()), None, "the unit did not apply");
}

#[test]
fn the_official_never_sees_opinions_members_evidence_or_sources() {
    let case = before("archive").case;
    let shown = seen(&case, &official()).unwrap();
    for hidden in
        ["程序上有瑕疵", "shen", "集体决策会议纪要", "inspection", "核实报告。", "常委会", "同意告知"]
    {
        assert!(!shown.contains(hidden), "the official sees {hidden}: {shown}");
    }
    assert!(shown.contains("容错免责") && shown.contains("异议复查"), "{shown}");
}

#[test]
fn the_result_put_here_is_read_only_after_it_was_acknowledged() {
    let here = json!({ "recipient": "person:zhou", "delivery": "here", "served_on": "2026-04-08" });
    let served = before("serve").after(command("serve", here));
    let shown = seen(&served.case, &official()).unwrap();
    assert!(!shown.contains("容错认定结果反馈书") && shown.contains("acknowledge"), "{shown}");
    let read = served.by("zhou").after(command("acknowledge", json!({})));
    assert!(seen(&read.case, &official()).unwrap().contains("容错认定结果反馈书"));
}

#[test]
fn what_follows_from_the_result_is_not_told_before_the_result_is_received() {
    let here = json!({ "recipient": "person:zhou", "delivery": "here", "served_on": "2026-04-08" });
    let served = before("serve").after(command("serve", here));
    let shown = seen(&served.case, &official()).unwrap();
    assert!(!shown.contains("完善补偿审核程序") && !shown.contains("认定是怎么作出来的"), "{shown}");
    assert!(shown.contains("不同意结果怎么办") && shown.contains("您确认收到以后才开始算"), "{shown}");
    let read = served.by("zhou").after(command("acknowledge", json!({})));
    let shown = seen(&read.case, &official()).unwrap();
    assert!(shown.contains("完善补偿审核程序") && shown.contains("认定是怎么作出来的"), "{shown}");
}

#[test]
fn whoever_received_the_result_has_its_fingerprint_and_the_last_day_of_the_review() {
    let here = json!({ "recipient": "person:zhou", "delivery": "here", "served_on": "2026-04-08" });
    let read =
        before("serve").after(command("serve", here)).by("zhou").after(command("acknowledge", json!({})));
    let kept = read.case.acknowledged["person:zhou"].paper_hash.clone();
    let sheet = view(&read.case, &official(), crate::cases::tolerance::testing::day("2026-04-10"), &policy());
    let sheet = sheet.unwrap();
    assert!(serde_json::to_string(&sheet.sections).unwrap().contains(&kept));
    let last = sheet.running.iter().find(|one| one.due.limit.id == "tol.objection").unwrap();
    let object = sheet.next.iter().find(|next| next.action.as_deref() == Some("object")).unwrap();
    assert!(object.says.contains(&last.due.last.words()), "{}", object.says);
}

#[test]
fn why_a_clock_stands_still_is_not_told_outside() {
    let stop = json!({ "from": "2026-03-10", "until": "2026-03-20", "why": "等待某银行调取流水" });
    let case = before("ask_unit").by("fang").after(command("stop_clock", stop)).case;
    let today = crate::cases::tolerance::testing::day("2026-03-12");
    for audience in [official(), unit()] {
        let shown = serde_json::to_string(&view(&case, &audience, today, &policy()).unwrap()).unwrap();
        assert!(!shown.contains("银行") && shown.contains("tol.verify"), "{shown}");
    }
}

#[test]
fn a_committee_sees_state_and_duties_and_no_statements() {
    let case = before("determine").case;
    let shown = seen(&case, &Audience::Committee("district_committee".into())).unwrap();
    for hidden in ["标准偏低", "程序上有瑕疵", "核实报告。", "建议容错"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    assert_eq!(seen(&case, &Audience::Committee("other".into())), None);
}

#[test]
fn a_member_sees_the_report_and_not_what_the_others_said() {
    let case = before("send_minutes").case;
    let shown = seen(&case, &Audience::Consulted("shen".into())).unwrap();
    assert!(shown.contains("核实报告。"), "{shown}");
    assert!(!shown.contains("程序上有瑕疵") && !shown.contains("标准偏低"), "{shown}");
    assert_eq!(seen(&case, &Audience::Consulted("gao".into())), None);
}

#[test]
fn an_appraisal_owner_sees_its_own_notice_only() {
    let case = before("close").case;
    let shown = seen(&case, &Audience::Appraisal("integrity_office".into())).unwrap();
    assert!(shown.contains("党风廉政考核") && !shown.contains("绩效考核"), "{shown}");
    assert!(!shown.contains("补偿面积"), "{shown}");
    assert_eq!(seen(&before("notify_appraisal").case, &Audience::Appraisal("integrity_office".into())), None);
}

#[test]
fn the_organisation_department_sees_an_outcome_once_there_is_one() {
    assert_eq!(seen(&before("determine").case, &Audience::Organisation), None);
    assert!(seen(&before("close").case, &Audience::Organisation).unwrap().contains("容错免责"));
}

#[test]
fn officers_see_every_tab_and_what_comes_next() {
    let case = before("close").case;
    let officer = Audience::Officer(crate::people::Role::CaseOfficer);
    let sheet =
        view(&case, &officer, crate::cases::tolerance::testing::day("2026-04-10"), &policy()).unwrap();
    let tabs: Vec<_> = sheet.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(
        tabs,
        ["基本情况", "证据", "申辩与单位意见", "核实", "会商", "审批与集体研究", "认定", "反馈", "结果运用"]
    );
    assert!(sheet.next.iter().any(|n| n.action.as_deref() == Some("close")));
    assert!(sheet.running.iter().any(|r| r.due.limit.id == "tol.feedback" && r.done_on.is_some()));
}
