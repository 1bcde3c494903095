//! 逾期督办 — an overdue correction goes to the party organisation that answers for the owner; it says what it
//! did and names a new day, and where that passes as well it is asked again (D3, D5).
//!
//! Source: mechanism D5, D3 (a committee whose secretary is concerned is replaced by the one above) and P2: no
//! silence. Recorded by itself on the day after the limit, never on a provisional date. Nothing is taken for
//! done by it, and the limit that passed stays passed.

use serde::{Deserialize, Serialize};

use super::{Event, gate, opened, standing::Standing, state::Correction};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    time_limit::lapse,
};

/// An overdue correction is pressed for.
pub static RULE: Rule = Rule {
    code: "D5.overdue",
    phrase: "逾期督办",
    asks: "整改逾期没有报告的，次日转负有责任的党组织督办；党组织写明采取的措施和新的完成日期。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The limit passed without a report: the party organisation is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// From 1 in this correction.
    pub number: u32,
    /// Whom it went to.
    pub to: UnitId,
    /// The last day that was in time.
    pub limit: Day,
    /// The day it counts from.
    pub on: Day,
}

/// The party organisation said what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationAnswered {
    /// What it did.
    pub says: String,
    /// By when it will be put right.
    pub until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Say what was done and by when it will be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerEscalation {
    /// What was done.
    pub says: String,
    /// By when.
    pub until: Day,
}

/// 答复督办.
pub const ACTION: Action = Action {
    who: &[Role::Committee],
    fields: &[
        Field::new("says", "采取的措施", Input::Text).hint("写明怎样督促责任单位、逾期的原因、谁来负责。"),
        Field::new("until", "新的完成日期", Input::Day),
    ],
    help: "新的完成日期不改变原来的期限；届时仍没有报告的，再次督办。",
    ..Action::new("answer_escalation", "答复督办", &RULE, || {
        answers_of(&AnswerEscalation {
            says: "已约谈单位负责人，明确专人负责。".to_owned(),
            until: Day::constant(2026, 9, 30),
        })
    })
};

/// Whom an overdue correction goes to: the party organisation of whoever reports; the one above where its
/// secretary is the official concerned; this organ, where none is known.
fn answerable(state: &Correction, facts: &Facts) -> Option<UnitId> {
    let opened = state.opened.as_ref()?;
    let above = |unit: &UnitId| facts.units.get(unit).and_then(|known| known.committee.clone());
    let concerned = |committee: &UnitId| {
        let secretary = facts.units.get(committee).and_then(|known| known.secretary.as_ref());
        secretary.is_some() && secretary == opened.official.as_ref()
    };
    let committee = above(opened.reporter());
    let committee = committee.and_then(|c| if concerned(&c) { above(&c) } else { Some(c) });
    Some(committee.unwrap_or_else(|| facts.policy.settings.organ.clone()))
}

/// What is overdue and not recorded yet.
pub(super) fn lapsed(state: &Correction, facts: &Facts) -> Vec<Event> {
    if Standing::of(state) != Standing::ToReport || state.extension_waits().is_some() {
        return Vec::new();
    }
    let last = state.escalations.last();
    if last.is_some_and(|(_, answered)| answered.is_none()) {
        return Vec::new();
    }
    let Some(due) = state.running_due(&facts.policy) else { return Vec::new() };
    let Some(after_limit) = lapse(&due, facts.today) else { return Vec::new() };
    // What was with the organ meanwhile, a report or an asking, is given back to the owner first.
    let given_back = state.given_back_on().map(Day::next);
    let on = given_back.map_or(after_limit, |day| day.max(after_limit));
    if on > facts.today {
        return Vec::new();
    }
    let Some(to) = answerable(state, facts) else { return Vec::new() };
    let number = u32::try_from(state.escalations.len()).unwrap_or(u32::MAX).saturating_add(1);
    vec![Event::Escalated(Escalated { number, to, limit: due.last, on })]
}

/// All that keeps this person from answering now.
pub fn missing(state: &Correction, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(opened(state)).is_none() {
        return missing.into_reasons();
    }
    let Some(asked) = state.escalation_waits() else {
        missing.add(Reason::new(&RULE, "没有等待答复的督办。"));
        return missing.into_reasons();
    };
    missing.unless(facts.person(facts.acting()).is_some_and(|person| person.unit == asked.to), || {
        Reason::new(&RULE, format!("督办由{}答复，请由该党组织的人员办理。", crate::refusal::unit(&asked.to)))
    });
    missing.unless(state.opened.as_ref().and_then(|o| o.official.as_ref()) != Some(facts.acting()), || {
        Reason::new(&RULE, "当事人不能答复对自己失误的督办，请由该党组织其他负责人答复。")
    });
    missing.into_reasons()
}

/// The party organisation answers.
///
/// # Errors
/// All that [`missing`] lists, and a day that is not ahead.
pub fn decide(state: &Correction, command: AnswerEscalation, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(self::missing(state, facts)));
    missing.unless(command.until > facts.acted_on(), || {
        Reason::new(&RULE, "新的完成日期应当晚于答复之日，请更正。").at("until")
    });
    missing.settle()?;
    Ok(vec![Event::EscalationAnswered(EscalationAnswered {
        says: command.says,
        until: command.until,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::*;
    use super::*;
    use crate::kind::Kind;

    type Kept = super::super::Correcting;

    fn on(who: &str, today: &str) -> Facts {
        Facts { today: day(today), ..facts(who, &[Role::Committee]) }
    }

    fn escalated(today: &str) -> Correction {
        let state = given([open(), ordered()]);
        let events = Kept::lapsed(&state, &on("lin", today));
        assert_eq!(events.len(), 1);
        with(state, events)
    }

    fn answer(until: &str) -> AnswerEscalation {
        AnswerEscalation { says: "已约谈".to_owned(), until: day(until) }
    }

    #[test]
    fn on_the_day_after_the_limit_it_goes_to_the_committee_and_stays_open() {
        let state = given([open(), ordered()]);
        assert_eq!(Kept::lapsed(&state, &on("lin", "2026-07-14")), []);
        let state = escalated("2026-09-01");
        let (asked, _) = state.escalations.first().unwrap();
        assert_eq!((asked.number, asked.to.as_str(), asked.on), (1, "bureau", day("2026-07-15")));
        assert_eq!(Kept::lapsed(&state, &on("lin", "2026-09-02")), [], "asked once until it is answered");
        assert!(Kept::signed_off(&state).is_none(), "silence never stands for the correction");
    }

    #[test]
    fn never_on_a_provisional_date_and_not_while_a_report_waits() {
        let mut facts = on("lin", "2026-09-01");
        assert_eq!(Kept::lapsed(&given([open(), ordered(), reported()]), &facts), []);
        Arc::make_mut(&mut facts.policy.calendar).known_until = Some(day("2026-05-01"));
        assert_eq!(Kept::lapsed(&given([open(), ordered()]), &facts), []);
    }

    #[test]
    fn the_committee_answers_and_is_asked_again_after_the_day_it_named() {
        let state = escalated("2026-07-15");
        let member = on("ma", "2026-07-17");
        assert_eq!(decide(&state, answer("2026-07-17"), &member).unwrap_err().codes(), ["D5.overdue"]);
        let state = with(state.clone(), decide(&state, answer("2026-08-10"), &member).unwrap());
        assert_eq!(Kept::lapsed(&state, &on("lin", "2026-08-10")), []);
        let again = Kept::lapsed(&state, &on("lin", "2026-08-11"));
        let [Event::Escalated(second)] = again.as_slice() else { panic!("{again:?}") };
        assert_eq!((second.number, second.limit, second.on), (2, day("2026-08-10"), day("2026-08-11")));
        assert_eq!(decide(&state, answer("2026-09-01"), &member).unwrap_err().codes(), ["D5.overdue"]);
    }

    #[test]
    fn nobody_else_answers_for_the_committee() {
        let state = escalated("2026-07-15");
        let stranger = on("lin", "2026-07-17");
        assert_eq!(decide(&state, answer("2026-08-10"), &stranger).unwrap_err().codes(), ["D5.overdue"]);
    }

    #[test]
    fn a_committee_whose_secretary_is_concerned_is_replaced_by_the_one_above() {
        let mut facts = on("lin", "2026-07-15");
        let bureau = crate::people::Unit {
            committee: Some("district".into()),
            head: None,
            secretary: Some("zhou".into()),
        };
        facts.units.insert("bureau".into(), bureau);
        let events = Kept::lapsed(&given([open(), ordered()]), &facts);
        let [Event::Escalated(asked)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(asked.to.as_str(), "district");
    }

    #[test]
    fn a_report_that_came_back_after_the_limit_gives_the_owner_that_day() {
        let returned = checked(false);
        let Event::Checked(mut check) = returned else { unreachable!() };
        check.on = day("2026-07-20");
        let state = given([open(), ordered(), reported(), Event::Checked(check)]);
        assert_eq!(Kept::lapsed(&state, &on("lin", "2026-07-20")), []);
        let events = Kept::lapsed(&state, &on("lin", "2026-07-21"));
        let [Event::Escalated(asked)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(asked.on, day("2026-07-21"));
    }
}
