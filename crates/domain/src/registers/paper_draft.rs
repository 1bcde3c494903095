//! 式样修订 — a new text of one paper on its way into use (G11): drafted in a form, checked by two people who wrote none
//! of it, issued by somebody who wrote none of it, or withdrawn.
//!
//! Nothing of it counts before it is issued: papers are made from the register of texts ([`super::papers`]), and that
//! gets the text in the same transaction as the issue. It is used from a day to come, so that no paper of an act that
//! is on record changes. Which placeholders a paper has is the program's; the words around them are the unit's.

mod keeping;
mod placing;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::{
    keeping::{begun, changed, form, parts},
    placing::{Placed, faults, known},
};
use super::{
    Register,
    amendment::{CHECKERS, Check},
    papers::PaperText,
};
use crate::{
    day::Day,
    ids::PersonId,
    rule::{Force, Rule},
};

/// A text of a paper is checked and issued by others than who wrote it.
pub static RULE: Rule = Rule {
    code: "G11.text",
    phrase: "文书式样",
    asks: "文书式样由拟稿人以外的两人先后校核，再由没有拟稿的人登记启用；自启用之日起用于以后发生的事项，以前的文书不变。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What can have happened to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperDraftEvent {
    /// Written, or written anew; checks that stood fall.
    Written {
        /// The text, with the day on which it was written as its first day.
        paper: Box<PaperText>,
        /// Why.
        why: String,
        /// Who.
        by: PersonId,
    },
    /// Somebody checked it as it stands.
    Checked {
        /// Who.
        by: PersonId,
        /// What they say.
        says: String,
    },
    /// Somebody wants it changed; checks that stood fall.
    SentBack {
        /// Who.
        by: PersonId,
        /// What is to be changed.
        says: String,
    },
    /// It is used from a day on.
    Issued {
        /// The first day.
        from: Day,
        /// Who.
        by: PersonId,
    },
    /// Given up.
    Withdrawn {
        /// Why.
        why: String,
    },
}

/// A draft as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDraft {
    /// The text; `None` before it is written.
    pub paper: Option<PaperText>,
    /// Why it was written last.
    pub why: String,
    /// Everybody who wrote any of it.
    pub writers: BTreeSet<PersonId>,
    /// The checks that stand.
    pub checks: Vec<Check>,
    /// What was last asked to be changed, until somebody writes again.
    pub sent_back: Option<Check>,
    /// Since when it is used, and who issued it.
    pub issued: Option<(Day, PersonId)>,
    /// When and why it was given up.
    pub withdrawn: Option<(Day, String)>,
}

impl Register for PaperDraft {
    type Event = PaperDraftEvent;
    const NAME: &'static str = "paper_draft";
    const TITLE: &'static str = "式样修订";

    fn evolve(mut self, event: &PaperDraftEvent, on: Day) -> Self {
        match event.clone() {
            PaperDraftEvent::Written { paper, why, by } => {
                self.paper = Some(*paper);
                self.why = why;
                self.writers.insert(by);
                self.checks.clear();
                self.sent_back = None;
            }
            PaperDraftEvent::Checked { by, says } => self.checks.push(Check { by, says, on }),
            PaperDraftEvent::SentBack { by, says } => {
                self.checks.clear();
                self.sent_back = Some(Check { by, says, on });
            }
            PaperDraftEvent::Issued { from, by } => self.issued = Some((from, by)),
            PaperDraftEvent::Withdrawn { why } => self.withdrawn = Some((on, why)),
        }
        self
    }
}

impl PaperDraft {
    /// Whether it can still change.
    pub const fn is_open(&self) -> bool {
        self.issued.is_none() && self.withdrawn.is_none()
    }

    /// What a list says.
    pub fn standing(&self) -> &'static str {
        match (&self.issued, &self.withdrawn, self.checks.len()) {
            (Some(_), ..) => "已启用",
            (None, Some(_), _) => "已作废",
            (None, None, 0) => "拟稿",
            (None, None, checks) if checks < CHECKERS => "一人已校核",
            (None, None, _) => "校核齐全，待启用",
        }
    }

    /// The text that comes into use with an issue.
    pub fn follows(&self, event: &PaperDraftEvent) -> Option<PaperText> {
        match (event, &self.paper) {
            (PaperDraftEvent::Issued { from, .. }, Some(paper)) => {
                Some(PaperText { from: *from, ..paper.clone() })
            }
            _ => None,
        }
    }
}
