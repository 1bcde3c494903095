//! 单位名称 and 职务: a name before one of the words that units end in, and a post that belongs to it.

use super::{
    Sort,
    ordinary::ordinary,
    scan::{Found, Text, han, numeral},
    unit_words::{ENDS, JOINED, NAMELESS, PLACES, SHORT_ENDS, STOPS, WORDS},
    words::{TITLES, surname},
};

/// The longest name that is read.
const LONGEST: usize = 16;

/// Where the name that ends before `end` begins.
pub(super) fn reach(text: &Text<'_>, end: usize) -> usize {
    let mut from = end;
    while end - from < LONGEST {
        let name = |c: char| (han(c) || c.is_ascii_alphanumeric()) && !STOPS.contains(c);
        let joins = text.before(from) == Some('和') && text.ends_with(from - 1, JOINED).is_some();
        if !joins && !text.before(from).is_some_and(name) {
            break;
        }
        // 住 stands before a place, and begins 住房 and 住建.
        let housing = text.before(from) == Some('住') && matches!(text.at(from), Some('房' | '建'));
        if !housing && text.ends_with(from, WORDS).is_some() {
            break;
        }
        from -= 1;
    }
    // Numbers belong to a name only behind its first character.
    while from < end && text.at(from).is_some_and(numeral) && text.at(from) != Some('一') {
        from += 1;
    }
    from
}

/// The words of a unit's name that stay.
pub(super) fn kind_words(name: &str) -> &'static str {
    ENDS.iter().filter(|end| name.ends_with(**end)).max_by_key(|end| end.len()).copied().unwrap_or("单位")
}

/// Every unit and place, and the post that follows it.
pub(super) fn find(text: &Text<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let one = unit(text, at).or_else(|| section(text, at));
        at = one.as_ref().map_or(at + 1, |one| one.to);
        found.extend(one);
    }
    found
}

/// The part of a unit whose last word begins at a place, with the post that follows it.
fn section(text: &Text<'_>, at: usize) -> Option<Found> {
    let end = text.begins_with(at, SHORT_ENDS)?;
    let post = text.begins_with(at + end, TITLES)?;
    let from = reach(text, at);
    let stem = text.slice(from, at);
    if !(2..=8).contains(&stem.chars().count()) {
        return None;
    }
    let said = text.slice(at + end, at + end + post);
    let stays =
        if said.ends_with(['长', '记', '任', '理', '席']) { "负责人" } else { "工作人员" };
    let reason = format!("写明部门的职务“{said}”，当地人能认出是谁。");
    Some(Found::new(Sort::Post, from, at + end + post, reason).saying(stays))
}

/// The unit whose last word begins at a place.
fn unit(text: &Text<'_>, at: usize) -> Option<Found> {
    let mut long = text.begins_with(at, ENDS)?;
    // 厂房, 村民, 区域, 路面: the word goes on and is another.
    if long == 1 && text.at(at + 1).is_some_and(|c| "房民域面".contains(c)) {
        return None;
    }
    // 李局长, 李副局长: a person with an office, and no unit of that name.
    if long == 1 && text.at(at + 1) == Some('长') && addressed(text, at) {
        return None;
    }
    let from = reach(text, at);
    let stem = text.slice(from, at);
    let nameless = NAMELESS.contains(&stem) || stem.chars().count() < 2 || stem.chars().all(numeral);
    // 石鼓街道东岭经济联合社 is one name, as is 青澜区石鼓街道办事处.
    let mut end = kind_words(text.slice(from, at + long));
    let mut next = at + long;
    while next < text.len() && next - at < LONGEST {
        let mut inside = (next..(next + 10).min(text.len())).take_while(|place| {
            text.at(*place).is_some_and(|c| han(c) && !STOPS.contains(c))
                && text.begins_with(*place, WORDS).is_none()
                && text.begins_with(*place, TITLES).is_none()
        });
        let Some((place, more)) =
            inside.find_map(|place| text.begins_with(place, ENDS).map(|more| (place, more)))
        else {
            break;
        };
        let between = text.slice(next, place);
        if place > next
            && NAMELESS.contains(&between)
            && !between.contains("办事")
            && between.chars().count() < 2
        {
            break;
        }
        next = place + more;
        long = next - at;
        end = kind_words(text.slice(from, next));
    }
    if nameless && long <= end.chars().count() {
        return None;
    }
    let to = at + long;
    if text.slice(from, to).chars().count() < 3 {
        return None;
    }
    let post = text.begins_with(to, TITLES).filter(|_| !PLACES.contains(&end) || end == "村" || end == "镇");
    if let Some(post) = post {
        let said = text.slice(to, to + post);
        let reason = format!("写明单位的职务“{said}”，当地人能认出是谁。");
        let stays = if said.ends_with(['长', '记', '任', '理', '席']) || said.contains("负责") {
            "负责人"
        } else {
            "工作人员"
        };
        return Some(Found::new(Sort::Post, from, to + post, reason).saying(format!("{end}{stays}")));
    }
    let sort = if PLACES.contains(&end) { Sort::Place } else { Sort::Unit };
    let reason = match sort {
        Sort::Place => "具体的地名。",
        _ => "具体的单位名称。",
    };
    Some(Found::new(sort, from, to, reason).saying(end))
}

/// Whether a family name stands before the office whose word begins at a place, perhaps with 副 between.
fn addressed(text: &Text<'_>, at: usize) -> bool {
    let place = at - usize::from(text.before(at) == Some('副'));
    let apart = |long: usize| {
        let from = place.checked_sub(long)?;
        let frequency = surname(text.slice(from, place))?;
        Some((frequency >= 100 || long > 1) && !ordinary(text.before(from), text.at(from)))
    };
    [1, 2].into_iter().filter_map(apart).any(|apart| apart)
}

/// The names of units and places wherever else they stand, also without their last word: 东岭 of 东岭经济联合社.
pub(super) fn again(text: &Text<'_>, laid: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    for one in laid.iter().filter(|one| matches!(one.sort, Sort::Unit | Sort::Place)) {
        let name = text.slice(one.from, one.to);
        for (from, to) in text.every(name) {
            found.push(
                Found::new(one.sort, from, to, "与文中另一处的名称相同。").saying(one.kind_words.clone()),
            );
        }
        let stem = name.strip_suffix(one.kind_words.as_str()).unwrap_or_default();
        if (2..=4).contains(&stem.chars().count()) && !NAMELESS.contains(&stem) {
            for (from, to) in text.every(stem) {
                found.push(Found::new(Sort::Place, from, to, format!("“{name}”的简称或同名。")).saying("地"));
            }
        }
    }
    found
}
