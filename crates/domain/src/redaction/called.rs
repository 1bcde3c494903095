//! 称呼: a family name with a title, with 老 or 小, or with 某 points at somebody as well as the whole name does.

use super::{
    Known, Sort,
    names::{family, given},
    ordinary::ordinary,
    scan::{Found, Text, han},
    words::{BEFORE, TITLES, VERBS, common, ends_word, seldom, surname},
};

/// Offices in short: 曹科, 王总, 刘局.
const SHORT: &[&str] = &["总", "局", "科", "处", "工", "队", "所", "董", "主任", "书记"];
/// What hides a given name and leaves the family name to be read.
const MARKS: &str = "某×XＸ*＊○〇□";

/// The form of address that begins at a place.
pub(super) fn find(text: &Text<'_>, at: usize) -> Option<Found> {
    marked(text, at).or_else(|| nick(text, at)).or_else(|| titled(text, at))
}

/// `张某`, `司徒某某`, `张某甲`.
fn marked(text: &Text<'_>, at: usize) -> Option<Found> {
    let (long, _) = family(text, at)?;
    let after = at + long;
    let marks = text.run(after, |c| MARKS.contains(c));
    // 高某一项: an ordinary word before 某 is no family name.
    if marks == 0
        || marks == 1
            && ordinary(text.before(at), text.at(at))
            && text.at(after + 1).is_some_and(han)
            && seldom(text.slice(at, after))
    {
        return None;
    }
    let tail = text.run(after + marks, |c| "甲乙丙丁戊己庚辛".contains(c)).min(1);
    Some(Found::new(Sort::Name, at, after + marks + tail, "只隐去了名，姓还在。").sure())
}

/// `老李`, `小王`, `阿珍` is no family name and stays with the given names.
fn nick(text: &Text<'_>, at: usize) -> Option<Found> {
    let small = text.at(at).filter(|c| "老小阿".contains(*c))?;
    let (long, frequency) = family(text, at + 1)?;
    let to = at + 1 + long;
    let word = text.slice(at, to);
    let ends = !text.at(to).is_some_and(han)
        || text.begins_with(to, VERBS).is_some()
        || text.begins_with(to, TITLES).is_some()
        || !ordinary(text.at(to - 1), text.at(to));
    let begins = !ordinary(text.before(at), Some(small)) || text.ends_with(at, BEFORE).is_some();
    let is = long == 1 && frequency >= 40 && ends && begins;
    let no = ordinary(Some(small), text.at(at + 1)) || common(word) || seldom(text.slice(at + 1, to));
    (is && !no).then(|| {
        let title =
            text.begins_with(to, TITLES).filter(|long| office(text.slice(to, to + long))).unwrap_or_default();
        Found::new(Sort::Name, at, to + title, "姓氏前加老、小的称呼，当地人能认出是谁。")
    })
}

/// `周书记`, `李副局长`, `贾老板`, `王总`.
fn titled(text: &Text<'_>, at: usize) -> Option<Found> {
    let (long, frequency) = family(text, at)?;
    let after = at + long;
    let known = frequency >= 40 || long > 1;
    let begins = !text.before(at).is_some_and(han)
        || text.ends_with(at, BEFORE).is_some()
        || !ordinary(text.before(at), text.at(at));
    let word = text.before(at).is_some() && ends_word(text.slice(after - 2, after));
    if !known || !begins || word || seldom(text.slice(at, after)) {
        return None;
    }
    let full = text.begins_with(after, TITLES);
    let short = || {
        let short = text.begins_with(after, SHORT).filter(|_| frequency >= 100)?;
        let ends =
            !text.at(after + short).is_some_and(han) || text.begins_with(after + short, VERBS).is_some();
        ends.then_some(short)
    };
    let title = full.or_else(short)?;
    if common(text.slice(at, after + title)) || ordinary(text.at(at), text.at(after)) && full.is_none() {
        return None;
    }
    let to = if full.is_none() || office(text.slice(after, after + title)) { after + title } else { after };
    Some(Found::new(Sort::Name, at, to, "姓氏和称谓写在一起，当地人能认出是谁。"))
}

/// Whether a title is an office that is gone with the name: 某甲 for 李副局长, and 某同志 for 李同志.
fn office(title: &str) -> bool {
    title.ends_with(['长', '记', '任', '理', '席', '计', '纳'])
}

/// What people of the case are called besides their names: with blanks between the characters, and by the family name
/// with any title, 老, 小 or 某, however rare it is.
pub(super) fn of_known(text: &Text<'_>, known: &Known) -> Vec<Found> {
    let mut found = Vec::new();
    for name in known.people.iter().filter(|name| name.chars().count() > 1) {
        for (from, to) in spaced(text, name) {
            found.push(Found::new(Sort::Name, from, to, "本案登记的人员姓名。").sure());
        }
        for (from, to) in given(name).map(|given| text.every(given)).unwrap_or_default() {
            found.push(Found::new(Sort::Name, from, to, "与本案人员的名字（不带姓）相同。").sure());
        }
        let two: String = name.chars().take(2).collect();
        let compound = name.chars().count() > 2 && surname(&two).is_some();
        let family: String = name.chars().take(if compound { 2 } else { 1 }).collect();
        for (from, to) in text.every(&family) {
            found.extend(called(text, from, to));
        }
    }
    found
}

/// The name with blanks, dots or line ends between its characters: 周 砚 清.
fn spaced(text: &Text<'_>, name: &str) -> Vec<(usize, usize)> {
    let gap = |place: usize| {
        text.run(place, |c| c.is_whitespace() || matches!(c, '\u{200b}' | '·' | '•' | '‧' | '・')).min(6)
    };
    let ends = |from: usize| {
        let mut to = from;
        for (number, wanted) in name.chars().filter(|c| !matches!(c, '·' | '•' | '‧' | '・')).enumerate()
        {
            to += if number == 0 { 0 } else { gap(to) };
            (text.at(to) == Some(wanted)).then_some(())?;
            to += 1;
        }
        Some(to)
    };
    let first = name.chars().next();
    (0..text.len())
        .filter(|from| text.at(*from) == first)
        .filter_map(|from| ends(from).map(|to| (from, to)))
        .collect()
}

/// The family name of somebody of the case, with what makes it a form of address.
fn called(text: &Text<'_>, from: usize, to: usize) -> Option<Found> {
    let title = text.begins_with(to, TITLES).or_else(|| text.begins_with(to, SHORT));
    let marks = text.run(to, |c| MARKS.contains(c));
    let small = text.before(from).is_some_and(|c| "老小阿".contains(c));
    let strange = !ordinary(text.before(from), text.at(from)) || text.ends_with(from, BEFORE).is_some();
    let reason = "本案人员的姓氏和称谓。";
    if marks > 0 {
        return Some(Found::new(Sort::Name, from, to + marks, reason).sure());
    }
    if small && !ordinary(text.before(from), text.at(from)) && !ordinary(text.at(to - 1), text.at(to)) {
        return Some(Found::new(Sort::Name, from - 1, to, reason));
    }
    let title = title.filter(|_| strange)?;
    let to = if office(text.slice(to, to + title)) { to + title } else { to };
    Some(Found::new(Sort::Name, from, to, reason).sure())
}

/// The family name of a form of address, `黎` of 黎社长, 老黎 and 黎某某; `None` for a whole name.
fn family_of(words: &str) -> Option<&str> {
    let nick = words.strip_prefix(['老', '小', '阿']).filter(|rest| surname(rest).is_some());
    let titled = TITLES.iter().chain(SHORT).filter_map(|title| words.strip_suffix(*title));
    let marked = words.trim_end_matches(|c| MARKS.contains(c));
    nick.into_iter()
        .chain(titled)
        .chain((marked.len() < words.len()).then_some(marked))
        .find(|left| surname(left).is_some())
}

/// Whether `words` are a form of address, and no whole name.
pub(super) fn address(words: &str) -> bool {
    family_of(words).is_some()
}

/// Whether somebody with the whole name `name` may be meant by `words`: the given name alone, or the family name with a
/// title.
pub(super) fn fits(name: &str, words: &str) -> bool {
    given(name) == Some(words)
        || family_of(words).is_some_and(|family| {
            name.starts_with(family)
                && given(name).is_some_and(|given| name.len() - given.len() == family.len())
                || name.starts_with(family) && name.chars().count() == 2
        })
}
