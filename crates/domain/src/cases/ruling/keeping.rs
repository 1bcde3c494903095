//! 存为政策 · 办结 — the answer is kept as policy for the next case, or closed with the reason why not (G10).
//!
//! Source: mechanism §3 G10 (with the answer kept as policy). The document goes into the register of policy by a
//! job ([`crate::kind::Kind::keeps`]), under an id made from this ruling: brought twice, it stands once.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, state::Ruling};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::policy::Document,
};

/// The answer was kept as policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAsPolicy {
    /// What the register of policy keeps.
    pub document: Document,
    /// From when it applies.
    pub applies_from: Day,
    /// What it says, in a sentence that officers can work with.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It was closed without that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Why it is not kept as policy.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Keep the answer as policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepAsPolicy {
    /// 政策名称.
    pub title: String,
    /// 适用起始日期.
    pub applies_from: Day,
    /// 要点.
    pub says: String,
}

/// Close it without that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// 不存为政策的理由.
    pub why: String,
}

/// 存为政策.
pub const KEEP: Action = Action {
    who: &[Role::PolicyOfficer],
    fields: &[
        Field::new("title", "政策名称", Input::Line),
        Field::new("applies_from", "适用起始日期", Input::Day),
        Field::new("says", "要点", Input::Text).hint("写给以后办案的人看：什么情形、怎样掌握。"),
    ],
    help: "文号、日期取自答复；存入政策文件后，以后的案件可以依据。",
    ..Action::new("keep_as_policy", "存为政策", &RULE, || {
        answers_of(&KeepAsPolicy {
            title: "关于特殊户型补偿面积计算口径的答复".to_owned(),
            applies_from: Day::constant(2026, 3, 4),
            says: "经批准加建的夹层计入补偿面积。".to_owned(),
        })
    })
};

/// 办结.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement, Role::PolicyOfficer],
    fields: &[Field::new("why", "不存为政策的理由", Input::Text)],
    ..Action::new("close", "办结（不存为政策）", &RULE, || {
        answers_of(&Close { why: "答复只针对本案的特殊事实。".to_owned() })
    })
};

/// All that keeps the answer from being kept now.
pub(super) fn blocked_keep(state: &Ruling, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.answered.is_some(), || {
        Reason::new(&RULE, "还没有登记上级的答复，收到答复后再办理。").remedy("enter_answer")
    });
    missing.take(AllChecked::of(&state.papers));
    missing.into_reasons()
}

/// The answer is kept.
pub(super) fn decide_keep(
    state: &Ruling,
    command: KeepAsPolicy,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut reasons = blocked_keep(state, facts);
    if state.answered.as_ref().is_some_and(|answered| command.applies_from < answered.answered_on) {
        reasons.push(Reason::new(&RULE, "适用起始日期不能早于答复日期，请更正。").at("applies_from"));
    }
    Refusal::unless_empty(reasons)?;
    let (Some(asked), Some(answered)) = (&state.asked, &state.answered) else { return Ok(Vec::new()) };
    let document = Document {
        id: format!("ruling.{}", facts.case.key()),
        title: command.title,
        number: Some(answered.number.clone()),
        issued_on: Some(answered.answered_on),
        organ: None,
        trial: false,
        source: format!("{}的答复", state.sent_up.as_ref().map_or("上级机关", |sent| &sent.to)),
        note: format!(
            "由请示答复{}存入，自{}起适用：{}",
            asked.number,
            command.applies_from.words(),
            command.says
        ),
    };
    Ok(vec![Event::KeptAsPolicy(KeptAsPolicy {
        document,
        applies_from: command.applies_from,
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps it from being closed now.
pub(super) fn blocked_close(state: &Ruling, facts: &Facts) -> Vec<Reason> {
    blocked_keep(state, facts)
}

/// It is closed.
pub(super) fn decide_close(state: &Ruling, command: Close, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_close(state, facts))?;
    let closed = Closed { why: command.why, by: facts.acting().clone(), on: facts.acted_on() };
    Ok(vec![Event::Closed(closed)])
}

#[cfg(test)]
mod tests {
    use super::super::{Asking, Command, testing::*};
    use super::*;
    use crate::kind::Kind;

    fn keep(from: &str) -> KeepAsPolicy {
        KeepAsPolicy {
            title: "关于面积口径的答复".to_owned(),
            applies_from: day(from),
            says: "计入".to_owned(),
        }
    }

    #[test]
    fn an_answer_is_kept_with_where_it_came_from_and_then_it_is_over() {
        let waiting = given([asked(), approved(), sent_up()]);
        let keeper = facts("ruan", &[Role::PolicyOfficer]);
        assert_eq!(decide_keep(&waiting, keep("2026-06-01"), &keeper).unwrap_err().codes(), ["G10"]);
        let state = with(waiting, [answered()]);
        assert_eq!(decide_keep(&state, keep("2026-04-01"), &keeper).unwrap_err().codes(), ["G10"]);
        let events = decide_keep(&state, keep("2026-06-01"), &keeper).unwrap();
        let kept = Asking::keeps(&events[0]).unwrap();
        assert_eq!((kept.id.as_str(), kept.number.as_deref()), ("ruling.r1", Some("云纪复〔2026〕5号")));
        assert!(kept.note.contains("请〔2026〕3号"), "{}", kept.note);
        let state = with(state, events);
        let again = Asking::decide(&state, Command::KeepAsPolicy(keep("2026-06-01")), &keeper);
        assert_eq!(again.unwrap_err().codes(), ["G10"]);
    }

    #[test]
    fn what_binds_one_case_alone_is_closed_with_the_reason() {
        let close = Close { why: "只针对本案".to_owned() };
        assert!(decide_close(&given([asked()]), close.clone(), &officer()).is_err());
        let state = given([asked(), approved(), sent_up(), answered()]);
        let events = decide_close(&state, close, &officer()).unwrap();
        assert_eq!(Asking::keeps(&events[0]), None);
    }
}
