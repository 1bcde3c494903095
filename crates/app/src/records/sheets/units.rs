//! Units as a sheet: new ones, other names, other parents, mergers and ends, each from its day.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rongheng_documents::{Cell, sheet_reader::Row};
use rongheng_domain::{
    day::Day,
    ids::{StreamId, UnitId},
    registers::{
        Register as _,
        keeping::{self, Keep as _},
        organisation::{OrganisationEvent, OrganisationKind, OrganisationRecord},
    },
};
use serde_json::{Value, json};

use super::{Cells, Column, Plan, Reading, by_name, day, text, unit_cell};
use crate::{App, RegisterWrite, Result, register::TURN, succession::Succession};

pub(super) const COLUMNS: &[Column] = &[
    Column::new("编号", 20, "系统给的编号：改动已有单位的保留，新单位留空。").needed(),
    Column::new("名称", 36, "全称，与公章一致。").needed(),
    Column::new("类别", 18, "如街道、社区、经济联社、部门。").needed(),
    Column::new("上级单位", 30, "名称或者编号；可以是本表里的新单位。").needed(),
    Column::new("主体责任党组织", 30, "名称或者编号。"),
    Column::new("代码", 16, "有区划代码的填写。"),
    Column::new("自何日起", 14, "新单位的成立日期；改了名称、上级、党组织的，写从哪天起。").needed(),
    Column::new("并入单位", 30, "名称或者编号；并入的，从“自何日起”不再单独存在。"),
    Column::new("撤销日期", 14, "撤销的写；从这一天起不再存在。"),
    Column::new("承接单位", 30, "名称或者编号；撤销以后由它接着办未办完的事项。"),
    Column::new("文件依据", 30, "改名、并入、撤销的，写批准文件的名称和文号。"),
];

/// Where a refusal of each field is shown.
const FIELDS: &[(&str, &str)] = &[
    ("name", "名称"),
    ("kind", "类别"),
    ("parent", "上级单位"),
    ("committee", "主体责任党组织"),
    ("code", "代码"),
    ("from", "自何日起"),
    ("into", "并入单位"),
    ("on", "撤销日期"),
    ("successor", "承接单位"),
    ("document", "文件依据"),
];

impl App {
    pub(super) async fn units_sheet(&self) -> Result<Vec<Vec<Cell>>> {
        let today = self.today();
        let (ids, names) = self.known_units().await?;
        let mut rows = Vec::new();
        for id in ids.keys() {
            let (_, unit) = self.0.units.get(&self.0.store, &StreamId::unit(&UnitId(id.clone()))).await?;
            if !unit.stands_on(today) {
                continue;
            }
            let named = |id: Option<&UnitId>| id.map_or(Cell::Empty, |id| unit_cell(&id.0, &ids, &names));
            rows.push(vec![
                text(id),
                text(unit.name(today).unwrap_or_default()),
                text(unit.kind.map_or("", OrganisationKind::title)),
                named(unit.parent_on(today)),
                named(unit.committee.on(today).and_then(Option::as_ref)),
                text(unit.code.clone().unwrap_or_default()),
                day(unit.names.iter().next().map(|(from, _)| from)),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]);
        }
        Ok(rows)
    }
}

/// Everything units of a file can name.
struct Known {
    ids: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<String>>,
    ended: Arc<Succession>,
}

impl Known {
    fn unit(&self, cells: &mut Cells<'_>, column: &str) -> Option<UnitId> {
        let text = cells.text(column)?;
        match by_name(&text, &self.ids, &self.names, "个单位") {
            Ok(id) => Some(UnitId(id)),
            Err(says) => {
                cells.fault(column, says);
                None
            }
        }
    }
}

/// What a row newly names stands on the day from which it is named.
fn named_stand(cells: &mut Cells<'_>, known: &Known, named: &[(&str, Option<&UnitId>, Option<Day>)]) {
    for (column, unit, on) in named {
        let (Some(unit), Some(on)) = (unit, on) else { continue };
        if let Some(says) = known.ended.ended_by(unit, *on, &known.ids) {
            cells.fault(column, says);
        }
    }
}

/// A row's own id: the one it states, a code, or a new one.
fn own_id(row: &Row, reading: &Reading<'_>) -> String {
    let cell = |name: &str| row.values.get(name).map(rongheng_documents::sheet_reader::Value::text);
    cell("编号").or_else(|| cell("代码")).unwrap_or_else(|| reading.new_id(row.number))
}

pub(super) async fn stage(reading: &Reading<'_>, rows: &[&Row], plan: &mut Plan) -> Result<()> {
    let app = reading.app;
    let (mut ids, mut names) = app.known_units().await?;
    let registered: BTreeSet<_> = ids.keys().cloned().collect();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut good = Vec::new();
    for row in rows {
        let id = own_id(row, reading);
        let stated = row.values.contains_key("编号");
        if stated && !ids.contains_key(&id) {
            plan.fault(row.number, "编号", format!("没有编号为“{id}”的单位；新单位的编号请留空。"));
            continue;
        }
        if let Some(first) = seen.insert(id.clone(), row.number) {
            let column = if stated { "编号" } else { "代码" };
            plan.fault(
                row.number,
                column,
                format!("与第 {first} 行是同一个单位，请删去一行，或者更正{column}。"),
            );
            continue;
        }
        let name =
            row.values.get("名称").map(rongheng_documents::sheet_reader::Value::text).unwrap_or_default();
        if !ids.contains_key(&id) && !name.is_empty() {
            let same = names.entry(rongheng_search::normal(&name)).or_default();
            if let Some(other) = same.first() {
                let says = format!(
                    "“{name}”已经登记过（编号 {other}）。改动它的，请写编号；确是另一个单位的，请写出能区别的全称。"
                );
                plan.fault(row.number, "名称", says);
                continue;
            }
            same.push(id.clone());
            ids.insert(id.clone(), name);
        }
        good.push((*row, id));
    }
    let known = Known { ids, names, ended: app.succession().await? };
    for (at, (row, id)) in good.into_iter().enumerate() {
        if at.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
        let (version, record) = if registered.contains(&id) {
            app.0.units.get(&app.0.store, &StreamId::unit(&UnitId(id.clone()))).await?
        } else {
            (0, Arc::default())
        };
        let before = plan.faults.len();
        let acts = acts(row, &record, &known, reading, plan);
        if plan.faults.len() > before {
            continue;
        }
        let keeping = reading.keeping(&id);
        let mut now = (*record).clone();
        let (mut events, mut says) = (Vec::new(), Vec::new());
        for (act, answers) in acts {
            match keeping::decide(&now, act, answers, &keeping) {
                Ok(more) => {
                    for event in more {
                        says.push(told(&event, &known));
                        now = now.evolve(&event, reading.today);
                        events.push(event);
                    }
                }
                Err(failure) => plan.refused(row.number, failure, FIELDS),
            }
        }
        if !events.is_empty() {
            let name = known.ids.get(&id).cloned().unwrap_or_default();
            plan.change(row.number, name, says);
            let write = RegisterWrite::new::<OrganisationRecord>(&id, &events).expecting(Some(version));
            plan.writes.push(write);
        }
    }
    rounds(&known, plan, reading).await
}

/// The acts of the forms that a row comes to.
fn acts(
    row: &Row,
    record: &OrganisationRecord,
    known: &Known,
    reading: &Reading<'_>,
    plan: &mut Plan,
) -> Vec<(&'static str, Value)> {
    let mut cells = Cells::new(row, plan);
    let today = reading.today;
    let name = cells.needed("名称");
    let kind = cells.choice("类别", OrganisationKind::CHOICES);
    let parent = known.unit(&mut cells, "上级单位");
    let has_committee = cells.text("主体责任党组织").is_some();
    let committee = known.unit(&mut cells, "主体责任党组织");
    let code = cells.text("代码");
    let into = known.unit(&mut cells, "并入单位");
    let ended = cells.day("撤销日期");
    let successor = known.unit(&mut cells, "承接单位");
    let document = cells.text("文件依据");
    let from = cells.day("自何日起");
    let mut acts = Vec::new();
    if !record.exists() {
        if from.is_none() {
            cells.needed_day("自何日起");
        }
        acts.push((
            "register",
            json!({"name": name, "kind": kind, "parent": parent, "committee": committee, "code": code, "from": from}),
        ));
        return if cells.good() { acts } else { Vec::new() };
    }
    if kind.is_some() && record.kind.map(OrganisationKind::id) != kind {
        cells.fault("类别", "类别不能改；性质变了的，请撤销原单位，另行登记新单位。");
    }
    if code.is_some() && code != record.code {
        cells.fault("代码", "代码不能改；写错了的，请撤销原单位，另行登记。");
    }
    let renamed = name.is_some() && record.name(today) != name.as_deref();
    let moved = record.parent_on(today) != parent.as_ref();
    let other_committee =
        has_committee && record.committee.on(today).and_then(Option::as_ref) != committee.as_ref();
    if (renamed || moved || other_committee || into.is_some()) && from.is_none() {
        cells.fault("自何日起", "这一行有改动，请写明从哪一天起。");
    }
    let ends = ended.is_some() && record.abolished_on != ended;
    if (renamed || into.is_some() || ends) && document.is_none() {
        cells.fault("文件依据", "改名、并入、撤销都要有文件依据，请写明批准文件的名称和文号。");
    }
    if successor.is_some() && ended.is_none() {
        cells.fault("承接单位", "只有撤销的单位才写承接单位，请补填撤销日期，或者清空这一格。");
    }
    if into.is_some() && ended.is_some() {
        cells.fault("撤销日期", "并入和撤销只能写一项：并入的写“并入单位”和“自何日起”，撤销的写“撤销日期”。");
    }
    let new_parent = parent.as_ref().filter(|_| moved);
    let new_committee = committee.as_ref().filter(|_| other_committee);
    named_stand(
        &mut cells,
        known,
        &[
            ("上级单位", new_parent, from),
            ("主体责任党组织", new_committee, from),
            ("并入单位", into.as_ref(), from),
            ("承接单位", successor.as_ref(), ended),
        ],
    );
    if renamed {
        acts.push(("rename", json!({"name": name, "from": from, "document": document})));
    }
    if moved {
        acts.push(("move", json!({"parent": parent, "from": from})));
    }
    if other_committee {
        acts.push(("set_committee", json!({"committee": committee, "from": from})));
    }
    if into.is_some() {
        acts.push(("merge", json!({"into": into, "on": from, "document": document})));
    }
    if ends {
        acts.push(("abolish", json!({"on": ended, "successor": successor, "document": document})));
    }
    if cells.good() { acts } else { Vec::new() }
}

/// Parents that lead back to where they began have no top.
async fn rounds(known: &Known, plan: &mut Plan, reading: &Reading<'_>) -> Result<()> {
    let app = reading.app;
    let mut parents: BTreeMap<String, Option<UnitId>> = BTreeMap::new();
    for write in &plan.writes {
        for event in &write.events {
            let read = rongheng_domain::registers::read::<OrganisationRecord>(event)?;
            if let OrganisationEvent::Registered { parent, .. } | OrganisationEvent::Moved { parent, .. } =
                read
            {
                parents.insert(write.stream.key().to_owned(), parent);
            }
        }
    }
    for start in parents.keys().cloned().collect::<Vec<_>>() {
        let (mut at, mut passed) = (start.clone(), BTreeSet::new());
        while passed.insert(at.clone()) {
            let parent = if let Some(parent) = parents.get(&at) {
                parent.clone()
            } else {
                let stream = StreamId::unit(&UnitId(at.clone()));
                app.0.units.get(&app.0.store, &stream).await?.1.parent_on(reading.today).cloned()
            };
            let Some(parent) = parent else { break };
            at = parent.0;
            if at == start {
                let name = known.ids.get(&start).cloned().unwrap_or_default();
                let row = plan.changes.iter().find(|change| change.subject == name).map_or(0, |one| one.row);
                plan.fault(row, "上级单位", format!("“{name}”的上级一层层往上又回到它自己，请更正。"));
                break;
            }
        }
    }
    Ok(())
}

fn told(event: &OrganisationEvent, known: &Known) -> String {
    let unit = |id: &Option<UnitId>| {
        id.as_ref().map_or("没有".to_owned(), |id| known.ids.get(&id.0).cloned().unwrap_or_default())
    };
    match event {
        OrganisationEvent::Registered { kind, from, .. } => {
            format!("新登记：{}，{}起", kind.title(), from.words())
        }
        OrganisationEvent::Renamed { name, from, .. } => format!("改名为“{name}”，{}起", from.words()),
        OrganisationEvent::Moved { parent, from } => {
            format!("上级单位改为{}，{}起", unit(parent), from.words())
        }
        OrganisationEvent::CommitteeSet { committee, from } => {
            format!("主体责任党组织改为{}，{}起", unit(committee), from.words())
        }
        OrganisationEvent::Merged { into, on, .. } => {
            format!("{}起并入{}", on.words(), unit(&Some(into.clone())))
        }
        OrganisationEvent::Abolished { on, successor, .. } => {
            let by = successor.as_ref().map(|_| format!("，由{}承接", unit(successor))).unwrap_or_default();
            format!("{}起撤销{by}", on.words())
        }
        OrganisationEvent::HeadSet { .. } | OrganisationEvent::SecretarySet { .. } => String::new(),
    }
}
