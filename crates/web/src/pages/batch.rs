//! 批量办理: which rows, what is answered once for all of them, what will be done; then a line for each row. The rows
//! ticked in 待办 come here, and 批量交接 ends here (docs/decisions/0023, 0038).

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{
    Error, Result as Asked,
    batch::InBatch,
    page::{Done, Work, WorkTask},
};
use rongheng_domain::{
    form::{self, Fault},
    ids::StreamId,
};

use super::{
    ended::{self, Place},
    look_up::look_up,
    submit::owner,
    work::todo::case_words,
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer, sees_cases},
    render::{
        check::{Answer, answers},
        form::{FieldView, Sent, Sources, Wrong, fields, identify, summary},
    },
    sent,
    visit::{Signed, Visit, Web, go, show_as},
};

/// The field of the ticked rows.
pub(crate) const TICK: &str = "task";

/// A row that may be ticked.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    /// The address of its case.
    pub href: String,
    /// What is sent.
    pub value: String,
    /// Which case.
    pub says: String,
    /// What of it.
    pub about: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// What came of it: whether it was done, and in words.
    pub outcome: Option<(bool, String)>,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Which rows, and the answers.
    #[default]
    Choose,
    /// What will be done.
    Check,
    /// What came of it.
    Done,
}

/// Everything the page says, in either frame.
#[derive(Debug, Clone, Default)]
pub(crate) struct BatchView {
    /// How far it has come.
    pub stage: Stage,
    /// What the button says: `送达结果`.
    pub title: &'static str,
    /// A sentence above the form; may be empty.
    pub lead: String,
    /// Where to post.
    pub href: String,
    /// Where to go instead, and what that says.
    pub back: (String, &'static str),
    /// Where the next batch begins, and what that says.
    pub again: (String, &'static str),
    /// What to say where there is nothing to tick.
    pub none: &'static str,
    /// The rows.
    pub rows: Vec<RowView>,
    /// How many of them are to be done, or were done.
    pub chosen: usize,
    /// How many were ticked that are not to be done any more.
    pub gone: usize,
    /// The questions.
    pub fields: Vec<FieldView>,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
    /// For the lists of people and units.
    pub sources: Sources,
    /// Idempotency key of the page.
    pub key: String,
    /// Whose page it is: person and role.
    pub owner: (String, &'static str),
    /// When the draft was kept.
    pub kept: Option<String>,
    /// The answers in words, for the check page.
    pub answers: Vec<Answer>,
    /// What is sent again from the check page.
    pub again_sent: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "batch.html")]
pub(crate) struct BatchPage {
    pub frame: Frame,
    pub batch: BatchView,
}

#[derive(Debug, Template)]
#[template(path = "plain_batch.html")]
pub(crate) struct PlainBatchPage {
    pub frame: Frame,
    pub batch: BatchView,
}

impl BatchView {
    /// The page in the frame of whoever asks.
    pub(crate) fn show(self, web: &Web, visit: &Visit, title: &str) -> Response {
        let wrong = !self.wrongs.is_empty();
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let crumbs = vec![Crumb::to("工作台", "/work"), Crumb::here(title)];
        let frame = web.frame(visit).page(title, crumbs).wrong(wrong);
        let batch = Self { owner: owner(visit), ..self };
        if visit.signed.as_ref().is_some_and(|signed| is_officer(signed.role)) {
            show_as(status, &BatchPage { frame, batch })
        } else {
            show_as(status, &PlainBatchPage { frame, batch })
        }
    }
}

/// The values ticked.
pub(crate) fn ticked(sent: &Sent) -> Vec<&str> {
    let ticks = sent.get(TICK).map(String::as_str).unwrap_or_default();
    ticks.split('\n').map(str::trim).filter(|tick| !tick.is_empty()).collect()
}

/// What came of one: whether it was done, and in words with the rule that refused.
pub(crate) fn outcome(done: Asked<Done>) -> (bool, String) {
    match done {
        Ok(done) if done.repeated => (true, "此前已经办好，没有重复办理".to_owned()),
        Ok(_) => (true, "已办好".to_owned()),
        Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => {
            let says = |reason: &rongheng_domain::refusal::Reason| {
                format!("{}（{} {}）", reason.says, reason.rule.phrase, reason.rule.code)
            };
            (false, refusal.reasons.iter().map(says).collect())
        }
        Err(Error::Faults(faults)) => (false, faults.into_iter().map(|fault| fault.says).collect()),
        Err(Error::NotFound) => (false, "没有这件案件，或者您不能办理。".to_owned()),
        Err(Error::Conflict(_)) => (false, "别人刚办过这件案件，请打开案件核对后单独办理。".to_owned()),
        Err(Error::KeyReused) => {
            (false, "这一页已经提交过一次，内容与这次不同。请打开案件核对，需要的重新办理。".to_owned())
        }
        Err(_) => (false, "系统没有办成这件，请稍后再试。".to_owned()),
    }
}

/// How a row of the work list is sent.
pub(crate) fn value(task: &WorkTask) -> String {
    format!("{} {}", task.case.stream, task.about)
}

fn row_of(value: &str) -> (StreamId, String) {
    let (stream, about) = value.split_once(' ').unwrap_or((value, ""));
    (StreamId(stream.to_owned()), about.to_owned())
}

/// The address of a batch.
pub(crate) fn href(kind: &str, action: &str) -> String {
    format!("/batch/{kind}/{action}")
}

/// One batch as somebody has it before them.
struct Sitting<'a> {
    web: &'a Web,
    visit: &'a Visit,
    act: InBatch,
    work: Work,
}

/// The act, where it is one of a batch and of this role.
fn act(signed: &Signed, kind: &str, action: &str) -> Result<InBatch, Problem> {
    let act = InBatch::find(kind, action).ok_or_else(Problem::not_found)?;
    let may = sees_cases(signed.role) && act.action.who.iter().any(|role| signed.actor.is(*role));
    if may { Ok(act) } else { Err(Problem::forbidden()) }
}

fn draft_of(action: &str) -> String {
    format!("batch-{action}")
}

impl Sitting<'_> {
    fn rows(&self, sent: &Sent) -> Vec<RowView> {
        let ticked = ticked(sent);
        let row = |task: &WorkTask| {
            let value = value(task);
            RowView {
                href: address(&task.case.stream),
                says: case_words(task, &self.work.names),
                about: task.says.clone(),
                ticked: ticked.contains(&value.as_str()),
                value,
                outcome: None,
            }
        };
        self.work.tasks.iter().map(row).collect()
    }

    fn view(&self) -> BatchView {
        let back = if self.visit.signed.as_ref().is_some_and(|signed| is_officer(signed.role)) {
            "/work"
        } else {
            "/mine"
        };
        let here = href(self.act.kind, self.act.action.name);
        BatchView {
            title: self.act.action.title,
            lead: format!(
                "同样的内容一次填好，逐件记入各自的案卷。每件各自审查，一件不成不影响其他件（{} {}）。",
                self.act.action.rule.phrase, self.act.action.rule.code
            ),
            back: (back.to_owned(), "先不办"),
            again: (here.clone(), "再办一批"),
            none: "现在没有轮到您办的这一类事项；轮到时会出现在待办里。",
            href: here,
            ..BatchView::default()
        }
    }

    fn show(&self, view: BatchView) -> Response {
        view.show(self.web, self.visit, &format!("批量办理：{}", self.act.action.title))
    }

    fn choose(&self, sent: &Sent, faults: &[Fault], sources: Sources, kept: Option<String>) -> Response {
        self.show(BatchView {
            rows: self.rows(sent),
            fields: fields(self.act.asks, sent, faults, &sources),
            wrongs: summary(faults),
            sources,
            kept,
            key: sent
                .get("key")
                .cloned()
                .filter(|key| !key.trim().is_empty())
                .unwrap_or_else(|| self.web.app.new_form_id()),
            ..self.view()
        })
    }

    fn check(&self, sent: &Sent, sources: &Sources) -> Response {
        let asked = ticked(sent).len();
        let mut rows = self.rows(sent);
        rows.retain(|row| row.ticked);
        let mut again_sent: Vec<_> = rows.iter().map(|row| (TICK.to_owned(), row.value.clone())).collect();
        let typed = |name: &str| Some((name.to_owned(), sent.get(name)?.clone()));
        again_sent.extend(self.act.asks.iter().filter_map(|field| typed(field.name)));
        self.show(BatchView {
            stage: Stage::Check,
            chosen: rows.len(),
            gone: asked.saturating_sub(rows.len()),
            rows,
            key: sent.get("key").cloned().unwrap_or_default(),
            answers: answers(self.act.asks, sent, sources),
            again_sent,
            ..self.view()
        })
    }

    async fn done(
        &self,
        signed: &Signed,
        sent: &Sent,
        read: &serde_json::Value,
    ) -> Result<Response, Problem> {
        let known = self.rows(sent);
        let values: Vec<_> = ticked(sent).into_iter().map(str::to_owned).collect();
        let asked: Vec<_> = values.iter().map(|value| row_of(value)).collect();
        let key = sent.get("key").cloned().unwrap_or_default();
        let all = self.web.app.do_in_batch(&signed.actor, self.act, &asked, read, &key).await;
        let rows: Vec<_> = values
            .into_iter()
            .zip(asked)
            .zip(all)
            .map(|((value, (case, _)), done)| RowView {
                outcome: Some(outcome(done)),
                ..known.iter().find(|row| row.value == value).cloned().unwrap_or_else(|| RowView {
                    href: address(&case),
                    says: "打开案件".to_owned(),
                    about: String::new(),
                    ticked: true,
                    outcome: None,
                    value,
                })
            })
            .collect();
        let done = rows.iter().filter(|row| row.outcome.as_ref().is_some_and(|(done, _)| *done)).count();
        // What was refused may be asked again with the same words.
        if done == rows.len() {
            let draft = draft_of(self.act.action.name);
            self.web.app.drop_draft(&signed.actor, self.act.kind, None, &draft).await?;
        }
        Ok(self.show(BatchView { stage: Stage::Done, chosen: done, rows, ..self.view() }))
    }
}

/// `GET /batch/{kind}/{action}`: with the rows ticked that were ticked in 待办; with all where none was.
pub(crate) async fn show_batch(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, action)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let act = act(signed, &kind, &action)?;
    let work = web.app.batch_work(&signed.actor, act).await?;
    let draft = web.app.draft(&signed.actor, act.kind, None, &draft_of(act.action.name)).await?;
    let kept = draft.as_ref().map(|draft| format!("草稿存于 {}，可以接着填写。", draft.kept_at));
    let mut sent = draft.map(|draft| draft.sent).unwrap_or_default();
    let ticks: Vec<_> = query.into_iter().filter(|(name, _)| name == TICK).map(|(_, value)| value).collect();
    if !ticks.is_empty() || ticked(&sent).is_empty() {
        let all = || work.tasks.iter().map(value).collect::<Vec<_>>();
        let ticks = if ticks.is_empty() { all() } else { ticks };
        sent.insert(TICK.to_owned(), ticks.join("\n"));
    }
    let sitting = Sitting { web: &web, visit: &visit, act, work };
    Ok(sitting.choose(&sent, &[], Sources::default(), kept))
}

/// `POST /batch/{kind}/{action}`.
pub(crate) async fn submit_batch(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, action)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let mut sent = sent::read(request, None).await?.sent;
    let step = sent.remove("step").unwrap_or_default();
    let (here, draft) = (href(&kind, &action), draft_of(&action));
    let place = Place { kind: &kind, case: None, action: &draft, href: &here };
    let asks = InBatch::find(&kind, &action).map_or(&[] as &[_], |act| act.asks);
    ended::owned(&web, &visit, place, &mut sent, asks).await?;
    let signed = visit.signed()?;
    let act = act(signed, &kind, &action)?;
    if step == "discard" {
        web.app.drop_draft(&signed.actor, act.kind, None, &draft).await?;
        return Ok(go(&here));
    }
    ended::keep(&web, &signed.actor.person, place, &sent).await?;
    let work = web.app.batch_work(&signed.actor, act).await?;
    let sitting = Sitting { web: &web, visit: &visit, act, work };
    let mut sources = Sources::default();
    look_up(&web, signed, act.asks, &sent, &mut sources).await?;
    if step == "keep" || step == "back" {
        let kept = (step == "keep").then(|| format!("草稿存于 {}。", web.app.clock().now()));
        return Ok(sitting.choose(&sent, &[], sources, kept));
    }
    let typed = sent.clone();
    let mut faults = identify(act.asks, &mut sent, &sources);
    let read = form::read(act.asks, &sent);
    for fault in read.as_ref().err().into_iter().flatten() {
        if faults.iter().all(|known| known.field != fault.field) {
            faults.push(fault.clone());
        }
    }
    let reached = sitting.rows(&sent).iter().any(|row| row.ticked);
    if ticked(&sent).is_empty() || (step != "do" && !reached) {
        let says = "请至少勾选一项；没有列出的，已经办过或者还没有轮到您办。".to_owned();
        faults.insert(0, Fault { field: TICK.to_owned(), label: "事项", says });
    }
    let (Ok(read), true) = (read, faults.is_empty()) else {
        return Ok(sitting.choose(&typed, &faults, sources, None));
    };
    if step != "do" {
        return Ok(sitting.check(&sent, &sources));
    }
    if sent.get("key").is_none_or(|key| key.trim().is_empty()) {
        return Err(Problem::incomplete().way("打开草稿，重新提交", here));
    }
    sitting.done(signed, &sent, &read).await
}

/// Rows of 待办 that can be ticked together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Together {
    /// The id of its form: the boxes belong to it wherever they stand.
    pub form: String,
    /// Where it leads.
    pub href: String,
    /// `送达结果`.
    pub title: &'static str,
    /// How many of them the page shows.
    pub count: usize,
}

/// The acts of which a page shows several rows that may be done together.
pub(crate) fn together(work: &Work) -> Vec<Together> {
    let mut all: Vec<Together> = Vec::new();
    for task in work.tasks.iter().filter(|task| task.other_role.is_none()) {
        let Some(act) = InBatch::find(&task.case.kind, &task.action) else { continue };
        let form = form_id(task);
        match all.iter_mut().find(|one| one.form == form) {
            Some(one) => one.count += 1,
            None => all.push(Together {
                href: href(act.kind, act.action.name),
                title: act.action.title,
                count: 1,
                form,
            }),
        }
    }
    all.retain(|one| one.count > 1);
    all
}

/// The id of the form to which the box of a task belongs.
pub(crate) fn form_id(task: &WorkTask) -> String {
    format!("batch-{}-{}", task.case.kind, task.action)
}
