//! What has a history but is no case: people and posts, organisations, the calendar, time limits, the
//! checklist, settings, number series, accounts. Each is a stream of typed events, folded here.

pub mod checklist;
pub mod settings;
