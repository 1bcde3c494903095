//! 请示答复 — a ruling that was asked for this case tells when it went up and what was answered (G10).
//!
//! Source: mechanism §3 G10. Both come by a job from the ruling itself, which is a kind of its own; nothing is
//! entered by hand. The clock does not stop by it: a leader stops it. What follows from the answer is decided here.

use serde::{Deserialize, Serialize};

use super::{Case, Event, gate};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::StreamId,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// A ruling that was asked is on record in the case.
pub static RULE: Rule = Rule {
    code: "G10",
    phrase: "请示答复",
    asks: "因办理本案请示上级的，请示和答复由系统记入本案；请示期间需要停止计时的，由分管领导另行批准。",
    source: "本单位设定",
    force: Force::Setting,
};

/// The question went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulingAsked {
    /// The ruling.
    pub ruling: StreamId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The day it went up.
    pub sent_on: Day,
    /// The day it was noted.
    pub on: Day,
}

/// The answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulingAnswered {
    /// The ruling.
    pub ruling: StreamId,
    /// Number of the answer.
    pub number: String,
    /// Its date.
    pub answered_on: Day,
    /// Its text.
    pub says: String,
    /// The day it was noted.
    pub on: Day,
}

/// Note that the question went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRulingAsked {
    /// 请示答复.
    pub ruling: StreamId,
    /// 请示编号.
    pub number: String,
    /// 事由.
    pub title: String,
    /// 请示日期.
    pub sent_on: Day,
}

/// Note the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRulingAnswered {
    /// 请示答复.
    pub ruling: StreamId,
    /// 答复文号.
    pub number: String,
    /// 答复日期.
    pub answered_on: Day,
    /// 答复内容.
    pub says: String,
}

/// 记入请示.
pub const ASKED: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("ruling", "请示答复", Input::Line),
        Field::new("number", "请示编号", Input::Line),
        Field::new("title", "事由", Input::Line),
        Field::new("sent_on", "请示日期", Input::Day),
    ],
    help: "请示上报后由系统自动记入，无须人工填写。",
    ..Action::new("note_ruling_asked", "记入请示", &RULE, || {
        answers_of(&NoteRulingAsked {
            ruling: "ruling/sample".into(),
            number: "请〔2026〕1号".to_owned(),
            title: "补偿面积计算口径".to_owned(),
            sent_on: Day::constant(2026, 3, 4),
        })
    })
};

/// 记入答复.
pub const ANSWERED: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("ruling", "请示答复", Input::Line),
        Field::new("number", "答复文号", Input::Line),
        Field::new("answered_on", "答复日期", Input::Day),
        Field::new("says", "答复内容", Input::Text),
    ],
    help: "上级答复登记后由系统自动记入，无须人工填写。",
    ..Action::new("note_ruling_answered", "记入答复", &RULE, || {
        answers_of(&NoteRulingAnswered {
            ruling: "ruling/sample".into(),
            number: "云纪复〔2026〕5号".to_owned(),
            answered_on: Day::constant(2026, 3, 4),
            says: "可以计入。".to_owned(),
        })
    })
};

/// Notes that only the program itself brings this.
pub(super) fn blocked(_case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(facts.is(Role::SystemJobs), || {
        Reason::new(&RULE, "请示和答复由系统自动记入，不能手工记入；请在请示答复中办理。")
    });
    missing.into_reasons()
}

pub(super) fn decide_asked(
    case: &Case,
    command: NoteRulingAsked,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    missing.unless(!case.rulings.iter().any(|(asked, _)| asked.ruling == command.ruling), || {
        Reason::new(&RULE, "这件请示已经记入，不重复记入。")
    });
    missing.settle()?;
    let NoteRulingAsked { ruling, number, title, sent_on } = command;
    Ok(vec![Event::RulingAsked(RulingAsked { ruling, number, title, sent_on, on: facts.today })])
}

pub(super) fn decide_answered(
    case: &Case,
    command: NoteRulingAnswered,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let waits =
        case.rulings.iter().any(|(asked, answered)| asked.ruling == command.ruling && answered.is_none());
    missing.unless(waits, || Reason::new(&RULE, "没有等待答复的这件请示，或者答复已经记入。"));
    missing.settle()?;
    let NoteRulingAnswered { ruling, number, answered_on, says } = command;
    Ok(vec![Event::RulingAnswered(RulingAnswered { ruling, number, answered_on, says, on: facts.today })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command};
    use serde_json::json;

    #[test]
    fn a_ruling_is_noted_when_it_goes_up_and_when_it_is_answered_once_each() {
        let asked = || {
            command(
                "note_ruling_asked",
                json!({ "ruling": "ruling/r1", "number": "请〔2026〕1号", "title": "口径", "sent_on": "2026-03-11" }),
            )
        };
        let answered = || {
            command(
                "note_ruling_answered",
                json!({ "ruling": "ruling/r1", "number": "5", "answered_on": "2026-03-11", "says": "可以" }),
            )
        };
        let scene = before("enter_filing");
        scene.when(answered()).refused_with(["G10"]);
        let scene = scene.after(asked());
        scene.when(asked()).refused_with(["G10"]);
        let scene = scene.after(answered());
        scene.when(answered()).refused_with(["G10"]);
        assert!(scene.case.rulings.iter().all(|(_, answered)| answered.is_some()));
        let by_hand = crate::facts::Facts { roles: Vec::new(), ..scene.facts.clone() };
        assert!(!super::blocked(&scene.case, &by_hand).is_empty());
    }
}
