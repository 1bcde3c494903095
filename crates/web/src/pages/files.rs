//! Files and papers on their way out, and the look-ahead.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use rongheng_domain::ids::{FileId, StreamId};
use serde::Deserialize;

use super::cases::encode;
use crate::{
    error_page::Problem,
    visit::{Visit, Web},
};

/// `GET /cases/{kind}/{key}/files/{file}`: as it was uploaded, never shown inside our pages.
pub(crate) async fn download(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let case = StreamId::new(&kind, &key);
    let reading = web.app.read_file(&signed.actor, &case, &FileId(file)).await?;
    let name = disposition(&reading.name);
    let size = reading.size;
    let media = reading.media.clone();
    let pieces = stream::try_unfold(reading, async |mut reading| {
        let piece = reading.next().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(piece.map(|bytes| (bytes, reading)))
    });
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_LENGTH, size.to_string()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// `GET /cases/{kind}/{key}/papers/{version}`: a paper made from what happened.
pub(crate) async fn paper(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, version)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let version = version.parse().map_err(|_| Problem::not_found())?;
    let paper = web.app.paper(&signed.actor, &StreamId::new(&kind, &key), version).await?;
    let headers = [
        (header::CONTENT_TYPE, paper.media.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&paper.name)),
    ];
    Ok((headers, paper.bytes).into_response())
}

/// What is looked up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    q: String,
}

/// `GET /look/people?q=`: labels for the list under a field.
pub(crate) async fn look(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(register): Path<String>,
    Query(look): Query<Look>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = match register.as_str() {
        "people" => web.app.find_people(&signed.actor, &look.q).await?,
        "units" => web.app.find_units(&signed.actor, &look.q).await?,
        _ => return Err(Problem::not_found()),
    };
    Ok(Json(found.into_iter().map(|choice| choice.label).collect::<Vec<_>>()).into_response())
}

/// Always an attachment, with the Chinese name as RFC 8187 writes it.
fn disposition(name: &str) -> String {
    format!("attachment; filename=\"file\"; filename*=UTF-8''{}", encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_file_name_is_kept_and_cannot_break_the_header() {
        assert_eq!(
            disposition("受理\"\r\n.docx"),
            "attachment; filename=\"file\"; filename*=UTF-8''%E5%8F%97%E7%90%86%22%0D%0A.docx"
        );
    }
}
