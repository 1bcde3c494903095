//! Where words stand in a text that the reader sees already: for highlighting, never from an index.

use crate::words;

/// A term of a text, with the characters it stands on: from, until.
struct Standing {
    term: String,
    from: usize,
    until: usize,
}

/// Where what was typed stands in a text: pieces of it with whether they were asked for.
pub fn marked(text: &str, typed: &str) -> Vec<(String, bool)> {
    let standing = standing(text);
    let mut wanted: Vec<Vec<String>> = words::pieces(typed);
    if !wanted.iter().any(|terms| places(&standing, terms).next().is_some()) {
        wanted = words::words(typed);
    }
    divided(text, &standing, &wanted)
}

/// Where these words stand in a text.
pub fn marked_words<'a>(text: &str, wanted: impl IntoIterator<Item = &'a str>) -> Vec<(String, bool)> {
    let wanted: Vec<_> = wanted.into_iter().map(words::terms).filter(|terms| !terms.is_empty()).collect();
    divided(text, &standing(text), &wanted)
}

fn divided(text: &str, standing: &[Standing], wanted: &[Vec<String>]) -> Vec<(String, bool)> {
    let mut on = vec![false; text.chars().count()];
    for (from, until) in wanted.iter().flat_map(|terms| places(standing, terms)) {
        for mark in on.iter_mut().take(until).skip(from) {
            *mark = true;
        }
    }
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (c, on) in text.chars().zip(on) {
        match pieces.last_mut() {
            Some((piece, same)) if *same == on => piece.push(c),
            _ => pieces.push((c.to_string(), on)),
        }
    }
    pieces
}

fn standing(text: &str) -> Vec<Standing> {
    let mut standing = Vec::new();
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < characters.len() {
        let mut until = at + 1;
        let Some(first) = characters.get(at) else { break };
        let mut found = words::terms(&first.to_string());
        // A run of letters or digits is one term: taken as long as it stays one.
        while let Some(run) = characters.get(at..=until) {
            let longer = words::terms(&run.iter().collect::<String>());
            if found.is_empty()
                || longer.len() != 1
                || longer == found && run.last().is_some_and(|c| !c.is_alphanumeric())
            {
                break;
            }
            found = longer;
            until += 1;
        }
        standing.extend(found.into_iter().map(|term| Standing { term, from: at, until }));
        at = until;
    }
    standing
}

fn places<'a>(standing: &'a [Standing], terms: &'a [String]) -> impl Iterator<Item = (usize, usize)> + 'a {
    // A window of none would be everywhere.
    let windows = standing.windows(terms.len().max(1)).filter(|_| !terms.is_empty());
    windows
        .filter(move |window| window.iter().map(|one| &one.term).eq(terms))
        .filter_map(|window| Some((window.first()?.from, window.last()?.until)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(pieces: Vec<(String, bool)>) -> Vec<String> {
        pieces.into_iter().filter(|(_, on)| *on).map(|(text, _)| text).collect()
    }

    #[test]
    fn the_words_asked_for_are_marked_where_they_stand() {
        assert_eq!(
            on(marked("当事人周砚清，编号容〔2026〕17号", "周砚清 容2026-17")),
            ["周砚清", "容〔2026〕17"]
        );
    }

    #[test]
    fn words_are_marked_wherever_they_stand_and_nothing_is_lost() {
        let text = "先行施工、后补手续，ＡＢ先行。";
        let pieces = marked_words(text, ["先行", "ab", ""]);
        assert_eq!(pieces.iter().map(|(text, _)| text.as_str()).collect::<String>(), text);
        assert_eq!(on(pieces), ["先行", "ＡＢ先行"]);
        assert_eq!(on(marked_words("", ["先行"])), Vec::<String>::new());
    }
}
