//! The checklist as a sheet: a file becomes one amendment with all its changes, which two people check and which is
//! issued like any other. The checklist itself is never written from a file.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_documents::{Cell, sheet_reader::Row};
use rongheng_domain::{
    judgement::leniences::Lenience,
    registers::{
        amendment::{self, Amendment, AmendmentEvent, Change, DraftedCircumstance},
        checklist::{AREAS, ChecklistRecord, Circumstance, shown},
    },
};

use super::{Cells, Column, Plan, Reading, day, text};
use crate::{App, RegisterWrite, Result};

pub(super) const COLUMNS: &[Column] = &[
    Column::new("编码", 16, "已有的编码形成新文本；新的情形写新编码，如 land.15。").needed(),
    Column::new("领域或者主体", 14, "营商环境、城市更新、行政执法、征地拆迁、街道、社区、经济联社。")
        .needed(),
    Column::new("三宽容", 12, "探索创新、履职尽责、应急处突。").needed(),
    Column::new("标题", 40, "一句话说清是什么情形，不超过 60 字。").needed(),
    Column::new("情形", 60, "典型的事实。").long().needed(),
    Column::new("条件", 60, "一个条件一行（单元格内换行），每个都能用证据核对。").long().needed(),
    Column::new("边界", 60, "哪些情况不适用。").long().needed(),
    Column::new("仍须采取的措施", 50, "一项一行。").long(),
    Column::new("依据", 30, "所依据的文件和条款；新的、改动的情形必须写。"),
    Column::new("最后一天", 14, "要停止施行的，写最后一天；不停止的留空。"),
    Column::new("停止的理由", 30, "写了最后一天的，写明理由。"),
    Column::new("出处", 40, "只供查看，导入时不看。"),
    Column::new("性质", 10, "只供查看：正式印发，或者示范。"),
];

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

impl App {
    pub(super) async fn checklist_sheet(&self) -> Result<Vec<Vec<Cell>>> {
        let registers = self.0.snapshot.registers(&self.0.store).await?;
        let today = self.today();
        let row = |one: &Circumstance| {
            let lenience = Lenience::from_id(&one.lenience).map_or("", Lenience::title);
            let mark = shown::mark(one);
            vec![
                text(&one.code),
                text(&one.area),
                text(lenience),
                text(&one.title),
                text(&one.facts),
                text(one.conditions.join("\n")),
                text(&one.boundary),
                text(one.measures.join("\n")),
                text(one.source.clone().unwrap_or_default()),
                day(one.until),
                Cell::Empty,
                text(&one.document),
                text(if mark.is_empty() { "正式印发" } else { mark }),
            ]
        };
        Ok(registers.checklist.in_force(today).0.values().map(row).collect())
    }
}

/// The change of a row; nothing where it says what stands.
fn read(row: &Row, known: &ChecklistRecord, reading: &Reading<'_>, plan: &mut Plan) -> Option<Change> {
    let mut cells = Cells::new(row, plan);
    let code = cells.needed("编码")?;
    let standing = known.texts.get(&code).and_then(|texts| texts.iter().max_by_key(|text| text.from));
    if let Some(until) = cells.day("最后一天")
        && standing.is_some_and(|text| text.until != Some(until))
    {
        let why = cells.needed("停止的理由");
        if until < reading.today {
            cells.fault("最后一天", "最后一天不能早于今天：已经施行过的日子不能改成没有施行。");
        }
        return why.filter(|_| until >= reading.today).map(|why| Change::Ending { code, until, why });
    }
    let area = cells.choice("领域或者主体", AREAS);
    let lenience = cells.choice("三宽容", Lenience::CHOICES);
    let cell = |name: &str| cells.text(name).unwrap_or_default();
    let (title, facts, boundary, source) = (cell("标题"), cell("情形"), cell("边界"), cell("依据"));
    let (conditions, measures) = (lines(&cell("条件")), lines(&cell("仍须采取的措施")));
    let drafted = DraftedCircumstance {
        code,
        area: area?.to_owned(),
        lenience: Lenience::from_id(lenience?)?,
        title,
        facts,
        conditions,
        boundary,
        measures,
        source,
    };
    if standing.is_some_and(|text| drafted.says_the_same(text)) {
        return None;
    }
    for (field, says) in amendment::faults(&drafted, known) {
        let column = amendment::COLUMNS.iter().find(|(name, _)| *name == field).map_or("", |(_, one)| one);
        cells.fault(column, says);
    }
    cells.good().then_some(Change::Circumstance(drafted))
}

pub(super) async fn stage(reading: &Reading<'_>, rows: &[&Row], plan: &mut Plan) -> Result<()> {
    let app = reading.app;
    let registers = app.0.snapshot.registers(&app.0.store).await?;
    let known = Arc::clone(&registers.checklist);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut titles: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let by = reading.actor.person.clone();
    let mut events = vec![AmendmentEvent::Opened {
        title: format!("从表格导入：{}", reading.file),
        why: format!("由表格“{}”导入", reading.file),
    }];
    for row in rows {
        let code = row.values.get("编码").map(rongheng_documents::sheet_reader::Value::text);
        if let Some(code) = code
            && let Some(first) = seen.insert(code.clone(), row.number)
        {
            let says = format!("编码“{code}”与第 {first} 行重复，请删去一行，或者改用别的编码。");
            plan.fault(row.number, "编码", says);
            continue;
        }
        let Some(change) = read(row, &known, reading, plan) else { continue };
        if let Change::Circumstance(one) = &change
            && let Some((code, first)) = titles.insert(one.title.clone(), (one.code.clone(), row.number))
        {
            plan.fault(row.number, "标题", format!("标题与第 {first} 行（{code}）相同，请改写。"));
        }
        let says = match &change {
            Change::Circumstance(one) => {
                let old = known.texts.get(&one.code).and_then(|texts| texts.last());
                match old.map(DraftedCircumstance::of) {
                    None => vec!["新增的情形".to_owned()],
                    Some(old) => {
                        let (old, new) = (amendment::parts(&old), amendment::parts(one));
                        let differ = old.iter().zip(&new).filter(|(old, new)| old != new);
                        differ.map(|(_, (label, _))| format!("“{label}”有改动")).collect()
                    }
                }
            }
            Change::Ending { until, .. } => vec![format!("施行到{}为止", until.words())],
            Change::Principle(_) => Vec::new(),
        };
        plan.change(row.number, amendment::named(&change), says);
        events.push(AmendmentEvent::Written { change, by: by.clone() });
    }
    if events.len() > 1 {
        let key = reading.new_id(0);
        // Brought in before and interrupted after: there is nothing left to do.
        let there = app.0.store.head(&rongheng_domain::ids::StreamId::new("amendment", &key)).await?;
        if there.is_some() {
            plan.changes.clear();
        } else {
            plan.writes.push(RegisterWrite::new::<Amendment>(&key, &events).expecting(Some(0)));
        }
    }
    Ok(())
}
