//! Time limits: 工作日, 日, 月; stops; roll-over; provisional dates; and the explanation that is the very
//! value used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{day::Day, people::words};

mod count;
mod explanation;
mod light;

pub use count::due;
pub use explanation::explain;
pub use light::{lapse, light, never_shorter, work_days_left};

words! {
    /// The unit a limit counts in.
    Unit {
        /// 工作日.
        WorkDay = "work_day" "工作日",
        /// 日.
        Day = "calendar_day" "日",
        /// 月.
        Month = "month" "个月",
    }
}

/// A limit, as this unit has it in force (`rules.csv` keeps the ids).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// `tol.file_no`.
    pub id: String,
    /// `容错申请受理期限`.
    pub title: String,
    /// How many units.
    pub count: u32,
    /// Which unit.
    pub unit: Unit,
    /// By how many of the same unit it may be extended, once.
    pub extension: Option<u32>,
    /// From what the clock runs, in words that go before 之日起: `受理`, `收到申请`.
    pub starts: String,
    /// Where it stands.
    pub source: String,
    /// Whether it is law or a setting of this unit: `national`, `setting` ….
    pub force: String,
}

/// The limits in force, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(pub BTreeMap<String, Limit>);

/// A stop of the clock; both its first and its last day are stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// First day stopped.
    pub from: Day,
    /// Last day stopped (while it lasts: the last day it may last).
    pub to: Day,
    /// Why.
    pub why: String,
}

impl Stop {
    /// Whether `day` is stopped.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// How one day was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 起算日, not counted.
    Start,
    /// Counted as the n-th.
    Counted(u32),
    /// Counted as the n-th: a weekend worked instead of the named holiday.
    MakeUp(u32, String),
    /// Saturday or Sunday, not counted (or rolled over).
    Weekend,
    /// The named holiday, not counted (or rolled over).
    Holiday(String),
    /// A day that would have counted, stopped, with the reason. (A day off inside a stop of a limit in
    /// working days stays a day off.)
    Stopped(String),
    /// Past the computed end, still in time: a limit notified in writing never gets shorter.
    Held,
}

/// A day of the trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceDay {
    /// The day.
    pub day: Day,
    /// How it was counted.
    pub mark: Mark,
}

/// A computed limit: the date and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The limit used, as it was in force.
    pub limit: Limit,
    /// Extension counted in, in the limit's unit.
    pub extended_by: u32,
    /// The start day, not counted.
    pub start: Day,
    /// The last day on which acting is in time.
    pub last: Day,
    /// 预计: the last day lies past the known calendar.
    pub provisional: bool,
    /// The day it would have ended on before rolling over days off (limits in days and months).
    pub rolled_from: Option<Day>,
    /// The stops it was computed with, sorted.
    pub stops: Vec<Stop>,
    /// Every day from the start to the last.
    pub trace: Vec<TraceDay>,
}

impl Due {
    /// Whether acting on `day` is in time: the last day still is.
    pub fn in_time(&self, day: Day) -> bool {
        day <= self.last
    }

    /// Whether the clock stands still on `day`.
    pub fn stopped_on(&self, day: Day) -> bool {
        self.stops.iter().any(|stop| stop.covers(day))
    }

    /// The last day as the trace alone gives it; `None` where the trace has a gap or a wrong count.
    /// It always is `Some(last)`: the explanation is the very value used.
    pub fn retraced(&self) -> Option<Day> {
        let mut trace = self.trace.iter();
        let first = trace.next().filter(|first| first.mark == Mark::Start)?;
        let (mut day, mut counted, mut ends) = (first.day, 0_u32, true);
        for step in trace {
            if step.day != day.next() {
                return None;
            }
            day = step.day;
            ends = match &step.mark {
                Mark::Counted(n) | Mark::MakeUp(n, _) if *n == counted + 1 => {
                    counted = *n;
                    true
                }
                Mark::Start | Mark::Counted(_) | Mark::MakeUp(..) => return None,
                Mark::Held => true,
                Mark::Weekend | Mark::Holiday(_) | Mark::Stopped(_) => false,
            };
        }
        ends.then_some(day)
    }
}

/// 绿 黄 红 灰 蓝.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 充裕: four or more working days left.
    Green,
    /// 临期: none to three left.
    Yellow,
    /// 逾期.
    Red,
    /// 停表.
    Grey,
    /// 已办, in time.
    Blue,
}
