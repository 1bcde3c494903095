//! A circumstance with every text it has had, as its page shows it.

use super::{ChecklistEvent, ChecklistRecord, Circumstance};
use crate::{
    day::Day,
    judgement::leniences::Lenience,
    sheet::{Block, Say, Tone},
};

/// How a text stands on `today`, among all texts of its code.
pub fn standing(texts: &[Circumstance], text: &Circumstance, today: Day) -> &'static str {
    let newest = texts.iter().filter(|one| one.in_force(today)).max_by_key(|one| one.from);
    if text.from > today {
        "尚未施行"
    } else if newest == Some(text) {
        "现行"
    } else {
        "已停止施行"
    }
}

/// `示范`, or nothing for what was issued.
pub fn mark(text: &Circumstance) -> &'static str {
    if text.origin == "sample" { "示范" } else { "" }
}

impl ChecklistRecord {
    /// Everything there is under `code`, the newest text first; nothing where there is no such code.
    pub fn shown(&self, code: &str, today: Day) -> Vec<Block> {
        let texts = self.texts.get(code).map_or(&[][..], Vec::as_slice);
        let mut sorted: Vec<_> = texts.iter().collect();
        sorted.sort_by_key(|text| std::cmp::Reverse(text.from));
        let mut blocks = Vec::new();
        for text in sorted {
            let days = match text.until {
                Some(until) => format!("{}至{}", text.from.words(), until.words()),
                None => format!("{}起", text.from.words()),
            };
            let standing = standing(texts, text, today);
            blocks.push(Block::Heading(format!("{standing}：{days}")));
            if !mark(text).is_empty() {
                let says = "示范：本项目编写，不是正式印发的文件，不能作为正式依据引用。";
                blocks.push(Block::Note { tone: Tone::Amber, says: Say::from(says) });
            }
            blocks.push(facts(text));
        }
        blocks
    }
}

fn facts(text: &Circumstance) -> Block {
    let lenience = Lenience::from_id(&text.lenience).map_or("", Lenience::title);
    let numbered = |lines: &[String]| {
        let lines = lines.iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1));
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut facts = vec![
        ("领域或者主体", text.area.clone()),
        ("三宽容", lenience.to_owned()),
        ("标题", text.title.clone()),
        ("情形", text.facts.clone()),
        ("条件", numbered(&text.conditions)),
        ("边界", text.boundary.clone()),
        ("仍须采取的措施", numbered(&text.measures)),
        ("出处", text.document.clone()),
    ];
    facts.extend(text.source.clone().map(|source| ("依据", source)));
    Block::Facts(facts.into_iter().map(|(term, says)| (term.to_owned(), Say::from(says))).collect())
}

/// The code an event is about, and a line of its history.
pub fn told(event: &ChecklistEvent) -> (&str, &'static str, String) {
    match event {
        ChecklistEvent::Issued { circumstance } => {
            let says = format!("{}，自{}起施行", circumstance.document, circumstance.from.words());
            (&circumstance.code, "列入清单", says)
        }
        ChecklistEvent::Expired { code, until } => (code, "停止施行", format!("施行到{}为止", until.words())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::checklist::tests::record;

    #[test]
    fn every_text_is_there_with_its_days_and_a_sample_says_so() {
        let day = |text| Day::parse(text).unwrap();
        let record = record();
        let texts = &record.texts["land.01"];
        let says = |on| texts.iter().map(|text| standing(texts, text, day(on))).collect::<Vec<_>>();
        assert_eq!(says("2025-12-31"), ["现行", "尚未施行"]);
        assert_eq!(says("2026-01-01"), ["已停止施行", "现行"]);
        let blocks = record.shown("land.01", day("2026-01-01"));
        assert_eq!(blocks.iter().filter(|one| matches!(one, Block::Note { .. })).count(), 2);
        assert_eq!(record.shown("land.99", day("2026-01-01")), []);
    }
}
