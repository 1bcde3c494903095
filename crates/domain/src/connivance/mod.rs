//! 纵错 (D4, mechanism §7): what is seen over many cases and asks a person to look. A signal never says that anything is
//! wrong, and nothing is decided by it: it names what was seen, the figure it passed, and the cases behind it.
//!
//! A case leaves [`Trace`]s in the read tables (`Row::traces`): days and subjects, no verdict. What has to be looked at
//! follows from them, from the [`Thresholds`] of the settings and from the day, each sign in a file of its own.

mod again;
mod bar_lifted;
mod correction_overdue;
mod effect_before_correction;
pub mod looking;

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::StreamId,
    people::words,
    rule::{Force, Rule},
    sheet::Say,
};

/// What the article asks for.
pub static RULE: Rule = Rule {
    code: "D4",
    phrase: "杜绝纵错",
    asks: "容错不能变成纵错：反复出现的，要有人看过并写明看到了什么；信号只摆事实，不作结论。",
    source: crate::rule::ARTICLE,
    force: Force::Liwan,
};

/// The sign of §7 that is not seen, said where the others are listed: return visits are no kind of case yet, and a sign
/// that nothing can leave would look as if no visit had ever gone badly.
pub const NOT_SEEN: &str = "回访结果较差的，目前不会出现在这里：回访还没有在本系统办理，请另行掌握。";

words! {
    /// What is seen.
    Sign {
        /// The same official again.
        OfficialAgain = "official_again" "同一人再次容错",
        /// The same unit again.
        UnitAgain = "unit_again" "同一单位再次容错",
        /// The same kind of mistake in the same unit.
        CircumstanceAgain = "circumstance_again" "同一单位同类情形再次容错",
        /// A hard bar was taken away shortly before the determination.
        BarLifted = "bar_lifted" "认定前不久改认不存在“两不容”",
        /// A correction is late.
        CorrectionOverdue = "correction_overdue" "纠错逾期",
        /// Effects are confirmed while the correction is open.
        EffectBeforeCorrection = "effect_before_correction" "影响已消除，纠错未销号",
    }
}

/// What a case leaves behind to be seen with others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// For which sign.
    pub sign: Sign,
    /// Whom it is counted by: `person:zhou`, `unit:jw`, `unit:jw E-01`.
    pub subject: String,
    /// The day it is counted on.
    pub on: Day,
    /// The day it is measured against, where there are two.
    pub then: Option<Day>,
}

/// A trace with the case that left it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The trace.
    pub trace: Trace,
    /// The case.
    pub case: StreamId,
}

/// From what figure on something is shown: decided by this unit, the first values 示范.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Repeats are counted over so many years back from today.
    pub years: u32,
    /// The same official, unit or circumstance: so many cases or more.
    pub again: u32,
    /// A bar taken away no more than so many days before the determination.
    pub bar_days: u32,
    /// An effect confirmed so many days or more ago while the correction is open.
    pub effect_days: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { years: 3, again: 2, bar_days: 30, effect_days: 30 }
    }
}

/// Something that asks for a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// What was seen.
    pub sign: Sign,
    /// Of whom or what.
    pub subject: String,
    /// The cases behind it, by day; each once.
    pub left: Vec<Left>,
}

impl Signal {
    /// Its key in addresses and streams: `official_again~person:zhou`.
    pub fn key(&self) -> String {
        format!("{}~{}", self.sign.id(), self.subject)
    }

    /// The latest day among what it rests on.
    pub fn latest(&self) -> Option<Day> {
        self.left.iter().map(|left| left.trace.on).max()
    }
}

/// Sign and subject of a key.
pub fn read_key(key: &str) -> Option<(Sign, &str)> {
    let (sign, subject) = key.split_once('~')?;
    Some((Sign::from_id(sign)?, subject)).filter(|(_, subject)| !subject.is_empty())
}

/// The subject in words: names stand as ids.
pub fn subject_said(subject: &str) -> Say {
    if let Some(person) = subject.strip_prefix("person:") {
        return Say::from(&crate::ids::PersonId::from(person));
    }
    let Some(unit) = subject.strip_prefix("unit:") else { return Say::from(subject) };
    let (unit, code) = unit.split_once(' ').unwrap_or((unit, ""));
    let said = Say::from(&crate::ids::UnitId::from(unit));
    if code.is_empty() {
        return said;
    }
    said.and("，").and(Say(vec![crate::sheet::Span::Circumstance(code.to_owned())]))
}

impl Sign {
    /// The days of the traces that count on `today`, both included.
    pub fn window(self, thresholds: Thresholds, today: Day) -> (Day, Day) {
        let beginning = Day::constant(1900, 1, 1);
        match self {
            Self::OfficialAgain | Self::UnitAgain | Self::CircumstanceAgain => {
                (again::since(thresholds, today), today)
            }
            Self::BarLifted => (again::since(thresholds, today), today),
            Self::CorrectionOverdue => (beginning, today.plus(-1)),
            Self::EffectBeforeCorrection => (beginning, today.plus(-i64::from(thresholds.effect_days))),
        }
    }

    /// The fewest cases of one subject.
    pub const fn least(self, thresholds: Thresholds) -> u32 {
        match self {
            Self::OfficialAgain | Self::UnitAgain | Self::CircumstanceAgain => thresholds.again,
            Self::BarLifted | Self::CorrectionOverdue | Self::EffectBeforeCorrection => 1,
        }
    }

    /// What follows from these traces on `today`: by the last day, the latest first.
    pub fn seen(self, left: &[Left], thresholds: Thresholds, today: Day) -> Vec<Signal> {
        let (from, until) = self.window(thresholds, today);
        let own: Vec<Left> = left
            .iter()
            .filter(|one| one.trace.sign == self && from <= one.trace.on && one.trace.on <= until)
            .cloned()
            .collect();
        let mut signals = match self {
            Self::OfficialAgain | Self::UnitAgain | Self::CircumstanceAgain => {
                again::seen(self, own, thresholds)
            }
            Self::BarLifted => bar_lifted::seen(own, thresholds),
            Self::CorrectionOverdue => correction_overdue::seen(own, today),
            Self::EffectBeforeCorrection => effect_before_correction::seen(own, thresholds, today),
        };
        signals.sort_by_key(|signal| (std::cmp::Reverse(signal.latest()), signal.subject.clone()));
        signals
    }

    /// What was seen, with the figure: for the top of its page.
    pub fn says(self, thresholds: Thresholds) -> String {
        let Thresholds { years, again, bar_days, effect_days } = thresholds;
        match self {
            Self::OfficialAgain => format!("{years} 年内同一人获容错 {again} 件以上，列出供查看。"),
            Self::UnitAgain => format!("{years} 年内同一单位获容错 {again} 件以上，列出供查看。"),
            Self::CircumstanceAgain => {
                format!("{years} 年内同一单位以同一情形获容错 {again} 件以上，列出供查看。")
            }
            Self::BarLifted => {
                format!("曾认定存在“两不容”情形，后改认不存在，距作出认定不超过 {bar_days} 天，列出供查看。")
            }
            Self::CorrectionOverdue => "纠错的期限已过，尚未销号，列出供查看。".to_owned(),
            Self::EffectBeforeCorrection => {
                format!("考核影响确认消除已满 {effect_days} 天，纠错仍未销号，列出供查看。")
            }
        }
    }

    /// What the two days of a trace are.
    pub const fn days_said(self) -> (&'static str, &'static str) {
        match self {
            Self::OfficialAgain | Self::UnitAgain | Self::CircumstanceAgain => ("认定日期", ""),
            Self::BarLifted => ("改认日期", "认定日期"),
            Self::CorrectionOverdue => ("期限届满日", ""),
            Self::EffectBeforeCorrection => ("确认消除日期", ""),
        }
    }
}

/// Traces by subject, each case once, by day.
fn by_subject(sign: Sign, mut left: Vec<Left>) -> Vec<Signal> {
    left.sort_by(|a, b| {
        (&a.trace.subject, a.trace.on, &a.case).cmp(&(&b.trace.subject, b.trace.on, &b.case))
    });
    let mut signals: Vec<Signal> = Vec::new();
    for one in left {
        match signals.last_mut().filter(|signal| signal.subject == one.trace.subject) {
            Some(signal) if signal.left.iter().any(|known| known.case == one.case) => {}
            Some(signal) => signal.left.push(one),
            None => signals.push(Signal { sign, subject: one.trace.subject.clone(), left: vec![one] }),
        }
    }
    signals
}

#[cfg(test)]
mod testing {
    use super::*;

    pub(super) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    pub(super) fn left(sign: Sign, subject: &str, case: &str, on: &str, then: Option<&str>) -> Left {
        let trace = Trace { sign, subject: subject.to_owned(), on: day(on), then: then.map(day) };
        Left { trace, case: StreamId::new("tolerance", case) }
    }

    /// How many cases stand behind each signal.
    pub(super) fn counted(signals: &[Signal]) -> Vec<(&str, usize)> {
        signals.iter().map(|signal| (signal.subject.as_str(), signal.left.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::*, *};

    /// D4: each sign is read from its own traces and from no others.
    #[test]
    fn a_sign_is_read_from_its_own_traces_alone() {
        let today = day("2026-06-01");
        let all: Vec<_> = Sign::ALL
            .iter()
            .flat_map(|sign| {
                ["a", "b"].map(|case| left(*sign, "person:zhou", case, "2026-04-01", Some("2026-04-02")))
            })
            .collect();
        for sign in Sign::ALL {
            let seen = sign.seen(&all, Thresholds::default(), today);
            assert_eq!(counted(&seen), [("person:zhou", 2)], "{}", sign.id());
            assert!(seen.iter().all(|one| one.sign == *sign));
            assert!(
                RULE.asks.contains("不作结论") && sign.says(Thresholds::default()).ends_with("列出供查看。")
            );
        }
    }

    #[test]
    fn a_key_says_sign_and_subject() {
        let signal = Signal { sign: Sign::UnitAgain, subject: "unit:jw E-01".into(), left: Vec::new() };
        assert_eq!(read_key(&signal.key()), Some((Sign::UnitAgain, "unit:jw E-01")));
        for wrong in ["", "unit_again", "unit_again~", "verdict~unit:jw"] {
            assert_eq!(read_key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_subject_is_said_without_its_id() {
        let said = subject_said("unit:jw E-01");
        assert_eq!(said.0.len(), 3);
        assert!(said.0.iter().all(|span| *span != crate::sheet::Span::Text("unit:jw E-01".into())));
    }
}
