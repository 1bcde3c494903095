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

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in OF_THE_FIELD {
        jieba.add_word(word, Some(100_000), None);
    }
    jieba
});

/// Loads the dictionary, so that the first search does not wait for it.
pub fn warm() {
    LazyLock::force(&JIEBA);
}

/// Below this, letters are written in runs; from here on each character is a word of its own.
const FIRST_IDEOGRAPH: char = '\u{2e80}';

/// The terms of a text, in their order.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut run = String::new();
    for c in text.chars().map(half_width) {
        if c.is_alphanumeric() && c < FIRST_IDEOGRAPH {
            // Letters and digits are two runs: 穗A123 is found by 123.
            if run.ends_with(|last: char| last.is_ascii_digit() != c.is_ascii_digit()) {
                terms.push(std::mem::take(&mut run));
            }
            run.extend(c.to_lowercase());
            continue;
        }
        if !run.is_empty() {
            terms.push(std::mem::take(&mut run));
        }
        if c.is_alphanumeric() {
            terms.push(c.to_string());
        }
    }
    if !run.is_empty() {
        terms.push(run);
    }
    // 017 is 17.
    for term in &mut terms {
        if term.len() > 1 && term.bytes().all(|b| b.is_ascii_digit()) {
            let short = term.trim_start_matches('0');
            *term = if short.is_empty() { "0".to_owned() } else { short.to_owned() };
        }
    }
    terms
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
