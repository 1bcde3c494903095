//! Files and papers on their way out, and the look-ahead.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use rongheng_app::Reading;
use rongheng_domain::ids::{FileId, StreamId};
use serde::Deserialize;

use super::{cases::encode, made_papers};
use crate::{
    error_page::Problem,
    visit::{Visit, Web},
};

/// What the browser's own viewer may show inside a page of ours; everything else is only downloaded.
const SHOWN: &[&str] = &["application/pdf", "image/png", "image/jpeg", "image/gif"];

/// A shown file can do nothing and be framed by us alone.
const SHOWN_POLICY: &str = "default-src 'none'; img-src 'self'; object-src 'self'; \
                            style-src 'unsafe-inline'; frame-ancestors 'self'";

/// How a file is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    show: String,
}

/// `GET /cases/{kind}/{key}/files/{file}`: as it was uploaded; with `show` beside what is entered from it.
pub(crate) async fn download(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, file)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let case = StreamId::new(&kind, &key);
    let reading = web.app.read_file(&signed.actor, &case, &FileId(file)).await?;
    Ok(sent(reading, !wanted.show.is_empty()))
}

/// `GET /uploads/{file}`: a scan in a form that is not submitted yet, for whoever uploaded it.
pub(crate) async fn show_upload(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    Ok(sent(web.app.read_own_upload(&signed.actor, &FileId(file)).await?, true))
}

pub(crate) fn sent(reading: Reading, show: bool) -> Response {
    let show = show && SHOWN.contains(&reading.media.as_str());
    let name = disposition(&reading.name);
    let name = if show { name.replacen("attachment", "inline", 1) } else { name };
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
    let mut answer = (headers, Body::from_stream(pieces)).into_response();
    if show {
        let policy = HeaderValue::from_static(SHOWN_POLICY);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        answer.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    answer
}

/// `GET /cases/{kind}/{key}/papers/{version}`: a paper made from what happened, as DOCX unless PDF is asked for.
pub(crate) async fn paper(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, version)): Path<(String, String, String)>,
    Query(wanted): Query<made_papers::Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let version = version.parse().map_err(|_| Problem::not_found())?;
    let case = StreamId::new(&kind, &key);
    let paper = web.app.paper(&signed.actor, &case, version, &wanted.ask()).await?;
    Ok(paper_sent(paper, wanted.shown()))
}

/// A paper on its way out; shown inside a page where that is asked for and the browser can.
pub(crate) fn paper_sent(paper: rongheng_app::page::Paper, show: bool) -> Response {
    let show = show && SHOWN.contains(&paper.media);
    let name = disposition(&paper.name);
    let name = if show { name.replacen("attachment", "inline", 1) } else { name };
    let headers = [(header::CONTENT_TYPE, paper.media.to_owned()), (header::CONTENT_DISPOSITION, name)];
    let mut answer = (headers, paper.bytes).into_response();
    if show {
        let policy = HeaderValue::from_static(SHOWN_POLICY);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        answer.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    answer
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
        "cases" => return Ok(Json(web.app.look_ahead(&signed.actor, &look.q).await?).into_response()),
        "units" => web.app.find_units(&signed.actor, &look.q).await?,
        _ => return Err(Problem::not_found()),
    };
    Ok(Json(found.into_iter().map(|choice| choice.label).collect::<Vec<_>>()).into_response())
}

/// Always an attachment, with the Chinese name as RFC 8187 writes it.
pub(crate) fn disposition(name: &str) -> String {
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
