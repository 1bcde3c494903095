//! 已办 and 我发起的: what this person did, and which cases began with this person.

use askama::Template;
use axum::response::Response;
use rongheng_app::{
    desk::{Act, ActList},
    page::Names,
};
use rongheng_domain::{day::Moment, ids::PersonId};

use super::{Desk, Tab};
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    visit::{Visit, Web, show},
};

/// Something that was done.
#[derive(Debug, Clone)]
pub(crate) struct ActView {
    /// The case.
    pub href: String,
    /// `11-24 17:48`.
    pub at: String,
    /// `受理`.
    pub title: String,
    /// Who, where it was somebody else; else empty.
    pub by: String,
    /// For whom it was entered or done; else empty.
    pub acted_for: String,
    /// Number and title of the case.
    pub case: String,
    /// Where the case stands.
    pub stage: String,
}

#[derive(Debug, Template)]
#[template(path = "work_acts.html")]
pub(crate) struct ActsPage {
    pub frame: Frame,
    pub desk: Desk,
    pub about: &'static str,
    pub none: &'static str,
    pub rows: Vec<ActView>,
    pub next: Option<String>,
}

/// `2026-11-24 17:48`, the year left out as the lists do.
pub(super) fn moment(at: Moment) -> String {
    let (hour, minute) = at.hour_minute();
    let (_, month, day) = at.day().parts();
    format!("{month:02}-{day:02} {hour:02}:{minute:02}")
}

/// The acts, as `reader` sees them.
pub(super) fn views(acts: &[Act], names: &Names, reader: &PersonId) -> Vec<ActView> {
    let view = |act: &Act| ActView {
        href: address(&act.case.stream),
        at: moment(act.at),
        title: act.title.clone(),
        by: if act.actor == *reader { String::new() } else { names.person(&act.actor) },
        acted_for: act.acted_for.as_ref().map(|person| names.person(person)).unwrap_or_default(),
        case: [act.case.number.as_str(), &act.case.title]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        stage: act.case.stage.clone(),
    };
    acts.iter().map(view).collect()
}

/// `GET /work?tab=done`.
pub(super) async fn done(web: &Web, visit: &Visit, after: Option<&str>) -> Result<Response, Problem> {
    let list = web.app.list_done(&visit.signed()?.actor, after).await?;
    let about = "您办的每一步，也包括您代别人录入的纸面材料、代理别人办的事；您不能再查看的案件不列。";
    page(web, visit, Tab::Done, list, about, "您办过的事会列在这里，最近的在前。").await
}

/// `GET /work?tab=started`.
pub(super) async fn started(web: &Web, visit: &Visit, after: Option<&str>) -> Result<Response, Problem> {
    let list = web.app.list_started(&visit.signed()?.actor, after).await?;
    let about = "您提出、登记的案件，和别人按您的纸面材料代您提出的案件。";
    page(web, visit, Tab::Started, list, about, "您提出或者登记的案件会列在这里，最近的在前。").await
}

async fn page(
    web: &Web,
    visit: &Visit,
    tab: Tab,
    list: ActList,
    about: &'static str,
    none: &'static str,
) -> Result<Response, Problem> {
    let reader = &visit.signed()?.actor.person;
    Ok(show(&ActsPage {
        desk: Desk::of(web, visit, tab, None).await?,
        about,
        none,
        rows: views(&list.rows, &list.names, reader),
        next: list.next.as_ref().map(|after| tab.page(after)),
        frame: web.frame(visit).page("工作台", Vec::new()),
    }))
}
