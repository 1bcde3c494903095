//! 作废 — a number that was drawn and is not used stays accounted for, with its reason (G11).
//!
//! Source: mechanism §3 G11. A spoiled number is never given again; the same paper gets a new sheet and a new number.

use serde::{Deserialize, Serialize};

use super::{Event, NUMBER, state::Issuing};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The number is spoiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// Which number.
    pub number: String,
    /// Why.
    pub why: String,
    /// What became of the copies that were out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Spoil the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// 作废的理由.
    pub why: String,
    /// 收回情况.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<String>,
}

/// 作废文号.
pub const ACTION: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("why", "作废的理由", Input::Text),
        Field::new("recalled", "收回情况", Input::Text)
            .hint("已经分发的，写明收回了几份、没有收回的怎样处理。")
            .optional(),
    ],
    grave: true,
    help: "文号留在发文登记簿里，注明作废和理由，不再使用；同一份文书可以重新拟稿、编新号。",
    ..Action::new("void", "作废文号", &NUMBER, || {
        answers_of(&Void {
            why: "主送单位写错。".to_owned(),
            recalled: Some("三份全部收回销毁。".to_owned()),
        })
    })
};

/// All that keeps it from being spoiled now.
pub(super) fn blocked(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.signed.is_some(), || {
        Reason::new(&NUMBER, "还没有签发，没有文号可以作废；不再发文的，请撤稿。").remedy("withdraw")
    });
    missing.unless(state.voided.is_none(), || Reason::new(&NUMBER, "文号已经作废，不重复作废。"));
    missing.into_reasons()
}

/// The number is spoiled.
pub(super) fn decide(state: &Issuing, command: Void, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(super::gate(blocked(state, facts)));
    let recalled = command.recalled.filter(|words| !words.trim().is_empty());
    missing.unless(state.dispatched.is_none() || recalled.is_some(), || {
        Reason::new(&NUMBER, "文书已经分发，请写明收回情况。").at("recalled")
    });
    missing.settle()?;
    Ok(vec![Event::Voided(Voided {
        number: state.signed.as_ref().map(|signed| signed.number.clone()).unwrap_or_default(),
        why: command.why,
        recalled,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Issue, state::Stage, testing::*};
    use super::*;
    use crate::kind::Kind;

    fn void(recalled: Option<&str>) -> Void {
        Void { why: "主送写错".to_owned(), recalled: recalled.map(str::to_owned) }
    }

    #[test]
    fn a_spoiled_number_stays_with_its_reason_and_its_sheet_is_over() {
        let state = given([drafted(), checked(), countersigned("su", true)]);
        assert_eq!(decide(&state, void(None), &leader()).unwrap_err().codes(), ["G11.number"]);
        let state = with(state, [signed()]);
        let state = with(state.clone(), decide(&state, void(None), &leader()).unwrap());
        assert_eq!((state.stage(), state.number()), (Stage::Void, Some("青纪〔2026〕3号")));
        assert!(state.in_force().is_none() && !state.alive());
        let again = Issue::decide(&state, Command::Void(void(None)), &leader()).unwrap_err();
        assert!(again.reasons[0].says.contains("已经作废"), "{again}");
    }

    #[test]
    fn what_is_out_is_called_back_first() {
        let state =
            given([drafted(), checked(), countersigned("su", true), signed(), sealed(), dispatched()]);
        assert_eq!(decide(&state, void(None), &leader()).unwrap_err().reasons[0].field, Some("recalled"));
        assert!(decide(&state, void(Some("收回")), &leader()).is_ok());
    }
}
