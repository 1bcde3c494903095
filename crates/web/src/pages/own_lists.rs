//! Columns, saved views and page size of a list, as each person likes them.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, State},
    response::Response,
};
use rongheng_app::OwnLists;
use rongheng_domain::cases;

use super::asked::encode;
use crate::{
    error_page::Problem,
    visit::{Visit, Web, go},
};

/// The columns that can be chosen besides number, matter and acts.
pub(crate) const COLUMNS: [(&str, &str); 8] = [
    ("officials", "当事人"),
    ("stage", "阶段"),
    ("due", "期限"),
    ("team", "承办"),
    ("opened", "提出"),
    ("organ", "承办机关"),
    ("closed", "办结"),
    ("marks", "标记"),
];
/// Those of whoever chose none.
const USUAL: [&str; 6] = ["officials", "stage", "due", "team", "opened", "marks"];

/// Which columns a list has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns(BTreeMap<&'static str, bool>);

impl Columns {
    /// As this person chose them for this list.
    pub(crate) fn of(own: &OwnLists, kind: &str) -> Self {
        let chosen = own.columns.get(kind);
        let shown = |id: &str| match chosen {
            Some(chosen) => chosen.iter().any(|one| one == id),
            None => USUAL.contains(&id),
        };
        Self(COLUMNS.iter().map(|(id, _)| (*id, shown(id))).collect())
    }

    /// Whether this one is shown.
    pub(crate) fn shows(&self, id: &str) -> bool {
        self.0.get(id).copied().unwrap_or(false)
    }

    /// For the form: id, title, whether it is shown.
    pub(crate) fn choices(&self) -> Vec<(&'static str, &'static str, bool)> {
        COLUMNS.iter().map(|(id, title)| (*id, *title, self.shows(id))).collect()
    }
}

/// A saved view in the tool bar.
#[derive(Debug, Clone)]
pub(crate) struct ViewLink {
    pub name: String,
    pub href: String,
    pub drop: String,
    pub first: bool,
    pub on: bool,
}

/// The saved views of a list.
pub(crate) fn views(own: &OwnLists, kind: &str, here: &str, now: &str) -> Vec<ViewLink> {
    own.views_of(kind)
        .map(|view| ViewLink {
            name: view.name.clone(),
            href: view_href(here, &view.query, &view.id),
            drop: format!(
                "/lists/{}/views/{}/drop",
                if kind.is_empty() { "all" } else { kind },
                encode(&view.id)
            ),
            first: view.first,
            on: view.id == now,
        })
        .collect()
}

/// The address of a view.
pub(crate) fn view_href(here: &str, query: &str, id: &str) -> String {
    let sign = if query.is_empty() { "" } else { "&" };
    format!("{here}?{query}{sign}view={}", encode(id))
}

fn list_of(kind: &str) -> Result<(&'static str, String), Problem> {
    match cases::named(kind) {
        Some(known) => Ok((known.name(), format!("/cases/{}", known.name()))),
        None if kind == "all" => Ok(("", "/cases".to_owned())),
        None => Err(Problem::not_found()),
    }
}

type Pairs = axum::extract::Form<Vec<(String, String)>>;

fn field<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.0.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// `POST /lists/{kind}/columns`.
pub(crate) async fn columns(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(kind): Path<String>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (name, here) = list_of(&kind)?;
    let usual = field(&pairs, "usual") == "yes";
    let chosen = COLUMNS
        .iter()
        .filter(|(id, _)| !usual && pairs.0.iter().any(|(key, value)| key == "column" && value == id));
    let chosen: Vec<String> = chosen.map(|(id, _)| (*id).to_owned()).collect();
    web.app.keep_columns(&signed.actor, name, chosen).await?;
    Ok(go(&format!("{here}?{}", field(&pairs, "query"))))
}

/// `POST /lists/{kind}/views`.
pub(crate) async fn keep_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(kind): Path<String>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (name, here) = list_of(&kind)?;
    // Read and written again: nothing but conditions is kept.
    let sent = field(&pairs, "query").to_owned();
    let uri: axum::http::Uri = format!("/?{sent}").parse().map_err(|_| Problem::unreadable())?;
    let axum::extract::Query(conditions) = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri)
        .map_err(|_| Problem::unreadable())?;
    let query = super::asked::Asked::read(conditions).query("");
    let first = field(&pairs, "first") == "yes";
    let id = web.app.keep_view(&signed.actor, name, field(&pairs, "name"), &query, first).await?;
    Ok(go(&view_href(&here, &query, &id)))
}

/// `POST /lists/{kind}/views/{id}/drop`.
pub(crate) async fn drop_view(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (_, here) = list_of(&kind)?;
    web.app.drop_view(&signed.actor, &id).await?;
    Ok(go(&format!("{here}?view=all")))
}
