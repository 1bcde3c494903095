//! 本单位设定 — what this unit decided for itself within the rules.

use serde::{Deserialize, Serialize};

use crate::{ids::UnitId, people::Role};

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The organ that runs the mechanism here.
    pub organ: UnitId,
    /// The word of its case numbers: `容`.
    pub number_word: String,
    /// The approval chain (G3), in order, before the collective decision.
    pub approval_chain: Vec<Role>,
    /// Attendance rule of a consultation after recusals (P6): this many of three thirds must be present,
    /// as numerator and denominator, such as (2, 3).
    pub attendance: (u32, u32),
    /// The fewest members of a consultation after recusals.
    pub consultation_least: u32,
    /// The appraisals that are told of an exemption (E1), with their owners.
    pub appraisals: Vec<(String, UnitId)>,
    /// 归档 retention in years.
    pub retention_years: u32,
    /// The body to which a review is addressed (P7), in words.
    pub review_body: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organ: "discipline".into(),
            number_word: "容".to_owned(),
            approval_chain: vec![Role::DivisionHead, Role::Leader, Role::PrincipalLeader],
            attendance: (2, 3),
            consultation_least: 3,
            appraisals: Vec::new(),
            retention_years: 30,
            review_body: "作出认定的纪检监察机关".to_owned(),
        }
    }
}
