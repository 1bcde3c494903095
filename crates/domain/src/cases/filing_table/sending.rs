//! 报出 — the signed table goes to the upper organ (G9).
//!
//! Source: mechanism §3 G9. Receipt and questions of the upper organ are not decided here.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, Table, locked};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The table was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentUp {
    /// To whom.
    pub to: UnitId,
    /// Number of the letter.
    pub number: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Send the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendUp {
    /// 报送单位.
    pub to: UnitId,
    /// 文号.
    pub number: String,
}

/// 报出.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("to", "报送单位", Input::Unit), Field::new("number", "文号", Input::Line)],
    ..Action::new("send_up", "报出", &RULE, || {
        answers_of(&SendUp { to: "city_discipline".into(), number: "示例".to_owned() })
    })
};

pub(super) fn decide(table: &Table, command: SendUp, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    for reason in blocked(table, facts) {
        missing.add(reason);
    }
    missing.unless(facts.units.contains_key(&command.to), || {
        Reason::new(&RULE, "机构库中没有所选的报送单位，请从机构库中重新选择。").at("to")
    });
    missing.settle()?;
    Ok(vec![Event::SentUp(SentUp {
        to: command.to,
        number: command.number,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(table: &Table, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    locked(table, &mut missing);
    missing.unless(table.sent.is_none(), || {
        Reason::new(&RULE, "报表已经报出，不必再次报出；有错请提出更正单。")
    });
    missing.take(AllChecked::of(&table.papers));
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use crate::people::Role;
    use serde_json::json;

    #[test]
    fn only_a_signed_table_is_sent_and_only_once() {
        let by = facts("fang", Role::CaseManagement, "2026-04-07");
        let send = json!({ "to": "district_committee", "number": "青纪报〔2026〕4号" });
        assert_eq!(ask(&drafted(), "send_up", &send, &by).unwrap_err(), ["G9.table"]);
        let sent = ask(&signed(), "send_up", &send, &by).unwrap();
        assert_eq!(ask(&sent, "send_up", &send, &by).unwrap_err(), ["G9.table"]);
        let nowhere = json!({ "to": "nowhere", "number": "1" });
        assert_eq!(ask(&signed(), "send_up", &nowhere, &by).unwrap_err(), ["G9.table"]);
    }
}
