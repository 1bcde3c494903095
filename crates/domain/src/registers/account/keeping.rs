//! 账号与授权 — the security administrator opens accounts and gives roles, never to themselves; the three
//! administrators exclude one another and every other role, over all accounts of a person.
//!
//! Not decided here: whether the person and the unit are in the register (the application looks).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{AccountEvent, AccountRecord, Grant, MACHINE_ACTS, Token};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::keeping::{Act, KEEPS, Keep, Keeping, NOT_ONESELF, at, day_or, typed},
    sheet::{Block, Say, Tone},
};

/// The roles that people are given: all but the program's own, which stands last.
const GIVEN: &[(&str, &str)] = match Role::CHOICES.split_last() {
    Some((_, rest)) => rest,
    None => &[],
};

const SECURITY: &[Role] = &[Role::SecurityAdmin];
/// Until somebody is security administrator, the system administrator opens that one account.
const OPENS: &[Role] = &[Role::SecurityAdmin, Role::SystemAdmin];

const ROLE: Field = Field::new("role", "角色", Input::Choice(GIVEN))
    .hint("系统管理员、安全管理员、审计管理员互相排斥，也不兼任别的角色。");
const UNIT: Field = Field::new("unit", "在哪个单位", Input::Unit).hint("角色的范围从这个单位算起。");
const FROM: Field = Field::new("from", "第一日", Input::Day).hint("不填的，从今天起。").optional();
const LAST: Field = Field::new("last", "最后一日", Input::Day).hint("不填的，长期有效。").optional();
const WHY: Field = Field::new("why", "事由", Input::Line).hint("如“任免文号”“岗位调整”，记入账号的历史。");

/// Characters a login may have at most.
const LOGIN_CHARS: usize = 40;

const OPEN: &[Field] = &[
    Field::new("login", "账号", Input::Line)
        .hint("小写字母、数字，中间可以用点；登录时填写，开立后不能修改。"),
    Field::new("person", "给谁开立", Input::Person).hint("先由系统管理员登记人员。"),
    ROLE,
    UNIT,
    FROM,
    LAST,
    WHY,
];
const GRANT: &[Field] = &[ROLE, UNIT, FROM, LAST, WHY];
const WITHDRAW: &[Field] = &[
    Field::new("held", "收回哪一项", Input::Pick("grants")),
    Field::new("from", "自何日起不再持有", Input::Day).hint("不填的，从今天起立即收回。").optional(),
    WHY,
];

const ISSUE: &[Field] = &[
    Field::new("name", "作什么用", Input::Line).hint("如“数据局每日取数”，列在账号的令牌里。"),
    Field::new("role", "用哪个角色", Input::Pick("roles")).hint("令牌的权限不超过这个角色。"),
    Field::new("acts", "除读取以外能办什么", Input::Picks("machine_acts"))
        .hint("不选的，只能读取。认定、审批、送达等法律行为不能用令牌办。")
        .optional(),
    Field::new("kinds", "只限哪类案件", Input::Picks("kinds")).hint("不选的，不限类别。").optional(),
    Field::new("last", "最后一日", Input::Day).hint("最长一年。"),
];
const WITHDRAW_TOKEN: &[Field] = &[Field::new("token", "收回哪一个", Input::Pick("tokens")), WHY];

/// How many characters of its hash name a token.
const TOKEN_ID: usize = 8;

#[derive(Deserialize)]
struct Issue {
    name: String,
    role: String,
    #[serde(default)]
    acts: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
    last: Day,
}

#[derive(Deserialize)]
struct WithdrawToken {
    token: String,
    why: String,
}

/// A token for `by` of this hash.
pub(super) fn id_of(hash: &str) -> String {
    hash.chars().take(TOKEN_ID).collect()
}

#[derive(Deserialize)]
struct Open {
    login: String,
    person: PersonId,
    #[serde(flatten)]
    given: Given,
}

#[derive(Deserialize)]
struct Given {
    role: Role,
    unit: UnitId,
    from: Option<Day>,
    last: Option<Day>,
    why: String,
}

#[derive(Deserialize)]
struct Withdrawn {
    held: String,
    from: Option<Day>,
    why: String,
}

#[derive(Deserialize)]
struct Because {
    why: String,
}

/// The value under which a grant is picked.
fn named(grant: &Grant) -> String {
    let unit = grant.unit.as_ref().map_or("", UnitId::as_str);
    format!("{}@{unit}", grant.role.id())
}

fn place(role: Role, unit: Option<&UnitId>) -> Say {
    let say = Say::from(role.title());
    unit.map_or_else(|| say.clone(), |unit| say.clone().and(" · ").and(unit))
}

impl AccountRecord {
    /// The grants that hold on `today` or will.
    fn standing(&self, today: Day) -> impl Iterator<Item = &Grant> {
        self.grants
            .iter()
            .filter(move |grant| grant.until.is_none_or(|until| today < until && grant.from < until))
    }

    /// The grant, or every reason against it. `person` is whose account it is or will be.
    fn given(&self, given: Given, person: &PersonId, keeping: &Keeping) -> Result<AccountEvent, Refusal> {
        let mut missing = Missing::new();
        let from = given.from.unwrap_or(keeping.today);
        let until = given.last.map(Day::next);
        missing.unless(*person != keeping.by, || {
            Reason::new(&NOT_ONESELF, "不能给自己授予角色，请由另一位安全管理员办理。").at("role")
        });
        missing.unless(given.role != Role::SystemJobs, || at("role", "这个角色只属于系统本身，不能授予。"));
        missing.unless(from >= keeping.today, || at("from", "第一日不能早于今天：授权不能倒签。"));
        missing.unless(until.is_none_or(|until| from < until), || at("last", "最后一日不能早于第一日。"));
        let mut stands = std::iter::once(self).chain(&keeping.others);
        if let Some(other) = stands.find_map(|account| account.excludes(given.role, from, until)) {
            let says = format!(
                "此人在这段时间里是{}，不能再给“{}”：系统管理员、安全管理员、审计管理员互相排斥，也不兼任别的角色。",
                other.title(),
                given.role.title()
            );
            missing.add(Reason::new(&KEEPS, says).at("role"));
        }
        let again = self.grants.iter().any(|grant| {
            grant.role == given.role
                && grant.unit.as_ref() == Some(&given.unit)
                && grant.overlaps(from, until)
        });
        missing.unless(!again, || at("role", "这个账号在这段时间里已经有这个单位的这个角色。"));
        missing.settle()?;
        let grant = Grant {
            role: given.role,
            unit: Some(given.unit),
            from,
            until,
            why: given.why,
            approved_by: Some(keeping.by.clone()),
        };
        Ok(AccountEvent::RoleGranted { grant })
    }

    fn opened(&self, open: Open, keeping: &Keeping) -> Result<Vec<AccountEvent>, Failure> {
        let mut missing = Missing::new();
        let body = open.login.as_bytes();
        let plain = body.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'.')
            && body.first().is_some_and(u8::is_ascii_alphanumeric)
            && body.last().is_some_and(u8::is_ascii_alphanumeric)
            && body.len() <= LOGIN_CHARS;
        missing.unless(plain, || {
            let says = "账号只能用小写字母和数字，中间可以用点，最多 40 个字符，请换一个写法。";
            at("login", says)
        });
        if keeping.role == Role::SystemAdmin {
            let says =
                "账号由安全管理员开立。只有还没有安全管理员时，系统管理员才开立第一个安全管理员的账号。";
            missing.unless(!keeping.guarded && open.given.role == Role::SecurityAdmin, || {
                Reason::new(&KEEPS, says).at("role")
            });
        }
        let given = self.given(open.given, &open.person, keeping).map_err(|refusal| refusal.reasons);
        let given = missing.take(given);
        missing.settle()?;
        let set = AccountEvent::PasswordSet { hash: keeping.hash.clone(), must_change: true };
        Ok([AccountEvent::Opened { person: open.person }, set].into_iter().chain(given).collect())
    }

    fn issued(&self, asked: Issue, keeping: &Keeping) -> Result<Vec<AccountEvent>, Failure> {
        let Some(role) = Role::from_id(&asked.role) else {
            return Err(Refusal::from(at("role", "没有这个角色，请从列出的角色中选择。")).into());
        };
        let known = |kind: &String| crate::cases::named(kind).is_some();
        if !asked.kinds.iter().all(known) {
            return Err(Refusal::from(at("kinds", "没有这类案件，请从列出的类别中选择。")).into());
        }
        let token = Token {
            id: id_of(&keeping.hash),
            name: asked.name,
            hash: keeping.hash.clone(),
            role,
            kinds: asked.kinds,
            acts: asked.acts,
            last: asked.last,
            by: keeping.by.clone(),
        };
        self.may_issue(&token, keeping.today)?;
        Ok(vec![AccountEvent::TokenIssued { token }])
    }

    fn token_withdrawn(&self, asked: WithdrawToken, today: Day) -> Result<Vec<AccountEvent>, Failure> {
        if !self.good_tokens(today).any(|known| known.token.id == asked.token) {
            return Err(Refusal::from(at("token", "没有这个有效的令牌，请从列出的令牌中选择。")).into());
        }
        Ok(vec![AccountEvent::TokenWithdrawn { id: asked.token, why: asked.why }])
    }

    fn withdrawn(&self, asked: Withdrawn, keeping: &Keeping) -> Result<Vec<AccountEvent>, Failure> {
        let from = asked.from.unwrap_or(keeping.today);
        let mut missing = Missing::new();
        let grant = self.standing(keeping.today).find(|grant| named(grant) == asked.held);
        missing.unless(grant.is_some(), || at("held", "这个账号现在没有这项角色，请从列出的角色中选择。"));
        missing.unless(from >= keeping.today, || at("from", "收回的日子不能早于今天。"));
        missing.settle()?;
        let events = grant.map(|grant| AccountEvent::RoleWithdrawn {
            role: grant.role,
            unit: grant.unit.clone(),
            from,
            why: asked.why,
        });
        Ok(events.into_iter().collect())
    }
}

impl Keep for AccountRecord {
    const ACTS: &'static [Act] = &[
        Act::new(
            "open",
            "开立账号",
            OPENS,
            OPEN,
            "给登记过的人员开立账号，同时给第一个角色。系统生成一次性口令，只显示一次；本人第一次登录必须改掉它。",
        )
        .opening(),
        Act::new("grant", "授予角色", SECURITY, GRANT, "角色只在写明的单位、写明的日子里有效，事由和授予人记入历史。"),
        Act::new("withdraw", "收回角色", SECURITY, WITHDRAW, "收回当天起不再持有；此前办的事仍然有效。"),
        Act::new(
            "reset_password",
            "重置口令",
            SECURITY,
            &[],
            "系统生成一次性口令，只显示一次，请当面交给本人；原口令作废，本人已有的登录全部结束，登录后必须改掉它。",
        ),
        Act::new(
            "remove_totp",
            "解除动态验证码",
            SECURITY,
            &[WHY],
            "本人丢失或者更换手机时办理。解除后登录不再要验证码，请提醒本人重新启用。",
        ),
        Act::new("disable", "停用账号", SECURITY, &[WHY], "停用后不能登录，已有的登录立即结束；授予过的角色留在历史里。"),
        Act::new("enable", "恢复账号", SECURITY, &[WHY], "恢复后仍按原有角色登录；口令不变。"),
        Act::new(
            "make_machine",
            "改为程序账号",
            SECURITY,
            &[WHY],
            "给对接的程序用：口令作废，没有人能用它登录，只能凭令牌从接口读取和提交。改了不能改回来。",
        ),
        Act::new(
            "issue_token",
            "签发接口令牌",
            SECURITY,
            ISSUE,
            "系统生成令牌，只显示一次，账本里只存摘要。令牌只在所选角色的权限以内，读取照样留痕。",
        ),
        Act::new("withdraw_token", "收回接口令牌", SECURITY, WITHDRAW_TOKEN, "收回后立即失效；此前办的事仍然有效。"),
    ];

    fn exists(&self) -> bool {
        self.person.is_some()
    }

    fn fits(&self, act: &str, today: Day) -> bool {
        match act {
            "withdraw" => self.standing(today).next().is_some(),
            "remove_totp" => self.totp_secret.is_some(),
            "disable" => self.disabled.is_none(),
            "enable" => self.disabled.is_some(),
            "reset_password" => !self.machine,
            "make_machine" => {
                !self.machine && !self.roles_on(today).iter().any(|role| super::ADMINISTRATORS.contains(role))
            }
            "issue_token" => self.machine && self.is_open(),
            "withdraw_token" => self.good_tokens(today).next().is_some(),
            _ => true,
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<AccountEvent>, Failure> {
        if self.person.as_ref() == Some(&keeping.by) {
            let says = "这是您自己的账号，请由另一位安全管理员办理；改口令、启用动态验证码，在右上角“我的账号”里办。";
            return Err(Refusal::one(&NOT_ONESELF, says).into());
        }
        Ok(match act {
            "open" => self.opened(typed(answers)?, keeping)?,
            "grant" => {
                let person = self.person.clone().unwrap_or_else(|| PersonId(String::new()));
                vec![self.given(typed(answers)?, &person, keeping)?]
            }
            "withdraw" => self.withdrawn(typed(answers)?, keeping)?,
            "reset_password" => {
                vec![AccountEvent::PasswordSet { hash: keeping.hash.clone(), must_change: true }]
            }
            "remove_totp" => vec![AccountEvent::TotpRemoved { why: typed::<Because>(answers)?.why }],
            "disable" => vec![AccountEvent::Disabled { why: typed::<Because>(answers)?.why }],
            "enable" => vec![AccountEvent::Enabled { why: typed::<Because>(answers)?.why }],
            "make_machine" => vec![AccountEvent::MachineMade { why: typed::<Because>(answers)?.why }],
            "issue_token" => self.issued(typed(answers)?, keeping)?,
            "withdraw_token" => self.token_withdrawn(typed(answers)?, keeping.today)?,
            other => return Err(Failure::UnknownAction(other.to_owned())),
        })
    }

    fn offers(&self, today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        let grants = self.standing(today).map(|grant| (named(grant), place(grant.role, grant.unit.as_ref())));
        let roles = self.roles_on(today).into_iter();
        let tokens = self.good_tokens(today);
        let tokens = tokens.map(|known| (known.token.id.clone(), Say::from(&known.token.name)));
        let kinds = crate::cases::all().into_iter();
        [
            ("grants", grants.collect()),
            ("roles", roles.map(|role| (role.id().to_owned(), Say::from(role.title()))).collect()),
            (
                "machine_acts",
                MACHINE_ACTS.iter().map(|(act, title)| ((*act).to_owned(), (*title).into())).collect(),
            ),
            ("kinds", kinds.map(|kind| (kind.name().to_owned(), Say::from(kind.title()))).collect()),
            ("tokens", tokens.collect()),
        ]
        .into()
    }

    fn shown(&self, today: Day) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some(why) = &self.disabled {
            blocks.push(Block::Note { tone: Tone::Red, says: Say::from(format!("账号已停用：{why}")) });
        }
        let password = match (&self.password_hash, self.must_change) {
            (None, _) if self.machine => "程序账号，没有口令，凭令牌使用",
            (None, _) => "没有设置",
            (Some(_), true) => "一次性口令，本人还没有改",
            (Some(_), false) => "本人设定",
        };
        blocks.push(Block::Facts(vec![
            ("人员".to_owned(), self.person.as_ref().map_or_else(Say::empty, Say::from)),
            ("口令".to_owned(), Say::from(password)),
            (
                "动态验证码".to_owned(),
                Say::from(if self.totp_secret.is_some() { "已启用" } else { "没有启用" }),
            ),
            ("最近登录".to_owned(), day_or(self.last_signed_in, "还没有登录过")),
        ]));
        blocks.push(Block::Heading("角色".to_owned()));
        let state = |grant: &Grant| {
            if grant.held_on(today) {
                "有效"
            } else if today < grant.from && grant.until.is_none_or(|until| grant.from < until) {
                "未到期"
            } else {
                "已结束"
            }
        };
        let row = |grant: &Grant| {
            vec![
                Say::from(grant.role.title()),
                grant.unit.as_ref().map_or_else(Say::empty, Say::from),
                Say::from(grant.from),
                day_or(grant.until.map(|until| until.plus(-1)), "长期"),
                Say::from(state(grant)),
                Say::from(&grant.why),
                grant.approved_by.as_ref().map_or_else(|| Say::from("系统启用时"), Say::from),
            ]
        };
        blocks.push(Block::Table {
            head: ["角色", "单位", "第一日", "最后一日", "现在", "事由", "授予人"]
                .map(str::to_owned)
                .to_vec(),
            rows: self.grants.iter().map(row).collect(),
        });
        if !self.tokens.is_empty() {
            blocks.push(Block::Heading("接口令牌".to_owned()));
            let row = |known: &super::KnownToken| {
                let token = &known.token;
                let titles = token.acts.iter().filter_map(|act| {
                    MACHINE_ACTS.iter().find(|(name, _)| name == act).map(|(_, title)| *title)
                });
                let state = match (&known.withdrawn, known.is_good(today)) {
                    (Some(why), _) => format!("已收回：{why}"),
                    (None, true) => "有效".to_owned(),
                    (None, false) => "已到期".to_owned(),
                };
                vec![
                    Say::from(&token.name),
                    Say::from(token.role.title()),
                    Say::list(std::iter::once("读取").chain(titles)),
                    Say::from(token.last),
                    day_or(known.used_on, "还没有用过"),
                    Say::from(state),
                    Say::from(&token.by),
                ]
            };
            blocks.push(Block::Table {
                head: ["用途", "角色", "能办", "最后一日", "最近使用", "现在", "签发人"]
                    .map(str::to_owned)
                    .to_vec(),
                rows: self.tokens.iter().map(row).collect(),
            });
        }
        blocks
    }

    fn told(event: &AccountEvent) -> (&'static str, Say) {
        match event {
            AccountEvent::Opened { person } => ("开立账号", Say::from("给").and(person)),
            AccountEvent::PasswordSet { must_change: true, .. } => {
                ("设置一次性口令", Say::from("本人登录后必须改掉"))
            }
            AccountEvent::PasswordSet { .. } => ("设定口令", Say::from("本人设定")),
            AccountEvent::TotpSet { .. } => ("启用动态验证码", Say::empty()),
            AccountEvent::TotpRemoved { why } => ("解除动态验证码", Say::from(why)),
            AccountEvent::RoleGranted { grant } => {
                let from = grant.from.words();
                let last =
                    grant.until.map(|until| format!("至{}", until.plus(-1).words())).unwrap_or_default();
                let when = format!("，{from}起{last}；事由：{}", grant.why);
                ("授予角色", place(grant.role, grant.unit.as_ref()).and(when))
            }
            AccountEvent::RoleWithdrawn { role, unit, from, why } => {
                let when = format!("，{}起不再持有；事由：{why}", from.words());
                ("收回角色", place(*role, unit.as_ref()).and(when))
            }
            AccountEvent::Disabled { why } => ("停用账号", Say::from(why)),
            AccountEvent::Enabled { why } => ("恢复账号", Say::from(why)),
            AccountEvent::SignedIn { address } => {
                let from = address.as_ref().map(|address| format!("来自 {address}")).unwrap_or_default();
                ("登录", Say::from(from))
            }
            AccountEvent::SignedOut {} => ("退出登录", Say::empty()),
            AccountEvent::MailChosen { when, .. } => ("选定邮件提醒", Say::from(when.title())),
            AccountEvent::MachineMade { why } => ("改为程序账号", Say::from(why)),
            AccountEvent::TokenIssued { token } => {
                let says = format!("{}（{}），至{}", token.name, token.role.title(), token.last.words());
                ("签发接口令牌", Say::from(says))
            }
            AccountEvent::TokenUsed { id, address } => {
                let from = address.as_ref().map(|address| format!("，来自 {address}")).unwrap_or_default();
                ("使用接口令牌", Say::from(format!("令牌 {id}{from}")))
            }
            AccountEvent::TokenWithdrawn { id, why } => {
                ("收回接口令牌", Say::from(format!("令牌 {id}：{why}")))
            }
        }
    }
}

#[cfg(test)]
mod tests;
