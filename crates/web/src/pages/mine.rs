//! The plain pages of officials and units: one matter, one column, where it stands and what comes next.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use rongheng_app::page::Filter;

use super::{
    case::{ActLink, NextView, Paper, Part},
    cases::{FilterView, RowView, encode, rows},
    work::{self, TaskView},
};
use crate::{
    error_page::Problem,
    frame::{Frame, is_officer},
    render::{days::DueView, sheet::StepView},
    visit::{Visit, Web, go, show},
};

/// Something that can be read once its receipt is acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    /// What has arrived.
    pub title: String,
    /// Where to acknowledge.
    pub href: String,
    /// The version the page is made from.
    pub version: u64,
    /// Idempotency key.
    pub key: String,
}

#[derive(Debug, Template)]
#[template(path = "mine.html")]
pub(crate) struct MinePage {
    pub frame: Frame,
    pub rows: Vec<RowView>,
    pub tasks: Vec<TaskView>,
    pub next: Option<String>,
    pub opening: Option<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "my_case.html")]
pub(crate) struct MyCasePage {
    pub frame: Frame,
    pub heading: String,
    pub number: Option<String>,
    pub receipt: Option<Receipt>,
    pub ready: Vec<ActLink>,
    pub steps: Vec<StepView>,
    pub nexts: Vec<NextView>,
    pub dues: Vec<DueView>,
    pub parts: Vec<Part>,
    pub facts: Vec<(String, String)>,
    pub papers: Vec<Paper>,
}

/// `GET /mine`.
pub(crate) async fn show_mine(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(query): Query<FilterView>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if is_officer(signed.role) {
        return Ok(go("/"));
    }
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let list = web.app.list_cases(&signed.actor, &Filter::default(), after).await?;
    let work = web.app.work(&signed.actor, None).await?;
    Ok(show(&MinePage {
        rows: rows(&list, &work.calendar, work.today),
        tasks: work::tasks(&work),
        next: list.next.as_ref().map(|after| format!("/mine?after={}", encode(after))),
        opening: work::opening(&work),
        frame: web.frame(&visit).page("我的事项", Vec::new()),
    }))
}
