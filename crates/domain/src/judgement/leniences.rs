//! 三宽容 — 探索创新、履职尽责、应急处突中的失误错误能容尽容 (S3).

use crate::{
    people::words,
    rule::{ARTICLE, Force, Rule},
};

/// What is tolerated wherever it can be.
pub static RULE: Rule = Rule {
    code: "S3",
    phrase: "三宽容",
    asks: "探索创新、履职尽责、应急处突中的失误错误能容尽容；不予容错的，对照条件逐条说明理由。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// The three.
    Lenience {
        /// 探索创新.
        Exploration = "exploration" "探索创新",
        /// 履职尽责.
        Duty = "duty" "履职尽责",
        /// 应急处突.
        Emergency = "emergency" "应急处突",
    }
}
