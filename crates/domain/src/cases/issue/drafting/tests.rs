use super::super::testing::*;
use super::*;
use crate::paper_values::ReviewWay;

fn says(refused: Result<Vec<Event>, Refusal>) -> String {
    let reasons = refused.unwrap_err().reasons;
    reasons.iter().map(|reason| reason.says.as_str()).collect::<Vec<_>>().join("|")
}

#[test]
fn a_sheet_begins_for_one_paper_and_once() {
    let events = decide_draft(&Issuing::default(), draft(), &officer()).unwrap();
    let state = after(events);
    assert_eq!((state.stage(), state.number()), (Stage::Checking, Some("稿〔2026〕3号")));
    assert!(decide_draft(&state, draft(), &officer()).is_err());
    let mut facts = officer();
    let other = crate::issuable::Elsewhere { number: "稿〔2026〕2号".to_owned(), signed: false };
    facts.paper.as_mut().unwrap().elsewhere.push(other);
    assert!(says(decide_draft(&Issuing::default(), draft(), &facts)).contains("稿〔2026〕2号"));
}

#[test]
fn a_record_gets_no_number_and_a_result_without_its_review_no_sheet() {
    let mut facts = officer();
    facts.paper.as_mut().unwrap().letter = false;
    assert!(says(decide_draft(&Issuing::default(), draft(), &facts)).contains("不编发文字号"));
    let mut facts = officer();
    let paper = facts.paper.as_mut().unwrap();
    (paper.notifies, paper.review) = (true, None);
    let refused = decide_draft(&Issuing::default(), draft(), &facts).unwrap_err();
    assert_eq!(refused.codes(), ["P7.review"]);
    facts.paper.as_mut().unwrap().review =
        ReviewWay::of("青澜区纪委监委", crate::paper_values::Within::WorkingDays(15), true);
    assert!(decide_draft(&Issuing::default(), draft(), &facts).is_ok());
}

#[test]
fn whoever_must_stand_aside_or_wrote_it_is_no_countersigner_and_no_one_from_elsewhere() {
    for (person, wrong) in [("zhou", "回避"), ("lin", "拟稿人"), ("qiao", "不是本机关")] {
        let mut command = draft();
        command.writing.countersigners = vec![Countersigner { person: person.into() }];
        assert!(says(decide_draft(&Issuing::default(), command, &officer())).contains(wrong), "{person}");
    }
    let mut command = draft();
    command.writing.joint = vec![JointOrgan { organ: "discipline".into() }];
    assert!(says(decide_draft(&Issuing::default(), command, &officer())).contains("主办机关"));
}

#[test]
fn what_was_said_of_other_words_counts_for_nothing_after_a_change() {
    let state = given([drafted(), sent_back()]);
    let events = decide_redraft(&state, Redraft { writing: draft().writing }, &officer()).unwrap();
    let state = with(state, events);
    assert_eq!(state.stage(), Stage::Checking);
    let checked = given([drafted(), checked(), countersigned("su", true)]);
    assert!(
        says(decide_redraft(&checked, Redraft { writing: draft().writing }, &officer())).contains("已经核稿")
    );
    let back = with(checked, [sent_back()]);
    assert!(back.checked.is_none() && back.countersigned.is_empty());
}

#[test]
fn only_a_sheet_without_a_number_is_withdrawn_and_by_those_who_wrote_it() {
    let why = || Withdraw { why: "不需要".to_owned() };
    let state = given([drafted()]);
    assert!(decide_withdraw(&state, why(), &facts("su", &[Role::CaseOfficer])).is_err());
    assert!(decide_withdraw(&state, why(), &officer()).is_ok());
    assert!(decide_withdraw(&state, why(), &facts("bai", &[Role::CaseManagement])).is_ok());
    let signed = given([drafted(), checked(), countersigned("su", true), signed()]);
    assert!(says(decide_withdraw(&signed, why(), &officer())).contains("作废"));
}
