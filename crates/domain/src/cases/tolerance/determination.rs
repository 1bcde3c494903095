//! 认定 — per official and track, from a finished consultation (P6, J3, J4).

use super::{Case, Event};
use crate::judgement::outcome::{Measure, Outcome};
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
    ids::{PersonId, UnitId},
    judgement::outcome::Group,
    kind::Owed,
};

/// The outcome of one official on all tracks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// Whom.
    pub official: PersonId,
    /// Outcome by track.
    pub outcomes: Vec<super::proposed_outcome::OutcomeProposed>,
    /// The group the article counts (J4).
    pub group: Group,
    /// Also counts in the first of the four forms: education given with it.
    pub in_four_forms: bool,
}

/// The way to have a decision reviewed (P7): without it no paper leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewNotice {
    /// Which body.
    pub body: String,
    /// How many working days.
    pub days: u32,
    /// The review does not stay the decision.
    pub no_stay: bool,
}

/// The determination was made; it seals what was proposed and lists what it owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determined {
    /// Per official.
    pub determinations: Vec<Determination>,
    /// 书面结论.
    pub conclusion: String,
    /// 异议复查.
    pub review_notice: ReviewNotice,
    /// 纠错, 回访 … as obligations.
    pub owes: Vec<Owed>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// From a finished consultation only.
pub static RULE: Rule = Rule {
    code: "P6",
    phrase: "认定必会商",
    asks: "认定以会商结束、审理、审批和集体研究为前提，逐人逐轨作出。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A mistake to be corrected, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRow {
    /// 需要纠正的事项.
    pub what: String,
    /// 责任单位.
    pub owner: UnitId,
    /// 认定前是否已经纠正.
    pub already: bool,
    /// 涉及的当事人.
    pub official: PersonId,
}

const CORRECTION_ROW_FIELDS: &[Field] = &[
    Field::new("what", "需要纠正的事项", Input::Line),
    Field::new("owner", "责任单位", Input::Unit).hint("不得是当事人本人"),
    Field::new("already", "认定前是否已经纠正", Input::YesNo),
    Field::new("official", "涉及的当事人", Input::Pick("officials")),
];

/// Make the determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determine {
    /// 书面结论.
    pub conclusion: String,
    /// 需要纠正的事项.
    pub corrections: Vec<CorrectionRow>,
}

/// 作出容错认定.
pub const ACTION: Action = Action {
    who: &[Role::PrincipalLeader],
    fields: &[
        Field::new("conclusion", "书面结论", Input::Text),
        Field::new("corrections", "需要纠正的事项", Input::List(CORRECTION_ROW_FIELDS))
            .hint("每个失误都要纠正，容错与否都一样"),
    ],
    document: Some("容错认定意见"),
    grave: true,
    help: "作出后不能更改。须会商结束、审理同意、审批完成并经集体研究。",
    ..Action::new("determine", "作出容错认定", &RULE, || {
        answers_of(&Determine {
            conclusion: "示例".to_owned(),
            corrections: vec![CorrectionRow {
                what: "示例".to_owned(),
                owner: "shiqiao".into(),
                already: false,
                official: "zhou".into(),
            }],
        })
    })
};

pub(super) fn decide(case: &Case, command: Determine, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;
    let determinations = case
        .officials()
        .map(|official| {
            let outcomes: Vec<_> =
                case.proposed.values().filter(|p| p.official == *official).cloned().collect();
            let group = group(outcomes.iter().map(|p| p.outcome));
            let in_four_forms = outcomes.iter().any(|p| p.measure != Measure::None);
            Determination { official: official.clone(), outcomes, group, in_four_forms }
        })
        .collect();
    Ok(vec![Event::Determined(Determined {
        determinations,
        conclusion: command.conclusion,
        review_notice: ReviewNotice {
            body: facts.policy.settings.review_body.clone(),
            days: facts.policy.limits.0.get("tol.objection").map_or(10, |limit| limit.count),
            no_stay: true,
        },
        owes: Vec::new(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// The group of an official: the heaviest over the tracks (J4).
fn group(outcomes: impl Iterator<Item = Outcome>) -> Group {
    let mut group = Group::Exempted;
    for outcome in outcomes {
        match outcome {
            Outcome::NotTolerated => return Group::NotTolerated,
            Outcome::Lighter | Outcome::Mitigated => group = Group::StillAccountable,
            Outcome::NotPursued | Outcome::NotImposed | Outcome::Exempt | Outcome::Settled => {}
        }
    }
    group
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing
        .unless(case.resolved.is_some(), || Reason::new(&RULE, "尚未登记集体研究决定。").remedy("resolve"));
    missing.unless(case.determined.is_none(), || Reason::new(&RULE, "本案已经作出认定。"));
    missing.into_reasons()
}
