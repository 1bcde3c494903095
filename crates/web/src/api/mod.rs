//! `/api/v1`: what the pages show and do, as JSON for programs. The same sessions, the same filter, the same one
//! writer; only the words are put in another envelope.

mod accept;
mod acting;
mod answer;
mod case;
mod desk;
mod files;
mod forms;
mod hooks;
mod issued;
mod openapi;
mod reading;
mod rows;
mod say;
mod schema;
mod shapes;
mod swagger;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use self::{
    accept::{elsewhere, wants_json},
    answer::Object,
    say::reason,
};
use crate::{pages, visit::Web};

/// Where the API begins.
pub(crate) const ROOT: &str = "/api/v1";

/// Every address of the API whose requests are small.
pub(crate) fn routes() -> Router<Arc<Web>> {
    Router::new()
        .route("/api/v1/me", get(reading::me))
        .route("/api/v1/work", get(desk::work))
        .route("/api/v1/messages", get(desk::messages))
        .route("/api/v1/supervised", get(desk::supervised))
        .route("/api/v1/views", get(desk::views))
        .route("/api/v1/registers/{book}", get(desk::register))
        .route("/api/v1/case-registers/{register}", get(desk::case_register))
        .route("/api/v1/issue-registers", get(issued::registers))
        .route("/api/v1/cases", get(reading::cases))
        .route("/api/v1/cases/{kind}", get(reading::cases_of_kind))
        .route("/api/v1/cases/{kind}/{key}", get(reading::case))
        .route("/api/v1/cases/{kind}/{key}/files/{file}", get(pages::files::download))
        .route("/api/v1/cases/{kind}/{key}/papers/{version}", get(pages::files::paper))
        .route("/api/v1/cases/{kind}/acts/{action}", get(forms::opening).post(acting::open))
        .route("/api/v1/cases/{kind}/{key}/acts/{action}", get(forms::of_case).post(acting::act))
        .route("/api/v1/schemas/{kind}/{file}", get(forms::schema))
        .route("/api/openapi.json", get(swagger::document))
        .route("/api/", get(swagger::page))
        .route("/api", get(async || axum::response::Redirect::permanent("/api/")))
        .route("/api/ui/{file}", get(swagger::file))
        .route("/api/v1/people", get(reading::people))
        .route("/api/v1/units", get(reading::units))
}

/// The address that takes files.
pub(crate) fn uploads() -> Router<Arc<Web>> {
    Router::new().route("/api/v1/files", post(files::upload))
}
