//! Which cases are wanted, in which order, and where a page begins: what an address, a saved view and an export carry.

use rongheng_domain::{
    calendar::Calendar,
    day::Day,
    ids::{PersonId, UnitId},
};
use rongheng_store::{CaseOrder, CaseRow, CaseTurn};
use serde::{Deserialize, Serialize};

/// Working days left from which a limit is no longer 临期.
const AMPLE: i64 = 4;
/// What stands between the parts of a page's beginning.
const MARK: char = '\u{1f}';

/// The light of the limit that matters now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 逾期.
    Red,
    /// 临期.
    Yellow,
    /// 充裕.
    Green,
}

impl Light {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 3] = [Self::Red, Self::Yellow, Self::Green];

    /// The word in an address.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Green => "green",
        }
    }

    /// What a screen calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Red => "逾期",
            Self::Yellow => "临期",
            Self::Green => "充裕",
        }
    }

    /// The last days that have this light today: from, to.
    pub(crate) fn days(self, calendar: &Calendar, today: Day) -> (Option<Day>, Option<Day>) {
        let mut soon = today;
        let mut left = 0;
        // INVARIANT: bounded; no calendar has forty days off in a row.
        for _ in 0..60 {
            let next = soon.next();
            left += i64::from(calendar.is_work_day(next));
            if left >= AMPLE {
                break;
            }
            soon = next;
        }
        match self {
            Self::Red => (None, Some(today.plus(-1))),
            Self::Yellow => (Some(today), Some(soon)),
            Self::Green => (Some(soon.next()), None),
        }
    }
}

/// How the reader belongs to the cases wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mine {
    /// In the team that verifies.
    Team,
    /// Member of the consultation.
    Consulted,
    /// 审理人.
    Reviewer,
    /// 复查人员.
    Reexaminer,
    /// Whoever applied.
    Applicant,
}

impl Mine {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Team, Self::Consulted, Self::Reviewer, Self::Reexaminer, Self::Applicant];

    /// The word in an address, and of the part.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Consulted => "consulted",
            Self::Reviewer => "reviewer",
            Self::Reexaminer => "reexaminer",
            Self::Applicant => "applicant",
        }
    }

    /// What a screen calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Team => "我在核实组",
            Self::Consulted => "我参加会商",
            Self::Reviewer => "我审理",
            Self::Reexaminer => "我复查",
            Self::Applicant => "我提出申请",
        }
    }
}

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The day a case began.
    #[default]
    Opened,
    /// The last day of the limit that matters now.
    Due,
    /// Number.
    Number,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the last to the first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Opened, descending: true }
    }
}

impl Sort {
    pub(crate) const fn order(self) -> CaseOrder {
        match self.by {
            SortBy::Opened => CaseOrder::Opened,
            SortBy::Due => CaseOrder::Due,
            SortBy::Number => CaseOrder::Number,
        }
    }
}

/// Which cases are wanted. Empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Name of the kind; empty for all.
    pub kind: String,
    /// Number, or part of title or unit.
    pub text: String,
    /// The whole number, however typed.
    pub number: String,
    /// Stage; empty for all.
    pub stage: String,
    /// Only open ones, only closed ones, or both.
    pub open: Option<bool>,
    /// 所在单位.
    pub unit: Option<UnitId>,
    /// 承办机关.
    pub organ: Option<UnitId>,
    /// Somebody in the team that verifies.
    pub officer: Option<PersonId>,
    /// Opened on this day or later.
    pub opened_from: Option<Day>,
    /// Opened on this day or earlier.
    pub opened_to: Option<Day>,
    /// Due no later than this day.
    pub due_by: Option<Day>,
    /// The light of the limit that matters now.
    pub light: Option<Light>,
    /// How the reader belongs to it.
    pub mine: Option<Mine>,
    /// Whether 批准告知 is on record.
    pub disclosed: Option<bool>,
    /// 复杂, 敏感 or 重大.
    pub mark: String,
    /// 预计: the holiday notice of the year is not out yet.
    pub provisional: Option<bool>,
    /// In which order.
    pub sort: Option<Sort>,
}

impl Filter {
    /// The order the rows come in: what is due comes by its day, unless something else was asked for.
    pub fn order(&self) -> Sort {
        let by_day = self.due_by.is_some() || self.light.is_some();
        let days = Sort { by: SortBy::Due, descending: false };
        self.sort.unwrap_or(if by_day { days } else { Sort::default() })
    }
}

/// Where a page begins, and how much of it is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// After this row, as an earlier page named it.
    pub after: Option<&'a str>,
    /// Before this one.
    pub before: Option<&'a str>,
    /// How many rows.
    pub size: u32,
}

/// The name of a case's place in an order.
pub(crate) fn place_of(row: &CaseRow, by: SortBy) -> String {
    let value = match by {
        SortBy::Opened => row.opened_on.as_str(),
        SortBy::Due if row.due_on.is_empty() => "~",
        SortBy::Due => &row.due_on,
        SortBy::Number => &row.numbered,
    };
    place(value, &row.stream)
}

/// The name of a place: the value of the order, and the key.
pub(crate) fn place(value: &str, key: &str) -> String {
    format!("{value}{MARK}{key}")
}

/// A row of a page with what is next to it: `more` rows were found beyond those that are shown.
pub(crate) fn beside<T>(
    rows: &[T],
    (back, more, first): (bool, bool, bool),
    name: impl Fn(&T) -> String,
) -> (Option<String>, Option<String>) {
    let (before, behind) = if back { (more, true) } else { (!first, more) };
    let next = rows.last().filter(|_| behind).map(&name);
    let previous = rows.first().filter(|_| before).map(&name);
    (next, previous)
}

impl Place<'_> {
    /// The row next to the page, and whether the rows come the other way round. A place that says nothing is the first
    /// page.
    pub(crate) fn from(&self) -> (Option<(String, String)>, bool) {
        let back = self.before.is_some() && self.after.is_none();
        let from = self.after.or(self.before).and_then(|place| place.split_once(MARK));
        let from = from.map(|(value, key)| (value.to_owned(), key.to_owned()));
        let back = back && from.is_some();
        (from, back)
    }

    /// The same for cases in an order.
    pub(crate) fn turn(&self, sort: Sort) -> (CaseTurn, bool) {
        let (from, back) = self.from();
        (CaseTurn { by: sort.order(), descending: sort.descending != back, from }, back)
    }

    /// Rows on the page.
    pub(crate) fn rows(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_one_light_and_the_lights_meet() {
        let calendar = Calendar::default();
        let today = Day::parse("2026-11-25").unwrap();
        let (_, red) = Light::Red.days(&calendar, today);
        let (from, until) = Light::Yellow.days(&calendar, today);
        let (green, _) = Light::Green.days(&calendar, today);
        assert_eq!((red.unwrap().next(), until.unwrap().next()), (from.unwrap(), green.unwrap()));
        // Thursday, Friday, Monday are three working days; Tuesday the first is the fourth.
        assert_eq!(green, Day::parse("2026-12-01"));
    }

    #[test]
    fn a_place_that_says_nothing_is_the_first_page() {
        for text in ["", "x", "../../etc/passwd"] {
            let (turn, back) = Place { after: None, before: Some(text), size: 20 }.turn(Sort::default());
            assert_eq!((turn.from, turn.descending, back), (None, true, false), "{text}");
        }
    }
}
