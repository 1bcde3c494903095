//! Tokens of programs: issued once, kept only hashed, looked at again at every request. A token is its account's
//! rights in one role, narrowed; the access table decides as for anybody else.

use rongheng_domain::{
    day::Day,
    ids::StreamId,
    people::Role,
    registers::{
        self, Register as _,
        account::{AccountEvent, AccountRecord, KnownToken, Token},
    },
};
use rongheng_store::Throttle;
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, Result, SignInRefused, SignedIn,
    error::Error,
    passwords::{hashed, token},
};

/// What every token begins with, so that one in the wrong place is recognised.
const PREFIX: &str = "rh_";
/// Characters of a hash that name a token.
const ID: usize = 8;
/// Wrong tokens from one address before it waits.
const WRONG: u64 = 20;
/// The window, and how long to wait: 600 s.
const WINDOW_US: i64 = 600 * 1_000_000;

/// What a token leaves of its role's rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowed {
    /// What the token is for.
    pub name: String,
    /// The last day on which it is good.
    pub last: Day,
    /// The only kinds of case; all where there are none.
    pub kinds: Vec<String>,
    /// What it may do besides reading: `tolerance.apply`.
    pub acts: Vec<String>,
}

impl Narrowed {
    /// Whether it reaches this kind of case.
    pub fn reaches(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|one| one == kind)
    }

    /// Whether it may do this.
    pub fn does(&self, kind: &str, action: &str) -> bool {
        self.reaches(kind) && self.acts.iter().any(|act| act.split_once('.') == Some((kind, action)))
    }
}

impl Actor {
    /// Whether the token, if it is one, reaches this kind of case.
    pub fn reaches(&self, kind: &str) -> bool {
        self.narrowed.as_ref().is_none_or(|narrowed| narrowed.reaches(kind))
    }

    /// Whether the token, if it is one, may do this.
    pub fn lets(&self, kind: &str, action: &str) -> bool {
        self.narrowed.as_ref().is_none_or(|narrowed| narrowed.does(kind, action))
    }
}

/// What somebody asks a token of their own for.
#[derive(Debug, Clone, Default)]
pub struct OwnToken {
    /// What it is for.
    pub name: String,
    /// The last day on which it is good.
    pub last: Option<Day>,
}

/// The secret of a token, as its bearer writes it.
pub(crate) fn written(login: &str, secret: &str) -> String {
    format!("{PREFIX}{login}_{secret}")
}

/// The stored hash of a secret.
pub(crate) fn hash_of(secret: &str) -> String {
    hashed(secret).to_string()
}

impl App {
    /// Who bears this token.
    pub async fn bearer(&self, bearer: &str, address: &str) -> Result<SignedIn, SignInRefused> {
        // Whoever bears a good one never waits for those who bear a wrong one from the same address.
        if let Some(signed) = self.known_bearer(bearer, address).await? {
            return Ok(signed);
        }
        let now = self.now();
        let name = format!("token:{address}");
        let throttle = self.0.store.throttle(&name).await.map_err(Error::from)?;
        if let Some(until) = throttle.map(|throttle| throttle.blocked_until).filter(|until| *until > now) {
            return Err(SignInRefused::Throttled((until.0 - now.0 + 59_999_999) / 60_000_000));
        }
        let window = rongheng_domain::day::Moment(now.0 - WINDOW_US);
        let failures = self.0.store.count_failure(&name, now, window).await.map_err(Error::from)?;
        if failures >= WRONG {
            let blocked_until = rongheng_domain::day::Moment(now.0 + WINDOW_US);
            let throttle = Throttle { failures, window_start: now, blocked_until };
            self.0.store.put_throttle(&name, throttle).await.map_err(Error::from)?;
        }
        Err(SignInRefused::Wrong)
    }

    async fn known_bearer(&self, bearer: &str, address: &str) -> Result<Option<SignedIn>> {
        let Some((login, secret)) = bearer.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once('_')) else {
            return Ok(None);
        };
        let today = self.today();
        let record = self.account_record(login).await?;
        let Some(known) = record.token(&hash_of(secret), today).cloned() else { return Ok(None) };
        let Some(person) = record.person.clone() else { return Ok(None) };
        if known.used_on != Some(today) {
            let id = known.token.id.clone();
            let used = AccountEvent::TokenUsed { id, address: Some(address.to_owned()) };
            match self.log_account(login, &used, self.now()).await {
                // A disk that is full ends nobody's reading.
                Err(error @ (Error::DiskFull | Error::Unavailable(_))) => {
                    tracing::warn!(%error, "the use of a token could not be kept");
                }
                other => other?,
            }
        }
        let role = known.token.role;
        let held: Vec<_> = self.held(&record).await?.into_iter().filter(|held| held.role == role).collect();
        let row = self.0.store.person(&person).await?.unwrap_or_default();
        let unit =
            held.first().and_then(|held| held.unit.clone()).map_or_else(|| row.unit.clone(), |unit| unit.0);
        let unit = self.unit_names(std::iter::once(unit.as_str())).await?.into_values().next();
        let Token { name, last, kinds, acts, .. } = known.token;
        let narrowed = Some(Narrowed { name, last, kinds, acts });
        Ok(Some(SignedIn {
            token: String::new(),
            actor: Actor { person, held, acting: Some(role), narrowed, stands_in: Vec::new() },
            login: login.to_owned(),
            name: row.name,
            unit: unit.unwrap_or_default(),
            must_change: false,
        }))
    }

    /// The tokens of one's own account, latest first.
    pub async fn own_tokens(&self, login: &str) -> Result<Vec<KnownToken>> {
        let mut tokens = self.account_record(login).await?.tokens.clone();
        tokens.reverse();
        Ok(tokens)
    }

    /// Issues a token of one's own, which only reads, in the role in use; gives it as its bearer writes it, once.
    pub async fn issue_own_token(&self, session: &str, asked: OwnToken) -> Result<String> {
        let signed = self.session(session).await?.ok_or(Error::NotFound)?;
        let role: Role = signed.actor.role().ok_or(Error::NotFound)?;
        let secret = token()?;
        let hash = hash_of(&secret);
        let today = self.today();
        let issued = Token {
            id: hash.chars().take(ID).collect(),
            name: asked.name,
            hash,
            role,
            kinds: Vec::new(),
            acts: Vec::new(),
            last: asked.last.unwrap_or(today),
            by: signed.actor.person.clone(),
        };
        self.account_record(&signed.login).await?.may_issue(&issued, today).map_err(Error::Refused)?;
        self.log_account(&signed.login, &AccountEvent::TokenIssued { token: issued }, self.now()).await?;
        Ok(written(&signed.login, &secret))
    }

    /// Withdraws a token of one's own; it is good no more from the next request on.
    pub async fn withdraw_own_token(&self, session: &str, id: &str) -> Result<()> {
        let signed = self.session(session).await?.ok_or(Error::NotFound)?;
        let today = self.today();
        let record = self.account_record(&signed.login).await?;
        if !record.good_tokens(today).any(|known| known.token.id == id) {
            return Err(Error::NotFound);
        }
        let gone = AccountEvent::TokenWithdrawn { id: id.to_owned(), why: "本人收回".to_owned() };
        let stream = StreamId::new(AccountRecord::NAME, &signed.login);
        let event = registers::record::<AccountRecord>(&gone);
        self.0.store.log(&stream, vec![event], &signed.actor.person, self.now()).await?;
        self.0.accounts.forget(&stream);
        Ok(())
    }
}
