//! What is known of a ruling after its events so far. Each part is the event that brought it.

use super::{
    Event,
    answer::Answered,
    approval::{Approved, SentUp},
    asking::Asked,
    keeping::{Closed, KeptAsPolicy},
};
use crate::{day::Day, paper::Papers};

/// A ruling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ruling {
    /// 请示; it begins with it.
    pub asked: Option<Asked>,
    /// 批准.
    pub approved: Option<Approved>,
    /// 不同意请示.
    pub declined: Option<Approved>,
    /// 上报.
    pub sent_up: Option<SentUp>,
    /// 答复.
    pub answered: Option<Answered>,
    /// 代录.
    pub papers: Papers,
    /// 存为政策.
    pub kept: Option<KeptAsPolicy>,
    /// 办结 without that.
    pub closed: Option<Closed>,
}

impl Ruling {
    /// The state after `event`. Never fails: what happened, happened.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Asked(e) => self.asked = Some(e.clone()),
            Event::Approved(e) if e.approved => self.approved = Some(e.clone()),
            Event::Approved(e) => self.declined = Some(e.clone()),
            Event::SentUp(e) => self.sent_up = Some(e.clone()),
            Event::Answered(e) => self.answered = Some(e.clone()),
            Event::PaperEntered(e) => self.papers.enter(e),
            Event::PaperChecked(e) => self.papers.check(e),
            Event::PaperAmended(e) => self.papers.amend(e),
            Event::KeptAsPolicy(e) => self.kept = Some(e.clone()),
            Event::Closed(e) => self.closed = Some(e.clone()),
        }
        self
    }

    /// The day it ended, once it did.
    pub fn over_on(&self) -> Option<Day> {
        let declined = self.declined.as_ref().map(|e| e.on);
        declined.or(self.kept.as_ref().map(|e| e.on)).or(self.closed.as_ref().map(|e| e.on))
    }

    /// Whether it ended.
    pub fn over(&self) -> bool {
        self.over_on().is_some()
    }
}
