//! Who takes part: roles, and what the rules know of a person and a unit. Never a name.

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, UnitId},
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal $title:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $id)] $variant),* }

        impl $name {
            /// Every value, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The pairs of stored word and Chinese title, as a form offers them.
            pub const CHOICES: &'static [(&'static str, &'static str)] = &[$(($id, $title)),*];
            /// The stable stored word.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }
            /// What a screen calls it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }
            /// The value with this stored word.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The roles of the access table (`architecture.md` §6), and `system_jobs`, which carries obligations.
    Role {
        /// 信访室.
        PetitionOfficer = "petition_officer" "信访举报部门",
        /// Custodian of sealed reporters.
        ReporterCustodian = "reporter_custodian" "举报人信息保管员",
        /// 案管.
        CaseManagement = "case_management" "案件监督管理室",
        /// 承办人.
        CaseOfficer = "case_officer" "承办人",
        /// 核实组组长.
        TeamLeader = "team_leader" "核实组组长",
        /// 室主任.
        DivisionHead = "division_head" "承办部门主任",
        /// 审理人员.
        ReviewOfficer = "review_officer" "案件审理室",
        /// 分管领导.
        Leader = "leader" "分管领导",
        /// 主要负责人.
        PrincipalLeader = "principal_leader" "主要负责人",
        /// Records the collective decision.
        CommitteeClerk = "committee_clerk" "集体研究记录人",
        /// 派驻组.
        PostedGroup = "posted_group" "派驻纪检监察组",
        /// 党委（党组）.
        Committee = "committee" "党委（党组）",
        /// 单位联络人.
        UnitContact = "unit_contact" "所在单位联络人",
        /// 当事人.
        Official = "official" "当事人",
        /// 会商成员.
        ConsultedMember = "consulted_member" "会商成员",
        /// 考核主管单位.
        AppraisalOwner = "appraisal_owner" "考核主管单位",
        /// 组织部门.
        OrganisationOfficer = "organisation_officer" "组织（人事）部门",
        /// 政策管理员.
        PolicyOfficer = "policy_officer" "政策清单管理员",
        /// 上级纪委监委.
        UpperOrgan = "upper_organ" "上级纪委监委",
        /// 审计管理员.
        Auditor = "auditor" "审计管理员",
        /// 系统管理员.
        SystemAdmin = "system_admin" "系统管理员",
        /// 安全管理员.
        SecurityAdmin = "security_admin" "安全管理员",
        /// The program itself, carrying obligations from one case to another.
        SystemJobs = "system_jobs" "系统（自动办理）",
    }
}

words! {
    /// What a person is for the two laws (G6).
    Identity {
        /// 公务员、参公人员.
        CivilServant = "civil_servant" "公务员（参公人员）",
        /// 其他公职人员（事业单位、国企）.
        PublicEmployee = "public_employee" "其他公职人员",
        /// 基层群众性自治组织、经济联社管理人员.
        GrassRootsManager = "grass_roots_manager" "基层组织管理人员",
        /// Not a public employee.
        Other = "other" "非公职人员",
    }
}

words! {
    /// Whose official it is (G2).
    Tier {
        /// 省管.
        Province = "province" "省管",
        /// 市管.
        City = "city" "市管",
        /// 区管.
        District = "district" "区管",
        /// 科级.
        Section = "section" "科级",
        /// 其他.
        Other = "other" "其他",
    }
}

impl Tier {
    /// The higher of two: 省管 stands first.
    #[must_use]
    pub fn higher(self, other: Self) -> Self {
        self.min(other)
    }
}

/// What the rules know of a person on the day of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Where the person works today.
    pub unit: UnitId,
    /// Where the person worked before, with the last day there.
    pub former: Vec<(UnitId, Day)>,
    /// Whether the person heads the unit.
    pub heads_unit: bool,
    /// Party member (党纪 exists only for members).
    pub party_member: bool,
    /// For the government track.
    pub identity: Identity,
    /// Management.
    pub tier: Tier,
    /// Retired since.
    pub retired_on: Option<Day>,
    /// Close relatives who are known to the register (P8).
    pub kin: Vec<PersonId>,
}

/// What the rules know of a unit on the day of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The party organisation that answers for it, and speaks where the unit cannot (P4, D3).
    pub committee: Option<UnitId>,
    /// Who heads it.
    pub head: Option<PersonId>,
    /// The committee's secretary, where the unit is a committee (D3).
    pub secretary: Option<PersonId>,
}
