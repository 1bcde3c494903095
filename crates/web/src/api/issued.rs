//! 发文登记簿 and 用印登记簿 as JSON: what their page shows, to whom it shows it.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use rongheng_app::{
    issue_registers::{IssueRegisters, NumberLine, SealLine},
    page::Names,
};
use serde_json::Value;

use super::{
    answer::{self, Object},
    reading::{Pairs, last},
    say::person,
};
use crate::{
    error_page::{Problem, address},
    pages::issue_registers::{Wanted, reads},
    visit::{Visit, Web},
};

/// `GET /api/v1/issue-registers?year=&book=`.
pub(crate) async fn registers(
    State(web): State<Arc<Web>>,
    visit: Visit,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !reads(signed.role) {
        return Err(Problem::forbidden());
    }
    let wanted = Wanted::of(last(&pairs, "year").to_owned(), last(&pairs, "book").to_owned());
    let found = web.app.issue_registers(&signed.actor, wanted.year()).await?;
    let all = Object::new().with("year", found.year);
    let all = if wanted.seals() {
        all.list("seals", found.seals.iter().map(|line| seal(line, &found.names)))
    } else {
        all.list("series", series(&found))
    };
    Ok(answer::read(&headers, &all.into(), None))
}

fn series(found: &IssueRegisters) -> impl Iterator<Item = Value> {
    found.numbers.chunk_by(|a, b| a.word == b.word).map(|lines| {
        let spoiled =
            lines.iter().filter_map(|line| line.given.as_ref()).filter(|given| given.spoiled.is_some());
        Object::new()
            .words("word", lines.first().map_or("", |line| &line.word))
            .with("count", lines.len())
            .with("spoiled", spoiled.count())
            .list("numbers", lines.iter().map(|line| number(line, &found.names)))
            .into()
    })
}

/// A number; of one that is kept from the reader nothing but that it is taken.
fn number(line: &NumberLine, names: &Names) -> Value {
    let all = Object::new().with("number", line.number.as_str());
    let Some(given) = &line.given else { return all.into() };
    all.with("case", given.sheet.0.as_str())
        .with("page", address(&given.sheet))
        .with("title", given.title.as_str())
        .with("of_case", given.case_number.as_str())
        .with("signed_on", given.signed_on.to_string())
        .with("signed_by", person(&given.signed_by, names))
        .list("drafters", given.drafters.iter().map(|one| person(one, names)))
        .with("stage", given.stage)
        .maybe("spoiled", given.spoiled.as_deref())
        .into()
}

fn seal(line: &SealLine, names: &Names) -> Value {
    Object::new()
        .with("on", line.on.to_string())
        .with("seal", line.seal.as_str())
        .with("way", line.way)
        .with("copies", line.copies)
        .with("number", line.number.as_str())
        .with("case", line.sheet.0.as_str())
        .with("page", address(&line.sheet))
        .with("title", line.title.as_str())
        .with("by", person(&line.by, names))
        .with("signed_by", person(&line.signed_by, names))
        .with("spoiled", line.spoiled)
        .into()
}
