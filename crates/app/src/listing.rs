//! Lists: cases, 待办, people and units. Rows come from SQL under the scope of the access table, never without.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    day::Day,
    ids::{PersonId, UnitId},
};
use rongheng_store::{CaseFilter, PersonRow};

use crate::{
    Actor, App, Result, access,
    filter::{Filter, Place, Sort, SortBy, beside, place_of},
    numbers::{as_number, half_width, looks_like_number},
    page::{CaseList, Choice, Listed, Names},
    people::{PersonContent, Wanted},
    shown::{Field, inside, narrowed, outside, stages_asked, stored_stages},
    snapshot::InForce,
};

/// Cases on a page.
pub(crate) const PAGE: u32 = 30;
/// Names a look-ahead gives.
const LOOK_AHEAD: usize = 20;
/// What stands between the parts of a page's beginning.
pub(crate) const MARK: char = '\u{1f}';

impl App {
    /// The cases this actor may know of: the page of the default size after a place.
    pub async fn list_cases(&self, actor: &Actor, filter: &Filter, after: Option<&str>) -> Result<CaseList> {
        self.page_of_cases(actor, filter, Place { after, before: None, size: PAGE }).await
    }

    /// A page of the cases this actor may know of, in either direction.
    pub async fn page_of_cases(&self, actor: &Actor, filter: &Filter, place: Place<'_>) -> Result<CaseList> {
        let scope = access::scope_of(actor, filter.kind.trim());
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let sort = order_for(actor, filter);
        let wanted = self.wanted(actor, filter, &in_force).await?;
        let (turn, back) = place.turn(sort);
        let mut rows = self.0.store.turn_cases(&wanted, &scope, &turn, place.size + 1).await?;
        let more = rows.len() > place.rows();
        rows.truncate(place.rows());
        if back {
            rows.reverse();
        }
        let at = (back, more, turn.from.is_none());
        let (next, previous) = beside(&rows, at, |row| place_of(row, sort.by));
        let count = self.0.store.count_cases(&wanted, &scope).await?;
        let rows = self.shown(actor, &rows, &in_force).await?;
        let names = self.names_of(&rows).await?;
        let stages = stages_asked(actor, &filter.kind);
        Ok(CaseList { rows, next, previous, count, stages, names })
    }

    /// The names that rows mention.
    pub(crate) async fn names_of(&self, rows: &[Listed]) -> Result<Names> {
        let mut names = Wanted::default();
        for row in rows {
            for unit in row.unit.iter().chain(&row.organ) {
                names.unit(unit.as_str());
            }
            names.people.extend(row.officials.iter().chain(&row.team).cloned());
        }
        self.names(names).await
    }

    /// The filter as the store has it. What is asked of a field counts only where its reader is shown that field: a
    /// hit, a count or an order says as much as the words do.
    pub(crate) async fn wanted(
        &self,
        actor: &Actor,
        filter: &Filter,
        in_force: &InForce,
    ) -> Result<CaseFilter> {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let mut wanted = CaseFilter {
            kind: some(&filter.kind),
            unit: filter.unit.as_ref().map(|unit| unit.0.clone()),
            organ: filter.organ.as_ref().map(|unit| unit.0.clone()),
            number: some(&filter.number).map(|number| as_number(&number)),
            open: filter.open,
            opened_from: day(filter.opened_from),
            opened_to: day(filter.opened_to),
            due_to: day(filter.due_by),
            disclosed: filter.disclosed,
            mark: some(&filter.mark),
            provisional: filter.provisional,
            ..CaseFilter::default()
        };
        let mut asked = Vec::new();
        if let Some(stage) = some(&filter.stage) {
            asked.push(Field::Stage);
            if inside(actor) {
                wanted.stage = Some(stage);
            } else {
                let told = outside(actor);
                let (stages, disclosed) = stored_stages(&stage, told);
                wanted.stages = stages;
                wanted.disclosed = disclosed.or(wanted.disclosed);
                // Those who are told in their turn are told of every stage in its own words.
                asked.retain(|_| !told);
            }
        }
        if let Some(light) = filter.light {
            let (from, until) = light.days(&in_force.policy.calendar, self.today());
            wanted.due_from = day(from);
            wanted.due_to = [wanted.due_to, day(until)].into_iter().flatten().min();
            wanted.open = Some(true);
        }
        // An end is told as the stage is.
        if wanted.open.is_some() {
            asked.extend((!outside(actor)).then_some(Field::Stage));
        }
        if let Some(mine) = filter.mine {
            wanted.part = Some((format!("person:{}", actor.person), vec![mine.id()]));
        }
        if let Some(officer) = &filter.officer {
            wanted.team = Some(format!("person:{officer}"));
        }
        let from_inside = wanted.by_due()
            || filter.disclosed.is_some()
            || wanted.mark.is_some()
            || wanted.provisional.is_some()
            || wanted.organ.is_some()
            || wanted.team.is_some();
        if from_inside {
            asked.push(Field::Inside);
        }
        if wanted.opened_from.is_some() || wanted.opened_to.is_some() {
            asked.push(Field::Title);
        }
        if let Some(text) = some(&filter.text) {
            if looks_like_number(&text) {
                wanted.number = Some(as_number(&text));
            } else if let Some(unit) = self.unit_named(&text).await? {
                wanted.unit = Some(unit);
            } else {
                wanted.text = Some(half_width(&text));
                asked.push(Field::Title);
            }
        }
        if wanted.unit.is_some() {
            asked.push(Field::Unit);
        }
        let asked: BTreeSet<_> = asked.into_iter().collect();
        wanted.shown = asked.into_iter().filter_map(|field| narrowed(actor, field)).collect();
        Ok(wanted)
    }

    /// The unit with this id or exactly this name.
    pub async fn unit_by_name(&self, text: &str) -> Result<Option<UnitId>> {
        if self.0.store.unit(&UnitId(text.to_owned())).await?.is_some() {
            return Ok(Some(UnitId(text.to_owned())));
        }
        Ok(self.unit_named(text).await?.map(UnitId))
    }

    /// The person with this id or exactly this name, where only one has it; for those who may look people up.
    pub async fn person_by_name(&self, actor: &Actor, text: &str) -> Result<Option<PersonId>> {
        if !may_look_up(actor) {
            return Ok(None);
        }
        let wanted = rongheng_search::normal(text);
        let rows = self.0.store.all_persons().await?;
        let mut found =
            rows.into_iter().filter(|row| row.id == text || rongheng_search::normal(&row.name) == wanted);
        let first = found.next();
        Ok(first.filter(|_| found.next().is_none()).map(|row| PersonId(row.id)))
    }

    async fn unit_named(&self, text: &str) -> Result<Option<String>> {
        let wanted = rongheng_search::normal(text);
        let units = self.0.store.all_units().await?;
        Ok(units.into_iter().find(|row| rongheng_search::normal(&row.name) == wanted).map(|row| row.id))
    }

    /// People whose name begins with or contains `text`, for the look-ahead; at most 20.
    pub async fn find_people(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        if !may_look_up(actor) {
            return Ok(Vec::new());
        }
        let wanted = rongheng_search::normal(text);
        let rows: Vec<PersonRow> = self
            .0
            .store
            .all_persons()
            .await?
            .into_iter()
            .filter(|row| !wanted.is_empty() && rongheng_search::normal(&row.name).contains(&wanted))
            .take(LOOK_AHEAD)
            .collect();
        let units = self.unit_names(rows.iter().map(|row| row.unit.as_str())).await?;
        Ok(rows.into_iter().map(|row| person_choice(row, &units)).collect())
    }

    /// Units, the same.
    pub async fn find_units(&self, actor: &Actor, text: &str) -> Result<Vec<Choice>> {
        if !may_look_up(actor) {
            return Ok(Vec::new());
        }
        let wanted = rongheng_search::normal(text);
        Ok(self
            .0
            .store
            .all_units()
            .await?
            .into_iter()
            .filter(|row| !wanted.is_empty() && rongheng_search::normal(&row.name).contains(&wanted))
            .take(LOOK_AHEAD)
            .map(|row| Choice { value: row.id, label: row.name })
            .collect())
    }
}

/// The register is looked up by those who fill in forms; the administrators have theirs elsewhere.
fn may_look_up(actor: &Actor) -> bool {
    !access::opening(actor).is_empty()
        || access::enters(actor)
        || actor.in_use().any(|held| held.unit.is_some())
}

/// The order for this reader: a limit from inside orders no list of somebody outside.
pub(crate) fn order_for(actor: &Actor, filter: &Filter) -> Sort {
    let sort = filter.order();
    let hidden = match sort.by {
        SortBy::Due => narrowed(actor, Field::Inside).is_some(),
        SortBy::Opened | SortBy::Number => false,
    };
    if hidden { Sort::default() } else { sort }
}

pub(crate) fn person_choice(row: PersonRow, units: &BTreeMap<String, String>) -> Choice {
    let content: PersonContent = serde_json::from_str(&row.content).unwrap_or_default();
    let unit = units.get(&row.unit).map(String::as_str).unwrap_or_default();
    let label = [row.name.as_str(), unit, content.post.as_str()];
    let label: Vec<_> = label.into_iter().filter(|part| !part.is_empty()).collect();
    Choice { value: row.id, label: label.join(" · ") }
}
