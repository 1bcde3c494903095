//! Removing what identifies people from a text that is to be published (E3).
//!
//! ```text
//! examine(text, known) → Examined  (suggestions, each with span, sort and reason)
//!    → settle(choices)  every suggestion removed, or kept with a reason → Redacted
//! ```
//! Rules and dictionaries suggest; a person decides each. **Absence:** [`Redacted`] is made by [`Examined::settle`]
//! alone, from a text of which nothing is undecided, and has no field for what was removed: removal, not covering.
//! Spans are bytes of the text and lie on the borders of characters, also where one has four bytes (𬭎).

mod called;
mod combination;
mod names;
mod numbers;
mod ordinary;
mod places;
mod scan;
mod settled;
mod unit_words;
mod units;
mod words;

#[cfg(test)]
mod measured;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::scan::{Found, Text};
pub use self::settled::{Choice, Kept, Redacted, Unsettled};
use crate::rule::{ARTICLE, Force, Rule};

/// Who is written about must not be known from what is written, also by combination.
pub static RULE: Rule = Rule {
    code: "E3",
    phrase: "宣传",
    asks: "公开的文本永久去除身份信息，几项合在一起能认出是谁的也要去除；逐处由人决定。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// What a suggestion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// 姓名.
    Name,
    /// 居民身份证号码.
    Identity,
    /// 电话号码.
    Phone,
    /// Cards, plates, addresses of mail, codes of organisations, numbers of papers.
    Number,
    /// 地址.
    Address,
    /// 职务, with the unit it belongs to.
    Post,
    /// 单位名称.
    Unit,
    /// 地名.
    Place,
    /// A sum, a day or a measure that identifies together with others.
    Combination,
    /// Marked by a person.
    Marked,
}

impl Sort {
    /// What a screen calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Identity => "身份证号码",
            Self::Phone => "电话号码",
            Self::Number => "证照、账号、文号",
            Self::Address => "地址",
            Self::Post => "职务",
            Self::Unit => "单位名称",
            Self::Place => "地名",
            Self::Combination => "合在一起能认出的内容",
            Self::Marked => "人工标出",
        }
    }
}

/// A piece of the text: bytes `from..to`, both on the border of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub from: usize,
    /// The byte after the last.
    pub to: usize,
}

/// What is suggested for removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where.
    pub at: Span,
    /// What it is.
    pub sort: Sort,
    /// Why, in a sentence for whoever decides.
    pub reason: String,
    /// The words that stay of it, such as `街道办事处` of a unit; the substitute is 某 and these.
    pub(crate) kind_words: String,
}

/// What the case knows by itself: always suggested, wherever it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Names of officials, officers, members, witnesses.
    pub people: BTreeSet<String>,
    /// Names of units and their short forms.
    pub units: BTreeSet<String>,
    /// Names of a whole register: found as they stand, and not however else they may be called.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub listed: BTreeSet<String>,
}

/// A text with everything that was suggested for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined<'t> {
    text: &'t str,
    suggestions: Vec<Suggestion>,
}

/// Looks through a text. Suggestions come in the order of the text and do not overlap. The same text and the same
/// known names give the same suggestions.
pub fn examine<'t>(text: &'t str, known: &Known) -> Examined<'t> {
    let chars = Text::new(text);
    let mut found = known_names(&chars, known);
    found.extend(called::of_known(&chars, known));
    found.extend(numbers::find(&chars));
    found.extend(places::addresses(&chars));
    found.extend(units::find(&chars));
    let mut laid = lay(&chars, Vec::new(), found);
    let taken = laid.clone();
    laid = lay(&chars, laid, names::find(&chars, &taken));
    let posts = names::posts(&chars, &laid);
    laid = lay(&chars, laid, posts);
    let (again, stems) = (names::again(&chars, &laid), units::again(&chars, &laid));
    laid = lay(&chars, laid, again);
    laid = lay(&chars, laid, stems);
    let together = combination::find(&chars, &laid);
    laid = lay(&chars, laid, together);
    let suggestions = laid.into_iter().map(|found| found.suggestion(&chars)).collect();
    Examined { text, suggestions }
}

impl<'t> Examined<'t> {
    /// The text that was looked through.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// What is suggested, in the order of the text.
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.suggestions
    }

    /// The words of a suggestion.
    pub fn words(&self, suggestion: &Suggestion) -> &'t str {
        self.text.get(suggestion.at.from..suggestion.at.to).unwrap_or_default()
    }

    /// Adds what a person marked, everywhere it stands. Where it overlaps with what is suggested already, both become
    /// one, so that nothing of it stays. Blank words mark nothing.
    #[must_use]
    pub fn marked(mut self, words: &[String]) -> Self {
        for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
            for (from, _) in self.text.match_indices(word) {
                let mut at = Span { from, to: from + word.len() };
                self.suggestions.retain(|other| {
                    let apart = other.at.to <= at.from || at.to <= other.at.from;
                    if !apart {
                        at = Span { from: at.from.min(other.at.from), to: at.to.max(other.at.to) };
                    }
                    apart
                });
                let (sort, reason) = (Sort::Marked, "由人标出，需要去除。".to_owned());
                self.suggestions.push(Suggestion { at, sort, reason, kind_words: String::new() });
                self.suggestions.sort_by_key(|suggestion| suggestion.at);
            }
        }
        self
    }
}

fn known_names(text: &Text<'_>, known: &Known) -> Vec<Found> {
    let mut found = Vec::new();
    for name in known.units.iter().filter(|name| name.chars().count() > 1) {
        for (from, to) in text.every(name) {
            let reason = "本案登记的单位名称。".to_owned();
            found.push(Found::new(Sort::Unit, from, to, reason).saying(units::kind_words(name)).sure());
        }
    }
    for name in known.people.iter().chain(&known.listed).filter(|name| name.chars().count() > 1) {
        for (from, to) in text.every(name) {
            let reason = "本案登记的人员姓名。".to_owned();
            found.push(Found::new(Sort::Name, from, to, reason).sure());
        }
    }
    found
}

/// Lays `more` beside what lies already: what is sure first, then what is longer; what would overlap is left out.
fn lay(text: &Text<'_>, laid: Vec<Found>, mut more: Vec<Found>) -> Vec<Found> {
    let mut taken = vec![false; text.len()];
    let mut out = laid;
    for found in &out {
        taken.iter_mut().take(found.to).skip(found.from).for_each(|mark| *mark = true);
    }
    more.sort_by_key(|found| (!found.sure, std::cmp::Reverse(found.to - found.from), found.from, found.sort));
    for found in more {
        let free = taken.iter().take(found.to).skip(found.from).all(|mark| !mark);
        if found.to > found.from && free {
            taken.iter_mut().take(found.to).skip(found.from).for_each(|mark| *mark = true);
            out.push(found);
        }
    }
    out.sort_by_key(|found| found.from);
    out
}
