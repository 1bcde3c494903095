//! What must hold in every state, and between every two.

use rongheng_domain::{
    cases::{
        correction::Correcting,
        tolerance::{
            Tolerance,
            collective_decision::{Approval, Resolution},
            notice::Delivery,
            review::ReviewView,
            state::Case,
        },
    },
    day::Day,
    facts::Facts,
    judgement::{hard_bars::Standing, outcome::Group},
    kind::{Audience, Kind, Part, Who, erase, record},
    sheet::Doer,
};

use super::{Joint, broken::Broken};

fn must(holds: bool, guarantee: &str, now: &Joint) -> Result<(), String> {
    if holds {
        return Ok(());
    }
    let path: Vec<_> = now.case_events.iter().map(|e| record::<Tolerance>(e).kind).collect();
    Err(format!("{guarantee} — {} · {:?}", path.join(" "), now.correction_events))
}

/// In every state.
pub(crate) fn hold(now: &Joint, facts: &Facts, broken: Broken) -> Result<(), String> {
    let case = &now.case;
    if case.disclosed.is_none() && case.applied.is_some() {
        let shown = broken.shown(case);
        let sees =
            |audience: &Audience| Tolerance::view(&shown, audience, facts.today, &facts.policy).is_some();
        let official = sees(&Audience::Official("zhou".into()));
        let unit = sees(&Audience::Unit("shiqiao".into()));
        must(!official && !unit, "G4", now)?;
        let row = Tolerance::row(&shown, &facts.policy);
        let theirs = [Who::Person("zhou".into()), Who::Unit("shiqiao".into())];
        let shown = |(who, part): &(Who, Part)| theirs.contains(who) && *part != Part::Concerned;
        must(!row.parts.iter().any(shown), "G4", now)?;
        let for_them = [Doer::Person("zhou".into()), Doer::Unit("shiqiao".into())];
        must(!row.tasks.iter().any(|task| for_them.contains(&task.who)), "G4", now)?;
    }
    if case.applied.is_some() && case.archived.is_none() {
        must(!Tolerance::row(case, &facts.policy).tasks.is_empty(), "work", now)?;
    }
    Ok(())
}

/// Between a state and one that follows it.
pub(crate) fn between(before: &Joint, now: &Joint) -> Result<(), String> {
    let case = &now.case;
    if before.case.determined.is_none() && case.determined.is_some() {
        determined(now)?;
    }
    if before.case.determined.is_some() {
        must(sealed(&before.case) == sealed(case), "sealed", now)?;
    }
    if before.case.closed.is_none() && case.closed.is_some() {
        must(served(case), "P7", now)?;
        let exempted = case.determined.iter().flat_map(|d| &d.determinations);
        let exempted = exempted.filter(|d| d.group == Group::Exempted).count();
        must(exempted == 0 || !case.appraisals_notified.is_empty(), "E1", now)?;
    }
    if before.case.archived.is_none() && case.archived.is_some() {
        must(case.closed.is_some(), "P7", now)?;
        must(Correcting::signed_off(&now.correction).is_some(), "D5", now)?;
        must(!case.filed_upward.is_empty(), "G9", now)?;
    }
    Ok(())
}

fn determined(now: &Joint) -> Result<(), String> {
    let case = &now.case;
    let consulted = case.consultation.as_ref().is_some_and(|c| {
        let present = c.held.iter().flat_map(|h| &h.present);
        c.closed.is_some() && c.held.is_some() && present.clone().all(|p| c.opinion_of(p).is_some())
    });
    must(consulted, "P6", now)?;
    let dissent = !case.dissent().is_empty();
    must(!dissent || !case.dissent_opened.is_empty(), "P6", now)?;
    for official in case.officials() {
        must(case.notified.contains_key(official), "P3", now)?;
        let heard = case.defence_answered.contains_key(official) || case.waived.contains_key(official);
        must(heard, "P3", now)?;
    }
    must(case.unit_answered.is_some(), "P4", now)?;
    must(case.reported.is_some(), "P5", now)?;
    must(case.reviewed.as_ref().is_some_and(|r| r.view == ReviewView::Agree), "P5.review", now)?;
    must(case.approvals.iter().any(|a| a.approval == Approval::Agree), "G3", now)?;
    must(case.resolved.as_ref().is_some_and(|r| r.resolution == Resolution::AsProposed), "G3", now)?;
    must(case.disclosed.is_some(), "G4", now)?;
    let made = case.determined.iter().flat_map(|d| &d.determinations);
    for one in made {
        let bars = case.found.get(&one.official).map(|f| f.bars.as_slice()).unwrap_or_default();
        let barred = bars.iter().any(|b| b.standing == Standing::Present);
        must(!barred || one.group == Group::NotTolerated, "S2", now)?;
        must(!bars.is_empty(), "S2", now)?;
    }
    must(now.owed().is_some(), "D5", now)
}

/// What no act may change once the determination is made.
fn sealed(case: &Case) -> impl PartialEq {
    let heard = (&case.notified, &case.defended, &case.waived, &case.defence_answered);
    let rests_on = (&case.found, &case.proposed, &case.reported, &case.unit_answered, &case.evidence);
    let decided = (&case.consultation, &case.reviewed, &case.approvals, &case.resolved, &case.determined);
    (heard, rests_on, decided)
}

fn served(case: &Case) -> bool {
    ["person:zhou", "unit:shiqiao"].into_iter().all(|recipient| {
        case.served.get(recipient).is_some_and(|served| {
            served.handed.delivery() != Delivery::Here || case.acknowledged.contains_key(recipient)
        })
    })
}

/// What is stored gives the same state again, read back as the store would.
pub(crate) fn replayed(now: &Joint, on: Day) -> Result<(), String> {
    let kind = erase::<Tolerance>();
    let stored = now.case_events.iter().map(record::<Tolerance>);
    let again = stored.fold(kind.blank(), |state, event| kind.evolve(state, &event, on).unwrap());
    must(again.of::<Tolerance>() == Some(&now.case), "replay", now)?;
    let kind = erase::<Correcting>();
    let stored = now.correction_events.iter().map(record::<Correcting>);
    let again = stored.fold(kind.blank(), |state, event| kind.evolve(state, &event, on).unwrap());
    must(again.of::<Correcting>() == Some(&now.correction), "replay", now)
}
