//! 会商: everything of it on one page that keeps itself fresh, with the form of what this person has to do now.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use rongheng_domain::ids::StreamId;

use super::{
    act::ActView,
    acts::{self, ActLink},
    case::{Light, NextView, Part, crumbs, nexts, subject},
    standing,
};
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    render::sheet::{self, BlockView, OpinionView, Tag},
    visit::{Visit, Web, show},
};

#[derive(Debug, Template)]
#[template(path = "consultation.html")]
pub(crate) struct ConsultationPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub tags: Vec<Tag>,
    pub parts: Vec<Part>,
    pub opinions: Vec<OpinionView>,
    pub nexts: Vec<NextView>,
    pub ready: Vec<ActLink>,
    pub blocked: Vec<ActLink>,
    pub act: Option<ActView>,
    pub at: String,
}

/// The acts of a consultation.
const CONSULTING: &[&str] = &[
    "compose_consultation",
    "declare_recusal",
    "decide_recusal",
    "give_opinion",
    "hold_consultation",
    "send_minutes",
    "answer_minutes",
    "close_consultation",
    "reconvene",
];

/// Whether an act belongs to a meeting, so that its receipt leads back there.
pub(crate) fn belongs(action: &str) -> bool {
    AT_ONCE.contains(&action)
}

/// Those whose form stands on the page itself, once they can be done.
const AT_ONCE: &[&str] =
    &["answer_minutes", "give_opinion", "hold_consultation", "send_minutes", "close_consultation"];

/// The consultation apart from its opinions, so that a page can list these by name.
pub(crate) fn split_opinions(parts: Vec<Part>) -> (Vec<Part>, Vec<OpinionView>) {
    let mut opinions = Vec::new();
    let parts = parts
        .into_iter()
        .map(|part| {
            let mut blocks = Vec::new();
            let mut past = false;
            for block in part.blocks {
                // What was said in an earlier meeting stays with it.
                past |= matches!(&block, BlockView::Heading(text) if text.ends_with("（此前）"));
                match block {
                    BlockView::Opinion(opinion) if !past && opinion.word != "核改" => {
                        opinions.push(opinion);
                    }
                    other => blocks.push(other),
                }
            }
            Part { blocks, ..part }
        })
        .collect();
    (parts, opinions)
}

/// `GET /cases/{kind}/{key}/consultation`.
pub(crate) async fn show_consultation(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let stream = StreamId::new(&kind, &key);
    let found = web.app.open_case(&signed.actor, &stream, "tab:consultation").await?;
    let case = address(&found.stream);
    if kind != "tolerance" || found.plain {
        return Err(Problem::not_found());
    }
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let rows = acts::from_rows(&found);
    let sections = found.sheet.sections.iter().filter(|section| section.id == "consultation");
    let parts = sections
        .map(|section| Part {
            id: section.id.clone(),
            title: section.title.clone(),
            blocks: sheet::live_blocks(section, &found.names, &case, found.today, &rows),
        })
        .collect();
    let (parts, opinions) = split_opinions(parts);
    let meeting = |link: &ActLink| CONSULTING.contains(&link.name);
    let (ready, blocked) = acts::buttons(&found);
    let ready: Vec<_> = acts::next_first(ready, &found.sheet.next).into_iter().filter(meeting).collect();
    let asked = |link: &&ActLink| {
        AT_ONCE.contains(&link.name)
            && found.sheet.next.iter().any(|next| next.action.as_deref() == Some(link.name))
    };
    let act = match ready.iter().find(asked) {
        Some(link) => standing::at_once(&web, signed, &stream, link.name).await?,
        None => None,
    };
    let next = found.sheet.next.iter().filter(|next| {
        next.action.as_deref().is_some_and(|name| CONSULTING.contains(&name) && name != "declare_recusal")
    });
    let next: Vec<_> = next.cloned().collect();
    Ok(show(&ConsultationPage {
        subject: subject(&found),
        tags: sheet::tags(&found.sheet),
        parts,
        opinions,
        nexts: nexts(&next, with),
        ready,
        blocked: blocked.into_iter().filter(meeting).collect(),
        frame: web.frame(&visit).page("会商", crumbs(&found, Some("会商"))),
        case,
        act,
        at: web.app.clock().now().to_string(),
    }))
}
