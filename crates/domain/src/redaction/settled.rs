//! What a person decides, and the text that is left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Examined, RULE, Sort, Suggestion, called};
use crate::refusal::Reason;

/// What a person decides of a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 去除.
    Remove,
    /// 保留, with the reason; never blank.
    Keep(String),
}

/// What still stands against a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsettled {
    /// This suggestion is not decided.
    Undecided(usize),
    /// This one is kept without a reason.
    WithoutReason(usize),
    /// This one is kept, and holds what another removes.
    Contradicts {
        /// What is kept.
        kept: usize,
        /// What is removed.
        removed: usize,
    },
    /// The reason for keeping this one repeats what is removed.
    Repeats(usize),
    /// What this one removes would still be read in the text that is left.
    Remains(usize),
}

/// A suggestion that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is.
    pub sort: Sort,
    /// Why.
    pub reason: String,
}

/// A text from which everything that was to be removed is gone. It has no field for what was removed, and nothing
/// but [`Examined::settle`] makes one.
///
/// ```compile_fail
/// let made = rongheng_domain::redaction::Redacted { text: "周砚清".into(), removed: Default::default(), kept: vec![] };
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redacted {
    text: String,
    removed: BTreeMap<Sort, u32>,
    kept: Vec<Kept>,
}

impl Redacted {
    /// The text that is left.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many places were removed, by sort.
    pub const fn removed(&self) -> &BTreeMap<Sort, u32> {
        &self.removed
    }

    /// What was kept, and why.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }
}

/// Stands where something removed would be read again.
const LEFT_OUT: &str = "〔略〕";

impl Examined<'_> {
    /// The text without what is removed. `choices` are by the number of the suggestion, from 0.
    ///
    /// # Errors
    /// Everything that stands against it: what is undecided, kept without a reason or against what is removed
    /// elsewhere.
    pub fn settle(&self, choices: &BTreeMap<usize, Choice>) -> Result<Redacted, Vec<Unsettled>> {
        let stands = self.against(choices);
        if !stands.is_empty() {
            return Err(stands);
        }
        let removing = |number: &usize| matches!(choices.get(number), Some(Choice::Remove));
        let mut names = Names::of(self, choices);
        let (mut text, mut at) = (String::with_capacity(self.text().len()), 0);
        let mut removed = BTreeMap::new();
        for (number, suggestion) in self.suggestions().iter().enumerate() {
            if removing(&number) {
                text.push_str(self.text().get(at..suggestion.at.from).unwrap_or_default());
                text.push_str(&names.substitute(self.words(suggestion), suggestion));
                at = suggestion.at.to;
                *removed.entry(suggestion.sort).or_default() += 1;
            }
        }
        text.push_str(self.text().get(at..).unwrap_or_default());
        let text = self.cleaned(text, choices)?;
        let kept =
            self.kept(choices).map(|(_, sort, reason)| Kept { sort, reason: reason.to_owned() }).collect();
        Ok(Redacted { text, removed, kept })
    }

    /// What was removed may be read again where two pieces meet, or inside another word: gone there as well.
    fn cleaned(&self, mut text: String, choices: &BTreeMap<usize, Choice>) -> Result<String, Vec<Unsettled>> {
        for _ in 0..8 {
            let remaining: Vec<_> = self.removed(choices).filter(|(_, words)| text.contains(words)).collect();
            if remaining.is_empty() {
                return Ok(text);
            }
            for (_, words) in remaining {
                text = text.replace(words, LEFT_OUT);
            }
        }
        let still = self.removed(choices).filter(|(_, words)| text.contains(words));
        let still: Vec<_> = still.map(|(number, _)| Unsettled::Remains(number)).collect();
        if still.is_empty() { Ok(text) } else { Err(still) }
    }

    fn removed<'a>(&'a self, choices: &'a BTreeMap<usize, Choice>) -> impl Iterator<Item = (usize, &'a str)> {
        let numbered = self.suggestions().iter().enumerate();
        numbered
            .filter(|(number, _)| matches!(choices.get(number), Some(Choice::Remove)))
            .map(|(number, suggestion)| (number, self.words(suggestion)))
    }

    fn kept<'a>(
        &'a self,
        choices: &'a BTreeMap<usize, Choice>,
    ) -> impl Iterator<Item = (usize, Sort, &'a str)> {
        self.suggestions().iter().enumerate().filter_map(|(number, suggestion)| match choices.get(&number) {
            Some(Choice::Keep(reason)) => Some((number, suggestion.sort, reason.trim())),
            _ => None,
        })
    }

    fn against(&self, choices: &BTreeMap<usize, Choice>) -> Vec<Unsettled> {
        let mut stands: Vec<_> = (0..self.suggestions().len())
            .filter(|number| !choices.contains_key(number))
            .map(Unsettled::Undecided)
            .collect();
        for (kept, _, reason) in self.kept(choices) {
            if reason.is_empty() {
                stands.push(Unsettled::WithoutReason(kept));
            }
            let words =
                self.suggestions().get(kept).map(|suggestion| self.words(suggestion)).unwrap_or_default();
            let held = self.removed(choices).find(|(_, removed)| words.contains(removed));
            stands.extend(held.map(|(removed, _)| Unsettled::Contradicts { kept, removed }));
            if self.removed(choices).any(|(_, removed)| reason.contains(removed)) {
                stands.push(Unsettled::Repeats(kept));
            }
        }
        stands
    }

    /// What stands against the text, in words for whoever decides.
    pub fn explain(&self, unsettled: &[Unsettled]) -> Vec<Reason> {
        let words = |number: usize| {
            let suggestion = self.suggestions().get(number);
            suggestion.map_or("", |suggestion| self.words(suggestion))
        };
        let said = |one: &Unsettled| {
            let says = match *one {
                Unsettled::Undecided(number) => {
                    format!("第 {} 处“{}”还没有决定，请选择去除或者保留。", number + 1, words(number))
                }
                Unsettled::WithoutReason(number) => {
                    format!("第 {} 处“{}”选择了保留，请写明理由。", number + 1, words(number))
                }
                Unsettled::Contradicts { kept, removed } => format!(
                    "第 {} 处保留的“{}”含有第 {} 处要去除的“{}”，去除就落空了。请把两处改成一致。",
                    kept + 1,
                    words(kept),
                    removed + 1,
                    words(removed)
                ),
                Unsettled::Repeats(number) => {
                    format!("第 {} 处保留的理由里写了要去除的内容，请换一种写法。", number + 1)
                }
                Unsettled::Remains(number) => {
                    format!("去除第 {} 处“{}”以后，文中仍能读到，请改写原文。", number + 1, words(number))
                }
            };
            Reason::new(&RULE, says)
        };
        unsettled.iter().map(said).collect()
    }
}

/// Several people stay apart in what is left: 某甲, 某乙. One alone is 某.
struct Names<'a> {
    numbered: BTreeMap<&'a str, usize>,
    /// How many people there are.
    several: usize,
}

impl<'a> Names<'a> {
    fn of(examined: &'a Examined<'_>, choices: &BTreeMap<usize, Choice>) -> Self {
        let mut numbered = BTreeMap::new();
        for (number, suggestion) in examined.suggestions().iter().enumerate() {
            if suggestion.sort == Sort::Name && matches!(choices.get(&number), Some(Choice::Remove)) {
                let next = numbered.len();
                numbered.entry(examined.words(suggestion)).or_insert(next);
            }
        }
        Self::joined(numbered)
    }

    /// Who is also called otherwise (望山, 黎社长) keeps the stand-in of the whole name.
    fn joined(numbered: BTreeMap<&'a str, usize>) -> Self {
        let whole: Vec<&str> = numbered.keys().copied().filter(|name| !called::address(name)).collect();
        let same = |words: &str| {
            let mut fits = whole.iter().copied().filter(|name| *name != words && called::fits(name, words));
            fits.next().filter(|_| fits.next().is_none())
        };
        let meant: BTreeMap<&str, &str> =
            numbered.keys().map(|words| (*words, same(words).unwrap_or(words))).collect();
        let mut order: Vec<&str> = numbered.keys().copied().collect();
        order.sort_by_key(|words| numbered.get(words));
        let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
        for words in order {
            let next = stems.len();
            stems.entry(meant.get(words).copied().unwrap_or(words)).or_insert(next);
        }
        let several = stems.len();
        let of =
            |words: &str| meant.get(words).and_then(|whole| stems.get(whole)).copied().unwrap_or_default();
        Self { numbered: numbered.keys().map(|words| (*words, of(words))).collect(), several }
    }

    fn substitute(&mut self, words: &str, suggestion: &Suggestion) -> String {
        match suggestion.sort {
            Sort::Name => {
                let stem = self.numbered.get(words).filter(|_| self.several > 1);
                let stem = stem.and_then(|number| "甲乙丙丁戊己庚辛壬癸".chars().nth(*number));
                stem.map_or_else(|| "某".to_owned(), |stem| format!("某{stem}"))
            }
            Sort::Identity => "某证件号码".to_owned(),
            Sort::Phone => "某电话".to_owned(),
            Sort::Number => "某号".to_owned(),
            Sort::Address => "某地址".to_owned(),
            Sort::Post | Sort::Unit | Sort::Place if suggestion.kind_words.is_empty() => "某单位".to_owned(),
            Sort::Post | Sort::Unit | Sort::Place => format!("某{}", suggestion.kind_words),
            Sort::Combination => suggestion.kind_words.clone(),
            Sort::Marked => "某".to_owned(),
        }
    }
}
