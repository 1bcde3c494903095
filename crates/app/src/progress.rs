//! How far a piece of long work is: the step it is at, rows done of rows. Said to whoever asked for it, by the row of the
//! work, so that it is found again from another page and after a restart.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rongheng_store::LongWork;
use serde_json::json;

use crate::{App, Result};

/// How often at least a node says that it is still there.
const BEAT: Duration = Duration::from_secs(5);
/// How often at most it says how far it is.
const SAID: Duration = Duration::from_millis(300);

/// What was said last.
#[derive(Debug, Default)]
struct Last {
    step: &'static str,
    done: u64,
    total: u64,
    at: Option<Instant>,
}

/// Where work says how far it is; nobody listens where nobody waits.
#[derive(Debug)]
pub(crate) struct Progress<'a> {
    app: &'a App,
    work: Option<&'a LongWork>,
    last: Mutex<Last>,
}

impl<'a> Progress<'a> {
    /// Of work that somebody waits for.
    pub(crate) fn of(app: &'a App, work: &'a LongWork) -> Self {
        Self { app, work: Some(work), last: Mutex::default() }
    }

    /// Of work that is done at once.
    pub(crate) fn nobody(app: &'a App) -> Self {
        Self { app, work: None, last: Mutex::default() }
    }

    /// Whether somebody waits for it elsewhere.
    pub(crate) const fn is_long(&self) -> bool {
        self.work.is_some()
    }

    /// Says that so many rows are done; 0 of 0 where nobody can count them. `false` where the work was stopped: then
    /// nothing more is done.
    pub(crate) async fn at(&self, step: &'static str, done: u64, total: u64) -> Result<bool> {
        {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let soon = last.at.is_some_and(|at| at.elapsed() < SAID);
            let same = last.step == step;
            (last.step, last.done, last.total) = (step, done, total);
            if soon && same && done < total {
                return Ok(true);
            }
            last.at = Some(Instant::now());
        }
        self.beat().await
    }

    async fn beat(&self) -> Result<bool> {
        let Some(work) = self.work else { return Ok(true) };
        let (step, counts) = {
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            (last.step, (last.done, last.total))
        };
        let (store, node, now) = (&self.app.0.store, &self.app.config().node, self.app.now());
        Ok(store.beat_work(&work.id, node, counts, &json!({ "step": step }), now).await?)
    }

    /// Does what changes nothing and says nothing of how far it is. `None` where it was stopped: what it had read is let
    /// go.
    pub(crate) async fn beating<T>(
        &self,
        step: &'static str,
        going: impl Future<Output = Result<T>>,
    ) -> Result<Option<T>> {
        if !self.at(step, 0, 0).await? {
            return Ok(None);
        }
        let mut going = std::pin::pin!(going);
        loop {
            match tokio::time::timeout(BEAT, &mut going).await {
                Ok(done) => return done.map(Some),
                Err(_) if self.beat().await? => {}
                Err(_) => return Ok(None),
            }
        }
    }

    /// Does what cannot be done by halves: nobody stops it meanwhile, and the node says that it is still there. `None`
    /// where it was stopped before.
    pub(crate) async fn whole<T>(
        &self,
        step: &'static str,
        going: impl Future<Output = Result<T>>,
    ) -> Result<Option<T>> {
        let (store, node) = (&self.app.0.store, &self.app.config().node);
        if let Some(work) = self.work
            && !store.finish_work(&work.id, node, true, self.app.now()).await?
        {
            return Ok(None);
        }
        self.at(step, 0, 0).await?;
        let mut going = std::pin::pin!(going);
        let done = loop {
            match tokio::time::timeout(BEAT, &mut going).await {
                Ok(done) => break done?,
                Err(_) => drop(self.beat().await?),
            }
        };
        if let Some(work) = self.work {
            store.finish_work(&work.id, node, false, self.app.now()).await?;
        }
        Ok(Some(done))
    }
}
