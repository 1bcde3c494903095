//! What is known of a correction after its events so far. Each part is the event that brought it.

use super::{
    Event,
    check::{Checked, ConfirmedAlready},
    escalation::{Escalated, EscalationAnswered},
    extension::{ExtensionAsked, ExtensionDecided},
    opening::Opened,
    order::Ordered,
    progress::ProgressReported,
    remedy::Remedy,
    report::Reported,
    sign_off::{Reopened, SignedOff},
};
use crate::{
    day::Day,
    facts::Policy,
    ids::PersonId,
    paper::Papers,
    supervision::Supervision,
    time_limit::{Due, due, never_shorter},
};

/// A correction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Events so far.
    pub version: u64,
    /// 转入纠错; a correction begins with it.
    pub opened: Option<Opened>,
    /// 纠错通知, the one that stands.
    pub ordered: Option<Ordered>,
    /// 整改进展 since the order that stands.
    pub progress: Vec<ProgressReported>,
    /// 延长, once for each order.
    pub extension: Option<(ExtensionAsked, Option<ExtensionDecided>)>,
    /// 逾期督办, with the answers.
    pub escalations: Vec<(Escalated, Option<EscalationAnswered>)>,
    /// 整改报告, the last one.
    pub reported: Option<Reported>,
    /// 审核, of the last report.
    pub checked: Option<Checked>,
    /// 核查确认.
    pub confirmed: Option<ConfirmedAlready>,
    /// 无法纠正的说明和补救, the last one.
    pub remedy: Option<Remedy>,
    /// 代录, with checks and amendments.
    pub papers: Papers,
    /// 催办、督办.
    pub supervision: Supervision,
    /// 销号 while it stands, with its version.
    pub signed_off: Option<(u64, SignedOff)>,
    /// 重新打开, every time.
    pub reopened: Vec<Reopened>,
    /// Recovered in fen over all reports that passed (挽回损失, a figure of its own).
    pub recovered: i64,
}

impl Correction {
    /// The state after `event`. Never fails: what happened, happened.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        self.version += 1;
        match event {
            Event::Opened(e) => self.opened = Some(e.clone()),
            Event::Ordered(e) => self.ordered = Some(e.clone()),
            Event::ProgressReported(e) => self.progress.push(e.clone()),
            Event::ExtensionAsked(e) => self.extension = Some((e.clone(), None)),
            Event::ExtensionDecided(e) => {
                if let Some((_, decided)) = &mut self.extension {
                    *decided = Some(e.clone());
                }
            }
            Event::Escalated(e) => self.escalations.push((e.clone(), None)),
            Event::EscalationAnswered(e) => {
                if let Some((_, answered)) = self.escalations.last_mut() {
                    *answered = Some(e.clone());
                }
            }
            Event::Reported(e) => {
                self.reported = Some(e.clone());
                self.checked = None;
                self.remedy = None;
            }
            Event::Checked(e) => {
                if e.passed {
                    let recovered = self.reported.as_ref().and_then(|r| r.recovered).unwrap_or(0);
                    self.recovered = self.recovered.saturating_add(recovered);
                }
                self.checked = Some(e.clone());
            }
            Event::ConfirmedAlready(e) => self.confirmed = Some(e.clone()),
            Event::CannotBePutRight(e) => {
                self.remedy = Some(Remedy { reported: e.clone(), checked: None, approved: None });
            }
            Event::RemedyChecked(e) => {
                if let Some(remedy) = &mut self.remedy {
                    remedy.checked = Some(e.clone());
                }
            }
            Event::RemedyApproved(e) => {
                if let Some(remedy) = &mut self.remedy {
                    let recovered = remedy.reported.recovered.filter(|_| e.approved).unwrap_or(0);
                    self.recovered = self.recovered.saturating_add(recovered);
                    remedy.approved = Some(e.clone());
                }
            }
            Event::Supervised(e) => self.supervision.after(e),
            Event::PaperEntered(e) => self.papers.enter(e),
            Event::PaperChecked(e) => self.papers.check(e),
            Event::PaperAmended(e) => self.papers.amend(e),
            Event::SignedOff(e) => self.signed_off = Some((self.version, e.clone())),
            Event::Reopened(e) => {
                // What was taken for done was not: a new order says what is still to be done.
                self.signed_off = None;
                self.ordered = None;
                self.progress.clear();
                self.extension = None;
                self.escalations.clear();
                self.reported = None;
                self.checked = None;
                self.confirmed = None;
                self.remedy = None;
                self.reopened.push(e.clone());
            }
        }
        self
    }

    /// Who found the correction, or the remedy instead of it, done and may therefore not sign it off.
    pub fn checker(&self) -> Option<&PersonId> {
        let passed = self.checked.as_ref().filter(|c| c.passed).map(|c| &c.by);
        let confirmed = self.confirmed.as_ref().map(|c| &c.by);
        passed.or(confirmed).or_else(|| self.remedy.as_ref().and_then(Remedy::stands))
    }

    /// Whether it still counts as put right before the determination.
    pub fn already(&self) -> bool {
        self.reopened.is_empty() && self.opened.as_ref().is_some_and(|o| o.already)
    }

    /// Whether a report waits to be checked.
    pub fn report_waits(&self) -> bool {
        self.reported.is_some() && self.checked.is_none()
    }

    /// The asking for more time that waits for a decision.
    pub fn extension_waits(&self) -> Option<&ExtensionAsked> {
        self.extension.as_ref().filter(|(_, decided)| decided.is_none()).map(|(asked, _)| asked)
    }

    /// The escalation that waits for an answer.
    pub fn escalation_waits(&self) -> Option<&Escalated> {
        self.escalations.last().filter(|(_, answered)| answered.is_none()).map(|(asked, _)| asked)
    }

    /// The day on which the organ last gave something back to the owner: a report, a remedy, an asking.
    pub fn given_back_on(&self) -> Option<Day> {
        let report = self.checked.as_ref().filter(|c| !c.passed).map(|c| c.on);
        let remedy = self.remedy.as_ref().filter(|r| r.failed());
        let remedy =
            remedy.and_then(|r| r.approved.as_ref().map(|a| a.on).or(r.checked.as_ref().map(|c| c.on)));
        let asking = self.extension.as_ref().and_then(|(_, decided)| decided.as_ref()).map(|d| d.on);
        [report, remedy, asking].into_iter().flatten().max()
    }

    /// The limit of the correction with `extended_by` units more, once the order was served.
    pub fn correct_by(&self, extended_by: u32, policy: &Policy) -> Option<Due> {
        let limit = policy.limits.0.get("tol.correct")?;
        let start = self.ordered.as_ref()?.served_on();
        Some(due(limit, extended_by, start, &[], &policy.calendar))
    }

    /// The limit of the correction, with the extension that was granted.
    pub fn correct_due(&self, policy: &Policy) -> Option<Due> {
        let granted = self.extension.as_ref().and_then(|(_, decided)| decided.as_ref());
        self.correct_by(granted.and_then(|decided| decided.units).unwrap_or(0), policy)
    }

    /// What runs now: that limit, or the later day that the party organisation named in writing.
    pub fn running_due(&self, policy: &Policy) -> Option<Due> {
        let due = self.correct_due(policy)?;
        let named = self.escalations.last().and_then(|(_, answered)| answered.as_ref()).map(|a| a.until);
        Some(named.map_or_else(|| due.clone(), |until| never_shorter(until, due.clone())))
    }

    /// The limit of the check, once there is a report or a remedy to look at.
    pub fn check_due(&self, policy: &Policy) -> Option<Due> {
        let limit = policy.limits.0.get("tol.correct.check")?;
        let remedy = self.remedy.as_ref().map(|r| r.reported.on);
        let start = remedy.or(self.reported.as_ref().map(|r| r.on))?;
        Some(due(limit, 0, start, &[], &policy.calendar))
    }
}
