//! The six acts: their forms, what stands against them, and the events that follow.

use serde::{Deserialize, Serialize};

use super::{LIMIT, Order, Ordered, RULE, Standing, Supervised, Supervision, Urged};
use crate::{
    calendar::Calendar,
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, Task, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::Rule,
};

/// Those who remind and order, in the cases of their organ.
const LEADS: &[Role] =
    &[Role::CaseManagement, Role::DivisionHead, Role::Leader, Role::PrincipalLeader, Role::UpperOrgan];

/// Notes that the person chosen to answer is in no register, or must stand aside by `rule` of the kind (P8).
pub(crate) fn fit_to_answer(
    facts: &Facts,
    person: &PersonId,
    aside: bool,
    rule: &'static Rule,
    missing: &mut Missing,
) {
    missing.unless(facts.person(person).is_some(), || {
        Reason::new(&RULE, "人员库中没有所选的答复人，请重新选择。").at("to")
    });
    missing.unless(!aside, || Reason::new(rule, "所选的答复人应当回避，请另选他人。").at("to"));
}

/// 催办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urge {
    /// Which task.
    pub task: String,
    /// Words to whoever must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 催问办理进度.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskProgress {
    /// Words to the organ.
    pub words: String,
}

/// 督办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSupervision {
    /// Who answers.
    pub to: PersonId,
    /// What about.
    pub about: String,
    /// By when.
    pub answer_by: Day,
}

/// 答复督办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSupervision {
    /// Which.
    pub order: String,
    /// The answer.
    pub says: String,
}

/// 审阅督办答复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeSupervision {
    /// Which.
    pub order: String,
    /// Whether the answer is enough.
    pub accepted: bool,
    /// What is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The new day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Day>,
}

/// 撤回督办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawSupervision {
    /// Which.
    pub order: String,
    /// Why.
    pub why: String,
}

/// 催办.
pub const URGE: Action = Action {
    who: LEADS,
    fields: &[
        Field::new("task", "催办哪件事", Input::Pick("urgeable")),
        Field::new("words", "要说的话", Input::Line).optional().hint("只有办案人员能看到。"),
    ],
    help: "给应当办理的人发一条消息，时间线记一笔；同一件事每个工作日只能催办一次，不改变期限。",
    ..Action::new("urge", "催办", &RULE, || {
        answers_of(&Urge { task: "1".to_owned(), words: Some("请按期办理。".to_owned()) })
    })
};

/// 催问办理进度.
pub const ASK_PROGRESS: Action = Action {
    who: &[Role::Committee],
    fields: &[Field::new("words", "要问的事", Input::Line)],
    help: "请办理机关关注本案进度；每个工作日只能催问一次。",
    ..Action::new("ask_progress", "催问办理进度", &RULE, || {
        answers_of(&AskProgress { words: "请告知进度。".to_owned() })
    })
};

/// 督办.
pub const ORDER: Action = Action {
    who: LEADS,
    fields: &[
        Field::new("to", "交给谁答复", Input::Person).hint("本机关能够看到本案的人员。"),
        Field::new("about", "督办事项", Input::Text),
        Field::new("answer_by", "答复期限", Input::Day).hint("最后一天，应当是工作日。"),
    ],
    help: "被督办的人须在期限内书面答复；逾期未答复的，列在督办人的工作台。",
    ..Action::new("order_supervision", "督办", &RULE, || {
        answers_of(&OrderSupervision {
            to: "lin".into(),
            about: "核实进度".to_owned(),
            answer_by: Day::constant(2026, 3, 31),
        })
    })
};

/// 答复督办.
pub const ANSWER: Action = Action {
    fields: &[
        Field::new("order", "答复哪项督办", Input::Pick("supervisions_open")),
        Field::new("says", "答复", Input::Text),
    ],
    ..Action::new("answer_supervision", "答复督办", &RULE, || {
        answers_of(&AnswerSupervision { order: "1".to_owned(), says: "已经办理。".to_owned() })
    })
};

/// 审阅督办答复.
pub const JUDGE: Action = Action {
    who: LEADS,
    fields: &[
        Field::new("order", "哪项督办", Input::Pick("supervisions_answered")),
        Field::new("accepted", "是否认可答复", Input::YesNo),
        Field::new("why", "还缺什么", Input::Text).optional().hint("不认可的，写明还要答复什么。"),
        Field::new("answer_by", "再次答复的期限", Input::Day).optional().hint("不认可的必填。"),
    ],
    ..Action::new("judge_supervision", "审阅督办答复", &RULE, || {
        answers_of(&JudgeSupervision {
            order: "1".to_owned(),
            accepted: false,
            why: Some("还缺整改的日期。".to_owned()),
            answer_by: Some(Day::constant(2026, 3, 31)),
        })
    })
};

/// 撤回督办.
pub const WITHDRAW: Action = Action {
    who: LEADS,
    fields: &[
        Field::new("order", "撤回哪项督办", Input::Pick("supervisions_pending")),
        Field::new("why", "理由", Input::Line),
    ],
    ..Action::new("withdraw_supervision", "撤回督办", &RULE, || {
        answers_of(&WithdrawSupervision { order: "1".to_owned(), why: "已经办结。".to_owned() })
    })
};

/// Whether a working day has begun since `last`.
fn again(calendar: &Calendar, last: Day, today: Day) -> bool {
    let days = today.days_since(last).min(30);
    (1..=days).any(|n| calendar.is_work_day(last.plus(n)))
}

fn text(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The key of a task, as a form sends it.
pub(super) fn key(task: &Task) -> String {
    let who = match &task.who {
        crate::sheet::Doer::Role(role) => role.id(),
        crate::sheet::Doer::Person(person) => person.as_str(),
        crate::sheet::Doer::Unit(unit) => unit.as_str(),
    };
    format!("{}/{}/{who}", task.action, task.about)
}

/// Whoever must act is reminded.
///
/// # Errors
/// Everything that stands against it.
pub fn urge(all: &Supervision, tasks: &[Task], command: Urge, facts: &Facts) -> Result<Supervised, Refusal> {
    let mut missing = Missing::new();
    let Some(task) = tasks.iter().find(|task| key(task) == command.task) else {
        return Err(Refusal::one(&RULE, "这件事已经办了，或者不能催办，请重新选择。"));
    };
    let same =
        |urged: &&Urged| urged.action == task.action && urged.about == task.about && urged.who == task.who;
    let last = all.urged.iter().filter(same).map(|urged| urged.on).max();
    missing.unless(last.is_none_or(|last| again(&facts.policy.calendar, last, facts.acted_on())), || {
        Reason::new(&RULE, "这件事今天已经催办过，请下一个工作日再催。").at("task")
    });
    missing.settle()?;
    Ok(Supervised::Urged(Urged {
        action: task.action.to_owned(),
        about: task.about.clone(),
        says: task.says.clone(),
        who: task.who.clone(),
        words: text(command.words),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    }))
}

/// The committee asks the organ.
///
/// # Errors
/// Where it asked on this working day already.
pub fn ask_progress(all: &Supervision, command: AskProgress, facts: &Facts) -> Result<Supervised, Refusal> {
    Refusal::unless_empty(blocked_ask_progress(all, facts))?;
    Ok(Supervised::ProgressAsked { words: command.words, by: facts.acting().clone(), on: facts.acted_on() })
}

fn day_holds(day: Day, facts: &Facts, missing: &mut Missing) {
    missing
        .unless(day >= facts.acted_on(), || Reason::new(&RULE, "答复期限早于今天，请更正。").at("answer_by"));
    missing.unless(facts.policy.calendar.is_work_day(day), || {
        Reason::new(&RULE, "答复期限不是工作日，请改为工作日。").at("answer_by")
    });
}

/// Somebody is to answer by a day; `missing` holds what the kind has against that person.
///
/// # Errors
/// Everything that stands against it.
pub fn order(
    all: &Supervision,
    command: OrderSupervision,
    facts: &Facts,
    mut missing: Missing,
) -> Result<Supervised, Refusal> {
    missing
        .unless(command.to != *facts.acting(), || Reason::new(&RULE, "不能督办自己，请另选人员。").at("to"));
    missing.unless(!command.about.trim().is_empty(), || Reason::new(&RULE, "请写明督办什么事。").at("about"));
    day_holds(command.answer_by, facts, &mut missing);
    missing.settle()?;
    let number = u32::try_from(all.orders.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(Supervised::Ordered(Ordered {
        number,
        to: command.to,
        about: command.about,
        answer_by: command.answer_by,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    }))
}

fn picked<'a>(all: &'a Supervision, order: &str, standing: &[Standing]) -> Result<&'a Order, Refusal> {
    let number = order.parse().unwrap_or_default();
    all.numbered(number)
        .filter(|order| standing.contains(&order.standing))
        .ok_or_else(|| Refusal::one(&RULE, "没有这项督办，或者已经办过这一步，请重新选择。"))
}

/// The answer.
///
/// # Errors
/// Everything that stands against it.
pub fn answer(all: &Supervision, command: AnswerSupervision, facts: &Facts) -> Result<Supervised, Refusal> {
    let order = picked(all, &command.order, &[Standing::Open])?;
    let mut missing = Missing::new();
    missing.unless(order.ordered.to == *facts.acting(), || {
        Reason::new(&RULE, "这项督办交给别人答复，请由被督办的人答复。").at("order")
    });
    missing.unless(!command.says.trim().is_empty(), || Reason::new(&RULE, "请写明答复内容。").at("says"));
    missing.settle()?;
    Ok(Supervised::Answered {
        number: order.ordered.number,
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })
}

fn by_orderer(order: &Order, facts: &Facts, missing: &mut Missing) {
    missing.unless(order.ordered.by == *facts.acting(), || {
        Reason::new(&RULE, "这项督办是别人提出的，请由督办人办理。").at("order")
    });
}

/// The answer is enough, or is asked for again.
///
/// # Errors
/// Everything that stands against it.
pub fn judge(all: &Supervision, command: JudgeSupervision, facts: &Facts) -> Result<Supervised, Refusal> {
    let order = picked(all, &command.order, &[Standing::Answered])?;
    let mut missing = Missing::new();
    by_orderer(order, facts, &mut missing);
    let (number, by, on) = (order.ordered.number, facts.acting().clone(), facts.acted_on());
    if command.accepted {
        missing.settle()?;
        return Ok(Supervised::Accepted { number, by, on });
    }
    let why = text(command.why);
    missing.unless(why.is_some(), || Reason::new(&RULE, "不认可的，请写明还要答复什么。").at("why"));
    match command.answer_by {
        Some(day) => day_holds(day, facts, &mut missing),
        None => missing.add(Reason::new(&RULE, "不认可的，请写明再次答复的期限。").at("answer_by")),
    }
    missing.settle()?;
    let answer_by = command.answer_by.unwrap_or(on);
    Ok(Supervised::AskedAgain { number, why: why.unwrap_or_default(), answer_by, by, on })
}

/// The order is taken back.
///
/// # Errors
/// Everything that stands against it.
pub fn withdraw(
    all: &Supervision,
    command: WithdrawSupervision,
    facts: &Facts,
) -> Result<Supervised, Refusal> {
    let order = picked(all, &command.order, &[Standing::Open, Standing::Answered])?;
    let mut missing = Missing::new();
    by_orderer(order, facts, &mut missing);
    missing.settle()?;
    Ok(Supervised::Withdrawn {
        number: order.ordered.number,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })
}

fn one(ok: bool, says: &str) -> Vec<Reason> {
    if ok { Vec::new() } else { vec![Reason::new(&RULE, says)] }
}

/// What keeps anybody from being reminded now.
pub fn blocked_urge(tasks: &[Task], _facts: &Facts) -> Vec<Reason> {
    one(!tasks.is_empty(), "现在没有可以催办的事。")
}

/// What keeps the committee from asking now.
pub fn blocked_ask_progress(all: &Supervision, facts: &Facts) -> Vec<Reason> {
    let last = all.progress_asked_on;
    let free = last.is_none_or(|last| again(&facts.policy.calendar, last, facts.acted_on()));
    one(free, "今天已经催问过，请下一个工作日再催问。")
}

/// Nothing keeps a leader from ordering.
pub fn blocked_order(_all: &Supervision, _facts: &Facts) -> Vec<Reason> {
    Vec::new()
}

/// What keeps this person from answering now.
pub fn blocked_answer(all: &Supervision, facts: &Facts) -> Vec<Reason> {
    let waits = |order: &Order| order.standing == Standing::Open && order.ordered.to == *facts.acting();
    one(all.orders.iter().any(waits), "没有等您答复的督办。")
}

/// What keeps this person from judging an answer now.
pub fn blocked_judge(all: &Supervision, facts: &Facts) -> Vec<Reason> {
    let waits = |order: &Order| order.standing == Standing::Answered && order.ordered.by == *facts.acting();
    one(all.orders.iter().any(waits), "没有等您审阅的督办答复。")
}

/// What keeps this person from taking an order back now.
pub fn blocked_withdraw(all: &Supervision, facts: &Facts) -> Vec<Reason> {
    let pending = |order: &Order| {
        matches!(order.standing, Standing::Open | Standing::Answered) && order.ordered.by == *facts.acting()
    };
    one(all.orders.iter().any(pending), "没有您提出、还没有了结的督办。")
}

/// Writes the acts of a kind: its state has `supervision`, `urgeable(state, policy)` gives the tasks of which somebody
/// may be reminded, `fit(state, facts, person, missing)` says what stands against a person.
macro_rules! supervised {
    ($state:ty, $event:ident, $urgeable:path, $fit:path) => {
        pub(super) fn decide_urge(
            state: &$state,
            command: $crate::supervision::Urge,
            facts: &$crate::facts::Facts,
        ) -> Result<Vec<$event>, $crate::refusal::Refusal> {
            let tasks = $urgeable(state, &facts.policy);
            $crate::supervision::urge(&state.supervision, &tasks, command, facts)
                .map(|event| vec![$event::Supervised(event)])
        }

        pub(super) fn blocked_urge(
            state: &$state,
            facts: &$crate::facts::Facts,
        ) -> Vec<$crate::refusal::Reason> {
            $crate::supervision::blocked_urge(&$urgeable(state, &facts.policy), facts)
        }

        pub(super) fn decide_order(
            state: &$state,
            command: $crate::supervision::OrderSupervision,
            facts: &$crate::facts::Facts,
        ) -> Result<Vec<$event>, $crate::refusal::Refusal> {
            let mut missing = $crate::refusal::Missing::new();
            $fit(state, facts, &command.to, &mut missing);
            $crate::supervision::order(&state.supervision, command, facts, missing)
                .map(|event| vec![$event::Supervised(event)])
        }

        supervised!(@plain $state, $event, blocked_order);
        supervised!(@act $state, $event, decide_answer, AnswerSupervision, answer, blocked_answer);
        supervised!(@act $state, $event, decide_judge, JudgeSupervision, judge, blocked_judge);
        supervised!(@act $state, $event, decide_withdraw, WithdrawSupervision, withdraw, blocked_withdraw);
    };
    (@progress $state:ty, $event:ident) => {
        supervised!(@act $state, $event, decide_progress, AskProgress, ask_progress, blocked_ask_progress);
    };
    (@act $state:ty, $event:ident, $decide:ident, $command:ident, $act:ident, $blocked:ident) => {
        pub(super) fn $decide(
            state: &$state,
            command: $crate::supervision::$command,
            facts: &$crate::facts::Facts,
        ) -> Result<Vec<$event>, $crate::refusal::Refusal> {
            $crate::supervision::$act(&state.supervision, command, facts)
                .map(|event| vec![$event::Supervised(event)])
        }
        supervised!(@plain $state, $event, $blocked);
    };
    (@plain $state:ty, $event:ident, $blocked:ident) => {
        pub(super) fn $blocked(
            state: &$state,
            facts: &$crate::facts::Facts,
        ) -> Vec<$crate::refusal::Reason> {
            $crate::supervision::$blocked(&state.supervision, facts)
        }
    };
}
pub(crate) use supervised;

/// The limit of an answer, as tasks carry it.
pub(super) fn due(order: &Order, calendar: &Calendar) -> crate::time_limit::Due {
    let limit = crate::time_limit::Limit {
        id: LIMIT.to_owned(),
        title: "督办答复".to_owned(),
        count: 0,
        unit: crate::time_limit::Unit::WorkDay,
        extension: None,
        starts: "督办".to_owned(),
        source: RULE.source.to_owned(),
        force: "setting".to_owned(),
    };
    crate::time_limit::Due {
        limit,
        extended_by: 0,
        start: order.ordered.on,
        last: order.answer_by,
        provisional: calendar.is_provisional(order.answer_by),
        rolled_from: None,
        stops: Vec::new(),
        trace: Vec::new(),
    }
}
