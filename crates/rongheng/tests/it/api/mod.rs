//! The API of the real program over its demo, tried from outside: every role, every case, every form.

mod forms;
mod views;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Instant,
};

use serde_json::Value;

use crate::{
    program::said,
    served::{Browser, Served},
    skipped::skipped,
};

/// What somebody was shown.
pub(crate) struct Shown {
    /// `role@login`.
    pub who: String,
    /// Id of the person.
    pub person: String,
    /// Every case that the person lists.
    pub cases: Vec<Value>,
}

impl Shown {
    fn to(served: &Served, who: &str) -> Self {
        let browser = served.browser(who);
        let person = browser.get("/api/v1/me").json()["person"]["id"].as_str().unwrap().to_owned();
        Self { who: who.to_owned(), person, cases: cases(&browser) }
    }
}

/// Seconds that each role is tried for.
const SECONDS: &str = "7";

/// The tools of `scripts/api-tools.txt`; `None` where they are not installed.
fn tools() -> Option<PathBuf> {
    let bin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.deps/api/bin");
    let there = bin.join("schemathesis").exists();
    if !there {
        skipped("schemathesis is not installed (scripts/deps.sh): the API was not tried from outside");
    }
    there.then_some(bin)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts").join(name)
}

/// Everybody that the sign-in page of the demo offers: `role@login`.
fn everybody(served: &Served) -> Vec<String> {
    let page = served.stranger().get("/sign-in").text;
    let start = "name=\"as\" value=\"";
    page.split(start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// One person for each role.
fn one_for_each_role(served: &Served) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    for who in everybody(served) {
        let role = who.split('@').next().unwrap().to_owned();
        if !chosen.iter().any(|known| known.starts_with(&format!("{role}@"))) {
            chosen.push(who);
        }
    }
    chosen
}

/// Every case that somebody lists, as the API shows it.
fn cases(browser: &Browser) -> Vec<Value> {
    let (mut path, mut found) = ("/api/v1/cases".to_owned(), Vec::new());
    loop {
        let list = browser.get(&path).json();
        for row in list["cases"].as_array().unwrap() {
            let answer = browser.get(row["href"].as_str().unwrap());
            assert_eq!(answer.status, 200, "{row}: {}", answer.text);
            found.push(answer.json());
        }
        match list["next"].as_str() {
            Some(next) => next.clone_into(&mut path),
            None => return found,
        }
    }
}

/// Which case of each kind somebody's requests are about, so that they reach the rules and not only a 404.
fn settings(folder: &Path, cases: &[Value]) -> PathBuf {
    let mut text = String::from("[output]\nsanitization.enabled = false\n");
    for kind in ["tolerance", "correction", "filing_table", "investigation", "ruling", "issue"] {
        let key = cases.iter().find(|case| case["kind"] == kind).and_then(|case| case["id"].as_str());
        let key = key.and_then(|id| id.split('/').nth(1)).unwrap_or("none");
        let lines = format!(
            "\n[[operations]]\ninclude-path-regex = \"^/api/v1/cases/{kind}/\"\nparameters = {{ key = \"{key}\" }}\n"
        );
        text.push_str(&lines);
    }
    let file = folder.join("schemathesis.toml");
    std::fs::write(&file, text).unwrap();
    file
}

fn schemathesis(bin: &Path, folder: &Path, served: &Served, browser: &Browser, cases: &[Value]) -> Output {
    let config = settings(folder, cases);
    Command::new(bin.join("schemathesis"))
        .current_dir(folder)
        .arg("--config-file")
        .arg(config)
        .args(["run", &format!("http://127.0.0.1:{}/api/openapi.json", served.port)])
        .args(["-H", &format!("Cookie: {}", browser.cookie())])
        .args(["--checks", "not_a_server_error,content_type_conformance,response_schema_conformance"])
        .args([
            "--phases",
            "examples,fuzzing",
            "--max-examples",
            "2",
            "--max-time",
            SECONDS,
            "--workers",
            "1",
        ])
        .args(["--generation-database", "none", "--no-shrink", "--continue-on-failure", "--warnings", "off"])
        .args(["--suppress-health-check", "all", "--no-color", "--seed", "20260302"])
        .output()
        .unwrap()
}

#[test]
fn the_api_shows_nobody_more_than_the_view_and_never_fails_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    let begun = Instant::now();
    let served = Served::demo(&demo, &[], 0);
    let seen: Vec<Shown> = everybody(&served).iter().map(|who| Shown::to(&served, who)).collect();
    println!("filled and read after {:?}", begun.elapsed());
    if let Some(bin) = tools() {
        let officer = served.browser("case_management@bai");
        let document = folder.path().join("openapi.json");
        std::fs::write(&document, officer.get("/api/openapi.json").text).unwrap();
        let valid = Command::new(bin.join("openapi-spec-validator")).arg(&document).output().unwrap();
        assert!(valid.status.success(), "{}", said(&valid));
        forms::compare(&bin, folder.path(), &officer);
        for who in one_for_each_role(&served) {
            let theirs = seen.iter().find(|shown| shown.who == who).map_or(&[][..], |shown| &shown.cases);
            let tried = schemathesis(&bin, folder.path(), &served, &served.browser(&who), theirs);
            assert!(tried.status.success(), "{who}: {}", said(&tried));
            assert!(said(&tried).contains("Test cases"), "{who} was not tried: {}", said(&tried));
        }
        println!("tried from outside after {:?}", begun.elapsed());
    }
    // Whatever was tried may have moved cases: what is compared is what is shown now.
    let read_again: Vec<Shown> = seen.iter().map(|shown| Shown::to(&served, &shown.who)).collect();
    served.stop();
    views::compare(&demo, &read_again);
    println!("compared after {:?}", begun.elapsed());
}
