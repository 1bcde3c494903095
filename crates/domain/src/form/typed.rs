//! Answers that come typed, as JSON: the same questions and the same rules as a form that a person fills in, only
//! that nothing is guessed. What a program sends is what the schema of the form says, or a fault says why not.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::{Fault, Field, Input, LINE_CHARS, LIST_ROWS, TEXT_CHARS, read};
use crate::day::Day;

/// What a form with these answers would send; [`read`] takes it.
///
/// # Errors
/// Every fault: a member that the form does not ask for, a type that is not the field's, and whatever the form
/// would not take.
pub fn take(fields: &'static [Field], answers: &Value) -> Result<BTreeMap<String, String>, Vec<Fault>> {
    let mut taking = Taking::default();
    taking.row(fields, "", answers);
    let Taking { sent, mut faults } = taking;
    if let Err(more) = read(fields, &sent) {
        let known = |fault: &Fault| faults.iter().any(|known| known.field == fault.field);
        let more: Vec<_> = more.into_iter().filter(|fault| !known(fault)).collect();
        faults.extend(more);
    }
    if faults.is_empty() { Ok(sent) } else { Err(faults) }
}

#[derive(Default)]
struct Taking {
    sent: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

impl Taking {
    fn fault(&mut self, field: &str, label: &'static str, says: impl Into<String>) {
        self.faults.push(Fault { field: field.to_owned(), label, says: says.into() });
    }

    fn row(&mut self, fields: &'static [Field], prefix: &str, answers: &Value) {
        let Some(answers) = answers.as_object() else {
            let at = prefix.trim_end_matches('.');
            self.fault(at, "", "这里应当是一个对象，每个成员是一项的填写内容，请改正。");
            return;
        };
        for (name, value) in answers {
            let key = format!("{prefix}{name}");
            if let Some(field) = fields.iter().find(|field| field.name == name) {
                self.one(field, key, value);
            } else {
                let name: String = name.chars().take(60).collect();
                self.fault(&key, "", format!("表单里没有“{name}”这一项，请删去。"));
            }
        }
    }

    fn one(&mut self, field: &'static Field, key: String, value: &Value) {
        if let Input::List(inner) = field.input {
            return self.list(field, inner, &key, value);
        }
        match text_of(field.input, value) {
            Ok(text) => drop(self.sent.insert(key, text)),
            Err(says) => self.fault(&key, field.label, format!("“{}”{says}", field.label)),
        }
    }

    fn list(&mut self, field: &'static Field, inner: &'static [Field], key: &str, value: &Value) {
        let label = field.label;
        let Some(rows) = value.as_array() else {
            self.fault(key, label, format!("“{label}”应当是数组，每个元素是一行，请改正。"));
            return;
        };
        if rows.len() > LIST_ROWS {
            self.fault(key, label, format!("“{label}”最多填 {LIST_ROWS} 行，请分次提交。"));
            return;
        }
        for (at, row) in rows.iter().enumerate() {
            let prefix = format!("{key}.{at}.");
            self.row(inner, &prefix, row);
            // A form leaves a blank row out without a word; a program that sends one means something by it.
            let blank = row.as_object().is_some_and(serde_json::Map::is_empty);
            if blank && inner.iter().all(|field| !field.required) {
                let says = format!("“{label}”第 {} 行是空的，请填写或者删去。", at + 1);
                self.fault(prefix.trim_end_matches('.'), label, says);
            } else if blank {
                for field in inner.iter().filter(|field| field.required) {
                    let says = format!("请填写“{}”。", field.label);
                    self.fault(&format!("{prefix}{}", field.name), field.label, says);
                }
            }
        }
    }
}

fn text_of(input: Input, value: &Value) -> Result<String, String> {
    match (input, value) {
        (_, Value::Null) => Err("不能是 null；不填的，请不要写这一项。".to_owned()),
        (Input::YesNo, Value::Bool(yes)) => Ok(if *yes { "yes" } else { "no" }.to_owned()),
        (Input::YesNo, _) => Err("应当是 true 或者 false，请改正。".to_owned()),
        (Input::Money, Value::Number(number)) => match whole(number) {
            Some(fen) if fen >= 0 => Ok(format!("{}.{:02}", fen / 100, fen % 100)),
            _ => Err("应当是以分为单位的非负整数，请改正。".to_owned()),
        },
        (Input::Money, _) => Err("应当是以分为单位的非负整数，请改正。".to_owned()),
        (Input::Count, Value::Number(number)) => match whole(number).map(u32::try_from) {
            Some(Ok(count)) => Ok(count.to_string()),
            _ => Err("应当是非负整数，请改正。".to_owned()),
        },
        (Input::Count, _) => Err("应当是非负整数，请改正。".to_owned()),
        (Input::Picks(_), Value::Array(values)) => picks(values),
        (Input::Picks(_), _) => Err("应当是数组，每个元素是一个选项的值，请改正。".to_owned()),
        (_, Value::String(text)) => words(input, text),
        (_, _) => Err("应当是字符串，请改正。".to_owned()),
    }
}

/// A number without a fraction, however it was written: JSON knows no other integers.
fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let number = number.as_f64().filter(|number| number.fract() == 0.0)?;
    format!("{number:.0}").parse().ok()
}

fn picks(values: &[Value]) -> Result<String, String> {
    let mut lines = Vec::new();
    for value in values {
        match value.as_str() {
            Some(text) if !text.trim().is_empty() && !text.contains('\n') => lines.push(text),
            _ => return Err("里每个元素应当是一个选项的值，请改正。".to_owned()),
        }
    }
    Ok(lines.join("\n"))
}

fn words(input: Input, text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("是空的；不填的，请不要写这一项。".to_owned());
    }
    let count = text.chars().count();
    let good = match input {
        Input::Day => Day::parse(text).is_some(),
        Input::Choice(choices) => choices.iter().any(|(id, _)| *id == text),
        Input::Line | Input::Case(_) => count <= LINE_CHARS && !text.contains('\n'),
        Input::Text => count <= TEXT_CHARS,
        _ => true,
    };
    match (good, input) {
        (true, _) => Ok(text.to_owned()),
        (false, Input::Day) => Err("不是有效的日期，请按 2026-03-04 的样子填写。".to_owned()),
        (false, Input::Choice(choices)) => {
            let ids: Vec<_> = choices.iter().map(|(id, title)| format!("{id}（{title}）")).collect();
            Err(format!("没有这个选项，请从 {} 中选择。", ids.join("、")))
        }
        (false, Input::Text) => {
            Err(format!("最多 {TEXT_CHARS} 字，现有 {count} 字，请把其余部分作为附件提交。"))
        }
        (false, _) => Err(format!("最多 {LINE_CHARS} 字、不能换行，现有 {count} 字，请改正。")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{cases, form::write};

    const ROW: &[Field] =
        &[Field::new("person", "人员", Input::Person), Field::new("note", "备注", Input::Line).optional()];
    const FORM: &[Field] = &[
        Field::new("title", "事由", Input::Line),
        Field::new("loss", "损失", Input::Money).optional(),
        Field::new("grave", "是否重大", Input::YesNo).optional(),
        Field::new("rows", "人员", Input::List(ROW)),
    ];

    #[test]
    fn typed_answers_become_what_a_form_would_send() {
        let answers = json!({"title": "茶滘", "loss": 128_050, "grave": false, "rows": [{"person": "lin"}]});
        let sent = take(FORM, &answers).unwrap();
        assert_eq!(sent["loss"], "1280.50");
        assert_eq!(read(FORM, &sent), Ok(answers));
    }

    #[test]
    fn nothing_is_guessed_and_every_fault_is_named_at_once() {
        let answers = json!({"title": 5, "loss": 1.5, "grave": "yes", "rows": [{}], "more": 1});
        let faults = take(FORM, &answers).unwrap_err();
        let mut fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["grave", "loss", "more", "rows", "rows.0.person", "title"]);
        assert!(faults.iter().all(|fault| fault.says.ends_with('。')));
        assert!(take(FORM, &json!([])).is_err());
        assert!(take(FORM, &json!({"title": null, "rows": []})).is_err());
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let answers = json!({"title": "茶滘", "loss": 5.0, "rows": [{"person": "lin"}]});
        assert_eq!(take(FORM, &answers).unwrap()["loss"], "0.05");
        for loss in [json!(1e300), json!(-1), json!(u64::MAX)] {
            assert!(take(FORM, &json!({"title": "茶", "loss": loss, "rows": [{"person": "lin"}]})).is_err());
        }
    }

    #[test]
    fn the_sample_of_every_action_is_taken_as_it_stands() {
        for kind in cases::all() {
            for action in kind.actions() {
                let sample = read(action.fields, &write(action.fields, &(action.sample)())).unwrap();
                let sent = take(action.fields, &sample);
                assert!(sent.is_ok(), "{}.{}: {sent:?}", kind.name(), action.name);
            }
        }
    }
}
