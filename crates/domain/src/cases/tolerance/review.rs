//! 审理 — another office reviews what the team verified (审查与审理分离).

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
    /// 审理意见.
    ReviewView {
        /// 同意.
        Agree = "agree" "事实清楚、证据确凿，同意拟认定意见",
        /// 退回补充核实.
        Return = "return" "退回补充核实",
    }
}

/// The file was sent to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentToReview {
    /// 审理人.
    pub reviewer: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The review office gave its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// In a word.
    pub view: ReviewView,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Another office reviews.
pub static RULE: Rule = Rule {
    code: "P5.review",
    phrase: "审查与审理分离",
    asks: "核实组成员不得担任本案审理人。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Send the file to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendToReview {
    /// 审理人.
    pub reviewer: PersonId,
}

/// 移送审理.
pub const SEND: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[Field::new("reviewer", "审理人", Input::Person).hint("不得是核实组成员")],
    ..Action::new("send_to_review", "移送审理", &RULE, || {
        answers_of(&SendToReview { reviewer: "lin".into() })
    })
};

/// Give the opinion of the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 审理意见.
    pub view: ReviewView,
    /// 理由.
    pub why: String,
}

/// 提出审理意见.
pub const REVIEW: Action = Action {
    who: &[Role::ReviewOfficer],
    fields: &[
        Field::new("view", "审理意见", Input::Choice(ReviewView::CHOICES)),
        Field::new("why", "理由", Input::Text),
    ],
    document: Some("审理意见"),
    ..Action::new("review", "提出审理意见", &RULE, || {
        answers_of(&Review { view: ReviewView::Agree, why: "示例".to_owned() })
    })
};

pub(super) fn decide_send(case: &Case, command: SendToReview, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_send(case, facts))?;

    Ok(vec![Event::SentToReview(SentToReview {
        reviewer: command.reviewer,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_send(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.as_ref().is_some_and(|c| c.closed.is_some()), || {
        Reason::new(&RULE, "会商尚未结束，请先完成会商。").remedy("close_consultation")
    });

    missing.into_reasons()
}

pub(super) fn decide_review(case: &Case, command: Review, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_review(case, facts))?;

    Ok(vec![Event::Reviewed(Reviewed {
        view: command.view,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_review(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.sent_to_review.is_some(), || {
        Reason::new(&RULE, "尚未移送审理。").remedy("send_to_review")
    });

    missing.into_reasons()
}
