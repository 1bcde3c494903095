//! 停止计时 — every stop has a reason, an approver and a maximum (P2).

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

use crate::{day::Day, ids::PersonId};

/// The clock was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStopped {
    /// Who approved.
    pub approved_by: PersonId,
    /// First stopped day.
    pub from: Day,
    /// Last day it may be stopped.
    pub until: Day,
    /// Why.
    pub why: String,
}

/// The clock runs again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockResumed {
    /// Who resumed it.
    pub by: PersonId,
    /// The last stopped day.
    pub last_stopped: Day,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Every stop has an approver and a maximum.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "停止计时须有批准人、理由和期限，单次和累计都不超过上限。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Approve a stop of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopClock {
    /// 停止的首日.
    pub from: Day,
    /// 最迟停到哪一日.
    pub until: Day,
    /// 理由.
    pub why: String,
}

/// 停止计时.
pub const STOP: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("from", "停止的首日", Input::Day),
        Field::new("until", "最迟停到哪一日", Input::Day),
        Field::new("why", "理由", Input::Text),
    ],
    help: "每次停止计时都要有批准人、理由和期限，首日和末日都不计入。",
    ..Action::new("stop_clock", "停止计时", &RULE, || {
        answers_of(&StopClock {
            from: Day::constant(2026, 3, 4),
            until: Day::constant(2026, 3, 4),
            why: "示例".to_owned(),
        })
    })
};

/// Let the clock run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeClock {
    /// 停止的末日.
    pub last_stopped: Day,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 恢复计时.
pub const RESUME: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement, Role::Leader],
    fields: &[
        Field::new("last_stopped", "停止的末日", Input::Day).hint("次日起继续计时"),
        Field::new("why", "说明", Input::Line).optional(),
    ],
    ..Action::new("resume_clock", "恢复计时", &RULE, || {
        answers_of(&ResumeClock { last_stopped: Day::constant(2026, 3, 4), why: Some("示例".to_owned()) })
    })
};

pub(super) fn decide_stop(case: &Case, command: StopClock, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_stop(case, facts))?;

    Ok(vec![Event::ClockStopped(ClockStopped {
        approved_by: facts.acting().clone(),
        from: command.from,
        until: command.until,
        why: command.why,
    })])
}

pub(super) fn blocked_stop(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_some(), || Reason::new(&RULE, "申请尚未受理。").remedy("accept"));

    missing.into_reasons()
}

pub(super) fn decide_resume(case: &Case, command: ResumeClock, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_resume(case, facts))?;

    Ok(vec![Event::ClockResumed(ClockResumed {
        by: facts.acting().clone(),
        last_stopped: command.last_stopped,
        why: command.why,
    })])
}

pub(super) fn blocked_resume(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.stops.iter().any(|(_, resumed)| resumed.is_none()), || {
        Reason::new(&RULE, "没有正在停止的计时。")
    });

    missing.into_reasons()
}
