//! What goes on with the business of a unit that is no more, from the day on which it ends.
//!
//! Cases keep the unit that they were about: nothing is rewritten. Whoever holds a role at the successor holds it for the
//! ended unit too, from that day: its tasks, messages and cases stand with the successor by the one access table. Whoever
//! holds a role at a unit that ended and has a successor acts there no more; without a successor its people go on.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
    time::Instant,
};

use rongheng_domain::{
    day::Day,
    ids::{StreamId, UnitId},
    registers::organisation::OrganisationRecord,
    sheet::{Block, Doer, Say, Sheet, Span},
};
use serde::{Deserialize, Serialize};

use crate::{App, Held, Result, snapshot::FRESH};

/// How a unit ended, as the list of units keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    /// First day on which it is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ends_on: Option<String>,
    /// What goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) successor: Option<UnitId>,
}

impl Ending {
    pub(crate) fn of(record: &OrganisationRecord) -> Self {
        Self {
            ends_on: record.ends_on().map(|day| day.to_string()),
            successor: record.succeeded_by().cloned(),
        }
    }

    pub(crate) fn day(&self) -> Option<Day> {
        Day::parse(self.ends_on.as_deref()?)
    }
}

/// The ends of all units that have one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Succession(pub(crate) BTreeMap<UnitId, Ending>);

/// As it was read, and when.
pub(crate) type Known = Option<(Instant, Arc<Succession>)>;

impl Succession {
    /// What stands in the place of `unit` on `day`; the unit itself while it stands, or where nothing goes on.
    pub(crate) fn standing(&self, unit: &UnitId, day: Day) -> UnitId {
        let (mut at, mut passed) = (unit, BTreeSet::new());
        while passed.insert(at) {
            let ended = self.0.get(at).filter(|ending| ending.day().is_some_and(|on| on <= day));
            let Some(next) = ended.and_then(|ending| ending.successor.as_ref()) else { break };
            at = next;
        }
        at.clone()
    }

    /// What stands against naming a unit from `on`: that it has ended by then, and what to name instead.
    pub(crate) fn ended_by(
        &self,
        unit: &UnitId,
        on: Day,
        names: &BTreeMap<String, String>,
    ) -> Option<String> {
        let ending = self.0.get(unit)?;
        let day = ending.day().filter(|day| *day <= on)?;
        let name = |unit: &UnitId| names.get(unit.as_str()).cloned().unwrap_or_else(|| unit.0.clone());
        let instead = match self.standing(unit, on) {
            other if other == *unit => "请改填现有的单位。".to_owned(),
            other => format!("由“{}”接着办，请改填它，或者更正日期。", name(&other)),
        };
        Some(format!("“{}”从{}起已经不存在，{instead}", name(unit), day.words()))
    }

    /// The roles as they count on `day`: none at a unit in whose place another stands, and at a successor those of all
    /// in whose place it stands. The own units come first.
    pub(crate) fn held(&self, held: Vec<Held>, day: Day) -> Vec<Held> {
        if self.0.is_empty() {
            return held;
        }
        let stands = |one: &Held| one.unit.as_ref().is_none_or(|unit| self.standing(unit, day) == *unit);
        let own: Vec<Held> = held.into_iter().filter(stands).collect();
        let mut all = own.clone();
        for one in own {
            let Some(unit) = &one.unit else { continue };
            let before = self.0.keys().filter(|gone| *gone != unit && self.standing(gone, day) == *unit);
            all.extend(before.map(|gone| Held { role: one.role, unit: Some(gone.clone()) }));
        }
        all
    }
}

impl App {
    /// How units ended; what another node wrote is known within a second.
    pub(crate) async fn succession(&self) -> Result<Arc<Succession>> {
        let known = self.0.succession.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, known)) = known.filter(|(since, _)| since.elapsed() < FRESH) {
            return Ok(known);
        }
        let ending = |content: &str| serde_json::from_str::<Ending>(content).unwrap_or_default();
        let rows = self.0.store.ended_units().await?.into_iter();
        let ended = rows.map(|row| (UnitId(row.id), ending(&row.content)));
        let found = Arc::new(Succession(ended.collect()));
        let known = Some((Instant::now(), Arc::clone(&found)));
        *self.0.succession.lock().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(found)
    }

    /// Says beside a unit what it was called at the time and what has become of it since, and that its successor has what
    /// is to be done next.
    pub(crate) async fn tell_units(&self, sheet: &mut Sheet, then: Day) -> Result<()> {
        let today = self.today();
        let succession = self.succession().await?;
        for next in sheet.next.iter_mut().flat_map(|next| &mut next.who) {
            if let Doer::Unit(unit) = next {
                *unit = succession.standing(unit, today);
            }
        }
        for said in facts_of(sheet) {
            let Some((at, unit)) = said.iter().enumerate().find_map(|(at, (term, say))| {
                let unit = say.0.iter().find_map(|span| match span {
                    Span::Unit(unit) if term.contains("所在单位") => Some(unit.clone()),
                    _ => None,
                });
                Some((at, unit?))
            }) else {
                continue;
            };
            let record = self.0.units.get(&self.0.store, &StreamId::unit(&unit)).await?.1;
            if let Some(says) = over_time(&record, then, today) {
                said.insert(at + 1, ("单位沿革".to_owned(), says));
            }
        }
        Ok(())
    }
}

/// All lists of questions and answers of a sheet.
fn facts_of(sheet: &mut Sheet) -> Vec<&mut Vec<(String, Say)>> {
    let blocks = sheet.sections.iter_mut().flat_map(|section| &mut section.blocks);
    let mut all = vec![&mut sheet.facts];
    all.extend(blocks.filter_map(|block| match block {
        Block::Facts(facts) => Some(facts),
        _ => None,
    }));
    all
}

/// What a unit was called then, what it is called today, and how it ended; nothing where nothing changed.
fn over_time(record: &OrganisationRecord, then: Day, today: Day) -> Option<Say> {
    let (was, is) = (record.name(then)?, record.name(today)?);
    let ended = record.ends_on().filter(|on| *on <= today);
    if was == is && ended.is_none() {
        return None;
    }
    let mut says = Say::from(format!("行为发生时（{}）：{was}；现在：", then.words()));
    says = if let Some(on) = ended {
        let how = if record.merged.is_some() { "并入" } else { "撤销，由" };
        match record.succeeded_by() {
            Some(unit) if record.merged.is_some() => says.and(format!("{}起{how}", on.words())).and(unit),
            Some(unit) => says.and(format!("{}起{how}", on.words())).and(unit).and("承接"),
            None => says.and(format!("{}起撤销", on.words())),
        }
    } else {
        says.and(is)
    };
    let change = record.documents.iter().filter(|(day, _)| then < *day && *day <= today);
    let documents: Vec<_> = change.map(|(_, document)| document.as_str()).collect();
    if !documents.is_empty() {
        says = says.and(format!("（{}）", documents.join("、")));
    }
    Some(says)
}

#[cfg(test)]
mod tests {
    use rongheng_domain::people::Role;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn succession(rows: &[(&str, &str, Option<&str>)]) -> Succession {
        let ending = |(unit, on, into): &(&str, &str, Option<&str>)| {
            let ending = Ending { ends_on: Some((*on).to_owned()), successor: into.map(UnitId::from) };
            (UnitId::from(*unit), ending)
        };
        Succession(rows.iter().map(ending).collect())
    }

    fn held(units: &[&str]) -> Vec<Held> {
        units.iter().map(|unit| Held { role: Role::UnitContact, unit: Some((*unit).into()) }).collect()
    }

    fn units(held: Vec<Held>) -> Vec<String> {
        held.into_iter().filter_map(|one| one.unit).map(|unit| unit.0).collect()
    }

    #[test]
    fn a_successor_stands_in_the_place_of_all_before_it_from_the_day_on() {
        let known = succession(&[("a", "2026-03-01", Some("b")), ("b", "2026-06-01", Some("c"))]);
        assert_eq!(units(known.held(held(&["b"]), day("2026-02-28"))), ["b"]);
        assert_eq!(units(known.held(held(&["b"]), day("2026-03-01"))), ["b", "a"]);
        assert_eq!(units(known.held(held(&["c"]), day("2026-06-01"))), ["c", "a", "b"]);
        assert_eq!(units(known.held(held(&["a", "b"]), day("2026-06-01"))), Vec::<String>::new());
    }

    #[test]
    fn without_a_successor_the_people_of_a_unit_go_on() {
        let known = succession(&[("a", "2026-03-01", None)]);
        assert_eq!(units(known.held(held(&["a"]), day("2026-06-01"))), ["a"]);
    }

    #[test]
    fn units_that_succeed_one_another_in_a_circle_end_nothing_for_ever() {
        let known = succession(&[("a", "2026-03-01", Some("b")), ("b", "2026-03-01", Some("a"))]);
        assert!(["a", "b"].contains(&known.standing(&"a".into(), day("2026-06-01")).as_str()));
    }
}
