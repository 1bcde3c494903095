//! 表格: a workbook of 50,000 people on the way that every file goes (checked, looked at, written in one transaction)
//! beside the sqlite3 shell, which puts the very rows that it left into the same tables; and a page of the running
//! server, asked again and again while it imports such a file.

mod shell;

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use rongheng_app::{
    Actor, App, Book, WorkState,
    documents::{Cell, Table},
    domain::people::Role,
};

use super::{
    alternate::Rounds,
    figures::{Sample, Target, as_f64, short},
    report::Report,
    served::Server,
    world::Closed,
};
use crate::rehearse::district::{self, District};

const ROUNDS: usize = 3;
/// Who imports, who reads meanwhile, and what is read.
const KEEPER: &str = "nie";
const READER: &str = "bai";
const PAGE: &str = "/work";
/// Between an answer and the next question.
const PAUSE: Duration = Duration::from_millis(4);
const QUIET: Duration = Duration::from_secs(6);
/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_mins(10);
/// A page is at most so many times as slow while a file is written.
const SLOWER: f64 = 3.0;
const SHARE: f64 = 0.3;
const SHEET: &str = "/registers/people/sheet";
const BOUNDARY: &str = "rongheng-bench-boundary";
/// Of the names: signs that are told apart at every place.
const SIGNS: &str = "文武明德子云清和远山静安思齐景行若川知秋怀瑾长河望舒见微守拙如玉";

pub(super) async fn measure(report: &mut Report, scratch: &Path, rows: usize) -> anyhow::Result<()> {
    if shell::is_installed() {
        beside_the_shell(report, scratch, rows).await?;
    } else {
        report.absent("表格导入与 sqlite3 之比", "没有 sqlite3（Debian 软件包 sqlite3）。");
    }
    page_meanwhile(report, &scratch.join("sheets-served"), rows).await
}

async fn beside_the_shell(report: &mut Report, scratch: &Path, rows: usize) -> anyhow::Result<()> {
    let (mut rounds, mut bare, mut megabytes) = (Rounds::default(), Sample::default(), 0);
    let (mut checks, mut writes) = (Sample::default(), Sample::default());
    for round in 0..ROUNDS {
        let closed = Closed::make(&scratch.join(format!("sheets-{round}")), None).await?;
        let (before, empty) = (closed.copy("before.db")?, closed.copy("empty.db")?);
        let world = closed.open().await?;
        let file = workbook(&world.app, rows).await?;
        let (check, write) = import(&world.app, &file, rows).await?;
        let after = closed.copy("after.db")?;
        drop(world);
        let (statements, bytes) = shell::same_rows(&before, &after, rows)?;
        let theirs = shell::took(&before, &statements)?;
        bare.add(as_f64(rows) / shell::took(&empty, &shell::bare_rows(&after)?)?);
        checks.add(check);
        writes.add(write);
        rounds.add(as_f64(rows) / (check + write), as_f64(rows) / theirs);
        megabytes = bytes / 1_000_000;
    }
    let how = format!(
        "每秒 {} 行与 {} 行；核对 {checks} 秒，写入 {writes} 秒；sqlite3 把留下的同样的行写进五张表，每句 {} 行，共 {megabytes} 兆字节",
        rounds.ours,
        rounds.theirs,
        shell::TOGETHER
    );
    let name = format!("表格导入 {rows} 行（核对并写入）与 sqlite3 多行 INSERT 之比");
    report.figure(&name, rounds.ratio().median(), Target::AtLeast(SHARE), how);
    let written = as_f64(rows) / writes.median().max(1e-9);
    report.say(format!(
        "  只算写入（其中又核对一遍）：每秒 {} 行，之比 {}；不加密、不记账，只把四列写进一张表的，sqlite3 每秒 {bare} 行，之比 {}",
        short(written),
        short(written / rounds.theirs.median()),
        short(rounds.ours.median() / bare.median())
    ));
    Ok(())
}

/// A workbook of people in the units that are there, each with another name.
async fn workbook(app: &App, rows: usize) -> anyhow::Result<Vec<u8>> {
    let units: Vec<_> = app.store().all_units().await?.into_iter().map(|unit| unit.id).collect();
    let heads = ["编号", "姓名", "单位", "职务", "任职日期", "身份", "管理层级", "是否党员"];
    let mut table = Table::begin("名单", &heads.map(|head| (head, 12)), "")?;
    let text = |text: &str| Cell::Text(text.to_owned());
    for n in 0..rows {
        let unit = units.get(n % units.len().max(1)).context("no units")?;
        table.row(&[
            Cell::Empty,
            Cell::Text(name(n)),
            text(unit),
            text("科员"),
            Cell::Day(2026, 1, 5),
            text("公务员（参公人员）"),
            text("科级"),
            text(if n % 3 == 0 { "否" } else { "是" }),
        ])?;
    }
    Ok(table.finish(&[])?)
}

/// The name of number `n`, written with signs as with digits: no two alike.
fn name(n: usize) -> String {
    let signs: Vec<char> = SIGNS.chars().collect();
    let mut left = n;
    let mut name = String::from("岑");
    for _ in 0..4 {
        name.extend(signs.get(left % signs.len()));
        left /= signs.len();
    }
    name
}

/// Seconds for the check and for the writing.
async fn import(app: &App, file: &[u8], rows: usize) -> anyhow::Result<(f64, f64)> {
    let known = app.actor_of(&KEEPER.into()).await?;
    let keeper = Actor { acting: Some(Role::SystemAdmin), ..known };
    let started = Instant::now();
    let check = app.ask_check_sheet(&keeper, Book::People, "名单.xlsx", file).await?;
    app.do_long_work().await?;
    let checking = started.elapsed().as_secs_f64();
    let checked = app.sheet_checked(&keeper, &check).await?;
    ensure!((checked.changes, checked.faults) == (rows, 0), "checked: {:?}", checked.first_faults.first());
    let started = Instant::now();
    let write = app.ask_write_sheet(&keeper, &check).await?;
    app.do_long_work().await?;
    let writing = started.elapsed().as_secs_f64();
    let work = app.my_work(&keeper).await?.into_iter().find(|work| work.id == write).context("no work")?;
    ensure!(work.state == WorkState::Done, "written: {}", work.said);
    Ok((checking, writing))
}

/// Milliseconds of each answer until told to stop.
fn ask(server: &Server, cookie: &str, stop: &AtomicBool) -> anyhow::Result<Sample> {
    let mut sample = Sample::default();
    while !stop.load(Ordering::Relaxed) {
        let started = Instant::now();
        let (status, ..) = server.get(PAGE, cookie)?;
        sample.add(started.elapsed().as_secs_f64() * 1e3);
        ensure!(status == 200, "{PAGE}: {status}");
        thread::sleep(PAUSE);
    }
    Ok(sample)
}

/// What the page took while `work` was done.
fn meanwhile(
    server: &Server,
    cookie: &str,
    work: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Sample> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking = scope.spawn(|| ask(server, cookie, &stop));
        let done = work();
        stop.store(true, Ordering::Relaxed);
        let sample = asking.join().map_err(|_| anyhow::anyhow!("whoever asked has ended"))?;
        done.and(sample)
    })
}

async fn page_meanwhile(report: &mut Report, folder: &Path, rows: usize) -> anyhow::Result<()> {
    let file = {
        let world = Closed::make(folder, None).await?.open().await?;
        workbook(&world.app, rows).await?
    };
    let server = Server::start(folder)?;
    let password = District::read(district::EMBEDDED)?.password;
    let (keeper, reader) = (server.sign_in(KEEPER, &password)?, server.sign_in(READER, &password)?);
    let rest = || {
        thread::sleep(QUIET);
        Ok(())
    };
    drop(meanwhile(&server, &reader, rest)?);
    let quiet = meanwhile(&server, &reader, rest)?;
    let mut took = 0.0;
    let busy = meanwhile(&server, &reader, || {
        let started = Instant::now();
        send(&server, &keeper, &file)?;
        took = started.elapsed().as_secs_f64();
        Ok(())
    })?;
    let p99 = |sample: &Sample| sample.quantile(0.99);
    let how = format!(
        "工作台：{busy} ms，p99 {} ms，最长 {} ms；安静时 {quiet} ms，p99 {} ms；导入（在页面上传、核对、确认、写入）{took:.1} 秒",
        short(p99(&busy)),
        short(busy.quantile(1.0)),
        short(p99(&quiet))
    );
    let name = format!("导入 {rows} 行时页面的 p99 与安静时之比");
    report.figure(&name, p99(&busy) / p99(&quiet).max(1e-9), Target::AtMost(SLOWER), how);
    Ok(())
}

/// Sends the file as a browser does, waits for the check, confirms, waits until it is written.
fn send(server: &Server, cookie: &str, file: &[u8]) -> anyhow::Result<()> {
    let before = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.xlsx\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let after = format!("\r\n--{BOUNDARY}--\r\n");
    let body = [before.as_bytes(), file, after.as_bytes()].concat();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let checked = server.post(SHEET, cookie, &kind, &body)?;
    until(server, cookie, &checked, "确认写入")?;
    let jobs = server.post(&checked, cookie, "application/x-www-form-urlencoded", b"")?;
    until(server, cookie, &jobs, "已经写入")
}

fn until(server: &Server, cookie: &str, path: &str, words: &str) -> anyhow::Result<()> {
    let started = Instant::now();
    while !server.get(path, cookie)?.2.contains(words) {
        ensure!(started.elapsed() < LONGEST, "{path} does not say {words}");
        thread::sleep(LOOK);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn no_two_of_the_people_have_one_name() {
        let names: std::collections::BTreeSet<_> = (0..60_000).map(name).collect();
        assert_eq!(names.len(), 60_000);
    }
}
