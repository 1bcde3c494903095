//! Reads rules, tests and stories from the tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree;

/// A rule as it is written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) code: String,
    pub(super) phrase: String,
    pub(super) asks: String,
    pub(super) source: String,
    pub(super) force: String,
    pub(super) file: String,
}

/// A test and the codes it names.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) codes: BTreeSet<String>,
}

/// A story and the codes that refuse in it, or that its steps are needed by.
#[derive(Debug, Clone)]
pub(super) struct Played {
    pub(super) title: String,
    pub(super) file: String,
    pub(super) codes: BTreeSet<String>,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) rules: Vec<Written>,
    pub(super) tests: Vec<Test>,
    pub(super) stories: Vec<Played>,
}

impl Source {
    pub(super) fn read() -> Self {
        let mut rules = Vec::new();
        let mut tests = Vec::new();
        for file in tree::ending(&["rs"]).into_iter().filter(|name| name.starts_with("crates/")) {
            // These list codes, and meet no refusal themselves.
            let lists = ["/tests/it/rules/", "/tests/it/glossary.rs", "/tests/it/stories.rs"];
            if lists.iter().any(|list| file.contains(list)) {
                continue;
            }
            let text = tree::read(&file);
            let live = if file.contains("/tests/") || file.ends_with("/tests.rs") {
                ""
            } else {
                before_tests(&text)
            };
            rules.extend(rules_in(live, &file));
            tests.extend(tests_in(&text, &file));
        }
        rules.sort_by_key(|rule: &Written| (order(&rule.code), rule.code.clone(), rule.file.clone()));
        tests.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
        Self { rules, tests, stories: stories() }
    }

    /// Codes that neither a test nor a story names.
    pub(super) fn without_test(&self) -> Vec<String> {
        let codes: BTreeSet<_> = self.rules.iter().map(|rule| rule.code.clone()).collect();
        let tested = |code: &String| self.tests.iter().any(|test| test.codes.contains(code));
        codes.into_iter().filter(|code| !tested(code)).collect()
    }

    /// The rules by code, in the order of the mechanism.
    pub(super) fn by_code(&self) -> Vec<(&str, Vec<&Written>)> {
        let mut all: Vec<(&str, Vec<&Written>)> = Vec::new();
        for rule in &self.rules {
            match all.last_mut() {
                Some((code, rules)) if *code == rule.code => rules.push(rule),
                _ => all.push((&rule.code, vec![rule])),
            }
        }
        all
    }
}

/// Direction, scope, procedure, judgement, results, the organ's own order.
fn order(code: &str) -> (usize, usize) {
    let letter = "DSPJEVCOMG".find(code.chars().next().unwrap()).unwrap_or(usize::MAX);
    let digits: String = code.chars().skip(1).take_while(char::is_ascii_digit).collect();
    (letter, digits.parse().unwrap_or(0))
}

fn before_tests(text: &str) -> &str {
    // A module of tests with a body of its own; one that only names a file ends nothing.
    let mut kept = 0;
    for part in text.split_inclusive("#[cfg(test)]\nmod ") {
        kept += part.len();
        let rest = text.get(kept..).unwrap_or_default();
        if part.ends_with("mod ") && rest.lines().next().is_some_and(|line| line.trim_end().ends_with('{')) {
            return text.get(..kept).unwrap_or_default();
        }
    }
    text
}

/// The string literal after `key:` in `body`; `ARTICLE` stands for the article.
fn field(body: &str, key: &str) -> String {
    let (_, rest) = body.split_once(&format!("{key}:")).unwrap_or_else(|| panic!("{key} in {body}"));
    let rest = rest.trim_start();
    if let Some(literal) = rest.strip_prefix('"') {
        return literal.split('"').next().unwrap_or_default().to_owned();
    }
    let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_:".contains(*c)).collect();
    match word.as_str() {
        "ARTICLE" | "rule::ARTICLE" | "crate::rule::ARTICLE" => rongheng_domain::rule::ARTICLE.to_owned(),
        other => other.trim_start_matches("Force::").to_owned(),
    }
}

fn rules_in(live: &str, file: &str) -> Vec<Written> {
    let mut rules = Vec::new();
    for part in live.split(": Rule =").skip(1) {
        let body = part.split("};").next().unwrap_or_default();
        if !body.contains("code:") {
            continue;
        }
        rules.push(Written {
            code: field(body, "code"),
            phrase: field(body, "phrase"),
            asks: field(body, "asks"),
            source: field(body, "source"),
            force: force(&field(body, "force")).to_owned(),
            file: file.to_owned(),
        });
    }
    rules
}

fn force(word: &str) -> &'static str {
    use rongheng_domain::rule::Force;
    let force = match word {
        "National" => Force::National,
        "Guangdong" => Force::Guangdong,
        "Liwan" => Force::Liwan,
        "Elsewhere" => Force::Elsewhere,
        "Standard" => Force::Standard,
        "Setting" => Force::Setting,
        other => panic!("{other} is no force"),
    };
    force.words()
}

/// `"P2"`, `"P5.review"` in a text.
fn codes_in(text: &str) -> BTreeSet<String> {
    let literals = text.split('"').skip(1).step_by(2);
    let code = |word: &&str| {
        let mut chars = word.chars();
        let letter = chars.next().is_some_and(|c| "DSPJEVCOMG".contains(c));
        letter
            && chars.next().is_some_and(|c| c.is_ascii_digit())
            && word.len() < 24
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
    };
    literals.filter(code).map(str::to_owned).collect()
}

fn tests_in(text: &str, file: &str) -> Vec<Test> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim_start();
        if !(line.starts_with("#[test]") || line.starts_with("#[tokio::test")) {
            at += 1;
            continue;
        }
        let indent = lines[at].len() - line.len();
        let Some(begins) = (at..lines.len()).find(|n| lines[*n].contains("fn ")) else { break };
        let name = lines[begins].split("fn ").nth(1).unwrap_or_default();
        let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let closes = format!("{}}}", " ".repeat(indent));
        let ends = (begins..lines.len()).find(|n| lines[*n] == closes).unwrap_or(lines.len() - 1);
        let body = lines[begins..=ends].join("\n");
        found.push(Test { name, file: file.to_owned(), codes: codes_in(&body) });
        at = ends + 1;
    }
    found
}

fn stories() -> Vec<Played> {
    let mut played = Vec::new();
    for file in tree::ending(&["toml"]).into_iter().filter(|name| name.starts_with("demo/")) {
        let story: toml::Table = tree::read(&file).parse().unwrap();
        let Some(steps) = story.get("step").and_then(toml::Value::as_array) else { continue };
        let mut codes = BTreeSet::new();
        for step in steps {
            codes.extend(step.get("needed_by").and_then(toml::Value::as_str).map(str::to_owned));
            let refused = step.get("expect").and_then(|expect| expect.get("refused"));
            let refused = refused.and_then(toml::Value::as_array).into_iter().flatten();
            codes.extend(refused.filter_map(toml::Value::as_str).map(str::to_owned));
        }
        played.push(Played { title: story["title"].as_str().unwrap().to_owned(), file, codes });
    }
    played
}

/// Tests by file, for one code.
pub(super) fn tests_of<'a>(source: &'a Source, code: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut by_file: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for test in source.tests.iter().filter(|test| test.codes.contains(code)) {
        by_file.entry(&test.file).or_default().push(&test.name);
    }
    by_file
}
