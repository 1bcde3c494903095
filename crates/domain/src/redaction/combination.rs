//! 合在一起能认出: one cooperative, one fine. A sum, a day or a measure says nothing alone, and who lives there knows
//! the case when they stand together, also where every name is gone.

use super::{
    Sort,
    scan::{Found, Text, digit, numeral},
};

/// What makes a sum or a day point at an event.
const EVENTS: &[&str] = &[
    "罚款", "处罚", "补偿", "赔偿", "拍卖", "征收", "征地", "拆迁", "中标", "招标", "租金", "出租", "事故",
    "坍塌", "火灾", "排污", "关停", "举报", "信访", "巡察", "审计", "立案", "判决", "损失", "收购", "投资",
    "贷款", "合同",
];
/// Whole and general sums of policy identify nobody by themselves, but a person decides.
const UNITS_OF_MONEY: &[&str] =
    &["元", "万元", "亿元", "余元", "余万元", "多万元", "万余元", "千元", "百元", "千万元", "百万元"];
const MEASURES: &[&str] = &[
    "亩",
    "余亩",
    "平方米",
    "万平方米",
    "公顷",
    "户",
    "余户",
    "家企业",
    "家工厂",
    "家商户",
    "套",
    "栋",
    "宗",
    "台",
    "辆",
    "间",
    "艘",
];

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Figure {
    Money,
    Day,
    Measure,
}

impl Figure {
    const fn title(self) -> &'static str {
        match self {
            Self::Money => "金额",
            Self::Day => "日期",
            Self::Measure => "数量",
        }
    }

    const fn substitute(self) -> &'static str {
        match self {
            Self::Money => "某一金额",
            Self::Day => "某日",
            Self::Measure => "若干",
        }
    }
}

/// The figures that stand with something else that identifies: in the same paragraph two sorts of figure, or one
/// with a name, a place or an event.
pub(super) fn find(text: &Text<'_>, laid: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = from + text.run(from, |c| c != '\n');
        found.extend(paragraph(text, from, to, laid));
        from = to + 1;
    }
    found
}

fn paragraph(text: &Text<'_>, from: usize, to: usize, laid: &[Found]) -> Vec<Found> {
    let mut figures = Vec::new();
    let mut at = from;
    while at < to {
        match figure(text, at).filter(|(_, end)| *end <= to) {
            Some((figure, end)) => {
                figures.push((figure, at, end));
                at = end;
            }
            None => at += text.run(at, numeral).max(1),
        }
    }
    let mut beside: Vec<&str> = laid
        .iter()
        .filter(|one| from <= one.from && one.to <= to)
        .filter_map(|one| match one.sort {
            Sort::Unit | Sort::Post => Some("单位"),
            Sort::Place | Sort::Address => Some("地点"),
            Sort::Name => Some("人员"),
            _ => None,
        })
        .collect();
    let words = text.slice(from, to);
    if EVENTS.iter().any(|event| words.contains(event)) {
        beside.push("事件");
    }
    for some in [Figure::Money, Figure::Day, Figure::Measure] {
        if figures.iter().any(|(figure, ..)| *figure == some) {
            beside.push(some.title());
        }
    }
    beside.sort_unstable();
    beside.dedup();
    let together =
        |figure: Figure| beside.iter().filter(|said| **said != figure.title()).copied().collect::<Vec<_>>();
    figures
        .into_iter()
        .filter(|(figure, ..)| !together(*figure).is_empty())
        .map(|(figure, from, to)| {
            let with = together(figure).join("、");
            let reason = format!("{}与同一段的{with}合在一起，知情人能认出是哪件事。", figure.title());
            Found::new(Sort::Combination, from, to, reason).saying(figure.substitute())
        })
        .collect()
}

/// The figure that begins at a place, and where it ends.
fn figure(text: &Text<'_>, at: usize) -> Option<(Figure, usize)> {
    if !text.at(at).is_some_and(numeral)
        || text.before(at).is_some_and(|c| numeral(c) || c == '第' || c == '.')
    {
        return None;
    }
    day(text, at).map(|to| (Figure::Day, to)).or_else(|| {
        let run =
            text.run(at, |c| numeral(c) || matches!(c, '.' | ',' | '，' | '．' | '万' | '亿' | '余' | '多'));
        // A comma at the end is one of the sentence; 万 and 余 may belong to the unit.
        let run = (1..=run).rev().find(|run| {
            text.begins_with(at + run, UNITS_OF_MONEY).is_some()
                || text.begins_with(at + run, MEASURES).is_some()
        })?;
        let to = at + run;
        match text.begins_with(to, UNITS_OF_MONEY) {
            Some(long) => Some((Figure::Money, to + long)),
            None => text.begins_with(to, MEASURES).map(|long| (Figure::Measure, to + long)),
        }
    })
}

/// `2026年3月4日`, `2026年3月`, `3月4日`, `3月`, `2026-03-04`. A year alone is no day, a month is.
fn day(text: &Text<'_>, at: usize) -> Option<usize> {
    let mut to = at;
    let mut parts = 0;
    for (mark, most) in [('年', 4), ('月', 3), ('日', 3)] {
        let run = text.run(to, numeral);
        if (1..=most).contains(&run) && text.at(to + run) == Some(mark) {
            to += run + 1;
            parts += if mark == '月' { 2 } else { 1 };
        } else if parts > 0 {
            break;
        }
    }
    if parts > 1 {
        return Some(to);
    }
    let year = text.run(at, digit);
    let dash = |place: usize| matches!(text.at(place), Some('-' | '/' | '.'));
    let month = text.run(at + year + 1, digit);
    let date = text.run(at + year + month + 2, digit);
    let fits = year == 4
        && dash(at + 4)
        && (1..=2).contains(&month)
        && dash(at + 5 + month)
        && (1..=2).contains(&date);
    fits.then_some(at + 6 + month + date)
}
