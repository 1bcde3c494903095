//! On what and in which mood of the machine it was measured: the same two loops before and after. Where they differ
//! much, somebody else used the machine in between, and only the ratios of alternated runs mean anything.

use std::{
    fs::{self, File},
    hint::black_box,
    io::Write as _,
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::Context as _;

use super::figures::{Sample, short};

/// One look at processor and disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mood {
    /// Seconds for a fixed number of steps that depend on each other.
    pub(super) cpu_s: f64,
    /// Median milliseconds of a 4 KiB write with fdatasync.
    pub(super) sync_ms: f64,
}

impl Mood {
    pub(super) fn line(self) -> String {
        format!("处理器定量循环 {} s;4 KiB 写入并落盘 {} ms(中位)", short(self.cpu_s), short(self.sync_ms))
    }
}

/// Runs both loops; the second writes into `folder`, which lies on the file system that is measured.
pub(super) fn calibrate(folder: &Path) -> anyhow::Result<Mood> {
    let started = Instant::now();
    let mut x = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..black_box(100_000_000_u32) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    black_box(x);
    let cpu_s = started.elapsed().as_secs_f64();

    let path = folder.join("calibration");
    let mut file = File::create(&path).with_context(|| path.display().to_string())?;
    let mut syncs = Sample::default();
    for _ in 0..300 {
        let started = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        syncs.add(started.elapsed().as_secs_f64() * 1e3);
    }
    drop(file);
    fs::remove_file(&path)?;
    Ok(Mood { cpu_s, sync_ms: syncs.median() })
}

/// Processor, count of cores, memory, kernel: one line.
pub(super) fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "未知处理器".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cpu},{cores} 核,内存 {memory},Linux {}", kernel.trim())
}

/// Hash of the commit that was measured, `+` when the tree differs from it.
pub(super) fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        return "未知(不在版本库中)".to_owned();
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|s| !s.is_empty());
    if changed { format!("{hash}+(有未提交的改动)") } else { hash }
}

fn field(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|l| l.starts_with(key))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
