//! 公开、撤下.

use serde::{Deserialize, Serialize};

use super::{Published, RULE, ReviewEnded, SeenByAll, Settled, TakenDown, standing};
use crate::{
    cases::tolerance::{Case, Event},
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// Publish it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// 对异议的答复.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// 批准公开.
pub const PUBLISH: Action = Action {
    who: &[Role::PrincipalLeader],
    fields: &[Field::new("answer", "对异议的答复", Input::Text)
        .hint("当事人有异议的，必须写明为什么仍然公开；能采纳的，请退回重新拟稿。")
        .optional()],
    grave: true,
    ..Action::new("publish", "批准公开", &RULE, || {
        answers_of(&Publish { answer: Some("示例".to_owned()) })
    })
};

pub(in super::super) fn blocked_publish(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(ReviewEnded::of(case, facts));
    missing.take(Settled::of(case));
    missing.take(SeenByAll::of(case));
    if let Some(one) = &case.publicity {
        missing.unless(one.published.is_none(), || Reason::new(&RULE, "这份文本已经公开。"));
        missing.unless(facts.today <= one.drafted.until, || {
            Reason::new(&RULE, "公开的期限已经过了，请重新拟稿。").remedy("draft_publicity")
        });
    }
    missing.into_reasons()
}

pub(in super::super) fn decide_publish(
    case: &Case,
    command: Publish,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    let ended = missing.take(ReviewEnded::of(case, facts));
    let settled = missing.take(Settled::of(case));
    let seen = missing.take(SeenByAll::of(case));
    missing.settle()?;
    Refusal::unless_empty(blocked_publish(case, facts))?;
    let (Some(ended), Some(settled), Some(seen)) = (ended, settled, seen) else {
        return Err(Refusal::one(&RULE, "还不能公开。"));
    };
    let objecting = seen.answers.values().any(|one| one.objects);
    let answered = command.answer.as_ref().is_some_and(|answer| !answer.trim().is_empty());
    if objecting && !answered {
        let says = "当事人对公开有异议，请写明答复，或者退回重新拟稿。";
        return Err(Reason::new(&RULE, says).at("answer").into());
    }
    Ok(vec![Event::Published(Published::with(ended, settled, seen, command.answer, facts))])
}

/// Take it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeDown {
    /// 撤下的原因.
    pub why: String,
}

/// 撤下公开文本.
pub const TAKE_DOWN: Action = Action {
    who: &[Role::CaseManagement, Role::PrincipalLeader],
    fields: &[Field::new("why", "撤下的原因", Input::Line)],
    ..Action::new("take_down", "撤下公开文本", &RULE, || {
        answers_of(&TakeDown { why: "示例".to_owned() })
    })
};

pub(in super::super) fn blocked_take_down(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(standing(case).is_some(), || Reason::new(&RULE, "现在没有公开的文本。"));
    missing.into_reasons()
}

pub(in super::super) fn decide_take_down(
    case: &Case,
    command: TakeDown,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_take_down(case, facts))?;
    Ok(vec![Event::TakenDown(TakenDown {
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}
