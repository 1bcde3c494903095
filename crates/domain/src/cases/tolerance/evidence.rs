//! 证据 — with its hash, kept in place or described (P5, J2).
//!
//! Source: mechanism §2 P5, J2. A finding cites evidence by number, or says 查无证据 with what was tried. Not
//! decided here: what the evidence proves (`findings`).

use super::numbered;
use super::{Case, Event, acceptance::InHand, admission::undetermined, assignment::by_the_team, gate};
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
    judgement::five_dimensions::Finding,
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

/// Notes that a named file was not uploaded, where it was not.
pub(super) fn uploaded(file: Option<&FileId>, rule: &'static Rule, facts: &Facts, missing: &mut Missing) {
    missing.unless(file.is_none_or(|id| facts.files.contains_key(id)), || {
        Reason::new(rule, "没有找到上传的文件，请重新上传。").at("file")
    });
}

/// J2: notes every cited number of evidence that does not exist.
pub(super) fn exists(case: &Case, cited: &[String], field: &'static str, missing: &mut Missing) {
    for number in cited {
        missing.unless(case.evidence.iter().any(|one| one.number.to_string() == *number), || {
            let says = format!("引用的证据{number}没有登记，请先登记证据或者改选已登记的证据。");
            Reason::new(&FINDING_RULE, says).at(field).remedy("add_evidence")
        });
    }
}

/// J2: whether a finding cites evidence, or says what was tried where none was found.
pub(super) fn founded(case: &Case, finding: &Finding) -> bool {
    let tried = finding.tried.as_ref().is_some_and(|tried| !tried.trim().is_empty());
    let stands = |number: &String| case.evidence.iter().any(|one| one.number.to_string() == *number);
    tried || (!finding.evidence.is_empty() && finding.evidence.iter().all(stands))
}

pub(super) fn decide(case: &Case, command: AddEvidence, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.unless(command.file.is_some() || command.place.is_some(), || {
        Reason::new(&RULE, "没有上传文件的，请写明原件存放处。").at("place")
    });
    missing.settle()?;
    let number = numbered(case.evidence.len());
    let file = command.file.and_then(|id| {
        let held = facts.files.get(&id)?;
        Some(KeptFile { name: held.name.clone(), hash: held.hash.clone(), id })
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
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    undetermined(case, &RULE, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly};
    use serde_json::json;

    #[test]
    fn evidence_is_numbered_and_keeps_the_hash_of_its_file() {
        let scene =
            before("add_evidence").after(straightly("add_evidence")).after(straightly("add_evidence"));
        let numbers: Vec<_> = scene.case.evidence.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(scene.case.evidence[0].file.as_ref().unwrap().hash, "ab".repeat(32));
    }

    #[test]
    fn evidence_has_a_file_or_a_place() {
        let bare = json!({ "title": "账册", "kind": "thing", "describes": "收支" });
        before("add_evidence").when(command("add_evidence", bare.clone())).refused_with(["P5"]);
        let mut lost = bare.clone();
        lost["file"] = json!("lost");
        before("add_evidence").when(command("add_evidence", lost)).refused_with(["P5"]);
        let mut kept = bare;
        kept["place"] = json!("案管涉案财物室");
        before("add_evidence").when(command("add_evidence", kept)).done();
    }
}
