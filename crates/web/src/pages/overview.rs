//! 总览: what is open in an organ, or in the cases a committee answers for, by stage, light and officer.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use rongheng_domain::{cases, people::Role};

use super::asked::encode;
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    visit::{Visit, Web, show},
};

/// A number with the rows behind it.
#[derive(Debug, Clone)]
pub(crate) struct CountView {
    pub says: String,
    pub count: u64,
    pub href: String,
    /// Late among them, with those rows.
    pub late: Option<(u64, String)>,
}

/// The cases of a kind.
#[derive(Debug, Clone)]
pub(crate) struct KindView {
    pub title: &'static str,
    pub open: u64,
    pub list: String,
    pub lights: Vec<CountView>,
    pub stages: Vec<CountView>,
    pub team: Vec<CountView>,
}

#[derive(Debug, Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage {
    pub frame: Frame,
    pub height: u64,
    pub kinds: Vec<KindView>,
}

/// Who gets an overview.
pub(crate) const fn oversees(role: Role) -> bool {
    matches!(
        role,
        Role::CaseManagement
            | Role::DivisionHead
            | Role::Leader
            | Role::PrincipalLeader
            | Role::PostedGroup
            | Role::UpperOrgan
            | Role::Committee
    )
}

/// `GET /overview`.
pub(crate) async fn show_overview(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !oversees(signed.role) {
        return Err(Problem::forbidden());
    }
    let mut kinds = Vec::new();
    let mut height = 0;
    for kind in cases::all() {
        let found = web.app.overview(&signed.actor, kind.name()).await?;
        height = found.height;
        if found.open == 0 {
            continue;
        }
        let list = format!("/cases/{}?open=yes", kind.name());
        let count = |says: String, count: u64, more: String| CountView {
            says,
            count,
            href: format!("{list}&{more}"),
            late: None,
        };
        kinds.push(KindView {
            title: kind.title(),
            open: found.open,
            lights: found
                .lights
                .iter()
                .map(|(light, many)| count(light.title().to_owned(), *many, format!("light={}", light.id())))
                .collect(),
            stages: found
                .stages
                .iter()
                .map(|(stage, many)| count(stage.clone(), *many, format!("stage={}", encode(stage))))
                .collect(),
            team: found
                .team
                .iter()
                .map(|(person, many, late)| {
                    let one = format!("officer={}", encode(person.as_str()));
                    let late = (*late > 0).then(|| (*late, format!("{list}&{one}&light=red")));
                    CountView { late, ..count(found.names.person(person), *many, one) }
                })
                .collect(),
            list,
        });
    }
    let frame = web.frame(&visit).page("总览", vec![Crumb::here("总览")]);
    Ok(show(&OverviewPage { frame, height, kinds }))
}
