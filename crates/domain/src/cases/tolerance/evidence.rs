//! 证据 — with its hash, kept in place or described (P5, J2).
//!
//! Source: mechanism §2 P5, J2. A finding cites evidence by number, or says 查无证据 with what was tried. A
//! statement is taken by two or more of the team; a thing is described and kept at a place. Not decided here:
//! what the evidence proves (`findings`).

use std::collections::BTreeSet;

use super::numbered;
use super::{
    Case, Event,
    acceptance::InHand,
    admission::undetermined,
    assignment::{by_the_team, team},
    gate,
    recusal::{self, excluded},
};
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
    /// Who of the team took the statement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_by: Vec<PersonId>,
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

/// How many of the team take a statement.
const TAKERS: usize = 2;

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
    /// 取证人员.
    #[serde(default)]
    pub taken_by: Vec<PersonId>,
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
        Field::new("taken_by", "取证人员", Input::Picks("team"))
            .hint("证人证言、谈话笔录须由核实组二人以上取得")
            .optional(),
    ],
    ..Action::new("add_evidence", "登记证据", &RULE, || {
        answers_of(&AddEvidence {
            title: "示例".to_owned(),
            kind: EvidenceKind::Document,
            describes: "示例".to_owned(),
            place: Some("示例".to_owned()),
            file: Some("file".into()),
            taken_by: vec!["lin".into()],
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
    let stated = command.kind != EvidenceKind::Thing
        || command.place.as_ref().is_some_and(|place| !place.trim().is_empty());
    missing.unless(stated, || Reason::new(&RULE, "物证请写明实物存放在哪里。").at("place"));
    taken(case, &command, facts, &mut missing);
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
        taken_by: command.taken_by,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// P5: a statement is taken by two or more of the team, none of whom must stand aside.
fn taken(case: &Case, command: &AddEvidence, facts: &Facts, missing: &mut Missing) {
    let takers: BTreeSet<_> = command.taken_by.iter().collect();
    for person in &takers {
        missing.unless(team(case).any(|member| member == *person), || {
            Reason::new(&RULE, "取证人员不是核实组成员，请从核实组成员中选择。").at("taken_by")
        });
        if let Some(ground) = excluded(case, facts, person) {
            let says = format!("所选的取证人员{}，应当回避，请另选他人取证。", ground.title());
            missing.add(Reason::new(&recusal::RULE, says).at("taken_by"));
        }
    }
    let enough = command.kind != EvidenceKind::Statement || takers.len() >= TAKERS;
    missing.unless(enough, || {
        let says = "证人证言、谈话笔录须由核实组二人以上取得，请写明是哪二人。";
        Reason::new(&RULE, says).at("taken_by")
    });
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
    fn a_statement_is_taken_by_two_of_the_team() {
        let taken = |by: &[&str]| {
            let answers = json!({ "title": "谈话笔录", "kind": "statement", "describes": "经过",
                "place": "在卷", "taken_by": by });
            command("add_evidence", answers)
        };
        let scene = before("add_evidence");
        scene.when(taken(&[])).refused_with(["P5"]);
        scene.when(taken(&["lin", "lin"])).refused_with(["P5"]);
        scene.when(taken(&["lin", "wen"])).refused_with(["P5"]);
        scene.when(taken(&["lin", "su"])).done();
        let kin = scene.knowing(|facts| {
            facts.people.get_mut(&crate::ids::PersonId::from("su")).unwrap().kin = vec!["zhou".into()];
        });
        kin.when(taken(&["lin", "su"])).refused_with(["P8"]);
    }

    #[test]
    fn a_thing_lies_somewhere() {
        let pictured = json!({ "title": "账册", "kind": "thing", "describes": "收支", "file": "scan" });
        before("add_evidence").when(command("add_evidence", pictured)).refused_with(["P5"]);
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
