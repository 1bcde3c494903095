//! A value with a history by day: what it was then, what it is now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// Values by the first day on which each holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dated<T>(BTreeMap<Day, T>);

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Dated<T> {
    /// From `from` on it is `value`, until a later day says otherwise.
    pub fn set(&mut self, from: Day, value: T) {
        self.0.insert(from, value);
    }

    /// What it is on `day`. Before the first known day: the first known value, since a register begins
    /// later than what it registers.
    pub fn on(&self, day: Day) -> Option<&T> {
        let latest = self.0.range(..=day).next_back().or_else(|| self.0.first_key_value());
        latest.map(|(_, value)| value)
    }

    /// What it is on `day`, nothing before the first known day.
    pub fn strictly_on(&self, day: Day) -> Option<&T> {
        self.0.range(..=day).next_back().map(|(_, value)| value)
    }

    /// All values with the first day of each, earliest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Day, &T)> {
        self.0.iter().map(|(from, value)| (*from, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_from_its_day_until_the_next() {
        let day = |text| Day::parse(text).unwrap();
        let mut name = Dated::default();
        name.set(day("2025-01-01"), "later");
        name.set(day("2024-01-01"), "first");
        assert_eq!(name.on(day("2024-12-31")), Some(&"first"));
        assert_eq!(name.on(day("2025-01-01")), Some(&"later"));
        assert_eq!(name.on(day("2020-01-01")), Some(&"first"));
        assert_eq!(name.strictly_on(day("2020-01-01")), None);
    }
}
