//! How often the kernel was asked to make data durable. Counted from outside, by `strace`, over a second run of this
//! very program: what the program says about its own commits is not evidence.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

const BEGIN: &str = "/rongheng-bench-begin";
const END: &str = "/rongheng-bench-end";

/// Where the counted stretch begins, in the traced run: a system call that nobody else makes.
pub(super) fn begin() {
    let _mark = fs::read_link(BEGIN);
}

/// Where the counted stretch ends.
pub(super) fn end() {
    let _mark = fs::read_link(END);
}

/// Calls of a traced run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Syncs {
    pub(super) count: u64,
}

/// Runs this program once more with `arguments` under strace: the calls between the marks, and what it printed.
pub(super) fn trace(arguments: &[String], scratch: &Path) -> anyhow::Result<(Syncs, String)> {
    let log = scratch.join("strace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync,readlink,readlinkat", "-o"]);
    command.arg(&log).arg(std::env::current_exe()?).args(arguments);
    let output = command.stdin(Stdio::null()).output().context("strace")?;
    if !output.status.success() {
        bail!("{command:?}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    let syncs = count(&fs::read_to_string(&log)?);
    fs::remove_file(&log)?;
    Ok((syncs, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Whether strace is there and may trace.
pub(super) fn available() -> bool {
    let probe =
        Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

fn count(log: &str) -> Syncs {
    let from = log.lines().skip_while(|l| !l.contains(BEGIN));
    let within = from.take_while(|l| !l.contains(END));
    // A call that another thread interrupted stands twice; its second half says "resumed".
    let called =
        within.filter(|l| (l.contains("fsync(") || l.contains("fdatasync(")) && !l.contains("resumed"));
    Syncs { count: called.map(|_| 1).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_between_the_marks_count_and_each_once() {
        let log = "\
1 fdatasync(9) = 0
1 readlink(\"/rongheng-bench-begin\", 0x7f, 256) = -1 ENOENT
2 fdatasync(9 <unfinished ...>
1 fsync(4) = 0
2 <... fdatasync resumed>) = 0
1 readlink(\"/rongheng-bench-end\", 0x7f, 256) = -1 ENOENT
1 fsync(4) = 0
";
        assert_eq!(count(log), Syncs { count: 2 });
    }
}
