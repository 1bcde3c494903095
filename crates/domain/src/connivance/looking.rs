//! 查看信号 — that somebody looked at a signal, when, and what was found. What is a person's conclusion is never computed.
//!
//! A look holds the cases that stood behind the signal at that moment: a case that comes later asks for another look.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Left, Signal};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::StreamId,
    kind::Failure,
    people::{Role, words},
    refusal::{Missing, Refusal},
    registers::{
        Register,
        keeping::{Act, Keep, Keeping, at, typed},
    },
    rule::{Force, Rule},
    sheet::{Block, Say},
};

/// A look is on record.
pub static RULE: Rule = Rule {
    code: "D4.look",
    phrase: "信号须有人看",
    asks: "信号由案件监督管理室或者分管领导、主要负责人查看，写明看到了什么；不写不算看过，新增案件后要再看。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Who looks at signals.
pub const WATCHES: &[Role] = &[Role::CaseManagement, Role::Leader, Role::PrincipalLeader];

words! {
    /// What comes of a look.
    Came {
        /// It has its reasons.
        Explained = "explained" "情况有正当理由",
        /// It is watched.
        Watched = "watched" "继续关注",
        /// Somebody else goes on with it.
        HandedOn = "handed_on" "转有关部门了解",
    }
}

/// A look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// What comes of it.
    pub came: Came,
    /// What was found, in the words of whoever looked.
    pub found: String,
    /// Who goes on with it, where it was handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The cases that were seen.
    pub cases: Vec<StreamId>,
    /// When.
    pub on: Day,
}

/// What can have happened to a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalEvent {
    /// Somebody looked.
    Looked(Looked),
}

/// The looks at a signal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignalRecord {
    /// In their order.
    pub looks: Vec<Looked>,
}

impl SignalRecord {
    /// Where it stands for whoever sees these cases: `尚未查看`, `又有新情况`, or what came of the last look.
    pub fn standing(&self, signal: &Signal) -> &'static str {
        let Some(last) = self.looks.last() else { return "尚未查看" };
        let known: BTreeSet<_> = self.looks.iter().flat_map(|look| &look.cases).collect();
        let fresh = |left: &Left| !known.contains(&left.case);
        if signal.left.iter().any(fresh) { "又有新情况" } else { last.came.title() }
    }
}

impl Register for SignalRecord {
    type Event = SignalEvent;
    const NAME: &'static str = "signal";
    const TITLE: &'static str = "信号";

    fn evolve(mut self, event: &SignalEvent, _on: Day) -> Self {
        let SignalEvent::Looked(look) = event;
        self.looks.push(look.clone());
        self
    }
}

#[derive(Deserialize)]
struct Look {
    came: Came,
    found: String,
    to: Option<String>,
}

/// Characters a finding has at least: `看过` is none.
const FEWEST: usize = 6;

impl Keep for SignalRecord {
    const ACTS: &'static [Act] = &[Act::new(
        "look",
        "记录查看情况",
        WATCHES,
        &[
            Field::new("found", "看到了什么", Input::Text).hint(
                "写明看了哪些案件、原因是什么、有没有需要纠正的。只写事实和判断，不在这里下结论性处分意见。",
            ),
            Field::new("came", "怎么办", Input::Choice(Came::CHOICES)),
            Field::new("to", "转给谁", Input::Line).hint("选“转有关部门了解”的填写。").optional(),
        ],
        "信号只摆出事实，是否有问题由人判断。记录后留在历史里，不能删改；以后又有新案件，会再提示查看。",
    )];

    /// A signal follows from cases; its record holds only who looked.
    fn exists(&self) -> bool {
        true
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<SignalEvent>, Failure> {
        if act != "look" {
            return Err(Failure::UnknownAction(act.to_owned()));
        }
        let Some(signal) = keeping.signal.as_deref() else {
            let says = "这条信号现在没有案件可看：情况已经变化，或者有关案件您不能查看。请返回列表，按最新情况办理。";
            return Err(Refusal::one(&RULE, says).into());
        };
        let Look { came, found, to } = typed(answers)?;
        let mut missing = Missing::new();
        missing.unless(found.chars().filter(|c| !c.is_whitespace()).count() >= FEWEST, || {
            crate::refusal::Reason::new(&RULE, "请写明看到了什么，只写“看过”“没问题”说明不了情况。")
                .at("found")
        });
        missing.unless(came != Came::HandedOn || to.is_some(), || at("to", "请写明转给哪个部门、哪位同志。"));
        missing.unless(came == Came::HandedOn || to.is_none(), || {
            at("to", "没有选“转有关部门了解”的，不用填写转给谁。")
        });
        missing.settle()?;
        let cases = signal.left.iter().map(|left| left.case.clone()).collect();
        Ok(vec![SignalEvent::Looked(Looked { came, found, to, cases, on: keeping.today })])
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        Vec::new()
    }

    fn told(event: &SignalEvent) -> (&'static str, Say) {
        let SignalEvent::Looked(Looked { came, found, to, cases, .. }) = event;
        let to = to.as_ref().map(|to| format!("：{to}")).unwrap_or_default();
        let says = format!("{}{to}。{found}（当时 {} 件）", came.title(), cases.len());
        ("查看信号", Say::from(says))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::{
        super::{Sign, testing::left},
        *,
    };
    use crate::registers::{
        keeping::{
            decide,
            tests::{codes, keeping, refused},
        },
        told,
    };

    fn signal(cases: &[&str]) -> Signal {
        let left =
            cases.iter().map(|case| left(Sign::OfficialAgain, "person:zhou", case, "2026-01-05", None));
        Signal { sign: Sign::OfficialAgain, subject: "person:zhou".into(), left: left.collect() }
    }

    fn by(cases: &[&str]) -> Keeping {
        let mut by = keeping("bai", Role::CaseManagement, "official_again~person:zhou");
        by.signal = (!cases.is_empty()).then(|| Arc::new(signal(cases)));
        by
    }

    fn answers() -> Value {
        json!({"found": "两件都是集体决策，情形不同，均已纠错。", "came": "explained"})
    }

    #[test]
    fn a_look_is_asked_for_again_when_a_case_comes_that_nobody_saw() {
        let blank = SignalRecord::default();
        assert_eq!(blank.standing(&signal(&["a"])), "尚未查看");
        let events = decide(&blank, "look", answers(), &by(&["a", "b"])).unwrap();
        let record = told::<SignalRecord>(&events);
        assert_eq!(record.looks[0].cases.len(), 2);
        assert_eq!(record.standing(&signal(&["b"])), "情况有正当理由");
        assert_eq!(record.standing(&signal(&["a", "b", "c"])), "又有新情况");
    }

    /// D4.look
    #[test]
    fn a_look_without_what_was_found_is_none() {
        let mut empty = answers();
        empty["found"] = json!("看 过");
        assert_eq!(codes(decide(&SignalRecord::default(), "look", empty, &by(&["a"]))), ["D4.look"]);
        let says = refused(decide(&SignalRecord::default(), "look", answers(), &by(&[])));
        assert!(says.contains("没有案件可看"), "{says}");
    }

    #[test]
    fn what_is_handed_on_says_to_whom() {
        let mut answers = answers();
        answers["came"] = json!("handed_on");
        let says = refused(decide(&SignalRecord::default(), "look", answers.clone(), &by(&["a"])));
        assert!(says.starts_with("to:"), "{says}");
        answers["to"] = json!("第三纪检监察室");
        assert!(decide(&SignalRecord::default(), "look", answers, &by(&["a"])).is_ok());
    }
}
