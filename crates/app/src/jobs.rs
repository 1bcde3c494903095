//! What the program does by itself: obligations, papers, lapses, sealing, the reading log.

use rongheng_domain::day::Day;

use crate::{App, Result};

/// What a round of jobs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Outbox entries carried out.
    pub carried: u64,
    /// Cases in which something lapsed.
    pub lapsed: u64,
    /// Entries that could not be carried out and wait for a person.
    pub dead: u64,
}

/// Why lapses wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The day of the last event.
    pub last: Day,
    /// The day the clock says.
    pub today: Day,
}

impl App {
    /// Runs what is due, once: outbox, lapses, sealing.
    pub async fn run_due(&self) -> Result<Ran> {
        Ok(Ran::default())
    }

    /// Runs jobs until nothing is left to do.
    pub async fn settle(&self) -> Result<Ran> {
        Ok(Ran::default())
    }

    /// Starts the jobs of a server; they end when the returned handle is dropped.
    pub fn start_jobs(&self) -> JobsHandle {
        JobsHandle(Vec::new())
    }

    /// Why lapses wait for a person to confirm the date, where they do.
    pub async fn waits(&self) -> Result<Option<Waiting>> {
        Ok(None)
    }

    /// A person confirms that today is today; lapses go on. Stories confirm theirs.
    pub async fn confirm_date(&self) -> Result<()> {
        Ok(())
    }
}

/// Running jobs.
#[derive(Debug)]
pub struct JobsHandle(Vec<tokio::task::JoinHandle<()>>);

impl Drop for JobsHandle {
    fn drop(&mut self) {
        for job in &self.0 {
            job.abort();
        }
    }
}
