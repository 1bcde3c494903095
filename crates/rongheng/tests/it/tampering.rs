//! `rongheng verify` on a store that somebody had their hands in.

use std::path::Path;

use crate::program::{rongheng, said};

fn verify(data: &Path) -> (Option<i32>, String) {
    let anywhere = tempfile::tempdir().unwrap();
    let output = rongheng(anywhere.path()).args(["verify", "--data"]).arg(data).output().unwrap();
    (output.status.code(), said(&output))
}

/// Changes one digit of the first root in the file of checkpoints outside the database.
fn change_a_digit(data: &Path) -> bool {
    let file = data.join("checkpoints.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    let Some((_, rest)) = text.split_once("root ") else { return false };
    let root: String = rest.chars().take(64).collect();
    let other = if root.starts_with('0') { "1" } else { "0" };
    let changed = format!("{other}{}", root.get(1..).unwrap());
    std::fs::write(&file, text.replacen(&root, &changed, 1)).unwrap();
    true
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

    assert!(change_a_digit(&data), "an import is sealed before it is reported");
    let (status, text) = verify(&data);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("检查点"), "says what found it: {text}");
}

#[test]
fn a_store_that_is_not_there_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (status, text) = verify(&folder.path().join("nothing"));
    assert_eq!(status, Some(2), "{text}");
}
