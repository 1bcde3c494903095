//! 影响已消除，纠错未销号 — an appraisal confirmed that the effect is gone while what was done wrong is not put right
//! (mechanism §7: “effects confirmed without correction”; E1, D5), by unit.
//!
//! A case leaves a trace while a correction that it owes is not discharged, with the first day on which an owner
//! confirmed. Some time for putting right is the setting's.

use super::{Left, Sign, Signal, Thresholds, by_subject};
use crate::day::Day;

/// Units with cases whose effect was confirmed so many days ago or more.
pub(super) fn seen(left: Vec<Left>, thresholds: Thresholds, today: Day) -> Vec<Signal> {
    let days = i64::from(thresholds.effect_days);
    let waits = |one: &Left| today.days_since(one.trace.on) >= days;
    by_subject(Sign::EffectBeforeCorrection, left.into_iter().filter(waits).collect())
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{counted, day, left},
        *,
    };

    #[test]
    fn an_open_correction_is_seen_when_the_days_of_the_settings_have_passed() {
        let rows = [left(Sign::EffectBeforeCorrection, "unit:jw", "a", "2026-05-02", None)];
        let on = |today: &str| Sign::EffectBeforeCorrection.seen(&rows, Thresholds::default(), day(today));
        assert_eq!(on("2026-05-31"), []);
        assert_eq!(counted(&on("2026-06-01")), [("unit:jw", 1)]);
    }
}
