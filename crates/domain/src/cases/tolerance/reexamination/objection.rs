//! 提出异议 and 指定复查人员.

use serde::{Deserialize, Serialize};

use super::{
    super::{Case, Event, evidence::uploaded, feedback, gate},
    RULE, others,
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    time_limit::{Due, due},
};

/// An official objected to the determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objected {
    /// Who.
    pub official: PersonId,
    /// Point by point, in the official's words; numbered from 1.
    pub points: Vec<String>,
    /// The objection on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Others were chosen to examine it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReexaminersAssigned {
    /// Whose objection.
    pub official: PersonId,
    /// Two or more.
    pub reexaminers: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// One point, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// 异议.
    pub says: String,
}

/// Object to the determination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// 异议, 逐条.
    pub points: Vec<Point>,
    /// 书面异议.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提出异议.
pub const OBJECT: Action = Action {
    who: &[Role::Official],
    fields: &[
        Field::new("points", "异议", Input::List(&[Field::new("says", "异议和理由", Input::Text)]))
            .hint("逐条填写"),
        Field::new("file", "书面异议", Input::File).optional(),
    ],
    help: "复查由没有参加过本案的人员办理，不停止认定的执行，不会加重对您的处理。",
    ..Action::new("object", "申请异议复查", &RULE, || {
        answers_of(&Object { points: vec![Point { says: "示例".to_owned() }], file: Some("file".into()) })
    })
};

/// A reexaminer, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reexaminer {
    /// 复查人员.
    pub person: PersonId,
}

/// Choose who examines it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignReexaminer {
    /// 当事人.
    pub official: PersonId,
    /// 复查人员.
    pub reexaminers: Vec<Reexaminer>,
}

/// 指定复查人员.
pub const ASSIGN: Action = Action {
    who: &[Role::PrincipalLeader, Role::CaseManagement],
    fields: &[
        Field::new("official", "提出异议的当事人", Input::Pick("objectors")),
        Field::new(
            "reexaminers",
            "复查人员",
            Input::List(&[Field::new("person", "复查人员", Input::Person)]),
        )
        .hint("两人以上，没有参加过本案核实、审理、会商、审批"),
    ],
    ..Action::new("assign_reexaminer", "指定异议复查人员", &RULE, || {
        answers_of(&AssignReexaminer {
            official: "zhou".into(),
            reexaminers: vec![Reexaminer { person: "lin".into() }],
        })
    })
};

/// The last day on which an official may object: the days that were notified, from the day of receipt. Never
/// shorter than notified, whatever the setting is today.
pub(in super::super) fn open_until(case: &Case, official: &PersonId, policy: &Policy) -> Option<Due> {
    let notified = case.determined.as_ref()?.review_notice.days;
    let received = feedback::received_on(case, &format!("person:{official}"))?;
    let mut limit = policy.limits.0.get("tol.objection")?.clone();
    limit.count = limit.count.max(notified);
    Some(due(&limit, 0, received, &[], &policy.calendar))
}

pub(in super::super) fn blocked_object(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let me = facts.acting();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，没有可以提出异议的结果。").remedy("determine")
    });
    if case.determined.is_none() || !case.concerns(me) {
        return missing.into_reasons();
    }
    missing.unless(!case.reexaminations.contains_key(me), || {
        Reason::new(
            &RULE,
            "您已经提出异议，正在或者已经复查；对复查决定有异议的，可以向上级纪检监察机关反映。",
        )
    });
    let received = feedback::received_on(case, &format!("person:{me}"));
    missing.unless(received.is_some(), || {
        Reason::new(&RULE, "结果还没有送达，收到结果以后再提出异议。").remedy("serve")
    });
    if let Some(due) = open_until(case, me, &facts.policy) {
        missing.unless(due.provisional || due.in_time(facts.acted_on()), || {
            let says = format!(
                "异议期已于{}届满，本机关不再复查；对认定仍有意见的，可以向上级纪检监察机关反映。",
                due.last.words()
            );
            Reason::new(&RULE, says)
        });
    }
    missing.into_reasons()
}

pub(in super::super) fn decide_object(
    case: &Case,
    command: Object,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_object(case, facts)));
    missing.unless(case.concerns(facts.acting()), || {
        Reason::new(&RULE, "异议由当事人本人提出；从纸面代录的，请写明是哪位当事人、纸面日期。")
    });
    let points: Vec<_> =
        command.points.into_iter().map(|point| point.says).filter(|says| !says.trim().is_empty()).collect();
    missing.unless(!points.is_empty(), || Reason::new(&RULE, "请至少写明一条异议和理由。").at("points"));
    let received = feedback::received_on(case, &format!("person:{}", facts.acting()));
    missing.unless(received.is_none_or(|on| on <= facts.acted_on()), || {
        Reason::new(&RULE, "异议的日期早于收到结果之日，请核对后更正。")
    });
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::Objected(Objected {
        official: facts.acting().clone(),
        points,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in super::super) fn blocked_assign(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let open = case.reexaminations.values().any(|one| one.reported.is_none());
    missing.unless(open, || Reason::new(&RULE, "没有等待复查的异议。").remedy("object"));
    missing.into_reasons()
}

pub(in super::super) fn decide_assign(
    case: &Case,
    command: AssignReexaminer,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_assign(case, facts)));
    let waits = case.reexaminations.get(&command.official).is_some_and(|one| one.reported.is_none());
    missing.unless(waits, || Reason::new(&RULE, "这名当事人没有等待复查的异议，请重新选择。").at("official"));
    let people = || command.reexaminers.iter().map(|row| &row.person);
    others(case, facts, people(), &RULE, "reexaminers", &mut missing);
    missing.settle()?;
    Ok(vec![Event::ReexaminersAssigned(ReexaminersAssigned {
        official: command.official.clone(),
        reexaminers: people().cloned().collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}
