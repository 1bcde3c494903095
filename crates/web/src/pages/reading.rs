//! Who read what of a case, for those who may know.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
};
use serde::Deserialize;

use super::{case::beside_frame, timeline::Choice};
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    visit::{Visit, Web, show},
};

/// What somebody read on a day.
#[derive(Debug, Clone)]
pub(crate) struct LookView {
    /// Who.
    pub who: String,
    /// `2026-11-23 09:12—16:40`.
    pub at: String,
    /// What.
    pub what: String,
    /// How often.
    pub times: u64,
}

#[derive(Debug, Template)]
#[template(path = "reading.html")]
pub(crate) struct ReadingPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub looks: Vec<LookView>,
    pub people: Vec<Choice>,
    pub more: bool,
}

/// What it is narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    who: String,
}

/// `GET /cases/{kind}/{key}/reading`.
pub(crate) async fn show_reading(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let stream = StreamId::new(&kind, &key);
    let of = Some(PersonId(asked.who.clone())).filter(|person| !person.0.is_empty());
    let found = web.app.readers(&signed.actor, &stream, of.as_ref()).await?;
    let case = address(&stream);
    Ok(show(&ReadingPage {
        looks: found
            .looks
            .iter()
            .map(|look| LookView {
                who: found.names.person(&look.person),
                at: span(look.first_at, look.last_at),
                what: look.what.clone(),
                times: look.times,
            })
            .collect(),
        people: found
            .people
            .iter()
            .map(|person| Choice {
                value: person.0.clone(),
                label: found.names.person(person),
                chosen: person.0 == asked.who,
            })
            .collect(),
        more: found.more,
        frame: beside_frame(&web, &visit, &stream, (found.kind_title, &found.subject), "查看记录"),
        subject: found.subject,
        case,
    }))
}

/// First and last on a day.
fn span(first: Moment, last: Moment) -> String {
    let (hour, minute) = last.hour_minute();
    if first.hour_minute() == (hour, minute) {
        first.to_string()
    } else {
        format!("{first}—{hour:02}:{minute:02}")
    }
}

#[cfg(test)]
mod tests {
    use rongheng_domain::day::Day;

    use super::*;

    #[test]
    fn one_look_has_one_time_and_several_have_two() {
        let day = Day::parse("2026-11-23").unwrap();
        let at = |hour, minute| Moment::at(day, hour, minute);
        assert_eq!(span(at(9, 12), at(9, 12)), "2026-11-23 09:12");
        assert_eq!(span(at(9, 12), at(16, 4)), "2026-11-23 09:12—16:04");
    }
}
