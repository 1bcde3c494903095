//! The application on a real SQLite in a temporary folder, with a clock moved by hand; where several act at once, also two
//! nodes of it on one PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on says so by panicking, and says what it skipped"
)]

mod accounts;
mod amending;
mod applying;
mod archiving;
mod batching;
mod commands;
mod copies;
mod desk;
mod exporting;
mod files;
mod gate;
mod handing_over;
mod holidays;
mod hooking;
mod importing;
mod issuing;
mod keeping;
mod killed;
mod killed_sheets;
mod library;
mod listing;
mod mailing;
mod nodes;
mod obligations;
#[path = "../../../rongheng/tests/it/postgres.rs"]
mod postgres;
mod racing;
mod rebuilding;
mod reviewing;
mod searching;
mod seeing;
mod sending;
mod sheets;
mod signals;
#[path = "../../../rongheng/tests/it/skipped.rs"]
mod skipped;
mod standing_in;
mod succeeding;
mod support;
mod telling;
mod upgrading;
mod workbooks;
