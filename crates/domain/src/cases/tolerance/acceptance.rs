//! 受理 — an application that is made is accepted (P2 提出必受理).
//!
//! Source: the article, 完善判定标准; mechanism §2 P2. Looks only at whether it was accepted before; when the
//! limit passes, it counts as accepted, both within competence. Not decided here: whether anything is tolerated
//! (that is the determination), and which organ is competent (G2, `competence`).
//!
//! A guarantee by absence: no event turns an application away.
//!
//! ```compile_fail
//! use rongheng_domain::cases::tolerance::Event;
//! fn turned_away(event: &Event) -> bool {
//!     matches!(event, Event::Rejected(_))
//! }
//! ```

use super::{
    Case, Event,
    competence::{self, Competence, competence_of},
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    time_limit::lapse,
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The application was accepted, by an officer or because the limit passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who accepted; nobody where it counts as accepted by lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The day it counts from: of the act, or the day after the limit.
    pub on: Day,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An application that is made is accepted.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "提出的申请一律受理；逾期未受理的，视为受理。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Accept the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accept {
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 受理.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("note", "备注", Input::Line).optional()],
    document: Some("acceptance"),
    ..Action::new("accept", "受理", &RULE, || answers_of(&Accept { note: Some("示例".to_owned()) }))
};

/// Proof that the application was accepted: verification may begin.
///
/// ```compile_fail
/// // Only `InHand::of` gives one, and only for a case that was accepted.
/// use rongheng_domain::cases::tolerance::acceptance::{Accepted, InHand};
/// fn forge(accepted: &Accepted) -> InHand<'_> {
///     InHand(accepted)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct InHand<'a>(&'a Accepted);

impl<'a> InHand<'a> {
    /// The case in hand.
    ///
    /// # Errors
    /// Where nobody accepted it yet.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let missing = || vec![Reason::new(&RULE, "申请尚未受理，请先受理。").remedy("accept")];
        case.accepted.as_ref().map(Self).ok_or_else(missing)
    }

    /// The day from which verification counts.
    pub const fn since(self) -> Day {
        self.0.on
    }
}

pub(super) fn decide(case: &Case, command: Accept, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;
    let accepted = Accepted { by: Some(facts.acting().clone()), on: facts.acted_on(), note: command.note };
    Ok(vec![Event::Accepted(accepted)])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let accepted = case.accepted.as_ref().map(|accepted| {
        let how = if accepted.by.is_some() { "受理" } else { "视为受理" };
        Reason::new(&RULE, format!("申请已于{}{how}，不必再次受理。", accepted.on.words()))
    });
    accepted.or_else(|| competence::beyond(case, facts)).into_iter().collect()
}

/// 视为受理: the limit passed without acceptance; effective the day after, never on a provisional date, and only
/// within competence: beyond it the task stays, overdue.
pub(super) fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
    // A signal is no application: it waits for the organ, whatever the limit.
    if case.accepted.is_some()
        || case.applied.is_none()
        || case.transferred.is_some()
        || competence_of(case, facts) != Competence::Within
    {
        return Vec::new();
    }
    let due = case.due_of("tol.file_no", &facts.policy);
    // Not before it was this organ's: what came back counts from that day, what the upper organ placed from its
    // decision.
    let back = case.returns.last().map(|(_, returned)| returned.returned_on);
    let placed = case.placements().last().map(|decided| decided.on);
    let ours = back.max(placed);
    let effective =
        due.and_then(|due| lapse(&due, facts.today)).map(|on| ours.map_or(on, |ours| on.max(ours)));
    let accepted = effective.map(|on| Event::DeemedAccepted(Accepted { by: None, on, note: None }));
    accepted.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{before, command, day, straightly};
    use serde_json::json;
    use std::sync::Arc;

    fn accepted(by: Option<&str>, on: &str) -> Accepted {
        Accepted { by: by.map(PersonId::from), on: day(on), note: None }
    }

    #[test]
    fn an_application_that_was_made_is_accepted() {
        before("accept")
            .when(straightly("accept"))
            .then([Event::Accepted(accepted(Some("fang"), "2026-03-04"))]);
    }

    #[test]
    fn it_is_accepted_exactly_once() {
        before("assign").when(straightly("accept")).refused_with(["P2"]);
    }

    #[test]
    fn silence_counts_as_acceptance_from_the_day_after_the_limit() {
        let scene = before("accept");
        assert_eq!(scene.clone().on("2026-03-09").lapsed(), []);
        let deemed = Event::DeemedAccepted(accepted(None, "2026-03-10"));
        assert_eq!(scene.clone().on("2026-03-10").lapsed(), std::slice::from_ref(&deemed));
        assert_eq!(scene.clone().on("2026-04-30").lapsed(), std::slice::from_ref(&deemed));
        let after = scene.with(deemed).on("2026-04-30");
        assert_eq!(after.lapsed(), []);
        after.when(straightly("accept")).refused_with(["P2"]);
        after.when(straightly("assign")).done();
    }

    #[test]
    fn nothing_lapses_on_a_provisional_date() {
        let scene = before("accept").on("2026-04-30").knowing(|facts| {
            Arc::make_mut(&mut facts.policy.calendar).known_until = Some(day("2026-03-05"));
        });
        assert_eq!(scene.lapsed(), []);
    }

    #[test]
    fn waiting_for_material_holds_the_lapse_back_by_the_stopped_days() {
        // Asked on 03-04, at the latest until 03-11: those six working days do not count.
        let ask = command("ask_supplement", json!({ "what": "会议纪要" }));
        let asked = before("accept").after(ask);
        assert_eq!(asked.clone().on("2026-03-17").lapsed(), []);
        assert_eq!(
            asked.clone().on("2026-03-18").lapsed(),
            [Event::DeemedAccepted(accepted(None, "2026-03-18"))]
        );
        let came = asked.on("2026-03-05").by("lian").after(command("supplement", json!({ "says": "附后" })));
        assert_eq!(came.on("2026-03-12").lapsed(), [Event::DeemedAccepted(accepted(None, "2026-03-12"))]);
    }
}
