//! 工作台: what is to be done, what falls due this week, and what changed.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use rongheng_app::page::{Names, Work, WorkTask};
use rongheng_domain::{calendar::Calendar, day::Day, people::Role};

use super::cases::{FilterView, encode};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer, sees_cases},
    render::light::{self, LightView},
    visit::{Visit, Web, go, show},
};

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
}

/// A day of the week.
#[derive(Debug, Clone)]
pub(crate) struct WeekDay {
    /// `周一 23 日`.
    pub title: String,
    /// Whether it is today.
    pub today: bool,
    /// What falls due.
    pub items: Vec<WeekItem>,
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
}

#[derive(Debug, Template)]
#[template(path = "work.html")]
pub(crate) struct WorkPage {
    pub frame: Frame,
    pub greeting: &'static str,
    pub opening: Option<(&'static str, String)>,
    pub week: Vec<WeekDay>,
    pub week_words: String,
    pub total: String,
    pub tasks: Vec<TaskView>,
    pub next: Option<String>,
}

/// `上午好`.
pub(crate) const fn greeting(hour: i64) -> &'static str {
    match hour {
        0..=5 => "夜深了",
        6..=11 => "上午好",
        12..=13 => "中午好",
        14..=17 => "下午好",
        _ => "晚上好",
    }
}

/// `GET /`: where each role begins.
pub(crate) async fn home(visit: Visit) -> Result<Response, Problem> {
    let Some(signed) = &visit.signed else { return Ok(go("/sign-in")) };
    Ok(go(if !is_officer(signed.role) {
        "/mine"
    } else if sees_cases(signed.role) {
        "/work"
    } else {
        match signed.role {
            Role::SystemAdmin => "/registers/people",
            Role::SecurityAdmin => "/registers/accounts",
            Role::Auditor => "/access",
            _ => "/guarantees",
        }
    }))
}

/// `GET /work`.
pub(crate) async fn show_work(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(query): Query<FilterView>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    let work = web.app.work(&signed.actor, Some(query.after.as_str()).filter(|a| !a.is_empty())).await?;
    let (hour, _) = web.app.clock().now().hour_minute();
    let (week, week_words) = week(&work);
    Ok(show(&WorkPage {
        greeting: greeting(hour),
        opening: opening(&work),
        week,
        week_words,
        total: work.total.to_string(),
        tasks: tasks(&work),
        next: work.next.as_ref().map(|after| format!("/work?after={}", encode(after))),
        frame: web.frame(&visit).page("工作台", Vec::new()),
    }))
}

/// What this person may open: the first of the actions, with its address.
pub(crate) fn opening(work: &Work) -> Option<(&'static str, String)> {
    work.opening.first().map(|(kind, action)| (action.title, format!("/new/{kind}/{}", action.name)))
}

/// Everything of a kind that this person may open, with its address.
pub(crate) fn openings(work: &Work, kind: &str) -> Vec<(&'static str, String)> {
    let own = work.opening.iter().filter(|(of, _)| *of == kind);
    own.map(|(kind, action)| (action.title, format!("/new/{kind}/{}", action.name))).collect()
}

/// The tasks, each with the light of today.
pub(crate) fn tasks(work: &Work) -> Vec<TaskView> {
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
        format!("{case}/do/{}", task.action)
    }
}

fn case_words(task: &WorkTask, names: &Names) -> String {
    let about = task.about.split([':', '/']).filter_map(|id| names.known(id)).collect::<Vec<_>>().join("、");
    [task.case.number.as_str(), &task.case.title, &about]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Monday to Friday of this week; what is late stands under today, what falls on a weekend under Friday.
fn week(work: &Work) -> (Vec<WeekDay>, String) {
    let monday = work.today.plus(i64::from(1 - work.today.weekday()));
    let friday = monday.plus(4);
    let shown = work.today.min(friday);
    let days = (0..5)
        .map(|n| {
            let day = monday.plus(n);
            let (_, _, date) = day.parts();
            WeekDay {
                title: format!("{} {date} 日", day.weekday_words()),
                today: day == shown && day == work.today,
                items: work
                    .tasks
                    .iter()
                    .filter(|task| task.due.as_ref().is_some_and(|due| falls(due.on, day, shown, friday)))
                    .map(|task| item(task, &work.calendar, work.today))
                    .collect(),
            }
        })
        .collect();
    (days, format!("{}—{}", light::short(monday), light::short(friday)))
}

fn falls(due: Day, day: Day, shown: Day, friday: Day) -> bool {
    let on = due.max(shown);
    let on = if on > friday && on <= friday.plus(2) { friday } else { on };
    on == day
}

fn item(task: &WorkTask, calendar: &Calendar, today: Day) -> WeekItem {
    let last = task.due.as_ref().map_or(today, |due| due.on);
    WeekItem {
        href: item_href(task),
        says: task.says.clone(),
        case: task.case.number.clone(),
        light: light::running(calendar, today, last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_stands_under_today_and_a_weekend_under_friday() {
        let day = |text: &str| Day::parse(text).unwrap();
        let (wednesday, friday) = (day("2026-11-25"), day("2026-11-27"));
        assert!(falls(day("2026-11-02"), wednesday, wednesday, friday));
        assert!(falls(day("2026-11-29"), friday, wednesday, friday));
        assert!(!falls(day("2026-12-01"), friday, wednesday, friday));
    }
}
