//! 三个区分开来 (D1).

use serde::{Deserialize, Serialize};

use super::five_dimensions::Finding;
use crate::{
    people::words,
    rule::{ARTICLE, Force, Rule},
};

/// Every determination answers the three distinctions.
pub static RULE: Rule = Rule {
    code: "D1",
    phrase: "三个区分开来",
    asks: "每个当事人都要逐项回答三个区分，属于后者的，该行为不得容错。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// The three distinctions.
    Distinction {
        /// (a) 缺乏经验、先行先试 / 明知故犯.
        Experience = "experience" "因缺乏经验、先行先试出现的失误，与明知故犯的违纪违法行为",
        /// (b) 尚无明确限制的探索性试验 / 明令禁止后依然我行我素.
        Trial = "trial" "国家尚无明确限制的探索性试验，与明令禁止后依然我行我素的行为",
        /// (c) 为推动发展的无意过失 / 为谋取私利.
        Purpose = "purpose" "为推动发展的无意过失，与为谋取私利的违纪违法行为",
    }
}

words! {
    /// Which side of a distinction.
    Side {
        /// The tolerable side.
        Left = "left" "属于前者（可以容错的一侧）",
        /// Bars tolerance of that act.
        Right = "right" "属于后者（不能容错的一侧）",
    }
}

/// A distinction answered with evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistinctionFound {
    /// Which.
    pub distinction: Distinction,
    /// The answer.
    pub side: Side,
    /// Reasons and evidence.
    #[serde(flatten)]
    pub finding: Finding,
}
