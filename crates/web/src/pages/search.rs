//! 查找: by number, people, units and text, in what the reader may see.

use askama::Template;
use axum::response::Response;
use rongheng_app::page::{Found, FoundCase};

use super::asked::{Asked, encode};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    visit::{Visit, Web, go, show},
};

/// A piece of text, and whether it was asked for.
pub(crate) type Piece = (String, bool);

/// A case that was found.
#[derive(Debug, Clone)]
pub(crate) struct HitView {
    pub href: String,
    pub number: Vec<Piece>,
    pub title: Vec<Piece>,
    pub unit: String,
    pub stage: String,
    pub snippet: Vec<Piece>,
}

/// The cases of a kind.
#[derive(Debug, Clone)]
pub(crate) struct GroupView {
    pub title: &'static str,
    /// The list of this kind, narrowed to what was typed.
    pub list: String,
    pub hits: Vec<HitView>,
}

#[derive(Debug, Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    pub frame: Frame,
    pub q: String,
    pub says: String,
    pub count: usize,
    pub more: bool,
    pub height: u64,
    pub groups: Vec<GroupView>,
}

fn hit(case: &FoundCase) -> HitView {
    let number = if case.row.number.is_empty() {
        vec![("（未编号）".to_owned(), false)]
    } else {
        case.number.clone()
    };
    HitView {
        href: address(&case.row.stream),
        number,
        title: case.title.clone(),
        unit: case.row.unit.as_ref().map_or_else(String::new, |unit| case.names.unit(unit)),
        stage: case.row.stage.clone(),
        snippet: case.snippet.clone(),
    }
}

/// `GET /cases?q=`.
pub(crate) async fn searched(web: &Web, visit: &Visit, asked: &Asked) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let q = asked.get("q").to_owned();
    if let Some(case) = web.app.find_by_number(&signed.actor, &q).await? {
        return Ok(go(&address(&case)));
    }
    let typed = if asked.notes.is_empty() { q.clone() } else { "长".repeat(201) };
    let Found { groups, count, more, says, height, .. } = web.app.search(&signed.actor, &typed).await?;
    let mut frame = web.frame(visit).page("查找", vec![Crumb::to("工作台", "/work"), Crumb::here("查找")]);
    frame.query.clone_from(&q);
    Ok(show(&SearchPage {
        groups: groups
            .iter()
            .map(|(title, name, cases)| GroupView {
                title,
                list: format!("/cases/{name}?q={}", encode(&q)),
                hits: cases.iter().map(hit).collect(),
            })
            .collect(),
        q,
        says,
        count,
        more,
        height,
        frame,
    }))
}
