//! A paper of a case as it would be issued now: what the steps of issuing look at (G11). Assembled by `app` from the
//! case, the unit's own text and what the drafter wrote; the case's state stays where it is.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{FileId, PersonId, StreamId},
    paper_values::ReviewWay,
    refusal::Reason,
};

/// Which paper of which case: the address of a paper (docs/decisions/0041).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOf {
    /// The case.
    pub case: StreamId,
    /// The version of the case after the event it follows from.
    pub version: u64,
    /// Which of the papers of this event: `acceptance`.
    pub code: String,
    /// Whom it is about, where there is one for each: `person:zhou`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// Another sheet for the same paper that was neither withdrawn nor spoiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its number: that of the paper once it is signed, else that of the sheet.
    pub number: String,
    /// Whether it is signed.
    pub signed: bool,
}

/// A paper as it would be issued now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuable {
    /// Which one.
    pub of: PaperOf,
    /// Number of the case: `容〔2026〕17号`.
    pub case_number: String,
    /// What the unit calls it: `受理通知书`. No name stands in it.
    pub title: String,
    /// With head and 版记: what gets a number.
    pub letter: bool,
    /// Whether it tells somebody a result.
    pub notifies: bool,
    /// How that result is reviewed.
    pub review: Option<ReviewWay>,
    /// What keeps it from being made.
    pub lacks: Vec<Reason>,
    /// SM3 of its words without number and date, in hexadecimal; empty where it cannot be made.
    pub hash: String,
    /// Who must stand aside in the case, or is concerned in it.
    pub aside: Vec<PersonId>,
    /// Other sheets for the same paper.
    pub elsewhere: Vec<Elsewhere>,
}

/// What is known of a seal that was applied as an image. The image itself is kept nowhere: it stays with its keeper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// SM3 of the sealed PDF, in hexadecimal.
    pub hash: String,
    /// SM3 of the image.
    pub image: String,
}

/// The paper with the image of a seal on it, as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Where it is.
    pub file: FileId,
    /// Its hash and that of the image.
    pub stamp: Stamp,
}
