//! What could not be tried on this machine; the tests of the application include this file too.

/// Says that something could not be tried. Red on the CI machine, a counted line elsewhere.
pub(crate) fn skipped(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what}");
    println!("skipped: {what}");
    if let Ok(file) = std::env::var("RONGHENG_SKIPPED") {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).unwrap();
        writeln!(file, "{what}").unwrap();
    }
}
