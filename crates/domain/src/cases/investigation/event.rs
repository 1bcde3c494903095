//! Everything that can have happened to an investigation.

use serde::{Deserialize, Serialize};

use crate::{paper, supervision};

use super::{closing, decision, examination, filing, review, sent_to_review};

/// Everything that can have happened to an investigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 立案.
    Filed(filing::Filed),
    /// 审查调查终结.
    Examined(examination::Examined),
    /// 移送审理.
    SentToReview(sent_to_review::SentToReview),
    /// 审理意见.
    Reviewed(review::Reviewed),
    /// 催办、督办.
    Supervised(supervision::Supervised),
    /// 代录.
    PaperEntered(paper::PaperEntered),
    /// 校核代录.
    PaperChecked(paper::PaperChecked),
    /// 更正代录.
    PaperAmended(paper::PaperAmended),
    /// 处分（处理）决定.
    Decided(decision::Decided),
    /// 结案.
    Closed(closing::Closed),
    /// 归档.
    Archived(closing::Archived),
}
