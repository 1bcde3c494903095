//! The real calendar, as `policy/liwan/calendar/` has it, imported through its register.

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    registers::{Register, calendar::CalendarFile},
    time_limit::{Limit, Stop, Unit},
};

pub(crate) const HOLIDAYS: &str = include_str!("../../../../policy/liwan/calendar/holidays_2018_2026.json");

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|| panic!("{text} is no day"))
}

pub(crate) fn calendar() -> Calendar {
    let file: CalendarFile = serde_json::from_str(HOLIDAYS).unwrap();
    let notices = file.notices("holiday-cn");
    notices.iter().fold(Calendar::default(), |calendar, notice| calendar.evolve(notice, day("2026-01-01")))
}

pub(crate) fn limit(count: u32, unit: Unit) -> Limit {
    Limit {
        id: "tol.verify".to_owned(),
        title: "调查核实期限".to_owned(),
        count,
        unit,
        extension: Some(15),
        starts: "受理".to_owned(),
        source: "本单位设定".to_owned(),
        force: "setting".to_owned(),
    }
}

pub(crate) fn stop(from: &str, to: &str) -> Stop {
    Stop { from: day(from), to: day(to), why: "请示上级".to_owned() }
}
