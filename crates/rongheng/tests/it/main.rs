//! What holds the house together: its arrows, its budgets, its words, and its stories.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic, and says what it skipped"
)]

mod api;
mod budgets;
mod disk_full;
mod exporting;
mod glossary;
mod licences;
mod postgres;
mod program;
mod rules;
mod served;
mod skipped;
mod sockets;
mod stories;
mod tampering;
mod tree;
mod wal_order;
mod walls;
