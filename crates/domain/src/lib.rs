//! The rules of the tolerance-and-correction mechanism (容错纠错机制), as pure functions.
//!
//! Nothing here reads a clock, a file, a network or a database. Everything a decision needs arrives as
//! an argument ([`facts::Facts`]), and everything it changes leaves as an event.
#![deny(missing_docs)]

pub mod away;
pub mod calendar;
pub mod cases;
pub mod connivance;
pub mod day;
pub mod facts;
pub mod form;
pub mod hand_over;
pub mod ids;
pub mod issuable;
pub mod judgement;
pub mod kind;
pub mod ledger;
pub mod message;
pub mod paper;
pub mod paper_values;
pub mod people;
pub mod redaction;
pub mod refusal;
pub mod registers;
pub mod rule;
pub mod sheet;
mod stored;
pub mod supervision;
pub mod time_limit;
