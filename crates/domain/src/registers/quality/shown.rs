//! A round of reviews as its page shows it, and the lines of its history.

use super::{Drawn, QualityEvent, QualityRound, Review};
use crate::sheet::{Block, Say};

/// Numbers of the population that a page shows; the workbook has all.
const SHOWN: usize = 200;

fn drawn(drawn: &Drawn) -> Vec<Block> {
    let (all, some) = (drawn.population.len(), drawn.drawn.len());
    let facts = [
        ("期间", Say::from(drawn.period.words())),
        ("抽取日期", Say::from(drawn.on)),
        ("期间内办结", Say::from(format!("{all} 件"))),
        ("抽中", Say::from(format!("{some} 件（{}%，至少一件）", drawn.percent))),
        ("种子", Say::from(&drawn.seed)),
        ("种子来源", Say::from(format!("账本第 {} 页封存的根值，封存于 {}", drawn.size, drawn.sealed_at))),
        (
            "抽取方法",
            Say::from(
                "对每个案号计算“种子、换行、案号”的 SM3 值，从小到大取前几件；任何人可以照样重抽核对。",
            ),
        ),
    ];
    vec![Block::Facts(facts.map(|(term, say)| (term.to_owned(), say)).to_vec())]
}

fn row(review: &Review) -> Vec<Say> {
    let found = review.reviewed.as_ref();
    vec![
        Say::from(&review.taken.number),
        Say::from(review.standing()),
        review.reviewer.as_ref().map_or_else(Say::empty, Say::from),
        Say::from(found.map_or("", |found| found.grade.title())),
        Say::list(
            review.told.iter().map(|told| Say::from(&told.to).and(format!("（{}）", told.way.title()))),
        ),
    ]
}

fn found(review: &Review) -> Vec<Block> {
    let Some(found) = &review.reviewed else { return Vec::new() };
    let point = |one: &super::PointFound| {
        vec![
            Say::from(&one.point),
            Say::from(one.mark.title()),
            Say::from(one.note.clone().unwrap_or_default()),
        ]
    };
    let mut facts = vec![
        ("评查人", Say::from(&found.by)),
        ("评查日期", Say::from(found.on)),
        ("评查结果", Say::from(found.grade.title())),
        ("评查意见", Say::from(&found.says)),
    ];
    if let Some(asked) = &found.put_right {
        facts.push(("需要整改的", Say::from(asked)));
        facts.push(("整改期限", found.by_day.map_or_else(Say::empty, Say::from)));
        let done = review.put_right.as_ref();
        let done =
            done.map_or_else(|| Say::from("还没有登记"), |done| Say::from(&done.says).and("，").and(done.on));
        facts.push(("整改情况", done));
    }
    vec![
        Block::Heading(format!("{}评查表", review.taken.number)),
        Block::Facts(facts.into_iter().map(|(term, say)| (term.to_owned(), say)).collect()),
        Block::Table {
            head: ["评查要点", "结果", "说明"].map(str::to_owned).to_vec(),
            rows: found.points.iter().map(point).collect(),
        },
    ]
}

/// What its page shows.
pub(super) fn blocks(round: &QualityRound) -> Vec<Block> {
    let Some(drawn) = &round.drawn else { return Vec::new() };
    let mut blocks = self::drawn(drawn);
    blocks.push(Block::Heading("抽中的案件".to_owned()));
    blocks.push(Block::Table {
        head: ["案号", "进展", "评查人", "结果", "已反馈"].map(str::to_owned).to_vec(),
        rows: round.reviews.iter().map(row).collect(),
    });
    blocks.extend(round.reviews.iter().flat_map(found));
    blocks.push(Block::Heading("期间内办结的全部案件".to_owned()));
    let numbers: Vec<_> = drawn.population.iter().take(SHOWN).map(String::as_str).collect();
    let mut says = numbers.join("、");
    if drawn.population.len() > SHOWN {
        says.push_str("……其余见导出的表格。");
    }
    blocks.push(Block::Words(Say::from(says)));
    blocks
}

/// A line of its history.
pub(super) fn told(event: &QualityEvent) -> (&'static str, Say) {
    match event {
        QualityEvent::Drawn(drawn) => {
            let (all, some) = (drawn.population.len(), drawn.drawn.len());
            ("抽取案件", Say::from(format!("{}办结 {all} 件，抽中 {some} 件", drawn.period.words())))
        }
        QualityEvent::Assigned { number, reviewer, .. } => {
            ("指定评查人", Say::from(format!("{number}，")).and(reviewer))
        }
        QualityEvent::Reviewed(found) => {
            ("填写评查表", Say::from(format!("{}，{}", found.number, found.grade.title())))
        }
        QualityEvent::Told(told) => {
            let says = Say::from(format!("{}，", told.number)).and(&told.to);
            ("反馈评查结果", says.and(format!("，{}，", told.way.title())).and(told.on))
        }
        QualityEvent::PutRight(done) => ("登记整改", Say::from(format!("{}，{}", done.number, done.says))),
    }
}
