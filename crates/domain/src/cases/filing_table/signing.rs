//! 签发锁定 — the principal leader signs the table, and from then on no figure of it changes (G9).
//!
//! Source: mechanism §3 G9 ("signed and locked"). What was wrong is not decided here, but by a slip.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, Table, unlocked};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The table was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The leader's words.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Sign the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// 签发意见.
    pub words: String,
}

/// 签发锁定.
pub const ACTION: Action = Action {
    who: &[Role::PrincipalLeader],
    fields: &[Field::new("words", "签发意见", Input::Line)],
    document: Some("filing_table"),
    grave: true,
    help: "签发后数字锁定，不能修改；有错只能用更正单。",
    ..Action::new("sign", "签发锁定", &RULE, || answers_of(&Sign { words: "示例".to_owned() }))
};

pub(super) fn decide(table: &Table, command: Sign, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(table, facts))?;
    Ok(vec![Event::Signed(Signed { words: command.words, by: facts.acting().clone(), on: facts.acted_on() })])
}

pub(super) fn blocked(table: &Table, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing
        .unless(table.drafted.is_some(), || Reason::new(&RULE, "报表还没有编制，请先编制。").remedy("draft"));
    unlocked(table, &mut missing);
    let counted = table.counted.as_ref().map(|counted| &counted.by);
    missing.unless(counted != Some(facts.acting()), || {
        Reason::new(&RULE, "统计报表的人不能自己签发，请由主要负责人签发。")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use crate::people::Role;
    use serde_json::json;

    #[test]
    fn a_table_is_signed_once_and_not_by_whoever_counted_it() {
        let words = json!({ "words": "同意报出。" });
        let leader = facts("zheng", Role::PrincipalLeader, "2026-04-03");
        assert_eq!(ask(&signed(), "sign", &words, &leader).unwrap_err(), ["G9.table"]);
        let counter = facts("fang", Role::PrincipalLeader, "2026-04-03");
        assert_eq!(ask(&drafted(), "sign", &words, &counter).unwrap_err(), ["G9.table"]);
    }
}
