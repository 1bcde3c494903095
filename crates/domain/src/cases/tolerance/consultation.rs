//! 会商 — no determination without it; opinions with reasons, dissent verbatim (P6 认定必会商).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, UnitId},
    people::words,
};

words! {
    /// How it is held.
    Form {
        /// 多部门会商研判.
        Joint = "joint" "多部门会商研判",
        /// 内部会商.
        Internal = "internal" "会议会商",
        /// 书面会商: simple matters only.
        Written = "written" "书面征求意见会商",
    }
}

words! {
    /// What makes 多部门会商 necessary.
    Weight {
        /// 一般.
        Simple = "simple" "一般",
        /// 情况复杂.
        Complex = "complex" "情况复杂",
        /// 内容敏感.
        Sensitive = "sensitive" "内容敏感",
        /// 影响重大.
        Major = "major" "影响重大",
    }
}

words! {
    /// 会商意见; it is not a ballot.
    Opinion {
        /// 同意.
        Agree = "agree" "同意",
        /// 不同意.
        Disagree = "disagree" "不同意",
        /// 保留.
        Reserve = "reserve" "保留意见",
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// For which department.
    pub unit: UnitId,
}

/// The composition was fixed, before the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    /// How.
    pub form: Form,
    /// Why in that form.
    pub weight: Weight,
    /// 主持.
    pub chair: PersonId,
    /// Members, the chair among them.
    pub members: Vec<Member>,
    /// When.
    pub meets_on: Day,
    /// 议题.
    pub agenda: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member gave an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionGiven {
    /// Who.
    pub member: PersonId,
    /// In a word.
    pub opinion: Opinion,
    /// Reasons, verbatim.
    pub why: String,
    /// When.
    pub on: Day,
}

/// The meeting was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Members present.
    pub present: Vec<PersonId>,
    /// Members who stood aside and do not count.
    pub recused: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The minutes were sent to the members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesSent {
    /// The minutes.
    pub text: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member read the minutes, and corrected them or had nothing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesAnswered {
    /// Who.
    pub member: PersonId,
    /// The correction, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// When.
    pub on: Day,
}

/// The consultation is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationClosed {
    /// 会商结论.
    pub conclusion: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The consultation so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// 组成.
    pub composed: Composed,
    /// 意见, by member.
    pub opinions: Vec<OpinionGiven>,
    /// 召开.
    pub held: Option<Held>,
    /// 纪要.
    pub minutes: Option<MinutesSent>,
    /// 核改.
    pub answers: Vec<MinutesAnswered>,
    /// 结束.
    pub closed: Option<ConsultationClosed>,
}
