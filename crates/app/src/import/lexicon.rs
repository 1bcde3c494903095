//! `search/`: the words by which the policy base is found.

use std::path::Path;

use rongheng_domain::registers::lexicon::{Lexicon, LexiconEvent, SynonymsFile, WordsFile};

use super::{Staged, any_day, changing};
use crate::ONLY;

const WORDS: &str = "search/words.toml";
const SYNONYMS: &str = "search/synonyms.toml";

pub(super) fn stage(staged: &mut Staged, folder: &Path, known: &Lexicon) {
    let mut events = Vec::new();
    if let Some(file) = staged.toml::<WordsFile>(folder, WORDS) {
        for (row, says) in file.faults() {
            staged.fault(WORDS, row, says);
        }
        events.push(LexiconEvent::WordsSet { file });
    }
    if let Some(file) = staged.toml::<SynonymsFile>(folder, SYNONYMS) {
        for (row, says) in file.faults() {
            staged.fault(SYNONYMS, row, says);
        }
        events.push(LexiconEvent::SynonymsSet { file });
    }
    let events = changing(known, events, any_day());
    staged.write::<Lexicon>(ONLY, &events);
}
