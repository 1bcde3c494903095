//! The fonts there are: a configured folder first, then what Debian's packages bring. Looked through once and
//! shared; the bytes of a font are read when the first paper needs them, and kept.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};

use crate::style::Face;

/// Where Debian keeps fonts.
const DEBIAN: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
/// Of those folders only files whose names say that they hold Chinese are looked into.
const CHINESE: [&str; 14] = [
    "cjk",
    "uming",
    "ukai",
    "gbsn",
    "gkai",
    "wqy",
    "fandol",
    "sourcehan",
    "hana",
    "babelstone",
    "plangothic",
    "simsun",
    "simfang",
    "cesi",
];
/// Characters without which a font is none for Chinese.
const PROBES: [char; 3] = ['一', '的', '〔'];
/// Folders inside folders, at most.
const DEPTH: usize = 5;

/// Names under which each face is sold, and what stands in for it.
const fn names(face: Face) -> (&'static [&'static str], &'static [&'static str]) {
    const SERIF: &[&str] = &[
        "noto serif cjk sc",
        "source han serif sc",
        "source han serif",
        "ar pl uming cn",
        "ar pl uming",
        "ar pl sungtil gb",
    ];
    match face {
        Face::FangSong => (
            &[
                "仿宋_gb2312",
                "fangsong_gb2312",
                "仿宋",
                "fangsong",
                "方正仿宋_gbk",
                "fzfangsong-z02",
                "fzfangsong-z02s",
                "华文仿宋",
                "stfangsong",
                "cesi仿宋-gb2312",
                "fandolfang",
            ],
            SERIF,
        ),
        Face::XiaoBiaoSong => (
            &[
                "方正小标宋简体",
                "fzxiaobiaosong-b05s",
                "方正小标宋_gbk",
                "fzxiaobiaosong-b05",
                "cesi小标宋-gb2312",
            ],
            SERIF,
        ),
        Face::HeiTi => (
            &[
                "黑体",
                "simhei",
                "方正黑体_gbk",
                "fzhei-b01",
                "fzhei-b01s",
                "华文黑体",
                "stheiti",
                "cesi黑体-gb2312",
                "fandolhei",
            ],
            &[
                "noto sans cjk sc",
                "source han sans sc",
                "source han sans",
                "wenquanyi zen hei",
                "wenquanyi micro hei",
            ],
        ),
        Face::KaiTi => (
            &[
                "楷体_gb2312",
                "kaiti_gb2312",
                "楷体",
                "kaiti",
                "方正楷体_gbk",
                "fzkai-z03",
                "fzkai-z03s",
                "华文楷体",
                "stkaiti",
                "cesi楷体-gb2312",
                "fandolkai",
            ],
            &[
                "ar pl ukai cn",
                "ar pl ukai",
                "ar pl kaitim gb",
                "noto serif cjk sc",
                "source han serif sc",
                "ar pl uming cn",
                "ar pl uming",
            ],
        ),
        Face::SongTi => (
            &[
                "宋体",
                "simsun",
                "方正书宋_gbk",
                "fzshusong-z01",
                "华文宋体",
                "stsong",
                "cesi宋体-gb2312",
                "fandolsong",
            ],
            SERIF,
        ),
    }
}

/// A font and where its bytes lie.
struct Slot {
    file: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// All the fonts that papers are set in.
pub struct Fonts {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("fonts", &self.slots.len()).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Looks through `folder` (all it holds) and then through Debian's folders (what holds Chinese).
    pub fn find(folder: Option<&Path>) -> Self {
        let mut files = Vec::new();
        if let Some(folder) = folder {
            collect(folder, DEPTH, &|_| true, &mut files);
        }
        for debian in DEBIAN {
            let chinese = |name: &str| CHINESE.iter().any(|part| name.contains(part));
            collect(Path::new(debian), DEPTH, &chinese, &mut files);
        }
        Self::of(&files)
    }

    /// Only the fonts in `folder`.
    pub fn only(folder: &Path) -> Self {
        let mut files = Vec::new();
        collect(folder, DEPTH, &|_| true, &mut files);
        Self::of(&files)
    }

    fn of(files: &[PathBuf]) -> Self {
        let mut book = FontBook::new();
        let mut slots = Vec::new();
        for file in files {
            let Ok(bytes) = fs::read(file) else { continue };
            let infos: Vec<FontInfo> = FontInfo::iter(&bytes).collect();
            let simplified = infos.iter().any(|info| info.family.ends_with(" SC"));
            for (index, info) in (0_u32..).zip(infos) {
                // Of a collection for all of East Asia only what is drawn as China draws it.
                let foreign = [" JP", " KR", " TC", " HK"].iter().any(|end| info.family.ends_with(end));
                if simplified && (foreign || info.family.contains(" Mono ")) {
                    continue;
                }
                book.push(info);
                slots.push(Slot { file: file.clone(), index, font: OnceLock::new() });
            }
        }
        Self { book: LazyHash::new(book), slots }
    }

    /// Whether Chinese can be set at all.
    pub fn has_chinese(&self) -> bool {
        (0..self.slots.len()).any(|at| PROBES.iter().all(|probe| self.covers(at, *probe)))
    }

    pub(crate) const fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        let load = || {
            // Faces of one file share its bytes.
            let same = self.slots.iter().filter(|other| other.file == slot.file);
            let shared =
                same.filter_map(|other| other.font.get()?.as_ref()).map(|font| font.data().clone()).next();
            let bytes = shared.or_else(|| fs::read(&slot.file).ok().map(Bytes::new))?;
            Font::new(bytes, slot.index)
        };
        slot.font.get_or_init(load).clone()
    }

    fn covers(&self, at: usize, c: char) -> bool {
        self.book.info(at).is_some_and(|info| info.coverage.contains(u32::from(c)))
    }

    /// The families to set a face in, best first, and the name of the first where it is not the face itself.
    pub(crate) fn families(&self, face: Face) -> (Vec<String>, Option<String>) {
        let (own, instead) = names(face);
        let known = |name: &&&str| self.book.select_family(name).next().is_some();
        let own: Vec<&&str> = own.iter().filter(known).collect();
        let instead: Vec<&&str> = instead.iter().filter(known).collect();
        let mut families: Vec<String> = own.iter().chain(&instead).map(|name| (**name).to_owned()).collect();
        if families.is_empty() {
            let any = (0..self.slots.len()).find(|at| PROBES.iter().all(|probe| self.covers(*at, *probe)));
            families.extend(any.and_then(|at| self.book.info(at)).map(|info| info.family.clone()));
        }
        let shown = families.first().and_then(|name| {
            let at = self.book.select_family(name).next()?;
            Some(self.book.info(at)?.family.clone())
        });
        (families, if own.is_empty() { shown } else { None })
    }

    /// The characters that no font has.
    pub(crate) fn nowhere(&self, characters: &BTreeSet<char>) -> Vec<char> {
        let here = |c: &char| c.is_whitespace() || (0..self.slots.len()).any(|at| self.covers(at, *c));
        characters.iter().filter(|c| !here(c)).copied().collect()
    }
}

/// Font files under `folder`, by name, so that the same machine always finds the same ones.
fn collect(folder: &Path, depth: usize, wanted: &dyn Fn(&str) -> bool, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, wanted, files);
            }
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
        let font = [".ttf", ".otf", ".ttc", ".otc"].iter().any(|ending| name.ends_with(ending));
        if font && wanted(&name) {
            files.push(path);
        }
    }
}
