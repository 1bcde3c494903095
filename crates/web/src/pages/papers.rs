//! 代录: the entry page of those who enter papers, and the second person's check beside the scan.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use rongheng_app::{
    Ask, Error,
    on_paper::{PaperShown, PaperTask},
};
use rongheng_domain::{cases, ids::StreamId, kind::Action, paper::CHECK};
use serde::Deserialize;

use super::{
    act::ScanView,
    acts::{self, ActLink, ON_PAPER},
    cases::encode,
    ended::{self, Place},
    submit::owner,
};
use crate::{
    error_page::{Problem, address},
    frame::{Crumb, Frame},
    render::{
        check,
        form::{Sent, Sources, Wrong},
        light::{self, LightView},
        sheet::paragraphs,
    },
    sent,
    visit::{Visit, Web, go, show, show_as},
};

/// Where papers are entered.
pub(crate) const HERE: &str = "/papers";

/// A line of the entry page.
#[derive(Debug, Clone)]
pub(crate) struct PaperLine {
    /// What is to be done.
    pub title: String,
    /// Details.
    pub says: String,
    /// Number and title of the case.
    pub case: String,
    /// Where it is done.
    pub href: String,
    /// What the button says.
    pub button: &'static str,
    /// Its light.
    pub light: Option<LightView>,
}

#[derive(Debug, Template)]
#[template(path = "papers.html")]
pub(crate) struct PapersPage {
    pub frame: Frame,
    pub asked: String,
    pub found: Option<(String, String, Vec<ActLink>)>,
    pub missed: bool,
    pub checks: Vec<PaperLine>,
    pub amends: Vec<PaperLine>,
    pub awaited: Vec<PaperLine>,
}

/// Which case is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    case: String,
}

/// `GET /papers`.
pub(crate) async fn show_papers(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let work = web.app.paper_work(&signed.actor).await?;
    let line = |task: &PaperTask| {
        let case = address(&task.case.stream);
        let (href, button) = match task.action.as_str() {
            "check_paper" => (format!("{case}/paper/{}", task.about), "校核"),
            "amend_paper" => (format!("{case}/do/amend_paper?paper={}", encode(&task.about)), "更正"),
            action => {
                let whose =
                    task.whose.as_ref().map(|person| format!("&acted_for={}", encode(person.as_str())));
                (format!("{case}/do/{action}?{ON_PAPER}{}", whose.unwrap_or_default()), "代录")
            }
        };
        PaperLine {
            title: match &task.whose {
                Some(person) if task.action != "amend_paper" => {
                    format!("{}：{}", work.names.person(person), task.title)
                }
                _ => task.title.clone(),
            },
            says: task.says.clone(),
            case: format!("{} · {}", task.case.number, task.case.title),
            href,
            button,
            light: task.due.as_ref().map(|due| light::running(&work.calendar, work.today, due.on)),
        }
    };
    let wanted = asked.case.trim();
    let found = if wanted.is_empty() { None } else { web.app.find_by_number(&signed.actor, wanted).await? };
    let found = match found {
        Some(case) => {
            let page = web.app.find_case(&signed.actor, &case).await?;
            let ready = page.actions.iter().filter(|one| one.comes_on_paper && one.blocked.is_empty());
            let links = acts::links(ready.map(|one| (one.action, &[][..])), &address(&case)).0;
            let links = links
                .into_iter()
                .map(|link| ActLink { href: format!("{}?{ON_PAPER}", link.href), ..link })
                .collect();
            Some((super::case::subject(&page), address(&case), links))
        }
        None => None,
    };
    Ok(show(&PapersPage {
        missed: !wanted.is_empty() && found.is_none(),
        asked: wanted.to_owned(),
        found,
        checks: work.checks.iter().map(line).collect(),
        amends: work.amends.iter().map(line).collect(),
        awaited: work.awaited.iter().map(line).collect(),
        frame: web.frame(&visit).page("代录", vec![Crumb::to("工作台", "/work"), Crumb::here("代录")]),
    }))
}

/// Something that was entered, with what the second person says of it.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// Its place in the form.
    pub at: usize,
    /// The question.
    pub label: String,
    /// What was entered.
    pub lines: Vec<String>,
    /// `same`, `differs`, or nothing yet.
    pub mark: String,
    /// What the original says.
    pub words: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "paper_check.html")]
pub(crate) struct PaperCheckPage {
    pub frame: Frame,
    pub subject: String,
    pub title: String,
    pub href: String,
    pub back: String,
    pub version: u64,
    pub key: String,
    pub scan: Option<ScanView>,
    pub place: String,
    pub facts: Vec<(String, String)>,
    pub compared: Vec<Compared>,
    pub history: Vec<(String, String)>,
    pub note: String,
    pub owner: (String, &'static str),
    pub kept: Option<String>,
    /// How often what is checked was corrected: marks belong to what was looked at.
    pub amended: usize,
    pub barred: Vec<String>,
    pub wrongs: Vec<Wrong>,
}

/// `GET /cases/{kind}/{key}/paper/{number}`.
pub(crate) async fn show_check(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, number)): Path<(String, String, u32)>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let case = StreamId::new(&kind, &key);
    let shown = web.app.entered_paper(&signed.actor, &case, number).await?;
    let draft = web.app.draft(&signed.actor, &kind, Some(&case), &draft_of(number)).await?;
    // What was corrected since is compared anew.
    let amended = shown.amended.len().to_string();
    let draft = draft.filter(|draft| draft.sent.get("amended").is_none_or(|known| *known == amended));
    let kept = draft.as_ref().map(|draft| format!("草稿存于 {}，可以接着校核。", draft.kept_at));
    let sent = draft.map(|draft| draft.sent).unwrap_or_default();
    Ok(show(&PaperCheckPage { kept, ..page(&web, &visit, &shown, &sent, &[]) }))
}

/// The draft of a check: of one paper, not of the act.
fn draft_of(number: u32) -> String {
    format!("{}-{number}", CHECK.name)
}

/// `POST /cases/{kind}/{key}/paper/{number}`: each part was marked; all the same is 校核一致.
pub(crate) async fn submit_check(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, number)): Path<(String, String, u32)>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let case = StreamId::new(&kind, &key);
    let mut sent = sent::read(request, None).await?.sent;
    let step = sent.remove("step").unwrap_or_default();
    let (draft, href) = (draft_of(number), format!("{}/paper/{number}", address(&case)));
    let place = Place { kind: &kind, case: Some(&case), action: &draft, href: &href };
    ended::owned(&web, &visit, place, &mut sent, &[]).await?;
    let signed = visit.signed()?;
    if step == "discard" {
        web.app.drop_draft(&signed.actor, &kind, Some(&case), &draft).await?;
        return Ok(go(&href));
    }
    ended::keep(&web, &signed.actor.person, place, &sent).await?;
    let shown = web.app.entered_paper(&signed.actor, &case, number).await?;
    if step == "keep" {
        let kept = Some(format!("草稿存于 {}。", web.app.clock().now()));
        return Ok(show(&PaperCheckPage { kept, ..page(&web, &visit, &shown, &sent, &[]) }));
    }
    let parts = parts(&shown);
    let value = |name: String| sent.get(&name).map_or("", |text| text.trim());
    let mut faults = Vec::new();
    let mut differ = Vec::new();
    for (at, (label, _)) in parts.iter().enumerate() {
        match (value(format!("mark.{at}")), value(format!("words.{at}"))) {
            ("same", _) => {}
            ("differs", "") => {
                faults.push((at, format!("“{label}”与原件不同的，请写明原件上怎么写。")));
            }
            ("differs", words) => differ.push(format!("“{label}”与原件不同，原件上是：{words}")),
            _ => faults.push((at, format!("请标明“{label}”与原件是否相同。"))),
        }
    }
    if !faults.is_empty() {
        let page = page(&web, &visit, &shown, &sent, &faults);
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let note = value("note".to_owned());
    let matches = differ.is_empty();
    differ.extend((!note.is_empty()).then(|| note.to_owned()));
    let mut answers = serde_json::json!({ "paper": number.to_string(), "matches": matches });
    if let (Some(map), false) = (answers.as_object_mut(), differ.is_empty()) {
        map.insert("words".to_owned(), differ.join("；").into());
    }
    let ask = Ask {
        expected: Some(value("version".to_owned()).parse().map_err(|_| Problem::unreadable())?),
        key: Some(value("key".to_owned()).to_owned()).filter(|key| !key.is_empty()),
        ..Ask::new(signed.actor.clone(), &kind, Some(case.clone()), CHECK.name, answers)
    };
    match web.app.execute(ask).await {
        Ok(done) => {
            web.app.drop_draft(&signed.actor, &kind, Some(&case), &draft).await?;
            let (case, version) = (address(&case), done.version);
            Ok(go(&format!("{case}/done/{version}?action={}&number=", CHECK.name)))
        }
        Err(Error::Refused(refusal)) => {
            let known = cases::named(&kind);
            let actions = known.as_ref().map_or(&[] as &[Action], |kind| kind.actions());
            let problem = Problem::refused(&refusal, CHECK.title, true, &address(&case), actions);
            Err(problem.way_last("打开草稿", href))
        }
        Err(error) => Err(Problem::from(error).way_last("打开草稿，继续校核", href)),
    }
}
/// Everything that is compared: who, when, and each answer that was given.
fn parts(shown: &PaperShown) -> Vec<(String, Vec<String>)> {
    let entered = &shown.entered;
    let mut parts = vec![
        ("行为人".to_owned(), vec![shown.names.person(&entered.acted_for)]),
        ("纸面日期".to_owned(), vec![entered.paper_on.words()]),
    ];
    let sources = Sources {
        people: shown.names.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        units: shown.names.units.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        ..Sources::default()
    };
    let answers =
        shown.action.map_or_else(Vec::new, |action| check::answers(action.fields, &shown.sent, &sources));
    let answers: Vec<_> = answers.into_iter().filter(|answer| !answer.lines.is_empty()).collect();
    if answers.is_empty() {
        let told = shown.told.iter().map(|(title, says)| (title.clone(), paragraphs(&shown.names.say(says))));
        parts.extend(told.filter(|(_, lines)| !lines.is_empty()));
        if parts.len() == 2 {
            parts.push(("所作的行为".to_owned(), vec![entered.title.clone()]));
        }
    } else {
        parts.extend(answers.into_iter().map(|answer| (answer.label, answer.lines)));
    }
    // A name that stands as an id among other answers is shown as the name.
    for (_, lines) in &mut parts {
        for line in lines {
            if let Some(name) = shown.names.known(line) {
                *line = name.to_owned();
            }
        }
    }
    parts
}

fn page(
    web: &Web,
    visit: &Visit,
    shown: &PaperShown,
    sent: &Sent,
    faults: &[(usize, String)],
) -> PaperCheckPage {
    let entered = &shown.entered;
    let case = address(&shown.case);
    let names = &shown.names;
    let value = |name: String| sent.get(&name).cloned().unwrap_or_default();
    let compared = parts(shown)
        .into_iter()
        .enumerate()
        .map(|(at, (label, lines))| Compared {
            at,
            label,
            lines,
            mark: value(format!("mark.{at}")),
            words: value(format!("words.{at}")),
            fault: faults.iter().find(|(place, _)| *place == at).map(|(_, says)| says.clone()),
        })
        .collect();
    let mut history: Vec<_> = shown
        .checks
        .iter()
        .map(|one| {
            let word = if one.matches { "校核一致" } else { "校核不一致" };
            let words = one.words.clone().unwrap_or_default();
            (one.on, format!("{word}：{}", names.person(&one.by)), words)
        })
        .collect();
    history.extend(
        shown
            .amended
            .iter()
            .map(|one| (one.on, format!("更正：{}", names.person(&one.by)), one.says.clone())),
    );
    history.sort_by_key(|(on, _, _)| *on);
    let crumbs = vec![
        Crumb::to("工作台", "/work"),
        Crumb::to("代录", HERE),
        Crumb::to(shown.subject.split(" · ").next().unwrap_or("案件"), case.clone()),
        Crumb::here("校核代录"),
    ];
    PaperCheckPage {
        frame: web.frame(visit).page("校核代录", crumbs).under(HERE).wrong(!faults.is_empty()),
        subject: shown.subject.clone(),
        title: entered.title.clone(),
        href: format!("{case}/paper/{}", entered.number),
        back: format!("{case}?tab=papers"),
        version: sent.get("version").and_then(|text| text.parse().ok()).unwrap_or(shown.version),
        key: sent.get("key").cloned().unwrap_or_else(|| shown.key.clone()),
        scan: shown.scan.as_ref().map(|(id, name, media)| ScanView {
            href: format!("{case}/files/{id}?show=1"),
            name: name.clone(),
            image: media.starts_with("image/") && media != "image/tiff",
        }),
        place: shown.place.clone(),
        facts: vec![
            ("录入".to_owned(), format!("{}，{}", names.person(&entered.by), entered.on.words())),
            ("原件存放处".to_owned(), shown.place.clone()),
        ],
        compared,
        history: history
            .into_iter()
            .map(|(on, what, words)| (format!("{} {what}", on.words()), words))
            .collect(),
        note: value("note".to_owned()),
        owner: owner(visit),
        kept: None,
        amended: shown.amended.len(),
        barred: shown
            .barred
            .iter()
            .map(|reason| format!("{}（{} {}）", reason.says, reason.rule.phrase, reason.rule.code))
            .collect(),
        wrongs: faults.iter().map(|(at, says)| Wrong { id: format!("c-{at}"), says: says.clone() }).collect(),
    }
}
