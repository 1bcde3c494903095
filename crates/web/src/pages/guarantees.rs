//! 本系统保证 and 访问矩阵.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use rongheng_domain::people::Role;

use crate::{
    error_page::Problem,
    frame::Frame,
    visit::{Visit, Web, show},
};

/// A guarantee of the procedure.
#[derive(Debug, Clone)]
pub(crate) struct GuaranteeRow {
    /// Set phrase.
    pub phrase: String,
    /// Code of the rule.
    pub code: String,
    /// What is guaranteed.
    pub says: String,
    /// How it is held.
    pub how: String,
    /// The test that holds it.
    pub test: String,
}

/// An attack on the ledger.
#[derive(Debug, Clone)]
pub(crate) struct AttackRow {
    /// What somebody did.
    pub attack: String,
    /// What finds it.
    pub found_by: String,
    /// What `verify` answers.
    pub answer: String,
}

#[derive(Debug, Template)]
#[template(path = "guarantees.html")]
pub(crate) struct GuaranteesPage {
    pub frame: Frame,
    pub guarantees: Vec<GuaranteeRow>,
    pub attacks: Vec<AttackRow>,
}

#[derive(Debug, Template)]
#[template(path = "access.html")]
pub(crate) struct AccessPage {
    pub frame: Frame,
    pub matrix: String,
}

/// `GET /guarantees`.
pub(crate) async fn show_guarantees(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    visit.signed()?;
    let guarantees = rongheng_app::guarantees()
        .iter()
        .map(|one| GuaranteeRow {
            phrase: one.phrase.to_owned(),
            code: one.code.to_owned(),
            says: one.says.to_owned(),
            how: one.how.to_owned(),
            test: one.test.to_owned(),
        })
        .collect();
    let attacks = rongheng_app::attacks()
        .iter()
        .map(|one| AttackRow {
            attack: one.does.to_owned(),
            found_by: one.found_by.to_owned(),
            answer: one.answer.to_owned(),
        })
        .collect();
    let frame = web.frame(&visit).page("本系统保证", Vec::new());
    Ok(show(&GuaranteesPage { frame, guarantees, attacks }))
}

/// `GET /access`: the very table that decides, for the auditor.
pub(crate) async fn show_access(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    if visit.signed()?.role != Role::Auditor {
        return Err(Problem::forbidden());
    }
    let frame = web.frame(&visit).page("访问矩阵", Vec::new());
    Ok(show(&AccessPage { frame, matrix: web.app.access_matrix() }))
}
