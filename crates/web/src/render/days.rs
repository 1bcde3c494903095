//! “怎么算出来的”: the engine's own trace as a strip of days, Monday first, with one sentence that says it.

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    sheet::Running,
    time_limit::{Due, Mark, explain},
};

use super::light::{self, LightView};

/// Days of a strip that a page shows; a longer limit shows its first and last weeks.
const SHOWN: usize = 154;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// How it looks.
    pub class: String,
    /// `9/18`, `19`; empty for a cell before the first day.
    pub number: String,
    /// `第2日`, `周末`, `停表`.
    pub small: String,
}

/// A limit with everything a page says about it.
#[derive(Debug, Clone)]
pub(crate) struct DueView {
    /// What must be done by then.
    pub title: String,
    /// Its light.
    pub light: LightView,
    /// Whether it was done, in time or not.
    pub done: bool,
    /// `11 月 26 日（周四）`.
    pub last: String,
    /// 预计.
    pub provisional: bool,
    /// The strip.
    pub cells: Vec<Cell>,
    /// How the date came about, in a sentence.
    pub explained: String,
    /// `调查核实 30 个工作日`, and where it stands.
    pub basis: String,
    /// 本单位设定, 国家规定 …
    pub force: String,
    /// Why and until when at most the clock stands still.
    pub stopped: Option<String>,
}

/// A running limit of a case.
pub(crate) fn view(running: &Running, calendar: &Calendar, today: Day) -> DueView {
    let due = &running.due;
    let light = match (&running.done_on, &running.stopped) {
        (Some(on), _) => light::done(due.last, *on),
        (None, Some((since, _, _))) => light::stopped(*since),
        (None, None) => light::of_due(due, calendar, today),
    };
    let mut view = bare(due, running.done_on, today, light);
    view.title.clone_from(&running.title);
    view.stopped =
        running.stopped.as_ref().filter(|_| running.done_on.is_none()).map(|(since, why, until)| {
            format!(
                "{}起停止计时：{}；最迟到{}恢复。",
                light::long(*since, today),
                why.trim_end_matches('。'),
                light::long(*until, today)
            )
        });
    view
}

/// A limit on its own.
pub(crate) fn of_due(due: &Due, calendar: &Calendar, today: Day) -> DueView {
    bare(due, None, today, light::of_due(due, calendar, today))
}

fn bare(due: &Due, done_on: Option<Day>, today: Day, light: LightView) -> DueView {
    let limit = &due.limit;
    let mut basis = format!("{} {} {}", limit.title, limit.count, limit.unit.title());
    if due.extended_by > 0 {
        basis = format!("{basis}，已延长 {} {}", due.extended_by, limit.unit.title());
    }
    if !limit.source.is_empty() {
        basis = format!("{basis} · {}", limit.source);
    }
    DueView {
        done: done_on.is_some(),
        title: limit.title.clone(),
        light,
        last: light::long(due.last, today),
        provisional: due.provisional,
        cells: cells(due, done_on, today),
        explained: explained(due),
        basis,
        force: force_words(&limit.force).to_owned(),
        stopped: None,
    }
}

/// The heads of the columns.
pub(crate) const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// What a screen calls the force of a limit.
fn force_words(force: &str) -> &str {
    match force {
        "national" => "国家规定",
        "guangdong" => "广东省规定",
        "liwan" => "荔湾区机制",
        "elsewhere" => "外地做法",
        "standard" => "标准",
        "setting" => "本单位设定",
        other => other,
    }
}

fn cells(due: &Due, done_on: Option<Day>, today: Day) -> Vec<Cell> {
    let mut cells = Vec::new();
    let Some(first) = due.trace.first() else { return cells };
    for _ in 1..first.day.weekday() {
        cells.push(Cell { class: "none".to_owned(), number: String::new(), small: String::new() });
    }
    let skip = due.trace.len().saturating_sub(SHOWN) / 7 * 7;
    for (at, traced) in due.trace.iter().enumerate() {
        if (70..70 + skip).contains(&at) {
            continue;
        }
        let (_, month, date) = traced.day.parts();
        let number = if at == 0 || date == 1 { format!("{month}/{date}") } else { date.to_string() };
        let (mut class, mut small) = match &traced.mark {
            Mark::Start => ("start".to_owned(), "起算日".to_owned()),
            Mark::Counted(n) => (String::new(), format!("第{n}日")),
            Mark::MakeUp(n, _) => ("work".to_owned(), format!("班 {n}")),
            Mark::Weekend => ("off".to_owned(), "周末".to_owned()),
            Mark::Holiday(name) => ("off".to_owned(), name.trim_end_matches('节').to_owned()),
            Mark::Stopped(_) => ("stop".to_owned(), "停表".to_owned()),
            Mark::Held => (String::new(), "不缩短".to_owned()),
        };
        if matches!(traced.mark, Mark::Counted(_)) && traced.day <= done_on.unwrap_or(today) {
            "past".clone_into(&mut class);
        }
        if done_on == Some(traced.day) {
            "met".clone_into(&mut class);
            "已办".clone_into(&mut small);
        } else if traced.day == due.last {
            "due".clone_into(&mut class);
            "到期".clone_into(&mut small);
        }
        if traced.day == today {
            class.push_str(" today");
        }
        cells.push(Cell { class: class.trim().to_owned(), number, small });
    }
    cells
}

/// The engine's sentence, and what the strip leaves out of a very long limit.
fn explained(due: &Due) -> String {
    let skip = due.trace.len().saturating_sub(SHOWN) / 7 * 7;
    let says = explain(due);
    if skip > 0 { format!("{says}下面的日历略去中间 {skip} 日。") } else { says }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rongheng_domain::time_limit::{Limit, TraceDay, Unit};

    pub(crate) fn sample_due() -> Due {
        let day = |text: &str| Day::parse(text).unwrap();
        let marks = [
            ("2026-11-19", Mark::Start),
            ("2026-11-20", Mark::Counted(1)),
            ("2026-11-21", Mark::Weekend),
            ("2026-11-22", Mark::MakeUp(2, "国庆节".to_owned())),
            ("2026-11-23", Mark::Stopped("等待档案馆调图".to_owned())),
            ("2026-11-24", Mark::Holiday("中秋节".to_owned())),
            ("2026-11-25", Mark::Counted(3)),
        ];
        Due {
            limit: Limit {
                id: "tol.file_no".to_owned(),
                title: "受理期限".to_owned(),
                count: 3,
                unit: Unit::WorkDay,
                extension: None,
                starts: "收到申请".to_owned(),
                source: "示范".to_owned(),
                force: "setting".to_owned(),
            },
            extended_by: 0,
            start: day("2026-11-19"),
            last: day("2026-11-25"),
            provisional: false,
            rolled_from: None,
            stops: Vec::new(),
            trace: marks
                .into_iter()
                .map(|(d, mark)| TraceDay { day: Day::parse(d).unwrap(), mark })
                .collect(),
        }
    }

    #[test]
    fn the_strip_begins_on_monday_and_says_why_each_day_was_not_counted() {
        let today = Day::parse("2026-11-20").unwrap();
        let view = of_due(&sample_due(), &Calendar::default(), today);
        let words: Vec<_> = view.cells.iter().map(|c| (c.class.as_str(), c.small.as_str())).collect();
        assert_eq!(
            words,
            [
                ("none", ""),
                ("none", ""),
                ("none", ""),
                ("start", "起算日"),
                ("past today", "第1日"),
                ("off", "周末"),
                ("work", "班 2"),
                ("stop", "停表"),
                ("off", "中秋"),
                ("due", "到期"),
            ]
        );
        assert!(view.explained.contains("停表"), "{}", view.explained);
        assert_eq!(view.force, "本单位设定");
    }

    #[test]
    fn a_limit_kept_closes_with_the_day_it_was_kept() {
        let done = Day::parse("2026-11-25").unwrap();
        let running =
            Running { title: "受理".to_owned(), due: sample_due(), done_on: Some(done), stopped: None };
        let view = view(&running, &Calendar::default(), done.plus(5));
        assert_eq!(view.cells.last().unwrap().class, "met");
        assert_eq!(view.light.tone, "blue");
    }
}
