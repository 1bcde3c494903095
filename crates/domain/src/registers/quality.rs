//! 案件质量评查 — what was drawn from the closed cases of a period, who reviewed it, what was found, who was told, and
//! what was put right (mechanism §7). One stream for each period; drawn once.

pub mod drawing;
mod keeping;
mod shown;

use serde::{Deserialize, Serialize};

pub use self::keeping::{DRAWS, Fitness, Lots, NO_PART, REVIEWS, period_of};
use super::Register;
use crate::{
    day::{Day, Moment},
    ids::{PersonId, StreamId},
    people::words,
};

words! {
    /// A part of a year.
    Span {
        /// The whole year.
        Year = "year" "全年",
        /// January to June.
        FirstHalf = "h1" "上半年",
        /// July to December.
        SecondHalf = "h2" "下半年",
        /// January to March.
        FirstQuarter = "q1" "第一季度",
        /// April to June.
        SecondQuarter = "q2" "第二季度",
        /// July to September.
        ThirdQuarter = "q3" "第三季度",
        /// October to December.
        FourthQuarter = "q4" "第四季度",
    }
}

words! {
    /// How a point is answered.
    Mark {
        /// As it should be.
        Met = "met" "符合",
        /// Not quite.
        Flawed = "flawed" "有瑕疵",
        /// Not.
        NotMet = "not_met" "不符合",
        /// Does not come up.
        NotApplicable = "not_applicable" "不涉及",
    }
}

words! {
    /// The result of a review.
    Grade {
        /// Excellent.
        Excellent = "excellent" "优秀",
        /// Good enough.
        Passed = "passed" "合格",
        /// Not good enough.
        Failed = "failed" "不合格",
    }
}

words! {
    /// How somebody was told.
    Way {
        /// Face to face.
        InPerson = "in_person" "当面反馈",
        /// On paper.
        InWriting = "in_writing" "书面反馈",
        /// At a meeting.
        AtMeeting = "at_meeting" "会议通报",
    }
}

/// The days of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The year.
    pub year: i16,
    /// Which part of it.
    pub span: Span,
}

impl Period {
    const fn months(self) -> (i8, i8) {
        match self.span {
            Span::Year => (1, 12),
            Span::FirstHalf => (1, 6),
            Span::SecondHalf => (7, 12),
            Span::FirstQuarter => (1, 3),
            Span::SecondQuarter => (4, 6),
            Span::ThirdQuarter => (7, 9),
            Span::FourthQuarter => (10, 12),
        }
    }

    /// First and last day; `None` for a year that no calendar has.
    pub fn days(self) -> Option<(Day, Day)> {
        let (first, last) = self.months();
        let from = Day::new(self.year, first, 1)?;
        Some((from, Day::new(self.year, last, 1)?.plus_months(1).plus(-1)))
    }

    /// Its key in addresses: `2026-h1`.
    pub fn key(self) -> String {
        format!("{}-{}", self.year, self.span.id())
    }

    /// `2026年上半年`.
    pub fn words(self) -> String {
        format!("{}年{}", self.year, self.span.title())
    }
}

/// A case that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// 案号.
    pub number: String,
    /// The case.
    pub case: StreamId,
}

/// A draw, with everything that it can be repeated from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Of which days.
    pub period: Period,
    /// The root of the first checkpoint after the period.
    pub seed: String,
    /// The size of the ledger there.
    pub size: u64,
    /// When it was signed.
    pub sealed_at: Moment,
    /// So many of a hundred.
    pub percent: u32,
    /// The numbers of all that were closed in the period, in their order.
    pub population: Vec<String>,
    /// What was drawn, in the order of the draw.
    pub drawn: Vec<Taken>,
    /// The points of the sheet, as they stood.
    pub points: Vec<String>,
    /// When.
    pub on: Day,
}

/// A point of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointFound {
    /// Which.
    pub point: String,
    /// The answer.
    pub mark: Mark,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The review of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// 案号.
    pub number: String,
    /// Point by point.
    pub points: Vec<PointFound>,
    /// The result.
    pub grade: Grade,
    /// In words.
    pub says: String,
    /// What must be put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_right: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_day: Option<Day>,
    /// Who.
    pub by: PersonId,
    /// When.
    pub on: Day,
}

/// That somebody was told the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// 案号.
    pub number: String,
    /// Who.
    pub to: PersonId,
    /// How.
    pub way: Way,
    /// When.
    pub on: Day,
}

/// That what was asked for was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight {
    /// 案号.
    pub number: String,
    /// What was done, and where it can be seen.
    pub says: String,
    /// When.
    pub on: Day,
}

/// What can have happened in a round of reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityEvent {
    /// Cases were drawn.
    Drawn(Drawn),
    /// Somebody reviews a case.
    Assigned {
        /// 案号.
        number: String,
        /// Who.
        reviewer: PersonId,
        /// When.
        on: Day,
    },
    /// A case was reviewed.
    Reviewed(Reviewed),
    /// Somebody was told.
    Told(Told),
    /// It was put right.
    PutRight(PutRight),
}

/// A case of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The case.
    pub taken: Taken,
    /// Who reviews it.
    pub reviewer: Option<PersonId>,
    /// What was found.
    pub reviewed: Option<Reviewed>,
    /// Who was told.
    pub told: Vec<Told>,
    /// What was put right.
    pub put_right: Option<PutRight>,
}

impl Review {
    /// Where it stands.
    pub fn standing(&self) -> &'static str {
        match (&self.reviewer, &self.reviewed) {
            (None, _) => "待指定评查人",
            (_, None) => "待评查",
            (_, Some(_)) if self.told.is_empty() => "待反馈",
            (_, Some(found)) if found.put_right.is_some() && self.put_right.is_none() => "待整改",
            _ => "已办结",
        }
    }
}

/// A round of reviews.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QualityRound {
    /// The draw.
    pub drawn: Option<Drawn>,
    /// The cases, in the order of the draw.
    pub reviews: Vec<Review>,
}

impl QualityRound {
    fn review(&mut self, number: &str) -> Option<&mut Review> {
        self.reviews.iter_mut().find(|review| review.taken.number == number)
    }

    /// The same for a reader who may know of some of its cases.
    #[must_use]
    pub fn of(mut self, known: impl Fn(&Review) -> bool) -> Self {
        self.reviews.retain(known);
        self
    }
}

impl Register for QualityRound {
    type Event = QualityEvent;
    const NAME: &'static str = "quality";
    const TITLE: &'static str = "案件质量评查";

    fn evolve(mut self, event: &QualityEvent, _on: Day) -> Self {
        match event {
            QualityEvent::Drawn(drawn) => {
                let blank = |taken: &Taken| Review {
                    taken: taken.clone(),
                    reviewer: None,
                    reviewed: None,
                    told: Vec::new(),
                    put_right: None,
                };
                self.reviews = drawn.drawn.iter().map(blank).collect();
                self.drawn = Some(drawn.clone());
            }
            QualityEvent::Assigned { number, reviewer, .. } => {
                if let Some(review) = self.review(number) {
                    review.reviewer = Some(reviewer.clone());
                }
            }
            QualityEvent::Reviewed(found) => {
                if let Some(review) = self.review(&found.number) {
                    review.reviewed = Some(found.clone());
                }
            }
            QualityEvent::Told(told) => {
                if let Some(review) = self.review(&told.number) {
                    review.told.push(told.clone());
                }
            }
            QualityEvent::PutRight(done) => {
                if let Some(review) = self.review(&done.number) {
                    review.put_right = Some(done.clone());
                }
            }
        }
        self
    }
}

/// How many are drawn, and what a review asks; set by this unit, the first values 示范.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// So many of a hundred closed cases; at least one.
    pub percent: u32,
    /// The points of the sheet.
    pub points: Vec<String>,
}

impl Default for Sampling {
    fn default() -> Self {
        let points = [
            "受理、补正依规按期",
            "回避审查到位",
            "每项认定有证据支持",
            "申辩已听取并逐条说明采纳与否",
            "已征求所在单位意见",
            "会商组成、意见和纪要合规",
            "认定不重于告知的拟认定意见，依据写明条款",
            "送达和异议复查途径完整",
            "纠错、影响消除已落实",
            "卷宗齐全",
        ];
        Self { percent: 5, points: points.map(str::to_owned).to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_its_first_and_its_last_day() {
        let of = |span| Period { year: 2024, span }.days().unwrap();
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(of(Span::Year), (day("2024-01-01"), day("2024-12-31")));
        assert_eq!(of(Span::FirstQuarter), (day("2024-01-01"), day("2024-03-31")));
        assert_eq!(of(Span::FirstHalf), (day("2024-01-01"), day("2024-06-30")));
        assert_eq!(of(Span::FourthQuarter), (day("2024-10-01"), day("2024-12-31")));
        assert_eq!(Period { year: 2024, span: Span::FirstHalf }.key(), "2024-h1");
    }
}
