//! docs/rules.md: every rule, its phrase, source, force, file and tests, for a reviewer who does not read Rust.
//!
//! The page is made from the source itself and kept fresh here: `RONGHENG_WRITE=1 cargo test -p rongheng --test it
//! rules::` writes it anew. A rule that no test and no story meets as a refusal fails the build.

mod page;
mod read;

use std::collections::BTreeSet;

use self::read::{Source, Written};
use crate::tree;

const PAGE: &str = "docs/rules.md";

#[test]
fn the_page_of_the_rules_is_fresh() {
    let made = page::make(&Source::read());
    if std::env::var_os("RONGHENG_WRITE").is_some() {
        std::fs::write(tree::root().join(PAGE), &made).unwrap();
    }
    let stands = std::fs::read_to_string(tree::root().join(PAGE)).unwrap_or_default();
    assert!(
        stands == made,
        "{PAGE} is not what the source says; RONGHENG_WRITE=1 cargo test -p rongheng --test it rules:: writes it anew"
    );
}

#[test]
fn every_rule_has_a_test() {
    let source = Source::read();
    let without: Vec<_> = source.without_test();
    assert!(without.is_empty(), "rules that no test names: {without:?}");
}

#[test]
fn a_rule_without_a_test_is_found_out() {
    let mut source = Source::read();
    source.rules.push(Written { code: "P2.invented".to_owned(), ..source.rules[0].clone() });
    assert_eq!(source.without_test(), ["P2.invented"]);
}

#[test]
fn every_code_is_one_of_the_mechanism_or_a_finer_one() {
    let source = Source::read();
    let known: BTreeSet<&str> = page::MECHANISM.iter().map(|(code, ..)| *code).collect();
    for rule in &source.rules {
        let base = rule.code.split('.').next().unwrap();
        assert!(known.contains(base), "{} in {} is no code of the mechanism", rule.code, rule.file);
    }
}

#[test]
fn the_reader_sees_every_rule_the_actions_name() {
    let source = Source::read();
    for kind in rongheng_domain::cases::all() {
        for action in kind.actions() {
            let seen = source
                .rules
                .iter()
                .any(|rule| rule.code == action.rule.code && rule.asks == action.rule.asks);
            assert!(
                seen,
                "{} of {}.{} is not read from the source",
                action.rule.code,
                kind.name(),
                action.name
            );
        }
    }
}
