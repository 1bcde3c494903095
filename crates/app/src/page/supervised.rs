//! 督办 as a page gets it.

use rongheng_domain::{day::Day, supervision::Order};
use serde::Serialize;

use super::{Listed, Names};

/// 督办.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisedList {
    /// What this person ordered.
    pub ordered: Vec<SupervisedOrder>,
    /// What this person must answer.
    pub owed: Vec<SupervisedOrder>,
    /// Names.
    pub names: Names,
    /// Today.
    pub today: Day,
}

/// An order in its case.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisedOrder {
    /// The case.
    pub case: Listed,
    /// The order.
    pub order: Order,
    /// Not answered, and the day has passed.
    pub overdue: bool,
    /// Nothing more is done in the case.
    pub archived: bool,
}

impl SupervisedOrder {
    /// Where it stands, in words.
    pub const fn words(&self) -> &'static str {
        match self.order.standing {
            _ if self.overdue => "逾期未答复",
            _ if self.archived => "案件已归档",
            standing => standing.title(),
        }
    }
}
