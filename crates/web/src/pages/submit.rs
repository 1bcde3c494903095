//! Doing something: one route for all actions. A form, 核对, and one command to `app`.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rongheng_app::{Ask, Error, page};
use rongheng_domain::{
    cases,
    form::{self, Fault, Field},
    ids::StreamId,
    kind::Action,
    paper::CHECK,
    refusal::Refusal,
    sheet::Running,
};

use super::{
    act::{
        ActView, CheckPage, Foreseen, FormPage, Making, PAPER, PaperPage, PlainCheckPage, PlainFormPage,
        in_order, view,
    },
    applicable,
    ended::{self, Place},
    find,
    in_place::{self, answers, ask, typed},
    look_up::{file_names, look_up},
    papers,
    standing::{self, making, sources},
    stray::{close_gaps, misplaced, offered, unknown_field},
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer},
    render::{
        form::{Sent, Sources, identify, row_count},
        light,
    },
    sent::{self, Keeper},
    visit::{Signed, Visit, Web, go, show, show_as},
};

/// What an action is asked of.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The kind.
    pub kind: String,
    /// The case; `None` where it opens one.
    pub case: Option<StreamId>,
    /// The action.
    pub action: String,
}

impl Target {
    fn of_case((kind, key, action): (String, String, String)) -> Self {
        Self { case: Some(StreamId::new(&kind, &key)), kind, action }
    }

    fn opening((kind, action): (String, String)) -> Self {
        Self { kind, case: None, action }
    }

    pub(crate) fn href(&self) -> String {
        match &self.case {
            Some(case) => format!("{}/do/{}", address(case), self.action),
            None => format!("/new/{}/{}", self.kind, self.action),
        }
    }

    /// The place of the form, for its draft.
    fn place<'a>(&'a self, href: &'a str) -> Place<'a> {
        Place { kind: &self.kind, case: self.case.as_ref(), action: &self.action, href }
    }

    /// What it asks, where there is such an action.
    fn fields(&self) -> &'static [Field] {
        let action = cases::named(&self.kind).and_then(|kind| kind.action(&self.action));
        action.map_or(&[], |action| action.fields)
    }

    pub(crate) fn back(&self) -> String {
        self.case.as_ref().map_or_else(|| "/".to_owned(), address)
    }
}

pub(crate) async fn show_form(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let target = Target::of_case(path);
    // A paper that is named is checked beside its scan.
    let paper = query.get("paper").and_then(|paper| paper.parse::<u32>().ok());
    if let (Some(paper), Some(case), true) = (paper, &target.case, target.action == CHECK.name) {
        return Ok(go(&format!("{}/paper/{paper}", address(case))));
    }
    blank(&web, &visit, target, query).await
}

pub(crate) async fn show_opening(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    blank(&web, &visit, Target::opening(path), query).await
}

pub(crate) async fn submit(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    Box::pin(stepped(&web, &visit, Target::of_case(path), request)).await
}

pub(crate) async fn submit_opening(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    Box::pin(stepped(&web, &visit, Target::opening(path), request)).await
}

/// `POST …/draft`: kept while one types.
pub(crate) async fn keep_draft(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    kept_quietly(&web, &visit, Target::of_case(path), request).await
}

pub(crate) async fn keep_opening_draft(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    kept_quietly(&web, &visit, Target::opening(path), request).await
}

/// `GET /cases/{kind}/{key}/missing/{action}`: the full list.
pub(crate) async fn show_missing(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(path): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let target = Target::of_case(path);
    let page = asked(&web, visit.signed()?, &target).await?;
    let Some(first) = page.blocked.first() else { return Ok(go(&target.href())) };
    let refusal = Refusal { rule: first.rule, reasons: page.blocked.clone() };
    Err(refused(&refusal, &page, &target, false))
}

pub(crate) async fn asked(web: &Web, signed: &Signed, target: &Target) -> Result<page::FormPage, Problem> {
    let known = cases::named(&target.kind).ok_or_else(Problem::not_found)?;
    if known.action(&target.action).is_none() {
        return Err(Problem::unknown_action(&target.back()));
    }
    Ok(web.app.form(&signed.actor, &target.kind, target.case.as_ref(), &target.action).await?)
}

async fn blank(
    web: &Web,
    visit: &Visit,
    target: Target,
    query: BTreeMap<String, String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let page = asked(web, signed, &target).await?;
    let act = standing::fresh(web, signed, &page, &target, query).await?;
    Ok(form_page(web, visit, &page, act, StatusCode::OK))
}

/// The form, on the page of its own where it has one, in the frame of whoever asks.
fn form_page(
    web: &Web,
    visit: &Visit,
    page: &page::FormPage,
    mut act: ActView,
    status: StatusCode,
) -> Response {
    act.owner = owner(visit);
    act.most = web.app.config().largest_file;
    let wrong = !act.wrongs.is_empty() || act.trouble.is_some();
    let frame = act_frame(web, visit, page, &act).wrong(wrong);
    let officer = visit.signed.as_ref().is_some_and(|signed| is_officer(signed.role));
    match officer {
        true if act.layout => show_as(status, &PaperPage { frame, act }),
        true if find::judges(page) => show_as(status, &find::page(frame, act)),
        true => show_as(status, &FormPage { frame, act }),
        _ => show_as(status, &PlainFormPage { frame, act }),
    }
}

/// The form again with every word that was sent, under what the machine could not do: a page of its own would
/// take the words away, and there may be no room for a draft.
fn troubled(
    web: &Web,
    visit: &Visit,
    page: &page::FormPage,
    mut act: ActView,
    problem: &Problem,
) -> Response {
    let mut words = problem.0.words.clone();
    words.push("您填写的内容都在这一页上，但不一定存成了草稿；附件可能需要重新选择。".to_owned());
    act.trouble = Some((problem.0.heading.clone(), words));
    let status = StatusCode::from_u16(problem.0.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    form_page(web, visit, page, act, status)
}

/// Whose page it is.
pub(crate) fn owner(visit: &Visit) -> (String, &'static str) {
    let signed = visit.signed.as_ref();
    signed.map_or_else(Default::default, |signed| (signed.actor.person.to_string(), signed.role.id()))
}

fn check_page(web: &Web, visit: &Visit, page: &page::FormPage, mut act: ActView) -> Response {
    act.owner = owner(visit);
    let mut frame = act_frame(web, visit, page, &act);
    frame.title = format!("核对：{}", page.action.title);
    if visit.signed.as_ref().is_some_and(|signed| is_officer(signed.role)) {
        show(&CheckPage { frame, act })
    } else {
        show(&PlainCheckPage { frame, act })
    }
}

fn act_frame(web: &Web, visit: &Visit, page: &page::FormPage, act: &ActView) -> Frame {
    let mut crumbs = vec![Crumb::to("工作台", "/work")];
    if act.layout {
        crumbs.push(Crumb::to("代录", papers::HERE));
    }
    if let (Some(kind), false) = (cases::named(page.kind), act.layout) {
        crumbs.push(Crumb::to(kind.title(), format!("/cases/{}", page.kind)));
    }
    if page.case.is_some() {
        let number = page.subject.split(" · ").next().unwrap_or("案件").to_owned();
        crumbs.push(Crumb::to(number, act.back.clone()));
    }
    crumbs.push(Crumb::here(page.action.title));
    let frame = web.frame(visit).page(page.action.title, crumbs);
    if act.layout { frame.under(papers::HERE) } else { frame }
}

/// Keeps what is typed, with one sentence for the page.
async fn kept_quietly(
    web: &Web,
    visit: &Visit,
    target: Target,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let mut form = sent::read(request, None).await?;
    let href = target.href();
    ended::owned(web, visit, target.place(&href), &mut form.sent, target.fields()).await?;
    ended::keep(web, &visit.signed()?.actor.person, target.place(&href), &form.sent).await?;
    let now = web.app.clock().now();
    Ok(format!("草稿存于 {now}").into_response())
}

/// One step of a form: one more row, keep, check, submit.
async fn stepped(
    web: &Web,
    visit: &Visit,
    target: Target,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let href = target.href();
    let place = target.place(&href);
    let asked = match &visit.signed {
        Some(signed) => Some((signed, asked(web, signed, &target).await)),
        None => None,
    };
    // Files are taken from those alone who may do what the form is for; what they typed is kept in any case.
    let keeper = match &asked {
        Some((signed, Ok(_))) => Some(Keeper { app: &web.app, actor: &signed.actor }),
        _ => None,
    };
    let sent::Form { mut sent, files, problems } = sent::read(request, keeper).await?;
    let step = sent.remove("step").unwrap_or_else(|| "check".to_owned());
    ended::owned(web, visit, place, &mut sent, target.fields()).await?;
    let (signed, mut page) = match asked.ok_or_else(Problem::signed_out)? {
        (signed, Ok(page)) => (signed, page),
        (signed, Err(problem)) => {
            ended::keep(web, &signed.actor.person, place, &sent).await?;
            return Err(problem);
        }
    };
    if step == "discard" {
        web.app.drop_draft(&signed.actor, &target.kind, target.case.as_ref(), &target.action).await?;
        return Ok(go(&href));
    }
    close_gaps(page.action.fields, &mut sent);
    let unknown = unknown_field(page.action.fields, &mut sent);
    if find::judges(&page) {
        find::lay_out(&mut sent);
    }
    let mut sources = sources(&page);
    let mut faults = misplaced(page.action.fields, &mut sent, &files);
    sources.files.extend(files);
    look_up(web, signed, page.action.fields, &sent, &mut sources).await?;
    let lost = file_names(web, page.action.fields, &sent, &mut sources).await?;
    page.people = Vec::new();
    page.units = Vec::new();
    let kept = ended::keep(web, &signed.actor.person, place, &sent).await;
    if let Some(name) = unknown {
        let making = Making { sources, ..making(&page, &target, &sent, &[]) };
        return Ok(troubled(web, visit, &page, view(making), &Problem::unknown_field(&name)));
    }
    match problems.into_iter().chain(kept.err()).next() {
        Some(problem)
            if problem.passes() || matches!(problem.0.codes.as_str(), "file_refused" | "too_large") =>
        {
            let making = Making { sources, ..making(&page, &target, &sent, &[]) };
            return Ok(troubled(web, visit, &page, view(making), &problem));
        }
        Some(problem) => return Err(problem.way("打开草稿，继续填写", target.href())),
        None => {}
    }
    if let ("look", Some(case), true) = (step.as_str(), &target.case, find::judges(&page)) {
        return Ok(go(&format!("{}?case={}", applicable::HERE, super::cases::encode(&case.0))));
    }
    if let Some(list) = step.strip_prefix("more:") {
        let row = row_count(list, &sent);
        sent.insert(format!("{list}.{row}.more"), String::new());
        let making = Making { sources, ..making(&page, &target, &sent, &[]) };
        return Ok(form_page(web, visit, &page, view(making), StatusCode::OK));
    }
    let scan = standing::scan(web, signed, &sent).await;
    if step == "keep" || step == "scan" {
        let kept = Some(format!("草稿存于 {}。", web.app.clock().now()));
        let making = Making { kept, sources, scan, ..making(&page, &target, &sent, &[]) };
        return Ok(form_page(web, visit, &page, view(making), StatusCode::OK));
    }
    let typed = sent.clone();
    faults.extend(identify(page.action.fields, &mut sent, &sources));
    faults.extend(identify(PAPER, &mut sent, &sources));
    let place = in_place::asks(&in_place::offers(&page));
    let [first, second] = in_order(page.action.fields, page.paper, &sent);
    for fields in [place, first, second] {
        if let Err(more) = form::read(fields, &sent) {
            faults.extend(
                more.into_iter().filter(|m| !faults.iter().any(|f| f.field == m.field)).collect::<Vec<_>>(),
            );
        }
    }
    // A form sent twice gets its first answer: by then its file is taken and its choice is not offered any more.
    if step != "submit" || !faults.is_empty() {
        for fault in offered(page.action.fields, &sent, &sources).into_iter().chain(lost) {
            if faults.iter().all(|known| known.field != fault.field) {
                faults.push(fault);
            }
        }
    }
    if !faults.is_empty() {
        let making = Making { sources, scan, ..making(&page, &target, &typed, &faults) };
        return Ok(form_page(web, visit, &page, view(making), StatusCode::UNPROCESSABLE_ENTITY));
    }
    if step != "submit" {
        let foreseen = foreseen(web, signed, &target, &sent).await;
        let making = Making { sources, scan, ..making(&page, &target, &sent, &[]) };
        return Ok(check_page(web, visit, &page, ActView { foreseen, ..view(making) }));
    }
    let version = sent.get("version").and_then(|text| text.trim().parse().ok());
    let keyed = sent.get("key").is_some_and(|key| !key.trim().is_empty());
    if !keyed || (target.case.is_some() && version.is_none()) {
        sent.remove("key");
        sent.remove("version");
        let making = Making { sources, ..making(&page, &target, &sent, &[]) };
        return Ok(troubled(web, visit, &page, view(making), &Problem::incomplete()));
    }
    execute(web, visit, signed, &page, &target, (&sent, version), sources).await
}

/// The limits that would run once this is submitted, in words.
async fn foreseen(web: &Web, signed: &Signed, target: &Target, sent: &Sent) -> Vec<Foreseen> {
    if !is_officer(signed.role) {
        return Vec::new();
    }
    let today = web.app.clock().now().day();
    let found = web.app.foresee(ask(signed, target, sent), &answers(sent)).await;
    let limits = found.ok().flatten().unwrap_or_default();
    let words = |one: Running| Foreseen {
        says: format!(
            "按 {} 起算，期限到 {}{}。",
            light::long(one.due.start, today),
            light::long(one.due.last, today),
            if one.due.provisional { "（预计）" } else { "" }
        ),
        title: one.title,
    };
    limits.into_iter().map(words).collect()
}

async fn execute(
    web: &Web,
    visit: &Visit,
    signed: &Signed,
    page: &page::FormPage,
    target: &Target,
    (sent, version): (&Sent, Option<u64>),
    sources: Sources,
) -> Result<Response, Problem> {
    let ask = Ask {
        expected: if target.case.is_some() { version } else { None },
        key: typed(sent, "key"),
        ..ask(signed, target, sent)
    };
    let answers = answers(sent);
    let faults = match web.app.execute_form(ask, &answers).await {
        Ok(done) => {
            let repeated = if done.repeated { "&again=yes" } else { "" };
            let number = super::cases::encode(done.number.as_deref().unwrap_or_default());
            let case = address(&done.case);
            // Whoever confirms a receipt wants to read what was served, not that the receipt is confirmed.
            if target.action == "acknowledge" && !is_officer(signed.role) {
                return Ok(go(&case));
            }
            let action = &target.action;
            let paper = standing::next_paper(sent);
            return Ok(go(&format!(
                "{case}/done/{}?action={action}&number={number}{repeated}{paper}",
                done.version
            )));
        }
        Err(Error::Faults(faults)) => faults,
        Err(Error::Refused(refusal)) if refusal.reasons.iter().all(|reason| reason.field.is_some()) => {
            at_fields(page.action.fields, &refusal)
        }
        Err(Error::Refused(refusal)) => return Err(refused(&refusal, page, target, true)),
        Err(Error::Conflict(since)) => {
            return Err(Problem::from(Error::Conflict(since)).way("打开草稿，继续填写", target.href()));
        }
        Err(Error::KeyReused) => return Err(Problem::key_reused(&target.href())),
        Err(error) => {
            let problem = Problem::from(error);
            if !problem.passes() {
                return Err(problem);
            }
            let making = Making { sources, ..making(page, target, sent, &[]) };
            return Ok(troubled(web, visit, page, view(making), &problem));
        }
    };
    let making = Making { sources, ..making(page, target, sent, &faults) };
    Ok(form_page(web, visit, page, view(making), StatusCode::UNPROCESSABLE_ENTITY))
}

/// A refusal that concerns answers only is shown at the fields, with the rule's words.
fn at_fields(fields: &'static [Field], refusal: &Refusal) -> Vec<Fault> {
    refusal
        .reasons
        .iter()
        .map(|reason| {
            let name = reason.field.unwrap_or_default();
            Fault {
                field: name.to_owned(),
                label: fields
                    .iter()
                    .chain(PAPER)
                    .chain(in_place::FIELD)
                    .find(|field| field.name == name)
                    .map_or("", |field| field.label),
                says: format!("{}（{} {}）", reason.says, reason.rule.phrase, reason.rule.code),
            }
        })
        .collect()
}

fn refused(refusal: &Refusal, page: &page::FormPage, target: &Target, kept: bool) -> Problem {
    let none: &[Action] = &[];
    let known = cases::named(page.kind);
    let actions = known.as_ref().map_or(none, |kind| kind.actions());
    let problem = Problem::refused(refusal, page.action.title, kept, &target.back(), actions);
    if page.draft.is_some() || kept { problem.way_last("打开草稿", target.href()) } else { problem }
}
