//! What can be read: cases, 待办, people, units, and who one is. Each handler asks `app` what the page asks.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use rongheng_app::{Narrowed, page::Filter};
use rongheng_domain::{cases, day::Day, ids::StreamId};
use serde::Deserialize;
use serde_json::Value;

use super::{ROOT, answer, answer::Object, case as of_case, rows, say};
use crate::{
    error_page::Problem,
    frame::{is_officer, sees_cases},
    pages::cases::encode,
    visit::{Signed, Visit, Web},
};

/// Which cases are wanted, in the words of the list page's address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    kind: String,
    q: String,
    stage: String,
    open: String,
    unit: String,
    due: String,
    after: String,
}

/// A text to look for, and where a page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    q: String,
    after: String,
}

impl Wanted {
    fn filter(&self) -> Result<Filter, Problem> {
        let day = self.due.trim();
        let due_by = Day::parse(day);
        if !day.is_empty() && due_by.is_none() {
            return Err(Problem::bad_parameter("due", "不是有效的日期，请按 2026-03-04 的样子填写。"));
        }
        let open = match self.open.as_str() {
            "" => None,
            "yes" => Some(true),
            "no" => Some(false),
            _ => return Err(Problem::bad_parameter("open", "只能是 yes（在办）或者 no（已办结），请改正。")),
        };
        if !self.kind.is_empty() && cases::named(&self.kind).is_none() {
            return Err(Problem::bad_parameter("kind", "没有这类案件，请核对名称。"));
        }
        Ok(Filter {
            kind: self.kind.clone(),
            text: self.q.trim().to_owned(),
            stage: self.stage.clone(),
            open,
            unit: Some(self.unit.trim()).filter(|unit| !unit.is_empty()).map(Into::into),
            due_by,
            ..Filter::default()
        })
    }

    /// The address of the next page.
    fn next(&self, after: &str) -> String {
        let pairs = [
            ("kind", &self.kind),
            ("q", &self.q),
            ("stage", &self.stage),
            ("open", &self.open),
            ("unit", &self.unit),
            ("due", &self.due),
        ];
        let set = pairs.iter().filter(|(_, value)| !value.is_empty());
        let set: Vec<_> = set.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let after = format!("after={}", encode(after));
        format!("{ROOT}/cases?{}", set.into_iter().chain([after]).collect::<Vec<_>>().join("&"))
    }
}

fn begins(after: &str) -> Option<&str> {
    Some(after).filter(|after| !after.is_empty())
}

/// `GET /api/v1/cases`.
pub(crate) async fn cases(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    listed(&web, visit.signed()?, &headers, &wanted).await
}

/// `GET /api/v1/cases/{kind}`.
pub(crate) async fn cases_of_kind(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path(kind): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let known = cases::named(&kind).ok_or_else(Problem::not_found)?;
    let wanted = Wanted { kind: known.name().to_owned(), ..wanted };
    listed(&web, visit.signed()?, &headers, &wanted).await
}

async fn listed(web: &Web, signed: &Signed, asked: &HeaderMap, wanted: &Wanted) -> Result<Response, Problem> {
    let list = web.app.list_cases(&signed.actor, &wanted.filter()?, begins(&wanted.after)).await?;
    let policy = web.app.policy().await?;
    let with = say::With { names: &list.names, calendar: &policy.calendar, today: web.app.today() };
    let next = list.next.as_ref().map(|after| wanted.next(after));
    Ok(answer::read(asked, &rows::list(&list, next, with), None))
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

/// `GET /api/v1/work`.
pub(crate) async fn work(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    let work = web.app.work(&signed.actor, begins(&look.after)).await?;
    Ok(answer::read(&headers, &rows::work(&work), None))
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
        .list("may_open", opening.iter().map(|(kind, action)| rows::opening(kind, action)))
        .into();
    Ok(answer::read(&headers, &me, None))
}
