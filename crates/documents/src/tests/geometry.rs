//! GB/T 9704-2012 in millimetres, on the page that poppler draws.

use std::{fs, path::Path, process::Command};

use super::{can, fonts, form, letter, said};
use crate::{Block, Paper};

/// A page as grey pixels.
struct Picture {
    wide: usize,
    grey: Vec<u8>,
    dots: f64,
}

impl Picture {
    /// Page `number` of a file, at so many dots an inch.
    fn of(file: &Path, number: usize, dots: u32) -> Self {
        let number = number.to_string();
        let output = Command::new("pdftoppm")
            .args(["-gray", "-r", &dots.to_string(), "-f", &number, "-l", &number])
            .arg(file)
            .output()
            .unwrap();
        Self::read(&output.stdout, f64::from(dots))
    }

    /// A PGM file.
    fn read(bytes: &[u8], dots: f64) -> Self {
        let mut words = Vec::new();
        let mut at = 0;
        while words.len() < 4 {
            let end = at + bytes[at..].iter().position(u8::is_ascii_whitespace).unwrap();
            words.push(std::str::from_utf8(&bytes[at..end]).unwrap().to_owned());
            at = end + 1;
        }
        assert_eq!((words[0].as_str(), words[3].as_str()), ("P5", "255"));
        Self { wide: words[1].parse().unwrap(), grey: bytes[at..].to_vec(), dots }
    }

    fn mm(&self, dots: usize) -> f64 {
        f64::from(u32::try_from(dots).unwrap()) * 25.4 / self.dots
    }

    fn dark_rows(&self) -> impl Iterator<Item = usize> {
        let rows = self.grey.chunks(self.wide).enumerate();
        rows.filter(|(_, row)| row.iter().any(|grey| *grey < 128)).map(|(at, _)| at)
    }

    fn dark_columns(&self) -> impl Iterator<Item = usize> {
        (0..self.wide).filter(|x| self.grey.chunks(self.wide).any(|row| row[*x] < 128))
    }

    /// The rows where a line of characters begins.
    fn lines(&self) -> Vec<f64> {
        let mut starts = Vec::new();
        let mut last = None;
        for row in self.dark_rows() {
            if last.is_none_or(|last| row > last + 1 && self.mm(row - last) > 2.0) {
                starts.push(self.mm(row));
            }
            last = Some(row);
        }
        starts
    }
}

fn pdf(folder: &Path, paper: &Paper) -> std::path::PathBuf {
    let file = folder.join("paper.pdf");
    fs::write(&file, fonts().pdf(paper).unwrap().bytes).unwrap();
    file
}

/// Nothing but full lines: what the grid is measured on. 国 fills its square on all sides.
fn full() -> Paper {
    Paper {
        body: vec![Block::Line("国".repeat(28 * 60))],
        secrecy: crate::Secrecy::Unmarked,
        ..Paper::default()
    }
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() <= 1.0
}

#[test]
fn the_type_area_lies_37_mm_from_the_top_28_from_the_left_and_measures_156_by_225() {
    if !can(&["pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let picture = Picture::of(&pdf(folder.path(), &full()), 2, 200);
    let lines = picture.lines();
    // 22 lines, and the page number below them.
    assert_eq!(lines.len(), 23, "{lines:?}");
    assert!(near(lines[0], 37.0), "top {}", lines[0]);
    let pitch = (lines[21] - lines[0]) / 21.0;
    assert!((pitch - 225.0 / 22.0).abs() < 0.05, "a line is {pitch} mm high");
    assert!(near(lines[21] + 225.0 / 22.0, 37.0 + 225.0), "the last line fills the type area");
    let left = picture.mm(picture.dark_columns().next().unwrap());
    let right = picture.mm(picture.dark_columns().last().unwrap());
    assert!(near(left, 28.0), "left {left}");
    assert!(near(right, 28.0 + 156.0), "right {right}");
    // The middle of the page number, where its dashes are, 7 mm below the type area.
    let last = picture.mm(picture.dark_rows().last().unwrap());
    let middle = f64::midpoint(lines[22], last);
    assert!(near(middle, 37.0 + 225.0 + 7.0), "page number at {middle}");
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = pdf(folder.path(), &full());
    let words = said(Command::new("pdftotext").args(["-bbox", "-f", "2", "-l", "2"]).arg(&file).arg("-"));
    let lines: Vec<&str> = words.lines().filter(|line| line.contains("国")).collect();
    assert_eq!(lines.len(), 22, "{words}");
    for line in &lines {
        assert_eq!(line.matches('国').count(), 28, "{line}");
        let number = |name: &str| -> f64 {
            line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!(near(number("xMin") * 25.4 / 72.0, 28.0), "{line}");
        assert!(near(number("xMax") * 25.4 / 72.0, 184.0), "{line}");
    }
}

#[test]
fn the_red_head_stands_35_mm_below_the_edge_of_the_type_area_and_the_page_numbers_outside() {
    if !can(&["pdftotext", "pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = pdf(folder.path(), &letter());
    let words = said(Command::new("pdftotext").arg("-bbox").arg(&file).arg("-"));
    let at = |what: &str, name: &str| -> f64 {
        let line = words.lines().find(|line| line.contains(&format!(">{what}<"))).unwrap();
        let value = line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        value.parse::<f64>().unwrap() * 25.4 / 72.0
    };
    let picture = Picture::of(&file, 1, 200);
    let head = picture.lines().into_iter().find(|at| *at > 37.0 + 22.0).unwrap();
    assert!((head - (37.0 + 35.0)).abs() < 2.0, "red head at {head}");
    let middle = f64::midpoint(at("青澜区纪委监委", "xMin"), at("青澜区纪委监委", "xMax"));
    assert!(near(middle, 28.0 + 78.0), "the red head stands in the middle, at {middle}");
    // Odd pages on the right, even ones on the left, a character from the edge.
    let pages: Vec<&str> = words.split("<page ").skip(1).collect();
    assert_eq!(pages.len(), 2, "the letter has two pages");
    let dash = |page: &str, last: bool| -> f64 {
        let mut dashes = page.lines().filter(|line| line.contains(">—<"));
        let line = if last { dashes.next_back() } else { dashes.next() }.unwrap();
        let name = if last { "xMax=\"" } else { "xMin=\"" };
        line.split(name).nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    assert!(near(dash(pages[0], true), 184.0 - 4.94), "odd on the right: {}", dash(pages[0], true));
    assert!(near(dash(pages[1], false), 28.0 + 4.94), "even on the left: {}", dash(pages[1], false));
}

#[test]
fn the_pages_look_as_they_did() {
    if !can(&["pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    for (name, paper, page) in [("letter", letter(), 1), ("letter-end", letter(), 2), ("form", form(6), 1)] {
        let now = Picture::of(&pdf(folder.path(), &paper), page, 24);
        let file = pictures.join(format!("{name}.pgm"));
        if std::env::var("RONGHENG_BLESS").is_ok() {
            fs::create_dir_all(&pictures).unwrap();
            let mut bytes = format!("P5\n{} {}\n255\n", now.wide, now.grey.len() / now.wide).into_bytes();
            bytes.extend(&now.grey);
            fs::write(&file, bytes).unwrap();
        }
        let kept = Picture::read(&fs::read(&file).unwrap(), 24.0);
        assert_eq!((now.wide, now.grey.len()), (kept.wide, kept.grey.len()), "{name}");
        let differ = now.grey.iter().zip(&kept.grey).filter(|(a, b)| a.abs_diff(**b) > 64).count();
        assert!(differ * 200 < now.grey.len(), "{name}: {differ} of {} dots differ", now.grey.len());
    }
}

#[test]
fn a_long_table_goes_on_over_pages_with_its_head_and_loses_nothing() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = super::text_of_pdf(&pdf(folder.path(), &form(300)));
    let words: std::collections::BTreeSet<&str> = text.split_whitespace().collect();
    assert!((1..=300).all(|at| words.contains(format!("证据{at}").as_str())), "all 300 stand there");
    let pages = text.matches('\u{c}').count();
    assert!(pages > 5, "{pages}");
    assert_eq!(text.matches("序号").count(), pages, "each page has the head of the table");
}

#[test]
fn three_hundred_attachments_are_named_over_pages_and_the_signature_follows_the_last() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let attachments = (1..=300).map(|at| format!("证据材料（{at}）会议记录和签到表")).collect();
    let paper = Paper { attachments, ..letter() };
    let text = super::text_of_pdf(&pdf(folder.path(), &paper));
    for at in 1..=300 {
        assert!(text.contains(&format!("{at}.证据材料（{at}）")), "{at}");
    }
    let last = text.split('\u{c}').find(|page| page.contains("（300）")).unwrap();
    assert!(last.contains("2026年3月9日"), "the last attachment stands with the signature");
    assert!(text.matches('\u{c}').count() > 13, "over pages");
}

#[test]
fn the_imprint_stands_at_the_foot_of_the_last_page_also_alone() {
    if !can(&["pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for lines in 0..14 {
        let mut paper = letter();
        paper.body.extend((0..lines).map(|_| Block::Text("再说一行。".to_owned())));
        let file = pdf(folder.path(), &paper);
        let words = said(Command::new("pdftotext").arg("-bbox").arg(&file).arg("-"));
        let last = words.rsplit("<page ").next().unwrap();
        let line =
            last.lines().find(|line| line.contains("印发<")).unwrap_or_else(|| panic!("{lines}: {last}"));
        let bottom = line.split("yMax=\"").nth(1).unwrap().split('"').next().unwrap();
        let bottom = bottom.parse::<f64>().unwrap() * 25.4 / 72.0;
        assert!((bottom - 262.0).abs() < 3.0, "{lines}: the imprint ends at {bottom} mm");
    }
}
