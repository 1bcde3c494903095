//! 告知, 申辩, 核实报告 of a revocation: heard again, on the facts that are said to have been hidden.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Case, Event, delivery,
        evidence::uploaded,
        gate,
        notice::{Delivery, NOTICES},
        reexamination::Point,
    },
    RULE, Revocation, under_way, unquoted,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    judgement::outcome::Follows,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    time_limit::lapse,
};

words! {
    /// What the others found.
    Conclusion {
        /// 属实.
        Proven = "proven" "隐瞒、骗取属实，建议撤销",
        /// 不属实.
        NotProven = "not_proven" "不属实或者不影响认定，不撤销",
    }
}

/// The official was notified of the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationNotified {
    /// To whom.
    pub official: PersonId,
    /// The facts.
    pub facts: String,
    /// How.
    pub delivery: Delivery,
    /// 送达回证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Witness of a refusal or 留置送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The last day of the defence, as notified.
    pub defence_until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The official was heard on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationDefended {
    /// Who.
    pub official: PersonId,
    /// Point by point.
    pub points: Vec<String>,
    /// On paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The report on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationReported {
    /// Whose determination.
    pub official: PersonId,
    /// What was found.
    pub says: String,
    /// The answer to the defence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// Proven or not.
    pub conclusion: Conclusion,
    /// Instrument, article and item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What follows the revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Notify the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 拟据以撤销的事实.
    pub facts: String,
    /// 告知方式.
    pub delivery: Delivery,
    /// 凭证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// 见证人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// 告知拟撤销的事实.
pub const NOTIFY: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader, Role::DivisionHead],
    fields: &[
        Field::new("official", "当事人", Input::Pick("revoking")),
        Field::new("facts", "拟据以撤销的事实", Input::Text),
        Field::new("delivery", "告知方式", Input::Choice(NOTICES)),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、地点").optional(),
        Field::new("witness", "见证人", Input::Line).optional(),
    ],
    ..Action::new("notify_revocation", "告知拟撤销认定的事实", &RULE, || {
        answers_of(&NotifyRevocation {
            official: "zhou".into(),
            facts: "示例".to_owned(),
            delivery: Delivery::Signed,
            proof: Some("示例".to_owned()),
            witness: Some("示例".to_owned()),
        })
    })
};

/// Be heard on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefendRevocation {
    /// 申辩, 逐条.
    pub points: Vec<Point>,
    /// 书面申辩.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 对拟撤销陈述申辩.
pub const DEFEND: Action = Action {
    who: &[Role::Official],
    fields: &[
        Field::new("points", "申辩", Input::List(&[Field::new("says", "申辩意见", Input::Text)]))
            .hint("逐条填写"),
        Field::new("file", "书面申辩", Input::File).optional(),
    ],
    ..Action::new("defend_revocation", "对拟撤销认定陈述申辩", &RULE, || {
        answers_of(&DefendRevocation {
            points: vec![Point { says: "示例".to_owned() }],
            file: Some("file".into()),
        })
    })
};

/// Report on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 核实报告.
    pub says: String,
    /// 对申辩的答复.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// 结论.
    pub conclusion: Conclusion,
    /// 依据的条款.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// 撤销之后.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

/// 提交撤销核实报告.
pub const REPORT: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader, Role::DivisionHead],
    fields: &[
        Field::new("official", "当事人", Input::Pick("revoking")),
        Field::new("says", "核实报告", Input::Text).hint("隐瞒、骗取的事实和证据，对原认定的影响"),
        Field::new("answers", "对申辩的核查和答复", Input::Text).optional(),
        Field::new("conclusion", "结论", Input::Choice(Conclusion::CHOICES)),
        Field::new("clause", "依据的条款", Input::Line).hint("建议撤销时填写").optional(),
        Field::new("follows", "撤销之后", Input::Choice(Follows::CHOICES)).hint("建议撤销时填写").optional(),
    ],
    ..Action::new("report_revocation", "提交撤销核实报告", &RULE, || {
        answers_of(&ReportRevocation {
            official: "zhou".into(),
            says: "示例".to_owned(),
            answers: Some("示例".to_owned()),
            conclusion: Conclusion::Proven,
            clause: Some("示例".to_owned()),
            follows: Some(Follows::Continue),
        })
    })
};

/// Notes that nobody of those who verify a revocation acts here, or that it waits for something else.
fn by_the_others(case: &Case, facts: &Facts, ready: fn(&Revocation) -> bool) -> Vec<Reason> {
    let mut missing = Missing::new();
    let mine = case.revocations.values().filter(|one| one.waits_for().is_some() && one.has(facts.acting()));
    let mine: Vec<_> = mine.collect();
    missing.unless(!mine.is_empty(), || {
        Reason::new(&RULE, "没有指定您核实的撤销；撤销由另行组成的人员核实。").remedy("assign_revocation")
    });
    missing.unless(mine.is_empty() || mine.iter().any(|one| ready(one)), || {
        Reason::new(&RULE, "这一步已经办过，或者前一步还没有办，请按顺序办理。").remedy("notify_revocation")
    });
    missing.into_reasons()
}

pub(in super::super) fn blocked_notify(case: &Case, facts: &Facts) -> Vec<Reason> {
    by_the_others(case, facts, |one| one.reported.is_none())
}

pub(in super::super) fn decide_notify(
    case: &Case,
    command: NotifyRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_notify(case, facts)));
    let one =
        under_way(case, &command.official).filter(|one| one.has(facts.acting()) && one.reported.is_none());
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "对这名当事人没有等待您告知的撤销，请重新选择。").at("official")
    });
    missing.unless(!command.facts.trim().is_empty(), || {
        Reason::new(&RULE, "请写明拟据以撤销的事实。").at("facts")
    });
    let quoted = unquoted(case, &command.official, &command.facts, "facts");
    if let Some(reason) = quoted {
        missing.add(reason);
    }
    let proof = command.proof.as_deref().unwrap_or_default();
    delivery::notice_proven(&RULE, command.delivery, proof, command.witness.as_ref(), &mut missing);
    let due = case.due_from("tol.defence", facts.acted_on(), &facts.policy);
    missing.unless(due.is_some(), || Reason::new(&RULE, "没有设定陈述申辩期限，请政策管理员先设定。"));
    missing.settle()?;
    let notified = due.map(|due| {
        Event::RevocationNotified(RevocationNotified {
            official: command.official,
            facts: command.facts,
            delivery: command.delivery,
            proof: command.proof,
            witness: command.witness,
            defence_until: due.last,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        })
    });
    Ok(notified.into_iter().collect())
}

pub(in super::super) fn blocked_defend(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let open = |one: &Revocation| one.notified.is_some() && one.reported.is_none();
    let mine = under_way(case, facts.acting()).is_some_and(open);
    // An officer who enters a paper names the official then.
    let any = !case.concerns(facts.acting()) && case.revocations.values().any(open);
    missing.unless(mine || any, || {
        Reason::new(&RULE, "没有告知您拟撤销认定的事实，或者核实报告已经提交，现在没有需要申辩的事项。")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_defend(
    case: &Case,
    command: DefendRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_defend(case, facts)));
    missing.unless(case.concerns(facts.acting()), || {
        Reason::new(&RULE, "须由当事人本人作出；从纸面代录的，请写明是哪位当事人、纸面日期。")
    });
    let points: Vec<_> =
        command.points.into_iter().map(|point| point.says).filter(|says| !says.trim().is_empty()).collect();
    missing.unless(!points.is_empty(), || Reason::new(&RULE, "请至少写明一条申辩意见。").at("points"));
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::RevocationDefended(RevocationDefended {
        official: facts.acting().clone(),
        points,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in super::super) fn blocked_report(case: &Case, facts: &Facts) -> Vec<Reason> {
    by_the_others(case, facts, |one| one.notified.is_some() && one.reported.is_none())
}

pub(in super::super) fn decide_report(
    case: &Case,
    command: ReportRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_report(case, facts)));
    let one =
        under_way(case, &command.official).filter(|one| one.has(facts.acting()) && one.reported.is_none());
    missing.unless(one.is_some(), || {
        Reason::new(&RULE, "对这名当事人没有等待您报告的撤销，请重新选择。").at("official")
    });
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if let Some((notified, one)) = one.and_then(|one| Some((one.notified.as_ref()?, one))) {
        let due = case.due_from("tol.defence", notified.on, &facts.policy);
        let passed =
            due.and_then(|due| lapse(&due, facts.today)).is_some() && facts.today > notified.defence_until;
        missing.unless(one.defended.is_some() || passed, || {
            let says = format!(
                "当事人还没有申辩，申辩期到{}；申辩以后或者期满以后再提交报告。",
                notified.defence_until.words()
            );
            Reason::new(&RULE, says).remedy("defend_revocation")
        });
        missing.unless(one.defended.is_none() || !blank(&command.answers), || {
            Reason::new(&RULE, "当事人已经申辩，请写明对申辩的核查和答复。").at("answers")
        });
    }
    missing.unless(!command.says.trim().is_empty(), || Reason::new(&RULE, "请填写核实报告。").at("says"));
    let quoted = unquoted(case, &command.official, &command.says, "says");
    if let Some(reason) = quoted {
        missing.add(reason);
    }
    if command.conclusion == Conclusion::Proven {
        missing.unless(!blank(&command.clause), || {
            Reason::new(&RULE, "建议撤销的，请写明依据的文件名称、条、项。").at("clause")
        });
        missing.unless(command.follows.is_some(), || {
            Reason::new(&RULE, "建议撤销的，请选择撤销之后如何处理：立案、移送或者继续原程序。").at("follows")
        });
    }
    missing.settle()?;
    Ok(vec![Event::RevocationReported(RevocationReported {
        official: command.official,
        says: command.says,
        answers: command.answers,
        conclusion: command.conclusion,
        clause: command.clause,
        follows: command.follows,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}
