//! 登录, 退出, and the first administrator.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rongheng_app::{Error, PASSWORD_RULE, SignIn, SignInRefused, SignedIn};
use rongheng_domain::{
    form::{self, Fault, Field, Input},
    people::Role,
};
use serde::Deserialize;

use crate::{
    error_page::Problem,
    frame::Frame,
    render::form::{FieldView, Sent, Sources, Wrong, faults_of, fields, summary},
    visit::{Visit, Web, drop_cookie, ended_cookie, go, is_ours, set_cookie, show, show_as},
};

/// A person of the demo, one click away.
#[derive(Debug, Clone)]
pub(crate) struct DemoPerson {
    /// What is sent.
    pub value: String,
    /// The role.
    pub role: &'static str,
    /// Name and unit.
    pub who: String,
}

#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub unit: String,
    pub says: String,
    pub login: String,
    pub totp: bool,
    pub first: bool,
    pub demo: bool,
    pub people: Vec<DemoPerson>,
    /// Where one wanted to go.
    pub back: String,
}

#[derive(Debug, Template)]
#[template(path = "first_administrator.html")]
pub(crate) struct FirstAdministratorPage {
    pub frame: Frame,
    pub done: bool,
    pub wrongs: Vec<Wrong>,
    pub fields: Vec<FieldView>,
}

/// What the first administrator is asked.
pub(crate) const FIRST: &[Field] = &[
    Field::new("code", "一次性启用码", Input::Line).hint("程序第一次启动时印在终端上，用过即作废。"),
    Field::new("organ", "本机关名称", Input::Line).hint("写全称，显示在登录页和每页上方，以后可以修改。"),
    Field::new("name", "姓名", Input::Line).hint("系统管理员本人。"),
    Field::new("login", "账号", Input::Line).hint("小写字母和数字，以后用它登录。"),
    Field::new("password", "口令", Input::Line).hint(PASSWORD_RULE),
];

/// What the sign-in form sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Typed {
    login: String,
    password: String,
    totp: String,
    back: String,
}

/// Where one wanted to go when the sign-in page came.
#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(crate) struct Wanted {
    back: String,
}

/// What a click on a role sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Clicked {
    r#as: String,
    #[serde(default)]
    back: String,
}

/// The role to act in.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    role: String,
    #[serde(default)]
    back: String,
}

/// `GET /sign-in`.
pub(crate) async fn show_sign_in(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    if visit.signed.is_some() {
        return Ok(go(after(&wanted.back)));
    }
    page(&web, StatusCode::OK, String::new(), String::new(), &wanted.back).await
}

/// Where a sign-in leads: the page one wanted, else the beginning.
fn after(back: &str) -> &str {
    if is_ours(back) { back } else { "/" }
}

async fn page(
    web: &Web,
    status: StatusCode,
    says: String,
    login: String,
    back: &str,
) -> Result<Response, Problem> {
    let people = if web.config.demo { web.app.demo_people().await? } else { Vec::new() };
    let people = people
        .into_iter()
        .map(|person| DemoPerson {
            value: format!("{}@{}", person.role.id(), person.login),
            role: person.role.title(),
            who: format!("{} · {}", person.name, person.unit),
        })
        .collect();
    Ok(show_as(
        status,
        &SignInPage {
            unit: web.organ().await,
            says,
            login,
            totp: web.app.asks_totp(),
            first: web.app.awaits_first_administrator().await?,
            demo: web.config.demo,
            people,
            back: if is_ours(back) { back.to_owned() } else { String::new() },
        },
    ))
}

/// `POST /sign-in`.
pub(crate) async fn submit(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let totp = Some(typed.totp.trim().to_owned()).filter(|code| !code.is_empty());
    let login = typed.login.trim().to_owned();
    let address = visit.from.to_string();
    let answer =
        web.app.sign_in(SignIn { login: login.clone(), password: typed.password, totp, address }).await;
    answered(&web, answer, login, &typed.back).await
}

/// `POST /sign-in/demo`.
pub(crate) async fn submit_demo(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(clicked): Form<Clicked>,
) -> Result<Response, Problem> {
    if !web.config.demo {
        return Err(Problem::not_found());
    }
    let (role, login) = clicked.r#as.split_once('@').ok_or_else(Problem::unreadable)?;
    let role = Role::from_id(role).ok_or_else(Problem::unreadable)?;
    let answer = web.app.sign_in_demo(login, role, &visit.from.to_string()).await;
    answered(&web, answer, String::new(), &clicked.back).await
}

async fn answered(
    web: &Web,
    answer: Result<SignedIn, SignInRefused>,
    login: String,
    back: &str,
) -> Result<Response, Problem> {
    let refused = match answer {
        Ok(signed) => {
            let cookie = [(header::SET_COOKIE, set_cookie(web, &signed.token))];
            return Ok((cookie, go(after(back))).into_response());
        }
        Err(refused) => refused,
    };
    let says = refused.to_string();
    let status = match refused {
        SignInRefused::Wrong | SignInRefused::Totp | SignInRefused::NoRole | SignInRefused::SamePassword => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        SignInRefused::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
        SignInRefused::Busy => StatusCode::SERVICE_UNAVAILABLE,
        SignInRefused::Machine(error) => return Err(error.into()),
    };
    page(web, status, says, login, back).await
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let mut answer = go("/sign-in");
    if let Some(signed) = &visit.signed {
        web.app.sign_out(&signed.token).await?;
        if let Ok(ended) = HeaderValue::from_str(&ended_cookie(&web, &signed.token)) {
            answer.headers_mut().append(header::SET_COOKIE, ended);
        }
    }
    if let Ok(gone) = HeaderValue::from_str(&drop_cookie()) {
        answer.headers_mut().append(header::SET_COOKIE, gone);
    }
    Ok(answer)
}

/// `POST /role`.
pub(crate) async fn switch_role(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let role = Role::from_id(&chosen.role).ok_or_else(Problem::unreadable)?;
    if !signed.actor.held.iter().any(|held| held.role == role) {
        return Err(Problem::forbidden());
    }
    web.app.switch_role(&signed.token, role).await?;
    Ok(go(after(&chosen.back)))
}

/// `GET /first-administrator`.
pub(crate) async fn show_first(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    if !web.app.awaits_first_administrator().await? {
        return Err(Problem::not_found());
    }
    Ok(first_page(&web, &visit, StatusCode::OK, false, &Sent::new(), &[]))
}

/// `POST /first-administrator`.
pub(crate) async fn submit_first(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if !web.app.awaits_first_administrator().await? {
        return Err(Problem::not_found());
    }
    let mut sent: Sent = pairs.into_iter().collect();
    let typed = |sent: &Sent, name: &str| sent.get(name).map_or("", String::as_str).trim().to_owned();
    let mut faults = form::read(FIRST, &sent).err().unwrap_or_default();
    let password = sent.get("password").cloned().unwrap_or_default();
    if faults.is_empty() {
        let [code, organ, name, login] = ["code", "organ", "name", "login"].map(|name| typed(&sent, name));
        match web.app.make_first_administrator(&code, &organ, &name, &login, &password).await {
            Ok(()) => return Ok(first_page(&web, &visit, StatusCode::OK, true, &sent, &[])),
            Err(Error::Faults(more)) => faults = more,
            Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
            Err(Error::NotFound) => faults.push(Fault {
                field: "code".to_owned(),
                label: "一次性启用码",
                says: "启用码不对，或者已经用过。请核对终端上印出的启用码。".to_owned(),
            }),
            Err(error) => return Err(error.into()),
        }
    }
    // A password is typed again rather than sent back to the page.
    sent.remove("password");
    Ok(first_page(&web, &visit, StatusCode::UNPROCESSABLE_ENTITY, false, &sent, &faults))
}

fn first_page(
    web: &Web,
    visit: &Visit,
    status: StatusCode,
    done: bool,
    sent: &Sent,
    faults: &[Fault],
) -> Response {
    let frame = web.frame(visit).page("设置第一个管理员", Vec::new()).wrong(!faults.is_empty());
    let fields = fields(FIRST, sent, faults, &Sources::default());
    if done {
        return show(&FirstAdministratorPage { frame, done, wrongs: Vec::new(), fields });
    }
    show_as(status, &FirstAdministratorPage { frame, done, wrongs: summary(faults), fields })
}
