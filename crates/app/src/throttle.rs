//! Throttling of sign-in, by account and by address. An office shares one address: what counts there is how
//! many *different* accounts failed, so that one forgetful colleague does not lock all others out.

use rongheng_domain::day::Moment;
use rongheng_store::Throttle;

use crate::{App, Result};

/// Failures of one account before it waits.
const PER_ACCOUNT: u64 = 5;
/// Different accounts that fail from one address before it waits.
const PER_ADDRESS: u64 = 20;
/// The window, and how long to wait: 600 s.
const WINDOW_US: i64 = 600 * 1_000_000;

fn account(login: &str) -> String {
    format!("account:{login}")
}

fn address(address: &str) -> String {
    format!("address:{address}")
}

fn pair(address: &str, login: &str) -> String {
    format!("pair:{address}:{login}")
}

impl App {
    /// How many minutes to wait before the next try; `None` where one may try now.
    pub(crate) async fn must_wait(&self, login: &str, from: &str) -> Result<Option<i64>> {
        let now = self.now();
        let mut until = None;
        for name in [account(login), address(from)] {
            let throttle = self.0.store.throttle(&name).await?;
            until = until.max(throttle.map(|throttle| throttle.blocked_until).filter(|until| *until > now));
        }
        Ok(until.map(|until| (until.0 - now.0 + 59_999_999) / 60_000_000))
    }

    /// Counts a failure.
    pub(crate) async fn failed(&self, login: &str, from: &str) -> Result<()> {
        let now = self.now();
        let window = Moment(now.0 - WINDOW_US);
        let failures = self.0.store.count_failure(&account(login), now, window).await?;
        if failures >= PER_ACCOUNT {
            self.block(&account(login), failures, now).await?;
        }
        if self.0.store.count_failure(&pair(from, login), now, window).await? == 1 {
            let accounts = self.0.store.count_failure(&address(from), now, window).await?;
            if accounts >= PER_ADDRESS {
                self.block(&address(from), accounts, now).await?;
            }
        }
        Ok(())
    }

    /// Forgets the failures of an account that got in.
    pub(crate) async fn got_in(&self, login: &str, from: &str) -> Result<()> {
        self.0.store.clear_throttle(&account(login)).await?;
        Ok(self.0.store.clear_throttle(&pair(from, login)).await?)
    }

    async fn block(&self, name: &str, failures: u64, now: Moment) -> Result<()> {
        let throttle = Throttle { failures, window_start: now, blocked_until: Moment(now.0 + WINDOW_US) };
        Ok(self.0.store.put_throttle(name, throttle).await?)
    }
}
