//! 回执: what was done, what comes next and when. The same address shows the same receipt.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{Error, page};
use rongheng_domain::{cases, ids::StreamId};
use serde::Deserialize;

use super::{
    acts,
    case::{self, Light, NextView},
    cases::encode,
    consultation,
};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer},
    visit::{Visit, Web, show},
};

#[derive(Debug, Template)]
#[template(path = "result.html")]
pub(crate) struct ResultPage {
    pub frame: Frame,
    pub result: ResultView,
}

#[derive(Debug, Template)]
#[template(path = "plain_result.html")]
pub(crate) struct PlainResultPage {
    pub frame: Frame,
    pub result: ResultView,
}

/// What a receipt says.
#[derive(Debug, Clone)]
pub(crate) struct ResultView {
    /// The number of the case.
    pub number: Option<String>,
    /// What was done, when and by whom.
    pub says: String,
    /// Whether the same request had come before.
    pub repeated: bool,
    /// What comes next.
    pub nexts: Vec<NextView>,
    /// Where it stands in the file.
    pub receipt: String,
    /// The case, or the list.
    pub back: String,
    /// The next paper of the same kind, with its day and its place.
    pub next_paper: Option<String>,
    /// The meeting it belongs to.
    pub meeting: Option<String>,
}

/// What the address of a receipt has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Receipted {
    action: String,
    number: String,
    again: String,
    paper_on: String,
    paper_place: String,
}

/// `GET /cases/{kind}/{key}/done/{version}`: a receipt that stays the same.
pub(crate) async fn show_result(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, version)): Path<(String, String, String)>,
    Query(asked): Query<Receipted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let version: u64 = version.parse().map_err(|_| Problem::not_found())?;
    let known = cases::named(&kind).ok_or_else(Problem::not_found)?;
    let title = known.action(&asked.action).map_or("办理", |action| action.title);
    let officer = is_officer(signed.role);
    let found = match web.app.find_case(&signed.actor, &StreamId::new(&kind, &key)).await {
        Ok(found) => Some(found),
        // Who hands in a paper for a case may not be allowed to see the case itself.
        Err(Error::NotFound | Error::Forbidden(_)) if !asked.number.is_empty() => None,
        Err(error) => return Err(error.into()),
    };
    if found.as_ref().is_some_and(|found| version == 0 || version > found.version) {
        return Err(Problem::not_found());
    }
    let result = ResultView {
        number: match &found {
            Some(found) => found.sheet.number.clone(),
            None => Some(asked.number.clone()),
        },
        says: found
            .as_ref()
            .and_then(|found| receipt(found, version))
            .unwrap_or_else(|| format!("{title}已经记入案卷。")),
        repeated: !asked.again.is_empty(),
        nexts: found.as_ref().map_or_else(Vec::new, |found| {
            let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
            case::nexts(&found.sheet.next, with)
        }),
        receipt: format!("案卷第 {version} 条"),
        back: found.as_ref().map_or_else(|| "/".to_owned(), |found| address(&found.stream)),
        next_paper: found.as_ref().filter(|_| !asked.paper_on.is_empty()).map(|found| {
            let (case, action) = (address(&found.stream), &asked.action);
            let (on, place) = (encode(&asked.paper_on), encode(&asked.paper_place));
            format!("{case}/do/{action}?{}&paper_on={on}&paper_place={place}", acts::ON_PAPER)
        }),
        meeting: found
            .as_ref()
            .filter(|_| consultation::belongs(&asked.action))
            .map(|found| format!("{}/consultation", address(&found.stream))),
    };
    let crumbs = found.as_ref().map_or_else(Vec::new, |found| case::crumbs(found, Some(title)));
    let frame = web.frame(&visit).page(format!("已提交：{title}"), crumbs);
    Ok(if officer { show(&ResultPage { frame, result }) } else { show(&PlainResultPage { frame, result }) })
}

fn receipt(found: &page::CasePage, version: u64) -> Option<String> {
    let line = found.timeline.iter().find(|line| line.version == version)?;
    let actor = found.names.person(&line.actor);
    Some(match &line.acted_for {
        Some(person) if line.by_delegation => {
            format!("{} 由{actor}代{}办理：{}。", line.at, found.names.person(person), line.title)
        }
        Some(person) => {
            format!("{} 由{actor}代{}录入：{}。", line.at, found.names.person(person), line.title)
        }
        None => format!("{} 由{actor}提交：{}。", line.at, line.title),
    })
}
