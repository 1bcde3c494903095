//! 再次会商 — only on new facts or a formal defect, never because of the result; earlier opinions stay (P6).
//!
//! Source: mechanism P6. New facts are evidence entered after the meeting, and the report takes them in before
//! it is consulted about again. A defect is one that the case shows by itself, or one shown by evidence. The
//! earlier consultation is kept with every opinion, and its dissent reaches the deciding body too. Not decided
//! here: who consults then (`consultation::composition`).

use super::{
    Case, Event,
    admission::undetermined,
    consultation::{self, Consultation},
    evidence::exists,
    gate, weight,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// Why it is consulted about again; that somebody dislikes the result is none of them.
    Ground {
        /// 新的事实.
        NewFacts = "new_facts" "会商后出现新的事实",
        /// 应当回避的人员参加了会商.
        Recused = "recused" "程序有缺陷：应当回避的人员参加了会商",
        /// 应当多部门会商研判而没有.
        TooLight = "too_light" "程序有缺陷：应当多部门会商研判而没有",
        /// 会商材料.
        Papers = "papers" "程序有缺陷：成员没有收到会商材料，或者材料有缺漏",
        /// 会商纪要.
        Minutes = "minutes" "程序有缺陷：会商纪要没有如实记载",
    }
}

impl Ground {
    /// Whether the case shows it by itself; the others are shown by evidence entered after the meeting.
    const fn shows_itself(self) -> bool {
        matches!(self, Self::Recused | Self::TooLight)
    }
}

/// The matter goes to a second meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconvened {
    /// New facts, or which defect.
    pub ground: Ground,
    /// In words.
    pub why: String,
    /// Evidence that shows it, entered after the meeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Ask for a second meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconvene {
    /// 事由.
    pub ground: Ground,
    /// 具体说明.
    pub why: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// 再次会商.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::Leader],
    fields: &[
        Field::new("ground", "事由", Input::Choice(Ground::CHOICES))
            .hint("只有新的事实或者程序缺陷，才能再次会商；对会商结果有不同看法的，随案报决定机构研究。"),
        Field::new("why", "具体说明", Input::Text),
        Field::new("evidence", "证据", Input::Picks("evidence"))
            .hint("会商之后登记的证据；回避、会商形式的缺陷由系统核对，可以不选。")
            .optional(),
    ],
    grave: true,
    help: "此前会商的意见原样保留，其中的不同意见同样报决定机构开阅。",
    ..Action::new("reconvene", "再次会商", &consultation::RULE, || {
        answers_of(&Reconvene {
            ground: Ground::NewFacts,
            why: "示例".to_owned(),
            evidence: vec!["1".to_owned()],
        })
    })
};

/// Members who took part and whose recusal was upheld afterwards: a formal defect.
pub(super) fn took_part_recused<'a>(
    case: &'a Case,
    consultation: &'a Consultation,
) -> impl Iterator<Item = &'a PersonId> {
    let present = consultation.held.iter().flat_map(|held| &held.present);
    present.filter(|person| case.upheld(person))
}

/// Whether the case itself shows the defect.
fn shown(case: &Case, consultation: &Consultation, ground: Ground, facts: &Facts) -> bool {
    let composed = &consultation.composed;
    match ground {
        Ground::Recused => took_part_recused(case, consultation).next().is_some(),
        Ground::TooLight => {
            !weight::too_light(case, composed.form, composed.weight, &facts.policy).is_empty()
        }
        Ground::NewFacts | Ground::Papers | Ground::Minutes => false,
    }
}

/// Whether a defect of the consultation stands that only another meeting can mend.
pub(super) fn defective(case: &Case) -> bool {
    case.consultation.as_ref().filter(|c| c.held.is_some()).is_some_and(|consultation| {
        took_part_recused(case, consultation).next().is_some()
            || !weight::unlawful(case, &consultation.composed).is_empty()
    })
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &consultation::RULE, &mut missing);
    let Some(consultation) = case.consultation.as_ref().filter(|c| c.held.is_some()) else {
        let says = "会商还没有召开，谈不上再次会商；需要调整组成的，请重新组成会商。";
        missing.add(Reason::new(&consultation::RULE, says).remedy("compose_consultation"));
        return missing.into_reasons();
    };
    missing.unless(!consultation.has(facts.acting()), || {
        let says = "您是本次会商成员，不能要求再次会商；对结果有不同看法的，意见原文随案报决定机构研究。";
        Reason::new(&consultation::RULE, says)
    });
    // What only another meeting can mend stays open until the determination: else the case could not go on.
    missing.unless(case.resolved.is_none() || defective(case), || {
        Reason::new(&consultation::RULE, "决定机构已经研究决定，不能再次会商；确有新情况的，由决定机构退回。")
    });
    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: Reconvene, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let rule = &consultation::RULE;
    missing.unless(!command.why.trim().is_empty(), || {
        Reason::new(rule, "请写明新的事实或者程序缺陷是什么。").at("why")
    });
    exists(case, &command.evidence, "evidence", &mut missing);
    if let Some(consultation) = case.consultation.as_ref().filter(|c| c.held.is_some()) {
        let ground = command.ground;
        if ground.shows_itself() {
            missing.unless(shown(case, consultation, ground, facts), || {
                let says = format!("经核对，本次会商没有“{}”的情形，不能再次会商。", ground.title());
                Reason::new(rule, says).at("ground")
            });
        } else {
            let known = consultation.evidence_known;
            let later = |number: &String| number.parse::<usize>().is_ok_and(|number| number > known);
            missing.unless(!command.evidence.is_empty() && command.evidence.iter().all(later), || {
                let says = format!(
                    "再次会商须有会商之后新登记的证据（第 {} 号以后）；会商时已有的证据、对结果的不同看法，不是再次会商的理由。",
                    known + 1
                );
                Reason::new(rule, says).at("evidence").remedy("add_evidence")
            });
        }
    }
    missing.settle()?;
    Ok(vec![Event::Reconvened(Reconvened {
        ground: command.ground,
        why: command.why,
        evidence: command.evidence,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests;
