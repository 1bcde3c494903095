//! What a run of measurements comes to: median, quartiles, ratios. Absolute times belong to one machine in one
//! minute; ratios of alternated runs are what is compared with a target.

use std::fmt;

/// Measured values, in the order in which they were taken.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample(Vec<f64>);

impl Sample {
    pub(super) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(super) fn n(&self) -> usize {
        self.0.len()
    }

    /// The value below which `share` of the values lie, interpolated; 0 where nothing was measured.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        let place = share.clamp(0.0, 1.0) * as_f64(last);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floor of 0..=last")]
        let below = place.floor() as usize;
        let at = |i: usize| sorted.get(i.min(last)).copied().unwrap_or_default();
        at(below) + (at(below + 1) - at(below)) * (place - place.floor())
    }

    pub(super) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Value by value quotient: the ratios of alternated rounds.
    pub(super) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.quantile(0.25), self.quantile(0.75));
        write!(f, "{} [{}–{}] n={}", short(self.median()), short(low), short(high), self.n())
    }
}

/// A bound that a figure has to keep.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    pub(super) fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, "≥ {}", short(*bound)),
            Self::AtMost(bound) => write!(f, "≤ {}", short(*bound)),
        }
    }
}

/// Four figures that count, without an exponent.
pub(super) fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// Counts are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
pub(super) fn as_f64(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_the_values_they_part() {
        let sample: Sample = [4.0, 1.0, 3.0, 2.0, 5.0].into_iter().collect();
        let seen = [sample.quantile(0.25), sample.median(), sample.quantile(0.75), sample.quantile(1.0)];
        for (seen, wanted) in seen.into_iter().zip([2.0, 3.0, 4.0, 5.0]) {
            assert!((seen - wanted).abs() < 1e-9, "{seen} is not {wanted}");
        }
        let even: Sample = [1.0, 2.0].into_iter().collect();
        assert!((even.median() - 1.5).abs() < 1e-9);
    }

    #[test]
    fn nothing_measured_is_no_crash_and_meets_no_lower_bound() {
        let none = Sample::default();
        assert_eq!(none.n(), 0);
        assert!(!Target::AtLeast(0.7).met(none.median()));
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let ours: Sample = [10.0, 30.0].into_iter().collect();
        let theirs: Sample = [20.0, 40.0].into_iter().collect();
        assert!((ours.over(&theirs).median() - 0.625).abs() < 1e-9);
    }
}
