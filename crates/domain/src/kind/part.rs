//! How people and units belong to a case: access and lists are made of it.

use crate::ids::{PersonId, UnitId};

/// How a person or a unit belongs to a case; access and lists are made of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 当事人.
    Official,
    /// 申请人.
    Applicant,
    /// 所在单位.
    Unit,
    /// The party organisation that speaks for the unit.
    SpeaksForUnit,
    /// 负责的党组织 (D3).
    Committee,
    /// 承办机关.
    Organ,
    /// 核实组.
    Team,
    /// 会商成员.
    Consulted,
    /// 审理人.
    Reviewer,
    /// 复查人员, and those who verify a revocation: others than before.
    Reexaminer,
    /// 应当回避: sees and does nothing here.
    Excluded,
    /// Concerned, told or not: comes to the case in no other way than [`Part::Official`] or [`Part::Applicant`],
    /// whatever the roles (G4). Belonging in this way gives nobody anything.
    Concerned,
    /// 考核主管单位.
    AppraisalOwner,
    /// Owner of a correction.
    Owner,
    /// 会签人 of a paper that goes out.
    Countersigner,
    /// 线索来源.
    Source,
    /// 督办人: ordered an answer. Belonging in this way gives nobody anything.
    Supervisor,
    /// 被督办的人: owes an answer. Nor does this.
    Supervised,
    /// 原承办机关: the upper organ gave the case to another.
    FormerOrgan,
}

impl Part {
    /// Every way.
    pub const ALL: [Self; 17] = [
        Self::Official,
        Self::Applicant,
        Self::Unit,
        Self::SpeaksForUnit,
        Self::Committee,
        Self::Organ,
        Self::Team,
        Self::Consulted,
        Self::Reviewer,
        Self::Reexaminer,
        Self::Excluded,
        Self::Concerned,
        Self::AppraisalOwner,
        Self::Owner,
        Self::Countersigner,
        Self::Source,
        Self::FormerOrgan,
    ];

    /// The way with this stored word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.id() == id)
    }

    /// The stable stored word.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Applicant => "applicant",
            Self::Unit => "unit",
            Self::SpeaksForUnit => "speaks_for_unit",
            Self::Committee => "committee",
            Self::Organ => "organ",
            Self::Team => "team",
            Self::Consulted => "consulted",
            Self::Reviewer => "reviewer",
            Self::Reexaminer => "reexaminer",
            Self::Excluded => "excluded",
            Self::Concerned => "concerned",
            Self::AppraisalOwner => "appraisal_owner",
            Self::Owner => "owner",
            Self::Countersigner => "countersigner",
            Self::Source => "source",
            Self::Supervisor => "supervisor",
            Self::Supervised => "supervised",
            Self::FormerOrgan => "former_organ",
        }
    }
}

/// A person or a unit in a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person.
    Person(PersonId),
    /// A unit.
    Unit(UnitId),
}
