//! 查找用词 — words of the field, and what people say for what documents call otherwise, by which the policy base is
//! found. Data of the unit (`policy/*/search/`): it changes what comes up first, never what holds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Register, policy::Origin};

/// What people say, and what documents call it. One way only: 邻居 finds 相邻, 相邻 does not look for 邻居.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// Any of these in a description …
    pub says: Vec<String>,
    /// … is looked for by these as well.
    pub means: Vec<String>,
}

/// `search/words.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    /// Issued or 示范.
    pub origin: Origin,
    /// Words that are never cut in two.
    pub words: Vec<String>,
}

/// `search/synonyms.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymsFile {
    /// Issued or 示范.
    pub origin: Origin,
    /// What is said, and what it means.
    pub synonym: Vec<Synonym>,
}

/// What can have happened. Each replaces what stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LexiconEvent {
    /// The words of the field were set.
    WordsSet {
        /// All of them.
        file: WordsFile,
    },
    /// The synonyms were set.
    SynonymsSet {
        /// All of them.
        file: SynonymsFile,
    },
}

/// The words in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexicon {
    /// Words that are never cut in two.
    pub words: Vec<String>,
    /// What is said, and what it means.
    pub synonyms: Vec<Synonym>,
}

impl Register for Lexicon {
    type Event = LexiconEvent;
    const NAME: &'static str = "lexicon";
    const TITLE: &'static str = "查找用词";

    fn evolve(mut self, event: &LexiconEvent, _on: crate::day::Day) -> Self {
        match event.clone() {
            LexiconEvent::WordsSet { file } => self.words = file.words,
            LexiconEvent::SynonymsSet { file } => self.synonyms = file.synonym,
        }
        self
    }
}

/// The longest word or phrase, in characters.
const LONGEST: usize = 20;

fn fault(word: &str) -> Option<String> {
    let count = word.chars().count();
    let blank = word.trim() != word || word.chars().any(char::is_control);
    if count == 0 || blank {
        return Some(format!("“{word}”是空的，或者前后有空格，请改正。"));
    }
    (count > LONGEST).then(|| format!("“{word}”有 {count} 个字，最多 {LONGEST} 个字，请缩短。"))
}

impl WordsFile {
    /// What is wrong with which row, counted from 1.
    pub fn faults(&self) -> Vec<(usize, String)> {
        let mut seen = BTreeSet::new();
        let row = |(at, word): (usize, &String)| {
            let twice = (!seen.insert(word.clone())).then(|| format!("“{word}”写了两次，请删去一个。"));
            fault(word).or(twice).map(|says| (at + 1, says))
        };
        self.words.iter().enumerate().filter_map(row).collect()
    }
}

impl SynonymsFile {
    /// What is wrong with which row, counted from 1. A word that is said by a single character would stand in every
    /// description.
    pub fn faults(&self) -> Vec<(usize, String)> {
        let mut faults = Vec::new();
        for (at, synonym) in self.synonym.iter().enumerate() {
            let mut add = |says: String| faults.push((at + 1, says));
            if synonym.says.is_empty() || synonym.means.is_empty() {
                add("“怎么说”和“规范说法”都要写，请补齐。".to_owned());
            }
            synonym.says.iter().chain(&synonym.means).filter_map(|word| fault(word)).for_each(&mut add);
            for word in synonym.says.iter().filter(|word| word.chars().count() == 1) {
                add(format!("“{word}”只有一个字，会在许多不相干的描述里出现，请写成两个字以上的词。"));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    fn synonyms(says: &[&str], means: &[&str]) -> SynonymsFile {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        SynonymsFile { origin: Origin::Sample, synonym: vec![Synonym { says: all(says), means: all(means) }] }
    }

    #[test]
    fn what_is_set_last_counts() {
        let set = |says: &[&str]| LexiconEvent::SynonymsSet { file: synonyms(says, &["未批先建"]) };
        let words = WordsFile { origin: Origin::Sample, words: vec!["容缺受理".to_owned()] };
        let lexicon = told::<Lexicon>(&[
            set(&["先上车"]),
            LexiconEvent::WordsSet { file: words },
            set(&["先上车", "先干后批"]),
        ]);
        assert_eq!(lexicon.words, ["容缺受理"]);
        assert_eq!(lexicon.synonyms[0].says, ["先上车", "先干后批"]);
    }

    #[test]
    fn a_bad_row_is_named_by_its_number() {
        assert_eq!(synonyms(&["先上车"], &["未批先建"]).faults(), []);
        for (bad, says) in [
            (synonyms(&["窗"], &["采光"]), "只有一个字"),
            (synonyms(&["先上车"], &[]), "补齐"),
            (synonyms(&[" 先"], &["后"]), "空格"),
        ] {
            let faults = bad.faults();
            assert_eq!(faults[0].0, 1);
            assert!(faults[0].1.contains(says), "{faults:?}");
        }
        let twice =
            WordsFile { origin: Origin::Sample, words: vec!["旧改".to_owned(), "旧改".to_owned()] };
        assert_eq!(twice.faults()[0].0, 2);
    }
}
