//! The application on a real SQLite in a temporary folder, with a clock moved by hand.

mod accounts;
mod commands;
mod files;
mod importing;
mod obligations;
mod rebuilding;
mod seeing;
mod support;
