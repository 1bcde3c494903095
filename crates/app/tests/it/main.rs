//! The application on a real SQLite in a temporary folder, with a clock moved by hand.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod accounts;
mod commands;
mod files;
mod importing;
mod obligations;
mod rebuilding;
mod seeing;
mod support;
