//! What is known of a correction after its events so far. Each part is the event that brought it.

use super::{
    Event,
    check::{Checked, ConfirmedAlready},
    opening::Opened,
    order::Ordered,
    report::Reported,
    sign_off::{Reopened, SignedOff},
};
use crate::{ids::PersonId, paper::Papers};

/// A correction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Events so far.
    pub version: u64,
    /// 转入纠错; a correction begins with it.
    pub opened: Option<Opened>,
    /// 纠错通知, the one that stands.
    pub ordered: Option<Ordered>,
    /// 整改报告, the last one.
    pub reported: Option<Reported>,
    /// 审核, of the last report.
    pub checked: Option<Checked>,
    /// 核查确认.
    pub confirmed: Option<ConfirmedAlready>,
    /// 代录, with checks and amendments.
    pub papers: Papers,
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
            Event::Reported(e) => {
                self.reported = Some(e.clone());
                self.checked = None;
            }
            Event::Checked(e) => {
                if e.passed {
                    let recovered = self.reported.as_ref().and_then(|r| r.recovered).unwrap_or(0);
                    self.recovered = self.recovered.saturating_add(recovered);
                }
                self.checked = Some(e.clone());
            }
            Event::ConfirmedAlready(e) => self.confirmed = Some(e.clone()),
            Event::PaperEntered(e) => self.papers.enter(e),
            Event::PaperChecked(e) => self.papers.check(e),
            Event::PaperAmended(e) => self.papers.amend(e),
            Event::SignedOff(e) => self.signed_off = Some((self.version, e.clone())),
            Event::Reopened(e) => {
                // What was taken for done was not: a new order says what is still to be done.
                self.signed_off = None;
                self.ordered = None;
                self.reported = None;
                self.checked = None;
                self.confirmed = None;
                self.reopened.push(e.clone());
            }
        }
        self
    }

    /// Who found the correction done and may therefore not sign it off.
    pub fn checker(&self) -> Option<&PersonId> {
        let passed = self.checked.as_ref().filter(|c| c.passed).map(|c| &c.by);
        passed.or(self.confirmed.as_ref().map(|c| &c.by))
    }

    /// Whether it still counts as put right before the determination.
    pub fn already(&self) -> bool {
        self.reopened.is_empty() && self.opened.as_ref().is_some_and(|o| o.already)
    }
}
