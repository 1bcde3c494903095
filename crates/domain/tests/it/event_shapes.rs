//! Every stored event has one sample in `shapes/`, which stays readable for ever; what would be written
//! today is the same.

use std::{collections::BTreeSet, path::Path};

use rongheng_domain::{
    cases::{
        correction::Correcting, filing_table::FilingTable, investigation::Investigating, issue::Issue,
        ruling::Asking, tolerance::Tolerance,
    },
    kind::{Kind, Recorded, erase, record},
    registers::{self, person::PersonRecord},
};
use serde_json::{Value, json};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/shapes")
}

/// The samples of a kind: what stands in the file names before `.json`.
pub(crate) fn samples(kind: &str) -> Vec<(String, Recorded)> {
    let mut all = Vec::new();
    for entry in folder().read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with(&format!("{kind}.")) {
            continue;
        }
        let text = String::from_utf8(include(&path)).unwrap();
        let sample: Value = serde_json::from_str(&text).unwrap();
        let schema = sample["schema"].as_u64().unwrap().try_into().unwrap();
        all.push((name.clone(), Recorded { kind: name, schema, payload: sample["payload"].clone() }));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Reads a sample; the domain itself may not, its tests may.
fn include(path: &Path) -> Vec<u8> {
    use std::io::Read;
    let mut bytes = Vec::new();
    #[expect(clippy::disallowed_types, reason = "the samples lie in files; only this test reads them")]
    let mut file = std::fs::File::open(path).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The events of a kind, as serde names them when it meets an unknown one.
fn events<K: Kind>() -> BTreeSet<String> {
    let why = serde_json::from_value::<K::Event>(json!({ "no such event": {} })).unwrap_err().to_string();
    let named = why.split('`').skip(3).step_by(2);
    named.map(|event| format!("{}.{event}", K::NAME)).collect()
}

fn shapes_of<K: Kind>() {
    let kind = erase::<K>();
    let samples = samples(K::NAME);
    let named: BTreeSet<_> = samples.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(named, events::<K>(), "one sample in shapes/ for every event");
    for (name, stored) in samples {
        let told = kind.told(&stored).unwrap_or_else(|e| panic!("{name} is not readable any more: {e}"));
        assert!(!told.title.is_empty(), "{name} has no line in the timeline");
        let event = name.strip_prefix(K::NAME).unwrap().trim_start_matches('.');
        let parts = K::PHASES.iter().filter(|phase| phase.events.contains(&event)).count();
        assert_eq!(parts, 1, "{name} belongs to one part of the process");
        let read: K::Event = serde_json::from_value(json!({ event: stored.payload })).unwrap();
        assert_eq!(record::<K>(&read), stored, "{name} would be written otherwise today");
    }
}

#[test]
fn every_event_of_a_tolerance_case_stays_readable() {
    shapes_of::<Tolerance>();
}

#[test]
fn every_event_of_a_correction_stays_readable() {
    shapes_of::<Correcting>();
}

#[test]
fn every_event_of_a_filing_table_stays_readable() {
    shapes_of::<FilingTable>();
}

#[test]
fn every_event_of_an_investigation_stays_readable() {
    shapes_of::<Investigating>();
}

#[test]
fn every_event_of_a_ruling_stays_readable() {
    shapes_of::<Asking>();
}

#[test]
fn every_event_of_a_sheet_stays_readable() {
    shapes_of::<Issue>();
}

#[test]
fn what_is_entered_of_leave_and_delegation_stays_readable() {
    let samples = samples("person");
    let names: Vec<_> = samples.iter().map(|(name, _)| name.as_str()).collect();
    let all = ["person.away_ended", "person.delegated", "person.deputy_named", "person.leave_entered"];
    assert_eq!(names, all);
    for (name, stored) in samples {
        let read = registers::read::<PersonRecord>(&stored).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            registers::record::<PersonRecord>(&read),
            stored,
            "{name} would be written otherwise today"
        );
    }
}

#[test]
fn an_event_of_a_newer_release_is_refused_and_not_guessed() {
    let (_, mut stored) = samples("tolerance").remove(0);
    stored.schema += 1;
    let why = erase::<Tolerance>().told(&stored).unwrap_err().to_string();
    assert!(why.contains("newer release"), "{why}");
}

#[test]
fn a_missing_field_is_found() {
    let accepted = Recorded { kind: "tolerance.accepted".to_owned(), schema: 1, payload: json!({}) };
    assert!(erase::<Tolerance>().told(&accepted).is_err());
}
