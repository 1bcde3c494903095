//! A paper as the sequence both writers set: what stands under what, in which style. What one writer shows the other
//! shows, because neither looks at the paper itself.

mod title;

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    paper::{Block, Grid, Paper, Row, Secrecy, Signature, Slot},
    style::{LINE, PITCH_POINTS, Style},
};

/// A piece of the sequence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Item {
    /// A paragraph.
    Line(Line),
    /// Empty lines.
    Gap {
        /// How many.
        lines: u8,
    },
    /// A rule of the full width.
    Rule {
        /// Distance from what stands above, in millimetres.
        above: f32,
        /// Its colour is red.
        red: bool,
    },
    /// A table.
    Table {
        /// Shares of the width.
        columns: Vec<u16>,
        /// Rows that stand again on each page.
        head: usize,
        /// Point size of what stands in it.
        size: f32,
        /// Its rows.
        rows: Vec<Cells>,
    },
    /// The signature of a sealed paper: on one page, with the room its seals need.
    Signed(Signed),
}

/// Names under which seals are set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Signed {
    /// For each organ its name, and under the last one the date. A name that stands alone stands at the right, where
    /// its lines keep their distance; several stand in the middle of their cells.
    pub cells: Vec<Vec<Line>>,
    /// Organs side by side.
    pub columns: usize,
    /// Room is kept below; else 附注 follows at once.
    pub room: bool,
    /// The first organ's seal.
    pub stamp: Option<Stamp>,
}

/// Where the image of a seal is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Stamp {
    /// How wide it is printed.
    pub millimetres: u16,
    /// It presses the name and the date, not the name alone.
    pub dated: bool,
}

/// Empty lines between the text and a name under a seal: the upper edge of a seal of 38 to 50 mm, whose middle stands
/// a little above that of name and date, is then less than a line below the text.
pub(crate) const SEAL_GAP: u8 = 2;
/// Organs side by side, at most.
const ABREAST: usize = 3;

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Line {
    /// How it looks.
    pub style: Style,
    /// What it says.
    pub text: String,
    /// What stands at the other end of the line.
    pub end: Option<String>,
    /// Point size, where it is not the style's.
    pub size: Option<f32>,
    /// Distance from what stands above, in millimetres.
    pub above: f32,
    /// Room kept free on the right, in characters, beside the style's.
    pub right: f32,
    /// Stays on the page of what follows.
    pub keep: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Cells {
    /// Its least height in millimetres.
    pub least: u16,
    /// Its cells.
    pub cells: Vec<Celled>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Celled {
    /// Its paragraphs; at least one.
    pub lines: Vec<String>,
    /// How many columns it covers.
    pub over: u16,
    /// In the middle.
    pub label: bool,
}

/// The whole sequence.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Flow {
    /// The title in one line, for the file's own properties.
    pub title: String,
    /// From the top of the first page.
    pub items: Vec<Item>,
    /// 版记: 抄送 lines, then 印发机关 and 印发日期; at the foot of the last page.
    pub foot: Vec<Line>,
}

impl Line {
    fn of(style: Style, text: impl Into<String>) -> Self {
        Self { style, text: text.into(), end: None, size: None, above: 0.0, right: 0.0, keep: false }
    }
}

/// Whether a paper can carry it: no control character (tabs become spaces before), none of the marks that turn the
/// direction of text and so show another text than is stored, nothing that is no character.
fn carried(c: char) -> bool {
    let turning = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let none = matches!(c, '\u{feff}' | '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    !c.is_control() && !turning && !none
}

/// The text without what a paper cannot carry; one line.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(
            |c| {
                if matches!(c, '\t' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' | '\u{85}') {
                    ' '
                } else {
                    c
                }
            },
        )
        .filter(|c| carried(*c))
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// The lines of a text, cleaned; empty ones left out.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split(['\n', '\r']).map(clean).filter(|line| !line.trim().is_empty())
}

/// Width in characters: what is not of the East takes half of one.
fn width(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// The number of a heading: `一、`, `（一）`, `1.`, `（1）`.
fn ordinal(level: u8, n: u32) -> String {
    match level {
        1 => format!("{}、", numeral(n)),
        2 => format!("（{}）", numeral(n)),
        3 => format!("{n}."),
        _ => format!("（{n}）"),
    }
}

/// A whole number below a hundred in Chinese; larger ones in figures.
fn numeral(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: u32| usize::try_from(at).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or_default();
    match n {
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n % 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

/// The paper as its sequence.
pub(crate) fn flow(paper: &Paper) -> Flow {
    let title: Vec<String> = lines(&paper.title).collect();
    let mut flow = Flow { title: title.concat(), ..Flow::default() };
    head(&mut flow.items, paper);
    let title: Vec<String> = title.iter().flat_map(|line| title::balanced(line)).collect();
    for (at, text) in title.iter().enumerate() {
        flow.items.push(Item::Line(Line { keep: at + 1 < title.len(), ..Line::of(Style::Title, text) }));
    }
    flow.items.push(Item::Gap { lines: 1 });
    let addressee = clean(&paper.addressee);
    if !addressee.is_empty() {
        flow.items.push(Item::Line(Line::of(Style::Salutation, format!("{addressee}："))));
    }
    body(&mut flow.items, &paper.body);
    end(&mut flow.items, paper);
    if let Some(imprint) = &paper.imprint {
        flow.foot.extend(
            imprint.copies.iter().flat_map(|text| lines(text)).map(|text| Line::of(Style::Imprint, text)),
        );
        let date = clean(&imprint.date);
        let date = if date.is_empty() { date } else { format!("{date}印发") };
        flow.foot.push(Line { end: Some(date), ..Line::of(Style::Imprint, clean(&imprint.issuer)) });
    }
    flow
}

/// 35 mm from the edge of the type area to the upper edge of 发文机关标志.
const HEAD_AT: f32 = 35.0;

fn head(items: &mut Vec<Item>, paper: &Paper) {
    let mut used = 0.0;
    let copy = paper.head.as_ref().and_then(|head| head.copy);
    if let Some(copy) = copy {
        items.push(Item::Line(Line::of(Style::Plain, format!("{copy:06}"))));
        used += LINE;
    }
    let secrecy = match &paper.secrecy {
        Secrecy::Work => Some("工作秘密".to_owned()),
        Secrecy::Unmarked => None,
        Secrecy::Derived(derived) => Some(clean(&derived.line())),
    };
    if let Some(secrecy) = secrecy {
        items.push(Item::Line(Line::of(Style::Secrecy, secrecy)));
        used += LINE;
    }
    let Some(head) = &paper.head else {
        items.push(Item::Gap { lines: 1 });
        return;
    };
    let organs: Vec<String> = head.organs.iter().flat_map(|organ| lines(organ)).collect();
    let longest = organs.iter().map(|organ| width(organ)).fold(1.0, f32::max);
    // As large as the width allows, never above what is usual for a red head.
    let most = if organs.len() > 1 { 36.0 } else { 48.0 };
    let size = (28.0 * PITCH_POINTS / longest).floor().clamp(16.0, most);
    for (at, organ) in organs.iter().enumerate() {
        let above = if at == 0 { (HEAD_AT - used).max(0.0) } else { 0.0 };
        items.push(Item::Line(Line {
            size: Some(size),
            above,
            keep: true,
            ..Line::of(Style::RedHead, organ)
        }));
    }
    items.push(Item::Gap { lines: 1 });
    let number = clean(&head.number);
    let signed: Vec<String> =
        head.signed_by.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect();
    items.push(Item::Line(if signed.is_empty() {
        Line::of(Style::Number, number)
    } else {
        let end = format!("签发人：{}", signed.join("　"));
        Line { end: Some(end), ..Line::of(Style::Upward, number) }
    }));
    items.push(Item::Rule { above: 0.0, red: true });
    items.push(Item::Gap { lines: 2 });
}

fn body(items: &mut Vec<Item>, blocks: &[Block]) {
    let mut counts = [0_u32; 4];
    for block in blocks {
        match block {
            Block::Text(text) => {
                items.extend(lines(text).map(|line| Item::Line(Line::of(Style::Body, line.trim()))));
            }
            Block::Line(text) => {
                items.extend(lines(text).map(|line| Item::Line(Line::of(Style::Plain, line))));
            }
            Block::Heading(level, text) => {
                let level = (*level).clamp(1, 4);
                let mut number = 0;
                for (own, count) in (1_u8..).zip(&mut counts) {
                    if own == level {
                        *count += 1;
                        number = *count;
                    } else if own > level {
                        *count = 0;
                    }
                }
                let style = match level {
                    1 => Style::Heading1,
                    2 => Style::Heading2,
                    3 => Style::Heading3,
                    _ => Style::Heading4,
                };
                let text = format!("{}{}", ordinal(level, number), lines(text).collect::<String>());
                items.push(Item::Line(Line { keep: true, ..Line::of(style, text) }));
            }
            Block::Table(grid) => items.extend(table(grid)),
        }
    }
}

fn table(grid: &Grid) -> Option<Item> {
    let wide = u16::try_from(grid.columns.len()).ok().filter(|wide| *wide > 0)?;
    let rows: Vec<Cells> = grid.rows.iter().map(|row| cells(row, wide)).collect();
    let size = if wide > 5 { 12.0 } else { 14.0 };
    let columns = grid.columns.iter().map(|share| (*share).max(1)).collect();
    (!rows.is_empty()).then(|| Item::Table { columns, head: grid.head.min(rows.len()), size, rows })
}

/// The cells of a row, exactly as many columns wide as the table.
fn cells(row: &Row, wide: u16) -> Cells {
    let mut left = wide;
    let mut cells = Vec::new();
    for Slot { text, over, label } in &row.cells {
        let over = (*over).clamp(1, left.max(1));
        if left == 0 {
            break;
        }
        left -= over;
        let mut lines: Vec<String> = lines(text).collect();
        if lines.is_empty() {
            lines.push(String::new());
        }
        cells.push(Celled { lines, over, label: *label });
    }
    cells.extend((0..left).map(|_| Celled { lines: vec![String::new()], over: 1, label: false }));
    Cells { least: row.least, cells }
}

fn end(items: &mut Vec<Item>, paper: &Paper) {
    let attachments: Vec<String> =
        paper.attachments.iter().map(|title| clean(title)).filter(|t| !t.is_empty()).collect();
    if !attachments.is_empty() {
        items.push(Item::Gap { lines: 1 });
        for (at, title) in attachments.iter().enumerate() {
            let mut text = if at == 0 { "附件：".to_owned() } else { "　　　".to_owned() };
            if attachments.len() > 1 {
                let _ = write!(text, "{}.", at + 1);
            }
            text.push_str(title);
            items.push(Item::Line(Line::of(Style::Attachment, text)));
        }
    }
    if let Some(signature) = &paper.signature {
        // A signature never stands on a page without a line of the paper (此页无正文 is no remedy).
        if let Some(Item::Line(last)) = items.last_mut() {
            last.keep = true;
        }
        signed(items, signature, clean(&paper.note).is_empty());
    }
    let note = clean(&paper.note);
    if !note.is_empty() {
        items.push(Item::Line(Line::of(Style::Note, format!("（{note}）"))));
    }
}

fn signed(items: &mut Vec<Item>, signature: &Signature, room: bool) {
    let by: Vec<String> =
        signature.by.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect();
    let date = clean(&signature.date);
    let stamp = |dated: bool| {
        let millimetres = signature.seal.as_ref()?.millimetres();
        Some(Stamp { millimetres, dated: dated && !date.is_empty() })
    };
    if signature.sealed && by.len() > 1 {
        let last = by.len() - 1;
        let dated = |at: usize| (at == last && !date.is_empty()).then(|| Line::of(Style::Date, &date));
        let name = |name: &String| Line::of(Style::Signature, name);
        let cells = by.iter().enumerate().map(|(at, by)| [name(by)].into_iter().chain(dated(at)).collect());
        let columns = by.len().min(ABREAST);
        let (cells, stamp) = (cells.collect(), stamp(false));
        items.push(Item::Signed(Signed { cells, columns, room: true, stamp }));
        return;
    }
    let longest = by.iter().map(|name| width(name)).fold(0.0, f32::max);
    // The date keeps four characters from the right, the name stands over its middle; a name too long for that
    // keeps two, and the date moves under its middle.
    let middle = (4.0 + width(&date) / 2.0).max(2.0 + longest / 2.0);
    let mut lines = Vec::new();
    for (at, name) in by.iter().enumerate() {
        let keep = at + 1 < by.len() || !date.is_empty();
        let right = middle - width(name) / 2.0;
        lines.push(Line { right, keep, ..Line::of(Style::Signature, name) });
    }
    if !date.is_empty() {
        lines.push(Line { right: middle - width(&date) / 2.0, ..Line::of(Style::Date, &date) });
    }
    if signature.sealed && !by.is_empty() {
        items.push(Item::Signed(Signed { cells: vec![lines], columns: 1, room, stamp: stamp(true) }));
    } else {
        items.push(Item::Gap { lines: 1 });
        items.extend(lines.into_iter().map(Item::Line));
    }
}

/// Every style that the sequence uses with the text it sets in it, for the fonts.
pub(crate) fn texts(flow: &Flow) -> impl Iterator<Item = (Style, &str)> {
    flow.items.iter().flat_map(of_item).chain(flow.foot.iter().flat_map(of_line))
}

fn of_line(line: &Line) -> Vec<(Style, &str)> {
    let mut all = vec![(line.style, line.text.as_str())];
    all.extend(line.end.as_deref().map(|end| (line.style, end)));
    all
}

fn of_item(item: &Item) -> Vec<(Style, &str)> {
    match item {
        Item::Line(line) => of_line(line),
        Item::Gap { .. } | Item::Rule { .. } => Vec::new(),
        Item::Signed(signed) => signed.cells.iter().flatten().flat_map(of_line).collect(),
        Item::Table { rows, .. } => {
            let cells = rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(|cell| cell.lines.iter().map(|line| (Style::Cell, line.as_str()))).collect()
        }
    }
}
