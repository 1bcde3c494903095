//! 基准档次 — what would have been due, recorded before anything lighter can be chosen (G7).

use super::outcome::Track;
use crate::{
    day::Day,
    people::{Identity, Person, words},
    refusal::Reason,
    rule::{Force, Rule},
};

/// What would have been due is on record before anything lighter is chosen.
pub static RULE: Rule = Rule {
    code: "G7",
    phrase: "基准档次",
    asks: "免予、从轻、减轻之前，先记录本应给予的处分档次；免予党纪处分只适用于警告或者严重警告，减轻只减一档。",
    source: "中国共产党纪律处分条例",
    force: Force::National,
};

/// Which tracks exist for whom.
pub static IDENTITY_RULE: Rule = Rule {
    code: "G6",
    phrase: "身份与轨道",
    asks: "党纪只对党员；政务只对公职人员，退休人员不给予政务处分，基层组织管理人员只有警告、记过、记大过。",
    source: "中国共产党纪律处分条例、公职人员政务处分法",
    force: Force::National,
};

words! {
    /// Grades of a sanction, lightest first within each track.
    Grade {
        /// 党纪警告.
        PartyWarning = "party_warning" "警告（党纪）",
        /// 严重警告.
        PartySeriousWarning = "party_serious_warning" "严重警告（党纪）",
        /// 撤销党内职务.
        PartyRemoval = "party_removal" "撤销党内职务",
        /// 留党察看.
        PartyProbation = "party_probation" "留党察看",
        /// 开除党籍.
        PartyExpulsion = "party_expulsion" "开除党籍",
        /// 政务警告.
        GovernmentWarning = "government_warning" "警告（政务）",
        /// 记过.
        Demerit = "demerit" "记过",
        /// 记大过.
        MajorDemerit = "major_demerit" "记大过",
        /// 降级.
        Downgrade = "downgrade" "降级",
        /// 撤职.
        Dismissal = "dismissal" "撤职",
        /// 开除.
        Expulsion = "expulsion" "开除",
        /// 问责.
        Accountability = "accountability" "问责处理",
        /// 组织处理.
        OrganisationMeasure = "organisation_measure" "组织处理",
    }
}

impl Grade {
    /// The track it belongs to.
    pub const fn track(self) -> Track {
        match self {
            Self::PartyWarning
            | Self::PartySeriousWarning
            | Self::PartyRemoval
            | Self::PartyProbation
            | Self::PartyExpulsion => Track::Party,
            Self::GovernmentWarning
            | Self::Demerit
            | Self::MajorDemerit
            | Self::Downgrade
            | Self::Dismissal
            | Self::Expulsion => Track::Government,
            Self::Accountability => Track::Accountability,
            Self::OrganisationMeasure => Track::Organisation,
        }
    }

    /// The grade below it on the same track, where there is one.
    pub fn one_below(self) -> Option<Self> {
        let below = |grade: &&Self| grade.track() == self.track() && **grade < self;
        Self::ALL.iter().rfind(below).copied()
    }
}

/// Why `track` does not exist for this person today (G6), where it does not.
pub fn no_such_track(track: Track, person: &Person, today: Day) -> Option<Reason> {
    match track {
        Track::Party if !person.party_member => Some(
            Reason::new(&IDENTITY_RULE, "当事人不是中共党员，不适用党纪轨道，请改选其他轨道。").at("track"),
        ),
        Track::Government if person.identity == Identity::Other => Some(
            Reason::new(&IDENTITY_RULE, "当事人不是公职人员，不适用政务轨道，请改选其他轨道。").at("track"),
        ),
        Track::Government => person.retired_on.filter(|retired| *retired <= today).map(|retired| {
            let says =
                format!("当事人已于{}退休，对退休人员不给予政务处分，请改选其他轨道。", retired.words());
            Reason::new(&IDENTITY_RULE, says).at("track")
        }),
        _ => None,
    }
}

/// Why `grade` cannot have been due on `track` for this person, where it cannot.
pub fn no_such_grade(grade: Grade, track: Track, person: &Person) -> Option<Reason> {
    if grade.track() != track {
        let says = format!("“{}”不是{}轨道的档次，请选择该轨道的档次。", grade.title(), track.title());
        return Some(Reason::new(&RULE, says).at("grade"));
    }
    let grass_roots = [Grade::GovernmentWarning, Grade::Demerit, Grade::MajorDemerit];
    if track == Track::Government
        && person.identity == Identity::GrassRootsManager
        && !grass_roots.contains(&grade)
    {
        let says =
            format!("基层组织管理人员只能给予警告、记过、记大过，不能是“{}”，请重新选择。", grade.title());
        return Some(Reason::new(&IDENTITY_RULE, says).at("grade"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Tier;

    fn person() -> Person {
        Person {
            unit: "shiqiao".into(),
            former: Vec::new(),
            heads_unit: false,
            party_member: true,
            identity: Identity::CivilServant,
            tier: Tier::Section,
            retired_on: None,
            kin: Vec::new(),
        }
    }

    #[test]
    fn one_grade_below_stays_on_the_same_track() {
        assert_eq!(Grade::PartySeriousWarning.one_below(), Some(Grade::PartyWarning));
        assert_eq!(Grade::PartyWarning.one_below(), None);
        assert_eq!(Grade::GovernmentWarning.one_below(), None);
        assert_eq!(Grade::Downgrade.one_below(), Some(Grade::MajorDemerit));
        assert_eq!(Grade::Accountability.one_below(), None);
    }

    #[test]
    fn a_track_exists_only_for_those_it_governs() {
        let today = Day::constant(2026, 3, 4);
        assert_eq!(no_such_track(Track::Party, &person(), today), None);
        assert_eq!(no_such_track(Track::Government, &person(), today), None);
        let no_member = Person { party_member: false, ..person() };
        assert!(no_such_track(Track::Party, &no_member, today).is_some());
        let private = Person { identity: Identity::Other, ..person() };
        assert!(no_such_track(Track::Government, &private, today).is_some());
        let retired = Person { retired_on: Some(today), ..person() };
        assert!(no_such_track(Track::Government, &retired, today).is_some());
        assert_eq!(no_such_track(Track::Government, &retired, today.plus(-1)), None);
    }

    #[test]
    fn a_grass_roots_manager_is_never_downgraded() {
        let manager = Person { identity: Identity::GrassRootsManager, ..person() };
        assert_eq!(no_such_grade(Grade::MajorDemerit, Track::Government, &manager), None);
        assert!(no_such_grade(Grade::Downgrade, Track::Government, &manager).is_some());
        assert_eq!(no_such_grade(Grade::Downgrade, Track::Government, &person()), None);
        assert!(no_such_grade(Grade::Demerit, Track::Party, &person()).is_some());
    }
}
