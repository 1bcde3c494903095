//! Long tables, lists of files and timelines of a case in parts: a case with hundreds of files is no heavier to open
//! than another.

use super::sheet::BlockView;
use crate::pages::register_list::Pager;

/// Rows of a part.
pub(crate) const ROWS: usize = 50;

/// The rows of this part; past the end those of the last.
fn rows<T>(all: &mut Vec<T>, part: usize) {
    let first = part.min(parts(all.len())).saturating_sub(1) * ROWS;
    *all = std::mem::take(all).into_iter().skip(first).take(ROWS).collect();
}

const fn parts(rows: usize) -> usize {
    if rows == 0 { 1 } else { rows.div_ceil(ROWS) }
}

/// Leaves one part of each long table and list; how it is turned over, where there is more than one.
pub(crate) fn of_blocks(
    blocks: &mut [BlockView],
    part: usize,
    address: impl Fn(usize) -> String,
) -> Option<Pager> {
    let longest = blocks.iter().map(|block| match block {
        BlockView::Table(_, rows) => rows.len(),
        BlockView::Files(files) => files.len(),
        _ => 0,
    });
    let longest = longest.max().unwrap_or_default();
    for block in blocks {
        match block {
            BlockView::Table(_, all) if all.len() > ROWS => rows(all, part),
            BlockView::Files(all) if all.len() > ROWS => rows(all, part),
            _ => {}
        }
    }
    turned(longest, part, address)
}

/// Leaves one part of the lines.
pub(crate) fn of_lines<T>(
    lines: &mut Vec<T>,
    part: usize,
    address: impl Fn(usize) -> String,
) -> Option<Pager> {
    let all = lines.len();
    rows(lines, part);
    turned(all, part, address)
}

fn turned(all: usize, part: usize, address: impl Fn(usize) -> String) -> Option<Pager> {
    let last = parts(all);
    let part = part.clamp(1, last);
    (last > 1).then(|| Pager {
        here: format!("第 {}—{} 项，共 {all} 项", (part - 1) * ROWS + 1, (part * ROWS).min(all)),
        sizes: Vec::new(),
        next: (part < last).then(|| address(part + 1)),
        previous: (part > 1).then(|| address(part - 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_comes_in_parts_and_nothing_is_left_out() {
        let address = |part: usize| format!("?part={part}");
        let mut seen = Vec::new();
        for part in 1..=3 {
            let mut lines: Vec<usize> = (0..120).collect();
            let pager = of_lines(&mut lines, part, address).unwrap();
            assert_eq!(pager.next.is_some(), part < 3);
            assert_eq!(pager.previous.is_some(), part > 1);
            seen.extend(lines);
        }
        assert_eq!(seen, (0..120).collect::<Vec<_>>());
        let mut short = vec![1, 2];
        assert!(of_lines(&mut short, 1, address).is_none() && short.len() == 2);
        let mut past: Vec<usize> = (0..120).collect();
        let pager = of_lines(&mut past, 9, address).unwrap();
        assert_eq!((past.len(), pager.here.as_str()), (20, "第 101—120 项，共 120 项"));
    }
}
