//! 认定前不久改认不存在“两不容” — a hard bar that was found and taken away shortly before the determination (mechanism §7:
//! “bar lifted shortly before the determination”; S2: setting a bar and lifting one both need their grounds).
//!
//! The trace holds the day of the finding that took it away and the day of the determination.

use super::{Left, Sign, Signal, Thresholds, by_subject};

/// Officials whose bar was taken away no more than so many days before.
pub(super) fn seen(left: Vec<Left>, thresholds: Thresholds) -> Vec<Signal> {
    let shortly = |one: &Left| {
        one.trace.then.is_some_and(|then| {
            let days = then.days_since(one.trace.on);
            (0..=i64::from(thresholds.bar_days)).contains(&days)
        })
    };
    by_subject(Sign::BarLifted, left.into_iter().filter(shortly).collect())
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{counted, day, left},
        *,
    };

    fn lifted(on: &str, then: Option<&str>) -> usize {
        let rows = [left(Sign::BarLifted, "person:zhou", "a", on, then)];
        Sign::BarLifted.seen(&rows, Thresholds::default(), day("2026-06-01")).len()
    }

    #[test]
    fn shortly_before_is_within_the_days_of_the_settings() {
        assert_eq!(lifted("2026-03-02", Some("2026-04-01")), 1, "thirty days");
        assert_eq!(lifted("2026-03-01", Some("2026-04-01")), 0, "thirty-one");
        assert_eq!(lifted("2026-04-01", Some("2026-04-01")), 1, "the same day");
    }

    #[test]
    fn what_was_taken_away_after_it_or_never_determined_is_no_sign() {
        assert_eq!(lifted("2026-04-02", Some("2026-04-01")), 0);
        assert_eq!(lifted("2026-04-02", None), 0);
    }

    #[test]
    fn one_case_is_enough() {
        let rows = [left(Sign::BarLifted, "person:zhou", "a", "2026-04-01", Some("2026-04-03"))];
        let seen = Sign::BarLifted.seen(&rows, Thresholds::default(), day("2026-06-01"));
        assert_eq!(counted(&seen), [("person:zhou", 1)]);
    }
}
