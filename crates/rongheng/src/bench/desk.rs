//! 工作台 of a person with 20 items and of one with 2,000, in one database, asked in turn: everything that the page
//! asks the application for.

use std::{path::Path, time::Instant};

use rongheng_app::{
    ActRow, Actor, App, CaseRow, Held, PartRow, RowChange, TaskRow,
    domain::{day::Moment, ids::StreamId, people::Role},
};

use super::{alternate::Rounds, figures::Target, report::Report, world::Closed};

const FEW: usize = 20;
const MANY: usize = 2_000;
const ASKED: usize = 200;

pub(super) async fn measure(report: &mut Report, scratch: &Path) -> anyhow::Result<()> {
    let world = Closed::make(&scratch.join("desk"), None).await?.open().await?;
    let app = &world.app;
    let now = app.clock().now();
    let mut rows: Vec<RowChange> = Vec::new();
    rows.extend(app.store().all_persons().await?.into_iter().map(RowChange::PutPerson));
    rows.extend(app.store().all_units().await?.into_iter().map(RowChange::PutUnit));
    for (person, count) in [("few", FEW), ("many", MANY)] {
        for n in 0..count {
            rows.extend(items_of(person, n, now));
        }
    }
    app.store().replace_read_tables(&rows).await?;
    let (few, many) = (officer("few"), officer("many"));
    // Between two commits answers are kept; after each commit everything is read anew.
    for (what, commits) in [("", false), ("(每次之前都有人写入)", true)] {
        let mut rounds = Rounds::default();
        for asked in 0..ASKED + 20 {
            let slow = took(app, &many, commits).await?;
            let quick = took(app, &few, commits).await?;
            if asked >= 20 {
                rounds.add(slow, quick);
            }
        }
        let ratio = rounds.ours.median() / rounds.theirs.median();
        let how = format!("{MANY} 件 {} ms,{FEW} 件 {} ms", rounds.ours, rounds.theirs);
        report.figure(&format!("工作台:{MANY} 件与 {FEW} 件之比{what}"), ratio, Target::AtMost(1.5), how);
    }
    Ok(())
}

fn officer(person: &str) -> Actor {
    let held = vec![Held { role: Role::CaseOfficer, unit: Some("discipline".into()) }];
    Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

/// A case with a task of `person`, due in these weeks, in which the person and somebody else did something.
fn items_of(person: &str, n: usize, now: Moment) -> Vec<RowChange> {
    let stream = StreamId::new("tolerance", &format!("{n:08}-{person}"));
    let today = now.day();
    let due = today.plus(i64::try_from(n % 40).unwrap_or_default());
    let case = CaseRow {
        stream: stream.0.clone(),
        kind: "tolerance".to_owned(),
        number: format!("容〔2026〕{n}号"),
        title: format!("关于第{n}号地块补偿面积认定的容错申请"),
        stage: "核实".to_owned(),
        organ: "discipline".to_owned(),
        opened_on: today.to_string(),
        version: 2,
        ..CaseRow::default()
    };
    let who = format!("person:{person}");
    let task = TaskRow {
        action: "report".to_owned(),
        says: "提交核实报告".to_owned(),
        who: who.clone(),
        due_rule: "tol.verify".to_owned(),
        due_on: due.to_string(),
        ..TaskRow::default()
    };
    let act = |who: &str, what: &str, version: i64| ActRow {
        who: format!("person:{who}"),
        what: what.to_owned(),
        title: "受理".to_owned(),
        actor: who.to_owned(),
        done_at: ActRow::moment(Moment(now.0 - 3_600_000_000 + version)),
        version,
        ..ActRow::default()
    };
    let part = PartRow { who, part: "team".to_owned(), ..PartRow::default() };
    let acts =
        vec![act(person, ActRow::DID, 1), act(person, ActRow::OPENED, 1), act("other", ActRow::DID, 2)];
    vec![
        RowChange::PutCase(Box::new(case)),
        RowChange::SetParts(stream.clone(), vec![part]),
        RowChange::SetTasks(stream.clone(), vec![task]),
        RowChange::AddActs(stream, acts),
    ]
}

/// Milliseconds for all that one page asks for.
async fn took(app: &App, actor: &Actor, commits: bool) -> anyhow::Result<f64> {
    if commits {
        let now = app.clock().now();
        app.store().desk_put(&"another".into(), "bench", &serde_json::json!(now.0), now).await?;
    }
    let started = Instant::now();
    let waiting = app.count_todo(actor).await?;
    let work = app.work(actor, None).await?;
    let changes = app.changes(actor).await?;
    let counts = app.count_acts(actor).await?;
    let took = started.elapsed().as_secs_f64() * 1e3;
    let shown = !work.tasks.is_empty() && !work.week().tasks.is_empty() && !changes.rows.is_empty();
    anyhow::ensure!(shown && waiting > 0 && counts.done > 0, "the page is empty");
    Ok(took)
}
