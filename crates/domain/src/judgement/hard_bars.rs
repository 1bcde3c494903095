//! 两不容 — what is never tolerated (S2).

use serde::{Deserialize, Serialize};

use super::five_dimensions::Finding;
use crate::{
    people::words,
    rule::{ARTICLE, Force, Rule},
};

/// What is never tolerated.
pub static RULE: Rule = Rule {
    code: "S2",
    phrase: "两不容",
    asks: "违反政治纪律的坚决不容，严重违反廉洁纪律的坚决不容，任何人、任何设定都不能例外。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// The two.
    HardBar {
        /// 违反政治纪律.
        Political = "political" "违反政治纪律",
        /// 严重违反廉洁纪律.
        SeriousIntegrity = "serious_integrity" "严重违反廉洁纪律",
    }
}

words! {
    /// Whether it stands.
    Standing {
        /// It does not stand.
        Absent = "absent" "不存在",
        /// It stands.
        Present = "present" "存在",
    }
}

/// A hard bar answered with evidence, standing or not: a bar must not become a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarFound {
    /// Which.
    pub bar: HardBar,
    /// Whether it stands.
    pub standing: Standing,
    /// The article violated, where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Reasons and evidence.
    #[serde(flatten)]
    pub finding: Finding,
}
