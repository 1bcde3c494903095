//! The case list at 1,000 and at 100,000 cases: the same page, asked in turn, and how the engine finds it.

use std::{path::Path, time::Instant};

use rongheng_app::{
    Actor, App, CaseRow, PartRow, RowChange, TaskRow,
    domain::{
        ids::{PersonId, StreamId},
        kind::{Part, Who},
    },
    page::Filter,
};

use super::{
    alternate::Rounds,
    figures::{Target, short},
    report::Report,
    world::{Closed, World},
};

const FEW: usize = 1_000;
pub(super) const MANY: usize = 100_000;
const ASKED: usize = 300;

pub(super) async fn measure(report: &mut Report, scratch: &Path) -> anyhow::Result<()> {
    let few = Box::pin(filled(&scratch.join("few"), FEW)).await?;
    let many = Box::pin(filled(&scratch.join("many-cases"), MANY)).await?;
    let officer = few.officer()?;
    let filter = Filter { kind: "tolerance".to_owned(), ..Filter::default() };
    let mut first = Rounds::default();
    let mut deep = Rounds::default();
    let (few_deep, many_deep) =
        (half_way(&few.app, &officer, 5).await?, half_way(&many.app, &officer, 50).await?);
    for asked in 0..ASKED + 20 {
        let a =
            (took(&many.app, &officer, &filter, None).await?, took(&few.app, &officer, &filter, None).await?);
        let b = (
            took(&many.app, &officer, &filter, many_deep.as_deref()).await?,
            took(&few.app, &officer, &filter, few_deep.as_deref()).await?,
        );
        if asked >= 20 {
            first.add(a.0, a.1);
            deep.add(b.0, b.1);
        }
    }
    for (name, rounds) in [("第一页", &first), ("往后翻页", &deep)] {
        let how = format!("100000 件 {} ms,1000 件 {} ms", rounds.ours, rounds.theirs);
        let ratio = rounds.ours.median() / rounds.theirs.median();
        report.figure(&format!("案件列表({name}):100000 件与 1000 件之比"), ratio, Target::AtMost(1.5), how);
    }

    many.app.store().record();
    many.app.list_cases(&officer, &filter, many_deep.as_deref()).await?;
    let plans = many.app.store().plans(&many.app.store().recorded()).await?;
    let steps: Vec<&String> = plans.iter().flat_map(|(_, plan)| plan).collect();
    let bad = steps
        .iter()
        .filter(|s| **s == "SCAN c" || s.starts_with("SCAN c ") || s.contains("TEMP B-TREE FOR ORDER"))
        .count();
    for step in &steps {
        report.say(format!("  查询计划:{step}"));
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of lines")]
    let bad = bad as f64;
    report.figure("案件列表:计划中的全表扫描和排序", bad, Target::AtMost(0.0), "EXPLAIN QUERY PLAN");
    Ok(())
}

/// A world whose lists hold `count` cases.
async fn filled(folder: &Path, count: usize) -> anyhow::Result<World> {
    let world = Closed::make(folder, None).await?.open().await?;
    fill(&world.app, count).await?;
    Ok(world)
}

/// Puts rows of invented cases into the read tables, beside the people and units that are there. The ledger knows
/// nothing of them: only lists are asked here.
pub(super) async fn fill(app: &App, count: usize) -> anyhow::Result<()> {
    let store = app.store();
    let mut rows: Vec<RowChange> = Vec::new();
    rows.extend(store.all_persons().await?.into_iter().map(RowChange::PutPerson));
    rows.extend(store.all_accounts().await?.into_iter().map(RowChange::PutAccount));
    let units = store.all_units().await?;
    let unit_at = |n: usize| units.get(n % units.len().max(1)).map(|u| u.id.clone()).unwrap_or_default();
    let stages = ["受理", "核实", "会商", "审理", "认定", "反馈"];
    for n in 0..count {
        let stream = StreamId::new("tolerance", &format!("{n:08}-bench"));
        let day = format!("20{:02}-{:02}-{:02}", 21 + n % 5, 1 + n / 5 % 12, 1 + n / 60 % 28);
        let stage = stages.get(n % stages.len()).copied().unwrap_or_default();
        rows.push(RowChange::PutCase(Box::new(CaseRow {
            stream: stream.0.clone(),
            kind: "tolerance".to_owned(),
            number: format!("容〔20{:02}〕{n}号", 21 + n % 5),
            title: format!("关于第{n}号地块补偿面积认定的容错申请"),
            stage: stage.to_owned(),
            unit: unit_at(n),
            organ: "discipline".to_owned(),
            opened_on: day.clone(),
            due_rule: "tol.verify".to_owned(),
            due_on: day,
            version: 1,
            ..CaseRow::default()
        })));
        let part = |who: Who, part: Part| {
            let who = match who {
                Who::Person(id) => format!("person:{id}"),
                Who::Unit(id) => format!("unit:{id}"),
            };
            PartRow { stream: stream.0.clone(), who, part: part.id().to_owned() }
        };
        let unit = Who::Unit(unit_at(n).as_str().into());
        // As in every case that began with an application: an official of that unit, who applied.
        let official = || Who::Person(PersonId(format!("bench-{n}")));
        let parts = vec![
            part(Who::Unit("discipline".into()), Part::Organ),
            part(unit, Part::Unit),
            part(official(), Part::Official),
            part(official(), Part::Applicant),
        ];
        rows.push(RowChange::SetParts(stream.clone(), parts));
        if n % 100 == 0 {
            let task = TaskRow {
                stream: stream.0.clone(),
                action: "report".to_owned(),
                says: "提交核实报告".to_owned(),
                who: "role:team_leader@discipline".to_owned(),
                ..TaskRow::default()
            };
            rows.push(RowChange::SetTasks(stream, vec![task]));
        }
    }
    rows.extend(units.into_iter().map(RowChange::PutUnit));
    store.replace_read_tables(&rows).await?;
    Ok(())
}

/// The key after `pages` pages.
async fn half_way(app: &App, officer: &Actor, pages: usize) -> anyhow::Result<Option<String>> {
    let filter = Filter { kind: "tolerance".to_owned(), ..Filter::default() };
    let mut after = None;
    for _ in 0..pages {
        after = app.list_cases(officer, &filter, after.as_deref()).await?.next;
    }
    anyhow::ensure!(after.is_some(), "the list ended before its middle");
    Ok(after)
}

/// Milliseconds for a page.
async fn took(app: &App, officer: &Actor, filter: &Filter, after: Option<&str>) -> anyhow::Result<f64> {
    let started = Instant::now();
    let list = app.list_cases(officer, filter, after).await?;
    let took = started.elapsed().as_secs_f64() * 1e3;
    anyhow::ensure!(
        list.rows.len() >= 10,
        "the list shows only {} cases; took {} ms",
        list.rows.len(),
        short(took)
    );
    Ok(took)
}
