//! What changed between two texts, word by word: Chinese has no spaces, so that a word is a run of letters or
//! digits, or one character; changes that stand close to one another are shown as one.
//!
//! Myers's greedy algorithm on words, after what is the same at both ends is set aside and the paragraphs that
//! both have are matched. Where two texts have little in common it gives up at a bound and shows the whole piece
//! as replaced: what would be a carpet of single characters says nothing to a reader.

use std::collections::HashMap;

/// Edits after which a piece counts as written anew.
const MOST_EDITS: usize = 1_500;
/// Words between two changes that are not worth an interruption.
const GLUE: usize = 1;

/// A piece of both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// In both.
    Same(String),
    /// Only in the old text.
    Gone(String),
    /// Only in the new text.
    Come(String),
}

/// The pieces from `old` to `new`, in order: all that is not `Come` is `old`, all that is not `Gone` is `new`.
pub(crate) fn difference(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let mut edits = Vec::new();
    compare(&old, &new, &mut edits);
    pieces(&edits)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit<'a> {
    Same(&'a str),
    Gone(&'a str),
    Come(&'a str),
}

/// Runs of ASCII letters and digits (with the point of a number), each other character on its own.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '%';
        let end = if first.is_ascii_alphanumeric() {
            rest.find(|c: char| !run(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

fn compare<'a>(old: &[&'a str], new: &[&'a str], edits: &mut Vec<Edit<'a>>) {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (same, old) = old.split_at(before);
    let new = new.get(before..).unwrap_or_default();
    edits.extend(same.iter().map(|word| Edit::Same(word)));
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, tail) = old.split_at(old.len() - after);
    let new = new.get(..new.len() - after).unwrap_or_default();
    if old.is_empty() || new.is_empty() {
        edits.extend(old.iter().map(|word| Edit::Gone(word)));
        edits.extend(new.iter().map(|word| Edit::Come(word)));
    } else if let Some((at, there, len)) = anchor(old, new) {
        let (old_before, old_rest) = old.split_at(at);
        let (new_before, new_rest) = new.split_at(there);
        compare(old_before, new_before, edits);
        let (line, old_after) = old_rest.split_at(len);
        edits.extend(line.iter().map(|word| Edit::Same(word)));
        compare(old_after, new_rest.get(len..).unwrap_or_default(), edits);
    } else {
        myers(old, new, edits);
    }
    edits.extend(tail.iter().map(|word| Edit::Same(word)));
}

/// The longest paragraph that stands once in each: where it begins in both, and its length.
fn anchor(old: &[&str], new: &[&str]) -> Option<(usize, usize, usize)> {
    let of = |words: &[&str]| {
        let mut found: HashMap<Vec<u8>, Option<(usize, usize)>> = HashMap::new();
        let mut at = 0;
        for line in words.split_inclusive(|word| *word == "\n") {
            let key = line.concat().into_bytes();
            found.entry(key).and_modify(|twice| *twice = None).or_insert(Some((at, line.len())));
            at += line.len();
        }
        found
    };
    let (lines, others) = (of(old), of(new));
    if lines.len() < 2 && others.len() < 2 {
        return None;
    }
    let both = lines.iter().filter_map(|(line, place)| {
        let (at, len) = (*place)?;
        let (there, _) = others.get(line).copied().flatten()?;
        Some((at, there, len))
    });
    both.filter(|(_, _, len)| *len > 1).max_by_key(|(at, _, len)| (*len, std::cmp::Reverse(*at)))
}

/// The shortest edit script, or all of it replaced where that would be longer than the bound.
fn myers<'a>(old: &[&'a str], new: &[&'a str], edits: &mut Vec<Edit<'a>>) {
    let Some(trace) = trace(old, new) else {
        edits.extend(old.iter().map(|word| Edit::Gone(word)));
        edits.extend(new.iter().map(|word| Edit::Come(word)));
        return;
    };
    let (mut x, mut y) = (old.len(), new.len());
    let mut back = Vec::new();
    for (d, furthest) in trace.iter().enumerate().rev() {
        let reach = |k: isize| at(furthest, d, k);
        let k = signed(x) - signed(y);
        let down = k == -signed(d) || (k != signed(d) && reach(k - 1) < reach(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (start_x, start_y) = if d == 0 {
            (0, 0)
        } else {
            let start = reach(from);
            (usize::try_from(start).unwrap_or(0), usize::try_from(start - from).unwrap_or(0))
        };
        while x > start_x && y > start_y {
            (x, y) = (x - 1, y - 1);
            back.extend(old.get(x).map(|word| Edit::Same(word)));
        }
        if d > 0 {
            let edit = if down {
                new.get(start_y).map(|word| Edit::Come(word))
            } else {
                old.get(start_x).map(|word| Edit::Gone(word))
            };
            back.extend(edit);
        }
        (x, y) = (start_x, start_y);
    }
    edits.extend(back.into_iter().rev());
}

fn signed(n: usize) -> isize {
    isize::try_from(n).unwrap_or(isize::MAX)
}

/// How far the diagonal `k` was reached with fewer than `d` edits; the rows hold diagonals `-d..=d`.
fn at(furthest: &[isize], d: usize, k: isize) -> isize {
    let place = usize::try_from(k + signed(d)).ok();
    place.and_then(|place| furthest.get(place)).copied().unwrap_or(-1)
}

/// For each number of edits, how far each diagonal had been reached before them; `None` beyond the bound.
fn trace(old: &[&str], new: &[&str]) -> Option<Vec<Vec<isize>>> {
    let most = (old.len() + new.len()).min(MOST_EDITS);
    let width = 2 * most + 3;
    let mut furthest = vec![-1_isize; width];
    let middle = most + 1;
    let place = |k: isize| usize::try_from(signed(middle) + k).unwrap_or(0);
    if let Some(start) = furthest.get_mut(place(1)) {
        *start = 0;
    }
    let mut trace = Vec::new();
    for d in 0..=most {
        let row = (place(-signed(d))..=place(signed(d))).map(|at| furthest.get(at).copied().unwrap_or(-1));
        trace.push(row.collect());
        let mut k = -signed(d);
        while k <= signed(d) {
            let reach = |k: isize| furthest.get(place(k)).copied().unwrap_or(-1);
            let down = k == -signed(d) || (k != signed(d) && reach(k - 1) < reach(k + 1));
            let mut x = if down { reach(k + 1) } else { reach(k - 1) + 1 };
            let mut y = x - k;
            while let (Ok(at), Ok(there)) = (usize::try_from(x), usize::try_from(y)) {
                if old.get(at).is_none() || old.get(at) != new.get(there) {
                    break;
                }
                (x, y) = (x + 1, y + 1);
            }
            if let Some(slot) = furthest.get_mut(place(k)) {
                *slot = x;
            }
            if x >= signed(old.len()) && y >= signed(new.len()) {
                return Some(trace);
            }
            k += 2;
        }
    }
    None
}

/// Edits of one sort together, and what little stands between two changes with them.
fn pieces(edits: &[Edit<'_>]) -> Vec<Piece> {
    let mut runs: Vec<(bool, Vec<Edit<'_>>)> = Vec::new();
    for edit in edits {
        let same = matches!(edit, Edit::Same(_));
        match runs.last_mut() {
            Some((kind, run)) if *kind == same => run.push(*edit),
            _ => runs.push((same, vec![*edit])),
        }
    }
    let mut out: Vec<Piece> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let last = runs.len().saturating_sub(1);
    for (at, (same, run)) in runs.iter().enumerate() {
        let text: String = run.iter().map(|edit| word(edit)).collect();
        let between = at > 0 && at < last && run.len() <= GLUE && !text.contains('\n');
        if *same && !between {
            flush(&mut gone, &mut come, &mut out);
            out.push(Piece::Same(text));
        } else if *same {
            gone.push_str(&text);
            come.push_str(&text);
        } else {
            for edit in run {
                match edit {
                    Edit::Come(word) => come.push_str(word),
                    Edit::Gone(word) | Edit::Same(word) => gone.push_str(word),
                }
            }
        }
    }
    flush(&mut gone, &mut come, &mut out);
    out
}

fn flush(gone: &mut String, come: &mut String, out: &mut Vec<Piece>) {
    if !gone.is_empty() {
        out.push(Piece::Gone(std::mem::take(gone)));
    }
    if !come.is_empty() {
        out.push(Piece::Come(std::mem::take(come)));
    }
}

const fn word<'a>(edit: &Edit<'a>) -> &'a str {
    match edit {
        Edit::Same(word) | Edit::Gone(word) | Edit::Come(word) => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) -> Piece {
        Piece::Same(text.to_owned())
    }
    fn gone(text: &str) -> Piece {
        Piece::Gone(text.to_owned())
    }
    fn come(text: &str) -> Piece {
        Piece::Come(text.to_owned())
    }

    fn olds(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if let Piece::Same(t) | Piece::Gone(t) = p { t.as_str() } else { "" }).collect()
    }
    fn news(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if let Piece::Same(t) | Piece::Come(t) = p { t.as_str() } else { "" }).collect()
    }

    #[test]
    fn a_changed_word_is_shown_and_the_rest_stays() {
        let pieces =
            difference("单位集体决策，全部进入被征收人账户。", "单位集体决策，大部分进入被征收人账户。");
        assert_eq!(
            pieces,
            [same("单位集体决策，"), gone("全部"), come("大部分"), same("进入被征收人账户。")]
        );
    }

    #[test]
    fn a_number_is_one_word() {
        let pieces = difference("合计312.6平方米", "合计318.6平方米");
        assert_eq!(pieces, [same("合计"), gone("312.6"), come("318.6"), same("平方米")]);
    }

    #[test]
    fn the_same_text_has_no_change_and_nothing_at_all_is_fine() {
        assert_eq!(difference("一二三", "一二三"), [same("一二三")]);
        assert_eq!(difference("", ""), []);
        assert_eq!(difference("", "新"), [come("新")]);
        assert_eq!(difference("旧", ""), [gone("旧")]);
    }

    #[test]
    fn a_paragraph_that_moved_in_between_is_not_taken_for_a_rewrite() {
        let old = "第一段不变。\n第二段原来这样写。\n第三段不变。";
        let new = "第一段不变。\n新加的一段。\n第二段后来这样写。\n第三段不变。";
        let pieces = difference(old, new);
        assert!(pieces.contains(&same("第三段不变。")) || news(&pieces).ends_with("第三段不变。"));
        assert_eq!((olds(&pieces).as_str(), news(&pieces).as_str()), (old, new));
    }

    #[test]
    fn both_texts_can_always_be_read_back_whole() {
        // A fixed sequence, so that a failure can be found again.
        let mut seed = 7_u64;
        let mut next = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        let signs: Vec<char> = "容错纠错机制改革12.5ab，。\n😀".chars().collect();
        for _ in 0..400 {
            let mut text = |len: u64| -> String {
                (0..next(len)).map(|_| signs[usize::try_from(next(signs.len() as u64)).unwrap()]).collect()
            };
            let (old, new) = (text(60), text(60));
            let pieces = difference(&old, &new);
            assert_eq!((olds(&pieces), news(&pieces)), (old, new));
        }
    }

    #[test]
    fn a_long_text_is_compared_at_once_even_where_nothing_is_left_of_it() {
        let signs: Vec<char> = ('\u{4e00}'..'\u{5e00}').collect();
        let text =
            |step: usize| -> String { (0..20_000).map(|at| signs[(at * step) % signs.len()]).collect() };
        let (old, other) = (text(7), text(11));
        let mut little = old.clone();
        for place in [19_000, 9_000, 30] {
            let at = little.char_indices().nth(place).unwrap().0;
            little.insert_str(at, "新增内容");
        }
        let begun = std::time::Instant::now();
        let pieces = difference(&old, &little);
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Come(_))).count(), 3);
        let all = difference(&old, &other);
        assert_eq!((olds(&all).len(), news(&all).len()), (old.len(), other.len()));
        // Unoptimised on a busy machine; optimised it is some ten times faster.
        assert!(begun.elapsed().as_millis() < 2_000, "{:?}", begun.elapsed());
    }
}
