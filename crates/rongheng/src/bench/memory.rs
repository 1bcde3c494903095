//! The memory of a warm server over 100,000 cases, part by part, and the weight of a page: the program itself is
//! started as for users, asked by several people, and looked at from outside.

use std::path::Path;

use anyhow::{Context as _, bail};

use super::{
    figures::{Target, as_f64, short},
    lists::{MANY, fill},
    report::Report,
    served::Server,
    world::Closed,
};
use crate::rehearse::district::{self, District};

const MIB: f64 = 1024.0 * 1024.0;

pub(super) async fn measure(report: &mut Report, scratch: &Path) -> anyhow::Result<()> {
    let folder = scratch.join("served");
    let world = Closed::make(&folder, None).await?.open().await?;
    fill(&world.app, MANY).await?;
    for case in 0..30 {
        world.begin(super::world::ACTS, &format!("served/{case}")).await?;
    }
    drop(world);

    let server = Server::start(&folder)?;
    let district = District::read(district::EMBEDDED)?;
    let mut heaviest = (0, String::new());
    let mut pages = 0;
    for account in &district.accounts {
        let cookie = server.sign_in(&account.person, &district.password)?;
        for path in
            ["/work", "/cases", "/cases/tolerance", "/cases/tolerance?stage=会商", "/mine", "/guarantees"]
        {
            let path = path.replace("会商", "%E4%BC%9A%E5%95%86");
            let (status, _, body) = server.get(&path, &cookie)?;
            pages += 1;
            if status == 200 && path.starts_with("/cases") && body.len() > heaviest.0 {
                heaviest = (body.len(), path);
            }
        }
    }
    if heaviest.0 == 0 {
        bail!("no list was shown to anybody");
    }
    let how = format!("{},未压缩", heaviest.1);
    report.figure("案件列表页:千字节", as_f64(heaviest.0) / 1024.0, Target::AtMost(100.0), how);

    let parts = parts(&server.smaps()?)?;
    let all: f64 = parts.iter().map(|(_, bytes)| bytes).sum();
    for (name, bytes) in &parts {
        report.say(format!("  {name}:{} MiB", short(bytes / MIB)));
    }
    let how = format!("{} 个账号、{pages} 次请求之后,10 万件案件;预算分项见上", district.accounts.len());
    report.figure("服务器常驻内存:MiB", all / MIB, Target::AtMost(150.0), how);
    Ok(())
}

const CODE: &str = "程序本身(代码、模板、样式表等只读部分)";
const LIBRARIES: &str = "系统库";
const INDEX: &str = "SQLite 的 WAL 索引(共享内存文件)";
const STACKS: &str = "线程栈";
const HEAP: &str = "堆:折叠案件缓存、SQLite 页缓存(每连接不超过 2 MiB)、人员与政策快照、口令散列";

/// Sums `Rss` of each mapping.
fn parts(smaps: &str) -> anyhow::Result<Vec<(&'static str, f64)>> {
    let mut sums = [CODE, LIBRARIES, INDEX, STACKS, HEAP].map(|name| (name, 0.0));
    let mut part = HEAP;
    for line in smaps.lines() {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        if first.ends_with(':') {
            if first == "Rss:" {
                let kib: u64 = words.next().context("no number")?.parse()?;
                if let Some(sum) = sums.iter_mut().find(|(name, _)| *name == part) {
                    sum.1 += as_f64(kib) * 1024.0;
                }
            }
        } else {
            let path = words.nth(4).unwrap_or_default();
            part = match path {
                "[stack]" => STACKS,
                p if p.ends_with("-shm") => INDEX,
                p if p.contains(".so") => LIBRARIES,
                p if p.starts_with('/') => CODE,
                _ => HEAP,
            };
        }
    }
    Ok(sums.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapping_is_counted_once_in_its_part() {
        let smaps = "\
55d0-55e0 r-xp 00000000 fe:00 1 /usr/bin/rongheng
Size: 10 kB
Rss: 4 kB
7f00-7f10 rw-p 00000000 00:00 0
Rss: 8 kB
7f20-7f30 rw-s 00000000 fe:00 2 /data/rongheng.sqlite-shm
Rss: 32 kB
7ffe-7fff rw-p 00000000 00:00 0 [stack]
Rss: 16 kB
";
        let sums = parts(smaps).unwrap();
        let of = |part| sums.iter().find(|(name, _)| *name == part).unwrap().1 / 1024.0;
        for (part, kib) in [(CODE, 4.0), (HEAP, 8.0), (INDEX, 32.0), (STACKS, 16.0), (LIBRARIES, 0.0)] {
            assert!((of(part) - kib).abs() < 1e-9, "{part}: {} is not {kib}", of(part));
        }
    }
}
