//! 回避 — declared, requested or computed; it beats every permission (P8).

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

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// Grounds of recusal.
    Ground {
        /// 近亲属.
        Kin = "kin" "是当事人或者其近亲属",
        /// 利害关系.
        Interest = "interest" "与本案有利害关系",
        /// 先前参与.
        EarlierPart = "earlier_part" "先前参与过本案（经办人、证人、申请人）",
        /// 同一单位.
        SameUnit = "same_unit" "与当事人现在或者行为时在同一单位",
        /// 其他.
        Other = "other" "其他可能影响公正的情形",
    }
}

/// A recusal was declared or requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalAsked {
    /// From 1 in this case.
    pub number: u32,
    /// Who should stand aside.
    pub person: PersonId,
    /// Why.
    pub ground: Ground,
    /// In words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A recusal was decided by a leader who is no member of the consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalDecided {
    /// Which request.
    pub number: u32,
    /// Whether the person stands aside.
    pub upheld: bool,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It beats every permission.
pub static RULE: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "与当事人或者本案有关系、可能影响公正的人，不得参与办理。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Declare or request a recusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclareRecusal {
    /// 应当回避的人.
    pub person: PersonId,
    /// 回避情形.
    pub ground: Ground,
    /// 具体说明.
    pub says: String,
}

/// 提出回避.
pub const DECLARE: Action = Action {
    who: &[
        Role::CaseOfficer,
        Role::TeamLeader,
        Role::CaseManagement,
        Role::ReviewOfficer,
        Role::ConsultedMember,
        Role::Official,
        Role::UnitContact,
        Role::Leader,
    ],
    fields: &[
        Field::new("person", "应当回避的人", Input::Person),
        Field::new("ground", "回避情形", Input::Choice(Ground::CHOICES)),
        Field::new("says", "具体说明", Input::Text),
    ],
    ..Action::new("declare_recusal", "提出回避", &RULE, || {
        answers_of(&DeclareRecusal {
            person: "lin".into(),
            ground: Ground::Interest,
            says: "示例".to_owned(),
        })
    })
};

/// Decide a recusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRecusal {
    /// 回避申请.
    pub request: String,
    /// 是否回避.
    pub upheld: bool,
    /// 理由.
    pub why: String,
}

/// 决定是否回避.
pub const DECIDE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("request", "回避申请", Input::Pick("recusals")),
        Field::new("upheld", "是否回避", Input::YesNo),
        Field::new("why", "理由", Input::Text),
    ],
    ..Action::new("decide_recusal", "决定是否回避", &RULE, || {
        answers_of(&DecideRecusal { request: "1".to_owned(), upheld: false, why: "示例".to_owned() })
    })
};

pub(super) fn decide_declare(
    case: &Case,
    command: DeclareRecusal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_declare(case, facts))?;
    let number = numbered(case.recusals.len());
    Ok(vec![Event::RecusalAsked(RecusalAsked {
        number,
        person: command.person,
        ground: command.ground,
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_declare(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();

    missing.into_reasons()
}

pub(super) fn decide_request(
    case: &Case,
    command: DecideRecusal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_request(case, facts))?;
    let number = command.request.parse().unwrap_or_default();
    Ok(vec![Event::RecusalDecided(RecusalDecided {
        number,
        upheld: command.upheld,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_request(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.recusals.iter().any(|(_, d)| d.is_none()), || {
        Reason::new(&RULE, "没有等待决定的回避申请。")
    });

    missing.into_reasons()
}
