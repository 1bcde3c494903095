//! 核对: what is about to be submitted, in words.

use rongheng_domain::form::{Field, Input};

use super::{
    form::{Sent, Sources, dom, row_count},
    sheet::paragraphs,
};

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The field on the form.
    pub id: String,
    /// The question.
    pub label: String,
    /// The answer; empty where none was given.
    pub lines: Vec<String>,
}

/// Every question with its answer, in the order of the form.
pub(crate) fn answers(fields: &'static [Field], sent: &Sent, sources: &Sources) -> Vec<Answer> {
    let mut answers = Vec::new();
    for field in fields {
        if let Input::List(inner) = field.input {
            let rows = rows(inner, field.name, sent, sources);
            answers.push(Answer { id: dom(field.name), label: field.label.to_owned(), lines: rows });
        } else {
            let text = sent.get(field.name).map_or("", String::as_str);
            answers.push(Answer {
                id: dom(field.name),
                label: field.label.to_owned(),
                lines: words(field, text, sources),
            });
        }
    }
    answers
}

fn rows(inner: &'static [Field], list: &str, sent: &Sent, sources: &Sources) -> Vec<String> {
    let mut lines = Vec::new();
    for at in 0..row_count(list, sent) {
        let cells: Vec<_> = inner
            .iter()
            .filter_map(|cell| {
                let text = sent.get(&format!("{list}.{at}.{}", cell.name))?;
                let said = words(cell, text, sources).join("；");
                // Where a row is one answer, the question of the list says what it is.
                let named =
                    || if inner.len() == 1 { said.clone() } else { format!("{}：{said}", cell.label) };
                (!said.is_empty()).then(named)
            })
            .collect();
        if !cells.is_empty() {
            lines.push(format!("{}. {}", lines.len() + 1, cells.join("　")));
        }
    }
    lines
}

fn words(field: &Field, text: &str, sources: &Sources) -> Vec<String> {
    let line = text.trim();
    if line.is_empty() {
        return Vec::new();
    }
    let among = |pairs: &[(String, String)]| {
        pairs.iter().find(|(id, _)| id == line).map_or_else(|| line.to_owned(), |(_, label)| label.clone())
    };
    let said = match field.input {
        Input::Choice(choices) => {
            choices.iter().find(|(id, _)| *id == line).map_or(line, |(_, title)| title).to_owned()
        }
        Input::YesNo => if line == "yes" { "是" } else { "否" }.to_owned(),
        Input::Person => among(&sources.people),
        Input::Unit => among(&sources.units),
        Input::Circumstance => among(&sources.circumstances),
        Input::Pick(source) => sources.offers.get(source).map_or_else(|| line.to_owned(), |o| among(o)),
        Input::Picks(source) => {
            let none = Vec::new();
            let offered = sources.offers.get(source).unwrap_or(&none);
            return line
                .split('\n')
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .map(|value| {
                    offered.iter().find(|(id, _)| id == value).map_or(value, |(_, label)| label).to_owned()
                })
                .collect();
        }
        Input::File => sources.files.get(line).cloned().unwrap_or_else(|| "已上传的文件".to_owned()),
        Input::Money => format!("{line} 元"),
        Input::Text => return paragraphs(text),
        Input::Line | Input::Case(_) | Input::Day | Input::Count | Input::List(_) => line.to_owned(),
    };
    vec![said]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &[Field] = &[Field::new("person", "成员", Input::Person)];
    const FORM: &[Field] = &[
        Field::new("view", "意见", Input::Choice(&[("agree", "同意"), ("no", "不同意")])),
        Field::new("present", "到会", Input::Picks("members")),
        Field::new("members", "成员", Input::List(ROW)),
        Field::new("note", "备注", Input::Text).optional(),
    ];

    #[test]
    fn answers_are_shown_in_words_and_never_as_stored() {
        let sent: Sent = [("view", "agree"), ("present", "a\nb"), ("members.0.person", "a")]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        let pairs = vec![("a".to_owned(), "唐静宜".to_owned()), ("b".to_owned(), "莫云帆".to_owned())];
        let sources = Sources {
            people: pairs.clone(),
            offers: [("members".to_owned(), pairs)].into(),
            ..Sources::default()
        };
        let lines: Vec<_> = answers(FORM, &sent, &sources).into_iter().map(|a| a.lines).collect();
        assert_eq!(
            lines,
            [
                vec!["同意".to_owned()],
                vec!["唐静宜".to_owned(), "莫云帆".to_owned()],
                vec!["1. 唐静宜".to_owned()],
                vec![]
            ]
        );
    }
}
