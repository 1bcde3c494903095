//! The one task that owns SQLite's write connection. What waits together is committed together: one fsync,
//! a SAVEPOINT per command, and no answer before COMMIT.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::{
    engine::{Conn, Counters, Line, Work},
    error::{Error, Trouble},
    sql,
};

/// Commands of one commit at most, so that the first of them does not wait for ever.
const TOGETHER: usize = 256;

/// What a command came to; `tell` passes it on once the commit is known.
struct Outcome {
    failed: Option<Error>,
    tell: Box<dyn FnOnce(Option<Error>) + Send>,
}

type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Outcome> + Send>;

/// The way to the task.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    counters: Arc<Counters>,
    closed: Arc<AtomicBool>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("closed", &self.closed).finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the task.
    pub(crate) fn start(line: Line) -> Self {
        let (jobs, queue) = mpsc::channel(4 * TOGETHER);
        let counters = Arc::new(Counters::default());
        let conn = Conn::new(line, Arc::clone(&counters));
        let closed = Arc::new(AtomicBool::new(false));
        tokio::spawn(serve(conn, queue, Arc::clone(&counters), Arc::clone(&closed)));
        Self { jobs, counters, closed }
    }

    pub(crate) fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }

    /// Whether a commit failed in a way that leaves its fate open.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Carries out `work`; answers after the commit. Work that was queued is carried out even when nobody
    /// waits for its answer any more.
    pub(crate) async fn write<T: Send + 'static>(&self, work: Work<T>) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            Box::pin(async move {
                let result = work(conn).await;
                let failed = result.as_ref().err().cloned();
                let tell = Box::new(move |commit_failed: Option<Error>| {
                    // Nobody listens when the request was given up; the work is durable all the same.
                    let _given_up = answer.send(commit_failed.map_or(result, Err));
                });
                Outcome { failed, tell }
            })
        });
        let closed = || Error::Unavailable(Trouble::Closed);
        self.jobs.send(job).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

async fn serve(
    mut conn: Conn,
    mut queue: mpsc::Receiver<Job>,
    counters: Arc<Counters>,
    closed: Arc<AtomicBool>,
) {
    let mut jobs = Vec::with_capacity(TOGETHER);
    while queue.recv_many(&mut jobs, TOGETHER).await > 0 {
        if together(&mut conn, &mut jobs, &counters).await.is_err() {
            closed.store(true, Ordering::Release);
            tracing::error!("a commit failed; the store is closed for writing");
            // Dropping the queue answers everybody who waits: Unavailable.
            return;
        }
    }
}

/// A commit failed and nobody knows whether it is durable.
struct Doubtful;

async fn together(conn: &mut Conn, jobs: &mut Vec<Job>, counters: &Counters) -> Result<(), Doubtful> {
    counters.commands.fetch_add(u64::try_from(jobs.len()).unwrap_or(u64::MAX), Ordering::Relaxed);
    let alone = jobs.len() == 1;
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
    let mut broken = None;
    conn.ahead(sql::BEGIN);
    let mut changed = false;
    for job in jobs.drain(..) {
        if broken.is_some() {
            // Never run; dropping it drops the sender: Unavailable.
            continue;
        }
        if !alone {
            conn.ahead(sql::SAVEPOINT);
        }
        let outcome = job(conn).await;
        match &outcome.failed {
            None => {
                changed = true;
                if !alone && broken.is_none() {
                    broken = conn.run(sql::RELEASE, vec![]).await.err();
                }
            }
            // The engine is in trouble and may have rolled back everything by itself.
            Some(_) if alone => {}
            Some(_) => {
                let undone = conn.run(sql::ROLLBACK_TO, vec![]).await.err();
                broken = undone.or(conn.run(sql::RELEASE, vec![]).await.err());
            }
        }
        outcomes.push(outcome);
    }
    let (fate, doubt) = match broken {
        Some(error) => {
            undo(conn).await;
            (Some(error), Ok(()))
        }
        None if !changed => {
            undo(conn).await;
            (None, Ok(()))
        }
        None => match conn.run(sql::COMMIT, vec![]).await {
            Ok(_) => {
                counters.commits.fetch_add(1, Ordering::Release);
                (None, Ok(()))
            }
            // A write that found no space left no commit frame in the WAL: surely not durable.
            Err(error) if error.is_disk_full() => {
                undo(conn).await;
                (Some(error), Ok(()))
            }
            Err(error) => {
                tracing::error!(%error, "commit failed");
                (Some(Error::Unavailable(Trouble::Closed)), Err(Doubtful))
            }
        },
    };
    for outcome in outcomes {
        (outcome.tell)(fate.clone());
    }
    doubt
}

async fn undo(conn: &mut Conn) {
    conn.forget_ahead();
    if let Err(error) = conn.run(sql::ROLLBACK, vec![]).await {
        // SQLite rolled back by itself when it ran into trouble; then there is nothing left to undo.
        tracing::debug!(%error, "nothing to roll back");
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

    use super::*;

    async fn writer() -> Writer {
        let line = Line::Writing(SqliteConnectOptions::new().in_memory(true).connect().await.unwrap());
        let mut conn = Conn::new(line, Arc::default());
        conn.script(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)",
        )
        .await
        .unwrap();
        Writer::start(conn.line)
    }

    fn insert(id: i64, refers_to: i64) -> Work<i64> {
        Box::new(move |conn| {
            Box::pin(async move {
                conn.run("INSERT INTO a (id, b) VALUES ($1, $2)", vec![id.into(), refers_to.into()]).await?;
                if id < 0 { Err(Error::NotFound) } else { Ok(id) }
            })
        })
    }

    fn count() -> Work<i64> {
        Box::new(|conn| {
            Box::pin(async move { conn.row("SELECT count(*) FROM a", vec![]).await?.unwrap().int(0) })
        })
    }

    #[tokio::test]
    async fn a_refused_command_leaves_nothing_and_harms_none_that_waited_with_it() {
        let writer = writer().await;
        let (one, two, three) = tokio::join!(
            writer.write(insert(1, 1)),
            writer.write(insert(-2, -2)),
            writer.write(insert(3, 3))
        );
        assert_eq!(one.unwrap(), 1);
        assert!(matches!(two, Err(Error::NotFound)));
        assert_eq!(three.unwrap(), 3);
        assert_eq!(writer.write(count()).await.unwrap(), 2);
        assert!(matches!(writer.write(insert(-4, -4)).await, Err(Error::NotFound)));
        assert_eq!(writer.write(count()).await.unwrap(), 2);
        assert_eq!(writer.counters().commits.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn when_a_commit_fails_everybody_hears_it_and_nothing_more_is_written() {
        let writer = writer().await;
        let (good, bad) = tokio::join!(writer.write(insert(1, 1)), writer.write(insert(2, 77)));
        assert!(matches!(good, Err(Error::Unavailable(Trouble::Closed))), "{good:?}");
        assert!(matches!(bad, Err(Error::Unavailable(Trouble::Closed))), "{bad:?}");
        assert!(writer.is_closed());
        let later = writer.write(insert(5, 5)).await;
        assert!(matches!(later, Err(Error::Unavailable(Trouble::Closed))), "{later:?}");
    }
}
