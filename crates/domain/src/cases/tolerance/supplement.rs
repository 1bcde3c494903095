//! 补正 — what is missing is asked for once, and the clock stands still meanwhile (P2).
//!
//! Source: mechanism §2 P2, §4 clock. Never a ground to turn an application away: after the last day it goes
//! on with what there is. The gate (G4) does not withhold it: people see what they are asked for and hand in.

use super::{Case, Event, evidence::uploaded, gate};
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

/// All missing material was asked for, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementAsked {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What is missing.
    pub what: String,
    /// The last day the clock stands still; it then goes on with what there is.
    pub until: Day,
}

/// Material was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplemented {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
    /// What was handed in.
    pub says: String,
    /// The material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// What is missing is asked for once.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "需要补正的材料一次性告知，等待期间停止计时，期满以现有材料继续。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Ask once for all missing material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskSupplement {
    /// 需要补正的全部材料.
    pub what: String,
}

/// 一次性告知补正.
pub const ASK: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[Field::new("what", "需要补正的全部材料", Input::Text)],
    help: "只能告知一次，请一次写全。等待补正期间停止计时。",
    ..Action::new("ask_supplement", "一次性告知补正", &RULE, || {
        answers_of(&AskSupplement { what: "示例".to_owned() })
    })
};

/// Hand in what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// 补正内容.
    pub says: String,
    /// 补正材料.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交补正材料.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::UnitContact, Role::Official],
    fields: &[
        Field::new("says", "补正内容", Input::Text),
        Field::new("file", "补正材料", Input::File).optional(),
    ],
    ..Action::new("supplement", "提交补正材料", &RULE, || {
        answers_of(&Supplement { says: "示例".to_owned(), file: Some("file".into()) })
    })
};

pub(super) fn decide_ask(case: &Case, command: AskSupplement, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    let due = case.due_from("tol.supplement", facts.acted_on(), &facts.policy);
    let until = due.map_or(facts.acted_on(), |due| due.last);
    Ok(vec![Event::SupplementAsked(SupplementAsked {
        what: command.what,
        until,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_none(), || Reason::new(&RULE, "申请已经受理，不能再要求补正。"));
    if let Some(asked) = &case.supplement_asked {
        let says = format!("已于{}一次性告知补正，不能再次要求，请以现有材料受理。", asked.on.words());
        missing.add(Reason::new(&RULE, says).remedy("accept"));
    }
    in_force("tol.supplement", facts, &mut missing);
    missing.into_reasons()
}

/// Notes that this unit has no such limit, where it has none: without it no date can be told.
pub(super) fn in_force(limit: &str, facts: &Facts, missing: &mut Missing) {
    missing.unless(facts.policy.limits.0.contains_key(limit), || {
        let says = format!("本单位尚未设定时限“{limit}”，请政策清单管理员先导入时限。");
        Reason::new(&RULE, says)
    });
}

pub(super) fn decide(case: &Case, command: Supplement, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::Supplemented(Supplemented {
        says: command.says,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.supplement_asked.is_some(), || {
        Reason::new(&RULE, "没有要求补正；其他材料可交核实组登记为证据。")
    });
    missing.unless(case.supplemented.is_none(), || {
        Reason::new(&RULE, "已经提交过补正材料；其他材料可交核实组登记为证据。")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, day};
    use serde_json::json;

    fn ask() -> crate::cases::tolerance::Command {
        command("ask_supplement", json!({ "what": "会议纪要、评估报告" }))
    }

    fn supply() -> crate::cases::tolerance::Command {
        command("supplement", json!({ "says": "附后" }))
    }

    #[test]
    fn missing_material_is_asked_for_once_and_the_clock_stands_until_the_last_day() {
        let asked = before("accept").after(ask());
        assert_eq!(asked.case.supplement_asked.as_ref().unwrap().until, day("2026-03-11"));
        let stops = asked.case.stops();
        assert_eq!((stops[0].from, stops[0].to), (day("2026-03-04"), day("2026-03-11")));
        asked.when(ask()).refused_with(["P2"]);
    }

    #[test]
    fn the_clock_goes_on_after_the_day_the_material_came_and_never_later_than_the_last_day() {
        let asked = before("accept").after(ask());
        let in_time = asked.clone().on("2026-03-06").by("lian").after(supply());
        assert_eq!(in_time.case.stops()[0].to, day("2026-03-06"));
        let late = asked.on("2026-03-13").by("lian").after(supply());
        assert_eq!(late.case.stops()[0].to, day("2026-03-11"));
        late.by("lian").when(supply()).refused_with(["P2"]);
    }

    #[test]
    fn nothing_is_asked_for_after_acceptance() {
        before("assign").when(ask()).refused_with(["P2"]);
        before("accept").by("lian").when(supply()).refused_with(["P2"]);
    }

    #[test]
    fn the_official_may_hand_in_material_before_disclosure() {
        before("accept").after(ask()).by("zhou").when(supply()).done();
    }
}
