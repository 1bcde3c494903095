//! 到期鉴定清单: the archived files of the organ, which of them are due, and why the others are not.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use rongheng_app::due_files::File;
use rongheng_domain::day::Day;

use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    visit::{Visit, Web, show},
};

/// Where it is.
pub(crate) const HERE: &str = "/due-files";

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct FileView {
    pub href: String,
    pub number: String,
    pub volume: String,
    pub archived: String,
    pub term: String,
    pub until: String,
    /// Why it is not due.
    pub why: String,
}

impl From<File> for FileView {
    fn from(file: File) -> Self {
        let standing = file.standing;
        let why: Vec<_> = standing.against.iter().map(|reason| reason.says.as_str()).collect();
        Self {
            href: address(&file.case),
            number: file.number,
            volume: standing.volume,
            archived: standing.archived_on.words(),
            term: standing.term,
            until: standing.until.map_or_else(|| "永久".to_owned(), Day::words),
            why: why.concat(),
        }
    }
}

/// Files of one sort.
#[derive(Debug, Clone)]
pub(crate) struct SortView {
    pub id: &'static str,
    pub title: &'static str,
    pub empty: &'static str,
    pub files: Vec<FileView>,
    /// Whether they can be destroyed.
    pub due: bool,
}

#[derive(Debug, Template)]
#[template(path = "due_files.html")]
pub(crate) struct DueFilesPage {
    pub frame: Frame,
    pub sorts: Vec<SortView>,
}

/// `GET /due-files`.
pub(crate) async fn show_due(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.due_files(&signed.actor).await?;
    let views = |files: Vec<File>| files.into_iter().map(FileView::from).collect();
    let sorts = vec![
        SortView {
            id: "due",
            title: "已经到期，可以鉴定",
            empty: "今天没有到期的案卷。",
            files: views(found.due),
            due: true,
        },
        SortView {
            id: "running",
            title: "还没有到期",
            empty: "没有正在保管期限内的案卷。",
            files: views(found.running),
            due: false,
        },
        SortView {
            id: "permanent",
            title: "永久保存，不销毁",
            empty: "没有永久保存的案卷。",
            files: views(found.permanent),
            due: false,
        },
    ];
    let frame = web.frame(&visit).page("到期鉴定清单", vec![Crumb::here("到期鉴定清单")]);
    Ok(show(&DueFilesPage { frame, sorts }))
}
