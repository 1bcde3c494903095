//! 撤销认定 — only on facts that the official hid, by others, approved one level up (mechanism §4, §8).
//!
//! Source: mechanism §4 (隐瞒或骗取; 另行组成, 上提一级批准) and §8: it rests on facts that the official hid, never on
//! the text of the objection. No event revokes without [`ApprovedAbove`]; changing one's mind is no ground. It
//! is open after 办结, and after 归档 until the file is destroyed. What the revoked matter becomes then is the
//! original procedure's and is not decided here.

mod decision;
mod grounds;
mod hearing;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::{
    decision::{
        APPROVE, ApproveRevocation, ApprovedAbove, REVOKE, RevocationApproved, RevocationServed, Revoke,
        Revoked, SERVE, ServeRevocation,
    },
    grounds::{
        ADD_EVIDENCE, ASSIGN, AddRevocationEvidence, AssignRevocation, Ground, Member, PROPOSE,
        ProposeRevocation, RevocationAssigned, RevocationProposed,
    },
    hearing::{
        Conclusion, DEFEND, DefendRevocation, NOTIFY, NotifyRevocation, REPORT, ReportRevocation,
        RevocationDefended, RevocationNotified, RevocationReported,
    },
};
pub(super) use self::{
    decision::{
        after_decision, blocked_approve, blocked_revoke, blocked_serve, decide_approve, decide_revoke,
        decide_serve, decision_text,
    },
    grounds::{blocked_add, blocked_assign, blocked_propose, decide_add, decide_assign, decide_propose},
    hearing::{blocked_defend, blocked_notify, blocked_report, decide_defend, decide_notify, decide_report},
};
use super::Case;
use crate::{
    ids::PersonId,
    people::words,
    refusal::{self, Reason},
    rule::{ARTICLE, Force, Rule},
};

/// So many characters in a row are a quotation.
const QUOTED: usize = 12;

/// What may still be done in an archived case: a revocation, and what it brings with it.
pub(super) const AFTER_ARCHIVE: &[&str] = &[
    "add_revocation_evidence",
    "propose_revocation",
    "assign_revocation",
    "notify_revocation",
    "defend_revocation",
    "report_revocation",
    "approve_revocation",
    "revoke",
    "serve_revocation",
    "acknowledge",
    "check_paper",
    "amend_paper",
    "file_upward",
];

/// A determination is revoked only for hidden facts.
pub static RULE: Rule = Rule {
    code: "J3.revocation",
    phrase: "撤销认定",
    asks: "撤销认定只以当事人隐瞒、骗取的事实为依据，另行组成人员核实，听取申辩，经上一级批准。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// What the upper organ says.
    Decision {
        /// 批准.
        Approve = "approve" "批准撤销",
        /// 不批准.
        Refuse = "refuse" "不批准撤销",
    }
}

/// A revocation and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// 提出.
    pub proposed: RevocationProposed,
    /// 另行组成.
    pub assigned: Option<RevocationAssigned>,
    /// 告知.
    pub notified: Option<RevocationNotified>,
    /// 申辩.
    pub defended: Option<RevocationDefended>,
    /// 核实报告.
    pub reported: Option<RevocationReported>,
    /// 上一级的意见.
    pub approved: Option<RevocationApproved>,
    /// 撤销.
    pub revoked: Option<Revoked>,
    /// 送达.
    pub served: Option<RevocationServed>,
}

impl Revocation {
    /// Begun, with nothing done yet.
    pub(super) const fn begun(proposed: RevocationProposed) -> Self {
        Self {
            proposed,
            assigned: None,
            notified: None,
            defended: None,
            reported: None,
            approved: None,
            revoked: None,
            served: None,
        }
    }

    /// Ended without a revocation: not proven, or not approved above.
    pub(super) fn dropped(&self) -> bool {
        self.reported.as_ref().is_some_and(|r| r.conclusion == Conclusion::NotProven)
            || self.approved.as_ref().is_some_and(|a| a.decision == Decision::Refuse)
    }

    /// What it waits for: the act, and its word; `None` once it ended.
    pub(super) fn waits_for(&self) -> Option<(&'static str, &'static str)> {
        if self.dropped() || self.served.is_some() {
            None
        } else if self.assigned.is_none() {
            Some(("assign_revocation", "另行组成核实人员"))
        } else if self.notified.is_none() {
            Some(("notify_revocation", "告知拟撤销的事实"))
        } else if self.reported.is_none() {
            Some(("report_revocation", "提交撤销核实报告"))
        } else if self.approved.is_none() {
            Some(("approve_revocation", "上一级批准"))
        } else if self.revoked.is_none() {
            Some(("revoke", "登记集体研究撤销"))
        } else {
            Some(("serve_revocation", "送达撤销决定"))
        }
    }

    /// Whether `person` is of those who verify it.
    pub(super) fn has(&self, person: &PersonId) -> bool {
        self.assigned.iter().any(|to| to.members.contains(person))
    }
}

/// The revocation of `official` that is under way.
pub(super) fn under_way<'a>(case: &'a Case, official: &PersonId) -> Option<&'a Revocation> {
    case.revocations.get(official).filter(|one| one.waits_for().is_some())
}

/// Revocations that are under way: they keep from archiving.
pub(super) fn open(case: &Case) -> Vec<Reason> {
    let all = case.revocations.iter().filter_map(|(official, one)| Some((official, one.waits_for()?)));
    all.map(|(official, (remedy, word))| {
        let says =
            format!("对当事人 {} 的撤销认定还没有办结（待{word}），不能归档。", refusal::person(official));
        Reason::new(&RULE, says).remedy(remedy)
    })
    .collect()
}

/// The stored word of the paper of a revocation, among the things that are acknowledged.
pub(super) fn key(official: &PersonId) -> String {
    format!("revocation:{official}")
}

/// Whether `text` takes over a run of [`QUOTED`] characters or more from `source`; punctuation and spaces do
/// not count, so that a comma more does not hide it.
pub fn quotes(text: &str, source: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
    let (text, source) = (bare(text), bare(source));
    let runs: BTreeSet<&[char]> = source.windows(QUOTED).collect();
    text.windows(QUOTED).any(|run| runs.contains(run))
}

/// Notes that a text rests on what the official said to object or in defence, where it does.
pub(super) fn unquoted(case: &Case, official: &PersonId, text: &str, field: &'static str) -> Option<Reason> {
    let objection = case.reexaminations.get(official).into_iter().flat_map(|one| &one.objected.points);
    let defence = case.defended.get(official).into_iter().flat_map(|one| &one.points);
    let waiver = case.waived.get(official).map(|one| &one.says);
    objection.chain(defence).chain(waiver).any(|said| quotes(text, said)).then(|| {
        let says = "这里引用了当事人的异议或者申辩；撤销只以当事人隐瞒、骗取的事实为依据，不得以异议、申辩的内容为依据，请改写为另行查明的事实。";
        Reason::new(&RULE, says).at(field)
    })
}

#[cfg(test)]
mod tests;
