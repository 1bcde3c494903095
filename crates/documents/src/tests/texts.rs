//! What a paper says is the same in both files, and nothing in it is ever more than text.

use std::{path::Path, process::Command, sync::Arc};

use docx_rs::{
    DocumentChild, ParagraphChild, RunChild, TableCellContent, TableChild, TableRowChild, read_docx,
};

use super::{can, fonts, form, letter, said, text_of_pdf};
use crate::{Block, Derived, Fonts, Head, Level, Paper, Secrecy, docx, forms};

fn of_paragraph(paragraph: &docx_rs::Paragraph, text: &mut String) {
    for child in &paragraph.children {
        let ParagraphChild::Run(run) = child else { continue };
        for child in &run.children {
            match child {
                RunChild::Text(t) => text.push_str(&t.text),
                RunChild::Tab(_) => text.push(' '),
                _ => {}
            }
        }
    }
    text.push('\n');
}

fn of_table(table: &docx_rs::Table, text: &mut String) {
    for TableChild::TableRow(row) in &table.rows {
        for TableRowChild::TableCell(cell) in &row.cells {
            for content in &cell.children {
                if let TableCellContent::Paragraph(paragraph) = content {
                    of_paragraph(paragraph, text);
                }
            }
        }
    }
}

fn text_of_docx(bytes: &[u8]) -> String {
    let mut text = String::new();
    for child in &read_docx(bytes).unwrap().document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => of_paragraph(paragraph, &mut text),
            DocumentChild::Table(table) => of_table(table, &mut text),
            _ => {}
        }
    }
    text
}

/// The characters without spaces and page numbers.
fn letters(text: &str) -> String {
    let text = (1..40).fold(text.to_owned(), |text, page| text.replace(&format!("— {page} —"), ""));
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn written(folder: &Path, paper: &Paper) -> String {
    let file = folder.join("paper.pdf");
    std::fs::write(&file, fonts().pdf(paper).unwrap().bytes).unwrap();
    text_of_pdf(&file)
}

#[test]
fn the_docx_says_what_the_pdf_says() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for paper in [
        letter(),
        form(3),
        forms::receipt(&forms::Receipt::default()),
        forms::remarks("1", &forms::Remarks::default()),
    ] {
        let (pdf, word) = (written(folder.path(), &paper), text_of_docx(&docx(&paper).unwrap()));
        assert_eq!(letters(&pdf), letters(&word), "{}", paper.title);
    }
}

#[test]
fn the_rare_characters_of_the_district_are_found_and_copied() {
    if !can(&["pdftotext", "pdffonts"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let made = fonts().pdf(&letter()).unwrap();
    assert_eq!(made.nowhere, Vec::<char>::new());
    let text = letters(&written(folder.path(), &letter()));
    for part in ["茶滘街道、东漖街道、增埗社区、西塱社区：", "〔2026〕1号", "司徒𬭎"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let list = said(Command::new("pdffonts").arg(folder.path().join("paper.pdf")));
    let rows: Vec<Vec<&str>> =
        list.lines().skip(2).map(|row| row.split_whitespace().rev().collect()).collect();
    assert!(!rows.is_empty(), "{list}");
    for row in rows {
        // object ID twice, unicode, subset, embedded.
        assert_eq!((row[2], row[4]), ("yes", "yes"), "each font is embedded and has its characters: {list}");
    }
}

#[test]
fn what_people_write_is_never_markup() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wild =
        r#"#panic("x") *b* _i_ $x^2$ <label> @ref `raw` [c] {d} \u{41} // c /* d */ = h - i "q" & <b>"#;
    let paper = Paper {
        title: wild.to_owned(),
        addressee: wild.to_owned(),
        body: vec![
            Block::Text(wild.to_owned()),
            Block::Heading(1, wild.to_owned()),
            Block::Line(wild.to_owned()),
        ],
        attachments: vec![wild.to_owned()],
        note: wild.to_owned(),
        head: Some(Head { organs: vec![wild.to_owned()], number: wild.to_owned(), ..Head::default() }),
        ..Paper::default()
    };
    let pdf = letters(&written(folder.path(), &paper));
    let word = letters(&text_of_docx(&docx(&paper).unwrap()));
    assert_eq!(pdf.matches(&letters(wild)).count(), 9, "{pdf}");
    assert_eq!(word, pdf);
}

#[test]
fn characters_that_no_paper_carries_are_left_out_of_both() {
    let paper = |text: &str| Paper {
        body: vec![Block::Text(text.to_owned()), Block::Line(text.to_owned())],
        title: text.to_owned(),
        ..Paper::default()
    };
    let bad = paper("受\u{0}理\u{7}通\u{202e}知\u{feff}书\u{fffe}\u{1b}[31m");
    let good = paper("受理通知书[31m");
    assert_eq!(docx(&bad).unwrap(), docx(&good).unwrap());
    if can(&[]) {
        assert_eq!(fonts().pdf(&bad).unwrap(), fonts().pdf(&good).unwrap());
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes_also_at_once() {
    let paper = Arc::new(letter());
    let word = docx(&paper).unwrap();
    // Time and date of the first entry: 1980-01-01, never today.
    assert_eq!(word[10..14], [0, 0, 0x21, 0]);
    let set = can(&[]);
    let pdf = set.then(|| fonts().pdf(&paper).unwrap());
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let paper = Arc::clone(&paper);
            std::thread::spawn(move || (docx(&paper).unwrap(), set.then(|| fonts().pdf(&paper).unwrap())))
        })
        .collect();
    for thread in threads {
        let (again, pdf_again) = thread.join().unwrap();
        assert!(again == word && pdf_again == pdf);
    }
}

#[test]
fn without_a_font_for_chinese_the_pdf_says_so_and_the_docx_is_made() {
    let empty = tempfile::tempdir().unwrap();
    let refused = Fonts::only(empty.path()).pdf(&letter()).unwrap_err().to_string();
    assert!(refused.contains("没有中文字体") && refused.contains("DOCX"), "{refused}");
    assert!(!docx(&letter()).unwrap().is_empty());
}

#[test]
fn a_font_that_stands_in_and_a_character_without_any_are_named() {
    if !can(&[]) {
        return;
    }
    let mut paper = letter();
    let replaced: Vec<_> = fonts().pdf(&paper).unwrap().replaced.into_iter().map(|(name, _)| name).collect();
    if fonts().families(crate::style::Face::FangSong).1.is_some() {
        assert!(replaced.contains(&"仿宋_GB2312"), "{replaced:?}");
    }
    // A character for private use.
    paper.body.push(Block::Text("见\u{e123}字".to_owned()));
    assert_eq!(fonts().pdf(&paper).unwrap().nowhere, ['\u{e123}']);
}

#[test]
fn a_level_of_secrecy_is_made_of_its_source_alone() {
    assert_eq!(Derived::new(Level::Secret, 10, " "), None);
    assert_eq!(Derived::new(Level::Secret, 0, "云〔2026〕3号"), None);
    let derived = Derived::new(Level::Secret, 10, "云〔2026〕3号").unwrap();
    let paper = Paper { secrecy: Secrecy::Derived(derived), ..letter() };
    assert!(text_of_docx(&docx(&paper).unwrap()).contains("机密★10年\n"));
    assert!(text_of_docx(&docx(&letter()).unwrap()).contains("工作秘密"));
}

#[test]
fn a_paper_that_goes_upward_names_who_signs_and_a_joint_one_all_its_organs() {
    let mut paper = letter();
    let head = paper.head.as_mut().unwrap();
    head.organs = vec!["中共青澜区纪律检查委员会".to_owned(), "青澜区监察委员会".to_owned()];
    head.signed_by = vec!["叶观澜".to_owned()];
    let text = text_of_docx(&docx(&paper).unwrap());
    assert!(text.contains("容〔2026〕1号 签发人：叶观澜"), "{text}");
    assert!(text.contains("中共青澜区纪律检查委员会\n青澜区监察委员会\n"), "{text}");
}

#[test]
fn libreoffice_opens_the_docx_and_its_pdf_says_the_same() {
    if !can(&["pdftotext", "soffice"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for paper in [letter(), form(3)] {
        let file = folder.path().join("word.docx");
        std::fs::write(&file, docx(&paper).unwrap()).unwrap();
        said(
            Command::new("soffice")
                .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
                .args(["--headless", "--convert-to", "pdf", "--outdir"])
                .arg(folder.path())
                .arg(&file),
        );
        let theirs = text_of_pdf(&folder.path().join("word.pdf"));
        let ours = written(folder.path(), &paper);
        let mut theirs: Vec<char> = letters(&theirs).chars().collect();
        let mut ours: Vec<char> = letters(&ours).chars().collect();
        // Where 版记 stands on the page is no matter of what it says.
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(theirs.iter().collect::<String>(), ours.iter().collect::<String>(), "{}", paper.title);
    }
}
