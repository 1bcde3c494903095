//! 认定 — per official and track, from a finished consultation (P6, J3, J4).
//!
//! Source: the article, 认定必会商 and 分类处置; mechanism P3, J3, J4, D5, P7, G3. A determination is made of
//! proofs only ([`Determined::seal`]); what it owes to other kinds is listed in it with ids computed from
//! the case. The decision on sanction belongs to the body with the power and is not made here (G1).

mod in_force;
mod obligations;

pub(super) use self::obligations::obligation;
use self::obligations::owed;
use super::{
    Case, Event,
    collective_decision::DecidedByBody,
    consultation::Finished,
    defence::Heard,
    disclosure, effects, feedback,
    findings::Found,
    notice,
    proposed_outcome::{self, OutcomeProposed},
    recusal,
    review::Agreed,
    unit_accountability::{self, UnitDetermination},
    unit_opinion::Consulted,
    verification::Final,
};
use crate::judgement::outcome::{Measure, Outcome};
use crate::judgement::{
    distinctions::Side,
    hard_bars::{self, Standing},
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
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
    pub outcomes: Vec<OutcomeProposed>,
    /// The group the article counts (J4).
    pub group: Group,
    /// Also counts in the first of the four forms: education given with it.
    pub in_four_forms: bool,
    /// Counts in a clearance reply: 诫勉 given with it (E1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counts_in_clearance: bool,
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
    /// The outcome of the unit, where it is held to account too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitDetermination>,
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

/// Outcome per official and track.
pub static EACH_RULE: Rule = Rule {
    code: "J3",
    phrase: "逐人逐轨认定",
    asks: "对每名当事人在每条轨道上分别认定，写明依据的条款。",
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
    document: Some("determination"),
    grave: true,
    help: "作出后不能修改。须会商结束、审理同意、审批完成并经集体研究。",
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

/// All that keeps the determination from being made now: every rule that stands against it, at once.
pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_none(), || {
        Reason::new(&RULE, "本案已经作出认定，不能重复作出。").remedy("serve")
    });
    Proofs::of(case, facts, &mut missing);
    once(missing.into_reasons())
}

/// The determination is made.
pub(super) fn decide(case: &Case, command: Determine, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    wrong.unless(case.determined.is_none(), || {
        Reason::new(&RULE, "本案已经作出认定，不能重复作出。").remedy("serve")
    });
    let proofs = Proofs::of(case, facts, &mut wrong);
    wrong.unless(!command.conclusion.trim().is_empty(), || {
        Reason::new(&RULE, "认定须有书面结论，请填写。").at("conclusion")
    });
    correctable(case, &command.corrections, facts, &mut wrong);
    let notice = wrong.take(ReviewNotice::of(facts));
    Refusal::unless_empty(once(wrong.into_reasons()))?;
    match (proofs, notice) {
        (Some(proofs), Some(notice)) => {
            let owes = owed(case, &proofs.determinations, &command.corrections, facts);
            Ok(vec![Event::Determined(Determined::seal(proofs, command.conclusion, notice, owes, facts))])
        }
        _ => Err(Refusal::one(&RULE, "认定的条件不齐备，请逐项补齐。")),
    }
}

/// Each reason once: the final report asks again for what it rests on.
fn once(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut each: Vec<Reason> = Vec::new();
    for reason in reasons {
        if !each.contains(&reason) {
            each.push(reason);
        }
    }
    each
}

/// What a determination is made of: a finished consultation, and every other step it rests on.
#[derive(Debug)]
struct Proofs<'a> {
    finished: Finished<'a>,
    heard: Vec<Heard<'a>>,
    consulted_unit: Consulted<'a>,
    verified: Final<'a>,
    reviewed: Agreed<'a>,
    resolved: DecidedByBody<'a>,
    papers: AllChecked<'a>,
    determinations: Vec<Determination>,
    unit: Option<UnitDetermination>,
}

impl<'a> Proofs<'a> {
    fn of(case: &'a Case, facts: &Facts, missing: &mut Missing) -> Option<Self> {
        let finished = missing.take(Finished::of(case));
        let heard = case.officials().map(|official| missing.take(Heard::of(case, official, facts)));
        let heard: Option<Vec<_>> = heard.collect::<Vec<_>>().into_iter().collect();
        let determinations = missing.take(determinations(case, facts));
        let unit = missing.take(unit_accountability::determined(case, facts));
        let consulted_unit = missing.take(Consulted::of(case, facts));
        let verified = missing.take(Final::of(case, facts));
        let reviewed = missing.take(Agreed::of(case));
        let resolved = missing.take(DecidedByBody::of(case, &facts.policy));
        let papers = missing.take(AllChecked::of(&case.papers));
        missing.unless(case.disclosed.is_some(), || {
            Reason::new(&disclosure::RULE, "还没有批准告知，当事人和所在单位都还不知情，不能作出认定。")
                .remedy("approve_disclosure")
        });
        missing.unless(recusal::excluded(case, facts, facts.acting()).is_none(), || {
            Reason::new(&recusal::RULE, "您应当回避，不能作出认定。")
        });
        Some(Self {
            finished: finished?,
            heard: heard?,
            consulted_unit: consulted_unit?,
            verified: verified?,
            reviewed: reviewed?,
            resolved: resolved?,
            papers: papers?,
            determinations: determinations?,
            unit: unit?,
        })
    }
}

impl Determined {
    /// Seals what was proposed. The proofs come from the steps themselves and cannot be made otherwise.
    fn seal(
        proofs: Proofs<'_>,
        conclusion: String,
        review_notice: ReviewNotice,
        owes: Vec<Owed>,
        facts: &Facts,
    ) -> Self {
        // The proofs are used up here: a second determination needs them again.
        let Proofs {
            finished,
            heard,
            consulted_unit,
            verified,
            reviewed,
            resolved,
            papers,
            determinations,
            unit,
        } = proofs;
        let _ = (finished, heard, consulted_unit, verified, reviewed, resolved, papers);
        Self {
            determinations,
            conclusion,
            unit,
            review_notice,
            owes,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        }
    }
}

impl ReviewNotice {
    /// The way to have it reviewed: without it no paper leaves (P7).
    fn of(facts: &Facts) -> Result<Self, Vec<Reason>> {
        let body = facts.policy.settings.review_body.trim();
        let days = facts.policy.limits.0.get("tol.objection").map(|limit| limit.count);
        match days {
            Some(days) if days > 0 && !body.is_empty() => {
                Ok(Self { body: body.to_owned(), days, no_stay: true })
            }
            _ => Err(vec![Reason::new(
                &feedback::RULE,
                "没有设定异议复查的受理机关或者期限，认定书不能签发，请政策管理员先设定。",
            )]),
        }
    }
}

/// The outcome of every official, as proposed: on at least one track, in accordance with the findings, and
/// never worse than the official was notified of (P3, J3, S2).
fn determinations(case: &Case, facts: &Facts) -> Result<Vec<Determination>, Vec<Reason>> {
    let mut missing = Missing::new();
    let mut all = Vec::new();
    for official in case.officials() {
        let outcomes: Vec<_> = case.proposed.values().filter(|p| p.official == *official).cloned().collect();
        missing.unless(!outcomes.is_empty(), || {
            let says = format!("还没有对当事人 {} 提出拟认定意见。", refusal::person(official));
            Reason::new(&EACH_RULE, says).remedy("propose_outcome")
        });
        missing.take(proposed_outcome::standing(case, official, facts));
        for now in &outcomes {
            let told = case.notified.get(official).map(|n| n.outcomes.as_slice()).unwrap_or_default();
            let told = told.iter().find(|told| told.track == now.track);
            missing.unless(told.is_some_and(|told| !proposed_outcome::worse(told, now)), || {
                let says = format!(
                    "对当事人 {} 的{}拟认定意见没有告知过，或者比已经告知的重；须重新告知并听取申辩。",
                    refusal::person(official),
                    now.track.title()
                );
                Reason::new(&notice::RULE, says).remedy("notify")
            });
        }
        let barred = case.found.get(official).is_some_and(barred);
        missing.unless(!barred || outcomes.iter().all(|o| o.outcome == Outcome::NotTolerated), || {
            let says =
                format!("当事人 {} 存在不能容错的情形，只能作出不予容错的认定。", refusal::person(official));
            Reason::new(&hard_bars::RULE, says).remedy("propose_outcome")
        });
        all.push(Determination::of(official.clone(), outcomes));
    }
    let reasons = missing.into_reasons();
    if reasons.is_empty() { Ok(all) } else { Err(reasons) }
}

impl Determination {
    /// Groups and counts the outcomes of an official.
    pub(super) fn of(official: PersonId, outcomes: Vec<OutcomeProposed>) -> Self {
        let group = group(outcomes.iter().map(|o| o.outcome));
        // Education given with an exemption counts in both places (J4, E2); 诫勉 also in a clearance (E1).
        let in_four_forms = outcomes.iter().any(|o| o.measure != Measure::None);
        let counts_in_clearance = outcomes.iter().any(|o| o.measure == Measure::Admonition);
        Self { official, outcomes, group, in_four_forms, counts_in_clearance }
    }
}

/// A hard bar stands, or a distinction fell on the side that bars tolerance (S2, D1).
fn barred(found: &Found) -> bool {
    found.bars.iter().any(|b| b.standing == Standing::Present)
        || found.distinctions.iter().any(|d| d.side == Side::Right)
}

/// The group of an official over all tracks (J4).
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

/// Every mistake is corrected, tolerated or not, and never by the official concerned alone (D5).
fn correctable(case: &Case, rows: &[CorrectionRow], facts: &Facts, missing: &mut Missing) {
    missing.unless(!rows.is_empty(), || {
        Reason::new(&effects::CORRECTION_RULE, "每一处失误都要纠正，请至少列出一项需要纠正的事项。")
            .at("corrections")
    });
    for row in rows {
        missing.unless(case.concerns(&row.official), || {
            let says = format!("{} 不是本案当事人，请从当事人中选择。", refusal::person(&row.official));
            Reason::new(&effects::CORRECTION_RULE, says).at("corrections")
        });
        let owner = facts.units.get(&row.owner);
        let alone = owner.is_some_and(|unit| {
            unit.head.as_ref().is_some_and(|head| case.concerns(head)) && unit.committee.is_none()
        });
        missing.unless(!alone, || {
            let says = format!(
                "责任单位 {} 由当事人负责又没有上级党组织，等于由当事人一人纠正，请另定责任单位。",
                refusal::unit(&row.owner)
            );
            Reason::new(&effects::CORRECTION_RULE, says).at("corrections")
        });
    }
}

#[cfg(test)]
mod tests;
