//! The lists that can be taken out, each with its columns and its rows: the very rows of the page.

use rongheng_documents::Cell;
use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    kind::CaseRegister,
};
use serde::{Deserialize, Serialize};

use super::columns::{
    ACCOUNTS, ACTS, AMENDMENTS, BORROWINGS, CASES, CHECKLIST, Columns, DELIVERIES, LEARNING, NUMBERS,
    OVERVIEW, PAPER_DRAFTS, PEOPLE, PRECEDENTS, ROUNDS, SEALS, SIGNALS, SUBMISSIONS, SUPERVISED, TASKS,
    TRAININGS, UNITS,
};
use crate::{
    Actor, App, Result, access,
    desk::ActList,
    error::Error,
    filter::{Filter, Place, place_of},
    issue_registers::{IssueRegisters, KEPT_AWAY, NumberLine, SealLine},
    kinds,
    page::{Listed, Names, SupervisedOrder, Work},
    records::{Book, Narrow},
};

/// Rows read at once.
const BATCH: u32 = 500;

/// A list that can be taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// Cases.
    Cases(Filter),
    /// A register.
    Book {
        /// Which one.
        book: Book,
        /// Narrowed to what.
        narrow: Narrow,
    },
    /// A register that runs over cases.
    Entries {
        /// Its id: [`rongheng_domain::kind::CaseRegister::id`].
        register: String,
        /// Narrowed to what.
        narrow: Narrow,
    },
    /// 待办.
    Todo,
    /// 已办.
    Done,
    /// 我发起的.
    Started,
    /// 督办.
    Supervised,
    /// 总览.
    Overview,
    /// 发文登记簿 of a year.
    Numbers(i16),
    /// 用印登记簿 of a year.
    Seals(i16),
    /// 学习记录 of the unit's people.
    Learning,
    /// The cases behind a signal.
    Signal(String),
    /// A round of 案件质量评查: every case it was drawn from, in the order of the draw.
    Round(String),
}

/// Rows on the way into the sheet.
pub(super) struct Rows {
    pub(super) lines: Vec<Vec<Cell>>,
    /// The cases they name.
    pub(super) cases: Vec<StreamId>,
    /// Where the next ones begin.
    pub(super) next: Option<String>,
}

impl Export {
    /// The title of the sheet.
    pub(super) fn sheet(&self) -> &'static str {
        match self {
            Self::Cases(_) | Self::Signal(_) => "案件",
            Self::Book { book, .. } => book.title(),
            Self::Entries { register, .. } => match CaseRegister::from_id(register) {
                Some(register) => register.title(),
                None => "登记簿",
            },
            Self::Todo => "待办",
            Self::Done => "已办",
            Self::Started => "我发起的",
            Self::Supervised => "督办",
            Self::Overview => "总览",
            Self::Numbers(_) => "发文登记簿",
            Self::Seals(_) => "用印登记簿",
            Self::Learning => "学习记录",
            Self::Round(_) => "质量评查",
        }
    }

    /// Titles of the columns with their widths.
    pub(super) fn columns(&self) -> Columns {
        match self {
            Self::Cases(_) | Self::Signal(_) => CASES,
            Self::Book { book: Book::People, .. } => PEOPLE,
            Self::Book { book: Book::Units, .. } => UNITS,
            Self::Book { book: Book::Accounts, .. } => ACCOUNTS,
            Self::Book { book: Book::Checklist, .. } => CHECKLIST,
            Self::Book { book: Book::Amendments, .. } => AMENDMENTS,
            Self::Book { book: Book::Precedents, .. } => PRECEDENTS,
            Self::Book { book: Book::Trainings, .. } => TRAININGS,
            Self::Book { book: Book::PaperDrafts, .. } => PAPER_DRAFTS,
            Self::Book { book: Book::Signals, .. } => SIGNALS,
            Self::Book { book: Book::Quality, .. } => ROUNDS,
            Self::Book { book: Book::Settings | Book::Policy | Book::Calendar, .. } => &[],
            Self::Entries { register, .. } => match CaseRegister::from_id(register) {
                Some(CaseRegister::Deliveries) => DELIVERIES,
                Some(CaseRegister::Borrowings) => BORROWINGS,
                Some(CaseRegister::Submissions) => SUBMISSIONS,
                None => &[],
            },
            Self::Todo => TASKS,
            Self::Done | Self::Started => ACTS,
            Self::Supervised => SUPERVISED,
            Self::Overview => OVERVIEW,
            Self::Numbers(_) => NUMBERS,
            Self::Seals(_) => SEALS,
            Self::Learning => LEARNING,
            Self::Round(_) => super::round::COLUMNS,
        }
    }
}

pub(super) fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

pub(super) fn day(day: Option<Day>) -> Cell {
    let Some(day) = day else { return Cell::Empty };
    let (year, month, date) = day.parts();
    match (u16::try_from(year), u8::try_from(month), u8::try_from(date)) {
        (Ok(year), Ok(month), Ok(date)) => Cell::Day(year, month, date),
        _ => text(day.to_string()),
    }
}

fn count(count: u64) -> Cell {
    u32::try_from(count).map_or_else(|_| text(count.to_string()), Cell::Number)
}

fn people(ids: &[PersonId], names: &Names) -> Cell {
    text(ids.iter().map(|id| names.person(id)).collect::<Vec<_>>().join("、"))
}

fn unit(id: Option<&UnitId>, names: &Names) -> Cell {
    id.map_or(Cell::Empty, |id| text(names.unit(id)))
}

fn kind(row: &Listed) -> Cell {
    text(kinds::kind(&row.kind).map_or("", |kind| kind.title()))
}

fn provisional(provisional: bool) -> Cell {
    text(if provisional { "预计" } else { "" })
}

fn case(row: &Listed, names: &Names) -> Vec<Cell> {
    vec![
        text(&row.number),
        kind(row),
        text(&row.title),
        unit(row.unit.as_ref(), names),
        unit(row.organ.as_ref(), names),
        people(&row.officials, names),
        people(&row.team, names),
        text(&row.stage),
        text(row.marks.join("、")),
        text(row.disclosed.map_or("", |open| if open { "已批准" } else { "未批准" })),
        day(row.opened_on),
        text(row.due.as_ref().map_or("", |due| due.title.as_str())),
        day(row.due.as_ref().map(|due| due.on)),
        provisional(row.due.as_ref().is_some_and(|due| due.provisional)),
        day(row.closed_on),
        day(row.archived_on),
    ]
}

fn todo(work: Work) -> Rows {
    let row = |task: &crate::page::WorkTask| {
        vec![
            text(&task.says),
            text(&task.title),
            text(&task.case.number),
            kind(&task.case),
            text(&task.case.title),
            unit(task.case.unit.as_ref(), &work.names),
            text(task.due.as_ref().map_or("", |due| due.title.as_str())),
            day(task.due.as_ref().map(|due| due.on)),
            provisional(task.due.as_ref().is_some_and(|due| due.provisional)),
            text(task.other_role.map_or("", rongheng_domain::people::Role::title)),
        ]
    };
    Rows {
        lines: work.tasks.iter().map(row).collect(),
        cases: once(work.tasks.iter().map(|task| &task.case.stream)),
        next: work.next,
    }
}

fn acts(list: ActList) -> Rows {
    let row = |act: &crate::desk::Act| {
        vec![
            text(&act.title),
            text(act.at.to_string()),
            text(list.names.person(&act.actor)),
            text(act.acted_for.as_ref().map_or_else(String::new, |id| list.names.person(id))),
            text(&act.case.number),
            kind(&act.case),
            text(&act.case.title),
            unit(act.case.unit.as_ref(), &list.names),
            text(&act.case.stage),
        ]
    };
    Rows {
        lines: list.rows.iter().map(row).collect(),
        cases: once(list.rows.iter().map(|act| &act.case.stream)),
        next: list.next,
    }
}

fn numbers(found: &IssueRegisters) -> Rows {
    let row = |line: &NumberLine| {
        let Some(given) = &line.given else { return vec![text(&line.number), text(KEPT_AWAY)] };
        vec![
            text(&line.number),
            text(&given.title),
            text(&given.case_number),
            day(Some(given.signed_on)),
            text(found.names.person(&given.signed_by)),
            people(&given.drafters, &found.names),
            text(given.stage),
            text(given.spoiled.as_deref().unwrap_or_default()),
        ]
    };
    let sheets = found.numbers.iter().filter_map(|line| line.given.as_ref()).map(|given| &given.sheet);
    Rows { lines: found.numbers.iter().map(row).collect(), cases: once(sheets), next: None }
}

fn seals(found: &IssueRegisters) -> Rows {
    let row = |line: &SealLine| {
        vec![
            day(Some(line.on)),
            text(&line.seal),
            text(line.way),
            Cell::Number(line.copies),
            text(&line.number),
            text(&line.title),
            text(found.names.person(&line.by)),
            text(found.names.person(&line.signed_by)),
            text(if line.spoiled { "文号已作废" } else { "" }),
        ]
    };
    let sheets = once(found.seals.iter().map(|line| &line.sheet));
    Rows { lines: found.seals.iter().map(row).collect(), cases: sheets, next: None }
}

/// Each case once.
fn once<'a>(cases: impl Iterator<Item = &'a StreamId>) -> Vec<StreamId> {
    let mut cases: Vec<_> = cases.cloned().collect();
    cases.sort();
    cases.dedup();
    cases
}

fn order(one: &SupervisedOrder, names: &Names, mine: bool) -> Vec<Cell> {
    vec![
        text(if mine { "我督办的" } else { "我要答复的" }),
        text(&one.case.number),
        text(&one.case.title),
        text(&one.order.ordered.about),
        text(names.person(if mine { &one.order.ordered.to } else { &one.order.ordered.by })),
        day(Some(one.order.answer_by)),
        text(one.words()),
        text(one.order.answers.last().map_or("", |(says, _)| says.as_str())),
    ]
}

impl App {
    /// How many rows there will be; 0 where nobody has counted them.
    pub(super) async fn count_rows(&self, actor: &Actor, list: &Export) -> Result<u64> {
        let Export::Cases(filter) = list else { return Ok(0) };
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let wanted = self.wanted(actor, filter, &in_force).await?;
        let by_stage = self.0.store.count_stages(&wanted, &access::scope(actor)).await?;
        Ok(by_stage.iter().map(|(_, count)| count).sum())
    }

    /// The rows after a place.
    pub(super) async fn rows_of(&self, actor: &Actor, list: &Export, after: Option<&str>) -> Result<Rows> {
        match list {
            Export::Cases(filter) => self.case_rows(actor, filter, after).await,
            Export::Book { book, narrow } => {
                let place = Place { after, before: None, size: BATCH };
                let page = self.list_records(actor, *book, narrow, place).await?;
                let rows = page.rows.into_iter().map(|row| row.cells.into_iter().map(text).collect());
                Ok(Rows { lines: rows.collect(), cases: Vec::new(), next: page.next })
            }
            Export::Entries { register, narrow } => {
                let register = CaseRegister::from_id(register).ok_or(Error::NotFound)?;
                let place = Place { after, before: None, size: BATCH };
                let page = self.list_entries(actor, register, narrow, place).await?;
                let cases =
                    once(page.rows.iter().map(|row| StreamId(row.stream.clone())).collect::<Vec<_>>().iter());
                let lines = page.rows.into_iter().map(|row| row.cells.into_iter().map(text).collect());
                Ok(Rows { lines: lines.collect(), cases, next: page.next })
            }
            Export::Todo => Ok(todo(self.work(actor, after).await?)),
            Export::Done => Ok(acts(self.list_done(actor, after).await?)),
            Export::Started => Ok(acts(self.list_started(actor, after).await?)),
            Export::Supervised => {
                let list = self.supervised(actor).await?;
                let ordered = list.ordered.iter().map(|one| order(one, &list.names, true));
                let owed = list.owed.iter().map(|one| order(one, &list.names, false));
                let cases = list.ordered.iter().chain(&list.owed).map(|one| &one.case.stream);
                Ok(Rows { lines: ordered.chain(owed).collect(), cases: once(cases), next: None })
            }
            Export::Overview => self.overview_rows(actor).await,
            Export::Numbers(year) => Ok(numbers(&self.issue_registers(actor, Some(*year)).await?)),
            Export::Seals(year) => Ok(seals(&self.issue_registers(actor, Some(*year)).await?)),
            Export::Learning => self.learning_rows(actor).await,
            Export::Signal(key) => {
                let seen = self.signal(actor, key).await?;
                let shown: Vec<_> = seen.into_iter().flat_map(|seen| seen.cases.into_values()).collect();
                let names = self.names_of(&shown).await?;
                let lines = shown.iter().map(|row| case(row, &names)).collect();
                Ok(Rows { lines, cases: once(shown.iter().map(|row| &row.stream)), next: None })
            }
            Export::Round(key) => self.round_rows(actor, key).await,
        }
    }

    async fn case_rows(&self, actor: &Actor, filter: &Filter, after: Option<&str>) -> Result<Rows> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let wanted = self.wanted(actor, filter, &in_force).await?;
        let sort = crate::listing::order_for(actor, filter);
        let (turn, _) = Place { after, before: None, size: BATCH }.turn(sort);
        let rows = self.0.store.turn_cases(&wanted, &access::scope(actor), &turn, BATCH).await?;
        let last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        let next = rows.last().filter(|_| !last).map(|row| place_of(row, sort.by));
        let shown = self.shown(actor, &rows, &in_force).await?;
        let names = self.names_of(&shown).await?;
        let rows = shown.iter().map(|row| case(row, &names)).collect();
        Ok(Rows { lines: rows, cases: shown.into_iter().map(|row| row.stream).collect(), next })
    }

    async fn learning_rows(&self, actor: &Actor) -> Result<Rows> {
        let unit = self.unit_learning(actor).await?;
        let mut lines = Vec::new();
        for person in &unit.people {
            for one in &person.learnt {
                lines.push(vec![
                    text(&person.name),
                    text(&unit.unit),
                    day(Some(one.on)),
                    text(&one.title),
                    text(one.sort),
                    text(one.how()),
                    text(&one.held_by),
                    text(&one.by),
                ]);
            }
        }
        Ok(Rows { lines, cases: Vec::new(), next: None })
    }

    async fn overview_rows(&self, actor: &Actor) -> Result<Rows> {
        let mut rows = Vec::new();
        for kind in kinds::all() {
            let found = self.overview(actor, kind.name()).await?;
            if found.open == 0 {
                continue;
            }
            let row = |group: &str, name: &str, open: u64, late: Cell| {
                vec![text(kind.title()), text(group), text(name), count(open), late]
            };
            rows.push(row("合计", "在办", found.open, Cell::Empty));
            rows.extend(found.lights.iter().map(|(light, n)| row("期限", light.title(), *n, Cell::Empty)));
            rows.extend(found.stages.iter().map(|(stage, n)| row("阶段", stage, *n, Cell::Empty)));
            let team = found.team.iter();
            rows.extend(team.map(|(id, n, late)| row("承办人", &found.names.person(id), *n, count(*late))));
        }
        Ok(Rows { lines: rows, cases: Vec::new(), next: None })
    }
}
