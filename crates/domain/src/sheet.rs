//! What an audience sees of a case: plain blocks that any page, paper or API can render. A view type of
//! each audience makes its own [`Sheet`]; what a view has no field for cannot reach it.

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    people::Role,
    time_limit::Due,
};

/// A piece of text; people and units stand in it as ids and get their names at the edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Words.
    Text(String),
    /// A person.
    Person(PersonId),
    /// A unit.
    Unit(UnitId),
    /// A circumstance of the checklist.
    Circumstance(String),
    /// What can be done about a row, for those who may: the way to a form with what is known filled in. Nothing
    /// is read of it where words stand alone.
    Act {
        /// The action.
        action: String,
        /// What the link says.
        label: String,
        /// Answers that are known: field and value.
        fill: Vec<(String, String)>,
    },
}

/// A line of text with people and units in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Say(pub Vec<Span>);

impl Say {
    /// Nothing said.
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// The same followed by `more`.
    #[must_use]
    pub fn and(mut self, more: impl Into<Say>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// The way to `action` with what is known filled in.
    pub fn act(action: &str, label: &str, fill: &[(&str, &str)]) -> Self {
        let own = |(field, value): &(&str, &str)| ((*field).to_owned(), (*value).to_owned());
        let fill = fill.iter().map(own).collect();
        Self(vec![Span::Act { action: action.to_owned(), label: label.to_owned(), fill }])
    }

    /// Several joined by `、`.
    pub fn list<T: Into<Say>>(parts: impl IntoIterator<Item = T>) -> Self {
        let mut said = Self::empty();
        for part in parts {
            if !said.0.is_empty() {
                said = said.and("、");
            }
            said = said.and(part);
        }
        said
    }
}

impl From<&str> for Say {
    fn from(text: &str) -> Self {
        Self(vec![Span::Text(text.to_owned())])
    }
}
impl From<String> for Say {
    fn from(text: String) -> Self {
        Self(vec![Span::Text(text)])
    }
}
impl From<&String> for Say {
    fn from(text: &String) -> Self {
        Self(vec![Span::Text(text.clone())])
    }
}
impl From<&PersonId> for Say {
    fn from(id: &PersonId) -> Self {
        Self(vec![Span::Person(id.clone())])
    }
}
impl From<&UnitId> for Say {
    fn from(id: &UnitId) -> Self {
        Self(vec![Span::Unit(id.clone())])
    }
}
impl From<Day> for Say {
    fn from(day: Day) -> Self {
        Self(vec![Span::Text(day.words())])
    }
}

/// Colour, shape and word of a tag or a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Neutral.
    Plain,
    /// Needs attention.
    Amber,
    /// Bars, overdue.
    Red,
    /// Good.
    Green,
    /// Done or current.
    Blue,
}

/// One step of the mechanism on the case page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// `受理`.
    pub title: String,
    /// Where it stands.
    pub state: StepState,
    /// The day it was done, or what it waits for.
    pub note: String,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// Being done.
    Now,
    /// Later.
    Later,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading inside the section.
    Heading(String),
    /// Questions and answers.
    Facts(Vec<(String, Say)>),
    /// A table.
    Table {
        /// Column heads.
        head: Vec<String>,
        /// Rows of cells.
        rows: Vec<Vec<Say>>,
    },
    /// Paragraphs of somebody's words.
    Words(Say),
    /// A box.
    Note {
        /// Its colour.
        tone: Tone,
        /// Its words.
        says: Say,
    },
    /// An opinion by name; dissent keeps its author's text.
    Opinion {
        /// Who.
        by: Say,
        /// 同意 · 不同意 · 保留.
        word: String,
        /// Whether it dissents.
        dissent: bool,
        /// Verbatim.
        text: String,
        /// When.
        on: Day,
    },
    /// Files that can be opened.
    Files(Vec<SheetFile>),
    /// Figures in a row with the rule they answer to.
    Tally {
        /// Whether the rule is met; `None` while nobody can say.
        met: Option<bool>,
        /// The rule in a sentence, with its numbers.
        says: String,
        /// Figures and what each is.
        counts: Vec<(String, String)>,
    },
    /// Who sits there and how.
    Seats(Vec<Seat>),
}

/// A member of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Who, and for which department.
    pub who: Say,
    /// `到会`, `回避，不计入`.
    pub word: String,
    /// Whether the member is there.
    pub state: SeatState,
}

/// Whether a member is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// There.
    In,
    /// Counts, and is not there (yet).
    Away,
    /// Does not count.
    Out,
}

/// A file that the audience may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFile {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// SM3 of the plaintext.
    pub hash: String,
}

/// A tab of the case page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Stable name for the address, such as `evidence`.
    pub id: String,
    /// `证据`.
    pub title: String,
    /// How many, shown beside the title.
    pub count: Option<usize>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A limit that runs or ran in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What must be done by then.
    pub title: String,
    /// The very value the engine computed.
    pub due: Due,
    /// The day it was done, if it was.
    pub done_on: Option<Day>,
    /// Since when and why the clock stands still, and until when at most.
    pub stopped: Option<(Day, String, Day)>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The action, where it is one of this kind's.
    pub action: Option<String>,
    /// What is to be done.
    pub says: String,
    /// The rule's phrase and code.
    pub rule: (String, String),
    /// Who must act.
    pub who: Vec<Doer>,
    /// By when.
    pub due: Option<Due>,
}

/// Who must act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doer {
    /// Everyone with this role within reach.
    Role(Role),
    /// This person.
    Person(PersonId),
    /// The contact of this unit.
    Unit(UnitId),
}

/// What an audience sees of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What it is about.
    pub title: String,
    /// `容〔2026〕17号`.
    pub number: Option<String>,
    /// `会商`, with its colour.
    pub status: (String, Tone),
    /// 敏感 · 多部门会商 …
    pub tags: Vec<(String, Tone)>,
    /// The strip under the title.
    pub facts: Vec<(String, Say)>,
    /// Steps of the mechanism.
    pub steps: Vec<Step>,
    /// Tabs.
    pub sections: Vec<Section>,
    /// What the law asks next.
    pub next: Vec<Next>,
    /// Limits.
    pub running: Vec<Running>,
}
