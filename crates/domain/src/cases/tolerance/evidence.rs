//! 证据 — with its hash, kept in place or described (P5, J2).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
    people::words,
};

words! {
    /// Kinds of evidence.
    EvidenceKind {
        /// 书证.
        Document = "document" "书证",
        /// 证人证言、谈话笔录.
        Statement = "statement" "证人证言、谈话笔录",
        /// 物证.
        Thing = "thing" "物证",
        /// 视听资料、电子数据.
        Electronic = "electronic" "视听资料、电子数据",
        /// 勘验、检查、鉴定.
        Expert = "expert" "勘验检查笔录、鉴定意见",
    }
}

/// A file as it was when it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// SM3 of the plaintext, hexadecimal.
    pub hash: String,
}

/// Evidence was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceAdded {
    /// From 1 in this case.
    pub number: u32,
    /// What it is called.
    pub title: String,
    /// Its kind.
    pub kind: EvidenceKind,
    /// What it shows.
    pub describes: String,
    /// Where the original lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<KeptFile>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
