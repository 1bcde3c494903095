//! The pages on a real application: SQLite in a temporary folder, a clock moved by hand, no mocks.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it cannot go on"
)]

mod api;
mod applying;
mod away;
mod bad_input;
mod beginning;
mod desk;
mod drafting;
mod house;
mod kept;
mod many_files;
mod over_the_limit;
mod routes;
mod tokens;
mod turning;
