//! The one place where the program asks what time it is.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};

use rongheng_domain::day::{Day, Moment};

/// Tells the time.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now.
    fn now(&self) -> Moment;

    /// The day it is in China.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in everywhere else")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// A clock moved by hand: a story's, a test's.
#[derive(Debug)]
pub struct StoryClock(AtomicI64);

impl StoryClock {
    /// Nine in the morning of `day`.
    pub const fn at(now: Moment) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Nine in the morning of `day`.
    pub fn on(day: Day) -> Self {
        Self::at(Moment::at(day, 9, 0))
    }

    /// Moves to this moment, also back.
    pub fn set(&self, now: Moment) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves to nine in the morning of `day` unless it is that day already.
    pub fn move_to(&self, day: Day) {
        if self.today() != day {
            self.set(Moment::at(day, 9, 0));
        }
    }

    /// Lets some microseconds pass.
    pub fn pass(&self, us: i64) {
        self.0.fetch_add(us, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// An id that sorts by the moment it was made.
pub(crate) fn new_id(now: Moment) -> String {
    let seconds = u64::try_from(now.0.max(0) / 1_000_000).unwrap_or_default();
    let nanos = u32::try_from(now.0.rem_euclid(1_000_000) * 1000).unwrap_or_default();
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_clock_stands_until_it_is_moved() {
        let day = Day::parse("2026-03-04").unwrap();
        let clock = StoryClock::on(day);
        assert_eq!(clock.now().to_string(), "2026-03-04 09:00");
        clock.pass(60_000_000);
        clock.move_to(day);
        assert_eq!(clock.now().to_string(), "2026-03-04 09:01");
        clock.move_to(day.next());
        assert_eq!(clock.now().to_string(), "2026-03-05 09:00");
    }
}
