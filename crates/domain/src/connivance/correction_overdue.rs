//! 纠错逾期 — corrections whose limit has passed (mechanism §7: “corrections overdue”; D5), by the unit that owes them.
//!
//! A correction leaves a trace only while it is open, with the last day of the limit that runs. Acting on the last day is
//! in time.

use super::{Left, Sign, Signal, by_subject};
use crate::day::Day;

/// Units with corrections that are late on `today`.
pub(super) fn seen(left: Vec<Left>, today: Day) -> Vec<Signal> {
    by_subject(Sign::CorrectionOverdue, left.into_iter().filter(|one| one.trace.on < today).collect())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Thresholds,
            testing::{counted, day, left},
        },
        *,
    };

    #[test]
    fn a_correction_is_late_on_the_day_after_its_last_day() {
        let rows = [left(Sign::CorrectionOverdue, "unit:jw", "a", "2026-05-31", None)];
        let on = |today: &str| Sign::CorrectionOverdue.seen(&rows, Thresholds::default(), day(today));
        assert_eq!(on("2026-05-31"), []);
        assert_eq!(counted(&on("2026-06-01")), [("unit:jw", 1)]);
    }

    #[test]
    fn the_late_ones_of_a_unit_stand_together() {
        let rows = ["a", "b"].map(|case| left(Sign::CorrectionOverdue, "unit:jw", case, "2026-05-01", None));
        let seen = Sign::CorrectionOverdue.seen(&rows, Thresholds::default(), day("2026-06-01"));
        assert_eq!(counted(&seen), [("unit:jw", 2)]);
    }
}
