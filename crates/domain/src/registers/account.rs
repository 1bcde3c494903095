//! Accounts: who may sign in, with which roles, where, and for how long. Secrets arrive as opaque strings.

mod keeping;
mod token;

use serde::{Deserialize, Serialize};

pub use self::token::{KnownToken, MACHINE_ACTS, TOKEN, TOKEN_DAYS, TOKENS, Token};
use super::Register;
use crate::{
    day::Day,
    ids::{PersonId, UnitId},
    people::{Role, words},
};

/// The three administrators of a system under graded protection: nobody is two of them.
const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];

/// A role held at a unit over half-open days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it reaches from; `None` for roles without a place.
    pub unit: Option<UnitId>,
    /// First day.
    pub from: Day,
    /// First day without it.
    pub until: Option<Day>,
    /// Why.
    pub why: String,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
}

impl Grant {
    /// Whether it holds on `day`.
    pub fn held_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    fn overlaps(&self, from: Day, until: Option<Day>) -> bool {
        let ends_after = |until: Option<Day>, from: Day| until.is_none_or(|until| from < until);
        // A grant withdrawn on or before its first day never held.
        ends_after(self.until, self.from) && ends_after(self.until, from) && ends_after(until, self.from)
    }
}

/// What can have happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// Opened for a person. The login is the key of the stream.
    Opened {
        /// Whose.
        person: PersonId,
    },
    /// A password was set; only its hash arrives here.
    PasswordSet {
        /// The hash, opaque.
        hash: String,
        /// Whether it has to be changed at the next sign-in (set by somebody else).
        must_change: bool,
    },
    /// A second factor was set.
    TotpSet {
        /// The sealed secret, opaque.
        secret: String,
    },
    /// The second factor was taken away.
    TotpRemoved {
        /// Why.
        why: String,
    },
    /// A role was given.
    RoleGranted {
        /// The grant.
        grant: Grant,
    },
    /// A role was taken away.
    RoleWithdrawn {
        /// The role.
        role: Role,
        /// Where it reached from.
        unit: Option<UnitId>,
        /// First day without it.
        from: Day,
        /// Why.
        why: String,
    },
    /// Nobody can sign in with it.
    Disabled {
        /// Why.
        why: String,
    },
    /// It can be used again.
    Enabled {
        /// Why.
        why: String,
    },
    /// The owner chose when mail is sent, and where to.
    MailChosen {
        /// The address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// When.
        when: MailWhen,
        /// The hour of the digest, where it is not the district's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hour: Option<u32>,
    },
    /// Signed in.
    SignedIn {
        /// From where, as far as known.
        address: Option<String>,
    },
    /// Signed out.
    SignedOut {},
    /// The account is a program's: nobody signs in with it, it has tokens instead of a password.
    MachineMade {
        /// Why.
        why: String,
    },
    /// A token was issued; only the hash of its secret arrives here.
    TokenIssued {
        /// The token.
        token: Token,
    },
    /// A token was used, for the first time that day.
    TokenUsed {
        /// Which.
        id: String,
        /// From where, as far as known.
        address: Option<String>,
    },
    /// A token is good no more.
    TokenWithdrawn {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// Whose; `None` where nothing was opened.
    pub person: Option<PersonId>,
    /// Hash of the password.
    pub password_hash: Option<String>,
    /// Whether the password has to be changed at the next sign-in.
    pub must_change: bool,
    /// Sealed secret of the second factor.
    pub totp_secret: Option<String>,
    /// Roles given, also those that have ended.
    pub grants: Vec<Grant>,
    /// Why it is disabled, while it is.
    pub disabled: Option<String>,
    /// The day of the last sign-in.
    pub last_signed_in: Option<Day>,
    /// When mail is sent, and where to.
    pub mail: Option<MailChoice>,
    /// Whether it is a program's.
    #[serde(default)]
    pub machine: bool,
    /// Its tokens, also those that are good no more.
    #[serde(default)]
    pub tokens: Vec<KnownToken>,
}

words! {
    /// When somebody wants mail.
    MailWhen {
        /// As soon as there is something.
        AtOnce = "at_once" "有新的待办、待阅就发",
        /// Once a day.
        Daily = "daily" "每天汇总一次",
        /// Never.
        Never = "never" "不发邮件",
    }
}

/// When and where to somebody wants mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailChoice {
    /// The address.
    pub address: String,
    /// When.
    pub when: MailWhen,
    /// The hour of the digest, where it is not the district's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<u32>,
}

/// Whether this looks like a mail address: one `@`, a host, and no sign that a mail server would read as its own.
pub fn is_address(text: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    text.len() <= 254
        && text.split_once('@').is_some_and(|(user, host)| {
            let part = |part: &str| !part.is_empty() && part.chars().all(fine);
            part(user) && part(host) && !host.starts_with('.') && !host.ends_with('.')
        })
}

impl Register for AccountRecord {
    type Event = AccountEvent;
    const NAME: &'static str = "account";
    const TITLE: &'static str = "账号";

    fn evolve(mut self, event: &AccountEvent, on: Day) -> Self {
        match event.clone() {
            AccountEvent::Opened { person } => self.person = Some(person),
            AccountEvent::PasswordSet { hash, must_change } => {
                self.password_hash = Some(hash);
                self.must_change = must_change;
            }
            AccountEvent::TotpSet { secret } => self.totp_secret = Some(secret),
            AccountEvent::TotpRemoved { .. } => self.totp_secret = None,
            AccountEvent::RoleGranted { grant } => self.grants.push(grant),
            AccountEvent::RoleWithdrawn { role, unit, from, .. } => {
                for grant in self.grants.iter_mut().filter(|grant| grant.role == role && grant.unit == unit) {
                    grant.until = Some(grant.until.map_or(from, |until| until.min(from)));
                }
            }
            AccountEvent::Disabled { why } => self.disabled = Some(why),
            AccountEvent::Enabled { .. } => self.disabled = None,
            AccountEvent::MailChosen { address, when, hour } => {
                let address = address.filter(|_| when != MailWhen::Never);
                self.mail = address.map(|address| MailChoice { address, when, hour });
            }
            AccountEvent::SignedIn { .. } => self.last_signed_in = Some(on),
            AccountEvent::SignedOut {} => {}
            AccountEvent::MachineMade { .. } => {
                self.machine = true;
                self.password_hash = None;
                self.totp_secret = None;
                self.must_change = false;
            }
            AccountEvent::TokenIssued { token } => {
                self.tokens.push(KnownToken { token, issued_on: on, used_on: None, withdrawn: None });
            }
            AccountEvent::TokenUsed { id, .. } => {
                for known in self.tokens.iter_mut().filter(|known| known.token.id == id) {
                    known.used_on = Some(on);
                }
            }
            AccountEvent::TokenWithdrawn { id, why } => {
                for known in self.tokens.iter_mut().filter(|known| known.token.id == id) {
                    known.withdrawn = Some(why.clone());
                }
            }
        }
        self
    }
}

impl AccountRecord {
    /// Whether somebody can sign in with it.
    pub fn is_open(&self) -> bool {
        self.person.is_some() && self.disabled.is_none()
    }

    /// The grants that hold on `day`; none while disabled.
    pub fn grants_on(&self, day: Day) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| self.is_open() && grant.held_on(day))
    }

    /// The roles held on `day`, each once, in a fixed order.
    pub fn roles_on(&self, day: Day) -> Vec<Role> {
        let mut roles: Vec<_> = self.grants_on(day).map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The role held over these half-open days that keeps `role` from being given: an administrator is nothing
    /// else, and nobody who is something else becomes one.
    pub fn excludes(&self, role: Role, from: Day, until: Option<Day>) -> Option<Role> {
        let stands_against =
            |held: Role| held != role && (ADMINISTRATORS.contains(&role) || ADMINISTRATORS.contains(&held));
        let mut others = self.grants.iter().filter(|grant| stands_against(grant.role));
        others.find(|grant| grant.overlaps(from, until)).map(|grant| grant.role)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn granted(role: Role, from: &str, until: Option<&str>) -> AccountEvent {
        let grant = Grant {
            role,
            unit: Some("discipline".into()),
            from: day(from),
            until: until.map(day),
            why: "岗位需要".to_owned(),
            approved_by: Some("zheng".into()),
        };
        AccountEvent::RoleGranted { grant }
    }

    fn opened() -> AccountEvent {
        AccountEvent::Opened { person: "lin".into() }
    }

    #[test]
    fn a_role_holds_over_half_open_days_and_ends_when_withdrawn() {
        let withdrawn = AccountEvent::RoleWithdrawn {
            role: Role::CaseOfficer,
            unit: Some("discipline".into()),
            from: day("2026-03-01"),
            why: "调离".to_owned(),
        };
        let account = told::<AccountRecord>(&[
            opened(),
            granted(Role::CaseOfficer, "2026-01-01", None),
            granted(Role::TeamLeader, "2026-02-01", Some("2026-02-10")),
            withdrawn,
        ]);
        assert_eq!(account.roles_on(day("2025-12-31")), []);
        assert_eq!(account.roles_on(day("2026-02-09")), [Role::CaseOfficer, Role::TeamLeader]);
        assert_eq!(account.roles_on(day("2026-02-10")), [Role::CaseOfficer]);
        assert_eq!(account.roles_on(day("2026-03-01")), []);
    }

    #[test]
    fn a_disabled_account_holds_no_role_until_it_is_enabled() {
        let disabled = AccountEvent::Disabled { why: "离职".to_owned() };
        let enabled = AccountEvent::Enabled { why: "返岗".to_owned() };
        let mut events = vec![opened(), granted(Role::CaseOfficer, "2026-01-01", None), disabled];
        assert_eq!(told::<AccountRecord>(&events).roles_on(day("2026-01-02")), []);
        assert!(!told::<AccountRecord>(&events).is_open());
        events.push(enabled);
        assert_eq!(told::<AccountRecord>(&events).roles_on(day("2026-01-02")), [Role::CaseOfficer]);
    }

    #[test]
    fn the_three_administrators_exclude_one_another_while_they_overlap() {
        let account =
            told::<AccountRecord>(&[opened(), granted(Role::SystemAdmin, "2026-01-01", Some("2026-02-01"))]);
        let officer = told::<AccountRecord>(&[opened(), granted(Role::CaseOfficer, "2026-01-01", None)]);
        let excludes = |role, from, until: Option<&str>| account.excludes(role, day(from), until.map(day));
        assert_eq!(excludes(Role::Auditor, "2026-01-31", None), Some(Role::SystemAdmin));
        assert_eq!(excludes(Role::SecurityAdmin, "2025-12-01", None), Some(Role::SystemAdmin));
        assert_eq!(excludes(Role::Auditor, "2026-02-01", None), None);
        assert_eq!(excludes(Role::Auditor, "2025-12-01", Some("2026-01-01")), None);
        assert_eq!(excludes(Role::SystemAdmin, "2026-01-01", None), None);
        assert_eq!(
            excludes(Role::Leader, "2026-01-01", None),
            Some(Role::SystemAdmin),
            "and every other role"
        );
        assert_eq!(excludes(Role::Leader, "2026-02-01", None), None);
        assert_eq!(officer.excludes(Role::Leader, day("2026-01-01"), None), None);
        assert_eq!(officer.excludes(Role::Auditor, day("2026-01-01"), None), Some(Role::CaseOfficer));
    }

    #[test]
    fn secrets_and_sign_ins_are_kept_as_they_came() {
        let account = told::<AccountRecord>(&[
            opened(),
            AccountEvent::PasswordSet { hash: "$argon2id$1".to_owned(), must_change: true },
            AccountEvent::TotpSet { secret: "sealed".to_owned() },
            AccountEvent::SignedIn { address: None },
            AccountEvent::SignedOut {},
            AccountEvent::PasswordSet { hash: "$argon2id$2".to_owned(), must_change: false },
            AccountEvent::TotpRemoved { why: "更换手机".to_owned() },
        ]);
        assert_eq!(account.password_hash.as_deref(), Some("$argon2id$2"));
        assert_eq!((account.must_change, account.totp_secret), (false, None));
        assert_eq!(account.last_signed_in, Some(day("2026-01-05")));
    }
}
