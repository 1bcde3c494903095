//! 地址: streets with house numbers, compounds with buildings, villages with groups. 地名 by themselves are found as
//! the names of units (`units.rs`).

use super::{
    Sort,
    scan::{Found, Text, han, numeral},
    units::reach,
};

/// What a number counts in an address.
const COUNTED: &[&str] = &[
    "号", "号院", "号楼", "号之", "栋", "幢", "座", "单元", "室", "房", "楼", "层", "铺", "档", "号铺", "门",
    "弄", "巷",
];
/// What an address is made of besides numbers.
const WAYS: &[&str] = &[
    "路",
    "大道",
    "街",
    "巷",
    "里",
    "道",
    "坊",
    "弄",
    "涌边",
    "马路",
    "横路",
    "一路",
    "新村",
    "小区",
    "花园",
    "花苑",
    "家园",
    "公寓",
    "大厦",
    "广场",
    "苑",
    "城",
    "村",
    "社",
    "新城",
    "工业区",
    "工业园",
    "产业园",
    "市场",
];
/// What a number counts in a village.
const GROUPS: &[&str] = &["组", "队", "社", "巷", "生产队", "生产组", "村民小组", "经济社"];

/// Every address.
pub(super) fn addresses(text: &Text<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match address(text, at) {
            Some(one) => {
                at = one.to;
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// An address whose first number begins at a place.
fn address(text: &Text<'_>, at: usize) -> Option<Found> {
    let first = text.at(at).filter(|c| numeral(*c) || c.is_ascii_uppercase())?;
    let before = text.before(at)?;
    if numeral(before) || before.is_ascii_alphanumeric() || text.ends_with(at, &["第", "一", "和"]).is_some()
    {
        return None;
    }
    let way = text.ends_with(at, WAYS)?;
    let named = han(first) || first.is_ascii_alphanumeric();
    let from = reach(text, at - way);
    if !named || from == at - way {
        return None;
    }
    let to = numbers(text, at);
    (to > at).then(|| Found::new(Sort::Address, from, to, "具体到门牌、楼栋或村组的地址。").sure())
}

/// `12号之三3栋2单元501室`: where the numbers that begin here end; where they began if they are none of an address.
fn numbers(text: &Text<'_>, at: usize) -> usize {
    let mut to = at;
    loop {
        let run = text.run(to, |c| numeral(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '－' | '、'));
        let kinds: &[&[&str]] = if to == at { &[COUNTED, GROUPS] } else { &[COUNTED] };
        let counted = kinds.iter().filter_map(|kinds| text.begins_with(to + run, kinds)).max();
        match counted {
            Some(counted) if run > 0 => to += run + counted,
            _ => {
                // 12号之三: the last number counts nothing.
                let last = text.run(to, numeral);
                let ends = to > at && text.ends_with(to, &["之"]).is_some();
                return if ends { to + last } else { to };
            }
        }
    }
}
