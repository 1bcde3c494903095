//! The memory of a warm server over 100,000 cases, part by part, and the weight of a page: the program itself is
//! started as for users, asked by several people, and looked at from outside.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use super::{
    figures::{Target, as_f64, short},
    lists::{MANY, fill},
    report::Report,
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
            if status == 200 && path.starts_with("/cases") && body > heaviest.0 {
                heaviest = (body, path);
            }
        }
    }
    if heaviest.0 == 0 {
        bail!("no list was shown to anybody");
    }
    let how = format!("{},未压缩", heaviest.1);
    report.figure("案件列表页:千字节", as_f64(heaviest.0) / 1024.0, Target::AtMost(100.0), how);

    let parts = server.parts()?;
    let all: f64 = parts.iter().map(|(_, bytes)| bytes).sum();
    for (name, bytes) in &parts {
        report.say(format!("  {name}:{} MiB", short(bytes / MIB)));
    }
    let how = format!("{} 个账号、{pages} 次请求之后,10 万件案件;预算分项见上", district.accounts.len());
    report.figure("服务器常驻内存:MiB", all / MIB, Target::AtMost(150.0), how);
    Ok(())
}

/// A running server of ours; ended when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("127.0.0.1:{port}");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--data").arg(folder).args(["serve", "--listen", &listen]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let server = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > Duration::from_secs(20) {
                bail!("the server did not start");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Status, head and length of the body.
    fn ask(&self, request: &str) -> anyhow::Result<(u16, String, usize)> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(Duration::from_secs(20)))?;
        line.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        line.read_to_end(&mut answer)?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").context("no answer")?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok((status, head.to_owned(), body.len()))
    }

    fn get(&self, path: &str, cookie: &str) -> anyhow::Result<(u16, String, usize)> {
        let port = self.port;
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        ))
    }

    fn sign_in(&self, login: &str, password: &str) -> anyhow::Result<String> {
        let body = format!("login={login}&password={password}");
        let (port, length) = (self.port, body.len());
        let (_, head, _) = self.ask(&format!(
            "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))?;
        let cookie = head.lines().find(|l| l.to_ascii_lowercase().starts_with("set-cookie: "));
        let cookie = cookie.and_then(|l| l.split_once(' ')).and_then(|(_, value)| value.split(';').next());
        cookie.map(str::to_owned).with_context(|| format!("{login} could not sign in: {head}"))
    }

    /// Resident bytes by what they are for, as the kernel accounts for them.
    fn parts(&self) -> anyhow::Result<Vec<(&'static str, f64)>> {
        parts(&fs::read_to_string(format!("/proc/{}/smaps", self.child.id()))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
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
