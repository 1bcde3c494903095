//! What comes with a form and does not belong where it is: fields that the form does not have, rows with gaps, files
//! in a text, choices that nobody offered. Each is told; nothing typed beside it is lost.

use std::collections::BTreeSet;

use rongheng_domain::form::{Fault, Field, Input, not_offered};

use super::{act::PAPER, in_place::NAME, standing::LAYOUT};
use crate::render::form::{Sent, Sources};

/// The first field that the form does not have, taken out with all others of the kind.
pub(crate) fn unknown_field(fields: &[Field], sent: &mut Sent) -> Option<String> {
    let known = |name: &str| {
        let mut parts = name.split('.');
        let first = parts.next().unwrap_or_default();
        if ["version", "key", LAYOUT, NAME].contains(&first) {
            return true;
        }
        let Some(field) = fields.iter().chain(PAPER).find(|field| field.name == first) else { return false };
        match (field.input, parts.next(), parts.next()) {
            (Input::List(inner), Some(row), Some(cell)) => {
                row.parse::<usize>().is_ok() && (cell == "more" || inner.iter().any(|one| one.name == cell))
            }
            (_, None, _) => true,
            _ => false,
        }
    };
    let strange: Vec<String> = sent.keys().filter(|name| !known(name)).cloned().collect();
    for name in &strange {
        sent.remove(name);
    }
    strange.into_iter().next()
}

/// Numbers the rows of each list anew, from the first on, so that every row that came is shown again.
pub(crate) fn close_gaps(fields: &[Field], sent: &mut Sent) {
    for field in fields.iter().filter(|field| matches!(field.input, Input::List(_))) {
        let start = format!("{}.", field.name);
        let row_of = |name: &str| name.strip_prefix(&start)?.split_once('.')?.0.parse::<usize>().ok();
        let rows: BTreeSet<usize> = sent.keys().filter_map(|name| row_of(name)).collect();
        if rows.iter().copied().eq(0..rows.len()) {
            continue;
        }
        let place = |row: usize| rows.iter().position(|known| *known == row).unwrap_or_default();
        *sent = std::mem::take(sent)
            .into_iter()
            .map(|(name, value)| match row_of(&name) {
                Some(row) => {
                    let cell = name.rsplit_once('.').map_or("", |(_, cell)| cell);
                    (format!("{start}{}.{cell}", place(row)), value)
                }
                None => (name, value),
            })
            .collect();
    }
}

/// Every question with the name under which it was answered, those of the rows too.
pub(crate) fn asked(fields: &'static [Field], sent: &Sent) -> Vec<(String, &'static Field)> {
    let mut all = Vec::new();
    for field in fields {
        if let Input::List(inner) = field.input {
            for name in sent.keys() {
                let Some((row, cell)) =
                    name.strip_prefix(field.name).and_then(|rest| rest.strip_prefix('.')?.split_once('.'))
                else {
                    continue;
                };
                if row.parse::<usize>().is_ok()
                    && let Some(one) = inner.iter().find(|one| one.name == cell)
                {
                    all.push((name.clone(), one));
                }
            }
        } else if sent.contains_key(field.name) {
            all.push((field.name.to_owned(), field));
        }
    }
    all
}

/// Files that came where words are asked for. They are taken out again.
pub(crate) fn misplaced(fields: &'static [Field], sent: &mut Sent, files: &[(String, String)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, field) in asked(fields, sent) {
        let file = |id: &String| files.iter().any(|(known, _)| known == id);
        if !matches!(field.input, Input::File) && sent.get(&name).is_some_and(file) {
            sent.insert(name.clone(), String::new());
            let says = format!("“{}”这一项不能放文件，请填写文字。", field.label);
            faults.push(Fault { field: name, label: field.label, says });
        }
    }
    faults
}

/// Choices that the page does not offer any more, or never did.
pub(crate) fn offered(fields: &'static [Field], sent: &Sent, sources: &Sources) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, field) in asked(fields, sent) {
        let offers = match field.input {
            Input::Pick(source) | Input::Picks(source) => sources.offers.get(source).map(Vec::as_slice),
            Input::Circumstance => Some(sources.circumstances.as_slice()),
            _ => continue,
        };
        let known = |value: &str| offers.unwrap_or_default().iter().any(|(offer, _)| offer == value);
        let values = sent.get(&name).map_or("", String::as_str).lines().map(str::trim);
        let strange = values.filter(|value| !value.is_empty()).find(|value| !known(value));
        if let Some(value) = strange {
            let says = not_offered(field.label, value);
            faults.push(Fault { field: name, label: field.label, says });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use rongheng_domain::form::Input;

    use super::*;

    const ROW: &[Field] = &[Field::new("post", "职务", Input::Line)];
    const ROWS: &[Field] = &[
        Field::new("officials", "当事人", Input::List(ROW)),
        Field::new("bars", "情形", Input::Picks("bars")).optional(),
    ];

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn rows_with_gaps_close_up_in_their_order() {
        let mut form = sent(&[
            ("officials.2.post", "甲"),
            ("officials.10.post", "乙"),
            ("officials.999999.post", "丙"),
            ("other", "丁"),
        ]);
        close_gaps(ROWS, &mut form);
        let posts: Vec<_> = (0..3).map(|at| form[&format!("officials.{at}.post")].as_str()).collect();
        assert_eq!(posts, ["甲", "乙", "丙"]);
        assert_eq!(form["other"], "丁");
    }

    #[test]
    fn a_file_in_a_text_and_a_choice_that_is_not_offered_are_told_at_their_fields() {
        let mut form = sent(&[("officials.0.post", "file-1"), ("bars", "known\nforged")]);
        let files = [("file-1".to_owned(), "图.pdf".to_owned())];
        let faults = misplaced(ROWS, &mut form, &files);
        assert_eq!((faults.len(), faults[0].field.as_str()), (1, "officials.0.post"));
        let sources = Sources {
            offers: [("bars", "known")]
                .map(|(source, value)| (source.to_owned(), vec![(value.to_owned(), "已知".to_owned())]))
                .into(),
            ..Sources::default()
        };
        let faults = offered(ROWS, &form, &sources);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].says.contains("forged"), "{}", faults[0].says);
    }

    #[test]
    fn a_field_that_the_form_does_not_have_is_named() {
        const FORM: &[Field] = &[Field::new("title", "事由", Input::Line)];
        let strange = |name: &str| {
            let mut sent: Sent = [(name.to_owned(), "x".to_owned())].into_iter().collect();
            (unknown_field(FORM, &mut sent), sent.len())
        };
        assert_eq!(strange("title"), (None, 1));
        assert_eq!(strange("acted_for"), (None, 1));
        for name in ["hard_bar", "title.0.x", "paper_on.more"] {
            assert_eq!(strange(name), (Some(name.to_owned()), 0));
        }
    }
}
