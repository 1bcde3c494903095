//! Text as the index has it: one term for each Chinese character, one for each run of Latin letters or digits, in one
//! form for what may be typed in several. What stands side by side is found side by side, whatever signs are between:
//! a name is found in any sentence, a number however its brackets are typed, and a rare character like any other.

use std::sync::LazyLock;

use tantivy_jieba::jieba_rs::Jieba;

use crate::normal::half_width;

/// Words of the field that a dictionary of the language cuts in two, or into others.
const OF_THE_FIELD: &[&str] = &[
    "容错",
    "纠错",
    "容错纠错",
    "两不容",
    "三个区分开来",
    "拟认定",
    "单位意见",
    "会商",
    "认定",
    "免责",
    "从轻",
    "减轻",
    "不予容错",
    "四种形态",
    "问题线索",
    "巡察",
    "澄清正名",
    "诬告陷害",
    "影响期",
    "派驻组",
    "监察室",
    "案件监督管理室",
    "审理",
    "异议复查",
    "撤销认定",
    "留置送达",
    "征地拆迁",
    "经济联社",
    "街道办事处",
    "社区居委会",
    "占道经营",
    "营商环境",
    "先用后批",
    "容缺受理",
    "告知承诺",
    "备案报表",
    "请示答复",
    "立案审查",
    "党纪处分",
    "政务处分",
    "党组",
    "主体责任",
    "整改",
    "销号",
    "归档",
    "回访教育",
];

/// How often a word of the field is taken to stand in texts: so often that it is never cut.
const OFTEN: usize = 100_000;

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in OF_THE_FIELD {
        jieba.add_word(word, Some(OFTEN), None);
    }
    jieba
});

/// Loads the dictionary, so that the first search does not wait for it.
pub fn warm() {
    LazyLock::force(&JIEBA);
}

/// Below this, letters are written in runs; from here on each character is a word of its own.
const FIRST_IDEOGRAPH: char = '\u{2e80}';

/// What a text is made of, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A Chinese character.
    Character(char),
    /// A run of Latin letters, or one of digits, in small letters and without leading zeros.
    Run(&'a str),
    /// A sign, or white space.
    Sign,
}

/// Goes through a text piece by piece.
pub(crate) fn scan(text: &str, mut each: impl FnMut(Piece<'_>)) {
    let mut run = String::new();
    for c in text.chars().map(half_width) {
        if c.is_alphanumeric() && c < FIRST_IDEOGRAPH {
            // Letters and digits are two runs: 穗A123 is found by 123.
            if run.ends_with(|last: char| last.is_ascii_digit() != c.is_ascii_digit()) {
                each(Piece::Run(shortened(&run)));
                run.clear();
            }
            run.extend(c.to_lowercase());
            continue;
        }
        if !run.is_empty() {
            each(Piece::Run(shortened(&run)));
            run.clear();
        }
        each(if c.is_alphanumeric() { Piece::Character(c) } else { Piece::Sign });
    }
    if !run.is_empty() {
        each(Piece::Run(shortened(&run)));
    }
}

/// 017 is 17.
fn shortened(run: &str) -> &str {
    if run.len() > 1 && run.bytes().all(|b| b.is_ascii_digit()) {
        let short = run.trim_start_matches('0');
        return if short.is_empty() { "0" } else { short };
    }
    run
}

/// The terms of a text, in their order.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    scan(text, |piece| match piece {
        Piece::Character(c) => terms.push(c.to_string()),
        Piece::Run(run) => terms.push(run.to_owned()),
        Piece::Sign => {}
    });
    terms
}

/// A dictionary of the language with words of the field, and with more that a policy file names.
#[derive(Clone)]
pub(crate) struct Dictionary(Jieba);

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dictionary")
    }
}

impl Dictionary {
    /// With these words beside those known.
    pub(crate) fn with<'a>(more: impl IntoIterator<Item = &'a str>) -> Self {
        let mut jieba = JIEBA.clone();
        for word in more {
            jieba.add_word(word, Some(OFTEN), None);
        }
        Self(jieba)
    }

    /// The words of a text that is in [`plain`] form, signs left out.
    pub(crate) fn cut<'a>(&self, plain: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        let cut = self.0.cut(plain, true);
        cut.into_iter().map(|token| token.word).filter(|word| word.contains(char::is_alphanumeric))
    }
}

/// Half-width and in small letters: the form in which words are compared.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// What was typed, as pieces that must each stand in the text: divided where white space is.
pub(crate) fn pieces(typed: &str) -> Vec<Vec<String>> {
    typed.split(char::is_whitespace).map(terms).filter(|terms| !terms.is_empty()).collect()
}

/// The same, divided into words of the language where no white space is.
pub(crate) fn words(typed: &str) -> Vec<Vec<String>> {
    let typed: String = typed.chars().map(half_width).collect();
    let cut = JIEBA.cut(&typed, true);
    cut.into_iter().map(|token| terms(token.word)).filter(|terms| !terms.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_same_terms_however_it_is_typed() {
        for typed in ["容〔2026〕17号", "容[2026]017号", "容（２０２６）１７号", "容2026-17号"]
        {
            assert_eq!(terms(typed), ["容", "2026", "17", "号"], "{typed}");
        }
    }

    #[test]
    fn rare_characters_latin_and_signs() {
        assert_eq!(terms("司徒𬭎，穗Ａ123-B"), ["司", "徒", "𬭎", "穗", "a", "123", "b"]);
        assert_eq!(terms("，。！ …—"), Vec::<String>::new());
    }

    #[test]
    fn words_of_the_field_are_cut_as_the_field_has_them() {
        let cut: Vec<String> = words("征地拆迁不予容错").into_iter().map(|word| word.concat()).collect();
        assert_eq!(cut, ["征地拆迁", "不予容错"]);
    }
}
