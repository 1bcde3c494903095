//! The baseline: BM25 over pairs of neighbouring characters, as plainly as it can be written, and sharing nothing
//! with what is measured.

use std::collections::HashMap;

/// BM25 with its usual values.
pub(super) struct Bigrams {
    ids: Vec<u32>,
    lengths: Vec<f64>,
    holders: HashMap<String, Vec<(usize, f64)>>,
}

/// Runs of Chinese characters as pairs, a lonely one as it is, and runs of small letters and digits whole.
fn bigrams(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut all = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let characters: Vec<char> = part.chars().collect();
        for run in characters.chunk_by(|one, other| one.is_ascii() == other.is_ascii()) {
            match run {
                [first, ..] if first.is_ascii() => all.push(run.iter().collect()),
                [one] => all.push(one.to_string()),
                several => all.extend(several.windows(2).map(|pair| pair.iter().collect::<String>())),
            }
        }
    }
    all
}

impl Bigrams {
    pub(super) fn of<'a>(texts: impl Iterator<Item = (u32, &'a str)>) -> Self {
        let mut index = Self { ids: Vec::new(), lengths: Vec::new(), holders: HashMap::new() };
        for (at, (id, text)) in texts.enumerate() {
            let terms = bigrams(text);
            index.ids.push(id);
            index.lengths.push(super::as_f64(terms.len()));
            let mut often: HashMap<String, f64> = HashMap::new();
            for term in terms {
                *often.entry(term).or_default() += 1.0;
            }
            for (term, count) in often {
                index.holders.entry(term).or_default().push((at, count));
            }
        }
        index
    }

    pub(super) fn find(&self, typed: &str, limit: usize) -> Vec<u32> {
        let many = super::as_f64(self.ids.len());
        let mean = self.lengths.iter().sum::<f64>() / many;
        let mut scores = vec![0.0; self.ids.len()];
        for term in bigrams(typed) {
            let Some(holders) = self.holders.get(&term) else { continue };
            let having = super::as_f64(holders.len());
            let rare = (1.0 + (many - having + 0.5) / (having + 0.5)).ln();
            for (at, count) in holders {
                let length = self.lengths.get(*at).copied().unwrap_or(mean);
                if let Some(score) = scores.get_mut(*at) {
                    *score += rare * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean));
                }
            }
        }
        let mut order: Vec<(f64, u32)> = scores.into_iter().zip(self.ids.iter().copied()).collect();
        order.retain(|(score, _)| *score > 0.0);
        order.sort_by(|one, other| other.0.total_cmp(&one.0));
        order.into_iter().take(limit).map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_stay_within_their_run() {
        assert_eq!(bigrams("征地、拆ab12迁"), ["征地", "拆", "ab12", "迁"]);
        assert_eq!(bigrams("补偿款"), ["补偿", "偿款"]);
    }

    #[test]
    fn the_text_with_the_rarest_pair_comes_first() {
        let index = Bigrams::of([(7, "补偿面积"), (8, "补偿标准"), (9, "排污")].into_iter());
        assert_eq!(index.find("补偿标准", 10), [8, 7]);
        assert_eq!(index.find("无", 10), Vec::<u32>::new());
    }
}
