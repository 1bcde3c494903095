//! A long title in lines of about the same length, broken where words end (GB/T 9704: 词意完整、排列对称、长短适宜).

use super::width;

/// Characters of 2号 in a line: 156 mm of 22 points, with a little air at the ends.
const LINE: f32 = 19.5;
/// How far from the even place a better one is looked for, in characters.
const REACH: f32 = 4.0;
/// What no line begins with, and what no line ends with.
const NOT_FIRST: &str = "，。、；：？！”’》）〕】…";
const NOT_LAST: &str = "“‘《（〔【";
/// After these a line ends well; before those it begins well.
const ENDS_WELL: &str = "”》）、，的和与对及";
const BEGINS_WELL: &str = "“《（";

/// The lines of a title.
pub(super) fn balanced(title: &str) -> Vec<String> {
    let mut rest: Vec<char> = title.chars().collect();
    let mut lines = Vec::new();
    loop {
        let all = width(&rest.iter().collect::<String>());
        let mut count = 1.0;
        while all / count > LINE {
            count += 1.0;
        }
        if count < 2.0 {
            lines.push(rest.iter().collect::<String>().trim().to_owned());
            return lines;
        }
        let at = place(&rest, all / count);
        let tail = rest.split_off(at);
        lines.push(rest.iter().collect::<String>().trim().to_owned());
        rest = tail;
    }
}

/// Where to break, as near to `even` as reads well: after how many characters.
fn place(title: &[char], even: f32) -> usize {
    let mut best = (f32::MAX, title.len().min(1));
    let mut before = 0.0;
    for (at, pair) in (1..).zip(title.windows(2)) {
        let &[last, first] = pair else { continue };
        before += width(last.encode_utf8(&mut [0; 4]));
        let away = (before - even).abs();
        let split = last.is_ascii() && first.is_ascii();
        if before > LINE || split || NOT_FIRST.contains(first) || NOT_LAST.contains(last) {
            continue;
        }
        let well = away <= REACH && (ENDS_WELL.contains(last) || BEGINS_WELL.contains(first));
        let cost = if well { away } else { away + REACH };
        if cost < best.0 {
            best = (cost, at);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_fits_stays_in_one_line_and_nothing_is_lost_of_a_long_one() {
        assert_eq!(balanced("受理通知书"), ["受理通知书"]);
        for title in [
            "关于“修订征收补偿集体决策办法，规定标准不明的先报请明确、后提交决定”的整改报告",
            "关于征求“占道经营整治中扣押物品超过法定期限”有关意见的函",
            "关于“占道经营整治中扣押物品超过法定期限”的核实报告",
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
        ] {
            let lines = balanced(title);
            assert_eq!(lines.concat(), title);
            let widths: Vec<f32> = lines.iter().map(|line| width(line)).collect();
            let longest = widths.iter().copied().fold(0.0, f32::max);
            let shortest = widths.iter().copied().fold(f32::MAX, f32::min);
            assert!(longest <= LINE && shortest * 2.0 > longest, "{lines:?}");
            for line in &lines {
                assert!(!NOT_FIRST.contains(line.chars().next().unwrap()), "{lines:?}");
                assert!(!NOT_LAST.contains(line.chars().next_back().unwrap()), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_line_ends_where_words_end() {
        let lines = balanced("关于“占道经营整治中扣押物品超过法定期限”的核实报告");
        assert_eq!(lines.len(), 2);
        assert!(!lines[0].ends_with("期") && !lines[1].starts_with("限"), "{lines:?}");
    }

    #[test]
    fn what_cannot_be_broken_well_is_still_broken() {
        let lines = balanced(&"。".repeat(50));
        assert_eq!(lines.concat().chars().count(), 50);
        let latin = balanced(&"a".repeat(90));
        assert_eq!(latin.concat().len(), 90);
    }
}
