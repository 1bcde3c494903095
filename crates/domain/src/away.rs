//! 请假、AB 角、代理 — while somebody is away, somebody who is there answers for what is open (G12).
//!
//! Source: mechanism §3 G12; docs/decisions/0037. What is entered stands in the person's own stream: leave (请假), a
//! standing deputy (AB 角) who stands in on days of leave, and a delegation (代理) for some days. All days are half-open:
//! the first day is in, the day of return is not. Who stands in on a day is computed from what is entered, never stored.
//! Nothing is passed on: whoever stands in for another hands that to nobody else. Not decided here: what may be done in
//! another's place ([`delegable`]), what is entered and by whom ([`entering`]), and that two people count as two
//! ([`both`]).

pub mod both;
pub mod delegable;
pub mod entering;

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    people::{Role, words},
    rule::{Force, Rule},
    sheet::{Block, Say},
};

/// While somebody is away somebody answers for what is open.
pub static RULE: Rule = Rule {
    code: "G12.delegation",
    phrase: "代理",
    asks: "请假、出差的，写明起止日期和代理人；代理人在这些天里要在岗，代理不得循环、不得转托，期满自行失效；应当本人办理的不得代理。",
    source: "本单位设定",
    force: Force::Setting,
};

words! {
    /// Why somebody is away.
    LeaveKind {
        /// 年休假.
        Annual = "annual" "年休假",
        /// 病假.
        Sick = "sick" "病假",
        /// 事假.
        Personal = "personal" "事假",
        /// 公出.
        Duty = "duty" "公出（出差、学习、借调）",
        /// 其他.
        Other = "other" "其他",
    }
}

words! {
    /// In which way somebody is away or is stood in for.
    Way {
        /// 请假.
        Leave = "leave" "请假",
        /// AB 角.
        Deputy = "deputy" "AB 角",
        /// 代理.
        Delegation = "delegation" "代理",
    }
}

/// Days from the first until the one that is no longer among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// First day after; `None` without an end.
    pub until: Option<Day>,
}

impl Span {
    /// Whether `day` is among them.
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// The days in both, where there are any.
    #[must_use]
    pub fn meets(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        until.is_none_or(|until| from < until).then_some(Self { from, until })
    }

    /// `2026年3月4日至2026年3月6日`, the last day with it.
    pub fn words(self) -> String {
        match self.until {
            Some(until) if until <= self.from => format!("{}起，没有开始", self.from.words()),
            Some(until) => format!("{}至{}", self.from.words(), until.plus(-1).words()),
            None => format!("{}起", self.from.words()),
        }
    }
}

/// Leave, as it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// From 1 among all that was entered for the person.
    pub number: u32,
    /// Why.
    pub kind: LeaveKind,
    /// First day away.
    pub from: Day,
    /// First day back.
    pub until: Day,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

/// Somebody stands in for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandIn {
    /// From 1 among all that was entered for the person.
    pub number: u32,
    /// Who stands in.
    pub to: PersonId,
    /// Whose acts are done: those of these roles of the person.
    pub roles: Vec<Role>,
    /// First day.
    pub from: Day,
    /// First day after; `None` for a standing deputy without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why.
    pub why: String,
    /// Who approved it.
    pub approved_by: PersonId,
}

/// Something that was entered ends earlier than it says; what was entered stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// Which.
    pub number: u32,
    /// First day on which it holds no longer; its first day where it never began.
    pub until: Day,
    /// Why.
    pub why: String,
}

/// What was entered, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// In which way.
    pub way: Way,
    /// From 1.
    pub number: u32,
    /// Who stands in; nobody for leave.
    pub to: Option<PersonId>,
    /// Whose acts; none for leave.
    pub roles: Vec<Role>,
    /// First day.
    pub from: Day,
    /// First day after, as it was entered.
    pub until: Option<Day>,
    /// The reason, in words.
    pub why: String,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// That it ended earlier.
    pub ended: Option<Ended>,
    /// When this was entered: the place among all that was entered and ended for the person, and the day.
    pub entered_at: (u32, Day),
    /// When its end was.
    pub ended_at: Option<(u32, Day)>,
}

/// What a delegate is told, in fixed words that name nobody.
pub const ENTRUSTED: &str = "有同事请您在其不在岗时代为办理，见“请假与代理”。";
/// That it is over.
pub const TAKEN_BACK: &str = "请您代理的已经提前结束，见“请假与代理”。";

impl Entry {
    /// Leave.
    pub fn leave(leave: &Leave) -> Self {
        let says = leave.says.as_deref().unwrap_or_default();
        let why = if says.is_empty() {
            leave.kind.title().to_owned()
        } else {
            format!("{}：{says}", leave.kind.title())
        };
        Self {
            way: Way::Leave,
            number: leave.number,
            to: None,
            roles: Vec::new(),
            from: leave.from,
            until: Some(leave.until),
            why,
            approved_by: None,
            ended: None,
            entered_at: (0, leave.from),
            ended_at: None,
        }
    }

    /// Somebody stands in.
    pub fn stand_in(way: Way, one: &StandIn) -> Self {
        Self {
            way,
            number: one.number,
            to: Some(one.to.clone()),
            roles: one.roles.clone(),
            from: one.from,
            until: one.until,
            why: one.why.clone(),
            approved_by: Some(one.approved_by.clone()),
            ended: None,
            entered_at: (0, one.from),
            ended_at: None,
        }
    }

    /// The same, entered as the `nth` of all on `on`.
    #[must_use]
    pub fn entered(mut self, nth: u32, on: Day) -> Self {
        self.entered_at = (nth, on);
        self
    }

    /// What whoever stands in is told: the place of what was entered, the day, and the words.
    pub fn messages(&self) -> Vec<(u32, Day, &PersonId, &'static str)> {
        let Some(to) = &self.to else { return Vec::new() };
        let one = |(nth, on), words| (nth, on, to, words);
        let ended = self.ended_at.map(|at| one(at, TAKEN_BACK));
        std::iter::once(one(self.entered_at, ENTRUSTED)).chain(ended).collect()
    }

    /// The days it holds.
    pub fn span(&self) -> Span {
        let until = match (self.until, self.ended.as_ref().map(|ended| ended.until)) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Span { from: self.from, until }
    }

    /// The same as everybody's are compared.
    pub fn of(&self, person: &PersonId) -> Away {
        Away {
            person: person.clone(),
            number: self.number,
            way: self.way,
            to: self.to.clone(),
            roles: self.roles.clone(),
            span: self.span(),
        }
    }

    /// `代理：苏若禾，2026年3月4日至2026年3月6日`.
    pub fn says(&self) -> Say {
        let mut said = Say::from(format!("{}：", self.way.title()));
        if let Some(to) = &self.to {
            said = said.and(to).and("，");
        }
        said.and(self.span().words())
    }
}

/// What holds of somebody on some days, among everybody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Whose.
    pub person: PersonId,
    /// Which of the person's.
    pub number: u32,
    /// In which way.
    pub way: Way,
    /// Who stands in.
    pub to: Option<PersonId>,
    /// Whose acts.
    pub roles: Vec<Role>,
    /// When.
    pub span: Span,
}

/// Somebody whose place is taken on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// In whose place.
    pub person: PersonId,
    /// The acts of these roles.
    pub roles: Vec<Role>,
    /// First day in whose place.
    pub from: Day,
    /// First day on which no longer, as far as it is known.
    pub until: Option<Day>,
    /// In which way.
    pub way: Way,
}

/// Whether `person` is on leave on `day`.
pub fn on_leave(all: &[Away], person: &PersonId, day: Day) -> bool {
    leave_on(all, person, day).is_some()
}

fn leave_on<'a>(all: &'a [Away], person: &PersonId, day: Day) -> Option<&'a Away> {
    all.iter().find(|one| one.way == Way::Leave && one.person == *person && one.span.holds(day))
}

/// The leave of `person` that meets these days, if any.
pub fn leave_in<'a>(all: &'a [Away], person: &PersonId, days: Span) -> Option<&'a Away> {
    all.iter().find(|one| one.way == Way::Leave && one.person == *person && one.span.meets(days).is_some())
}

/// In whose places `to` stands on `day`. A delegation holds on its days; a deputy on those on which the other is on
/// leave and has delegated that role to nobody. Whoever is away stands in for nobody.
pub fn standing_in(all: &[Away], to: &PersonId, day: Day) -> Vec<Standing> {
    if on_leave(all, to, day) {
        return Vec::new();
    }
    let delegated = |person: &PersonId, role: &Role| {
        all.iter().any(|one| {
            one.way == Way::Delegation
                && one.person == *person
                && one.roles.contains(role)
                && one.span.holds(day)
        })
    };
    let mut found: Vec<Standing> = Vec::new();
    for one in all.iter().filter(|one| one.to.as_ref() == Some(to) && one.span.holds(day)) {
        let (roles, days) = match one.way {
            Way::Leave => continue,
            Way::Delegation => (one.roles.clone(), Some(one.span)),
            Way::Deputy => {
                let free = |role: &&Role| !delegated(&one.person, role);
                let leave = leave_on(all, &one.person, day);
                (
                    one.roles.iter().filter(free).copied().collect(),
                    leave.and_then(|leave| leave.span.meets(one.span)),
                )
            }
        };
        let Some(days) = days.filter(|_| !roles.is_empty()) else { continue };
        match found.iter_mut().find(|known| known.person == one.person) {
            Some(known) => {
                known.roles.extend(roles);
                known.roles.sort_unstable();
                known.roles.dedup();
                known.until = known.until.max(days.until);
            }
            None => found.push(Standing {
                person: one.person.clone(),
                roles,
                from: days.from,
                until: days.until,
                way: one.way,
            }),
        }
    }
    found
}

/// Those who stand in for `person` on `day`, each with the roles.
pub fn stood_in_by(all: &[Away], person: &PersonId, day: Day) -> Vec<(PersonId, Vec<Role>)> {
    let mut whos: Vec<&PersonId> =
        all.iter().filter(|one| one.person == *person).filter_map(|one| one.to.as_ref()).collect();
    whos.sort();
    whos.dedup();
    let mut found = Vec::new();
    for who in whos {
        let standing = standing_in(all, who, day).into_iter().find(|one| one.person == *person);
        found.extend(standing.map(|one| (who.clone(), one.roles)));
    }
    found
}

/// The first of these days on which nobody who is there stands in for one of `roles` of `person`.
pub fn first_uncovered(all: &[Away], person: &PersonId, roles: &[Role], days: Span) -> Option<Day> {
    let last = days.until.unwrap_or_else(|| days.from.next());
    let mut day = days.from;
    // Leave of more than two years is no leave.
    for _ in 0..800 {
        if day >= last {
            return None;
        }
        let covered: Vec<Role> =
            stood_in_by(all, person, day).into_iter().flat_map(|(_, roles)| roles).collect();
        if roles.is_empty() || roles.iter().any(|role| !covered.contains(role)) {
            return Some(day);
        }
        day = day.next();
    }
    None
}

/// One who gives away, to whom, and on which days that counts.
type Edge<'a> = (&'a PersonId, &'a PersonId, Span);

fn edges(all: &[Away]) -> Vec<Edge<'_>> {
    let mut edges = Vec::new();
    for one in all {
        let Some(to) = &one.to else { continue };
        match one.way {
            Way::Leave => {}
            Way::Delegation => edges.push((&one.person, to, one.span)),
            Way::Deputy => {
                let leaves = all.iter().filter(|l| l.way == Way::Leave && l.person == one.person);
                let days = leaves.filter_map(|leave| leave.span.meets(one.span));
                edges.extend(days.map(|days| (&one.person, to, days)));
            }
        }
    }
    edges
}

/// The way back to `person` where `to` took the place on these days: all who stand in it, `to` first and `person` last.
/// A circle counts only where there is a day that lies in all of it.
pub fn cycle(all: &[Away], person: &PersonId, to: &PersonId, days: Span) -> Option<Vec<PersonId>> {
    fn walk(edges: &[Edge<'_>], goal: &PersonId, path: &mut Vec<PersonId>, days: Span) -> bool {
        let Some(at) = path.last().cloned() else { return false };
        for (_, next, span) in edges.iter().filter(|(from, ..)| **from == at) {
            let Some(both) = span.meets(days) else { continue };
            if *next == goal {
                path.push(goal.clone());
                return true;
            }
            if path.contains(next) {
                continue;
            }
            path.push((*next).clone());
            if walk(edges, goal, path, both) {
                return true;
            }
            path.pop();
        }
        false
    }
    let mut path = vec![to.clone()];
    walk(&edges(all), person, &mut path, days).then_some(path)
}

/// What was entered for a person, as the page of the person shows it.
pub fn shown(entries: &[Entry]) -> Vec<Block> {
    if entries.is_empty() {
        return Vec::new();
    }
    let row = |one: &Entry| {
        vec![
            Say::from(one.way.title()),
            one.to.as_ref().map_or_else(Say::empty, Say::from),
            Say::list(one.roles.iter().map(|role| role.title())),
            Say::from(one.span().words()),
            Say::from(&one.why),
            one.approved_by.as_ref().map_or_else(Say::empty, Say::from),
            one.ended.as_ref().map_or_else(Say::empty, |ended| Say::from(&ended.why)),
        ]
    };
    vec![
        Block::Heading("请假与代理".to_owned()),
        Block::Table {
            head: ["事项", "代理人", "代理的职责", "日期", "事由", "批准人", "提前结束的原因"]
                .map(str::to_owned)
                .to_vec(),
            rows: entries.iter().rev().map(row).collect(),
        },
    ]
}

#[cfg(test)]
mod tests;
