//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. 存为政策 and 办结 wait
//! for every paper; what a leader declined on paper is checked after the end.
//! Not decided here: whose act it may be (access).

use super::{Event, state::Ruling};
use crate::{
    facts::Facts,
    kind::Action,
    paper,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

pub use crate::paper::{AmendPaper, CheckPaper};

/// Those of [`paper::ENTERS`] who see rulings.
pub(super) const CHECKERS: &[Role] = &[Role::CaseManagement, Role::CaseOfficer];

/// 校核代录.
pub const CHECK: Action = Action {
    who: CHECKERS,
    help: "录入人以外的人对照原件校核；没有校核一致的，不能存为政策或者办结。",
    ..paper::CHECK
};
/// 更正代录.
pub const AMEND: Action = Action { who: CHECKERS, ..paper::AMEND };

/// What stands against an act because of how it came on paper.
pub(super) fn barred(state: &Ruling, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for reason in paper::barred(action, facts) {
        missing.add(reason);
    }
    // Nothing of it is older than the question.
    if let (Some(asked), Some(on)) = (&state.asked, facts.paper_on) {
        missing.unless(on >= asked.on, || {
            let says = format!("纸面日期早于提出请示之日（{}），请核对后更正。", asked.on.words());
            Reason::new(&paper::RULE, says).at("paper_on")
        });
    }
    missing.into_reasons()
}

/// All that keeps this person from checking a paper now.
pub(super) fn blocked_check(state: &Ruling, facts: &Facts) -> Vec<Reason> {
    paper::blocked_check(&state.papers, facts)
}

/// All that keeps this person from putting a paper right now.
pub(super) fn blocked_amend(state: &Ruling, facts: &Facts) -> Vec<Reason> {
    paper::blocked_amend(&state.papers, facts)
}

/// A paper is checked.
pub(super) fn check(state: &Ruling, command: CheckPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::check(&state.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

/// A paper is put right.
pub(super) fn amend(state: &Ruling, command: AmendPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::amend(&state.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

#[cfg(test)]
mod tests {
    use super::super::{Asking, Command, approval, keeping, testing::*};
    use super::*;
    use crate::{
        facts::Policy,
        kind::{Audience, Kind},
    };

    fn on_paper(approved: bool, place: &str, on: &str) -> Result<Vec<Event>, Refusal> {
        let mut facts = facts("bai", &[Role::CaseManagement]);
        facts.acted_for = Some("fang".into());
        facts.paper_on = Some(day(on));
        facts.original.place = Some(place.to_owned());
        let approve = approval::Approve { approved, words: "同意".to_owned() };
        Asking::decide(&given([asked()]), Command::Approve(approve), &facts)
    }

    fn entered(approved: bool) -> Ruling {
        with(given([asked()]), on_paper(approved, "案管柜01", "2026-05-05").unwrap())
    }

    fn check(state: &Ruling, who: &str) -> Result<Vec<Event>, Refusal> {
        let command = CheckPaper { paper: "1".to_owned(), matches: true, words: None };
        Asking::decide(state, Command::CheckPaper(command), &facts(who, &[Role::CaseManagement]))
    }

    #[test]
    fn a_paper_of_the_leader_is_kept_with_its_place_and_not_without_or_from_before_the_question() {
        assert_eq!(on_paper(true, "", "2026-05-05").unwrap_err().codes(), ["G5"]);
        assert_eq!(on_paper(true, "案管柜01", "2026-05-03").unwrap_err().codes(), ["G5"]);
        let state = entered(true);
        assert_eq!(state.approved.as_ref().unwrap().by.as_str(), "fang");
        let kept = &state.papers.iter().next().unwrap().entered;
        assert_eq!(
            (kept.place.as_str(), kept.acted_for.as_str(), kept.by.as_str()),
            ("案管柜01", "fang", "bai")
        );
        let officers = Audience::Officer(Role::CaseOfficer);
        let sheet = Asking::view(&state, &officers, day("2026-05-06"), &Policy::default()).unwrap();
        assert!(sheet.sections.iter().any(|section| section.id == "papers"));
    }

    #[test]
    fn no_answer_is_kept_or_closed_on_a_paper_that_nobody_else_checked() {
        let state = with(entered(true), [sent_up(), answered()]);
        let keep = || {
            Command::KeepAsPolicy(keeping::KeepAsPolicy {
                title: "答复".to_owned(),
                applies_from: day("2026-05-06"),
                says: "计入".to_owned(),
            })
        };
        let close = || Command::Close(keeping::Close { why: "只针对本案".to_owned() });
        for last in [keep(), close()] {
            assert_eq!(Asking::decide(&state, last, &officer()).unwrap_err().codes(), ["G5"]);
        }
        for own in ["bai", "fang"] {
            assert_eq!(check(&state, own).unwrap_err().codes(), ["G5"], "{own}");
        }
        let state = with(state.clone(), check(&state, "lin").unwrap());
        for last in [keep(), close()] {
            assert!(Asking::decide(&state, last, &officer()).is_ok());
        }
    }

    #[test]
    fn what_a_leader_declined_on_paper_is_still_checked() {
        let state = entered(false);
        assert!(state.over());
        let row = Asking::row(&state, &Policy::default());
        assert!(row.tasks.iter().all(|task| task.action == CHECK.name) && !row.tasks.is_empty());
        assert!(check(&state, "lin").is_ok());
    }
}
