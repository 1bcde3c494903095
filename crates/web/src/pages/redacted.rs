//! 去标识对照: the draft of what is to be published beside what is left of it, the differences marked; for an official
//! what is left alone.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use rongheng_domain::ids::StreamId;

use super::{
    case::beside_frame,
    versions::{PieceView, changes, side},
};
use crate::{
    error_page::{Problem, address},
    frame::{Frame, is_officer},
    render::difference,
    visit::{Visit, Web, show},
};

#[derive(Debug, Template)]
#[template(path = "redacted.html")]
pub(crate) struct RedactedPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub draft: Vec<PieceView>,
    /// What is left; `None` before every place is decided.
    pub left: Option<Vec<PieceView>>,
    pub changes: usize,
}

#[derive(Debug, Template)]
#[template(path = "plain_redacted.html")]
pub(crate) struct PlainRedactedPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub left: String,
}

/// `GET /cases/{kind}/{key}/redacted`.
pub(crate) async fn show_redacted(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let stream = StreamId::new(&kind, &key);
    let found = web.app.redacted(&signed.actor, &stream).await?;
    let frame = beside_frame(&web, &visit, &stream, (found.kind_title, &found.subject), "去标识对照");
    let (case, subject) = (address(&stream), found.subject);
    let Some(draft) = found.draft.filter(|_| is_officer(signed.role)) else {
        let left = found.left.ok_or_else(Problem::not_found)?;
        return Ok(show(&PlainRedactedPage { frame, case, subject, left }));
    };
    let pieces = found.left.as_ref().map(|left| difference::difference(&draft, left));
    let plain = || vec![PieceView { tag: "", text: draft.clone() }];
    Ok(show(&RedactedPage {
        draft: pieces.as_ref().map_or_else(plain, |pieces| side(pieces, "del")),
        left: pieces.as_ref().map(|pieces| side(pieces, "ins")),
        changes: pieces.as_ref().map_or(0, |pieces| changes(pieces)),
        frame,
        case,
        subject,
    }))
}
