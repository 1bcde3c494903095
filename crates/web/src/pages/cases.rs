//! The list of cases: filters in the address, keyset paging, and how the first row comes about.

use std::{fmt::Write as _, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{
    COUNTED,
    page::{CaseList, Filter},
};
use rongheng_domain::{calendar::Calendar, cases, day::Day};
use serde::Deserialize;

use super::work;
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer, sees_cases},
    render::light::{self, LightView},
    visit::{Visit, Web, go, show},
};

/// The filter as the address has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FilterView {
    /// Number, name or unit.
    pub q: String,
    /// Stage.
    pub stage: String,
    /// `yes`, `no` or empty.
    pub open: String,
    /// Due no later than this day.
    pub due: String,
    /// Where the page begins.
    pub after: String,
}

/// A condition that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    /// `阶段：会商`.
    pub says: String,
    /// The address without it.
    pub without: String,
}

/// A case in a list.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    /// Its address.
    pub href: String,
    /// Its number.
    pub number: String,
    /// The day it began.
    pub opened: String,
    /// What it is about.
    pub title: String,
    /// 所在单位.
    pub unit: String,
    /// Stage.
    pub stage: String,
    /// Colour of the stage.
    pub tone: &'static str,
    /// Light of the limit that matters now.
    pub light: Option<LightView>,
    /// What the limit is about and its day.
    pub due: String,
    /// 预计.
    pub provisional: bool,
}

#[derive(Debug, Template)]
#[template(path = "cases.html")]
pub(crate) struct CasesPage {
    pub frame: Frame,
    pub here: String,
    pub filter: FilterView,
    pub chips: Vec<Chip>,
    pub stages: Vec<String>,
    pub count: String,
    pub rows: Vec<RowView>,
    pub next: Option<String>,
    pub back: Option<String>,
    pub opening: Vec<(&'static str, String)>,
    pub first: &'static str,
}

/// Percent-encodes a value for an address.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl FilterView {
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("q", &self.q), ("stage", &self.stage), ("open", &self.open), ("due", &self.due)]
    }

    /// The address of this filter without the condition `leave_out`.
    pub(crate) fn address(&self, here: &str, leave_out: &str, after: Option<&str>) -> String {
        let mut query: Vec<_> = self
            .pairs()
            .into_iter()
            .filter(|(name, value)| *name != leave_out && !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value.trim())))
            .collect();
        query.extend(after.map(|after| format!("after={}", encode(after))));
        if query.is_empty() { here.to_owned() } else { format!("{here}?{}", query.join("&")) }
    }

    /// The conditions that are set, each with the address without it.
    pub(crate) fn chips(&self, here: &str) -> Vec<Chip> {
        self.pairs()
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| Chip {
                says: match name {
                    "q" => format!("查找：{value}"),
                    "stage" => format!("阶段：{value}"),
                    "open" => if value == "yes" { "在办" } else { "已办结" }.to_owned(),
                    _ => format!("{value} 前到期"),
                },
                without: self.address(here, name, None),
            })
            .collect()
    }
}

/// `GET /cases?q=`: the search box; one exact hit opens at once.
pub(crate) async fn search(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(filter): Query<FilterView>,
) -> Result<Response, Problem> {
    listed(&web, &visit, "", "查找", filter).await
}

/// `GET /cases/{kind}`.
pub(crate) async fn list(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(kind): Path<String>,
    Query(filter): Query<FilterView>,
) -> Result<Response, Problem> {
    let known = cases::named(&kind).ok_or_else(Problem::not_found)?;
    listed(&web, &visit, known.name(), known.title(), filter).await
}

async fn listed(
    web: &Web,
    visit: &Visit,
    kind: &'static str,
    title: &'static str,
    view: FilterView,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) {
        return Err(Problem::forbidden());
    }
    if !is_officer(signed.role) {
        return Ok(go("/mine"));
    }
    let here = if kind.is_empty() { "/cases".to_owned() } else { format!("/cases/{kind}") };
    let filter = Filter {
        kind: kind.to_owned(),
        text: view.q.trim().replace('\0', ""),
        stage: view.stage.clone(),
        open: match view.open.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        unit: None,
        due_by: Day::parse(view.due.trim()),
    };
    let after = Some(view.after.as_str()).filter(|after| !after.is_empty());
    let list = web.app.list_cases(&signed.actor, &filter, after).await?;
    let policy = web.app.policy().await?;
    if let ([only], "", true) =
        (list.rows.as_slice(), kind, list.rows.first().is_some_and(|r| r.number == filter.text))
    {
        return Ok(go(&address(&only.stream)));
    }
    let work = web.app.work(&signed.actor, None).await?;
    let mut frame = web.frame(visit).page(title, vec![Crumb::to("工作台", "/work"), Crumb::here(title)]);
    if kind.is_empty() {
        frame.query.clone_from(&view.q);
    }
    Ok(show(&CasesPage {
        chips: view.chips(&here),
        stages: list.stages.iter().map(|stage| (*stage).to_owned()).collect(),
        count: if list.count > COUNTED { format!("超过 {COUNTED}") } else { list.count.to_string() },
        rows: rows(&list, &policy.calendar, web.app.today()),
        next: list.next.as_ref().map(|after| view.address(&here, "", Some(after))),
        back: after.map(|_| view.address(&here, "", None)),
        opening: work::openings(&work, kind),
        first: first_row(kind),
        filter: view,
        here,
        frame,
    }))
}

/// How the first row of a list comes about.
fn first_row(kind: &str) -> &'static str {
    match kind {
        "tolerance" => {
            "案件从容错申请产生：本机关、当事人或所在单位都可以提出，口头、书面或者在这里提出都算。提出必受理。"
        }
        "correction" => {
            "纠错从认定产生：认定意见写明的每一个错误，都会自动转入纠错，由责任单位整改、承办人审核、销号。"
        }
        "investigation" => {
            "立案审查从有权机关的立案决定产生：登记立案机关、文号和日期，审查调查、审理、决定逐步登记；与容错案件有关的，自动记入该案。"
        }
        "ruling" => {
            "请示答复从拿不准的政策界限产生：写明问题、事实和本级意见，经领导批准后上报；答复可以存为政策。"
        }
        "filing_table" => {
            "备案报表由案件监督管理室在月份或者季度结束后编制：数字由系统从案件统计，主要负责人签发后锁定，有错用更正单更正。"
        }
        _ => "没有编号、事项或单位与您输入的文字相符的案件。您看不到的案件不会列出来。",
    }
}

/// The rows of a list, with the lights of today.
pub(crate) fn rows(list: &CaseList, calendar: &Calendar, today: Day) -> Vec<RowView> {
    list.rows
        .iter()
        .map(|row| {
            let open = row.closed_on.is_none();
            RowView {
                href: address(&row.stream),
                number: if row.number.is_empty() { "（未编号）".to_owned() } else { row.number.clone() },
                opened: row.opened_on.map_or_else(String::new, |day| format!("{} 提出", light::short(day))),
                title: row.title.clone(),
                unit: row.unit.as_ref().map_or_else(String::new, |unit| list.names.unit(unit)),
                stage: row.stage.clone(),
                tone: if open { "blue" } else { "green" },
                light: row.due.as_ref().filter(|_| open).map(|due| light::running(calendar, today, due.on)),
                due: row
                    .due
                    .as_ref()
                    .map_or_else(String::new, |due| format!("{} {}", due.title, light::short(due.on))),
                provisional: row.due.as_ref().is_some_and(|due| due.provisional),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_lives_in_the_address_and_each_chip_leaves_its_condition_out() {
        let filter = FilterView { q: "茶滘".into(), stage: "会商".into(), ..FilterView::default() };
        assert_eq!(
            filter.address("/cases/tolerance", "", Some("a b")),
            "/cases/tolerance?q=%E8%8C%B6%E6%BB%98&stage=%E4%BC%9A%E5%95%86&after=a%20b"
        );
        let chips = filter.chips("/cases/tolerance");
        assert_eq!(chips[0].without, "/cases/tolerance?stage=%E4%BC%9A%E5%95%86");
        assert_eq!(chips.len(), 2);
    }
}
