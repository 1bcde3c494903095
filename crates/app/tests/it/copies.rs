//! Copies of a case that was played once: the same events in streams of their own. Five hundred cases that stand right
//! before the same act are made in seconds.

use rongheng_app::{Actor, App};
use rongheng_domain::{day::Moment, ids::StreamId, kind::Recorded, ledger::Hash};
use rongheng_store::{Batch, Expected, Outgoing, Stored, Write};

/// What was played.
pub(crate) struct Played {
    /// What the case owes first, the case last: a discharge names the link of a sign-off.
    streams: Vec<(StreamId, Vec<Stored>)>,
}

impl Played {
    pub(crate) async fn of(app: &App, streams: &[&StreamId]) -> Self {
        let mut read = Vec::new();
        for stream in streams {
            read.push(((*stream).clone(), app.store().load(stream, 0).await.unwrap()));
        }
        Self { streams: read }
    }

    /// Without what happened after the last `event`; of a stream without it only the name is left.
    pub(crate) fn until(mut self, event: &str) -> Self {
        for (_, events) in &mut self.streams {
            let length = events.iter().rposition(|one| one.recorded.kind == event).map_or(0, |last| last + 1);
            events.truncate(length);
        }
        self
    }

    /// What a stream is called in copy `n`.
    pub(crate) fn named(stream: &StreamId, n: usize) -> StreamId {
        StreamId(format!("{}-{n}", stream.as_str()))
    }

    /// Writes copy `n`, and what its last event leaves to the jobs. The read tables know nothing of it before a rebuild.
    pub(crate) async fn copy(&self, app: &App, n: usize, leaves: Option<&str>) {
        let mut links: Vec<(Hash, Hash)> = Vec::new();
        for (stream, events) in self.streams.iter().filter(|(_, events)| !events.is_empty()) {
            let mut at = Moment(0);
            let mut copied = Vec::new();
            for event in events {
                at = at.max(event.recorded_at);
                copied.push(self.renamed(&event.recorded, n, &links));
            }
            let to = Self::named(stream, n);
            let mut batch = Batch::new(Actor::jobs().person, at);
            batch.writes.push(Write { stream: to.clone(), expected: Expected::At(0), events: copied });
            if let Some(kind) = leaves {
                let payload = serde_json::json!({ "version": events.len() });
                batch.outbox.push(Outgoing { stream: to, kind: kind.to_owned(), payload });
            }
            let appended = app.store().append(batch).await.unwrap();
            links.push((events.last().unwrap().link, appended.versions[0].2));
        }
    }

    fn renamed(&self, event: &Recorded, n: usize, links: &[(Hash, Hash)]) -> Recorded {
        let mut text = event.payload.to_string();
        let owed = self.streams.iter().map(|(stream, _)| stream);
        for stream in owed {
            text = text.replace(stream.as_str(), Self::named(stream, n).as_str());
        }
        for (was, is) in links {
            text = text.replace(&was.to_string(), &is.to_string());
        }
        Recorded { payload: serde_json::from_str(&text).unwrap(), ..event.clone() }
    }
}
