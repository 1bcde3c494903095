//! 送阅: the officials see the redacted text and say what they think of it.

use serde::{Deserialize, Serialize};

use super::{PublicityAnswered, PublicitySent, RULE, ReviewEnded, Settled};
use crate::{
    cases::tolerance::{Case, Event, gate},
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// Send it to the officials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendPublicity {}

/// 送当事人阅看.
pub const SEND: Action = Action {
    who: &[Role::CaseManagement],
    ..Action::new("send_publicity", "送当事人阅看拟公开文本", &RULE, || {
        answers_of(&SendPublicity {})
    })
};

pub(in super::super) fn blocked_send(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(ReviewEnded::of(case, facts));
    missing.take(Settled::of(case));
    let sent = case.publicity.as_ref().is_some_and(|one| one.sent.is_some());
    missing.unless(!sent, || Reason::new(&RULE, "这份文本已经送当事人阅看。"));
    missing.into_reasons()
}

pub(in super::super) fn decide_send(
    case: &Case,
    _command: SendPublicity,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_send(case, facts))?;
    Ok(vec![Event::PublicitySent(PublicitySent { by: facts.acting().clone(), on: facts.acted_on() })])
}

/// An official answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerPublicity {
    /// 是否提出异议.
    pub objects: bool,
    /// 意见.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// 答复拟公开文本.
pub const ANSWER: Action = Action {
    who: &[Role::Official],
    fields: &[
        Field::new("objects", "对公开有异议吗", Input::YesNo),
        Field::new("words", "意见", Input::Text).hint("哪里还能认出是您，或者哪里不符合事实。").optional(),
    ],
    ..Action::new("answer_publicity", "答复拟公开文本", &RULE, || {
        answers_of(&AnswerPublicity { objects: true, words: Some("示例".to_owned()) })
    })
};

pub(in super::super) fn blocked_answer(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let sent = case.publicity.as_ref().filter(|one| one.sent.is_some());
    missing.unless(sent.is_some(), || Reason::new(&RULE, "现在没有送您阅看的拟公开文本。"));
    missing.unless(sent.is_none_or(|one| one.published.is_none()), || {
        Reason::new(&RULE, "这份文本已经公开；要求撤下的，请与承办机关联系。")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_answer(
    case: &Case,
    command: AnswerPublicity,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_answer(case, facts)));
    missing.unless(case.concerns(facts.acting()), || Reason::new(&RULE, "拟公开文本由当事人本人答复。"));
    let said = command.words.as_ref().is_some_and(|words| !words.trim().is_empty());
    missing.unless(!command.objects || said, || {
        Reason::new(&RULE, "有异议的，请写明哪里不同意，以便修改。").at("words")
    });
    missing.settle()?;
    Ok(vec![Event::PublicityAnswered(PublicityAnswered {
        official: facts.acting().clone(),
        objects: command.objects,
        words: command.words,
        on: facts.acted_on(),
    })])
}
