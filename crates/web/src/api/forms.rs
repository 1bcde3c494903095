//! Forms for programs: the schema of each action, and the form of one case with what it offers and what is missing.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use rongheng_app::page::FormPage;
use rongheng_domain::{cases, ids::StreamId};
use serde_json::{Value, json};

use super::{
    ROOT, acting, answer,
    answer::Object,
    say,
    schema::{self, DIALECT, Offers},
};
use crate::{
    error_page::Problem,
    visit::{Visit, Web},
};

/// `GET /api/v1/schemas/{kind}/{action}.json`.
pub(crate) async fn schema(
    visit: Visit,
    headers: HeaderMap,
    Path((kind, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    visit.signed()?;
    let kind = cases::named(&kind).ok_or_else(Problem::not_found)?;
    let action = file.strip_suffix(".json").and_then(|name| kind.action(name));
    let action = action.ok_or_else(Problem::not_found)?;
    let schema = schema::of_action(kind.name(), action, &Offers::new())
        .with("$schema", DIALECT)
        .with("$id", format!("{ROOT}/schemas/{}/{}.json", kind.name(), action.name));
    Ok(answer::read(&headers, &schema.into(), None))
}

/// `GET /api/v1/cases/{kind}/{key}/acts/{action}`.
pub(crate) async fn of_case(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path((kind, key, action)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (kind, action) = acting::find(&kind, &action, false)?;
    let case = StreamId::new(kind, &key);
    let form = web.app.form(&signed.actor, kind, Some(&case), action.name).await?;
    Ok(answer::read(&headers, &shown(&form), None))
}

/// `GET /api/v1/cases/{kind}/acts/{action}`.
pub(crate) async fn opening(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path((kind, action)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (kind, action) = acting::find(&kind, &action, true)?;
    let form = web.app.form(&signed.actor, kind, None, action.name).await?;
    Ok(answer::read(&headers, &shown(&form), None))
}

fn shown(form: &FormPage) -> Value {
    let action = form.action;
    let offers: Offers<'_> = form.offers.iter().map(|(name, some)| (*name, some.as_slice())).collect();
    Object::new()
        .with("kind", form.kind)
        .with("action", action.name)
        .with("title", action.title)
        .words("subject", &form.subject)
        .with("rule", say::rule(action.rule))
        .with("grave", action.grave)
        .maybe("document", form.document.clone())
        .list("missing", form.blocked.iter().map(say::reason))
        .with("may_be_entered_from_paper", form.paper)
        .list(
            "in_place_of",
            (form.places.iter().filter(|one| !one.value.is_empty()))
                .map(|one| json!({"id": one.value, "label": one.label})),
        )
        .list(
            "circumstances",
            form.circumstances.iter().map(|one| json!({"code": one.value, "title": one.label})),
        )
        .with("schema", schema::of_action(form.kind, action, &offers).with("$schema", DIALECT))
        .into()
}
