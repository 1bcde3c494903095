//! 我的账号: one's own password, second factor and last sign-ins, in the frame of whoever asks.

use std::sync::Arc;

use askama::Template;
use axum::{Form, extract::State, http::StatusCode, response::Response};
use rongheng_app::{Error, OwnMail, PASSWORD_RULE, SignInRefused};
use rongheng_domain::{
    form::{self, Fault, Field, Input},
    registers::account::MailWhen,
};

use super::ended::signed_or_lost;
use crate::{
    error_page::Problem,
    frame::{Crumb, Frame, is_officer},
    render::form::{FieldView, Sent, Sources, Wrong, faults_of, fields, summary},
    visit::{Visit, Web, go, show_as},
};

/// Sign-ins that the page shows.
const SIGN_INS: usize = 10;

/// The change of one's own password.
pub(crate) const PASSWORD: &[Field] = &[
    Field::new("old_password", "现在的口令", Input::Line),
    Field::new("password", "新口令", Input::Line).hint(PASSWORD_RULE),
    Field::new("again_password", "再输一次新口令", Input::Line),
];

/// The confirmation of a second factor.
pub(crate) const CODE: &[Field] =
    &[Field::new("code", "动态验证码", Input::Line).hint("手机令牌上现在显示的 6 位数字，每 30 秒更换。")];

/// When mail is sent, and where to.
pub(crate) const MAIL: &[Field] = &[
    Field::new("when", "什么时候发邮件", Input::Choice(MailWhen::CHOICES))
        .hint("邮件只说有几件待办、几条待阅，不含案件内容。"),
    Field::new("address", "邮件地址", Input::Line).optional(),
    Field::new("hour", "每天几点汇总", Input::Count).hint("0 到 23；不填按本单位的时间。").optional(),
];

/// What the page of one's own account says.
#[derive(Debug, Clone)]
pub(crate) struct OwnAccount {
    /// Login.
    pub login: String,
    /// What was just done.
    pub done: Option<&'static str>,
    /// Whether a second factor is asked for here at all.
    pub asks_totp: bool,
    /// Whether one is set.
    pub has_totp: bool,
    /// How mail stands, in words; `None` where the district sends none.
    pub mail: Option<String>,
    /// That the server refused the address.
    pub mail_refused: Option<String>,
    /// Whether leave and delegations are entered here.
    pub away: bool,
    /// When and from where.
    pub sign_ins: Vec<(String, String)>,
}

/// What a form of one's own account says.
#[derive(Debug, Clone)]
pub(crate) struct OwnForm {
    /// The account, for the browser's keeper of passwords; empty where none is set.
    pub login: String,
    /// Why nothing else can be done before.
    pub first: Option<&'static str>,
    /// The secret to type into an authenticator, in groups, and the link that carries it.
    pub secret: Option<(String, String, String)>,
    /// Where to post.
    pub href: &'static str,
    /// What the button says.
    pub button: &'static str,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
    /// The questions.
    pub fields: Vec<FieldView>,
}

#[derive(Debug, Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub frame: Frame,
    pub own: OwnAccount,
}

#[derive(Debug, Template)]
#[template(path = "plain_account.html")]
pub(crate) struct PlainAccountPage {
    pub frame: Frame,
    pub own: OwnAccount,
}

#[derive(Debug, Template)]
#[template(path = "account_form.html")]
pub(crate) struct AccountFormPage {
    pub frame: Frame,
    pub own: OwnForm,
}

#[derive(Debug, Template)]
#[template(path = "plain_account_form.html")]
pub(crate) struct PlainAccountFormPage {
    pub frame: Frame,
    pub own: OwnForm,
}

async fn page(web: &Web, visit: &Visit, done: Option<&'static str>) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let mail = web.app.own_mail(&signed.login, &signed.actor).await?;
    let own = OwnAccount {
        mail: mail.offered.then(|| mail_words(&mail)),
        mail_refused: mail.refused.as_ref().map(|(on, says)| {
            format!("{}发给您的邮件被退回，请核对地址后修改。邮件服务器说：{says}", on.words())
        }),
        login: signed.login.clone(),
        done,
        asks_totp: web.app.asks_totp(),
        has_totp: web.app.has_totp(&signed.login).await?,
        away: super::away::has_away(signed.role),
        sign_ins: web.app.own_sign_ins(&signed.login, SIGN_INS).await?,
    };
    let frame = web.frame(visit).page("我的账号", Vec::new());
    Ok(if is_officer(signed.role) {
        show_as(StatusCode::OK, &AccountPage { frame, own })
    } else {
        show_as(StatusCode::OK, &PlainAccountPage { frame, own })
    })
}

/// The frame of a page below one's own account, with its status, and whether an officer looks.
pub(crate) fn below(web: &Web, visit: &Visit, title: &str, wrong: bool) -> (Frame, StatusCode, bool) {
    let crumbs = vec![Crumb::to("我的账号", "/account"), Crumb::here(title)];
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let officer = visit.signed.as_ref().is_some_and(|signed| is_officer(signed.role));
    (web.frame(visit).page(title, crumbs).wrong(wrong), status, officer)
}

fn form_page(web: &Web, visit: &Visit, title: &str, own: OwnForm) -> Response {
    let (frame, status, officer) = below(web, visit, title, !own.wrongs.is_empty());
    if officer {
        show_as(status, &AccountFormPage { frame, own })
    } else {
        show_as(status, &PlainAccountFormPage { frame, own })
    }
}

fn fault(field: &str, says: impl Into<String>) -> Fault {
    Fault { field: field.to_owned(), label: "", says: says.into() }
}

/// The refusal as a fault at `field`, or the machine's error.
fn refused(refused: SignInRefused, field: &str, wrong: &str) -> Result<Vec<Fault>, Problem> {
    match refused {
        SignInRefused::Wrong => Ok(vec![fault(field, wrong)]),
        SignInRefused::Machine(Error::Refused(refusal)) => Ok(faults_of(&refusal)),
        SignInRefused::Machine(error) => Err(error.into()),
        SignInRefused::SamePassword => Ok(vec![fault("password", SignInRefused::SamePassword.to_string())]),
        other => Ok(vec![fault(field, other.to_string())]),
    }
}

/// `GET /account`.
pub(crate) async fn show_account(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    page(&web, &visit, None).await
}

fn password_form(web: &Web, visit: &Visit, must: bool, faults: &[Fault]) -> Response {
    // What was typed is not sent back.
    let own = OwnForm {
        login: visit.signed.as_ref().map_or_else(String::new, |signed| signed.login.clone()),
        first: must.then_some("您的口令是别人设定的。请先改成只有您自己知道的口令，再办其他事。"),
        secret: None,
        href: crate::visit::CHANGE,
        button: "修改口令",
        wrongs: summary(faults),
        fields: fields(PASSWORD, &Sent::new(), faults, &Sources::default()),
    };
    form_page(web, visit, "修改口令", own)
}

/// `GET /account/password`.
pub(crate) async fn show_password(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let must = visit.signed()?.must_change;
    Ok(password_form(&web, &visit, must, &[]))
}

/// `POST /account/password`.
pub(crate) async fn submit_password(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let sent: Sent = pairs.into_iter().collect();
    let typed = |name: &str| sent.get(name).map_or("", String::as_str);
    let mut faults = form::read(PASSWORD, &sent).err().unwrap_or_default();
    if faults.is_empty() && typed("password") != typed("again_password") {
        faults.push(fault("again_password", "两次填写的新口令不一样，请重新填写。"));
    }
    if faults.is_empty() {
        match web.app.change_password(&signed.token, typed("old_password"), typed("password")).await {
            Ok(()) => return page(&web, &visit, Some("口令已经修改；在别处的登录都已结束。")).await,
            Err(why) => faults = refused(why, "old_password", "现在的口令不对，请核对后重新填写。")?,
        }
    }
    Ok(password_form(&web, &visit, signed.must_change, &faults))
}

/// `每天汇总一次，发到 lin@example.gov.cn，2026年3月4日发过`.
fn mail_words(mail: &OwnMail) -> String {
    let Some(choice) = &mail.choice else { return MailWhen::Never.title().to_owned() };
    let hour = choice.hour.map(|hour| format!("（{hour} 点）")).unwrap_or_default();
    let sent = mail.sent_on.map(|on| format!("，最近一次{}", on.words())).unwrap_or_default();
    format!("{}{hour}，发到 {}{sent}", choice.when.title(), choice.address)
}

fn mail_form(web: &Web, visit: &Visit, sent: &Sent, faults: &[Fault]) -> Response {
    let own = OwnForm {
        login: String::new(),
        first: None,
        secret: None,
        href: "/account/mail",
        button: "保存邮件提醒",
        wrongs: summary(faults),
        fields: fields(MAIL, sent, faults, &Sources::default()),
    };
    form_page(web, visit, "邮件提醒", own)
}

/// `GET /account/mail`.
pub(crate) async fn show_mail(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let mail = web.app.own_mail(&signed.login, &signed.actor).await?;
    if !mail.offered {
        return Ok(go("/account"));
    }
    let mut sent = Sent::new();
    let when = mail.choice.as_ref().map_or(MailWhen::Never, |choice| choice.when);
    sent.insert("when".to_owned(), when.id().to_owned());
    if let Some(choice) = mail.choice {
        sent.insert("address".to_owned(), choice.address);
        sent.extend(choice.hour.map(|hour| ("hour".to_owned(), hour.to_string())));
    }
    Ok(mail_form(&web, &visit, &sent, &[]))
}

/// `POST /account/mail`.
pub(crate) async fn submit_mail(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent: Sent = pairs.into_iter().collect();
    let signed = signed_or_lost(&visit, "/account/mail", &sent, MAIL)?;
    let mut faults = form::read(MAIL, &sent).err().unwrap_or_default();
    let typed = |name: &str| sent.get(name).map_or("", String::as_str).trim();
    if faults.is_empty() {
        let when = MailWhen::from_id(typed("when")).unwrap_or(MailWhen::Never);
        let hour = typed("hour").parse().ok();
        match web.app.choose_mail(&signed.login, &signed.actor, when, typed("address"), hour).await {
            Ok(()) => return page(&web, &visit, Some("邮件提醒已经保存。")).await,
            Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(mail_form(&web, &visit, &sent, &faults))
}

fn totp_form(web: &Web, visit: &Visit, login: &str, secret: &str, faults: &[Fault]) -> Response {
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let link =
        format!("otpauth://totp/{}:{login}?secret={secret}&issuer=%E5%AE%B9%E8%A1%A1", "%E5%AE%B9%E8%A1%A1");
    let own = OwnForm {
        login: String::new(),
        first: None,
        secret: Some((secret.to_owned(), groups.join(" "), link)),
        href: "/account/totp",
        button: "启用动态验证码",
        wrongs: summary(faults),
        fields: fields(CODE, &Sent::new(), faults, &Sources::default()),
    };
    form_page(web, visit, "启用动态验证码", own)
}

/// `GET /account/totp`.
pub(crate) async fn show_totp(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !web.app.asks_totp() {
        return Ok(go("/account"));
    }
    let secret = web.app.new_totp_secret()?;
    Ok(totp_form(&web, &visit, &signed.login, &secret, &[]))
}

/// `POST /account/totp`.
pub(crate) async fn submit_totp(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    if !web.app.asks_totp() {
        return Ok(go("/account"));
    }
    let sent: Sent = pairs.into_iter().collect();
    let typed = |name: &str| sent.get(name).map_or("", String::as_str).trim();
    let secret = typed("secret");
    if secret.len() != 32 || !secret.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Err(Problem::unreadable());
    }
    let mut faults = form::read(CODE, &sent).err().unwrap_or_default();
    if faults.is_empty() {
        match web.app.set_totp(&signed.token, secret, typed("code")).await {
            Ok(()) => return page(&web, &visit, Some("动态验证码已经启用，下次登录时要填写。")).await,
            Err(SignInRefused::Totp) => {
                faults.push(fault("code", "验证码不对，请核对手机的时间，填写下一个验证码。"));
            }
            Err(why) => faults = refused(why, "code", "登录已经结束，请重新登录。")?,
        }
    }
    Ok(totp_form(&web, &visit, &signed.login, secret, &faults))
}
