//! 适用情形查找: what happened is described, and the circumstances that bear on it are shown with the words that
//! matched. For the form of a finding one of them can be taken, or said that none fits.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use rongheng_app::applicable::{Applicable, LONGEST, searches};
use rongheng_domain::ids::StreamId;
use serde::Deserialize;

use super::submit::{Target, asked};
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    render::form::Sent,
    visit::{Visit, Web, go, show},
};

/// Where it is.
pub(crate) const HERE: &str = "/find-circumstances";

/// The case it is searched for.
#[derive(Debug, Clone)]
pub(crate) struct ForCase {
    /// Its stream.
    pub stream: String,
    /// `容〔2026〕17号 · 补偿面积`.
    pub subject: String,
    /// The form that waits.
    pub form: String,
}

#[derive(Debug, Template)]
#[template(path = "find_circumstances.html")]
pub(crate) struct FindCircumstancesPage {
    pub frame: Frame,
    pub q: String,
    pub case: Option<ForCase>,
    pub longest: usize,
    pub found: Applicable,
}

/// What is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Described {
    /// What happened.
    q: String,
    /// The case it is searched for; empty for none.
    case: String,
    /// The circumstance that is taken; empty where none fits.
    code: String,
    /// The precedent that is taken to compare with; empty for none.
    precedent: String,
}

/// The form of a finding in this case.
fn finding(case: &str) -> Option<Target> {
    let case = StreamId(case.to_owned());
    (case.kind() == "tolerance" && !case.key().is_empty()).then(|| Target {
        kind: case.kind().to_owned(),
        action: "find".to_owned(),
        case: Some(case),
    })
}

async fn page(web: &Web, visit: &Visit, described: Described) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !searches(signed.role) {
        return Err(Problem::forbidden());
    }
    let mut crumbs = vec![Crumb::to("工作台", "/work")];
    let case = match described.case.trim() {
        "" => None,
        case => {
            let target = finding(case).ok_or_else(Problem::not_found)?;
            let form = asked(web, signed, &target).await?;
            crumbs.push(Crumb::to(form.action.title, target.href()));
            Some(ForCase { stream: case.to_owned(), subject: form.subject, form: target.href() })
        }
    };
    crumbs.push(Crumb::here("适用情形查找"));
    let q = described.q.replace('\0', "");
    let found = web.app.applicable(&signed.actor, &q).await?;
    let frame = web.frame(visit).page("适用情形查找", crumbs);
    Ok(show(&FindCircumstancesPage { frame, q, case, longest: LONGEST, found }))
}

/// `GET /find-circumstances`: nothing described yet. What is described is posted, so that it stands in no address.
pub(crate) async fn show_blank(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Described>,
) -> Result<Response, Problem> {
    page(&web, &visit, Described { q: String::new(), ..asked }).await
}

/// `POST /find-circumstances`.
pub(crate) async fn show_found(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(described): Form<Described>,
) -> Result<Response, Problem> {
    page(&web, &visit, described).await
}

/// `POST /find-circumstances/take`: goes on with the finding. What was offered is looked up again and not believed.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(described): Form<Described>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let target = finding(described.case.trim()).ok_or_else(Problem::not_found)?;
    asked(&web, signed, &target).await?;
    let found = web.app.applicable(&signed.actor, &described.q).await?;
    let (kind, action) = (&target.kind, &target.action);
    let draft = web.app.draft(&signed.actor, kind, target.case.as_ref(), action).await?;
    let mut sent: Sent = draft.map_or_else(Sent::new, |draft| draft.sent);
    write(&mut sent, &found, &described);
    web.app.keep_draft(&signed.actor, kind, target.case.as_ref(), action, sent).await?;
    Ok(go(&format!("{}#s3", target.href())))
}

/// What was offered and what was taken, into the form of the finding. A circumstance and a precedent are taken one after
/// the other: the one does not undo the other.
fn write(sent: &mut Sent, found: &Applicable, described: &Described) {
    sent.insert("offered".to_owned(), found.offered().join("\n"));
    sent.retain(|name, _| !name.starts_with("offered_precedents."));
    for (at, (key, title)) in found.offered_precedents().enumerate() {
        sent.insert(format!("offered_precedents.{at}.key"), key.to_owned());
        sent.insert(format!("offered_precedents.{at}.title"), title.to_owned());
    }
    let (code, precedent) = (described.code.trim(), described.precedent.trim());
    if precedent.is_empty() {
        sent.insert("circumstance".to_owned(), code.to_owned());
        let still =
            found.offered_precedents().any(|(key, _)| sent.get("precedent").is_some_and(|own| own == key));
        if !still {
            sent.insert("precedent".to_owned(), String::new());
        }
    } else {
        sent.insert("precedent".to_owned(), precedent.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_of_a_tolerance_case_and_of_nothing_else() {
        assert_eq!(finding("tolerance/0198").unwrap().href(), "/cases/tolerance/0198/do/find");
        for other in ["", "tolerance", "tolerance/", "correction/1", "//host"] {
            assert!(finding(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_precedent_that_was_taken_leaves_the_circumstance_and_goes_when_it_is_offered_no_more() {
        let found = |keys: &[&str]| Applicable {
            precedents: keys
                .iter()
                .map(|key| rongheng_app::applicable::Comparable {
                    key: (*key).to_owned(),
                    named: format!("案例{key}"),
                    title: Vec::new(),
                    facts: Vec::new(),
                    weighed: Vec::new(),
                    lesson: Vec::new(),
                    ending: "容错免责",
                    theme: None,
                    sample: true,
                    because: Vec::new(),
                })
                .collect(),
            ..Applicable::default()
        };
        let taken = |precedent: &str, code: &str| Described {
            precedent: precedent.to_owned(),
            code: code.to_owned(),
            ..Described::default()
        };
        let mut sent = Sent::new();
        write(&mut sent, &found(&["a", "b"]), &taken("", "land.01"));
        write(&mut sent, &found(&["a", "b"]), &taken("b", ""));
        assert_eq!((sent["circumstance"].as_str(), sent["precedent"].as_str()), ("land.01", "b"));
        assert_eq!(sent["offered_precedents.1.title"], "案例b");
        write(&mut sent, &found(&["a"]), &taken("", "land.02"));
        assert_eq!((sent["circumstance"].as_str(), sent["precedent"].as_str()), ("land.02", ""));
        assert!(!sent.contains_key("offered_precedents.1.key"));
    }
}
