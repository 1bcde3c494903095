//! 审批 · 上报 — a leader approves the question with words, then it goes up under a number (G10, G3).
//!
//! Source: mechanism §3 G10. What a leader declines ends there, with the reason on record.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, gate, state::Ruling};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, StreamId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// A leader decided whether to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Whether to ask.
    pub approved: bool,
    /// Words.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentUp {
    /// Number of the paper.
    pub paper_number: String,
    /// To whom.
    pub to: String,
    /// The day of the paper.
    pub sent_on: Day,
    /// This ruling, its number and title, for those who are told of it.
    pub ruling: StreamId,
    /// `请〔2026〕3号`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The tolerance case it was asked for, if for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Decide whether to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approve {
    /// Whether to ask.
    pub approved: bool,
    /// 批示.
    pub words: String,
}

/// Send it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendUp {
    /// 请示文号.
    pub paper_number: String,
    /// 主送机关.
    pub to: String,
    /// 请示日期.
    pub sent_on: Day,
}

/// 审批请示.
pub const APPROVE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("approved", "是否同意请示", Input::YesNo).hint("选“否”的，这件请示即告办结。"),
        Field::new("words", "批示", Input::Text),
    ],
    ..Action::new("approve", "审批请示", &RULE, || {
        answers_of(&Approve { approved: true, words: "同意上报。".to_owned() })
    })
};

/// 上报请示.
pub const SEND_UP: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("paper_number", "请示文号", Input::Line),
        Field::new("to", "主送机关", Input::Line),
        Field::new("sent_on", "请示日期", Input::Day),
    ],
    ..Action::new("send_up", "上报请示", &RULE, || {
        answers_of(&SendUp {
            paper_number: "青纪请〔2026〕2号".to_owned(),
            to: "云江市纪委监委".to_owned(),
            sent_on: Day::constant(2026, 3, 4),
        })
    })
};

/// All that keeps this person from deciding on it now.
pub(super) fn blocked_approve(state: &Ruling, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.approved.is_none(), || {
        Reason::new(&RULE, "请示已经批准，不重复审批。").remedy("send_up")
    });
    missing.unless(state.asked.as_ref().is_none_or(|asked| asked.by != *facts.acting()), || {
        Reason::new(&RULE, "提出请示的人不能自己批准，请由其他领导批准。")
    });
    missing.into_reasons()
}

/// The leader decides.
pub(super) fn decide_approve(state: &Ruling, command: Approve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_approve(state, facts))?;
    Ok(vec![Event::Approved(Approved {
        approved: command.approved,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps it from going up now.
pub(super) fn blocked_send_up(state: &Ruling, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.approved.is_some(), || {
        Reason::new(&RULE, "请示还没有经领导批准，不能上报。").remedy("approve")
    });
    missing.unless(state.sent_up.is_none(), || {
        Reason::new(&RULE, "请示已经上报，请等待答复。").remedy("enter_answer")
    });
    missing.into_reasons()
}

/// It goes up.
pub(super) fn decide_send_up(state: &Ruling, command: SendUp, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_send_up(state, facts)));
    let approved_on = state.approved.as_ref().map(|approved| approved.on);
    missing.unless(
        command.sent_on <= facts.acted_on() && approved_on.is_none_or(|on| command.sent_on >= on),
        || Reason::new(&RULE, "请示日期应当不早于批准之日、不晚于登记之日，请更正。").at("sent_on"),
    );
    missing.settle()?;
    let asked = state.asked.as_ref();
    Ok(vec![Event::SentUp(SentUp {
        paper_number: command.paper_number,
        to: command.to,
        sent_on: command.sent_on,
        ruling: facts.case.clone(),
        number: asked.map(|asked| asked.number.clone()).unwrap_or_default(),
        title: asked.map(|asked| asked.title.clone()).unwrap_or_default(),
        tolerance: asked.and_then(|asked| asked.tolerance.as_ref()).map(|of| of.stream.clone()),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::{Asking, testing::*};
    use super::*;
    use crate::kind::Kind;

    fn send(on: &str) -> SendUp {
        SendUp { paper_number: "1".to_owned(), to: "市纪委监委".to_owned(), sent_on: day(on) }
    }

    #[test]
    fn nothing_goes_up_without_a_leader_and_nobody_approves_their_own_question() {
        let state = given([asked()]);
        assert_eq!(decide_send_up(&state, send("2026-05-06"), &officer()).unwrap_err().codes(), ["G10"]);
        let yes = Approve { approved: true, words: "同意".to_owned() };
        let own = facts("lin", &[Role::Leader]);
        assert_eq!(decide_approve(&state, yes.clone(), &own).unwrap_err().codes(), ["G10"]);
        let state =
            with(state.clone(), decide_approve(&state, yes, &facts("fang", &[Role::Leader])).unwrap());
        for wrong in ["2026-05-05", "2026-05-07"] {
            assert_eq!(
                decide_send_up(&state, send(wrong), &officer()).unwrap_err().codes(),
                ["G10"],
                "{wrong}"
            );
        }
        let events = decide_send_up(&state, send("2026-05-06"), &officer()).unwrap();
        let [told] = Asking::tells(&events[0]).try_into().unwrap();
        assert_eq!((told.stream.as_str(), told.action), ("tolerance/c1", "note_ruling_asked"));
        let state = with(state, events);
        assert_eq!(decide_send_up(&state, send("2026-05-06"), &officer()).unwrap_err().codes(), ["G10"]);
    }

    #[test]
    fn what_a_leader_declines_ends_there() {
        let no = Approve { approved: false, words: "清单已经写明".to_owned() };
        let state = given([asked()]);
        let state = with(state.clone(), decide_approve(&state, no, &facts("fang", &[Role::Leader])).unwrap());
        let late = super::super::Command::SendUp(send("2026-05-06"));
        let refused = Asking::decide(&state, late, &officer()).unwrap_err();
        assert!(refused.reasons[0].says.contains("已经办结"), "{refused}");
    }
}
