//! 逐人认定事实 — distinctions, hard bars, lenience and five dimensions for each official, with evidence (D1, S2, S3, J1).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        distinctions::DistinctionFound, five_dimensions::DimensionFound, hard_bars::BarFound,
        leniences::Lenience,
    },
};

/// What the team found about one official; a later one replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// About whom.
    pub official: PersonId,
    /// 三个区分开来.
    pub distinctions: Vec<DistinctionFound>,
    /// 两不容.
    pub bars: Vec<BarFound>,
    /// 三宽容, where one applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lenience: Option<Lenience>,
    /// Circumstance of the checklist that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// 五个方面.
    pub dimensions: Vec<DimensionFound>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
