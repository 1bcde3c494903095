//! 告知 — the facts and the proposed outcome are notified before the defence (P3).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// How something was handed over.
    Delivery {
        /// 本系统阅知.
        Here = "here" "本系统登录阅知",
        /// 直接送达，签收.
        Signed = "signed" "直接送达并签收",
        /// 拒收，见证人在场.
        Refused = "refused" "拒绝签收，见证人在场记明",
        /// 留置送达.
        Left = "left" "留置送达",
        /// 在一定范围内宣布.
        Announced = "announced" "在一定范围内宣布",
    }
}

/// Facts and proposed outcome were notified to an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// To whom.
    pub official: PersonId,
    /// 事实材料.
    pub facts: String,
    /// 拟认定意见, as proposed on that day.
    pub outcomes: Vec<super::proposed_outcome::OutcomeProposed>,
    /// How.
    pub delivery: Delivery,
    /// 送达回证 number, witness, place.
    pub proof: String,
    /// The last day of the defence period, as notified: never shortened.
    pub defence_until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
