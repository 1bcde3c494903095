//! 申请 — the organ, the official or the unit asks for the procedure to start (P1).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    judgement::outcome::Stage,
    people::words,
};

words! {
    /// Who may apply: 纪检监察机关、当事人及所在单位均有权提出申请.
    Applicant {
        /// 纪检监察机关.
        Organ = "organ" "纪检监察机关",
        /// 当事人.
        Official = "official" "当事人",
        /// 所在单位.
        Unit = "unit" "所在单位",
    }
}

/// An official concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Who.
    pub person: PersonId,
    /// Post at the time of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}

/// The procedure was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// `容〔2026〕17号`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// In which capacity.
    pub applicant: Applicant,
    /// Who applied.
    pub by: PersonId,
    /// The day it was received, or the date of the paper.
    pub on: Day,
    /// 当事人, at least one.
    pub officials: Vec<Concerned>,
    /// 所在单位 at the time of the act.
    pub unit: UnitId,
    /// The committee that answers for the case (D3).
    pub committee: UnitId,
    /// 环节 in which the question arose (V1, G1).
    pub stage: Stage,
    /// 线索来源, to be told the result (P7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<UnitId>,
    /// Circumstance of the checklist that the applicant invokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// First day of the act.
    pub first_day: Day,
    /// Last day of the act.
    pub last_day: Day,
    /// Loss in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<i64>,
    /// The goal it served (D2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// What happened, in the applicant's words.
    pub facts: String,
    /// Paper or enclosure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}
