//! 登记: people, units, accounts and settings, each a list, a record with its history, and forms. Which book a role
//! may open and what an act means is decided elsewhere.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{
    Book, Error, Export, Wish,
    page::{Choice, Listed},
    records::{Entered, RecordForm, RecordPage},
};
use rongheng_domain::{
    form::{Fault, Field},
    ids::StreamId,
};
use serde::Deserialize;

use super::{
    cases::encode,
    ended::{self, Place},
    files, jobs,
    look_up::look_up,
    stray::{close_gaps, offered, unknown_field},
    submit::owner,
    tokens::TokenPage,
    versions::ComparedView,
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    render::{
        form::{FieldView, Sent, Sources, Wrong, faults_of, fields, identify, summary},
        sheet::{BlockView, one},
    },
    sent,
    visit::{Signed, Visit, Web, go, show, show_as},
};

/// What was just done, as the address of a record says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

/// The code of a text that a form begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begin {
    fill: String,
}

/// A line of a record's history.
#[derive(Debug, Clone)]
pub(crate) struct HistoryLine {
    pub at: String,
    pub title: String,
    pub says: String,
    pub by: String,
}

#[derive(Debug, Template)]
#[template(path = "record.html")]
pub(crate) struct RecordView {
    pub frame: Frame,
    pub done: Option<String>,
    pub blocks: Vec<BlockView>,
    pub acts: Vec<(&'static str, String)>,
    pub history: Vec<HistoryLine>,
    pub lines: usize,
    pub compared: Vec<ComparedView>,
    pub effects: Vec<String>,
    /// How a draft of a paper will look.
    pub preview: Option<String>,
    /// The form of a text, and the texts in force that it can begin with.
    pub begins: Option<(String, Vec<(String, String)>)>,
    /// The cases it rests on: what a link says, and its address.
    pub cases: Vec<(String, String)>,
    /// Where it is taken out as a workbook.
    pub export: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "record_form.html")]
pub(crate) struct FormView {
    pub frame: Frame,
    pub subject: String,
    pub asks: &'static str,
    pub button: &'static str,
    pub href: String,
    pub back: String,
    pub form: String,
    pub wrongs: Vec<Wrong>,
    pub fields: Vec<FieldView>,
    pub sources: Sources,
    pub trouble: Option<(String, Vec<String>)>,
    pub kept: Option<String>,
    pub owner: (String, &'static str),
    /// What may stand in the text, with what each means.
    pub beside: Vec<(&'static str, &'static str)>,
    /// Whether what was typed can be looked at before it is sent.
    pub previews: bool,
}

#[derive(Debug, Template)]
#[template(path = "record_password.html")]
pub(crate) struct PasswordView {
    pub frame: Frame,
    pub login: String,
    pub password: String,
    pub back: String,
}

/// The act that can begin with a text in force.
const BEGINS: &str = "write_circumstance";

pub(super) fn book(id: &str) -> Result<Book, Problem> {
    Book::from_id(id).ok_or_else(Problem::not_found)
}

pub(super) fn list_href(book: Book) -> String {
    format!("/registers/{}", book.id())
}

pub(super) fn record_href(book: Book, key: &str) -> String {
    format!("/registers/{}/at/{}", book.id(), encode(key))
}

fn crumbs(book: Book, here: &str) -> Vec<Crumb> {
    if book.is_single() {
        Vec::new()
    } else {
        vec![Crumb::to(book.title(), list_href(book)), Crumb::here(here)]
    }
}

/// `GET /registers/{book}/at/{key}`.
pub(crate) async fn show_record(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = book(&id)?;
    let page = web.app.find_record(&signed.actor, book, &key).await?;
    let done = book.acts().iter().find(|act| act.name == done.done);
    let today = web.app.today();
    let RecordPage { title, blocks, acts, history, lines, names, foreseen, cases, taken_out } = page;
    let here = record_href(book, &key);
    let writes = acts.iter().any(|act| act.name == BEGINS);
    Ok(show(&RecordView {
        done: done.map(|act| format!("“{}”已经记入历史。", act.title)),
        blocks: blocks.iter().map(|block| one(block, &names, &here, today)).collect(),
        acts: acts.iter().map(|act| (act.title, format!("{here}/do/{}", act.name))).collect(),
        history: history
            .iter()
            .map(|line| HistoryLine {
                at: line.at.to_string(),
                title: line.title.clone(),
                says: names.say(&line.says),
                by: names.person(&line.actor),
            })
            .collect(),
        lines,
        compared: foreseen.compared.into_iter().map(ComparedView::from).collect(),
        effects: foreseen.effects,
        preview: (book == Book::PaperDrafts).then(|| format!("/paper-drafts/{}", encode(&key))),
        cases: cases.iter().map(|row| (said(row), address(&row.stream))).collect(),
        export: taken_out.then(|| format!("{here}/export")),
        begins: writes.then(|| (format!("{here}/do/{BEGINS}"), foreseen.circumstances)),
        frame: web.frame(&visit).page(title.clone(), crumbs(book, &title)),
    }))
}

fn said(row: &Listed) -> String {
    [row.number.as_str(), row.title.as_str()].join(" ").trim().to_owned()
}

/// `POST /registers/{book}/at/{key}/export`: what the page rests on, as a workbook.
pub(crate) async fn export_record(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = book(&id)?;
    let page = web.app.find_record(&signed.actor, book, &key).await?;
    let list = match book {
        Book::Signals => Export::Signal(key),
        Book::Quality => Export::Round(key),
        _ => return Err(Problem::not_found()),
    };
    jobs::made(&web, &visit, Wish { title: page.title.replace(['：', '，'], " "), list, said: Vec::new() })
        .await
}

fn sources(form: &RecordForm) -> Sources {
    let pairs = |choices: &[Choice]| {
        choices.iter().map(|choice| (choice.value.clone(), choice.label.clone())).collect::<Vec<_>>()
    };
    Sources {
        people: pairs(&form.people),
        units: pairs(&form.units),
        offers: form.offers.iter().map(|(name, some)| ((*name).to_owned(), pairs(some))).collect(),
        ..Sources::default()
    }
}

/// What is asked of which record.
struct Asked {
    book: Book,
    key: Option<String>,
    act: String,
}

impl Asked {
    fn href(&self) -> String {
        match &self.key {
            Some(key) => format!("{}/do/{}", record_href(self.book, key), self.act),
            None => format!("{}/new", list_href(self.book)),
        }
    }

    fn back(&self) -> String {
        self.key.as_ref().map_or_else(|| list_href(self.book), |key| record_href(self.book, key))
    }

    /// The one act that makes a new record.
    fn new(id: &str) -> Result<Self, Problem> {
        let book = book(id)?;
        let act = book.acts().iter().find(|act| act.opens).ok_or_else(Problem::not_found)?;
        Ok(Self { book, key: None, act: act.name.to_owned() })
    }

    fn of((id, key, act): (String, String, String)) -> Result<Self, Problem> {
        Ok(Self { book: book(&id)?, key: Some(key), act })
    }

    /// The record, as the key of a draft.
    fn stream(&self) -> Option<StreamId> {
        self.key.as_ref().map(|key| StreamId::new(&self.kind(), key))
    }

    fn kind(&self) -> String {
        format!("register-{}", self.book.id())
    }

    fn fields(&self) -> &'static [Field] {
        self.book.acts().iter().find(|act| act.name == self.act).map_or(&[], |act| act.fields)
    }

    /// Whether the text of a paper is written here.
    fn previews(&self) -> bool {
        self.book == Book::PaperDrafts && matches!(self.act.as_str(), "write" | "revise")
    }

    async fn form(&self, web: &Web, signed: &Signed, fill: &str) -> Result<RecordForm, Problem> {
        let fill = Some(fill).filter(|code| !code.is_empty());
        Ok(web.app.record_form(&signed.actor, self.book, self.key.as_deref(), &self.act, fill).await?)
    }

    fn page(&self, web: &Web, visit: &Visit, page: Making<'_>) -> Response {
        let Making { form, id, sent, faults, sources, trouble, kept } = page;
        let title = form.act.title;
        let mut crumbs = vec![Crumb::to(self.book.title(), list_href(self.book))];
        if self.key.is_some() && !self.book.is_single() {
            crumbs.push(Crumb::to(form.subject.clone(), self.back()));
        }
        crumbs.push(Crumb::here(title));
        let status = match &trouble {
            Some(problem) => StatusCode::from_u16(problem.0.status).unwrap_or(StatusCode::BAD_REQUEST),
            None if faults.is_empty() => StatusCode::OK,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let wrong = trouble.is_some() || !faults.is_empty();
        show_as(
            status,
            &FormView {
                subject: if self.book.is_single() { String::new() } else { form.subject.clone() },
                asks: form.act.asks,
                button: title,
                href: self.href(),
                back: self.back(),
                form: id,
                wrongs: summary(faults),
                fields: fields(form.act.fields, sent, faults, &sources),
                sources,
                trouble: trouble.map(|problem| (problem.0.heading.clone(), problem.0.words.clone())),
                kept,
                owner: owner(visit),
                beside: form.beside.clone(),
                previews: self.previews(),
                frame: web.frame(visit).page(title, crumbs).wrong(wrong),
            },
        )
    }

    async fn show(&self, web: &Web, visit: &Visit, fill: &str) -> Result<Response, Problem> {
        let signed = visit.signed()?;
        let form = self.form(web, signed, fill).await?;
        let (sources, id) = (sources(&form), web.app.new_form_id());
        let draft = web.app.draft(&signed.actor, &self.kind(), self.stream().as_ref(), &self.act).await?;
        // Whoever asks for a text by name gets that text, not what was typed for another.
        let draft = draft.filter(|_| fill.is_empty());
        let kept = draft.as_ref().map(|draft| format!("草稿存于 {}，可以接着填写。", draft.kept_at));
        let sent = draft.map_or_else(|| form.sent.clone(), |draft| draft.sent);
        let making = Making { kept, ..Making::of(&form, id, &sent, sources) };
        Ok(self.page(web, visit, making))
    }

    /// What was typed, as a draft; nothing where it was typed in a form that is not there.
    async fn keep(&self, web: &Web, signed: &Signed, sent: &Sent) -> Result<(), Problem> {
        let (kind, stream, href) = (self.kind(), self.stream(), self.href());
        let place = Place { kind: &kind, case: stream.as_ref(), action: &self.act, href: &href };
        ended::keep(web, &signed.actor.person, place, sent).await
    }

    async fn owned(&self, web: &Web, visit: &Visit, sent: &mut Sent) -> Result<(), Problem> {
        let (kind, stream, href) = (self.kind(), self.stream(), self.href());
        let place = Place { kind: &kind, case: stream.as_ref(), action: &self.act, href: &href };
        ended::owned(web, visit, place, sent, self.fields()).await
    }

    async fn submit(&self, web: &Web, visit: &Visit, request: Request<Body>) -> Result<Response, Problem> {
        let mut sent = sent::read(request, None).await?.sent;
        self.owned(web, visit, &mut sent).await?;
        let signed = visit.signed()?;
        // What stands beside the text follows from the paper that was chosen.
        let chosen = sent.get("code").filter(|_| self.previews()).cloned().unwrap_or_default();
        let form = self.form(web, signed, &chosen).await?;
        let id = sent.remove("form").filter(|id| !id.trim().is_empty());
        let step = sent.remove("step").unwrap_or_default();
        close_gaps(form.act.fields, &mut sent);
        let unknown = unknown_field(form.act.fields, &mut sent);
        let mut sources = sources(&form);
        if step == "discard" {
            web.app.drop_draft(&signed.actor, &self.kind(), self.stream().as_ref(), &self.act).await?;
            return Ok(go(&self.href()));
        }
        let trouble = match (&id, unknown) {
            (_, Some(name)) => Some(Problem::unknown_field(&name)),
            (None, None) => Some(Problem::incomplete()),
            _ => self.keep(web, signed, &sent).await.err(),
        };
        let id = id.unwrap_or_else(|| web.app.new_form_id());
        if trouble.is_some() {
            return Ok(self.page(web, visit, Making { trouble, ..Making::of(&form, id, &sent, sources) }));
        }
        if let Some(list) = step.strip_prefix("more:") {
            let more = crate::render::form::row_count(list, &sent).max(2);
            if let Some(field) = form.act.fields.iter().find(|field| field.name == list)
                && let rongheng_domain::form::Input::List([cell, ..]) = field.input
            {
                sent.insert(format!("{list}.{more}.{}", cell.name), String::new());
            }
            return Ok(self.page(web, visit, Making::of(&form, id, &sent, sources)));
        }
        if step == "keep" {
            let kept = Some(format!("草稿存于 {}。", web.app.clock().now()));
            return Ok(self.page(web, visit, Making { kept, ..Making::of(&form, id, &sent, sources) }));
        }
        look_up(web, signed, form.act.fields, &sent, &mut sources).await?;
        let typed = sent.clone();
        let mut faults = identify(form.act.fields, &mut sent, &sources);
        for fault in offered(form.act.fields, &sent, &sources) {
            if faults.iter().all(|known| known.field != fault.field) {
                faults.push(fault);
            }
        }
        // Every fault at once, not the names first and the rest after them.
        let more = rongheng_domain::form::read(form.act.fields, &sent).err().unwrap_or_default();
        for fault in more {
            if faults.iter().all(|known| known.field != fault.field) {
                faults.push(fault);
            }
        }
        let mut trouble = None;
        if faults.is_empty() {
            let key = self.key.as_deref();
            if step == "preview" && self.previews() {
                let answers = rongheng_domain::form::read(form.act.fields, &sent).unwrap_or_default();
                match web.app.preview_paper(&signed.actor, key, answers).await {
                    Ok(paper) => return Ok(files::paper_sent(paper, true)),
                    Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
                    Err(error) => trouble = Some(Problem::from(error)),
                }
                let making = Making { faults: &faults, trouble, ..Making::of(&form, id, &typed, sources) };
                return Ok(self.page(web, visit, making));
            }
            match web.app.enter(&signed.actor, self.book, key, &self.act, &id, &sent).await {
                Ok(entered) => {
                    web.app
                        .drop_draft(&signed.actor, &self.kind(), self.stream().as_ref(), &self.act)
                        .await?;
                    return Ok(self.entered(web, visit, entered));
                }
                Err(Error::Faults(more)) => faults = more,
                Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
                Err(error) => trouble = Some(Problem::from(error)),
            }
        }
        let making = Making { faults: &faults, trouble, ..Making::of(&form, id, &typed, sources) };
        Ok(self.page(web, visit, making))
    }

    fn entered(&self, web: &Web, visit: &Visit, entered: Entered) -> Response {
        let back = record_href(self.book, &entered.key);
        if let Some(token) = entered.token {
            let crumbs = vec![Crumb::to(self.book.title(), list_href(self.book)), Crumb::here("接口令牌")];
            let frame = web.frame(visit).page("接口令牌", crumbs);
            return show(&TokenPage { frame, token, back });
        }
        let Some(password) = entered.password else {
            return go(&format!("{back}?done={}", self.act));
        };
        let crumbs = vec![Crumb::to(self.book.title(), list_href(self.book)), Crumb::here("一次性口令")];
        let frame = web.frame(visit).page("一次性口令", crumbs);
        show(&PasswordView { frame, login: entered.key, password, back })
    }
}

/// What a form page is made from.
struct Making<'a> {
    form: &'a RecordForm,
    id: String,
    sent: &'a Sent,
    faults: &'a [Fault],
    sources: Sources,
    trouble: Option<Problem>,
    kept: Option<String>,
}

impl<'a> Making<'a> {
    const fn of(form: &'a RecordForm, id: String, sent: &'a Sent, sources: Sources) -> Self {
        Self { form, id, sent, faults: &[], sources, trouble: None, kept: None }
    }
}

/// `GET /registers/{book}/new`.
pub(crate) async fn show_new(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(begin): Query<Begin>,
) -> Result<Response, Problem> {
    visit.signed()?;
    Asked::new(&id)?.show(&web, &visit, begin.fill.trim()).await
}

/// `POST /registers/{book}/new`.
pub(crate) async fn submit_new(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    Asked::new(&id)?.submit(&web, &visit, request).await
}

/// `GET /registers/{book}/at/{key}/do/{act}`.
pub(crate) async fn show_form(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
    Query(begin): Query<Begin>,
) -> Result<Response, Problem> {
    visit.signed()?;
    Asked::of(path)?.show(&web, &visit, &begin.fill).await
}

/// `POST /registers/{book}/at/{key}/do/{act}`.
pub(crate) async fn submit(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    Asked::of(path)?.submit(&web, &visit, request).await
}
