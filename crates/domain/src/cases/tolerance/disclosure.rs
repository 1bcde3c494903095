//! 批准告知 — until it is on record nothing reaches the official or the unit (G4).
//!
//! Source: mechanism §3 G4. Asking the unit, the notice and the defence take the [`Open`] gate. It never
//! withholds what people themselves submitted, nor the answers owed to it (受理、补正). Not decided here: what
//! a closed gate hides on a page; the views see to that.

use super::{Case, Event, admission::accepted};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// Disclosure was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureApproved {
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The gate.
pub static RULE: Rule = Rule {
    code: "G4",
    phrase: "告知闸门",
    asks: "批准告知之前，本案情况不得让当事人和所在单位知道。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Open the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveDisclosure {
    /// 批示.
    pub words: String,
}

/// 批准告知.
pub const ACTION: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[Field::new("words", "批示", Input::Text)],
    grave: true,
    help: "批准之前，本案的任何内容都不会让当事人和所在单位知道。",
    ..Action::new("approve_disclosure", "批准告知", &RULE, || {
        answers_of(&ApproveDisclosure { words: "示例".to_owned() })
    })
};

/// Proof that disclosure was approved: the matter may reach the official and the unit.
///
/// ```compile_fail
/// // Only `Open::of` gives one, and only where the approval is on record.
/// use rongheng_domain::cases::tolerance::disclosure::{DisclosureApproved, Open};
/// fn forge(approved: &DisclosureApproved) -> Open<'_> {
///     Open(approved)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Open<'a>(&'a DisclosureApproved);

impl<'a> Open<'a> {
    /// The open gate.
    ///
    /// # Errors
    /// Where disclosure was not approved.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        case.disclosed.as_ref().map(Self).ok_or_else(|| {
            let says = "尚未批准告知，本案情况不得让当事人和所在单位知道，请先报请批准告知。";
            vec![Reason::new(&RULE, says).remedy("approve_disclosure")]
        })
    }

    /// The day from which it is open.
    pub const fn since(self) -> Day {
        self.0.on
    }
}

pub(super) fn decide(case: &Case, command: ApproveDisclosure, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;
    Ok(vec![Event::DisclosureApproved(DisclosureApproved {
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    accepted(case, &mut missing);
    if let Some(disclosed) = &case.disclosed {
        missing.add(Reason::new(&RULE, format!("已于{}批准告知，不必再次批准。", disclosed.on.words())));
    }
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly, without};
    use serde_json::json;

    #[test]
    fn what_would_reach_the_unit_or_the_official_waits_for_the_approval() {
        for action in ["ask_unit", "notify", "defend"] {
            without(&["approve_disclosure", "ask_unit", "answer_unit", "notify"], action)
                .when(straightly(action))
                .refused_by("G4");
        }
    }

    #[test]
    fn what_people_handed_in_and_the_answers_owed_to_it_are_never_withheld() {
        let scene = before("accept");
        assert!(scene.case.disclosed.is_none());
        let asked = scene.after(command("ask_supplement", json!({ "what": "会议纪要" })));
        asked.by("zhou").after(command("supplement", json!({ "says": "附后" }))).after(straightly("accept"));
    }

    #[test]
    fn it_is_approved_once_after_acceptance() {
        without(&["accept", "assign", "add_evidence"], "approve_disclosure")
            .when(straightly("approve_disclosure"))
            .refused_with(["P2"]);
        before("ask_unit").when(straightly("approve_disclosure")).refused_with(["G4"]);
    }
}
