//! Who looked at which case when: grouped, one stream for each node and day.

use std::sync::PoisonError;

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::Recorded,
};
use serde_json::json;

use crate::{Actor, App, Result};

/// Looks kept before they are written at once.
const MOST: usize = 500;

/// Somebody looked at a case.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    person: PersonId,
    case: StreamId,
    what: String,
    at: Moment,
}

impl App {
    /// Notes that somebody looked; written within 200 ms, or at once where many wait.
    pub(crate) async fn looked(&self, actor: &Actor, case: &StreamId, what: &str) -> Result<()> {
        let look =
            Look { person: actor.person.clone(), case: case.clone(), what: what.to_owned(), at: self.now() };
        let waiting = {
            let mut looks = self.0.looks.lock().unwrap_or_else(PoisonError::into_inner);
            looks.push(look);
            looks.len()
        };
        if waiting >= MOST { self.write_looks().await } else { Ok(()) }
    }

    /// Writes the looks that wait, each day into a stream of its own.
    pub(crate) async fn write_looks(&self) -> Result<()> {
        let looks = std::mem::take(&mut *self.0.looks.lock().unwrap_or_else(PoisonError::into_inner));
        let mut rest = looks.as_slice();
        while let Some(first) = rest.first() {
            let day = first.at.day();
            let same = rest.iter().take_while(|look| look.at.day() == day).count();
            let (today, later) = rest.split_at(same);
            let list: Vec<_> = today
                .iter()
                .map(|look| json!({"person": look.person, "case": look.case, "what": look.what, "at": look.at}))
                .collect();
            let stream = StreamId::new("reading", &format!("{}/{day}", self.config().node));
            let event =
                Recorded { kind: "reading.looked".to_owned(), schema: 1, payload: json!({ "looks": list }) };
            let at = today.last().map_or(first.at, |look| look.at);
            if let Err(error) = self.0.store.log(&stream, vec![event], &Actor::jobs().person, at).await {
                // Nothing is forgotten: what could not be written waits for the next round.
                let mut waiting = self.0.looks.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.splice(0..0, rest.iter().cloned());
                return Err(error.into());
            }
            rest = later;
        }
        Ok(())
    }
}
