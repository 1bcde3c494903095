//! The plain pages of officials and units: one matter, one column, where it stands and what comes next.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use rongheng_app::{Which, page::Filter};
use rongheng_domain::{day::Day, sheet::Sheet};

use super::{
    acts::ActLink,
    batch::{self, Together},
    case::{Light, Part},
    cases::{FilterView, RowView, encode, rows},
    work::{
        self, TaskView,
        messages::{self, MessageView},
    },
};
use crate::{
    error_page::Problem,
    frame::{Frame, is_officer},
    render::{
        days::{self, DueView},
        sheet::StepView,
    },
    visit::{Visit, Web, go, show},
};

/// Messages that stand on the page itself.
const UNREAD: usize = 5;

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
    pub together: Vec<Together>,
    pub unread: Vec<MessageView>,
    pub next: Option<String>,
    pub opening: Option<(&'static str, String)>,
    /// A committee has the list and the overview of the cases it answers for (D3).
    pub oversees: bool,
}

/// What waits for whoever looks, with the button for it.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// What is asked.
    pub says: String,
    /// By when.
    pub due: Option<DueView>,
    /// The button; none where it is not possible yet.
    pub act: Option<ActLink>,
}

/// Puts each button under what asks for it; the others are what one may do besides.
pub(crate) fn wanted(sheet: &Sheet, ready: Vec<ActLink>, with: Light<'_>) -> (Vec<Wanted>, Vec<ActLink>) {
    let mut rest = ready;
    let mut all = Vec::new();
    for next in &sheet.next {
        let ending = format!("/do/{}", next.action.as_deref().unwrap_or_default());
        let at = rest.iter().position(|link| link.href.ends_with(&ending));
        let act = at.map(|at| rest.remove(at));
        let due = next.due.as_ref().map(|due| days::of_due(due, with.calendar, with.today));
        all.push(Wanted { says: next.says.clone(), due, act });
    }
    (all, rest)
}

/// A step whose day is said as one says it.
pub(crate) fn said(mut step: StepView) -> StepView {
    if let Some(day) = Day::parse(&step.note) {
        step.note = day.words();
    }
    step
}

#[derive(Debug, Template)]
#[template(path = "my_case.html")]
pub(crate) struct MyCasePage {
    pub frame: Frame,
    pub heading: String,
    pub number: Option<String>,
    pub receipt: Option<Receipt>,
    /// When whoever looks confirmed the last receipt.
    pub received: Option<String>,
    pub wanted: Vec<Wanted>,
    pub besides: Vec<ActLink>,
    pub steps: Vec<StepView>,
    pub dues: Vec<DueView>,
    pub parts: Vec<Part>,
    pub facts: Vec<(String, String)>,
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
    let unread =
        messages::view(&web.app.messages(&signed.actor, Which::Unread, None).await?, false, str::to_owned);
    let unread = unread.rows.into_iter().take(UNREAD).collect();
    Ok(show(&MinePage {
        rows: rows(&list, &work.calendar, work.today),
        tasks: work::tasks(&work),
        together: batch::together(&work),
        unread,
        next: list.next.as_ref().map(|after| format!("/mine?after={}", encode(after))),
        opening: work::opening(&work),
        oversees: super::overview::oversees(signed.role),
        frame: web.frame(&visit).page("我的事项", Vec::new()),
    }))
}
