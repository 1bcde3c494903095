//! Questions of lay people with the articles of law that answer them (STARD, MIT): read where they lie, never copied.
//! What was tuned was tuned on the questions whose number is divisible by four; the others are what is reported.

use std::{fs, io, path::Path};

use anyhow::Context as _;
use serde::{Deserialize, de::DeserializeOwned};

use super::super::figures::{Sample, as_f64};

#[derive(Debug, Deserialize)]
pub(super) struct Article {
    pub(super) id: u32,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Question {
    id: u32,
    #[serde(rename = "question")]
    asks: String,
    relevant: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Questions {
    pub(super) articles: Vec<Article>,
    questions: Vec<Question>,
}

fn rows<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Option<Vec<T>>> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let rows = text.lines().map(serde_json::from_str).collect::<Result<_, _>>();
            rows.map(Some).with_context(|| file.display().to_string())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

impl Questions {
    /// What lies in a folder; none where there is nothing.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Self>> {
        let articles = rows(&folder.join("articles.jsonl"))?;
        let questions = rows(&folder.join("questions.jsonl"))?;
        Ok(articles.zip(questions).map(|(articles, questions)| Self { articles, questions }))
    }

    pub(super) fn tuned_on(&self) -> Vec<&Question> {
        self.questions.iter().filter(|one| one.id % 4 == 0).collect()
    }

    pub(super) fn held_out(&self) -> Vec<&Question> {
        self.questions.iter().filter(|one| one.id % 4 != 0).collect()
    }
}

/// At which place the first article that answers came, question by question; none within ten.
#[derive(Debug)]
pub(super) struct Outcomes(Vec<Option<usize>>);

/// Resamples of the bootstrap.
const RESAMPLES: usize = 10_000;

impl Outcomes {
    pub(super) fn of(questions: &[&Question], find: impl Fn(&str) -> Vec<u32>) -> Self {
        let place = |one: &&Question| find(&one.asks).iter().position(|id| one.relevant.contains(id));
        Self(questions.iter().map(place).collect())
    }

    fn hits(&self, depth: usize) -> Vec<f64> {
        let hit = |place: &Option<usize>| f64::from(place.is_some_and(|place| place < depth));
        self.0.iter().map(hit).collect()
    }

    /// The share of questions answered within the first `depth`.
    pub(super) fn share(&self, depth: usize) -> f64 {
        self.hits(depth).iter().sum::<f64>() / as_f64(self.0.len().max(1))
    }

    /// Wilson's 95 % interval of that share.
    pub(super) fn interval(&self, depth: usize) -> (f64, f64) {
        const Z: f64 = 1.959_964;
        let (share, many) = (self.share(depth), as_f64(self.0.len().max(1)));
        let below = 1.0 + Z * Z / many;
        let middle = (share + Z * Z / (2.0 * many)) / below;
        let half = Z * (share * (1.0 - share) / many + Z * Z / (4.0 * many * many)).sqrt() / below;
        (middle - half, middle + half)
    }

    /// The 95 % interval of the difference to another on the same questions: paired bootstrap, always the same draws.
    pub(super) fn gain_over(&self, other: &Self, depth: usize) -> (f64, f64) {
        let pairs = self.hits(depth).into_iter().zip(other.hits(depth));
        let gains: Vec<f64> = pairs.map(|(ours, theirs)| ours - theirs).collect();
        let mut draws = Draws(1);
        let mean = |_| {
            let sum: f64 = (0..gains.len()).filter_map(|_| gains.get(draws.below(gains.len()))).sum();
            sum / as_f64(gains.len().max(1))
        };
        let means: Sample = (0..RESAMPLES).map(mean).collect();
        (means.quantile(0.025), means.quantile(0.975))
    }
}

/// Numbers that look random and are the same in every run: `SplitMix64`.
#[derive(Debug)]
pub(super) struct Draws(pub(super) u64);

impl Draws {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(places: &[Option<usize>]) -> Outcomes {
        Outcomes(places.iter().copied().cycle().take(400).collect())
    }

    #[test]
    fn shares_count_what_came_within_the_depth() {
        let some = outcomes(&[Some(0), Some(9), None, Some(3)]);
        assert!((some.share(1) - 0.25).abs() < 1e-9 && (some.share(10) - 0.75).abs() < 1e-9);
        let (low, high) = some.interval(1);
        assert!(low < 0.25 && 0.25 < high && high - low < 0.1, "{low} {high}");
    }

    #[test]
    fn the_same_against_itself_gains_nothing_and_a_real_gain_is_seen() {
        let better = outcomes(&[Some(0), Some(0), Some(0), None]);
        let worse = outcomes(&[Some(0), None, Some(0), None]);
        assert_eq!(better.gain_over(&better, 1), (0.0, 0.0));
        let (low, high) = better.gain_over(&worse, 1);
        assert!(0.0 < low && low < 0.25 && 0.25 < high, "{low} {high}");
        assert!(worse.gain_over(&better, 1).1 < 0.0);
    }
}
