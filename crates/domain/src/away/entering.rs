//! 登记请假与代理 — one enters it for oneself; 案管 and the head of the division enter it for others.
//!
//! Source: mechanism §3 G12; docs/decisions/0037. Nothing is overwritten: what ends earlier is ended by an event of its
//! own, and what changes is ended and entered anew. Not decided here: who is signed in (the app).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    Away, Ended, Entry, Leave, LeaveKind, RULE, Span, StandIn, Way, cycle,
    delegable::{APPROVE, ARRANGE, ROLES, fits},
    edges, first_uncovered, leave_in,
};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::PersonId,
    kind::Failure,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    registers::{
        keeping::Act,
        person::{PersonEvent, PersonRecord},
    },
    sheet::Say,
};

/// Cases that a warning names.
const NAMED: usize = 10;

const FROM: Field = Field::new("from", "开始日期", Input::Day);
const WHO: Field = Field::new("to", "代理人", Input::Person)
    .hint("本机关在岗的办案人员；分管领导由其他领导代理，案件审理室由本室人员代理。");
const WHOSE: Field = Field::new("roles", "代理哪些职责", Input::Picks("roles"))
    .hint("会商意见、集体研究、认定、校核代录和本人的申请、申辩不在其内，须由本人办理。");
const WHY: Field = Field::new("why", "事由", Input::Line);
const APPROVED: Field =
    Field::new("approved_by", "批准人", Input::Person).hint("承办部门主任或者领导；不能是本人或者代理人。");

/// Everything that can be entered.
pub const ACTS: &[Act] = &[
    Act::new(
        "enter_leave",
        "登记请假",
        ARRANGE,
        &[
            Field::new("kind", "请假种类", Input::Choice(LeaveKind::CHOICES)),
            FROM,
            Field::new("until", "回岗日期", Input::Day).hint("回来上班的第一天；这一天起不算请假。"),
            Field::new("says", "说明", Input::Line).optional(),
            Field::new("unowned", "没有代理人也先登记", Input::YesNo)
                .hint(
                    "名下有在办事项而没有代理人在岗的才选“是”；案管和承办部门主任会看到这些事项，安排交接。",
                )
                .optional(),
        ],
        "先委托代理或者指定 AB 角，再登记请假；没有代理人的，名下在办事项要交接。",
    ),
    Act::new(
        "delegate",
        "委托代理",
        ARRANGE,
        &[
            WHO,
            WHOSE,
            FROM,
            Field::new("until", "回岗日期", Input::Day).hint("这一天起代理自行失效。"),
            WHY,
            APPROVED,
        ],
        "代理人在这些天里以“代某某”办理；回避、审查与审理分离等按两个人计算，不能借代理绕过。",
    ),
    Act::new(
        "name_deputy",
        "指定 AB 角",
        ARRANGE,
        &[
            WHO,
            WHOSE,
            FROM,
            Field::new("until", "到何日止", Input::Day).hint("这一天起不再是 AB 角；长期的不填。").optional(),
            WHY,
            APPROVED,
        ],
        "本人请假的日子里，没有另行委托代理的，由 B 角代理；可以互为 AB 角。",
    ),
    Act::new(
        "end_early",
        "提前结束",
        ARRANGE,
        &[
            Field::new("entry", "哪一项", Input::Pick("entries")),
            Field::new("until", "自何日起不再有效", Input::Day)
                .hint("还没有开始的，填它的开始日期，就从未生效。"),
            Field::new("why", "原因", Input::Line),
        ],
        "原来的登记保留；要改日期或者换人的，先结束，再另行登记。",
    ),
];

/// What is known when something is entered.
#[derive(Debug, Clone)]
pub struct Entering {
    /// Who is signed in.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// For whom.
    pub person: PersonId,
    /// Today.
    pub today: Day,
    /// Everybody's, the person's own with them.
    pub all: Vec<Away>,
    /// The roles held in the organ today, by the person and by whom the answers name.
    pub held: BTreeMap<PersonId, Vec<Role>>,
    /// What the person has in hand, by number.
    pub in_hand: Vec<String>,
}

impl Entering {
    fn held(&self, person: &PersonId) -> &[Role] {
        self.held.get(person).map_or(&[], Vec::as_slice)
    }

    /// The roles of the person whose acts may be done in another's place.
    pub fn roles(&self) -> Vec<Role> {
        self.held(&self.person).iter().copied().filter(|role| ROLES.contains(role)).collect()
    }
}

#[derive(Deserialize)]
struct EnterLeave {
    kind: LeaveKind,
    from: Day,
    until: Day,
    #[serde(default)]
    says: Option<String>,
    #[serde(default)]
    unowned: Option<bool>,
}

#[derive(Deserialize)]
struct Entrust {
    to: PersonId,
    roles: Vec<Role>,
    from: Day,
    #[serde(default)]
    until: Option<Day>,
    why: String,
    approved_by: PersonId,
}

#[derive(Deserialize)]
struct EndEarly {
    entry: String,
    until: Day,
    why: String,
}

fn at(field: &'static str, says: impl Into<String>) -> Reason {
    Reason::new(&RULE, says).at(field)
}

fn typed<T: serde::de::DeserializeOwned>(answers: Value) -> Result<T, Failure> {
    serde_json::from_value(answers).map_err(|e| Failure::UnreadableAnswers(e.to_string()))
}

/// Whether `by` in this role may enter anything for `person`.
pub fn may_enter(by: &PersonId, role: Role, person: &PersonId) -> bool {
    by == person || ARRANGE.contains(&role)
}

/// What follows from an act upon `record`, the person's own.
///
/// # Errors
/// [`Failure::UnknownAction`]; a refusal with everything that stands against it.
pub fn decide(
    record: &PersonRecord,
    act: &str,
    answers: Value,
    entering: &Entering,
) -> Result<Vec<PersonEvent>, Failure> {
    if !may_enter(&entering.by, entering.role, &entering.person) {
        let says = "替他人登记请假和代理由案件监督管理室或者承办部门主任办理，请转请他们。";
        return Err(Refusal::one(&RULE, says).into());
    }
    let number = u32::try_from(record.away.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(vec![match act {
        "enter_leave" => PersonEvent::LeaveEntered(leave(typed(answers)?, number, entering)?),
        "delegate" => PersonEvent::Delegated(stand_in(Way::Delegation, typed(answers)?, number, entering)?),
        "name_deputy" => PersonEvent::DeputyNamed(stand_in(Way::Deputy, typed(answers)?, number, entering)?),
        "end_early" => PersonEvent::AwayEnded(ended(record, typed(answers)?, entering)?),
        other => return Err(Failure::UnknownAction(other.to_owned())),
    }])
}

/// Days that begin before they end.
fn days(from: Day, until: Option<Day>, missing: &mut Missing) -> Span {
    missing.unless(until.is_none_or(|until| from < until), || {
        at("until", "结束的日子要晚于开始日期；只有一天的，填第二天。")
    });
    Span { from, until }
}

fn leave(asked: EnterLeave, number: u32, entering: &Entering) -> Result<Leave, Refusal> {
    let mut missing = Missing::new();
    let span = days(asked.from, Some(asked.until), &mut missing);
    if let Some(known) = leave_in(&entering.all, &entering.person, span) {
        let says = format!("这些天里已经登记过请假（{}），请先提前结束那一项，再登记。", known.span.words());
        missing.add(at("from", says));
    }
    missing.settle()?;
    let leave = Leave {
        number,
        kind: asked.kind,
        from: asked.from,
        until: asked.until,
        says: asked.says.filter(|says| !says.trim().is_empty()),
    };
    if asked.unowned != Some(true) {
        let mut all = entering.all.clone();
        all.push(Entry::leave(&leave).of(&entering.person));
        Refusal::unless_empty(without_owner(&all, span, entering))?;
    }
    Ok(leave)
}

/// What would have nobody who is there: what the person has in hand, and those in whose places the person stands.
fn without_owner(all: &[Away], days: Span, entering: &Entering) -> Vec<Reason> {
    let mut missing = Missing::new();
    let first = first_uncovered(all, &entering.person, &entering.roles(), days);
    if let Some(first) = first.filter(|_| !entering.in_hand.is_empty()) {
        let numbers = entering.in_hand.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、");
        let more = if entering.in_hand.len() > NAMED { "等" } else { "" };
        let says = format!(
            "{}起没有代理人在岗，名下还有{}件在办事项：{numbers}{more}。请先委托代理、指定 AB 角，或者请案管、承办部门主任交接；要先登记的，在这里选“是”再提交。",
            first.words(),
            entering.in_hand.len()
        );
        missing.add(at("unowned", says));
    }
    // A deputy stands in on the other's days of leave, and on these days alone.
    let mut others: Vec<PersonId> = edges(all)
        .into_iter()
        .filter(|(_, to, span)| **to == entering.person && span.meets(days).is_some())
        .map(|(from, ..)| from.clone())
        .collect();
    others.sort();
    others.dedup();
    if !others.is_empty() {
        let names = others.iter().map(refusal::person).collect::<Vec<_>>().join("、");
        let says = format!(
            "这些天里正代理{names}，请假后他们的在办事项没有人办。请先由他们另行委托；要先登记的，在这里选“是”再提交。"
        );
        missing.add(at("unowned", says));
    }
    missing.into_reasons()
}

fn stand_in(way: Way, asked: Entrust, number: u32, entering: &Entering) -> Result<StandIn, Refusal> {
    let mut missing = Missing::new();
    let span = days(asked.from, asked.until, &mut missing);
    missing.unless(way == Way::Deputy || asked.until.is_some(), || at("until", "请填写回岗日期。"));
    missing.unless(entering.today <= asked.from, || {
        at("from", "代理不能从过去的日子算起，请填今天或者以后的日期。")
    });
    missing.unless(!asked.why.trim().is_empty(), || at("why", "请写明事由。"));
    whose(&asked, entering, &mut missing);
    who(way, &asked, span, entering, &mut missing);
    approved(&asked, entering, &mut missing);
    missing.settle()?;
    Ok(StandIn {
        number,
        to: asked.to,
        roles: asked.roles,
        from: asked.from,
        until: asked.until,
        why: asked.why.trim().to_owned(),
        approved_by: asked.approved_by,
    })
}

/// Only what the person holds, only what may be done in another's place, and only once for each day.
fn whose(asked: &Entrust, entering: &Entering, missing: &mut Missing) {
    missing.unless(!asked.roles.is_empty(), || at("roles", "请选择代理哪些职责。"));
    let held = entering.roles();
    for role in asked.roles.iter().filter(|role| !held.contains(role)) {
        let says = if ROLES.contains(role) {
            format!("没有担任“{}”，不能委托别人代理。", role.title())
        } else {
            format!("“{}”的事须由本人办理，不能委托别人代理。", role.title())
        };
        missing.add(at("roles", says));
    }
}

/// Somebody else, of the organ, fit for it, there on these days, and not in a circle.
fn who(way: Way, asked: &Entrust, span: Span, entering: &Entering, missing: &mut Missing) {
    let (person, to) = (&entering.person, &asked.to);
    if to == person {
        missing.add(at("to", "代理人不能是本人，请另选一位。"));
        return;
    }
    let unfit: Vec<_> = asked.roles.iter().filter(|role| !fits(**role, entering.held(to))).collect();
    if !unfit.is_empty() {
        let roles = unfit.iter().map(|role| role.title()).collect::<Vec<_>>().join("、");
        let says = format!("所选的代理人不能代理“{roles}”，请另选本机关能够承办的人员。");
        missing.add(at("to", says));
    }
    for one in entering.all.iter().filter(|one| one.way == way && one.person == *person) {
        let same = one.roles.iter().find(|role| asked.roles.contains(role));
        if let Some(role) = same.filter(|_| one.span.meets(span).is_some()) {
            let says = format!(
                "“{}”在这些天里已经有{}（{}），请先提前结束那一项，再登记。",
                role.title(),
                if way == Way::Deputy { "AB 角" } else { "代理人" },
                one.span.words()
            );
            missing.add(at("from", says));
        }
    }
    if way == Way::Delegation
        && let Some(leave) = leave_in(&entering.all, to, span)
    {
        let says = format!("所选的代理人自己请假（{}），请另选在岗的人。", leave.span.words());
        missing.add(at("to", says));
    }
    if let Some(path) = cycle(&entering.all, person, to, span) {
        let names = path.iter().map(refusal::person).collect::<Vec<_>>().join("→");
        let says = format!("这些天里会成为循环代理（{}→{names}），请另选代理人。", refusal::person(person));
        missing.add(at("to", says));
    } else if way == Way::Delegation {
        chain(person, to, span, &entering.all, missing);
    }
}

/// Nothing is passed on: whoever gives away own work on these days takes on no other's, and the other way round.
fn chain(person: &PersonId, to: &PersonId, span: Span, all: &[Away], missing: &mut Missing) {
    let mut delegations =
        all.iter().filter(|one| one.way == Way::Delegation && one.span.meets(span).is_some());
    if delegations.clone().any(|one| one.person == *to) {
        let says = "所选的代理人在这些天里已经把自己的事委托给别人，不能再代理他人，请另选一位。";
        missing.add(at("to", says));
    }
    if let Some(one) = delegations.find(|one| one.to.as_ref() == Some(person)) {
        let says = format!(
            "这些天里正代理{}（{}），代理不能转托；请先由其另行委托。",
            refusal::person(&one.person),
            one.span.words()
        );
        missing.add(at("from", says));
    }
}

fn approved(asked: &Entrust, entering: &Entering, missing: &mut Missing) {
    let by = &asked.approved_by;
    if *by == entering.person || *by == asked.to {
        missing.add(at("approved_by", "批准人不能是本人或者代理人，请填承办部门主任或者领导。"));
    } else if !entering.held(by).iter().any(|role| APPROVE.contains(role)) {
        missing.add(at("approved_by", "批准人要是本机关的承办部门主任或者领导，请重新选择。"));
    }
}

/// What can still be ended: it has not run out.
fn running(record: &PersonRecord, today: Day) -> impl Iterator<Item = &Entry> {
    record.away.iter().filter(move |one| {
        let Span { from, until } = one.span();
        // Leave of these days may be put right a little later: somebody came back on Friday and says so on Monday.
        let last = if one.way == Way::Leave { today.plus(-30) } else { today };
        until.is_none_or(|until| last < until && from < until)
    })
}

fn ended(record: &PersonRecord, asked: EndEarly, entering: &Entering) -> Result<Ended, Refusal> {
    let mut missing = Missing::new();
    let found = running(record, entering.today).find(|one| one.number.to_string() == asked.entry);
    let Some(found) = found else {
        return Err(at("entry", "没有这一项，或者已经结束，请重新选择。").into());
    };
    let Span { from, until } = found.span();
    let earliest = if found.way == Way::Leave { from } else { from.max(entering.today) };
    missing.unless(earliest <= asked.until && until.is_none_or(|until| asked.until < until), || {
        let last = until.map(|until| format!("，早于{}", until.words())).unwrap_or_default();
        at("until", format!("请填{}或者以后的日期{last}。", earliest.words()))
    });
    missing.unless(!asked.why.trim().is_empty(), || at("why", "请写明原因。"));
    missing.settle()?;
    Ok(Ended { number: found.number, until: asked.until, why: asked.why.trim().to_owned() })
}

/// What the forms offer to pick from.
pub fn offers(record: &PersonRecord, entering: &Entering) -> BTreeMap<&'static str, Vec<(String, Say)>> {
    let roles = entering.roles().into_iter().map(|role| (role.id().to_owned(), Say::from(role.title())));
    let entries = running(record, entering.today).map(|one| (one.number.to_string(), one.says()));
    [("roles", roles.collect()), ("entries", entries.collect())].into()
}

#[cfg(test)]
mod tests;
