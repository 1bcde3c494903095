//! 推送: the receivers that are told what happened, what none of them took, and the form of a new one.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{Error, NewWebhook, Undelivered, WebhookLine};
use rongheng_domain::{
    cases,
    form::{self, Fault, Field, Input},
    kind::{AnyKind, Phase},
};

use super::ended::signed_or_lost;
use crate::{
    error_page::Problem,
    frame::Frame,
    render::form::{FieldView, Sent, Sources, Wrong, faults_of, fields, summary},
    visit::{Visit, Web, go, show_as},
};

/// The roles whose eyes a receiver may have.
const ROLES: &[(&str, &str)] = &[
    ("case_management", "案件监督管理室"),
    ("division_head", "承办部门主任"),
    ("leader", "分管领导"),
    ("principal_leader", "主要负责人"),
    ("posted_group", "派驻纪检监察组"),
    ("upper_organ", "上级纪委监委"),
];

/// What the form asks.
pub(crate) const NEW: &[Field] = &[
    Field::new("name", "接收系统的名称", Input::Line),
    Field::new("url", "接收地址", Input::Line)
        .hint("写全地址，以 http 或者 https 开头；主机须先在本程序的配置里允许。"),
    Field::new("role", "按哪个角色能看到的案件推送", Input::Choice(ROLES)),
    Field::new("events", "推送哪些事件", Input::Text)
        .hint("一行一个英文名称，见表单下面的“事件名称”；不填就是全部。只推送案件编码、事件、版本和日期，不含内容。")
        .optional(),
    Field::new("why", "事由和批准人", Input::Line),
];

#[derive(Debug, Template)]
#[template(path = "webhooks.html")]
pub(crate) struct WebhooksPage {
    pub frame: Frame,
    /// The key of a new receiver, shown once.
    pub secret: Option<String>,
    pub lines: Vec<WebhookLine>,
    pub undelivered: Vec<Undelivered>,
    pub wrongs: Vec<Wrong>,
    pub fields: Vec<FieldView>,
    /// What can be told: of each kind of case, by part of the process.
    pub names: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

/// The names of the events, beside what each is called in the process.
pub(crate) fn names() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let of = |kind: &dyn AnyKind| {
        let name = |event: &&str| format!("{}.{event}", kind.name());
        let part =
            |phase: &Phase| (phase.title, phase.events.iter().map(name).collect::<Vec<_>>().join("、"));
        let parts = kind.phases().iter().filter(|phase| !phase.events.is_empty()).map(part);
        (kind.title(), parts.collect())
    };
    cases::all().iter().map(|kind| of(kind.as_ref())).collect()
}

async fn page(
    web: &Web,
    visit: &Visit,
    secret: Option<String>,
    sent: &Sent,
    faults: &[Fault],
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (lines, undelivered) = web.app.webhooks(&signed.actor).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(show_as(
        status,
        &WebhooksPage {
            frame: web.frame(visit).page("推送", Vec::new()).wrong(!faults.is_empty()),
            secret,
            lines,
            undelivered,
            wrongs: summary(faults),
            fields: fields(NEW, sent, faults, &Sources::default()),
            names: names(),
        },
    ))
}

/// `GET /webhooks`.
pub(crate) async fn show_webhooks(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    page(&web, &visit, None, &Sent::new(), &[]).await
}

/// `POST /webhooks`: registers one.
pub(crate) async fn register(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent: Sent = pairs.into_iter().collect();
    let signed = signed_or_lost(&visit, "/webhooks", &sent, NEW)?;
    let mut faults = form::read(NEW, &sent).err().unwrap_or_default();
    let typed = |name: &str| sent.get(name).map_or("", String::as_str).trim().to_owned();
    if faults.is_empty() {
        let new = NewWebhook {
            name: typed("name"),
            url: typed("url"),
            role: typed("role"),
            unit: signed.actor.in_use().find_map(|held| held.unit.clone()),
            events: typed("events").split_whitespace().map(str::to_owned).collect(),
            why: typed("why"),
        };
        match web.app.register_webhook(&signed.actor, new).await {
            Ok((_, secret)) => return page(&web, &visit, Some(secret), &Sent::new(), &[]).await,
            Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
            Err(other) => return Err(other.into()),
        }
    }
    page(&web, &visit, None, &sent, &faults).await
}

/// `POST /webhooks/stop/{id}`.
pub(crate) async fn stop(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    web.app.stop_webhook(&signed.actor, &id, "在推送页停用").await?;
    Ok(go("/webhooks"))
}

/// `POST /webhooks/again/{entry}`: sends again what nobody took.
pub(crate) async fn again(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(entry): Path<i64>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    web.app.send_again(&signed.actor, entry).await?;
    Ok(go("/webhooks"))
}

#[cfg(test)]
mod tests {
    use rongheng_app::EYES;
    use rongheng_domain::people::Role;

    use super::*;

    #[test]
    fn every_role_whose_eyes_may_be_lent_can_be_chosen() {
        let offered: Vec<_> = ROLES.iter().filter_map(|(id, _)| Role::from_id(id)).collect();
        assert_eq!(offered, EYES);
        assert!(ROLES.iter().all(|(id, title)| Role::from_id(id).is_some_and(|role| role.title() == *title)));
    }
}
