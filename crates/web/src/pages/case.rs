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
    day::Day,
    ids::StreamId,
    kind::Action,
    refusal::Reason,
    sheet::{Next, Section, Sheet},
};

use serde::Deserialize;

use super::mine::{self, MyCasePage, Receipt};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame, is_officer},
    render::{
        days::{self, DueView},
        light::LightView,
        names::doers,
        sheet::{self, BlockView, OpinionView, StepView, Tab, Tag},
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
    /// Who must act.
    pub who: String,
    /// By when.
    pub due: Option<DueView>,
}

/// A button.
#[derive(Debug, Clone)]
pub(crate) struct ActLink {
    /// What it says.
    pub title: &'static str,
    /// Where it leads.
    pub href: String,
    /// Cannot be undone.
    pub grave: bool,
    /// How many things are missing.
    pub missing: usize,
}

/// A line of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// When.
    pub at: String,
    /// What.
    pub title: String,
    /// By whom.
    pub who: String,
    /// Details.
    pub says: String,
    /// `law` where the law itself acted, `now` for the last.
    pub class: &'static str,
}

/// Something to download.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    /// Where.
    pub href: String,
    /// Its name.
    pub name: String,
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
    pub blocks: Vec<BlockView>,
    pub into: Option<(&'static str, String)>,
    pub timeline: Vec<Line>,
    pub timeline_open: bool,
    pub nexts: Vec<NextView>,
    pub ready: Vec<ActLink>,
    pub blocked: Vec<ActLink>,
    pub from_paper: Vec<ActLink>,
    pub papers: Vec<Paper>,
    pub related: Vec<RelatedView>,
    pub dues: Vec<DueView>,
    pub done_dues: usize,
}

#[derive(Debug, Template)]
#[template(path = "consultation.html")]
pub(crate) struct ConsultationPage {
    pub frame: Frame,
    pub case: String,
    pub subject: String,
    pub tags: Vec<Tag>,
    pub parts: Vec<Part>,
    pub opinions: Vec<OpinionView>,
    pub ready: Vec<ActLink>,
    pub blocked: Vec<ActLink>,
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
            says: next.says.clone(),
            phrase: next.rule.0.clone(),
            code: next.rule.1.clone(),
            who: doers(with.names, &next.who),
            due: next.due.as_ref().map(|due| days::of_due(due, with.calendar, with.today)),
        })
        .collect()
}

/// The limits that run or ran.
pub(crate) fn dues(sheet: &Sheet, with: Light<'_>) -> Vec<DueView> {
    sheet.running.iter().map(|running| days::view(running, with.calendar, with.today)).collect()
}

/// The buttons: those that work now, and those that lack something.
pub(crate) fn links<'a>(
    actions: impl IntoIterator<Item = (&'a Action, &'a [Reason])>,
    case: &str,
) -> (Vec<ActLink>, Vec<ActLink>) {
    let mut ready = Vec::new();
    let mut blocked = Vec::new();
    for (action, reasons) in actions {
        let missing = reasons.len();
        let way = if missing == 0 { "do" } else { "missing" };
        let link = ActLink {
            title: action.title,
            href: format!("{case}/{way}/{}", action.name),
            grave: action.grave,
            missing,
        };
        if missing == 0 { ready.push(link) } else { blocked.push(link) }
    }
    (ready, blocked)
}

/// Buttons in the order in which the law asks for them: what comes next first.
pub(crate) fn next_first(mut ready: Vec<ActLink>, nexts: &[Next]) -> Vec<ActLink> {
    ready.sort_by_key(|link| {
        nexts
            .iter()
            .position(|next| {
                next.action.as_ref().is_some_and(|name| link.href.ends_with(&format!("/do/{name}")))
            })
            .unwrap_or(usize::MAX)
    });
    ready
}

/// A section with its blocks.
pub(crate) fn part(section: &Section, case: &str, with: Light<'_>) -> Part {
    Part {
        id: section.id.clone(),
        title: section.title.clone(),
        blocks: sheet::blocks(section, with.names, case, with.today),
    }
}

/// The consultation apart from its opinions, so that a page can list these by name.
pub(crate) fn split_opinions(parts: Vec<Part>) -> (Vec<Part>, Vec<OpinionView>) {
    let mut opinions = Vec::new();
    let parts = parts
        .into_iter()
        .map(|part| {
            let mut blocks = Vec::new();
            for block in part.blocks {
                match block {
                    BlockView::Opinion(opinion) => opinions.push(opinion),
                    other => blocks.push(other),
                }
            }
            Part { blocks, ..part }
        })
        .collect();
    (parts, opinions)
}

/// What the address of a case asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    tab: String,
}

/// `GET /cases/{kind}/{key}`.
pub(crate) async fn show_case(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.find_case(&signed.actor, &StreamId::new(&kind, &key)).await?;
    Ok(if found.plain || !is_officer(signed.role) {
        show(&plain_page(&web, &visit, &found))
    } else {
        show(&officer_page(&web, &visit, &found, &asked.tab))
    })
}

fn officer_page(web: &Web, visit: &Visit, found: &page::CasePage, tab: &str) -> CasePage {
    let case = address(&found.stream);
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let sheet = &found.sheet;
    let timeline_open = tab == "timeline" && !found.timeline.is_empty();
    let (mut tabs, section) = sheet::open(sheet, tab);
    if timeline_open {
        for tab in &mut tabs {
            tab.current = false;
        }
    }
    let (ready, blocked) = buttons(found);
    let dues = dues(sheet, with);
    CasePage {
        tags: sheet::tags(sheet),
        light: sheet
            .running
            .iter()
            .zip(&dues)
            .find(|(running, _)| running.done_on.is_none())
            .map(|(_, due)| due.light.clone()),
        facts: sheet::facts(sheet, &found.names),
        steps: sheet::steps(sheet),
        blocks: section.map_or_else(Vec::new, |s| sheet::blocks(s, &found.names, &case, found.today)),
        into: section
            .filter(|s| s.id == "consultation")
            .map(|_| ("进入会商", format!("{case}/consultation"))),
        timeline: timeline(found),
        timeline_open,
        nexts: nexts(&sheet.next, with),
        ready: next_first(ready, &sheet.next),
        blocked,
        from_paper: from_paper(found),
        papers: papers(found, &case),
        related: related(found),
        frame: web.frame(visit).page(sheet.title.clone(), crumbs(found, None)),
        case,
        tabs,
        done_dues: dues.iter().filter(|due| due.done).count(),
        dues,
    }
}

fn plain_page(web: &Web, visit: &Visit, found: &page::CasePage) -> MyCasePage {
    let case = address(&found.stream);
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let sheet = &found.sheet;
    let (mut ready, _) = buttons(found);
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

/// `GET /cases/{kind}/{key}/consultation`: everything of the consultation on one page.
pub(crate) async fn show_consultation(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.find_case(&signed.actor, &StreamId::new(&kind, &key)).await?;
    let case = address(&found.stream);
    if kind != "tolerance" || found.plain {
        return Err(Problem::not_found());
    }
    let with = Light { names: &found.names, calendar: &found.calendar, today: found.today };
    let parts = found
        .sheet
        .sections
        .iter()
        .filter(|section| section.id == "consultation")
        .map(|section| part(section, &case, with))
        .collect();
    let (parts, opinions) = split_opinions(parts);
    let meeting = |link: &ActLink| CONSULTING.iter().any(|name| link.href.ends_with(&format!("/{name}")));
    let (ready, blocked) = buttons(&found);
    Ok(show(&ConsultationPage {
        subject: subject(&found),
        tags: sheet::tags(&found.sheet),
        parts,
        opinions,
        ready: ready.into_iter().filter(meeting).collect(),
        blocked: blocked.into_iter().filter(meeting).collect(),
        frame: web.frame(&visit).page("会商", crumbs(&found, Some("会商"))),
        case,
    }))
}

/// The acts of a consultation.
const CONSULTING: &[&str] = &[
    "compose_consultation",
    "declare_recusal",
    "decide_recusal",
    "give_opinion",
    "hold_consultation",
    "send_minutes",
    "answer_minutes",
    "close_consultation",
];

/// `容〔2026〕17号 · 补偿面积`.
pub(crate) fn subject(found: &page::CasePage) -> String {
    match &found.sheet.number {
        Some(number) => format!("{number} · {}", found.sheet.title),
        None => found.sheet.title.clone(),
    }
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

fn buttons(found: &page::CasePage) -> (Vec<ActLink>, Vec<ActLink>) {
    let case = address(&found.stream);
    let own = found.actions.iter().filter(|one| !one.on_paper);
    links(own.map(|one| (one.action, one.blocked.as_slice())), &case)
}

/// What others do and this person may enter from paper.
fn from_paper(found: &page::CasePage) -> Vec<ActLink> {
    let case = address(&found.stream);
    let others = found.actions.iter().filter(|one| one.on_paper);
    links(others.map(|one| (one.action, one.blocked.as_slice())), &case).0
}

fn timeline(found: &page::CasePage) -> Vec<Line> {
    found
        .timeline
        .iter()
        .rev()
        .map(|line| Line {
            at: line.at.to_string(),
            title: line.title.clone(),
            who: match &line.acted_for {
                Some(person) => {
                    format!("{}，{} 代录", found.names.person(person), found.names.person(&line.actor))
                }
                None => found.names.person(&line.actor),
            },
            says: match line.effective_on {
                Some(on) => format!("{}（自 {} 起算）", found.names.say(&line.says), on.words()),
                None => found.names.say(&line.says),
            },
            class: if line.version == found.version { "now" } else { "" },
        })
        .collect()
}

fn papers(found: &page::CasePage, case: &str) -> Vec<Paper> {
    found
        .papers
        .iter()
        .map(|paper| Paper {
            href: format!("{case}/papers/{}", paper.version),
            name: format!("{}（DOCX）", paper.title),
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
