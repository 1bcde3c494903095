//! Lists: tables that follow from the ledger and the keys present, written in the transaction of the event
//! and made anew at any time. They hold days and inputs, never lights, lateness or "today".
//!
//! The caller computes the values; the store owns the shape. Every change replaces all rows of its owner.

use rongheng_domain::ids::{PersonId, StreamId, UnitId};
use serde::{Deserialize, Serialize};

/// A case in the lists. Absent texts are empty, so that order and key never meet a null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub stream: String,
    /// `tolerance`.
    pub kind: String,
    /// `容〔2026〕17号`; empty before it has one.
    pub number: String,
    /// The same in the order of word, year and number: `容/2026/000017`; empty with it.
    pub numbered: String,
    /// What it is about.
    pub title: String,
    /// `会商`.
    pub stage: String,
    /// 所在单位.
    pub unit: String,
    /// 承办机关.
    pub organ: String,
    /// `2026-03-04`; the lists are ordered by it.
    pub opened_on: String,
    /// Id of the limit that matters now.
    pub due_rule: String,
    /// Its last day.
    pub due_on: String,
    /// 预计.
    pub due_provisional: bool,
    /// Whether the gate of G4 is open.
    pub disclosed: bool,
    /// 办结.
    pub closed_on: String,
    /// 归档.
    pub archived_on: String,
    /// The stream that opened it.
    pub cause: String,
    /// 复杂, 敏感, 重大: those that stand, joined by spaces.
    pub marks: String,
    /// Version of the stream this row was made at.
    pub version: i64,
}

/// How a person or a unit belongs to a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartRow {
    /// The case.
    pub stream: String,
    /// `person:lin` or `unit:jw`.
    pub who: String,
    /// [`rongheng_domain::kind::Part::id`], or one of the words below with a number: no row of the access table
    /// knows those.
    pub part: String,
}

impl PartRow {
    /// 督办 that this person ordered, one row each.
    pub const ORDERED: &'static str = "ordered/";
    /// 督办 that this person answers, one row each.
    pub const ANSWERS: &'static str = "answers/";
    /// Instead of somebody: a register that runs over cases, whose lines are the parts, in their order.
    pub const REGISTER: &'static str = "register:";
}

/// Something somebody has to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskRow {
    /// The case.
    pub stream: String,
    /// The action that discharges it.
    pub action: String,
    /// Distinguishes several of one action.
    pub about: String,
    /// What it says.
    pub says: String,
    /// `role:case_officer@discipline` (whoever holds the role in that organ; `role:upper_organ@` everywhere),
    /// `person:lin` or `unit:jw`.
    pub who: String,
    /// Id of the limit; empty without one.
    pub due_rule: String,
    /// Its last day; empty without one.
    pub due_on: String,
    /// 预计.
    pub due_provisional: bool,
}

/// How often somebody looked at one thing of a case on one day. Absent times never occur: a row begins with one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LookRow {
    /// What is replaced together: node, day, case and person.
    pub owner: String,
    /// The case.
    pub stream: String,
    /// Who.
    pub person: String,
    /// `2026-03-04`.
    pub day: String,
    /// `case`, `tab:evidence`, `file:…`, `paper:3`, `form:find`.
    pub what: String,
    /// When first, in microseconds.
    pub first_at: String,
    /// When last.
    pub last_at: String,
    /// How often.
    pub times: String,
}

/// What somebody did in a case (已办), or that the case was opened by or for somebody (我发起的).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActRow {
    /// The case.
    pub stream: String,
    /// `person:lin`.
    pub who: String,
    /// [`ActRow::DID`] or [`ActRow::OPENED`].
    pub what: String,
    /// What happened, as the timeline calls it: `受理`.
    pub title: String,
    /// Who was signed in.
    pub actor: String,
    /// For whom; empty where the act is the actor's own.
    pub acted_for: String,
    /// When, in microseconds, with zeros in front so that texts compare as numbers do.
    pub done_at: String,
    /// Version of the case after it.
    pub version: i64,
}

impl ActRow {
    /// Was signed in when it happened.
    pub const DID: &'static str = "did";
    /// The case begins with it.
    pub const OPENED: &'static str = "opened";

    /// A moment as `done_at` holds it.
    pub fn moment(at: rongheng_domain::day::Moment) -> String {
        format!("{:020}", at.0.max(0))
    }
}

/// Words for somebody about what happened (待阅). Belongs to the stream that said them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageRow {
    /// The stream that said it: the case, or its reminders.
    pub source: String,
    /// The case it is about; the source itself where it is about none.
    pub stream: String,
    /// `person:lin`, `unit:jw` or `role:leader@discipline`.
    pub who: String,
    /// What it says.
    pub says: String,
    /// The day it was said.
    pub said_on: String,
    /// Whose act it follows from: the person is not told of it.
    pub actor: String,
    /// Version of the source.
    pub version: i64,
}

/// What a case leaves to be seen with others (纵错). Days and subjects; whether anything is seen in it follows from the
/// settings and the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TraceRow {
    /// The case.
    pub stream: String,
    /// `official_again`.
    pub sign: String,
    /// `person:lin`, `unit:jw`, `unit:jw E-01`.
    pub subject: String,
    /// The day it is counted on.
    pub on_day: String,
    /// The day it is measured against; empty without one.
    pub then_day: String,
}

/// How far somebody has read what a stream said.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadRow {
    /// Person and source, with a blank between.
    pub id: String,
    /// Up to and with this version of the source.
    pub version: i64,
}

impl ReadRow {
    /// How far `person` has read `source`.
    pub fn new(person: &str, source: &str, version: u64) -> Self {
        Self { id: format!("{person} {source}"), version: i64::try_from(version).unwrap_or(i64::MAX) }
    }
}

/// A person as lists and names need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person.
    pub id: String,
    /// The name.
    pub name: String,
    /// Where the person works today.
    pub unit: String,
    /// The rest, as JSON text.
    pub content: String,
}

/// Days on which somebody is away, or is stood in for. Days that never began have no row.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AwayRow {
    /// Whose.
    pub person: String,
    /// Which of the person's.
    pub number: String,
    /// [`rongheng_domain::away::Way::id`].
    pub way: String,
    /// Who stands in; empty for leave.
    pub stands_in: String,
    /// Whose acts: ids of roles, joined by spaces.
    pub roles: String,
    /// First day.
    pub from_on: String,
    /// First day after; empty without an end.
    pub until_on: String,
}

/// A unit as lists and names need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// The unit.
    pub id: String,
    /// The name.
    pub name: String,
    /// The rest, as JSON text.
    pub content: String,
}

/// An account. Its stream is `account/<login>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// What is typed at sign-in.
    pub login: String,
    /// Whose it is.
    pub person: String,
    /// Password hash, roles and the rest, as JSON text.
    pub content: String,
}

/// A change of the read tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// The row of a case.
    PutCase(Box<CaseRow>),
    /// All parts of a case; `stream` of the rows is filled in.
    SetParts(StreamId, Vec<PartRow>),
    /// All tasks of a case; `stream` of the rows is filled in.
    SetTasks(StreamId, Vec<TaskRow>),
    /// All looks of an owner.
    SetLooks(String, Vec<LookRow>),
    /// Acts in a case, beside those that are known; `stream` of the rows is filled in.
    AddActs(StreamId, Vec<ActRow>),
    /// All that a stream said to anybody.
    SetMessages(StreamId, Vec<MessageRow>),
    /// All traces of a case; `stream` of the rows is filled in.
    SetTraces(StreamId, Vec<TraceRow>),
    /// How far somebody has read.
    PutRead(ReadRow),
    /// A person.
    PutPerson(PersonRow),
    /// All days on which a person is away or stood in for.
    SetAway(PersonId, Vec<AwayRow>),
    /// A unit.
    PutUnit(UnitRow),
    /// An account.
    PutAccount(AccountRow),
    /// A person is no longer listed.
    DropPerson(PersonId),
    /// A unit is no longer listed.
    DropUnit(UnitId),
    /// An account is no longer listed.
    DropAccount(String),
}
