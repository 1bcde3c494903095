//! What a case says to the questions by which cases are compared (类案), official by official: codes and ratings, never
//! a name, a unit or a word of what happened.

use super::state::Case;
use crate::{
    day::Day,
    facts::Policy,
    ids::PersonId,
    judgement::{
        hard_bars::Standing,
        likeness::{Features, Loss, ratings_of, side_of},
        outcome::{Outcome, Track},
    },
};

/// An official of a case as it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whom, for the case's own page alone.
    pub official: PersonId,
    /// What is compared.
    pub features: Features,
    /// What is proposed, or what holds now: by track, with the words of the outcome.
    pub outcomes: Vec<(Track, Outcome)>,
    /// Since when it is determined; none while it is not.
    pub determined_on: Option<Day>,
}

/// Every official of a case. One whose determination was revoked is not among those that others are compared with.
pub fn compared(case: &Case, policy: &Policy) -> Vec<Compared> {
    let now = case.outcomes_now();
    let corrected = |official: &PersonId| {
        let owed = case.determined.iter().flat_map(|determined| &determined.owes);
        let own: Vec<bool> = owed
            .filter(|owed| owed.stream.kind() == "correction" && owed.official.as_ref() == Some(official))
            .filter_map(|owed| owed.answers.get("already")?.as_bool())
            .collect();
        (!own.is_empty()).then(|| own.iter().all(|already| *already))
    };
    case.officials()
        .map(|official| {
            let holds = now.iter().find(|one| one.official == *official);
            let outcomes: Vec<_> = if let Some(one) = holds {
                one.outcomes.iter().map(|one| (one.track, one.outcome)).collect()
            } else {
                let own = case.proposed.values().filter(|one| one.official == *official);
                own.map(|one| (one.track, one.outcome)).collect()
            };
            let revoked = case.revocations.contains_key(official);
            Compared {
                features: features(case, official, &outcomes, corrected(official), policy),
                official: official.clone(),
                outcomes,
                determined_on: case
                    .determined
                    .as_ref()
                    .filter(|_| holds.is_some() && !revoked)
                    .map(|determined| determined.on),
            }
        })
        .collect()
}

fn features(
    case: &Case,
    official: &PersonId,
    outcomes: &[(Track, Outcome)],
    corrected: Option<bool>,
    policy: &Policy,
) -> Features {
    let found = case.found.get(official);
    let circumstance = found.and_then(|found| found.circumstance.clone());
    let text = circumstance.as_ref().and_then(|code| policy.texts.texts.get(code)?.last());
    let today = case.assigned.iter().flat_map(|assigned| &assigned.officials);
    let mut tracks: Vec<_> = outcomes.iter().map(|(track, _)| *track).collect();
    tracks.sort_unstable();
    Features {
        area: text.map(|text| text.area.clone()),
        circumstance,
        lenience: found.and_then(|found| found.lenience),
        stage: case.applied.as_ref().map(|applied| applied.stage),
        tracks,
        distinctions: side_of(
            found.iter().flat_map(|found| &found.distinctions).map(|one| (one.distinction, one.side)),
        ),
        dimensions: ratings_of(
            found.iter().flat_map(|found| &found.dimensions).map(|one| (one.dimension, one.rating)),
        ),
        barred: found
            .filter(|found| !found.bars.is_empty())
            .map(|found| found.bars.iter().any(|bar| bar.standing == Standing::Present)),
        loss: case.applied.as_ref().and_then(|applied| applied.loss).map(Loss::of),
        corrected,
        identity: today.filter(|one| one.person == *official).map(|one| one.identity).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cases::tolerance::testing::{before, policy},
        judgement::likeness::Likeness,
    };

    #[test]
    fn a_case_says_what_was_found_and_what_holds() {
        let found = compared(&before("determine").case, &policy()).remove(0);
        assert_eq!(found.features.circumstance.as_deref(), Some("land.01"));
        assert!(found.features.distinctions.iter().all(Option::is_some));
        assert!(!found.outcomes.is_empty() && found.determined_on.is_none());
        let determined = compared(&before("archive").case, &policy()).remove(0);
        assert!(determined.determined_on.is_some());
        assert!(Likeness::between(&found.features, &determined.features).is_like());
    }

    #[test]
    fn a_case_of_which_nothing_was_found_yet_is_like_none() {
        let bare = compared(&before("assign").case, &policy()).remove(0);
        let whole = compared(&before("archive").case, &policy()).remove(0);
        assert!(!Likeness::between(&bare.features, &whole.features).is_like());
    }
}
