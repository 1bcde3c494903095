//! 批量交接: who leaves; then which of the open cases, to whom, as any other batch ([`super::batch`]).

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{App, hand_overs::HandOvers};
use rongheng_domain::{
    form::{self, Fault, Field, Input},
    ids::{PersonId, StreamId},
};
use serde::Deserialize;

use super::{
    batch::{BatchView, RowView, Stage, TICK, outcome, ticked},
    cases::encode,
    ended::{self, Place},
    look_up::look_up,
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    render::{
        check::answers,
        form::{FieldView, Sent, Sources, Wrong, fields, identify, summary},
    },
    sent,
    visit::{Signed, Visit, Web, go, show_as},
};

/// Where it lies.
pub(crate) const HERE: &str = "/hand-over";
const TITLE: &str = "批量交接";

/// The first question.
const WHO: &[Field] = &[Field::new("from", "交出人", Input::Person)
    .hint("调离、休假或者回避的人；下一步列出他（她）在办的案件。")];

#[derive(Debug, Template)]
#[template(path = "hand_overs.html")]
pub(crate) struct HandOversPage {
    pub frame: Frame,
    pub fields: Vec<FieldView>,
    pub wrongs: Vec<Wrong>,
    pub sources: Sources,
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    from: String,
}

/// `GET /hand-over`.
pub(crate) async fn show_hand_overs(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    arranges(&web.app, signed)?;
    if asked.from.trim().is_empty() {
        return Ok(start(&web, &visit, &Sent::new(), &[]));
    }
    let from = PersonId(asked.from.trim().to_owned());
    let found = web.app.hand_overs(&signed.actor, &from).await?;
    let draft = web.app.draft(&signed.actor, KIND, None, &draft_of(&from)).await?;
    let kept = draft.as_ref().map(|draft| format!("草稿存于 {}，可以接着填写。", draft.kept_at));
    let mut sent = draft.map(|draft| draft.sent).unwrap_or_default();
    if ticked(&sent).is_empty() {
        let all: Vec<_> = found.cases.iter().map(|one| one.case.stream.to_string()).collect();
        sent.insert(TICK.to_owned(), all.join("\n"));
    }
    sent.insert("key".to_owned(), web.app.new_form_id());
    let sources = sources(&found);
    Ok(choose(&web, &visit, &found, &sent, &[], sources, kept))
}

/// The kind whose cases are handed over in one go.
const KIND: &str = "tolerance";

fn draft_of(from: &PersonId) -> String {
    format!("batch-hand_over-{from}")
}

/// Only those who arrange hand-overs come here.
fn arranges(app: &App, signed: &Signed) -> Result<(), Problem> {
    if app.arranges_hand_overs(&signed.actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

fn start(web: &Web, visit: &Visit, sent: &Sent, faults: &[Fault]) -> Response {
    let sources = Sources::default();
    let crumbs = vec![Crumb::to("工作台", "/work"), Crumb::here(TITLE)];
    let wrong = !faults.is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show_as(
        status,
        &HandOversPage {
            frame: web.frame(visit).page(TITLE, crumbs).wrong(wrong),
            fields: fields(WHO, sent, faults, &sources),
            wrongs: summary(faults),
            sources,
        },
    )
}

fn sources(found: &HandOvers) -> Sources {
    let people = found.people.iter().map(|one| (one.value.clone(), one.label.clone())).collect();
    Sources { people, ..Sources::default() }
}

/// The questions of the act but the first: who hands over is known.
fn asks(found: &HandOvers) -> &'static [Field] {
    found.action.fields.get(1..).unwrap_or_default()
}

/// What every page of one hand-over says.
fn view(found: &HandOvers) -> BatchView {
    BatchView {
        title: found.action.title,
        lead: format!("交出人：{}。写明交接清单，每件案件各自审查（G12）。", found.from.label),
        href: at(&PersonId(found.from.value.clone())),
        back: ("/work".to_owned(), "先不办"),
        again: (HERE.to_owned(), "再办一批"),
        none: "在您的职责范围内，此人名下没有在办的容错案件。",
        ..BatchView::default()
    }
}

fn at(from: &PersonId) -> String {
    format!("{HERE}?from={}", encode(from.as_str()))
}

fn rows(found: &HandOvers, sent: &Sent) -> Vec<RowView> {
    let ticked = ticked(sent);
    let row = |one: &rongheng_app::hand_overs::InHand| RowView {
        href: address(&one.case.stream),
        value: one.case.stream.to_string(),
        says: [one.case.number.as_str(), &one.case.title]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        about: one.says.clone(),
        ticked: ticked.contains(&one.case.stream.as_str()),
        outcome: None,
    };
    found.cases.iter().map(row).collect()
}

fn choose(
    web: &Web,
    visit: &Visit,
    found: &HandOvers,
    sent: &Sent,
    faults: &[Fault],
    sources: Sources,
    kept: Option<String>,
) -> Response {
    let view = BatchView {
        rows: rows(found, sent),
        fields: fields(asks(found), sent, faults, &sources),
        wrongs: summary(faults),
        sources,
        kept,
        key: sent.get("key").cloned().unwrap_or_default(),
        ..view(found)
    };
    view.show(web, visit, TITLE)
}

/// `POST /hand-over`.
pub(crate) async fn submit_hand_overs(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let mut sent = sent::read(request, None).await?.sent;
    let step = sent.remove("step").unwrap_or_default();
    let from = PersonId(asked.from.trim().to_owned());
    let (draft, here) = (draft_of(&from), at(&from));
    let place = Place { kind: KIND, case: None, action: &draft, href: &here };
    ended::owned(&web, &visit, place, &mut sent, &[]).await?;
    let signed = visit.signed()?;
    arranges(&web.app, signed)?;
    if step == "who" || from.as_str().is_empty() {
        return who(&web, &visit, signed, sent).await;
    }
    if step == "discard" {
        web.app.drop_draft(&signed.actor, KIND, None, &draft).await?;
        return Ok(go(&here));
    }
    ended::keep(&web, &signed.actor.person, place, &sent).await?;
    let found = web.app.hand_overs(&signed.actor, &from).await?;
    let mut sources = sources(&found);
    look_up(&web, signed, asks(&found), &sent, &mut sources).await?;
    if step == "keep" || step == "back" {
        let kept = (step == "keep").then(|| format!("草稿存于 {}。", web.app.clock().now()));
        return Ok(choose(&web, &visit, &found, &sent, &[], sources, kept));
    }
    let mut typed = sent.clone();
    let mut faults = identify(asks(&found), &mut typed, &sources);
    let read = form::read(asks(&found), &typed);
    if faults.is_empty() {
        faults.extend(read.as_ref().err().into_iter().flatten().cloned());
    }
    let known: Vec<StreamId> = ticked(&sent)
        .into_iter()
        .filter(|tick| step == "do" || found.cases.iter().any(|one| one.case.stream.as_str() == *tick))
        .map(StreamId::from)
        .collect();
    if known.is_empty() {
        let says = "请至少选一件案件；没有列出的案件没有此人在办的事项。".to_owned();
        faults.insert(0, Fault { field: TICK.to_owned(), label: "案件", says });
    }
    let (Ok(read), true) = (read, faults.is_empty()) else {
        return Ok(choose(&web, &visit, &found, &sent, &faults, sources, None));
    };
    if step == "do" {
        return done(&web, &visit, signed, &found, &known, App::hand_over_answers(&from, read), &sent).await;
    }
    let mut rows = rows(&found, &sent);
    rows.retain(|row| row.ticked);
    let mut again_sent: Vec<_> = rows.iter().map(|row| (TICK.to_owned(), row.value.clone())).collect();
    let asked = |field: &Field| Some((field.name.to_owned(), typed.get(field.name)?.clone()));
    again_sent.extend(asks(&found).iter().filter_map(asked));
    let view = BatchView {
        stage: Stage::Check,
        chosen: rows.len(),
        gone: ticked(&sent).len().saturating_sub(rows.len()),
        rows,
        key: sent.get("key").cloned().unwrap_or_default(),
        answers: answers(asks(&found), &typed, &sources),
        again_sent,
        ..view(&found)
    };
    Ok(view.show(&web, &visit, TITLE))
}

async fn who(web: &Web, visit: &Visit, signed: &Signed, mut sent: Sent) -> Result<Response, Problem> {
    let mut sources = Sources::default();
    look_up(web, signed, WHO, &sent, &mut sources).await?;
    let mut faults = identify(WHO, &mut sent, &sources);
    if faults.is_empty() {
        faults = form::read(WHO, &sent).err().unwrap_or_default();
    }
    let from = sent.get("from").cloned().unwrap_or_default();
    Ok(if faults.is_empty() {
        go(&format!("{HERE}?from={}", encode(&from)))
    } else {
        start(web, visit, &sent, &faults)
    })
}

async fn done(
    web: &Web,
    visit: &Visit,
    signed: &Signed,
    found: &HandOvers,
    cases: &[StreamId],
    answers: serde_json::Value,
    sent: &Sent,
) -> Result<Response, Problem> {
    let key =
        sent.get("key").cloned().filter(|key| !key.trim().is_empty()).ok_or_else(Problem::incomplete)?;
    let known = rows(found, sent);
    let all = web.app.hand_over_all(&signed.actor, cases, &answers, &key).await;
    let row = |(case, done): (StreamId, _)| RowView {
        outcome: Some(outcome(done)),
        ..known.iter().find(|row| row.value == case.as_str()).cloned().unwrap_or_else(|| RowView {
            href: address(&case),
            value: case.to_string(),
            says: "打开案件".to_owned(),
            about: String::new(),
            ticked: true,
            outcome: None,
        })
    };
    let rows: Vec<_> = all.into_iter().map(row).collect();
    let done = rows.iter().filter(|row| row.outcome.as_ref().is_some_and(|(done, _)| *done)).count();
    if done == rows.len() {
        let draft = draft_of(&PersonId(found.from.value.clone()));
        web.app.drop_draft(&signed.actor, KIND, None, &draft).await?;
    }
    let view = BatchView { stage: Stage::Done, chosen: done, rows, ..view(found) };
    Ok(view.show(web, visit, TITLE))
}
