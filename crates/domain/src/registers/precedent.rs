//! 案例 — what was decided in cases like it, told without anybody's name (S1, S4, E3): from an archived case of this
//! organ or brought in from elsewhere, approved by a leader who wrote none of it, used in training.
//!
//! A precedent holds no person, no unit and no number of a case: what it was taken from is known to the program alone.
//! One that is listed under a theme is a model case ([`model`], M1).
//! Not decided here: which precedents are near to a case (`search`).

mod keeping;
mod model;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::{
    keeping::{COLUMNS, anonymous},
    model::{Answer, Listing, RULE as MODEL_RULE, Submission, Theme},
};
use super::Register;
use crate::{
    day::Day,
    ids::{PersonId, StreamId},
    judgement::leniences::Lenience,
    people::words,
    rule::{ARTICLE, Force, Rule},
};

/// Precedents beside the checklist, for use and for training.
pub static RULE: Rule = Rule {
    code: "S4",
    phrase: "编发案例、教育培训",
    asks: "案例隐去人员、单位、案号，经没有参与编写的领导批准后使用；培训了谁、用了哪个案例，有登记。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// How it ended, in the groups the article counts (J4).
    Ending {
        /// 容错免责.
        Exempt = "exempt" "容错免责",
        /// 容错但仍需追责.
        Accountable = "accountable" "容错但仍需追责",
        /// 不予容错.
        NotTolerated = "not_tolerated" "不予容错",
    }
}

words! {
    /// Where it was taken from.
    Source {
        /// An archived case of this organ.
        Archived = "archived" "本机关已归档的案件",
        /// Published or circulated elsewhere.
        Elsewhere = "elsewhere" "其他地方通报、公布",
        /// Written here to show how one is written.
        Sample = "sample" "示范",
    }
}

/// The text of a precedent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Title.
    pub title: String,
    /// Area or kind of subject.
    pub area: String,
    /// Which lenience it was about.
    pub lenience: Lenience,
    /// Code of the circumstance, where one fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// How it ended.
    pub ending: Ending,
    /// What happened, without names.
    pub facts: String,
    /// How it was weighed: the five respects, conditions met and not met.
    pub weighed: String,
    /// What was done: corrections, effects.
    pub done: String,
    /// What others can take from it.
    pub lesson: String,
    /// Where it was taken from.
    pub source: Source,
    /// The circular or page, where it comes from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// A training on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// The day.
    pub on: Day,
    /// For whom, in words: `街道办案骨干`.
    pub audience: String,
    /// Who held it.
    pub by: String,
    /// Who took part, of the register.
    pub people: Vec<PersonId>,
    /// How many took part in all.
    pub count: u32,
}

/// What can have happened to a precedent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrecedentEvent {
    /// Written.
    Written {
        /// The text.
        text: Text,
        /// The archived case it was taken from; never shown.
        from: Option<StreamId>,
        /// Who wrote it.
        by: PersonId,
    },
    /// Written anew; an approval falls.
    Revised {
        /// The text.
        text: Text,
        /// Why.
        why: String,
        /// Who.
        by: PersonId,
    },
    /// May be used.
    Approved {
        /// Who approved it.
        by: PersonId,
        /// What they say.
        says: String,
    },
    /// May no longer be used.
    Withdrawn {
        /// Why.
        why: String,
    },
    /// People were trained on it. No longer written: trainings have a register of their own
    /// ([`super::training`]).
    Trained {
        /// The training.
        training: Training,
    },
    /// It is a model case under a theme; an approval falls.
    Listed {
        /// Theme, scope, what was kept in the text.
        listing: Listing,
        /// Who listed it.
        by: PersonId,
    },
    /// It was submitted upward.
    Submitted {
        /// To whom, when, by whom.
        submission: Submission,
    },
    /// What became of a submission.
    Answered {
        /// Which submission.
        number: u32,
        /// Chosen or not, in which list.
        answer: Answer,
    },
}

/// A precedent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precedent {
    /// The text; `None` before it is written.
    pub text: Option<Text>,
    /// The archived case it was taken from.
    pub from: Option<StreamId>,
    /// Everybody who wrote any of it.
    pub writers: BTreeSet<PersonId>,
    /// The approval that stands: who, when, what they say.
    pub approved: Option<(PersonId, Day, String)>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<(Day, String)>,
    /// The trainings that were noted here before they had a register of their own, earliest first.
    pub trainings: Vec<Training>,
    /// Under which theme it is a model case; `None` for other precedents.
    pub listing: Option<Listing>,
    /// What was submitted upward, earliest first.
    pub submissions: Vec<Submission>,
}

impl Register for Precedent {
    type Event = PrecedentEvent;
    const NAME: &'static str = "precedent";
    const TITLE: &'static str = "案例";

    fn evolve(mut self, event: &PrecedentEvent, on: Day) -> Self {
        match event.clone() {
            PrecedentEvent::Written { text, from, by } => {
                self.text = Some(text);
                self.from = from;
                self.writers.insert(by);
            }
            PrecedentEvent::Revised { text, by, .. } => {
                self.text = Some(text);
                self.writers.insert(by);
                self.approved = None;
                // What was settled about the text before does not hold for the new one.
                self.listing = None;
            }
            PrecedentEvent::Approved { by, says } => self.approved = Some((by, on, says)),
            PrecedentEvent::Withdrawn { why } => self.withdrawn = Some((on, why)),
            PrecedentEvent::Trained { training } => self.trainings.push(training),
            PrecedentEvent::Listed { listing, by } => {
                self.listing = Some(listing);
                self.writers.insert(by);
                self.approved = None;
            }
            PrecedentEvent::Submitted { submission } => self.submissions.push(submission),
            PrecedentEvent::Answered { number, answer } => {
                let one = self.submissions.iter_mut().find(|one| one.number == number);
                if let Some(one) = one {
                    one.answer = Some(answer);
                }
            }
        }
        self
    }
}

impl Precedent {
    /// Whether it may be used and taught.
    pub const fn in_use(&self) -> bool {
        self.approved.is_some() && self.withdrawn.is_none()
    }

    /// What a list says.
    pub const fn standing(&self) -> &'static str {
        match (&self.withdrawn, &self.approved) {
            (Some(_), _) => "已停用",
            (None, Some(_)) => "可以使用",
            (None, None) => "待批准",
        }
    }
}
