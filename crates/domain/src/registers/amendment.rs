//! 清单修订 — new texts of circumstances and explanations on their way into force (S1, S4): drafted, checked by two
//! people who wrote none of it, issued with number and organ, or withdrawn.
//!
//! Nothing of it counts before it is issued; then its texts go into the checklist beside the older ones, in the
//! same transaction. Not decided here: which text governs an act (`cases::tolerance::governing_text`).

mod issuing;
mod keeping;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use self::writing::lines;
pub use self::{
    issuing::{Counts, NUMBER_HINT, counts},
    keeping::{CHECKS, begun, named},
    writing::{COLUMNS, Part, faults, parts, principle_parts},
};
use super::{
    Register,
    checklist::Circumstance,
    policy::{Origin, Principle},
};
use crate::{
    day::Day,
    ids::PersonId,
    judgement::leniences::Lenience,
    rule::{Force, Rule},
};

/// Two people check what a third wrote.
pub static CHECKED: Rule = Rule {
    code: "S1.checked",
    phrase: "两人校核",
    asks: "清单和阐释的文本由拟稿人以外的两人先后校核，内容改动后重新校核；校核齐全才能印发。",
    source: "本单位设定",
    force: Force::Setting,
};

/// How many check.
pub const CHECKERS: usize = 2;

/// A circumstance as it is drafted: without days, document and origin, which come with the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftedCircumstance {
    /// `land.03`.
    pub code: String,
    /// Area or kind of subject.
    pub area: String,
    /// Which lenience it belongs to.
    pub lenience: Lenience,
    /// Title.
    pub title: String,
    /// Typical facts.
    pub facts: String,
    /// The conditions, one a line.
    pub conditions: Vec<String>,
    /// What it does not cover.
    pub boundary: String,
    /// What has to be done all the same.
    #[serde(default)]
    pub measures: Vec<String>,
    /// What it rests on.
    pub source: String,
}

impl DraftedCircumstance {
    /// A text that is there already, as a draft begins with it.
    pub fn of(text: &Circumstance) -> Self {
        Self {
            code: text.code.clone(),
            area: text.area.clone(),
            lenience: Lenience::from_id(&text.lenience).unwrap_or(Lenience::Duty),
            title: text.title.clone(),
            facts: text.facts.clone(),
            conditions: text.conditions.clone(),
            boundary: text.boundary.clone(),
            measures: text.measures.clone(),
            source: text.source.clone().unwrap_or_default(),
        }
    }

    /// Whether it says the same as a text that is there.
    pub fn says_the_same(&self, text: &Circumstance) -> bool {
        let mut known = Self::of(text);
        if text.source.is_none() {
            known.source.clone_from(&self.source);
        }
        *self == known
    }

    /// The text with the days and the document of its issue.
    pub fn issued(&self, document: &str, from: Day) -> Circumstance {
        Circumstance {
            code: self.code.clone(),
            area: self.area.clone(),
            lenience: self.lenience.id().to_owned(),
            title: self.title.clone(),
            facts: self.facts.clone(),
            conditions: self.conditions.clone(),
            boundary: self.boundary.clone(),
            measures: self.measures.clone(),
            document: document.to_owned(),
            source: Some(self.source.clone()),
            origin: Origin::Issued.id().to_owned(),
            from,
            until: None,
        }
    }
}

/// An explanation as it is drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftedPrinciple {
    /// Stable code.
    pub code: String,
    /// The principle.
    pub title: String,
    /// The rule of the mechanism it belongs to.
    pub rule: String,
    /// What it means.
    pub text: String,
    /// What falls under it, by example.
    #[serde(default)]
    pub covers: Vec<String>,
    /// What does not.
    #[serde(default)]
    pub spares: Vec<String>,
}

impl DraftedPrinciple {
    /// A text that is there already.
    pub fn of(text: &Principle) -> Self {
        Self {
            code: text.code.clone(),
            title: text.title.clone(),
            rule: text.rule.clone(),
            text: text.text.clone(),
            covers: text.covers.clone(),
            spares: text.spares.clone(),
        }
    }

    /// The text in force from a day.
    pub fn issued(&self, from: Day) -> Principle {
        Principle {
            code: self.code.clone(),
            title: self.title.clone(),
            rule: self.rule.clone(),
            text: self.text.clone(),
            covers: self.covers.clone(),
            spares: self.spares.clone(),
            origin: Origin::Issued,
            from,
        }
    }
}

/// One thing that an amendment changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A circumstance is new, or has a new text.
    Circumstance(DraftedCircumstance),
    /// A circumstance ends without a new text.
    Ending {
        /// Its code.
        code: String,
        /// Last day in force.
        until: Day,
        /// Why.
        why: String,
    },
    /// A principle is explained anew.
    Principle(DraftedPrinciple),
}

impl Change {
    /// Its key within the amendment: one code has one change.
    pub fn key(&self) -> String {
        match self {
            Self::Circumstance(one) => format!("circumstance:{}", one.code),
            Self::Ending { code, .. } => format!("circumstance:{code}"),
            Self::Principle(one) => format!("principle:{}", one.code),
        }
    }
}

/// A check that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Who.
    pub by: PersonId,
    /// What they say.
    pub says: String,
    /// When.
    pub on: Day,
}

/// With what it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The exact title, without brackets.
    pub title: String,
    /// 文号.
    pub number: String,
    /// 印发机关.
    pub organ: String,
    /// 印发日期.
    pub issued_on: Day,
    /// First day in force.
    pub from: Day,
    /// 试行.
    pub trial: bool,
}

/// What can have happened to an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentEvent {
    /// Begun.
    Opened {
        /// What it is called until it has a document's title.
        title: String,
        /// Why it is made.
        why: String,
    },
    /// A change was written, or written anew; checks that stood fall.
    Written {
        /// The change.
        change: Change,
        /// Who wrote it.
        by: PersonId,
    },
    /// A change was taken out; checks that stood fall.
    TakenOut {
        /// Its key.
        key: String,
        /// Why.
        why: String,
        /// Who.
        by: PersonId,
    },
    /// Somebody checked all of it as it stands.
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
    /// Issued: its texts are in the checklist.
    Issued {
        /// With what.
        issue: Issue,
    },
    /// Given up.
    Withdrawn {
        /// Why.
        why: String,
    },
}

/// Where an amendment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Being written.
    Drafting,
    /// So many have checked.
    Checked(usize),
    /// Issued.
    Issued,
    /// Given up.
    Withdrawn,
}

impl Standing {
    /// What a list says.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Drafting => "拟稿",
            Self::Checked(1) => "一人已校核",
            Self::Checked(_) => "校核齐全，待印发",
            Self::Issued => "已印发",
            Self::Withdrawn => "已作废",
        }
    }
}

/// An amendment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Working title.
    pub title: String,
    /// Why it is made.
    pub why: String,
    /// What it changes, by key.
    pub changes: BTreeMap<String, Change>,
    /// Everybody who wrote any of it.
    pub writers: BTreeSet<PersonId>,
    /// The checks that stand.
    pub checks: Vec<Check>,
    /// What was last asked to be changed, until somebody writes again.
    pub sent_back: Option<Check>,
    /// With what it was issued.
    pub issued: Option<Issue>,
    /// When and why it was given up.
    pub withdrawn: Option<(Day, String)>,
}

impl Register for Amendment {
    type Event = AmendmentEvent;
    const NAME: &'static str = "amendment";
    const TITLE: &'static str = "清单修订";

    fn evolve(mut self, event: &AmendmentEvent, on: Day) -> Self {
        match event.clone() {
            AmendmentEvent::Opened { title, why } => (self.title, self.why) = (title, why),
            AmendmentEvent::Written { change, by } => {
                self.changes.insert(change.key(), change);
                self.writers.insert(by);
                self.checks.clear();
                self.sent_back = None;
            }
            AmendmentEvent::TakenOut { key, by, .. } => {
                self.changes.remove(&key);
                self.writers.insert(by);
                self.checks.clear();
                self.sent_back = None;
            }
            AmendmentEvent::Checked { by, says } => self.checks.push(Check { by, says, on }),
            AmendmentEvent::SentBack { by, says } => {
                self.checks.clear();
                self.sent_back = Some(Check { by, says, on });
            }
            AmendmentEvent::Issued { issue } => self.issued = Some(issue),
            AmendmentEvent::Withdrawn { why } => self.withdrawn = Some((on, why)),
        }
        self
    }
}

impl Amendment {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (&self.issued, &self.withdrawn, self.checks.len()) {
            (Some(_), ..) => Standing::Issued,
            (None, Some(_), _) => Standing::Withdrawn,
            (None, None, 0) => Standing::Drafting,
            (None, None, checks) => Standing::Checked(checks),
        }
    }

    /// Whether it can still change.
    pub fn is_open(&self) -> bool {
        self.issued.is_none() && self.withdrawn.is_none()
    }
}
