//! 核实报告 — final only after notice and defence; separates mistake from violation, per official (P5, J2).

use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
};

/// The verification report was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The report: facts, mistake and violation apart.
    pub says: String,
    /// Members of the team who signed, two or more.
    pub signed_by: Vec<PersonId>,
    /// The signed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The report separates mistake from violation.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "核实报告由核实组二人以上签名，逐人分清失误错误与违纪违法。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Finish the verification report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 核实报告.
    pub says: String,
    /// 签名的核实组成员.
    pub signed_by: Vec<PersonId>,
    /// 签名的报告.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交核实报告.
pub const ACTION: Action = Action {
    who: &[Role::TeamLeader],
    fields: &[
        Field::new("says", "核实报告", Input::Text).hint("分清失误错误与违纪违法，逐人写明"),
        Field::new("signed_by", "签名的核实组成员", Input::Picks("team")).hint("至少二人"),
        Field::new("file", "签名的报告", Input::File).optional(),
    ],
    document: Some("核实报告"),
    ..Action::new("report", "提交核实报告", &RULE, || {
        answers_of(&Report {
            says: "示例".to_owned(),
            signed_by: vec!["lin".into()],
            file: Some("file".into()),
        })
    })
};

pub(super) fn decide(case: &Case, command: Report, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;

    Ok(vec![Event::Reported(Reported {
        says: command.says,
        signed_by: command.signed_by,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.notified.is_empty(), || {
        Reason::new(&RULE, "尚未告知事实材料和拟认定意见。").remedy("notify")
    });

    missing.into_reasons()
}
