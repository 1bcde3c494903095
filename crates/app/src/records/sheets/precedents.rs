//! Precedents as a sheet: new ones come in as drafts that a leader approves; those that are there are changed on their
//! own page, where the change has a reason.

use std::collections::BTreeMap;

use rongheng_documents::{Cell, sheet_reader::Row};
use rongheng_domain::{
    judgement::leniences::Lenience,
    registers::{
        Register as _,
        checklist::AREAS,
        keeping,
        precedent::{self, Ending, Precedent, Source},
    },
};
use serde_json::json;

use super::{Cells, Column, Plan, Reading, text};
use crate::{App, RegisterWrite, Result};

pub(super) const COLUMNS: &[Column] = &[
    Column::new("标题", 40, "说清是什么事，不写人名、单位名。").needed(),
    Column::new("领域或者主体", 14, "营商环境、城市更新、行政执法、征地拆迁、街道、社区、经济联社。")
        .needed(),
    Column::new("三宽容", 12, "探索创新、履职尽责、应急处突。").needed(),
    Column::new("适用情形编码", 14, "有相符情形的写。"),
    Column::new("结果", 18, "容错免责、容错但仍需追责、不予容错。").needed(),
    Column::new("基本事实", 60, "隐去人员、单位、案号。").long().needed(),
    Column::new("怎样考量", 60, "五个方面怎样考量。").long().needed(),
    Column::new("纠正和后续", 50, "怎样纠正，挽回了什么。").long().needed(),
    Column::new("启示", 50, "别人可以学到什么，界限在哪里。").long().needed(),
    Column::new("来源", 22, "其他地方通报、公布，或者示范；取自本机关案件的，在页面上编写。").needed(),
    Column::new("通报或者公布出处", 40, "来自其他地方的必须写。"),
    Column::new("现在", 12, "只供查看，导入时不看。"),
];

impl App {
    pub(super) async fn precedents_sheet(&self) -> Result<Vec<Vec<Cell>>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(Precedent::NAME).await? {
            let record = self.folded::<Precedent>(stream.key()).await?.record;
            let standing = record.standing();
            let Some(one) = record.text else { continue };
            rows.push(vec![
                text(one.title),
                text(one.area),
                text(one.lenience.title()),
                text(one.circumstance.unwrap_or_default()),
                text(one.ending.title()),
                text(one.facts),
                text(one.weighed),
                text(one.done),
                text(one.lesson),
                text(one.source.title()),
                text(one.published.unwrap_or_default()),
                text(standing),
            ]);
        }
        Ok(rows)
    }
}

pub(super) async fn stage(reading: &Reading<'_>, rows: &[&Row], plan: &mut Plan) -> Result<()> {
    let app = reading.app;
    let registers = app.0.snapshot.registers(&app.0.store).await?;
    let names: std::sync::Arc<[String]> = app.registered_names().await?.into();
    let mut titles: BTreeMap<String, (String, u32)> = BTreeMap::new();
    for stream in app.0.store.streams_of_kind(Precedent::NAME).await? {
        if let Some(text) = app.folded::<Precedent>(stream.key()).await?.record.text {
            titles.insert(text.title, (text.facts, 0));
        }
    }
    for row in rows {
        let mut cells = Cells::new(row, plan);
        let choices = [
            ("area", cells.choice("领域或者主体", AREAS)),
            ("lenience", cells.choice("三宽容", Lenience::CHOICES)),
            ("ending", cells.choice("结果", Ending::CHOICES)),
            ("source", cells.choice("来源", Source::CHOICES)),
        ];
        let mut answers = json!({});
        for (field, choice) in choices {
            super::put(&mut answers, field, json!(choice));
        }
        for (field, column) in [
            ("title", "标题"),
            ("facts", "基本事实"),
            ("weighed", "怎样考量"),
            ("done", "纠正和后续"),
            ("lesson", "启示"),
        ] {
            super::put(&mut answers, field, json!(cells.needed(column)));
        }
        for (field, column) in [("circumstance", "适用情形编码"), ("published", "通报或者公布出处")]
        {
            if let Some(text) = cells.text(column) {
                super::put(&mut answers, field, json!(text));
            }
        }
        if !cells.good() {
            continue;
        }
        let title = cells.text("标题").unwrap_or_default();
        let facts = cells.text("基本事实").unwrap_or_default();
        if let Some((known, first)) = titles.insert(title.clone(), (facts.clone(), row.number)) {
            if first > 0 {
                cells.fault("标题", format!("标题与第 {first} 行相同，请改写或者删去一行。"));
            } else if known != facts {
                cells.fault("标题", "同一标题的案例已经有了；要修改的，请在案例页面办“修改案例”，写明理由。");
            }
            continue;
        }
        if choices_of(&choices, "source") == Some(Source::Archived.id()) {
            cells.fault("来源", "取自本机关案件的，请在页面上编写：要核对案件已经归档。");
            continue;
        }
        let id = reading.new_id(row.number);
        let mut keeping = reading.keeping(&id);
        keeping.texts = std::sync::Arc::clone(&registers.checklist);
        keeping.names = std::sync::Arc::clone(&names);
        match keeping::decide(&Precedent::default(), "write", answers, &keeping) {
            Ok(events) => {
                plan.change(row.number, title, vec!["新增案例，待批准".to_owned()]);
                plan.writes.push(RegisterWrite::new::<Precedent>(&id, &events).expecting(Some(0)));
            }
            Err(failure) => plan.refused(row.number, failure, precedent::COLUMNS),
        }
    }
    Ok(())
}

fn choices_of<'a>(choices: &[(&str, Option<&'a str>)], field: &str) -> Option<&'a str> {
    choices.iter().find(|(name, _)| *name == field).and_then(|(_, choice)| *choice)
}
