//! Files on their way in: the answer of a file field is the id that this gives.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Query, Request, State},
    http::{StatusCode, header},
    response::Response,
};
use futures_util::StreamExt;
use rongheng_app::page::UploadedFile;
use serde::Deserialize;
use serde_json::json;

use super::answer;
use crate::{
    error_page::Problem,
    sent::Keeper,
    visit::{Visit, Web},
};

/// What a file that is sent as it is, is called.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Called {
    name: String,
}

/// `POST /api/v1/files`: one part of a form, or the bytes as they are with `?name=`.
pub(crate) async fn upload(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(called): Query<Called>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let actor = &visit.signed()?.actor;
    let multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"));
    if !multipart {
        if called.name.trim().is_empty() {
            let says = "要写明文件名（带扩展名），如 ?name=会议记录.pdf。请补上。";
            return Err(Problem::bad_parameter("name", says));
        }
        let mut upload = web.app.begin_upload(actor, &called.name).await?;
        let mut pieces = request.into_body().into_data_stream();
        while let Some(piece) = pieces.next().await {
            upload.write(&piece.map_err(|_| Problem::too_large())?).await?;
        }
        return Ok(kept(&upload.finish().await?));
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::unreadable())?;
    let keeper = Keeper { app: &web.app, actor };
    while let Some(field) = form.next_field().await.map_err(|_| Problem::unreadable())? {
        let Some(name) = field.file_name().map(str::to_owned).filter(|name| !name.is_empty()) else {
            continue;
        };
        return Ok(kept(&keeper.keep(&name, field).await?));
    }
    Err(Problem::bad_body("正文里没有文件。请用 multipart/form-data 的一个文件部分，或者直接发送文件内容。"))
}

fn kept(file: &UploadedFile) -> Response {
    let said =
        json!({"id": file.id.0, "name": file.name, "media": file.media, "sm3": file.hash, "size": file.size});
    answer::json(StatusCode::CREATED, said.to_string())
}
