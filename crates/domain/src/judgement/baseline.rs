//! 基准档次 — what would have been due, recorded before anything lighter can be chosen (G7).

use crate::{
    people::words,
    rule::{Force, Rule},
};

/// What would have been due is on record before anything lighter is chosen.
pub static RULE: Rule = Rule {
    code: "G7",
    phrase: "基准档次",
    asks: "免予、从轻、减轻之前，先记录本应给予的处分档次；免予党纪处分只适用于警告或者严重警告，减轻只减一档。",
    source: "中国共产党纪律处分条例",
    force: Force::National,
};

/// Which tracks exist for whom.
pub static IDENTITY_RULE: Rule = Rule {
    code: "G6",
    phrase: "身份与轨道",
    asks: "党纪只对党员；政务只对公职人员，退休人员不给予政务处分，基层组织管理人员只有警告、记过、记大过。",
    source: "中国共产党纪律处分条例、公职人员政务处分法",
    force: Force::National,
};

words! {
    /// Grades of a sanction, lightest first within each track.
    Grade {
        /// 党纪警告.
        PartyWarning = "party_warning" "警告（党纪）",
        /// 严重警告.
        PartySeriousWarning = "party_serious_warning" "严重警告（党纪）",
        /// 撤销党内职务.
        PartyRemoval = "party_removal" "撤销党内职务",
        /// 留党察看.
        PartyProbation = "party_probation" "留党察看",
        /// 开除党籍.
        PartyExpulsion = "party_expulsion" "开除党籍",
        /// 政务警告.
        GovernmentWarning = "government_warning" "警告（政务）",
        /// 记过.
        Demerit = "demerit" "记过",
        /// 记大过.
        MajorDemerit = "major_demerit" "记大过",
        /// 降级.
        Downgrade = "downgrade" "降级",
        /// 撤职.
        Dismissal = "dismissal" "撤职",
        /// 开除.
        Expulsion = "expulsion" "开除",
        /// 问责.
        Accountability = "accountability" "问责处理",
        /// 组织处理.
        OrganisationMeasure = "organisation_measure" "组织处理",
    }
}
