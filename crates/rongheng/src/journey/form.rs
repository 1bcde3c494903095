//! Filling in a form as a person does: typing, ticking, adding rows.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rongheng_app::domain::form::{Field, Input};
use serde_json::{Value, json};

use super::driver::Browser;
use crate::rehearse::district::District;

/// Who fills in, and with what names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand<'a> {
    pub(super) browser: &'a Browser,
    pub(super) district: &'a District,
    /// What is handed in where a file may be.
    pub(super) file: &'a Path,
}

impl Hand<'_> {
    /// Answers every question that `answers` answers.
    pub(super) fn answer(self, fields: &'static [Field], answers: &Value) {
        for field in fields {
            if let (Input::List(_), Some(rows)) = (field.input, answers[field.name].as_array()) {
                self.make_rows(field.name, rows.len());
            }
        }
        for field in fields {
            match (field.input, &answers[field.name]) {
                (Input::File, Value::Null) => self.hand_in(field.name),
                (_, Value::Null) => {}
                (Input::List(inner), Value::Array(rows)) => {
                    for (at, row) in rows.iter().enumerate() {
                        let at = self.row_of(field.name, inner, row).unwrap_or(at);
                        for cell in inner {
                            self.put(cell, &format!("{}.{at}.{}", field.name, cell.name), &row[cell.name]);
                        }
                    }
                }
                (_, value) => self.put(field, field.name, value),
            }
        }
    }

    /// Presses 再加一行 until there are enough rows.
    fn make_rows(self, list: &str, wanted: usize) {
        while self.browser.find(&format!("[name^='{list}.{}.']", wanted.saturating_sub(1))).is_none() {
            self.browser.go(&self.browser.one(&format!("button[name='step'][value='more:{list}']")));
        }
    }

    /// The row that the page itself laid out for this answer: one of its hidden fields says so.
    fn row_of(self, list: &str, inner: &[Field], row: &Value) -> Option<usize> {
        inner.iter().find_map(|cell| {
            let value = row[cell.name].as_str()?;
            let selector =
                format!("input[type='hidden'][name^='{list}.'][name$='.{}'][value='{value}']", cell.name);
            let element = self.browser.find(&selector)?;
            let name = self.browser.attribute(&element, "name");
            name.split('.').nth(1)?.parse().ok()
        })
    }

    fn put(self, field: &Field, name: &str, value: &Value) {
        let text = match (field.input, value) {
            (_, Value::Null) => return,
            (Input::Picks(_), Value::Array(values)) => {
                for value in values {
                    self.tick(name, &plain(value));
                }
                return;
            }
            (Input::Person | Input::Unit, value) => self.district.name(&plain(value)).to_owned(),
            (Input::YesNo, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            (Input::Money, Value::Number(fen)) => {
                let fen = fen.as_u64().expect("a sum");
                format!("{}.{:02}", fen / 100, fen % 100)
            }
            (_, value) => plain(value),
        };
        match self
            .browser
            .find(&format!("input[type='radio'][name='{name}'], input[type='hidden'][name='{name}']"))
        {
            Some(element) if self.browser.attribute(&element, "type") == "hidden" => {}
            Some(_) => self.tick(name, &text),
            None => {
                let element = self.browser.one(&format!("[name='{name}']"));
                if self.browser.find(&format!("select[name='{name}']")).is_some() {
                    self.browser.click(&self.browser.one(&format!("[name='{name}'] option[value='{text}']")));
                } else {
                    self.browser.fill(&element, &text);
                }
            }
        }
    }

    /// Ticks a box or a choice, on its words, as one does.
    fn tick(self, name: &str, value: &str) {
        self.browser.click(&self.browser.one(&format!("label:has(> input[name='{name}'][value='{value}'])")));
    }

    fn hand_in(self, name: &str) {
        let file = self.browser.one(&format!("input[type='file'][name='{name}']"));
        self.browser.add(&file, &self.file.display().to_string());
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A sheet as a scanner sees it, drawn by the browser itself and kept in `file`.
pub(super) fn draw_scan(browser: &Browser, file: &Path) {
    let drawn = browser.run(SCAN, json!([]));
    let (_, bytes) = drawn.as_str().and_then(|url| url.split_once(',')).expect("a picture");
    std::fs::write(file, STANDARD.decode(bytes).unwrap()).unwrap();
}

/// Chooses the scan of a paper: it goes up by itself and comes back beside the form.
pub(super) fn hand_in_scan(browser: &Browser, file: &Path) {
    browser.add(&browser.one("input[type='file'][name='paper_scan']"), &file.display().to_string());
    for _ in 0..100 {
        if browser.find("img.scan").is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("no scan stands beside the form\n{}", browser.text());
}

const SCAN: &str = "
const sheet = document.createElement('canvas');
[sheet.width, sheet.height] = [744, 1052];
const pen = sheet.getContext('2d');
pen.fillStyle = '#fdfdfb';
pen.fillRect(0, 0, 744, 1052);
pen.fillStyle = '#222';
pen.textAlign = 'center';
pen.font = '34px \"Noto Serif CJK SC\", serif';
pen.fillText('陈述申辩书（示范）', 372, 150);
pen.textAlign = 'left';
pen.font = '24px \"Noto Serif CJK SC\", serif';
['青澜区纪委监委：', '　　对告知的事实没有意见。方案提出时已把面积差额', '逐户列表报会议，没有隐瞒。', '',
 '　　　　　　　　　　　　　　　　何静澜（签名）', '　　　　　　　　　　　　　　2026年4月16日']
  .forEach((line, at) => pen.fillText(line, 92, 230 + at * 46));
return sheet.toDataURL('image/png');";
