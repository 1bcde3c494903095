//! What the determination seals for the unit, and what the result says of it (J3, J4, P7).

use super::{UnitOutcomeProposed, complete};
use crate::{
    cases::tolerance::Case,
    facts::Facts,
    ids::UnitId,
    judgement::outcome::{Group, Outcome, Track},
    refusal::Reason,
};
use serde::{Deserialize, Serialize};

/// The outcome of the unit, as the determination seals it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDetermination {
    /// Which unit.
    pub unit: UnitId,
    /// Its outcome.
    pub outcome: UnitOutcomeProposed,
    /// The group the article counts (J4).
    pub group: Group,
}

/// The outcome of the unit for the determination; `None` where it is not held to account.
///
/// # Errors
/// See [`complete`].
pub(in crate::cases::tolerance) fn determined(
    case: &Case,
    facts: &Facts,
) -> Result<Option<UnitDetermination>, Vec<Reason>> {
    complete(case, facts)?;
    let proposed = case.unit_held.as_ref().and_then(|accountable| accountable.proposed.clone());
    let unit = case.applied.as_ref().map(|applied| applied.unit.clone());
    Ok(proposed.zip(unit).map(|(outcome, unit)| {
        let group = match outcome.outcome {
            Outcome::NotTolerated => Group::NotTolerated,
            Outcome::Lighter | Outcome::Mitigated => Group::StillAccountable,
            _ => Group::Exempted,
        };
        UnitDetermination { unit, outcome, group }
    }))
}

/// What the result says about the unit to a recipient that is no official.
pub(in crate::cases::tolerance) fn result_words(made: &UnitDetermination, to_the_unit: bool) -> String {
    let name = if to_the_unit { "你单位" } else { "所在单位" };
    let outcome = made.outcome.outcome.words_on(Track::Accountability);
    let mut words = format!(
        "对{name}的认定：{}。\n　　问责：{outcome}。依据：{}。\n",
        made.group.title(),
        made.outcome.clause
    );
    if to_the_unit {
        words = format!("{words}　　理由：{}\n", made.outcome.why);
    }
    words
}

/// The text of the result as the unit itself reads it: addressed, and with the reasons.
pub(in crate::cases::tolerance) fn addressed(text: &str, made: &UnitDetermination) -> String {
    text.replace(&result_words(made, false), &result_words(made, true))
}
