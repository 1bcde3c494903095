//! 抽取 — which cases of a period are reviewed. Nobody chooses: the seed is the root of the ledger's first checkpoint
//! after the period, which nobody can know while the period lasts, and the order follows from seed and number alone.
//!
//! For each number: SM3 over the bytes of `seed`, a line feed, and the number, in UTF-8. The numbers with the smallest
//! hashes are drawn: so many of a hundred, rounded up, and at least one. `docs/quality_review.md` says the same for
//! whoever wants to repeat it; `docs/redraw.py` does.

use crate::{
    ledger::{Hash, sm3},
    rule::{Force, Rule},
};

/// How much is reviewed.
pub static RULE: Rule = Rule {
    code: "D4.quality",
    phrase: "案件质量评查",
    asks: "每期从已办结的案件中随机抽取至少一件或者百分之五，由没有参加过该案的人评查；抽取方法公开，任何人都能照样重抽一遍。",
    source: "本单位设定",
    force: Force::Setting,
};

/// By what a case is ordered.
pub fn place(seed: &str, number: &str) -> Hash {
    sm3(&[seed.as_bytes(), b"\n", number.as_bytes()])
}

/// How many of `all` are drawn: `percent` of a hundred, rounded up; at least one where there is any.
pub fn how_many(all: usize, percent: u32) -> usize {
    let percent = usize::try_from(percent.min(100)).unwrap_or(100);
    all.saturating_mul(percent).div_ceil(100).max(1).min(all)
}

/// What is drawn, in the order of the draw; the order of `numbers` changes nothing.
pub fn draw<'a>(seed: &str, numbers: &[&'a str], percent: u32) -> Vec<&'a str> {
    let mut placed: Vec<(Hash, &str)> = numbers.iter().map(|number| (place(seed, number), *number)).collect();
    placed.sort_by(|a, b| (a.0.as_bytes(), a.1).cmp(&(b.0.as_bytes(), b.1)));
    placed.dedup_by(|a, b| a.1 == b.1);
    let many = how_many(placed.len(), percent);
    placed.into_iter().take(many).map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

    /// D4.quality
    #[test]
    fn at_least_one_and_five_of_a_hundred_are_drawn() {
        let many = |all| how_many(all, 5);
        assert_eq!([0, 1, 5, 20, 21, 40, 100].map(many), [0, 1, 1, 1, 2, 2, 5]);
        assert_eq!((how_many(3, 100), how_many(3, 900)), (3, 3));
        assert!(RULE.code == "D4.quality" && RULE.asks.contains("至少一件或者百分之五"));
    }

    #[test]
    fn the_draw_follows_from_seed_and_numbers_and_not_from_their_order() {
        let names: Vec<_> = (1..=60).map(|n| format!("容〔2026〕{n}号")).collect();
        let mut numbers: Vec<_> = names.iter().map(String::as_str).collect();
        let drawn = draw(SEED, &numbers, 5);
        assert_eq!(drawn.len(), 3);
        numbers.reverse();
        assert_eq!(draw(SEED, &numbers, 5), drawn);
        numbers.push(numbers[0]);
        assert_eq!(draw(SEED, &numbers, 5), drawn, "one named twice has no second lot");
        assert_ne!(draw("another seed", &numbers, 5), drawn);
    }

    #[test]
    fn whoever_adds_a_case_moves_no_other() {
        let names: Vec<_> = (1..=40).map(|n| format!("容〔2026〕{n}号")).collect();
        let all: Vec<_> = names.iter().map(String::as_str).collect();
        let (few, more) = (draw(SEED, &all[..30], 100), draw(SEED, &all, 100));
        let kept: Vec<_> = more.into_iter().filter(|number| few.contains(number)).collect();
        assert_eq!(kept, few);
    }
}
