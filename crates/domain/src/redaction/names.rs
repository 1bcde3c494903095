//! 姓名: family name and given name weighed with what stands left and right of them; compound family names; names
//! with ·; a family name with a title or 某.

use super::{
    Known, Sort,
    scan::{Found, Text, han},
    words::{BEFORE, TITLES, VERBS, common, endings, never_given, often_given, seldom, surname, transcribed},
};

/// The least that a name must weigh.
const ENOUGH: i32 = 4;

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
        match dotted(text, at).or_else(|| shortened(text, at)).or_else(|| full(text, at)) {
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
    let dot = |c: char| matches!(c, '·' | '•' | '‧' | '・');
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

/// `周书记`, `张某`, `老李`, `小王同志`: the family name alone still points at somebody.
fn shortened(text: &Text<'_>, at: usize) -> Option<Found> {
    let (long, frequency) = family(text, at)?;
    let after = at + long;
    let marks = text.run(after, |c| matches!(c, '某' | '×' | 'X' | '*'));
    if marks > 0 {
        let tail = text.run(after + marks, |c| "甲乙丙丁戊".contains(c)).min(1);
        let reason = "只隐去了名，姓还在。";
        return Some(Found::new(Sort::Name, at, after + marks + tail, reason).sure());
    }
    let nick =
        text.before(at).is_some_and(|c| "老小阿".contains(c)) && !text.before(at - 1).is_some_and(han_word);
    let ends = !text.at(after).is_some_and(han) || text.begins_with(after, VERBS).is_some();
    if nick && long == 1 && frequency >= 40 && ends && !seldom(text.slice(at, after)) {
        return Some(Found::new(Sort::Name, at - 1, after, "姓氏前加老、小的称呼，当地人能认出是谁。"));
    }
    let title = text.begins_with(after, TITLES).filter(|_| frequency >= 30 || long > 1)?;
    let begins = !text.before(at).is_some_and(han) || text.ends_with(at, BEFORE).is_some();
    let word = text.slice(at, after + title);
    if (!begins && !nick) || common(word) || frequency < 40 || seldom(text.slice(at, after)) {
        return None;
    }
    let from = at - usize::from(nick);
    Some(Found::new(Sort::Name, from, after, "姓氏和称谓写在一起，当地人能认出是谁。"))
}

/// A Chinese character that no name follows: 老 of 古老, not of 与老.
fn han_word(c: char) -> bool {
    han(c) && !"与和对向由给请让被问是跟".contains(c)
}

/// The family name at a place: its length and frequency.
fn family(text: &Text<'_>, at: usize) -> Option<(usize, u32)> {
    let two = surname(text.slice(at, at + 2)).filter(|_| at + 2 <= text.len());
    two.map(|frequency| (2, frequency))
        .or_else(|| surname(text.slice(at, at + 1)).map(|frequency| (1, frequency)))
}

fn full(text: &Text<'_>, at: usize) -> Option<Found> {
    let (long, frequency) = family(text, at)?;
    let short = weigh(text, at, long, frequency, 1);
    let whole = weigh(text, at, long, frequency, 2);
    let second = surname(text.slice(at + 1, at + 2)).unwrap_or_default();
    let doubled = long == 1 && frequency.min(second) >= 300 && !common(text.slice(at + 1, at + 4));
    let four =
        doubled.then(|| weigh(text, at, 2, frequency, 2)).flatten().filter(|weight| *weight > ENOUGH + 1);
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
    (weight >= ENOUGH).then(|| Found::new(Sort::Name, at, to, reason))
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
        _ => -1,
    };
    let given = match (given, often) {
        (2, 2) => 2,
        (2, 1) => 1,
        (2, _) => -1,
        (_, 1) => 0,
        _ if long == 2 => 0,
        _ => -1,
    };
    let family = if long == 1 && seldom(text.slice(at, from)) { family - 3 } else { family };
    let mut weight = family + given + left(text, at) + right(text, to);
    let word = text.slice(at, to);
    if common(word) {
        weight -= 4;
    }
    if long == 1 && text.before(at).is_some() && text.ends_with(at + 1, endings()).is_some() {
        weight -= 4;
    }
    // The last of the given name begins a title or the next word: 王明主任 is not 王明主.
    if parts.len() == 2 && (text.begins_with(to - 1, TITLES).is_some() || common(text.slice(to - 1, to + 1)))
    {
        weight -= 3;
    }
    Some(weight)
}

fn left(text: &Text<'_>, at: usize) -> i32 {
    if text.ends_with(at, TITLES).is_some() {
        return 3;
    }
    let Some(before) = text.before(at) else { return 1 };
    if matches!(before, '：' | ':') || matches!(before, '、') {
        return 2;
    }
    if !han(before) {
        return 1;
    }
    if text.ends_with(at, BEFORE).is_some() { 1 } else { -1 }
}

fn right(text: &Text<'_>, at: usize) -> i32 {
    if text.begins_with(at, TITLES).is_some() {
        return 3;
    }
    let Some(after) = text.at(at) else { return 1 };
    if after == '、' || after == '（' || after == '(' {
        return 2;
    }
    if text.begins_with(at, VERBS).is_some() {
        return 2;
    }
    if !han(after) || never_given(after) || "和与及等的".contains(after) { 1 } else { -1 }
}

/// The same names wherever else they stand, and the given names of known people by themselves (砚清同志).
pub(super) fn again(text: &Text<'_>, laid: &[Found], known: &Known) -> Vec<Found> {
    let mut found = Vec::new();
    let mut names: Vec<&str> = laid
        .iter()
        .filter(|found| found.sort == Sort::Name && found.to - found.from > 1)
        .map(|found| text.slice(found.from, found.to))
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        for (from, to) in text.every(name) {
            found.push(Found::new(Sort::Name, from, to, "与文中另一处认出的姓名相同。"));
        }
    }
    for person in &known.people {
        let chars: Vec<char> = person.chars().collect();
        let compound = surname(&chars.iter().take(2).collect::<String>()).is_some() && chars.len() > 2;
        let given: String = chars.iter().skip(if compound { 2 } else { 1 }).collect();
        if given.chars().count() > 1 && chars.len() <= 4 {
            for (from, to) in text.every(&given) {
                found.push(Found::new(Sort::Name, from, to, "与本案人员的名字（不带姓）相同。"));
            }
        }
    }
    found
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
