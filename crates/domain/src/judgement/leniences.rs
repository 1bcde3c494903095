//! 三宽容 — 探索创新、履职尽责、应急处突中的失误错误能容尽容 (S3).

use crate::people::words;

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
