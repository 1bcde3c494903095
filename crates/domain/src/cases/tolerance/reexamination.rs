//! 异议复查 — an official who objects is heard by others than those who decided, and never fares worse (P7).
//!
//! Source: mechanism §2 P7, §4, §8, §9: the objection within the days that were notified; examined by others
//! (P8); decided as a body (G3); served with proof. Nothing is stayed meanwhile. It is ours: 复核 belongs to
//! the upper organ and is not decided here. A late objection is refused with its date and what remains.

mod decision;
mod objection;
mod report;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub(super) use self::{
    decision::{
        AFTER_DECISION, blocked_decide, blocked_serve, decide_decide, decide_serve, decision_text,
        standing_text,
    },
    objection::{blocked_assign, blocked_object, decide_assign, decide_object, open_until},
    report::{blocked_reexamine, decide_reexamine},
};
pub use self::{
    decision::{
        DECIDE, DecideReexamination, ReexaminationDecided, ReexaminationServed, SERVE, ServeReexamination,
    },
    objection::{ASSIGN, AssignReexaminer, OBJECT, Object, Objected, Point, Reexaminer, ReexaminersAssigned},
    report::{OutcomeRow, REEXAMINE, Reexamine, Reexamined, Result},
};
use super::{Case, hand_over::once_held, recusal};
use crate::{
    facts::{Facts, Policy},
    hand_over::Held,
    ids::PersonId,
    refusal::{self, Missing, Reason},
    rule::{ARTICLE, Force, Rule},
};

/// The limit of the decision.
pub(super) const LIMIT: &str = "tol.objection.decide";

/// What an official is told of the result can be examined again.
pub static RULE: Rule = Rule {
    code: "P7.reexamination",
    phrase: "异议复查",
    asks: "当事人在期限内提出异议的，另行组成人员复查，集体研究决定并送达；复查不停止执行，不得加重。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// An objection and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reexamination {
    /// 异议.
    pub objected: Objected,
    /// 复查人员.
    pub assigned: Option<ReexaminersAssigned>,
    /// 复查报告.
    pub reported: Option<Reexamined>,
    /// 复查决定.
    pub decided: Option<ReexaminationDecided>,
    /// 送达.
    pub served: Option<ReexaminationServed>,
}

/// What somebody already did in the case, which keeps from examining it again (另行组成).
pub(super) fn earlier_part(case: &Case, person: &PersonId) -> Option<&'static str> {
    let consulted = case.consultation.iter().chain(&case.past_consultations).any(|consultation| {
        consultation.composed.chair == *person
            || consultation.composed.members.iter().any(|m| m.person == *person)
    });
    let reviewed = case.sent_to_review.iter().any(|sent| sent.reviewer == *person)
        || case.reviewed.iter().any(|reviewed| reviewed.by == *person)
        || once_held(case, person, Held::Review);
    let evidence = case.evidence.iter().any(|one| one.by == *person);
    let found = case.found.values().any(|found| found.by == *person);
    let signed = case.reported.iter().any(|report| report.signed_by.contains(person));
    if case.in_team(person) || evidence || found || signed {
        Some("是原核实组成员")
    } else if reviewed {
        Some("是原审理人")
    } else if consulted {
        Some("参加过本案会商")
    } else if case.approvals.iter().any(|approved| approved.by == *person) {
        Some("审批过本案")
    } else if case.determined.iter().any(|made| made.by == *person) {
        Some("作出了本案认定")
    } else {
        None
    }
}

/// Two or more, each once, none with an earlier part, none who must stand aside (P8).
pub(super) fn others<'a>(
    case: &Case,
    facts: &Facts,
    people: impl Iterator<Item = &'a PersonId>,
    rule: &'static Rule,
    field: &'static str,
    missing: &mut Missing,
) {
    let mut named = BTreeSet::new();
    for person in people {
        recusal::fit(case, facts, person, "人员", field, missing);
        if let Some(part) = earlier_part(case, person) {
            let says = format!("{} {part}，须另行组成，请另选他人。", refusal::person(person));
            missing.add(Reason::new(&recusal::RULE, says).at(field));
        }
        missing
            .unless(named.insert(person), || Reason::new(rule, "同一个人填写了两次，请删去一处。").at(field));
    }
    missing.unless(named.len() >= 2, || Reason::new(rule, "须由两人以上办理，请至少选择两人。").at(field));
}

/// Everything that is open about objections: undecided, unserved, or a period that still runs.
pub(super) fn open(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    for (official, one) in &case.reexaminations {
        if let Some(remedy) = waits_for(one) {
            let says = format!(
                "当事人 {} 的异议复查还没有办结（待{}），不能归档。",
                refusal::person(official),
                remedy.1
            );
            missing.add(Reason::new(&RULE, says).remedy(remedy.0));
        } else if super::feedback::waits(case, &key(official)) {
            let says = format!("异议复查决定已经送达 {}，但是还没有确认收到。", refusal::person(official));
            missing.add(Reason::new(&RULE, says).remedy("acknowledge"));
        }
    }
    for official in case.officials().filter(|official| !case.reexaminations.contains_key(*official)) {
        if let Some(until) = runs_until(case, official, &facts.policy, facts.today) {
            let says = format!(
                "当事人 {} 的异议期到{}才届满，届满以后再归档。",
                refusal::person(official),
                until.words()
            );
            missing.add(Reason::new(&RULE, says));
        }
    }
    missing.into_reasons()
}

/// The last day of an objection period that has not ended; never over on a provisional date.
pub(super) fn runs_until(
    case: &Case,
    official: &PersonId,
    policy: &Policy,
    today: crate::day::Day,
) -> Option<crate::day::Day> {
    let due = open_until(case, official, policy)?;
    crate::time_limit::lapse(&due, today).is_none().then_some(due.last)
}

/// What the reexamination waits for: the act, and its word.
pub(super) fn waits_for(one: &Reexamination) -> Option<(&'static str, &'static str)> {
    if one.assigned.is_none() {
        Some(("assign_reexaminer", "指定复查人员"))
    } else if one.reported.is_none() {
        Some(("reexamine", "提交复查报告"))
    } else if one.decided.is_none() {
        Some(("decide_reexamination", "集体研究决定"))
    } else if one.served.is_none() {
        Some(("serve_reexamination", "送达"))
    } else {
        None
    }
}

/// The stored word of the paper of an official's reexamination, among the things that are acknowledged.
pub(super) fn key(official: &PersonId) -> String {
    format!("reexamination:{official}")
}

#[cfg(test)]
mod tests;
