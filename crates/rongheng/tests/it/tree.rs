//! The tree as git and cargo see it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every file that git would keep: tracked ones and new ones that are not ignored.
pub(crate) fn files() -> Vec<String> {
    let out = Command::new("git")
        .current_dir(root())
        .args(["-c", "core.quotePath=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .unwrap();
    assert!(out.status.success(), "git must be installed: the tests look at the files it keeps");
    let mut files: Vec<String> = String::from_utf8(out.stdout)
        .unwrap()
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    files
}

/// Files with one of these endings.
pub(crate) fn ending(endings: &[&str]) -> Vec<String> {
    files()
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|e| endings.iter().any(|want| e == *want)))
        .collect()
}

/// What `cargo metadata` says, with or without all dependencies of this platform.
pub(crate) fn metadata(all: bool) -> serde_json::Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--offline", "--format-version", "1"]);
    if all {
        cargo.args(["--filter-platform", &host()]);
    } else {
        cargo.arg("--no-deps");
    }
    let out = cargo.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn host() -> String {
    let out = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}
