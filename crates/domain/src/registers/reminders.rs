//! 期限提醒 — whoever must act is told before the last day of a limit, on it and after it; then the head.
//!
//! Source: docs/decisions/0029. The stream of a case's reminders is `reminders/<case>`; it says which reminder was
//! given, so that each is given once: by task, last day and sort, on however many nodes, and after however many
//! restarts. A limit whose last day moves (a stop, an extension) is reminded of anew. Nothing is said while the clock
//! of the task stands still, and a provisional day is called 预计.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{
    calendar::Calendar,
    day::Day,
    ids::UnitId,
    kind::{Part, Row, Task, Who},
    people::Role,
    sheet::Doer,
    time_limit::Due,
};

/// Working days after the last day at which the head is told.
const HEAD_AFTER: i64 = 1;
/// Days after the last day beyond which nobody is reminded any more: the overdue ones stand in the lists.
pub const LATEST: i64 = 30;

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// So many working days before.
    Ahead(u32),
    /// 今天到期.
    LastDay,
    /// 已逾期.
    Overdue,
    /// 已逾期, to the head.
    OverdueToHead,
}

/// One that was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reminder {
    /// The action that is waited for.
    pub action: String,
    /// Distinguishes several of one action.
    pub about: String,
    /// Who must act.
    pub who: Doer,
    /// The last day.
    pub due_on: Day,
    /// Which.
    pub sort: Sort,
    /// 预计.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Who was told.
    pub to: Doer,
    /// In which organ, where a role was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<UnitId>,
}

impl Reminder {
    /// What it says: nothing of the case.
    pub const fn says(&self) -> &'static str {
        match (self.sort, self.provisional) {
            (Sort::Ahead(_), false) => "一件待办临近期限，请按期办理。",
            (Sort::Ahead(_), true) => "一件待办的预计期限临近（日历尚未公布），请留意。",
            (Sort::LastDay, false) => "一件待办今天到期，请今天办理。",
            (Sort::LastDay, true) => "一件待办预计今天到期（日历尚未公布），请留意。",
            (Sort::Overdue, _) => "一件待办已经逾期，请尽快办理。",
            (Sort::OverdueToHead, _) => "您所管的一件待办已经逾期，请督促办理。",
        }
    }
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemindersEvent {
    /// 已提醒.
    Reminded {
        /// Which.
        all: Vec<Reminder>,
    },
}

type Key = (String, String, Doer, Day, Sort);

/// All that were given in a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reminders {
    given: BTreeSet<Key>,
}

impl Register for Reminders {
    type Event = RemindersEvent;
    const NAME: &'static str = "reminders";
    const TITLE: &'static str = "期限提醒";

    fn evolve(mut self, event: &RemindersEvent, _on: Day) -> Self {
        let RemindersEvent::Reminded { all } = event;
        self.given.extend(all.iter().map(key));
        self
    }
}

fn key(one: &Reminder) -> Key {
    (one.action.clone(), one.about.clone(), one.who.clone(), one.due_on, one.sort)
}

/// Working days from `today` to `last`: 0 on the last day, less after it.
fn left(calendar: &Calendar, today: Day, last: Day) -> i64 {
    let work_days = |from: Day, to: Day| {
        let days = (1..=to.days_since(from)).filter(|n| calendar.is_work_day(from.plus(*n))).count();
        i64::try_from(days).unwrap_or(i64::MAX)
    };
    if last >= today { work_days(today, last) } else { -work_days(last, today).max(1) }
}

/// Which reminders are due today for a limit, the most pressing of those before it only.
fn sorts(due: &Due, today: Day, calendar: &Calendar, before: &[u32]) -> Vec<Sort> {
    let left = left(calendar, today, due.last);
    let mut sorts = Vec::new();
    if due.last == today {
        sorts.push(Sort::LastDay);
    } else if due.last > today {
        let reached = before.iter().filter(|days| left <= i64::from(**days)).min();
        sorts.extend(reached.map(|days| Sort::Ahead(*days)));
    } else if !due.provisional && today.days_since(due.last) <= LATEST {
        sorts.push(Sort::Overdue);
        if -left > HEAD_AFTER {
            sorts.push(Sort::OverdueToHead);
        }
    }
    sorts
}

/// Who is told after whoever must act: the head of the office, then a leader; for a unit its committee.
fn head(who: &Doer, row: &Row) -> Option<Doer> {
    let outside = |one: &Who| {
        row.parts.iter().any(|(of, part)| of == one && matches!(part, Part::Official | Part::Applicant))
    };
    match who {
        Doer::Role(Role::Leader | Role::PrincipalLeader | Role::UpperOrgan) => {
            Some(Doer::Role(Role::PrincipalLeader))
        }
        Doer::Role(Role::DivisionHead | Role::CommitteeClerk | Role::ReporterCustodian) => {
            Some(Doer::Role(Role::Leader))
        }
        // Nobody stands above an official who may speak or be silent.
        Doer::Person(person) if outside(&Who::Person(person.clone())) => None,
        Doer::Role(_) | Doer::Person(_) => Some(Doer::Role(Role::DivisionHead)),
        Doer::Unit(_) => {
            let committees = row.parts.iter().filter(|(_, part)| *part == Part::Committee);
            committees.map(|(of, _)| of).find_map(|of| match of {
                Who::Unit(unit) => Some(Doer::Unit(unit.clone())),
                Who::Person(_) => None,
            })
        }
    }
}

impl Reminders {
    /// What is to be said today of the tasks of a case and was not said before.
    pub fn owed(&self, row: &Row, today: Day, calendar: &Calendar, before: &[u32]) -> Vec<Reminder> {
        let mut owed = Vec::new();
        for task in &row.tasks {
            let Some(due) = task.due.as_ref().filter(|due| !stands_still(due, today)) else { continue };
            for sort in sorts(due, today, calendar, before) {
                owed.extend(self.one(task, due, sort, row));
            }
        }
        owed
    }

    fn one(&self, task: &Task, due: &Due, sort: Sort, row: &Row) -> Option<Reminder> {
        let to = if sort == Sort::OverdueToHead { head(&task.who, row)? } else { task.who.clone() };
        let one = Reminder {
            action: task.action.to_owned(),
            about: task.about.clone(),
            who: task.who.clone(),
            due_on: due.last,
            sort,
            provisional: due.provisional,
            organ: matches!(to, Doer::Role(_)).then(|| row.organ.clone()).flatten(),
            to,
        };
        (!self.given.contains(&key(&one))).then_some(one)
    }
}

/// Whether the clock of this limit is stopped today.
fn stands_still(due: &Due, today: Day) -> bool {
    due.stops.iter().any(|stop| stop.from <= today && today <= stop.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time_limit::{Limit, Stop, Unit};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn row(last: &str, provisional: bool, stops: Vec<Stop>) -> Row {
        let limit = Limit {
            id: "tol.verify".into(),
            title: "核实".into(),
            count: 30,
            unit: Unit::WorkDay,
            extension: None,
            starts: "受理".into(),
            source: String::new(),
            force: String::new(),
        };
        let due = Due {
            limit,
            extended_by: 0,
            start: day("2026-03-02"),
            last: day(last),
            provisional,
            rolled_from: None,
            stops,
            trace: Vec::new(),
        };
        let task = Task {
            action: "report",
            about: String::new(),
            says: String::new(),
            who: Doer::Person("lin".into()),
            due: Some(due),
            not: Vec::new(),
        };
        Row { tasks: vec![task], organ: Some("discipline".into()), ..Row::default() }
    }

    fn given(row: &Row, days: &[&str]) -> Vec<(usize, Sort)> {
        let mut state = Reminders::default();
        let mut all = Vec::new();
        for (at, today) in days.iter().enumerate() {
            let owed = state.owed(row, day(today), &Calendar::default(), &[3, 1]);
            all.extend(owed.iter().map(|one| (at, one.sort)));
            state = state.evolve(&RemindersEvent::Reminded { all: owed }, day(today));
        }
        all
    }

    #[test]
    fn each_reminder_is_given_once_on_its_day_and_the_head_is_told_last() {
        // The last day is Friday 20 March 2026.
        let days = [
            "2026-03-16",
            "2026-03-17",
            "2026-03-17",
            "2026-03-18",
            "2026-03-19",
            "2026-03-20",
            "2026-03-20",
            "2026-03-21",
            "2026-03-23",
            "2026-03-24",
            "2026-03-25",
        ];
        let all = given(&row("2026-03-20", false, Vec::new()), &days);
        let wanted = [
            (1, Sort::Ahead(3)),
            (4, Sort::Ahead(1)),
            (5, Sort::LastDay),
            (7, Sort::Overdue),
            (9, Sort::OverdueToHead),
        ];
        assert_eq!(all, wanted);
    }

    #[test]
    fn a_day_on_which_nothing_ran_leaves_only_the_most_pressing_one() {
        assert_eq!(given(&row("2026-03-20", false, Vec::new()), &["2026-03-19"]), [(0, Sort::Ahead(1))]);
        assert_eq!(given(&row("2026-03-20", false, Vec::new()), &["2026-06-19"]), []);
    }

    #[test]
    fn nothing_is_said_while_the_clock_stands_still_and_a_provisional_day_is_never_overdue() {
        let stop = Stop { from: day("2026-03-10"), to: day("2026-03-30"), why: String::new() };
        assert_eq!(given(&row("2026-03-20", false, vec![stop]), &["2026-03-19", "2026-03-20"]), []);
        let open = row("2026-03-20", true, Vec::new());
        assert_eq!(given(&open, &["2026-03-20", "2026-03-23"]), [(0, Sort::LastDay)]);
        let said = Reminders::default().owed(&open, day("2026-03-20"), &Calendar::default(), &[3, 1]);
        assert!(said[0].says().contains("预计"));
    }
}
