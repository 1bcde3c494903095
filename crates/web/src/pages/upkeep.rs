//! 系统维护: what the system administrator has the program do: lists made anew, organisations imported.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_domain::people::Role;

use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    visit::{Signed, Visit, Web, go, show_as},
};

/// Bytes of a list of organisations.
const LARGEST: usize = 8_000_000;

#[derive(Debug, Template)]
#[template(path = "upkeep.html")]
pub(crate) struct UpkeepPage {
    pub frame: Frame,
    pub wrong: Option<String>,
}

fn keeper(visit: &Visit) -> Result<&Signed, Problem> {
    let signed = visit.signed()?;
    if signed.role == Role::SystemAdmin { Ok(signed) } else { Err(Problem::forbidden()) }
}

fn page(web: &Web, visit: &Visit, wrong: Option<String>) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = web.frame(visit).page("系统维护", vec![Crumb::here("系统维护")]).wrong(wrong.is_some());
    show_as(status, &UpkeepPage { frame, wrong })
}

/// `GET /upkeep`.
pub(crate) async fn show_upkeep(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    keeper(&visit)?;
    Ok(page(&web, &visit, None))
}

/// `POST /upkeep/rebuild`.
pub(crate) async fn rebuild(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = keeper(&visit)?;
    web.app.ask_rebuild(&signed.actor).await?;
    Ok(go("/jobs"))
}

/// `POST /upkeep/organisations`: two lists, or one.
pub(crate) async fn organisations(
    State(web): State<Arc<Web>>,
    visit: Visit,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let signed = keeper(&visit)?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::unreadable())?;
    let (mut streets, mut communities) = (String::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(|_| Problem::unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Problem::too_large())?;
        if bytes.len() > LARGEST {
            return Ok(page(&web, &visit, Some("文件超过 8 兆字节，请核对是不是选错了文件。".to_owned())));
        }
        let Ok(text) = String::from_utf8(bytes.to_vec()) else {
            let says = "文件不是 UTF-8 编码的 CSV，请在表格软件里另存为“CSV UTF-8”后重新选择。";
            return Ok(page(&web, &visit, Some(says.to_owned())));
        };
        match name.as_str() {
            "streets" => streets = text,
            "communities" => communities = text,
            _ => {}
        }
    }
    if streets.trim().is_empty() && communities.trim().is_empty() {
        return Ok(page(&web, &visit, Some("请至少选择一个文件。".to_owned())));
    }
    web.app.ask_organisations(&signed.actor, &streets, &communities).await?;
    Ok(go("/jobs"))
}
