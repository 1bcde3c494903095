//! 姓名: family name and given name weighed with what stands left and right of them; compound family names; names
//! with ·. A family name with a title or 某 is in `called.rs`.

use std::collections::BTreeSet;

use super::{
    Sort, called,
    ordinary::ordinary,
    scan::{Found, Text, han},
    words::{
        BEFORE, TITLES, VERBS, common, ends_word, never_given, often_given, rarely_given, seldom, surname,
        transcribed,
    },
};

/// The least that a name must weigh.
const ENOUGH: i32 = 2;

/// Every name that is free of what was found already.
pub(super) fn find(text: &Text<'_>, taken: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(other) = taken.iter().find(|other| other.from <= at && at < other.to) {
            at = other.to;
            continue;
        }
        let free = taken.iter().find(|other| other.from > at).map_or(text.len(), |other| other.from);
        match dotted(text, at)
            .or_else(|| transliterated(text, at))
            .or_else(|| called::find(text, at))
            .or_else(|| best(text, at))
        {
            Some(name) if name.to <= free => {
                at = name.to;
                found.push(name);
            }
            _ => at += 1,
        }
    }
    found
}

/// `阿不都·热合曼`: the parts are written with the characters of transcription, or are two to four long.
fn dotted(text: &Text<'_>, at: usize) -> Option<Found> {
    let dot = |c: char| matches!(c, '·' | '•' | '‧' | '・' | '･' | '∙' | '⋅' | '．');
    let part = |from: usize| {
        let written = text.run(from, transcribed);
        let any = text.run(from, |c| han(c) && !never_given(c)).min(4);
        if written > 1 { written } else { any }
    };
    if !text.at(at).is_some_and(han)
        || text.before(at).is_some_and(transcribed) && text.at(at).is_some_and(transcribed)
    {
        return None;
    }
    let written = text.run(at, transcribed);
    let any = text.run(at, han);
    // Not written with those characters throughout: at most four, so that no word before it is taken along.
    let fits =
        |first: usize, most: usize| (1..=most).contains(&first) && text.at(at + first).is_some_and(dot);
    let first = if fits(written, 6) { written } else { any };
    if !fits(written, 6) && !fits(any, 4) {
        return None;
    }
    let mut to = at + first;
    while text.at(to).is_some_and(dot) {
        let next = part(to + 1);
        if next == 0 {
            return None;
        }
        to += 1 + next;
    }
    Some(Found::new(Sort::Name, at, to, "带间隔号的姓名。").sure())
}

/// `乌云其木格`: three or more characters of transcription that stand side by side nowhere else.
fn transliterated(text: &Text<'_>, at: usize) -> Option<Found> {
    let long = text.run(at, transcribed);
    let pairs = at..at + long.saturating_sub(1);
    let usual = pairs.filter(|place| ordinary(text.at(*place), text.at(place + 1))).count();
    let strange = usual == 0 || long > 3 && usual == 1;
    let apart = !text.before(at).is_some_and(transcribed);
    (apart && (3..=8).contains(&long) && strange)
        .then(|| Found::new(Sort::Name, at, at + long, "像是少数民族或者外文姓名的译写。"))
}

/// The family name at a place: its length and frequency.
pub(super) fn family(text: &Text<'_>, at: usize) -> Option<(usize, u32)> {
    let two = surname(text.slice(at, at + 2)).filter(|_| at + 2 <= text.len());
    two.map(|frequency| (2, frequency))
        .or_else(|| surname(text.slice(at, at + 1)).map(|frequency| (1, frequency)))
}

/// The name that begins at a place, unless one that begins inside of it weighs more: 林岱岳 of 只余林岱岳.
fn best(text: &Text<'_>, at: usize) -> Option<Found> {
    let (weight, name) = full(text, at)?;
    let heavier = |from: usize| full(text, from).is_some_and(|(other, _)| other > weight);
    (!(at + 1..name.to).any(heavier)).then_some(name)
}

/// The name that begins at a place, with its weight.
fn full(text: &Text<'_>, at: usize) -> Option<(i32, Found)> {
    let (long, frequency) = family(text, at)?;
    let short = weigh(text, at, long, frequency, 1);
    let whole = weigh(text, at, long, frequency, 2);
    let second = surname(text.slice(at + 1, at + 2)).unwrap_or_default();
    let doubled = long == 1 && frequency.min(second) >= 300 && !common(text.slice(at + 1, at + 4));
    let four =
        doubled.then(|| weigh(text, at, 2, frequency, 2)).flatten().filter(|weight| *weight > ENOUGH + 2);
    let (weight, to) = match (short, whole) {
        (Some(short), Some(whole)) if short > whole => (short, at + long + 1),
        (_, Some(whole)) => (whole, at + long + 2),
        (Some(short), None) => (short, at + long + 1),
        (None, None) => return None,
    };
    let (weight, to) = match four {
        Some(four) if four > weight => (four, at + 4),
        _ => (weight, to),
    };
    let reason = match long {
        2 => "复姓加名，像是姓名。",
        _ => "姓氏加名，前后的词表明是人的姓名。",
    };
    (weight >= ENOUGH).then(|| (weight, Found::new(Sort::Name, at, to, reason)))
}

/// What speaks for a name of `long` characters of family name and `given` more; `None` where it cannot be one.
fn weigh(text: &Text<'_>, at: usize, long: usize, frequency: u32, given: usize) -> Option<i32> {
    let (from, to) = (at + long, at + long + given);
    let parts: Vec<char> = (from..to).filter_map(|place| text.at(place)).collect();
    if parts.len() < given || !parts.iter().all(|c| han(*c) && !never_given(*c)) {
        return None;
    }
    let often = parts.iter().filter(|c| often_given(**c)).count();
    let family = match (long, frequency) {
        (2, _) => 3,
        (_, 300..) => 2,
        (_, 30..) => 1,
        (_, 11..) => 0,
        _ => -2,
    };
    let given = match (given, often) {
        (2, 2) => 2,
        (2, 1) => 1,
        (2, _) => -1,
        (_, 1) => 0,
        _ if long == 2 => 0,
        _ => -1,
    };
    let mut weight = family + given + inside(text, at, to) + left(text, at) + right(text, to);
    if long == 1 && seldom(text.slice(at, from)) {
        weight -= if frequency >= 60 { 1 } else { 2 };
    }
    let word = text.slice(at, to);
    if common(word) {
        weight -= 4;
    }
    if long == 1 && text.before(at).is_some() && ends_word(text.slice(at - 1, at + 1)) {
        weight -= 4;
    }
    weight -= parts.iter().filter(|c| rarely_given(**c)).map(|_| 2).sum::<i32>();
    // The last of the given name begins a title or the next word: 王明主任 is not 王明主.
    if parts.len() == 2 && (text.begins_with(to - 1, TITLES).is_some() || common(text.slice(to - 1, to + 1)))
    {
        weight -= 3;
    }
    Some(weight)
}

/// Characters of a name seldom stand side by side elsewhere.
fn inside(text: &Text<'_>, at: usize, to: usize) -> i32 {
    let pairs = at..to.saturating_sub(1);
    pairs
        .map(|place| match (ordinary(text.at(place), text.at(place + 1)), place == at) {
            (false, _) => 1,
            (true, true) => -2,
            (true, false) => -1,
        })
        .sum()
}

fn left(text: &Text<'_>, at: usize) -> i32 {
    if text.ends_with(at, TITLES).is_some() {
        return 3;
    }
    let Some(before) = text.before(at) else { return 1 };
    if matches!(before, '：' | ':' | '、' | '“' | '《') {
        return 2;
    }
    if !han(before) || text.ends_with(at, BEFORE).is_some() {
        return 1;
    }
    if ordinary(Some(before), text.at(at)) { -2 } else { 0 }
}

fn right(text: &Text<'_>, at: usize) -> i32 {
    if text.begins_with(at, TITLES).is_some() {
        return 3;
    }
    let Some(after) = text.at(at) else { return 1 };
    if matches!(after, '、' | '（' | '(') || text.begins_with(at, VERBS).is_some() {
        return 2;
    }
    if !han(after) || never_given(after) {
        return 1;
    }
    let next = ordinary(Some(after), text.at(at + 1));
    match (ordinary(text.before(at), Some(after)), next) {
        (true, _) => -2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// The same names wherever else they stand, and the given names by themselves (砚清同志).
pub(super) fn again(text: &Text<'_>, laid: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    let names: BTreeSet<&str> = laid
        .iter()
        .filter(|found| found.sort == Sort::Name && found.to - found.from > 1)
        .map(|found| text.slice(found.from, found.to))
        .collect();
    for name in &names {
        for (from, to) in text.every(name) {
            found.push(Found::new(Sort::Name, from, to, "与文中另一处认出的姓名相同。"));
        }
    }
    for given in names.into_iter().filter_map(given) {
        let places = text.every(given).into_iter().filter(|(from, to)| alone(text, *from, *to));
        found
            .extend(places.map(|(from, to)| {
                Found::new(Sort::Name, from, to, "与文中另一处认出的姓名同名，没有写姓。")
            }));
    }
    found
}

/// The given name, of two or three characters, without the family name.
pub(super) fn given(name: &str) -> Option<&str> {
    let (first, rest) = split(name, 1)?;
    let (two, behind) = split(name, 2).unwrap_or_default();
    let compound = !behind.is_empty() && (surname(two).is_some() || behind.chars().count() > 1);
    let given = if compound { behind } else { rest };
    let family = surname(first).is_some() || compound;
    (family && (2..=3).contains(&given.chars().count())).then_some(given)
}

/// The first characters, and the rest.
pub(super) fn split(words: &str, first: usize) -> Option<(&str, &str)> {
    let (at, _) = words.char_indices().nth(first)?;
    words.split_at_checked(at)
}

/// Whether a given name that stands by itself is meant as one: no ordinary pair of characters, or said to be somebody's.
fn alone(text: &Text<'_>, from: usize, to: usize) -> bool {
    !ordinary(text.at(from), text.at(from + 1))
        || text.begins_with(to, TITLES).is_some()
        || text.before(from) == Some('“')
}

/// The post right before a name: 副主任 of 原副主任郑柏庭.
pub(super) fn posts(text: &Text<'_>, laid: &[Found]) -> Vec<Found> {
    let office = |word: &str| {
        word.ends_with(['长', '记', '任', '理', '席', '员', '计', '纳'])
            && !word.contains("当事人")
            && word != "委员"
    };
    let names = laid.iter().filter(|found| found.sort == Sort::Name && found.to - found.from > 1);
    names
        .filter_map(|name| {
            let long = text.ends_with(name.from, TITLES)?;
            let word = text.slice(name.from - long, name.from);
            let stays = if word.ends_with(['员', '计', '纳']) { "工作人员" } else { "负责人" };
            office(word).then(|| {
                Found::new(
                    Sort::Post,
                    name.from - long,
                    name.from,
                    "写在姓名前面的职务，与单位合在一起能认出是谁。",
                )
                .saying(stays)
            })
        })
        .collect()
}
