//! The calendar's history: each notice of the State Council as it was imported.

mod keeping;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{calendar::Calendar, day::Day, ids::StreamId};

/// What can have happened to the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarEvent {
    /// A notice was imported. It replaces what was known of its days.
    NoticeImported {
        /// `国务院办公厅关于 2026 年部分节假日安排的通知`.
        title: String,
        /// First day it covers.
        from: Day,
        /// Last day it covers.
        until: Day,
        /// Days off with the holiday's name.
        off: BTreeMap<Day, String>,
        /// Weekend days worked, with the holiday they make up for.
        work: BTreeMap<Day, String>,
        /// Where the days were taken from, and under which licence.
        source: String,
    },
    /// The place has days off of its own.
    LocalDaysOff {
        /// The days with what they are for.
        off: BTreeMap<Day, String>,
        /// Who decided it.
        authority: String,
        /// In which document or announcement.
        document: String,
    },
    /// Limits of open cases were computed anew after the event before; which of them moved.
    LimitsMoved {
        /// Each of them.
        moved: Vec<MovedLimit>,
    },
}

/// A limit of an open case whose last day moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedLimit {
    /// The case.
    pub case: StreamId,
    /// `核实`.
    pub title: String,
    /// The last day before.
    pub before: Day,
    /// The last day now.
    pub now: Day,
}

impl Register for Calendar {
    type Event = CalendarEvent;
    const NAME: &'static str = "calendar";
    const TITLE: &'static str = "工作日历";

    fn evolve(mut self, event: &CalendarEvent, _on: Day) -> Self {
        let CalendarEvent::NoticeImported { from, until, off, work, .. } = event else {
            if let CalendarEvent::LocalDaysOff { off, .. } = event {
                self.local.extend(off.iter().map(|(day, name)| (*day, name.clone())));
            }
            return self;
        };
        let elsewhere = |day: &Day| day < from || day > until;
        self.off.retain(|day, _| elsewhere(day));
        self.work.retain(|day, _| elsewhere(day));
        // A notice may name days outside its year (the New Year's eve before it): the newer one counts.
        for (day, name) in off {
            self.work.remove(day);
            self.off.insert(*day, name.clone());
        }
        for (day, name) in work {
            self.off.remove(day);
            self.work.insert(*day, name.clone());
        }
        self.known_until = self.known_until.max(Some(*until));
        self
    }
}

/// The file of days off and working weekends (`policy/liwan/calendar/`), several years in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// Days off with the holiday's name.
    pub off: BTreeMap<Day, String>,
    /// Weekend days worked, with the holiday they make up for.
    pub work: BTreeMap<Day, String>,
}

impl CalendarFile {
    /// One notice for each year in the file, earliest first.
    pub fn notices(&self, source: &str) -> Vec<CalendarEvent> {
        let year = |day: &Day| day.parts().0;
        let (Some(first), Some(last)) =
            (self.off.keys().map(year).min(), self.off.keys().chain(self.work.keys()).map(year).max())
        else {
            return Vec::new();
        };
        let of = |days: &BTreeMap<Day, String>, wanted: i16| {
            days.iter()
                .filter(|(day, _)| year(day) == wanted)
                .map(|(day, name)| (*day, name.clone()))
                .collect()
        };
        (first..=last)
            .filter_map(|wanted| {
                Some(CalendarEvent::NoticeImported {
                    title: format!("国务院办公厅关于 {wanted} 年部分节假日安排的通知"),
                    from: Day::new(wanted, 1, 1)?,
                    until: Day::new(wanted, 12, 31)?,
                    off: of(&self.off, wanted),
                    work: of(&self.work, wanted),
                    source: source.to_owned(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn days(days: &[&str]) -> BTreeMap<Day, String> {
        days.iter().map(|text| (day(text), "元旦".to_owned())).collect()
    }

    #[test]
    fn a_later_notice_replaces_its_own_days_and_keeps_the_others() {
        let file = CalendarFile {
            off: days(&["2025-01-01", "2026-01-01", "2026-01-02"]),
            work: days(&["2026-01-04"]),
        };
        let mut notices = file.notices("holiday-cn");
        assert_eq!(notices.len(), 2);
        notices.push(CalendarEvent::NoticeImported {
            title: "更正".to_owned(),
            from: day("2026-01-01"),
            until: day("2026-12-31"),
            off: days(&["2026-01-01", "2025-12-31"]),
            work: BTreeMap::new(),
            source: "手工录入".to_owned(),
        });
        let calendar = told::<Calendar>(&notices);
        assert_eq!(calendar.off, days(&["2025-01-01", "2025-12-31", "2026-01-01"]));
        assert_eq!(calendar.work, BTreeMap::new());
        assert_eq!(calendar.known_until, Some(day("2026-12-31")));
    }

    #[test]
    fn an_older_notice_imported_late_does_not_shorten_what_is_known() {
        let file = CalendarFile { off: days(&["2025-01-01", "2026-01-01"]), work: BTreeMap::new() };
        let mut notices = file.notices("holiday-cn");
        notices.reverse();
        assert_eq!(told::<Calendar>(&notices).known_until, Some(day("2026-12-31")));
        let empty = CalendarFile { off: BTreeMap::new(), work: BTreeMap::new() };
        assert_eq!(empty.notices("holiday-cn"), []);
    }
}
