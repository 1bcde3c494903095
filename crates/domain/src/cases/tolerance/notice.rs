//! 告知 — the facts and the proposed outcome are notified before the defence (P3).

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
    /// How something was handed over.
    Delivery {
        /// 本系统阅知.
        Here = "here" "本系统登录阅知",
        /// 直接送达，签收.
        Signed = "signed" "直接送达并签收",
        /// 拒收，见证人在场.
        Refused = "refused" "拒绝签收，见证人在场记明",
        /// 留置送达.
        Left = "left" "留置送达",
        /// 在一定范围内宣布.
        Announced = "announced" "在一定范围内宣布",
    }
}

/// Facts and proposed outcome were notified to an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// To whom.
    pub official: PersonId,
    /// 事实材料.
    pub facts: String,
    /// 拟认定意见, as proposed on that day.
    pub outcomes: Vec<super::proposed_outcome::OutcomeProposed>,
    /// How.
    pub delivery: Delivery,
    /// 送达回证 number, witness, place.
    pub proof: String,
    /// The last day of the defence period, as notified: never shortened.
    pub defence_until: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Notice, defence, answer, report.
pub static RULE: Rule = Rule {
    code: "P3",
    phrase: "充分听取申辩",
    asks: "先告知事实材料和拟认定意见，再听取陈述申辩，逐条核查答复后才能定稿核实报告。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Notify facts and proposed outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// 当事人.
    pub official: PersonId,
    /// 告知的事实材料.
    pub facts: String,
    /// 告知方式.
    pub delivery: Delivery,
    /// 凭证.
    pub proof: String,
}

/// 告知事实材料和拟认定意见.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("facts", "告知的事实材料", Input::Text),
        Field::new("delivery", "告知方式", Input::Choice(Delivery::CHOICES)),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、见证人、地点"),
    ],
    document: Some("事实材料和拟认定意见告知书"),
    ..Action::new("notify", "告知事实材料和拟认定意见", &RULE, || {
        answers_of(&Notify {
            official: "zhou".into(),
            facts: "示例".to_owned(),
            delivery: Delivery::Signed,
            proof: "示例".to_owned(),
        })
    })
};

pub(super) fn decide(case: &Case, command: Notify, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(case, facts))?;
    let outcomes = case
        .proposed
        .iter()
        .filter(|((official, _), _)| *official == command.official)
        .map(|(_, p)| p.clone())
        .collect();
    let defence_until = case
        .due_from("tol.defence", facts.acted_on(), &facts.policy)
        .map_or(facts.acted_on(), |due| due.last);
    Ok(vec![Event::Notified(Notified {
        official: command.official,
        facts: command.facts,
        outcomes,
        delivery: command.delivery,
        proof: command.proof,
        defence_until,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.proposed.is_empty(), || {
        Reason::new(&RULE, "尚未提出拟认定意见，请先提出。").remedy("propose_outcome")
    });

    missing.into_reasons()
}
