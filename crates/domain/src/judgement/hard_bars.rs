//! 两不容 — what is never tolerated (S2).
//!
//! A guarantee by absence: a tolerant outcome can only be built with an [`Unbarred`], an `Unbarred` only by
//! [`examine`], and `examine` gives none where a bar stands, a distinction falls on the right-hand side (D1),
//! or one of them was left unanswered. No role, setting or file enters into it.
//!
//! ```compile_fail
//! // There is no other way to one: its field is private.
//! let unbarred = rongheng_domain::judgement::hard_bars::Unbarred(());
//! ```

use serde::{Deserialize, Serialize};

use super::{
    distinctions::{self, Distinction, DistinctionFound, Side},
    five_dimensions::Finding,
};
use crate::{
    people::words,
    refusal::{Missing, Reason},
    rule::{ARTICLE, Force, Rule},
};

/// What is never tolerated.
pub static RULE: Rule = Rule {
    code: "S2",
    phrase: "两不容",
    asks: "违反政治纪律的坚决不容，严重违反廉洁纪律的坚决不容，任何人、任何设定都不能例外。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// The two.
    HardBar {
        /// 违反政治纪律.
        Political = "political" "违反政治纪律",
        /// 严重违反廉洁纪律.
        SeriousIntegrity = "serious_integrity" "严重违反廉洁纪律",
    }
}

words! {
    /// Whether it stands.
    Standing {
        /// It does not stand.
        Absent = "absent" "不存在",
        /// It stands.
        Present = "present" "存在",
    }
}

/// A hard bar answered with evidence, standing or not: a bar must not become a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarFound {
    /// Which.
    pub bar: HardBar,
    /// Whether it stands.
    pub standing: Standing,
    /// The article violated, where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Reasons and evidence.
    #[serde(flatten)]
    pub finding: Finding,
}

/// Proof that both bars and all three distinctions were answered, and none of them bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbarred(());

/// Looks at the two bars and the three distinctions of one official.
///
/// # Errors
/// Every bar that stands, every right-hand answer, and every question left open.
pub fn examine(bars: &[BarFound], answered: &[DistinctionFound]) -> Result<Unbarred, Vec<Reason>> {
    let mut missing = Missing::new();
    for bar in HardBar::ALL {
        let found = bars.iter().filter(|found| found.bar == *bar);
        let mut open = true;
        for found in found {
            open = false;
            missing.unless(found.standing == Standing::Absent, || {
                let says = format!("已认定当事人{}，坚决不容，只能提出不予容错。", bar.title());
                Reason::new(&RULE, says).at("outcome")
            });
        }
        missing.unless(!open, || {
            Reason::new(&RULE, format!("尚未认定是否存在“{}”，请先记录核实认定。", bar.title()))
                .remedy("find")
        });
    }
    for distinction in Distinction::ALL {
        let found = answered.iter().filter(|found| found.distinction == *distinction);
        let mut open = true;
        for found in found {
            open = false;
            missing.unless(found.side == Side::Left, || {
                let says =
                    format!("“{}”已认定属于后者，该行为不得容错，只能提出不予容错。", distinction.title());
                Reason::new(&distinctions::RULE, says).at("outcome")
            });
        }
        missing.unless(!open, || {
            let says = format!("尚未回答“{}”，请先记录核实认定。", distinction.title());
            Reason::new(&distinctions::RULE, says).remedy("find")
        });
    }
    let reasons = missing.into_reasons();
    if reasons.is_empty() { Ok(Unbarred(())) } else { Err(reasons) }
}

/// Whether a bar stands or a distinction falls on the right-hand side.
pub fn barred(bars: &[BarFound], answered: &[DistinctionFound]) -> bool {
    bars.iter().any(|found| found.standing == Standing::Present)
        || answered.iter().any(|found| found.side == Side::Right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        Finding { why: "经核实".to_owned(), evidence: vec!["1".to_owned()], tried: None }
    }

    fn bars(standing: [Standing; 2]) -> Vec<BarFound> {
        let found = |(bar, standing): (&HardBar, Standing)| BarFound {
            bar: *bar,
            standing,
            article: None,
            finding: finding(),
        };
        HardBar::ALL.iter().zip(standing).map(found).collect()
    }

    fn sides(sides: [Side; 3]) -> Vec<DistinctionFound> {
        let found = |(distinction, side): (&Distinction, Side)| DistinctionFound {
            distinction: *distinction,
            side,
            finding: finding(),
        };
        Distinction::ALL.iter().zip(sides).map(found).collect()
    }

    fn codes(result: Result<Unbarred, Vec<Reason>>) -> Vec<&'static str> {
        result.unwrap_err().iter().map(|reason| reason.rule.code).collect()
    }

    #[test]
    fn only_an_official_without_bar_and_right_hand_answer_is_unbarred() {
        use {Side::*, Standing::*};
        assert!(examine(&bars([Absent, Absent]), &sides([Left, Left, Left])).is_ok());
        for standing in [[Present, Absent], [Absent, Present]] {
            assert_eq!(codes(examine(&bars(standing), &sides([Left, Left, Left]))), ["S2"]);
        }
        for side in [[Right, Left, Left], [Left, Right, Left], [Left, Left, Right]] {
            assert_eq!(codes(examine(&bars([Absent, Absent]), &sides(side))), ["D1"]);
        }
    }

    #[test]
    fn a_question_left_open_is_no_answer() {
        assert_eq!(codes(examine(&[], &[])), ["S2", "S2", "D1", "D1", "D1"]);
    }

    #[test]
    fn a_second_answer_does_not_hide_the_first() {
        use {Side::*, Standing::*};
        let mut both = bars([Present, Absent]);
        both.extend(bars([Absent, Absent]));
        assert_eq!(codes(examine(&both, &sides([Left, Left, Left]))), ["S2"]);
    }
}
