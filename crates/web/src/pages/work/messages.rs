//! 待阅、已阅: what one should know, newest first; read one by one, those ticked, all at once, or by opening the case.
//! Tabs of 工作台 for officers, a page of their own for the others.

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

use super::{
    super::{away::HERE, cases::encode},
    Desk, Tab,
};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer, sees_cases},
    visit::{Visit, Web, go, show},
};

/// Where they stand for those who have no 工作台.
pub(crate) const HREF: &str = "/messages";
/// What the box of a message is called.
const TICK: &str = "said";

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
    /// How it is marked: what said it, and its version.
    pub mark: String,
}

/// The list, for both frames.
#[derive(Debug, Clone)]
pub(crate) struct MessagesView {
    /// Whether these are the read ones.
    pub read: bool,
    /// How many wait to be read.
    pub unread: u64,
    /// Whether somebody marked what was ticked and had ticked nothing.
    pub nothing: bool,
    /// The messages.
    pub rows: Vec<MessageView>,
    /// Where older ones stand.
    pub next: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "work_messages.html")]
pub(crate) struct MessagesPage {
    pub frame: Frame,
    pub desk: Desk,
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
    /// `yes` where nothing was ticked.
    nothing: String,
}

/// The list as a page shows it.
pub(crate) fn view(list: &MessageList, read: bool, page: impl Fn(&str) -> String) -> MessagesView {
    let rows = list.rows.iter().map(|said| {
        let text = said.source.kind() == "amendment";
        let other = ["", if text { "清单修订" } else { "请假与代理" }];
        let case = said.case.as_ref().map_or(other, |case| [&case.number, &case.title]);
        let case: Vec<_> = case.into_iter().filter(|part| !part.is_empty()).collect();
        MessageView {
            href: match &said.case {
                Some(case) => address(&case.stream),
                None if text => format!("/registers/amendments/at/{}", encode(said.source.key())),
                None => HERE.to_owned(),
            },
            says: said.says.clone(),
            case: case.join(" · "),
            on: said.on.map(rongheng_domain::day::Day::words).unwrap_or_default(),
            mark: format!("{} {}", said.source, said.version),
        }
    });
    let next = list.next.as_deref().map(page);
    MessagesView { read, unread: list.unread, nothing: false, rows: rows.collect(), next }
}

/// `GET /work?tab=unread` and `GET /work?tab=read`.
pub(super) async fn page(
    web: &Web,
    visit: &Visit,
    read: bool,
    asked: &super::Asked,
) -> Result<Response, Problem> {
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let (tab, which) = if read { (Tab::Read, Which::Read) } else { (Tab::Unread, Which::Unread) };
    let found = web.app.messages(&visit.signed()?.actor, which, after).await?;
    let list =
        MessagesView { nothing: asked.nothing == "yes", ..view(&found, read, |after| tab.page(after)) };
    let desk = Desk::of(web, visit, tab, None).await?;
    Ok(show(&MessagesPage { frame: web.frame(visit).page("工作台", Vec::new()), desk, list }))
}

/// `GET /messages`: for those who have no 工作台; officers are led to the tab.
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
    if is_officer(signed.role) {
        return Ok(go(if read { Tab::Read.href() } else { Tab::Unread.href() }));
    }
    let which = if read { Which::Read } else { Which::Unread };
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let of = if read { "read=yes&" } else { "" };
    let list = MessagesView {
        nothing: asked.nothing == "yes",
        ..view(&web.app.messages(&signed.actor, which, after).await?, read, |after| {
            format!("{HREF}?{of}after={}", encode(after))
        })
    };
    Ok(show(&PlainMessagesPage {
        frame: web.frame(&visit).page(if read { "已阅" } else { "待阅" }, Vec::new()),
        list,
    }))
}

/// `POST /messages`: marks one, those ticked, or all, as read.
pub(crate) async fn mark(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    let here = if is_officer(signed.role) { Tab::Unread.href() } else { HREF };
    let named = |wanted: &str| sent.iter().filter(|(name, _)| name == wanted).collect::<Vec<_>>();
    if !named("all").is_empty() {
        web.app.mark_all_read(&signed.actor).await?;
        return Ok(go(here));
    }
    // The button of one row marks that row, whatever is ticked beside it.
    let one = named("one");
    let chosen = if one.is_empty() { named(TICK) } else { one };
    let said: Vec<_> = chosen.into_iter().filter_map(|(_, mark)| said(mark)).collect();
    if said.is_empty() {
        let sign = if here.contains('?') { '&' } else { '?' };
        return Ok(go(&format!("{here}{sign}nothing=yes")));
    }
    web.app.mark_read(&signed.actor, &said).await?;
    Ok(go(here))
}

/// What said it, and up to which version.
fn said(mark: &str) -> Option<(StreamId, u64)> {
    let (source, version) = mark.rsplit_once(' ')?;
    Some((StreamId(source.to_owned()), version.parse().ok()?))
}
