//! The order of system calls: the WAL is made durable before the answer leaves. What the program says of itself is no
//! evidence, so strace looks from outside.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
};

use crate::{
    served::{APPLICANT, APPLY, Served},
    skipped::skipped,
};

/// Acts that are looked at. A job may write at the same moment as one of them, which then says nothing.
const ACTS: usize = 5;
const TRACED: &str =
    "trace=connect,recvfrom,read,fdatasync,fsync,write,writev,pwrite64,pwritev,sendto,sendmsg";

/// A system call: where in the trace it began and ended, what was called, with what, and what it gave.
#[derive(Debug)]
struct Call<'t> {
    began: usize,
    ended: usize,
    name: &'t str,
    text: String,
    gave: &'t str,
}

impl Call<'_> {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name)
    }

    fn on_wal(&self) -> bool {
        self.text.contains("-wal>")
    }
}

/// The calls of a trace in the order in which they began. One that another thread cut in two stands as one.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let gave = rest.rsplit_once(" = ").map_or("", |(_, gave)| gave.trim());
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some(call) = open.remove(thread).and_then(|open| calls.get_mut(open)) else { continue };
            (call.ended, call.gave) = (at, gave);
            call.text += resumed.split_once('>').map_or("", |(_, text)| text);
            continue;
        }
        let Some((name, text)) = rest.split_once('(') else { continue };
        let cut = text.ends_with("<unfinished ...>");
        if cut {
            open.insert(thread, calls.len());
        }
        let (ended, gave) = if cut { (usize::MAX, "") } else { (at, gave) };
        calls.push(Call { began: at, ended, name, text: text.to_owned(), gave });
    }
    calls
}

/// Whether what `request` (a piece of its first line; the server reads the first 24 bytes by themselves) wrote was durable before `answer` left; else what was seen.
fn durable_before_the_answer(trace: &str, request: &str, answer: &str) -> Result<(), String> {
    let calls = calls(trace);
    let asked = calls.iter().find(|c| c.is(&["recvfrom", "read"]) && c.text.contains(request));
    let asked = asked.ok_or("the request did not come")?.ended;
    let answered = calls.iter().find(|c| {
        c.began > asked
            && c.is(&["sendto", "sendmsg", "write", "writev"])
            && c.text.contains(&format!("\"{answer}"))
    });
    let answered = answered.ok_or("no such answer left")?.began;
    let last = calls
        .iter()
        .filter(|c| c.began > asked && c.began < answered && c.on_wal())
        .rfind(|c| c.is(&["write", "writev", "pwrite64", "pwritev"]))
        .ok_or("nothing was written to the WAL before the answer")?;
    let synced = |c: &&Call<'_>| {
        c.is(&["fdatasync", "fsync"])
            && c.on_wal()
            && c.gave == "0"
            && c.began > last.ended
            && c.ended < answered
    };
    calls.iter().find(synced).map(drop).ok_or_else(|| {
        format!(
            "line {}: the WAL was written and not synced before the answer of line {answered}",
            last.began
        )
    })
}

#[test]
fn the_wal_is_durable_before_the_answer_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("trace");
    let log = log.to_str().unwrap();
    let strace = ["strace", "-f", "-qq", "-y", "--seccomp-bpf", "-e", TRACED, "-o", log];
    let probe = Command::new("strace").args(&strace[1..]).arg("true").stderr(Stdio::null()).status();
    if !probe.is_ok_and(|status| status.success()) {
        return skipped("order of system calls: strace is not installed or may not trace");
    }
    let served = Served::demo(&folder.path().join("demo"), &strace, 0);
    let unit = served.browser(APPLICANT);
    for act in 0..ACTS {
        let answer = unit.apply(&format!("{APPLY}?act={act}"), "落盘先于答复（示范）", "先落盘，后答复。");
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    served.stop();

    let trace = std::fs::read_to_string(log).unwrap();
    let seen: Vec<_> = (0..ACTS)
        .map(|act| durable_before_the_answer(&trace, &format!("?act={act} HTTP/1.1"), "HTTP/1.1 303"))
        .collect();
    let durable = seen.iter().filter(|one| one.is_ok()).count();
    assert!(durable + 1 >= ACTS, "{seen:?}");
    let outside: Vec<_> = trace.lines().filter(|l| l.contains("connect(") && l.contains("AF_INET")).collect();
    assert_eq!(outside, Vec::<&str>::new(), "the program asks nobody over the network");
}

/// A trace as it should be; each line is a step that the broken ones leave out, move or change.
const GOOD: [&str; 7] = [
    r#"7 recvfrom(9<socket:[1]>, "pply?act=1 HTTP/1.1\r\nHo"..., 8192, 0, NULL, NULL) = 300"#,
    r#"8 pwrite64(5</d/a b.sqlite-wal>, "\0\0\0\1"..., 24, 32) = 24"#,
    r#"8 pwrite64(5</d/a b.sqlite-wal>, "\n\0\0"..., 4096, 56 <unfinished ...>"#,
    r#"7 recvfrom(12<socket:[4]>, "GET /other HTTP/1.1\r\n"..., 8192, 0, NULL, NULL) = 90"#,
    "8 <... pwrite64 resumed>) = 4096",
    "8 fdatasync(5</d/a b.sqlite-wal>) = 0",
    r#"7 sendto(9<socket:[1]>, "HTTP/1.1 303 See Other\r\n"..., 200, MSG_NOSIGNAL, NULL, 0) = 200"#,
];

fn judged(lines: &[&str]) -> Result<(), String> {
    durable_before_the_answer(&lines.join("\n"), "?act=1 HTTP/1.1", "HTTP/1.1 303")
}

#[test]
fn a_trace_in_the_right_order_is_accepted() {
    assert_eq!(judged(&GOOD), Ok(()));
}

#[test]
fn a_trace_in_any_wrong_order_is_refused() {
    let changed = |at: usize, line: &'static str| {
        let mut lines = GOOD.to_vec();
        lines[at] = line;
        lines
    };
    let moved = |from: usize, to: usize| {
        let mut lines = GOOD.to_vec();
        let line = lines.remove(from);
        lines.insert(to, line);
        lines
    };
    let mut late = GOOD.to_vec();
    late.splice(5..6, ["8 fdatasync(5</d/a b.sqlite-wal> <unfinished ...>"]);
    late.push("8 <... fdatasync resumed>) = 0");
    let wrong = [
        ("no sync at all, as with synchronous = OFF", changed(5, "8 getpid() = 8")),
        ("the sync fails", changed(5, "8 fdatasync(5</d/a b.sqlite-wal>) = -1 EIO (Input/output error)")),
        ("another file is synced", changed(5, "8 fdatasync(4</d/a b.sqlite>) = 0")),
        ("synced before the last write ended", moved(5, 3)),
        ("the answer goes first", moved(6, 5)),
        ("the answer goes while the sync is under way", late),
        ("the answer goes before anything is written", moved(6, 1)),
        ("another answer", changed(6, r#"7 sendto(9<socket:[1]>, "HTTP/1.1 422 Un"..., 9, 0, NULL, 0) = 9"#)),
        (
            "another request",
            changed(0, r#"7 recvfrom(9<socket:[1]>, "pply?act=2 H"..., 9, 0, NULL, NULL) = 9"#),
        ),
    ];
    for (what, lines) in wrong {
        assert!(judged(&lines).is_err(), "{what}");
    }
}
