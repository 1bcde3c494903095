//! Forms: the questions of an action, and reading their answers.
//!
//! A field has few inputs and no conditions; a big act is split into small events instead.

mod typed;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub use self::typed::take;
use crate::day::Day;

/// Characters a line may hold.
pub const LINE_CHARS: usize = 200;
/// Characters a text may hold.
pub const TEXT_CHARS: usize = 200_000;
/// Rows a list may hold.
pub const LIST_ROWS: usize = 200;

/// One question of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Key in the command.
    pub name: &'static str,
    /// The question.
    pub label: &'static str,
    /// What helps to answer it; may be empty.
    pub hint: &'static str,
    /// How it is answered.
    pub input: Input,
    /// Whether it must be answered.
    pub required: bool,
}

impl Field {
    /// A question that must be answered.
    pub const fn new(name: &'static str, label: &'static str, input: Input) -> Self {
        Self { name, label, hint: "", input, required: true }
    }

    /// The same, with a hint under the label.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The same, may be left empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// How a question is answered, and the JSON shape of the answer.
#[derive(Debug, Clone, Copy)]
pub enum Input {
    /// A calendar day: `"2026-03-04"`.
    Day,
    /// Any person of the register: the id.
    Person,
    /// Any unit of the register: the id.
    Unit,
    /// One line, at most [`LINE_CHARS`] characters.
    Line,
    /// Text, at most [`TEXT_CHARS`] characters.
    Text,
    /// One of a fixed list: the stored word.
    Choice(&'static [(&'static str, &'static str)]),
    /// A circumstance of the checklist in force: its code.
    Circumstance,
    /// One of what the case offers under this name ([`crate::kind::Kind::offers`]): its value.
    Pick(&'static str),
    /// Several of what the case offers: an array of values.
    Picks(&'static str),
    /// Another case of this kind, by its number as somebody types it: the text; [`crate::facts::Facts::cases`]
    /// says which case it is, where the one who asks may know of it.
    Case(&'static str),
    /// An uploaded file: its id.
    File,
    /// A sum in yuan with at most two decimals, kept in fen: an integer.
    Money,
    /// A whole number.
    Count,
    /// 是 / 否: a bool.
    YesNo,
    /// Rows of further fields, one level deep: an array of objects.
    List(&'static [Field]),
}

/// An answer that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, in a list `officials.0.person`.
    pub field: String,
    /// The question it belongs to.
    pub label: &'static str,
    /// What is wrong and what to do, in Chinese.
    pub says: String,
}

/// Reads what a form sent (`name → text`; rows of a list as `list.0.name`; several picks joined by line
/// feeds) into the command's answers.
///
/// # Errors
/// Every fault, in the order of the form.
pub fn read(fields: &'static [Field], sent: &BTreeMap<String, String>) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let answers = read_row(fields, "", sent, &mut faults);
    if faults.is_empty() { Ok(Value::Object(answers)) } else { Err(faults) }
}

fn read_row(
    fields: &'static [Field],
    prefix: &str,
    sent: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> Map<String, Value> {
    let mut answers = Map::new();
    for field in fields {
        let key = format!("{prefix}{}", field.name);
        let fault = |says: String| Fault { field: key.clone(), label: field.label, says };
        if let Input::List(inner) = field.input {
            let rows = read_list(inner, &key, sent, faults);
            if rows.len() > LIST_ROWS {
                faults.push(fault(format!("“{}”最多填 {LIST_ROWS} 行，请分次提交。", field.label)));
            }
            if field.required && rows.is_empty() {
                faults.push(fault(format!("请至少填写一行“{}”。", field.label)));
            }
            answers.insert(field.name.to_owned(), Value::Array(rows));
            continue;
        }
        let text = sent.get(&key).map_or("", String::as_str);
        if text.trim().is_empty() {
            if field.required {
                faults.push(fault(format!("请{}“{}”。", verb(field.input), field.label)));
            } else if matches!(field.input, Input::Picks(_)) {
                answers.insert(field.name.to_owned(), Value::Array(Vec::new()));
            }
            continue;
        }
        match read_one(field, text) {
            Ok(value) => {
                answers.insert(field.name.to_owned(), value);
            }
            Err(says) => faults.push(fault(says)),
        }
    }
    answers
}

const fn verb(input: Input) -> &'static str {
    match input {
        Input::Choice(_)
        | Input::Pick(_)
        | Input::Picks(_)
        | Input::Person
        | Input::Unit
        | Input::Circumstance
        | Input::YesNo => "选择",
        Input::File => "上传",
        _ => "填写",
    }
}

fn read_list(
    inner: &'static [Field],
    key: &str,
    sent: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> Vec<Value> {
    let start = format!("{key}.");
    let mut rows: Vec<usize> = sent
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .filter_map(|(name, _)| name.strip_prefix(&start)?.split_once('.')?.0.parse().ok())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter()
        .map(|row| Value::Object(read_row(inner, &format!("{key}.{row}."), sent, faults)))
        .collect()
}

fn read_one(field: &Field, text: &str) -> Result<Value, String> {
    let label = field.label;
    if text.contains('\0') {
        return Err(format!("“{label}”里有看不见的控制字符，请删去后重新填写。"));
    }
    let line = text.trim();
    match field.input {
        Input::Day => Day::parse(line)
            .map(|day| Value::String(day.to_string()))
            .ok_or_else(|| format!("“{label}”不是有效的日期，请按 2026-03-04 的样子填写。")),
        Input::Line | Input::Case(_) => {
            let count = line.chars().count();
            if count > LINE_CHARS {
                return Err(format!("“{label}”最多 {LINE_CHARS} 字，现有 {count} 字，请缩短。"));
            }
            if line.contains('\n') {
                return Err(format!("“{label}”只能填一行，请去掉换行。"));
            }
            Ok(Value::String(line.to_owned()))
        }
        Input::Text => {
            let text = text.replace("\r\n", "\n");
            let count = text.chars().count();
            if count > TEXT_CHARS {
                return Err(format!(
                    "“{label}”最多 {TEXT_CHARS} 字，现有 {count} 字，请把其余部分作为附件提交。"
                ));
            }
            Ok(Value::String(text.trim().to_owned()))
        }
        Input::Choice(choices) => choices
            .iter()
            .find(|(id, _)| *id == line)
            .map(|(id, _)| Value::String((*id).to_owned()))
            .ok_or_else(|| format!("“{label}”没有这个选项，请从列出的选项中选择。")),
        Input::Picks(_) => Ok(line.split('\n').map(str::trim).filter(|v| !v.is_empty()).collect()),
        Input::Money => money(line)
            .map(Value::from)
            .ok_or_else(|| format!("“{label}”请填写金额，单位为元，最多两位小数，如 1280.50。")),
        Input::Count => line.parse::<u32>().map(Value::from).map_err(|_| format!("“{label}”请填写整数。")),
        Input::YesNo => match line {
            "yes" | "true" => Ok(Value::Bool(true)),
            "no" | "false" => Ok(Value::Bool(false)),
            _ => Err(format!("“{label}”请选择“是”或“否”。")),
        },
        Input::Person | Input::Unit | Input::Circumstance | Input::Pick(_) | Input::File => {
            Ok(Value::String(line.to_owned()))
        }
        Input::List(_) => Err(format!("“{label}”应逐行填写。")),
    }
}

fn money(text: &str) -> Option<i64> {
    let text = text.replace(',', "");
    let (yuan, fen) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(fen) || fen.len() > 2 {
        return None;
    }
    format!("{yuan}{fen:0<2}").parse().ok()
}

/// Turns answers back into what a form shows: the inverse of [`read`] for whatever it accepts.
pub fn write(fields: &[Field], answers: &Value) -> BTreeMap<String, String> {
    let mut sent = BTreeMap::new();
    write_row(fields, "", answers, &mut sent);
    sent
}

fn write_row(fields: &[Field], prefix: &str, answers: &Value, sent: &mut BTreeMap<String, String>) {
    for field in fields {
        let Some(value) = answers.get(field.name) else { continue };
        let key = format!("{prefix}{}", field.name);
        match (field.input, value) {
            (Input::List(inner), Value::Array(rows)) => {
                for (at, row) in rows.iter().enumerate() {
                    write_row(inner, &format!("{key}.{at}."), row, sent);
                }
            }
            (_, Value::Array(values)) => {
                let lines: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                if !lines.is_empty() {
                    sent.insert(key, lines.join("\n"));
                }
            }
            (Input::Money, Value::Number(fen)) => {
                let fen = fen.as_i64().unwrap_or_default();
                sent.insert(key, format!("{}.{:02}", fen / 100, fen % 100));
            }
            (_, Value::String(text)) => {
                sent.insert(key, text.clone());
            }
            (_, Value::Bool(yes)) => {
                sent.insert(key, if *yes { "yes" } else { "no" }.to_owned());
            }
            (_, Value::Number(n)) => {
                sent.insert(key, n.to_string());
            }
            (_, Value::Null | Value::Object(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const INNER: &[Field] =
        &[Field::new("person", "人员", Input::Person), Field::new("note", "备注", Input::Line).optional()];
    const FORM: &[Field] = &[
        Field::new("title", "事由", Input::Line),
        Field::new("on", "日期", Input::Day),
        Field::new("kind", "种类", Input::Choice(&[("a", "甲"), ("b", "乙")])),
        Field::new("loss", "损失", Input::Money).optional(),
        Field::new("people", "人员", Input::List(INNER)),
    ];

    fn sent(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_filled_form_is_read_and_blank_rows_are_left_out() {
        let form = sent(&[
            ("title", " 茶滘街道 😀 "),
            ("on", "2026-03-04"),
            ("kind", "b"),
            ("loss", "1,280.5"),
            ("people.0.person", "lin"),
            ("people.1.person", ""),
            ("people.2.person", "su"),
            ("people.2.note", "组长"),
        ]);
        assert_eq!(
            read(FORM, &form).unwrap(),
            json!({"title": "茶滘街道 😀", "on": "2026-03-04", "kind": "b", "loss": 128_050,
                   "people": [{"person": "lin"}, {"person": "su", "note": "组长"}]})
        );
    }

    #[test]
    fn what_was_read_is_written_back_as_it_can_be_read_again() {
        let answers = json!({"title": "事由", "on": "2026-03-04", "kind": "b", "loss": 128_050,
                             "people": [{"person": "lin"}, {"person": "su", "note": "组长"}]});
        let sent = write(FORM, &answers);
        assert_eq!(sent["loss"], "1280.50");
        assert_eq!(read(FORM, &sent), Ok(answers));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let long = "长".repeat(201);
        let form = sent(&[("title", &long), ("on", "2026-02-30"), ("kind", "z"), ("loss", "-1")]);
        let fields: Vec<_> = read(FORM, &form).unwrap_err().into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["title", "on", "kind", "loss", "people"]);
    }

    #[test]
    fn a_nul_is_refused_and_a_long_text_is_kept() {
        const TEXT: &[Field] = &[Field::new("text", "内容", Input::Text)];
        assert!(read(TEXT, &sent(&[("text", "a\0b")])).is_err());
        let long = "字".repeat(100_000);
        assert_eq!(read(TEXT, &sent(&[("text", &long)])).unwrap(), json!({ "text": long }));
    }
}
