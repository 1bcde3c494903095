//! What may be proposed: the row of G1, with the baseline of G7, the bars of S2 and the reasons of S3.
//!
//! A guarantee by absence: [`Tolerant::new`] takes an [`Unbarred`], so that no tolerant outcome comes from an
//! official with a hard bar. Its fields are private:
//!
//! ```compile_fail
//! use rongheng_domain::judgement::{outcome::Outcome, proposal::Tolerant};
//! let tolerant = Tolerant { outcome: Outcome::Exempt };
//! ```

use super::{
    baseline::{self, Grade},
    distinctions::DistinctionFound,
    five_dimensions::{Dimension, DimensionFound, Rating},
    hard_bars::{self, BarFound, Unbarred},
    leniences,
    outcome::{Follows, Measure, Outcome, RULE, Stage, Track},
    outcome_table::{self, Baseline, Entry},
};
use crate::refusal::{Missing, Reason};

/// What is proposed for one official on one track, and what it rests on.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// The track.
    pub track: Track,
    /// The outcome.
    pub outcome: Outcome,
    /// The stage at which this official stands on this track.
    pub stage: Stage,
    /// Whether 立案 on this track is on record.
    pub filed: bool,
    /// 本应给予, where it is on record.
    pub baseline: Option<Grade>,
    /// The grade after 减轻.
    pub mitigated_to: Option<Grade>,
    /// What goes with it.
    pub measure: Measure,
    /// Instrument, article, item.
    pub clause: &'a str,
    /// Reasons.
    pub why: &'a str,
    /// What follows 不予容错.
    pub follows: Option<Follows>,
    /// The bars found.
    pub bars: &'a [BarFound],
    /// The distinctions found.
    pub distinctions: &'a [DistinctionFound],
    /// The dimensions found.
    pub dimensions: &'a [DimensionFound],
    /// The conditions of the listed circumstance that fits, where one does (S3).
    pub conditions: &'a [String],
}

/// A tolerant outcome of an official whom nothing bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerant {
    outcome: Outcome,
}

/// 不予容错, with its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    follows: Follows,
}

/// A proposal that the rules allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Something is tolerated.
    Tolerant(Tolerant),
    /// Nothing is.
    Refused(Refused),
}

impl Tolerant {
    /// The outcome.
    pub const fn outcome(self) -> Outcome {
        self.outcome
    }

    /// A tolerant outcome, from a row of the table and an official without bar.
    ///
    /// # Errors
    /// Everything that the row needs and the proposal lacks.
    pub fn new(proposal: &Proposal<'_>, entry: &Entry, _unbarred: &Unbarred) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        let words = entry.words;
        let g1 = |says: String| Reason::new(&RULE, says);
        missing.unless(proposal.outcome.tolerates() && entry.outcome == proposal.outcome, || {
            g1("不予容错不是容错结果。".to_owned()).at("outcome")
        });
        missing.unless(!entry.filing || proposal.filed, || {
            let track = proposal.track.title();
            g1(format!("“{words}”以立案为前提，{track}轨道尚未登记立案，请先登记立案。"))
                .remedy("enter_filing")
        });
        missing.unless(entry.stages.is_empty() || entry.stages.contains(&proposal.stage), || {
            let stages: Vec<_> = entry.stages.iter().map(|stage| stage.title()).collect();
            let says = format!(
                "“{words}”只存在于{}环节，本案现处{}环节，请改选其他结果。",
                stages.join("、"),
                proposal.stage.title()
            );
            g1(says).at("outcome")
        });
        rest_on_baseline(proposal, entry, &mut missing);
        missing.unless(!entry.measure || proposal.measure != Measure::None, || {
            g1(format!("“{words}”须同时写明给予的教育措施，请选择。")).at("measure")
        });
        missing.unless(!entry.slight || proposal.rates(Dimension::Nature, |r| r != Rating::Adverse), || {
            let says = format!("“{words}”以情节轻微为前提，请先认定“性质程度”，且不得是“不利于容错”。");
            g1(says).remedy("find")
        });
        let faultless = proposal.rates(Dimension::Motive, |r| r == Rating::Favourable)
            && proposal.rates(Dimension::Conditions, |r| r == Rating::Favourable);
        missing.unless(!entry.faultless || faultless, || {
            let says = format!("“{words}”以非故意非过失为前提，请先认定“动机态度”和“客观条件”均有利于容错。");
            g1(says).remedy("find")
        });
        let lacking: Vec<_> =
            entry.cites.iter().filter(|part| !proposal.clause.contains(**part)).copied().collect();
        missing.unless(lacking.is_empty(), || {
            let says = format!("“{words}”的条款没有写明“{}”，请写全文件名称、条、项。", lacking.join("”“"));
            g1(says).at("clause")
        });
        missing.unless(proposal.follows.is_none(), || {
            g1("只有不予容错才填写“不予容错之后”，请留空。".to_owned()).at("follows")
        });
        let reasons = missing.into_reasons();
        if reasons.is_empty() { Ok(Self { outcome: proposal.outcome }) } else { Err(reasons) }
    }
}

fn rest_on_baseline(proposal: &Proposal<'_>, entry: &Entry, missing: &mut Missing) {
    let words = entry.words;
    let g7 = |says: String| Reason::new(&baseline::RULE, says);
    match (entry.baseline, proposal.baseline) {
        (Baseline::Free, _) | (Baseline::Named, Some(_)) => {}
        (Baseline::Named | Baseline::OneOf(_), None) => {
            let says =
                format!("提出“{words}”之前，请先记录{}轨道本应给予的处分档次。", proposal.track.title());
            missing.add(g7(says).remedy("set_baseline"));
        }
        (Baseline::OneOf(grades), Some(grade)) => missing.unless(grades.contains(&grade), || {
            let names: Vec<_> = grades.iter().map(|grade| grade.title()).collect();
            let says = format!(
                "“{words}”只适用于本应给予{}的，本案本应给予{}，请改选其他结果。",
                names.join("、"),
                grade.title()
            );
            g7(says).at("outcome")
        }),
    }
    if entry.mitigates {
        if let Some(grade) = proposal.baseline {
            match grade.one_below() {
                None => missing.add(
                    g7(format!("{}之下没有更轻的档次，不能减轻，请改选其他结果。", grade.title()))
                        .at("outcome"),
                ),
                Some(below) => missing.unless(proposal.mitigated_to == Some(below), || {
                    let says = format!(
                        "减轻只减一档：本应给予{}的，减轻后的档次应为{}。",
                        grade.title(),
                        below.title()
                    );
                    g7(says).at("mitigated_to")
                }),
            }
        }
    } else {
        missing.unless(proposal.mitigated_to.is_none(), || {
            g7("只有减轻才填写减轻后的档次，请留空。".to_owned()).at("mitigated_to")
        });
    }
}

impl Proposal<'_> {
    fn rates(&self, dimension: Dimension, is: impl Fn(Rating) -> bool) -> bool {
        self.dimensions.iter().any(|found| found.dimension == dimension && is(found.rating))
    }

    /// Weighs the proposal against the table, the bars and the listed conditions.
    ///
    /// # Errors
    /// Everything that stands against it, at once.
    pub fn weigh(&self) -> Result<Allowed, Vec<Reason>> {
        let Some(entry) = outcome_table::entry(self.track, self.outcome) else {
            let words = self.outcome.title();
            let says = format!("{}轨道没有“{words}”这一结果，请改选其他结果或者轨道。", self.track.title());
            return Err(vec![Reason::new(&RULE, says).at("outcome")]);
        };
        if !self.outcome.tolerates() {
            return self.refuse().map(Allowed::Refused);
        }
        match hard_bars::examine(self.bars, self.distinctions) {
            Ok(unbarred) => Tolerant::new(self, entry, &unbarred).map(Allowed::Tolerant),
            Err(reasons) => Err(reasons),
        }
    }

    fn refuse(&self) -> Result<Refused, Vec<Reason>> {
        let mut missing = Missing::new();
        if !hard_bars::barred(self.bars, self.distinctions) {
            for (at, condition) in self.conditions.iter().enumerate() {
                missing.unless(answers(self.why, at + 1), || {
                    let says = format!(
                        "本案符合清单所列情形又没有两不容，不予容错须逐条说明：理由中缺少以“{}.”开头、说明“{condition}”为何不具备的一行。",
                        at + 1
                    );
                    Reason::new(&leniences::RULE, says).at("why")
                });
            }
        }
        missing.unless(self.mitigated_to.is_none(), || {
            Reason::new(&baseline::RULE, "只有减轻才填写减轻后的档次，请留空。").at("mitigated_to")
        });
        missing.unless(self.follows.is_some(), || {
            Reason::new(&RULE, "不予容错的，请选择之后如何处理：立案、移送或者继续原程序。").at("follows")
        });
        match (missing.into_reasons(), self.follows) {
            (reasons, Some(follows)) if reasons.is_empty() => Ok(Refused { follows }),
            (reasons, _) => Err(reasons),
        }
    }
}

impl Refused {
    /// What follows.
    pub const fn follows(self) -> Follows {
        self.follows
    }
}

/// Whether a line of `why` begins with `number` and goes on with words.
fn answers(why: &str, number: usize) -> bool {
    why.lines().any(|line| {
        let rest = line.trim().strip_prefix(&number.to_string());
        let rest = rest.and_then(|rest| rest.strip_prefix(['.', '．', '、', ')', '）']));
        rest.is_some_and(|rest| !rest.trim().is_empty())
    })
}
