//! `rongheng export-case`: who asks has to sign in.

use std::process::Stdio;

use crate::program::{rongheng, said};

#[test]
fn a_case_is_exported_by_nobody_who_cannot_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = rongheng(folder.path()).args(["init", "--data"]).arg(&data).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let to = folder.path().join("out");
    let output = rongheng(folder.path())
        .args(["export-case", "容〔2026〕1号", "--login", "nobody", "--to"])
        .arg(&to)
        .arg("--data")
        .arg(&data)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("账号或者口令不对") && !to.exists(), "{}", said(&output));
}
