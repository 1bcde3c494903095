//! 延长整改期限 — the owner asks once, before the limit ends; the organ decides (D5).
//!
//! Source: mechanism D5; limits `tol.correct` (may be extended once, asked before the end) and
//! `tol.correct.extend` (by how much at most). An asking in time that waits for the decision holds the
//! escalation back: the organ's own delay is not the owner's. Not decided here: whether the reasons are good.

use serde::{Deserialize, Serialize};

use super::{
    Event, MUST_BE_CORRECTED, gate, opened,
    owner::{nothing_waits, speaks},
    state::Correction,
    stood_aside,
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The owner asked for more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionAsked {
    /// Until when.
    pub until: Day,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The organ decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionDecided {
    /// Whether more time was given.
    pub granted: bool,
    /// By how many units of the limit, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Reasons.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Ask for more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskExtension {
    /// Until when.
    pub until: Day,
    /// Why.
    pub why: String,
}

/// Decide on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideExtension {
    /// Whether more time is given.
    pub granted: bool,
    /// Reasons.
    pub words: String,
}

/// 申请延长整改期限.
pub const ASK: Action = Action {
    who: &[Role::UnitContact, Role::Committee],
    fields: &[
        Field::new("until", "申请延长至", Input::Day),
        Field::new("why", "理由", Input::Text)
            .hint("写明已经做了什么、为什么不能按期完成、怎样保证新的期限。"),
    ],
    help: "须在整改期限届满前申请，只能延长一次。",
    ..Action::new("ask_extension", "申请延长整改期限", &MUST_BE_CORRECTED, || {
        answers_of(&AskExtension {
            until: Day::constant(2026, 9, 18),
            why: "区政府会议顺延，口径尚未印发。".to_owned(),
        })
    })
};

/// 决定是否延长.
pub const DECIDE: Action = Action {
    who: &[Role::DivisionHead, Role::Leader],
    fields: &[Field::new("granted", "是否同意延长", Input::YesNo), Field::new("words", "意见", Input::Text)],
    ..Action::new("decide_extension", "决定是否延长整改期限", &MUST_BE_CORRECTED, || {
        answers_of(&DecideExtension { granted: true, words: "理由充分，同意延长。".to_owned() })
    })
};

/// How many units of the limit it takes to reach `until`, where the most that may be given reaches that far.
fn units_to(state: &Correction, until: Day, policy: &Policy) -> Option<u32> {
    let most = policy.limits.0.get("tol.correct.extend")?.count;
    (1..=most).find(|units| state.correct_by(*units, policy).is_some_and(|due| due.last >= until))
}

/// All that keeps this person from asking now.
pub fn ask_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if speaks(state, facts, &mut missing).is_none() || state.ordered.is_none() {
        return missing.into_reasons();
    }
    nothing_waits(state, &mut missing);
    missing.unless(state.extension.is_none(), || {
        Reason::new(&MUST_BE_CORRECTED, "整改期限只能申请延长一次，已经申请过，不能再次申请。")
    });
    if let Some(due) = state.correct_by(0, &facts.policy) {
        missing.unless(due.in_time(facts.acted_on()) && state.escalations.is_empty(), || {
            let says = format!(
                "整改期限已于{}届满，延长须在届满前申请；请尽快整改并提交整改报告。",
                due.last.words()
            );
            Reason::new(&MUST_BE_CORRECTED, says).remedy("report")
        });
    }
    missing.into_reasons()
}

/// The owner asks.
///
/// # Errors
/// All that [`ask_missing`] lists; a day that is not later than the limit, or too late.
pub fn ask(state: &Correction, command: AskExtension, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(ask_missing(state, facts)));
    if let Some(due) = state.correct_by(0, &facts.policy) {
        let most = facts.policy.limits.0.get("tol.correct.extend").map_or(0, |limit| limit.count);
        let last = state.correct_by(most, &facts.policy).map_or(due.last, |due| due.last);
        missing.unless(command.until > due.last, || {
            let says = format!("申请延长至的日期应当晚于原期限（{}），请更正。", due.last.words());
            Reason::new(&MUST_BE_CORRECTED, says).at("until")
        });
        missing.unless(command.until <= last, || {
            let says = format!("整改期限最长只能延长至{}，请改填不晚于该日的日期。", last.words());
            Reason::new(&MUST_BE_CORRECTED, says).at("until")
        });
    }
    missing.settle()?;
    Ok(vec![Event::ExtensionAsked(ExtensionAsked {
        until: command.until,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps this person from deciding now.
pub fn decide_missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_some() {
        missing.unless(state.extension_waits().is_some(), || {
            Reason::new(&MUST_BE_CORRECTED, "责任单位没有等待决定的延长申请。")
        });
        missing.unless(state.signed_off.is_none(), || {
            Reason::new(&MUST_BE_CORRECTED, "这项纠错已经销号，无须再办。")
        });
        stood_aside(state, facts, &mut missing);
    }
    missing.into_reasons()
}

/// The organ decides.
///
/// # Errors
/// All that [`decide_missing`] lists, and that this unit's limits no longer reach the day asked for.
pub fn decide(state: &Correction, command: DecideExtension, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(decide_missing(state, facts)));
    let until = state.extension_waits().map(|asked| asked.until);
    let units = until.filter(|_| command.granted).and_then(|until| units_to(state, until, &facts.policy));
    missing.unless(!command.granted || until.is_none() || units.is_some(), || {
        Reason::new(&MUST_BE_CORRECTED, "申请延长至的日期超过了最长延长期限，不能同意，请选“否”。")
            .at("granted")
    });
    missing.settle()?;
    Ok(vec![Event::ExtensionDecided(ExtensionDecided {
        granted: command.granted,
        units,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::kind::Kind;

    // Ordered on 2026-04-21: sixty working days, no holidays, end on 2026-07-14; thirty more on 2026-08-25.
    fn asked(until: &str) -> AskExtension {
        AskExtension { until: day(until), why: "会议顺延".to_owned() }
    }

    fn on(who: &str, role: Role, today: &str) -> Facts {
        Facts { today: day(today), ..facts(who, &[role]) }
    }

    #[test]
    fn asked_in_time_and_granted_the_limit_moves() {
        let contact = on("qi", Role::UnitContact, "2026-07-14");
        let state = given([open(), ordered()]);
        assert_eq!(state.correct_due(&contact.policy).unwrap().last, day("2026-07-14"));
        let state = with(state.clone(), ask(&state, asked("2026-08-04"), &contact).unwrap());
        let leader = on("fang", Role::Leader, "2026-07-15");
        assert_eq!(
            super::super::Correcting::lapsed(&state, &leader),
            [],
            "the organ's delay is not the owner's"
        );
        let yes = DecideExtension { granted: true, words: "同意".to_owned() };
        let state = with(state.clone(), decide(&state, yes, &leader).unwrap());
        assert_eq!(state.correct_due(&leader.policy).unwrap().last, day("2026-08-04"));
        assert_eq!(super::super::Correcting::lapsed(&state, &leader), []);
    }

    #[test]
    fn a_late_asking_is_refused_and_so_is_a_second_one() {
        let state = given([open(), ordered()]);
        let late = on("qi", Role::UnitContact, "2026-07-15");
        let refused = ask(&state, asked("2026-08-04"), &late).unwrap_err();
        assert!(refused.reasons[0].says.contains("2026年7月14日届满"), "{refused}");
        let contact = on("qi", Role::UnitContact, "2026-07-01");
        let state = with(state.clone(), ask(&state, asked("2026-08-04"), &contact).unwrap());
        assert_eq!(ask(&state, asked("2026-08-05"), &contact).unwrap_err().codes(), ["D5"]);
    }

    #[test]
    fn no_more_than_the_longest_extension_and_no_earlier_day() {
        let state = given([open(), ordered()]);
        let contact = on("qi", Role::UnitContact, "2026-07-01");
        assert!(ask(&state, asked("2026-08-25"), &contact).is_ok());
        for wrong in ["2026-08-26", "2026-07-14"] {
            assert_eq!(ask(&state, asked(wrong), &contact).unwrap_err().codes(), ["D5"], "{wrong}");
        }
    }

    #[test]
    fn a_refused_extension_leaves_the_limit_and_nobody_of_the_owner_decides() {
        let state = given([open(), ordered()]);
        let contact = on("qi", Role::UnitContact, "2026-07-01");
        let state = with(state.clone(), ask(&state, asked("2026-08-04"), &contact).unwrap());
        let no = DecideExtension { granted: false, words: "理由不充分".to_owned() };
        let own = on("qi", Role::DivisionHead, "2026-07-02");
        assert_eq!(decide(&state, no.clone(), &own).unwrap_err().codes(), ["P8"]);
        let leader = on("fang", Role::Leader, "2026-07-02");
        let state = with(state.clone(), decide(&state, no.clone(), &leader).unwrap());
        assert_eq!(state.correct_due(&leader.policy).unwrap().last, day("2026-07-14"));
        assert_eq!(decide(&state, no, &leader).unwrap_err().codes(), ["D5"]);
    }
}
