//! 待阅、已阅: what one should know, newest first; read one by one, all at once, or by opening the case.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use rongheng_app::{Which, page::MessageList};
use rongheng_domain::ids::StreamId;
use serde::Deserialize;

use super::{away::HERE, cases::encode};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer, sees_cases},
    visit::{Visit, Web, go, show},
};

/// Where they stand.
pub(crate) const HREF: &str = "/messages";

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct MessageView {
    /// The case.
    pub href: String,
    /// What it says.
    pub says: String,
    /// Which case.
    pub case: String,
    /// When, in words.
    pub on: String,
    /// What said it.
    pub source: String,
    /// Version of the source.
    pub version: u64,
}

/// The list, for both frames.
#[derive(Debug, Clone)]
pub(crate) struct MessagesView {
    /// Whether these are the read ones.
    pub read: bool,
    /// How many wait to be read.
    pub unread: u64,
    /// The messages.
    pub rows: Vec<MessageView>,
    /// Where older ones stand.
    pub next: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "messages.html")]
pub(crate) struct MessagesPage {
    pub frame: Frame,
    pub list: MessagesView,
}

#[derive(Debug, Template)]
#[template(path = "plain_messages.html")]
pub(crate) struct PlainMessagesPage {
    pub frame: Frame,
    pub list: MessagesView,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `yes` for 已阅.
    read: String,
    /// Where the page begins.
    after: String,
}

/// What was marked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Marked {
    /// What said it; empty for all.
    source: String,
    /// Up to which version.
    version: u64,
}

/// The list as a page shows it.
pub(crate) fn view(list: &MessageList, read: bool) -> MessagesView {
    let rows = list.rows.iter().map(|said| {
        let case = said.case.as_ref().map_or(["", "请假与代理"], |case| [&case.number, &case.title]);
        let case: Vec<_> = case.into_iter().filter(|part| !part.is_empty()).collect();
        MessageView {
            href: said.case.as_ref().map_or_else(|| HERE.to_owned(), |case| address(&case.stream)),
            says: said.says.clone(),
            case: case.join(" · "),
            on: said.on.map(rongheng_domain::day::Day::words).unwrap_or_default(),
            source: said.source.0.clone(),
            version: said.version,
        }
    });
    let of = if read { "read=yes&" } else { "" };
    let next = list.next.as_ref().map(|after| format!("{HREF}?{of}after={}", encode(after)));
    MessagesView { read, unread: list.unread, rows: rows.collect(), next }
}

/// `GET /messages`.
pub(crate) async fn show_messages(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    let read = asked.read == "yes";
    let which = if read { Which::Read } else { Which::Unread };
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let list = view(&web.app.messages(&signed.actor, which, after).await?, read);
    let frame = web.frame(&visit).page(if read { "已阅" } else { "待阅" }, Vec::new());
    Ok(if is_officer(signed.role) {
        show(&MessagesPage { frame, list })
    } else {
        show(&PlainMessagesPage { frame, list })
    })
}

/// `POST /messages`: marks one, or all, as read.
pub(crate) async fn mark(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(marked): Form<Marked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    if marked.source.is_empty() {
        web.app.mark_all_read(&signed.actor).await?;
    } else {
        web.app.mark_read(&signed.actor, &StreamId(marked.source), marked.version).await?;
    }
    Ok(go(HREF))
}
