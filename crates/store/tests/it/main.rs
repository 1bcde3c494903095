//! The store on both engines.

mod attaching;
mod erasing;
mod killing;
mod listing;
mod sealing;
mod support;
mod tampering;
mod waiting;
mod writing;
