//! A letter of two pages with a name that few fonts have: as PDF once everything is warm, as DOCX, and a thousand of
//! them in one run, each another one, with the memory before and after.

use std::{fs, time::Instant};

use anyhow::Context as _;
use rongheng_app::documents::{Block, Fonts, Head, Imprint, Paper, Signature, docx};

use super::{
    figures::{Sample, Target, as_f64, short},
    report::Report,
};

const WARM: usize = 20;
const ASKED: usize = 100;
const MANY: usize = 1000;
const MIB: f64 = 1024.0 * 1024.0;

/// Letter number `at`: each says something else.
fn letter(at: usize) -> Paper {
    let long = "经查，该同志在推进城市更新中先行先试，事前报经集体研究，没有谋取私利，失误发生后主动纠正并消除了影响。";
    let body = (1..=4).flat_map(|part| {
        [Block::Heading(1, format!("第{part}部分")), Block::Text(format!("（{at}）{}", long.repeat(2)))]
    });
    Paper {
        head: Some(Head {
            copy: Some(u32::try_from(at).unwrap_or_default()),
            organs: vec!["青澜区纪委监委".to_owned()],
            number: format!("容〔2026〕{at}号"),
            signed_by: Vec::new(),
        }),
        title: "关于司徒𬭎同志容错认定的意见".to_owned(),
        addressee: "茶滘街道、东漖街道、增埗社区、西塱社区".to_owned(),
        body: body.collect(),
        attachments: vec!["事实材料".to_owned()],
        signature: Some(Signature {
            by: vec!["青澜区纪委监委".to_owned()],
            date: "2026年3月9日".to_owned(),
            sealed: true,
            seal: None,
        }),
        imprint: Some(Imprint {
            copies: vec!["抄送：青澜区委组织部。".to_owned()],
            issuer: "青澜区纪委监委办公室".to_owned(),
            date: "2026年3月9日".to_owned(),
        }),
        ..Paper::default()
    }
}

/// Resident memory of this process in bytes.
fn resident() -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    let kib: u64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(as_f64(kib) * 1024.0)
}

fn took(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

pub(super) fn measure(report: &mut Report) -> anyhow::Result<()> {
    let words = (0..ASKED).map(|at| took(|| docx(&letter(at)).map(drop).map_err(Into::into)));
    let words: Sample = words.collect::<anyhow::Result<_>>()?;
    report.figure("DOCX 一份:毫秒(中位)", words.median(), Target::AtMost(10.0), words.to_string());

    let bare = resident()?;
    let started = Instant::now();
    let fonts = Fonts::find(None);
    if !fonts.has_chinese() {
        report.absent("PDF", "没有中文字体。");
        return Ok(());
    }
    let looked = started.elapsed().as_secs_f64() * 1000.0;
    let first = took(|| fonts.pdf(&letter(0)).map(drop).map_err(Into::into))?;
    let pdf = |at: usize| took(|| fonts.pdf(&letter(at)).map(drop).map_err(Into::into));
    for at in 1..WARM {
        pdf(at)?;
    }
    let warm = (WARM..WARM + ASKED).map(pdf).collect::<anyhow::Result<Sample>>()?;
    let how = format!("{warm};找字体 {} ms,第一份 {} ms", short(looked), short(first));
    report.figure("PDF 两页一份,热:毫秒(中位)", warm.median(), Target::AtMost(60.0), how);

    let before = resident()?;
    for at in 0..MANY {
        pdf(at)?;
    }
    let after = resident()?;
    let how = format!(
        "{MANY} 份各不相同,之前 {} MiB,之后 {} MiB;字体和排版器本身 {} MiB",
        short(before / MIB),
        short(after / MIB),
        short((before - bare) / MIB)
    );
    report.figure("一千份 PDF 前后常驻内存之差:MiB", (after - before) / MIB, Target::AtMost(16.0), how);
    Ok(())
}
