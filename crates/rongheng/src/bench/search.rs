//! Search by text: real cases in the ledger and in the index, asked for rare and for frequent words, by an officer who
//! sees all of them. Everything a page of hits costs is in it: the index, the scope, the reader's own view of each hit.

use std::{path::Path, time::Instant};

use super::{
    figures::{Sample, Target, as_f64},
    report::Report,
    world::{Closed, World},
};

const ASKED: usize = 400;
/// Milliseconds: a page of hits is there before anybody waits.
const MEDIAN: f64 = 100.0;
const P99: f64 = 500.0;

const PLACES: [&str; 20] = [
    "茶滘",
    "东漖",
    "海龙",
    "冲口",
    "白鹤洞",
    "石围塘",
    "花地",
    "中南",
    "东沙",
    "桥中",
    "金花",
    "西村",
    "南源",
    "逢源",
    "多宝",
    "龙津",
    "昌华",
    "岭南",
    "华林",
    "沙面",
];
const MATTERS: [&str; 10] = [
    "补偿面积认定",
    "占道施工许可",
    "旧楼加装电梯",
    "危房改造补助",
    "用地手续办理",
    "合同履约变更",
    "应急采购程序",
    "历史遗留产权",
    "消防改造验收",
    "项目资金拨付",
];

pub(super) async fn measure(report: &mut Report, scratch: &Path, cases: usize) -> anyhow::Result<()> {
    let world = Closed::make(&scratch.join("search"), None).await?.open().await?;
    let started = Instant::now();
    open_all(&world, cases).await?;
    while world.app.seal().await? {}
    report.say(format!("  {cases} 件案件写入账本用时 {} 秒", started.elapsed().as_secs()));
    let started = Instant::now();
    let taken = world.app.index_due().await?;
    let seconds = started.elapsed().as_secs_f64();
    report.say(format!("  {taken} 个事件编入索引用时 {seconds:.1} 秒"));
    let officer = world.officer()?;
    let (mut all, mut rare, mut frequent) = (Sample::default(), Sample::default(), Sample::default());
    for asked in 0..ASKED + 20 {
        let (typed, often) = typed(asked, cases);
        let started = Instant::now();
        let found = world.app.search(&officer, &typed).await?;
        let ms = started.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!(found.count > 0, "nothing was found for {typed}");
        if asked < 20 {
            continue;
        }
        all.add(ms);
        if often { frequent.add(ms) } else { rare.add(ms) }
    }
    let how = format!("只中几件的 {rare} ms；中很多件的 {frequent} ms");
    report.figure(&format!("全文查找，{cases} 件：中位数，毫秒"), all.median(), Target::AtMost(MEDIAN), how);
    let how = format!("最长 {:.1} ms；每秒 {:.0} 次", all.quantile(1.0), 1e3 / all.median().max(1e-9));
    report.figure(&format!("全文查找，{cases} 件：p99，毫秒"), all.quantile(0.99), Target::AtMost(P99), how);
    anyhow::ensure!(as_f64(all.n()) > 0.0, "nothing was asked");
    Ok(())
}

fn place(n: usize) -> &'static str {
    PLACES.get(n % PLACES.len()).copied().unwrap_or_default()
}

fn matter(n: usize) -> &'static str {
    MATTERS.get(n / PLACES.len() % MATTERS.len()).copied().unwrap_or_default()
}

/// What somebody types: a piece of one title, a place and a matter, a place, a word that stands everywhere.
fn typed(asked: usize, cases: usize) -> (String, bool) {
    let n = asked.wrapping_mul(7919) % cases.max(1);
    match asked % 4 {
        0 => (format!("第{n}号地块"), false),
        1 => (format!("{} {}", place(n), matter(n)), true),
        2 => (place(n).to_owned(), true),
        _ => ("容错申请".to_owned(), true),
    }
}

/// One after the other: each draws the next number of one series, and of several who do so at once all but one lose.
async fn open_all(world: &World, cases: usize) -> anyhow::Result<()> {
    for n in 0..cases {
        let title = format!("关于{}第{n}号地块{}的容错申请", place(n), matter(n));
        world.apply(&title, format!("search/{n}")).await?;
    }
    Ok(())
}
