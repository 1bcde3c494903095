//! 请假与代理: what is entered for oneself, and by 案管 and the head of a division for others; who stands in for whom,
//! and what has nobody who is there.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{
    Error,
    away::{AwayForm, AwayPage},
    page::Names,
};
use rongheng_domain::{
    away::{Entry, Standing, Way},
    day::Day,
    form,
    ids::PersonId,
    people::Role,
};
use serde::Deserialize;

use super::{cases::encode, look_up::look_up, stray::offered};
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame},
    render::form::{FieldView, Sent, Sources, Wrong, faults_of, fields, identify, summary},
    visit::{Visit, Web, go, show, show_as},
};

/// Where it lies.
pub(crate) const HERE: &str = "/away";

/// Whether a role has leave and delegations here.
pub(crate) fn has_away(role: Role) -> bool {
    rongheng_domain::away::delegable::ROLES.contains(&role) || role == Role::PrincipalLeader
}

/// A line of what was entered.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// `代理`.
    pub way: &'static str,
    /// Who stands in.
    pub to: String,
    /// Whose acts.
    pub roles: String,
    /// The days.
    pub days: String,
    /// Why, and who approved it.
    pub why: String,
    /// Where it stands: colour and word.
    pub state: (&'static str, &'static str),
}

/// Somebody without anybody who is there.
#[derive(Debug, Clone)]
pub(crate) struct UnownedView {
    /// The name.
    pub name: String,
    /// From when, and what.
    pub says: String,
    /// Where it is handed over.
    pub hand_over: String,
    /// Where a delegation is entered.
    pub away: String,
}

#[derive(Debug, Template)]
#[template(path = "away.html")]
pub(crate) struct AwayListPage {
    pub frame: Frame,
    pub own: bool,
    pub name: String,
    pub done: Option<&'static str>,
    pub standing: Vec<String>,
    pub coming: Vec<String>,
    pub entries: Vec<EntryView>,
    pub acts: Vec<(&'static str, String)>,
    pub unowned: Vec<UnownedView>,
    pub arranges: bool,
    pub colleagues: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "away_form.html")]
pub(crate) struct AwayFormPage {
    pub frame: Frame,
    pub subject: String,
    pub asks: &'static str,
    pub href: String,
    pub back: String,
    pub button: &'static str,
    pub fields: Vec<FieldView>,
    pub wrongs: Vec<Wrong>,
    pub sources: Sources,
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// For whom; oneself where it is empty.
    person: String,
    /// What was just done.
    done: String,
}

impl Asked {
    fn person(&self, me: &PersonId) -> PersonId {
        let typed = self.person.trim();
        if typed.is_empty() { me.clone() } else { PersonId::from(typed) }
    }
}

fn here(person: &str, own: bool) -> String {
    if own { HERE.to_owned() } else { format!("{HERE}?person={}", encode(person)) }
}

fn act_href(act: &str, person: &str, own: bool) -> String {
    if own { format!("{HERE}/do/{act}") } else { format!("{HERE}/do/{act}?person={}", encode(person)) }
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.title()).collect::<Vec<_>>().join("、")
}

/// `今日起代林岱岳办理，至2026年3月5日（承办人）`.
pub(crate) fn standing_words(one: &Standing, names: &Names, today: Day) -> String {
    let since = if one.from == today { "今日起" } else { "今日仍" };
    let until = one.until.map(|until| format!("，至{}", until.plus(-1).words())).unwrap_or_default();
    let way = if one.way == Way::Deputy { "，AB 角" } else { "" };
    format!("{since}代{}办理{until}（{}{way}）", names.person(&one.person), roles(&one.roles))
}

fn entry(one: &Entry, names: &Names, today: Day) -> EntryView {
    let span = one.span();
    let state = if span.until.is_some_and(|until| until <= span.from) {
        ("", "没有开始")
    } else if span.until.is_some_and(|until| until <= today) {
        ("", "已结束")
    } else if today < span.from {
        ("blue", "未开始")
    } else {
        ("green", "有效")
    };
    let mut why = one.why.clone();
    if let Some(by) = &one.approved_by {
        why = format!("{why}；{}批准", names.person(by));
    }
    if let Some(ended) = &one.ended {
        why = format!("{why}；提前结束：{}", ended.why);
    }
    EntryView {
        way: one.way.title(),
        to: one.to.as_ref().map(|to| names.person(to)).unwrap_or_default(),
        roles: roles(&one.roles),
        days: span.words(),
        why,
        state,
    }
}

fn page(found: AwayPage, frame: Frame, done: Option<&'static str>, arranges: bool) -> AwayListPage {
    let AwayPage { person, own, names, today, .. } = &found;
    let standing = found.standing.iter().map(|one| standing_words(one, names, *today));
    let later = found.coming.iter().filter(|one| *today < one.span.from || one.way == Way::Deputy);
    let coming = later.map(|one| {
        let name = names.person(&one.person);
        match one.way {
            Way::Deputy => {
                format!("{name}请假时由您代理（AB 角，{}）：{}", one.span.words(), roles(&one.roles))
            }
            _ => format!("{}由您代理{name}：{}", one.span.words(), roles(&one.roles)),
        }
    });
    let unowned = found.unowned.iter().map(|one| UnownedView {
        name: names.person(&one.person),
        says: format!(
            "请假{}，{}起没有人代理，在办 {} 件：{}",
            one.days.words(),
            one.from.words(),
            one.in_hand.len(),
            one.in_hand.join("、")
        ),
        hand_over: format!("{}?from={}", super::hand_overs::HERE, encode(one.person.as_str())),
        away: act_href("delegate", one.person.as_str(), false),
    });
    let acts = found.acts.iter().filter(|act| act.name != "end_early" || !found.entries.is_empty());
    AwayListPage {
        frame,
        own: *own,
        name: person.label.clone(),
        done,
        standing: standing.collect(),
        coming: coming.collect(),
        entries: found.entries.iter().map(|one| entry(one, names, *today)).collect(),
        acts: acts.map(|act| (act.title, act_href(act.name, &person.value, *own))).collect(),
        unowned: unowned.collect(),
        arranges,
        colleagues: found.colleagues.iter().map(|one| (one.value.clone(), one.label.clone())).collect(),
    }
}

/// `GET /away`.
pub(crate) async fn show_away(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let person = asked.person(&signed.actor.person);
    let found = web.app.find_away(&signed.actor, &person).await?;
    let acts = rongheng_domain::away::entering::ACTS;
    let done = acts.iter().find(|act| act.name == asked.done).map(|act| act.title);
    let crumbs = if found.own {
        vec![Crumb::to("工作台", "/work"), Crumb::here("请假与代理")]
    } else {
        vec![Crumb::to("请假与代理", HERE), Crumb::here(found.person.label.clone())]
    };
    let title = if found.own { "我的请假与代理" } else { "请假与代理" };
    let frame = web.frame(&visit).page(title, crumbs);
    Ok(show(&page(found, frame, done, web.app.arranges_away(&signed.actor))))
}

fn sources(found: &AwayForm) -> Sources {
    let pairs = |choices: &[rongheng_app::page::Choice]| {
        choices.iter().map(|one| (one.value.clone(), one.label.clone())).collect::<Vec<_>>()
    };
    Sources {
        people: pairs(&found.people),
        offers: found.offers.iter().map(|(name, some)| ((*name).to_owned(), pairs(some))).collect(),
        ..Sources::default()
    }
}

fn form_page(
    web: &Web,
    visit: &Visit,
    found: &AwayForm,
    sent: &Sent,
    wrong: (&[form::Fault], Sources),
) -> Response {
    let (faults, sources) = wrong;
    let back = here(&found.person.value, found.own);
    let crumbs = vec![Crumb::to("请假与代理", back.clone()), Crumb::here(found.act.title)];
    let bad = !faults.is_empty();
    let page = AwayFormPage {
        frame: web.frame(visit).page(found.act.title, crumbs).wrong(bad),
        subject: if found.own { String::new() } else { format!("替{}登记", found.person.label) },
        asks: found.act.asks,
        href: act_href(found.act.name, &found.person.value, found.own),
        back,
        button: found.act.title,
        fields: fields(found.act.fields, sent, faults, &sources),
        wrongs: summary(faults),
        sources,
    };
    show_as(if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// `GET /away/do/{act}`.
pub(crate) async fn show_form(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(act): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let person = asked.person(&signed.actor.person);
    let found = web.app.away_form(&signed.actor, &person, &act).await?;
    let sources = sources(&found);
    Ok(form_page(&web, &visit, &found, &Sent::new(), (&[], sources)))
}

/// `POST /away/do/{act}`.
pub(crate) async fn submit(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(act): Path<String>,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let person = asked.person(&signed.actor.person);
    let found = web.app.away_form(&signed.actor, &person, &act).await?;
    let mut typed = Sent::new();
    for (name, value) in pairs {
        // Several ticks of one question come one by one.
        let line: &mut String = typed.entry(name).or_default();
        if !line.is_empty() && !value.is_empty() {
            line.push('\n');
        }
        line.push_str(&value);
    }
    typed.retain(|name, _| found.act.fields.iter().any(|field| field.name == name));
    let mut sources = sources(&found);
    look_up(&web, signed, found.act.fields, &typed, &mut sources).await?;
    let mut sent = typed.clone();
    let mut faults = identify(found.act.fields, &mut sent, &sources);
    faults.extend(form::read(found.act.fields, &sent).err().unwrap_or_default());
    faults.extend(offered(found.act.fields, &sent, &sources));
    let mut seen = std::collections::BTreeSet::new();
    faults.retain(|fault| seen.insert(fault.field.clone()));
    if faults.is_empty() {
        match web.app.enter_away(&signed.actor, &person, &act, &sent).await {
            Ok(()) => {
                let back = here(&found.person.value, found.own);
                let sign = if found.own { '?' } else { '&' };
                return Ok(go(&format!("{back}{sign}done={}", found.act.name)));
            }
            Err(Error::Faults(more)) => faults = more,
            Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(form_page(&web, &visit, &found, &typed, (&faults, sources)))
}
