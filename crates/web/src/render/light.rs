//! 绿 充裕 · 黄 临期 · 红 逾期 · 灰 停表 · 蓝 已办: colour, shape and word of a limit, as of today.

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    time_limit::{self, Due, Light},
};

/// Working days left from which a limit is no longer 临期.
const AMPLE: i64 = 4;

/// A light with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LightView {
    /// Colour and shape: `green`, `yellow`, `red`, `grey`, `blue`.
    pub tone: &'static str,
    /// `临期`.
    pub word: &'static str,
    /// `剩 3 个工作日`.
    pub left: String,
}

/// The light of a limit as the engine has it.
pub(crate) fn of_due(due: &Due, calendar: &Calendar, today: Day) -> LightView {
    let days = time_limit::work_days_left(due, today, calendar);
    let left =
        |days: i64| if days == 0 { "今天到期".to_owned() } else { format!("剩 {days} 个工作日") };
    match time_limit::light(due, None, today, calendar) {
        Light::Green => LightView { tone: "green", word: "充裕", left: left(days) },
        Light::Yellow => LightView { tone: "yellow", word: "临期", left: left(days) },
        Light::Grey => LightView { tone: "grey", word: "停表", left: String::new() },
        Light::Red | Light::Blue => running(calendar, today, due.last),
    }
}

/// The light of a day that the lists keep: the same words, without the trace.
pub(crate) fn running(calendar: &Calendar, today: Day, last: Day) -> LightView {
    if today > last {
        let late = calendar.work_days(last, today);
        let left = if late == 0 { "昨日到期".to_owned() } else { format!("{late} 个工作日") };
        return LightView { tone: "red", word: "逾期", left };
    }
    if today == last {
        return LightView { tone: "yellow", word: "临期", left: "今天到期".to_owned() };
    }
    let days = calendar.work_days(today, last);
    let left = format!("剩 {days} 个工作日");
    if days >= AMPLE {
        LightView { tone: "green", word: "充裕", left }
    } else {
        LightView { tone: "yellow", word: "临期", left }
    }
}

/// The light of a limit that was met, or missed.
pub(crate) fn done(last: Day, on: Day) -> LightView {
    if on > last {
        LightView { tone: "red", word: "逾期", left: format!("{} 才办", short(on)) }
    } else {
        LightView { tone: "blue", word: "已办", left: short(on) }
    }
}

/// The light of a clock that stands still.
pub(crate) fn stopped(since: Day) -> LightView {
    LightView { tone: "grey", word: "停表", left: format!("{} 起", short(since)) }
}

/// `11-26`, as tables write a day.
pub(crate) fn short(day: Day) -> String {
    let (_, month, date) = day.parts();
    format!("{month:02}-{date:02}")
}

/// `11 月 26 日（周四）`, as sentences write it; another year than `today`'s is named.
pub(crate) fn long(day: Day, today: Day) -> String {
    let (year, month, date) = day.parts();
    let weekday = day.weekday_words();
    if year == today.parts().0 {
        format!("{month} 月 {date} 日（{weekday}）")
    } else {
        format!("{year} 年 {month} 月 {date} 日（{weekday}）")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn four_working_days_left_are_green_and_three_are_yellow() {
        let calendar = Calendar::default();
        // 2026-11-23 is a Monday.
        assert_eq!(running(&calendar, day("2026-11-23"), day("2026-11-27")).tone, "green");
        let yellow = running(&calendar, day("2026-11-23"), day("2026-11-26"));
        assert_eq!((yellow.tone, yellow.word, yellow.left.as_str()), ("yellow", "临期", "剩 3 个工作日"));
        assert_eq!(running(&calendar, day("2026-11-26"), day("2026-11-26")).left, "今天到期");
    }

    #[test]
    fn the_day_after_the_last_is_red_even_when_it_is_a_weekend() {
        let calendar = Calendar::default();
        assert_eq!(running(&calendar, day("2026-11-28"), day("2026-11-27")).tone, "red");
        assert_eq!(running(&calendar, day("2026-12-01"), day("2026-11-27")).left, "2 个工作日");
    }

    #[test]
    fn a_limit_met_on_its_last_day_is_blue_and_the_day_after_red() {
        assert_eq!(done(day("2026-11-27"), day("2026-11-27")).tone, "blue");
        assert_eq!(done(day("2026-11-27"), day("2026-11-28")).tone, "red");
        assert_eq!(long(day("2027-01-04"), day("2026-11-23")), "2027 年 1 月 4 日（周一）");
    }
}
