//! What each event changes. Never fails: what happened, happened.

use super::{
    Event,
    acceptance::Accepted,
    collective_decision::{Approval, Resolution},
    consultation::Consultation,
    discovery::Discovery,
    joinder::Joined,
    notice,
    reconvening::Ground,
    reexamination::Reexamination,
    review::ReviewView,
    revocation::Revocation,
    state::Case,
    unit_accountability::Accountable,
};
use crate::{ids::PersonId, judgement::hard_bars::Standing};

pub(super) fn evolve(mut case: Case, event: &Event) -> Case {
    case.version += 1;
    match event {
        Event::Applied(e) => case.applied = Some(e.clone()),
        Event::SignalRecorded(e) => case.signal = Some(e.clone()),
        Event::SignalConcluded(e) => case.signal_concluded = Some(e.clone()),
        Event::JoinedInto(e) => case.joined_into = Some(e.clone()),
        Event::Joined(e) => join(&mut case, e),
        Event::CommitteeSet(e) => {
            if let Some(applied) = &mut case.applied {
                applied.committee = e.committee.clone();
            }
            case.committees_set.push(e.clone());
        }
        Event::ApplicationWithdrawn(e) => {
            case.withdrawals.insert(e.number.clone(), e.clone());
        }
        Event::ContinueAsked(e) => case.continue_asked.push(e.clone()),
        Event::ContinueAnswered(e) => {
            case.continue_answers.insert(e.official.clone(), e.goes_on);
        }
        Event::DeemedContinued(e) => {
            case.continue_answers.insert(e.official.clone(), true);
        }
        Event::Withdrawn(e) => case.withdrawn = Some(e.clone()),
        Event::SupplementAsked(e) => case.supplement_asked = Some(e.clone()),
        Event::Supplemented(e) => case.supplemented = Some(e.clone()),
        Event::Accepted(e) | Event::DeemedAccepted(e) => case.accepted = Some(e.clone()),
        Event::Transferred(e) => {
            case.receipted = None;
            case.transferred = Some(e.clone());
        }
        Event::TransferReceipted(e) => case.receipted = Some(e.clone()),
        Event::TransferReturned(e) => {
            case.receipted = None;
            case.returns.extend(case.transferred.take().map(|sent| (sent, e.clone())));
        }
        Event::ClockStopped(e) => case.stops.push((e.clone(), None)),
        Event::ClockResumed(e) => {
            if let Some((_, last)) = case.stops.iter_mut().rev().find(|(_, last)| last.is_none()) {
                *last = Some(e.last_stopped);
            }
        }
        Event::HandedOver(e) => super::hand_over::pass_on(&mut case, e),
        Event::Supervised(e) => case.supervision.after(e),
        Event::PaperEntered(e) => case.papers.enter(e),
        Event::PaperChecked(e) => case.papers.check(e),
        Event::PaperAmended(e) => case.papers.amend(e),
        Event::RecusalAsked(e) => case.recusals.push((e.clone(), None)),
        Event::RecusalDecided(e) => {
            let person = case.recusals.iter_mut().find(|(asked, _)| asked.number == e.number).map(
                |(asked, decided)| {
                    *decided = Some(e.clone());
                    asked.person.clone()
                },
            );
            if let (Some(person), true) = (person, e.upheld) {
                undo_part(&mut case, &person);
            }
        }
        Event::CompetenceAsked(e) => case.competence_asked.push((e.clone(), None)),
        Event::CompetenceDecided(e) => {
            let asked = case.competence_asked.iter_mut().find(|(asked, _)| asked.number == e.number);
            if let Some((_, decided)) = asked {
                *decided = Some(e.clone());
            }
            if e.organ.is_some() {
                // The new organ verifies with people of its own: what the former team signed no longer stands.
                case.former_teams.extend(case.assigned.take());
                reopen_verification(&mut case);
            }
        }
        Event::Assigned(e) => case.assigned = Some(e.clone()),
        Event::EvidenceAdded(e) => case.evidence.push(e.clone()),
        Event::BackgroundRecorded(e) => case.background = Some(e.clone()),
        Event::PartRecorded(e) => {
            case.decision_parts.insert(e.official.clone(), e.clone());
        }
        Event::DiscoveryRecorded(e) => {
            case.discoveries.push(Discovery { recorded: e.clone(), decided: None, receipt: None });
        }
        Event::DiscoveryDecided(e) => {
            for discovery in case.discoveries.iter_mut().filter(|d| d.recorded.number == e.number) {
                discovery.decided = Some(e.clone());
            }
        }
        Event::CrimeReceiptEntered(e) => {
            for discovery in case.discoveries.iter_mut().filter(|d| d.recorded.number == e.number) {
                discovery.receipt = Some(e.clone());
            }
        }
        Event::DisclosureApproved(e) => case.disclosed = Some(e.clone()),
        Event::UnitAsked(e) => case.unit_asked = Some(e.clone()),
        Event::UnitAnswered(e) => case.unit_answered = Some(e.clone()),
        Event::FilingEntered(e) => case.filings.push(e.clone()),
        Event::RulingAsked(e) => case.rulings.push((e.clone(), None)),
        Event::RulingAnswered(e) => {
            if let Some((_, answered)) = case.rulings.iter_mut().find(|(asked, _)| asked.ruling == e.ruling) {
                *answered = Some(e.clone());
            }
        }
        Event::TextChosen(e) => {
            let key = (e.official.clone(), e.chosen.code.clone());
            case.texts_chosen.insert(key, e.clone());
        }
        Event::Found(e) => {
            let before = case.found.get(&e.official).into_iter().flat_map(|found| &found.bars);
            let stood = before.filter(|bar| bar.standing == Standing::Present).map(|bar| bar.bar);
            let stands = |bar| e.bars.iter().any(|one| one.bar == bar && one.standing == Standing::Present);
            if stood.into_iter().any(|bar| !stands(bar)) {
                case.bars_lifted.insert(e.official.clone(), e.on);
            }
            let set = e.bars.iter().filter(|bar| bar.standing == Standing::Present);
            case.bars_set.extend(set.map(|bar| (e.official.clone(), bar.bar)));
            case.found.insert(e.official.clone(), e.clone());
        }
        Event::BaselineSet(e) => {
            case.baselines.insert((e.official.clone(), e.track), e.clone());
        }
        Event::OutcomeProposed(e) => {
            case.proposed.insert((e.official.clone(), e.track), e.clone());
        }
        Event::Notified(e) => {
            // A new notice opens a new defence; the earlier one was answered before (`notice`).
            case.defended.remove(&e.official);
            case.waived.remove(&e.official);
            case.waivers_revoked.remove(&e.official);
            case.defence_answered.remove(&e.official);
            case.evidence_at_notice.insert(e.official.clone(), case.evidence.len());
            let against = notice::against(case.found.get(&e.official));
            case.against_at_notice.insert(e.official.clone(), against);
            case.notified.insert(e.official.clone(), e.clone());
        }
        Event::Defended(e) => {
            case.waived.remove(&e.official);
            case.defence_answered.remove(&e.official);
            case.defended.insert(e.official.clone(), e.clone());
        }
        Event::DefenceWaived(e) => {
            case.waived.insert(e.official.clone(), e.clone());
        }
        Event::WaiverRevoked(e) => {
            case.waived.remove(&e.official);
            case.waivers_revoked.insert(e.official.clone(), e.on);
            reopen_verification(&mut case);
        }
        Event::DefenceAnswered(e) => {
            case.defence_answered.insert(e.official.clone(), e.clone());
        }
        Event::VerificationExtended(e) => case.extended = Some(e.clone()),
        Event::VerificationOverdue(e) => case.overdue.push((e.clone(), None)),
        Event::DelayExplained(e) => {
            if let Some((_, explained)) = case.overdue.last_mut() {
                *explained = Some(e.clone());
            }
        }
        Event::UnitHeld(e) => case.unit_held = Some(Accountable::new(e.clone())),
        Event::UnitFound(_)
        | Event::UnitOutcomeProposed(_)
        | Event::UnitNotified(_)
        | Event::UnitDefended(_)
        | Event::UnitDefenceAnswered(_) => {
            let evidence = case.evidence.len();
            if let Some(accountable) = &mut case.unit_held {
                account(accountable, event, evidence);
            }
        }
        Event::Reported(e) => case.reported = Some(e.clone()),
        Event::WeightMarked(e) => case.weight_marked.push(e.clone()),
        Event::WeightUnmarked(e) => case.weight_unmarked.push(e.clone()),
        Event::Composed(e) => {
            case.past_consultations.extend(case.consultation.take());
            case.consultation = Some(Consultation {
                composed: e.clone(),
                opinions: Vec::new(),
                evidence_known: 0,
                held: None,
                minutes: None,
                answers: Vec::new(),
                closed: None,
            });
        }
        Event::OpinionGiven(_)
        | Event::Held(_)
        | Event::MinutesSent(_)
        | Event::MinutesAnswered(_)
        | Event::ConsultationClosed(_) => {
            let evidence_known = case.evidence.len();
            if let Some(consultation) = &mut case.consultation {
                consult(consultation, event);
                if matches!(event, Event::Held(_)) {
                    consultation.evidence_known = evidence_known;
                }
            }
        }
        Event::Reconvened(e) => {
            if e.ground == Ground::NewFacts {
                // The report takes the new facts in before it is consulted about again.
                reopen_verification(&mut case);
            } else {
                case.past_consultations.extend(case.consultation.take());
                reopen_review(&mut case);
            }
            case.reconvened.push(e.clone());
        }
        Event::SentToReview(e) => case.sent_to_review = Some(e.clone()),
        Event::Reviewed(e) => {
            case.reviewed = Some(e.clone());
            if e.view == ReviewView::Return {
                reopen_verification(&mut case);
            }
        }
        Event::Approved(e) => {
            case.approvals.push(e.clone());
            if e.approval == Approval::Return {
                reopen_review(&mut case);
            }
        }
        Event::DissentOpened(e) => case.dissent_opened.push(e.clone()),
        Event::Resolved(e) => {
            case.resolved = Some(e.clone());
            if e.resolution == Resolution::Return {
                reopen_review(&mut case);
            }
        }
        Event::Determined(e) => {
            case.filing_owed_since = Some(e.on);
            case.determined = Some(e.clone());
        }
        Event::Objected(_)
        | Event::ReexaminersAssigned(_)
        | Event::Reexamined(_)
        | Event::ReexaminationDecided(_)
        | Event::ReexaminationServed(_) => reexamine(&mut case, event),
        Event::RevocationEvidenceAdded(e) => case.revocation_evidence.push(e.clone()),
        Event::RevocationProposed(_)
        | Event::RevocationAssigned(_)
        | Event::RevocationNotified(_)
        | Event::RevocationDefended(_)
        | Event::RevocationReported(_)
        | Event::RevocationApproved(_)
        | Event::Revoked(_)
        | Event::RevocationServed(_) => revoke(&mut case, event),
        Event::ReporterNoted(e) => case.reporters.push((e.clone(), None)),
        Event::ReporterAnswered(e) => {
            if let Some((_, answered)) = case.reporters.iter_mut().find(|(n, _)| n.number == e.number) {
                *answered = Some(e.clone());
            }
        }
        Event::AppraisalAdded(e) => case.appraisals_added.push(e.clone()),
        Event::FiledUpward(e) => {
            case.filing_owed_since = None;
            case.filed_upward.push(e.clone());
        }
        Event::Attempted(e) => case.attempts.push(e.clone()),
        Event::Submitted(_) | Event::WordsEntered(_) | Event::WordsChecked(_) => {
            case.submissions.fold(event);
        }
        Event::BorrowingAsked(_) | Event::BorrowingDecided(_) | Event::BorrowingReturned(_) => {
            super::borrowing::fold(&mut case.borrowings, event);
        }
        Event::Served(e) => {
            case.served.insert(e.recipient.clone(), e.clone());
        }
        Event::Acknowledged(e) => {
            case.acknowledged.insert(e.recipient.clone(), e.clone());
        }
        Event::AppraisalNotified(e) => {
            // Told again of somebody more: confirmed anew.
            case.effects_confirmed.remove(&e.appraisal);
            case.appraisals_notified.insert(e.appraisal.clone(), e.clone());
        }
        Event::EffectConfirmed(e) => {
            case.effects_confirmed.insert(e.appraisal.clone(), e.clone());
        }
        Event::Discharged(e) => {
            case.discharged.insert(e.stream.clone(), e.clone());
        }
        Event::DischargeTakenBack(e) => {
            case.discharged.remove(&e.stream);
        }
        Event::SanctionDecisionEntered(e) => case.sanction_decisions.push(e.clone()),
        Event::Closed(e) => case.closed = Some(e.clone()),
        Event::PublicityDrafted(_)
        | Event::RedactionDecided(_)
        | Event::PublicitySent(_)
        | Event::PublicityAnswered(_)
        | Event::Published(_)
        | Event::TakenDown(_) => super::publicity::evolve(&mut case, event),
        Event::Catalogued(e) => case.catalogued = Some(e.clone()),
        Event::Archived(e) => case.archived = Some(e.clone()),
        Event::Destroyed(e) => case.destroyed = Some(e.clone()),
    }
    case
}

/// What came in becomes part of this case: its officials are concerned here, and where it was accepted, so is
/// the matter.
fn join(case: &mut Case, e: &Joined) {
    let carried = &e.carried;
    if let Some(applied) = &mut case.applied {
        for one in &carried.officials {
            if applied.officials.iter().all(|known| known.person != one.person) {
                applied.officials.push(one.clone());
            }
        }
    }
    if let (None, Some(on)) = (&case.accepted, carried.accepted_on) {
        case.accepted = Some(Accepted { by: Some(e.by.clone()), on, note: None });
    }
    case.joined.push(e.clone());
}
fn account(accountable: &mut Accountable, event: &Event, evidence: usize) {
    match event {
        Event::UnitFound(e) => accountable.found = Some(e.clone()),
        Event::UnitOutcomeProposed(e) => accountable.proposed = Some(e.clone()),
        Event::UnitNotified(e) => {
            // A new notice opens a new defence, as with an official.
            accountable.defended = None;
            accountable.answered = None;
            accountable.evidence_at_notice = evidence;
            accountable.notified = Some(e.clone());
        }
        Event::UnitDefended(e) => {
            accountable.answered = None;
            accountable.defended = Some(e.clone());
        }
        Event::UnitDefenceAnswered(e) => accountable.answered = Some(e.clone()),
        _ => {}
    }
}

fn consult(consultation: &mut Consultation, event: &Event) {
    match event {
        Event::OpinionGiven(e) => {
            consultation.opinions.retain(|earlier| earlier.member != e.member);
            consultation.opinions.push(e.clone());
        }
        Event::Held(e) => consultation.held = Some(e.clone()),
        Event::MinutesSent(e) => {
            consultation.minutes = Some(e.clone());
            consultation.answers.clear();
        }
        Event::MinutesAnswered(e) => {
            consultation.answers.retain(|earlier| earlier.member != e.member);
            consultation.answers.push(e.clone());
        }
        Event::ConsultationClosed(e) => consultation.closed = Some(e.clone()),
        _ => {}
    }
}

fn reexamine(case: &mut Case, event: &Event) {
    match event {
        Event::Objected(e) => {
            let objected = e.clone();
            let begun =
                Reexamination { objected, assigned: None, reported: None, decided: None, served: None };
            case.reexaminations.insert(e.official.clone(), begun);
        }
        Event::ReexaminersAssigned(e) => {
            if let Some(one) = case.reexaminations.get_mut(&e.official) {
                one.assigned = Some(e.clone());
            }
        }
        Event::Reexamined(e) => {
            if let Some(one) = case.reexaminations.get_mut(&e.official) {
                one.reported = Some(e.clone());
            }
        }
        Event::ReexaminationDecided(e) => {
            if let Some(one) = case.reexaminations.get_mut(&e.official) {
                match e.resolution {
                    Resolution::AsProposed => one.decided = Some(e.clone()),
                    Resolution::Return => one.reported = None,
                }
            }
            if let Some(now) = &e.determination {
                case.changes.insert(e.official.clone(), now.clone());
                case.filing_owed_since = Some(e.on);
            }
        }
        Event::ReexaminationServed(e) => {
            if let Some(one) = case.reexaminations.get_mut(&e.official) {
                one.served = Some(e.clone());
            }
        }
        _ => {}
    }
}

fn revoke(case: &mut Case, event: &Event) {
    if let Event::RevocationProposed(e) = event {
        // One that was dropped before stays in the ledger, and its paper is no longer waited for.
        case.acknowledged.remove(&format!("revocation:{}", e.official));
        case.revocations.insert(e.official.clone(), Revocation::begun(e.clone()));
    }
    if let Event::Revoked(e) = event {
        case.changes.insert(e.official.clone(), e.determination.clone());
        case.filing_owed_since = Some(e.on);
    }
    let official = match event {
        Event::RevocationAssigned(e) => &e.official,
        Event::RevocationNotified(e) => &e.official,
        Event::RevocationDefended(e) => &e.official,
        Event::RevocationReported(e) => &e.official,
        Event::RevocationApproved(e) => &e.official,
        Event::Revoked(e) => &e.official,
        Event::RevocationServed(e) => &e.official,
        _ => return,
    };
    let Some(one) = case.revocations.get_mut(official) else { return };
    match event {
        Event::RevocationAssigned(e) => one.assigned = Some(e.clone()),
        Event::RevocationNotified(e) => {
            // A new notice opens a new defence.
            one.defended = None;
            one.notified = Some(e.clone());
        }
        Event::RevocationDefended(e) => one.defended = Some(e.clone()),
        Event::RevocationReported(e) => one.reported = Some(e.clone()),
        Event::RevocationApproved(e) => one.approved = Some(e.clone()),
        Event::Revoked(e) => one.revoked = Some(e.clone()),
        Event::RevocationServed(e) => one.served = Some(e.clone()),
        _ => {}
    }
}

/// Sent back to the team, or a waiver was taken back: what rested on the report no longer stands. The
/// consultation is kept among the earlier ones, with every opinion.
fn reopen_verification(case: &mut Case) {
    case.reported = None;
    case.past_consultations.extend(case.consultation.take());
    reopen_review(case);
}

/// What somebody who must stand aside reviewed or approved does not stand (P8); a consultation in which such a
/// person took part is consulted anew (`reconvening`).
fn undo_part(case: &mut Case, person: &PersonId) {
    if case.determined.is_some() {
        return;
    }
    if case.sent_to_review.as_ref().is_some_and(|sent| sent.reviewer == *person) {
        reopen_review(case);
    } else if case.approvals.iter().any(|approved| approved.by == *person) {
        case.approvals.clear();
        case.dissent_opened.clear();
        case.resolved = None;
    } else if case
        .resolved
        .as_ref()
        .is_some_and(|r| r.attended.contains(person) || r.presided.as_ref() == Some(person))
    {
        case.resolved = None;
    }
}

/// Sent back by the chain or the body: it is reviewed and approved anew.
fn reopen_review(case: &mut Case) {
    case.sent_to_review = None;
    case.reviewed = None;
    case.approvals.clear();
    case.dissent_opened.clear();
    case.resolved = None;
}
