//! Who may import whom. A new arrow is added here first, with a reason, or not at all.

use std::collections::BTreeMap;

use crate::tree;

const ARROWS: &[(&str, &[&str])] = &[
    ("rongheng", &["rongheng-app", "rongheng-web"]),
    ("rongheng-app", &["rongheng-documents", "rongheng-domain", "rongheng-search", "rongheng-store"]),
    ("rongheng-documents", &["rongheng-domain"]),
    ("rongheng-domain", &[]),
    ("rongheng-search", &["rongheng-domain"]),
    ("rongheng-store", &["rongheng-domain"]),
    ("rongheng-web", &["rongheng-app", "rongheng-domain"]),
];

/// All that the rules may lean on. Anything that can do I/O stays out.
const DOMAIN_MAY_USE: &[&str] = &["jiff", "serde", "serde_json", "sm3", "thiserror", "uuid"];

/// What the rules must not even be able to name (`crates/domain/clippy.toml`).
const DOMAIN_BANS: &[&str] = &[
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::fs::File",
    "std::env::var",
    "std::thread::sleep",
    "std::net::TcpStream",
    "std::collections::HashMap",
    "std::collections::HashSet",
];

fn dependencies() -> BTreeMap<String, Vec<String>> {
    tree::metadata(false)["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let mut names: Vec<String> = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|d| d["kind"].is_null())
                .map(|d| d["name"].as_str().unwrap().to_owned())
                .collect();
            names.sort();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let found: Vec<(String, Vec<String>)> = dependencies()
        .into_iter()
        .map(|(name, d)| (name, d.into_iter().filter(|d| d.starts_with("rongheng")).collect()))
        .collect();
    let wanted: Vec<(String, Vec<String>)> = ARROWS
        .iter()
        .map(|(name, d)| ((*name).to_owned(), d.iter().map(|d| (*d).to_owned()).collect()))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_domain_leans_on_nothing_that_does_io() {
    for name in &dependencies()["rongheng-domain"] {
        assert!(DOMAIN_MAY_USE.contains(&name.as_str()), "domain must not depend on {name}");
    }
}

#[test]
fn the_domain_cannot_name_clocks_files_threads_or_unordered_maps() {
    let clippy = tree::read("crates/domain/clippy.toml");
    let table: toml::Table = clippy.parse().unwrap();
    let banned: Vec<&str> = ["disallowed-methods", "disallowed-types"]
        .iter()
        .flat_map(|list| table[*list].as_array().unwrap())
        .map(|entry| entry["path"].as_str().unwrap())
        .collect();
    for path in DOMAIN_BANS {
        assert!(banned.contains(path), "crates/domain/clippy.toml must ban {path}");
    }
    for name in tree::ending(&["rs"]).iter().filter(|n| n.starts_with("crates/domain/src/")) {
        let text = tree::read(name);
        for call in ["async fn", ".await", "println!", "tokio::", "sqlx::"] {
            assert!(!text.contains(call), "{name}: the rules are pure, found {call}");
        }
    }
}

#[test]
fn kinds_of_case_never_import_each_other() {
    let kinds = std::fs::read_dir(tree::root().join("crates/domain/src/cases")).unwrap();
    let kinds: Vec<String> = kinds
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(kinds.len() >= 2, "tolerance and correction at least");
    for name in tree::ending(&["rs"]) {
        let Some(rest) = name.strip_prefix("crates/domain/src/cases/") else { continue };
        let Some((own, _)) = rest.split_once('/') else { continue };
        let text = tree::read(&name);
        for other in kinds.iter().filter(|kind| *kind != own) {
            for path in [format!("cases::{other}"), format!("super::super::{other}")] {
                assert!(!text.contains(&path), "{name} imports {other}: a job in app carries what is owed");
            }
        }
    }
}

#[test]
fn web_never_sees_sql_and_app_never_sees_html() {
    for name in tree::ending(&["rs"]) {
        let text = tree::read(&name);
        if name.starts_with("crates/web/src/") {
            for word in ["SELECT ", "INSERT INTO", "sqlx"] {
                assert!(!text.contains(word), "{name}: found {word:?}");
            }
        }
        if name.starts_with("crates/app/src/") {
            for word in ["<div", "<html", "<p>", "askama"] {
                assert!(!text.contains(word), "{name}: found {word:?}");
            }
        }
    }
}

#[test]
fn the_toolchain_is_named_exactly() {
    let table: toml::Table = tree::read("rust-toolchain.toml").parse().unwrap();
    assert_eq!(table["toolchain"]["channel"].as_str(), Some("1.95.0"));
}
