//! Finding by number and by name, exactly, and by text: what a person types is brought to one form and looked up.
//!
//! Only ids come back. Text is fetched under the access scope by whoever asks, so that a hit never says
//! more than its reader may know.

mod marks;
mod normal;
pub mod ranked;
mod text;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use marks::{marked, marked_words};
pub use normal::normal;
pub use text::{Broken, Hit, TextIndex, View, can_be_found};
pub use words::warm;

/// An index of ids by number and name. Built from the read tables, in memory.
#[derive(Debug, Clone, Default)]
pub struct Exact<Id> {
    ids: BTreeMap<Id, BTreeSet<String>>,
    words: BTreeMap<String, BTreeSet<Id>>,
}

impl<Id: Clone + Ord> Exact<Id> {
    /// An index that holds nothing.
    pub const fn new() -> Self {
        Self { ids: BTreeMap::new(), words: BTreeMap::new() }
    }

    /// Sets the words by which `id` is found; earlier ones are forgotten, and so is the id where none is left.
    pub fn set<'a>(&mut self, id: &Id, words: impl IntoIterator<Item = &'a str>) {
        for old in self.ids.remove(id).unwrap_or_default() {
            if let Some(ids) = self.words.get_mut(&old) {
                ids.remove(id);
                if ids.is_empty() {
                    self.words.remove(&old);
                }
            }
        }
        let words: BTreeSet<String> = words.into_iter().map(normal).filter(|word| !word.is_empty()).collect();
        for word in &words {
            self.words.entry(word.clone()).or_default().insert(id.clone());
        }
        if !words.is_empty() {
            self.ids.insert(id.clone(), words);
        }
    }

    /// The ids whose number or name is exactly what was typed.
    pub fn find(&self, typed: &str) -> Vec<Id> {
        self.words.get(&normal(typed)).into_iter().flatten().cloned().collect()
    }

    /// The ids one of whose words begins with what was typed, at most `limit`, in the order of the words.
    pub fn begins(&self, typed: &str, limit: usize) -> Vec<Id> {
        let typed = normal(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (word, ids) in self.words.range(typed.clone()..) {
            if !word.starts_with(&typed) || found.len() >= limit {
                break;
            }
            for id in ids {
                if !found.contains(id) && found.len() < limit {
                    found.push(id.clone());
                }
            }
        }
        found
    }

    /// How many ids it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Exact<u32> {
        let mut index = Exact::new();
        index.set(&17, ["容〔2026〕17号", "集体决策确定的补偿面积超出个案标准"]);
        index.set(&18, ["容〔2026〕18号", "茶滘街道占道执法"]);
        index.set(&99, ["司徒𬭎"]);
        index
    }

    #[test]
    fn a_number_is_found_however_its_brackets_and_digits_are_typed() {
        for typed in
            ["容〔2026〕17号", "容[2026]17号", "容（２０２６）１７号", " 容 (2026) 17 号 ", "容2026-17"]
        {
            assert_eq!(index().find(typed), [17], "{typed}");
        }
        assert_eq!(index().find("容〔2026〕1号"), Vec::<u32>::new(), "a part of a number is another number");
    }

    #[test]
    fn rare_characters_are_found() {
        assert_eq!(index().find("司徒𬭎"), [99]);
        assert_eq!(index().begins("茶滘", 10), [18]);
    }

    #[test]
    fn an_id_is_found_by_its_new_words_only() {
        let mut index = index();
        index.set(&17, ["容〔2026〕21号"]);
        assert_eq!(index.find("容〔2026〕17号"), Vec::<u32>::new());
        assert_eq!(index.find("容〔2026〕21号"), [17]);
        index.set(&17, []);
        assert_eq!(index.len(), 2);
        assert_eq!(index.find("容〔2026〕21号"), Vec::<u32>::new());
    }

    #[test]
    fn nothing_typed_finds_nothing() {
        assert_eq!(index().find(" 　"), Vec::<u32>::new());
        assert_eq!(index().begins("", 5), Vec::<u32>::new());
    }

    #[test]
    fn a_beginning_gives_at_most_as_many_as_asked_for() {
        assert_eq!(index().begins("容2026", 1), [17]);
        assert_eq!(index().begins("容2026", 9), [17, 18]);
    }
}
