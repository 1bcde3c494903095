//! 我的任务: what takes longer than a page waits. Progress comes by itself, with the module or without.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use rongheng_app::{Export, LongWork, Wish, WorkState};
use rongheng_domain::{cases, ids::StreamId, people::Role};
use serde_json::Value;

use super::{
    asked::Asked,
    files::{disposition, sent},
    overview::oversees,
};
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame, is_officer, sees_cases},
    visit::{Visit, Web, go, show},
};

/// A piece of work in the list.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says which button the page shows")]
pub(crate) struct WorkView {
    /// Its address.
    pub href: String,
    /// What it is.
    pub title: String,
    /// When it was asked for.
    pub asked: String,
    /// Until when it is kept.
    pub until: String,
    /// Where it stands.
    pub state: &'static str,
    /// Colour of that.
    pub tone: &'static str,
    /// `逐件计算案件，已办 1200 / 5000 行`.
    pub progress: String,
    /// Done of all, where it goes on and somebody counted.
    pub bar: Option<(u64, u64)>,
    /// What is said of it.
    pub words: Vec<String>,
    /// It can be stopped.
    pub stops: bool,
    /// It waits or runs.
    pub goes_on: bool,
    /// It can begin again.
    pub restarts: bool,
    /// It made a file.
    pub made: bool,
    /// The page that shows what it came to.
    pub page: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "jobs.html")]
pub(crate) struct JobsPage {
    pub frame: Frame,
    pub works: Vec<WorkView>,
    /// Something still goes on: the page comes again by itself.
    pub goes_on: bool,
}

/// How far it is, or was when it stopped.
fn progress(work: &LongWork) -> String {
    let step = work.said.get("step").and_then(Value::as_str).unwrap_or_default();
    let stopped = matches!(work.state, WorkState::Interrupted | WorkState::Cancelled);
    if !matches!(work.state, WorkState::Running | WorkState::Finishing) && !stopped {
        return String::new();
    }
    let count = match (work.done, work.total) {
        (0, 0) => String::new(),
        (done, 0) => format!("已办 {done} 行"),
        (done, total) => format!("已办 {done} / {total} 行"),
    };
    let parts: Vec<_> = [step, &count].into_iter().filter(|part| !part.is_empty()).collect();
    let said = parts.join("，");
    if stopped && !said.is_empty() { format!("停在：{said}") } else { said }
}

fn view(work: &LongWork) -> WorkView {
    let (state, tone) = match work.state {
        WorkState::Waiting => ("排队", "plain"),
        WorkState::Running => ("在办", "blue"),
        WorkState::Finishing => ("正在写入", "blue"),
        WorkState::Done => ("办完", "green"),
        WorkState::Failed => ("没有办成", "red"),
        WorkState::Cancelled => ("已停止", "plain"),
        WorkState::Interrupted => ("中断", "amber"),
    };
    let mut words: Vec<String> = work
        .said
        .get("words")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect();
    if work.state == WorkState::Interrupted {
        words = vec!["办到一半时系统停了，没有办完。需要的，请点“重新开始”。".to_owned()];
    } else if work.state == WorkState::Cancelled {
        words = vec!["按您的要求停止了；停止以前写入的仍然有效，重新开始会接着办。".to_owned()];
    } else if work.state == WorkState::Finishing {
        words = vec!["这一步不能只做一半，现在不能停止，很快就好。".to_owned()];
    } else if work.state.goes_on() {
        words.clear();
    }
    WorkView {
        href: format!("/jobs/{}", work.id),
        title: work.asked.get("title").and_then(Value::as_str).unwrap_or("任务").to_owned(),
        asked: work.asked_at.to_string(),
        until: work.ends_at.to_string(),
        state,
        tone,
        progress: progress(work),
        bar: Some((work.done, work.total)).filter(|_| work.state.goes_on() && work.total > 0),
        words,
        stops: work.state.stops(),
        goes_on: work.state.goes_on(),
        restarts: matches!(work.state, WorkState::Interrupted | WorkState::Failed | WorkState::Cancelled),
        made: work.made && work.state == WorkState::Done,
        page: work.said.get("page").and_then(Value::as_str).map(str::to_owned),
    }
}

/// `GET /jobs`.
pub(crate) async fn show_jobs(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let works = web.app.my_work(&signed.actor).await?;
    Ok(show(&JobsPage {
        goes_on: works.iter().any(|work| work.state.goes_on()),
        works: works.iter().map(view).collect(),
        frame: web.frame(&visit).page("我的任务", vec![Crumb::here("我的任务")]),
    }))
}

/// `POST /jobs/{id}/{act}`.
pub(crate) async fn act(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((id, act)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    match act.as_str() {
        "stop" => web.app.stop_work(&signed.actor, &id).await?,
        "restart" => web.app.restart_work(&signed.actor, &id).await?,
        "drop" => web.app.drop_work(&signed.actor, &id).await?,
        _ => return Err(Problem::not_found()),
    }
    Ok(go("/jobs"))
}

/// `GET /jobs/{id}/file`.
pub(crate) async fn file(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if let Some(package) = web.app.fetch_package(&signed.actor, &id).await? {
        return Ok(sent(package, false));
    }
    let paper = web.app.fetch_work(&signed.actor, &id).await?;
    let headers = [
        (header::CONTENT_TYPE, paper.media.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&paper.name)),
    ];
    Ok((headers, paper.bytes).into_response())
}

/// `POST /cases/{kind}/{key}/package`: an archived case as a whole, as long work.
pub(crate) async fn pack(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    web.app.ask_archive(&signed.actor, &StreamId::new(&kind, &key)).await?;
    Ok(go("/jobs"))
}

/// `POST /lists/{kind}/export?…`: at once where it is small, else as long work.
pub(crate) async fn export(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(kind): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let officer = is_officer(signed.role) && (sees_cases(signed.role) || signed.role == Role::PolicyOfficer);
    if !officer && signed.role != Role::Committee {
        return Err(Problem::forbidden());
    }
    let (name, title) = match cases::named(&kind) {
        Some(known) => (known.name(), known.title()),
        None if kind == "all" => ("", "案件"),
        None => return Err(Problem::not_found()),
    };
    let mut asked = Asked::read(pairs);
    let filter = asked.filter(&web.app, signed, name).await?;
    let said = asked.said().into_iter().map(|(_, says)| says).collect();
    let wish = Wish { title: title.to_owned(), list: Export::Cases(filter), said };
    made(&web, &visit, wish).await
}

/// `POST /exports/{list}`: the lists that have no conditions.
pub(crate) async fn export_list(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(list): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let works = sees_cases(signed.role);
    let (title, list) = match list.as_str() {
        "todo" if works => ("待办", Export::Todo),
        "done" if works => ("已办", Export::Done),
        "started" if works => ("我发起的", Export::Started),
        "supervised" if works && is_officer(signed.role) => ("督办", Export::Supervised),
        "overview" if oversees(signed.role) => ("总览", Export::Overview),
        "learning" if rongheng_app::learning::sees_unit(signed.role) => ("学习记录", Export::Learning),
        "learning" | "todo" | "done" | "started" | "supervised" | "overview" => {
            return Err(Problem::forbidden());
        }
        _ => return Err(Problem::not_found()),
    };
    made(&web, &visit, Wish { title: title.to_owned(), list, said: Vec::new() }).await
}

/// The workbook at once where it is small, else as long work.
pub(crate) async fn made(web: &Web, visit: &Visit, wish: Wish) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let Some(paper) = web.app.export_now(&signed.actor, &wish).await? else {
        web.app.ask_export(&signed.actor, &wish).await?;
        return Ok(go("/jobs"));
    };
    let headers = [
        (header::CONTENT_TYPE, paper.media.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&paper.name)),
    ];
    Ok((headers, paper.bytes).into_response())
}
