//! The calendar of working days: weekends, holidays and make-up days of the State Council's notices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// Days off and working weekends, as imported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Holidays by day, with their names.
    pub off: BTreeMap<Day, String>,
    /// Weekend days worked instead, with the holiday they make up for.
    pub work: BTreeMap<Day, String>,
    /// Days off of the place by day, with their names: no notice of the State Council takes them back.
    #[serde(default)]
    pub local: BTreeMap<Day, String>,
    /// The last day the imported notices cover; later days are provisional (预计).
    pub known_until: Option<Day>,
}

/// What a day is for counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// An ordinary working day.
    Work,
    /// A weekend day worked instead of a holiday; its name.
    MakeUp(String),
    /// Saturday or Sunday.
    Weekend,
    /// A holiday; its name.
    Holiday(String),
}

impl Calendar {
    /// What `day` is.
    pub fn kind(&self, day: Day) -> DayKind {
        if let Some(name) = self.off.get(&day).or_else(|| self.local.get(&day)) {
            DayKind::Holiday(name.clone())
        } else if let Some(name) = self.work.get(&day).filter(|_| day.is_weekend()) {
            DayKind::MakeUp(name.clone())
        } else if day.is_weekend() {
            DayKind::Weekend
        } else {
            DayKind::Work
        }
    }

    /// Whether `day` is worked.
    pub fn is_work_day(&self, day: Day) -> bool {
        let off = self.off.contains_key(&day) || self.local.contains_key(&day);
        !off && (self.work.contains_key(&day) || !day.is_weekend())
    }

    /// Whether no notice covers `day` yet.
    pub fn is_provisional(&self, day: Day) -> bool {
        self.known_until.is_none_or(|known| day > known)
    }
}
