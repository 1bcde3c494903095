//! What the form takes, the schema takes, and the other way round, over answers made at random for every action of
//! every kind.

use std::{fmt::Write as _, path::Path, process::Command};

use rongheng_domain::{
    cases,
    form::{self, Field, Input},
};
use serde_json::{Map, Value, json};

use crate::{program::said, served::Browser};

/// Answers for each action.
const EACH: usize = 40;

/// The same answers on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn words(&mut self) -> String {
        let words = ["茶滘街道", " 补偿面积 ", "司徒𬭎😀", "a", "\u{3000}x", "一\r二", "lin", "1"];
        let odd = ["", " ", "\u{a0}\u{3000}", "\0", "一\n二", "末尾\n", "\u{feff}", "\u{1f}"];
        if self.one_in(9) { self.one(&odd).to_owned() } else { self.one(&words).to_owned() }
    }

    fn any(&mut self) -> Value {
        match self.below(8) {
            0 => json!(null),
            1 => json!(true),
            2 => json!(-1),
            3 => json!(1.5),
            4 => json!({"a": 1}),
            5 => json!([]),
            6 => json!(["", 1]),
            _ => json!(self.words()),
        }
    }

    fn answer(&mut self, field: &Field) -> Value {
        if self.one_in(25) {
            return self.any();
        }
        match field.input {
            Input::Day => {
                let days =
                    ["2026-03-04", "2024-02-29", "2026-02-30", "2026-3-4", " 2026-03-04", "2026-03-04\n"];
                json!(if self.one_in(6) { self.one(&days) } else { "2026-03-04" })
            }
            Input::Line if self.one_in(20) => json!("长".repeat(199 + self.below(3))),
            Input::Text if self.one_in(200) => json!("长".repeat(199_999 + self.below(3))),
            Input::Choice(choices) if !self.one_in(15) => json!(choices[self.below(choices.len())].0),
            Input::Picks(_) => {
                let picks: Vec<_> = (0..self.below(4)).map(|_| self.words()).collect();
                json!(picks)
            }
            Input::Money => {
                [json!(0), json!(128_050), json!(5.0), json!(i64::MAX), json!(1e17)][self.below(5)].clone()
            }
            Input::Count => [json!(0), json!(3), json!(u32::MAX), json!(4_294_967_296_u64), json!(2.0)]
                [self.below(5)]
            .clone(),
            Input::YesNo => json!(self.one_in(2)),
            Input::List(inner) => {
                let rows = if self.one_in(60) { 199 + self.below(3) } else { self.below(4) };
                let rows: Vec<_> = (0..rows).map(|_| self.answers(inner, 40)).collect();
                json!(rows)
            }
            _ => json!(self.words()),
        }
    }

    /// Answers to a form; one in `spoils` lacks what it must have or has what is not asked.
    fn answers(&mut self, fields: &[Field], spoils: usize) -> Value {
        let mut answers = Map::new();
        for field in fields {
            let left_out = if field.required { self.one_in(spoils) } else { self.one_in(2) };
            if !left_out {
                answers.insert(field.name.to_owned(), self.answer(field));
            }
        }
        if self.one_in(spoils) {
            answers.insert("not_asked".to_owned(), json!(1));
        }
        Value::Object(answers)
    }
}

/// Judges every answer twice, here by the form and outside by the schema.
pub(crate) fn compare(bin: &Path, folder: &Path, browser: &Browser) {
    let mut random = Random(2026);
    let mut lines = String::new();
    for kind in cases::all() {
        for action in kind.actions() {
            let name = format!("{}/{}", kind.name(), action.name);
            let schema = browser.get(&format!("/api/v1/schemas/{name}.json"));
            assert_eq!(schema.status, 200, "{name}: {}", schema.text);
            writeln!(lines, "{}", json!({"schema": name, "is": schema.json()})).unwrap();
            let sample = form::read(action.fields, &form::write(action.fields, &(action.sample)())).unwrap();
            let mut made: Vec<Value> = (0..EACH).map(|_| random.answers(action.fields, 40)).collect();
            // The sample with one answer made anew: most of these are taken.
            for field in action.fields {
                for _ in 0..6 {
                    let mut answers = sample.clone();
                    answers[field.name] = random.answer(field);
                    made.push(answers);
                }
            }
            // What the form reads, the schema takes.
            let read: Vec<Value> = made
                .iter()
                .filter_map(|answers| form::read(action.fields, &form::write(action.fields, answers)).ok())
                .collect();
            for answers in [vec![sample], read, made].concat() {
                let taken = form::take(action.fields, &answers).is_ok();
                writeln!(lines, "{}", json!({"schema": name, "answers": answers, "taken": taken})).unwrap();
            }
        }
    }
    let file = folder.join("answers.jsonl");
    std::fs::write(&file, lines).unwrap();
    let judged =
        Command::new(bin.join("python")).arg(super::script("try_forms.py")).arg(&file).output().unwrap();
    assert!(judged.status.success(), "{}", said(&judged));
    println!("{}", said(&judged).lines().last().unwrap_or_default());
}
