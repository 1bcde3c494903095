//! 典型案例库: the model cases under their themes, each with a page to read it on.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use rongheng_app::records::{ModelCase, Theme};
use serde::Deserialize;

use super::{learning, registers::record_href};
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    visit::{Visit, Web, show},
};

/// Where they are.
pub(crate) const HERE: &str = "/model-cases";

/// A line of the library.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// `征地拆迁 · 容错免责 · 公开范围：辖区各单位`.
    pub about: String,
    /// The lists in which it was chosen.
    pub chosen: Vec<String>,
    /// Ours, and no real case.
    pub sample: bool,
}

/// A theme with its cases.
#[derive(Debug, Clone)]
pub(crate) struct ThemeView {
    /// Its id.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its cases.
    pub cases: Vec<LineView>,
    /// How many were submitted, and how many of them were chosen.
    pub counts: (usize, usize),
}

#[derive(Debug, Template)]
#[template(path = "model_cases.html")]
pub(crate) struct ModelCasesPage {
    pub frame: Frame,
    pub themes: Vec<ThemeView>,
    /// The theme that is looked at; empty for all.
    pub theme: String,
    /// The themes to choose from.
    pub choices: &'static [(&'static str, &'static str)],
    /// Where precedents are listed as model cases, for those who keep them.
    pub register: bool,
}

/// Which theme is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    theme: String,
}

fn line(one: &ModelCase) -> LineView {
    let (text, listing) = (&one.text, &one.listing);
    LineView {
        href: format!("{HERE}/{}", super::asked::encode(&one.key)),
        title: text.title.clone(),
        about: format!("{} · {} · 公开范围：{}", text.area, text.ending.title(), listing.scope().title()),
        chosen: one.chosen().into_iter().map(str::to_owned).collect(),
        sample: one.sample,
    }
}

/// `GET /model-cases`.
pub(crate) async fn show_all(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let all = web.app.model_cases(&signed.actor).await?;
    let wanted = Theme::from_id(asked.theme.trim());
    let of = |theme: Theme| {
        let cases: Vec<_> = all.iter().filter(|one| one.listing.theme() == theme).collect();
        ThemeView {
            id: theme.id(),
            title: theme.title(),
            counts: (
                cases.iter().filter(|one| !one.submissions.is_empty()).count(),
                cases.iter().filter(|one| !one.chosen().is_empty()).count(),
            ),
            cases: cases.into_iter().map(line).collect(),
        }
    };
    let themes = Theme::ALL.iter().copied().filter(|theme| wanted.is_none_or(|wanted| wanted == *theme));
    Ok(show(&ModelCasesPage {
        themes: themes.map(of).collect(),
        theme: wanted.map_or("", Theme::id).to_owned(),
        choices: Theme::CHOICES,
        register: rongheng_app::Book::Precedents.readers().contains(&signed.role),
        frame: web.frame(&visit).page("典型案例库", vec![Crumb::here("典型案例库")]),
    }))
}

/// A submission as the page says it.
#[derive(Debug, Clone)]
pub(crate) struct SubmissionView {
    pub on: String,
    pub to: String,
    pub by: String,
    pub answer: String,
}

#[derive(Debug, Template)]
#[template(path = "model_case.html")]
pub(crate) struct ModelCasePage {
    pub frame: Frame,
    pub facts: Vec<(&'static str, String)>,
    pub parts: Vec<(&'static str, String)>,
    pub sample: bool,
    pub submissions: Vec<SubmissionView>,
    /// Its record in the register, for those who may open it.
    pub record: Option<String>,
    /// What is sent to note that it was read; `None` where it is noted.
    pub note: Option<String>,
}

/// `GET /model-cases/{key}`.
pub(crate) async fn show_one(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (one, names) = web.app.model_case(&signed.actor, &key).await?;
    let (text, listing) = (&one.text, &one.listing);
    let id = format!("precedent:{key}");
    let mine = web.app.my_learning(&signed.actor).await?;
    let unread = mine.readable.iter().any(|known| known.id == id && !known.read);
    let source = text.published.clone().unwrap_or_else(|| text.source.title().to_owned());
    let submissions = one.submissions.iter().map(|one| SubmissionView {
        on: one.on.words(),
        to: one.to.clone(),
        by: names.person(&one.by),
        answer: match &one.answer {
            None => "结果未登记".to_owned(),
            Some(answer) if answer.chosen => {
                format!("入选：{}", answer.list.as_deref().unwrap_or_default())
            }
            Some(_) => "没有入选".to_owned(),
        },
    });
    let reads_register = rongheng_app::Book::Precedents.readers().contains(&signed.role);
    let crumbs = vec![Crumb::to("典型案例库", HERE), Crumb::here(text.title.clone())];
    Ok(show(&ModelCasePage {
        facts: vec![
            ("主题", listing.theme().title().to_owned()),
            ("领域或者主体", text.area.clone()),
            ("三宽容", text.lenience.title().to_owned()),
            ("适用情形", text.circumstance.clone().unwrap_or_else(|| "没有列明的情形".to_owned())),
            ("结果", text.ending.title().to_owned()),
            ("公开范围", listing.scope().title().to_owned()),
            ("来源", source),
        ],
        parts: vec![
            ("基本事实", text.facts.clone()),
            ("怎样考量", text.weighed.clone()),
            ("纠正和后续", text.done.clone()),
            ("启示", text.lesson.clone()),
        ],
        sample: one.sample,
        submissions: submissions.collect(),
        record: reads_register.then(|| record_href(rongheng_app::Book::Precedents, &key)),
        note: (unread && learning::has_learning(signed.role)).then_some(id),
        frame: web.frame(&visit).page(text.title.clone(), crumbs).under(HERE),
    }))
}
