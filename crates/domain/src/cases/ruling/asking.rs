//! 请示 — a question about where the line of the policy runs, with facts and one's own opinion (G10).
//!
//! Source: mechanism §3 G10. Whether to ask at all is the leader's to approve.

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

/// The tolerance case it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfTolerance {
    /// The case.
    pub stream: StreamId,
    /// Its number.
    pub number: String,
}

/// A ruling was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// `请〔2026〕3号`.
    pub number: String,
    /// What it is about, in a line.
    pub title: String,
    /// The question.
    pub question: String,
    /// The facts it arose from.
    pub circumstances: String,
    /// One's own opinion.
    pub opinion: String,
    /// The rule or document whose meaning is asked.
    pub basis: String,
    /// The tolerance case it was asked for, if for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<OfTolerance>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Ask for a ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// 事由.
    pub title: String,
    /// 请示的问题.
    pub question: String,
    /// 基本事实.
    pub circumstances: String,
    /// 本级意见.
    pub opinion: String,
    /// 涉及的规定.
    pub basis: String,
    /// 容错案件编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<String>,
}

/// 提出请示.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer, Role::PolicyOfficer],
    fields: &[
        Field::new("title", "事由", Input::Line).hint("不写当事人姓名。"),
        Field::new("question", "请示的问题", Input::Text).hint("一事一请示，写明拿不准的界限。"),
        Field::new("circumstances", "基本事实", Input::Text)
            .hint("只写与问题有关的事实，不写当事人姓名和线索来源。"),
        Field::new("opinion", "本级意见", Input::Text),
        Field::new("basis", "涉及的规定", Input::Line).hint("写明文件名称和条款。"),
        Field::new("tolerance", "容错案件编号", Input::Case("tolerance"))
            .hint("因办理容错案件提出的，填写编号；上报和答复会自动记入该案。")
            .optional(),
    ],
    opens: true,
    series: Some("请"),
    ..Action::new("ask", "提出请示", &RULE, || {
        answers_of(&Ask {
            title: "特殊户型补偿面积计算口径".to_owned(),
            question: "批准加建的夹层能否计入补偿面积？".to_owned(),
            circumstances: "九户住宅有批准加建的夹层，清单没有列明。".to_owned(),
            opinion: "倾向于可以计入。".to_owned(),
            basis: "适用情形清单第四类第三项".to_owned(),
            tolerance: Some("容〔2026〕1号".to_owned()),
        })
    })
};

/// All that keeps it from being asked now.
pub(super) fn blocked(state: &Ruling, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.asked.is_none(), || {
        Reason::new(&RULE, "这件请示已经提出，另有问题请另行请示。").remedy("approve")
    });
    missing.into_reasons()
}

/// It is asked.
pub(super) fn decide(state: &Ruling, command: Ask, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let named = command.tolerance.as_ref().map(|number| facts.cases.get(number));
    missing.unless(named.is_none_or(|found| found.is_some()), || {
        Reason::new(&RULE, "没有找到这个编号的容错案件，请核对编号。").at("tolerance")
    });
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得请示编号，请稍后重试。"));
    missing.settle()?;
    let (year, _, _) = facts.today.parts();
    Ok(vec![Event::Asked(Asked {
        number: format!("请〔{year}〕{}号", facts.number.unwrap_or_default()),
        title: command.title,
        question: command.question,
        circumstances: command.circumstances,
        opinion: command.opinion,
        basis: command.basis,
        tolerance: named
            .flatten()
            .map(|found| OfTolerance { stream: found.stream.clone(), number: found.number.clone() }),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn a_question_opens_it_once_with_a_number_of_its_own() {
        let state = after(decide(&Ruling::default(), ask(), &officer()).unwrap());
        assert_eq!(state.asked.as_ref().unwrap().number, "请〔2026〕3号");
        assert_eq!(decide(&state, ask(), &officer()).unwrap_err().codes(), ["G10"]);
    }

    #[test]
    fn a_case_that_is_not_found_is_refused() {
        let named = Ask { tolerance: Some("容〔2026〕9号".to_owned()), ..ask() };
        assert_eq!(decide(&Ruling::default(), named, &officer()).unwrap_err().codes(), ["G10"]);
    }
}
