//! What later steps need of earlier ones, each in one place: who stands aside, and the proofs of hearing,
//! of the unit's opinion and of the final report.

use super::{notice, proposed_outcome::OutcomeProposed, state::Case, unit_opinion, verification};
use crate::{facts::Facts, ids::PersonId, refusal::Reason};

/// Whether `person` stands aside in this case (P8).
pub(super) fn stands_aside(case: &Case, facts: &Facts, person: &PersonId) -> bool {
    let upheld = case
        .recusals
        .iter()
        .any(|(asked, decided)| asked.person == *person && decided.as_ref().is_some_and(|d| d.upheld));
    upheld || case.concerns(person) || kin(case, facts, person)
}

fn kin(case: &Case, facts: &Facts, person: &PersonId) -> bool {
    case.officials().any(|official| {
        facts.person(person).is_some_and(|p| p.kin.contains(official))
            || facts.person(official).is_some_and(|p| p.kin.contains(person))
    })
}

/// The final report stands.
#[derive(Debug, Clone, Copy)]
pub struct Final<'a>(&'a verification::Reported);

impl<'a> Final<'a> {
    /// The proof.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        case.reported
            .as_ref()
            .map(Self)
            .ok_or_else(|| vec![Reason::new(&verification::RULE, "核实报告还没有提交。").remedy("report")])
    }
}

/// Every official was notified and heard.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a>(&'a Case);

impl<'a> Heard<'a> {
    /// The proof.
    pub fn of(case: &'a Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut reasons = Vec::new();
        for official in case.officials() {
            let Some(notified) = case.notified.get(official) else {
                let says = format!("还没有向当事人 {official} 告知事实材料和拟认定意见。");
                reasons.push(Reason::new(&notice::RULE, says).remedy("notify"));
                continue;
            };
            let answered = case.defence_answered.contains_key(official);
            let silent = !case.defended.contains_key(official)
                && (case.waived.contains_key(official) || facts.today > notified.defence_until);
            if !answered && !silent {
                let says = format!("当事人 {official} 的陈述申辩还没有听取、核查和答复。");
                reasons.push(Reason::new(&notice::RULE, says).remedy("answer_defence"));
            }
        }
        if reasons.is_empty() { Ok(Self(case)) } else { Err(reasons) }
    }
}

/// The unit was consulted.
#[derive(Debug, Clone, Copy)]
pub struct Consulted<'a>(&'a Case);

impl<'a> Consulted<'a> {
    /// The proof.
    pub fn of(case: &'a Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let passed = case.due_of("tol.unit_opinion", &facts.policy).is_some_and(|due| facts.today > due.last);
        if case.unit_answered.is_some() || passed {
            return Ok(Self(case));
        }
        let says = "还没有征求到所在单位意见。";
        Err(vec![Reason::new(&unit_opinion::RULE, says).remedy("ask_unit")])
    }
}

/// What stands against an outcome as proposed.
pub(super) fn against(_case: &Case, _proposed: &OutcomeProposed, _facts: &Facts) -> Vec<Reason> {
    Vec::new()
}
