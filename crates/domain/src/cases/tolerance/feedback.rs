//! 反馈 — every recipient, with proof (P7 结果必反馈).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
};

/// The result was delivered to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// `person:zhou`, `unit:shiqiao`.
    pub recipient: String,
    /// How.
    pub delivery: super::notice::Delivery,
    /// When.
    pub served_on: Day,
    /// 送达回证, circle of the announcement, place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Witness of a refusal or 留置送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The recipient signed in, acknowledged and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub recipient: String,
    /// SM3 of the text that was read.
    pub paper_hash: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
