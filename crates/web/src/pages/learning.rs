//! 我的学习: what one was trained on, what one noted to have read, what there is to read; and for a unit what its people
//! learnt.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use rongheng_app::learning::{Learnt, OfPerson, Readable, sees_unit};
use rongheng_domain::people::Role;
use serde::Deserialize;

use super::{asked::encode, model_cases, registers::record_href};
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame, is_officer},
    visit::{Visit, Web, go, show},
};

/// Where one's own is.
pub(crate) const HERE: &str = "/learning";
/// Where that of the unit is.
pub(crate) const UNIT: &str = "/learning/unit";

/// Whether a role learns: everybody but the program.
pub(crate) const fn has_learning(role: Role) -> bool {
    !matches!(role, Role::SystemJobs)
}

/// Something learnt.
#[derive(Debug, Clone)]
pub(crate) struct LearntView {
    pub on: String,
    pub title: String,
    pub sort: &'static str,
    pub how: &'static str,
    /// `法规室讲授，曲水流登记` or `本人记录`.
    pub says: String,
    pub confirmed: bool,
}

impl From<&Learnt> for LearntView {
    fn from(one: &Learnt) -> Self {
        let says = if one.confirmed {
            format!("{}讲授，{}登记", one.held_by, one.by)
        } else {
            "本人记录，没有他人确认".to_owned()
        };
        let (title, sort, how) = (one.title.clone(), one.sort, one.how());
        Self { on: one.on.words(), title, sort, how, says, confirmed: one.confirmed }
    }
}

/// Something to read.
#[derive(Debug, Clone)]
pub(crate) struct ReadableView {
    pub id: String,
    pub title: String,
    pub sort: &'static str,
    /// Its page, where it has one.
    pub href: Option<String>,
    /// Its text, where it has none.
    pub text: String,
    pub sample: bool,
    pub read: bool,
}

fn readable(one: Readable) -> ReadableView {
    let href = one.id.strip_prefix("precedent:").map(|key| {
        if one.sort == "典型案例" {
            format!("{}/{}", model_cases::HERE, encode(key))
        } else {
            record_href(rongheng_app::Book::Precedents, key)
        }
    });
    ReadableView {
        href,
        id: one.id,
        title: one.title,
        sort: one.sort,
        text: one.text,
        sample: one.sample,
        read: one.read,
    }
}

#[derive(Debug, Template)]
#[template(path = "learning.html")]
pub(crate) struct LearningPage {
    pub frame: Frame,
    pub learnt: Vec<LearntView>,
    pub readable: Vec<ReadableView>,
    pub noted: bool,
    pub unit: bool,
}

#[derive(Debug, Template)]
#[template(path = "plain_learning.html")]
pub(crate) struct PlainLearningPage {
    pub frame: Frame,
    pub learnt: Vec<LearntView>,
    pub readable: Vec<ReadableView>,
    pub noted: bool,
    pub unit: bool,
}

/// Whether something was just noted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

/// `GET /learning`.
pub(crate) async fn show_mine(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let mine = web.app.my_learning(&signed.actor).await?;
    let learnt: Vec<_> = mine.learnt.iter().map(LearntView::from).collect();
    let readable: Vec<_> = mine.readable.into_iter().map(readable).collect();
    let (noted, unit) = (!done.done.is_empty(), sees_unit(signed.role));
    let frame = web.frame(&visit).page("我的学习", vec![Crumb::here("我的学习")]);
    if is_officer(signed.role) {
        return Ok(show(&LearningPage { frame, learnt, readable, noted, unit }));
    }
    Ok(show(&PlainLearningPage { frame, learnt, readable, noted, unit }))
}

/// What is noted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Noted {
    id: String,
}

/// `POST /learning/note`: for oneself and for nobody else.
pub(crate) async fn note(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(noted): Form<Noted>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    web.app.note_reading(&signed.actor, noted.id.trim()).await?;
    Ok(go(&format!("{HERE}?done=note")))
}

/// A person of the unit.
#[derive(Debug, Clone)]
pub(crate) struct PersonView {
    pub name: String,
    /// How many sessions' texts, and how many texts by oneself.
    pub counts: (usize, usize),
    pub learnt: Vec<LearntView>,
}

impl From<OfPerson> for PersonView {
    fn from(one: OfPerson) -> Self {
        let confirmed = one.learnt.iter().filter(|learnt| learnt.confirmed).count();
        Self {
            name: one.name,
            counts: (confirmed, one.learnt.len() - confirmed),
            learnt: one.learnt.iter().map(LearntView::from).collect(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "learning_unit.html")]
pub(crate) struct UnitPage {
    pub frame: Frame,
    pub unit: String,
    pub people: Vec<PersonView>,
    pub without: usize,
}

#[derive(Debug, Template)]
#[template(path = "plain_learning_unit.html")]
pub(crate) struct PlainUnitPage {
    pub frame: Frame,
    pub unit: String,
    pub people: Vec<PersonView>,
    pub without: usize,
}

/// `GET /learning/unit`.
pub(crate) async fn show_unit(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let found = web.app.unit_learning(&signed.actor).await?;
    let people: Vec<_> = found.people.into_iter().map(PersonView::from).collect();
    let without = people.iter().filter(|one| one.learnt.is_empty()).count();
    let crumbs = vec![Crumb::to("我的学习", HERE), Crumb::here("本单位学习")];
    let (frame, unit) = (web.frame(&visit).page("本单位学习", crumbs).under(HERE), found.unit);
    if is_officer(signed.role) {
        return Ok(show(&UnitPage { frame, unit, people, without }));
    }
    Ok(show(&PlainUnitPage { frame, unit, people, without }))
}
