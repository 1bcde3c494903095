//! `rongheng bench`: measures 容衡 beside its floor (the bare statements), beside a peer, and against itself at a
//! hundred times the size. Ratios of alternated runs count; see `docs/benchmarks.md`.

mod alternate;
mod clients;
mod cluster;
mod desk;
mod diff;
mod django;
mod figures;
mod lists;
mod machine;
mod memory;
mod one_client;
mod pages;
mod paint;
mod papers;
mod peer;
mod postgres;
mod report;
mod retrieval;
mod search;
mod served;
mod sheets;
mod syncs;
mod world;
mod wrk;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::ValueEnum;

use self::{
    figures::{Target, as_f64},
    report::Report,
};
use crate::DONE;

/// What `rongheng bench` is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Arguments {
    /// Folder of the peers' scripts.
    #[arg(long, default_value = "../shared/peers")]
    peers: PathBuf,
    /// A Python in which the peers are installed.
    #[arg(long, default_value = "target/peers/bin/python")]
    python: PathBuf,
    /// Where databases are made; on the file system that is to be measured.
    #[arg(long, default_value = "target/bench")]
    scratch: PathBuf,
    /// Folder of real data that is read where it lies.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// Folder of policy, for the words of search.
    #[arg(long, default_value = "policy/liwan")]
    policy: PathBuf,
    /// Only these parts.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Cases that are searched.
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// People whom an imported workbook holds.
    #[arg(long, default_value_t = 50_000)]
    people: usize,
    /// Part of the bench itself: a second run whose system calls are counted.
    #[arg(long, hide = true)]
    traced: bool,
}

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// One client on SQLite, beside the bare statements and beside the peer.
    One,
    /// Sixty-four clients on SQLite.
    Many,
    /// One client on PostgreSQL beside pgbench.
    Postgres,
    /// The case list at 1,000 and at 100,000 cases.
    Lists,
    /// 工作台 of a person with 20 and of one with 2,000 items.
    Desk,
    /// Search by text over 100,000 cases.
    Search,
    /// Two versions of a Chinese text of 20,000 characters beside one another.
    Diff,
    /// The memory of the warm server.
    Memory,
    /// Pages with 8 and 32 clients, beside Django's admin; their weight and their first paint.
    Pages,
    /// A paper as PDF and as DOCX, and the memory of a thousand of them.
    Papers,
    /// A workbook of 50,000 people brought in, beside the sqlite3 shell; a page meanwhile.
    Sheets,
    /// Finding what applies: quality beside character pairs, speed beside tantivy's Python binding.
    Retrieval,
}

/// Measures and prints; an error only where the bench itself could not run.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<u8> {
    let scratch = arguments.scratch.join(std::process::id().to_string());
    fs::create_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    let scratch = scratch.canonicalize()?;
    let outcome = if arguments.traced {
        traced(&arguments, &scratch).await
    } else {
        Box::pin(measure(&arguments, &scratch)).await
    };
    fs::remove_dir_all(&scratch)?;
    outcome.map(|()| DONE)
}

/// The traced run: prints how many acts were done between the marks.
async fn traced(arguments: &Arguments, scratch: &Path) -> anyhow::Result<()> {
    let done = match arguments.only.first() {
        Some(Part::One) => one_client::traced(scratch).await?,
        Some(Part::Many) => clients::traced(scratch).await?,
        _ => anyhow::bail!("only `one` and `many` run traced"),
    };
    Report::default().say(format!("{DONE_BETWEEN_MARKS}{done}"));
    Ok(())
}

const DONE_BETWEEN_MARKS: &str = "acts between the marks: ";

/// Acts per call of fsync or fdatasync, counted by strace over a second run of one part.
fn counted(
    report: &mut Report,
    part: &str,
    name: &str,
    target: Target,
    scratch: &Path,
) -> anyhow::Result<()> {
    if !syncs::available() {
        report.absent(name, "没有 strace,或者不许跟踪。");
        return Ok(());
    }
    let folder = scratch.display().to_string();
    let arguments = ["bench", "--traced", "--only", part, "--scratch", &folder].map(str::to_owned);
    let (syncs, said) = syncs::trace(&arguments, scratch)?;
    let acts =
        said.lines().find_map(|line| line.strip_prefix(DONE_BETWEEN_MARKS)).context("nothing was counted")?;
    let acts: u64 = acts.trim().parse()?;
    let how = format!("strace 下 {acts} 项,fsync 和 fdatasync 共 {} 次", syncs.count);
    report.figure(name, as_f64(acts) / as_f64(syncs.count.max(1)), target, how);
    Ok(())
}

async fn measure(arguments: &Arguments, scratch: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut report = Report::default();
    report.say(format!("容衡性能测量 · 提交 {} · {}", machine::commit(), machine::describe()));
    let before = machine::calibrate(scratch)?;
    report.say(format!("标定(前):{}", before.line()));

    let wanted = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    if wanted(Part::One) {
        report.heading("一个用户,SQLite");
        Box::pin(one_client::measure(&mut report, arguments, scratch)).await?;
    }
    if wanted(Part::Many) {
        report.heading("六十四个用户,SQLite");
        clients::measure(&mut report, scratch).await?;
    }
    if wanted(Part::Postgres) {
        report.heading("一个用户,PostgreSQL");
        Box::pin(postgres::measure(&mut report, scratch)).await?;
    }
    if wanted(Part::Lists) {
        report.heading("案件列表");
        Box::pin(lists::measure(&mut report, scratch)).await?;
    }
    if wanted(Part::Desk) {
        report.heading("工作台");
        Box::pin(desk::measure(&mut report, scratch)).await?;
    }
    if wanted(Part::Search) {
        report.heading("全文查找");
        search::measure(&mut report, scratch, arguments.cases).await?;
    }
    if wanted(Part::Diff) {
        report.heading("版本对照");
        diff::measure(&mut report)?;
    }
    if wanted(Part::Memory) {
        report.heading("服务器内存");
        memory::measure(&mut report, scratch).await?;
    }
    if wanted(Part::Pages) {
        report.heading("页面");
        pages::measure(&mut report, arguments, scratch).await?;
    }
    if wanted(Part::Papers) {
        report.heading("文书");
        papers::measure(&mut report)?;
    }
    if wanted(Part::Sheets) {
        report.heading("表格导入");
        Box::pin(sheets::measure(&mut report, scratch, arguments.people)).await?;
    }
    if wanted(Part::Retrieval) {
        report.heading("检索");
        retrieval::measure(&mut report, arguments)?;
    }

    let after = machine::calibrate(scratch)?;
    report.heading("结果");
    report.say(format!("标定(后):{}", after.line()));
    report.say(format!("用时 {} 秒\n", started.elapsed().as_secs()));
    report.say(report.table());
    report.say(format!("{} 项指标,{} 项未达到目标", report.count(), report.missed()));
    Ok(())
}

/// A round of an alternated measurement lasts about this long.
const ROUND: Duration = Duration::from_millis(1500);
