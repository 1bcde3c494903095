//! 撤回 — an applicant takes the application back; the others' matter goes on, and the officials are asked (P2).
//!
//! Source: mechanism §2 P2 (withdrawal by the unit asks the official whether to continue), §3 G4, §4. Until the
//! determination. Whoever applied in a case that was joined takes it back there; the leading case is told in the
//! same transaction. A case ends by withdrawal only where nobody who applied is left and every official either
//! took back in person or said no: silence counts as wanting to go on (`tol.withdraw.ask`), and before 批准告知
//! nobody can be asked, so that the case goes on. Not decided here: whether a new application may be made later
//! (it may).

use super::{
    Case, Event, admission::undetermined, application::Applicant, disclosure::Open, evolve::evolve, gate,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, Telling, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
    time_limit::lapse,
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, StreamId},
};

/// One application was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationWithdrawn {
    /// Number of the application: `容〔2026〕17号`.
    pub number: String,
    /// In which capacity it was made.
    pub applicant: Applicant,
    /// Who took it back.
    pub by: PersonId,
    /// Why, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The leading case, where this one was joined into another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leading: Option<StreamId>,
    /// The day it counts from.
    pub on: Day,
}

/// The officials were asked whether to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinueAsked {
    /// Who was asked.
    pub officials: Vec<PersonId>,
    /// In which words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An official answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinueAnswered {
    /// Who.
    pub official: PersonId,
    /// Whether the case is to go on.
    pub goes_on: bool,
    /// Why, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The day it counts from.
    pub on: Day,
}

/// An official kept silent: the case goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeemedContinued {
    /// Who.
    pub official: PersonId,
    /// The day after the last day to answer.
    pub on: Day,
}

/// Nobody who could apply wants the case to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Whose word ended it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// What was applied for may be taken back by whoever applied; the others keep theirs.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "申请人在作出认定以前可以撤回自己的申请；单位撤回的，征询当事人是否继续，其他申请人的申请继续办理。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Take the own application back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdraw {
    /// 撤回的理由.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 撤回申请.
pub const WITHDRAW: Action = Action {
    who: &[Role::CaseManagement, Role::UnitContact, Role::Official],
    fields: &[Field::new("why", "撤回的理由", Input::Text).optional()],
    grave: true,
    help: "只撤回自己提出的申请。其他申请人的申请继续办理；以后有需要的，可以重新申请。",
    ..Action::new("withdraw", "撤回申请", &RULE, || {
        answers_of(&Withdraw { why: Some("示例".to_owned()) })
    })
};

/// An application was taken back in the case where it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveWithdrawal {
    /// 原案号.
    pub number: String,
    /// 撤回的人.
    pub withdrawn_by: PersonId,
    /// 撤回日期.
    pub withdrawn_on: Day,
    /// 撤回的理由.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 接收并入申请的撤回.
pub const RECEIVE: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("number", "原案号", Input::Line),
        Field::new("withdrawn_by", "撤回的人", Input::Person),
        Field::new("withdrawn_on", "撤回日期", Input::Day),
        Field::new("why", "撤回的理由", Input::Text).optional(),
    ],
    ..Action::new("receive_withdrawal", "接收并入申请的撤回", &RULE, || {
        answers_of(&ReceiveWithdrawal {
            number: "容〔2026〕19号".to_owned(),
            withdrawn_by: "lin".into(),
            withdrawn_on: Day::constant(2026, 3, 4),
            why: Some("示例".to_owned()),
        })
    })
};

/// Ask the officials whether to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskToContinue {
    /// 征询内容.
    pub says: String,
}

/// 征询当事人是否继续.
pub const ASK: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("says", "征询内容", Input::Text)],
    help: "一次征询全部应当征询的当事人；期满没有答复的，视为要求继续办理。",
    ..Action::new("ask_to_continue", "征询当事人是否继续", &RULE, || {
        answers_of(&AskToContinue { says: "示例".to_owned() })
    })
};

/// Say whether the case is to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerContinue {
    /// 是否继续办理.
    pub goes_on: bool,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 答复是否继续.
pub const ANSWER: Action = Action {
    who: &[Role::Official],
    fields: &[
        Field::new("goes_on", "是否继续办理", Input::YesNo),
        Field::new("why", "说明", Input::Text).optional(),
    ],
    ..Action::new("answer_continue", "答复是否继续", &RULE, || {
        answers_of(&AnswerContinue { goes_on: true, why: Some("示例".to_owned()) })
    })
};

/// An application of the case: its own, and those that came in by joinder.
struct Application<'a> {
    number: &'a str,
    applicant: Applicant,
    by: &'a PersonId,
}

fn applications(case: &Case) -> impl Iterator<Item = Application<'_>> {
    let own =
        case.applied.iter().map(|a| Application { number: &a.number, applicant: a.applicant, by: &a.by });
    let joined = case.joined.iter().map(|joined| &joined.carried);
    own.chain(joined.map(|c| Application { number: &c.number, applicant: c.applicant, by: &c.by }))
}

/// Those that were not taken back.
fn remaining(case: &Case) -> impl Iterator<Item = Application<'_>> {
    applications(case).filter(|one| !case.withdrawals.contains_key(one.number))
}

/// Whether the official took back the own application.
fn took_back(case: &Case, official: &PersonId) -> bool {
    case.withdrawals.values().any(|w| w.applicant == Applicant::Official && w.by == *official)
        && !still_applies(case, official)
}

fn still_applies(case: &Case, official: &PersonId) -> bool {
    remaining(case).any(|one| one.applicant == Applicant::Official && one.by == official)
}

/// The officials who have to be asked and were not: where the unit took back, or nobody who applied is left.
pub(super) fn to_be_asked(case: &Case) -> Vec<&PersonId> {
    let by_unit = case.withdrawals.values().any(|w| w.applicant == Applicant::Unit);
    let nobody_left = !case.withdrawals.is_empty() && remaining(case).next().is_none();
    if !(by_unit || nobody_left) || case.joined_into.is_some() || case.withdrawn.is_some() {
        return Vec::new();
    }
    let silent = case.officials().filter(|o| !took_back(case, o) && !still_applies(case, o));
    silent.filter(|official| asked_on(case, official).is_none()).collect()
}

/// When the official was asked.
pub(super) fn asked_on(case: &Case, official: &PersonId) -> Option<Day> {
    case.continue_asked.iter().find(|asked| asked.officials.contains(official)).map(|asked| asked.on)
}

/// Those who were asked and have not answered.
pub(super) fn unanswered(case: &Case) -> impl Iterator<Item = (&PersonId, Day)> {
    let asked = case.continue_asked.iter().flat_map(|asked| asked.officials.iter().map(|o| (o, asked.on)));
    asked.filter(|(official, _)| !case.continue_answers.contains_key(*official))
}

/// `events` with the end of the case where they end it.
fn with_end(case: &Case, mut events: Vec<Event>, by: &PersonId, on: Day) -> Vec<Event> {
    let after = events.iter().fold(case.clone(), evolve);
    let says_no = |official: &PersonId| after.continue_answers.get(official).is_some_and(|goes_on| !goes_on);
    let over = remaining(&after).next().is_none()
        && after.officials().all(|official| took_back(&after, official) || says_no(official));
    if over && after.joined_into.is_none() {
        events.push(Event::Withdrawn(Withdrawn { by: by.clone(), on }));
    }
    events
}

pub(super) fn decide_withdraw(case: &Case, command: Withdraw, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_withdraw(case, facts))?;
    let Some(applied) = &case.applied else {
        return Err(Refusal::one(&RULE, "还没有人提出申请，没有可以撤回的。"));
    };
    let (by, on) = (facts.acting(), facts.acted_on());
    if let Some(joined) = &case.joined_into {
        return Ok(vec![Event::ApplicationWithdrawn(ApplicationWithdrawn {
            number: applied.number.clone(),
            applicant: applied.applicant,
            by: by.clone(),
            why: command.why,
            leading: Some(joined.into.clone()),
            on,
        })]);
    }
    let events = all_of(case, applied.applicant, &applied.by, by, on, command.why.as_ref());
    Ok(with_end(case, events, by, on))
}

/// Every application that this applicant still has in the case: whoever applied twice takes both back.
fn all_of(
    case: &Case,
    applicant: Applicant,
    applied_by: &PersonId,
    by: &PersonId,
    on: Day,
    why: Option<&String>,
) -> Vec<Event> {
    let same = |one: &Application<'_>| {
        one.applicant == applicant && (applicant != Applicant::Official || one.by == applied_by)
    };
    remaining(case)
        .filter(same)
        .map(|one| {
            Event::ApplicationWithdrawn(ApplicationWithdrawn {
                number: one.number.to_owned(),
                applicant,
                by: by.clone(),
                why: why.cloned(),
                leading: None,
                on,
            })
        })
        .collect()
}

pub(super) fn blocked_withdraw(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    let Some(applied) = &case.applied else { return missing.into_reasons() };
    if let Some(withdrawn) = case.withdrawals.get(&applied.number) {
        let says = format!("申请已于{}撤回，不必再次撤回。", withdrawn.on.words());
        missing.add(Reason::new(&RULE, says));
    }
    let acting = facts.acting();
    let own = match applied.applicant {
        Applicant::Official => applied.by == *acting,
        Applicant::Unit => {
            !case.concerns(acting) && facts.person(acting).is_some_and(|person| person.unit == applied.unit)
        }
        Applicant::Organ => facts.is(Role::CaseManagement),
    };
    missing.unless(own, || {
        let says = "只能撤回自己提出的申请：当事人的由本人撤回，单位的由单位撤回，本机关的由案管撤回；已经并案的，在原来的申请中撤回。";
        Reason::new(&RULE, says)
    });
    missing.into_reasons()
}

/// What a joined case tells the leading one, in the same transaction.
pub(super) fn tells(event: &ApplicationWithdrawn) -> Option<Telling> {
    let answers = answers_of(&ReceiveWithdrawal {
        number: event.number.clone(),
        withdrawn_by: event.by.clone(),
        withdrawn_on: event.on,
        why: event.why.clone(),
    });
    Some(Telling { stream: event.leading.clone()?, action: RECEIVE.name, answers, at_once: true })
}

pub(super) fn decide_receive(
    case: &Case,
    command: ReceiveWithdrawal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_receive(case, facts)));
    let joined = case.joined.iter().find(|joined| joined.carried.number == command.number);
    missing.unless(joined.is_some(), || Reason::new(&RULE, "没有并入过这件申请，不能撤回。"));
    missing.settle()?;
    let Some(joined) = joined else { return Ok(Vec::new()) };
    let (carried, by, on) = (&joined.carried, &command.withdrawn_by, command.withdrawn_on);
    let events = all_of(case, carried.applicant, &carried.by, by, on, command.why.as_ref());
    Ok(with_end(case, events, by, on))
}

pub(super) fn blocked_receive(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_ask(case: &Case, command: AskToContinue, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    Ok(vec![Event::ContinueAsked(ContinueAsked {
        officials: to_be_asked(case).into_iter().cloned().collect(),
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    let asked = to_be_asked(case);
    missing.unless(!asked.is_empty(), || {
        Reason::new(&RULE, "没有需要征询的当事人：没有人撤回申请，或者当事人都已经表示过意见。")
    });
    if !asked.is_empty() {
        // Before it nobody may learn of the case by being asked; it goes on meanwhile.
        missing.take(Open::of(case).map(drop));
    }
    super::supplement::in_force("tol.withdraw.ask", facts, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_answer(
    case: &Case,
    command: AnswerContinue,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_answer(case, facts))?;
    let (official, on) = (facts.acting(), facts.acted_on());
    let answered = Event::ContinueAnswered(ContinueAnswered {
        official: official.clone(),
        goes_on: command.goes_on,
        why: command.why,
        on,
    });
    Ok(with_end(case, vec![answered], official, on))
}

pub(super) fn blocked_answer(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    let official = facts.acting();
    missing.unless(asked_on(case, official).is_some(), || {
        Reason::new(&RULE, "没有向您征询是否继续办理，不必答复。")
    });
    if let Some(goes_on) = case.continue_answers.get(official) {
        let says = if *goes_on {
            "已经记为要求继续办理，不必再次答复。"
        } else {
            "您已经答复不再继续，不必再次答复。"
        };
        missing.add(Reason::new(&RULE, says));
    }
    missing.into_reasons()
}

/// Silence counts as wanting to go on; never on a provisional date.
pub(super) fn lapsed(case: &Case, facts: &Facts) -> Vec<Event> {
    if case.determined.is_some() {
        return Vec::new();
    }
    let silent = unanswered(case).filter_map(|(official, asked)| {
        let due = case.due_from("tol.withdraw.ask", asked, &facts.policy)?;
        let on = lapse(&due, facts.today)?;
        Some(Event::DeemedContinued(DeemedContinued { official: official.clone(), on }))
    });
    silent.collect()
}

#[cfg(test)]
mod tests;
