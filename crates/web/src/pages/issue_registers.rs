//! 发文登记簿 and 用印登记簿: the numbers of a year without a gap, and the uses of the seals.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use rongheng_app::{
    Export, Wish,
    issue_registers::{IssueRegisters, KEPT_AWAY},
};
use rongheng_domain::people::Role;
use serde::Deserialize;

use super::jobs;
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    visit::{Visit, Web, show},
};

/// Where the registers are.
pub(crate) const HERE: &str = "/issue-registers";

/// Which register of which year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    year: String,
    book: String,
}

impl Wanted {
    pub(crate) fn year(&self) -> Option<i16> {
        self.year.trim().parse().ok().filter(|year| (1900..=2199).contains(year))
    }

    pub(crate) const fn of(year: String, book: String) -> Self {
        Self { year, book }
    }

    pub(crate) fn seals(&self) -> bool {
        self.book == "seals"
    }
}

/// A series of numbers, or all the uses of seals.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeriesView {
    /// 机关代字; empty for the seals.
    pub word: String,
    pub rows: Vec<RowView>,
    pub spoiled: usize,
}

/// A row with the address of its sheet.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    pub href: Option<String>,
    pub first: String,
    pub cells: Vec<String>,
    pub spoiled: bool,
}

#[derive(Debug, Template)]
#[template(path = "issue_registers.html")]
pub(crate) struct IssueRegistersPage {
    pub frame: Frame,
    pub year: i16,
    pub seals: bool,
    pub head: &'static [&'static str],
    pub series: Vec<SeriesView>,
    /// Rows of all series.
    pub count: usize,
    pub spoiled: usize,
}

/// Who reads the registers: those who see the papers of the whole organ.
pub(crate) const fn reads(role: Role) -> bool {
    matches!(
        role,
        Role::CaseManagement
            | Role::CaseOfficer
            | Role::TeamLeader
            | Role::DivisionHead
            | Role::Leader
            | Role::PrincipalLeader
    )
}

const NUMBERS: &[&str] = &["发文字号", "文书", "案件", "成文日期", "签发人", "拟稿人", "现在"];
const SEALS: &[&str] = &["用印日期", "印章", "用印方式", "份数", "发文字号", "文书", "用印人"];

fn numbers(found: &IssueRegisters) -> Vec<SeriesView> {
    let names = &found.names;
    let row = |line: &rongheng_app::issue_registers::NumberLine| {
        let Some(given) = &line.given else {
            let mut cells = vec![KEPT_AWAY.to_owned()];
            cells.resize(NUMBERS.len() - 1, String::new());
            return RowView { href: None, first: line.number.clone(), cells, spoiled: false };
        };
        let drafters: Vec<_> = given.drafters.iter().map(|one| names.person(one)).collect();
        let stage = match &given.spoiled {
            Some(why) => format!("{}：{why}", given.stage),
            None => given.stage.to_owned(),
        };
        RowView {
            href: Some(address(&given.sheet)),
            first: line.number.clone(),
            cells: vec![
                given.title.clone(),
                given.case_number.clone(),
                given.signed_on.to_string(),
                names.person(&given.signed_by),
                drafters.join("、"),
                stage,
            ],
            spoiled: given.spoiled.is_some(),
        }
    };
    let one = |lines: &[rongheng_app::issue_registers::NumberLine]| {
        let word = lines.first().map(|line| line.word.clone()).unwrap_or_default();
        series(word, lines.iter().map(row).collect())
    };
    found.numbers.chunk_by(|a, b| a.word == b.word).map(one).collect()
}

fn series(word: String, rows: Vec<RowView>) -> SeriesView {
    let spoiled = rows.iter().filter(|row| row.spoiled).count();
    SeriesView { word, rows, spoiled }
}

fn seals(found: &IssueRegisters) -> Vec<SeriesView> {
    let row = |line: &rongheng_app::issue_registers::SealLine| RowView {
        href: Some(address(&line.sheet)),
        first: line.on.to_string(),
        cells: vec![
            line.seal.clone(),
            line.way.to_owned(),
            format!("{} 份", line.copies),
            if line.spoiled { format!("{}（已作废）", line.number) } else { line.number.clone() },
            line.title.clone(),
            found.names.person(&line.by),
        ],
        spoiled: line.spoiled,
    };
    let rows: Vec<_> = found.seals.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![series(String::new(), rows)] }
}

/// `GET /issue-registers`.
pub(crate) async fn show_registers(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !reads(signed.role) {
        return Err(Problem::forbidden());
    }
    let found = web.app.issue_registers(&signed.actor, wanted.year()).await?;
    let of_seals = wanted.seals();
    let (title, head, series) = if of_seals {
        ("用印登记簿", SEALS, seals(&found))
    } else {
        ("发文登记簿", NUMBERS, numbers(&found))
    };
    let frame = web.frame(&visit).page(title, vec![Crumb::here(title)]);
    let count = series.iter().map(|one| one.rows.len()).sum();
    let spoiled = series.iter().map(|one| one.spoiled).sum();
    Ok(show(&IssueRegistersPage { frame, year: found.year, seals: of_seals, head, series, count, spoiled }))
}

/// `POST /issue-registers/export`.
pub(crate) async fn export(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !reads(signed.role) {
        return Err(Problem::forbidden());
    }
    let year = web.app.issue_registers(&signed.actor, wanted.year()).await?.year;
    let (title, list) = if wanted.seals() {
        ("用印登记簿", Export::Seals(year))
    } else {
        ("发文登记簿", Export::Numbers(year))
    };
    jobs::made(&web, &visit, Wish { title: title.to_owned(), list, said: vec![format!("{year} 年")] }).await
}
