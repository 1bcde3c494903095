//! 类案对照: the case beside the determined ones nearest to it, differences marked. It shows and decides nothing.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use rongheng_app::nearest::{Nearest, OfOfficial};
use rongheng_domain::{ids::StreamId, judgement::likeness::Verdict};

use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer},
    visit::{Visit, Web, show},
};

/// An official with the nearest cases.
#[derive(Debug, Clone)]
pub(crate) struct OfficialView {
    pub name: String,
    pub of: OfOfficial,
}

#[derive(Debug, Template)]
#[template(path = "nearest.html")]
pub(crate) struct NearestPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub officials: Vec<OfficialView>,
    pub floor: u32,
    pub compared: usize,
}

/// What a cell says beside its answer: never by colour alone.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands over what it loops over")]
pub(crate) const fn mark(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "",
        Verdict::Differs => "不同",
        Verdict::Unknown => "无从比较",
    }
}

pub(crate) fn page(frame: Frame, case: String, found: Nearest) -> NearestPage {
    let Nearest { subject, officials, names, floor, compared } = found;
    let view = |of: OfOfficial| OfficialView { name: names.person(&of.official), of };
    NearestPage {
        frame,
        case,
        subject,
        officials: officials.into_iter().map(view).collect(),
        floor,
        compared,
    }
}

/// `GET /cases/tolerance/{key}/nearest`.
pub(crate) async fn show_nearest(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if kind != "tolerance" || !is_officer(signed.role) {
        return Err(Problem::not_found());
    }
    let stream = StreamId::new(&kind, &key);
    let found = web.app.nearest(&signed.actor, &stream).await?;
    let case = address(&stream);
    let number = found.subject.split(" · ").next().unwrap_or("案件").to_owned();
    let crumbs = vec![Crumb::to("工作台", "/work"), Crumb::to(number, case.clone()), Crumb::here("类案对照")];
    let frame = web.frame(&visit).page("类案对照", crumbs);
    Ok(show(&page(frame, case, found)))
}
