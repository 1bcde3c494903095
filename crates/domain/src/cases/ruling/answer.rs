//! 答复 — what the upper organ ruled, with number, date and text (G10).
//!
//! Source: mechanism §3 G10. Entered by the upper organ itself, or by case management from its paper.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, gate, state::Ruling};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, StreamId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Number of the answer.
    pub number: String,
    /// Its date.
    pub answered_on: Day,
    /// Its text.
    pub says: String,
    /// Its scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// This ruling, for those who are told of it.
    pub ruling: StreamId,
    /// The tolerance case it was asked for, if for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterAnswer {
    /// 答复文号.
    pub number: String,
    /// 答复日期.
    pub answered_on: Day,
    /// 答复内容.
    pub says: String,
    /// 答复原件.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记答复.
pub const ACTION: Action = Action {
    who: &[Role::UpperOrgan, Role::CaseManagement],
    fields: &[
        Field::new("number", "答复文号", Input::Line),
        Field::new("answered_on", "答复日期", Input::Day),
        Field::new("says", "答复内容", Input::Text).hint("照录原文。"),
        Field::new("file", "答复原件", Input::File).optional(),
    ],
    ..Action::new("enter_answer", "登记答复", &RULE, || {
        answers_of(&EnterAnswer {
            number: "云纪复〔2026〕5号".to_owned(),
            answered_on: Day::constant(2026, 3, 4),
            says: "经批准加建的夹层可以计入。".to_owned(),
            file: Some("f1".into()),
        })
    })
};

/// All that keeps an answer from being entered now.
pub(super) fn blocked(state: &Ruling, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.sent_up.is_some(), || {
        Reason::new(&RULE, "请示还没有上报，没有可以登记的答复。").remedy("send_up")
    });
    missing.unless(state.answered.is_none(), || {
        Reason::new(&RULE, "答复已经登记，不重复登记。").remedy("keep_as_policy")
    });
    missing.into_reasons()
}

/// The answer is entered.
pub(super) fn decide(state: &Ruling, command: EnterAnswer, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let sent_on = state.sent_up.as_ref().map(|sent| sent.sent_on);
    missing.unless(
        command.answered_on <= facts.acted_on() && sent_on.is_none_or(|on| command.answered_on >= on),
        || Reason::new(&RULE, "答复日期应当不早于请示日期、不晚于登记之日，请更正。").at("answered_on"),
    );
    missing.settle()?;
    let of = state.asked.as_ref().and_then(|asked| asked.tolerance.as_ref());
    Ok(vec![Event::Answered(Answered {
        number: command.number,
        answered_on: command.answered_on,
        says: command.says,
        file: command.file,
        ruling: facts.case.clone(),
        tolerance: of.map(|of| of.stream.clone()),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::{Asking, testing::*};
    use super::*;
    use crate::kind::Kind;

    fn answer(on: &str) -> EnterAnswer {
        EnterAnswer { number: "5".to_owned(), answered_on: day(on), says: "可以".to_owned(), file: None }
    }

    #[test]
    fn an_answer_comes_after_the_question_went_up_and_once() {
        let waiting = given([asked(), approved(), sent_up()]);
        for early in [given([asked()]), given([asked(), approved()])] {
            assert_eq!(decide(&early, answer("2026-05-06"), &officer()).unwrap_err().codes(), ["G10"]);
        }
        assert_eq!(decide(&waiting, answer("2026-04-01"), &officer()).unwrap_err().codes(), ["G10"]);
        let events = decide(&waiting, answer("2026-05-06"), &officer()).unwrap();
        let [told] = Asking::tells(&events[0]).try_into().unwrap();
        assert_eq!(
            (told.action, &told.answers["says"]),
            ("note_ruling_answered", &serde_json::json!("可以"))
        );
        let state = with(waiting, events);
        assert_eq!(decide(&state, answer("2026-05-06"), &officer()).unwrap_err().codes(), ["G10"]);
    }
}
