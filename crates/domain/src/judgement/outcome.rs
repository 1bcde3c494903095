//! 环节·轨道·结果 — the words of G1, and which of two outcomes is the worse for the official (P3).
//!
//! Which outcomes exist at which stage on which track stands in [`super::outcome_table`]; whether one may be
//! proposed is judged in [`super::proposal`].

use crate::{
    people::words,
    rule::{Force, Rule},
};

/// Which outcomes exist at which stage on which track.
pub static RULE: Rule = Rule {
    code: "G1",
    phrase: "环节·轨道·结果",
    asks: "每个环节、每条轨道只有规定的结果；免予处分和不予政务处分以立案审查调查为前提。",
    source: "中国共产党纪律处分条例、公职人员政务处分法",
    force: Force::National,
};

words! {
    /// 环节.
    Stage {
        /// 线索处置.
        Lead = "lead" "线索处置",
        /// 谈话函询.
        Inquiry = "inquiry" "谈话函询",
        /// 初步核实.
        Preliminary = "preliminary" "初步核实",
        /// 立案审查调查.
        Investigation = "investigation" "立案审查调查",
        /// 审理.
        Review = "review" "审理",
        /// 问责.
        Accountability = "accountability" "问责",
        /// 组织处理.
        OrganisationMeasure = "organisation_measure" "组织处理",
        /// 申诉复查.
        Appeal = "appeal" "申诉复查",
    }
}

words! {
    /// 轨道.
    Track {
        /// 党纪.
        Party = "party" "党纪",
        /// 政务.
        Government = "government" "政务",
        /// 问责.
        Accountability = "accountability" "问责",
        /// 组织处理.
        Organisation = "organisation" "组织处理",
        /// 线索处置.
        Lead = "lead" "线索处置",
    }
}

words! {
    /// 结果. What it is called depends on the track; see `words_on`.
    Outcome {
        /// 不追究.
        NotPursued = "not_pursued" "不追究责任",
        /// 不予、不作.
        NotImposed = "not_imposed" "不予处分（处理）",
        /// 免予.
        Exempt = "exempt" "免予处分（问责）",
        /// 从轻.
        Lighter = "lighter" "从轻",
        /// 减轻.
        Mitigated = "mitigated" "减轻",
        /// 予以了结.
        Settled = "settled" "予以了结",
        /// 不予容错.
        NotTolerated = "not_tolerated" "不予容错",
    }
}

words! {
    /// What goes with an outcome that is no sanction.
    Measure {
        /// None.
        None = "none" "无",
        /// 谈话提醒.
        TalkReminder = "talk_reminder" "谈话提醒",
        /// 批评教育.
        Criticism = "criticism" "批评教育",
        /// 责令检查.
        OrderedInspection = "ordered_inspection" "责令检查",
        /// 诫勉.
        Admonition = "admonition" "诫勉",
    }
}

words! {
    /// What follows 不予容错.
    Follows {
        /// 立案.
        Filing = "filing" "立案",
        /// 移送.
        Transfer = "transfer" "移送",
        /// 继续原程序.
        Continue = "continue" "继续原程序处理",
    }
}

words! {
    /// The groups the article counts (J4).
    Group {
        /// 容错免责.
        Exempted = "exempted" "容错免责",
        /// 容错但仍需追责.
        StillAccountable = "still_accountable" "容错但仍需追责",
        /// 不予容错.
        NotTolerated = "not_tolerated" "不予容错",
    }
}

impl Outcome {
    /// How hard it is on the official; P3 never allows a harder one than was notified.
    pub const fn severity(self) -> u8 {
        match self {
            Self::NotPursued => 0,
            Self::NotImposed | Self::Settled => 1,
            Self::Exempt => 2,
            Self::Mitigated => 3,
            Self::Lighter => 4,
            Self::NotTolerated => 5,
        }
    }

    /// Whether it tolerates anything: everything but 不予容错.
    pub const fn tolerates(self) -> bool {
        !matches!(self, Self::NotTolerated)
    }

    /// What it is called on `track`.
    pub fn words_on(self, track: Track) -> &'static str {
        super::outcome_table::entry(track, self).map_or(self.title(), |entry| entry.words)
    }
}
