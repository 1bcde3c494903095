//! Counting: from the start day, which does not count (民法典第二百零一条), to the last day.

use super::{Due, Limit, Mark, Stop, TraceDay, Unit};
use crate::{
    calendar::{Calendar, DayKind},
    day::Day,
};

/// The last day of `limit`, counted from `start`, extended by `extended_by` of its units, not counting
/// what is stopped, with the trace that shows how it came about.
///
/// Whether the extension is allowed is not decided here. A limit of nothing ends on its start day.
pub fn due(limit: &Limit, extended_by: u32, start: Day, stops: &[Stop], calendar: &Calendar) -> Due {
    let mut stops = stops.to_vec();
    stops.sort_by(|a, b| (a.from, a.to, &a.why).cmp(&(b.from, b.to, &b.why)));
    let units = limit.count.saturating_add(extended_by);
    let mut clock = Clock {
        stops: &stops,
        calendar,
        day: start,
        counted: 0,
        trace: vec![TraceDay { day: start, mark: Mark::Start }],
    };
    let rolled_from = match limit.unit {
        Unit::WorkDay => {
            clock.run(units, Clock::work_day);
            None
        }
        Unit::Day => {
            clock.run(units, Clock::any_day);
            clock.roll()
        }
        Unit::Month => {
            let days = start.plus_months(units.into()).days_since(start);
            clock.run(u32::try_from(days).unwrap_or(u32::MAX), Clock::any_day);
            clock.roll()
        }
    };
    let (last, trace) = (clock.day, clock.trace);
    Due {
        limit: limit.clone(),
        extended_by,
        start,
        last,
        provisional: calendar.is_provisional(last),
        rolled_from,
        stops,
        trace,
    }
}

struct Clock<'a> {
    stops: &'a [Stop],
    calendar: &'a Calendar,
    day: Day,
    counted: u32,
    trace: Vec<TraceDay>,
}

impl Clock<'_> {
    fn run(&mut self, wanted: u32, mark: fn(&Self) -> Mark) {
        while self.counted < wanted && self.step() {
            let mark = mark(self);
            if matches!(mark, Mark::Counted(_) | Mark::MakeUp(..)) {
                self.counted += 1;
            }
            self.trace.push(TraceDay { day: self.day, mark });
        }
    }

    /// Goes to the next day; false at the end of time.
    fn step(&mut self) -> bool {
        let next = self.day.next();
        let goes_on = next > self.day;
        self.day = next;
        goes_on
    }

    /// The reason of the stop this day lies in. Several stops over one day stop it once.
    fn stopped(&self) -> Option<Mark> {
        self.stops.iter().find(|stop| stop.covers(self.day)).map(|stop| Mark::Stopped(stop.why.clone()))
    }

    fn work_day(&self) -> Mark {
        let number = self.counted + 1;
        match self.calendar.kind(self.day) {
            DayKind::Weekend => Mark::Weekend,
            DayKind::Holiday(name) => Mark::Holiday(name),
            DayKind::MakeUp(name) => self.stopped().unwrap_or(Mark::MakeUp(number, name)),
            DayKind::Work => self.stopped().unwrap_or(Mark::Counted(number)),
        }
    }

    fn any_day(&self) -> Mark {
        self.stopped().unwrap_or(Mark::Counted(self.counted + 1))
    }

    /// 民法典第二百零三条: a last day that is off gives way to the next working day (that is not stopped).
    fn roll(&mut self) -> Option<Day> {
        let end = self.day;
        if self.counted == 0 || self.calendar.is_work_day(end) {
            return None;
        }
        self.trace.pop();
        loop {
            let mark = match self.calendar.kind(self.day) {
                DayKind::Weekend => Mark::Weekend,
                DayKind::Holiday(name) => Mark::Holiday(name),
                DayKind::Work | DayKind::MakeUp(_) => self.stopped().unwrap_or(Mark::Counted(self.counted)),
            };
            let ended = matches!(mark, Mark::Counted(_));
            self.trace.push(TraceDay { day: self.day, mark });
            if ended || !self.step() {
                return Some(end);
            }
        }
    }
}
