//! 登记簿 that run over cases: who was served with what, who borrowed a file, what a leader wrote on a 呈批件.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{
    Export, Wish,
    case_registers::{EntryRow, facets, head, readers},
};
use rongheng_domain::{ids::StreamId, kind::CaseRegister, people::Role};

use super::{
    asked::SIZES,
    jobs,
    register_list::{FacetView, Pager, Turned, facet_view, sizes},
};
use crate::{
    error_page::{Problem, address},
    frame::Frame,
    visit::{Visit, Web, show},
};

/// The address of a register.
pub(crate) const fn href(register: CaseRegister) -> &'static str {
    match register {
        CaseRegister::Deliveries => "/case-registers/deliveries",
        CaseRegister::Borrowings => "/case-registers/borrowings",
        CaseRegister::Submissions => "/case-registers/submissions",
    }
}

/// Whether a role keeps a register.
pub(crate) fn reads(register: CaseRegister, role: Role) -> bool {
    readers(register).contains(&role)
}

/// A line, with the address of its case.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    pub href: String,
    pub first: String,
    /// The other cells, and whether each is a word or a day that stays in one line.
    pub cells: Vec<(String, bool)>,
}

#[derive(Debug, Template)]
#[template(path = "case_registers.html")]
pub(crate) struct EntriesPage {
    pub frame: Frame,
    pub here: &'static str,
    pub q: String,
    pub facets: Vec<FacetView>,
    /// Whether any condition is set.
    pub narrowed: bool,
    pub head: Vec<&'static str>,
    pub rows: Vec<EntryView>,
    pub pager: Pager,
    /// Where the whole list is exported.
    pub export: String,
    /// What the register is for, and how a line comes into it.
    pub about: &'static str,
    pub notes: Vec<String>,
}

const fn about(register: CaseRegister) -> &'static str {
    match register {
        CaseRegister::Deliveries => {
            "每份文书、每个送达对象一行，由各案的送达、试送和确认收到自动生成；试送未成不算送达，不起算期限。"
        }
        CaseRegister::Borrowings => {
            "案卷归档以后，在案件页“案卷”办理借阅申请、审批和归还；到期没有归还的在待办里提醒。"
        }
        CaseRegister::Submissions => {
            "在案件页印制呈批件，领导批示后逐字登记、附扫描件，由另一人核对。登记只是记录，不代替领导本人的审批。"
        }
    }
}

fn register(id: &str) -> Result<CaseRegister, Problem> {
    CaseRegister::from_id(id).ok_or_else(Problem::not_found)
}

/// As long as `2026年10月22日`.
const ONE_LINE: usize = 11;

fn view(row: EntryRow) -> EntryView {
    let href = address(&StreamId(row.stream));
    let mut cells = row.cells.into_iter();
    let first = cells.next().unwrap_or_default();
    let cells = cells.map(|cell| {
        let in_one_line = cell.chars().count() <= ONE_LINE;
        (cell, in_one_line)
    });
    EntryView { href, first, cells: cells.collect() }
}

/// `GET /case-registers/{register}`.
pub(crate) async fn list(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let register = register(&id)?;
    let facets = facets(register);
    let turned = Turned::read(&facets, pairs);
    if let Some(size) = turned.size {
        web.app.keep_page_size(&signed.actor, size).await?;
    }
    let kept = web.app.own_lists(&signed.actor).await?.size;
    let size = turned.size.or(Some(kept).filter(|size| SIZES.contains(size))).unwrap_or(SIZES[0]);
    let list = web.app.list_entries(&signed.actor, register, &turned.narrow, turned.place(size)).await?;
    let here = href(register);
    let at = |name: &str, place: &Option<String>| {
        place.as_ref().map(|place| turned.address(here, &[(name, place)]))
    };
    let value = |name: &str| turned.narrow.facets.get(name).cloned().unwrap_or_default();
    Ok(show(&EntriesPage {
        pager: Pager {
            here: format!("本页 {} 条", list.rows.len()),
            sizes: sizes(size, |size| turned.address(here, &[("size", size)])),
            next: at("after", &list.next),
            previous: at("before", &list.previous),
        },
        export: turned.address(&format!("{here}/export"), &[]),
        head: head(register),
        rows: list.rows.into_iter().map(view).collect(),
        narrowed: !turned.said(&facets).is_empty(),
        facets: facets.iter().map(|facet| facet_view(facet, value(facet.name))).collect(),
        q: turned.narrow.text.clone(),
        about: about(register),
        notes: turned.notes.clone(),
        here,
        frame: web.frame(&visit).page(register.title(), Vec::new()),
    }))
}

/// `POST /case-registers/{register}/export?…`.
pub(crate) async fn export(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let register = register(&id)?;
    let facets = facets(register);
    let turned = Turned::read(&facets, pairs);
    let said = turned.said(&facets);
    let list = Export::Entries { register: register.id().to_owned(), narrow: turned.narrow };
    jobs::made(&web, &visit, Wish { title: register.title().to_owned(), list, said }).await
}
