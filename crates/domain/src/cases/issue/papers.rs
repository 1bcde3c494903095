//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. 用印 waits for every paper.
//! Not decided here: whose act it may be (access).

use super::{Event, state::Issuing};
use crate::{
    facts::Facts,
    kind::Action,
    paper,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

pub use crate::paper::{AmendPaper, CheckPaper};

/// Those of [`paper::ENTERS`] who see sheets.
pub(super) const CHECKERS: &[Role] = &[Role::CaseManagement, Role::CaseOfficer];

/// 校核代录.
pub const CHECK: Action =
    Action {
        who: CHECKERS, help: "录入人以外的人对照原件校核；没有校核一致的，不能用印。", ..paper::CHECK
    };
/// 更正代录.
pub const AMEND: Action = Action { who: CHECKERS, ..paper::AMEND };

/// What stands against an act because of how it came on paper.
pub(super) fn barred(state: &Issuing, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for reason in paper::barred(action, facts) {
        missing.add(reason);
    }
    // Nobody signed on paper what was not written or checked yet.
    if let (Some(last), Some(on)) = (state.last_on, facts.paper_on) {
        missing.unless(on >= last, || {
            let says = format!("纸面日期早于上一步办理之日（{}），请核对后更正。", last.words());
            Reason::new(&paper::RULE, says).at("paper_on")
        });
    }
    missing.into_reasons()
}

/// All that keeps this person from checking a paper now.
pub(super) fn blocked_check(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    paper::blocked_check(&state.papers, facts)
}

/// All that keeps this person from putting a paper right now.
pub(super) fn blocked_amend(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    paper::blocked_amend(&state.papers, facts)
}

/// A paper is checked.
pub(super) fn check(state: &Issuing, command: CheckPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::check(&state.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

/// A paper is put right.
pub(super) fn amend(state: &Issuing, command: AmendPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::amend(&state.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Issue, sealing, signing, testing::*};
    use super::*;
    use crate::kind::Kind;

    #[test]
    fn a_signature_on_paper_is_compared_before_the_seal() {
        let state = given([drafted(), checked(), countersigned("su", true)]);
        let mut on_paper = facts("bai", &[Role::Leader]);
        on_paper.acted_for = Some("fang".into());
        on_paper.original.place = Some("案管柜01".to_owned());
        let sign = || Command::Sign(signing::Sign { words: "同意".to_owned(), on_objections: None });
        on_paper.paper_on = Some(day("2026-05-04"));
        let early = Issue::decide(&state, sign(), &on_paper).unwrap_err();
        assert_eq!(early.codes(), ["G5"], "before 核稿");
        on_paper.paper_on = Some(day("2026-05-06"));
        let state = with(state.clone(), Issue::decide(&state, sign(), &on_paper).unwrap());
        let seal = || {
            let way = sealing::Way::Physical;
            sealing::Seal { seal: "机关印章".to_owned(), way, copies: 1, file: None, image: None }
        };
        let keeper = facts("lu", &[Role::CaseManagement]);
        assert_eq!(sealing::decide(&state, seal(), &keeper).unwrap_err().codes(), ["G5"]);
        let compared = CheckPaper { paper: "1".to_owned(), matches: true, words: None };
        let state = with(state.clone(), check(&state, compared, &keeper).unwrap());
        assert!(sealing::decide(&state, seal(), &keeper).is_ok());
    }
}
