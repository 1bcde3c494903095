//! 组成核实组 — a team of two or more, none recused (P5).

use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The team was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// 组长.
    pub leader: PersonId,
    /// 成员, the leader not among them.
    pub members: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}
