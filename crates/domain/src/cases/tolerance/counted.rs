//! 统计 — what a tolerance case counts for in the filing tables (G9, J4).
//!
//! Source: mechanism §2 J4 (人 and 人次 are both kept; the groups the article counts), §3 G9. A figure counts by the
//! day of the determination; what was done on paper counts by the date of the paper.

use super::state::Case;
use crate::{day::Day, judgement::outcome::Group, kind::Count};

/// The figures, in the order of the table.
pub(super) const COUNTED: &[(&str, &str)] = &[
    ("applied", "收到容错申请（件）"),
    ("accepted", "受理（含视为受理，件）"),
    ("determined", "作出认定（件）"),
    ("people", "容错处理（人）"),
    ("person_times", "容错处理（人次）"),
    ("exempted", "其中：容错免责（人次）"),
    ("accountable", "其中：容错但仍需追责（人次）"),
    ("not_tolerated", "不予容错（人次）"),
    ("education", "容错免责并给予教育、计入四种形态（人次）"),
    ("closed", "办结（件）"),
];

/// What the case counts for from `from` to `until`.
pub(super) fn counts(case: &Case, from: Day, until: Day) -> Vec<Count> {
    let Some(applied) = &case.applied else { return Vec::new() };
    let within = |on: Day| from <= on && on <= until;
    let number = || applied.number.clone();
    let mut counts = Vec::new();
    if within(applied.on) {
        counts.push(Count::one("applied", number()));
    }
    if case.accepted.as_ref().is_some_and(|accepted| within(accepted.on)) {
        counts.push(Count::one("accepted", number()));
    }
    if case.closed.as_ref().is_some_and(|closed| within(closed.on)) {
        counts.push(Count::one("closed", number()));
    }
    let Some(determined) = case.determined.as_ref().filter(|determined| within(determined.on)) else {
        return counts;
    };
    counts.push(Count::one("determined", number()));
    for one in &determined.determinations {
        let time = || format!("{}/{}", applied.number, one.official);
        let group = match one.group {
            Group::Exempted => "exempted",
            Group::StillAccountable => "accountable",
            Group::NotTolerated => "not_tolerated",
        };
        counts.push(Count::one(group, time()));
        if one.group != Group::NotTolerated {
            counts.push(Count::one("people", one.official.as_str()));
            counts.push(Count::one("person_times", time()));
        }
        if one.group == Group::Exempted && one.in_four_forms {
            counts.push(Count::one("education", time()));
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{before, day};

    #[test]
    fn a_determination_counts_in_its_month_as_person_and_person_time_and_education_in_both_places() {
        let case = before("archive").case;
        let keys = |from: &str, until: &str| -> Vec<&str> {
            counts(&case, day(from), day(until)).into_iter().map(|count| count.key).collect()
        };
        assert_eq!(keys("2026-03-01", "2026-03-31"), ["applied", "accepted"]);
        let april = keys("2026-04-01", "2026-04-30");
        assert_eq!(april, ["closed", "determined", "exempted", "people", "person_times", "education"]);
        assert!(keys("2026-05-01", "2026-05-31").is_empty());
        let known: Vec<_> = COUNTED.iter().map(|(key, _)| *key).collect();
        assert!(april.iter().all(|key| known.contains(key)));
    }
}
