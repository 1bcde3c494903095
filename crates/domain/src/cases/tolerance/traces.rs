//! What a tolerance case leaves to be seen with others (纵错, D4): whom it tolerated, where, by which circumstance; a bar
//! taken away before the determination; an effect confirmed while a correction is open. Days and subjects, no verdict.

use super::state::Case;
use crate::{
    connivance::{Sign, Trace},
    ids::UnitId,
};

/// The traces of a case as it stands: a determination that was revoked leaves none.
pub(super) fn traces(case: &Case) -> Vec<Trace> {
    let (Some(applied), Some(determined)) = (&case.applied, &case.determined) else { return Vec::new() };
    let on = determined.on;
    let mut traces = Vec::new();
    let mut leave = |sign, subject, on, then| traces.push(Trace { sign, subject, on, then });
    for one in case.outcomes_now() {
        if let Some(lifted) = case.bars_lifted.get(&one.official) {
            leave(Sign::BarLifted, format!("person:{}", one.official), *lifted, Some(on));
        }
        if !one.outcomes.iter().any(|outcome| outcome.outcome.tolerates()) {
            continue;
        }
        leave(Sign::OfficialAgain, format!("person:{}", one.official), on, None);
        leave(Sign::UnitAgain, unit(&applied.unit), on, None);
        let found = case.found.get(&one.official).and_then(|found| found.circumstance.as_ref());
        if let Some(code) = found {
            leave(Sign::CircumstanceAgain, format!("{} {code}", unit(&applied.unit)), on, None);
        }
    }
    let owed = determined.owes.iter().filter(|owed| owed.stream.kind() == "correction");
    let open = owed.into_iter().any(|owed| !case.discharged.contains_key(&owed.stream));
    if let Some(confirmed) = case.effects_confirmed.values().map(|one| one.on).min().filter(|_| open) {
        leave(Sign::EffectBeforeCorrection, unit(&applied.unit), confirmed, None);
    }
    traces.sort();
    traces.dedup();
    traces
}

fn unit(unit: &UnitId) -> String {
    format!("unit:{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cases::tolerance::{
            Event, Tolerance,
            testing::{before, day},
        },
        judgement::hard_bars::{HardBar, Standing},
        kind::Kind,
    };

    fn signs(case: &Case) -> Vec<Sign> {
        traces(case).into_iter().map(|one| one.sign).collect()
    }

    #[test]
    fn a_determination_that_tolerates_leaves_its_official_its_unit_and_its_circumstance() {
        assert_eq!(traces(&before("determine").case), []);
        let case = before("archive").case;
        let left = traces(&case);
        let official = left.iter().find(|one| one.sign == Sign::OfficialAgain).unwrap();
        assert_eq!(
            (official.subject.as_str(), official.on),
            ("person:zhou", case.determined.as_ref().unwrap().on)
        );
        assert!(
            left.iter().any(|one| one.sign == Sign::UnitAgain && one.subject == "unit:shiqiao"),
            "{left:?}"
        );
        assert!(!signs(&case).contains(&Sign::BarLifted));
    }

    #[test]
    fn a_bar_that_stood_and_is_found_absent_is_taken_away_that_day() {
        let scene = before("report");
        let found = scene.case.found.values().next().unwrap().clone();
        let mut standing = found.clone();
        for bar in &mut standing.bars {
            bar.standing = if bar.bar == HardBar::Political { Standing::Present } else { bar.standing };
        }
        let mut lifted = found;
        lifted.on = day("2026-03-03");
        let official = lifted.official.clone();
        let after = |case: Case, found| Tolerance::evolve(case, &Event::Found(found), day("2026-03-03"));
        let never = after(scene.case.clone(), lifted.clone());
        assert!(never.bars_lifted.is_empty(), "a bar that never stood is not taken away");
        let case = after(after(scene.case, standing), lifted);
        assert_eq!(case.bars_lifted.get(&official), Some(&day("2026-03-03")));
    }

    #[test]
    fn an_effect_confirmed_while_a_correction_is_open_is_left_until_it_is_discharged() {
        let mut case = before("archive").case;
        let discharged = std::mem::take(&mut case.discharged);
        if !case.effects_confirmed.is_empty() {
            assert!(signs(&case).contains(&Sign::EffectBeforeCorrection));
        }
        case.discharged = discharged;
        assert!(!signs(&case).contains(&Sign::EffectBeforeCorrection));
    }
}
