//! 类案 — what two matters have in common in what the rules ask of them, question by question (mechanism §7).
//!
//! Source: mechanism §7 (nearest cases are shown side by side, differences marked; a spread and a reasoned departure
//! only above a floor of like cases) and §8 (people decide; no score of a person). The method is described for a lawyer
//! in `docs/nearest_cases.md`; the weights stand there too. Not decided here: which cases a reader may see, and whether
//! a departure is right: that is for those who decide, with their reasons.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    distinctions::{Distinction, Side},
    five_dimensions::{Dimension, Rating},
    leniences::Lenience,
    outcome::{Outcome, Stage, Track},
};
use crate::people::{Identity, words};

words! {
    /// A loss, in steps.
    Loss {
        /// None.
        None = "none" "没有损失",
        /// Below 10,000 yuan.
        Small = "small" "不满 1 万元",
        /// Below 100,000.
        Middle = "middle" "1 万元以上不满 10 万元",
        /// Below 1,000,000.
        Great = "great" "10 万元以上不满 100 万元",
        /// From 1,000,000.
        Huge = "huge" "100 万元以上",
    }
}

impl Loss {
    /// The step of a sum in fen.
    pub const fn of(fen: i64) -> Self {
        match fen {
            ..=0 => Self::None,
            1..1_000_000 => Self::Small,
            1_000_000..10_000_000 => Self::Middle,
            10_000_000..100_000_000 => Self::Great,
            _ => Self::Huge,
        }
    }
}

/// What the rules asked about one official in one matter; nothing by which anybody could be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Code of the circumstance.
    pub circumstance: Option<String>,
    /// Its area, or the kind of subject.
    pub area: Option<String>,
    /// 三宽容.
    pub lenience: Option<Lenience>,
    /// 环节.
    pub stage: Option<Stage>,
    /// 轨道, in order; none while nothing is proposed.
    pub tracks: Vec<Track>,
    /// 三个区分开来, in the order of [`Distinction::ALL`].
    pub distinctions: [Option<Side>; 3],
    /// 五个方面, in the order of [`Dimension::ALL`].
    pub dimensions: [Option<Rating>; 5],
    /// Whether a hard bar stands.
    pub barred: Option<bool>,
    /// 损失.
    pub loss: Option<Loss>,
    /// Whether the mistake was corrected before the determination.
    pub corrected: Option<bool>,
    /// What the official is for the law.
    pub identity: Option<Identity>,
}

/// A question that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// 适用情形.
    Circumstance,
    /// 领域或者主体.
    Area,
    /// 三宽容.
    Lenience,
    /// 环节.
    Stage,
    /// 轨道.
    Tracks,
    /// One of the three distinctions, by its place.
    Distinction(usize),
    /// One of the five dimensions, by its place.
    Dimension(usize),
    /// 两不容.
    Barred,
    /// 损失.
    Loss,
    /// 已经纠正.
    Corrected,
    /// 身份.
    Identity,
}

/// Every question, in the order of a page.
pub const FEATURES: [Feature; 17] = [
    Feature::Circumstance,
    Feature::Area,
    Feature::Lenience,
    Feature::Stage,
    Feature::Tracks,
    Feature::Barred,
    Feature::Distinction(0),
    Feature::Distinction(1),
    Feature::Distinction(2),
    Feature::Dimension(0),
    Feature::Dimension(1),
    Feature::Dimension(2),
    Feature::Dimension(3),
    Feature::Dimension(4),
    Feature::Loss,
    Feature::Corrected,
    Feature::Identity,
];

/// How one question compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 相同.
    Same,
    /// 不同.
    Differs,
    /// 未查明: one of the two does not say yet. It speaks neither for nor against.
    Unknown,
}

fn verdict<T: PartialEq>(ours: Option<T>, theirs: Option<T>) -> Verdict {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours == theirs => Verdict::Same,
        (Some(_), Some(_)) => Verdict::Differs,
        _ => Verdict::Unknown,
    }
}

fn some<T>(list: &[T]) -> Option<&[T]> {
    (!list.is_empty()).then_some(list)
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

impl Feature {
    /// What a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Circumstance => "适用情形",
            Self::Area => "领域、主体",
            Self::Lenience => "三宽容",
            Self::Stage => "环节",
            Self::Tracks => "轨道",
            Self::Distinction(at) => ["先行先试还是明知故犯", "探索试验还是明令禁止", "无意过失还是谋取私利"]
                .get(at)
                .copied()
                .unwrap_or("三个区分开来"),
            Self::Dimension(at) => Dimension::ALL.get(at).map_or("五个方面", |one| one.title()),
            Self::Barred => "是否存在两不容情形",
            Self::Loss => "损失",
            Self::Corrected => "认定前是否已经纠正",
            Self::Identity => "身份",
        }
    }

    /// How much it counts. The rules' own questions count most, what goes with the person least.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Circumstance => 6,
            Self::Barred => 5,
            Self::Stage => 4,
            Self::Area | Self::Lenience | Self::Distinction(_) | Self::Loss => 3,
            Self::Tracks | Self::Dimension(_) | Self::Corrected => 2,
            Self::Identity => 1,
        }
    }

    /// How it compares.
    pub fn compare(self, ours: &Features, theirs: &Features) -> Verdict {
        match self {
            Self::Circumstance => verdict(ours.circumstance.as_deref(), theirs.circumstance.as_deref()),
            Self::Area => verdict(ours.area.as_deref(), theirs.area.as_deref()),
            Self::Lenience => verdict(ours.lenience, theirs.lenience),
            Self::Stage => verdict(ours.stage, theirs.stage),
            Self::Tracks => verdict(some(&ours.tracks), some(&theirs.tracks)),
            Self::Distinction(at) => {
                let of = |one: &Features| one.distinctions.get(at).copied().flatten();
                verdict(of(ours), of(theirs))
            }
            Self::Dimension(at) => {
                let of = |one: &Features| one.dimensions.get(at).copied().flatten();
                verdict(of(ours), of(theirs))
            }
            Self::Barred => verdict(ours.barred, theirs.barred),
            Self::Loss => verdict(ours.loss, theirs.loss),
            Self::Corrected => verdict(ours.corrected, theirs.corrected),
            Self::Identity => verdict(ours.identity, theirs.identity),
        }
    }

    /// What a matter says to it, in words; none where it does not say.
    pub fn says(self, of: &Features) -> Option<String> {
        let owned = |words: &'static str| words.to_owned();
        match self {
            Self::Circumstance => of.circumstance.clone(),
            Self::Area => of.area.clone(),
            Self::Lenience => of.lenience.map(Lenience::title).map(owned),
            Self::Stage => of.stage.map(Stage::title).map(owned),
            Self::Tracks => {
                let titles: Vec<_> = of.tracks.iter().map(|track| track.title()).collect();
                (!titles.is_empty()).then(|| titles.join("、"))
            }
            Self::Distinction(at) => {
                let side = of.distinctions.get(at).copied().flatten();
                side.map(|side| owned(if side == Side::Left { "前者" } else { "后者" }))
            }
            Self::Dimension(at) => of.dimensions.get(at).copied().flatten().map(Rating::title).map(owned),
            Self::Barred => of.barred.map(yes_no).map(owned),
            Self::Loss => of.loss.map(Loss::title).map(owned),
            Self::Corrected => of.corrected.map(yes_no).map(owned),
            Self::Identity => of.identity.map(Identity::title).map(owned),
        }
    }
}

/// What two matters have in common, weighed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    /// Weight of what is the same.
    same: u32,
    /// Weight of what differs.
    differs: u32,
    /// Weight of what one of them does not say.
    unknown: u32,
}

impl Likeness {
    /// The likeness of two matters.
    pub fn between(ours: &Features, theirs: &Features) -> Self {
        let mut likeness = Self::default();
        for feature in FEATURES {
            let weight = feature.weight();
            match feature.compare(ours, theirs) {
                Verdict::Same => likeness.same += weight,
                Verdict::Differs => likeness.differs += weight,
                Verdict::Unknown => likeness.unknown += weight,
            }
        }
        likeness
    }

    /// What is the same, in thousandths of all that is asked: what is not known brings no two matters nearer.
    pub const fn thousandths(self) -> u32 {
        let all = self.same + self.differs + self.unknown;
        match (self.same * 1_000).checked_div(all) {
            Some(thousandths) => thousandths,
            None => 0,
        }
    }

    /// Whether the two count as like cases (类案): seven tenths of all that is asked are the same.
    pub const fn is_like(self) -> bool {
        self.thousandths() >= LIKE
    }
}

/// The places of those most like a matter, the most like first, at most `most`. Each comes with how near its words are,
/// in thousandths, which decides between equals.
pub fn nearest<'a>(
    ours: &Features,
    others: impl IntoIterator<Item = (&'a Features, u16)>,
    most: usize,
) -> Vec<(usize, Likeness)> {
    let mut all: Vec<_> = others
        .into_iter()
        .enumerate()
        .map(|(at, (theirs, words))| {
            let likeness = Likeness::between(ours, theirs);
            (Reverse((likeness.thousandths(), words)), at, likeness)
        })
        .collect();
    let key = |one: &(Reverse<(u32, u16)>, usize, Likeness)| (one.0, one.1);
    if most < all.len() {
        all.select_nth_unstable_by_key(most, key);
        all.truncate(most);
    }
    all.sort_unstable_by_key(key);
    all.into_iter().map(|(_, at, likeness)| (at, likeness)).collect()
}

/// From here on two matters are like cases, in thousandths.
pub const LIKE: u32 = 700;

/// The outcomes of like cases on one track. There is none below the floor: few cases say nothing (mechanism §7).
///
/// ```compile_fail
/// // Only `Spread::above` gives one.
/// use rongheng_domain::judgement::likeness::Spread;
/// let spread = Spread { counts: Default::default() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    counts: BTreeMap<Outcome, u32>,
}

/// Outcomes of fewer than one in so many like cases are a departure.
const RARE: u32 = 10;

impl Spread {
    /// The spread of these outcomes, where there are at least `floor` of them.
    pub fn above(floor: u32, outcomes: impl IntoIterator<Item = Outcome>) -> Option<Self> {
        let mut counts = BTreeMap::new();
        for outcome in outcomes {
            *counts.entry(outcome).or_default() += 1;
        }
        let spread = Self { counts };
        (floor > 0 && spread.total() >= floor).then_some(spread)
    }

    /// How many like cases.
    pub fn total(&self) -> u32 {
        self.counts.values().sum()
    }

    /// How many came out how, the most frequent first.
    pub fn counts(&self) -> Vec<(Outcome, u32)> {
        let mut counts: Vec<_> = self.counts.iter().map(|(outcome, count)| (*outcome, *count)).collect();
        counts.sort_by_key(|(outcome, count)| (Reverse(*count), *outcome));
        counts
    }

    /// Whether an outcome departs from them, for or against the official: fewer than one in ten came out so. It asks
    /// for reasons and forbids nothing.
    pub fn departs(&self, outcome: Outcome) -> bool {
        self.counts.get(&outcome).copied().unwrap_or(0) * RARE < self.total()
    }
}

/// The places of answers, for [`Features`].
pub fn side_of(all: impl IntoIterator<Item = (Distinction, Side)>) -> [Option<Side>; 3] {
    let mut sides = [None; 3];
    for (distinction, side) in all {
        let at = Distinction::ALL.iter().position(|one| *one == distinction);
        if let Some(place) = at.and_then(|at| sides.get_mut(at)) {
            *place = Some(side);
        }
    }
    sides
}

/// The same for the five dimensions.
pub fn ratings_of(all: impl IntoIterator<Item = (Dimension, Rating)>) -> [Option<Rating>; 5] {
    let mut ratings = [None; 5];
    for (dimension, rating) in all {
        let at = Dimension::ALL.iter().position(|one| *one == dimension);
        if let Some(place) = at.and_then(|at| ratings.get_mut(at)) {
            *place = Some(rating);
        }
    }
    ratings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Features {
        Features {
            circumstance: Some("land.01".to_owned()),
            area: Some("征地拆迁".to_owned()),
            lenience: Some(Lenience::Duty),
            stage: Some(Stage::Investigation),
            tracks: vec![Track::Party, Track::Government],
            distinctions: [Some(Side::Left); 3],
            dimensions: [Some(Rating::Favourable); 5],
            barred: Some(false),
            loss: Some(Loss::of(0)),
            corrected: Some(true),
            identity: Some(Identity::ALL[0]),
        }
    }

    #[test]
    fn a_matter_is_wholly_like_itself_and_every_question_is_told_in_words() {
        let one = whole();
        assert_eq!(Likeness::between(&one, &one).thousandths(), 1_000);
        for feature in FEATURES {
            assert_eq!(feature.compare(&one, &one), Verdict::Same, "{}", feature.title());
            assert!(feature.says(&one).is_some(), "{}", feature.title());
            assert_eq!(feature.says(&Features::default()), None, "{}", feature.title());
        }
    }

    #[test]
    fn what_is_not_known_brings_nothing_nearer() {
        let likeness = Likeness::between(&whole(), &Features::default());
        assert_eq!(likeness.thousandths(), 0);
        assert!(!Likeness::between(&Features::default(), &Features::default()).is_like());
    }

    #[test]
    fn every_difference_makes_less_alike_and_likeness_is_mutual() {
        let one = whole();
        let changes: [fn(&mut Features); 5] = [
            |other| other.circumstance = Some("land.02".to_owned()),
            |other| other.distinctions[2] = Some(Side::Right),
            |other| other.dimensions[4] = Some(Rating::Adverse),
            |other| other.loss = Some(Loss::of(100_000_000)),
            |other| other.barred = Some(true),
        ];
        for change in changes {
            let mut other = whole();
            change(&mut other);
            let likeness = Likeness::between(&one, &other);
            assert!(likeness.thousandths() < 1_000);
            assert_eq!(likeness, Likeness::between(&other, &one));
            assert_eq!(FEATURES.iter().filter(|f| f.compare(&one, &other) == Verdict::Differs).count(), 1);
        }
    }

    #[test]
    fn the_most_like_come_first_and_words_decide_between_equals() {
        let (one, mut other) = (whole(), whole());
        other.barred = Some(true);
        let all = [(&other, 900), (&one, 100), (&one, 800), (&other, 1_000)];
        let places = |most| nearest(&one, all, most).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(places(9), [2, 1, 3, 0]);
        assert_eq!(places(2), [2, 1]);
        assert_eq!(places(0), [0; 0]);
    }

    #[test]
    fn losses_fall_into_their_steps() {
        let steps = [0, 999_999, 1_000_000, 9_999_999, 10_000_000, 99_999_999, 100_000_000].map(Loss::of);
        let [none, small, middle, also_middle, great, also_great, huge] = steps;
        assert_eq!((none, small, huge), (Loss::None, Loss::Small, Loss::Huge));
        assert_eq!((middle, great), (also_middle, also_great));
        assert_eq!((middle, great), (Loss::Middle, Loss::Great));
    }

    #[test]
    fn below_the_floor_there_is_no_spread_and_above_it_a_rare_outcome_departs_in_either_direction() {
        let outcomes = |exempt: usize, refused: usize| {
            let exempt = std::iter::repeat_n(Outcome::Exempt, exempt);
            exempt.chain(std::iter::repeat_n(Outcome::NotTolerated, refused))
        };
        assert_eq!(Spread::above(30, outcomes(27, 2)), None);
        assert_eq!(Spread::above(0, outcomes(27, 2)), None, "a floor of none is no floor");
        let spread = Spread::above(30, outcomes(28, 2)).unwrap();
        assert_eq!(spread.total(), 30);
        assert_eq!(spread.counts(), [(Outcome::Exempt, 28), (Outcome::NotTolerated, 2)]);
        assert!(!spread.departs(Outcome::Exempt));
        assert!(spread.departs(Outcome::NotTolerated) && spread.departs(Outcome::Lighter));
        let severe = Spread::above(30, outcomes(2, 28)).unwrap();
        assert!(severe.departs(Outcome::Exempt) && !severe.departs(Outcome::NotTolerated));
        assert!(!Spread::above(30, outcomes(27, 3)).unwrap().departs(Outcome::NotTolerated));
    }
}
