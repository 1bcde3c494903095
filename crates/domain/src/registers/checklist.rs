//! 适用情形清单 — the circumstances in which a mistake may be tolerated (S1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// One circumstance of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Document it stands in.
    pub document: String,
    /// `issued` or `sample`: what we wrote ourselves is 示范.
    pub origin: String,
    /// In force from.
    pub from: Day,
    /// In force until, the last day.
    pub until: Option<Day>,
}

/// The checklist in force, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checklist(pub BTreeMap<String, Circumstance>);
