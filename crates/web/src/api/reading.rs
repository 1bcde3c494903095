//! What can be read: cases, people, units, and who one is. Each handler asks `app` what the page asks.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use rongheng_app::{Narrowed, page::Place};
use rongheng_domain::{cases, ids::StreamId};
use serde::Deserialize;
use serde_json::Value;

use super::{ROOT, answer, answer::Object, case as of_case, rows, say};
use crate::{
    error_page::Problem,
    frame::is_officer,
    pages::asked::Asked,
    visit::{Signed, Visit, Web},
};

/// Cases on a page where nobody says how many.
pub(super) const PAGE: u32 = 30;

/// A text to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    q: String,
}

/// The pairs of an address.
pub(super) type Pairs = Query<Vec<(String, String)>>;

/// The last value of a name.
pub(super) fn last<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().rev().find(|(one, _)| one == name).map_or("", |(_, value)| value.trim())
}

/// The first of the faults, as a program is told of it.
pub(super) fn faultless(faults: &[(&'static str, String)]) -> Result<(), Problem> {
    faults.first().map_or(Ok(()), |(name, says)| Err(Problem::bad_parameter(name, says)))
}

/// The conditions of a saved view, with those of the address after them: of several with one name the last counts.
async fn with_view(
    web: &Web,
    signed: &Signed,
    kind: &str,
    pairs: Vec<(String, String)>,
) -> Result<Vec<(String, String)>, Problem> {
    let id = last(&pairs, "view");
    if id.is_empty() {
        return Ok(pairs);
    }
    let own = web.app.own_lists(&signed.actor).await?;
    let view = own.views_of(kind).find(|view| view.id == id);
    let view = view.ok_or_else(|| {
        Problem::bad_parameter("view", "不是您在这个列表里存的视图，请从 /api/v1/views 里选。")
    })?;
    let kept = format!("/?{}", view.query).parse().ok();
    let kept = kept.and_then(|uri| Pairs::try_from_uri(&uri).ok()).map(|Query(kept)| kept);
    Ok(kept.unwrap_or_default().into_iter().chain(pairs).collect())
}

/// `GET /api/v1/cases`.
pub(crate) async fn cases(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let kind = match last(&pairs, "kind") {
        "" => "",
        name => {
            let known = cases::named(name);
            known.ok_or_else(|| Problem::bad_parameter("kind", "没有这类案件，请核对名称。"))?.name()
        }
    };
    listed(&web, visit.signed()?, &headers, (kind, "/cases"), pairs).await
}

/// `GET /api/v1/cases/{kind}`.
pub(crate) async fn cases_of_kind(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path(kind): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let known = cases::named(&kind).ok_or_else(Problem::not_found)?;
    listed(&web, visit.signed()?, &headers, (known.name(), &format!("/cases/{}", known.name())), pairs).await
}

async fn listed(
    web: &Web,
    signed: &Signed,
    headers: &HeaderMap,
    (kind, here): (&'static str, &str),
    pairs: Vec<(String, String)>,
) -> Result<Response, Problem> {
    let named_kind = here == "/cases" && !kind.is_empty();
    let mut asked = Asked::read(with_view(web, signed, kind, pairs).await?);
    let filter = asked.filter(&web.app, signed, kind).await?;
    faultless(&asked.faults)?;
    let size = asked.size.unwrap_or(PAGE);
    let (after, before) = (begins(&asked.after), begins(&asked.before));
    let list = web.app.page_of_cases(&signed.actor, &filter, Place { after, before, size }).await?;
    let policy = web.app.policy().await?;
    let with = say::With { names: &list.names, calendar: &policy.calendar, today: web.app.today() };
    let here = format!("{ROOT}{here}");
    let turned = |name: &str, place: &Option<String>| {
        let size = asked.size.map(|size| size.to_string());
        let mut more = Vec::new();
        more.extend(Some(("kind", kind)).filter(|_| named_kind));
        more.extend(size.as_deref().map(|size| ("size", size)));
        place.as_ref().map(|place| {
            more.push((name, place));
            asked.address(&here, "", &more)
        })
    };
    let (next, previous) = (turned("after", &list.next), turned("before", &list.previous));
    Ok(answer::read(headers, &rows::list(&list, (next, previous), with), None))
}

/// Where a page begins.
pub(super) fn begins(after: &str) -> Option<&str> {
    Some(after).filter(|after| !after.is_empty())
}

/// Whether somebody reads plain pages: the official, the unit, a committee, an appraisal owner.
pub(crate) fn reads_plainly(signed: &Signed, found: &rongheng_app::page::CasePage) -> bool {
    found.plain || !is_officer(signed.role)
}

/// `GET /api/v1/cases/{kind}/{key}`.
pub(crate) async fn case(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.find_case(&signed.actor, &StreamId::new(&kind, &key)).await?;
    let plain = reads_plainly(signed, &found);
    let version = (!plain).then_some(found.version);
    Ok(answer::read(&headers, &of_case::case(&found, plain), version))
}

/// `GET /api/v1/people?q=`.
pub(crate) async fn people(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    let found = web.app.find_people(&visit.signed()?.actor, &look.q).await?;
    Ok(answer::read(&headers, &rows::choices(&found), None))
}

/// `GET /api/v1/units?q=`.
pub(crate) async fn units(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    let found = web.app.find_units(&visit.signed()?.actor, &look.q).await?;
    Ok(answer::read(&headers, &rows::choices(&found), None))
}

fn token(narrowed: &Narrowed) -> Value {
    Object::new()
        .with("name", narrowed.name.as_str())
        .with("last", narrowed.last.to_string())
        .list("kinds", narrowed.kinds.iter().map(String::as_str))
        .list("acts", narrowed.acts.iter().map(String::as_str))
        .into()
}

/// `GET /api/v1/me`: who one is here, and what one may open.
pub(crate) async fn me(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let opening = web.app.opening(&signed.actor);
    let mut roles: Vec<_> = signed.actor.held.iter().map(|held| held.role).collect();
    roles.dedup();
    let me: Value = Object::new()
        .with("login", signed.login.as_str())
        .with("person", serde_json::json!({"id": signed.actor.person.0, "name": signed.name}))
        .with("role", say::role(signed.role))
        .list("roles", roles.into_iter().map(say::role))
        .with("organ", visit.organ.as_str())
        .with("today", web.app.today().to_string())
        .maybe("token", signed.actor.narrowed.as_ref().map(token))
        .list("desk", super::desk::tabs(signed))
        .list("may_open", opening.iter().map(|(kind, action)| rows::opening(kind, action)))
        .into();
    Ok(answer::read(&headers, &me, None))
}
