//! What comes in from outside, and under which terms. Works without `cargo deny`.

use std::collections::BTreeSet;

use crate::tree;

/// Whether an SPDX expression can be satisfied with the allowed licences; the old `A/B` means `A OR B`.
fn allowed(expression: &str, allow: &BTreeSet<String>) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    let answer = either(&words, &mut at, allow);
    assert_eq!(at, words.len(), "cannot read the licence {expression:?}");
    answer
}

fn either(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut answer = both(words, at, allow);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        answer |= both(words, at, allow);
    }
    answer
}

fn both(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut answer = single(words, at, allow);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        answer &= single(words, at, allow);
    }
    answer
}

fn single(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let word = words[*at];
    *at += 1;
    if word == "(" {
        let answer = either(words, at, allow);
        assert_eq!(words[*at], ")");
        *at += 1;
        return answer;
    }
    let mut licence = word.to_owned();
    if words.get(*at) == Some(&"WITH") {
        licence = format!("{word} WITH {}", words[*at + 1]);
        *at += 2;
    }
    allow.contains(&licence)
}

fn allow_list() -> BTreeSet<String> {
    let table: toml::Table = tree::read("deny.toml").parse().unwrap();
    let list = table["licenses"]["allow"].as_array().unwrap();
    list.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_licence_is_allowed() {
    let allow = allow_list();
    let metadata = tree::metadata(true);
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "cargo metadata lists the whole graph");
    let wrong: Vec<String> = packages
        .iter()
        .map(|p| (p["name"].as_str().unwrap(), p["license"].as_str().unwrap_or("none stated")))
        .filter(|(_, licence)| !allowed(licence, &allow))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert_eq!(wrong, Vec::<String>::new(), "not in deny.toml's allow list");
}

#[test]
fn licence_expressions_are_read_as_spdx_says() {
    let allow: BTreeSet<String> =
        ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].iter().map(|l| (*l).to_owned()).collect();
    for good in
        ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(GPL-3.0 OR MIT) AND ISC", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(allowed(good, &allow), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT AND GPL-2.0) OR AGPL-3.0", "none stated"] {
        let answer = std::panic::catch_unwind(|| allowed(bad, &allow)).unwrap_or(false);
        assert!(!answer, "{bad}");
    }
}

#[test]
fn nothing_comes_from_outside_the_registry_and_there_is_one_tls_provider() {
    let lock: toml::Table = tree::read("Cargo.lock").parse().unwrap();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if let Some(source) = package.get("source") {
            let source = source.as_str().unwrap();
            assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}");
        } else {
            assert!(name.starts_with("rongheng"), "{name} has no source");
        }
        for banned in ["openssl", "openssl-sys", "aws-lc-rs", "aws-lc-sys", "native-tls"] {
            assert_ne!(name, banned, "one TLS provider: ring");
        }
    }
}
