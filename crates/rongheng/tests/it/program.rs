//! The program as somebody starts it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::tree;

/// The program, asked in a folder of its own.
pub(crate) fn rongheng(folder: &Path) -> Command {
    under(folder, &[])
}

/// The same, started by another program such as strace.
pub(crate) fn under(folder: &Path, starter: &[&str]) -> Command {
    let mut words = starter.iter().copied().chain([env!("CARGO_BIN_EXE_rongheng")]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).current_dir(folder).env("LANG", "C");
    command.env("RONGHENG_POLICY", tree::root().join("policy/liwan"));
    for name in
        ["RONGHENG_DATA", "RONGHENG_DATABASE", "RONGHENG_KEYS", "RONGHENG_CHECKPOINTS", "RONGHENG_LISTEN"]
    {
        command.env_remove(name);
    }
    command
}

/// What it printed.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The story files whose names begin so.
pub(crate) fn stories(beginning: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = tree::ending(&["toml"])
        .into_iter()
        .filter(|name| name.starts_with(&format!("demo/{beginning}")))
        .map(|name| tree::root().join(name))
        .collect();
    files.sort();
    files
}
