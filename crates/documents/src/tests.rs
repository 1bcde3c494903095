//! The papers as other programs see them: poppler measures the PDF, the reader of docx-rs and `LibreOffice` read the
//! DOCX.

mod geometry;
mod sealed;
mod texts;

use std::{path::Path, process::Command, sync::OnceLock};

use crate::{Block, Fonts, Grid, Head, Imprint, Paper, Row, Secrecy, Signature, Slot};

/// The fonts of this machine, looked through once.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::find(None))
}

/// Whether the machine can set Chinese and measure it; what is missing is counted.
fn can(tools: &[&str]) -> bool {
    let missing = |tool: &&&str| Command::new(**tool).arg("-v").output().is_err();
    let why = match tools.iter().find(missing) {
        Some(tool) => format!("papers: {tool} is not installed"),
        None if !fonts().has_chinese() => "papers: no font for Chinese is installed".to_owned(),
        None => return true,
    };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: {why}");
    }
    if let Ok(file) = std::env::var("RONGHENG_SKIPPED") {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).unwrap();
        writeln!(file, "{why}").unwrap();
    }
    false
}

/// What a tool prints.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of a PDF file.
fn text_of_pdf(file: &Path) -> String {
    said(Command::new("pdftotext").arg("-raw").arg(file).arg("-"))
}

/// A letter with all its parts, two pages long.
fn letter() -> Paper {
    let long = "经查，该同志在推进城市更新中先行先试，事前报经集体研究，没有谋取私利，失误发生后主动纠正并消除了影响。";
    Paper {
        head: Some(Head {
            copy: Some(1),
            organs: vec!["青澜区纪委监委".to_owned()],
            number: "容〔2026〕1号".to_owned(),
            signed_by: Vec::new(),
        }),
        secrecy: Secrecy::Work,
        title: "关于司徒𬭎同志容错认定的意见".to_owned(),
        addressee: "茶滘街道、东漖街道、增埗社区、西塱社区".to_owned(),
        body: vec![
            Block::Text("你单位关于司徒𬭎同志的容错申请收悉。现将认定意见函告如下：".to_owned()),
            Block::Heading(1, "基本情况".to_owned()),
            Block::Text(long.repeat(3)),
            Block::Heading(2, "动机态度".to_owned()),
            Block::Heading(3, "出于公心".to_owned()),
            Block::Text(long.to_owned()),
            Block::Heading(2, "程序方法".to_owned()),
            Block::Text(long.repeat(2)),
            Block::Heading(1, "认定意见".to_owned()),
            Block::Text("容错免责。".to_owned()),
        ],
        attachments: vec!["事实材料".to_owned(), "会商纪要".to_owned()],
        signature: Some(Signature {
            by: vec!["青澜区纪委监委".to_owned()],
            date: "2026年3月9日".to_owned(),
            sealed: true,
            seal: None,
        }),
        note: "联系电话：020-0000 2118".to_owned(),
        imprint: Some(Imprint {
            copies: vec!["抄送：青澜区委组织部。".to_owned()],
            issuer: "青澜区纪委监委办公室".to_owned(),
            date: "2026年3月9日".to_owned(),
        }),
    }
}

/// A form with a table over several pages.
fn form(rows: usize) -> Paper {
    let mut all = vec![Row::of(["序号", "名称", "说明"].map(Slot::label))];
    all.extend((1..=rows).map(|at| {
        Row::of([
            Slot::label(at.to_string()),
            Slot::value(format!("证据{at}")),
            Slot::value("会议记录\n原件存案管"),
        ])
    }));
    all.push(Row::of([Slot::label("意见"), Slot::value("").over(2)]).least(40));
    Paper {
        title: "证据目录".to_owned(),
        body: vec![Block::Table(Grid { columns: vec![20, 60, 76], head: 1, rows: all })],
        ..Paper::default()
    }
}
