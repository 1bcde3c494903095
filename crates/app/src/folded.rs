//! Folded cases, kept by stream and version. Only newer events are loaded.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use rongheng_domain::{
    day::{Day, Moment},
    ids::{PersonId, StreamId},
    kind::{AnyKind, AnyState, Failure, Recorded},
    message::Message,
};
use rongheng_store::{Appended, Store, Stored};

use crate::{Result, error::Error, kinds};

/// What an event told somebody.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) version: u64,
    pub(crate) on: Day,
    pub(crate) actor: PersonId,
    pub(crate) message: Message,
}

/// A case as it stands.
#[derive(Clone)]
pub(crate) struct Folded {
    pub(crate) kind: &'static dyn AnyKind,
    pub(crate) stream: StreamId,
    pub(crate) version: u64,
    /// Link of the last event, in hexadecimal.
    pub(crate) link: String,
    /// When the last event was recorded.
    pub(crate) last_at: Moment,
    pub(crate) state: AnyState,
    /// Everything its events told anybody, in their order.
    pub(crate) posted: Arc<Vec<Posted>>,
    /// Versions that somebody wrote for another who is not known yet to have acted on paper, and who wrote them.
    hands: Arc<Vec<(u64, PersonId)>>,
}

impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folded")
            .field("stream", &self.stream)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Folded {
    /// A case without events.
    pub(crate) fn blank(kind: &'static dyn AnyKind, stream: StreamId) -> Self {
        let state = kind.blank();
        Self {
            kind,
            stream,
            version: 0,
            link: String::new(),
            last_at: Moment(0),
            state,
            posted: Arc::default(),
            hands: Arc::default(),
        }
    }

    /// Whether `person` did anything here in another's place (代理).
    pub(crate) fn by_hand_of(&self, person: &PersonId) -> bool {
        self.hands.iter().any(|(_, hand)| hand == person)
    }

    /// Notes that `hand` did what happened last in another's place.
    pub(crate) fn note_hand(&mut self, hand: &PersonId) {
        let version = self.version;
        Arc::make_mut(&mut self.hands).push((version, hand.clone()));
    }

    /// The same of an event from the store: for another, unless it turns out to have been on paper.
    fn note_stored(&mut self, event: &Stored) {
        if event.acted_for.as_ref().is_some_and(|of| *of != event.actor) {
            self.note_hand(&event.actor);
        }
        let first = event.recorded.payload.get("act").and_then(serde_json::Value::as_u64);
        if let Some(first) = first.filter(|_| event.recorded.kind.ends_with(".paper_entered")) {
            let paper = first..=event.version;
            Arc::make_mut(&mut self.hands).retain(|(version, _)| !paper.contains(version));
        }
    }

    /// The same with one more stored event.
    pub(crate) fn after(self, event: &Stored) -> Result<Self, Failure> {
        let mut folded = self.and(&event.recorded, event.recorded_at.day(), &event.actor)?;
        folded.version = event.version;
        folded.link = event.link.to_string();
        folded.last_at = event.recorded_at;
        folded.note_stored(event);
        Ok(folded)
    }

    /// The same with events of `actor` that are not stored yet.
    pub(crate) fn with(self, events: &[Recorded], on: Day, actor: &PersonId) -> Result<Self, Failure> {
        events.iter().try_fold(self, |folded, event| folded.and(event, on, actor))
    }

    fn and(mut self, event: &Recorded, on: Day, actor: &PersonId) -> Result<Self, Failure> {
        self.state = self.kind.evolve(self.state, event, on)?;
        self.version += 1;
        let messages = self.kind.messages(event, &self.state)?;
        if !messages.is_empty() {
            let version = self.version;
            let posted =
                messages.into_iter().map(|message| Posted { version, on, actor: actor.clone(), message });
            Arc::make_mut(&mut self.posted).extend(posted);
        }
        Ok(self)
    }
}

#[derive(Debug)]
struct Entry {
    folded: Folded,
    used: u64,
}

#[derive(Debug, Default)]
struct Kept {
    cases: BTreeMap<StreamId, Entry>,
    tick: u64,
}

/// The cases folded lately.
#[derive(Debug)]
pub(crate) struct Cases {
    most: usize,
    kept: Mutex<Kept>,
}

impl Cases {
    pub(crate) fn new(most: usize) -> Self {
        Self { most: most.max(1), kept: Mutex::default() }
    }

    /// The case as it stands in the store; version 0 where it does not exist.
    pub(crate) async fn load(&self, store: &Store, stream: &StreamId) -> Result<Folded> {
        let kind = kinds::kind(stream.kind()).ok_or(Error::NotFound)?;
        let mut folded = self.kept(stream).unwrap_or_else(|| Folded::blank(kind, stream.clone()));
        let newer = match store.load(stream, folded.version).await {
            Err(rongheng_store::Error::Erased(_)) => {
                self.forget(stream);
                return Err(Error::Erased);
            }
            other => other?,
        };
        for event in &newer {
            folded = folded.after(event)?;
        }
        if folded.version > 0 {
            self.keep(&folded);
        }
        Ok(folded)
    }

    /// Keeps a case as it was written a moment ago, so that the next command need not read it back. Only for a case
    /// whose events were recorded at `at` and nowhere else: the caller knows that no other head moved the moment.
    pub(crate) fn written(&self, mut folded: Folded, appended: &Appended, at: Moment) {
        let head = appended.versions.iter().find(|(stream, ..)| *stream == folded.stream);
        if let Some((_, version, link)) = head
            && *version == folded.version
        {
            folded.link = link.to_string();
            folded.last_at = at;
            self.keep(&folded);
        }
    }

    /// Forgets a case whose key was erased.
    pub(crate) fn forget(&self, stream: &StreamId) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).cases.remove(stream);
    }

    /// The case as memory has it. Another node may have gone on since: whatever is decided on it counts only where the
    /// transaction finds the same version.
    pub(crate) fn kept(&self, stream: &StreamId) -> Option<Folded> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tick += 1;
        let tick = kept.tick;
        let entry = kept.cases.get_mut(stream)?;
        entry.used = tick;
        Some(entry.folded.clone())
    }

    fn keep(&self, folded: &Folded) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tick += 1;
        let used = kept.tick;
        let newer = kept.cases.get(&folded.stream).is_some_and(|known| known.folded.version > folded.version);
        if !newer {
            kept.cases.insert(folded.stream.clone(), Entry { folded: folded.clone(), used });
        }
        if kept.cases.len() > self.most {
            let oldest =
                kept.cases.iter().min_by_key(|(_, entry)| entry.used).map(|(stream, _)| stream.clone());
            if let Some(oldest) = oldest {
                kept.cases.remove(&oldest);
            }
        }
    }
}
