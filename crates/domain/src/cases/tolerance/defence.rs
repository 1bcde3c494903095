//! 陈述申辩 — heard after the notice, checked, adopted or not point by point; never worse for it (P3).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
    people::words,
};

words! {
    /// What became of a point.
    Adoption {
        /// 采纳.
        Adopted = "adopted" "采纳",
        /// 部分采纳.
        Partly = "partly" "部分采纳",
        /// 不采纳.
        NotAdopted = "not_adopted" "不采纳",
    }
}

/// One point of a defence, checked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointAnswered {
    /// The point, from 1.
    pub point: u32,
    /// 采纳与否.
    pub adoption: Adoption,
    /// How it was checked.
    pub checked: String,
    /// Reasons.
    pub why: String,
}

/// The official was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defended {
    /// Who.
    pub official: PersonId,
    /// Point by point, in the official's words; numbered from 1.
    pub points: Vec<String>,
    /// 笔录 or written defence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The official waived the defence, signed in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefenceWaived {
    /// Who.
    pub official: PersonId,
    /// In the official's words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The waiver was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRevoked {
    /// Who.
    pub official: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What was said was checked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefenceAnswered {
    /// Whose defence.
    pub official: PersonId,
    /// One for each point.
    pub points: Vec<PointAnswered>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
