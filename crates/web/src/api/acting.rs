//! Acting: typed answers in, the one writer, and what comes next out. With `?check=true` it is decided and not
//! recorded.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::{self, Body},
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use rongheng_app::{Ask, Error, page::Done};
use rongheng_domain::{
    cases,
    day::Day,
    facts::Original,
    form::{self, Fault},
    ids::{FileId, PersonId, StreamId},
    kind::Action,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ROOT, answer,
    answer::Object,
    case as of_case,
    reading::reads_plainly,
    say::{self, With},
};
use crate::{
    error_page::{Problem, address},
    pages::act::PAPER,
    sent::TEXT_BYTES,
    visit::{Signed, Visit, Web},
};

/// The header that makes the same request once.
pub(crate) const KEY: &str = "idempotency-key";
/// Characters such a key may have.
const KEY_CHARS: usize = 200;
/// How often a case that moved without being seen to move is looked at again.
const LOOKS: usize = 3;

/// Whether to decide only.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct How {
    check: String,
}

/// What a request says, read and typed.
struct Asked {
    action: &'static Action,
    sent: BTreeMap<String, String>,
    paper: BTreeMap<String, String>,
    /// In whose place it is done.
    place: Option<PersonId>,
    check: bool,
    key: Option<String>,
    /// What `If-Match` names.
    matching: Option<String>,
}

/// `POST /api/v1/cases/{kind}/{key}/acts/{action}`.
pub(crate) async fn act(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, key, action)): Path<(String, String, String)>,
    Query(how): Query<How>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let case = StreamId::new(&kind, &key);
    let (known, asked) = read(&kind, &action, false, &how, request).await?;
    done(&web, signed, known, Some(case), asked).await
}

/// `POST /api/v1/cases/{kind}/acts/{action}`.
pub(crate) async fn open(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path((kind, action)): Path<(String, String)>,
    Query(how): Query<How>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let (known, asked) = read(&kind, &action, true, &how, request).await?;
    done(&web, signed, known, None, asked).await
}

/// The action of a kind; one that opens has no case and every other has one.
pub(crate) fn find(
    kind: &str,
    action: &str,
    opens: bool,
) -> Result<(&'static str, &'static Action), Problem> {
    let known = cases::named(kind).ok_or_else(Problem::not_found)?;
    let action = known.action(action).filter(|action| action.opens == opens);
    Ok((known.name(), action.ok_or_else(|| Problem::unknown_action("/"))?))
}

async fn read(
    kind: &str,
    action: &str,
    opens: bool,
    how: &How,
    request: Request<Body>,
) -> Result<(&'static str, Asked), Problem> {
    let (kind, action) = find(kind, action, opens)?;
    let check = match how.check.as_str() {
        "true" => true,
        "" | "false" => false,
        _ => return Err(Problem::bad_parameter("check", "只能是 true 或者 false，请改正。")),
    };
    let (parts, body) = request.into_parts();
    let key = key(&parts)?;
    if key.is_none() && !check {
        let says = "要写在请求头里：每办一件事用一个新的键，重试用同一个键，这样不会办两次。请补上。";
        return Err(Problem::bad_parameter("Idempotency-Key", says));
    }
    let matching = text_of(&parts.headers, header::IF_MATCH.as_str());
    let said = json_of(&parts, body).await?;
    let members = said.as_object().ok_or_else(|| Problem::bad_body("正文应当是一个 JSON 对象，请改正。"))?;
    let nothing = json!({});
    let mut faults = Vec::new();
    let mut take = |fields, name: &str| {
        let taken = form::take(fields, members.get(name).unwrap_or(&nothing));
        taken.unwrap_or_else(|more| {
            let named = |fault: Fault| Fault { field: joined(name, &fault.field), ..fault };
            faults.extend(more.into_iter().map(named));
            BTreeMap::new()
        })
    };
    let sent = take(action.fields, "answers");
    let paper = take(PAPER, "on_paper");
    let place = place_of(members, &mut faults);
    if place.is_some() && !paper.is_empty() {
        let says = "代理办理的不是代录，in_place_of 和 on_paper 只能写一项，请改正。".to_owned();
        faults.push(Fault { field: "on_paper".to_owned(), label: "代录", says });
    }
    if let Some(more) =
        members.keys().find(|name| !["answers", "on_paper", "in_place_of"].contains(&name.as_str()))
    {
        let more: String = more.chars().take(60).collect();
        let says = format!(
            "正文里没有“{more}”这一项：填写的内容放在 answers 里，代录放在 on_paper 里，代理谁放在 in_place_of 里。请改正。"
        );
        faults.push(Fault { field: more, label: "", says });
    }
    if !paper.is_empty() && !["acted_for", "paper_on"].iter().all(|name| paper.contains_key(*name)) {
        let says = "代录要写明 acted_for（纸面上的行为人）和 paper_on（纸面日期），请补上。".to_owned();
        faults.push(Fault { field: "on_paper".to_owned(), label: "代录", says });
    }
    if !faults.is_empty() {
        return Err(Error::Faults(faults).into());
    }
    Ok((kind, Asked { action, sent, paper, place, check, key, matching }))
}

/// In whose place it is done.
fn place_of(members: &serde_json::Map<String, Value>, faults: &mut Vec<Fault>) -> Option<PersonId> {
    let said = members.get("in_place_of")?;
    let id = said.as_str().map(str::trim).filter(|id| !id.is_empty());
    if id.is_none() {
        let says = "in_place_of 要写被代理人的 id，是一段文字；以本人名义办理的不写这一项。请改正。";
        faults.push(Fault { field: "in_place_of".to_owned(), label: "代理", says: says.to_owned() });
    }
    id.map(PersonId::from)
}

fn joined(name: &str, field: &str) -> String {
    if field.is_empty() { name.to_owned() } else { format!("{name}.{field}") }
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

fn key(parts: &Parts) -> Result<Option<String>, Problem> {
    let Some(key) = text_of(&parts.headers, KEY) else { return Ok(None) };
    let good = !key.is_empty() && key.len() <= KEY_CHARS && key.bytes().all(|b| b.is_ascii_graphic());
    if good {
        return Ok(Some(key));
    }
    Err(Problem::bad_parameter(
        "Idempotency-Key",
        "只能用看得见的 ASCII 字符，最多 200 个，中间没有空格。请改正。",
    ))
}

/// The body as JSON.
async fn json_of(parts: &Parts, body: Body) -> Result<Value, Problem> {
    let media = text_of(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Problem::not_json());
    }
    let bytes = body::to_bytes(body, TEXT_BYTES).await.map_err(|_| Problem::too_large())?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let says =
            format!("第 {} 行第 {} 列起不是有效的 JSON，请改正后重新提交。", error.line(), error.column());
        Problem::bad_body(&says)
    })
}

async fn done(
    web: &Web,
    signed: &Signed,
    kind: &'static str,
    case: Option<StreamId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let typed = |name: &str| asked.paper.get(name).map(|text| text.trim().to_owned());
    let mut ask = Ask {
        by_delegation: asked.place.is_some(),
        acted_for: asked.place.clone().or_else(|| typed("acted_for").map(PersonId)),
        paper_on: typed("paper_on").as_deref().and_then(Day::parse),
        original: Original { place: typed("paper_place"), scan: typed("paper_scan").map(FileId) },
        key: asked.key.clone(),
        ..Ask::new(signed.actor.clone(), kind, case.clone(), asked.action.name, Value::Null)
    };
    for look in 1.. {
        let seen = match (&case, &asked.matching) {
            (Some(case), Some(matching)) => expected(web, signed, case, matching).await?,
            _ => Expected::Any,
        };
        ask.expected = seen.version();
        let result = if asked.check {
            web.app.check_form(ask.clone(), &asked.sent).await.map(|decided| checked(&decided))
        } else {
            match web.app.execute_form(ask.clone(), &asked.sent).await {
                Ok(done) => return recorded(web, signed, asked.action, &done).await,
                Err(error) => Err(error),
            }
        };
        return match result {
            Ok(answer) => Ok(answer),
            // Something that is not shown moved the case; what is shown is still what was seen.
            Err(Error::Conflict(_)) if matches!(seen, Expected::Shown(_)) && look < LOOKS => continue,
            Err(conflict @ Error::Conflict(_)) if asked.matching.is_some() => {
                Err(Problem::from(conflict).changed())
            }
            Err(Error::Faults(faults)) => {
                let named = |fault: Fault| Fault { field: joined("answers", &fault.field), ..fault };
                Err(Error::Faults(faults.into_iter().map(named).collect()).into())
            }
            Err(error) => Err(error.into()),
        };
    }
    Err(Problem::unavailable())
}

/// What `If-Match` comes to.
enum Expected {
    /// Whatever stands.
    Any,
    /// This version, as the timeline shows it.
    Version(u64),
    /// This version, which shows what was seen.
    Shown(u64),
    /// No version there is: what is shown is not what was seen.
    Other,
}

impl Expected {
    fn version(&self) -> Option<u64> {
        match self {
            Self::Any => None,
            Self::Version(version) | Self::Shown(version) => Some(*version),
            Self::Other => Some(0),
        }
    }
}

async fn expected(web: &Web, signed: &Signed, case: &StreamId, list: &str) -> Result<Expected, Problem> {
    if list == "*" {
        return Ok(Expected::Any);
    }
    let found = web.app.find_case(&signed.actor, case).await?;
    if reads_plainly(signed, &found) {
        let shown = answer::tag(&of_case::case(&found, true).to_string(), None);
        return Ok(if answer::names(list, &shown) {
            Expected::Shown(found.version)
        } else {
            Expected::Other
        });
    }
    // The version stands before the hash: a light that changed colour overnight is no change of the case.
    let version = list.trim_start_matches("W/").trim_matches('"').split('-').next();
    Ok(version.and_then(|version| version.parse().ok()).map_or(Expected::Other, Expected::Version))
}

fn checked(decided: &rongheng_app::page::Decided) -> Response {
    let lines = decided.lines.iter().map(|line| {
        Object::new()
            .with("title", line.title.as_str())
            .with("says", say::say(&line.says, &decided.names))
            .maybe("effective_on", line.effective_on.map(|day| day.to_string()))
    });
    let value: Value = Object::new()
        .with("recorded", false)
        .with("says", "可以办理。这次只是核对，什么也没有记录。")
        .list("would_record", lines)
        .into();
    answer::json(StatusCode::OK, value.to_string())
}

/// What was done, and what comes next as far as whoever asked may see.
async fn recorded(web: &Web, signed: &Signed, action: &Action, done: &Done) -> Result<Response, Problem> {
    let page = address(&done.case);
    let href = format!("{ROOT}{page}");
    let mut said = Object::new()
        .with("recorded", true)
        .with("repeated", done.repeated)
        .with("case", json!({"id": done.case.0, "href": href, "page": page}))
        .maybe("number", done.number.clone())
        .maybe("document", web.app.document(action).await?);
    match web.app.find_case(&signed.actor, &done.case).await {
        Ok(found) => {
            let plain = reads_plainly(signed, &found);
            let with = With { names: &found.names, calendar: &found.calendar, today: found.today };
            let shown = of_case::case(&found, plain);
            let version = (!plain).then_some(found.version);
            if !plain {
                said = said.with("event", json!({"stream": done.case.0, "version": done.version}));
            }
            said = said
                .with("etag", answer::tag(&shown.to_string(), version))
                .with("status", found.sheet.status.0.as_str())
                .list("next", found.sheet.next.iter().map(|next| of_case::next(next, with)));
        }
        // It was done; that whoever did it sees nothing more is no fault.
        Err(Error::NotFound | Error::Forbidden(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let status = if action.opens { StatusCode::CREATED } else { StatusCode::OK };
    let mut answer = answer::json(status, Value::from(said).to_string());
    if action.opens
        && let Ok(value) = HeaderValue::from_str(&href)
    {
        answer.headers_mut().insert(header::LOCATION, value);
    }
    Ok(answer)
}
