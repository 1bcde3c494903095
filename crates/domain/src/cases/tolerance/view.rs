//! What each audience sees of a tolerance case: a type of its own for each, from which alone its sheet is
//! made. What a type has no field for cannot reach its audience (G4, mechanism §8).

mod basic;
mod course;
mod custodian;
mod evidence;
mod frame;
mod intake;
mod later;
mod meeting;
mod officer;
mod official;
mod options;
mod outside;
mod publicity;
mod registered;
mod rulings;
mod sections;
mod served;
mod unit;
mod unit_hearing;
mod verified;
mod volume;
mod weighing;

pub(super) use self::registered::{approved, came_back};
use super::{application::Applicant, state::Case};
use crate::{
    day::Day,
    facts::Policy,
    ids::{FileId, PersonId, UnitId},
    kind::Audience,
    sheet::Sheet,
};

/// What `audience` sees; `None` where it may know nothing.
pub(super) fn view(case: &Case, audience: &Audience, today: Day, policy: &Policy) -> Option<Sheet> {
    if case.applied.is_none() {
        // A signal is the officers' own (P1, C4): nobody outside has a view of it.
        let officer = matches!(audience, Audience::Officer(_)) && case.signal.is_some();
        return officer.then(|| officer::OfficerView { case, today, policy }.sheet());
    }
    match audience {
        Audience::Officer(_) => Some(officer::OfficerView { case, today, policy }.sheet()),
        Audience::Committee(unit) => Some(outside::CommitteeView::of(case, unit, policy)?.sheet()),
        Audience::Consulted(person) => Some(outside::ConsultedView::of(case, person, policy)?.sheet()),
        Audience::Unit(unit) => Some(unit::UnitView::of(case, unit, today, policy)?.sheet()),
        Audience::Official(person) => Some(official::OfficialView::of(case, person, today, policy)?.sheet()),
        Audience::Appraisal(unit) => Some(outside::AppraisalView::of(case, unit, policy)?.sheet()),
        Audience::Custodian => Some(custodian::CustodianView::of(case)?.sheet()),
        Audience::Organisation => Some(outside::OrganisationView::of(case)?.sheet()),
        Audience::FormerOrgan(unit) => Some(outside::FormerOrganView::of(case, unit, policy)?.sheet()),
    }
}

/// Whether `person` applied as an official or for the unit.
fn applied_by(case: &Case, person: &PersonId) -> bool {
    case.applied.as_ref().is_some_and(|a| a.by == *person && a.applicant != Applicant::Organ)
}

/// Whether the unit itself applied.
fn applied_for(case: &Case, unit: &UnitId) -> bool {
    case.applied.as_ref().is_some_and(|a| a.unit == *unit && a.applicant == Applicant::Unit)
}

/// The files that `audience` may open: never one it has no view of.
pub(super) fn files(case: &Case, audience: &Audience, policy: &Policy) -> Vec<FileId> {
    let applied = case.applied.iter();
    match audience {
        Audience::Officer(_) => {
            let mut all: Vec<FileId> = applied.filter_map(|a| a.file.clone()).collect();
            all.extend(case.signal.iter().filter_map(|s| s.file.clone()));
            all.extend(case.supplemented.iter().filter_map(|s| s.file.clone()));
            all.extend(case.receipted.iter().filter_map(|r| r.file.clone()));
            all.extend(case.evidence.iter().filter_map(|e| e.file.as_ref().map(|f| f.id.clone())));
            all.extend(case.unit_answered.iter().filter_map(|a| a.file.clone()));
            all.extend(case.defended.values().filter_map(|d| d.file.clone()));
            let unit = case.unit_held.as_ref().and_then(|unit| unit.defended.as_ref());
            all.extend(unit.and_then(|said| said.file.clone()));
            all.extend(case.reported.iter().filter_map(|r| r.file.clone()));
            all.extend(case.served.values().filter_map(|s| s.handed.file().cloned()));
            all.extend(case.reexaminations.values().filter_map(|one| one.objected.file.clone()));
            let served = case.reexaminations.values().flat_map(|one| &one.served);
            all.extend(served.filter_map(|served| served.handed.file().cloned()));
            let evidence = case.revocation_evidence.iter();
            all.extend(evidence.filter_map(|e| e.file.as_ref().map(|file| file.id.clone())));
            let revocations = || case.revocations.values();
            all.extend(revocations().flat_map(|one| &one.defended).filter_map(|d| d.file.clone()));
            all.extend(revocations().flat_map(|one| &one.served).filter_map(|s| s.handed.file().cloned()));
            all.extend(case.filed_upward.iter().filter_map(|f| f.file.clone()));
            all.extend(case.attempts.iter().filter_map(|one| one.file.clone()));
            all.extend(case.submissions.files());
            all.extend(case.papers.files());
            all
        }
        Audience::Consulted(person) => {
            let member = outside::ConsultedView::of(case, person, policy).is_some();
            case.reported.iter().filter(|_| member).filter_map(|r| r.file.clone()).collect()
        }
        Audience::Official(person) => {
            let own = applied.filter(|a| a.by == *person).filter_map(|a| a.file.clone());
            let more = case.supplemented.iter().filter(|s| s.by == *person).filter_map(|s| s.file.clone());
            let defence = case.defended.get(person).and_then(|d| d.file.clone());
            let open = case.disclosed.is_some() && case.concerns(person);
            let seen = open || applied_by(case, person);
            let papers = case.papers.scans_of(|paper| seen && paper.entered.acted_for == *person);
            let objection = case.reexaminations.get(person).and_then(|one| one.objected.file.clone());
            let later = case.revocations.get(person).and_then(|one| one.defended.as_ref()?.file.clone());
            own.chain(more).chain(defence).chain(objection).chain(later).chain(papers).collect()
        }
        Audience::Unit(unit) => {
            let own = applied.filter(|_| applied_for(case, unit)).filter_map(|a| a.file.clone());
            let asked = case.unit_asked.as_ref().is_some_and(|a| a.of == *unit);
            let answer = case.unit_answered.iter().filter(|_| asked).filter_map(|a| a.file.clone());
            let hearing = unit_hearing::Hearing::of(case, unit);
            let papers = case.papers.scans_of(|paper| match paper.entered.action.as_str() {
                "apply" | "supplement" => applied_for(case, unit),
                "answer_unit" => asked,
                "defend_unit" => hearing.is_some(),
                _ => false,
            });
            let heard = hearing.and_then(|hearing| hearing.file());
            own.chain(answer).chain(papers).chain(heard).collect()
        }
        Audience::Committee(unit) => {
            unit_hearing::Hearing::of(case, unit).and_then(|hearing| hearing.file()).into_iter().collect()
        }
        Audience::Appraisal(_) | Audience::Organisation | Audience::Custodian | Audience::FormerOrgan(_) => {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests;
