//! What is known of an investigation after its events so far. Each part is the event that brought it.

use super::{
    Event,
    closing::{Archived, Closed},
    decision::Decided,
    examination::Examined,
    filing::Filed,
    review::{ReviewView, Reviewed},
    sent_to_review::SentToReview,
};
use crate::{ids::PersonId, paper::Papers, supervision::Supervision};

/// An investigation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Investigation {
    /// 立案; it begins with it.
    pub filed: Option<Filed>,
    /// 审查调查终结, the one that stands.
    pub examined: Option<Examined>,
    /// 移送审理.
    pub sent_to_review: Option<SentToReview>,
    /// 审理意见, where it agrees.
    pub reviewed: Option<Reviewed>,
    /// What the review sent back, with its opinion.
    pub returned: Vec<(Examined, Reviewed)>,
    /// 代录.
    pub papers: Papers,
    /// 催办、督办.
    pub supervision: Supervision,
    /// 决定.
    pub decided: Option<Decided>,
    /// 结案.
    pub closed: Option<Closed>,
    /// 归档.
    pub archived: Option<Archived>,
}

impl Investigation {
    /// The state after `event`. Never fails: what happened, happened.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Filed(e) => self.filed = Some(e.clone()),
            Event::Examined(e) => self.examined = Some(e.clone()),
            Event::SentToReview(e) => self.sent_to_review = Some(e.clone()),
            Event::Reviewed(e) if e.view == ReviewView::Return => {
                self.sent_to_review = None;
                let examined = self.examined.take();
                self.returned.extend(examined.map(|examined| (examined, e.clone())));
            }
            Event::Reviewed(e) => self.reviewed = Some(e.clone()),
            Event::Supervised(e) => self.supervision.after(e),
            Event::PaperEntered(e) => self.papers.enter(e),
            Event::PaperChecked(e) => self.papers.check(e),
            Event::PaperAmended(e) => self.papers.amend(e),
            Event::Decided(e) => self.decided = Some(e.clone()),
            Event::Closed(e) => self.closed = Some(e.clone()),
            Event::Archived(e) => self.archived = Some(e.clone()),
        }
        self
    }

    /// Whether `person` investigated, now or before it was sent back.
    pub fn investigated(&self, person: &PersonId) -> bool {
        let before = self.returned.iter().map(|(examined, _)| examined);
        self.examined.iter().chain(before).any(|examined| examined.investigators.contains(person))
    }
}
