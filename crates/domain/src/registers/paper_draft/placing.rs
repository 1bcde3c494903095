//! What is wrong with a text, at the field and the line where it stands.

use std::collections::BTreeMap;

use crate::registers::papers::{PaperText, TextFault};

/// Something that keeps a text from being used, where it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The field.
    pub field: &'static str,
    /// The line in it, from 1; 0 for the whole field.
    pub line: usize,
    /// The word it is about.
    pub word: String,
    /// What is wrong and what to do.
    pub says: String,
}

impl Placed {
    /// `第 3 行的“{姓明}”：…`.
    pub fn says(&self) -> String {
        match self.line {
            0 => self.says.clone(),
            line => format!("第 {line} 行的“{}”：{}", self.word, self.says),
        }
    }
}

/// The placeholders that the program has for an event.
pub fn known(event: &str) -> Option<&'static [&'static str]> {
    let kinds = crate::cases::all();
    let mut all = kinds.iter().flat_map(|kind| kind.paper_names().iter().copied());
    all.find(|(own, _)| *own == event).map(|(_, names)| names)
}

/// The fields of a form with the text in each.
fn fields(text: &PaperText) -> [(&'static str, String); 8] {
    [
        ("heading", text.heading.clone()),
        ("to", text.to.clone()),
        ("text", text.text.clone()),
        ("attachments", text.attachments.join("\n")),
        ("signed", text.signed.clone()),
        ("dated", text.dated.clone()),
        ("note", text.note.clone()),
        ("copies", text.copies.join("\n")),
    ]
}

/// The place where a word stands for the `nth` time: its field and line.
fn place(fields: &[(&'static str, String)], word: &str, nth: usize) -> Option<(&'static str, usize)> {
    let lines = fields
        .iter()
        .flat_map(|(field, text)| (1..).zip(text.lines()).map(move |(at, line)| (*field, at, line)));
    let hits = lines.flat_map(|(field, at, line)| line.matches(word).map(move |_| (field, at)));
    hits.into_iter().nth(nth)
}

/// Everything that keeps a text from being used, in the order in which it is read.
pub fn faults(text: &PaperText) -> Vec<Placed> {
    let fields = fields(text);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let placed = |TextFault { at, says }: TextFault| {
        let word = at.trim().to_owned();
        let nth = seen.entry(word.clone()).or_default();
        let place = if word.is_empty() { None } else { place(&fields, &word, *nth) };
        *nth += 1;
        match place {
            Some((field, line)) => Placed { field, line, word, says },
            None => Placed { field: "text", line: 0, word, says },
        }
    };
    text.check(known).into_iter().map(placed).collect()
}
