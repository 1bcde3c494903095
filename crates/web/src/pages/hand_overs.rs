//! 批量交接: who leaves, which of the open cases, to whom; what will be done; then a line for each case.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{App, Error, hand_overs::HandOvers};
use rongheng_domain::{
    form::{self, Fault, Field, Input},
    ids::{PersonId, StreamId},
};
use serde::Deserialize;

use super::{cases::encode, ended::signed_or_lost, look_up::look_up};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    render::{
        check::{Answer, answers},
        form::{FieldView, Sent, Sources, Wrong, fields, identify, summary},
    },
    sent,
    visit::{Signed, Visit, Web, go, show_as},
};

/// Where it lies.
pub(crate) const HERE: &str = "/hand-over";

/// The first question.
const WHO: &[Field] = &[Field::new("from", "交出人", Input::Person)
    .hint("调离、休假或者回避的人；下一步列出他（她）在办的案件。")];

/// A case with something in hand.
#[derive(Debug, Clone)]
pub(crate) struct CaseView {
    /// Its address.
    pub href: String,
    /// What is sent.
    pub value: String,
    /// Number and title.
    pub says: String,
    /// What is in hand.
    pub held: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// What came of it: whether it was done, and in words.
    pub outcome: Option<(bool, String)>,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Who hands over.
    Who,
    /// Which cases, to whom.
    Choose,
    /// What will be done.
    Check,
    /// What came of it.
    Done,
}

#[derive(Debug, Template)]
#[template(path = "hand_overs.html")]
pub(crate) struct HandOversPage {
    pub frame: Frame,
    pub stage: Stage,
    pub from: (String, String),
    pub cases: Vec<CaseView>,
    pub chosen: usize,
    pub fields: Vec<FieldView>,
    pub wrongs: Vec<Wrong>,
    pub sources: Sources,
    pub key: String,
    /// The answers in words, for the check page.
    pub answers: Vec<Answer>,
    /// The answers as they are sent again.
    pub kept: Vec<(String, String)>,
}

impl HandOversPage {
    fn new(web: &Web, visit: &Visit, stage: Stage) -> Self {
        Self {
            frame: web
                .frame(visit)
                .page("批量交接", vec![Crumb::to("工作台", "/work"), Crumb::here("批量交接")]),
            stage,
            from: (String::new(), String::new()),
            cases: Vec::new(),
            chosen: 0,
            fields: Vec::new(),
            wrongs: Vec::new(),
            sources: Sources::default(),
            key: String::new(),
            answers: Vec::new(),
            kept: Vec::new(),
        }
    }

    fn show(mut self) -> Response {
        let wrong = !self.wrongs.is_empty();
        self.frame = self.frame.wrong(wrong);
        show_as(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &self)
    }
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
    let all: Vec<_> = found.cases.iter().map(|one| one.case.stream.to_string()).collect();
    let sent = Sent::from([("case".to_owned(), all.join("\n")), ("key".to_owned(), web.app.new_form_id())]);
    let sources = sources(&found);
    Ok(choose(&web, &visit, &found, &sent, &[], sources))
}

/// Only those who arrange hand-overs come here.
fn arranges(app: &App, signed: &Signed) -> Result<(), Problem> {
    if app.arranges_hand_overs(&signed.actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

fn start(web: &Web, visit: &Visit, sent: &Sent, faults: &[Fault]) -> Response {
    let sources = Sources::default();
    HandOversPage {
        fields: fields(WHO, sent, faults, &sources),
        wrongs: summary(faults),
        sources,
        ..HandOversPage::new(web, visit, Stage::Who)
    }
    .show()
}

fn sources(found: &HandOvers) -> Sources {
    let people = found.people.iter().map(|one| (one.value.clone(), one.label.clone())).collect();
    Sources { people, ..Sources::default() }
}

/// The questions of the act but the first: who hands over is known.
fn asks(found: &HandOvers) -> &'static [Field] {
    found.action.fields.get(1..).unwrap_or_default()
}

fn ticked(sent: &Sent) -> Vec<&str> {
    let ticks = sent.get("case").map(String::as_str).unwrap_or_default();
    ticks.split('\n').map(str::trim).filter(|tick| !tick.is_empty()).collect()
}

fn views(found: &HandOvers, sent: &Sent) -> Vec<CaseView> {
    let ticked = ticked(sent);
    let view = |one: &rongheng_app::hand_overs::InHand| CaseView {
        href: address(&one.case.stream),
        value: one.case.stream.to_string(),
        says: [one.case.number.as_str(), &one.case.title]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        held: one.says.clone(),
        ticked: ticked.contains(&one.case.stream.as_str()),
        outcome: None,
    };
    found.cases.iter().map(view).collect()
}

fn choose(
    web: &Web,
    visit: &Visit,
    found: &HandOvers,
    sent: &Sent,
    faults: &[Fault],
    sources: Sources,
) -> Response {
    HandOversPage {
        from: (found.from.value.clone(), found.from.label.clone()),
        cases: views(found, sent),
        fields: fields(asks(found), sent, faults, &sources),
        wrongs: summary(faults),
        sources,
        key: sent.get("key").cloned().unwrap_or_default(),
        ..HandOversPage::new(web, visit, Stage::Choose)
    }
    .show()
}

/// `POST /hand-over`.
pub(crate) async fn submit_hand_overs(
    State(web): State<Arc<Web>>,
    visit: Visit,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let mut sent = sent::read(request, None).await?.sent;
    let labels = rongheng_domain::cases::named("tolerance").and_then(|kind| kind.action("hand_over"));
    let labels = labels.and_then(|action| action.fields.get(1..)).unwrap_or_default();
    let signed = signed_or_lost(&visit, HERE, &sent, labels)?;
    arranges(&web.app, signed)?;
    let step = sent.remove("step").unwrap_or_default();
    if step == "who" {
        return who(&web, &visit, signed, sent).await;
    }
    let from = PersonId(sent.get("from").map(|from| from.trim().to_owned()).unwrap_or_default());
    let found = web.app.hand_overs(&signed.actor, &from).await?;
    let mut sources = sources(&found);
    look_up(&web, signed, asks(&found), &sent, &mut sources).await?;
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
        faults.insert(0, Fault { field: "cases".to_owned(), label: "案件", says });
    }
    let Ok(read) = read else { return Ok(choose(&web, &visit, &found, &sent, &faults, sources)) };
    if !faults.is_empty() || step == "back" {
        return Ok(choose(&web, &visit, &found, &sent, &faults, sources));
    }
    if step == "do" {
        return done(&web, &visit, signed, &found, &known, App::hand_over_answers(&from, read), &sent).await;
    }
    let mut views = views(&found, &sent);
    views.retain(|view| view.ticked);
    let words = answers(asks(&found), &typed, &sources);
    Ok(HandOversPage {
        from: (found.from.value.clone(), found.from.label.clone()),
        chosen: views.len(),
        cases: views,
        key: sent.get("key").cloned().unwrap_or_default(),
        answers: words,
        kept: asks(&found)
            .iter()
            .filter_map(|field| Some((field.name.to_owned(), typed.get(field.name)?.clone())))
            .collect(),
        ..HandOversPage::new(&web, &visit, Stage::Check)
    }
    .show())
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
    let key = sent.get("key").cloned().unwrap_or_default();
    let all = web.app.hand_over_all(&signed.actor, cases, &answers, &key).await;
    let mut views = Vec::new();
    for (case, outcome) in all {
        let known = found.cases.iter().find(|one| one.case.stream == case);
        let outcome = match outcome {
            Ok(_) => (true, "已交接".to_owned()),
            Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => {
                (false, refusal.reasons.iter().map(|reason| reason.says.as_str()).collect())
            }
            Err(Error::NotFound) => (false, "没有这件案件，或者您不能办理。".to_owned()),
            Err(Error::Conflict(_)) => (false, "别人刚办过这件案件，请打开案件核对后单独办理。".to_owned()),
            Err(_) => (false, "这件没有办成，请稍后再试。".to_owned()),
        };
        let says = known.map_or_else(|| case.to_string(), |one| one.case.number.clone());
        views.push(CaseView {
            href: address(&case),
            value: case.to_string(),
            says: if says.is_empty() { "打开案件".to_owned() } else { says },
            held: known.map(|one| one.says.clone()).unwrap_or_default(),
            ticked: true,
            outcome: Some(outcome),
        });
    }
    Ok(HandOversPage {
        from: (found.from.value.clone(), found.from.label.clone()),
        chosen: views.iter().filter(|view| view.outcome.as_ref().is_some_and(|(done, _)| *done)).count(),
        cases: views,
        ..HandOversPage::new(web, visit, Stage::Done)
    }
    .show())
}
