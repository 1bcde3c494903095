//! 基准档次与拟认定 — what would have been due, and what is proposed, per official and track (G7, G1, J3).
//!
//! Source: mechanism §3 G1, G6, G7; §2 S2, S3, P3. The table and the bars stand in `judgement`. A proposal
//! harder than the one notified needs new evidence, a new notice and a new defence. Not decided here: the
//! determination, and the decision on sanction.

use std::collections::BTreeSet;

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::by_the_team,
    background::judged_apart,
    gate, governing_text,
    investigation_entry::{concerned, filed, stage_of},
    notice,
};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        baseline::{Grade, RULE as BASELINE_RULE, no_such_grade, no_such_track},
        outcome::{Follows, Measure, Outcome, RULE, Stage, Track},
        proposal::{Allowed, Proposal},
    },
};

/// 本应给予 was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineSet {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What would have been due.
    pub grade: Grade,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An outcome was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeProposed {
    /// For whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// What is proposed.
    pub outcome: Outcome,
    /// Instrument, article and item it rests on.
    pub clause: String,
    /// The grade after 减轻.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// 本应给予, as it stood when this was proposed; told with it, and so never worse unnoticed (P3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Grade>,
    /// What goes with it.
    pub measure: Measure,
    /// Reasons; for 不予容错 each condition not met (S3).
    pub why: String,
    /// What follows 不予容错.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Record what would have been due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetBaseline {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 本应给予的档次.
    pub grade: Grade,
    /// 依据和理由.
    pub why: String,
}

/// 记录本应给予的处分档次.
pub const BASELINE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("grade", "本应给予的档次", Input::Choice(Grade::CHOICES)),
        Field::new("why", "依据和理由", Input::Text),
    ],
    ..Action::new("set_baseline", "记录本应给予的处分档次", &BASELINE_RULE, || {
        answers_of(&SetBaseline {
            official: "zhou".into(),
            track: Track::Party,
            grade: Grade::PartyWarning,
            why: "示例".to_owned(),
        })
    })
};

/// Propose an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeOutcome {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 拟认定意见.
    pub outcome: Outcome,
    /// 依据的条款.
    pub clause: String,
    /// 减轻后的档次.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// 同时给予的教育措施.
    pub measure: Measure,
    /// 理由.
    pub why: String,
    /// 不予容错之后.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

/// 提出拟认定意见.
pub const PROPOSE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("outcome", "拟认定意见", Input::Choice(Outcome::CHOICES)),
        Field::new("clause", "依据的条款", Input::Line).hint("写明文件名称、条、项"),
        Field::new("mitigated_to", "减轻后的档次", Input::Choice(Grade::CHOICES))
            .hint("只在减轻时填写")
            .optional(),
        Field::new("measure", "同时给予的教育措施", Input::Choice(Measure::CHOICES)),
        Field::new("why", "理由", Input::Text).hint("不予容错的，对照适用情形的条件逐条写明"),
        Field::new("follows", "不予容错之后", Input::Choice(Follows::CHOICES)).optional(),
    ],
    ..Action::new("propose_outcome", "提出拟认定意见", &RULE, || {
        answers_of(&ProposeOutcome {
            official: "zhou".into(),
            track: Track::Party,
            outcome: Outcome::Exempt,
            clause: "示例".to_owned(),
            mitigated_to: Some(Grade::PartyWarning),
            measure: Measure::Criticism,
            why: "示例".to_owned(),
            follows: Some(Follows::Continue),
        })
    })
};

/// The tracks on which an official needs an outcome: every track with 立案, and the track of the stage.
fn needed(case: &Case, official: &PersonId) -> BTreeSet<Track> {
    let filed = case.filings.iter().filter(|filing| filing.official == *official).map(|filing| filing.track);
    let stage = match case.applied.as_ref().map(|applied| applied.stage) {
        Some(Stage::Accountability) => Some(Track::Accountability),
        Some(Stage::OrganisationMeasure) => Some(Track::Organisation),
        _ => None,
    };
    filed.chain(stage).collect()
}

/// What is proposed for an official, by track.
pub(super) fn proposed<'a>(
    case: &'a Case,
    official: &'a PersonId,
) -> impl Iterator<Item = &'a OutcomeProposed> {
    case.proposed.values().filter(move |proposed| proposed.official == *official)
}

/// What the table, the baseline and the bars say of one outcome.
pub(super) fn weigh(case: &Case, one: &OutcomeProposed, policy: &Policy) -> Result<Allowed, Vec<Reason>> {
    let found = case.found.get(&one.official);
    let stage = stage_of(case, &one.official, one.track).unwrap_or(Stage::Lead);
    Proposal {
        track: one.track,
        outcome: one.outcome,
        stage,
        filed: stage == Stage::Appeal || filed(case, &one.official, one.track),
        baseline: one.baseline,
        mitigated_to: one.mitigated_to,
        measure: one.measure,
        clause: &one.clause,
        why: &one.why,
        follows: one.follows,
        bars: found.map_or(&[], |found| &found.bars),
        distinctions: found.map_or(&[], |found| &found.distinctions),
        dimensions: found.map_or(&[], |found| &found.dimensions),
        conditions: found.map_or(&[], |found| governing_text::conditions(case, found, policy)),
    }
    .weigh()
}

fn baseline_of(case: &Case, official: &PersonId, track: Track) -> Option<Grade> {
    case.baselines.get(&(official.clone(), track)).map(|set| set.grade)
}

/// Whether `now` is harder on the official than `told`: P3 never allows it without a new notice.
pub fn worse(told: &OutcomeProposed, now: &OutcomeProposed) -> bool {
    weight(now) > weight(told)
}

fn weight(one: &OutcomeProposed) -> (u8, Option<Grade>, Measure, u8) {
    let grade = match one.outcome {
        Outcome::Mitigated => one.mitigated_to,
        Outcome::Lighter => one.baseline,
        _ => None,
    };
    let follows = match one.follows {
        None => 0,
        Some(Follows::Continue) => 1,
        Some(Follows::Filing) => 2,
        Some(Follows::Transfer) => 3,
    };
    (one.outcome.severity(), grade, one.measure, follows)
}

/// Whether what is proposed for an official stands: on every track needed, each allowed by the findings and
/// the baseline as they are now.
///
/// # Errors
/// Every track without a proposal and everything that stands against one.
pub(super) fn standing(case: &Case, official: &PersonId, facts: &Facts) -> Result<(), Vec<Reason>> {
    let mut missing = Missing::new();
    let needed = needed(case, official);
    let open = |track: &&Track| !case.proposed.contains_key(&(official.clone(), **track));
    for track in needed.iter().filter(open) {
        let says = format!("{}轨道尚未提出拟认定意见，请先提出。", track.title());
        missing.add(Reason::new(&RULE, says).remedy("propose_outcome"));
    }
    missing.unless(!needed.is_empty() || proposed(case, official).next().is_some(), || {
        Reason::new(&RULE, "尚未提出拟认定意见，请先提出。").remedy("propose_outcome")
    });
    for one in proposed(case, official) {
        let again = |reason: Reason| Reason { field: None, ..reason.remedy("propose_outcome") };
        missing.take(gate(judged_apart(case, one).map(again).into_iter().collect()));
        if let Err(reasons) = weigh(case, one, &facts.policy) {
            for reason in reasons {
                missing.add(again(reason));
            }
        }
        missing.unless(baseline_of(case, official, one.track) == one.baseline, || {
            let says =
                format!("{}轨道本应给予的档次在提出之后有变化，请重新提出拟认定意见。", one.track.title());
            again(Reason::new(&BASELINE_RULE, says))
        });
    }
    gate(missing.into_reasons())
}

/// Notes what keeps a track from existing for this official (G6).
fn track_exists(official: &PersonId, track: Track, facts: &Facts, missing: &mut Missing) {
    match facts.person(official) {
        None => missing.add(Reason::new(&RULE, "人员库中没有该当事人，请先补录人员。").at("official")),
        Some(person) => {
            if let Some(reason) = no_such_track(track, person, facts.today) {
                missing.add(reason);
            }
        }
    }
}

pub(super) fn decide_baseline(
    case: &Case,
    command: SetBaseline,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_baseline(case, facts)));
    concerned(case, &command.official, &mut missing);
    track_exists(&command.official, command.track, facts, &mut missing);
    let person = facts.person(&command.official);
    if let Some(reason) = person.and_then(|person| no_such_grade(command.grade, command.track, person)) {
        missing.add(reason);
    }
    missing.settle()?;
    Ok(vec![Event::BaselineSet(BaselineSet {
        official: command.official,
        track: command.track,
        grade: command.grade,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_baseline(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &BASELINE_RULE, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_propose(
    case: &Case,
    command: ProposeOutcome,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_propose(case, facts)));
    concerned(case, &command.official, &mut missing);
    track_exists(&command.official, command.track, facts, &mut missing);
    let one = OutcomeProposed {
        baseline: baseline_of(case, &command.official, command.track),
        official: command.official,
        track: command.track,
        outcome: command.outcome,
        clause: command.clause,
        mitigated_to: command.mitigated_to,
        measure: command.measure,
        why: command.why,
        follows: command.follows,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    };
    missing.take(weigh(case, &one, &facts.policy));
    missing.take(gate(judged_apart(case, &one).into_iter().collect()));
    if let Some(notified) = case.notified.get(&one.official) {
        let told = notified.outcomes.iter().find(|told| told.track == one.track);
        let worse = told.is_none_or(|told| worse(told, &one));
        let noted = case.evidence_at_notice.get(&one.official).copied().unwrap_or_default();
        missing.unless(!worse || case.evidence.len() > noted, || {
            let says = "拟认定意见重于已经告知的意见，须有告知之后新取得的证据；请先登记新的证据，再提出并重新告知。";
            Reason::new(&notice::RULE, says).at("outcome").remedy("add_evidence")
        });
    }
    missing.settle()?;
    Ok(vec![Event::OutcomeProposed(one)])
}

pub(super) fn blocked_propose(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

mod offered;
pub(super) use offered::{options, tracks};

#[cfg(test)]
mod tests;
