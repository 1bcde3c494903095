//! A round of 案件质量评查 as a workbook: everything the draw can be repeated from, and what came of each case.

use rongheng_documents::Cell;
use rongheng_domain::registers::quality::{Mark, Review, drawing};

use super::{
    columns::Columns,
    sheets::{Rows, day, text},
};
use crate::{Actor, App, Result, error::Error, page::Names, people::Wanted};

pub(super) const COLUMNS: Columns = &[
    ("案号", 20),
    ("抽中", 6),
    ("进展", 14),
    ("评查人", 12),
    ("评查结果", 10),
    ("评查意见", 40),
    ("有瑕疵或者不符合的要点", 50),
    ("需要整改的", 40),
    ("整改期限", 12),
    ("整改情况", 40),
    ("已反馈", 24),
    ("SM3 值", 66),
    ("种子", 66),
];

fn wrong(review: &Review) -> String {
    let points = review.reviewed.iter().flat_map(|found| &found.points);
    let wrong = points.filter(|point| matches!(point.mark, Mark::Flawed | Mark::NotMet)).map(|point| {
        let note = point.note.as_deref().unwrap_or_default();
        format!("{}（{}）{note}", point.point, point.mark.title())
    });
    wrong.collect::<Vec<_>>().join("；")
}

fn line(number: &str, review: Option<&Review>, seed: &str, names: &Names) -> Vec<Cell> {
    let found = review.and_then(|review| review.reviewed.as_ref());
    let reviewer = review.and_then(|review| review.reviewer.as_ref());
    let done = review.and_then(|review| review.put_right.as_ref());
    let told = review.into_iter().flat_map(|review| &review.told);
    let told = told.map(|told| format!("{}（{}，{}）", names.person(&told.to), told.way.title(), told.on));
    vec![
        text(number),
        text(if review.is_some() { "是" } else { "" }),
        text(review.map_or("", Review::standing)),
        text(reviewer.map_or_else(String::new, |id| names.person(id))),
        text(found.map_or("", |found| found.grade.title())),
        text(found.map_or("", |found| found.says.as_str())),
        text(review.map(wrong).unwrap_or_default()),
        text(found.and_then(|found| found.put_right.clone()).unwrap_or_default()),
        day(found.and_then(|found| found.by_day)),
        text(done.map_or("", |done| done.says.as_str())),
        text(told.collect::<Vec<_>>().join("；")),
        text(drawing::place(seed, number).to_string()),
        text(seed),
    ]
}

impl App {
    /// The cases of a round as this reader may know them, in the order of the draw.
    pub(super) async fn round_rows(&self, actor: &Actor, key: &str) -> Result<Rows> {
        let round = self.round_of(actor, self.folded_round(key).await?).await?;
        let drawn = round.drawn.as_ref().ok_or(Error::NotFound)?;
        let mut wanted = Wanted::default();
        for review in &round.reviews {
            wanted.people.extend(review.reviewer.clone());
            wanted.people.extend(review.told.iter().map(|told| told.to.clone()));
        }
        let names = self.names(wanted).await?;
        let mut numbers: Vec<_> = drawn.population.iter().collect();
        numbers.sort_by_key(|number| *drawing::place(&drawn.seed, number).as_bytes());
        let of = |number: &str| round.reviews.iter().find(|review| review.taken.number == number);
        Ok(Rows {
            lines: numbers.into_iter().map(|number| line(number, of(number), &drawn.seed, &names)).collect(),
            cases: round.reviews.iter().map(|review| review.taken.case.clone()).collect(),
            next: None,
        })
    }
}
