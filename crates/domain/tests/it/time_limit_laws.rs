//! What holds for every limit, whatever its start, length, stops and calendar.

use proptest::prelude::*;
use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    time_limit::{Due, Mark, Stop, Unit, due, explain, lapse, light, never_shorter, work_days_left},
};

use super::liwan_time::{calendar, day, limit};

#[derive(Debug, Clone)]
struct Asked {
    count: u32,
    unit: Unit,
    start: Day,
    stops: Vec<Stop>,
}

impl Asked {
    fn due(&self, stops: &[Stop], calendar: &Calendar) -> Due {
        due(&limit(self.count, self.unit), 0, self.start, stops, calendar)
    }
}

fn stops(start: Day) -> impl Strategy<Value = Vec<Stop>> {
    let stop = (-5_i64..60, 0_i64..20).prop_map(move |(from, len)| {
        let from = start.plus(from);
        Stop { from, to: from.plus(len), why: "补正".to_owned() }
    });
    proptest::collection::vec(stop, 0..4)
}

fn asked() -> impl Strategy<Value = Asked> {
    let unit = prop_oneof![Just(Unit::WorkDay), Just(Unit::Day), Just(Unit::Month)];
    let start = (0_i64..3200).prop_map(|n| day("2018-01-01").plus(n));
    (unit, start, 1_u32..70).prop_flat_map(|(unit, start, count)| {
        let count = if unit == Unit::Month { count % 13 + 1 } else { count };
        stops(start).prop_map(move |stops| Asked { count, unit, start, stops })
    })
}

fn stopped(stops: &[Stop], day: Day) -> bool {
    stops.iter().any(|stop| stop.from <= day && day <= stop.to)
}

proptest! {
    #[test]
    fn splitting_a_stop_into_overlapping_pieces_changes_nothing(
        asked in asked(), cut in 0_i64..20, overlap in 0_i64..5,
    ) {
        let calendar = calendar();
        let pieces: Vec<Stop> = asked.stops.iter().rev().flat_map(|stop| {
            let middle = stop.from.plus(cut).min(stop.to);
            let again = middle.next().plus(-overlap).max(stop.from);
            [Stop { from: again, ..stop.clone() }, Stop { to: middle, ..stop.clone() }, stop.clone()]
        }).collect();
        let (whole, split) = (asked.due(&asked.stops, &calendar), asked.due(&pieces, &calendar));
        prop_assert_eq!(whole.last, split.last);
        prop_assert_eq!(explain(&whole), explain(&split));
        prop_assert_eq!(whole.trace, split.trace);
    }

    #[test]
    fn one_more_stop_never_shortens(asked in asked(), from in 0_i64..60, len in 0_i64..20) {
        let calendar = calendar();
        let before = asked.due(&asked.stops, &calendar);
        let mut more = asked.stops.clone();
        let from = asked.start.plus(from);
        more.push(Stop { from, to: from.plus(len), why: "请示".to_owned() });
        let after = asked.due(&more, &calendar);
        prop_assert!(after.last >= before.last, "{} then {}", before.last, after.last);
    }

    #[test]
    fn the_trace_alone_gives_the_date(asked in asked()) {
        let due = asked.due(&asked.stops, &calendar());
        prop_assert_eq!(due.retraced(), Some(due.last));
        prop_assert_eq!(&due.trace[0].mark, &Mark::Start);
        let mut gap = due.clone();
        gap.trace.remove(due.trace.len() / 2);
        prop_assert_ne!(gap.retraced(), Some(due.last));
    }

    #[test]
    fn exactly_the_working_days_that_are_not_stopped_are_counted(asked in asked()) {
        let calendar = calendar();
        let asked = Asked { unit: Unit::WorkDay, ..asked };
        let due = asked.due(&asked.stops, &calendar);
        let counts = |day: &Day| calendar.is_work_day(*day) && !stopped(&asked.stops, *day);
        let counted = (1..=due.last.days_since(due.start)).map(|n| due.start.plus(n)).filter(counts).count();
        prop_assert_eq!(counted, usize::try_from(asked.count).unwrap());
        prop_assert!(counts(&due.last));
        prop_assert_eq!(due.rolled_from, None);
    }

    #[test]
    fn days_and_months_end_on_a_working_day_and_never_before_their_time(asked in asked()) {
        let calendar = calendar();
        for unit in [Unit::Day, Unit::Month] {
            let asked = Asked { unit, count: asked.count.min(13), ..asked.clone() };
            let due = asked.due(&asked.stops, &calendar);
            prop_assert!(calendar.is_work_day(due.last) && !stopped(&asked.stops, due.last));
            let plain = match unit {
                Unit::Month => asked.start.plus_months(asked.count.into()),
                _ => asked.start.plus(asked.count.into()),
            };
            let end = due.rolled_from.unwrap_or(due.last);
            let lost = (1..=end.days_since(asked.start)).filter(|n| stopped(&asked.stops, asked.start.plus(*n)));
            prop_assert_eq!(end, plain.plus(i64::try_from(lost.count()).unwrap()));
            prop_assert!((due.rolled_from.is_none()) == calendar.is_work_day(end));
        }
    }

    #[test]
    fn a_longer_limit_or_a_later_start_never_ends_earlier(asked in asked()) {
        let calendar = calendar();
        let due = asked.due(&asked.stops, &calendar);
        let longer = Asked { count: asked.count + 1, ..asked.clone() };
        prop_assert!(longer.due(&asked.stops, &calendar).last >= due.last);
        // Months are left out: 30 and 31 March and one month end on the same 30 April, and a stop on 31 March
        // then counts for the first only, whose start it is not.
        let unit = if asked.unit == Unit::Month { Unit::Day } else { asked.unit };
        let (asked, later) =
            (Asked { unit, ..asked.clone() }, Asked { unit, start: asked.start.next(), ..asked.clone() });
        let due = asked.due(&asked.stops, &calendar);
        prop_assert!(later.due(&asked.stops, &calendar).last >= due.last);
    }

    #[test]
    fn what_was_notified_holds_and_still_explains_itself(asked in asked(), notified in 0_i64..200) {
        let due = asked.due(&asked.stops, &calendar());
        let notified = asked.start.plus(notified);
        let held = never_shorter(notified, due.clone());
        prop_assert_eq!(held.last, due.last.max(notified));
        prop_assert_eq!(held.retraced(), Some(held.last));
        prop_assert_eq!(explain(&held).contains("不缩短"), notified > due.last);
    }

    #[test]
    fn a_lapse_comes_the_day_after_and_never_on_a_provisional_date(asked in asked(), today in -10_i64..400) {
        let due = asked.due(&asked.stops, &calendar());
        let today = asked.start.plus(today);
        match lapse(&due, today) {
            Some(on) => prop_assert!(on == due.last.next() && today >= on && !due.provisional),
            None => prop_assert!(due.provisional || due.in_time(today)),
        }
        prop_assert_eq!(due.provisional, due.last > day("2026-12-31"));
    }

    #[test]
    fn working_days_left_only_fall_and_the_light_is_red_exactly_when_it_is_late(asked in asked()) {
        let calendar = calendar();
        let due = asked.due(&asked.stops, &calendar);
        let length = due.last.days_since(due.start);
        let left = |n: i64| work_days_left(&due, due.start.plus(n), &calendar);
        for n in 0..length + 10 {
            prop_assert!(left(n + 1) <= left(n));
            let today = due.start.plus(n);
            let red = light(&due, None, today, &calendar) == rongheng_domain::time_limit::Light::Red;
            prop_assert_eq!(red, !due.in_time(today));
        }
        prop_assert_eq!(left(length), 0);
    }

    #[test]
    fn a_notice_for_the_next_year_makes_its_dates_firm_and_moves_no_other(asked in asked()) {
        let mut later = calendar();
        later.off.insert(day("2027-01-01"), "元旦".to_owned());
        later.known_until = Some(day("2027-12-31"));
        let (before, after) = (asked.due(&asked.stops, &calendar()), asked.due(&asked.stops, &later));
        prop_assert!(!after.provisional || after.last > day("2027-12-31"));
        if before.last < day("2027-01-01") {
            prop_assert_eq!(before, after);
        }
    }
}
