//! What stands in a paper: parts, in the order of GB/T 9704-2012, each there or not. Two writers make a file of the
//! same value: [`crate::docx`] and [`crate::Fonts::pdf`].

use crate::seal::SealImage;

/// A paper: red head or none, title, addressee, body, signature, 版记. Lengths are characters of 3号 unless said.
///
/// What people wrote stands here as they wrote it; characters that no paper can carry (control characters,
/// U+0000, the marks that turn the direction of text) are left out by both writers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    /// 版头; a form, a record and an application have none.
    pub head: Option<Head>,
    /// The line of secrecy under 份号.
    pub secrecy: Secrecy,
    /// 标题; a line break in it breaks the line.
    pub title: String,
    /// 主送, without its colon; empty where there is none.
    pub addressee: String,
    /// 正文.
    pub body: Vec<Block>,
    /// 附件说明: the titles of what is attached.
    pub attachments: Vec<String>,
    /// Who signs, and when.
    pub signature: Option<Signature>,
    /// 附注, without its brackets; empty where there is none.
    pub note: String,
    /// 版记.
    pub imprint: Option<Imprint>,
}

/// 版头.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// 份号: six digits; none where copies are not counted.
    pub copy: Option<u32>,
    /// 发文机关标志; several for a joint paper, the one in charge first.
    pub organs: Vec<String>,
    /// 发文字号: `容〔2026〕1号`.
    pub number: String,
    /// 签发人, for a paper that goes upward; empty for others.
    pub signed_by: Vec<String>,
}

/// What the line of secrecy says. A 密级 can only be made with the source it is derived from: there is no free one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Secrecy {
    /// 工作秘密, as everything of a case.
    #[default]
    Work,
    /// No line: what comes from outside, and what is meant to be read by everybody.
    Unmarked,
    /// 派生定密.
    Derived(Derived),
}

/// A level of secrecy with the paper it is derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    level: Level,
    years: u8,
    source: String,
}

/// 密级.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// 秘密.
    Confidential,
    /// 机密.
    Secret,
    /// 绝密.
    TopSecret,
}

impl Derived {
    /// Level and 保密期限 in years as the source has them; `None` where no source is named or no year is given.
    pub fn new(level: Level, years: u8, source: &str) -> Option<Self> {
        let source = source.trim().to_owned();
        (!source.is_empty() && years > 0).then_some(Self { level, years, source })
    }

    /// `秘密★10年`, as the standard has it; the source stands on 发文稿纸 and not on the paper.
    pub fn line(&self) -> String {
        let level = match self.level {
            Level::Confidential => "秘密",
            Level::Secret => "机密",
            Level::TopSecret => "绝密",
        };
        format!("{level}★{}年", self.years)
    }

    /// The paper it is derived from.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, its first line moved in by two; each line break begins a paragraph.
    Text(String),
    /// A heading of level 1 to 4, without its number: 一、 黑体, （一） 楷体, 1. and （1） 仿宋. Numbers are counted here.
    Heading(u8, String),
    /// A line from the left edge: `时间：2026年3月9日`.
    Line(String),
    /// A table.
    Table(Grid),
}

/// A table of the full width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// Widths of the columns as shares of the whole.
    pub columns: Vec<u16>,
    /// How many of the first rows stand again on each page.
    pub head: usize,
    /// Rows; one that is too short is filled up with empty cells, one that is too long is cut.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Slot>,
    /// Its least height in millimetres: room for a hand or a seal.
    pub least: u16,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// What stands in it; a line break begins a paragraph.
    pub text: String,
    /// How many columns it covers.
    pub over: u16,
    /// Whether it names its neighbour: set in the middle.
    pub label: bool,
}

impl Slot {
    /// A cell that names its neighbour.
    pub fn label(text: impl Into<String>) -> Self {
        Self { text: text.into(), over: 1, label: true }
    }

    /// A cell with what was entered.
    pub fn value(text: impl Into<String>) -> Self {
        Self { text: text.into(), over: 1, label: false }
    }

    /// The same over `columns` columns.
    #[must_use]
    pub fn over(mut self, columns: u16) -> Self {
        self.over = columns.max(1);
        self
    }
}

impl Row {
    /// A row of these cells.
    pub fn of(cells: impl IntoIterator<Item = Slot>) -> Self {
        Self { cells: cells.into_iter().collect(), least: 0 }
    }

    /// The same, at least so many millimetres high.
    #[must_use]
    pub fn least(mut self, millimetres: u16) -> Self {
        self.least = millimetres;
        self
    }
}

/// Who signs a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// 署名; several for a joint paper.
    pub by: Vec<String>,
    /// 成文日期: `2026年3月9日`; empty where a hand writes it.
    pub date: String,
    /// Room is kept for a seal over name and date; for each organ of a joint paper its own.
    pub sealed: bool,
    /// The image of the first organ's seal. Only the PDF carries it: in a DOCX the place stays empty.
    pub seal: Option<SealImage>,
}

/// 版记: at the foot of the last page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imprint {
    /// Who is sent a copy: `抄送：…`; a line each, with its own first word (抄送, 抄报).
    pub copies: Vec<String>,
    /// 印发机关.
    pub issuer: String,
    /// 印发日期: `2026年3月9日`.
    pub date: String,
}
