//! The vectors of the mechanism's section 4, on the real calendar, and what the engine says about them.

use rongheng_domain::time_limit::{
    Due, Light, Mark, Stop, Unit, due, explain, lapse, light, never_shorter, work_days_left,
};

use super::liwan_time::{calendar, day, limit, stop};

fn work_days(start: &str, count: u32, stops: &[Stop]) -> Due {
    due(&limit(count, Unit::WorkDay), 0, day(start), stops, &calendar())
}

fn last(start: &str, count: u32, stops: &[Stop]) -> String {
    work_days(start, count, stops).last.to_string()
}

#[test]
fn working_days_are_counted_over_holidays_and_make_up_days() {
    for (start, count, expected) in [
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-30", 15, "2026-10-27"),
        ("2025-12-31", 5, "2026-01-08"),
        ("2026-10-09", 1, "2026-10-10"),
    ] {
        assert_eq!(last(start, count, &[]), expected, "{start} +{count}");
    }
}

#[test]
fn stopped_days_are_left_out_once_however_many_stops_cover_them() {
    for (start, count, stops, expected) in [
        ("2026-09-18", 30, vec![stop("2026-10-12", "2026-10-16")], "2026-11-12"),
        (
            "2026-09-18",
            30,
            vec![stop("2026-10-12", "2026-10-14"), stop("2026-10-13", "2026-10-16")],
            "2026-11-12",
        ),
        ("2026-09-28", 10, vec![stop("2026-10-03", "2026-10-09")], "2026-10-20"),
        ("2026-11-02", 5, vec![stop("2026-11-07", "2026-11-08")], "2026-11-09"),
    ] {
        assert_eq!(last(start, count, &stops), expected, "{start} +{count} {stops:?}");
    }
}

#[test]
fn a_month_that_ends_in_a_holiday_ends_after_it() {
    let due = due(&limit(1, Unit::Month), 0, day("2026-09-03"), &[], &calendar());
    assert_eq!(due.last, day("2026-10-08"));
    assert_eq!(due.rolled_from, Some(day("2026-10-03")));
    assert_eq!(due.retraced(), Some(due.last));
    assert_eq!(
        explain(&due),
        "自 9 月 3 日受理的次日起算 1 个月，没有停表，期满的 10 月 3 日是休息日（国庆节），顺延到 10 月 8 日。"
    );
}

#[test]
fn a_month_without_that_day_ends_on_its_last() {
    let months = |start, count| due(&limit(count, Unit::Month), 0, day(start), &[], &calendar()).last;
    assert_eq!(months("2026-03-31", 1), day("2026-04-30"));
    assert_eq!(months("2025-12-31", 2), day("2026-02-28"), "a Saturday that is worked is no day off");
    assert_eq!(months("2026-05-29", 6), day("2026-11-30"), "29 November is a Sunday");
}

#[test]
fn days_count_through_holidays_and_only_the_last_gives_way() {
    let days =
        |start, count, stops: &[Stop]| due(&limit(count, Unit::Day), 0, day(start), stops, &calendar());
    assert_eq!(days("2026-09-25", 10, &[]).last, day("2026-10-08"));
    assert_eq!(days("2026-09-10", 10, &[]).last, day("2026-09-20"), "a Sunday that is worked");
    let stopped = days("2026-11-02", 5, &[stop("2026-11-04", "2026-11-06")]);
    assert_eq!(stopped.last, day("2026-11-10"));
    assert_eq!(explain(&stopped), "自 11 月 2 日受理的次日起算 5 日，停表 3 日，到 11 月 10 日。");
}

#[test]
fn a_day_that_rolled_over_into_a_stop_waits_for_its_end() {
    let due =
        due(&limit(5, Unit::Day), 0, day("2026-11-02"), &[stop("2026-11-09", "2026-11-10")], &calendar());
    assert_eq!(due.rolled_from, Some(day("2026-11-07")));
    assert_eq!(due.last, day("2026-11-11"));
}

#[test]
fn the_explanation_counts_what_the_trace_counted() {
    let due = work_days("2026-09-18", 30, &[stop("2026-10-12", "2026-10-16")]);
    assert_eq!(
        explain(&due),
        "自 9 月 18 日受理的次日起算 30 个工作日，跳过周末 10 日、中秋节 3 日、国庆节 7 日，计入调休上班 2 日，\
         停表 5 个工作日，到 11 月 12 日。"
    );
    let plain = work_days("2026-11-12", 10, &[]);
    assert_eq!(
        explain(&plain),
        "自 11 月 12 日受理的次日起算 10 个工作日，跳过周末 4 日，没有停表，到 11 月 26 日。"
    );
    let make_up: Vec<_> =
        due.trace.iter().filter(|step| matches!(step.mark, Mark::MakeUp(..))).map(|step| step.day).collect();
    assert_eq!(make_up, [day("2026-09-20"), day("2026-10-10")]);
}

#[test]
fn an_extension_is_counted_in_and_said() {
    let due = due(&limit(30, Unit::WorkDay), 15, day("2026-03-02"), &[], &calendar());
    assert_eq!(due.last, day("2026-05-08"));
    assert_eq!(
        explain(&due),
        "自 3 月 2 日受理的次日起算 45 个工作日，其中延长 15 个工作日，跳过周末 14 日、清明节 3 日、劳动节 5 日，\
         没有停表，到 5 月 8 日。"
    );
}

#[test]
fn past_the_last_notice_a_date_is_provisional_and_never_lapses() {
    let due = work_days("2026-12-25", 10, &[]);
    assert!(due.provisional);
    assert!(
        explain(&due).ends_with("，预计到 2027 年 1 月 8 日。2027 年的放假安排公布后重新计算。"),
        "{}",
        explain(&due)
    );
    assert_eq!(lapse(&due, day("2030-01-01")), None);
    let known = work_days("2026-12-24", 5, &[]);
    assert_eq!((known.last, known.provisional), (day("2026-12-31"), false));
}

#[test]
fn a_limit_lapses_on_the_day_after_its_last_and_not_before() {
    let due = work_days("2026-02-10", 5, &[]);
    assert!(due.in_time(day("2026-02-24")));
    assert!(!due.in_time(day("2026-02-25")));
    assert_eq!(lapse(&due, day("2026-02-24")), None);
    assert_eq!(lapse(&due, day("2026-02-25")), Some(day("2026-02-25")));
    assert_eq!(lapse(&due, day("2026-03-20")), Some(day("2026-02-25")));
}

#[test]
fn what_was_notified_in_writing_never_gets_shorter() {
    let shorter = work_days("2026-11-02", 5, &[]);
    assert_eq!(shorter.last, day("2026-11-09"));
    let held = never_shorter(day("2026-11-12"), shorter.clone());
    assert_eq!(held.last, day("2026-11-12"));
    assert_eq!(held.retraced(), Some(held.last));
    assert!(explain(&held).ends_with("，已经书面告知的期限不缩短，仍到 11 月 12 日。"), "{}", explain(&held));
    assert_eq!(never_shorter(day("2026-11-06"), shorter.clone()), shorter);
}

#[test]
fn the_light_turns_with_the_working_days_left() {
    let calendar = calendar();
    let due = work_days("2026-11-02", 10, &[stop("2026-11-04", "2026-11-05")]);
    assert_eq!(due.last, day("2026-11-18"));
    for (today, left, expected) in [
        ("2026-11-02", 10, Light::Green),
        ("2026-11-04", 9, Light::Grey),
        ("2026-11-05", 9, Light::Grey),
        ("2026-11-06", 8, Light::Green),
        ("2026-11-12", 4, Light::Green),
        ("2026-11-13", 3, Light::Yellow),
        ("2026-11-14", 3, Light::Yellow),
        ("2026-11-18", 0, Light::Yellow),
        ("2026-11-19", -1, Light::Red),
        ("2026-11-23", -3, Light::Red),
    ] {
        let today_is = day(today);
        assert_eq!(work_days_left(&due, today_is, &calendar), left, "{today}");
        assert_eq!(light(&due, None, today_is, &calendar), expected, "{today}");
    }
    let later = day("2026-12-30");
    assert_eq!(light(&due, Some(day("2026-11-18")), later, &calendar), Light::Blue);
    assert_eq!(light(&due, Some(day("2026-11-19")), later, &calendar), Light::Red);
}

#[test]
fn a_stop_without_an_end_ends_at_the_end_of_time() {
    let stops = [Stop { from: day("2026-11-03"), to: day("9999-12-31"), why: String::new() }];
    let due = work_days("2026-11-02", 1, &stops);
    assert!(due.provisional);
    assert_eq!(due.last, day("9999-12-31"));
}
