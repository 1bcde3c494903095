//! 备案 — a determination is filed upward and copied to the organisation department (G9).
//!
//! Source: mechanism §3 G9; the days are a setting (`tol.filing`, partly seen elsewhere). A result that a
//! reexamination or a revocation changed is filed anew. It is a condition of 归档, never of 办结. The monthly
//! and quarterly tables are not decided here.

use serde::{Deserialize, Serialize};

use super::{Case, Event, evidence::uploaded, gate};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, UnitId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// The limit of the filing.
pub(super) const LIMIT: &str = "tol.filing";

/// The determination was filed upward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledUpward {
    /// To which organ.
    pub to: UnitId,
    /// Which organisation department has a copy.
    pub copied_to: UnitId,
    /// Number of the report.
    pub number: String,
    /// Its date.
    pub filed_on: Day,
    /// The report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Each determination is filed upward.
pub static RULE: Rule = Rule {
    code: "G9",
    phrase: "备案与上报",
    asks: "每件认定向上级纪检监察机关备案，抄送组织（人事）部门；改变认定的，重新备案。",
    source: "本单位设定（参照外地操作规程）",
    force: Force::Setting,
};

/// File the determination upward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUpward {
    /// 备案机关.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<UnitId>,
    /// 抄送部门.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<UnitId>,
    /// 备案报告文号.
    pub number: String,
    /// 备案日期.
    pub filed_on: Day,
    /// 备案报告.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记备案并抄送.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("to", "备案机关", Input::Unit).hint("不填的，为本单位设定的上级机关").optional(),
        Field::new("copied_to", "抄送部门", Input::Unit)
            .hint("不填的，为本单位设定的组织（人事）部门")
            .optional(),
        Field::new("number", "备案报告文号", Input::Line),
        Field::new("filed_on", "备案日期", Input::Day),
        Field::new("file", "备案报告", Input::File).optional(),
    ],
    document: Some("filing"),
    ..Action::new("file_upward", "登记备案并抄送", &RULE, || {
        answers_of(&FileUpward {
            to: Some("discipline".into()),
            copied_to: Some("organisation".into()),
            number: "示例".to_owned(),
            filed_on: Day::constant(2026, 3, 4),
            file: Some("file".into()),
        })
    })
};

/// What keeps the case from counting as filed.
pub(super) fn unfiled(case: &Case) -> Option<Reason> {
    case.filing_owed_since.map(|since| {
        let says = format!("{}作出的结果还没有备案并抄送组织（人事）部门，不能归档。", since.words());
        Reason::new(&RULE, says).remedy("file_upward")
    })
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，没有需要备案的结果。").remedy("determine")
    });
    missing.unless(case.determined.is_none() || case.filing_owed_since.is_some(), || {
        Reason::new(&RULE, "现在的结果已经备案，无须重复。")
    });
    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: FileUpward, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let settings = &facts.policy.settings;
    let to = command.to.or_else(|| settings.upper_organ.clone());
    let copied_to = command.copied_to.or_else(|| settings.organisation_department.clone());
    missing
        .unless(to.is_some(), || Reason::new(&RULE, "本单位设定里没有上级机关，请选择备案机关。").at("to"));
    missing.unless(copied_to.is_some(), || {
        Reason::new(&RULE, "本单位设定里没有组织（人事）部门，请选择抄送部门。").at("copied_to")
    });
    missing.unless(!command.number.trim().is_empty(), || {
        Reason::new(&RULE, "请填写备案报告的文号。").at("number")
    });
    missing.unless(command.filed_on <= facts.acted_on(), || {
        Reason::new(&RULE, "备案日期不能晚于今天。").at("filed_on")
    });
    missing.unless(case.filing_owed_since.is_none_or(|since| since <= command.filed_on), || {
        Reason::new(&RULE, "备案日期不能早于结果作出之日。").at("filed_on")
    });
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    let filed = to.zip(copied_to).map(|(to, copied_to)| {
        Event::FiledUpward(FiledUpward {
            to,
            copied_to,
            number: command.number,
            filed_on: command.filed_on,
            file: command.file,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        })
    });
    Ok(filed.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        Tolerance,
        testing::{before, command, day, policy, straightly, without},
    };
    use crate::kind::Kind;
    use serde_json::json;

    #[test]
    fn a_determination_is_filed_once_with_the_organs_of_the_settings() {
        let filed = before("file_upward").after(straightly("file_upward"));
        let kept = filed.case.filed_upward.first().unwrap();
        assert_eq!((kept.to.as_str(), kept.copied_to.as_str()), ("city", "organisation"));
        filed.when(straightly("file_upward")).refused_with(["G9"]);
        before("determine").when(straightly("file_upward")).refused_by("G9");
    }

    #[test]
    fn without_organs_in_the_settings_they_are_asked_for() {
        let unset = before("file_upward").knowing(|facts| facts.policy.settings = std::sync::Arc::default());
        unset.when(straightly("file_upward")).refused_with(["G9"]);
        let named =
            json!({ "to": "city", "copied_to": "organisation", "number": "1", "filed_on": "2026-04-10" });
        unset.when(command("file_upward", named)).done();
    }

    #[test]
    fn a_filing_is_neither_before_the_result_nor_after_today() {
        for on in ["2026-04-06", "2026-04-11"] {
            let wrong = json!({ "number": "1", "filed_on": on });
            before("file_upward").when(command("file_upward", wrong)).refused_with(["G9"]);
        }
    }

    #[test]
    fn it_is_due_in_ten_working_days_and_keeps_from_archiving_and_not_from_closing() {
        let unfiled = without(&["file_upward"], "archive");
        assert!(unfiled.case.closed.is_some());
        unfiled.when(command("archive", json!({ "volume": "1", "checker": "wen" }))).refused_by("G9");
        let row = Tolerance::row(&unfiled.case, &policy());
        let task = row.tasks.iter().find(|task| task.action == "file_upward").unwrap();
        assert_eq!(task.due.as_ref().unwrap().last, day("2026-04-21"));
    }
}
