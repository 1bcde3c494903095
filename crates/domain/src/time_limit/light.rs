//! What a limit means today: lights, working days left, lapse, and what was promised in writing.

use super::{Due, Light, Mark, TraceDay};
use crate::{calendar::Calendar, day::Day};

/// The fewest working days left for a green light.
const PLENTY: i64 = 4;

/// The light of a limit on `today`; `done_on` is the day it was acted on, if it was.
pub fn light(due: &Due, done_on: Option<Day>, today: Day, calendar: &Calendar) -> Light {
    match done_on {
        Some(day) if due.in_time(day) => Light::Blue,
        Some(_) => Light::Red,
        None if !due.in_time(today) => Light::Red,
        None if due.stopped_on(today) => Light::Grey,
        None if work_days_left(due, today, calendar) >= PLENTY => Light::Green,
        None => Light::Yellow,
    }
}

/// Working days left after `today`, the last day included, stopped ones left out: 0 on the last day.
/// Negative once it is over: the working days it is late.
pub fn work_days_left(due: &Due, today: Day, calendar: &Calendar) -> i64 {
    if today > due.last {
        return -calendar.work_days(due.last, today);
    }
    let counts = |day: &Day| calendar.is_work_day(*day) && !due.stopped_on(*day);
    i64::try_from(days(today, due.last).filter(counts).count()).unwrap_or(i64::MAX)
}

/// The days after `from`, up to `to`.
fn days(from: Day, to: Day) -> impl Iterator<Item = Day> {
    (1..=to.days_since(from)).map(move |n| from.plus(n))
}

/// The day on which the lapse of `due` takes effect, once it has: the day after the last. Never where the
/// last day is provisional (预计): a notice still to come could move it.
pub fn lapse(due: &Due, today: Day) -> Option<Day> {
    (!due.provisional && today > due.last).then(|| due.last.next())
}

/// A limit already notified in writing never gets shorter: `recomputed`, or the day that was `notified`
/// where that is later.
#[must_use]
pub fn never_shorter(notified: Day, mut recomputed: Due) -> Due {
    let held = days(recomputed.last, notified).map(|day| TraceDay { day, mark: Mark::Held });
    recomputed.trace.extend(held);
    recomputed.last = recomputed.last.max(notified);
    recomputed
}
