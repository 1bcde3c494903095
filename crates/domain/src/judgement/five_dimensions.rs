//! 五个方面 — 动机态度、客观条件、程序方法、性质程度、后果影响 (J1), each with evidence (J2).

use serde::{Deserialize, Serialize};

use crate::{
    people::words,
    rule::{ARTICLE, Force, Rule},
};

/// Each official is weighed in five respects.
pub static RULE: Rule = Rule {
    code: "J1",
    phrase: "五个方面",
    asks: "从动机态度、客观条件、程序方法、性质程度、后果影响五个方面综合考量。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// What stands behind an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Reasons.
    pub why: String,
    /// Numbers of the evidence, as text: `1`.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据: what was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

words! {
    /// The five.
    Dimension {
        /// 动机态度.
        Motive = "motive" "动机态度",
        /// 客观条件.
        Conditions = "conditions" "客观条件",
        /// 程序方法.
        Procedure = "procedure" "程序方法",
        /// 性质程度.
        Nature = "nature" "性质程度",
        /// 后果影响.
        Consequences = "consequences" "后果影响",
    }
}

words! {
    /// A rating.
    Rating {
        /// Speaks for tolerance.
        Favourable = "favourable" "有利于容错",
        /// Neither.
        Neutral = "neutral" "中性",
        /// Speaks against.
        Adverse = "adverse" "不利于容错",
    }
}

/// A dimension rated with evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionFound {
    /// Which.
    pub dimension: Dimension,
    /// The rating.
    pub rating: Rating,
    /// Reasons and evidence.
    #[serde(flatten)]
    pub finding: Finding,
}
