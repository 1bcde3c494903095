//! 再次容错 — the same official, the same unit, the same kind of mistake in the same unit (mechanism §7: “the same
//! official again; the same circumstance repeated in one unit”; V1, S1).
//!
//! Counted are determinations that hold and tolerate, each case once for a subject, over the years of the settings. What
//! was revoked or not tolerated leaves no trace.

use super::{Left, Sign, Signal, Thresholds, by_subject};
use crate::day::Day;

/// The first day that counts.
pub(super) fn since(thresholds: Thresholds, today: Day) -> Day {
    today.plus_months(-12 * i64::from(thresholds.years))
}

/// Subjects with so many cases or more.
pub(super) fn seen(sign: Sign, left: Vec<Left>, thresholds: Thresholds) -> Vec<Signal> {
    let least = usize::try_from(thresholds.again).unwrap_or(usize::MAX);
    by_subject(sign, left).into_iter().filter(|signal| signal.left.len() >= least).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{counted, day, left},
        *,
    };

    fn of(sign: Sign, rows: &[(&str, &str, &str)]) -> Vec<Signal> {
        let rows: Vec<_> = rows.iter().map(|(who, case, on)| left(sign, who, case, on, None)).collect();
        sign.seen(&rows, Thresholds::default(), day("2026-06-01"))
    }

    #[test]
    fn an_official_is_seen_again_with_the_second_case() {
        let rows = [
            ("person:zhou", "a", "2025-01-01"),
            ("person:su", "a", "2025-01-01"),
            ("person:zhou", "b", "2026-05-01"),
        ];
        assert_eq!(counted(&of(Sign::OfficialAgain, &rows)), [("person:zhou", 2)]);
    }

    #[test]
    fn one_case_is_one_however_often_it_is_named() {
        let rows = [("unit:jw", "a", "2025-01-01"), ("unit:jw", "a", "2025-03-01")];
        assert_eq!(of(Sign::UnitAgain, &rows), []);
    }

    #[test]
    fn what_lies_longer_back_than_the_years_of_the_settings_is_not_counted() {
        let rows = [("person:zhou", "a", "2023-05-31"), ("person:zhou", "b", "2026-05-01")];
        assert_eq!(of(Sign::OfficialAgain, &rows), []);
        let rows = [("person:zhou", "a", "2023-06-01"), ("person:zhou", "b", "2026-05-01")];
        assert_eq!(of(Sign::OfficialAgain, &rows).len(), 1, "the day itself counts");
    }

    #[test]
    fn another_kind_of_mistake_in_the_same_unit_is_another() {
        let rows = [("unit:jw E-01", "a", "2025-01-01"), ("unit:jw E-02", "b", "2026-05-01")];
        assert_eq!(of(Sign::CircumstanceAgain, &rows), []);
        let rows = [("unit:jw E-01", "a", "2025-01-01"), ("unit:jw E-01", "b", "2026-05-01")];
        assert_eq!(counted(&of(Sign::CircumstanceAgain, &rows)), [("unit:jw E-01", 2)]);
    }

    #[test]
    fn the_number_is_the_setting_s() {
        let rows: Vec<_> = [("a", "2025-01-01"), ("b", "2025-02-01"), ("c", "2025-03-01")]
            .map(|(case, on)| left(Sign::UnitAgain, "unit:jw", case, on, None))
            .into();
        for (again, found) in [(3, 1), (4, 0)] {
            let thresholds = Thresholds { again, ..Thresholds::default() };
            assert_eq!(Sign::UnitAgain.seen(&rows, thresholds, day("2026-06-01")).len(), found);
        }
    }
}
