//! What a drafted text must have before it can be checked, and how it differs from the text it follows.

use std::collections::BTreeSet;

use super::{DraftedCircumstance, DraftedPrinciple};
use crate::registers::checklist::{AREAS, ChecklistRecord};

/// The fields of a circumstance by their names in forms and workbooks, with what a person calls each.
pub const COLUMNS: &[(&str, &str)] = &[
    ("code", "编码"),
    ("area", "领域或者主体"),
    ("lenience", "三宽容"),
    ("title", "标题"),
    ("facts", "情形"),
    ("conditions", "条件"),
    ("boundary", "边界"),
    ("measures", "仍须采取的措施"),
    ("source", "依据"),
];

/// Characters of a title.
const TITLE_CHARS: usize = 60;

/// Everything that is wrong with a drafted circumstance: the field, and what to do about it. `known` is the checklist
/// as it stands.
pub fn faults(drafted: &DraftedCircumstance, known: &ChecklistRecord) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut add = |field: &'static str, says: String| found.push((field, says));
    if !is_code(&drafted.code) {
        let says = format!("编码“{}”要写成小写字母、小数点和两位数字，如 land.15，请更正。", drafted.code);
        add("code", says);
    }
    if !AREAS.iter().any(|(area, _)| *area == drafted.area) {
        let all: Vec<_> = AREAS.iter().map(|(area, _)| *area).collect();
        add("area", format!("“{}”不是清单的领域或者主体，请写其中之一：{}。", drafted.area, all.join("、")));
    }
    for (field, label, text) in [
        ("title", "标题", &drafted.title),
        ("facts", "情形", &drafted.facts),
        ("boundary", "边界", &drafted.boundary),
        ("source", "依据", &drafted.source),
    ] {
        if text.trim().is_empty() {
            let why = if field == "source" {
                "没有依据的情形不能列入清单，请写明所依据的文件和条款"
            } else {
                "请补写"
            };
            add(field, format!("“{label}”是空的，{why}。"));
        }
    }
    let length = drafted.title.chars().count();
    if length > TITLE_CHARS {
        add("title", format!("标题最多 {TITLE_CHARS} 字，现有 {length} 字，请缩短。"));
    }
    if drafted.conditions.is_empty() {
        add("conditions", "至少写一个条件，一行一个。".to_owned());
    }
    let distinct: BTreeSet<_> = drafted.conditions.iter().collect();
    if distinct.len() < drafted.conditions.len() {
        add("conditions", "有两个条件写得一样，请合并。".to_owned());
    }
    if let Some((code, area)) = other_area(drafted, known) {
        add("area", format!("编码“{code}”现在属于“{area}”，换了领域或者主体的，请用新的编码。"));
    }
    let same_title = known.texts.iter().filter(|(code, _)| **code != drafted.code).find(|(_, texts)| {
        texts.last().is_some_and(|text| text.until.is_none() && text.title == drafted.title)
    });
    if let Some((code, _)) = same_title {
        add("title", format!("标题与情形“{code}”相同，请改写标题，或者修订原来的情形。"));
    }
    found
}

fn other_area<'a>(
    drafted: &'a DraftedCircumstance,
    known: &'a ChecklistRecord,
) -> Option<(&'a str, &'a str)> {
    let text = known.texts.get(&drafted.code)?.last()?;
    (text.area != drafted.area).then_some((drafted.code.as_str(), text.area.as_str()))
}

/// `land.15`.
fn is_code(code: &str) -> bool {
    let Some((word, number)) = code.split_once('.') else { return false };
    let letters = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    letters && number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit())
}

/// A part of a text with its name: what is compared part by part.
pub type Part = (&'static str, String);

/// The parts of a circumstance in the order of reading.
pub fn parts(text: &DraftedCircumstance) -> Vec<Part> {
    vec![
        ("领域或者主体", text.area.clone()),
        ("三宽容", text.lenience.title().to_owned()),
        ("标题", text.title.clone()),
        ("情形", text.facts.clone()),
        ("条件", text.conditions.join("\n")),
        ("边界", text.boundary.clone()),
        ("仍须采取的措施", text.measures.join("\n")),
        ("依据", text.source.clone()),
    ]
}

/// The parts of an explanation.
pub fn principle_parts(text: &DraftedPrinciple) -> Vec<Part> {
    vec![
        ("原则", text.title.clone()),
        ("阐释", text.text.clone()),
        ("属于的例子", text.covers.join("\n")),
        ("不属于的例子", text.spares.join("\n")),
    ]
}

/// The lines of a text that hold one thing each.
pub(in crate::registers) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
