//! 放假安排 as a book: which limits of open cases a notice moves, noted with it in the same transaction, and shown to
//! those who may know of the case.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    facts::Policy,
    ids::StreamId,
    registers::{
        self, Register as _,
        calendar::{CalendarEvent, MovedLimit},
    },
};
use rongheng_store::{CaseFilter, CaseKey, Scope};

use crate::{Actor, App, ONLY, Result, access};

/// Cases read at once.
const BATCH: u32 = 500;
/// Limits that are named on the page.
const NAMED: usize = 200;

/// The open limits of a case by what they are for, with their last day.
fn limits(folded: &crate::folded::Folded, policy: &Policy) -> BTreeMap<(String, String), Day> {
    let row = folded.kind.row(&folded.state, policy);
    let own = row.due.iter().map(|due| ((due.limit.title.clone(), String::new()), due.last));
    let tasks = row.tasks.iter().filter_map(|task| {
        let due = task.due.as_ref()?;
        Some(((due.limit.title.clone(), task.about.clone()), due.last))
    });
    tasks.chain(own).collect()
}

impl App {
    /// Every open case, whoever may see it; for what the program computes itself.
    async fn open_cases(&self) -> Result<Vec<StreamId>> {
        let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let all = Scope { sql: "1 = 1".to_owned(), binds: Vec::new(), within: Vec::new() };
        let mut found = Vec::new();
        let mut after: Option<CaseKey> = None;
        loop {
            let rows = self.0.store.list_cases(&filter, &all, after.as_ref(), BATCH).await?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = Some(CaseKey { opened_on: last.opened_on.clone(), stream: last.stream.clone() });
            found.extend(rows.into_iter().map(|row| StreamId(row.stream)));
        }
    }

    /// The limits of open cases that move when `events` come on top of the calendar.
    pub(super) async fn moved_by(&self, events: &[CalendarEvent]) -> Result<CalendarEvent> {
        let today = self.today();
        let before = self.0.snapshot.registers(&self.0.store).await?.on(today);
        let calendar =
            events.iter().fold((*before.calendar).clone(), |known, event| known.evolve(event, today));
        let after = Policy { calendar: Arc::new(calendar), ..before.clone() };
        let mut moved = Vec::new();
        for case in self.open_cases().await? {
            let folded = self.0.cases.load(&self.0.store, &case).await?;
            let now = limits(&folded, &after);
            for ((title, about), last) in limits(&folded, &before) {
                let next = now.get(&(title.clone(), about)).copied().unwrap_or(last);
                if next != last {
                    moved.push(MovedLimit { case: case.clone(), title, before: last, now: next });
                }
            }
        }
        moved.dedup();
        Ok(CalendarEvent::LimitsMoved { moved })
    }

    /// What the last change of the calendar moved, for this reader.
    pub(super) async fn moved_lately(&self, actor: &Actor) -> Result<Vec<String>> {
        let events = self.0.store.load(&StreamId::new(Calendar::NAME, ONLY), 0).await?;
        let mut lately = None;
        for event in events.iter().rev() {
            if let CalendarEvent::LimitsMoved { moved } = registers::read::<Calendar>(&event.recorded)? {
                lately = Some((event.recorded_at.day(), moved));
                break;
            }
        }
        let Some((on, moved)) = lately else { return Ok(Vec::new()) };
        if moved.is_empty() {
            return Ok(vec![format!("{}的改动没有使在办期限变动。", on.words())]);
        }
        let mut says = vec![format!(
            "{}的改动使 {} 个在办期限的末日变动；已经书面告知的期限没有缩短。",
            on.words(),
            moved.len()
        )];
        let among = moved.iter().map(|one| one.case.0.clone()).collect();
        let filter = CaseFilter { among: Some(among), ..CaseFilter::default() };
        let seen = self.0.store.list_cases(&filter, &access::scope(actor), None, BATCH).await?;
        let numbers: BTreeMap<_, _> = seen.into_iter().map(|row| (row.stream, row.number)).collect();
        let mut unseen = 0_usize;
        for one in &moved {
            let Some(number) = numbers.get(&one.case.0).filter(|_| says.len() <= NAMED) else {
                unseen += 1;
                continue;
            };
            let (before, now) = (one.before.words(), one.now.words());
            says.push(format!("{number}“{}”由{before}改为{now}。", one.title));
        }
        if unseen > 0 {
            says.push(format!("其中 {unseen} 个不在这里列出，办案人员在各自的案件里看到新的末日。"));
        }
        Ok(says)
    }
}
