//! 提出撤销, 新的证据, 另行组成.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Case, Event,
        evidence::{self, EvidenceAdded, EvidenceKind, KeptFile},
        gate, numbered, recusal, reexamination,
    },
    RULE, under_way, unquoted,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    judgement::outcome::Group,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{self, Missing, Reason, Refusal},
};

words! {
    /// What a revocation rests on.
    Ground {
        /// 隐瞒.
        Concealed = "concealed" "隐瞒影响认定的重要事实",
        /// 骗取.
        Fraud = "fraud" "以虚假材料、虚假陈述骗取认定",
    }
}

/// A revocation was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationProposed {
    /// Of whose determination.
    pub official: PersonId,
    /// Hidden, or obtained by fraud.
    pub ground: Ground,
    /// The facts that were hidden.
    pub facts: String,
    /// How they came to light.
    pub how_found: String,
    /// Evidence entered after the determination, by number.
    pub evidence: Vec<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Others were chosen to verify it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationAssigned {
    /// Of whose determination.
    pub official: PersonId,
    /// Two or more.
    pub members: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter evidence that came to light after the determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddRevocationEvidence {
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

/// 登记认定后发现的证据.
pub const ADD_EVIDENCE: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("title", "证据名称", Input::Line),
        Field::new("kind", "种类", Input::Choice(EvidenceKind::CHOICES)),
        Field::new("describes", "证明的事实", Input::Text),
        Field::new("place", "原件存放处", Input::Line).optional(),
        Field::new("file", "文件", Input::File).optional(),
        Field::new("taken_by", "取证人员", Input::Picks("revokers"))
            .hint("证人证言、谈话笔录须由另行组成的二人以上取得")
            .optional(),
    ],
    ..Action::new("add_revocation_evidence", "登记认定后发现的证据", &RULE, || {
        answers_of(&AddRevocationEvidence {
            title: "示例".to_owned(),
            kind: EvidenceKind::Document,
            describes: "示例".to_owned(),
            place: Some("示例".to_owned()),
            file: Some("file".into()),
            taken_by: vec!["lin".into()],
        })
    })
};

/// Propose to revoke a determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 事由.
    pub ground: Ground,
    /// 隐瞒、骗取的事实.
    pub facts: String,
    /// 如何发现.
    pub how_found: String,
    /// 认定后发现的证据.
    pub evidence: Vec<String>,
}

/// 提出撤销认定.
pub const PROPOSE: Action = Action {
    who: &[Role::CaseManagement, Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("ground", "事由", Input::Choice(Ground::CHOICES)),
        Field::new("facts", "隐瞒、骗取的事实", Input::Text).hint("不得以当事人的异议、申辩为依据"),
        Field::new("how_found", "如何发现", Input::Text),
        Field::new("evidence", "认定后发现的证据", Input::Picks("revocation_evidence")),
    ],
    help: "改变看法不是撤销的理由。另行组成人员核实，听取申辩，经上一级批准后才能撤销。",
    ..Action::new("propose_revocation", "提出撤销认定", &RULE, || {
        answers_of(&ProposeRevocation {
            official: "zhou".into(),
            ground: Ground::Concealed,
            facts: "示例".to_owned(),
            how_found: "示例".to_owned(),
            evidence: vec!["1".to_owned()],
        })
    })
};

/// One who verifies it, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// 核实人员.
    pub person: PersonId,
}

/// Choose who verifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 核实人员.
    pub members: Vec<Member>,
}

/// 另行组成核实人员.
pub const ASSIGN: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("revoking")),
        Field::new("members", "核实人员", Input::List(&[Field::new("person", "核实人员", Input::Person)]))
            .hint("两人以上，没有参加过本案核实、审理、会商、审批、复查"),
    ],
    ..Action::new("assign_revocation", "另行组成撤销核实人员", &RULE, || {
        answers_of(&AssignRevocation {
            official: "zhou".into(),
            members: vec![Member { person: "lin".into() }],
        })
    })
};

/// What keeps any revocation from being asked for.
fn possible(case: &Case, facts: &Facts, missing: &mut Missing) {
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，没有可以撤销的认定。").remedy("determine")
    });
    let kept = case.archived.as_ref().is_none_or(|archived| facts.acted_on() <= archived.retain_until);
    missing.unless(kept, || Reason::new(&RULE, "本案档案保管期限已经届满，不能再提出撤销。"));
}

pub(in super::super) fn blocked_add(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    possible(case, facts, &mut missing);
    let me = facts.acting();
    // 案管 enters what comes in; otherwise only those who verify the revocation do.
    let of_it = facts.is(Role::CaseManagement) || case.revocations.values().any(|one| one.has(me));
    missing.unless(case.determined.is_none() || of_it, || {
        Reason::new(&RULE, "认定后发现的证据由案管或者另行组成的核实人员登记。").remedy("assign_revocation")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_add(
    case: &Case,
    command: AddRevocationEvidence,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_add(case, facts)));
    evidence::uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.unless(command.file.is_some() || command.place.is_some(), || {
        Reason::new(&evidence::RULE, "没有上传文件的，请写明原件存放处。").at("place")
    });
    let verify = |person: &PersonId| case.revocations.values().any(|one| one.has(person));
    missing.unless(command.taken_by.iter().all(verify), || {
        Reason::new(&RULE, "取证人员不是另行组成的核实人员，请重新选择。").at("taken_by")
    });
    let takers: BTreeSet<_> = command.taken_by.iter().collect();
    missing.unless(command.kind != EvidenceKind::Statement || takers.len() >= 2, || {
        let says = "证人证言、谈话笔录须由另行组成的二人以上取得，请写明是哪二人。";
        Reason::new(&evidence::RULE, says).at("taken_by")
    });
    missing.settle()?;
    let file = command.file.and_then(|id| {
        let held = facts.files.get(&id)?;
        Some(KeptFile { name: held.name.clone(), hash: held.hash.clone(), id })
    });
    Ok(vec![Event::RevocationEvidenceAdded(EvidenceAdded {
        number: numbered(case.evidence.len() + case.revocation_evidence.len()),
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

pub(in super::super) fn blocked_propose(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    possible(case, facts, &mut missing);
    missing.unless(case.determined.is_none() || !case.revocation_evidence.is_empty(), || {
        Reason::new(&RULE, "还没有登记认定后发现的证据；撤销须有新的事实和证据，请先登记。")
            .remedy("add_revocation_evidence")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_propose(
    case: &Case,
    command: ProposeRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_propose(case, facts)));
    let now = case.outcomes_now().into_iter().find(|one| one.official == command.official);
    missing.unless(case.concerns(&command.official), || {
        Reason::new(&RULE, "所选的人不是本案当事人，请重新选择。").at("official")
    });
    missing.unless(now.is_none_or(|one| one.group != Group::NotTolerated), || {
        Reason::new(&RULE, "对这名当事人没有容错，没有可以撤销的容错认定。").at("official")
    });
    missing.unless(under_way(case, &command.official).is_none(), || {
        Reason::new(&RULE, "对这名当事人的撤销正在办理，不必重复提出。").at("official")
    });
    for (text, field) in [(&command.facts, "facts"), (&command.how_found, "how_found")] {
        missing.unless(!text.trim().is_empty(), || {
            Reason::new(&RULE, "请写明隐瞒、骗取的事实和如何发现。").at(field)
        });
        if let Some(reason) = unquoted(case, &command.official, text, field) {
            missing.add(reason);
        }
    }
    missing.unless(!command.evidence.is_empty(), || {
        Reason::new(&RULE, "请选择认定后发现的证据；原有证据不能作为撤销的依据。").at("evidence")
    });
    for number in &command.evidence {
        let stands = case.revocation_evidence.iter().any(|one| one.number.to_string() == *number);
        missing.unless(stands, || {
            let says = format!("证据{number}不是认定后发现的证据，不能作为撤销的依据。");
            Reason::new(&RULE, says).at("evidence").remedy("add_revocation_evidence")
        });
    }
    missing.settle()?;
    Ok(vec![Event::RevocationProposed(RevocationProposed {
        official: command.official,
        ground: command.ground,
        facts: command.facts,
        how_found: command.how_found,
        evidence: command.evidence,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in super::super) fn blocked_assign(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let waits = case.revocations.values().any(|one| one.waits_for().is_some() && one.reported.is_none());
    missing.unless(waits, || {
        Reason::new(&RULE, "没有等待核实的撤销，请先提出撤销认定。").remedy("propose_revocation")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_assign(
    case: &Case,
    command: AssignRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_assign(case, facts)));
    let waits = under_way(case, &command.official).is_some_and(|one| one.reported.is_none());
    missing
        .unless(waits, || Reason::new(&RULE, "对这名当事人没有等待核实的撤销，请重新选择。").at("official"));
    let people = || command.members.iter().map(|row| &row.person);
    reexamination::others(case, facts, people(), &RULE, "members", &mut missing);
    for person in people() {
        let mut examined = case.reexaminations.values().flat_map(|one| &one.assigned);
        missing.unless(!examined.any(|to| to.reexaminers.contains(person)), || {
            let says = format!("{} 复查过本案的异议，须另行组成，请另选他人。", refusal::person(person));
            Reason::new(&recusal::RULE, says).at("members")
        });
    }
    missing.settle()?;
    Ok(vec![Event::RevocationAssigned(RevocationAssigned {
        official: command.official.clone(),
        members: people().cloned().collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}
