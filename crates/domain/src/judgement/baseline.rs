//! 基准档次 — what would have been due, recorded before anything lighter can be chosen (G7).

use crate::people::words;

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
