//! What a case offers as answers, and whom its decisions may look at.

use super::{borrowing, discovery::Discovery, governing_text::to_be_chosen, publicity, state::Case};
use crate::{
    facts::Policy,
    ids::PersonId,
    kind::{Offer, Who},
    sheet::Say,
};

/// The answers under `source`.
pub(super) fn offers(case: &Case, source: &str, policy: &Policy) -> Vec<Offer> {
    match source {
        "officials" => people(case.officials()),
        publicity::SUGGESTIONS => publicity::offers(case),
        "team" => {
            people(case.assigned.iter().flat_map(|team| std::iter::once(&team.leader).chain(&team.members)))
        }
        "members" => people(
            case.consultation.iter().flat_map(|c| c.composed.members.iter().map(|member| &member.person)),
        ),
        "evidence" => case
            .evidence
            .iter()
            .map(|one| offer(&one.number, format!("证据{} {}", one.number, one.title)))
            .collect(),
        "recusals" => case
            .recusals
            .iter()
            .filter(|(_, decided)| decided.is_none())
            .map(|(asked, _)| {
                let label = Say::from(&asked.person).and(format!("：{}", asked.ground.title()));
                offer(&asked.number, label)
            })
            .collect(),
        "texts" => {
            let codes = policy.texts.texts.keys().filter(|code| to_be_chosen(case, code, policy));
            let title = |code: &String| policy.checklist.0.get(code).map_or("", |text| text.title.as_str());
            codes.map(|code| offer(code, format!("{code} {}", title(code)))).collect()
        }
        "circumstances" => {
            let latest = policy.texts.texts.iter().filter_map(|(code, texts)| Some((code, texts.last()?)));
            latest.map(|(code, text)| offer(code, format!("{code} {}", text.title))).collect()
        }
        "discoveries" => discoveries(case, |one| one.decided.is_none()),
        "crime_transfers" => discoveries(case, Discovery::waits_for_receipt),
        "in_hand" => super::hand_over::offers(case),
        "papers" => case.papers.offers(),
        "recipients" => recipients(case),
        "undelivered" => super::attempt::offers(case),
        "submissions" => case.submissions.offers(false),
        "submissions_entered" => case.submissions.offers(true),
        "borrowings_asked" => borrowing::offers(case, borrowing::Standing::Asked),
        "borrowings_out" => borrowing::offers(case, borrowing::Standing::Out),
        "marks" => super::weight::offers(case, policy),
        "appraisals" => {
            let set = policy.settings.appraisals.iter().map(|(name, _)| name);
            let all = set.chain(case.appraisals_added.iter().map(|added| &added.appraisal));
            all.map(|name| offer(name, name.clone())).collect()
        }
        "objectors" => people(case.reexaminations.keys()),
        "revokers" => {
            let all = case.revocations.values().flat_map(|one| &one.assigned);
            people(all.flat_map(|to| &to.members))
        }
        "revoking" => people(case.revocations.keys()),
        "revocation_evidence" => case
            .revocation_evidence
            .iter()
            .map(|one| offer(&one.number, format!("证据{} {}", one.number, one.title)))
            .collect(),
        "reporters" => super::reporter::waiting(case)
            .map(|noted| offer(&noted.number, format!("密封材料 {}", noted.sealed)))
            .collect(),
        _ => Vec::new(),
    }
}

fn offer(value: &impl ToString, label: impl Into<Say>) -> Offer {
    Offer { value: value.to_string(), label: label.into() }
}

fn people<'a>(ids: impl Iterator<Item = &'a PersonId>) -> Vec<Offer> {
    ids.map(|id| offer(id, Say::from(id))).collect()
}

fn discoveries(case: &Case, wanted: impl Fn(&Discovery) -> bool) -> Vec<Offer> {
    let label = |one: &Discovery| {
        format!("第{}项 {}：{}", one.recorded.number, one.recorded.sort.title(), one.recorded.says)
    };
    let wanted = case.discoveries.iter().filter(|one| wanted(one));
    wanted.map(|one| offer(&one.recorded.number, label(one))).collect()
}

/// Whoever must be told the result (P7): officials, an applicant who is a person, the unit, the source.
fn recipients(case: &Case) -> Vec<Offer> {
    super::feedback::recipients(case)
        .into_iter()
        .map(|who| match who {
            Who::Person(id) => offer(&format!("person:{id}"), &id),
            Who::Unit(id) => offer(&format!("unit:{id}"), &id),
        })
        .collect()
}

/// The people and units a decision in this state may look at.
pub(super) fn knows(case: &Case) -> Vec<Who> {
    let mut known = Vec::new();
    if let Some(signal) = &case.signal {
        known.extend(signal.officials.iter().map(|one| Who::Person(one.person.clone())));
        known.push(Who::Unit(signal.unit.clone()));
    }
    for carried in case.joined.iter().map(|joined| &joined.carried) {
        known.push(Who::Person(carried.by.clone()));
        known.push(Who::Unit(carried.unit.clone()));
        known.extend(carried.source.clone().map(Who::Unit));
    }
    if let Some(applied) = &case.applied {
        known.extend(case.officials().cloned().map(Who::Person));
        known.push(Who::Person(applied.by.clone()));
        known.push(Who::Unit(applied.unit.clone()));
        known.push(Who::Unit(applied.committee.clone()));
        known.extend(applied.source.clone().map(Who::Unit));
    }
    for decided in case.placements() {
        known.push(Who::Unit(decided.from.clone()));
        known.extend(decided.organ.clone().map(Who::Unit));
    }
    for (asked, _) in &case.recusals {
        known.push(Who::Person(asked.person.clone()));
    }
    if let Some(team) = &case.assigned {
        known.push(Who::Person(team.leader.clone()));
        known.extend(team.members.iter().cloned().map(Who::Person));
    }
    known.extend(case.unit_asked.iter().map(|asked| Who::Unit(asked.of.clone())));
    known.extend(case.unit_answered.iter().map(|answer| Who::Person(answer.signed_by.clone())));
    if let Some(unit) = &case.unit_held {
        known.extend(unit.notified.iter().map(|told| Who::Unit(told.to.clone())));
        known.extend(unit.defended.iter().map(|said| Who::Person(said.signed_by.clone())));
    }
    for consultation in case.consultation.iter().chain(&case.past_consultations) {
        known.push(Who::Person(consultation.composed.chair.clone()));
        for member in &consultation.composed.members {
            known.push(Who::Person(member.person.clone()));
            known.push(Who::Unit(member.unit.clone()));
        }
    }
    known.extend(case.sent_to_review.iter().map(|sent| Who::Person(sent.reviewer.clone())));
    known.extend(case.approvals.iter().map(|approved| Who::Person(approved.by.clone())));
    let again = case.reexaminations.values().flat_map(|one| &one.assigned).flat_map(|to| &to.reexaminers);
    let anew = case.revocations.values().flat_map(|one| &one.assigned).flat_map(|to| &to.members);
    known.extend(again.chain(anew).cloned().map(Who::Person));
    known.extend(super::attempt::knows(case));
    known.extend(borrowing::knows(case));
    known.extend(super::submission::knows(case));
    known.sort();
    known.dedup();
    known
}
