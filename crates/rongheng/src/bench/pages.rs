//! Pages as people get them, over 100,000 cases and with the reading log on: how many a second and how soon with 8 and
//! with 32 clients, beside Django's admin list asked in turn; how heavy they are, and when the heaviest is painted.

use std::{
    collections::{BTreeSet, VecDeque},
    path::Path,
};

use anyhow::{Context as _, ensure};

use super::{
    Arguments,
    alternate::Rounds,
    django::Django,
    figures::{Sample, Target, as_f64, short},
    lists::{MANY, fill},
    paint::Painter,
    report::Report,
    served::Server,
    world::{ACTS, Closed},
    wrk,
};
use crate::rehearse::district::{self, District};

/// Seconds of a round, and rounds of each contestant.
const SECONDS: u64 = 4;
const ROUNDS: usize = 5;
/// Real cases beside the rows: pages that are folded from events.
const CASES: usize = 30;
/// Pages that are weighed of each account.
const WEIGHED: usize = 120;
/// Loads of the heaviest page.
const LOADS: usize = 15;

pub(super) async fn measure(
    report: &mut Report,
    arguments: &Arguments,
    scratch: &Path,
) -> anyhow::Result<()> {
    let folder = scratch.join("pages");
    let world = Closed::make(&folder, None).await?.open().await?;
    fill(&world.app, MANY).await?;
    let mut case = String::new();
    for place in 0..CASES {
        let stream = world.begin(ACTS, &format!("pages/{place}")).await?;
        case = format!("/cases/{}", stream.0);
    }
    let officer = world.officer()?.person;
    drop(world);

    let server = Server::start(&folder)?;
    let district = District::read(district::EMBEDDED)?;
    let mut cookies = Vec::new();
    for account in &district.accounts {
        let cookie = server.sign_in(&account.person, &district.password)?;
        cookies.push((account.person.clone(), cookie));
    }
    let of_officer = cookies.iter().find(|(person, _)| *person == officer.0);
    let of_officer = of_officer.context("the officer has no account")?.1.clone();
    let able = |path: &str| -> anyhow::Result<Vec<String>> {
        let mut able = Vec::new();
        for (_, cookie) in &cookies {
            let (status, _, body) = server.get(path, cookie)?;
            // Whoever sees but a few rows would make the list look fast.
            if status == 200 && (path != LIST || body.matches("<tr").count() > 20) {
                able.push(cookie.clone());
            }
        }
        ensure!(able.contains(&of_officer), "{path} is not shown to the officer");
        Ok(able)
    };
    if wrk::is_installed() {
        loads(
            report,
            arguments,
            scratch,
            &server,
            &[(LIST, able(LIST)?), ("/work", able("/work")?), (&case, able(&case)?)],
        )?;
    } else {
        report.absent("页面", "没有 wrk。");
    }
    weigh(report, &server, &cookies)
}

const LIST: &str = "/cases/tolerance";

fn loads(
    report: &mut Report,
    arguments: &Arguments,
    scratch: &Path,
    server: &Server,
    pages: &[(&str, Vec<String>)],
) -> anyhow::Result<()> {
    let peer = match Django::start(&arguments.peers, &arguments.python, scratch)? {
        Ok(peer) => Some(peer),
        Err(why) => {
            report.absent("列表页与 Django 管理后台之比", why);
            None
        }
    };
    for clients in [8, 32] {
        for (path, cookies) in pages {
            let address = format!("http://127.0.0.1:{}{path}", server.port);
            let beside = peer.as_ref().filter(|_| *path == LIST);
            wrk::load(scratch, &address, cookies, clients, 1)?;
            let mut rounds = Rounds::default();
            let (mut ours, mut p50, mut p99) = (Sample::default(), Sample::default(), Sample::default());
            let mut theirs_p99 = Sample::default();
            for _ in 0..ROUNDS {
                let load = wrk::load(scratch, &address, cookies, clients, SECONDS)?;
                ours.add(load.per_second);
                p50.add(load.p50_ms);
                p99.add(load.p99_ms);
                if let Some(peer) = beside {
                    let own = [peer.cookie.clone()];
                    let theirs = wrk::load(scratch, &peer.address, &own, clients, SECONDS)?;
                    rounds.add(load.per_second, theirs.per_second);
                    theirs_p99.add(theirs.p99_ms);
                }
            }
            let name = if *path == LIST {
                "案件列表"
            } else if *path == "/work" {
                "工作台"
            } else {
                "案件页"
            };
            report.say(format!(
                "  {name},{clients} 个用户({} 人轮流):每秒 {ours} 页;p50 {p50} ms,p99 {p99} ms",
                cookies.len()
            ));
            if beside.is_some() {
                let how = format!("每秒 {} 页与 {} 页;对照 p99 {theirs_p99} ms", rounds.ours, rounds.theirs);
                let ratio = rounds.ratio().median();
                let name = format!("列表页({clients} 个用户,10 万件)与 Django 管理后台(2 万行)之比");
                report.figure(&name, ratio, Target::AtLeast(20.0), how);
            }
        }
    }
    Ok(())
}

/// Follows the links of every account's own pages, breadth first and bounded, and weighs what comes.
fn weigh(report: &mut Report, server: &Server, cookies: &[(String, String)]) -> anyhow::Result<()> {
    let mut heaviest = (0, String::new(), String::new());
    let mut weighed = 0;
    for (_, cookie) in cookies {
        let mut seen = BTreeSet::new();
        let mut next: VecDeque<String> = [String::from("/work"), "/mine".to_owned(), LIST.to_owned()].into();
        let mut of_this = 0;
        while let Some(path) = next.pop_front() {
            if of_this == WEIGHED || !seen.insert(path.clone()) {
                continue;
            }
            let (status, head, body) = server.get(&path, cookie)?;
            let page = head.to_ascii_lowercase().contains("content-type: text/html");
            if status != 200 || !page {
                continue;
            }
            of_this += 1;
            if body.len() > heaviest.0 {
                heaviest = (body.len(), path.clone(), cookie.clone());
            }
            next.extend(links(&body));
        }
        weighed += of_this;
    }
    let how = format!("{};共称 {weighed} 页,未压缩", heaviest.1);
    report.figure("最重的页面:千字节", as_f64(heaviest.0) / 1024.0, Target::AtMost(100.0), how);
    let Some(painter) = Painter::start()? else {
        report.absent("最重页面的首次绘制", "没有 chromium 或 chromedriver。");
        return Ok(());
    };
    let address = format!("http://127.0.0.1:{}{}", server.port, heaviest.1);
    let paints = painter.first_paints(&address, &heaviest.2, LOADS)?;
    let how = format!("Chromium,{} 次:{paints} ms;p90 {} ms", LOADS, short(paints.quantile(0.9)));
    report.figure("最重页面的首次绘制:毫秒", paints.median(), Target::AtMost(300.0), how);
    Ok(())
}

/// Pages of ours that a page leads to, of each shape the first few only.
fn links(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in body.split("href=\"/").skip(1) {
        let Some((path, _)) = piece.split_once('"') else { continue };
        let path = format!("/{}", path.replace("&amp;", "&"));
        let path = path.split('#').next().unwrap_or_default().to_owned();
        let skipped = ["/assets", "/sign-out"].iter().any(|of| path.starts_with(of));
        if !skipped && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_followed_once_and_never_out_of_the_house() {
        let page = r#"<a href="/cases?q=a&amp;open=yes#top"><a href="/cases?q=a&amp;open=yes"><a href="https://x/">
            <link href="/assets/rongheng.css"><a href="/mine">"#;
        assert_eq!(links(page), ["/cases?q=a&open=yes", "/mine"]);
    }
}
