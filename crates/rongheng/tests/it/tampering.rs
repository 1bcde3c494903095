//! `rongheng verify` on a store that somebody had their hands in.

use std::path::Path;

use crate::program::{rongheng, said};

fn verify(data: &Path) -> (Option<i32>, String) {
    let output = rongheng(data).args(["verify", "--data"]).arg(data).output().unwrap();
    (output.status.code(), said(&output))
}

/// Changes one byte of the database file where `needle` lies.
fn change_a_byte(data: &Path, needle: &[u8]) -> bool {
    let file = data.join("rongheng.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let found = bytes.windows(needle.len()).position(|window| window == needle);
    if let Some(at) = found {
        bytes[at] ^= 1;
        std::fs::write(&file, bytes).unwrap();
    }
    found.is_some()
}

#[test]
fn a_whole_ledger_is_called_whole_and_a_changed_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data with a space");
    let made = rongheng(folder.path()).args(["init", "--data"]).arg(&data).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let policy = crate::tree::root().join("policy/liwan");
    let imported =
        rongheng(folder.path()).arg("import").arg(policy).arg("--data").arg(&data).output().unwrap();
    assert!(imported.status.success(), "{}", said(&imported));

    let (status, text) = verify(&data);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("完整"), "{text}");

    // The actor of stored events stands in the clear envelope: making it somebody else breaks the chain.
    assert!(change_a_byte(&data, b"system:jobs"), "an event by the program itself is stored");
    let (status, text) = verify(&data);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains('链'), "says what found it: {text}");
}

#[test]
fn a_store_that_is_not_there_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (status, text) = verify(&folder.path().join("nothing"));
    assert_eq!(status, Some(2), "{text}");
}
