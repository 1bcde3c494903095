//! 批量办理 — which acts may be done in several cases at once, and why a judgement is never among them.
//!
//! Source: docs/decisions/0023 and 0038. [`hold`] runs when the program is built: a kind in which an act that judges
//! may be done in a batch does not compile. Not decided here: whether each case allows it (its own step).

use super::{Action, Phase};
use crate::{
    form::{Field, Input},
    people::Role,
};

/// How an act may be done in several cases with one set of answers.
#[derive(Debug, Clone, Copy)]
pub enum Batch {
    /// One case after the other: whatever looks at the case itself.
    Never,
    /// The same answers in every case; a page of its own says which cases.
    Same,
    /// Rows of the work list, ticked together.
    Tasks {
        /// The field that says whom or what it is about; the task knows.
        by: &'static str,
        /// What is asked once for all of them: no wider than what the form itself asks.
        asks: &'static [Field],
    },
}

impl Batch {
    /// Whether it is done in one case only.
    pub const fn is_never(self) -> bool {
        matches!(self, Self::Never)
    }
}

/// Stops the build where an act that judges may be done in a batch.
pub(super) const fn hold(actions: &[Action], phases: &[Phase]) {
    let mut rest = actions;
    while let [action, more @ ..] = rest {
        assert!(
            action.batch.is_never() || harmless(action, phases),
            "an act that judges is never done in a batch"
        );
        rest = more;
    }
}

/// Whether an act only hands over, tells or confirms what was decided before: it stands in a routine part of the
/// process, can be taken up again, begins nothing, belongs to those who handle cases, and its form has no yes or no,
/// no list and no figure.
const fn harmless(action: &Action, phases: &[Phase]) -> bool {
    !action.grave
        && !action.opens
        && action.series.is_none()
        && handle(action.who)
        && plain(action.fields)
        && routine(action.name, phases)
}

/// Those who handle what others decided. Whoever judges, advises, approves, or speaks for himself is none of them.
const fn handle(who: &[Role]) -> bool {
    let mut rest = who;
    while let [role, more @ ..] = rest {
        if !matches!(
            role,
            Role::CaseManagement | Role::CaseOfficer | Role::DivisionHead | Role::AppraisalOwner
        ) {
            return false;
        }
        rest = more;
    }
    true
}

const fn plain(fields: &[Field]) -> bool {
    let mut rest = fields;
    while let [field, more @ ..] = rest {
        if !matches!(
            field.input,
            Input::Day
                | Input::Person
                | Input::Unit
                | Input::Line
                | Input::Text
                | Input::Choice(_)
                | Input::Pick(_)
                | Input::File
        ) {
            return false;
        }
        rest = more;
    }
    true
}

const fn routine(name: &str, phases: &[Phase]) -> bool {
    let mut rest = phases;
    while let [phase, more @ ..] = rest {
        if phase.routine && holds(phase.acts, name) {
            return true;
        }
        rest = more;
    }
    false
}

const fn holds(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [one, more @ ..] = rest {
        if same(one.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = more;
    }
    false
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let (mut a, mut b) = (one, other);
    loop {
        match (a, b) {
            ([], []) => return true,
            ([x, more_a @ ..], [y, more_b @ ..]) if *x == *y => (a, b) = (more_a, more_b),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    fn of_all() -> Vec<(&'static str, Action, &'static [Phase])> {
        let acts = cases::all().into_iter().flat_map(|kind| {
            let (name, phases) = (kind.name(), kind.phases());
            kind.actions().iter().map(move |action| (name, *action, phases)).collect::<Vec<_>>()
        });
        acts.collect()
    }

    #[test]
    fn these_acts_are_done_in_a_batch_and_no_others() {
        let batch: Vec<_> = of_all().into_iter().filter(|(_, action, _)| !action.batch.is_never()).collect();
        let names: Vec<_> = batch.iter().map(|(kind, action, _)| format!("{kind}.{}", action.name)).collect();
        assert_eq!(
            names,
            [
                "tolerance.hand_over",
                "tolerance.serve",
                "tolerance.notify_appraisal",
                "tolerance.confirm_effect"
            ]
        );
    }

    /// Acceptance, findings, proposals, opinions, reviews, approvals, decisions, determinations, checks, closings,
    /// and the receipts of those who read: each looks at one case.
    #[test]
    fn an_act_that_judges_cannot_be_made_one_of_a_batch_in_any_kind() {
        let allowed: Vec<_> = of_all()
            .into_iter()
            .filter(|(_, action, phases)| harmless(action, phases))
            .map(|(kind, action, _)| format!("{kind}.{}", action.name))
            .collect();
        // What was decided elsewhere is entered, handed over, sent, added to the record or confirmed.
        assert_eq!(
            allowed,
            [
                "tolerance.hand_over",
                "tolerance.enter_sanction_decision",
                "tolerance.enter_attempt",
                "tolerance.serve",
                "tolerance.file_upward",
                "tolerance.add_appraisal",
                "tolerance.notify_appraisal",
                "tolerance.confirm_effect"
            ]
        );
        for (kind, action, phases) in of_all() {
            let made = Action { batch: Batch::Same, ..action };
            let held = std::panic::catch_unwind(|| hold(&[made], phases)).is_err();
            assert_eq!(held, !harmless(&action, phases), "{kind}.{}", action.name);
        }
    }

    #[test]
    fn what_is_asked_once_is_asked_by_the_form_as_well_and_nothing_that_must_be_answered_is_left_out() {
        for (kind, action, _) in of_all() {
            let Batch::Tasks { by, asks } = action.batch else { continue };
            let of_form = |name: &str| action.fields.iter().find(|field| field.name == name);
            assert!(matches!(of_form(by).unwrap().input, Input::Pick(_)), "{kind}.{}", action.name);
            for field in asks {
                let known = of_form(field.name).unwrap();
                assert!(known.label == field.label && known.required == field.required, "{}", field.name);
                let Input::Choice(choices) = field.input else { continue };
                let Input::Choice(all) = known.input else { panic!("{} has no choices", field.name) };
                assert!(choices.iter().all(|choice| all.contains(choice)), "{}", field.name);
            }
            for field in action.fields.iter().filter(|field| field.required && field.name != by) {
                assert!(
                    asks.iter().any(|ask| ask.name == field.name),
                    "{kind}.{}: {}",
                    action.name,
                    field.name
                );
            }
        }
    }
}
