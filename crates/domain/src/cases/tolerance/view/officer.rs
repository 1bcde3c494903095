//! The officers' view: the whole case.

use super::{frame, sections, weighing};
use crate::{
    cases::tolerance::{consultation::Weight, row, state::Case},
    day::Day,
    facts::Policy,
    judgement::{hard_bars::Standing, outcome::Group},
    sheet::{Say, Sheet, Tone},
};

/// Everything, for the organ's officers within reach.
#[derive(Debug)]
pub(super) struct OfficerView<'a> {
    pub(super) case: &'a Case,
    pub(super) today: Day,
    pub(super) policy: &'a Policy,
}

impl OfficerView<'_> {
    pub(super) fn sheet(&self) -> Sheet {
        let case = self.case;
        let mut sheet = frame::sheet(case, (row::stage(case), self.tone()), sections::all(case, self.policy));
        sheet.tags = self.tags();
        sheet.facts = self.strip();
        sheet.steps = frame::steps(case);
        sheet.next = frame::next(case, self.policy);
        sheet.running = frame::running(case, self.today, self.policy);
        sheet
    }

    fn tone(&self) -> Tone {
        if self.case.archived.is_some() {
            Tone::Plain
        } else if self.case.closed.is_some() {
            Tone::Green
        } else {
            Tone::Blue
        }
    }

    fn tags(&self) -> Vec<(String, Tone)> {
        let case = self.case;
        let mut tags = weighing::tags(case, self.policy);
        if let Some(consultation) = &case.consultation {
            tags.push((consultation.composed.form.title().to_owned(), Tone::Plain));
            let weight = (consultation.composed.weight.title().to_owned(), Tone::Amber);
            if consultation.composed.weight != Weight::Simple && !tags.contains(&weight) {
                tags.push(weight);
            }
        }
        if case.found.values().any(|f| f.bars.iter().any(|b| b.standing == Standing::Present)) {
            tags.push(("存在不予容错情形".to_owned(), Tone::Red));
        }
        if case.applied.is_none() || case.ended() {
            return vec![(row::stage(case).to_owned(), Tone::Plain)];
        }
        if case.disclosed.is_none() {
            tags.push(("未批准告知".to_owned(), Tone::Amber));
        }
        if case.accepted.as_ref().is_some_and(|a| a.by.is_none()) {
            tags.push(("视为受理".to_owned(), Tone::Amber));
        }
        let stopped = case.stops().into_iter().any(|s| s.from <= self.today && self.today <= s.to);
        if stopped && case.determined.is_none() {
            tags.push(("停止计时".to_owned(), Tone::Plain));
        }
        tags.extend(case.papers.tag());
        let now = case.outcomes_now();
        for group in Group::ALL {
            if now.iter().any(|d| d.group == *group) {
                tags.push((group.title().to_owned(), Tone::Blue));
            }
        }
        if case.reexaminations.values().any(|one| one.served.is_none()) {
            tags.push(("异议复查".to_owned(), Tone::Amber));
        }
        for one in case.revocations.values().filter(|one| !one.dropped()) {
            let word = if one.revoked.is_some() { "认定已撤销" } else { "撤销认定办理中" };
            tags.push((word.to_owned(), Tone::Red));
        }
        tags
    }

    fn strip(&self) -> Vec<(String, Say)> {
        let case = self.case;
        let Some(applied) = &case.applied else { return Vec::new() };
        let mut strip = vec![
            ("当事人".to_owned(), Say::list(case.officials())),
            ("所在单位".to_owned(), Say::from(&applied.unit)),
            ("负责党组织".to_owned(), Say::from(&applied.committee)),
        ];
        if let Some(team) = &case.assigned {
            let all = std::iter::once(&team.leader).chain(&team.members);
            strip.push(("核实组".to_owned(), Say::list(all)));
        }
        strip
    }
}
