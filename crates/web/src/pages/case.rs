//! The case: steps, tabs, what the law asks next, who must act, by when, and the buttons this person has.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::page::{self, Names};
use rongheng_domain::{
    calendar::Calendar,
    cases,
    day::Day,
    ids::StreamId,
    kind::Action,
    rule::Rule,
    sheet::{Next, Section, Sheet},
};

use serde::Deserialize;

use super::{
    acts::{self, ActGroup, ActLink},
    asked::encode,
    mine::{self, MyCasePage, Receipt},
    register_list::Pager,
    timeline::{self, Timeline},
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer},
    render::{
        days::{self, DueView},
        light::LightView,
        names::doers,
        parts,
        sheet::{self, BlockView, StepView, Tab, Tag},
    },
    visit::{Visit, Web, show},
};

/// What comes next.
#[derive(Debug, Clone)]
pub(crate) struct NextView {
    /// What is to be done.
    pub says: String,
    /// Set phrase of the rule.
    pub phrase: String,
    /// Its code.
    pub code: String,
    /// What it asks, and where it stands; empty where it is not known.
    pub asks: &'static str,
    /// Its source.
    pub source: &'static str,
    /// Who must act.
    pub who: String,
    /// By when.
    pub due: Option<DueView>,
}

/// Something to download.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    /// Its page.
    pub href: String,
    /// As PDF.
    pub pdf: String,
    /// As DOCX.
    pub docx: String,
    /// Its name.
    pub name: String,
    /// Its text is an example.
    pub sample: bool,
    /// When what it follows from was recorded.
    pub at: String,
}

/// A case that belongs to this one.
#[derive(Debug, Clone)]
pub(crate) struct RelatedView {
    /// Where, for those who may open it.
    pub href: Option<String>,
    /// What it is.
    pub title: String,
    /// Number and stage.
    pub says: String,
}

/// A section with its blocks.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its content.
    pub blocks: Vec<BlockView>,
}

#[derive(Debug, Template)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    pub frame: Frame,
    pub case: String,
    pub tags: Vec<Tag>,
    pub light: Option<LightView>,
    pub facts: Vec<(String, String)>,
    pub steps: Vec<StepView>,
    pub tabs: Vec<Tab>,
    /// How a long part is turned over.
    pub parts: Option<Pager>,
    pub open: Open,
    pub nexts: Vec<NextView>,
    pub asked: Vec<ActLink>,
    pub other: Vec<ActLink>,
    pub from_paper: Vec<ActLink>,
    pub here: Option<ActGroup>,
    pub blocked: usize,
    /// The whole case can be taken out.
    pub takes: bool,
    pub related: Vec<RelatedView>,
    pub dues: Vec<DueView>,
    pub done_dues: usize,
}

/// What is open on the case page.
#[derive(Debug, Clone)]
pub(crate) enum Open {
    /// A section of the sheet, with the way to a page of its own where it has one.
    Section(Vec<BlockView>, Option<(&'static str, String)>),
    /// 文书.
    Papers(Vec<Paper>),
    /// 办理事项: by part of the process.
    Acts(Vec<ActGroup>),
    /// 时间轴.
    Timeline(Timeline),
}

/// What a sheet is shown with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Light<'a> {
    /// Names of people, units, circumstances.
    pub names: &'a Names,
    /// Days off.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: Day,
}

/// What comes next, in words.
pub(crate) fn nexts(nexts: &[Next], with: Light<'_>) -> Vec<NextView> {
    nexts
        .iter()
        .map(|next| NextView {
            asks: rule_of(next).map_or("", |rule| rule.asks),
            source: rule_of(next).map_or("", |rule| rule.source),
            says: next.says.clone(),
            phrase: next.rule.0.clone(),
            code: next.rule.1.clone(),
            who: doers(with.names, &next.who),
            due: next.due.as_ref().map(|due| days::of_due(due, with.calendar, with.today)),
        })
        .collect()
}

/// The rule of the act that comes next.
fn rule_of(next: &Next) -> Option<&'static Rule> {
    let name = next.action.as_deref()?;
    let same = |action: &&Action| action.rule.code == next.rule.1 && action.rule.phrase == next.rule.0;
    cases::all().iter().filter_map(|kind| kind.action(name)).find(same).map(|action| action.rule)
}

/// The limits that run or ran.
pub(crate) fn dues(sheet: &Sheet, with: Light<'_>) -> Vec<DueView> {
    sheet.running.iter().map(|running| days::view(running, with.calendar, with.today)).collect()
}

/// A section with its blocks.
pub(crate) fn part(section: &Section, case: &str, with: Light<'_>) -> Part {
    Part {
        id: section.id.clone(),
        title: section.title.clone(),
        blocks: sheet::blocks(section, with.names, case, with.today),
    }
}

/// What the address of a case asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    tab: String,
    step: String,
    who: String,
    part: String,
}

impl Asked {
    fn filter(&self) -> timeline::Filter {
        timeline::Filter { step: self.step.clone(), who: self.who.clone() }
    }
}

/// `GET /cases/{kind}/{key}`.
pub(crate) async fn show_case(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let what = if asked.tab.is_empty() || !asked.tab.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        "case".to_owned()
    } else {
        format!("tab:{}", asked.tab)
    };
    let stream = StreamId::new(&kind, &key);
    let found = match web.app.open_case(&signed.actor, &stream, &what).await {
        Err(rongheng_app::Error::Erased) => {
            let entry = web.app.destruction(&signed.actor, &stream).await?;
            return Err(
                entry.map_or_else(Problem::erased, |(entry, names)| Problem::destroyed(&entry, &names))
            );
        }
        found => found?,
    };
    Ok(if found.plain || !is_officer(signed.role) {
        show(&plain_page(&web, &visit, &found))
    } else {
        show(&officer_page(&web, &visit, &found, &asked))
    })
}

/// The tabs that are no section of the sheet: name and title.
const PAPERS: (&str, &str) = ("documents", "文书");
const ACTS: (&str, &str) = ("acts", "办理事项");
const TIMELINE: (&str, &str) = ("timeline", "时间轴");

fn officer_page(web: &Web, visit: &Visit, found: &page::CasePage, asked: &Asked) -> CasePage {
    let case = address(&found.stream);
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let sheet = &found.sheet;
    let own = [PAPERS, ACTS, TIMELINE].into_iter().find(|(id, _)| *id == asked.tab).map(|(id, _)| id);
    let (mut tabs, section) = sheet::open(sheet, &asked.tab);
    for tab in tabs.iter_mut().filter(|_| own.is_some()) {
        tab.current = false;
    }
    let papers = papers(found, &case);
    let more = [(PAPERS, Some(papers.len())), (ACTS, None), (TIMELINE, Some(found.timeline.len()))];
    for ((id, title), count) in more.into_iter().filter(|(_, count)| *count != Some(0)) {
        let current = own == Some(id);
        tabs.push(Tab { id: id.to_owned(), title: title.to_owned(), count, current });
    }
    let steps = linked_steps(found, &case, with);
    let now =
        steps.iter().find(|step| step.class == "now").map(|step| step.title.clone()).unwrap_or_default();
    let groups = acts::groups(found, &now);
    let (ready, blocked) = acts::buttons(found);
    let (first, other) = acts::asked_and_other(ready, &sheet.next);
    let dues = dues(sheet, with);
    let mut open = match own {
        Some("documents") => Open::Papers(papers),
        Some("acts") => Open::Acts(groups.clone()),
        Some(_) => Open::Timeline(timeline::view(found, &asked.filter(), &case)),
        None => Open::Section(
            section.map_or_else(Vec::new, |s| {
                sheet::live_blocks(s, &found.names, &case, found.today, &acts::from_rows(found))
            }),
            section.and_then(|s| match s.id.as_str() {
                "consultation" => Some(("进入会商", format!("{case}/consultation"))),
                "verification" if found.kind == "tolerance" => Some(("类案对照", format!("{case}/nearest"))),
                "publicity" => Some(("去标识对照", format!("{case}/redacted"))),
                _ => None,
            }),
        ),
    };
    let shown = tabs.iter().find(|tab| tab.current).map(|tab| tab.id.clone()).unwrap_or_default();
    let turning = in_parts(&mut open, asked, &format!("{case}?tab={shown}"));
    CasePage {
        tags: sheet::tags(sheet),
        light: sheet
            .running
            .iter()
            .zip(&dues)
            .find(|(running, _)| running.done_on.is_none())
            .map(|(_, due)| due.light.clone()),
        facts: sheet::facts(sheet, &found.names),
        here: groups.iter().find(|group| group.now && group.blocked > 0).cloned(),
        blocked: blocked.len(),
        takes: found.takes,
        open,
        parts: turning,
        steps,
        nexts: nexts(&sheet.next, with),
        asked: first,
        other,
        from_paper: acts::from_paper(found),
        related: related(found),
        frame: web.frame(visit).page(sheet.title.clone(), crumbs(found, None)),
        case,
        tabs,
        done_dues: dues.iter().filter(|due| due.done).count(),
        dues,
    }
}

/// One part of what is open, where it is long.
fn in_parts(open: &mut Open, asked: &Asked, tab: &str) -> Option<Pager> {
    let part = asked.part.parse().unwrap_or(1);
    match open {
        Open::Section(blocks, _) => parts::of_blocks(blocks, part, |part| format!("{tab}&part={part}")),
        Open::Timeline(line) => {
            let filter = format!("step={}&who={}", encode(&asked.step), encode(&asked.who));
            parts::of_lines(&mut line.lines, part, |part| format!("{tab}&{filter}&part={part}"))
        }
        Open::Papers(papers) => parts::of_lines(papers, part, |part| format!("{tab}&part={part}")),
        Open::Acts(_) => None,
    }
}

/// The strip of steps, each with the way to its tab; the one that is being done with its light.
fn linked_steps(found: &page::CasePage, case: &str, with: Light<'_>) -> Vec<StepView> {
    let sheet = &found.sheet;
    let phases = acts::phases(found.kind);
    let mut steps = sheet::steps(sheet);
    for step in &mut steps {
        let phase = phases.iter().find(|phase| phase.title == step.title);
        let tab = phase.map(|phase| phase.tab).filter(|tab| sheet.sections.iter().any(|s| s.id == **tab));
        step.href = tab.map(|tab| format!("{case}?tab={tab}"));
        if step.class == "now" {
            let asks = |next: &&Next| {
                phase.is_some_and(|phase| phase.acts.iter().any(|act| next.action.as_deref() == Some(act)))
            };
            let dues = sheet.next.iter().filter(asks).filter_map(|next| next.due.as_ref());
            let due = dues.min_by_key(|due| due.last);
            step.light = due.map(|due| days::of_due(due, with.calendar, with.today).light);
        }
    }
    steps
}

fn plain_page(web: &Web, visit: &Visit, found: &page::CasePage) -> MyCasePage {
    let case = address(&found.stream);
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let sheet = &found.sheet;
    let (mut ready, _) = acts::buttons(found);
    let receipt =
        found.actions.iter().find(|one| one.action.name == "acknowledge" && one.blocked.is_empty()).map(
            |one| Receipt {
                title: "结果已经送达，请确认收到".to_owned(),
                href: format!("{case}/do/{}", one.action.name),
                version: found.version,
                key: format!("receipt-{}-{}", found.version, visit.request),
            },
        );
    if receipt.is_some() {
        ready.retain(|link| !link.href.ends_with("/do/acknowledge"));
    }
    let (mut wanted, besides) = mine::wanted(sheet, ready, with);
    if receipt.is_some() {
        // The receipt has its own box on top.
        let confirms = |next: &Next| next.action.as_deref() == Some("acknowledge");
        let mut asked = sheet.next.iter();
        wanted.retain(|_| !asked.next().is_some_and(confirms));
    }
    MyCasePage {
        heading: match &receipt {
            Some(_) => "结果已经送达，请确认收到".to_owned(),
            None => sheet.status.0.clone(),
        },
        number: sheet.number.clone(),
        received: found
            .received_at
            .filter(|_| receipt.is_none())
            .map(|at| format!("您在 {at} 确认收到。确认的时间已经记入案卷。")),
        receipt,
        wanted,
        besides,
        steps: sheet::steps(sheet).into_iter().map(mine::said).collect(),
        dues: dues(sheet, with).into_iter().filter(|due| !due.done).collect(),
        parts: sheet.sections.iter().map(|section| part(section, &case, with)).collect(),
        facts: sheet::facts(sheet, &found.names),
        frame: web.frame(visit).page(sheet.title.clone(), Vec::new()),
    }
}

/// `容〔2026〕17号 · 补偿面积`.
pub(crate) fn subject(found: &page::CasePage) -> String {
    match &found.sheet.number {
        Some(number) => format!("{number} · {}", found.sheet.title),
        None => found.sheet.title.clone(),
    }
}

/// The frame of a page beside the case itself: 查看记录, 版本对照.
pub(crate) fn beside_frame(
    web: &Web,
    visit: &Visit,
    case: &StreamId,
    (kind_title, subject): (&str, &str),
    title: &str,
) -> Frame {
    let crumbs = vec![
        Crumb::to("工作台", "/work"),
        Crumb::to(kind_title, format!("/cases/{}", case.kind())),
        Crumb::to(subject.split(" · ").next().unwrap_or("案件"), address(case)),
        Crumb::here(title),
    ];
    web.frame(visit).page(title, crumbs)
}

/// The way to a case and on to a page of it.
pub(crate) fn crumbs(found: &page::CasePage, here: Option<&str>) -> Vec<Crumb> {
    let name = found.sheet.number.clone().unwrap_or_else(|| "（未编号）".to_owned());
    let mut crumbs =
        vec![Crumb::to("工作台", "/work"), Crumb::to(found.kind_title, format!("/cases/{}", found.kind))];
    match here {
        None => crumbs.push(Crumb::here(name)),
        Some(here) => {
            crumbs.push(Crumb::to(name, address(&found.stream)));
            crumbs.push(Crumb::here(here));
        }
    }
    crumbs
}

/// The title of the `nth` paper; with which of them it is, where several have it.
fn paper_name(papers: &[page::PaperLink], nth: usize) -> String {
    let Some(title) = papers.get(nth).map(|paper| &paper.title) else { return String::new() };
    let same = |range: &[page::PaperLink]| range.iter().filter(|other| other.title == *title).count();
    match same(papers) {
        ..2 => title.clone(),
        _ => format!("{title}（第{}份）", papers.get(..=nth).map_or(1, same)),
    }
}

fn papers(found: &page::CasePage, case: &str) -> Vec<Paper> {
    found
        .papers
        .iter()
        .enumerate()
        .map(|(nth, paper)| (nth, paper, super::made_papers::addresses(case, paper)))
        .map(|(nth, paper, [href, pdf, docx])| Paper {
            href,
            pdf,
            docx,
            name: paper_name(&found.papers, nth),
            sample: paper.sample,
            at: found
                .timeline
                .iter()
                .find(|line| line.version == paper.version)
                .map_or_else(String::new, |line| line.at.to_string()),
        })
        .collect()
}

fn related(found: &page::CasePage) -> Vec<RelatedView> {
    found
        .related
        .iter()
        .map(|one| RelatedView {
            href: one.open.then(|| address(&one.stream)),
            title: one.title.clone(),
            says: [one.number.as_str(), if one.stage.is_empty() { "待转入" } else { &one.stage }]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        })
        .collect()
}
