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
/// Years between which a day may lie: anything else is a slip of the hand.
const FIRST_YEAR: i16 = 1900;
/// The last of them.
const LAST_YEAR: i16 = 2199;
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
    /// Another case of this kind (of any where it is empty), by its number as somebody types it: the text; [`crate::facts::Facts::cases`]
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
    if let Some(says) = signs(label, text) {
        return Err(says);
    }
    let line = text.trim();
    match field.input {
        Input::Day => match Day::parse(line) {
            Some(day) if (FIRST_YEAR..=LAST_YEAR).contains(&day.parts().0) => {
                Ok(Value::String(day.to_string()))
            }
            Some(_) => Err(format!(
                "“{label}”的年份不对，应当在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间，请核对后重新填写。"
            )),
            None => Err(format!("“{label}”不是有效的日期，请按 2026-03-04 的样子填写。")),
        },
        Input::Line | Input::Case(_) => {
            if let Some(says) = no_line(label, line) {
                return Err(says);
            }
            Ok(Value::String(line.to_owned()))
        }
        Input::Text => {
            let text = text.replace("\r\n", "\n");
            if let Some(says) = no_text(label, &text) {
                return Err(says);
            }
            Ok(Value::String(text.trim().to_owned()))
        }
        Input::Choice(choices) => choices
            .iter()
            .find(|(id, _)| *id == line)
            .map(|(id, _)| Value::String((*id).to_owned()))
            .ok_or_else(|| not_offered(label, line)),
        Input::Picks(_) => Ok(line.split('\n').map(str::trim).filter(|v| !v.is_empty()).collect()),
        Input::Money => money(line)
            .map(Value::from)
            .ok_or_else(|| format!("“{label}”请填写金额，单位为元，最多两位小数，如 1280.50。")),
        Input::Count => line
            .parse::<u32>()
            .map(Value::from)
            .map_err(|_| format!("“{label}”请填写整数，不带小数、单位和负号，如 12。")),
        Input::YesNo => match line {
            "yes" | "true" => Ok(Value::Bool(true)),
            "no" | "false" => Ok(Value::Bool(false)),
            other => Err(format!("“{label}”没有“{}”这个选项，请选择“是”或者“否”。", head(other))),
        },
        Input::Person | Input::Unit | Input::Circumstance | Input::Pick(_) | Input::File => {
            Ok(Value::String(line.to_owned()))
        }
        Input::List(_) => Err(format!("“{label}”应逐行填写。")),
    }
}

/// What stands against a text, wherever it comes from: signs that nobody sees, more characters than a field takes, or
/// several lines where one is asked for; `None` where it can be used. Not for words that are no text, such as days.
pub fn unusable(label: &str, text: &str, several_lines: bool) -> Option<String> {
    let fits = if several_lines { no_text } else { no_line };
    signs(label, text).or_else(|| fits(label, text))
}

fn signs(label: &str, text: &str) -> Option<String> {
    if let Some(at) = text.chars().position(unprintable) {
        let at = at + 1;
        return Some(format!(
            "“{label}”第 {at} 个字是看不见的控制字符，多半是从别处粘贴带来的。请删去这个字，或者重新手工填写这一项。"
        ));
    }
    let at = text.chars().position(|c| c == char::REPLACEMENT_CHARACTER)? + 1;
    Some(format!("“{label}”第 {at} 个字没有传送完整，显示为“\u{fffd}”，请重新输入这个字。"))
}

fn no_line(label: &str, line: &str) -> Option<String> {
    let count = line.chars().count();
    if count > LINE_CHARS {
        return Some(format!("“{label}”最多 {LINE_CHARS} 字，现有 {count} 字，请缩短。"));
    }
    line.contains('\n').then(|| format!("“{label}”只能填一行，请去掉换行。"))
}

fn no_text(label: &str, text: &str) -> Option<String> {
    let count = text.chars().count();
    (count > TEXT_CHARS)
        .then(|| format!("“{label}”最多 {TEXT_CHARS} 字，现有 {count} 字，请把其余部分作为附件提交。"))
}

/// A control character that is no line break or tab, or one that changes the order in which a line is shown: it
/// would reach papers and screens without being seen.
fn unprintable(c: char) -> bool {
    let kept = matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !kept) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The beginning of what was sent, for a message.
fn head(sent: &str) -> String {
    sent.chars().take(40).collect()
}

/// That something was sent which is not among the choices; what was sent is told.
pub fn not_offered(label: &str, sent: &str) -> String {
    format!("“{label}”没有“{}”这个选项，请从列出的选项中选择。", head(sent))
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
    fn a_sum_or_a_count_that_does_not_fit_is_a_fault_and_no_panic() {
        const NUMBERS: &[Field] =
            &[Field::new("sum", "金额", Input::Money), Field::new("count", "人数", Input::Count)];
        for bad in ["-1", "1e99", "99999999999999999999999", "一百", "1.234", "0x10", "１２", "NaN", "."]
        {
            let faults = read(NUMBERS, &sent(&[("sum", bad), ("count", bad)])).unwrap_err();
            assert_eq!(faults.len(), 2, "{bad}: {faults:?}");
        }
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
        for hidden in ["a\u{1b}b", "a\u{202e}b", "a\u{2066}b", "a\u{7f}b", "a\u{fffd}b"] {
            let faults = read(TEXT, &sent(&[("text", hidden)])).unwrap_err();
            assert!(faults[0].says.contains("第 2 个字"), "{}", faults[0].says);
        }
        assert!(read(TEXT, &sent(&[("text", "第一行\r\n\t第二行")])).is_ok());
    }
}
