//! The PDF writer: the sequence of a paper, given to typst as data.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::OnceLock,
};

use serde::Serialize;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::{
    Unwritable,
    flow::{Flow, flow, texts},
    fonts::Fonts,
    paper::Paper,
    seal::SealImage,
    style::{Face, Look, Style},
};

/// How many papers ago the compiler may remember what it set: enough to keep the template warm, few enough that a
/// run of a thousand papers does not grow.
const REMEMBERED: usize = 4;

/// A paper as PDF, with what its reader should be told of its fonts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Fonts the paper names that are not there, each with what was set instead.
    pub replaced: Vec<(&'static str, String)>,
    /// Characters that no font has; a box stands for each.
    pub nowhere: Vec<char>,
}

/// What the layout is given.
#[derive(Serialize)]
struct Given<'a> {
    faces: BTreeMap<Face, Vec<String>>,
    looks: BTreeMap<String, Look>,
    flow: &'a Flow,
}

impl Fonts {
    /// The paper as a PDF file: the same bytes for the same paper and the same fonts. Its text can be searched and
    /// copied.
    ///
    /// # Errors
    /// [`Unwritable`] where there is no font for Chinese, or the layout cannot be made.
    pub fn pdf(&self, paper: &Paper) -> Result<Pdf, Unwritable> {
        if !self.has_chinese() {
            return Err(Unwritable(
                "本机没有中文字体，PDF 排不出汉字。请下载 DOCX，或者请系统管理员安装字体（fonts-noto-cjk）后再试。".to_owned(),
            ));
        }
        let flow = flow(paper);
        let mut used = BTreeSet::from([Face::SongTi]);
        let mut characters: BTreeSet<char> = "— 0123456789".chars().collect();
        for (style, text) in texts(&flow) {
            used.insert(style.look().face);
            characters.extend(text.chars());
        }
        let mut faces = BTreeMap::new();
        let mut replaced = Vec::new();
        for face in Face::ALL {
            let (families, instead) = self.families(face);
            faces.insert(face, families);
            replaced.extend(instead.filter(|_| used.contains(&face)).map(|instead| (face.name(), instead)));
        }
        let given = Given { faces, looks: looks(), flow: &flow };
        let data = serde_json::to_vec(&given).map_err(|e| Unwritable(e.to_string()))?;
        let seal = paper.signature.as_ref().and_then(|signature| signature.seal.as_ref());
        let bytes = set(self, data, seal.map(SealImage::png))?;
        Ok(Pdf { bytes, replaced, nowhere: self.nowhere(&characters) })
    }
}

/// The looks by the name the sequence has for each style.
fn looks() -> BTreeMap<String, Look> {
    let name = |style: Style| serde_json::to_value(style).ok()?.as_str().map(str::to_owned);
    Style::ALL.into_iter().filter_map(|style| Some((name(style)?, style.look()))).collect()
}

fn set(fonts: &Fonts, data: Vec<u8>, seal: Option<&[u8]>) -> Result<Vec<u8>, Unwritable> {
    let said = |errors: &[typst::diag::SourceDiagnostic]| {
        Unwritable(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
    };
    let (Some(layout), Some(data_file), Some(seal_file)) = (layout(), named("paper.json"), named("seal.png"))
    else {
        return Err(Unwritable("the layout has no name".to_owned()));
    };
    let seal = seal.map(|png| (seal_file, Bytes::new(png.to_vec())));
    let desk = Desk { fonts, layout, data_file, data: Bytes::new(data), seal };
    let made = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| said(&errors));
    let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
    let bytes = made.and_then(|document| typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors)));
    comemo::evict(REMEMBERED);
    bytes
}

/// All that the layout may see: its own source, the paper as data, the image of its seal where it has one, and the
/// fonts. No file, no clock, no package.
struct Desk<'a> {
    fonts: &'a Fonts,
    layout: &'static Source,
    data_file: FileId,
    data: Bytes,
    seal: Option<(FileId, Bytes)>,
}

fn named(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// The layout, parsed once.
fn layout() -> Option<&'static Source> {
    static LAYOUT: OnceLock<Option<Source>> = OnceLock::new();
    let parse = || Some(Source::new(named("paper.typ")?, include_str!("paper.typ").to_owned()));
    LAYOUT.get_or_init(parse).as_ref()
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
        LIBRARY.get_or_init(|| LazyHash::new(Library::default()))
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() {
            Ok(self.layout.clone())
        } else {
            Err(FileError::NotFound(PathBuf::new()))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_file {
            return Ok(self.data.clone());
        }
        let seal = self.seal.as_ref().filter(|(seal, _)| *seal == id);
        seal.map_or_else(|| Err(FileError::NotFound(PathBuf::new())), |(_, png)| Ok(png.clone()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
