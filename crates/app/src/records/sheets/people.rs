//! 花名册 — people and their posts as a sheet. A row is a post that somebody holds; another post of the same person is
//! another row with the same 编号.

use std::collections::BTreeMap;

use rongheng_documents::{Cell, sheet_reader::Row};
use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::{Identity, Tier},
    registers::{
        Register as _,
        keeping::{self, Keep as _, Keeping},
        person::{PersonEvent, PersonRecord, Post},
    },
};
use serde_json::{Value, json};

use super::{Cells, Column, Plan, Reading, by_name, day, text, unit_cell};
use crate::{App, RegisterWrite, Result, error::Error, register::TURN};

pub(super) const COLUMNS: &[Column] = &[
    Column::new("编号", 38, "系统给的编号：改动已有人员的保留，新人员留空。").needed(),
    Column::new("姓名", 12, "").needed(),
    Column::new("单位", 30, "名称或者编号，先登记单位。").needed(),
    Column::new("职务", 20, "如“主任”。").needed(),
    Column::new("是否负责人", 10, "是该单位负责人的写“是”，不是的留空。"),
    Column::new("任职日期", 14, "担任这个职务的第一天。").needed(),
    Column::new("任职方式", 10, "已有人员换职务的写“改任”（原职务结束）或者“兼任”（原职务不变）。"),
    Column::new("离任日期", 14, "不再担任这个职务的第一天；仍在任的留空。"),
    Column::new("身份", 20, "公务员（参公人员）、其他公职人员、基层组织管理人员、非公职人员。").needed(),
    Column::new("管理层级", 10, "省管、市管、区管、科级、其他。").needed(),
    Column::new("是否党员", 10, "是或者否。").needed(),
    Column::new("变动日期", 14, "改了姓名、身份、管理层级、党员情况的，写从哪一天起。"),
    Column::new("退休日期", 14, "退休的写；从这一天起各职务结束。"),
    Column::new("同名", 10, "与已登记的人同名、确是另一人的，写“另一人”。"),
];

const FIELDS: &[(&str, &str)] = &[
    ("name", "姓名"),
    ("unit", "单位"),
    ("title", "职务"),
    ("heads_unit", "是否负责人"),
    ("from", "任职日期"),
    ("until", "离任日期"),
    ("identity", "身份"),
    ("tier", "管理层级"),
    ("party_member", "是否党员"),
    ("on", "退休日期"),
];

impl App {
    pub(super) async fn people_sheet(&self) -> Result<Vec<Vec<Cell>>> {
        let today = self.today();
        let (units, names) = self.known_units().await?;
        let mut rows = Vec::new();
        for one in self.0.store.all_persons().await? {
            let id = PersonId(one.id.clone());
            let (_, person) = self.0.people.get(&self.0.store, &StreamId::person(&id)).await?;
            let holds = |post: &&Post| post.until.is_none_or(|until| today < until);
            let mut posts: Vec<_> = person.posts.iter().filter(holds).collect();
            if posts.is_empty() {
                // Somebody who left stays in the book with the last post.
                posts.extend(person.posts.last());
            }
            let yes = |yes: bool| text(if yes { "是" } else { "否" });
            for post in posts {
                rows.push(vec![
                    text(&one.id),
                    text(&one.name),
                    unit_cell(&post.unit.0, &units, &names),
                    text(&post.title),
                    yes(post.heads_unit),
                    day(Some(post.from)),
                    Cell::Empty,
                    day(post.until),
                    text(person.identity.on(today).map_or("", |one| one.title())),
                    text(person.tier.on(today).map_or("", |one| one.title())),
                    yes(person.party_member.on(today).copied().unwrap_or_default()),
                    Cell::Empty,
                    day(person.retired_on),
                    Cell::Empty,
                ]);
            }
        }
        Ok(rows)
    }
}

/// What a row says of a person.
struct Said {
    name: String,
    unit: UnitId,
    title: String,
    heads_unit: bool,
    from: Day,
    way: Option<String>,
    until: Option<Day>,
    identity: Identity,
    tier: Tier,
    party_member: bool,
    changed: Option<Day>,
    retired: Option<Day>,
}

fn read(
    row: &Row,
    units: &(BTreeMap<String, String>, BTreeMap<String, Vec<String>>),
    plan: &mut Plan,
) -> Option<Said> {
    let mut cells = Cells::new(row, plan);
    let name = cells.needed("姓名");
    let unit = cells.needed("单位").and_then(|text| match by_name(&text, &units.0, &units.1, "个单位") {
        Ok(id) => Some(UnitId(id)),
        Err(says) => {
            cells.fault("单位", says);
            None
        }
    });
    let title = cells.needed("职务");
    let heads_unit = cells.yes("是否负责人");
    let from = cells.needed_day("任职日期");
    let way = cells.text("任职方式");
    let until = cells.day("离任日期");
    let identity = cells.choice("身份", Identity::CHOICES).and_then(Identity::from_id);
    let tier = cells.choice("管理层级", Tier::CHOICES).and_then(Tier::from_id);
    cells.needed("是否党员");
    let party_member = cells.yes("是否党员");
    let changed = cells.day("变动日期");
    let retired = cells.day("退休日期");
    if !cells.good() {
        return None;
    }
    Some(Said {
        name: name?,
        unit: unit?,
        title: title?,
        heads_unit,
        from: from?,
        way,
        until,
        identity: identity?,
        tier: tier?,
        party_member,
        changed,
        retired,
    })
}

/// Several rows of one person, folded one after the other.
#[derive(Default)]
struct Folding {
    version: u64,
    record: PersonRecord,
    events: Vec<PersonEvent>,
}

pub(super) async fn stage(reading: &Reading<'_>, rows: &[&Row], plan: &mut Plan) -> Result<()> {
    let app = reading.app;
    let units = app.known_units().await?;
    let ended = app.succession().await?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for one in app.0.store.all_persons().await? {
        let says = format!("已登记的“{}”（编号 {}）", one.name, one.id);
        names.insert(rongheng_search::normal(&one.name), says);
        ids.insert(one.id, one.name);
    }
    let mut people: BTreeMap<String, Folding> = BTreeMap::new();
    // What is known besides the row is made once: fifty thousand blank policies cost as much as the rules.
    let mut keeping = reading.keeping("");
    for (at, row) in rows.iter().enumerate() {
        if at.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
        let stated = row.values.get("编号").map(rongheng_documents::sheet_reader::Value::text);
        if let Some(id) = stated.as_ref().filter(|id| !ids.contains_key(*id)) {
            plan.fault(row.number, "编号", format!("没有编号为“{id}”的人员；新人员的编号请留空。"));
            continue;
        }
        let id = stated.clone().unwrap_or_else(|| reading.new_id(row.number));
        let Some(said) = read(row, &units, plan) else { continue };
        if let Some(says) = ended.ended_by(&said.unit, said.from, &units.0) {
            plan.fault(row.number, "单位", says);
            continue;
        }
        if !people.contains_key(&id) {
            let mut folding = Folding::default();
            // Somebody new has no record yet, unless this very file was written before.
            if ids.contains_key(&id) {
                let stream = StreamId::person(&PersonId(id.clone()));
                let (version, record) = app.0.people.get(&app.0.store, &stream).await?;
                (folding.version, folding.record) = (version, (*record).clone());
            }
            people.insert(id.clone(), folding);
        }
        let Some(folding) = people.get_mut(&id) else { continue };
        if !folding.record.exists() {
            let key = rongheng_search::normal(&said.name);
            let other = row.values.get("同名").map(rongheng_documents::sheet_reader::Value::text);
            if let Some(known) = names.get(&key).filter(|_| other.as_deref() != Some("另一人")) {
                let says =
                    format!("与{known}同名。是同一人的，请填编号；确是另一人的，在“同名”列写“另一人”。");
                plan.fault(row.number, "姓名", says);
                continue;
            }
            names.insert(key, format!("本表第 {} 行的“{}”", row.number, said.name));
        }
        keeping.key.clone_from(&id);
        apply(reading, row, &keeping, &said, folding, &units.0, plan).await?;
    }
    for (id, folding) in people {
        if !folding.events.is_empty() {
            let write = RegisterWrite::new::<PersonRecord>(&id, &folding.events);
            plan.writes.push(write.expecting(Some(folding.version)));
        }
    }
    Ok(())
}

/// Lets the rules of the forms decide on everything the row changes.
async fn apply(
    reading: &Reading<'_>,
    row: &Row,
    keeping: &Keeping,
    said: &Said,
    folding: &mut Folding,
    units: &BTreeMap<String, String>,
    plan: &mut Plan,
) -> Result<()> {
    let before = plan.faults.len();
    let acts = acts(reading, row.number, said, &folding.record, plan);
    let mut says = Vec::new();
    for (act, answers) in acts {
        if plan.faults.len() > before {
            break;
        }
        if let Err(Error::Refused(refusal)) =
            reading.app.leaves_nothing(PersonRecord::NAME, &keeping.key, act, &answers).await
        {
            plan.refused(row.number, refusal.into(), FIELDS);
            continue;
        }
        match keeping::decide(&folding.record, act, answers, keeping) {
            Ok(more) => {
                for event in more {
                    says.push(told(&event, units));
                    folding.record = folding.record.clone().evolve(&event, reading.today);
                    folding.events.push(event);
                }
            }
            Err(failure) => plan.refused(row.number, failure, FIELDS),
        }
    }
    plan.change(row.number, said.name.clone(), says);
    Ok(())
}

/// The acts of the forms that a row comes to.
fn acts(
    reading: &Reading<'_>,
    row: u32,
    said: &Said,
    record: &PersonRecord,
    plan: &mut Plan,
) -> Vec<(&'static str, Value)> {
    let today = reading.today;
    let post =
        json!({"unit": said.unit, "title": said.title, "heads_unit": said.heads_unit, "from": said.from});
    let mut acts = Vec::new();
    if record.exists() {
        let dated = |what: &str, plan: &mut Plan| {
            if said.changed.is_none() {
                plan.fault(row, "变动日期", format!("改了{what}，请写明从哪一天起。"));
            }
        };
        let name = record.names.iter().next_back().map(|(_, name)| name.as_str());
        if name != Some(said.name.as_str()) {
            dated("姓名", plan);
            acts.push(("rename", json!({"name": said.name, "from": said.changed})));
        }
        if record.identity.on(today) != Some(&said.identity) {
            dated("身份", plan);
            acts.push(("set_identity", json!({"identity": said.identity, "from": said.changed})));
        }
        if record.tier.on(today) != Some(&said.tier) {
            dated("管理层级", plan);
            acts.push(("set_tier", json!({"tier": said.tier, "from": said.changed})));
        }
        if record.party_member.on(today) != Some(&said.party_member) {
            dated("党员情况", plan);
            let membership = json!({"party_member": said.party_member, "from": said.changed});
            acts.push(("set_membership", membership));
        }
        let same = |post: &&Post| post.unit == said.unit && post.title == said.title;
        let held = record.posts.iter().rev().find(same);
        match held {
            Some(held) if held.from != said.from => {
                let says = format!("登记的任职日期是{}；写错了的，请在人员页面更正。", held.from.words());
                plan.fault(row, "任职日期", says);
            }
            Some(held) if held.heads_unit != said.heads_unit => {
                let says = "负责人变了的，是新的任职：请在人员页面办“改任新职”，或者另写一行新的职务。";
                plan.fault(row, "是否负责人", says);
            }
            Some(_) => {}
            None => match said.way.as_deref() {
                Some("改任") => acts.push(("move", post)),
                Some("兼任") => acts.push(("appoint", post)),
                _ => plan.fault(row, "任职方式", "这是此人新的职务，请写“改任”或者“兼任”。"),
            },
        }
        if let Some(until) = said.until
            && held.is_none_or(|held| held.until.is_none())
        {
            acts.push(("leave", json!({"unit": said.unit, "until": until})));
        }
    } else {
        let mut all = post;
        super::put(&mut all, "name", json!(said.name));
        super::put(&mut all, "identity", json!(said.identity));
        super::put(&mut all, "tier", json!(said.tier));
        super::put(&mut all, "party_member", json!(said.party_member));
        acts.push(("register", all));
        if let Some(until) = said.until {
            acts.push(("leave", json!({"unit": said.unit, "until": until})));
        }
    }
    if let Some(on) = said.retired
        && record.retired_on != Some(on)
    {
        acts.push(("retire", json!({ "on": on })));
    }
    acts
}

fn told(event: &PersonEvent, units: &BTreeMap<String, String>) -> String {
    let unit = |id: &UnitId| units.get(&id.0).cloned().unwrap_or_default();
    let at = |post: &Post| format!("{}{}，{}起", unit(&post.unit), post.title, post.from.words());
    match event {
        PersonEvent::Registered { posts, .. } => {
            format!("新登记：{}", posts.iter().map(at).collect::<Vec<_>>().join("；"))
        }
        PersonEvent::Renamed { name, from } => format!("姓名改为“{name}”，{}起", from.words()),
        PersonEvent::Moved { post } => format!("改任{}", at(post)),
        PersonEvent::Appointed { post } => format!("兼任{}", at(post)),
        PersonEvent::Left { unit: of, until } => format!("不再在{}任职，{}起", unit(of), until.words()),
        PersonEvent::IdentitySet { identity, from } => {
            format!("身份改为{}，{}起", identity.title(), from.words())
        }
        PersonEvent::MembershipSet { party_member, from } => {
            format!("{}，{}起", if *party_member { "是中共党员" } else { "不是中共党员" }, from.words())
        }
        PersonEvent::TierSet { tier, from } => format!("管理层级改为{}，{}起", tier.title(), from.words()),
        PersonEvent::Retired { on } => format!("{}退休", on.words()),
        // No column of the sheet says any of these.
        PersonEvent::KinEntered { .. }
        | PersonEvent::KinStruck { .. }
        | PersonEvent::LeaveEntered(_)
        | PersonEvent::DeputyNamed(_)
        | PersonEvent::Delegated(_)
        | PersonEvent::AwayEnded(_) => String::new(),
    }
}
