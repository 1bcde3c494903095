//! A letter of two pages with a name that few fonts have: as PDF once everything is warm, as DOCX, and a thousand of
//! them in one run, each another one, with the memory before and after; and the redaction of ten thousand characters.

use std::{fs, time::Instant};

use anyhow::Context as _;
use rongheng_app::{
    documents::{Block, Fonts, Head, Imprint, Paper, Signature, docx},
    domain::redaction::{self, Choice, Known},
};

use super::{
    figures::{Sample, Target, as_f64, short},
    report::Report,
};

const WARM: usize = 20;
const ASKED: usize = 100;
const MANY: usize = 1000;
/// Characters of the text that is redacted.
const TEN_THOUSAND: usize = 10_000;
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

/// Ten thousand characters of what is published, invented: names, units, figures, and much where nothing is to be found.
fn published() -> (String, Known) {
    let families = ["周", "何", "黎", "欧阳", "司徒", "彭", "容", "卫"];
    let given = ["砚清", "静澜", "望山", "牧之", "𬭎", "以宁", "止戈", "知行", "岱岳"];
    let mut text = String::new();
    let mut names =
        families.iter().flat_map(|family| given.iter().map(move |given| format!("{family}{given}"))).cycle();
    let plain = "经核实，该项工作属于先行先试，没有明确限制，经集体研究决定，过程公开，未谋取私利，造成的损失已经全部挽回；\
                 有关单位应当总结经验，完善制度，加强对重点岗位的监督，防止类似情况再次发生。";
    let mut known = Known::default();
    while text.chars().count() < TEN_THOUSAND {
        let (one, other) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        let paragraph = format!(
            "2025年8月，石鼓街道东岭经济联合社负责人{one}同志向{other}副主任报告，联系电话13800138000，罚款18.6万元由{one}交清。{plain}\n"
        );
        text.push_str(&paragraph);
        known.people.insert(one);
    }
    (text.chars().take(TEN_THOUSAND).collect(), known)
}

/// A text is examined and everything is removed, as it is each time the page of a draft is shown.
fn redaction(report: &mut Report) -> anyhow::Result<()> {
    let (text, known) = published();
    let mut found = 0;
    let mut once = || {
        took(|| {
            let examined = redaction::examine(&text, &known);
            found = examined.suggestions().len();
            let all = (0..found).map(|number| (number, Choice::Remove)).collect();
            examined.settle(&all).map(drop).map_err(|stands| anyhow::anyhow!("{} places", stands.len()))
        })
    };
    for _ in 0..WARM {
        once()?;
    }
    let all = (0..ASKED).map(|_| once()).collect::<anyhow::Result<Sample>>()?;
    // The floor: the same text gone through once, each character compared with the next.
    let floor = (0..ASKED).map(|_| {
        took(|| {
            let pairs = text.chars().zip(text.chars().skip(1)).filter(|(one, next)| one == next).count();
            anyhow::ensure!(std::hint::black_box(pairs) < TEN_THOUSAND, "every character twice");
            Ok(())
        })
    });
    let floor = floor.collect::<anyhow::Result<Sample>>()?;
    let how = format!("{all};{found} 处;同一文字逐字读一遍 {} ms", short(floor.median()));
    report.figure("去标识一万字:毫秒(中位)", all.median(), Target::AtMost(50.0), how.clone());
    report.figure("去标识一万字:毫秒(p99)", all.quantile(0.99), Target::AtMost(50.0), how);
    Ok(())
}

pub(super) fn measure(report: &mut Report) -> anyhow::Result<()> {
    let words = (0..ASKED).map(|at| took(|| docx(&letter(at)).map(drop).map_err(Into::into)));
    let words: Sample = words.collect::<anyhow::Result<_>>()?;
    report.figure("DOCX 一份:毫秒(中位)", words.median(), Target::AtMost(10.0), words.to_string());

    redaction(report)?;

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
