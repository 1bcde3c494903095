//! A case as an audience sees it: steps, tabs and blocks, with the names put in.

use rongheng_domain::{
    day::Day,
    sheet::{Block, Section, Sheet, StepState, Tone},
};

use rongheng_app::page::Names;

use super::light;

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
    Table(Vec<String>, Vec<Vec<String>>),
    /// Paragraphs.
    Words(Vec<String>),
    /// A box: class and words.
    Note(&'static str, String),
    /// An opinion by name.
    Opinion(OpinionView),
    /// Files: address, name, fingerprint.
    Files(Vec<FileView>),
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

/// The blocks of a section; files are under `case`.
pub(crate) fn blocks(section: &Section, names: &Names, case: &str, today: Day) -> Vec<BlockView> {
    section.blocks.iter().map(|block| one(block, names, case, today)).collect()
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
            rows.iter().map(|row| row.iter().map(|cell| names.say(cell)).collect()).collect(),
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
