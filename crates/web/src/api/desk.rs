//! One's own work as JSON: the tabs of 工作台, messages, 督办, saved views; and the registers as their pages list them.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use rongheng_app::{
    Book, COUNTED, Which,
    case_registers::{EntryRow, facets, head},
    desk::ActList,
    page::{MessageList, Names, SupervisedList, SupervisedOrder},
    records::RecordList,
};
use rongheng_domain::{calendar::Calendar, cases, day::Day, ids::StreamId, kind::CaseRegister};
use serde_json::{Value, json};

use super::{
    ROOT,
    answer::{self, Object},
    reading::{Pairs, begins, faultless, last},
    rows,
    say::{self, With},
};
use crate::{
    error_page::Problem,
    frame::{is_officer, sees_cases},
    pages::{asked::encode, own_lists::view_href, register_list::Turned, work::Tab},
    visit::{Signed, Visit, Web},
};

/// The tabs of 工作台, for whoever has one.
pub(super) fn tabs(signed: &Signed) -> Vec<Value> {
    let tab = |tab: Tab| {
        let href = format!("{ROOT}/work?tab={}", tab.id());
        json!({"tab": tab.id(), "title": tab.title(), "href": href, "page": tab.href()})
    };
    if sees_cases(signed.role) { Tab::ALL.into_iter().map(tab).collect() } else { Vec::new() }
}

/// The words of the tabs.
pub(super) fn tab_words() -> Vec<&'static str> {
    Tab::ALL.into_iter().map(Tab::id).collect()
}

fn worker(visit: &Visit) -> Result<&Signed, Problem> {
    let signed = visit.signed()?;
    if sees_cases(signed.role) { Ok(signed) } else { Err(Problem::forbidden()) }
}

/// What rows are shown with.
struct Today {
    calendar: Arc<Calendar>,
    today: Day,
}

impl Today {
    async fn of(web: &Web) -> Result<Self, Problem> {
        Ok(Self { calendar: web.app.policy().await?.calendar, today: web.app.today() })
    }

    fn with<'a>(&'a self, names: &'a Names) -> With<'a> {
        With { names, calendar: &self.calendar, today: self.today }
    }
}

/// `GET /api/v1/work?tab=`.
pub(crate) async fn work(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let signed = worker(&visit)?;
    let tab = match last(&pairs, "tab") {
        "" => Tab::default(),
        id => Tab::from_id(id).ok_or_else(|| {
            Problem::bad_parameter("tab", "不是工作台的一页，请从 /api/v1/me 的 desk 里选。")
        })?,
    };
    let (actor, after) = (&signed.actor, begins(last(&pairs, "after")));
    let said = match tab {
        Tab::Todo => rows::work(&web.app.work(actor, after).await?),
        Tab::Done => acts(&web.app.list_done(actor, after).await?, &Today::of(&web).await?),
        Tab::Started => acts(&web.app.list_started(actor, after).await?, &Today::of(&web).await?),
        Tab::Unread | Tab::Read => {
            let which = if tab == Tab::Unread { Which::Unread } else { Which::Read };
            said(&web.app.messages(actor, which, after).await?, &Today::of(&web).await?)
        }
        Tab::Supervised => ordered(&web, signed).await?,
    };
    Ok(answer::read(&headers, &said, None))
}

/// 已办, 我发起的.
fn acts(list: &ActList, today: &Today) -> Value {
    let with = today.with(&list.names);
    let act = |act: &rongheng_app::desk::Act| {
        Object::new()
            .with("case", rows::listed(&act.case, with))
            .with("version", act.version)
            .with("title", act.title.as_str())
            .with("at", act.at.to_string())
            .with("actor", say::person(&act.actor, with.names))
            .maybe("acted_for", act.acted_for.as_ref().map(|id| say::person(id, with.names)))
    };
    Object::new().list("acts", list.rows.iter().map(act)).maybe("after", list.next.clone()).into()
}

/// `GET /api/v1/messages?read=`: 待阅, or 已阅.
pub(crate) async fn messages(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let signed = worker(&visit)?;
    let which = match last(&pairs, "read") {
        "" | "no" => Which::Unread,
        "yes" => Which::Read,
        _ => return Err(Problem::bad_parameter("read", "只能是 yes（已阅）或者 no（待阅），请改正。")),
    };
    let list = web.app.messages(&signed.actor, which, begins(last(&pairs, "after"))).await?;
    Ok(answer::read(&headers, &said(&list, &Today::of(&web).await?), None))
}

fn said(list: &MessageList, today: &Today) -> Value {
    let with = today.with(&list.names);
    let message = |said: &rongheng_app::page::Said| {
        Object::new()
            .maybe("case", said.case.as_ref().map(|case| rows::listed(case, with)))
            .with("says", said.says.as_str())
            .with("source", said.source.0.as_str())
            .with("version", said.version)
            .maybe("on", said.on.map(|day| day.to_string()))
    };
    Object::new()
        .list("messages", list.rows.iter().map(message))
        .with("unread", list.unread)
        .maybe("after", list.next.clone())
        .into()
}

/// `GET /api/v1/supervised`: what one ordered, and what one must answer.
pub(crate) async fn supervised(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let said = ordered(&web, worker(&visit)?).await?;
    Ok(answer::read(&headers, &said, None))
}

async fn ordered(web: &Web, signed: &Signed) -> Result<Value, Problem> {
    if !is_officer(signed.role) {
        return Err(Problem::forbidden());
    }
    let list = web.app.supervised(&signed.actor).await?;
    Ok(orders(&list, &Today::of(web).await?))
}

fn orders(list: &SupervisedList, today: &Today) -> Value {
    let with = today.with(&list.names);
    let order = |one: &SupervisedOrder| {
        let ordered = &one.order.ordered;
        Object::new()
            .with("case", rows::listed(&one.case, with))
            .with("number", ordered.number)
            .with("about", ordered.about.as_str())
            .with("by", say::person(&ordered.by, with.names))
            .with("to", say::person(&ordered.to, with.names))
            .with("answer_by", one.order.answer_by.to_string())
            .with("standing", one.words())
            .with("overdue", one.overdue)
            .list(
                "answers",
                one.order.answers.iter().map(|(says, on)| json!({"says": says, "on": on.to_string()})),
            )
    };
    Object::new()
        .list("ordered", list.ordered.iter().map(order))
        .list("owed", list.owed.iter().map(order))
        .into()
}

/// `GET /api/v1/views`: one's saved views; `?view=` of a list uses one.
pub(crate) async fn views(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let own = web.app.own_lists(&visit.signed()?.actor).await?;
    let view = |view: &rongheng_app::SavedView| {
        let (kind, here) = match cases::named(&view.kind) {
            Some(known) => (Some(known.name()), format!("/cases/{}", known.name())),
            None => (None, "/cases".to_owned()),
        };
        Object::new()
            .with("id", view.id.as_str())
            .maybe("kind", kind)
            .with("name", view.name.as_str())
            .with("first", view.first)
            .with("href", format!("{ROOT}{here}?view={}", encode(&view.id)))
            .with("page", view_href(&here, &view.query, &view.id))
    };
    let all: Value = Object::new().list("views", own.views.iter().map(view)).into();
    Ok(answer::read(&headers, &all, None))
}

/// `GET /api/v1/registers/{book}`: the records of a book, as the page lists them for those who read it.
pub(crate) async fn register(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = Book::from_id(&id).filter(|book| !book.is_single()).ok_or_else(Problem::not_found)?;
    let turned = Turned::read(&book.facets(), pairs);
    faultless(&turned.faults)?;
    let size = turned.size.unwrap_or(super::reading::PAGE);
    let list = web.app.list_records(&signed.actor, book, &turned.narrow, turned.place(size)).await?;
    Ok(answer::read(&headers, &records(&list, book, &turned), None))
}

/// `GET /api/v1/case-registers/{register}`: the lines of a register that runs over cases, as the page lists them.
pub(crate) async fn case_register(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let register = CaseRegister::from_id(&id).ok_or_else(Problem::not_found)?;
    let turned = Turned::read(&facets(register), pairs);
    faultless(&turned.faults)?;
    let size = turned.size.unwrap_or(super::reading::PAGE);
    let list = web.app.list_entries(&signed.actor, register, &turned.narrow, turned.place(size)).await?;
    let here = format!("{ROOT}/case-registers/{}", register.id());
    let size = turned.size.map(|size| size.to_string());
    let at = |name: &str, place: &Option<String>| {
        let mut more: Vec<_> = size.as_deref().map(|size| ("size", size)).into_iter().collect();
        place.as_ref().map(|place| {
            more.push((name, place));
            turned.address(&here, &more)
        })
    };
    let entry = |row: &EntryRow| {
        let page = crate::error_page::address(&StreamId(row.stream.clone()));
        json!({"case": row.stream, "standing": row.standing, "cells": row.cells, "page": page})
    };
    let all: Value = Object::new()
        .list("head", head(register))
        .list("entries", list.rows.iter().map(entry))
        .maybe("after", list.next.clone())
        .maybe("next", at("after", &list.next))
        .maybe("previous", at("before", &list.previous))
        .into();
    Ok(answer::read(&headers, &all, None))
}

fn records(list: &RecordList, book: Book, turned: &Turned) -> Value {
    let here = format!("{ROOT}/registers/{}", book.id());
    let size = turned.size.map(|size| size.to_string());
    let at = |name: &str, place: &Option<String>| {
        let mut more: Vec<_> = size.as_deref().map(|size| ("size", size)).into_iter().collect();
        place.as_ref().map(|place| {
            more.push((name, place));
            turned.address(&here, &more)
        })
    };
    let record = |row: &rongheng_app::records::RecordRow| {
        let page = format!("/registers/{}/at/{}", book.id(), encode(&row.key));
        json!({"id": row.key, "cells": row.cells, "page": page})
    };
    Object::new()
        .list("head", list.head.iter().copied())
        .list("records", list.rows.iter().map(record))
        .with("count", list.count.min(COUNTED))
        .with("count_is_exact", list.count <= COUNTED)
        .maybe("after", list.next.clone())
        .maybe("next", at("after", &list.next))
        .maybe("previous", at("before", &list.previous))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_of_the_desk_has_a_word_that_leads_back_to_it() {
        for tab in Tab::ALL {
            assert_eq!(Tab::from_id(tab.id()), Some(tab), "{}", tab.title());
        }
        assert_eq!(tab_words().len(), Tab::ALL.len());
    }
}
