//! 接口令牌 — what a program shows instead of signing in. It narrows the rights of one role of one account and never
//! widens them: a person's own only reads, because legal acts need the person's own hand; a program's may also hand
//! in what is later decided by people ([`MACHINE_ACTS`]).
//!
//! Source: 本单位设定, docs/decisions/0026. Not decided here: what the role may do (access), and what the secret is
//! (the program makes it; only its hash arrives).

use serde::{Deserialize, Serialize};

use super::{ADMINISTRATORS, AccountRecord};
use crate::{
    day::Day,
    ids::PersonId,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::keeping::at,
    rule::{Force, Rule},
};

/// Days that a token lasts at most.
pub const TOKEN_DAYS: i64 = 366;
/// Tokens that one account may have in force.
pub const TOKENS: usize = 10;

/// What a token may not do.
pub static TOKEN: Rule = Rule {
    code: "G12.token",
    phrase: "接口令牌",
    asks: "令牌只能在所属账号一个角色的权限以内再收窄；个人的令牌只能读取，程序账号的令牌只能再办写明的提交类事项；三类管理员没有令牌。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What the token of a program may do besides reading: hand something in. What is decided on it, people decide.
pub const MACHINE_ACTS: &[(&str, &str)] = &[
    ("tolerance.apply", "提出容错申请"),
    ("tolerance.supplement", "补正申请材料"),
    ("tolerance.add_evidence", "登记证据"),
    ("correction.report_progress", "报告整改进度"),
];

/// A token as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its id: the beginning of its hash.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Hash of the secret; the secret itself is shown once and kept nowhere.
    pub hash: String,
    /// The role of the account that it uses.
    pub role: Role,
    /// The only kinds of case that it reaches; all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// What it may do besides reading: `tolerance.apply`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<String>,
    /// The last day on which it is good.
    pub last: Day,
    /// Who issued it.
    pub by: PersonId,
}

/// A token with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownToken {
    /// As it was issued.
    pub token: Token,
    /// The day it was issued.
    pub issued_on: Day,
    /// The last day on which it was used.
    pub used_on: Option<Day>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
}

impl KnownToken {
    /// Whether it is good on `day`.
    pub fn is_good(&self, day: Day) -> bool {
        self.withdrawn.is_none() && day <= self.token.last
    }
}

impl AccountRecord {
    /// The token with this hash, where it is good on `day` and the account still holds its role.
    pub fn token(&self, hash: &str, day: Day) -> Option<&KnownToken> {
        let roles = self.roles_on(day);
        if roles.iter().any(|role| ADMINISTRATORS.contains(role)) {
            return None;
        }
        self.tokens
            .iter()
            .find(|known| known.token.hash == hash)
            .filter(|known| known.is_good(day) && roles.contains(&known.token.role))
    }

    /// The tokens that are good on `day`.
    pub fn good_tokens(&self, day: Day) -> impl Iterator<Item = &KnownToken> {
        self.tokens.iter().filter(move |known| known.is_good(day))
    }

    /// Everything that stands against issuing this token today.
    ///
    /// # Errors
    /// A refusal with every reason.
    pub fn may_issue(&self, token: &Token, today: Day) -> Result<(), Refusal> {
        let mut missing = Missing::new();
        let roles = self.roles_on(today);
        let administers = roles.iter().chain([&token.role]).any(|role| ADMINISTRATORS.contains(role));
        missing.unless(!administers, || {
            let says = "系统管理员、安全管理员、审计管理员的账号没有令牌，请登录后亲自办理。";
            Reason::new(&TOKEN, says).at("role")
        });
        missing.unless(administers || roles.contains(&token.role), || {
            at("role", "这个账号今天没有这个角色，请从列出的角色中选择。")
        });
        missing.unless(!token.name.trim().is_empty(), || at("name", "请写明令牌作什么用。"));
        // Also what the page sends again when it is loaded anew: the token is shown once, and no second one is made.
        let known = self.good_tokens(today).find(|known| known.token.name.trim() == token.name.trim());
        missing.unless(known.is_none(), || {
            at("name", "已经有这个名称的令牌，明文只在签发时显示一次；没有记下的，请先收回，再重新签发。")
        });
        missing.unless(token.last >= today && token.last.days_since(today) <= TOKEN_DAYS, || {
            at("last", format!("最后一日要在今天起 {TOKEN_DAYS} 天以内，请改正。"))
        });
        missing.unless(self.machine || token.acts.is_empty(), || {
            let says = "个人的令牌只能读取；要让程序提交申请、材料的，请安全管理员为程序开立账号。";
            Reason::new(&TOKEN, says).at("acts")
        });
        let allowed = |act: &String| MACHINE_ACTS.iter().any(|(name, _)| name == act);
        missing.unless(token.acts.iter().all(allowed), || {
            let list: Vec<_> = MACHINE_ACTS.iter().map(|(_, title)| *title).collect();
            Reason::new(&TOKEN, format!("令牌只能办：{}；请去掉别的。", list.join("、"))).at("acts")
        });
        missing.unless(self.good_tokens(today).count() < TOKENS, || {
            at("name", format!("这个账号已经有 {TOKENS} 个有效的令牌，请先收回不用的。"))
        });
        missing.settle()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::AccountEvent, *};
    use crate::{cases, registers::account::Grant, registers::told};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn token(role: Role, acts: &[&str]) -> Token {
        Token {
            id: "0123abcd".into(),
            name: "数据核对".into(),
            hash: "hash".into(),
            role,
            kinds: Vec::new(),
            acts: acts.iter().map(|act| (*act).to_owned()).collect(),
            last: day("2026-06-30"),
            by: "su".into(),
        }
    }

    fn account(role: Role, machine: bool, more: Vec<AccountEvent>) -> AccountRecord {
        let grant = Grant {
            role,
            unit: Some("discipline".into()),
            from: day("2026-01-01"),
            until: Some(day("2026-06-01")),
            why: "岗位需要".into(),
            approved_by: None,
        };
        let mut events =
            vec![AccountEvent::Opened { person: "su".into() }, AccountEvent::RoleGranted { grant }];
        if machine {
            events.push(AccountEvent::MachineMade { why: "数据对接".into() });
        }
        events.extend(more);
        told::<AccountRecord>(&events)
    }

    fn against(record: &AccountRecord, token: &Token) -> String {
        let refusal = record.may_issue(token, day("2026-03-02")).unwrap_err();
        refusal.reasons.iter().map(|reason| reason.field.unwrap_or_default()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_act_of_a_program_is_an_action_that_decides_nothing() {
        for (name, _) in MACHINE_ACTS {
            let (kind, act) = name.split_once('.').unwrap();
            let action = *cases::named(kind).unwrap().action(act).unwrap_or_else(|| panic!("{name}"));
            assert!(!action.grave, "{name} cannot be undone");
        }
    }

    #[test]
    fn a_person_s_token_reads_and_a_program_s_hands_in_and_nothing_else() {
        let person = account(Role::CaseOfficer, false, Vec::new());
        assert!(person.may_issue(&token(Role::CaseOfficer, &[]), day("2026-03-02")).is_ok());
        assert_eq!(against(&person, &token(Role::CaseOfficer, &["tolerance.apply"])), "acts");
        let machine = account(Role::UnitContact, true, Vec::new());
        assert!(
            machine.may_issue(&token(Role::UnitContact, &["tolerance.apply"]), day("2026-03-02")).is_ok()
        );
        assert_eq!(against(&machine, &token(Role::UnitContact, &["tolerance.determine"])), "acts");
        assert_eq!(against(&machine, &token(Role::Leader, &[])), "role");
        let mut long = token(Role::UnitContact, &[]);
        long.last = day("2027-06-01");
        long.name = " ".into();
        assert_eq!(against(&machine, &long), "name last");
        let issued = AccountEvent::TokenIssued { token: token(Role::CaseOfficer, &[]) };
        let twice = account(Role::CaseOfficer, false, vec![issued]);
        assert_eq!(against(&twice, &token(Role::CaseOfficer, &[])), "name", "the page was loaded anew");
    }

    #[test]
    fn the_three_administrators_have_none_and_lose_what_they_had() {
        for role in ADMINISTRATORS {
            assert_eq!(against(&account(role, false, Vec::new()), &token(role, &[])), "role");
        }
        let issued = AccountEvent::TokenIssued { token: token(Role::Auditor, &[]) };
        assert!(account(Role::Auditor, false, vec![issued]).token("hash", day("2026-03-02")).is_none());
    }

    #[test]
    fn a_token_is_good_until_its_last_day_its_role_or_its_withdrawal() {
        let issued = AccountEvent::TokenIssued { token: token(Role::CaseOfficer, &[]) };
        let record = account(Role::CaseOfficer, false, vec![issued.clone()]);
        assert!(record.token("hash", day("2026-05-31")).is_some());
        assert!(record.token("other", day("2026-05-31")).is_none());
        assert!(record.token("hash", day("2026-06-01")).is_none(), "the role ended");
        let withdrawn = AccountEvent::TokenWithdrawn { id: "0123abcd".into(), why: "不用了".into() };
        let used = AccountEvent::TokenUsed { id: "0123abcd".into(), address: None };
        let record = account(Role::CaseOfficer, false, vec![issued, used, withdrawn]);
        assert!(record.tokens[0].used_on.is_some());
        assert!(record.token("hash", day("2026-03-02")).is_none());
        let disabled = AccountEvent::Disabled { why: "离职".into() };
        let issued = AccountEvent::TokenIssued { token: token(Role::CaseOfficer, &[]) };
        let record = account(Role::CaseOfficer, false, vec![issued, disabled]);
        assert!(record.token("hash", day("2026-03-02")).is_none());
    }

    #[test]
    fn a_program_has_no_password() {
        let set = AccountEvent::PasswordSet { hash: "h".into(), must_change: true };
        let record =
            account(Role::UnitContact, false, vec![set, AccountEvent::MachineMade { why: "对接".into() }]);
        assert!(record.machine && record.password_hash.is_none());
    }
}
