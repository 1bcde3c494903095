//! 适用情形清单 — the circumstances in which a mistake may be tolerated (S1).

pub mod shown;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::day::Day;

/// The four areas and the three kinds of grass-roots subject of the article, in its order.
pub const AREAS: &[(&str, &str)] = &[
    ("营商环境", "营商环境"),
    ("城市更新", "城市更新"),
    ("行政执法", "行政执法"),
    ("征地拆迁", "征地拆迁"),
    ("街道", "街道"),
    ("社区", "社区"),
    ("经济联社", "经济联社"),
];

/// One circumstance of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstance {
    /// `land.03`.
    pub code: String,
    /// Area or kind of subject, in Chinese: `征地拆迁`, `街道`.
    pub area: String,
    /// `exploration`, `duty`, `emergency`.
    pub lenience: String,
    /// Title.
    pub title: String,
    /// Typical facts.
    pub facts: String,
    /// The conditions, each to be found met or answered for (S3).
    pub conditions: Vec<String>,
    /// What it does not cover.
    pub boundary: String,
    /// What has to be done all the same: correction, education, remedy.
    #[serde(default)]
    pub measures: Vec<String>,
    /// Document it stands in.
    pub document: String,
    /// What it rests on: the instrument and article it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// `issued` or `sample`: what we wrote ourselves is 示范.
    pub origin: String,
    /// In force from.
    pub from: Day,
    /// In force until, the last day.
    #[serde(default)]
    pub until: Option<Day>,
}

/// The checklist in force, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checklist(pub BTreeMap<String, Circumstance>);

/// What can have happened to the checklist. Nothing is overwritten: a newer text stands beside the older.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "an event lives for a moment; boxing would only hide its shape"
)]
pub enum ChecklistEvent {
    /// A circumstance was issued, or issued anew under the same code.
    Issued {
        /// The circumstance.
        circumstance: Circumstance,
    },
    /// All texts under a code end.
    Expired {
        /// The code.
        code: String,
        /// Last day in force.
        until: Day,
    },
}

/// All texts of the checklist there have been.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistRecord {
    /// By code, in the order in which they were issued.
    pub texts: BTreeMap<String, Vec<Circumstance>>,
    /// How often it changed: the version a case pins.
    pub version: u64,
}

impl Register for ChecklistRecord {
    type Event = ChecklistEvent;
    const NAME: &'static str = "checklist";
    const TITLE: &'static str = "适用情形清单";

    fn evolve(mut self, event: &ChecklistEvent, _on: Day) -> Self {
        self.version += 1;
        match event {
            ChecklistEvent::Issued { circumstance } => {
                self.texts.entry(circumstance.code.clone()).or_default().push(circumstance.clone());
            }
            ChecklistEvent::Expired { code, until } => {
                for text in self.texts.get_mut(code).into_iter().flatten() {
                    text.until = Some(text.until.map_or(*until, |known| known.min(*until)));
                }
            }
        }
        self
    }
}

impl Circumstance {
    /// Whether it is in force on `day`.
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl ChecklistRecord {
    /// The checklist in force on `day`: of several texts under one code the one that began last.
    pub fn in_force(&self, day: Day) -> Checklist {
        let latest = |texts: &[Circumstance]| {
            texts.iter().filter(|text| text.in_force(day)).max_by_key(|text| text.from).cloned()
        };
        let texts = self.texts.iter().filter_map(|(code, texts)| Some((code.clone(), latest(texts)?)));
        Checklist(texts.collect())
    }

    /// The texts under `code` that were in force on any day from `first` (of the act) to `today`, earliest
    /// first: the newer may be chosen where it is more lenient, by a person with a reason (S1).
    pub fn to_choose_from(&self, code: &str, first: Day, today: Day) -> Vec<&Circumstance> {
        let mut texts: Vec<_> = self.texts.get(code).into_iter().flatten().collect();
        texts.retain(|text| text.from <= today && text.until.is_none_or(|until| first <= until));
        texts.sort_by_key(|text| text.from);
        texts
    }
}

/// One file of `checklist/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistFile {
    /// The circumstances.
    pub circumstance: Vec<Circumstance>,
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn issued(title: &str, from: &str) -> ChecklistEvent {
        let circumstance = Circumstance {
            code: "land.01".to_owned(),
            area: "征地拆迁".to_owned(),
            lenience: "duty".to_owned(),
            title: title.to_owned(),
            facts: "示范".to_owned(),
            conditions: vec!["集体研究决定".to_owned()],
            boundary: "示范".to_owned(),
            measures: Vec::new(),
            document: "示范".to_owned(),
            source: None,
            origin: "sample".to_owned(),
            from: day(from),
            until: None,
        };
        ChecklistEvent::Issued { circumstance }
    }

    /// Two texts of one circumstance.
    pub(super) fn record() -> ChecklistRecord {
        told(&[issued("旧", "2024-01-01"), issued("新", "2026-01-01")])
    }

    #[test]
    fn the_text_of_the_day_counts_and_the_older_stays_to_choose_from() {
        let expired = ChecklistEvent::Expired { code: "land.01".to_owned(), until: day("2026-06-30") };
        let record =
            told::<ChecklistRecord>(&[issued("旧", "2024-01-01"), issued("新", "2026-01-01"), expired]);
        assert_eq!(record.version, 3);
        let title = |on| record.in_force(day(on)).0.get("land.01").map(|text| text.title.clone());
        assert_eq!(title("2023-12-31"), None);
        assert_eq!(title("2025-12-31").as_deref(), Some("旧"));
        assert_eq!(title("2026-01-01").as_deref(), Some("新"));
        assert_eq!(title("2026-06-30").as_deref(), Some("新"));
        assert_eq!(title("2026-07-01"), None);
        let choice = |first, today| record.to_choose_from("land.01", day(first), day(today)).len();
        assert_eq!(choice("2025-03-01", "2026-03-01"), 2);
        assert_eq!(choice("2025-03-01", "2025-12-31"), 1);
        assert_eq!(choice("2026-07-01", "2026-08-01"), 0);
    }
}
