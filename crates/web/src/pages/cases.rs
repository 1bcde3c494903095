//! The list of cases: filters in the address, keyset paging, and how the first row comes about.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::{
    COUNTED,
    page::{CaseList, Light, Mine, Place, Sort, SortBy},
};
use rongheng_domain::{calendar::Calendar, cases, day::Day, people::Role};
use serde::Deserialize;

pub(crate) use super::asked::encode;
use super::{
    asked::{Asked, Chip, MARKS, SIZES},
    own_lists::{self, Columns, ViewLink},
    work,
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer, sees_cases},
    render::light::{self, LightView},
    visit::{Visit, Web, go, show},
};

/// Where a page of a plain list begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FilterView {
    /// Number, name or unit.
    pub q: String,
    /// Where the page begins.
    pub after: String,
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
    /// 当事人.
    pub officials: String,
    /// 承办人.
    pub team: String,
    /// 承办机关.
    pub organ: String,
    /// The day it was closed.
    pub closed: String,
    /// 复杂, 敏感 and the like.
    pub marks: Vec<String>,
    /// 未批准告知.
    pub secret: bool,
    /// What the reader has to do in it, with its address; the first two beside 打开, the others under 更多.
    pub todo: Vec<(String, String)>,
    /// The list of its unit.
    pub of_unit: Option<String>,
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

/// A title of the table that orders it.
#[derive(Debug, Clone)]
pub(crate) struct SortView {
    /// The address in this order, or in the other direction.
    pub href: String,
    /// `ascending`, `descending` or `none`, as the table says it.
    pub now: &'static str,
}

/// A choice of the form.
#[derive(Debug, Clone)]
pub(crate) struct Option_ {
    /// What the address holds.
    pub value: String,
    /// What is shown.
    pub title: String,
    /// Whether it is the one in use.
    pub on: bool,
}

/// The form above the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormView {
    /// Fields in which one types: name, title, value, example.
    pub texts: Vec<(&'static str, &'static str, String, &'static str)>,
    /// Fields in which one chooses: name, title, choices.
    pub choices: Vec<(&'static str, &'static str, Vec<Option_>)>,
    /// Conditions that are set.
    pub count: usize,
}

#[derive(Debug, Template)]
#[template(path = "cases.html")]
pub(crate) struct CasesPage {
    pub frame: Frame,
    pub here: String,
    pub form: FormView,
    pub notes: Vec<String>,
    pub chips: Vec<Chip>,
    /// Where the whole list is exported.
    pub export: String,
    pub columns: Columns,
    pub views: Vec<ViewLink>,
    /// Where columns and views are kept.
    pub own: String,
    /// The conditions, as the end of an address.
    pub query: String,
    pub count: String,
    pub rows: Vec<RowView>,
    pub sorts: [SortView; 3],
    pub sizes: Vec<(u32, String, bool)>,
    pub next: Option<String>,
    pub previous: Option<String>,
    pub opening: Vec<(&'static str, String)>,
    pub first: &'static str,
}

/// `GET /cases?q=`: the search box; one exact hit opens at once.
pub(crate) async fn search(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = Asked::read(pairs);
    let signed = visit.signed()?;
    let officer = is_officer(signed.role) && (sees_cases(signed.role) || signed.role == Role::PolicyOfficer);
    if officer && asked.only_text() {
        return super::search::searched(&web, &visit, &asked).await;
    }
    listed(&web, &visit, "", "全部案件", asked).await
}

/// `GET /cases/{kind}`.
pub(crate) async fn list(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(kind): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let known = cases::named(&kind).ok_or_else(Problem::not_found)?;
    listed(&web, &visit, known.name(), known.title(), Asked::read(pairs)).await
}

async fn listed(
    web: &Web,
    visit: &Visit,
    kind: &'static str,
    title: &'static str,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !sees_cases(signed.role) && signed.role != Role::PolicyOfficer {
        return Err(Problem::forbidden());
    }
    if !is_officer(signed.role) && signed.role != Role::Committee {
        return Ok(go("/mine"));
    }
    let here = if kind.is_empty() { "/cases".to_owned() } else { format!("/cases/{kind}") };
    let own = web.app.own_lists(&signed.actor).await?;
    let first = own.views_of(kind).find(|view| view.first && !asked.says_something);
    if let Some(view) = first {
        return Ok(go(&own_lists::view_href(&here, &view.query, &view.id)));
    }
    if let Some(size) = asked.size {
        web.app.keep_page_size(&signed.actor, size).await?;
    }
    let filter = asked.filter(&web.app, signed, kind).await?;
    let some = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (after, before) = (some(&asked.after), some(&asked.before));
    let kept = Some(own.size).filter(|size| SIZES.contains(size));
    let size = asked.size.or(kept).unwrap_or(SIZES[0]);
    let place = Place { after: after.as_deref(), before: before.as_deref(), size };
    let list = web.app.page_of_cases(&signed.actor, &filter, place).await?;
    let policy = web.app.policy().await?;
    if let ([only], "", true) =
        (list.rows.as_slice(), kind, list.rows.first().is_some_and(|r| r.number == filter.text))
    {
        return Ok(go(&address(&only.stream)));
    }
    let mut frame = web.frame(visit).page(title, vec![Crumb::to("工作台", "/work"), Crumb::here(title)]);
    if kind.is_empty() {
        asked.get("q").clone_into(&mut frame.query);
    }
    let turned = |at: &str, place: &str| asked.address(&here, "", &[(at, place)]);
    let list_name = if kind.is_empty() { "all" } else { kind };
    Ok(show(&CasesPage {
        chips: asked.chips(&here),
        export: asked.address(
            &format!("/lists/{}/export", if kind.is_empty() { "all" } else { kind }),
            "",
            &[],
        ),
        form: form(&asked, &list, signed.role),
        columns: Columns::of(&own, kind),
        views: own_lists::views(&own, kind, &here, &asked.view),
        own: format!("/lists/{list_name}"),
        query: asked.query(""),
        count: if list.count > COUNTED { format!("超过 {COUNTED}") } else { list.count.to_string() },
        rows: nearer(rows(&list, &policy.calendar, web.app.today()), &here),
        sorts: sorts(&asked, &here, filter.order()),
        sizes: SIZES
            .iter()
            .map(|one| (*one, asked.address(&here, "", &[("size", &one.to_string())]), *one == size))
            .collect(),
        next: list.next.as_ref().map(|place| turned("after", place)),
        previous: list.previous.as_ref().map(|place| turned("before", place)),
        opening: work::openings(&web.app.opening(&signed.actor), kind),
        first: first_row(kind),
        notes: asked.notes.clone(),
        here,
        frame,
    }))
}

/// The same rows with addresses as they are seen from the list: a hundred rows have a few hundred of them.
fn nearer(mut rows: Vec<RowView>, here: &str) -> Vec<RowView> {
    let folder = here.rsplit_once('/').map_or("/", |(folder, _)| folder);
    let folder = format!("{}/", folder.trim_end_matches('/'));
    let near = |href: &mut String| {
        if let Some(rest) = href.strip_prefix(&folder) {
            *href = rest.to_owned();
        }
    };
    for row in &mut rows {
        near(&mut row.href);
        row.todo.iter_mut().for_each(|(_, href)| near(href));
        if let Some(href) = &mut row.of_unit {
            near(href);
        }
    }
    rows
}

/// The titles that order the table: the same order the other way round where it is in use.
fn sorts(asked: &Asked, here: &str, now: Sort) -> [SortView; 3] {
    [(SortBy::Number, "number"), (SortBy::Opened, "opened"), (SortBy::Due, "due")].map(|(by, id)| {
        let on = now.by == by;
        let descending = if on { !now.descending } else { by != SortBy::Due };
        let id = if descending { format!("-{id}") } else { id.to_owned() };
        SortView {
            href: asked.address(here, "sort", &[("sort", &id)]),
            now: match (on, now.descending) {
                (true, true) => "descending",
                (true, false) => "ascending",
                (false, _) => "none",
            },
        }
    })
}

/// The form as the address filled it. Whoever is not inside is asked for nothing that only those inside know.
fn form(asked: &Asked, list: &CaseList, role: Role) -> FormView {
    let inside = role != Role::Committee;
    let choice = |name: &'static str, title: &'static str, choices: Vec<(&str, &str)>| {
        let now = asked.get(name);
        let mut all = vec![Option_ { value: String::new(), title: "全部".to_owned(), on: now.is_empty() }];
        all.extend(choices.into_iter().map(|(value, title)| Option_ {
            value: value.to_owned(),
            title: title.to_owned(),
            on: value == now,
        }));
        (name, title, all)
    };
    let text = |name: &'static str, title: &'static str, example: &'static str| {
        (name, title, asked.get(name).to_owned(), example)
    };
    let mut choices = vec![
        choice("stage", "阶段", list.stages.iter().map(|stage| (*stage, *stage)).collect()),
        choice("open", "状态", vec![("yes", "在办"), ("no", "已办结")]),
    ];
    let mut texts = vec![
        text("q", "文字", "编号、事项或单位"),
        text("number", "编号", "如 容2026-17"),
        text("unit", "所在单位", "单位全称"),
        text("from", "提出不早于", "如 2026-03-04"),
        text("to", "提出不晚于", "如 2026-03-04"),
    ];
    if inside {
        choices.push(choice("light", "期限", Light::ALL.map(|one| (one.id(), one.title())).to_vec()));
        choices.push(choice("mine", "与我的关系", Mine::ALL.map(|one| (one.id(), one.title())).to_vec()));
        choices.push(choice("mark", "事项分量", MARKS.map(|mark| (mark, mark)).to_vec()));
        choices.push(choice("disclosed", "批准告知", vec![("yes", "已批准"), ("no", "未批准")]));
        choices.push(choice("provisional", "到期日", vec![("no", "已确定"), ("yes", "预计")]));
        texts.push(text("organ", "承办机关", "机关全称"));
        texts.push(text("officer", "承办人", "姓名"));
        texts.push(text("due", "到期不晚于", "如 2026-03-04"));
    }
    FormView { texts, choices, count: asked.count() }
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
        "issue" => {
            "发文从案件的文书产生：打开案件“文书”页上的一份文书，点“拟稿发文”；经核稿、会签，签发时编发文字号，然后用印、分发。"
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
            let open = row.closed_on.is_none() && row.archived_on.is_none();
            let href = address(&row.stream);
            let people = |ids: &[rongheng_domain::ids::PersonId]| match ids {
                [] => String::new(),
                [one] => list.names.person(one),
                [first, ..] => format!("{} 等 {} 人", list.names.person(first), ids.len()),
            };
            RowView {
                number: if row.number.is_empty() { "（未编号）".to_owned() } else { row.number.clone() },
                opened: row.opened_on.map_or_else(String::new, |day| format!("{} 提出", light::short(day))),
                title: row.title.clone(),
                of_unit: row
                    .unit
                    .as_ref()
                    .map(|unit| format!("/cases/{}?unit={}", row.kind, encode(unit.as_str()))),
                unit: row.unit.as_ref().map_or_else(String::new, |unit| list.names.unit(unit)),
                officials: people(&row.officials),
                team: people(&row.team),
                organ: row.organ.as_ref().map_or_else(String::new, |unit| list.names.unit(unit)),
                closed: row.closed_on.map_or_else(String::new, |day| day.to_string()),
                marks: row.marks.clone(),
                secret: open && row.disclosed == Some(false) && row.kind == "tolerance",
                todo: row
                    .todo
                    .iter()
                    .filter(|(action, _)| action != "acknowledge")
                    .map(|(action, title)| (title.clone(), format!("{href}/do/{action}")))
                    .collect(),
                stage: row.stage.clone(),
                tone: if open { "blue" } else { "green" },
                light: row.due.as_ref().filter(|_| open).map(|due| light::running(calendar, today, due.on)),
                due: row
                    .due
                    .as_ref()
                    .map_or_else(String::new, |due| format!("{} {}", due.title, light::short(due.on))),
                provisional: row.due.as_ref().is_some_and(|due| due.provisional),
                href,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> RowView {
        let case = "/cases/tolerance/019a1b2c-3d4e-7f50-8123-456789abcdef";
        RowView {
            href: case.into(),
            number: "容〔2026〕12345号".into(),
            opened: "11-20 提出".into(),
            title: "关于老旧小区加装电梯项目补偿面积认定的容错申请".into(),
            unit: "青澜区住房和城乡建设局".into(),
            officials: "司徒𬭎 等 2 人".into(),
            team: "欧阳某某 等 3 人".into(),
            organ: "青澜区纪委监委".into(),
            closed: String::new(),
            marks: vec!["重大".into()],
            secret: true,
            todo: vec![("提交核实报告".into(), format!("{case}/do/report"))],
            of_unit: Some("/cases/tolerance?unit=housing_bureau".into()),
            stage: "会商".into(),
            tone: "blue",
            light: Some(LightView { tone: "yellow", word: "临期", left: "剩 2 个工作日".into() }),
            due: "核实期限 11-24".into(),
            provisional: false,
        }
    }

    #[test]
    fn a_page_of_a_hundred_rows_weighs_less_than_a_hundred_kilobytes() {
        let mut rows = vec![row(); 100];
        for (n, row) in rows.iter_mut().enumerate() {
            // Some have more to do, some nothing; some dates are provisional.
            let (_, act) = row.todo.first().unwrap().clone();
            row.todo =
                (0..[1, 0, 1, 4, 0, 1, 2, 0][n % 8]).map(|_| ("提交核实报告".into(), act.clone())).collect();
            row.provisional = n % 5 == 0;
        }
        let page = crate::pages::samples::list_of(nearer(rows, "/cases/tolerance"));
        assert_eq!(page.matches("data-peek").count(), 100);
        assert!(page.contains("<a href=\"tolerance/019a1b2c-"), "addresses from here");
        assert!(page.len() < 100_000, "weighs {}", page.len());
    }

    #[test]
    fn an_address_from_the_list_leads_where_the_whole_one_does() {
        let near = |here: &str| nearer(vec![row()], here).remove(0);
        assert_eq!(near("/cases/tolerance").href, "tolerance/019a1b2c-3d4e-7f50-8123-456789abcdef");
        assert_eq!(near("/cases").href, "cases/tolerance/019a1b2c-3d4e-7f50-8123-456789abcdef");
        assert_eq!(near("/cases/tolerance").of_unit.unwrap(), "tolerance?unit=housing_bureau");
    }
}
