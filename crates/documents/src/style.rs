//! How each part of a paper looks: one table that both writers read.

use serde::Serialize;

/// A line of the grid in millimetres: 22 of them fill the 225 mm of the type area.
pub(crate) const LINE: f32 = 225.0 / 22.0;
/// A character of the grid in points: 28 of them fill its 156 mm.
pub(crate) const PITCH_POINTS: f32 = 156.0 / 28.0 * 72.0 / 25.4;
/// 3号 in points.
pub(crate) const BODY: f32 = 16.0;

/// The fonts that a paper names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Face {
    /// 仿宋: the body.
    FangSong,
    /// 小标宋: title and red head.
    XiaoBiaoSong,
    /// 黑体: headings of level 1, 密级.
    HeiTi,
    /// 楷体: headings of level 2, the name of who signs upward.
    KaiTi,
    /// 宋体: page numbers.
    SongTi,
}

impl Face {
    pub(crate) const ALL: [Self; 5] =
        [Self::FangSong, Self::XiaoBiaoSong, Self::HeiTi, Self::KaiTi, Self::SongTi];

    /// The name a DOCX file asks for.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FangSong => "仿宋_GB2312",
            Self::XiaoBiaoSong => "方正小标宋简体",
            Self::HeiTi => "黑体",
            Self::KaiTi => "楷体_GB2312",
            Self::SongTi => "宋体",
        }
    }
}

/// A part of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// A line from the left edge; also 份号.
    Plain,
    /// 密级.
    Secrecy,
    /// 发文机关标志.
    RedHead,
    /// 发文字号 in the middle.
    Number,
    /// 发文字号 on the left, 签发人 on the right.
    Upward,
    /// 标题.
    Title,
    /// 主送.
    Salutation,
    /// 正文.
    Body,
    /// 一、
    Heading1,
    /// （一）
    Heading2,
    /// 1.
    Heading3,
    /// （1）
    Heading4,
    /// 附件说明.
    Attachment,
    /// 署名.
    Signature,
    /// 成文日期.
    Date,
    /// 附注.
    Note,
    /// 版记.
    Imprint,
    /// In a table.
    Cell,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// From the left, even at both edges.
    Both,
    /// From the left.
    Left,
    /// In the middle.
    Middle,
    /// At the right.
    Right,
}

/// The looks of a part; lengths in characters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Look {
    /// The name of the style in the word processor.
    #[serde(skip)]
    pub name: &'static str,
    /// Its font.
    pub face: Face,
    /// Points.
    pub size: f32,
    /// Where it stands.
    pub side: Side,
    /// Indent of the first line.
    pub first: f32,
    /// Indent of all lines.
    pub left: f32,
    /// Indent on the right.
    pub right: f32,
    /// Red.
    pub red: bool,
    /// A heading of this level for the outline.
    pub level: Option<u8>,
}

const fn look(name: &'static str, face: Face, side: Side) -> Look {
    Look { name, face, size: BODY, side, first: 0.0, left: 0.0, right: 0.0, red: false, level: None }
}

const fn heading(name: &'static str, face: Face, level: u8) -> Look {
    Look { first: 2.0, level: Some(level), ..look(name, face, Side::Both) }
}

impl Style {
    pub(crate) const ALL: [Self; 18] = [
        Self::Plain,
        Self::Secrecy,
        Self::RedHead,
        Self::Number,
        Self::Upward,
        Self::Title,
        Self::Salutation,
        Self::Body,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Attachment,
        Self::Signature,
        Self::Date,
        Self::Note,
        Self::Imprint,
        Self::Cell,
    ];

    /// How it looks.
    pub(crate) const fn look(self) -> Look {
        match self {
            Self::Plain => look("公文顶格", Face::FangSong, Side::Left),
            Self::Secrecy => look("公文密级", Face::HeiTi, Side::Left),
            Self::RedHead => {
                Look {
                    red: true, size: 48.0, ..look("公文发文机关标志", Face::XiaoBiaoSong, Side::Middle)
                }
            }
            Self::Number => look("公文发文字号", Face::FangSong, Side::Middle),
            Self::Upward => {
                Look { left: 1.0, right: 1.0, ..look("公文上行字号", Face::FangSong, Side::Left) }
            }
            Self::Title => {
                Look { size: 22.0, level: Some(0), ..look("公文标题", Face::XiaoBiaoSong, Side::Middle) }
            }
            Self::Salutation => look("公文主送", Face::FangSong, Side::Both),
            Self::Body => Look { first: 2.0, ..look("公文正文", Face::FangSong, Side::Both) },
            Self::Heading1 => heading("公文一级标题", Face::HeiTi, 1),
            Self::Heading2 => heading("公文二级标题", Face::KaiTi, 2),
            Self::Heading3 => heading("公文三级标题", Face::FangSong, 3),
            Self::Heading4 => heading("公文四级标题", Face::FangSong, 4),
            Self::Attachment => Look { left: 2.0, ..look("公文附件说明", Face::FangSong, Side::Left) },
            Self::Signature => look("公文署名", Face::FangSong, Side::Right),
            Self::Date => look("公文成文日期", Face::FangSong, Side::Right),
            Self::Note => Look { first: 2.0, ..look("公文附注", Face::FangSong, Side::Both) },
            Self::Imprint => {
                Look { size: 14.0, left: 1.0, right: 1.0, ..look("公文版记", Face::FangSong, Side::Left) }
            }
            Self::Cell => Look { size: 14.0, ..look("公文表格", Face::FangSong, Side::Left) },
        }
    }
}
