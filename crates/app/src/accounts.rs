//! Who may sign in, and how.

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    people::Role,
    refusal::{Reason, Refusal},
    registers::{
        self, Register,
        account::{AccountEvent, AccountRecord, Grant, MailChoice},
    },
};
use rongheng_store::{AccountRow, RowChange, Session};
use serde::{Deserialize, Serialize};

pub(crate) use crate::passwords::token;
use crate::{
    Actor, App, Held, RegisterWrite, Result, access,
    error::Error,
    passwords::{check_password, hashed},
};

/// What was typed at sign-in.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a password is never printed")]
pub struct SignIn {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// Second factor, where it is switched on.
    pub totp: Option<String>,
    /// From where.
    pub address: String,
}

/// Somebody is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret of the session: goes into the cookie, is kept only hashed.
    pub token: String,
    /// Who.
    pub actor: Actor,
    /// Login.
    pub login: String,
    /// The name to greet with.
    pub name: String,
    /// The unit's name.
    pub unit: String,
    /// The password was set by somebody else and has to be changed first.
    pub must_change: bool,
}

/// Why nobody is signed in; in Chinese, what to do.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// Login or password is wrong (which one is not said), or the account is disabled.
    #[error("账号或者口令不对，请核对后重新填写。连续输错 5 次，账号将停用 10 分钟。")]
    Wrong,
    /// The second factor is missing or wrong.
    #[error("请填写动态验证码；填过仍不通过的，请等下一个验证码再试。")]
    Totp,
    /// Too many failures.
    #[error("输错次数过多，请 {0} 分钟后再试，或者请安全管理员重置口令。")]
    Throttled(i64),
    /// The account holds no role today.
    #[error("这个账号现在没有有效的角色，请联系本单位安全管理员。")]
    NoRole,
    /// The new password is the old one.
    #[error("新口令不能与原口令相同，请换一个。")]
    SamePassword,
    /// Too many people sign in at this moment.
    #[error("现在登录的人较多，请稍候再试。")]
    Busy,
    /// The machine cannot.
    #[error(transparent)]
    Machine(#[from] Error),
}

/// A person of the demo, one click away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// Login.
    pub login: String,
    /// The role.
    pub role: Role,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
}

/// The one-time code for the first administrator; printed once, kept only hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAdministrator {
    /// The code.
    pub code: String,
}

/// An account to be opened.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Login.
    pub login: String,
    /// Whose.
    pub person: PersonId,
    /// Its roles, each at a unit.
    pub held: Vec<Held>,
    /// Its password; without one nobody signs in with it except by one click in demo mode.
    pub password: Option<String>,
}

/// How long it is known whose session ended.
const ENDED_US: i64 = 24 * 3_600_000_000;

/// What a session keeps besides its account.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    acting: Option<Role>,
}

/// What the list of accounts keeps: no secret, and nothing that every sign-in changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Content {
    held: Vec<Grant>,
    disabled: bool,
    /// When and where to the owner wants mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mail: Option<MailChoice>,
}

/// When and where to the owner of this row wants mail; nobody whose account is disabled gets any.
pub(crate) fn wants_mail(row: &AccountRow) -> Option<MailChoice> {
    let content: Content = serde_json::from_str(&row.content).ok()?;
    content.mail.filter(|_| !content.disabled)
}

/// The row of an account.
pub(crate) fn account_row(login: &str, record: &AccountRecord) -> RowChange {
    let Some(person) = &record.person else { return RowChange::DropAccount(login.to_owned()) };
    let content = Content {
        held: record.grants.clone(),
        disabled: record.disabled.is_some(),
        mail: record.mail.clone(),
    };
    RowChange::PutAccount(AccountRow {
        login: login.to_owned(),
        person: person.0.clone(),
        content: serde_json::to_string(&content).unwrap_or_default(),
    })
}

fn stream(login: &str) -> StreamId {
    StreamId::new(AccountRecord::NAME, login)
}

/// Sign-in takes one spelling of a login: what people type differs in case and width.
pub(crate) fn login_of(typed: &str) -> String {
    rongheng_search::normal(typed)
}

impl App {
    /// Signs somebody in.
    pub async fn sign_in(&self, typed: SignIn) -> Result<SignedIn, SignInRefused> {
        let login = login_of(&typed.login);
        if let Some(minutes) = self.must_wait(&login, &typed.address).await? {
            return Err(SignInRefused::Throttled(minutes));
        }
        let record = self.account_record(&login).await?;
        let hash = record.password_hash.as_deref().filter(|_| record.is_open());
        if !self.verify_password(&typed.password, hash).await? {
            self.failed(&login, &typed.address).await?;
            return Err(SignInRefused::Wrong);
        }
        if let Some(secret) = record.totp_secret.as_deref().filter(|_| self.asks_totp())
            && !crate::second_factor::right(secret, typed.totp.as_deref().unwrap_or_default(), self.now())
        {
            self.failed(&login, &typed.address).await?;
            return Err(SignInRefused::Totp);
        }
        self.got_in(&login, &typed.address).await?;
        if record.roles_on(self.today()).is_empty() {
            return Err(SignInRefused::NoRole);
        }
        Ok(self.begin_session(&login, None, &typed.address).await?)
    }

    /// Signs somebody of the demo in; refused outside demo mode.
    pub async fn sign_in_demo(
        &self,
        login: &str,
        role: Role,
        address: &str,
    ) -> Result<SignedIn, SignInRefused> {
        let login = login_of(login);
        let record = self.account_record(&login).await?;
        if !self.config().demo || !record.roles_on(self.today()).contains(&role) {
            return Err(SignInRefused::Wrong);
        }
        Ok(self.begin_session(&login, Some(role), address).await?)
    }

    /// The people of the demo, by role in the order of the mechanism; empty outside demo mode.
    pub async fn demo_people(&self) -> Result<Vec<DemoPerson>> {
        if !self.config().demo {
            return Ok(Vec::new());
        }
        let mut people = Vec::new();
        for row in self.0.store.all_accounts().await? {
            let record = self.account_record(&row.login).await?;
            let person = self.0.store.person(&PersonId(row.person)).await?.unwrap_or_default();
            let units = self.unit_names(std::iter::once(person.unit.as_str())).await?;
            let unit = units.get(&person.unit).cloned().unwrap_or_default();
            for role in record.roles_on(self.today()) {
                people.push(DemoPerson {
                    login: row.login.clone(),
                    role,
                    name: person.name.clone(),
                    unit: unit.clone(),
                });
            }
        }
        let order = |role: Role| Role::ALL.iter().position(|one| *one == role);
        people.sort_by(|a, b| (order(a.role), &a.login).cmp(&(order(b.role), &b.login)));
        Ok(people)
    }

    async fn begin_session(&self, login: &str, acting: Option<Role>, address: &str) -> Result<SignedIn> {
        let now = self.now();
        let event = AccountEvent::SignedIn { address: Some(address.to_owned()) };
        self.log_account(login, &event, now).await?;
        let record = self.account_record(login).await?;
        let acting = acting.or_else(|| record.roles_on(self.today()).first().copied());
        let token = token()?;
        self.put_session(&token, login, acting, now).await?;
        self.session(&token).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn log_account(&self, login: &str, event: &AccountEvent, at: Moment) -> Result<()> {
        let record = self.account_record(login).await?;
        let by = record.person.clone().unwrap_or_else(|| Actor::jobs().person);
        let recorded = registers::record::<AccountRecord>(event);
        self.0.store.log(&stream(login), vec![recorded], &by, at).await?;
        self.0.accounts.forget(&stream(login));
        self.recorded(at);
        Ok(())
    }

    async fn put_session(&self, token: &str, login: &str, acting: Option<Role>, now: Moment) -> Result<()> {
        let content = serde_json::to_vec(&Kept { acting }).map_err(|e| Error::Corrupt(e.to_string()))?;
        let expires_at = Moment(now.0 + self.config().idle_minutes * 60_000_000);
        let session = Session { token_hash: hashed(token), account: login.to_owned(), content, expires_at };
        Ok(self.0.store.put_session(&session).await?)
    }

    /// Whose session this is; `None` where it ended. A request keeps it alive.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>> {
        let now = self.now();
        let Some(kept) = self.0.store.session(&hashed(token), now).await? else { return Ok(None) };
        let record = self.account_record(&kept.account).await?;
        let Some(person) = record.person.clone().filter(|_| record.is_open()) else {
            self.0.store.drop_session(&hashed(token)).await?;
            return Ok(None);
        };
        let Kept { acting } =
            serde_json::from_slice(&kept.content).map_err(|e| Error::Corrupt(e.to_string()))?;
        // Written again at most once a minute, so that reading pages does not write for each of them.
        let idle = self.config().idle_minutes * 60_000_000;
        if kept.expires_at.0 - now.0 < idle - 60_000_000 {
            // A disk that is full ends nobody's reading: the session stays as it was until there is room.
            match self.put_session(token, &kept.account, acting, now).await {
                Err(error @ (Error::DiskFull | Error::Unavailable(_))) => {
                    tracing::warn!(%error, "a session could not be kept alive");
                }
                other => other?,
            }
        }
        let held = self.held(&record).await?;
        let acting = acting.filter(|role| held.iter().any(|held| held.role == *role));
        let acting = acting.or_else(|| held.first().map(|held| held.role));
        let row = self.0.names.people(&self.0.store, std::slice::from_ref(&person)).await?;
        let row = row.into_iter().next().unwrap_or_default();
        let stands_in = self.stands_in(&person).await?;
        let unit = held
            .iter()
            .find(|held| Some(held.role) == acting)
            .and_then(|held| held.unit.as_ref().map(|unit| unit.0.clone()))
            .unwrap_or_else(|| row.unit.clone());
        let unit = self.unit_names(std::iter::once(unit.as_str())).await?.into_values().next();
        Ok(Some(SignedIn {
            token: token.to_owned(),
            actor: Actor { person, held, acting, narrowed: None, stands_in },
            login: kept.account,
            name: row.name,
            unit: unit.unwrap_or_default(),
            must_change: record.must_change,
        }))
    }

    /// The roles of an account as they count today: at units that stand, and at those in whose place they stand.
    pub(crate) async fn held(&self, record: &AccountRecord) -> Result<Vec<Held>> {
        let mut held: Vec<_> = record
            .grants_on(self.today())
            .map(|grant| Held { role: grant.role, unit: grant.unit.clone() })
            .collect();
        held.sort();
        held.dedup();
        Ok(self.succession().await?.held(held, self.today()))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        if let Some(kept) = self.0.store.session(&hashed(token), self.now()).await? {
            self.log_account(&kept.account, &AccountEvent::SignedOut {}, self.now()).await?;
            // The row stays, ended: a form that comes late is still known to be this person's.
            let ended = Session { expires_at: self.now(), ..kept };
            self.0.store.put_session(&ended).await?;
        }
        Ok(())
    }

    /// Whose session this was, where it ended within a day: enough to keep a draft for the person, and for
    /// nothing else.
    pub async fn ended_session(&self, token: &str) -> Result<Option<PersonId>> {
        let now = self.now();
        let since = Moment(now.0 - ENDED_US);
        let Some(account) = self.0.store.ended_session(&hashed(token), since, now).await? else {
            return Ok(None);
        };
        let record = self.account_record(&account).await?;
        Ok(record.person.clone().filter(|_| record.is_open()))
    }

    /// Acts in another of the roles held, from the next request on.
    pub async fn switch_role(&self, token: &str, role: Role) -> Result<()> {
        let Some(signed) = self.session(token).await? else { return Err(Error::NotFound) };
        if !signed.actor.held.iter().any(|held| held.role == role) {
            return Err(Error::NotFound);
        }
        self.put_session(token, &signed.login, Some(role), self.now()).await
    }

    /// Whether a second factor is asked of those who have set one.
    pub fn asks_totp(&self) -> bool {
        !self.config().demo
    }

    /// The account, compared with its head: a role withdrawn on another node is gone here at once.
    pub(crate) async fn account_record(&self, login: &str) -> Result<std::sync::Arc<AccountRecord>> {
        let stream = stream(login);
        let (version, record) = self.0.accounts.get(&self.0.store, &stream).await?;
        let head = self.0.store.head(&stream).await?.map_or(0, |head| head.version);
        if head == version {
            return Ok(record);
        }
        self.0.accounts.forget(&stream);
        Ok(self.0.accounts.get(&self.0.store, &stream).await?.1)
    }

    /// Opens the accounts of a demo or a story; people are given theirs by a form ([`crate::records`]).
    pub async fn open_accounts(&self, by: &Actor, accounts: Vec<NewAccount>) -> Result<()> {
        if !by.is(Role::SystemJobs) {
            return Err(refused("账号由安全管理员开立，请转请安全管理员办理。"));
        }
        let today = self.today();
        let mut hashes = std::collections::BTreeMap::new();
        let mut writes = Vec::new();
        for account in accounts {
            let login = login_of(&account.login);
            excluding(&account.held)?;
            let mut events = vec![AccountEvent::Opened { person: account.person.clone() }];
            if let Some(password) = &account.password {
                check_password(password)?;
                if !hashes.contains_key(password) {
                    hashes.insert(password.clone(), self.hash_password(password).await?);
                }
                let hash = hashes.get(password).cloned().unwrap_or_default();
                events.push(AccountEvent::PasswordSet { hash, must_change: !self.config().demo });
            }
            events.extend(account.held.into_iter().map(|held| AccountEvent::RoleGranted {
                grant: Grant {
                    role: held.role,
                    unit: held.unit,
                    from: today,
                    until: None,
                    why: "岗位需要".to_owned(),
                    approved_by: Some(by.person.clone()).filter(|by| !by.0.starts_with("system:")),
                },
            }));
            let record = self.account_record(&login).await?;
            if record.person.is_some() {
                return Err(refused(&format!("账号“{login}”已经被使用，请换一个账号。")));
            }
            writes.push(RegisterWrite::new::<AccountRecord>(&login, &events));
        }
        self.write_registers(by, writes).await
    }

    /// Sets one's own password; every session of the account ends but this one.
    pub async fn change_password(&self, token: &str, old: &str, new: &str) -> Result<(), SignInRefused> {
        let signed = self.session(token).await?.ok_or(SignInRefused::Wrong)?;
        let record = self.account_record(&signed.login).await?;
        if let Some(minutes) = self.must_wait(&signed.login, "own").await? {
            return Err(SignInRefused::Throttled(minutes));
        }
        if !self.verify_password(old, record.password_hash.as_deref()).await? {
            self.failed(&signed.login, "own").await?;
            return Err(SignInRefused::Wrong);
        }
        check_password(new)?;
        if old == new {
            return Err(SignInRefused::SamePassword);
        }
        let hash = self.hash_password(new).await?;
        let event = AccountEvent::PasswordSet { hash, must_change: false };
        self.log_account(&signed.login, &event, self.now()).await?;
        self.0.store.drop_sessions_of(&signed.login).await.map_err(Error::from)?;
        self.put_session(token, &signed.login, signed.actor.acting, self.now()).await?;
        Ok(())
    }

    /// The actor a person's accounts make, all roles counted: for stories and jobs, never from a request.
    pub async fn actor_of(&self, person: &PersonId) -> Result<Actor> {
        let held = self.held_by(person).await?.ok_or(Error::NotFound)?;
        let stands_in = self.stands_in(person).await?;
        Ok(Actor { person: person.clone(), held, acting: None, narrowed: None, stands_in })
    }

    /// The roles that a person holds today; `None` without an account.
    pub(crate) async fn held_by(&self, person: &PersonId) -> Result<Option<Vec<Held>>> {
        let mut held = Vec::new();
        let mut found = false;
        for row in self.0.store.all_accounts().await?.into_iter().filter(|row| row.person == person.0) {
            found = true;
            let record = self.account_record(&row.login).await?;
            for one in self.held(&record).await? {
                if !held.contains(&one) {
                    held.push(one);
                }
            }
        }
        Ok(found.then_some(held))
    }
}

pub(crate) fn refused(says: &str) -> Error {
    Error::Refused(Refusal::one(&access::KEEPS, says))
}

/// The same, at a field of the form.
pub(crate) fn refused_at(field: &'static str, says: &str) -> Error {
    Error::Refused(Reason::new(&access::KEEPS, says).at(field).into())
}

/// An account that holds one of the three administrators holds nothing else.
fn excluding(held: &[Held]) -> Result<()> {
    let administrators = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];
    let mut roles: Vec<_> = held.iter().map(|held| held.role).collect();
    roles.sort_unstable();
    roles.dedup();
    if roles.len() > 1 && roles.iter().any(|role| administrators.contains(role)) {
        return Err(refused(
            "系统管理员、安全管理员、审计管理员互相排斥，也不能兼任办案角色，请分别开立账号。",
        ));
    }
    Ok(())
}
