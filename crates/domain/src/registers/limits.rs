//! Time limits by day: which number was in force when, and where it stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Register, dated::Dated};
use crate::{
    day::Day,
    time_limit::{Limit, Limits},
};

/// What can have happened to the limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitsEvent {
    /// A limit was set, or set anew.
    Set {
        /// The limit.
        limit: Limit,
        /// In force from.
        from: Day,
    },
    /// A limit is no longer in force.
    Withdrawn {
        /// Its id.
        id: String,
        /// First day without it.
        from: Day,
        /// Why.
        why: String,
    },
}

/// All limits there have been.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LimitsRecord(pub BTreeMap<String, Dated<Option<Limit>>>);

impl Register for LimitsRecord {
    type Event = LimitsEvent;
    const NAME: &'static str = "limits";
    const TITLE: &'static str = "办理期限";

    fn evolve(mut self, event: &LimitsEvent, _on: Day) -> Self {
        let (id, from, limit) = match event {
            LimitsEvent::Set { limit, from } => (&limit.id, from, Some(limit.clone())),
            LimitsEvent::Withdrawn { id, from, .. } => (id, from, None),
        };
        self.0.entry(id.clone()).or_default().set(*from, limit);
        self
    }
}

impl LimitsRecord {
    /// The limits in force on `day`.
    pub fn in_force(&self, day: Day) -> Limits {
        let limits = self.0.iter().filter_map(|(id, limit)| {
            let limit = limit.strictly_on(day)?.as_ref()?;
            Some((id.clone(), limit.clone()))
        });
        Limits(limits.collect())
    }
}

/// `time_limits.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// In force from.
    pub from: Day,
    /// The limits.
    pub limit: Vec<Limit>,
}

impl LimitsFile {
    /// One event for each limit.
    pub fn events(self) -> Vec<LimitsEvent> {
        let from = self.from;
        self.limit.into_iter().map(|limit| LimitsEvent::Set { limit, from }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};
    use crate::time_limit::Unit;

    fn set(count: u32, from: &str) -> LimitsEvent {
        let limit = Limit {
            id: "tol.verify".to_owned(),
            title: "调查核实".to_owned(),
            count,
            unit: Unit::WorkDay,
            extension: Some(30),
            starts: "受理".to_owned(),
            source: "本单位设定".to_owned(),
            force: "setting".to_owned(),
        };
        LimitsEvent::Set { limit, from: Day::parse(from).unwrap() }
    }

    #[test]
    fn each_day_has_the_limits_that_were_in_force_on_it() {
        let withdrawn = LimitsEvent::Withdrawn {
            id: "tol.verify".to_owned(),
            from: Day::parse("2027-01-01").unwrap(),
            why: "不再适用".to_owned(),
        };
        let record = told::<LimitsRecord>(&[set(60, "2025-01-01"), set(30, "2026-01-01"), withdrawn]);
        let count = |day| record.in_force(Day::parse(day).unwrap()).0.get("tol.verify").map(|l| l.count);
        assert_eq!(count("2024-12-31"), None);
        assert_eq!(count("2025-12-31"), Some(60));
        assert_eq!(count("2026-01-01"), Some(30));
        assert_eq!(count("2027-01-01"), None);
    }
}
