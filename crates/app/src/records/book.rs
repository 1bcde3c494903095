//! The books: what each is called, who opens it, what can be done in it.

use rongheng_domain::{
    calendar::Calendar,
    connivance::looking::{SignalRecord, WATCHES},
    ids::StreamId,
    people::Role,
    registers::{
        Register as _,
        account::AccountRecord,
        amendment::Amendment,
        checklist::ChecklistRecord,
        keeping::{Act, Keep as _},
        organisation::OrganisationRecord,
        paper_draft::PaperDraft,
        person::PersonRecord,
        policy::PolicyRecord,
        precedent::Precedent,
        quality::{QualityRound, REVIEWS},
        settings::Settings,
        training::Training,
    },
};
use serde::{Deserialize, Serialize};

use crate::{ONLY, Result, error::Error};

/// A register that people keep by forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// 人员.
    People,
    /// 单位.
    Units,
    /// 账号.
    Accounts,
    /// 本单位设定.
    Settings,
    /// 适用情形清单: read here, changed by amendments alone.
    Checklist,
    /// 清单修订.
    Amendments,
    /// 政策文件.
    Policy,
    /// 放假安排.
    Calendar,
    /// 案例.
    Precedents,
    /// 纵错信号.
    Signals,
    /// 案件质量评查.
    Quality,
    /// 培训.
    Trainings,
    /// 式样修订.
    PaperDrafts,
}

/// Who reads the policy: its keeper, who checks it, and the auditor.
const POLICY_READERS: &[Role] =
    &[Role::PolicyOfficer, Role::ReviewOfficer, Role::Leader, Role::PrincipalLeader, Role::Auditor];

/// Who reads precedents: all who handle, review or decide cases, and the keeper of the policy.
pub(super) const PRECEDENT_READERS: &[Role] = &[
    Role::PolicyOfficer,
    Role::CaseManagement,
    Role::CaseOfficer,
    Role::TeamLeader,
    Role::DivisionHead,
    Role::ReviewOfficer,
    Role::Leader,
    Role::PrincipalLeader,
    Role::Auditor,
];

/// Who keeps the record of trainings, and the auditor.
const TRAINING_READERS: &[Role] =
    &[Role::PolicyOfficer, Role::CaseManagement, Role::ReviewOfficer, Role::Auditor];

/// Who drafts, checks and issues the texts of papers, and the auditor.
const PAPER_READERS: &[Role] = &[
    Role::PolicyOfficer,
    Role::CaseManagement,
    Role::ReviewOfficer,
    Role::Leader,
    Role::PrincipalLeader,
    Role::Auditor,
];

impl Book {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::People,
        Self::Units,
        Self::Accounts,
        Self::Settings,
        Self::Checklist,
        Self::Amendments,
        Self::Policy,
        Self::Calendar,
        Self::Precedents,
        Self::Signals,
        Self::Quality,
        Self::Trainings,
        Self::PaperDrafts,
    ];

    /// Its name in addresses.
    pub const fn id(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Units => "units",
            Self::Accounts => "accounts",
            Self::Settings => "settings",
            Self::Checklist => "checklist",
            Self::Amendments => "amendments",
            Self::Policy => "policy",
            Self::Calendar => "calendar",
            Self::Precedents => "precedents",
            Self::Signals => "signals",
            Self::Quality => "quality",
            Self::Trainings => "trainings",
            Self::PaperDrafts => "paper-drafts",
        }
    }

    /// The book of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|book| book.id() == id)
    }

    /// What a screen calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::People => "人员",
            Self::Units => "单位",
            Self::Accounts => "账号",
            Self::Settings => "本单位设定",
            Self::Checklist => "适用情形清单",
            Self::Amendments => "清单修订",
            Self::Policy => "政策文件",
            Self::Calendar => "放假安排",
            Self::Precedents => "案例",
            Self::Signals => "纵错信号",
            Self::Quality => "案件质量评查",
            Self::Trainings => "培训登记",
            Self::PaperDrafts => "式样修订",
        }
    }

    /// Everything that can be done in it.
    pub const fn acts(self) -> &'static [Act] {
        match self {
            Self::People => PersonRecord::ACTS,
            Self::Units => OrganisationRecord::ACTS,
            Self::Accounts => AccountRecord::ACTS,
            Self::Settings => Settings::ACTS,
            Self::Checklist => &[],
            Self::Amendments => Amendment::ACTS,
            Self::Policy => PolicyRecord::ACTS,
            Self::Calendar => Calendar::ACTS,
            Self::Precedents => Precedent::ACTS,
            Self::Signals => SignalRecord::ACTS,
            Self::Quality => QualityRound::ACTS,
            Self::Trainings => Training::ACTS,
            Self::PaperDrafts => PaperDraft::ACTS,
        }
    }

    /// Whether there is one record in it.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Settings | Self::Policy | Self::Calendar)
    }

    /// The roles that may open it; the auditor reads and changes nothing.
    pub const fn readers(self) -> &'static [Role] {
        match self {
            Self::Accounts => &[Role::SecurityAdmin, Role::SystemAdmin, Role::Auditor],
            Self::People | Self::Units | Self::Settings => &[Role::SystemAdmin, Role::Auditor],
            Self::Checklist | Self::Amendments | Self::Policy => POLICY_READERS,
            Self::Calendar => &[Role::PolicyOfficer, Role::CaseManagement, Role::Auditor],
            Self::Precedents => PRECEDENT_READERS,
            Self::Signals => WATCHES,
            Self::Quality => REVIEWS,
            Self::Trainings => TRAINING_READERS,
            Self::PaperDrafts => PAPER_READERS,
        }
    }

    pub(super) fn stream(self, key: &str) -> StreamId {
        let kind = match self {
            Self::People => PersonRecord::NAME,
            Self::Units => OrganisationRecord::NAME,
            Self::Accounts => AccountRecord::NAME,
            Self::Settings => Settings::NAME,
            Self::Checklist => return StreamId::new(ChecklistRecord::NAME, ONLY),
            Self::Amendments => Amendment::NAME,
            Self::Policy => PolicyRecord::NAME,
            Self::Calendar => Calendar::NAME,
            Self::Precedents => Precedent::NAME,
            Self::Signals => SignalRecord::NAME,
            Self::Quality => QualityRound::NAME,
            Self::Trainings => Training::NAME,
            Self::PaperDrafts => PaperDraft::NAME,
        };
        StreamId::new(kind, key)
    }

    pub(super) fn act(self, name: &str) -> Result<&'static Act> {
        self.acts().iter().find(|act| act.name == name).ok_or_else(|| Error::UnknownAction(name.to_owned()))
    }

    /// The act that makes a new record, where this role does it.
    pub(super) fn opening(self, role: Role) -> Option<&'static Act> {
        self.acts().iter().find(|act| act.opens && act.who.contains(&role))
    }
}
