//! 回避 — declared, requested or computed; it beats every permission (P8).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// Grounds of recusal.
    Ground {
        /// 近亲属.
        Kin = "kin" "是当事人或者其近亲属",
        /// 利害关系.
        Interest = "interest" "与本案有利害关系",
        /// 先前参与.
        EarlierPart = "earlier_part" "先前参与过本案（经办人、证人、申请人）",
        /// 同一单位.
        SameUnit = "same_unit" "与当事人现在或者行为时在同一单位",
        /// 其他.
        Other = "other" "其他可能影响公正的情形",
    }
}

/// A recusal was declared or requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalAsked {
    /// From 1 in this case.
    pub number: u32,
    /// Who should stand aside.
    pub person: PersonId,
    /// Why.
    pub ground: Ground,
    /// In words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A recusal was decided by a leader who is no member of the consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalDecided {
    /// Which request.
    pub number: u32,
    /// Whether the person stands aside.
    pub upheld: bool,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
