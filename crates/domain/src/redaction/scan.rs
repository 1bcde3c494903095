//! A text as characters, and what is found in it.

use super::{Sort, Span, Suggestion};

/// A text that is read character by character; places are numbers of characters.
#[derive(Debug)]
pub(super) struct Text<'t> {
    whole: &'t str,
    chars: Vec<char>,
    /// The byte at which each character begins, and the length of the text.
    begins: Vec<usize>,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (mut begins, chars): (Vec<_>, Vec<_>) = text.char_indices().unzip();
        begins.push(text.len());
        Self { whole: text, chars, begins }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    pub(super) fn before(&self, place: usize) -> Option<char> {
        self.at(place.checked_sub(1)?)
    }

    fn byte(&self, place: usize) -> usize {
        self.begins.get(place).copied().unwrap_or(self.whole.len())
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.whole.get(self.byte(from)..self.byte(to)).unwrap_or_default()
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        Span { from: self.byte(from), to: self.byte(to) }
    }

    /// The text from a place on.
    pub(super) fn rest(&self, place: usize) -> &'t str {
        self.whole.get(self.byte(place)..).unwrap_or_default()
    }

    /// The text before a place.
    pub(super) fn head(&self, place: usize) -> &'t str {
        self.whole.get(..self.byte(place)).unwrap_or_default()
    }

    /// The longest of `words` that begins at a place, in characters.
    pub(super) fn begins_with(&self, place: usize, words: &[&str]) -> Option<usize> {
        let rest = self.rest(place);
        let longest = words.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len());
        longest.map(|word| word.chars().count())
    }

    /// The longest of `words` that ends before a place, in characters.
    pub(super) fn ends_with(&self, place: usize, words: &[&str]) -> Option<usize> {
        let head = self.head(place);
        let longest = words.iter().filter(|word| head.ends_with(**word)).max_by_key(|word| word.len());
        longest.map(|word| word.chars().count())
    }

    /// How many characters from a place on are `wanted`.
    pub(super) fn run(&self, place: usize, wanted: impl Fn(char) -> bool) -> usize {
        self.chars.iter().skip(place).take_while(|c| wanted(**c)).count()
    }

    /// Every place where `words` stands, in characters.
    pub(super) fn every(&self, words: &str) -> Vec<(usize, usize)> {
        let long = words.chars().count();
        let place = |byte: usize| self.begins.binary_search(&byte).ok();
        self.whole
            .match_indices(words)
            .filter_map(|(byte, _)| place(byte).map(|from| (from, from + long)))
            .collect()
    }
}

/// Something found: characters `from..to`.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sort: Sort,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) reason: String,
    /// What stays of it behind 某.
    pub(super) kind_words: String,
    /// Known, or of a form that nothing else has: comes before what is guessed.
    pub(super) sure: bool,
}

impl Found {
    pub(super) fn new(sort: Sort, from: usize, to: usize, reason: impl Into<String>) -> Self {
        Self { sort, from, to, reason: reason.into(), kind_words: String::new(), sure: false }
    }

    pub(super) fn sure(mut self) -> Self {
        self.sure = true;
        self
    }

    pub(super) fn saying(mut self, kind_words: impl Into<String>) -> Self {
        self.kind_words = kind_words.into();
        self
    }

    pub(super) fn suggestion(self, text: &Text<'_>) -> Suggestion {
        let Self { sort, from, to, reason, kind_words, .. } = self;
        Suggestion { at: text.span(from, to), sort, reason, kind_words }
    }
}

/// A Chinese character, also one beyond the basic plane.
pub(super) fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// A digit, also of full width.
pub(super) fn digit(c: char) -> bool {
    value(c).is_some()
}

/// The value of a digit, also of full width.
pub(super) fn value(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    }
}

/// A digit, Arabic or Chinese.
pub(super) fn numeral(c: char) -> bool {
    digit(c) || "〇零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟".contains(c)
}
