//! 单位意见 — the unit is asked; never is it spoken for by the official concerned or a subordinate alone (P4).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    people::words,
};

words! {
    /// The unit's opinion.
    UnitView {
        /// 同意容错.
        Supports = "supports" "建议容错",
        /// 不同意容错.
        Opposes = "opposes" "不建议容错",
        /// 无倾向.
        Neutral = "neutral" "如实说明情况，不作倾向性建议",
    }
}

/// The opinion was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAsked {
    /// Who is asked: the unit, or the party organisation that speaks for it.
    pub of: UnitId,
    /// Whether somebody else speaks for the unit.
    pub for_unit: bool,
    /// What is asked.
    pub asks: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The opinion was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAnswered {
    /// In a word.
    pub view: UnitView,
    /// In full.
    pub says: String,
    /// Who signed for the unit.
    pub signed_by: PersonId,
    /// The letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
