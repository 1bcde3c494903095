//! What people can see: a case, its form, its papers and files. All through one filter.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_domain::{
    away::both,
    cases::tolerance::Tolerance,
    day::{Day, Moment},
    form::{Field, Input},
    ids::{FileId, PersonId, StreamId, UnitId},
    kind::{Action, AnyKind, Audience, Who},
    sheet::{Say, Sheet},
};
use rongheng_store::{CaseFilter, Scope, Stored};
use serde_json::Value;

use crate::{
    Actor, App, Reading, Result,
    access::{self, Denied, Known},
    admitting,
    error::Error,
    facts::Acting,
    folded::Folded,
    in_place::Places,
    kinds, listing, numbers,
    page::{Available, CasePage, Choice, FormPage, Line, Names, Related},
    papers,
    people::Wanted,
    snapshot::InForce,
};

/// People and units a form offers at once; the look-ahead finds the others.
const MOST_PEOPLE: usize = 200;
const MOST_UNITS: usize = 400;

/// A case with the eyes that look at it.
pub(crate) struct Seen {
    pub(crate) folded: Folded,
    pub(crate) in_force: InForce,
    pub(crate) known: Known,
    pub(crate) audience: Audience,
    pub(crate) sheet: Sheet,
}

/// The first day of what a tolerance case is about: the unit is named as it was then.
fn acted_on(folded: &Folded) -> Option<Day> {
    folded.state.of::<Tolerance>()?.applied.as_ref().map(|applied| applied.first_day)
}

fn told(denied: Denied) -> Error {
    match denied {
        Denied::Hidden => Error::NotFound,
        Denied::Told(refusal) => Error::Forbidden(refusal),
    }
}

impl App {
    /// The case as this actor may see it: the one filter of every page, paper and file.
    pub(crate) async fn seen(&self, actor: &Actor, case: &StreamId) -> Result<Seen> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let folded = self.0.cases.load(&self.0.store, case).await?;
        let known = self.known(&folded, &in_force, actor).await?.ok_or(Error::NotFound)?;
        let audience = access::audience(actor, &known).map_err(told)?;
        let sheet = folded.kind.view(&folded.state, &audience, self.today(), &in_force.policy);
        let sheet = sheet.ok_or(Error::NotFound)?;
        Ok(Seen { folded, in_force, known, audience, sheet })
    }

    /// A case as this actor sees it.
    pub async fn find_case(&self, actor: &Actor, case: &StreamId) -> Result<CasePage> {
        self.open_case(actor, case, "case").await
    }

    /// The same; `what` is open of it: `tab:evidence`, kept in the reading log.
    pub async fn open_case(&self, actor: &Actor, case: &StreamId, what: &str) -> Result<CasePage> {
        let mut seen = self.seen(actor, case).await?;
        let row = seen.folded.kind.row(&seen.folded.state, &seen.in_force.policy);
        if let Some(then) = acted_on(&seen.folded).or(row.opened_on) {
            self.tell_units(&mut seen.sheet, then).await?;
        }
        self.looked(actor, case, what).await?;
        // Whoever reads the case reads what it said; a failure here keeps nobody from reading.
        if let Err(error) = self.mark_case_read(actor, case).await {
            tracing::warn!(%case, %error, "messages of a case were not marked as read");
        }
        let officer = matches!(seen.audience, Audience::Officer(_));
        let mut wanted = Wanted::default();
        wanted.sheet(&seen.sheet);
        let mut names = self.names(wanted).await?;
        let events = if officer { self.0.store.load(case, 0).await? } else { Vec::new() };
        let timeline = if officer {
            let (lines, more) = self.told(seen.folded.kind, &events).await?;
            names.people.extend(more.people);
            names.units.extend(more.units);
            names.circumstances.extend(more.circumstances);
            lines
        } else {
            Vec::new()
        };
        let papers = self.paper_links(seen.folded.kind, &events, &seen.in_force.policy).await?;
        let actions = self.available(actor, &seen).await?;
        let places = actions.iter().filter_map(|one| one.in_place_of.clone()).collect();
        let places = self.names(Wanted { people: places, ..Wanted::default() }).await?;
        names.people.extend(places.people);
        let related = self.related(actor, &seen).await?;
        let received_at = if officer { None } else { self.received_at(actor, case).await? };
        let takes = access::takes(actor, &seen.known).is_ok()
            && seen.folded.kind.row(&seen.folded.state, &seen.in_force.policy).archived_on.is_some();
        let plain =
            matches!(seen.audience, Audience::Official(_) | Audience::Unit(_) | Audience::Appraisal(_));
        Ok(CasePage {
            stream: case.clone(),
            kind: seen.folded.kind.name(),
            kind_title: seen.folded.kind.title(),
            version: seen.folded.version,
            sheet: seen.sheet,
            names,
            timeline,
            actions,
            papers,
            related,
            plain,
            received_at,
            readers: access::reads_log(actor, &seen.known).is_ok(),
            takes,
            today: self.today(),
            calendar: seen.in_force.policy.calendar,
        })
    }

    /// When this person last confirmed that a paper was received: the receipt keeps the time.
    async fn received_at(&self, actor: &Actor, case: &StreamId) -> Result<Option<Moment>> {
        let events = self.0.store.load(case, 0).await?;
        let own = events.into_iter().rev().filter(|event| event.actor == actor.person);
        Ok(own
            .filter(|event| event.recorded.kind.ends_with("acknowledged"))
            .map(|event| event.recorded_at)
            .next())
    }

    /// What happened after a version, with the names it mentions.
    pub(crate) async fn timeline(&self, folded: &Folded, after: u64) -> Result<(Vec<Line>, Names)> {
        self.told(folded.kind, &self.0.store.load(&folded.stream, after).await?).await
    }

    /// A line for each of these events, with the names they mention.
    async fn told(&self, kind: &'static dyn AnyKind, events: &[Stored]) -> Result<(Vec<Line>, Names)> {
        let mut wanted = Wanted::default();
        let mut lines = Vec::new();
        let delegated = both::delegated(&admitting::past(events));
        for (event, by_delegation) in events.iter().cloned().zip(delegated) {
            let told = kind.told(&event.recorded)?;
            let draft = kind.draft(&event.recorded)?;
            wanted.say(&told.says);
            wanted.people.insert(event.actor.clone());
            wanted.people.extend(event.acted_for.clone());
            let on = event.recorded_at.day();
            lines.push(Line {
                version: event.version,
                at: event.recorded_at,
                effective_on: told.effective_on.filter(|day| *day != on),
                title: told.title,
                says: told.says,
                actor: event.actor,
                acted_for: event.acted_for,
                by_delegation,
                event: event.recorded.kind,
                draft: draft.map(|draft| draft.key),
            });
        }
        Ok((lines, self.names(wanted).await?))
    }

    async fn available(&self, actor: &Actor, seen: &Seen) -> Result<Vec<Available>> {
        let Seen { folded, in_force, known, .. } = seen;
        let acting = Acting::of(actor);
        let gathered = self.gather(folded, in_force, &acting, None, &Value::Null, self.now()).await?;
        let drafts: BTreeSet<String> =
            self.0.store.drafts(&actor.person, self.now()).await?.into_iter().collect();
        let places = self.places(actor, folded, Some(known), &gathered.facts).await?;
        let mut found = Vec::new();
        for action in folded.kind.actions().iter().filter(|action| !action.opens) {
            let mine = access::may(actor, folded.kind.name(), action, Some(known)).is_ok();
            let place = places.of(action, mine);
            // What somebody entitled to enter papers may do for another stands on the page as well.
            let on_paper = !mine && place.is_none() && access::enters(actor) && papers::entered_for(action);
            if !mine && !on_paper && place.is_none() {
                continue;
            }
            let (in_place_of, mut blocked) = place
                .unwrap_or_else(|| (None, folded.kind.blocked(&folded.state, action.name, &gathered.facts)));
            if on_paper && !blocked.is_empty() {
                continue;
            }
            self.named(&mut blocked).await?;
            let name = crate::drafts::name(folded.kind.name(), Some(&folded.stream), action.name);
            found.push(Available {
                action,
                blocked,
                draft: drafts.contains(&name),
                in_place_of,
                on_paper,
                comes_on_paper: access::enters(actor)
                    && papers::entered_for(action)
                    && !rongheng_domain::paper::in_person(action),
            });
        }
        Ok(found)
    }

    pub(crate) async fn related(&self, actor: &Actor, seen: &Seen) -> Result<Vec<Related>> {
        if !matches!(seen.audience, Audience::Officer(_) | Audience::Committee(_)) {
            return Ok(Vec::new());
        }
        let folded = &seen.folded;
        let scope = access::scope(actor);
        let mut related = Vec::new();
        let cause = folded.kind.row(&folded.state, &seen.in_force.policy).cause;
        if let Some(cause) = cause
            && let Some(row) = self.0.store.find_case(&cause, &scope).await?
        {
            related.push(Related {
                stream: cause,
                number: row.number,
                title: row.title,
                stage: row.stage,
                open: true,
            });
        }
        for event in self.0.store.load(&folded.stream, 0).await? {
            for owed in folded.kind.owes(&event.recorded)? {
                let row = self.0.store.find_case(&owed.stream, &Scope::all()).await?.unwrap_or_default();
                let open = self.0.store.find_case(&owed.stream, &scope).await?.is_some();
                related.push(Related {
                    stream: owed.stream,
                    number: row.number,
                    title: owed.title,
                    stage: row.stage,
                    open,
                });
            }
        }
        if matches!(seen.audience, Audience::Officer(_)) {
            for sheet in self.sheets_in(&folded.stream).await? {
                let Some(row) = self.0.store.find_case(&sheet.stream, &scope).await? else { continue };
                related.push(Related {
                    stream: sheet.stream,
                    number: row.number,
                    title: format!("发文：{}", row.title),
                    stage: row.stage,
                    open: true,
                });
            }
        }
        Ok(related)
    }

    /// The form of an action; `case` is `None` where it opens one.
    pub async fn form(
        &self,
        actor: &Actor,
        kind: &str,
        case: Option<&StreamId>,
        action: &str,
    ) -> Result<FormPage> {
        let kind = kinds::kind(kind).ok_or(Error::NotFound)?;
        let action = kind.action(action).ok_or_else(|| Error::UnknownAction(action.to_owned()))?;
        let mut officer = false;
        let own;
        let mut known_case = None;
        let mut sheet = None;
        let (folded, in_force, subject) = match case {
            Some(case) if !action.opens && case.kind() == kind.name() => {
                let seen = self.seen(actor, case).await?;
                let may = access::may(actor, kind.name(), action, Some(&seen.known));
                own = may.is_ok();
                if let Err(denied) = may
                    && !(access::enters(actor) && papers::entered_for(action))
                    && !Places::any(actor, kind, action, Some(&seen.known))
                {
                    return Err(told(denied));
                }
                officer = matches!(seen.audience, Audience::Officer(_));
                let number = seen.sheet.number.clone().unwrap_or_default();
                let subject = [number, seen.sheet.title.clone()].join(" · ");
                self.looked(actor, case, &format!("form:{}", action.name)).await?;
                sheet = Some(seen.sheet);
                known_case = Some(seen.known);
                (seen.folded, seen.in_force, subject.trim_start_matches(" · ").to_owned())
            }
            None if action.opens => {
                let may = access::may(actor, kind.name(), action, None);
                own = may.is_ok();
                if let Err(denied) = may
                    && !Places::any(actor, kind, action, None)
                {
                    return Err(told(denied));
                }
                let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
                (Folded::blank(kind, StreamId::new(kind.name(), "new")), in_force, String::new())
            }
            _ => return Err(Error::NotFound),
        };
        let acting = Acting::of(actor);
        let gathered = self.gather(&folded, &in_force, &acting, None, &Value::Null, self.now()).await?;
        let all = self.places(actor, &folded, known_case.as_ref(), &gathered.facts).await?;
        let (in_place_of, mut blocked) = all
            .of(action, own)
            .unwrap_or_else(|| (None, kind.blocked(&folded.state, action.name, &gathered.facts)));
        self.named(&mut blocked).await?;
        let places = self.place_choices(&all, action, own).await?;
        let inputs = inputs(action.fields);
        let mut offered: BTreeMap<&'static str, Vec<(String, Say)>> = BTreeMap::new();
        let mut wanted = Wanted::default();
        if let Some(sheet) = &sheet {
            wanted.sheet(sheet);
        }
        for input in &inputs {
            let (Input::Pick(source) | Input::Picks(source)) = input else { continue };
            let offers = kind.offers(&folded.state, source, &in_force.policy);
            for offer in &offers {
                wanted.say(&offer.label);
            }
            offered.insert(source, offers.into_iter().map(|offer| (offer.value, offer.label)).collect());
        }
        // An act of the organ's own officers never comes on somebody's paper.
        let paper = access::enters(actor)
            && papers::entered_for(action)
            && !rongheng_domain::paper::in_person(action);
        let with_people = paper || inputs.iter().any(|input| matches!(input, Input::Person));
        let with_units = inputs.iter().any(|input| matches!(input, Input::Unit));
        let with_circumstances = inputs.iter().any(|input| matches!(input, Input::Circumstance));
        // Who stands first in the choices says who belongs to the case: only its officers are told.
        let known = if officer { kind.knows(&folded.state) } else { Vec::new() };
        let people = if with_people { self.people_choices(actor, &known).await? } else { Vec::new() };
        let units = if with_units { self.unit_choices(&known).await? } else { Vec::new() };
        let names = self.names(wanted).await?;
        let offers = offered
            .into_iter()
            .map(|(source, offers)| {
                let choice = |(value, label): (String, Say)| Choice { value, label: names.say(&label) };
                (source, offers.into_iter().map(choice).collect())
            })
            .collect();
        let circumstances = in_force.policy.checklist.0.values().filter(|_| with_circumstances);
        let circumstances = circumstances
            .map(|one| Choice {
                value: one.code.clone(),
                label: format!(
                    "{} · {}{}",
                    one.area,
                    one.title,
                    if one.origin == "sample" { "（示范）" } else { "" }
                ),
            })
            .collect();
        let today = self.today();
        let principles = &in_force.registers.policy.principles;
        let code = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
        let principles = principles
            .keys()
            .filter_map(|code| in_force.registers.policy.principle(code, today))
            .filter(|text| code(&text.rule) == code(action.rule.code) || explains(action, &text.rule))
            .cloned()
            .collect();
        Ok(FormPage {
            kind: kind.name(),
            case: case.cloned(),
            version: folded.version,
            subject,
            action,
            document: self.document(action).await?,
            blocked,
            offers,
            people,
            units,
            circumstances,
            draft: self.draft(actor, kind.name(), case, action.name).await?,
            paper,
            places,
            in_place_of,
            principles,
            key: crate::accounts::token()?,
            names,
            sheet,
            today,
        })
    }

    async fn people_choices(&self, actor: &Actor, known: &[Who]) -> Result<Vec<Choice>> {
        let rows = self.0.store.all_persons().await?;
        let units = self.unit_names(rows.iter().map(|row| row.unit.as_str())).await?;
        let of_case: BTreeSet<&str> = known
            .iter()
            .filter_map(|who| match who {
                Who::Person(id) => Some(id.as_str()),
                Who::Unit(_) => None,
            })
            .collect();
        let own: BTreeSet<&str> =
            actor.held.iter().filter_map(|held| held.unit.as_ref()).map(UnitId::as_str).collect();
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| (!of_case.contains(row.id.as_str()), !own.contains(row.unit.as_str()), row))
            .collect();
        rows.sort_by(|a, b| (a.0, a.1, &a.2.name, &a.2.id).cmp(&(b.0, b.1, &b.2.name, &b.2.id)));
        rows.truncate(MOST_PEOPLE);
        Ok(rows.into_iter().map(|(_, _, row)| listing::person_choice(row, &units)).collect())
    }

    pub(crate) async fn unit_choices(&self, known: &[Who]) -> Result<Vec<Choice>> {
        let mut rows = self.0.store.all_units().await?;
        let of_case = |id: &str| known.iter().any(|who| matches!(who, Who::Unit(unit) if unit.0 == id));
        rows.sort_by_cached_key(|row| {
            (!of_case(&row.id), row.id.chars().all(|c| c.is_ascii_digit()), row.name.clone())
        });
        rows.truncate(MOST_UNITS);
        Ok(rows.into_iter().map(|row| Choice { value: row.id, label: row.name }).collect())
    }

    pub(crate) async fn unit_names(
        &self,
        ids: impl Iterator<Item = &str>,
    ) -> Result<BTreeMap<String, String>> {
        let ids: BTreeSet<UnitId> = ids.filter(|id| !id.is_empty()).map(UnitId::from).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let rows = self.0.names.units(&self.0.store, &ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// The names that a sheet needs.
    pub(crate) async fn sheet_names(&self, seen: &Seen) -> Result<Names> {
        let mut wanted = Wanted::default();
        wanted.sheet(&seen.sheet);
        self.names(wanted).await
    }

    /// A file of the case, read under the case's own view.
    pub async fn read_file(&self, actor: &Actor, case: &StreamId, file: &FileId) -> Result<Reading> {
        let seen = self.seen(actor, case).await?;
        let folded = &seen.folded;
        let files = folded.kind.files(&folded.state, &seen.audience, &seen.in_force.policy);
        if !files.contains(file) {
            return Err(Error::NotFound);
        }
        let about = self.0.store.attachment(file).await?.ok_or(Error::NotFound)?;
        let reading = self.0.store.read_attachment(case, file).await?;
        self.looked(actor, case, &format!("file:{file}")).await?;
        Ok(Reading::new(about, reading))
    }

    /// The case with this number or id, where the actor may know of it.
    pub async fn find_by_number(&self, actor: &Actor, typed: &str) -> Result<Option<StreamId>> {
        let scope = access::scope(actor);
        let wanted = rongheng_search::normal(typed);
        let filter = CaseFilter { number: Some(numbers::as_number(typed)), ..CaseFilter::default() };
        let rows = self.0.store.list_cases(&filter, &scope, None, 10).await?;
        let found = rows.into_iter().find(|row| rongheng_search::normal(&row.number) == wanted);
        Ok(found.map(|row| StreamId(row.stream)))
    }

    /// Whether a person is in the register.
    pub async fn knows_person(&self, id: &PersonId) -> Result<bool> {
        Ok(self.0.store.person(id).await?.is_some())
    }
}

/// Every input of a form, those of its lists too.
fn inputs(fields: &'static [Field]) -> Vec<Input> {
    fields
        .iter()
        .flat_map(|field| match field.input {
            Input::List(inner) => inner.iter().map(|field| field.input).collect(),
            input => vec![input],
        })
        .collect()
}

/// The judgement stands under several rules at once: its form shows them all.
fn explains(action: &Action, rule: &str) -> bool {
    action.name == "find" && ["D1", "S2", "S3", "J1"].contains(&rule)
}
