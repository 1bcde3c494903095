//! Everything that can have happened to a sheet.

use serde::{Deserialize, Serialize};

use super::{checking, countersigning, dispatching, drafting, sealing, signing, voiding};
use crate::{day::Day, paper};

/// Everything that can have happened to a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 拟稿.
    Drafted(drafting::Drafted),
    /// 修改稿件.
    Redrafted(drafting::Redrafted),
    /// 撤稿.
    Withdrawn(drafting::Withdrawn),
    /// 核稿.
    Checked(checking::Checked),
    /// 退回修改.
    SentBack(checking::SentBack),
    /// 会签.
    Countersigned(countersigning::Countersigned),
    /// 联合机关签署.
    JointSigned(countersigning::JointSigned),
    /// 签发.
    Signed(signing::Signed),
    /// 用印.
    Sealed(sealing::Sealed),
    /// 分发.
    Dispatched(dispatching::Dispatched),
    /// 作废.
    Voided(voiding::Voided),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
}

impl Event {
    /// The day an act counts from; none for what is noted beside it.
    pub const fn on(&self) -> Option<Day> {
        Some(match self {
            Self::Drafted(e) => e.on,
            Self::Redrafted(e) => e.on,
            Self::Withdrawn(e) => e.on,
            Self::Checked(e) => e.on,
            Self::SentBack(e) => e.on,
            Self::Countersigned(e) => e.on,
            Self::JointSigned(e) => e.on,
            Self::Signed(e) => e.on,
            Self::Sealed(e) => e.on,
            Self::Dispatched(e) => e.on,
            Self::Voided(e) => e.on,
            Self::PaperEntered(_) | Self::PaperChecked(_) | Self::PaperAmended(_) => return None,
        })
    }
}
