//! 接口令牌 of one's own account: listed, issued and shown once, withdrawn.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use rongheng_app::{Error, OwnToken};
use rongheng_domain::{
    day::Day,
    form::{self, Fault, Field, Input},
    registers::account::KnownToken,
};

use super::{account::below, ended::signed_or_lost};
use crate::{
    error_page::Problem,
    frame::Frame,
    render::form::{FieldView, Sent, Sources, Wrong, faults_of, fields, summary},
    visit::{Visit, Web, go, show, show_as},
};

const TITLE: &str = "接口令牌";

/// What a token of one's own is asked for.
pub(crate) const ISSUE: &[Field] = &[
    Field::new("name", "作什么用", Input::Line).hint("如“每日导出到自己的表格”，列在下面，便于以后收回。"),
    Field::new("last", "最后一日", Input::Day).hint("到这一天为止有效，最长一年。"),
];

/// A token in the list.
#[derive(Debug, Clone)]
pub(crate) struct TokenView {
    /// What it is for.
    pub name: String,
    /// The role it reads in, and what else it may do.
    pub does: String,
    /// Its last day.
    pub last: String,
    /// The day of its last use.
    pub used: String,
    /// 有效, 已到期, 已收回.
    pub state: &'static str,
    /// Where to withdraw it, while it is good.
    pub withdraw: Option<String>,
}

/// The page of one's own tokens.
#[derive(Debug, Clone)]
pub(crate) struct OwnTokens {
    /// The tokens.
    pub tokens: Vec<TokenView>,
    /// Whether the role in use may have any.
    pub may: bool,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
    /// The questions.
    pub fields: Vec<FieldView>,
}

#[derive(Debug, Template)]
#[template(path = "tokens.html")]
pub(crate) struct TokensPage {
    pub frame: Frame,
    pub own: OwnTokens,
}

#[derive(Debug, Template)]
#[template(path = "plain_tokens.html")]
pub(crate) struct PlainTokensPage {
    pub frame: Frame,
    pub own: OwnTokens,
}

#[derive(Debug, Template)]
#[template(path = "token.html")]
pub(crate) struct TokenPage {
    pub frame: Frame,
    pub token: String,
    pub back: String,
}

#[derive(Debug, Template)]
#[template(path = "plain_token.html")]
pub(crate) struct PlainTokenPage {
    pub frame: Frame,
    pub token: String,
    pub back: String,
}

/// The row of a token.
pub(crate) fn view(known: &KnownToken, today: Day) -> TokenView {
    let token = &known.token;
    let good = known.is_good(today);
    TokenView {
        name: token.name.clone(),
        does: format!(
            "{} · {}",
            token.role.title(),
            if token.acts.is_empty() { "只读" } else { "读取和提交" }
        ),
        last: token.last.to_string(),
        used: known.used_on.map_or_else(|| "还没有用过".to_owned(), |day| day.to_string()),
        state: if good {
            "有效"
        } else if known.withdrawn.is_some() {
            "已收回"
        } else {
            "已到期"
        },
        withdraw: good.then(|| format!("/account/tokens/{}/withdraw", token.id)),
    }
}

async fn page(web: &Web, visit: &Visit, sent: &Sent, faults: &[Fault]) -> Result<Response, Problem> {
    let signed = visit.signed()?;
    let today = web.app.today();
    let tokens = web.app.own_tokens(&signed.login).await?;
    let own = OwnTokens {
        tokens: tokens.iter().map(|known| view(known, today)).collect(),
        may: crate::frame::sees_cases(signed.role),
        wrongs: summary(faults),
        fields: fields(ISSUE, sent, faults, &Sources::default()),
    };
    let (frame, status, officer) = below(web, visit, TITLE, !faults.is_empty());
    Ok(if officer {
        show_as(status, &TokensPage { frame, own })
    } else {
        show_as(status, &PlainTokensPage { frame, own })
    })
}

/// The token, this once.
fn once(web: &Web, visit: &Visit, token: String) -> Response {
    let (frame, _, officer) = below(web, visit, TITLE, false);
    let back = "/account/tokens".to_owned();
    if officer {
        show(&TokenPage { frame, token, back })
    } else {
        show(&PlainTokenPage { frame, token, back })
    }
}

/// `GET /account/tokens`.
pub(crate) async fn show_tokens(State(web): State<Arc<Web>>, visit: Visit) -> Result<Response, Problem> {
    page(&web, &visit, &Sent::new(), &[]).await
}

/// `POST /account/tokens`.
pub(crate) async fn issue(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent: Sent = pairs.into_iter().collect();
    let signed = signed_or_lost(&visit, "/account/tokens", &sent, ISSUE)?;
    let mut faults = form::read(ISSUE, &sent).err().unwrap_or_default();
    if faults.is_empty() {
        let typed = |name: &str| sent.get(name).map_or("", String::as_str).trim();
        let asked = OwnToken { name: typed("name").to_owned(), last: Day::parse(typed("last")) };
        match web.app.issue_own_token(&signed.token, asked).await {
            Ok(token) => return Ok(once(&web, &visit, token)),
            Err(Error::Refused(refusal)) => faults = faults_of(&refusal),
            Err(error) => return Err(error.into()),
        }
    }
    page(&web, &visit, &sent, &faults).await
}

/// `POST /account/tokens/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    web.app.withdraw_own_token(&visit.signed()?.token, &id).await?;
    Ok(go("/account/tokens"))
}
