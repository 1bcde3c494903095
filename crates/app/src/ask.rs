//! A command as it arrives from a page, a story or a job.

use rongheng_domain::{
    day::Day,
    facts::Original,
    ids::{EventRef, PersonId, StreamId},
};
use serde_json::Value;

use crate::Actor;

/// A command as it arrives.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who asks.
    pub actor: Actor,
    /// For whom a paper is entered (代录), or in whose place it is done (代理).
    pub acted_for: Option<PersonId>,
    /// Whether it is done in the place of `acted_for`; otherwise it is a paper.
    pub by_delegation: bool,
    /// The date of that paper.
    pub paper_on: Option<Day>,
    /// Where that paper lies, and its scan.
    pub original: Original,
    /// Name of the kind: `tolerance`.
    pub kind: String,
    /// The case; `None` where the action opens one (its id is made here).
    pub case: Option<StreamId>,
    /// The version the page was made from; `None` takes whatever stands.
    pub expected: Option<u64>,
    /// Idempotency key.
    pub key: Option<String>,
    /// Name of the action: `accept`.
    pub action: String,
    /// The answers, typed as JSON; [`App::execute_form`] reads them from what a form sent.
    pub answers: Value,
    /// The event of another stream that caused it; only jobs set it.
    pub cause: Option<EventRef>,
}

impl Ask {
    /// An ask with nothing but who, what and the answers.
    pub fn new(actor: Actor, kind: &str, case: Option<StreamId>, action: &str, answers: Value) -> Self {
        Self {
            actor,
            acted_for: None,
            by_delegation: false,
            paper_on: None,
            original: Original::default(),
            kind: kind.to_owned(),
            case,
            expected: None,
            key: None,
            action: action.to_owned(),
            answers,
            cause: None,
        }
    }
}
