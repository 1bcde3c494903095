//! 身份证、电话、证照和账号、文号: numbers that point at one person or one paper.

use super::{
    Sort,
    scan::{Found, Text, digit, han, value},
};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Everything of these sorts.
pub(super) fn find(text: &Text<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let one = text
            .at(at)
            .and_then(
                |c| if digit(c) || c == '+' || c == '(' || c == '（' { numbered(text, at) } else { None },
            )
            .or_else(|| lettered(text, at));
        match one {
            Some(one) => {
                at = one.to;
                found.push(one);
            }
            // The rest of a number is no number of its own.
            None => at += text.run(at, digit).max(1),
        }
    }
    found
}

fn numbered(text: &Text<'_>, at: usize) -> Option<Found> {
    let run = text.run(at, digit);
    let last = text.at(at + run);
    if run == 17 && last.is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ')) {
        return Some(identity(text, at, at + 18));
    }
    match run {
        18 => return Some(identity(text, at, at + 18)),
        15 if born(text, at + 6, 2) => {
            let reason = "15 位数字，其中的出生日期成立，是旧式身份证号码。";
            return Some(Found::new(Sort::Identity, at, at + 15, reason).sure());
        }
        16..=19 => {
            let reason = format!("{run} 位数字，可能是银行卡号或账号。");
            return Some(Found::new(Sort::Number, at, at + run, reason).sure());
        }
        _ => {}
    }
    phone(text, at)
}

/// 18 characters; where the check digit is wrong it may be mistyped, and still points at somebody.
fn identity(text: &Text<'_>, from: usize, to: usize) -> Found {
    let sum: Option<u32> = WEIGHTS
        .iter()
        .enumerate()
        .map(|(n, weight)| text.at(from + n).and_then(value).map(|d| d * weight))
        .sum();
    let check = text.at(from + 17).map_or(11, |c| value(c).unwrap_or(10));
    let right = sum.is_some_and(|sum| (12 - sum % 11) % 11 == check);
    if right {
        return Found::new(Sort::Identity, from, to, "18 位，校验码正确，是身份证号码。").sure();
    }
    if born(text, from + 6, 4) {
        return Found::new(
            Sort::Identity,
            from,
            to,
            "18 位，出生日期成立但校验码不对，可能是写错的身份证号码。",
        )
        .sure();
    }
    Found::new(Sort::Number, from, to, "18 位号码，不是有效的身份证号码，可能是卡号、账号或信用代码。").sure()
}

/// Whether a day of birth stands here, its year in `years` digits.
fn born(text: &Text<'_>, at: usize, years: usize) -> bool {
    let two = |place: usize| Some(text.at(place).and_then(value)? * 10 + text.at(place + 1).and_then(value)?);
    let century = years == 2 || matches!(two(at), Some(19 | 20));
    let month = two(at + years).is_some_and(|month| (1..=12).contains(&month));
    century && month && two(at + years + 2).is_some_and(|day| (1..=31).contains(&day))
}

fn dash(c: char) -> bool {
    matches!(c, '-' | '－' | '—' | ' ' | '\u{a0}')
}

/// Digits from a place on with dashes and blanks between them: how many, and where they end.
fn dashed(text: &Text<'_>, from: usize) -> (String, usize) {
    let (mut digits, mut at) = (String::new(), from);
    while let Some(c) = text.at(at) {
        if let Some(d) = value(c) {
            digits.extend(char::from_digit(d, 10));
        } else if !(dash(c) && (1..11).contains(&digits.len()) && text.at(at + 1).is_some_and(digit)) {
            break;
        }
        at += 1;
    }
    (digits, at)
}

fn phone(text: &Text<'_>, at: usize) -> Option<Found> {
    let mut from = at;
    let abroad = text.rest(at).starts_with("+86") || text.rest(at).starts_with("0086");
    if abroad {
        from += if text.at(at) == Some('+') { 3 } else { 4 };
        from += text.run(from, dash);
    }
    let opened = matches!(text.at(from), Some('(' | '（'));
    if opened {
        let area = text.run(from + 1, digit);
        let closed = matches!(text.at(from + 1 + area), Some(')' | '）'));
        let code = text.at(from + 1) == Some('0') && (3..=4).contains(&area);
        let rest = from + 2 + area + text.run(from + 2 + area, dash);
        let number = text.run(rest, digit);
        let fits = closed && code && (7..=8).contains(&number);
        return fits.then(|| Found::new(Sort::Phone, at, rest + number, "带区号的固定电话。").sure());
    }
    let (digits, to) = dashed(text, from);
    let mobile = digits.len() == 11
        && digits.starts_with('1')
        && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'));
    if mobile {
        return Some(Found::new(Sort::Phone, at, to, "11 位，是手机号码。").sure());
    }
    let run = text.run(from, digit);
    let area =
        digits.starts_with('0') && (10..=12).contains(&digits.len()) && (run >= 10 || (3..=4).contains(&run));
    if area {
        let words = if digits.len() > run {
            "带区号的固定电话。"
        } else {
            "以区号开头，是固定电话。"
        };
        return Some(Found::new(Sort::Phone, at, to, words).sure());
    }
    let named =
        ["电话", "电话：", "电话:", "联系电话", "手机", "传真", "传真：", "座机", "热线", "致电", "拨打"];
    let called = text.ends_with(at, &named).is_some() && (7..=8).contains(&run);
    called.then(|| Found::new(Sort::Phone, at, at + run, "写在“电话”之后的号码。").sure())
}

/// Plates, mail, codes of organisations, numbers of papers, accounts of 微信 and the like.
fn lettered(text: &Text<'_>, at: usize) -> Option<Found> {
    let c = text.at(at)?;
    if matches!(c, '〔' | '［' | '[' | '(' | '（') {
        return paper_number(text, at);
    }
    if "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".contains(c)
    {
        let letter = text.at(at + 1).is_some_and(|c| c.is_ascii_uppercase());
        let dot = usize::from(matches!(text.at(at + 2), Some('·' | '•')));
        let rest = text.run(at + 2 + dot, |c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let plate = letter && (5..=6).contains(&rest);
        return plate.then(|| Found::new(Sort::Number, at, at + 2 + dot + rest, "车牌号码。").sure());
    }
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '@');
    if !word(c) || text.before(at).is_some_and(word) {
        return None;
    }
    let run = text.run(at, word);
    let words = text.slice(at, at + run).trim_end_matches(['.', '-']);
    let to = at + words.chars().count();
    if words.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        return Some(Found::new(Sort::Number, at, to, "电子邮箱。").sure());
    }
    let code = words.len() == 18 && words.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    if code {
        return Some(Found::new(Sort::Number, at, to, "18 位，可能是统一社会信用代码。").sure());
    }
    let named = [
        "微信",
        "微信号",
        "微信：",
        "微信号：",
        "QQ",
        "QQ：",
        "账号",
        "账号：",
        "护照",
        "护照号",
        "护照号码",
        "护照号码：",
    ];
    let called = words.len() >= 5 && text.ends_with(at, &named).is_some();
    called.then(|| Found::new(Sort::Number, at, to, "写在账号或证件名称之后的号码。").sure())
}

/// `青纪〔2026〕17号`: the paper is found by its number.
fn paper_number(text: &Text<'_>, at: usize) -> Option<Found> {
    let year = text.run(at + 1, digit);
    let closed = matches!(text.at(at + 1 + year), Some('〕' | '］' | ']' | ')' | '）'));
    let number = text.run(at + 2 + year + usize::from(text.at(at + 2 + year) == Some('第')), digit);
    let to = at + 2 + year + usize::from(text.at(at + 2 + year) == Some('第')) + number;
    if year != 4 || !closed || number == 0 || text.at(to) != Some('号') {
        return None;
    }
    let mut from = at;
    let stops = "依据根照按见以第，。、；：（《“的和与";
    while at - from < 6 && text.before(from).is_some_and(|c| han(c) && !stops.contains(c)) {
        from -= 1;
    }
    Some(Found::new(Sort::Number, from, to + 1, "文号或案号，凭它能找到原件。").sure())
}
