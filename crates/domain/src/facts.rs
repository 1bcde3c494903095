//! Everything a decision may look at besides the case itself. Assembled by `app`, which also notes the
//! stream versions it came from, so that the store can check them again inside the transaction.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    day::{Day, Moment},
    ids::{FileId, PersonId, StreamId, UnitId},
    issuable::{Issuable, Stamped},
    kind::Who,
    people::{Person, Role, Unit},
    redaction::Known,
    registers::{
        checklist::{Checklist, ChecklistRecord},
        settings::Settings,
    },
    time_limit::Limits,
};

/// What this unit decided, as in force when the command arrived.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Days off and working weekends.
    pub calendar: Arc<Calendar>,
    /// Time limits by id.
    pub limits: Arc<Limits>,
    /// The checklist in force (适用情形清单).
    pub checklist: Arc<Checklist>,
    /// Every text of the checklist there has been: an act is judged by the text of its time (S1).
    pub texts: Arc<ChecklistRecord>,
    /// Approval chain, attendance rule and other settings.
    pub settings: Arc<Settings>,
}

/// A stream of another kind that the decision cites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cited {
    /// Its version now.
    pub version: u64,
    /// The link of its last event, in hexadecimal.
    pub link: String,
    /// The version of its sign-off, while that stands; `None` while it is open or open again.
    pub signed_off: Option<u64>,
    /// Whether it is archived: whatever belongs to it rests with it.
    pub archived: bool,
}

/// A case that the command names by its number ([`crate::form::Input::Case`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Its stream.
    pub stream: StreamId,
    /// Its number in the stored form: `容〔2026〕17号`.
    pub number: String,
    /// What it is about.
    pub title: String,
}

/// An uploaded file, as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// The name it came with.
    pub name: String,
    /// SM3 of the plaintext, in hexadecimal.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Media type found by looking at the first bytes.
    pub media: String,
}

/// A figure counted over all cases, with the numbers of the cases behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable name.
    pub key: String,
    /// `认定案件（件）`.
    pub title: String,
    /// How many, or whole yuan.
    pub value: i64,
    /// `容〔2026〕17号`, in order.
    pub rows: Vec<String>,
}

/// What is known of the paper that an act is entered from (代录, G5), besides its date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Original {
    /// Where the original lies.
    pub place: Option<String>,
    /// The scan, one of [`Facts::files`].
    pub scan: Option<FileId>,
}

/// The facts of one decision.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The case asked.
    pub case: StreamId,
    /// Its version before the command.
    pub version: u64,
    /// The day of the command; where it is entered from paper, still today.
    pub today: Day,
    /// The moment of the command.
    pub now: Moment,
    /// Who is signed in.
    pub actor: PersonId,
    /// The roles of the person for whom the act counts ([`Facts::acting`]).
    pub roles: Vec<Role>,
    /// For whom the actor enters a paper (代录, G5), or in whose place the actor acts (代理, G12).
    pub acted_for: Option<PersonId>,
    /// Whether the actor acts in the place of [`Facts::acted_for`]; otherwise it is a paper.
    pub by_delegation: bool,
    /// The date of the paper; the clock runs from it.
    pub paper_on: Option<Day>,
    /// Where that paper lies, and its scan.
    pub original: Original,
    /// Policy in force.
    pub policy: Policy,
    /// The people the case or the command names, and the actor.
    pub people: BTreeMap<PersonId, Person>,
    /// The units the case or the command names, and their committees.
    pub units: BTreeMap<UnitId, Unit>,
    /// The streams the case cites ([`crate::kind::Kind::cites`]).
    pub cited: BTreeMap<StreamId, Cited>,
    /// The cases the command names, by the text that named them; only those the actor may know of.
    pub cases: BTreeMap<String, Numbered>,
    /// The number the action's series gives next, where the action draws one.
    pub number: Option<u64>,
    /// The files the command names.
    pub files: BTreeMap<FileId, Uploaded>,
    /// The figures of the days that the action asks for ([`crate::kind::Kind::counts_over`]).
    pub figures: Vec<Figure>,
    /// The titles of the cases of this kind that there are, where figures are asked for.
    pub titles: Vec<String>,
    /// The paper that the action issues, for the kind that issues papers (G11).
    pub paper: Option<Issuable>,
    /// The names of [`Facts::people`] and [`Facts::units`]: for redaction alone, no rule decides by a name.
    pub names: Known,
    /// Those whom the case knows and who cannot sign in: nothing can be put here for them to read. Only gathered for
    /// acts that deliver something.
    pub without_account: BTreeSet<Who>,
    /// What those of [`Facts::people`] are called, where a form asks for a name that is typed: nobody with a part in the
    /// case comes in by the name alone.
    pub called: BTreeMap<PersonId, String>,
    /// How many leaves the ledger had last.
    pub height: u64,
    /// The paper with the image of a seal on it, where the action asks for one and nothing stood against it.
    pub stamped: Option<Stamped>,
}

impl Facts {
    /// The person whose act it is: the one acted for, else the actor.
    pub fn acting(&self) -> &PersonId {
        self.acted_for.as_ref().unwrap_or(&self.actor)
    }

    /// The day the act counts from: the paper's, else today.
    pub fn acted_on(&self) -> Day {
        self.paper_on.unwrap_or(self.today)
    }

    /// What is known of a person.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// Whether the one who acts has this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
