//! 待办: what is to be done by day, the limits of the week, and what changed since the last visit.

use askama::Template;
use axum::response::Response;
use rongheng_app::{
    Book,
    desk::{Changes, Week},
    page::{Names, Work, WorkTask},
};
use rongheng_domain::{
    calendar::{Calendar, DayKind},
    day::Day,
};

use super::{
    super::batch::{self, Together},
    Desk, Tab,
    acts::ActView,
};
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    pages::{away::standing_words, cases::encode},
    render::light::{self, LightView},
    visit::{Visit, Web, show},
};

/// What a day of the week shows; the rest stands in the list.
const OF_A_DAY: usize = 5;

/// Something to do.
#[derive(Debug, Clone)]
pub(crate) struct TaskView {
    /// Where.
    pub href: String,
    /// What.
    pub says: String,
    /// In which case.
    pub case: String,
    /// What the button says.
    pub act: String,
    /// Its light.
    pub light: Option<LightView>,
    /// 预计.
    pub provisional: bool,
    /// The other role in which it is done: its id and its title.
    pub other_role: Option<(&'static str, &'static str)>,
    /// Where it may be ticked with others of its act: the form its box belongs to, and what is sent.
    pub tick: Option<(String, String)>,
    /// In whose place it is done; else empty.
    pub in_place_of: String,
}

/// A day of the week.
#[derive(Debug, Clone)]
pub(crate) struct WeekDay {
    /// `周一 23 日`.
    pub title: String,
    /// `今天`, `国庆节 休`, `剩 2 个工作日`; may be empty.
    pub note: String,
    /// Whether it is today.
    pub today: bool,
    /// Whether nobody works.
    pub off: bool,
    /// What falls due.
    pub items: Vec<WeekItem>,
    /// How many more than these.
    pub more: usize,
    /// Whether the page of 待办 ended before this day.
    pub beyond: bool,
}

/// Something that falls due this week.
#[derive(Debug, Clone)]
pub(crate) struct WeekItem {
    /// Where.
    pub href: String,
    /// What.
    pub says: String,
    /// In which case.
    pub case: String,
    /// Its light.
    pub light: LightView,
    /// 预计.
    pub provisional: bool,
}

#[derive(Debug, Template)]
#[template(path = "work.html")]
pub(crate) struct TodoPage {
    pub frame: Frame,
    pub desk: Desk,
    pub week: Vec<WeekDay>,
    pub week_words: String,
    /// Whether more falls due this week than the week shows.
    pub week_more: bool,
    /// In whose places this person stands today.
    pub standing: Vec<String>,
    /// How many people are away with something open and nobody who is there.
    pub unowned: usize,
    /// What is missing of the days off, for those who enter them.
    pub calendar: Option<String>,
    pub tasks: Vec<TaskView>,
    /// The acts of which several rows may be ticked.
    pub together: Vec<Together>,
    pub next: Option<String>,
    pub since: String,
    pub changes: Vec<ActView>,
}

/// Without the days off of a year its limits are wrong or provisional: that stands on the desk of those who enter them.
fn alarm(visit: &Visit, work: &Work) -> Result<Option<String>, Problem> {
    let enters = Book::Calendar.readers().contains(&visit.signed()?.role);
    Ok(work.calendar.alarm(work.today).filter(|_| enters).map(|(_, says)| says))
}

/// `GET /work`.
pub(super) async fn page(web: &Web, visit: &Visit, after: Option<&str>) -> Result<Response, Problem> {
    let actor = &visit.signed()?.actor;
    let work = web.app.work(actor, after).await?;
    // The week stands above every page, and its tasks on the first.
    let first = if after.is_some() { Some(web.app.work(actor, None).await?) } else { None };
    let due = first.as_ref().unwrap_or(&work).week();
    let changes = web.app.changes(actor).await?;
    let (standing, names) = web.app.standing_today(actor).await?;
    let standing = standing.iter().map(|one| standing_words(one, &names, work.today)).collect();
    let (week, week_words) = week(&due, &work.calendar, work.today);
    Ok(show(&TodoPage {
        desk: Desk::of(web, visit, Tab::Todo, super::opening(&work)).await?,
        week,
        week_words,
        week_more: due.more,
        standing,
        unowned: web.app.unowned(actor).await?.len(),
        calendar: alarm(visit, &work)?,
        tasks: tasks(&work),
        together: batch::together(&work),
        next: work.next.as_ref().map(|after| Tab::Todo.page(after)),
        since: since(&changes),
        changes: super::acts::views(&changes.rows, &changes.names, &actor.person),
        frame: web.frame(visit).page("工作台", Vec::new()),
    }))
}

/// `11-24 17:48`.
fn since(changes: &Changes) -> String {
    super::acts::moment(changes.since)
}

/// The tasks, each with the light of today.
pub(crate) fn tasks(work: &Work) -> Vec<TaskView> {
    let together = batch::together(work);
    let tick = |task: &WorkTask| {
        let form = batch::form_id(task);
        let may = task.other_role.is_none() && together.iter().any(|one| one.form == form);
        may.then(|| (form, batch::value(task)))
    };
    work.tasks
        .iter()
        .map(|task| TaskView {
            href: href(task),
            says: task.says.clone(),
            case: case_words(task, &work.names),
            act: task.title.clone(),
            light: task.due.as_ref().map(|due| light::running(&work.calendar, work.today, due.on)),
            provisional: task.due.as_ref().is_some_and(|due| due.provisional),
            other_role: task.other_role.map(|role| (role.id(), role.title())),
            tick: tick(task),
            in_place_of: task.in_place_of.as_ref().map(|of| work.names.person(of)).unwrap_or_default(),
        })
        .collect()
}

fn item_href(task: &WorkTask) -> String {
    if task.other_role.is_some() { address(&task.case.stream) } else { href(task) }
}

fn href(task: &WorkTask) -> String {
    let case = address(&task.case.stream);
    // A receipt is confirmed on the case itself, above what it lets one read.
    if task.action.is_empty() || task.action == "acknowledge" {
        case
    } else {
        let place = task.in_place_of.as_ref().map(|of| format!("?in_place_of={}", encode(of.as_str())));
        format!("{case}/do/{}{}", task.action, place.unwrap_or_default())
    }
}

pub(crate) fn case_words(task: &WorkTask, names: &Names) -> String {
    let about = task.about.split([':', '/']).filter_map(|id| names.known(id)).collect::<Vec<_>>().join("、");
    [task.case.number.as_str(), &task.case.title, &about]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The days of this week: Monday to Friday, and a day of the weekend where it is worked. What is late stands under the
/// first day from today on, what falls on a day that is not shown under the last one that is.
fn week(week: &Week<'_>, calendar: &Calendar, today: Day) -> (Vec<WeekDay>, String) {
    let monday = today.plus(i64::from(1 - today.weekday()));
    let shown = |n: &i64| *n < 5 || calendar.is_work_day(monday.plus(*n)) || monday.plus(*n) == today;
    let days: Vec<Day> = (0..7).filter(shown).map(|n| monday.plus(n)).collect();
    let views = days
        .iter()
        .map(|day| {
            let (_, _, date) = day.parts();
            let (off, note) = note(calendar, *day, today);
            let mut items: Vec<_> = week
                .tasks
                .iter()
                .filter(|task| task.due.as_ref().is_some_and(|due| under(&days, due.on, today) == Some(*day)))
                .map(|task| item(task, calendar, today))
                .collect();
            let more = items.len().saturating_sub(OF_A_DAY);
            items.truncate(OF_A_DAY);
            // What falls due on the days after the last that was read is not known here.
            let last = week.tasks.last().and_then(|task| task.due.as_ref());
            let beyond = week.more && last.is_some_and(|last| last.on.max(today) < *day);
            WeekDay {
                beyond,
                title: format!("{} {date} 日", day.weekday_words()),
                note,
                today: *day == today,
                off,
                items,
                more,
            }
        })
        .collect();
    let last = days.last().copied().unwrap_or(monday);
    (views, format!("{}—{}", light::short(monday), light::short(last)))
}

/// Whether a day is off, and what stands beside its name.
fn note(calendar: &Calendar, day: Day, today: Day) -> (bool, String) {
    let (off, what) = match calendar.kind(day) {
        DayKind::Holiday(name) => (true, format!("{name} 休")),
        DayKind::Weekend => (true, "休".to_owned()),
        DayKind::MakeUp(_) => (false, "调休上班".to_owned()),
        DayKind::Work if day > today => (false, format!("剩 {} 个工作日", calendar.work_days(today, day))),
        DayKind::Work => (false, String::new()),
    };
    let note = match (day == today, what.is_empty()) {
        (true, true) => "今天".to_owned(),
        (true, false) => format!("今天 · {what}"),
        (false, _) => what,
    };
    (off, note)
}

/// Under which of the days shown something stands.
fn under(days: &[Day], due: Day, today: Day) -> Option<Day> {
    let on = due.max(today);
    days.iter().copied().find(|day| *day >= on).or_else(|| days.last().copied())
}

fn item(task: &WorkTask, calendar: &Calendar, today: Day) -> WeekItem {
    let last = task.due.as_ref().map_or(today, |due| due.on);
    WeekItem {
        href: item_href(task),
        says: task.says.clone(),
        case: task.case.number.clone(),
        light: light::running(calendar, today, last),
        provisional: task.due.as_ref().is_some_and(|due| due.provisional),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn what_is_late_stands_under_today_and_what_is_due_on_a_day_not_shown_under_the_next_or_last() {
        let (monday, wednesday) = (day("2026-11-23"), day("2026-11-25"));
        let days: Vec<_> = (0..5).map(|n| monday.plus(n)).collect();
        assert_eq!(under(&days, day("2026-11-02"), wednesday), Some(wednesday));
        assert_eq!(under(&days, day("2026-11-29"), wednesday), Some(day("2026-11-27")));
        assert_eq!(under(&days, day("2026-11-26"), wednesday), Some(day("2026-11-26")));
        // On a Sunday nothing that is late is lost.
        assert_eq!(under(&days, day("2026-11-02"), day("2026-11-29")), Some(day("2026-11-27")));
    }

    #[test]
    fn days_off_and_working_weekends_are_said() {
        let mut calendar = Calendar::default();
        calendar.off.insert(day("2026-10-01"), "国庆节".to_owned());
        calendar.work.insert(day("2026-10-10"), "国庆节".to_owned());
        let today = day("2026-09-30");
        assert_eq!(note(&calendar, day("2026-10-01"), today), (true, "国庆节 休".to_owned()));
        assert_eq!(note(&calendar, day("2026-10-10"), today), (false, "调休上班".to_owned()));
        assert_eq!(note(&calendar, today, today), (false, "今天".to_owned()));
        let none = Week { tasks: Vec::new(), more: false };
        assert_eq!(week(&none, &calendar, today).0.len(), 5);
        assert_eq!(week(&none, &calendar, day("2026-10-08")).0.len(), 6, "the Saturday is worked");
    }
}
