//! What a user could have taken instead: `SpiffWorkflow`, with its state committed to SQLite after each step. Its
//! script and its Python are looked for, never fetched here (`scripts/bench.sh` may have made them).

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

/// A Python that can run the peer's script.
#[derive(Debug)]
pub(super) struct Spiff {
    python: PathBuf,
    script: PathBuf,
    scratch: PathBuf,
}

impl Spiff {
    /// The peer below `peers`, run in `scratch`; or the reason why there is none.
    pub(super) fn find(peers: &Path, python: &Path, scratch: &Path) -> Result<Self, String> {
        let script = peers.join("wf_spiff.py");
        let Ok(script) = script.canonicalize() else {
            return Err(format!("没有找到对照脚本 {}。", script.display()));
        };
        let probe = Command::new(python).args(["-c", "import SpiffWorkflow"]).stderr(Stdio::null()).status();
        if !probe.is_ok_and(|status| status.success()) {
            return Err(format!("{} 中没有 SpiffWorkflow。", python.display()));
        }
        // It is started in another folder; resolved by name only, because a virtual environment is found by its link.
        let python = std::path::absolute(python).map_err(|error| error.to_string())?;
        Ok(Self { python, script, scratch: scratch.to_owned() })
    }

    /// Steps per second of one client over `seconds`.
    pub(super) fn steps_per_second(&self, seconds: f64) -> anyhow::Result<f64> {
        let mut command = Command::new(&self.python);
        command.arg(&self.script).args(["sqlite", &seconds.to_string()]).current_dir(&self.scratch);
        let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        steps(&said).with_context(|| format!("no rate in {said:?}"))
    }
}

fn steps(said: &str) -> Option<f64> {
    let (before, _) = said.split_once(" steps/s")?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn the_peers_line_is_read() {
        let line = "SpiffWorkflow sqlite: 112.9 processes/s, 1129 steps/s, 1 thread, last state 11459 bytes";
        assert_eq!(steps(line), Some(1129.0));
        assert_eq!(steps("Traceback"), None);
    }
}
