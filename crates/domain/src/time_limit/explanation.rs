//! 怎么算出来的 — the explanation in words, built from the trace that gave the date, from nothing else.

use super::{Due, Mark, Unit};
use crate::day::Day;

/// One sentence in Chinese: `自 9 月 18 日受理的次日起算 30 个工作日，跳过周末 10 日……到 11 月 12 日。`
pub fn explain(due: &Due) -> String {
    let limit = &due.limit;
    let units = limit.count.saturating_add(due.extended_by);
    let mut parts =
        vec![format!("自 {}{}的次日起算 {}", short(due.start), limit.starts, amount(units, limit.unit))];
    if due.extended_by > 0 {
        parts.push(format!("其中延长 {}", amount(due.extended_by, limit.unit)));
    }
    if limit.unit == Unit::WorkDay {
        parts.extend(skipped(due));
        let worked = due.trace.iter().filter(|step| matches!(step.mark, Mark::MakeUp(..))).count();
        if worked > 0 {
            parts.push(format!("计入调休上班 {worked} 日"));
        }
    }
    let stopped = due.trace.iter().filter(|step| matches!(step.mark, Mark::Stopped(_))).count();
    let unit = if limit.unit == Unit::WorkDay { "个工作日" } else { "日" };
    parts.push(if stopped == 0 { "没有停表".to_owned() } else { format!("停表 {stopped} {unit}") });
    let held = due.trace.iter().any(|step| step.mark == Mark::Held);
    parts.extend(rolled(due));
    let to = if due.provisional { "预计到" } else { "到" };
    if held {
        parts.push("已经书面告知的期限不缩短".to_owned());
        parts.push(format!("仍{to} {}", last(due)));
    } else if due.rolled_from.is_some() {
        parts.push(format!("{}顺延到 {}", if due.provisional { "预计" } else { "" }, last(due)));
    } else {
        parts.push(format!("{to} {}", last(due)));
    }
    let mut text = parts.join("，");
    text.push('。');
    if due.provisional {
        let (year, ..) = due.last.parts();
        text = format!("{text}{year} 年的放假安排公布后重新计算。");
    }
    text
}

fn short(day: Day) -> String {
    let (_, month, day) = day.parts();
    format!("{month} 月 {day} 日")
}

fn last(due: &Due) -> String {
    let (year, ..) = due.last.parts();
    if year == due.start.parts().0 { short(due.last) } else { format!("{year} 年 {}", short(due.last)) }
}

fn amount(count: u32, unit: Unit) -> String {
    match unit {
        Unit::WorkDay => format!("{count} 个工作日"),
        Unit::Day => format!("{count} 日"),
        Unit::Month => format!("{count} 个月"),
    }
}

/// `跳过周末 10 日、中秋节 3 日`: weekends first, holidays in the order in which they come.
fn skipped(due: &Due) -> Option<String> {
    let mut runs: Vec<(&str, usize)> = vec![("周末", 0)];
    for step in &due.trace {
        let name = match &step.mark {
            Mark::Weekend => "周末",
            Mark::Holiday(name) => name,
            _ => continue,
        };
        match runs.iter_mut().find(|(run, _)| *run == name) {
            Some((_, days)) => *days += 1,
            None => runs.push((name, 1)),
        }
    }
    let runs: Vec<_> =
        runs.iter().filter(|(_, days)| *days > 0).map(|(name, days)| format!("{name} {days} 日")).collect();
    (!runs.is_empty()).then(|| format!("跳过{}", runs.join("、")))
}

fn rolled(due: &Due) -> Option<String> {
    let end = due.rolled_from?;
    let why = match &due.trace.iter().find(|step| step.day == end)?.mark {
        Mark::Holiday(name) => name,
        _ => "周末",
    };
    Some(format!("期满的 {}是休息日（{why}）", short(end)))
}
