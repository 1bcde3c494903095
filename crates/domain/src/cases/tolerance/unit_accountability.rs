//! 单位问责 — the unit itself is held to account: found, proposed, notified, heard, like an official (J3, P3).
//!
//! Source: mechanism §2 J3 (per official and per unit held to account), P3, P4. The unit has one track, 问责; its
//! outcome comes from the same table. It is never spoken for by the official concerned, nor by a subordinate
//! where he heads it. Not decided here: the decision to hold to account, which is the body's with the power; what
//! officials did, which the unit as subject never sees.

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::by_the_team,
    evidence::{FINDING_RULE, exists, founded},
    findings::{BAR_ROW_FIELDS, BarRow, DISTINCTION_ROW_FIELDS, DistinctionRow},
    gate,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::{
        baseline::Grade,
        distinctions::{Distinction, DistinctionFound, RULE as DISTINCTION_RULE},
        five_dimensions::Finding,
        hard_bars::{BarFound, HardBar, RULE as BAR_RULE, Standing},
        outcome::{Follows, Measure, Outcome, Stage, Track},
        proposal::Proposal,
    },
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

mod hearing;
mod sealing;

pub use self::hearing::{
    ANSWER, AnswerUnitDefence, DEFEND, DefendUnit, NOTIFY, NotifyUnit, UnitDefenceAnswered, UnitDefended,
    UnitHeard, UnitNotified,
};
pub(super) use self::hearing::{
    blocked_answer, blocked_defend, blocked_notify, decide_answer, decide_defend, decide_notify,
};
pub use self::sealing::UnitDetermination;
pub(super) use self::sealing::{addressed, determined, result_words};

words! {
    /// How a party organisation is held to account, lightest first.
    UnitSanction {
        /// 检查.
        Inspection = "inspection" "检查",
        /// 通报.
        Circular = "circular" "通报",
        /// 改组.
        Reorganisation = "reorganisation" "改组",
    }
}

/// The unit is to answer for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitHeld {
    /// The body that opened it.
    pub body: String,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What the team found about the unit; a later one replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFound {
    /// 三个区分开来.
    pub distinctions: Vec<DistinctionFound>,
    /// 两不容.
    pub bars: Vec<BarFound>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What is proposed for the unit, on its one track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitOutcomeProposed {
    /// What is proposed.
    pub outcome: Outcome,
    /// Instrument, article and item it rests on.
    pub clause: String,
    /// 本应给予.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<UnitSanction>,
    /// Reasons.
    pub why: String,
    /// What follows 不予容错.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Everything about a unit that is held to account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accountable {
    /// It is held to account.
    pub held: UnitHeld,
    /// What was found.
    pub found: Option<UnitFound>,
    /// What is proposed.
    pub proposed: Option<UnitOutcomeProposed>,
    /// What it was notified of.
    pub notified: Option<UnitNotified>,
    /// How much evidence stood when the notice was given.
    pub evidence_at_notice: usize,
    /// What it says.
    pub defended: Option<UnitDefended>,
    /// What became of that.
    pub answered: Option<UnitDefenceAnswered>,
}

impl Accountable {
    /// Just held to account.
    pub const fn new(held: UnitHeld) -> Self {
        Self {
            held,
            found: None,
            proposed: None,
            notified: None,
            evidence_at_notice: 0,
            defended: None,
            answered: None,
        }
    }
}

/// A unit that is held to account has an outcome of its own, like each official.
pub static RULE: Rule = Rule {
    code: "J3",
    phrase: "逐人逐轨认定",
    asks: "单位一并问责的，对单位单独查证、单独提出意见、单独告知和听取申辩、单独认定。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Hold the unit to account too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldUnit {
    /// 启动问责的机关.
    pub body: String,
    /// 理由.
    pub why: String,
}

/// 对所在单位一并问责.
pub const HOLD: Action = Action {
    who: &[Role::CaseManagement, Role::TeamLeader],
    fields: &[Field::new("body", "启动问责的机关", Input::Line), Field::new("why", "理由", Input::Text)],
    help: "之后须对单位单独认定事实、提出意见、告知并听取申辩，才能提交核实报告。",
    ..Action::new("hold_unit", "对所在单位一并问责", &RULE, || {
        answers_of(&HoldUnit { body: "示例".to_owned(), why: "示例".to_owned() })
    })
};

/// Record what was found about the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindUnit {
    /// 三个区分开来.
    pub distinctions: Vec<DistinctionRow>,
    /// 两不容.
    pub bars: Vec<BarRow>,
}

/// 记录对单位的核实认定.
pub const FIND: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("distinctions", "三个区分开来", Input::List(DISTINCTION_ROW_FIELDS)),
        Field::new("bars", "两不容", Input::List(BAR_ROW_FIELDS)),
    ],
    help: "三个区分、两项硬性禁止情形都要逐项回答，引用证据；查无证据的，写明做过哪些查证。",
    ..Action::new("find_unit", "记录对单位的核实认定", &RULE, || {
        answers_of(&FindUnit {
            distinctions: vec![DistinctionRow {
                distinction: Distinction::Experience,
                side: crate::judgement::distinctions::Side::Left,
                why: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
            bars: vec![BarRow {
                bar: HardBar::Political,
                standing: Standing::Absent,
                article: Some("示例".to_owned()),
                why: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
        })
    })
};

/// Propose the outcome of the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeUnitOutcome {
    /// 拟认定意见.
    pub outcome: Outcome,
    /// 依据的条款.
    pub clause: String,
    /// 本应给予的问责方式.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<UnitSanction>,
    /// 理由.
    pub why: String,
    /// 不予容错之后.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

/// 提出对单位的拟认定意见.
pub const PROPOSE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("outcome", "拟认定意见", Input::Choice(Outcome::CHOICES)),
        Field::new("clause", "依据的条款", Input::Line).hint("写明文件名称、条"),
        Field::new("baseline", "本应给予的问责方式", Input::Choice(UnitSanction::CHOICES))
            .hint("免予、从轻以此为前提")
            .optional(),
        Field::new("why", "理由", Input::Text),
        Field::new("follows", "不予容错之后", Input::Choice(Follows::CHOICES)).optional(),
    ],
    ..Action::new("propose_unit_outcome", "提出对单位的拟认定意见", &RULE, || {
        answers_of(&ProposeUnitOutcome {
            outcome: Outcome::Exempt,
            clause: "示例".to_owned(),
            baseline: Some(UnitSanction::Inspection),
            why: "示例".to_owned(),
            follows: Some(Follows::Continue),
        })
    })
};

/// Notes that the unit is not held to account, where it is not.
fn held<'a>(case: &'a Case, missing: &mut Missing) -> Option<&'a Accountable> {
    missing.unless(case.unit_held.is_some(), || {
        Reason::new(&RULE, "本案没有对所在单位一并问责，请先登记。").remedy("hold_unit")
    });
    case.unit_held.as_ref()
}

/// What keeps the team from working on the unit now.
fn in_work(case: &Case, facts: &Facts) -> Missing {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    held(case, &mut missing);
    missing
}

pub(super) fn decide_hold(case: &Case, command: HoldUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_hold(case, facts)));
    missing.unless(!command.why.trim().is_empty(), || Reason::new(&RULE, "请写明理由。").at("why"));
    missing.settle()?;
    Ok(vec![Event::UnitHeld(UnitHeld {
        body: command.body,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_hold(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    unreported(case, &RULE, &mut missing);
    if let Some(accountable) = &case.unit_held {
        let says = format!("已于{}登记对所在单位一并问责，不必重复。", accountable.held.on.words());
        missing.add(Reason::new(&RULE, says));
    }
    missing.into_reasons()
}

pub(super) fn decide_find(case: &Case, command: FindUnit, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_find(case, facts)));
    let found = UnitFound {
        distinctions: command.distinctions.into_iter().map(DistinctionRow::found).collect(),
        bars: command.bars.into_iter().map(BarRow::found).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    };
    for (field, about, finding) in every(&found) {
        exists(case, &finding.evidence, field, &mut missing);
        missing.unless(!finding.evidence.is_empty() || founded(case, finding), || {
            let says = format!("“{about}”没有引用证据，也没有写明查无证据时做过的查证，请补充。");
            Reason::new(&FINDING_RULE, says).at(field)
        });
    }
    for distinction in Distinction::ALL {
        let answers = found.distinctions.iter().filter(|d| d.distinction == *distinction).count();
        missing.unless(answers == 1, || {
            let says = format!("对单位须逐项回答三个区分，“{}”请填写一次。", distinction.title());
            Reason::new(&DISTINCTION_RULE, says).at("distinctions")
        });
    }
    for bar in HardBar::ALL {
        let answers: Vec<_> = found.bars.iter().filter(|b| b.bar == *bar).collect();
        missing.unless(answers.len() == 1, || {
            let says = format!("对单位须逐项认定两不容，“{}”请填写一次。", bar.title());
            Reason::new(&BAR_RULE, says).at("bars")
        });
        let present = answers.iter().filter(|b| b.standing == Standing::Present);
        for one in present {
            missing.unless(one.article.is_some() && !one.finding.evidence.is_empty(), || {
                let says = format!("认定单位{}的，须写明违反的条款并引用证据，请补填。", bar.title());
                Reason::new(&BAR_RULE, says).at("bars")
            });
        }
    }
    missing.settle()?;
    Ok(vec![Event::UnitFound(found)])
}

fn every(found: &UnitFound) -> impl Iterator<Item = (&'static str, &'static str, &Finding)> {
    let distinctions = found.distinctions.iter().map(|d| ("distinctions", d.distinction.title(), &d.finding));
    distinctions.chain(found.bars.iter().map(|b| ("bars", b.bar.title(), &b.finding)))
}

pub(super) fn blocked_find(case: &Case, facts: &Facts) -> Vec<Reason> {
    in_work(case, facts).into_reasons()
}

/// The same table, bars and baseline as for an official, on the one track a unit has.
fn weigh(case: &Case, accountable: &Accountable, one: &UnitOutcomeProposed) -> Result<(), Vec<Reason>> {
    let appeal = case.applied.as_ref().is_some_and(|applied| applied.stage == Stage::Appeal);
    let found = accountable.found.as_ref();
    let proposal = Proposal {
        track: Track::Accountability,
        outcome: one.outcome,
        stage: if appeal { Stage::Appeal } else { Stage::Accountability },
        filed: true,
        baseline: one.baseline.map(|_| Grade::Accountability),
        mitigated_to: None,
        measure: Measure::None,
        clause: &one.clause,
        why: &one.why,
        follows: one.follows,
        bars: found.map_or(&[], |found| &found.bars),
        distinctions: found.map_or(&[], |found| &found.distinctions),
        dimensions: &[],
        conditions: &[],
    };
    proposal.weigh().map(|_| ()).map_err(|reasons| reasons.into_iter().map(for_the_unit).collect())
}

/// The reasons of the table name acts about officials; the unit has its own.
fn for_the_unit(reason: Reason) -> Reason {
    let remedy = match reason.remedy {
        Some("find") => Some("find_unit"),
        Some("set_baseline") => Some("propose_unit_outcome"),
        other => other,
    };
    Reason { remedy, says: reason.says.replace("当事人", "单位"), ..reason }
}

/// Whether `now` is harder on the unit than `told` (P3).
fn worse(told: &UnitOutcomeProposed, now: &UnitOutcomeProposed) -> bool {
    let weight = |one: &UnitOutcomeProposed| {
        let sanction = if one.outcome == Outcome::Lighter { one.baseline } else { None };
        let follows = match one.follows {
            None => 0,
            Some(Follows::Continue) => 1,
            Some(Follows::Filing) => 2,
            Some(Follows::Transfer) => 3,
        };
        (one.outcome.severity(), sanction, follows)
    };
    weight(now) > weight(told)
}

pub(super) fn decide_propose(
    case: &Case,
    command: ProposeUnitOutcome,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_propose(case, facts)));
    let one = UnitOutcomeProposed {
        outcome: command.outcome,
        clause: command.clause,
        baseline: command.baseline,
        why: command.why,
        follows: command.follows,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    };
    if let Some(accountable) = &case.unit_held {
        missing.take(weigh(case, accountable, &one));
        let harder = accountable.notified.as_ref().is_some_and(|told| worse(&told.outcome, &one));
        missing.unless(!harder || case.evidence.len() > accountable.evidence_at_notice, || {
            let says = "拟认定意见重于已经告知单位的意见，须有告知之后新取得的证据；请先登记新的证据，再提出并重新告知。";
            Reason::new(&super::notice::RULE, says).at("outcome").remedy("add_evidence")
        });
    }
    missing.settle()?;
    Ok(vec![Event::UnitOutcomeProposed(one)])
}

pub(super) fn blocked_propose(case: &Case, facts: &Facts) -> Vec<Reason> {
    in_work(case, facts).into_reasons()
}

/// What is proposed for the unit, as far as it stands.
///
/// # Errors
/// What J3 still asks for.
fn standing<'a>(case: &Case, accountable: &'a Accountable) -> Result<&'a UnitOutcomeProposed, Vec<Reason>> {
    let mut missing = Missing::new();
    missing.unless(accountable.found.is_some(), || {
        Reason::new(&RULE, "对单位一并问责，还没有记录对单位的核实认定，请先记录。").remedy("find_unit")
    });
    let Some(one) = &accountable.proposed else {
        let says = "对单位一并问责，还没有提出对单位的拟认定意见，请先提出。";
        missing.add(Reason::new(&RULE, says).remedy("propose_unit_outcome"));
        return Err(missing.into_reasons());
    };
    if let Err(reasons) = weigh(case, accountable, one) {
        for reason in reasons {
            missing.add(Reason { field: None, ..reason.remedy("propose_unit_outcome") });
        }
    }
    gate(missing.into_reasons()).map(|()| one)
}

/// J3, P3: where the unit is held to account, it has an outcome that stands and was heard on it.
///
/// # Errors
/// Everything still open.
pub(super) fn complete(case: &Case, facts: &Facts) -> Result<(), Vec<Reason>> {
    let Some(accountable) = &case.unit_held else { return Ok(()) };
    let mut missing = Missing::new();
    missing.take(standing(case, accountable));
    missing.take(UnitHeard::of(case, accountable, facts));
    gate(missing.into_reasons())
}

#[cfg(test)]
mod tests;
