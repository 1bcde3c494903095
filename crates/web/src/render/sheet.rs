//! A case as an audience sees it: steps, tabs and blocks, with the names put in.

use std::collections::BTreeMap;

use rongheng_app::page::Names;
use rongheng_domain::{
    day::Day,
    sheet::{Block, Say, SeatState, Section, Sheet, Span, StepState, Tone},
};

use super::light;
use crate::pages::cases::encode;

/// A tag with its colour.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// Its words.
    pub says: String,
    /// Its class: `amber`; empty for the neutral one.
    pub tone: &'static str,
}

/// A step of the strip.
#[derive(Debug, Clone)]
pub(crate) struct StepView {
    /// Its title.
    pub title: String,
    /// `done`, `now`; empty for later.
    pub class: &'static str,
    /// Its number.
    pub number: usize,
    /// Its day or what it waits for.
    pub note: String,
    /// The tab that shows what became of it.
    pub href: Option<String>,
    /// How long it still may take.
    pub light: Option<super::light::LightView>,
}

/// A tab.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    /// Its name in the address.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many.
    pub count: Option<usize>,
    /// Whether it is open.
    pub current: bool,
}

/// A part of a section, as a template shows it.
#[derive(Debug, Clone)]
pub(crate) enum BlockView {
    /// A heading.
    Heading(String),
    /// Questions and answers.
    Facts(Vec<(String, Vec<String>)>),
    /// A table.
    Table(Vec<String>, Vec<Vec<CellView>>),
    /// Paragraphs.
    Words(Vec<String>),
    /// A box: class and words.
    Note(&'static str, String),
    /// An opinion by name.
    Opinion(OpinionView),
    /// Files: address, name, fingerprint.
    Files(Vec<FileView>),
    /// Figures: class and word of the rule's tag, the rule, figures with what each is.
    Tally(Option<(&'static str, &'static str)>, String, Vec<(String, String)>),
    /// Seats: class, icon, who, and how.
    Seats(Vec<SeatView>),
}

/// A member of a meeting.
#[derive(Debug, Clone)]
pub(crate) struct SeatView {
    /// `in`, `out` or nothing.
    pub class: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Who, and for which department.
    pub who: String,
    /// `到会`.
    pub word: String,
}

/// A cell: words, and what can be done about the row.
#[derive(Debug, Clone)]
pub(crate) struct CellView {
    /// Its words.
    pub says: String,
    /// Title, address and name of what can be done.
    pub acts: Vec<CellAct>,
}

/// Something that can be done about a row.
#[derive(Debug, Clone)]
pub(crate) struct CellAct {
    /// The action.
    pub name: String,
    /// What the link says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// An opinion by name, its text untouched.
#[derive(Debug, Clone)]
pub(crate) struct OpinionView {
    /// Who.
    pub by: String,
    /// 同意 · 不同意 · 保留.
    pub word: String,
    /// Colour of the word.
    pub tone: &'static str,
    /// Whether it dissents.
    pub dissent: bool,
    /// Its paragraphs.
    pub text: Vec<String>,
    /// When.
    pub on: String,
}

/// A file that can be opened.
#[derive(Debug, Clone)]
pub(crate) struct FileView {
    /// Where.
    pub href: String,
    /// Its name.
    pub name: String,
    /// SM3 of its content.
    pub hash: String,
}

/// The cells of a row that say something, each with the title of its column.
pub(crate) fn titled<'a>(head: &'a [String], row: &'a [CellView]) -> Vec<(&'a str, &'a str)> {
    let cells = head.iter().zip(row).map(|(title, cell)| (title.as_str(), cell.says.as_str()));
    cells.filter(|(_, says)| !says.is_empty()).collect()
}

/// The class of a tone.
pub(crate) const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Amber => "amber",
        Tone::Red => "red",
        Tone::Green => "green",
        Tone::Blue => "blue",
    }
}

/// Tags of a sheet, the status first.
pub(crate) fn tags(sheet: &Sheet) -> Vec<Tag> {
    std::iter::once(&sheet.status)
        .chain(&sheet.tags)
        .map(|(says, tone)| Tag { says: says.clone(), tone: class(*tone) })
        .collect()
}

/// The strip of steps.
pub(crate) fn steps(sheet: &Sheet) -> Vec<StepView> {
    let class = |state| match state {
        StepState::Done => "done",
        StepState::Now => "now",
        StepState::Later => "",
    };
    sheet
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| StepView {
            title: step.title.clone(),
            class: class(step.state),
            number: at + 1,
            note: step.note.clone(),
            href: None,
            light: None,
        })
        .collect()
}

/// The facts under the title.
pub(crate) fn facts(sheet: &Sheet, names: &Names) -> Vec<(String, String)> {
    sheet.facts.iter().map(|(term, say)| (term.clone(), names.say(say))).collect()
}

/// The tabs, and the section that is open: the one asked for, else the first.
pub(crate) fn open<'s>(sheet: &'s Sheet, asked: &str) -> (Vec<Tab>, Option<&'s Section>) {
    let current = sheet.sections.iter().find(|s| s.id == asked).or(sheet.sections.first());
    let tabs = sheet
        .sections
        .iter()
        .map(|section| Tab {
            id: section.id.clone(),
            title: section.title.clone(),
            count: section.count,
            current: current.is_some_and(|c| c.id == section.id),
        })
        .collect();
    (tabs, current)
}

/// The blocks of a section; files are under `case`. Nothing can be done from them: see [`live_blocks`].
pub(crate) fn blocks(section: &Section, names: &Names, case: &str, today: Day) -> Vec<BlockView> {
    live_blocks(section, names, case, today, &BTreeMap::new())
}

/// The same, with what whoever looks can do about a row: the acts of `ready`, each with what its address ends in.
pub(crate) fn live_blocks(
    section: &Section,
    names: &Names,
    case: &str,
    today: Day,
    ready: &BTreeMap<&str, &str>,
) -> Vec<BlockView> {
    let mut blocks: Vec<_> = section.blocks.iter().map(|block| one(block, names, case, today)).collect();
    for block in &mut blocks {
        let BlockView::Table(head, rows) = block else { continue };
        for cell in rows.iter_mut().flatten() {
            cell.acts.retain(|act| ready.contains_key(act.name.as_str()));
            for act in &mut cell.acts {
                let ending = ready.get(act.name.as_str()).copied().unwrap_or_default();
                if !ending.is_empty() {
                    let sign = if act.href.contains('?') { '&' } else { '?' };
                    act.href = format!("{}{sign}{ending}", act.href);
                }
            }
        }
        // A column for acts of which none can be done is no column.
        let idle = |at: usize, rows: &[Vec<CellView>]| {
            rows.iter().all(|row| row.get(at).is_none_or(|cell| cell.says.is_empty() && cell.acts.is_empty()))
        };
        if head.last().is_some_and(|last| last == "办理") && idle(head.len() - 1, rows) {
            let at = head.len() - 1;
            head.truncate(at);
            for row in rows {
                row.truncate(at);
            }
        }
    }
    blocks
}

fn cell(say: &Say, names: &Names, case: &str) -> CellView {
    let acts = say.0.iter().filter_map(|span| match span {
        Span::Act { action, label, fill } => {
            let mut pairs = String::new();
            for (field, value) in fill {
                let sign = if pairs.is_empty() { '?' } else { '&' };
                pairs.push(sign);
                pairs.push_str(field);
                pairs.push('=');
                pairs.push_str(&encode(value));
            }
            let href = format!("{case}/do/{action}{pairs}");
            Some(CellAct { name: action.clone(), label: label.clone(), href })
        }
        _ => None,
    });
    CellView { says: names.say(say), acts: acts.collect() }
}

/// One block; files are under `case`.
pub(crate) fn one(block: &Block, names: &Names, case: &str, today: Day) -> BlockView {
    match block {
        Block::Heading(text) => BlockView::Heading(text.clone()),
        Block::Facts(facts) => BlockView::Facts(
            facts.iter().map(|(term, say)| (term.clone(), paragraphs(&names.say(say)))).collect(),
        ),
        Block::Table { head, rows } => BlockView::Table(
            head.clone(),
            rows.iter().map(|row| row.iter().map(|say| cell(say, names, case)).collect()).collect(),
        ),
        Block::Words(say) => BlockView::Words(paragraphs(&names.say(say))),
        Block::Note { tone, says } => BlockView::Note(class(*tone), names.say(says)),
        Block::Opinion { by, word, dissent, text, on } => BlockView::Opinion(OpinionView {
            by: names.say(by),
            word: word.clone(),
            tone: if *dissent {
                "red"
            } else if word.contains("同意") {
                "green"
            } else {
                ""
            },
            dissent: *dissent,
            text: paragraphs(text),
            on: light::long(*on, today),
        }),
        Block::Tally { met, says, counts } => {
            let tag = met.map(|met| if met { ("green", "达到人数") } else { ("red", "没有达到人数") });
            BlockView::Tally(tag, says.clone(), counts.clone())
        }
        Block::Seats(seats) => BlockView::Seats(
            seats
                .iter()
                .map(|seat| {
                    let (class, icon) = match seat.state {
                        SeatState::In => ("in", "ok"),
                        SeatState::Away => ("", "lt-grey"),
                        SeatState::Out => ("out", "x"),
                    };
                    SeatView { class, icon, who: names.say(&seat.who), word: seat.word.clone() }
                })
                .collect(),
        ),
        Block::Files(files) => BlockView::Files(
            files
                .iter()
                .map(|file| FileView {
                    href: format!("{case}/files/{}", file.id),
                    name: file.name.clone(),
                    hash: file.hash.clone(),
                })
                .collect(),
        ),
    }
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rongheng_domain::sheet::Say;

    #[test]
    fn dissent_keeps_its_text_and_is_marked() {
        let names = Names { people: [("gao".into(), "高沛霖".to_owned())].into(), ..Names::default() };
        let block = Block::Opinion {
            by: Say::from(&rongheng_domain::ids::PersonId::from("gao")),
            word: "不同意".to_owned(),
            dissent: true,
            text: "第一段。\n第二段 <b>原文</b>。".to_owned(),
            on: Day::parse("2026-11-24").unwrap(),
        };
        let BlockView::Opinion(view) = one(&block, &names, "/cases/x/y", Day::parse("2026-11-24").unwrap())
        else {
            panic!("an opinion stays an opinion");
        };
        assert_eq!((view.by.as_str(), view.tone, view.dissent), ("高沛霖", "red", true));
        assert_eq!(view.text, ["第一段。", "第二段 <b>原文</b>。"]);
    }
}
