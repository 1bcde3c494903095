//! Registers that run over cases (送达登记簿, 借阅登记簿, 呈批件登记簿): the lines of all cases whose officers' view
//! the reader has, newest first, page by key, narrowed, and the same rows as a workbook (docs/decisions/0049).

use std::collections::BTreeMap;

use rongheng_domain::{
    day::Day,
    ids::StreamId,
    kind::{CaseRegister, Entry},
    people::Role,
    refusal::Refusal,
};
use rongheng_store::{CaseRow, PartRow, RegisterTurn};

use crate::{
    Actor, App, Result, access,
    error::Error,
    filter::{Place, beside, place},
    page::Names,
    people::Wanted,
    records::{Facet, Narrow},
};

/// Lines read at once where some are left out.
const SCAN: u32 = 200;
/// The condition beside the text.
const STANDING: &str = "standing";
/// What stands before the columns of the register.
pub(crate) const CASE_COLUMNS: [&str; 2] = ["案号", "事项"];

/// A page of a register.
#[derive(Debug, Clone, Default)]
pub struct EntryList {
    /// The lines, newest first.
    pub rows: Vec<EntryRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Before what the page before this one ends.
    pub previous: Option<String>,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryRow {
    /// The case it belongs to.
    pub stream: String,
    /// Number and title of the case, then the columns of the register.
    pub cells: Vec<String>,
    /// Where it stands.
    pub standing: &'static str,
    part: String,
}

impl EntryRow {
    fn place(&self) -> String {
        place(&self.part, &self.stream)
    }

    fn fits(&self, narrow: &Narrow) -> bool {
        let text = rongheng_search::normal(narrow.text.trim());
        let holds =
            text.is_empty() || self.cells.iter().any(|cell| rongheng_search::normal(cell).contains(&text));
        let standing = narrow.facets.get(STANDING).map_or("", String::as_str);
        holds && (standing.is_empty() || standing == self.standing)
    }
}

/// Who keeps a register, or answers for it.
pub const fn readers(register: CaseRegister) -> &'static [Role] {
    match register {
        CaseRegister::Deliveries | CaseRegister::Submissions => &[
            Role::CaseManagement,
            Role::CaseOfficer,
            Role::TeamLeader,
            Role::DivisionHead,
            Role::Leader,
            Role::PrincipalLeader,
        ],
        CaseRegister::Borrowings => &[Role::CaseManagement, Role::Leader, Role::PrincipalLeader],
    }
}

/// The conditions of its list.
pub fn facets(register: CaseRegister) -> Vec<Facet> {
    vec![Facet { name: STANDING, title: "状态", choices: register.standings().to_vec() }]
}

/// The titles of its columns.
pub fn head(register: CaseRegister) -> Vec<&'static str> {
    CASE_COLUMNS.into_iter().chain(register.columns().iter().copied()).collect()
}

/// A line before its names are known.
struct Line {
    row: CaseRow,
    part: String,
    entry: Entry,
}

impl App {
    /// A page of a register, narrowed to what was asked for.
    pub async fn list_entries(
        &self,
        actor: &Actor,
        register: CaseRegister,
        narrow: &Narrow,
        at: Place<'_>,
    ) -> Result<EntryList> {
        let may = actor.role().is_some_and(|role| readers(register).contains(&role));
        if !may {
            let who: Vec<_> = readers(register).iter().map(|role| role.title()).collect();
            let says = format!("“{}”由{}查看，请转请他们。", register.title(), who.join("、"));
            return Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)));
        }
        let (from, back) = at.from();
        let first = from.is_none();
        let turn = RegisterTurn { descending: !back, from };
        let mut rows = self.entries(actor, register, narrow, turn, at.rows() + 1).await?;
        let more = rows.len() > at.rows();
        rows.truncate(at.rows());
        if back {
            rows.reverse();
        }
        let (next, previous) = beside(&rows, (back, more, first), EntryRow::place);
        Ok(EntryList { rows, next, previous })
    }

    /// The first lines that fit, from a place on: read in the order of the index, a batch at a time.
    async fn entries(
        &self,
        actor: &Actor,
        register: CaseRegister,
        narrow: &Narrow,
        mut turn: RegisterTurn,
        most: usize,
    ) -> Result<Vec<EntryRow>> {
        let scope = access::officer_scope(actor);
        let wanted = u32::try_from(most).unwrap_or(u32::MAX);
        let narrows = *narrow != Narrow::default();
        let batch = if narrows { wanted.max(SCAN) } else { wanted };
        let mut found = Vec::new();
        loop {
            let rows = self.0.store.turn_entries(register.id(), &scope, &turn, batch).await?;
            let last = rows.len() < usize::try_from(batch).unwrap_or(usize::MAX);
            turn.from = rows.last().map(|(part, _)| (part.part.clone(), part.stream.clone()));
            let left = most.saturating_sub(found.len());
            let lines = self.lines(register, rows).await?;
            found.extend(lines.into_iter().filter(|line| line.fits(narrow)).take(left));
            if last || found.len() >= most {
                return Ok(found);
            }
        }
    }

    /// The lines of these parts in their order, with names.
    async fn lines(&self, register: CaseRegister, rows: Vec<(PartRow, CaseRow)>) -> Result<Vec<EntryRow>> {
        let mut of_case: BTreeMap<String, BTreeMap<String, Entry>> = BTreeMap::new();
        let mut lines = Vec::new();
        for (part, row) in rows {
            if !of_case.contains_key(&row.stream) {
                let folded = match self.0.cases.load(&self.0.store, &StreamId(row.stream.clone())).await {
                    // The content went with its key.
                    Err(Error::Erased) => continue,
                    other => other?,
                };
                let all = folded.kind.entries(&folded.state).into_iter();
                let all = all.filter(|entry| entry.register == register);
                of_case.insert(row.stream.clone(), all.map(|entry| (entry.place(), entry)).collect());
            }
            let entry = of_case.get_mut(&row.stream).and_then(|all| all.remove(&part.part));
            lines.extend(entry.map(|entry| Line { row, part: part.part, entry }));
        }
        let mut wanted = Wanted::default();
        lines.iter().flat_map(|line| &line.entry.cells).for_each(|cell| wanted.say(cell));
        let names = self.names(wanted).await?;
        let today = self.today();
        Ok(lines.into_iter().map(|line| shown(line, &names, today)).collect())
    }
}

fn shown(line: Line, names: &Names, today: Day) -> EntryRow {
    let Line { row, part, entry } = line;
    let late = entry.due.is_some_and(|due| due < today);
    let standing = entry.register.standings().iter().find(|(id, _)| *id == entry.standing);
    let standing = standing.map_or("", |(_, title)| title);
    let cells = entry.cells.iter().map(|cell| {
        let says = names.say(cell);
        if late && says == standing { format!("{says}，已经超期") } else { says }
    });
    EntryRow {
        cells: [row.number, row.title].into_iter().chain(cells).collect(),
        stream: row.stream,
        standing: entry.standing,
        part,
    }
}
