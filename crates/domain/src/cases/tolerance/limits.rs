//! 时限 — the limits of a tolerance case: from what each runs, and which of them a stop of the clock stops.
//!
//! Only the organ's own limits stand still while the clock is stopped. The periods that others were given
//! (the defence, the unit's opinion, the minutes) were notified as a date and run on.

use super::{consultation::Form, filing, overdue, reporter, state::Case};
use crate::{
    day::Day,
    facts::Policy,
    time_limit::{Due, Stop, due},
};

/// The limits that a stop of the clock stops.
const STOPPED: &[&str] = &["tol.file_no", "tol.verify", "tol.consult", "tol.review", "tol.decide"];

impl Case {
    /// All stops of the clock so far: the one-off supplement, each approved stop, and the wait for the upper organ.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        if let Some(asked) = &self.supplement_asked {
            let came = self.supplemented.iter().map(|material| material.on);
            let accepted = self.accepted.iter().map(|accepted| accepted.on);
            let to = came.chain(accepted).fold(asked.until, Day::min).max(asked.on);
            stops.push(Stop { from: asked.on, to, why: "等待补正".to_owned() });
        }
        for (stopped, resumed) in &self.stops {
            let to = resumed.unwrap_or(stopped.until);
            stops.push(Stop { from: stopped.from, to, why: stopped.why.clone() });
        }
        for (asked, decided) in &self.competence_asked {
            let Some(until) = asked.stopped_until else { continue };
            let to = decided.as_ref().map_or(until, |decided| until.min(decided.on));
            let why = format!("报请上级决定由谁办理：{}", asked.ground.title());
            stops.push(Stop { from: asked.on, to, why });
        }
        stops
    }

    /// The day from which `rule` runs, once it does.
    pub fn start_of(&self, rule: &str) -> Option<Day> {
        match rule {
            // Joined matters keep the earliest clock.
            "tol.file_no" => {
                let own = self.applied.as_ref().map(|e| e.on).or(self.signal.as_ref().map(|e| e.on));
                self.joined.iter().map(|e| e.carried.on).chain(own).min()
            }
            "tol.supplement" => self.supplement_asked.as_ref().map(|e| e.on),
            "tol.verify" => {
                let own = self.accepted.as_ref().map(|e| e.on);
                self.joined.iter().filter_map(|e| e.carried.accepted_on).chain(own).min()
            }
            "tol.withdraw.ask" => self.continue_asked.last().map(|e| e.on),
            "tol.unit_opinion" => self.unit_asked.as_ref().map(|e| e.on),
            "tol.consult" => {
                let again = self.reconvened.last().map(|e| e.on);
                self.reported.as_ref().map(|e| again.map_or(e.on, |again| again.max(e.on)))
            }
            // Before the report there is nothing to reply to.
            "tol.consult.written" => {
                let composed = self.consultation.as_ref().map(|c| &c.composed);
                let written = composed.filter(|composed| composed.form == Form::Written)?;
                self.reported.as_ref().map(|e| e.on.max(written.on))
            }
            "tol.minutes" => self.consultation.as_ref().and_then(|c| c.minutes.as_ref()).map(|e| e.on),
            "tol.review" => self.sent_to_review.as_ref().map(|e| e.on),
            "tol.decide" => self.reviewed.as_ref().map(|e| e.on),
            "tol.feedback" => self.determined.as_ref().map(|e| e.on),
            reporter::LIMIT => self.determined.as_ref().filter(|_| !self.reporters.is_empty()).map(|e| e.on),
            filing::LIMIT => self.filing_owed_since,
            "tol.effects.limit" => self.served.values().map(|e| e.handed.served_on()).max(),
            _ => None,
        }
    }

    /// The limit `rule` of this case, once it runs; `None` also where this unit has no such limit.
    pub fn due_of(&self, rule: &str, policy: &Policy) -> Option<Due> {
        self.due_from(rule, self.start_of(rule)?, policy)
    }

    /// The limit `rule` counted from `start`, with the stops of this case where they apply to it.
    pub fn due_from(&self, rule: &str, start: Day, policy: &Policy) -> Option<Due> {
        let limit = policy.limits.0.get(rule)?;
        let stops = if STOPPED.contains(&rule) { self.stops() } else { Vec::new() };
        let extended = self.extended.as_ref().filter(|_| rule == overdue::LIMIT);
        let extended_by = extended.map_or(0, |extended| extended.extended_by);
        Some(due(limit, extended_by, start, &stops, &policy.calendar))
    }
}
