//! What has a history but is no case: people and posts, organisations, the calendar, time limits, the
//! checklist, policy, settings, number series, accounts. Each is a stream of typed events, folded here.
//!
//! The state of a register *is* the type that implements [`Register`]:
//! `fold::<PersonRecord>(events)` gives the person.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    day::Day,
    kind::{Failure, Recorded, Upcast},
    stored::Shapes,
};

pub mod account;
pub mod amendment;
pub mod calendar;
pub mod checklist;
pub mod dated;
pub mod destruction;
pub mod inbox;
pub mod keeping;
pub mod learning;
pub mod lexicon;
pub mod limits;
pub mod organisation;
pub mod paper_draft;
pub mod papers;
pub mod person;
pub mod policy;
pub mod postbox;
pub mod precedent;
pub mod quality;
pub mod reminders;
pub mod series;
pub mod settings;
pub mod training;
pub mod webhook;

/// A stream that is no case. Implemented by its state.
pub trait Register: Default + Clone + fmt::Debug + Send + Sync + 'static {
    /// What can have happened.
    type Event: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static;
    /// Stable name, the prefix of its stored events and streams: `person`.
    const NAME: &'static str;
    /// What screens call it.
    const TITLE: &'static str;
    /// The schema number of each event that has had more than one; all others are 1.
    const SCHEMAS: &'static [(&'static str, u16)] = &[];
    /// Readers of older shapes.
    const UPCASTS: &'static [Upcast] = &[];

    /// The state after `event`, recorded on `on`. Never fails: what happened, happened.
    #[must_use]
    fn evolve(self, event: &Self::Event, on: Day) -> Self;
}

const fn shapes<R: Register>() -> Shapes {
    Shapes { prefix: R::NAME, schemas: R::SCHEMAS, upcasts: R::UPCASTS }
}

/// The stored form of an event: `person.registered`, schema 1, its fields.
pub fn record<R: Register>(event: &R::Event) -> Recorded {
    shapes::<R>().record(event)
}

/// The event as stored, older shapes upcast.
///
/// # Errors
/// [`Failure::UnreadableEvent`].
pub fn read<R: Register>(event: &Recorded) -> Result<R::Event, Failure> {
    shapes::<R>().read(event)
}

/// The state after all `events`, each with the day it was recorded on.
///
/// # Errors
/// [`Failure::UnreadableEvent`] for the first that cannot be read.
pub fn fold<'a, R: Register>(events: impl IntoIterator<Item = (&'a Recorded, Day)>) -> Result<R, Failure> {
    events.into_iter().try_fold(R::default(), |state, (event, on)| Ok(state.evolve(&read::<R>(event)?, on)))
}

/// Writes every event down and reads it back, as the store does; then folds.
#[cfg(test)]
pub(crate) fn told<R: Register>(events: &[R::Event]) -> R {
    let on = Day::parse("2026-01-05").unwrap();
    let stored: Vec<_> = events.iter().map(record::<R>).collect();
    for event in &stored {
        assert!(event.kind.starts_with(&format!("{}.", R::NAME)), "{}", event.kind);
        assert!(!event.kind.ends_with(".unrecordable"), "{event:?}");
        assert!(event.payload.is_object(), "{} has no named fields", event.kind);
    }
    fold::<R>(stored.iter().map(|event| (event, on))).unwrap()
}
