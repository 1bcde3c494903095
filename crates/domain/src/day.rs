//! Days and moments of the People's Republic: one time zone, UTC+8, no summer time.

use std::fmt;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, written `2026-03-04`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day, or `None` where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// A day known when the program is written.
    ///
    /// # Panics
    /// Where the calendar has no such day.
    pub const fn constant(year: i16, month: i8, day: i8) -> Self {
        Self(Date::constant(year, month, day))
    }

    /// Reads `YYYY-MM-DD`; nothing else is a day.
    pub fn parse(text: &str) -> Option<Self> {
        let ok = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        ok.then(|| text.parse().ok().map(Self)).flatten()
    }

    /// `n` days later (earlier where negative); stays at the end of time instead of leaving it.
    #[must_use]
    pub fn plus(self, n: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(n.clamp(-3_000_000, 3_000_000))))
    }

    /// `n` months later; where that month has no such day, its last one (民法典第二百零二条).
    #[must_use]
    pub fn plus_months(self, n: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(n.clamp(-100_000, 100_000))))
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// Days from `earlier` to this day; negative where it lies after.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// Year, month, day of month.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Monday 1 … Sunday 7.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// `2026年3月4日`, as papers write it.
    pub fn words(self) -> String {
        let (y, m, d) = self.parts();
        format!("{y}年{m}月{d}日")
    }

    /// `周四`.
    pub fn weekday_words(self) -> &'static str {
        match self.weekday() {
            1 => "周一",
            2 => "周二",
            3 => "周三",
            4 => "周四",
            5 => "周五",
            6 => "周六",
            _ => "周日",
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a day YYYY-MM-DD"))
    }
}

/// A moment: microseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

const OFFSET_US: i64 = 8 * 3_600_000_000;

impl Moment {
    /// The day it is in China at this moment.
    pub fn day(self) -> Day {
        let days = self.0.saturating_add(OFFSET_US).div_euclid(86_400_000_000);
        Day(Date::constant(1970, 1, 1)).plus(days)
    }

    /// Hour and minute in China.
    pub fn hour_minute(self) -> (i64, i64) {
        let minutes = self.0.saturating_add(OFFSET_US).rem_euclid(86_400_000_000) / 60_000_000;
        (minutes / 60, minutes % 60)
    }

    /// The moment `hour`:`minute` of `day` in China.
    pub fn at(day: Day, hour: i64, minute: i64) -> Self {
        let days = day.days_since(Day(Date::constant(1970, 1, 1)));
        Self((days * 86_400 + hour * 3_600 + minute * 60) * 1_000_000 - OFFSET_US)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m) = self.hour_minute();
        write!(f, "{} {h:02}:{m:02}", self.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_are_read() {
        assert_eq!(Day::parse("2026-02-28").unwrap().next().to_string(), "2026-03-01");
        for wrong in ["2026-02-29", "2026-2-3", "20260203", "2026-02-03T00:00", "", "２０２６-02-03"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_belongs_to_the_chinese_day() {
        let day = Day::parse("2026-03-04").unwrap();
        assert_eq!(Moment::at(day, 0, 0).day(), day);
        assert_eq!(Moment(Moment::at(day, 0, 0).0 - 1).day(), day.plus(-1));
        assert_eq!(Moment::at(day, 23, 59).to_string(), "2026-03-04 23:59");
    }
}
