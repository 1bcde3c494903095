//! The calendar of working days: weekends, holidays and make-up days of the State Council's notices.

use std::{collections::BTreeMap, ops::Bound};

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

    /// How many days are worked after `from`, up to and with `to`; 0 where `to` is not after it. Takes as long for years
    /// as for days: a list counts the lateness of every row.
    pub fn work_days(&self, from: Day, to: Day) -> i64 {
        let days = to.days_since(from);
        if days <= 0 {
            return 0;
        }
        let week_day = |day: Day| i64::from(!day.is_weekend());
        let week_days = days / 7 * 5 + (1..=days % 7).map(|n| week_day(from.plus(n))).sum::<i64>();
        let range = (Bound::Excluded(from), Bound::Included(to));
        let local = self.local.range(range).filter(|(day, _)| !self.off.contains_key(day));
        let off = self.off.range(range).chain(local).filter(|(day, _)| !day.is_weekend()).count();
        let made_up =
            |day: &&Day| day.is_weekend() && !self.off.contains_key(day) && !self.local.contains_key(day);
        let work = self.work.range(range).map(|(day, _)| day).filter(made_up).count();
        week_days + i64::try_from(work).unwrap_or(i64::MAX) - i64::try_from(off).unwrap_or(i64::MAX)
    }

    /// Whether no notice covers `day` yet.
    pub fn is_provisional(&self, day: Day) -> bool {
        self.known_until.is_none_or(|known| day > known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_counted_by_weeks_are_those_counted_one_by_one() {
        let day = |text: &str| Day::parse(text).unwrap();
        let named = |days: &[&str]| days.iter().map(|text| (day(text), String::from("x"))).collect();
        let calendar = Calendar {
            // Of the place: a working day, one that is off anyway, and a weekend day that is worked elsewhere.
            local: named(&["2026-11-11", "2026-10-01", "2026-10-10"]),
            // A holiday over a weekend, one of a single day, and a weekend day that is off and worked at once: off.
            off: named(&["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-12-31", "2026-10-17"]),
            work: named(&["2026-10-10", "2026-10-11", "2026-10-17", "2026-10-14"]),
            known_until: None,
        };
        let begin = day("2026-09-20");
        for from in 0..40 {
            for to in 0..140 {
                let (from, to) = (begin.plus(from), begin.plus(to));
                let days = (1..=to.days_since(from)).map(|n| from.plus(n));
                let one_by_one = days.filter(|day| calendar.is_work_day(*day)).count();
                assert_eq!(calendar.work_days(from, to), i64::try_from(one_by_one).unwrap(), "{from} {to}");
            }
        }
    }
}
