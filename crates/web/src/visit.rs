//! One request: who is signed in, in which role, from where; and the page around whatever a handler answers.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use askama::Template;
use axum::{
    body::Body,
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use rongheng_app::{Actor, App, SignInRefused, SignedIn};
use rongheng_domain::people::Role;

use crate::{
    WebConfig, api,
    error_page::{self, Problem, ProblemView},
    frame::{self, Frame, RoleChoice},
    pages::{cases::encode, work::counted},
};

/// The name of the session's cookie.
pub(crate) const COOKIE: &str = "rongheng";
/// What is left of it after a sign-out: says for a day whose session ended in this browser, and opens nothing.
pub(crate) const ENDED: &str = "rongheng-ended";

/// What every handler has.
#[derive(Debug)]
pub(crate) struct Web {
    /// What people can do.
    pub app: App,
    /// How the pages behave.
    pub config: WebConfig,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// The session, as the cookie has it.
    pub token: String,
    /// Person and roles.
    pub actor: Actor,
    /// The person's name, for the frame and the watermark.
    pub name: String,
    /// The role the screens are made for.
    pub role: Role,
    /// Login.
    pub login: String,
    /// The password was set by somebody else: nothing else is done before it is changed.
    pub must_change: bool,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Its id, for the log and the error pages.
    pub request: String,
    /// Its path.
    pub path: String,
    /// The address it came from.
    pub from: IpAddr,
    /// Who is signed in.
    pub signed: Option<Signed>,
    /// The organ that runs this.
    pub organ: String,
    /// How many things wait for an officer (待办).
    pub waiting: Option<u64>,
    /// The tokens that the browser sent, that of a session which ended among them.
    pub tokens: Vec<String>,
    /// How many messages wait to be read.
    pub unread: Option<u64>,
    /// Whether JSON is asked for, and no page.
    pub json: bool,
}

impl Visit {
    /// Who is signed in, else the way to the sign-in page.
    pub(crate) fn signed(&self) -> Result<&Signed, Problem> {
        self.signed.as_ref().ok_or_else(Problem::signed_out)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::broken)
    }
}

#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    pub frame: Frame,
    pub problem: ProblemView,
}

#[derive(Debug, Template)]
#[template(path = "plain_problem.html")]
pub(crate) struct PlainProblemPage {
    pub frame: Frame,
    pub problem: ProblemView,
}

impl Web {
    /// The frame of a page for this visit.
    pub(crate) fn frame(&self, visit: &Visit) -> Frame {
        let now = self.app.clock().now();
        let today = now.day();
        let mut frame = Frame {
            unit: visit.organ.clone(),
            demo: self.config.demo,
            today: format!("{today}（星期{}）", today.weekday_words().trim_start_matches('周')),
            height: visit.signed.as_ref().map(|_| self.app.height()).filter(|height| *height > 0),
            ..Frame::default()
        };
        if let Some(signed) = &visit.signed {
            let mut roles: Vec<_> = signed.actor.held.iter().map(|held| held.role).collect();
            roles.dedup();
            frame.name.clone_from(&signed.name);
            frame.role = signed.role.title();
            frame.roles = roles
                .into_iter()
                .map(|role| RoleChoice { id: role.id(), title: role.title(), current: role == signed.role })
                .collect();
            frame.menu = frame::menu(signed.role, &visit.path);
            if let Some(work) = frame.menu.iter_mut().find(|entry| entry.href == "/work") {
                work.count = visit.waiting.filter(|count| *count > 0).map(counted);
            }
            // The bell stays where nothing was counted: what answers a form has the same bar on top.
            frame.unread = frame::sees_cases(signed.role).then(|| match visit.unread.unwrap_or_default() {
                unread if unread > MOST => format!("{MOST}+"),
                unread => unread.to_string(),
            });
            frame.may_search = frame::sees_cases(signed.role);
            frame.mark = format!("{} {now}", signed.name);
        }
        frame
    }

    /// The name of the organ that runs this, as the register has it.
    pub(crate) async fn organ(&self) -> String {
        self.app.organ_name().await.ok().flatten().unwrap_or_else(|| self.config.unit.clone())
    }

    fn problem(&self, visit: &Visit, problem: Problem) -> Response {
        let mut view = *problem.0;
        view.request.clone_from(&visit.request);
        if visit.json {
            return error_page::as_json(&view);
        }
        let title = view.title.clone();
        let status = StatusCode::from_u16(view.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let crumbs = Vec::new();
        let frame = self.frame(visit).page(title, crumbs).wrong(true);
        if visit.signed.as_ref().is_some_and(|signed| frame::is_officer(signed.role)) {
            show_as(status, &ProblemPage { frame, problem: view })
        } else {
            show_as(status, &PlainProblemPage { frame, problem: view })
        }
    }
}

/// A page.
pub(crate) fn show(page: &impl Template) -> Response {
    show_as(StatusCode::OK, page)
}

/// A page with a status.
pub(crate) fn show_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template did not render");
            (StatusCode::INTERNAL_SERVER_ERROR, "系统出错，请稍后再试。").into_response()
        }
    }
}

/// Goes elsewhere after something was done.
pub(crate) fn go(href: &str) -> Response {
    Redirect::to(href).into_response()
}

/// Finds out who asks, lets the handler answer, and puts the page around a problem.
pub(crate) async fn around(State(web): State<Arc<Web>>, mut request: Request<Body>, next: Next) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let now = web.app.clock().now();
    let id = format!("{:X}-{:X}", now.0 / 1_000_000, COUNT.fetch_add(1, Ordering::Relaxed));
    let token = cookie(request.headers(), COOKIE);
    let mut visit = Visit {
        request: id.clone(),
        path: request.uri().path().to_owned(),
        from: came_from(&request, web.config.behind_proxy),
        signed: None,
        organ: web.organ().await,
        waiting: None,
        tokens: token.iter().cloned().chain(cookie(request.headers(), ENDED)).collect(),
        unread: None,
        json: request.uri().path().starts_with("/api/v1/") || api::wants_json(request.headers()),
    };
    let wanted = request.uri().path_and_query().map_or("/", |uri| uri.as_str()).to_owned();
    let method = request.method().clone();
    let bearer = bearer(&request);
    // A token is no cookie: no other site can make a browser send it, so where it came from says nothing.
    if bearer.is_some() && token.is_none() {
        for name in [header::ORIGIN.as_str(), "sec-fetch-site"] {
            request.headers_mut().remove(name);
        }
    }
    // No database keeps it, and no name, number or id has it.
    if visit.json && request.uri().to_string().contains("%00") {
        return framed(
            &web,
            &visit,
            &method,
            &wanted,
            Problem::bad_parameter("%00", "不能用，请删去。").into_response(),
        );
    }
    let asked = match &bearer {
        Some(bearer) => borne(&web, bearer, &visit.from.to_string()).await,
        None => signed_in(&web, token).await,
    };
    let answer = match asked {
        Ok(Some(signed)) if signed.must_change && !before_the_change(&visit.path) => {
            visit.signed = Some(signed);
            if visit.json { Problem::must_change().into_response() } else { go(CHANGE) }
        }
        Ok(signed) => {
            if !visit.json {
                visit.waiting = waiting(&web, signed.as_ref()).await;
                if let Some(signed) = signed.as_ref().filter(|signed| counts(&method, signed)) {
                    visit.unread = web.app.unread(&signed.actor).await.ok();
                }
            }
            visit.signed = signed;
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    let person = visit.signed.as_ref().map_or("-", |signed| signed.actor.person.as_str());
    // Ids only: a person's name never reaches the log; a path holds ids, a query may hold names and is left out.
    tracing::info!(request = %id, %method, path = %visit.path, person, status = answer.status().as_u16());
    let mut answer = framed(&web, &visit, &method, &wanted, answer);
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert("x-request-id", value);
    }
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    if !answer.headers().contains_key(header::CACHE_CONTROL) {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

/// How many things wait for an officer. A page is not held up by a count that fails.
async fn waiting(web: &Web, signed: Option<&Signed>) -> Option<u64> {
    let signed = signed.filter(|signed| frame::is_officer(signed.role) && frame::sees_cases(signed.role))?;
    web.app.count_todo(&signed.actor).await.ok()
}

fn framed(web: &Web, visit: &Visit, method: &Method, wanted: &str, mut answer: Response) -> Response {
    if let Some(problem) = answer.extensions_mut().remove::<Problem>() {
        if problem.0.status == StatusCode::UNAUTHORIZED.as_u16() && method == Method::GET && !visit.json {
            return go(&sign_in_for(wanted));
        }
        let retry = answer.headers().get(header::RETRY_AFTER).cloned();
        let mut page = web.problem(visit, problem);
        if let Some(retry) = retry {
            page.headers_mut().insert(header::RETRY_AFTER, retry);
        }
        return page;
    }
    match answer.status() {
        StatusCode::METHOD_NOT_ALLOWED => web.problem(visit, Problem::wrong_method()),
        StatusCode::PAYLOAD_TOO_LARGE if !is_html(&answer) => {
            let most = web.app.config().largest_file.div_ceil(1024 * 1024);
            let says = format!("每个附件最大 {most} 兆字节：请压缩，或者拆成几份分别上传。");
            let mut problem = Problem::too_large().and(says);
            if wanted.contains("/do/") || wanted.starts_with("/new/") {
                problem = problem.way("回到表单，接着填写", wanted);
            }
            web.problem(visit, problem)
        }
        StatusCode::FORBIDDEN if answer.headers().get(header::CONTENT_TYPE).is_none() => {
            web.problem(visit, Problem::foreign())
        }
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY if !is_html(&answer) => {
            web.problem(visit, Problem::unreadable())
        }
        StatusCode::INTERNAL_SERVER_ERROR if !is_html(&answer) => web.problem(visit, Problem::broken()),
        _ => answer,
    }
}

fn is_html(answer: &Response) -> bool {
    answer
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"))
}

async fn signed_in(web: &Web, token: Option<String>) -> Result<Option<Signed>, Problem> {
    let Some(token) = token else { return Ok(None) };
    let Some(session) = web.app.session(&token).await? else { return Ok(None) };
    Ok(signed(session))
}

fn signed(session: SignedIn) -> Option<Signed> {
    let role = session.actor.role()?;
    Some(Signed {
        token: session.token,
        name: session.name,
        role,
        login: session.login,
        must_change: session.must_change,
        actor: session.actor,
    })
}

/// The token of a program; only the API knows tokens.
fn bearer(request: &Request<Body>) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let api = request.uri().path().starts_with("/api/");
    (api && scheme.eq_ignore_ascii_case("bearer")).then(|| token.trim().to_owned())
}

async fn borne(web: &Web, bearer: &str, from: &str) -> Result<Option<Signed>, Problem> {
    match web.app.bearer(bearer, from).await {
        Ok(session) => Ok(signed(session)),
        Err(SignInRefused::Throttled(minutes)) => Err(Problem::too_many(minutes)),
        Err(SignInRefused::Machine(error)) => Err(error.into()),
        Err(_) => Err(Problem::signed_out()),
    }
}

/// How far the bell counts.
const MOST: u64 = 99;

/// Whether the page around an answer shows the bell: what is posted leads to another page.
fn counts(method: &Method, signed: &Signed) -> bool {
    method == Method::GET && frame::sees_cases(signed.role)
}

/// Where one's own password is changed.
pub(crate) const CHANGE: &str = "/account/password";

/// What can be done before a password that somebody else set is changed: change it, or leave.
fn before_the_change(path: &str) -> bool {
    [CHANGE, "/sign-out"].contains(&path)
}

/// The sign-in page that leads back to where one wanted to go.
pub(crate) fn sign_in_for(wanted: &str) -> String {
    if wanted == "/" { "/sign-in".to_owned() } else { format!("/sign-in?back={}", encode(wanted)) }
}

/// Whether an address is a page of ours: `//host` would lead elsewhere.
pub(crate) fn is_ours(href: &str) -> bool {
    href.starts_with('/')
        && !href.starts_with("//")
        && !href.contains('\\')
        && !href.chars().any(char::is_control)
}

/// The token in the cookie of this name.
fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| {
        line.split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == wanted && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    })
}

/// Where a request came from. The header of a proxy counts only where one is configured: anybody can send it.
fn came_from(request: &Request<Body>, behind_proxy: bool) -> IpAddr {
    let direct = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !behind_proxy {
        return direct;
    }
    request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok())
        .unwrap_or(direct)
}

/// The cookie of a session: not readable by scripts, sent only to us.
pub(crate) fn set_cookie(web: &Web, token: &str) -> String {
    let secure = if web.config.secure_cookie { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The cookie that says whose session ended.
pub(crate) fn ended_cookie(web: &Web, token: &str) -> String {
    let secure = if web.config.secure_cookie { "; Secure" } else { "" };
    format!("{ENDED}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400{secure}")
}

/// The cookie that ends a session.
pub(crate) fn drop_cookie() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_proxy_counts_only_behind_one() {
        let request =
            Request::get("/").header("x-forwarded-for", "203.0.113.9, 10.0.0.7").body(Body::empty()).unwrap();
        assert_eq!(came_from(&request, false), IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert_eq!(came_from(&request, true).to_string(), "10.0.0.7");
    }

    #[test]
    fn only_our_cookie_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; rongheng=abc; b=2"));
        assert_eq!(cookie(&headers, COOKIE).as_deref(), Some("abc"));
        headers.insert(header::COOKIE, HeaderValue::from_static("rongheng=; rongheng-ended=old"));
        assert_eq!(cookie(&headers, COOKIE), None);
        assert_eq!(cookie(&headers, ENDED).as_deref(), Some("old"));
    }

    #[test]
    fn one_is_led_back_to_pages_of_ours_alone() {
        assert!(is_ours("/cases/tolerance/x?tab=a"));
        for other in ["//evil.example", "https://evil.example", "/\\evil", "", "/a\r\nset-cookie: x=1"] {
            assert!(!is_ours(other), "{other}");
        }
        assert_eq!(sign_in_for("/"), "/sign-in");
        assert_eq!(sign_in_for("/mine?after=x"), "/sign-in?back=%2Fmine%3Fafter%3Dx");
    }
}
