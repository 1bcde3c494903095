//! 审批链 · 集体研究 — no single person decides (G3).

use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// What a leader of the chain says.
    Approval {
        /// 同意.
        Agree = "agree" "同意，按程序报批",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

words! {
    /// What the body decided on the proposal.
    Resolution {
        /// 同意.
        AsProposed = "as_proposed" "同意拟认定意见",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

/// A leader of the approval chain wrote his words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// In which place of the chain.
    pub role: Role,
    /// Agreed or returned.
    pub approval: Approval,
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The deciding body opened the dissenting opinions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DissentOpened {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The collective decision was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Which meeting.
    pub meeting: String,
    /// When it met.
    pub met_on: Day,
    /// 应到.
    pub due: u32,
    /// 实到.
    pub present: u32,
    /// What was said.
    pub opinions: String,
    /// What was decided.
    pub resolution: Resolution,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// No single person decides.
pub static RULE: Rule = Rule {
    code: "G3",
    phrase: "集体研究",
    asks: "按审批链逐级批示并经集体研究，任何人不得一人决定。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Write one's words in the approval chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approve {
    /// 审批意见.
    pub approval: Approval,
    /// 批示.
    pub words: String,
}

/// 审批（批示）.
pub const APPROVE: Action = Action {
    who: &[Role::DivisionHead, Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("approval", "审批意见", Input::Choice(Approval::CHOICES)),
        Field::new("words", "批示", Input::Text),
    ],
    ..Action::new("approve", "审批（批示）", &RULE, || {
        answers_of(&Approve { approval: Approval::Agree, words: "示例".to_owned() })
    })
};

/// Open the dissenting opinions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDissent {}

/// 开阅不同意见.
pub const OPEN_DISSENT: Action = Action {
    who: &[Role::CommitteeClerk, Role::PrincipalLeader],
    fields: &[],
    ..Action::new("open_dissent", "开阅不同意见", &RULE, || answers_of(&OpenDissent {}))
};

/// Record the collective decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
    /// 会议名称.
    pub meeting: String,
    /// 会议日期.
    pub met_on: Day,
    /// 应到人数.
    pub due: u32,
    /// 实到人数.
    pub present: u32,
    /// 研究意见.
    pub opinions: String,
    /// 决定.
    pub resolution: Resolution,
}

/// 登记集体研究决定.
pub const RESOLVE: Action = Action {
    who: &[Role::CommitteeClerk],
    fields: &[
        Field::new("meeting", "会议名称", Input::Line),
        Field::new("met_on", "会议日期", Input::Day),
        Field::new("due", "应到人数", Input::Count),
        Field::new("present", "实到人数", Input::Count),
        Field::new("opinions", "研究意见", Input::Text),
        Field::new("resolution", "决定", Input::Choice(Resolution::CHOICES)),
    ],
    ..Action::new("resolve", "登记集体研究决定", &RULE, || {
        answers_of(&Resolve {
            meeting: "示例".to_owned(),
            met_on: Day::constant(2026, 3, 4),
            due: 1,
            present: 1,
            opinions: "示例".to_owned(),
            resolution: Resolution::AsProposed,
        })
    })
};

pub(super) fn decide_approve(case: &Case, command: Approve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_approve(case, facts))?;
    let Some(role) = facts.policy.settings.approval_chain.get(case.approvals.len()).copied() else {
        return Err(Refusal::one(&RULE, "审批链已经走完，请进行集体研究。"));
    };
    Ok(vec![Event::Approved(Approved {
        role,
        approval: command.approval,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_approve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.reviewed.is_some(), || Reason::new(&RULE, "审理意见尚未形成。").remedy("review"));

    missing.into_reasons()
}

pub(super) fn decide_open_dissent(
    case: &Case,
    command: OpenDissent,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_open_dissent(case, facts))?;
    let OpenDissent {} = command;
    Ok(vec![Event::DissentOpened(DissentOpened { by: facts.acting().clone(), on: facts.acted_on() })])
}

pub(super) fn blocked_open_dissent(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.as_ref().is_some_and(|c| c.closed.is_some()), || {
        Reason::new(&RULE, "会商尚未结束。").remedy("close_consultation")
    });

    missing.into_reasons()
}

pub(super) fn decide_resolve(case: &Case, command: Resolve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_resolve(case, facts))?;

    Ok(vec![Event::Resolved(Resolved {
        meeting: command.meeting,
        met_on: command.met_on,
        due: command.due,
        present: command.present,
        opinions: command.opinions,
        resolution: command.resolution,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_resolve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.approvals.len() >= facts.policy.settings.approval_chain.len(), || {
        Reason::new(&RULE, "审批链尚未走完。").remedy("approve")
    });

    missing.into_reasons()
}
