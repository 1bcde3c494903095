//! 表格: a book taken out as a workbook, and one brought in: chosen, checked, looked at, confirmed.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rongheng_app::{
    Book, Error, WorkState,
    records::{Column, RowChange, RowFault},
};

use super::files::disposition;
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    visit::{Visit, Web, go, show, show_as},
};

#[derive(Debug, Template)]
#[template(path = "sheet.html")]
pub(crate) struct SheetPage {
    pub frame: Frame,
    pub here: String,
    pub wrong: Option<String>,
    pub columns: &'static [Column],
    /// Whether the reader brings sheets in; the others take them out alone.
    pub takes: bool,
    /// Whether what comes in becomes an amendment.
    pub amends: bool,
}

#[derive(Debug, Template)]
#[template(path = "sheet_checked.html")]
pub(crate) struct CheckedPage {
    pub frame: Frame,
    pub here: String,
    pub back: String,
    pub file: String,
    pub goes_on: bool,
    pub rows: usize,
    pub changes: usize,
    pub faults: usize,
    pub first_changes: Vec<RowChange>,
    pub first_faults: Vec<RowFault>,
    pub words: Vec<String>,
    pub writes: bool,
    pub amends: bool,
}

fn book(id: &str) -> Result<Book, Problem> {
    Book::from_id(id).filter(|book| !book.columns().is_empty()).ok_or_else(Problem::not_found)
}

fn href(book: Book) -> String {
    format!("/registers/{}/sheet", book.id())
}

fn crumbs(book: Book, here: &str) -> Vec<Crumb> {
    vec![Crumb::to(book.title(), format!("/registers/{}", book.id())), Crumb::here(here)]
}

fn page(web: &Web, visit: &Visit, book: Book, wrong: Option<String>) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !book.readers().contains(&signed.role) {
        return Err(Problem::forbidden());
    }
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = web.frame(visit).page("表格导入导出", crumbs(book, "表格导入导出")).wrong(wrong.is_some());
    Ok(show_as(
        status,
        &SheetPage {
            here: href(book),
            wrong,
            columns: book.columns(),
            takes: book.takes_sheets_of(signed.role),
            amends: book == Book::Checklist,
            frame,
        },
    ))
}

/// `GET /registers/{book}/sheet`.
pub(crate) async fn show_sheet(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    page(&web, &visit, book(&id)?, None)
}

/// `GET /registers/{book}/sheet/file`.
pub(crate) async fn file(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let paper = web.app.export_sheet(&signed.actor, book(&id)?).await?;
    let headers = [
        (header::CONTENT_TYPE, paper.media.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&paper.name)),
    ];
    Ok((headers, paper.bytes).into_response())
}

/// `POST /registers/{book}/sheet`: a file to be checked.
pub(crate) async fn check(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = book(&id)?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::unreadable())?;
    let (mut name, mut bytes) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| Problem::unreadable())? {
        if field.name() == Some("file") {
            name = field.file_name().unwrap_or_default().to_owned();
            bytes = field.bytes().await.map_err(|_| Problem::too_large())?.to_vec();
        }
    }
    match web.app.ask_check_sheet(&signed.actor, book, &name, &bytes).await {
        Ok(work) => Ok(go(&format!("{}/{work}", href(book)))),
        Err(Error::FileRefused(says)) => page(&web, &visit, book, Some(says)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /registers/{book}/sheet/{work}`: what a file would change.
pub(crate) async fn show_checked(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((id, work)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let book = book(&id)?;
    let checked = web.app.sheet_checked(&signed.actor, &work).await?;
    if checked.book != book {
        return Err(Problem::not_found());
    }
    Ok(show(&CheckedPage {
        here: format!("{}/{work}", href(book)),
        back: href(book),
        goes_on: checked.state.goes_on(),
        writes: checked.state == WorkState::Done && checked.changes > 0,
        amends: book == Book::Checklist,
        file: checked.file,
        rows: checked.rows,
        changes: checked.changes,
        faults: checked.faults,
        first_changes: checked.first_changes,
        first_faults: checked.first_faults,
        words: checked.words,
        frame: web.frame(&visit).page("核对结果", crumbs(book, "核对结果")),
    }))
}

/// `POST /registers/{book}/sheet/{work}`: written as it was shown.
pub(crate) async fn write(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((_, work)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    web.app.ask_write_sheet(&signed.actor, &work).await?;
    Ok(go("/jobs"))
}
