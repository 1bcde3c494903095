//! 证据 — with its hash, kept in place or described (P5, J2).

use super::numbered;
use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
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

/// Evidence with its hash, or where it lies.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "证据登记在案，附哈希值，或者写明原件存放处。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A finding without evidence blocks.
pub static FINDING_RULE: Rule = Rule {
    code: "J2",
    phrase: "认定须有证据",
    asks: "每一项认定都要引用证据；查无证据的，写明做过哪些查证。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Enter evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddEvidence {
    /// 证据名称.
    pub title: String,
    /// 种类.
    pub kind: EvidenceKind,
    /// 证明的事实.
    pub describes: String,
    /// 原件存放处.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 文件.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记证据.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("title", "证据名称", Input::Line),
        Field::new("kind", "种类", Input::Choice(EvidenceKind::CHOICES)),
        Field::new("describes", "证明的事实", Input::Text),
        Field::new("place", "原件存放处", Input::Line).optional(),
        Field::new("file", "文件", Input::File).optional(),
    ],
    ..Action::new("add_evidence", "登记证据", &RULE, || {
        answers_of(&AddEvidence {
            title: "示例".to_owned(),
            kind: EvidenceKind::Document,
            describes: "示例".to_owned(),
            place: Some("示例".to_owned()),
            file: Some("file".into()),
        })
    })
};

pub(super) fn decide(case: &Case, command: AddEvidence, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;
    let number = numbered(case.evidence.len());
    let file = command.file.and_then(|id| {
        facts.files.get(&id).map(|held| KeptFile { id, name: held.name.clone(), hash: held.hash.clone() })
    });
    Ok(vec![Event::EvidenceAdded(EvidenceAdded {
        number,
        title: command.title,
        kind: command.kind,
        describes: command.describes,
        place: command.place,
        file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.assigned.is_some(), || {
        Reason::new(&RULE, "尚未组成核实组，请先组成核实组。").remedy("assign")
    });

    missing.into_reasons()
}
