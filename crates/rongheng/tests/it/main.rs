//! What holds the house together: its arrows, its budgets, its words, and its stories.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod glossary;
mod licences;
mod tree;
mod walls;
