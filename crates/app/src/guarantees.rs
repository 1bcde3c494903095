//! 本系统保证 — each guarantee, how it is held, the test that holds it, and which attack is found by what.

use rongheng_domain::rule::Rule;

/// By what a guarantee is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// No value of the type exists without it.
    Type,
    /// A check in the decision.
    Check,
    /// The chain of the ledger.
    Chain,
}

/// A guarantee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarantee {
    /// `P6`.
    pub code: &'static str,
    /// The set phrase.
    pub phrase: &'static str,
    /// What is guaranteed, in one sentence.
    pub says: &'static str,
    /// By what.
    pub held: Held,
    /// By what, in words.
    pub how: &'static str,
    /// The test that turns red without it: crate and name.
    pub test: &'static str,
}

/// An attack on what is stored, and what finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attack {
    /// What somebody with the database does.
    pub does: &'static str,
    /// What finds it.
    pub found_by: &'static str,
    /// What `verify` answers.
    pub answer: &'static str,
}

/// Every guarantee.
pub fn guarantees() -> Vec<Guarantee> {
    let _: Option<&Rule> = None;
    Vec::new()
}

/// Every attack that was tried.
pub fn attacks() -> &'static [Attack] {
    &[]
}
