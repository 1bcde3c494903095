//! Which outcomes exist for an official on a track as things stand, and what stands against each of the others:
//! the row of G1 weighed with everything that a form could still supply filled in.

use std::collections::BTreeSet;

use super::{OutcomeProposed, baseline_of, needed, weigh};
use crate::{
    cases::tolerance::{background::judged_apart, governing_text, state::Case},
    day::Day,
    facts::Policy,
    ids::PersonId,
    judgement::{
        baseline::Grade,
        outcome::{Follows, Measure, Outcome, RULE, Stage, Track},
        outcome_table,
    },
    refusal::Reason,
    rule::Force,
};

/// An outcome on a track.
#[derive(Debug, Clone)]
pub(in crate::cases::tolerance) struct Offered {
    /// It.
    pub outcome: Outcome,
    /// What it is called on this track.
    pub words: &'static str,
    /// Where it stands.
    pub clause: &'static str,
    /// The one grade that 减轻 leads to.
    pub mitigated_to: Option<Grade>,
    /// Everything that stands against it now, whatever is written into the form.
    pub against: Vec<Reason>,
}

/// The tracks on which something is to be proposed; every track of the table where none is needed yet.
pub(in crate::cases::tolerance) fn tracks(case: &Case, official: &PersonId) -> Vec<Track> {
    let mut tracks: BTreeSet<Track> = needed(case, official);
    tracks.extend(case.proposed.keys().filter(|(who, _)| who == official).map(|(_, track)| *track));
    if tracks.is_empty() {
        let stage = case.applied.as_ref().map(|applied| applied.stage);
        tracks.insert(match stage {
            Some(Stage::Accountability) => Track::Accountability,
            Some(Stage::OrganisationMeasure) => Track::Organisation,
            _ => Track::Lead,
        });
        let now = case.assigned.iter().flat_map(|team| &team.officials).find(|one| one.person == *official);
        if now.is_some_and(|one| one.party_member) {
            tracks.insert(Track::Party);
        }
    }
    tracks.into_iter().collect()
}

/// Every outcome of the track.
pub(in crate::cases::tolerance) fn options(
    case: &Case,
    official: &PersonId,
    track: Track,
    policy: &Policy,
) -> Vec<Offered> {
    Outcome::ALL.iter().filter_map(|outcome| one(case, official, track, *outcome, policy)).collect()
}

fn one(case: &Case, official: &PersonId, track: Track, outcome: Outcome, policy: &Policy) -> Option<Offered> {
    let entry = outcome_table::entry(track, outcome)?;
    let baseline = baseline_of(case, official, track);
    let mitigated_to = baseline.filter(|_| entry.mitigates).and_then(Grade::one_below);
    let conditions =
        case.found.get(official).map_or(0, |found| governing_text::conditions(case, found, policy).len());
    let lines: Vec<_> = (1..=conditions).map(|at| format!("{at}. …")).collect();
    let proposed = OutcomeProposed {
        official: official.clone(),
        track,
        outcome,
        clause: entry.cites.join(" "),
        mitigated_to,
        baseline,
        measure: if entry.measure { Measure::Criticism } else { Measure::None },
        why: lines.join("\n"),
        follows: (!outcome.tolerates()).then_some(Follows::Continue),
        by: official.clone(),
        on: case.applied.as_ref().map_or(Day::constant(2026, 1, 1), |applied| applied.on),
    };
    let against = if case.found.contains_key(official) {
        let mut against = weigh(case, &proposed, policy).err().unwrap_or_default();
        against.extend(judged_apart(case, &proposed));
        against
    } else {
        // Nothing is proposed before it is found; what would be missing besides is said then.
        vec![Reason::new(&RULE, "还没有记录该当事人的核实认定，请先记录。").remedy("find")]
    };
    let clause = if entry.force == Force::Liwan { "荔湾区机制" } else { entry.clause };
    Some(Offered { outcome, words: outcome.words_on(track), clause, mitigated_to, against })
}
