//! `rongheng doctor`: how this machine and this installation are.

use crate::{App, Result};

/// The report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkup {
    /// One line each.
    pub lines: Vec<CheckupLine>,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckupLine {
    /// `磁盘落盘一次`.
    pub title: String,
    /// `0.8 毫秒（中位数，32 次）`.
    pub value: String,
    /// What to do about it, where something is wrong.
    pub advice: Option<String>,
}

impl App {
    /// Looks at disk, keys, calendar, checkpoint and versions.
    pub async fn doctor(&self) -> Result<Checkup> {
        Ok(Checkup::default())
    }
}
