//! 校核代录 — what was entered from paper is compared with the original by a second person (G5).
//!
//! Source: mechanism §3 G5; the rules stand in [`crate::paper`], which all kinds share. 报出 waits for every
//! paper; a slip approved on paper after that is checked all the same.
//! Not decided here: whose act it may be (access).

use super::{Event, Table};
use crate::{
    facts::Facts,
    kind::Action,
    paper,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

pub use crate::paper::{AmendPaper, CheckPaper};

/// Those of [`paper::ENTERS`] who see filing tables.
pub(super) const CHECKERS: &[Role] = &[Role::CaseManagement];

/// 校核代录.
pub const CHECK: Action =
    Action {
        who: CHECKERS, help: "录入人以外的人对照原件校核；没有校核一致的，不能报出。", ..paper::CHECK
    };
/// 更正代录.
pub const AMEND: Action = Action { who: CHECKERS, ..paper::AMEND };

/// What stands against an act because of how it came on paper.
pub(super) fn barred(state: &Table, action: &Action, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for reason in paper::barred(action, facts) {
        missing.add(reason);
    }
    // What a leader signs are the figures as they were counted last.
    if let (Some(counted), Some(on)) = (&state.counted, facts.paper_on) {
        missing.unless(on >= counted.on, || {
            let says = format!("纸面日期早于统计之日（{}），请核对后更正。", counted.on.words());
            Reason::new(&paper::RULE, says).at("paper_on")
        });
    }
    missing.into_reasons()
}

/// All that keeps this person from checking a paper now.
pub(super) fn blocked_check(state: &Table, facts: &Facts) -> Vec<Reason> {
    paper::blocked_check(&state.papers, facts)
}

/// All that keeps this person from putting a paper right now.
pub(super) fn blocked_amend(state: &Table, facts: &Facts) -> Vec<Reason> {
    paper::blocked_amend(&state.papers, facts)
}

/// A paper is checked.
pub(super) fn check(state: &Table, command: CheckPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::check(&state.papers, command, facts).map(|checked| vec![Event::PaperChecked(checked)])
}

/// A paper is put right.
pub(super) fn amend(state: &Table, command: AmendPaper, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    paper::amend(&state.papers, command, facts).map(|amended| vec![Event::PaperAmended(amended)])
}

#[cfg(test)]
mod tests {
    use super::super::{FilingTable, testing::*};
    use super::*;
    use crate::{
        facts::Policy,
        kind::{Audience, Kind},
    };
    use serde_json::json;

    fn on_paper(
        table: &Table,
        act: &str,
        answers: &serde_json::Value,
        on: &str,
    ) -> Result<Table, Vec<&'static str>> {
        let mut by = facts("lin", Role::PrincipalLeader, "2026-04-07");
        by.acted_for = Some("zheng".into());
        by.paper_on = Some(day(on));
        by.original.place = Some("案管柜01".to_owned());
        ask(table, act, answers, &by)
    }

    fn signed_on_paper() -> Table {
        on_paper(&drafted(), "sign", &json!({ "words": "同意报出。" }), "2026-04-03").unwrap()
    }

    fn check(table: &Table, who: &str) -> Result<Table, Vec<&'static str>> {
        let by = facts(who, Role::CaseManagement, "2026-04-08");
        ask(table, "check_paper", &json!({ "paper": "1", "matches": true }), &by)
    }

    #[test]
    fn a_signature_on_paper_is_kept_with_its_place_and_not_from_before_the_count() {
        let words = json!({ "words": "同意报出。" });
        assert_eq!(on_paper(&drafted(), "sign", &words, "2026-04-01").unwrap_err(), ["G5"]);
        let mut nowhere = facts("lin", Role::PrincipalLeader, "2026-04-07");
        nowhere.acted_for = Some("zheng".into());
        nowhere.paper_on = Some(day("2026-04-03"));
        assert_eq!(ask(&drafted(), "sign", &words, &nowhere).unwrap_err(), ["G5"]);
        let table = signed_on_paper();
        let signed = table.signed.as_ref().unwrap();
        assert_eq!((signed.by.as_str(), signed.on), ("zheng", day("2026-04-03")));
        let kept = &table.papers.iter().next().unwrap().entered;
        assert_eq!((kept.place.as_str(), kept.by.as_str()), ("案管柜01", "lin"));
        let officers = Audience::Officer(Role::CaseManagement);
        let sheet = FilingTable::view(&table, &officers, day("2026-04-08"), &Policy::default()).unwrap();
        assert!(sheet.sections.iter().any(|section| section.id == "papers"));
    }

    #[test]
    fn no_table_goes_up_on_a_signature_that_nobody_else_checked() {
        let send = json!({ "to": "district_committee", "number": "青纪报〔2026〕4号" });
        let by = facts("fang", Role::CaseManagement, "2026-04-08");
        let table = signed_on_paper();
        assert_eq!(ask(&table, "send_up", &send, &by).unwrap_err(), ["G5"]);
        for own in ["lin", "zheng"] {
            assert_eq!(check(&table, own).unwrap_err(), ["G5"], "{own}");
        }
        let table = check(&table, "fang").unwrap();
        assert!(ask(&table, "send_up", &send, &by).is_ok());
    }

    #[test]
    fn a_slip_is_approved_on_paper_and_checked() {
        let by = facts("fang", Role::CaseManagement, "2026-04-05");
        let slip = json!({ "figure": "people", "right": 4, "why": "漏计一人。" });
        let table = ask(&signed(), "propose_slip", &slip, &by).unwrap();
        let table = on_paper(&table, "approve_slip", &json!({ "slip": "1" }), "2026-04-06").unwrap();
        let row = FilingTable::row(&table, &Policy::default());
        assert!(row.tasks.iter().any(|task| task.action == CHECK.name));
        assert!(check(&table, "fang").unwrap().papers.open().next().is_none());
    }
}
