//! One command through the house: access, load, facts, what has lapsed, decide, one append.

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Day,
    ids::{EventRef, PersonId, StreamId},
};
use serde_json::Value;

use crate::{Actor, App, Result, error::Error, page::Done};

/// A command as it arrives.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who asks.
    pub actor: Actor,
    /// For whom a paper is entered (代录).
    pub acted_for: Option<PersonId>,
    /// The date of that paper.
    pub paper_on: Option<Day>,
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
            paper_on: None,
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

impl App {
    /// Carries out one command.
    pub async fn execute(&self, ask: Ask) -> Result<Done> {
        let _ = ask;
        Err(Error::Unavailable("execute".to_owned()))
    }

    /// The same for what a form sent (`name → text`); `ask.answers` is not looked at.
    pub async fn execute_form(&self, ask: Ask, sent: &BTreeMap<String, String>) -> Result<Done> {
        let _ = sent;
        self.execute(ask).await
    }

    /// Several commands of one actor, authorised once before the first; stops at the first that is not done.
    pub async fn execute_batch(&self, asks: Vec<Ask>) -> Vec<Result<Done>> {
        let _ = asks;
        Vec::new()
    }
}
