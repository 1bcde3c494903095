//! 事项分量 — complicated, sensitive, major: marked by rule or by 案管, unmarked only by a leader with reasons (P6).
//!
//! Source: the article, 认定必会商 (对情况复杂、内容敏感、影响重大的问题, 实行多部门会商研判); mechanism P6, and S2, S3,
//! which ask for a joint consultation themselves and are unmarked by nobody. Thresholds are settings. Not decided
//! here: who consults (`consultation::composition`).

use super::{
    Case, Event,
    admission::undetermined,
    consultation::{self, Composed, Form, Weight},
    gate,
};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    kind::{Action, Offer, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::Rule,
    sheet::Say,
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::PersonId,
    judgement::{
        hard_bars::{self, Standing},
        leniences,
        outcome::Outcome,
    },
};

/// 案管 marked the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightMarked {
    /// From 1 in this case.
    pub number: u32,
    /// As what.
    pub weight: Weight,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A leader took a mark away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightUnmarked {
    /// Which mark.
    pub mark: String,
    /// What the mark rested on then (fen, officials): it comes back where that grows.
    pub rests_on: i64,
    /// Why.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A mark, with its ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// `loss`, `officials`, `bar`, `not_tolerated`, `named.1`.
    pub(super) id: String,
    /// As what.
    pub(super) weight: Weight,
    /// The rule it comes from.
    pub(super) rule: &'static Rule,
    /// The ground, in words without a full stop.
    pub(super) says: String,
    /// What it rests on, as a figure.
    rests_on: i64,
}

impl Mark {
    /// Whether a leader may take it away: what S2 and S3 ask for, nobody may.
    fn may_go(&self) -> bool {
        self.rule.code == consultation::RULE.code
    }
}

const BAR: &str = "bar";
const NOT_TOLERATED: &str = "not_tolerated";

/// What 案管 may mark; 一般 is no mark.
const HEAVY: &[(&str, &str)] = &[
    (Weight::Complex.id(), Weight::Complex.title()),
    (Weight::Sensitive.id(), Weight::Sensitive.title()),
    (Weight::Major.id(), Weight::Major.title()),
];

/// Mark the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkWeight {
    /// 事项分量.
    pub weight: Weight,
    /// 理由.
    pub why: String,
}

/// 标明事项分量.
pub const MARK: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("weight", "事项分量", Input::Choice(HEAVY)), Field::new("why", "理由", Input::Text)],
    help: "标明以后须多部门会商研判；只有领导说明理由才能撤销。损失和当事人人数达到设定标准的，由系统自动标明。",
    ..Action::new("mark_weight", "标明事项分量", &consultation::RULE, || {
        answers_of(&MarkWeight { weight: Weight::Sensitive, why: "示例".to_owned() })
    })
};

/// Take a mark away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmarkWeight {
    /// 哪一项.
    pub mark: String,
    /// 理由.
    pub why: String,
}

/// 撤销分量标明.
pub const UNMARK: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("mark", "撤销哪一项", Input::Pick("marks")),
        Field::new("why", "理由", Input::Text).hint("写明为什么不须多部门会商研判。"),
    ],
    grave: true,
    help: "因两不容、不予容错而须多部门会商的，任何人不能撤销。",
    ..Action::new("unmark_weight", "撤销分量标明", &consultation::RULE, || {
        answers_of(&UnmarkWeight { mark: "loss".to_owned(), why: "示例".to_owned() })
    })
};

/// What S2 and S3 ask a joint consultation for, whatever the settings: a bar that was set, also where it was
/// lifted again, and 不予容错 where a listed circumstance fits and nothing bars.
pub(super) fn by_law(case: &Case) -> Vec<Mark> {
    let mut marks = Vec::new();
    if !case.bars_set.is_empty() {
        let stands =
            |found: &super::findings::Found| found.bars.iter().any(|bar| bar.standing == Standing::Present);
        let says = if case.found.values().any(stands) {
            "核实认定存在两不容的情形"
        } else {
            "曾经认定存在两不容的情形，后又解除"
        };
        marks.push(law(BAR, Weight::Sensitive, &hard_bars::RULE, says));
    }
    let refused_though_listed = case.proposed.values().any(|one| {
        one.outcome == Outcome::NotTolerated
            && case.found.get(&one.official).is_some_and(|found| {
                found.circumstance.is_some() && !hard_bars::barred(&found.bars, &found.distinctions)
            })
    });
    if refused_though_listed {
        let says = "符合清单所列情形而拟不予容错";
        marks.push(law(NOT_TOLERATED, Weight::Complex, &leniences::RULE, says));
    }
    marks
}

fn law(id: &str, weight: Weight, rule: &'static Rule, says: &str) -> Mark {
    Mark { id: id.to_owned(), weight, rule, says: says.to_owned(), rests_on: 0 }
}

/// Every mark, also those that a leader took away.
pub(super) fn every(case: &Case, policy: &Policy) -> Vec<Mark> {
    let settings = &policy.settings;
    let mut marks = by_law(case);
    let rule = &consultation::RULE;
    let loss = case.applied.as_ref().and_then(|applied| applied.loss).unwrap_or_default();
    if loss >= settings.joint_loss {
        let says = format!("损失 {} 元，达到 {} 元", loss / 100, settings.joint_loss / 100);
        marks.push(Mark { id: "loss".to_owned(), weight: Weight::Major, rule, says, rests_on: loss });
    }
    let officials = case.officials().count();
    if officials >= settings.joint_officials as usize {
        let says = format!("当事人 {officials} 人，达到 {} 人", settings.joint_officials);
        let rests_on = i64::try_from(officials).unwrap_or(i64::MAX);
        marks.push(Mark { id: "officials".to_owned(), weight: Weight::Complex, rule, says, rests_on });
    }
    marks.extend(case.weight_marked.iter().map(|marked| Mark {
        id: format!("named.{}", marked.number),
        weight: marked.weight,
        rule,
        says: format!("案管标明：{}", marked.why.trim_end_matches('。')),
        rests_on: 0,
    }));
    marks
}

/// The decision that took a mark away, where one still holds.
pub(super) fn unmarked<'a>(case: &'a Case, mark: &Mark) -> Option<&'a WeightUnmarked> {
    case.weight_unmarked.iter().rfind(|gone| gone.mark == mark.id && mark.rests_on <= gone.rests_on)
}

/// The marks that stand.
pub(super) fn standing(case: &Case, policy: &Policy) -> Vec<Mark> {
    every(case, policy).into_iter().filter(|mark| unmarked(case, mark).is_none()).collect()
}

/// Whether a consultation of this form and weight is lighter than a mark asks for.
fn light(form: Form, weight: Weight) -> bool {
    form != Form::Joint || weight == Weight::Simple
}

/// Every standing mark that a consultation of this form and weight is too light for.
pub(super) fn too_light(case: &Case, form: Form, weight: Weight, policy: &Policy) -> Vec<Reason> {
    let marks = if light(form, weight) { standing(case, policy) } else { Vec::new() };
    marks.iter().map(asks_for_joint).collect()
}

fn asks_for_joint(mark: &Mark) -> Reason {
    let says =
        format!("{}（{}），须多部门会商研判，会商形式和事项分量不能从简。", mark.says, mark.weight.title());
    Reason::new(mark.rule, says)
}

/// What S2 and S3 have against a consultation that was held in a lighter form than they ask for.
pub(super) fn unlawful(case: &Case, composed: &Composed) -> Vec<Reason> {
    let marks = if light(composed.form, composed.weight) { by_law(case) } else { Vec::new() };
    marks.iter().map(|mark| asks_for_joint(mark).remedy("reconvene")).collect()
}

/// The marks that a leader may take away.
pub(super) fn offers(case: &Case, policy: &Policy) -> Vec<Offer> {
    let marks = standing(case, policy).into_iter().filter(Mark::may_go);
    let offer = |mark: Mark| Offer {
        label: Say::from(format!("{}：{}", mark.weight.title(), mark.says)),
        value: mark.id,
    };
    marks.map(offer).collect()
}

/// Before the meeting only: afterwards the consultation took place in its form.
fn before_the_meeting(case: &Case) -> Missing {
    let mut missing = Missing::new();
    undetermined(case, &consultation::RULE, &mut missing);
    missing.unless(case.consultation.as_ref().is_none_or(|c| c.held.is_none()), || {
        let says = "会商已经召开，分量须在会商之前标明或者撤销；程序有缺陷的，请提出再次会商。";
        Reason::new(&consultation::RULE, says).remedy("reconvene")
    });
    missing
}

pub(super) fn blocked_mark(case: &Case, _facts: &Facts) -> Vec<Reason> {
    before_the_meeting(case).into_reasons()
}

pub(super) fn decide_mark(case: &Case, command: MarkWeight, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_mark(case, facts)));
    missing.unless(command.weight != Weight::Simple, || {
        Reason::new(&consultation::RULE, "一般事项不必标明；要撤销标明的，由领导说明理由办理。").at("weight")
    });
    missing.unless(!command.why.trim().is_empty(), || {
        Reason::new(&consultation::RULE, "请写明标明的理由。").at("why")
    });
    missing.settle()?;
    Ok(vec![Event::WeightMarked(WeightMarked {
        number: super::numbered(case.weight_marked.len()),
        weight: command.weight,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_unmark(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = before_the_meeting(case);
    missing.unless(!standing(case, &facts.policy).is_empty(), || {
        Reason::new(&consultation::RULE, "本案没有标明情况复杂、内容敏感、影响重大，不必撤销。")
    });
    missing.into_reasons()
}

pub(super) fn decide_unmark(
    case: &Case,
    command: UnmarkWeight,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_unmark(case, facts)));
    let mark = standing(case, &facts.policy).into_iter().find(|mark| mark.id == command.mark);
    match &mark {
        None => {
            let says = "没有这项标明，或者已经撤销，请重新选择。";
            missing.add(Reason::new(&consultation::RULE, says).at("mark"));
        }
        Some(mark) => missing.unless(mark.may_go(), || {
            let says = format!("{}，多部门会商研判是必经程序，任何人不能撤销。", mark.says);
            Reason::new(mark.rule, says).at("mark")
        }),
    }
    missing.unless(!command.why.trim().is_empty(), || {
        Reason::new(&consultation::RULE, "撤销标明须写明理由。").at("why")
    });
    missing.settle()?;
    Ok(vec![Event::WeightUnmarked(WeightUnmarked {
        mark: command.mark,
        rests_on: mark.map_or(0, |mark| mark.rests_on),
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests;
