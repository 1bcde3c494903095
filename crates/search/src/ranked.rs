//! Texts in the order in which they bear on a description: for the policy base, and for whatever else is small enough
//! to be held in memory (100,000 texts are). Decision 0044 says why this is not the index of cases.
//!
//! A text is read in three ways at once: as pairs of neighbouring characters, which need no dictionary; as words,
//! which know that 征地拆迁 is one thing; and as single characters, which still meet where two people choose different
//! words. Each way is scored by BM25, with the title counted several times, and the scores are added. What is said in
//! lay words is looked for in the words of the documents too. All that depends on the texts alone is computed when the
//! index is made, so that a search adds numbers and does nothing else.

mod reading;

use rongheng_domain::registers::lexicon::{Lexicon, Synonym};

use self::reading::{IN_TITLE, Reading, Term, count, index};
use crate::words::{Dictionary, Piece, plain, scan};

/// How much counts what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Pairs of neighbouring characters.
    pub pairs: f32,
    /// Words.
    pub words: f32,
    /// Single characters.
    pub characters: f32,
    /// All words of what a lay word means, together.
    pub synonyms: f32,
    /// How many times a title counts as against the text; 0 leaves titles out.
    pub title: u16,
}

impl Weights {
    /// As tuned on the quarter of the questions whose number is divisible by four (docs/finding.md).
    pub const TUNED: Self = Self { pairs: 1.0, words: 0.3, characters: 0.5, synonyms: 1.5, title: 2 };

    /// Words only: for whole texts as descriptions, where the small ways would say the same at many times the cost.
    pub const WORDS: Self = Self { pairs: 0.0, words: 1.0, characters: 0.0, synonyms: 0.0, title: 1 };

    fn of(self, way: Way) -> f32 {
        match way {
            Way::Pair => self.pairs,
            Way::Word => self.words,
            Way::Character => self.characters,
        }
    }
}

/// A way of reading a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Pair,
    Word,
    Character,
}

const WAYS: [Way; 3] = [Way::Pair, Way::Word, Way::Character];

/// A term that is looked for, with the words to show for it.
#[derive(Debug)]
struct Wanted {
    way: Way,
    term: Term,
    weight: f32,
    shown: String,
    /// The lay word it is meant by; none where it was typed.
    said: Option<String>,
}

/// A word that stands both in the description and in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// The word, as the text has it.
    pub word: String,
    /// What the description says for it, where it says it in another word.
    pub said: Option<String>,
    /// Whether it stands in the title.
    pub in_title: bool,
    /// What it added to the score.
    pub worth: f32,
}

/// A text that bears on a description.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<Id> {
    /// Which.
    pub id: Id,
    /// Its score: to compare within one search, and nothing else.
    pub score: f32,
    /// By which words, the weightiest first. Single characters count, and are not told.
    pub matched: Vec<Matched>,
}

/// A text to be found.
#[derive(Debug, Clone)]
pub struct Document<Id, Text = String> {
    /// Which.
    pub id: Id,
    /// Its title.
    pub title: Text,
    /// Its text.
    pub text: Text,
}

/// The index. Made of all its texts at once, in memory.
#[derive(Debug)]
pub struct Ranked<Id> {
    ids: Vec<Id>,
    readings: [Reading; 3],
    weights: Weights,
    dictionary: Dictionary,
    synonyms: Vec<Synonym>,
}

impl<Id: Clone> Ranked<Id> {
    /// Of these texts.
    pub fn of<Text: AsRef<str>>(
        texts: impl IntoIterator<Item = Document<Id, Text>>,
        lexicon: &Lexicon,
        weights: Weights,
    ) -> Self {
        let mut ranked = Self {
            ids: Vec::new(),
            readings: Default::default(),
            weights,
            dictionary: Dictionary::with(lexicon.words.iter().map(String::as_str)),
            synonyms: plain_synonyms(&lexicon.synonyms),
        };
        let mut terms: [Vec<(Term, bool)>; 3] = Default::default();
        for Document { id, title, text } in texts {
            terms.iter_mut().for_each(Vec::clear);
            if weights.title > 0 {
                ranked.read(title.as_ref(), |way, term, _| push(&mut terms, way, (term, true)));
            }
            ranked.read(text.as_ref(), |way, term, _| push(&mut terms, way, (term, false)));
            ranked.ids.push(id);
            for (reading, terms) in ranked.readings.iter_mut().zip(&mut terms) {
                reading.add(terms, f32::from(weights.title));
            }
        }
        ranked.readings.iter_mut().for_each(Reading::complete);
        ranked
    }

    /// How many texts it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The terms of a text in every way that counts.
    fn read(&self, text: &str, mut each: impl FnMut(Way, Term, &str)) {
        let plain = plain(text);
        if self.weights.words > 0.0 || self.weights.synonyms > 0.0 {
            for word in self.dictionary.cut(&plain) {
                each(Way::Word, Term::of(word), word);
            }
        }
        if self.weights.pairs > 0.0 || self.weights.characters > 0.0 {
            by_characters(&plain, &mut each);
        }
    }

    fn wanted(&self, typed: &str) -> Vec<Wanted> {
        let mut all: Vec<Wanted> = Vec::new();
        self.read(typed, |way, term, shown| {
            let weight = self.weights.of(way);
            match all.iter_mut().find(|known| known.way == way && known.term == term) {
                Some(known) => known.weight += weight,
                None => all.push(Wanted { way, term, weight, shown: shown.to_owned(), said: None }),
            }
        });
        all.retain(|one| one.weight > 0.0);
        if self.weights.synonyms > 0.0 {
            self.meant(&plain(typed), &mut all);
        }
        all
    }

    /// What the lay words of a description mean, once each, where the description does not say it itself.
    fn meant(&self, plain: &str, all: &mut Vec<Wanted>) {
        let mut meant: Vec<&str> = Vec::new();
        for synonym in &self.synonyms {
            let Some(said) = synonym.says.iter().find(|said| plain.contains(said.as_str())) else { continue };
            for means in &synonym.means {
                if plain.contains(means.as_str()) || meant.contains(&means.as_str()) {
                    continue;
                }
                meant.push(means);
                let words: Vec<_> = self.dictionary.cut(means).collect();
                let weight = self.weights.synonyms / count(words.len().max(1));
                all.extend(words.into_iter().map(|word| Wanted {
                    way: Way::Word,
                    term: Term::of(word),
                    weight,
                    shown: word.to_owned(),
                    said: Some(said.clone()),
                }));
            }
        }
    }

    fn reading(&self, way: Way) -> Option<&Reading> {
        WAYS.iter().zip(&self.readings).find_map(|(is, reading)| (*is == way).then_some(reading))
    }

    /// The texts that bear most on what was typed, at most `limit`, the best first; of two alike the one that came
    /// first into the index.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<Found<Id>> {
        let wanted = self.wanted(typed);
        let best = best(&self.scores(&wanted), limit);
        best.into_iter()
            .filter_map(|(at, score)| {
                let id = self.ids.get(index(at))?.clone();
                Some(Found { id, score, matched: self.matched(&wanted, at) })
            })
            .collect()
    }

    /// How near every text is to what was typed, in thousandths of the nearest, in the order in which they came into
    /// the index: for whoever has more to compare than words.
    pub fn nearness(&self, typed: &str) -> Vec<u16> {
        let scores = self.scores(&self.wanted(typed));
        let most = scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        scores.into_iter().map(|score| (score / most * 1_000.0) as u16).collect()
    }

    fn scores(&self, wanted: &[Wanted]) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.ids.len()];
        for one in wanted {
            for posting in self.reading(one.way).map_or(&[][..], |reading| reading.of(one.term)) {
                if let Some(score) = scores.get_mut(index(posting.text & !IN_TITLE)) {
                    *score += one.weight * posting.worth;
                }
            }
        }
        scores
    }

    /// Why a text was found, in words. Pairs of characters that cross from one word into the next count, and are told only
    /// where no word met: `道在` of 街道在 says nothing to anybody.
    fn matched(&self, wanted: &[Wanted], text: u32) -> Vec<Matched> {
        let mut all = self.matched_by(Way::Word, wanted, text);
        let pairs = self.matched_by(Way::Pair, wanted, text);
        if all.is_empty() {
            all = pairs;
        } else {
            for pair in pairs {
                if let Some(known) = all.iter_mut().find(|known| known.word == pair.word) {
                    known.worth += pair.worth;
                }
            }
        }
        all.sort_by(|one, other| other.worth.total_cmp(&one.worth));
        all
    }

    fn matched_by(&self, way: Way, wanted: &[Wanted], text: u32) -> Vec<Matched> {
        let mut all: Vec<Matched> = Vec::new();
        for one in wanted.iter().filter(|one| one.way == way && one.shown.chars().count() > 1) {
            let postings = self.reading(one.way).map_or(&[][..], |reading| reading.of(one.term));
            let Ok(at) = postings.binary_search_by_key(&text, |posting| posting.text & !IN_TITLE) else {
                continue;
            };
            let Some(posting) = postings.get(at) else { continue };
            let worth = one.weight * posting.worth;
            match all.iter_mut().find(|known| known.word == one.shown) {
                Some(known) => known.worth += worth,
                None => all.push(Matched {
                    word: one.shown.clone(),
                    said: one.said.clone(),
                    in_title: posting.text & IN_TITLE != 0,
                    worth,
                }),
            }
        }
        all
    }
}

fn push(terms: &mut [Vec<(Term, bool)>; 3], way: Way, entry: (Term, bool)) {
    if let Some((_, terms)) = WAYS.iter().zip(terms).find(|(is, _)| **is == way) {
        terms.push(entry);
    }
}

/// The characters of a text, and the pairs of those that stand side by side; a character that stands alone, and a run
/// of letters or digits, count as pairs.
fn by_characters(text: &str, each: &mut impl FnMut(Way, Term, &str)) {
    let mut before: Option<char> = None;
    let mut alone = false;
    let mut shown = String::new();
    let lonely = |before: Option<char>, alone: bool, each: &mut dyn FnMut(Way, Term, &str)| {
        if let (Some(c), true) = (before, alone) {
            each(Way::Pair, Term::one(c), c.encode_utf8(&mut [0; 4]));
        }
    };
    scan(text, |piece| match piece {
        Piece::Character(c) => {
            each(Way::Character, Term::one(c), c.encode_utf8(&mut [0; 4]));
            if let Some(first) = before {
                shown.clear();
                shown.extend([first, c]);
                each(Way::Pair, Term::two(first, c), &shown);
            }
            alone = before.is_none();
            before = Some(c);
        }
        Piece::Run(run) => {
            lonely(before.take(), alone, each);
            each(Way::Pair, Term::of(run), run);
            each(Way::Character, Term::of(run), run);
        }
        Piece::Sign => lonely(before.take(), alone, each),
    });
    lonely(before, alone, each);
}

fn plain_synonyms(synonyms: &[Synonym]) -> Vec<Synonym> {
    let all = |words: &[String]| words.iter().map(|word| plain(word)).collect();
    synonyms.iter().map(|one| Synonym { says: all(&one.says), means: all(&one.means) }).collect()
}

/// The highest of these numbers above nothing, the highest first, with their places.
pub(crate) fn best(scores: &[f32], limit: usize) -> Vec<(u32, f32)> {
    let mut best: Vec<(u32, f32)> = Vec::with_capacity(limit.min(scores.len()) + 1);
    let mut least = 0.0;
    for (at, score) in (0_u32..).zip(scores) {
        if *score <= least || limit == 0 {
            continue;
        }
        let place = best.partition_point(|(_, known)| known >= score);
        best.insert(place, (at, *score));
        if best.len() > limit {
            best.truncate(limit);
        }
        if best.len() == limit {
            least = best.last().map_or(0.0, |(_, score)| *score);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Lexicon {
            words: all(&["容缺受理", "征地拆迁"]),
            synonyms: vec![Synonym {
                says: all(&["先干后批", "先上车"]), means: all(&["未批先建"])
            }],
        }
    }

    fn document(id: u32, title: &str, text: &str) -> Document<u32> {
        Document { id, title: title.to_owned(), text: text.to_owned() }
    }

    fn some() -> Ranked<u32> {
        Ranked::of(
            [
                document(1, "征地拆迁中补偿面积超出个案标准", "为按期完成征收，经集体研究确定补偿面积。"),
                document(2, "容缺受理后材料未按期补齐", "企业承诺补交材料，逾期没有补交，补偿另行处理。"),
                document(3, "应急抢险中未批先建临时设施", "台风期间先行搭建，事后补办手续。ＧＢ９７０４"),
            ],
            &lexicon(),
            Weights::TUNED,
        )
    }

    fn ids(typed: &str) -> Vec<u32> {
        some().find(typed, 10).into_iter().map(|found| found.id).collect()
    }

    #[test]
    fn the_text_that_bears_most_on_a_description_comes_first() {
        assert_eq!(ids("拆迁时多补了面积")[0], 1);
        assert_eq!(ids("企业说好补材料，后来没有交")[0], 2);
        assert_eq!(ids("gb9704")[0], 3, "letters and digits are found however they are typed");
    }

    #[test]
    fn a_title_counts_more_than_a_text() {
        assert_eq!(ids("补偿")[..2], [1, 2]);
        let without = Ranked::of(
            [document(1, "补偿", "甲乙丙丁"), document(2, "", "补偿")],
            &lexicon(),
            Weights { title: 0, ..Weights::TUNED },
        );
        let found = without.find("补偿", 10);
        assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn what_is_said_in_lay_words_is_found_in_the_words_of_the_documents_and_told() {
        let found = some().find("领导让先干后批", 10).remove(0);
        assert_eq!(found.id, 3);
        let meant: Vec<_> = found.matched.iter().filter(|one| one.said.is_some()).collect();
        assert!(meant.iter().all(|one| one.said.as_deref() == Some("先干后批") && one.in_title), "{meant:?}");
        assert!(!meant.is_empty());
        let none = Ranked::of([document(3, "未批先建", "")], &Lexicon::default(), Weights::TUNED);
        assert!(none.find("赶早动手", 10).is_empty(), "only the policy file knows what it means");
    }

    #[test]
    fn what_matched_is_told_by_words_and_by_field() {
        let found = some().find("征地拆迁补偿面积", 1).remove(0);
        let words: Vec<_> = found.matched.iter().map(|one| one.word.as_str()).collect();
        assert!(words.contains(&"征地拆迁") && words.contains(&"面积"), "{words:?}");
        assert!(found.matched.iter().all(|one| one.worth > 0.0 && one.in_title));
        let in_text = some().find("台风", 1).remove(0);
        assert!(in_text.matched.iter().all(|one| !one.in_title), "{in_text:?}");
    }

    #[test]
    fn pairs_that_cross_from_one_word_into_the_next_are_told_only_where_no_word_met() {
        let told = |text: &str, typed: &str| {
            let one = Ranked::of([document(1, "", text)], &lexicon(), Weights::TUNED);
            let found = one.find(typed, 1).remove(0);
            found.matched.into_iter().map(|one| one.word).collect::<Vec<_>>()
        };
        assert_eq!(told("街道在台风期间搭建", "街道在安置"), ["街道"]);
        assert_eq!(told("甲乙丙丁", "乙丙"), ["乙丙"]);
    }

    #[test]
    fn nothing_signs_and_strangers_find_nothing() {
        for typed in ["", " 　", "，。？！", "猫狗", &"？".repeat(100_000)] {
            assert_eq!(ids(typed), Vec::<u32>::new(), "{typed}");
        }
        let empty = Ranked::<u32>::of(Vec::<Document<u32>>::new(), &lexicon(), Weights::TUNED);
        assert!(empty.is_empty() && empty.find("补偿", 10).is_empty());
        assert_eq!(some().find("补偿", 0), []);
    }

    #[test]
    fn nearness_is_told_in_thousandths_of_the_nearest() {
        let near = some().nearness("台风期间先行搭建");
        assert_eq!((near.len(), near[2]), (3, 1_000));
        assert!(near[0] < 1_000 && near[1] < 1_000, "{near:?}");
        assert_eq!(some().nearness("猫狗"), [0, 0, 0]);
    }

    #[test]
    fn the_best_are_the_highest_in_their_order_and_ties_keep_theirs() {
        assert_eq!(best(&[1.0, 3.0, 0.0, 3.0, 2.0], 3), [(1, 3.0), (3, 3.0), (4, 2.0)]);
        assert_eq!(best(&[0.0, 0.0], 3), []);
        assert_eq!(best(&[1.0, 2.0], 1), [(1, 2.0)]);
    }
}
