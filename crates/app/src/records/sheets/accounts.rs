//! Accounts as a sheet: a row is a role that somebody holds somewhere. New accounts and further roles come in this
//! way; taking roles back, ending accounts and tokens stay with the account's own page.

use std::collections::{BTreeMap, BTreeSet};

use rongheng_documents::{Cell, sheet_reader::Row};
use rongheng_domain::{
    day::Day,
    ids::PersonId,
    people::Role,
    registers::{
        Register as _,
        account::{AccountEvent, AccountRecord},
        keeping::{self, Keep as _},
    },
};
use serde_json::json;

use super::{Cells, Column, Plan, Reading, by_name, day, text, unit_cell};
use crate::{App, RegisterWrite, Result, accounts::login_of};

pub(super) const COLUMNS: &[Column] = &[
    Column::new("账号", 18, "小写字母、数字，中间可以用点。").needed(),
    Column::new("人员", 38, "姓名或者编号，先登记人员；重名的写编号。").needed(),
    Column::new("角色", 18, "如“承办人”。一个角色一行。").needed(),
    Column::new("单位", 30, "名称或者编号：角色在哪个单位有效。").needed(),
    Column::new("第一日", 14, "不填的，从今天起。"),
    Column::new("最后一日", 14, "不填的，长期有效。"),
    Column::new("事由", 30, "新开立的、新授予的必须写，记入账号的历史。").needed(),
];

const FIELDS: &[(&str, &str)] = &[
    ("login", "账号"),
    ("person", "人员"),
    ("role", "角色"),
    ("unit", "单位"),
    ("from", "第一日"),
    ("last", "最后一日"),
    ("why", "事由"),
];

impl App {
    pub(super) async fn accounts_sheet(&self) -> Result<Vec<Vec<Cell>>> {
        let today = self.today();
        let (units, names) = self.known_units().await?;
        let mut rows = Vec::new();
        for one in self.0.store.all_accounts().await? {
            let record = self.account_record(&one.login).await?;
            let standing = record.grants.iter().filter(|grant| grant.until.is_none_or(|until| today < until));
            for grant in standing {
                let unit = grant.unit.as_ref();
                rows.push(vec![
                    text(&one.login),
                    text(&one.person),
                    text(grant.role.title()),
                    unit.map_or(Cell::Empty, |unit| unit_cell(&unit.0, &units, &names)),
                    day(Some(grant.from)),
                    day(grant.until.map(|until| until.plus(-1))),
                    text(&grant.why),
                ]);
            }
        }
        Ok(rows)
    }
}

/// What a row says.
struct Said {
    login: String,
    person: PersonId,
    role: Role,
    unit: String,
    first: Option<Day>,
    last: Option<Day>,
    why: Option<String>,
}

type Known = (BTreeMap<String, String>, BTreeMap<String, Vec<String>>);

fn read(row: &Row, people: &Known, units: &Known, plan: &mut Plan) -> Option<Said> {
    let mut cells = Cells::new(row, plan);
    let login = cells.needed("账号").map(|login| login_of(&login));
    let mut named = |column: &str, known: &Known, what: &str| {
        let text = cells.needed(column)?;
        match by_name(&text, &known.0, &known.1, what) {
            Ok(id) => Some(id),
            Err(says) => {
                cells.fault(column, says);
                None
            }
        }
    };
    let person = named("人员", people, "个人").map(PersonId);
    let unit = named("单位", units, "个单位");
    let role = cells.choice("角色", Role::CHOICES).and_then(Role::from_id);
    let (first, last) = (cells.day("第一日"), cells.day("最后一日"));
    let why = cells.text("事由");
    if !cells.good() {
        return None;
    }
    Some(Said { login: login?, person: person?, role: role?, unit: unit?, first, last, why })
}

/// Several rows of one account, folded one after the other.
struct Folding {
    version: u64,
    record: AccountRecord,
    events: Vec<AccountEvent>,
}

pub(super) async fn stage(reading: &Reading<'_>, rows: &[&Row], plan: &mut Plan) -> Result<()> {
    let app = reading.app;
    let units = app.known_units().await?;
    let mut people: Known = Known::default();
    for one in app.0.store.all_persons().await? {
        people.1.entry(rongheng_search::normal(&one.name)).or_default().push(one.id.clone());
        people.0.insert(one.id, one.name);
    }
    let mut accounts: BTreeMap<String, Folding> = BTreeMap::new();
    let mut of_person: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in app.0.store.all_accounts().await? {
        of_person.entry(one.person).or_default().insert(one.login);
    }
    let guarded = app.held_by_anybody(Role::SecurityAdmin).await?;
    for row in rows {
        let Some(said) = read(row, &people, &units, plan) else { continue };
        if !accounts.contains_key(&said.login) {
            let record = app.account_record(&said.login).await?;
            let stream = rongheng_domain::ids::StreamId::new(AccountRecord::NAME, &said.login);
            let version = app.0.store.head(&stream).await?.map_or(0, |head| head.version);
            let folding = Folding { version, record: (*record).clone(), events: Vec::new() };
            accounts.insert(said.login.clone(), folding);
        }
        // The other accounts of the person, as this file leaves them.
        let mut others = Vec::new();
        let logins = of_person.entry(said.person.0.clone()).or_default();
        for login in logins.iter().filter(|login| **login != said.login) {
            match accounts.get(login) {
                Some(folding) if folding.record.person.as_ref() != Some(&said.person) => {}
                Some(folding) => others.push(folding.record.clone()),
                None => others.push((*app.account_record(login).await?).clone()),
            }
        }
        logins.insert(said.login.clone());
        let Some(folding) = accounts.get_mut(&said.login) else { continue };
        let held = folding.record.grants.iter().any(|grant| {
            grant.role == said.role
                && grant.unit.as_ref().is_some_and(|unit| unit.0 == said.unit)
                && said.first.is_none_or(|first| first == grant.from)
        });
        if let Some(known) = &folding.record.person
            && *known != said.person
        {
            let name = people.0.get(&known.0).cloned().unwrap_or_default();
            plan.fault(row.number, "人员", format!("账号“{}”是{name}的，请更正。", said.login));
            continue;
        }
        if held {
            continue;
        }
        let Some(why) = &said.why else {
            plan.fault(row.number, "事由", "新授予的角色要写明事由，如任免文号。");
            continue;
        };
        let act = if folding.record.exists() { "grant" } else { "open" };
        let mut answers = json!({"role": said.role, "unit": said.unit, "why": why});
        if act == "open" {
            super::put(&mut answers, "login", json!(said.login));
            super::put(&mut answers, "person", json!(said.person));
        }
        for (field, day) in [("from", said.first), ("last", said.last)] {
            if let Some(day) = day {
                super::put(&mut answers, field, json!(day));
            }
        }
        let mut keeping = reading.keeping(&said.login);
        keeping.others = others;
        keeping.guarded = guarded;
        match keeping::decide(&folding.record, act, answers, &keeping) {
            Ok(events) => {
                let unit = units.0.get(&said.unit).cloned().unwrap_or_default();
                let what = if act == "open" { "开立账号，授予" } else { "授予" };
                let person = people.0.get(&said.person.0).cloned().unwrap_or_default();
                let says = format!("{what}“{}”（{unit}）", said.role.title());
                plan.change(row.number, format!("{}（{person}）", said.login), vec![says]);
                if act == "open" {
                    plan.passwords.push((said.login.clone(), person, String::new()));
                }
                for event in events {
                    folding.record = folding.record.clone().evolve(&event, reading.today);
                    folding.events.push(event);
                }
            }
            Err(failure) => plan.refused(row.number, failure, FIELDS),
        }
    }
    for (login, folding) in accounts {
        if !folding.events.is_empty() {
            let write = RegisterWrite::new::<AccountRecord>(&login, &folding.events);
            plan.writes.push(write.expecting(Some(folding.version)));
        }
    }
    Ok(())
}

impl App {
    /// Gives each new account its one-time password: into the events in the place of the empty hash, and into the list
    /// that is handed out once.
    pub(super) async fn give_passwords(&self, plan: &mut Plan) -> Result<()> {
        for (login, _, shown) in &mut plan.passwords {
            let password = crate::passwords::one_time_password()?;
            let hash = self.hash_password(&password).await?;
            let write = plan.writes.iter_mut().find(|write| write.stream.key() == login.as_str());
            for event in write.into_iter().flat_map(|write| &mut write.events) {
                let read = rongheng_domain::registers::read::<AccountRecord>(event)?;
                if let AccountEvent::PasswordSet { must_change, .. } = read {
                    let set = AccountEvent::PasswordSet { hash: hash.clone(), must_change };
                    *event = rongheng_domain::registers::record::<AccountRecord>(&set);
                }
            }
            *shown = password;
        }
        Ok(())
    }
}
