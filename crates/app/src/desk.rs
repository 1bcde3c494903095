//! 工作台: what is to be done, what was done and begun, what falls due this week, and what changed meanwhile.

use rongheng_domain::{
    day::Moment,
    ids::PersonId,
    kind::{Action, Part},
    people::Role,
};
use rongheng_store::{ActKey, ActRow, Acted, CaseRow, Others, TaskKey, TaskRow, Whose};
use serde_json::json;

use crate::{
    Actor, App, Result, StandsIn, access, kinds,
    listing::{MARK, PAGE},
    page::{Listed, Names, Work, WorkTask},
    people::Wanted,
    rows,
    shown::due,
    snapshot::InForce,
};

/// What changed, at most.
const CHANGES: u32 = 12;
/// A visit ends when nothing was opened for so long: half an hour.
const VISIT_ENDS_US: i64 = 30 * 60 * 1_000_000;
/// Whoever comes for the first time is told of one day, and nobody of more than a fortnight.
const FIRST_US: i64 = 86_400 * 1_000_000;
const LONGEST_US: i64 = 14 * FIRST_US;
/// A case in which somebody did something in this time is one that the person has a part in.
const BUSY_DAYS: i64 = 90;
/// Where the last visit is kept.
const VISIT: &str = "visit/work";
/// The parts that make a case one's own to watch.
const WATCHED: [Part; 5] = [Part::Team, Part::Reviewer, Part::Reexaminer, Part::Consulted, Part::Applicant];

/// How many were done and begun; counted as far as [`crate::COUNTED`], one more says that there are more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// 已办.
    pub done: u64,
    /// 我发起的.
    pub started: u64,
}

/// Of the first page of 待办 what falls due by the end of the week.
#[derive(Debug, Clone)]
pub struct Week<'a> {
    /// By last day, those that are late first.
    pub tasks: Vec<&'a WorkTask>,
    /// Whether more may fall due than stand on the page.
    pub more: bool,
}

impl Work {
    /// What falls due until Sunday, and what should have been done before: 待办 begins with these. Of its first page.
    pub fn week(&self) -> Week<'_> {
        let sunday = self.today.plus(i64::from(7 - self.today.weekday()));
        let this_week = |task: &WorkTask| task.due.as_ref().is_some_and(|due| due.on <= sunday);
        Week {
            tasks: self.tasks.iter().filter(|task| this_week(task)).collect(),
            more: self.next.is_some() && self.tasks.last().is_some_and(this_week),
        }
    }
}

/// A page of what somebody did or began, newest first.
#[derive(Debug, Clone)]
pub struct ActList {
    /// The acts.
    pub rows: Vec<Act>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Names.
    pub names: Names,
}

/// Something that was done in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The case as it stands.
    pub case: Listed,
    /// The version of the case after it.
    pub version: u64,
    /// `受理`.
    pub title: String,
    /// When.
    pub at: Moment,
    /// Who was signed in.
    pub actor: PersonId,
    /// For whom.
    pub acted_for: Option<PersonId>,
}

/// What changed since the last visit.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Since when.
    pub since: Moment,
    /// What others did, newest first.
    pub rows: Vec<Act>,
    /// Names.
    pub names: Names,
}

/// Those whose tasks are this actor's: the person, the units, and the roles where they are held; after them those in
/// whose places the actor stands, as far as their tasks may be done in their places.
pub(crate) fn whos(actor: &Actor) -> Vec<Whose> {
    let mut all = own(actor);
    for place in actor.places() {
        let only = access::task_acts(place);
        for who in place_whos(place) {
            if all.iter().all(|known| known.who != who) {
                all.push(Whose { who, only: Some(only.clone()) });
            }
        }
    }
    all
}

/// Those whose tasks are this actor's own.
pub(crate) fn own(actor: &Actor) -> Vec<Whose> {
    own_whos(actor).iter().map(|who| Whose::from(who.as_str())).collect()
}

/// The person and the roles of a place.
fn place_whos(place: &StandsIn) -> Vec<String> {
    let roles = place.held.iter().filter(|held| held.unit.is_some());
    let roles = roles.map(|held| rows::holders(held.role, held.unit.as_ref()));
    std::iter::once(format!("person:{}", place.person)).chain(roles).collect()
}

/// In whose place a task is done, where it is not the actor's own.
fn in_place_of(actor: &Actor, own: &[String], who: &str) -> Option<PersonId> {
    if own.iter().any(|one| one == who) {
        return None;
    }
    let found = actor.places().find(|place| place_whos(place).iter().any(|one| one == who));
    found.map(|place| place.person.clone())
}

fn own_whos(actor: &Actor) -> Vec<String> {
    let mut whos = access::whos(actor);
    for held in actor.in_use() {
        // A role held nowhere is held in no organ; the upper organ's tasks lie in other organs' cases.
        if held.unit.is_none() && held.role != Role::UpperOrgan {
            continue;
        }
        let who = rows::holders(held.role, held.unit.as_ref());
        if !whos.contains(&who) {
            whos.push(who);
        }
    }
    whos
}

impl App {
    /// 待办.
    pub async fn work(&self, actor: &Actor, after: Option<&str>) -> Result<Work> {
        let scope = access::scope(actor);
        let key = after.and_then(|after| {
            let mut parts = after.split(MARK).map(str::to_owned);
            Some(TaskKey {
                due_on: parts.next()?,
                stream: parts.next()?,
                action: parts.next()?,
                about: parts.next()?,
                who: parts.next()?,
            })
        });
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut rows = self.0.store.list_tasks(&whos(actor), &scope, key.as_ref(), PAGE + 1).await?;
        let more = cut(&mut rows, PAGE);
        let next = rows.last().filter(|_| more).map(|(row, _)| {
            [&row.due_on, &row.stream, &row.action, &row.about, &row.who]
                .map(String::as_str)
                .join(&MARK.to_string())
        });
        let (tasks, names) = self.tasks(actor, rows, &in_force).await?;
        Ok(Work {
            tasks,
            next,
            total: self.count_todo(actor).await?,
            opening: self.opening(actor),
            names,
            today: self.today(),
            calendar: in_force.policy.calendar,
        })
    }

    /// What this actor may begin: kinds with the act that opens a case of them.
    pub fn opening(&self, actor: &Actor) -> Vec<(&'static str, &'static Action)> {
        let known =
            |(kind, action): (&'static str, &'static str)| Some((kind, kinds::kind(kind)?.action(action)?));
        access::opening(actor).into_iter().filter_map(known).collect()
    }

    pub(crate) async fn tasks(
        &self,
        actor: &Actor,
        rows: Vec<(TaskRow, CaseRow)>,
        in_force: &InForce,
    ) -> Result<(Vec<WorkTask>, Names)> {
        let mut wanted = Wanted::default();
        let mut tasks = Vec::new();
        let shown = self.shown_by_case(actor, rows.iter().map(|(_, case)| case), in_force).await?;
        let own = own_whos(actor);
        for (row, case) in rows {
            let Some(shown) = shown.get(&case.stream).cloned() else { continue };
            let in_place_of = in_place_of(actor, &own, &row.who);
            wanted.people.extend(in_place_of.clone());
            wanted.unit(&case.unit);
            for id in row.about.split([':', '/']) {
                wanted.people.insert(id.into());
                wanted.unit(id);
            }
            let action = kinds::kind(&case.kind).and_then(|kind| kind.action(&row.action));
            tasks.push(WorkTask {
                other_role: action
                    .filter(|_| in_place_of.is_none())
                    .and_then(|action| other_role(actor, action)),
                in_place_of,
                case: shown,
                title: action.map_or_else(|| row.says.clone(), |action| action.title.to_owned()),
                action: row.action,
                about: row.about,
                says: row.says,
                due: due(&row.due_rule, &row.due_on, row.due_provisional, in_force),
            });
        }
        Ok((tasks, self.names(wanted).await?))
    }

    /// How many things wait for this actor: as many as the pages of [`App::work`] show.
    pub async fn count_todo(&self, actor: &Actor) -> Result<u64> {
        Ok(self.0.store.count_tasks(&whos(actor), &access::scope(actor)).await?)
    }

    /// The counts of what was done and begun.
    pub async fn count_acts(&self, actor: &Actor) -> Result<Counts> {
        let (scope, who) = (access::scope(actor), format!("person:{}", actor.person));
        Ok(Counts {
            done: self.0.store.count_acts(&who, ActRow::DID, &scope).await?,
            started: self.0.store.count_acts(&who, ActRow::OPENED, &scope).await?,
        })
    }

    /// 已办: what this person did, also what was entered for others, in the cases that may still be seen.
    pub async fn list_done(&self, actor: &Actor, after: Option<&str>) -> Result<ActList> {
        self.list_acts(actor, ActRow::DID, after).await
    }

    /// 我发起的: the cases that this person opened, or that were opened for this person from paper.
    pub async fn list_started(&self, actor: &Actor, after: Option<&str>) -> Result<ActList> {
        self.list_acts(actor, ActRow::OPENED, after).await
    }

    async fn list_acts(&self, actor: &Actor, what: &str, after: Option<&str>) -> Result<ActList> {
        let key = after.and_then(|after| {
            let mut parts = after.split(MARK);
            let (done_at, stream) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            Some(ActKey { done_at, stream, version: parts.next()?.parse().ok()? })
        });
        let (scope, who) = (access::scope(actor), format!("person:{}", actor.person));
        let mut rows = self.0.store.list_acts(&who, what, &scope, key.as_ref(), PAGE + 1).await?;
        let more = cut(&mut rows, PAGE);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|(row, _)| format!("{}{MARK}{}{MARK}{}", row.done_at, row.stream, row.version));
        let (rows, names) = self.acted(actor, rows).await?;
        Ok(ActList { rows, next, names })
    }

    async fn acted(&self, actor: &Actor, rows: Vec<Acted>) -> Result<(Vec<Act>, Names)> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut wanted = Wanted::default();
        let mut acts = Vec::new();
        let shown = self.shown_by_case(actor, rows.iter().map(|(_, case)| case), &in_force).await?;
        for (row, case) in rows {
            let Some(shown) = shown.get(&case.stream).cloned() else { continue };
            let acted_for = Some(row.acted_for).filter(|id| !id.is_empty()).map(PersonId);
            wanted.unit(&case.unit);
            wanted.people.insert(PersonId(row.actor.clone()));
            wanted.people.extend(acted_for.clone());
            acts.push(Act {
                case: shown,
                version: u64::try_from(row.version).unwrap_or_default(),
                title: row.title,
                at: Moment(row.done_at.parse().unwrap_or_default()),
                actor: PersonId(row.actor),
                acted_for,
            });
        }
        Ok((acts, self.names(wanted).await?))
    }

    /// What others did since the last visit in the cases that this person has a part in, as far as the timeline of
    /// the case is the person's to see: whoever is told in turn (G4) learns nothing here. Notes the visit.
    pub async fn changes(&self, actor: &Actor) -> Result<Changes> {
        let now = self.now();
        let since = self.visited(actor, now).await?;
        let who = format!("person:{}", actor.person);
        let parts = WATCHED.map(Part::id);
        // By the day: asked to the microsecond, the question would be another one each time.
        let busy = Moment::at(now.day().plus(-BUSY_DAYS), 0, 0);
        let scope = access::officer_scope(actor);
        let others =
            Others { who: &who, parts: &parts, scope: &scope, since, busy_since: busy, limit: CHANGES };
        let rows = self.0.store.acts_of_others(&others).await?;
        let (rows, names) = self.acted(actor, rows).await?;
        Ok(Changes { since, rows, names })
    }

    /// When the visit before this one ended.
    async fn visited(&self, actor: &Actor, now: Moment) -> Result<Moment> {
        let kept = self.0.store.desk_get(&actor.person, VISIT).await?;
        let at = |name: &str| kept.as_ref().and_then(|kept| kept.get(name)?.as_i64());
        let (mut since, seen) = (at("since").unwrap_or(now.0 - FIRST_US), at("seen").unwrap_or(now.0));
        if now.0 - seen > VISIT_ENDS_US {
            since = seen;
        }
        if kept.is_none() || (now.0 - seen).abs() > VISIT_ENDS_US / 6 {
            let visit = json!({ "since": since, "seen": now.0 });
            self.0.store.desk_put(&actor.person, VISIT, &visit, now).await?;
        }
        Ok(Moment(since.max(now.0 - LONGEST_US)))
    }
}

/// Cuts a page that was read with one row more; whether there was one.
fn cut<T>(rows: &mut Vec<T>, page: u32) -> bool {
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    more
}

/// The role in which `actor` may do this, where the one in use is not among those that may.
fn other_role(actor: &Actor, action: &Action) -> Option<Role> {
    let may = |role: &Role| action.who.contains(role);
    let held = || actor.held.iter().map(|held| held.role).find(may);
    if actor.roles().iter().any(may) { None } else { held() }
}
