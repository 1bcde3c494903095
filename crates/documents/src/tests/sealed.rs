//! 印章图像: what is taken for one, and where it stands on the paper.

use std::{io::Write as _, path::Path, process::Command};

use super::{can, fonts, letter, said, text_of_pdf};
use crate::{NoSeal, Paper, SealImage, Signature, docx};

/// A square of so many dots, each as `dot` says: red, green, blue, alpha.
fn png(side: u32, dot: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let dots: Vec<u8> =
        (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).flat_map(|(x, y)| dot(x, y)).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&dots).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A ring with a spot in its middle, as seals have a star.
fn ring(side: u32) -> Vec<u8> {
    png(side, |x, y| {
        let from = |at: u32| f64::from(at) - f64::from(side) / 2.0;
        let away = from(x).hypot(from(y)) / (f64::from(side) / 2.0);
        if (0.9..1.0).contains(&away) || away < 0.25 { [220, 20, 30, 255] } else { [255, 255, 255, 0] }
    })
}

fn seal() -> SealImage {
    SealImage::read(ring(400), 42).unwrap()
}

fn with(seal: Option<SealImage>, by: &[&str]) -> Paper {
    let signature = Signature {
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        date: "2026年3月9日".to_owned(),
        sealed: true,
        seal,
    };
    Paper { signature: Some(signature), ..letter() }
}

#[test]
fn a_seal_is_a_red_png_on_a_transparent_ground_and_nothing_else() {
    assert!(SealImage::read(ring(400), 42).is_ok());
    let solid = |dot: [u8; 4]| png(300, move |_, _| dot);
    let mut cut = ring(400);
    cut.truncate(cut.len() / 2);
    let mut flipped = ring(400);
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x55;
    let blue = png(300, |x, _| if x < 60 { [20, 30, 220, 255] } else { [0; 4] });
    let wrong = [
        (b"%PDF-1.7".to_vec(), NoSeal::NotPng),
        (b"\xff\xd8\xff\xe0 a photograph".to_vec(), NoSeal::NotPng),
        (cut, NoSeal::Broken),
        (flipped, NoSeal::Broken),
        (ring(100), NoSeal::Dots(100, 100)),
        (solid([220, 20, 30, 255]), NoSeal::Opaque),
        (solid([0; 4]), NoSeal::Blank),
        (blue, NoSeal::NotRed),
        (vec![0; crate::LARGEST_SEAL + 1], NoSeal::TooLarge),
    ];
    for (file, why) in wrong {
        assert_eq!(SealImage::read(file, 42).unwrap_err(), why);
    }
}

/// Where red stands on a page, in millimetres: left, top, right, bottom, below `from`.
fn red(file: &Path, page: usize, from: f64) -> Option<[f64; 4]> {
    const DOTS: f64 = 100.0;
    let page = page.to_string();
    let output =
        Command::new("pdftoppm").args(["-r", "100", "-f", &page, "-l", &page]).arg(file).output().unwrap();
    let mut head = output.stdout.splitn(4, u8::is_ascii_whitespace);
    let wide: usize = std::str::from_utf8(head.nth(1).unwrap()).unwrap().parse().unwrap();
    let dots = head.nth(1).unwrap().split_at("255\n".len()).1;
    let millimetres = |at: usize| f64::from(u32::try_from(at).unwrap()) * 25.4 / DOTS;
    let reds = dots.chunks_exact(3).enumerate().filter(|(_, dot)| dot[0] > 180 && dot[1] < 90 && dot[2] < 90);
    let places =
        reds.map(|(at, _)| (millimetres(at % wide), millimetres(at / wide))).filter(|(_, y)| *y > from);
    places.fold(None, |found: Option<[f64; 4]>, (x, y)| {
        let [left, top, right, bottom] = found.unwrap_or([x, y, x, y]);
        Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
    })
}

/// The last page that has this word.
fn page_of(file: &Path, word: &str) -> usize {
    let text = text_of_pdf(file);
    text.split('\u{c}').collect::<Vec<_>>().iter().rposition(|page| page.contains(word)).unwrap() + 1
}

/// Edges of a word on a page, in millimetres: left, top, right, bottom.
fn edges(file: &Path, page: usize, word: &str) -> [f64; 4] {
    let page = page.to_string();
    let words = said(Command::new("pdftotext").args(["-bbox", "-f", &page, "-l", &page]).arg(file).arg("-"));
    let line = words.lines().rfind(|line| line.contains(&format!(">{word}<"))).unwrap();
    let value = |name: &str| {
        let value = line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        value.parse::<f64>().unwrap() * 25.4 / 72.0
    };
    ["xMin", "yMin", "xMax", "yMax"].map(value)
}

fn written(folder: &Path, name: &str, paper: &Paper) -> std::path::PathBuf {
    let file = folder.join(name);
    std::fs::File::create(&file).unwrap().write_all(&fonts().pdf(paper).unwrap().bytes).unwrap();
    // To be looked at.
    if let Ok(kept) = std::env::var("RONGHENG_PICTURES") {
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::copy(&file, Path::new(&kept).join(name)).unwrap();
        std::fs::write(Path::new(&kept).join(name.replace(".pdf", ".docx")), docx(paper).unwrap()).unwrap();
    }
    file
}

#[test]
fn the_seal_presses_name_and_date_these_a_little_below_its_middle_and_stands_a_line_below_the_text() {
    if !can(&["pdftotext", "pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "sealed.pdf", &with(Some(seal()), &["青澜区纪委监委"]));
    let [left, top, right, bottom] = red(&file, 2, 0.0).unwrap();
    assert!(
        (right - left - 42.0).abs() < 1.0 && (bottom - top - 42.0).abs() < 1.0,
        "{left} {top} {right} {bottom}"
    );
    let date = edges(&file, 2, "2026年3月9日");
    let name = edges(&file, 2, "青澜区纪委监委");
    let across = f64::midpoint(left, right);
    assert!((across - f64::midpoint(date[0], date[2])).abs() < 1.0, "{across} over {date:?}");
    assert!((across - f64::midpoint(name[0], name[2])).abs() < 1.0, "{across} over {name:?}");
    let (middle, words) = (f64::midpoint(top, bottom), f64::midpoint(name[1], date[3]));
    assert!(words > middle && words - middle < 6.0, "name and date at {words}, the seal at {middle}");
    assert!(top < name[1] && bottom > date[3]);
    // The paper before it has two attachments; the second is the last line above.
    let text = edges(&file, 2, "2.会商纪要")[3];
    assert!(
        top > text - 3.0 && top - text < 225.0 / 22.0,
        "the seal begins at {top}, the text ends at {text}"
    );
}

#[test]
fn a_joint_paper_has_a_place_for_each_seal_and_the_first_organ_s_image_on_its_own() {
    if !can(&["pdftotext", "pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let names = ["青澜区纪委监委", "青澜区审计局", "中共青澜区委组织部", "青澜区司法局"];
    for count in 2..=names.len() {
        let paper = with(Some(seal()), &names[..count]);
        let file = written(folder.path(), &format!("joint-{count}.pdf"), &paper);
        let page = page_of(&file, "青澜区审计局");
        let [left, top, right, bottom] = red(&file, page, 0.0).unwrap();
        let places: Vec<_> = names[..count].iter().map(|name| edges(&file, page, name)).collect();
        let across = f64::midpoint(places[0][0], places[0][2]);
        assert!((f64::midpoint(left, right) - across).abs() < 1.0, "{count}");
        assert!(top < places[0][1] && bottom > places[0][3], "{count}");
        assert!(left >= 28.0 && right <= 184.0, "inside the type area");
        for (at, one) in places.iter().enumerate() {
            for other in &places[at + 1..] {
                let apart = (f64::midpoint(one[0], one[2]) - f64::midpoint(other[0], other[2])).abs();
                assert!(
                    apart > 50.0 || (one[1] - other[1]).abs() > 50.0,
                    "seals would touch: {one:?} {other:?}"
                );
            }
        }
        let date = edges(&file, page, "2026年3月9日");
        let last = places.last().unwrap();
        let under = f64::midpoint(date[0], date[2]) - f64::midpoint(last[0], last[2]);
        assert!(under.abs() < 1.0, "the date stands under the last name");
    }
}

#[test]
fn only_the_pdf_carries_the_seal_and_both_say_what_they_said() {
    if !can(&["pdftotext", "pdfimages"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let names = ["青澜区纪委监委"];
    let (bare, sealed) = (with(None, &names), with(Some(seal()), &names));
    let (a, b) = (written(folder.path(), "bare.pdf", &bare), written(folder.path(), "sealed.pdf", &sealed));
    assert_eq!(text_of_pdf(&a), text_of_pdf(&b));
    let images = |file: &Path| said(Command::new("pdfimages").arg("-list").arg(file)).lines().count() - 2;
    assert_eq!((images(&a), images(&b)), (0, 2), "the image and what of it is transparent");
    assert_eq!(docx(&bare).unwrap(), docx(&sealed).unwrap());
    assert_eq!(fonts().pdf(&sealed).unwrap().bytes, fonts().pdf(&sealed).unwrap().bytes, "the same bytes");
}

#[test]
fn name_and_date_under_a_seal_stay_on_one_page_with_its_room() {
    if !can(&["pdftotext", "pdftoppm"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for lines in 0..12 {
        let mut paper = with(Some(seal()), &["青澜区审计局"]);
        paper.body.extend((0..lines).map(|_| crate::Block::Text("再说一行。".to_owned())));
        let file = written(folder.path(), "at-the-edge.pdf", &paper);
        let page = page_of(&file, "青澜区审计局");
        let all = text_of_pdf(&file);
        let stands: Vec<&str> = all.split('\u{c}').filter(|page| page.contains("青澜区审计局")).collect();
        assert!(
            stands.last().unwrap().contains("再说一行") || stands.last().unwrap().contains("会商纪要"),
            "{lines}: the signature stands alone"
        );
        assert!(stands.last().unwrap().contains("2026年3月9日"), "{lines}");
        let [_, top, _, bottom] = red(&file, page, 72.0 * f64::from(u8::from(page == 1))).unwrap();
        assert!((bottom - top - 42.0).abs() < 1.0 && top > 30.0, "{lines}: {top} {bottom}");
    }
}
