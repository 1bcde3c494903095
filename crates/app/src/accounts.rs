//! Who may sign in, and how.

use rongheng_domain::{ids::PersonId, people::Role};

use crate::{Actor, App, Held, Result, error::Error};

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
    #[error("输错次数过多，请 {0} 分钟后再试，或者请系统管理员重置口令。")]
    Throttled(i64),
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

impl App {
    /// Signs somebody in.
    pub async fn sign_in(&self, typed: SignIn) -> Result<SignedIn, SignInRefused> {
        let _ = typed;
        Err(SignInRefused::Wrong)
    }

    /// Signs somebody of the demo in; refused outside demo mode.
    pub async fn sign_in_demo(
        &self,
        login: &str,
        role: Role,
        address: &str,
    ) -> Result<SignedIn, SignInRefused> {
        let _ = (login, role, address);
        Err(SignInRefused::Wrong)
    }

    /// The people of the demo, by role in the order of the mechanism; empty outside demo mode.
    pub async fn demo_people(&self) -> Result<Vec<DemoPerson>> {
        Ok(Vec::new())
    }

    /// Whose session this is; `None` where it ended. A request keeps it alive.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>> {
        let _ = token;
        Ok(None)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let _ = token;
        Ok(())
    }

    /// Acts in another of the roles held, from the next request on.
    pub async fn switch_role(&self, token: &str, role: Role) -> Result<()> {
        let _ = (token, role);
        Ok(())
    }

    /// Whether a second factor is asked for.
    pub fn asks_totp(&self) -> bool {
        !self.config().demo
    }

    /// Whether the first administrator still has to be made.
    pub async fn awaits_first_administrator(&self) -> Result<bool> {
        Ok(false)
    }

    /// Makes the first administrator with the printed code, which is used up by it.
    pub async fn make_first_administrator(
        &self,
        code: &str,
        name: &str,
        login: &str,
        password: &str,
    ) -> Result<()> {
        let _ = (code, name, login, password);
        Err(Error::NotFound)
    }

    /// Opens accounts; `by` must be the system administrator, the first one, or the program itself.
    pub async fn open_accounts(&self, by: &Actor, accounts: Vec<NewAccount>) -> Result<()> {
        let _ = (by, accounts);
        Ok(())
    }

    /// Sets one's own password.
    pub async fn change_password(&self, token: &str, old: &str, new: &str) -> Result<(), SignInRefused> {
        let _ = (token, old, new);
        Ok(())
    }

    /// The actor a person's accounts make, all roles counted: for stories and jobs, never from a request.
    pub async fn actor_of(&self, person: &PersonId) -> Result<Actor> {
        let _ = person;
        Err(Error::NotFound)
    }
}
