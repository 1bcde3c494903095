//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. 销号 waits for every
//! paper. Whoever stands aside from the correction (P8) checks nothing in it. Not decided here: the report itself.

use super::{Event, state::Correction, stood_aside};
use crate::{
    facts::Facts,
    kind::Action,
    paper::{self, AllChecked},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

pub use crate::paper::{AmendPaper, CheckPaper};

/// Those of [`paper::ENTERS`] who see corrections.
const CHECKERS: &[Role] = &[Role::CaseManagement, Role::CaseOfficer, Role::TeamLeader];

/// 校核代录.
pub const CHECK: Action =
    Action {
        who: CHECKERS, help: "录入人以外的人对照原件校核；没有校核一致的，不能销号。", ..paper::CHECK
    };
/// 更正代录.
pub const AMEND: Action = Action { who: CHECKERS, ..paper::AMEND };

/// What stands against an act because of how it came on paper.
pub(super) fn barred(state: &Correction, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for reason in paper::barred(action, facts) {
        missing.add(reason);
    }
    if let (Some(opened), Some(on)) = (&state.opened, facts.paper_on) {
        missing.unless(on >= opened.on, || {
            let says = format!("纸面日期早于转入纠错之日（{}），请核对后更正。", opened.on.words());
            Reason::new(&paper::RULE, says).at("paper_on")
        });
    }
    missing.into_reasons()
}

/// What must be checked before the sign-off.
pub(super) fn unchecked(state: &Correction) -> Vec<Reason> {
    AllChecked::of(&state.papers).err().unwrap_or_default()
}

/// All that keeps this person from checking a paper now.
pub(super) fn blocked_check(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    stood_aside(state, facts, &mut missing);
    for reason in paper::blocked_check(&state.papers, facts) {
        missing.add(reason);
    }
    missing.into_reasons()
}

pub(super) fn blocked_amend(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    stood_aside(state, facts, &mut missing);
    for reason in paper::blocked_amend(&state.papers, facts) {
        missing.add(reason);
    }
    missing.into_reasons()
}

pub(super) fn check(state: &Correction, command: CheckPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_check(state, facts))?;
    paper::check(&state.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

pub(super) fn amend(state: &Correction, command: AmendPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_amend(state, facts))?;
    paper::amend(&state.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Correcting, report::Report, sign_off::SignOff, testing::*};
    use super::*;
    use crate::{kind::Kind, paper::Standing};

    fn reporting(place: &str, on: &str) -> Result<Vec<Event>, Refusal> {
        let mut facts = facts("fang", &[Role::UnitContact]);
        facts.acted_for = Some("qi".into());
        facts.paper_on = Some(day(on));
        facts.original.place = Some(place.to_owned());
        let report = Report { says: "已补办".to_owned(), recovered: None, file: None };
        Correcting::decide(&given([open(), ordered()]), Command::Report(report), &facts)
    }

    fn check(state: &Correction, who: &str) -> Result<Vec<Event>, Refusal> {
        let command = CheckPaper { paper: "1".to_owned(), matches: true, words: None };
        Correcting::decide(state, Command::CheckPaper(command), &facts(who, &[Role::CaseOfficer]))
    }

    #[test]
    fn a_report_on_paper_counts_from_its_date_and_is_checked_by_somebody_else() {
        assert_eq!(reporting("", "2026-05-04").unwrap_err().codes(), ["G5"]);
        assert_eq!(reporting("案管", "2026-04-19").unwrap_err().codes(), ["G5"]);
        let events = reporting("案管", "2026-05-04").unwrap();
        let state = with(given([open(), ordered()]), events);
        assert_eq!(state.reported.as_ref().map(|r| r.on), Some(day("2026-05-04")));
        assert_eq!(check(&state, "fang").unwrap_err().codes(), ["G5"]);
        assert_eq!(check(&state, "kin").unwrap_err().codes(), ["P8"]);
        let signing = |state: &Correction| {
            let sign = Command::SignOff(SignOff { words: None });
            Correcting::decide(state, sign, &facts("fang", &[Role::DivisionHead]))
        };
        let passed = with(state, [checked(true)]);
        assert_eq!(signing(&passed).unwrap_err().codes(), ["G5"]);
        let events = check(&passed, "lin").unwrap();
        let settled = with(passed, events);
        assert_eq!(settled.papers.iter().next().map(|paper| paper.standing), Some(Standing::Checked));
        signing(&settled).unwrap();
    }
}
