//! What every kind of case has in common, so that storing, showing, asking and testing need no code of
//! their own for each kind.

mod acts;
mod ahead;
mod batch;
mod entry;
mod erased;
mod part;

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(crate) use self::{
    acts::acts,
    ahead::{next, steps},
};
pub use self::{
    batch::Batch,
    entry::{CaseRegister, Entry},
    erased::{AnyKind, AnyState, erase, record},
    part::{Part, Who},
};
use crate::{
    connivance::Trace,
    day::Day,
    facts::{Facts, Policy},
    form::Field,
    ids::{EventRef, FileId, PersonId, StreamId, UnitId},
    message::Message,
    paper_values::PaperValues,
    people::Role,
    refusal::{Reason, Refusal},
    registers::{destruction::Destruction, policy::Document},
    rule::Rule,
    sheet::{Doer, Say, Sheet},
    supervision::Supervision,
    time_limit::Due,
};

/// One thing that can be done in a case: a button, a form and a rule.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Stable name, the key of the command, such as `accept`.
    pub name: &'static str,
    /// What the button says; a legal act in words, never 确定.
    pub title: &'static str,
    /// The rule this action serves.
    pub rule: &'static Rule,
    /// The roles the mechanism gives it to; the access table adds reach and exclusions.
    pub who: &'static [Role],
    /// What the form asks, in order.
    pub fields: &'static [Field],
    /// Sample answers, made from the typed command; a test compares them with `fields`.
    pub sample: fn() -> Value,
    /// The paper it leads to, if one: the code of its text. What it is called is the unit's
    /// ([`crate::registers::papers`]).
    pub document: Option<&'static str>,
    /// Begins a case: asked of a stream without events.
    pub opens: bool,
    /// The word of the number series it draws from, such as `容`.
    pub series: Option<&'static str>,
    /// Cannot be undone: the page asks to check the answers in red.
    pub grave: bool,
    /// One sentence above the form; may be empty.
    pub help: &'static str,
    /// Whether it may be done in several cases with the same answers.
    pub batch: Batch,
}

impl Action {
    /// An action with the usual defaults; set the rest with struct update syntax.
    pub const fn new(
        name: &'static str,
        title: &'static str,
        rule: &'static Rule,
        sample: fn() -> Value,
    ) -> Self {
        Self {
            name,
            title,
            rule,
            who: &[],
            fields: &[],
            sample,
            document: None,
            opens: false,
            series: None,
            grave: false,
            help: "",
            batch: Batch::Never,
        }
    }
}

/// The answers that make this command: the sample of an action, taken from the typed command itself.
pub fn answers_of(command: &impl Serialize) -> Value {
    // INVARIANT: commands are structs with string keys; a test sends every sample through its form.
    serde_json::to_value(command).unwrap_or_default()
}

/// Reads an older shape of an event into the next newer one.
#[derive(Debug, Clone, Copy)]
pub struct Upcast {
    /// The event without its kind, such as `accepted`.
    pub event: &'static str,
    /// The schema number it reads; it writes this one plus one.
    pub from: u16,
    /// The pure function.
    pub up: fn(Value) -> Value,
}

/// Who looks at a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The organ's officers within reach: case officers, 案管, review, leaders, clerk, upper organ.
    Officer(Role),
    /// The committee that answers for the case (D3).
    Committee(UnitId),
    /// The contact of the unit.
    Unit(UnitId),
    /// The official concerned.
    Official(PersonId),
    /// A member of its consultation.
    Consulted(PersonId),
    /// An appraisal owner: only what concerns its appraisal.
    Appraisal(UnitId),
    /// The organisation department: outcome and effects.
    Organisation,
    /// The custodian of sealed reporters: what a reporter must be told, and no more.
    Custodian,
    /// 案管 of an organ that does not have the case any more: only where it went.
    FormerOrgan(UnitId),
}

/// Something a case offers as an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: Say,
}

/// Something somebody has to do (待办).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The action of this kind that discharges it.
    pub action: &'static str,
    /// Distinguishes several of one action, such as the official it concerns.
    pub about: String,
    /// `受理申请或一次性告知补正`.
    pub says: String,
    /// Who.
    pub who: Doer,
    /// By when.
    pub due: Option<Due>,
    /// Who is not shown it, whatever the role: whoever wrote a paper down never checks it (G5).
    pub not: Vec<PersonId>,
}

/// A part of the process: its title, its acts in process order, and the tab that shows what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// `会商`: the title of the step where there is one.
    pub title: &'static str,
    /// Its acts.
    pub acts: &'static [&'static str],
    /// Its tab; empty where it has none.
    pub tab: &'static str,
    /// What can have happened in it: events without their kind.
    pub events: &'static [&'static str],
    /// Whether it only carries out what was decided before: such acts may be done in a batch ([`Batch`]).
    pub routine: bool,
}

impl Phase {
    /// A part of the process.
    pub const fn new(
        title: &'static str,
        tab: &'static str,
        acts: &'static [&'static str],
        events: &'static [&'static str],
    ) -> Self {
        Self { title, acts, tab, events, routine: false }
    }

    /// The same, carrying out only what was decided before.
    #[must_use]
    pub const fn routine(mut self) -> Self {
        self.routine = true;
        self
    }
}

/// What the read tables keep of a case: days and inputs, never lights, lateness or "today".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub title: String,
    /// `容〔2026〕17号`.
    pub number: Option<String>,
    /// Stage: `会商`.
    pub stage: &'static str,
    /// 所在单位.
    pub unit: Option<UnitId>,
    /// 承办机关.
    pub organ: Option<UnitId>,
    /// The day it began.
    pub opened_on: Option<Day>,
    /// The limit that matters now.
    pub due: Option<Due>,
    /// Whether the gate of G4 is open: 批准告知 on record.
    pub disclosed: bool,
    /// 办结.
    pub closed_on: Option<Day>,
    /// 归档.
    pub archived_on: Option<Day>,
    /// The case it was opened by, if by another.
    pub cause: Option<StreamId>,
    /// What weighs on it, for its officers: 复杂, 敏感, 重大.
    pub marks: Vec<&'static str>,
    /// Who belongs to it and how.
    pub parts: Vec<(Who, Part)>,
    /// What is to be done now.
    pub tasks: Vec<Task>,
    /// What it leaves to be seen with others (纵错, D4).
    pub traces: Vec<Trace>,
}

/// Something a recorded event owes to another kind (`architecture.md` §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Owed {
    /// The stream to be opened; computed from the case, so that opening twice is a conflict.
    pub stream: StreamId,
    /// What it is, in Chinese.
    pub title: String,
    /// The official it concerns, if one.
    pub official: Option<PersonId>,
    /// The answers of its opening action, for the kinds that are built.
    pub answers: Value,
}

/// Something a recorded event tells another case. The other case decides by its own rules, as `system_jobs`.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The other case.
    pub stream: StreamId,
    /// Its action.
    pub action: &'static str,
    /// The answers.
    pub answers: Value,
    /// In the same transaction: both happen or neither does, and a refusal there refuses the whole. Otherwise
    /// a job brings it, late or twice, and a refusal there means that nothing is left to be told.
    pub at_once: bool,
}

/// What a case counts for in a filing table (G9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Under which figure ([`Kind::COUNTED`]).
    pub key: &'static str,
    /// What is counted: the figure counts each of these once over all cases.
    pub of: String,
    /// A sum in fen, where the figure is one of money.
    pub fen: Option<i64>,
}

impl Count {
    /// One of something.
    pub fn one(key: &'static str, of: impl Into<String>) -> Self {
        Self { key, of: of.into(), fen: None }
    }
}

/// A text that is written, changed and written anew before it counts: each event of the same key is a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which text: `minutes`, `found/zhou`.
    pub key: String,
    /// What it is called.
    pub title: Say,
    /// The whole of it, with its lines.
    pub text: Say,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `受理`.
    pub title: String,
    /// Details.
    pub says: Say,
    /// The day it counts from, where that is not the day it was recorded.
    pub effective_on: Option<Day>,
}

/// A kind of case: its words, its actions and its pure functions.
pub trait Kind: Send + Sync + 'static {
    /// What is known after the events so far.
    type State: Default + Clone + fmt::Debug + Send + Sync + 'static;
    /// What can be asked.
    type Command: DeserializeOwned;
    /// What can have happened.
    type Event: Serialize + DeserializeOwned + Clone + fmt::Debug;
    /// Stable name, the prefix of its stored events and streams.
    const NAME: &'static str;
    /// What the register calls it: `容错案件`.
    const TITLE: &'static str;
    /// Its actions in process order.
    const ACTIONS: &'static [Action];
    /// The same acts by part of the process: each stands in one; a test holds it.
    const PHASES: &'static [Phase];
    /// The schema number of each event that has had more than one; all others are 1.
    const SCHEMAS: &'static [(&'static str, u16)] = &[];
    /// Readers of older shapes.
    const UPCASTS: &'static [Upcast] = &[];

    /// The events that follow from `command`, or everything that stands against it.
    fn decide(
        state: &Self::State,
        command: Self::Command,
        facts: &Facts,
    ) -> Result<Vec<Self::Event>, Refusal>;
    /// The state after `event`, recorded on `on`. Never fails: what happened, happened.
    fn evolve(state: Self::State, event: &Self::Event, on: Day) -> Self::State;
    /// What has lapsed by `facts.today` and is not recorded yet; never on a provisional date.
    fn lapsed(state: &Self::State, facts: &Facts) -> Vec<Self::Event>;
    /// All that keeps `action` from being asked now, whatever the answers.
    fn blocked(state: &Self::State, action: &str, facts: &Facts) -> Vec<Reason>;
    /// What the case offers as answers under `source` ([`crate::form::Input::Pick`]).
    fn offers(state: &Self::State, source: &str, policy: &Policy) -> Vec<Offer>;
    /// What `audience` sees; `None` where it may know nothing.
    fn view(state: &Self::State, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet>;
    /// What the read tables keep.
    fn row(state: &Self::State, policy: &Policy) -> Row;
    /// A line of the officers' timeline.
    fn told(event: &Self::Event) -> Told;
    /// Who is told what of an event, with the state after it (待阅).
    fn messages(_event: &Self::Event, _state: &Self::State) -> Vec<Message> {
        Vec::new()
    }
    /// 督办 in the case, for the kinds that have any.
    fn supervision(_state: &Self::State) -> Option<&Supervision> {
        None
    }
    /// Its lines in the registers that run over cases (登记簿).
    fn entries(_state: &Self::State) -> Vec<Entry> {
        Vec::new()
    }
    /// Which other streams a decision in this state may look at.
    fn cites(_state: &Self::State) -> Vec<StreamId> {
        Vec::new()
    }
    /// The people and units a decision in this state may look at, besides those the answers name.
    fn knows(state: &Self::State) -> Vec<Who> {
        let _ = state;
        Vec::new()
    }
    /// Whether `person` must stand aside (P8), declared or computed; lists and pages hide the case then.
    fn excluded(_state: &Self::State, _person: &PersonId, _facts: &Facts) -> bool {
        false
    }
    /// The version of the sign-off while it stands (for kinds that discharge an obligation).
    fn signed_off(_state: &Self::State) -> Option<u64> {
        None
    }
    /// What an event owes to other kinds; a job opens each.
    fn owes(_event: &Self::Event) -> Vec<Owed> {
        Vec::new()
    }
    /// The text that an event writes or changes before it counts (纪要, 核实认定, 拟认定意见 …).
    fn draft(_event: &Self::Event) -> Option<Draft> {
        None
    }
    /// The figures that its cases count for, with their titles, in the order of the table.
    const COUNTED: &'static [(&'static str, &'static str)] = &[];
    /// What a case counts for in the days from `from` to `until`, both included.
    fn counts(_state: &Self::State, _from: Day, _until: Day) -> Vec<Count> {
        Vec::new()
    }
    /// The days whose figures `action` needs; the program counts them over all cases ([`Facts::figures`]).
    fn counts_over(_state: &Self::State, _action: &str, _answers: &Value) -> Option<(Day, Day)> {
        None
    }
    /// What an event tells other cases (并案, 登记立案 …).
    fn tells(_event: &Self::Event) -> Vec<Telling> {
        Vec::new()
    }
    /// What an event puts into the register of policy; a job writes it once, under the document's own id.
    fn keeps(_event: &Self::Event) -> Option<Document> {
        None
    }
    /// The placeholders of the papers that follow from an event, by the event's stored name.
    const PAPER_VALUES: &'static [(&'static str, &'static [&'static str])] = &[];
    /// What the papers say that follow from an event, with the state after it: one for each.
    fn paper_values(_event: &Self::Event, _state: &Self::State, _policy: &Policy) -> Vec<PaperValues> {
        Vec::new()
    }
    /// Where an event destroys the file: a job leaves the entry in the register of destructions and erases the keys.
    fn destroys(_event: &Self::Event, _state: &Self::State) -> Option<Destruction> {
        None
    }
    /// The circumstances the case goes by, under `policy` (S1).
    fn texts(_state: &Self::State, _policy: &Policy) -> Vec<TextUse> {
        Vec::new()
    }
    /// The files of the case that `audience` may open.
    fn files(state: &Self::State, audience: &Audience, policy: &Policy) -> Vec<FileId>;
}

/// A circumstance that a case goes by, for one official.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextUse {
    /// Its code.
    pub code: String,
    /// What is settled of it.
    pub standing: TextStanding,
}

/// How firmly a case goes by a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStanding {
    /// Chosen, or in a finished report: whatever is issued changes nothing.
    Pinned,
    /// The text of the act governs, and there is nothing to choose.
    OfTheAct,
    /// A person has to choose between two texts.
    ToChoose,
}

/// An event as the store keeps it, without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// `tolerance.accepted`.
    pub kind: String,
    /// Schema number.
    pub schema: u16,
    /// The event's own fields, as JSON.
    pub payload: Value,
}

/// A request or a history that cannot be read, or a refusal.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such action.
    #[error("unknown action {0}")]
    UnknownAction(String),
    /// The answers do not fit the form.
    #[error("unreadable answers: {0}")]
    UnreadableAnswers(String),
    /// The history does not fit the kind.
    #[error("unreadable event {kind} (schema {schema}): {why}")]
    UnreadableEvent {
        /// The event.
        kind: String,
        /// Its schema number.
        schema: u16,
        /// What the parser said.
        why: String,
    },
}

/// Where an event of another stream stands in this one: the cause of a command.
pub type Cause = EventRef;
