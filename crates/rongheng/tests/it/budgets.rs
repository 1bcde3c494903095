//! Budgets of size: what grows past them wants a second idea moved out, not a bigger number here.

use crate::tree;

const LOCKED_CRATES: usize = 800;
const SQL_TEXTS: usize = 120;
const TABLES_BESIDE_READ_TABLES: usize = 18;
const LINES: usize = 500;

/// The texts of the store that are SQL: string literals that begin with a verb of SQL.
fn sql_texts() -> Vec<String> {
    let mut texts = Vec::new();
    for name in tree::ending(&["rs"]).iter().filter(|n| n.starts_with("crates/") && n.contains("/src/")) {
        let text = tree::read(name);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for literal in text.split('"').skip(1).step_by(2) {
            let first = literal.trim_start().split([' ', '\n']).next().unwrap_or_default();
            if ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "PRAGMA", "CREATE", "DROP", "ALTER"]
                .contains(&first)
            {
                texts.push(format!("{name}: {}", literal.trim().lines().next().unwrap_or_default()));
            }
        }
    }
    texts
}

#[test]
fn at_most_eight_hundred_crates_are_locked() {
    let lock: toml::Table = tree::read("Cargo.lock").parse().unwrap();
    let count = lock["package"].as_array().unwrap().len();
    assert!(count <= LOCKED_CRATES, "{count} crates are locked");
}

#[test]
fn there_are_at_most_a_hundred_and_twenty_sql_texts() {
    let texts = sql_texts().into_iter().filter(|t| !t.contains("CREATE ")).collect::<Vec<_>>();
    assert!(texts.len() >= 20, "the count must see the store's texts, saw {}", texts.len());
    assert!(texts.len() <= SQL_TEXTS, "{} SQL texts:\n{}", texts.len(), texts.join("\n"));
}

#[test]
fn there_are_at_most_eighteen_tables_beside_the_read_tables() {
    let mut tables = std::collections::BTreeSet::new();
    for name in tree::ending(&["rs", "sql"]).iter().filter(|n| n.starts_with("crates/store/")) {
        let text = tree::read(name);
        for rest in text.split("CREATE TABLE ").skip(1) {
            let rest = rest.strip_prefix("IF NOT EXISTS ").unwrap_or(rest);
            let table: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !table.is_empty() && !table.starts_with("r_") {
                tables.insert(table);
            }
        }
    }
    assert!(tables.len() >= 5, "the count must see the store's tables, saw {tables:?}");
    assert!(tables.len() <= TABLES_BESIDE_READ_TABLES, "{} tables: {tables:?}", tables.len());
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long: Vec<String> = tree::ending(&["rs", "html", "js", "css"])
        .into_iter()
        .map(|name| (tree::read(&name).lines().count(), name))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, name)| format!("{name}: {lines}"))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn no_third_party_code_lies_in_the_tree() {
    for name in tree::files() {
        let third = [".min.js", ".min.css", "node_modules/", "third_party/", "vendor/"];
        assert!(!third.iter().any(|mark| name.contains(mark)), "{name} must come from a package");
    }
}

#[test]
fn no_path_of_one_machine_lies_in_the_tree() {
    let homes = ["root", "work", "home"].map(|folder| format!("/{folder}/"));
    for name in tree::ending(&["rs", "toml", "md", "html", "js", "css", "sh", "yml", "json"]) {
        let text = tree::read(&name);
        for (at, line) in text.lines().enumerate() {
            for home in &homes {
                let Some((before, after)) = line.split_once(home.as_str()) else { continue };
                let inside = before.ends_with(|c: char| c.is_ascii_alphanumeric() || "._-})".contains(c));
                let names_one = after.starts_with(|c: char| c.is_ascii_lowercase());
                assert!(inside || !names_one, "{name}:{}: a path of one machine: {line}", at + 1);
            }
        }
    }
}

#[test]
fn nothing_is_left_open_in_the_code() {
    let marks = ["TODO", "FIXME", "XXX"].map(|mark| format!("{mark}:"));
    for name in tree::ending(&["rs", "html", "js", "css"]) {
        let text = tree::read(&name);
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{name} holds a {mark}");
        }
        assert!(!text.contains(&["#[", "ignore]"].concat()), "{name} ignores a test");
    }
}
