//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. 决定, 结案 and 归档 wait
//! for every paper. Whoever stands aside (P8) is refused by the kind before.
//! Not decided here: whose act it may be (access).

use super::{Event, state::Investigation};
use crate::{
    facts::Facts,
    kind::Action,
    paper,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

pub use crate::paper::{AmendPaper, CheckPaper};

/// Those of [`paper::ENTERS`] who see investigations.
pub(super) const CHECKERS: &[Role] = &[Role::CaseManagement, Role::CaseOfficer, Role::TeamLeader];

/// 校核代录.
pub const CHECK: Action = Action {
    who: CHECKERS,
    help: "录入人以外的人对照原件校核；没有校核一致的，不能登记决定、结案、归档。",
    ..paper::CHECK
};
/// 更正代录.
pub const AMEND: Action = Action { who: CHECKERS, ..paper::AMEND };

/// What stands against an act because of how it came on paper.
pub(super) fn barred(state: &Investigation, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for reason in paper::barred(action, facts) {
        missing.add(reason);
    }
    // The register is often entered after the filing, so the paper may be older than the entry.
    if let (Some(filed), Some(on)) = (&state.filed, facts.paper_on) {
        missing.unless(on >= filed.filed_on, || {
            let says = format!("纸面日期早于立案之日（{}），请核对后更正。", filed.filed_on.words());
            Reason::new(&paper::RULE, says).at("paper_on")
        });
    }
    missing.into_reasons()
}

/// All that keeps this person from checking a paper now.
pub(super) fn blocked_check(state: &Investigation, facts: &Facts) -> Vec<Reason> {
    paper::blocked_check(&state.papers, facts)
}

/// All that keeps this person from putting a paper right now.
pub(super) fn blocked_amend(state: &Investigation, facts: &Facts) -> Vec<Reason> {
    paper::blocked_amend(&state.papers, facts)
}

/// A paper is checked.
pub(super) fn check(
    state: &Investigation,
    command: CheckPaper,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    paper::check(&state.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

/// A paper is put right.
pub(super) fn amend(
    state: &Investigation,
    command: AmendPaper,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    paper::amend(&state.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Investigating, closing, decision, review, testing::*};
    use super::*;
    use crate::{
        facts::Policy,
        kind::{Audience, Kind},
    };

    fn on_paper(place: &str, on: &str) -> Result<Vec<Event>, Refusal> {
        let mut facts = facts("su", &[Role::CaseOfficer]);
        facts.acted_for = Some("xu".into());
        facts.paper_on = Some(day(on));
        facts.original.place = Some(place.to_owned());
        let opinion = review::Review { view: review::ReviewView::Agree, opinion: "事实清楚".to_owned() };
        Investigating::decide(&given([filed(), examined(), sent()]), Command::Review(opinion), &facts)
    }

    fn entered() -> Investigation {
        with(given([filed(), examined(), sent()]), on_paper("案管柜01", "2026-05-05").unwrap())
    }

    fn check(state: &Investigation, who: &str, matches: bool) -> Result<Vec<Event>, Refusal> {
        let words = (!matches).then(|| "漏一行".to_owned());
        let command = CheckPaper { paper: "1".to_owned(), matches, words };
        Investigating::decide(state, Command::CheckPaper(command), &facts(who, &[Role::CaseOfficer]))
    }

    fn decision_entered(state: &Investigation) -> Result<Vec<Event>, Refusal> {
        let command = decision::EnterDecision {
            conclusion: decision::Conclusion::Exempt,
            power: decision::Power::Commission,
            body: "青澜区纪委".to_owned(),
            number: "1".to_owned(),
            decided_on: day("2026-05-06"),
            file: None,
        };
        Investigating::decide(state, Command::EnterDecision(command), &officer())
    }

    #[test]
    fn a_paper_is_kept_with_its_place_and_not_without_or_from_before_the_filing() {
        assert_eq!(on_paper("", "2026-05-05").unwrap_err().codes(), ["G5"]);
        assert_eq!(on_paper("案管柜01", "2026-03-03").unwrap_err().codes(), ["G5"]);
        let state = entered();
        let paper = state.papers.iter().next().unwrap();
        let kept = &paper.entered;
        assert_eq!(
            (kept.place.as_str(), kept.acted_for.as_str(), kept.by.as_str()),
            ("案管柜01", "xu", "su")
        );
        assert_eq!((kept.action.as_str(), kept.paper_on), ("review", day("2026-05-05")));
        let officers = Audience::Officer(Role::CaseOfficer);
        let sheet = Investigating::view(&state, &officers, day("2026-05-06"), &Policy::default()).unwrap();
        assert!(sheet.sections.iter().any(|section| section.id == "papers"));
    }

    #[test]
    fn nothing_final_rests_on_a_paper_that_nobody_else_checked() {
        let state = entered();
        assert_eq!(decision_entered(&state).unwrap_err().codes(), ["G5"]);
        let decided = with(state.clone(), [decided()]);
        let close = || Command::Close(closing::Close { words: None });
        assert_eq!(Investigating::decide(&decided, close(), &officer()).unwrap_err().codes(), ["G5"]);
        let closed = with(decided, [closed()]);
        let archive = Command::Archive(closing::Archive { volume: "1".to_owned() });
        assert_eq!(Investigating::decide(&closed, archive, &officer()).unwrap_err().codes(), ["G5"]);

        for own in ["su", "xu"] {
            assert_eq!(check(&state, own, true).unwrap_err().codes(), ["G5"], "{own}");
        }
        assert_eq!(check(&state, "kin", true).unwrap_err().codes(), ["P8"]);
        let state = with(state.clone(), check(&state, "lin", true).unwrap());
        assert!(decision_entered(&state).is_ok());
    }

    #[test]
    fn what_differs_is_put_right_by_whoever_entered_it_and_checked_anew() {
        let state = entered();
        let state = with(state.clone(), check(&state, "lin", false).unwrap());
        assert_eq!(decision_entered(&state).unwrap_err().codes(), ["G5"]);
        let amend = |who: &str| {
            let says = "补上一行".to_owned();
            let command = AmendPaper { paper: "1".to_owned(), says, place: None, scan: None };
            Investigating::decide(&state, Command::AmendPaper(command), &facts(who, &[Role::CaseOfficer]))
        };
        assert_eq!(amend("lin").unwrap_err().codes(), ["G5"]);
        let state = with(state.clone(), amend("su").unwrap());
        let state = with(state.clone(), check(&state, "lin", true).unwrap());
        assert!(decision_entered(&state).is_ok());
    }

    #[test]
    fn a_paper_of_the_archive_itself_is_still_checked_after_it() {
        let mut by = facts("su", &[Role::CaseManagement]);
        by.acted_for = Some("bai".into());
        by.paper_on = Some(day("2026-05-06"));
        by.original.place = Some("案管柜01".to_owned());
        let state = given([filed(), examined(), sent(), reviewed(true), decided(), closed()]);
        let archive = Command::Archive(closing::Archive { volume: "1".to_owned() });
        let state = with(state.clone(), Investigating::decide(&state, archive, &by).unwrap());
        let row = Investigating::row(&state, &Policy::default());
        assert!(row.tasks.iter().all(|task| task.action == CHECK.name) && !row.tasks.is_empty());
        assert!(check(&state, "lin", true).is_ok());
    }
}
