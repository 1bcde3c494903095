//! The drawer beside a list: head, rail and last lines of a case, without leaving the list. A piece of a page, asked
//! for by the module; without it the row opens the page.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use rongheng_domain::ids::StreamId;

use crate::{
    error_page::{Problem, address},
    render::{
        light::{self, LightView},
        names::doers,
        sheet::{self, StepView, Tag},
    },
    visit::{Visit, Web, show},
};

/// Lines of the timeline shown.
const LINES: usize = 6;

#[derive(Debug, Template)]
#[template(path = "drawer.html")]
pub(crate) struct Drawer {
    pub case: String,
    pub number: String,
    pub title: String,
    pub tags: Vec<Tag>,
    pub light: Option<LightView>,
    pub facts: Vec<(String, String)>,
    pub steps: Vec<StepView>,
    /// What is to be done, by whom, by when.
    pub nexts: Vec<(String, String, String)>,
    /// Day and words.
    pub lines: Vec<(String, String)>,
    /// What the reader can do now, with the address.
    pub acts: Vec<(&'static str, String)>,
}

/// `GET /lists/drawer/{kind}/{key}`.
pub(crate) async fn show_drawer(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.find_case(&signed.actor, &StreamId::new(&kind, &key)).await?;
    let case = address(&found.stream);
    let running = found.sheet.running.iter().find(|running| running.done_on.is_none());
    let lines = found.timeline.iter().rev().take(LINES);
    Ok(show(&Drawer {
        number: found.sheet.number.clone().unwrap_or_else(|| "（未编号）".to_owned()),
        title: found.sheet.title.clone(),
        tags: sheet::tags(&found.sheet),
        light: running.map(|running| light::of_due(&running.due, &found.calendar, found.today)),
        facts: sheet::facts(&found.sheet, &found.names),
        steps: sheet::steps(&found.sheet),
        nexts: found
            .sheet
            .next
            .iter()
            .map(|next| {
                let by =
                    next.due.as_ref().map(|due| format!("{}前", light::short(due.last))).unwrap_or_default();
                (next.says.clone(), doers(&found.names, &next.who), by)
            })
            .collect(),
        lines: lines
            .map(|line| {
                (light::short(line.at.day()), format!("{} {}", line.title, found.names.say(&line.says)))
            })
            .collect(),
        acts: found
            .actions
            .iter()
            .filter(|one| one.blocked.is_empty() && !one.on_paper)
            .take(2)
            .map(|one| (one.action.title, format!("{case}/do/{}", one.action.name)))
            .collect(),
        case,
    }))
}
