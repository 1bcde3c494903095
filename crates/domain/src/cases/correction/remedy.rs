//! 无法纠正的说明和补救 — what cannot be put right is explained and made good otherwise (D5).
//!
//! Source: mechanism D5 (impossible to put right: explanation and remedy). The owner reports, an officer checks
//! explanation and remedy, a leader approves that the remedy stands for the correction, and somebody other
//! than the checker signs it off. Not decided here: whether damages are due.

use serde::{Deserialize, Serialize};

use super::{
    Event, MUST_BE_CORRECTED, gate, opened,
    owner::{nothing_waits, speaks},
    state::Correction,
    stood_aside,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};

/// Explanation and remedy instead of a correction.
pub static RULE: Rule = Rule {
    code: "D5.remedy",
    phrase: "及时纠正和补救",
    asks: "确实无法纠正的，写明原因、作出说明并采取补救措施，经核查属实、领导批准后才能以补救代替纠正。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// The owner reported that it cannot be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotBePutRight {
    /// Why not.
    pub why: String,
    /// To whom and how it was explained.
    pub explanation: String,
    /// 补救措施.
    pub remedy: String,
    /// Losses recovered, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<i64>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Explanation and remedy were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyChecked {
    /// Whether it cannot be put right, and the remedy was carried out.
    pub passed: bool,
    /// What was found.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A leader decided whether the remedy stands for the correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyApproved {
    /// Whether it does.
    pub approved: bool,
    /// Words.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Report that it cannot be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportCannotBePutRight {
    /// Why not.
    pub why: String,
    /// To whom and how it was explained.
    pub explanation: String,
    /// 补救措施.
    pub remedy: String,
    /// Losses recovered, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<i64>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// Check explanation and remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRemedy {
    /// Whether it cannot be put right, and the remedy was carried out.
    pub passed: bool,
    /// What was found.
    pub words: String,
}

/// Decide whether the remedy stands for the correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveRemedy {
    /// Whether it does.
    pub approved: bool,
    /// Words.
    pub words: String,
}

/// 报告无法纠正.
pub const REPORT: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("why", "为什么无法纠正", Input::Text),
        Field::new("explanation", "说明情况", Input::Text).hint("写明向谁、怎样作了说明。"),
        Field::new("remedy", "补救措施", Input::Text).hint("写明已经采取的措施和效果，不写打算。"),
        Field::new("recovered", "挽回损失", Input::Money).optional(),
        Field::new("file", "佐证材料", Input::File).optional(),
    ],
    help: "能够纠正的，应当纠正并提交整改报告。",
    ..Action::new("report_cannot_be_put_right", "报告无法纠正", &RULE, || {
        answers_of(&ReportCannotBePutRight {
            why: "原始房屋已经拆除，面积无法复测。".to_owned(),
            explanation: "已向九户居民当面说明并公开。".to_owned(),
            remedy: "按航拍资料重新核算，差额已经收回。".to_owned(),
            recovered: Some(860_000),
            file: Some("f1".into()),
        })
    })
};

/// 核查补救.
pub const CHECK: Action = Action {
    who: &[Role::CaseOfficer],
    fields: &[
        Field::new("passed", "是否确实无法纠正、补救已经到位", Input::YesNo)
            .hint("选“否”的，责任单位须继续整改或者补救并重新报告。"),
        Field::new("words", "核查情况", Input::Text),
    ],
    ..Action::new("check_remedy", "核查说明和补救", &RULE, || {
        answers_of(&CheckRemedy {
            passed: true, words: "查阅资料、走访居民，情况属实。".to_owned()
        })
    })
};

/// 批准以补救代替纠正.
pub const APPROVE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("approved", "是否同意以补救代替纠正", Input::YesNo),
        Field::new("words", "批示", Input::Text),
    ],
    help: "核查人不能自己批准；批准后另行销号。",
    ..Action::new("approve_remedy", "批准以补救代替纠正", &RULE, || {
        answers_of(&ApproveRemedy { approved: true, words: "同意。".to_owned() })
    })
};

/// The remedy so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What the owner reported.
    pub reported: CannotBePutRight,
    /// What the officer found.
    pub checked: Option<RemedyChecked>,
    /// What the leader decided.
    pub approved: Option<RemedyApproved>,
}

impl Remedy {
    /// Whether it was turned down: the owner goes on.
    pub fn failed(&self) -> bool {
        self.checked.as_ref().is_some_and(|c| !c.passed)
            || self.approved.as_ref().is_some_and(|a| !a.approved)
    }

    /// Who found it in order, once a leader approved it.
    pub fn stands(&self) -> Option<&PersonId> {
        let approved = self.approved.as_ref().is_some_and(|a| a.approved);
        self.checked.as_ref().filter(|c| c.passed && approved).map(|c| &c.by)
    }
}

/// All that keeps this person from reporting it now.
pub fn report_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if speaks(state, facts, &mut missing).is_some() {
        nothing_waits(state, &mut missing);
    }
    missing.into_reasons()
}

/// The owner reports it.
///
/// # Errors
/// All that [`report_missing`] lists, and a negative sum.
pub fn report(
    state: &Correction,
    command: ReportCannotBePutRight,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(report_missing(state, facts)));
    missing.unless(command.recovered.is_none_or(|fen| fen >= 0), || {
        Reason::new(&MUST_BE_CORRECTED, "挽回损失不能是负数，请更正。").at("recovered")
    });
    missing.settle()?;
    Ok(vec![Event::CannotBePutRight(CannotBePutRight {
        why: command.why,
        explanation: command.explanation,
        remedy: command.remedy,
        recovered: command.recovered,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps this person from checking it now.
pub fn check_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_some() {
        missing.unless(state.remedy.is_some(), || {
            Reason::new(&RULE, "责任单位没有报告无法纠正。").remedy("report_cannot_be_put_right")
        });
        missing.unless(state.remedy.as_ref().is_none_or(|r| r.checked.is_none()), || {
            Reason::new(&RULE, "说明和补救已经核查过，不重复核查。")
        });
        stood_aside(state, facts, &mut missing);
    }
    missing.into_reasons()
}

/// The officer checks it.
///
/// # Errors
/// All that [`check_missing`] lists.
pub fn check(state: &Correction, command: CheckRemedy, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(check_missing(state, facts))?;
    Ok(vec![Event::RemedyChecked(RemedyChecked {
        passed: command.passed,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps this person from deciding on it now.
pub fn approve_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_none() {
        return missing.into_reasons();
    }
    let checked = state.remedy.as_ref().and_then(|r| r.checked.as_ref()).filter(|c| c.passed);
    missing.unless(checked.is_some(), || {
        Reason::new(&RULE, "说明和补救还没有核查属实，不能批准。").remedy("check_remedy")
    });
    missing.unless(state.remedy.as_ref().is_none_or(|r| r.approved.is_none()), || {
        Reason::new(&RULE, "已经作出决定，不重复批示。")
    });
    missing.unless(checked.is_none_or(|c| c.by != *facts.acting()), || {
        Reason::new(&RULE, "核查人不能自己批准，请由其他领导批准。")
    });
    stood_aside(state, facts, &mut missing);
    missing.into_reasons()
}

/// The leader decides on it.
///
/// # Errors
/// All that [`approve_missing`] lists.
pub fn approve(state: &Correction, command: ApproveRemedy, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(approve_missing(state, facts))?;
    Ok(vec![Event::RemedyApproved(RemedyApproved {
        approved: command.approved,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::{sign_off, testing::*};
    use super::*;

    fn cannot() -> ReportCannotBePutRight {
        ReportCannotBePutRight {
            why: "已拆除".to_owned(),
            explanation: "已说明".to_owned(),
            remedy: "收回差额".to_owned(),
            recovered: Some(300),
            file: None,
        }
    }

    fn said_and_checked(passed: bool) -> Correction {
        let state = given([open(), ordered()]);
        let state =
            with(state.clone(), report(&state, cannot(), &facts("qi", &[Role::UnitContact])).unwrap());
        let found = CheckRemedy { passed, words: "属实".to_owned() };
        with(state.clone(), check(&state, found, &facts("lin", &[Role::CaseOfficer])).unwrap())
    }

    fn yes() -> ApproveRemedy {
        ApproveRemedy { approved: true, words: "同意".to_owned() }
    }

    fn nothing() -> sign_off::SignOff {
        sign_off::SignOff { words: None }
    }

    #[test]
    fn explained_made_good_checked_approved_and_signed_off_by_others() {
        let state = said_and_checked(true);
        let head = facts("fang", &[Role::Leader]);
        assert_eq!(sign_off::sign_off(&state, nothing(), &head).unwrap_err().codes(), ["D5"]);
        let checker = facts("lin", &[Role::Leader]);
        assert_eq!(approve(&state, yes(), &checker).unwrap_err().codes(), ["D5.remedy"]);
        let state = with(state.clone(), approve(&state, yes(), &head).unwrap());
        assert_eq!(state.recovered, 300);
        assert_eq!(sign_off::sign_off(&state, nothing(), &checker).unwrap_err().codes(), ["D5"]);
        assert!(sign_off::sign_off(&state, nothing(), &head).is_ok());
    }

    #[test]
    fn nothing_is_approved_before_it_was_found_so() {
        let state = given([open(), ordered()]);
        let leader = facts("fang", &[Role::Leader]);
        assert_eq!(approve(&state, yes(), &leader).unwrap_err().codes(), ["D5.remedy"]);
        assert_eq!(approve(&said_and_checked(false), yes(), &leader).unwrap_err().codes(), ["D5.remedy"]);
    }

    #[test]
    fn what_was_turned_down_goes_back_to_the_owner() {
        let contact = facts("qi", &[Role::UnitContact]);
        assert!(report(&said_and_checked(false), cannot(), &contact).is_ok());
        let state = said_and_checked(true);
        assert_eq!(report(&state, cannot(), &contact).unwrap_err().codes(), ["D5"]);
        let no = ApproveRemedy { approved: false, words: "可以复测".to_owned() };
        let state = with(state.clone(), approve(&state, no, &facts("fang", &[Role::Leader])).unwrap());
        assert_eq!(state.recovered, 0);
        assert!(report(&state, cannot(), &contact).is_ok());
    }

    #[test]
    fn the_official_alone_does_not_say_that_it_cannot_be_put_right() {
        let official = facts("zhou", &[Role::UnitContact]);
        assert_eq!(report(&given([open(), ordered()]), cannot(), &official).unwrap_err().codes(), ["D5"]);
    }
}
