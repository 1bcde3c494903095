//! 待阅、已阅 — how far a person has read what was said to them. Its stream is `inbox/<person>`.
//!
//! Reading goes by source: whoever read the message of a case at one version has read those before it, too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{day::Day, ids::StreamId};

/// How far one source was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpTo {
    /// The case, or its reminders.
    pub source: StreamId,
    /// Up to and with this version.
    pub version: u64,
}

/// What can have happened to somebody's messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxEvent {
    /// 已阅.
    Read {
        /// How far.
        up_to: Vec<UpTo>,
    },
}

/// How far each source was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// By source.
    pub read: BTreeMap<StreamId, u64>,
}

impl Register for Inbox {
    type Event = InboxEvent;
    const NAME: &'static str = "inbox";
    const TITLE: &'static str = "待阅";

    fn evolve(mut self, event: &InboxEvent, _on: Day) -> Self {
        let InboxEvent::Read { up_to } = event;
        for one in up_to {
            let read = self.read.entry(one.source.clone()).or_default();
            *read = (*read).max(one.version);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    #[test]
    fn what_was_read_stays_read_in_whatever_order_it_is_told() {
        let read =
            |source: &str, version| InboxEvent::Read { up_to: vec![UpTo { source: source.into(), version }] };
        let inbox = told::<Inbox>(&[read("tolerance/1", 5), read("tolerance/2", 1), read("tolerance/1", 3)]);
        assert_eq!(inbox.read[&StreamId("tolerance/1".to_owned())], 5);
        assert_eq!(inbox.read.len(), 2);
    }
}
