//! A problem as RFC 9457 writes it: the same words as the page, with the rule and every reason.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rongheng_domain::{
    form::Fault,
    refusal::{Reason, Refusal},
    rule::Rule,
};
use serde_json::Value;

use super::ProblemView;
use crate::api::{self, Object};

/// What a program needs beside the words of the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Detail {
    /// The rule that refuses.
    pub rule: Option<&'static Rule>,
    /// Everything that stands against it.
    pub reasons: Vec<Reason>,
    /// Answers that cannot be read.
    pub faults: Vec<Fault>,
}

impl Detail {
    /// The rule and every reason of a refusal.
    pub(crate) fn of(refusal: &Refusal) -> Self {
        Self { rule: Some(refusal.rule), reasons: refusal.reasons.clone(), faults: Vec::new() }
    }
}

/// What a program is told instead of words about drafts and buttons.
fn words(view: &ProblemView) -> String {
    let says = match view.codes.as_str() {
        "signed_out" => "没有登录，或者令牌不对、已经失效。请在 Authorization 里写 Bearer 令牌，或者先登录。",
        "conflict" => "案件在您读取之后有了变化，这次没有生效。请重新读取案件，看过变化再决定是否再次提交。",
        "key_reused" => "这个 Idempotency-Key 已经用于别的内容，这次没有生效。请换一个没有用过的键。",
        "method" => "这个地址不接受这种请求方法。请按接口说明使用。",
        _ if !view.detail.reasons.is_empty() => {
            return view.detail.reasons.iter().map(|reason| reason.says.as_str()).collect();
        }
        _ => return view.words.concat(),
    };
    says.to_owned()
}

/// `application/problem+json`.
pub(crate) fn answer(view: &ProblemView) -> Response {
    let status = StatusCode::from_u16(view.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/problem+json")], members(view).to_string()).into_response()
}

fn members(view: &ProblemView) -> Value {
    let detail = &view.detail;
    // A refusal is known by its rule; its codes say which.
    let name = if detail.rule.is_some() { "refused" } else { view.codes.as_str() };
    let faults = detail.faults.iter().map(|fault| {
        Object::new()
            .with("says", fault.says.as_str())
            .with("field", fault.field.as_str())
            .words("label", fault.label)
            .into()
    });
    let reasons: Vec<Value> = detail.reasons.iter().map(api::reason).chain(faults).collect();
    let changes = view.changes.iter().map(|(at, title, says)| {
        Object::new().with("at", at.as_str()).with("title", title.as_str()).words("says", says)
    });
    let mut all = Object::new()
        .with("type", format!("urn:rongheng:problem:{name}"))
        .with("title", view.heading.as_str())
        .with("status", view.status)
        .words("detail", &words(view))
        .with("instance", format!("urn:rongheng:request:{}", view.request))
        .maybe("rule", detail.rule.map(|rule| rule.code))
        .maybe("phrase", detail.rule.map(|rule| rule.phrase))
        .maybe("source", detail.rule.map(|rule| rule.source));
    if !reasons.is_empty() {
        all = all.with("reasons", reasons);
    }
    if !view.changes.is_empty() {
        all = all.list("changes", changes);
    }
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_page::Problem;

    #[test]
    fn a_refusal_names_its_rule_and_every_reason_with_its_own() {
        let kind = rongheng_domain::cases::named("tolerance").unwrap();
        let (first, second) = (kind.actions()[0].rule, kind.actions()[3].rule);
        let reasons =
            vec![Reason::new(first, "缺一。").at("title"), Reason::new(second, "缺二。").remedy("accept")];
        let problem = Problem::from(rongheng_app::Error::Refused(Refusal { rule: first, reasons }));
        let said = members(&problem.0);
        assert_eq!(said["status"], 422);
        assert_eq!(said["rule"], first.code);
        assert_eq!(said["phrase"], first.phrase);
        assert_eq!(said["reasons"][0]["field"], "title");
        assert_eq!(said["reasons"][1]["rule"], second.code);
        assert_eq!(said["reasons"][1]["remedy"], "accept");
        assert!(said["reasons"][1].get("field").is_none(), "what is absent is left out");
    }

    #[test]
    fn faults_stand_at_their_fields() {
        let fault =
            Fault { field: "officials.0.person".into(), label: "当事人", says: "请选择。".into() };
        let said = members(&Problem::from(rongheng_app::Error::Faults(vec![fault])).0);
        assert_eq!(said["status"], 400);
        assert_eq!(said["reasons"][0]["field"], "officials.0.person");
        assert!(said.get("rule").is_none());
    }
}
