//! 会商召开 — recusals are counted first, then attendance (P6).
//!
//! Source: mechanism P6; attendance and the fewest members are settings. The meeting needs the final
//! verification report: without it there is nothing to consult about.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Composed, Consultation, Form, Held, RULE, composed, departments};
use crate::{
    cases::tolerance::{Event, recusal, state::Case, verification::Final, weight},
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::PersonId,
    kind::Action,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldConsultation {
    /// Members present.
    #[serde(default)]
    pub present: Vec<PersonId>,
}

fn sample() -> Value {
    json!(HoldConsultation { present: vec!["fang".into(), "zheng".into(), "tang".into()] })
}

/// 登记会商召开.
pub const HOLD: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("present", "到会成员", Input::Picks("members"))
        .hint("回避人员不计入；书面会商的不必选择，以已经提交书面意见的成员为到会。")
        .optional()],
    ..Action::new("hold_consultation", "登记会商召开", &RULE, sample)
};

/// Members who do not count because they stand aside, by computation or by decision.
fn aside(case: &Case, composed: &Composed, facts: &Facts) -> Vec<PersonId> {
    let members = composed.members.iter().map(|m| &m.person);
    members.filter(|p| recusal::excluded(case, facts, p).is_some()).cloned().collect()
}

/// Members who count and have given an opinion: in writing, they are the ones present.
fn replied(case: &Case, consultation: &Consultation, facts: &Facts) -> BTreeSet<PersonId> {
    let members = consultation.composed.members.iter().map(|m| &m.person);
    let given = members.filter(|p| consultation.opinion_of(p).is_some());
    given.filter(|p| recusal::excluded(case, facts, p).is_none()).cloned().collect()
}

/// How many of `due` members must be present.
pub(in crate::cases::tolerance) fn needed(due: usize, policy: &Policy) -> usize {
    let (num, den) = policy.settings.attendance;
    (due * num as usize).div_ceil((den as usize).max(1))
}

/// In writing: everyone who counts has replied, or the time to reply has passed and enough have. Silence past it
/// is no agreement: whoever says nothing is absent.
fn replies(case: &Case, consultation: &Consultation, facts: &Facts, missing: &mut Missing) {
    let composed = &consultation.composed;
    let replied = replied(case, consultation, facts).len();
    let due = composed.members.len() - aside(case, composed, facts).len();
    if replied == due {
        return;
    }
    let limit = case.due_of("tol.consult.written", &facts.policy);
    let provisional = limit.as_ref().is_some_and(|limit| limit.provisional);
    let last = limit.map_or(composed.meets_on, |limit| limit.last.max(composed.meets_on));
    if provisional || facts.today <= last {
        let says = format!(
            "书面会商的回复期至{}，还有 {} 名成员没有回复，期满前请等待。",
            last.words(),
            due - replied
        );
        missing.add(Reason::new(&RULE, says).remedy("give_opinion"));
    } else {
        let needed = needed(due, &facts.policy);
        missing.unless(replied >= needed, || {
            let says = format!(
                "书面会商的回复期已于{}届满，应回复 {due} 人，回复不少于 {needed} 人，现回复 {replied} 人；沉默不算同意，请改为会议会商，重新组成。",
                last.words()
            );
            Reason::new(&RULE, says).remedy("compose_consultation")
        });
    }
}

/// All that keeps the meeting from being held now.
pub(in crate::cases::tolerance) fn blocked_hold(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let Some(consultation) = missing.take(composed(case)) else { return missing.into_reasons() };
    let composed = &consultation.composed;
    missing.unless(consultation.held.is_none(), || {
        Reason::new(&RULE, "会商已经召开；只有出现新的事实或者程序有缺陷，才能再次会商。")
    });
    missing.take(Final::of(case, facts));
    for reason in weight::too_light(case, composed.form, composed.weight, &facts.policy) {
        missing.add(reason.remedy("compose_consultation"));
    }
    if composed.form == Form::Written {
        replies(case, consultation, facts, &mut missing);
    } else {
        missing.unless(facts.acted_on() >= composed.meets_on, || {
            let says = format!("会商定于{}召开，召开后再登记。", composed.meets_on.words());
            Reason::new(&RULE, says)
        });
    }
    let undecided = case.recusals.iter().filter(|(_, decided)| decided.is_none());
    for (asked, _) in undecided.filter(|(asked, _)| consultation.has(&asked.person)) {
        let says =
            format!("对成员 {} 的回避申请还没有决定，须在会商前决定。", refusal::person(&asked.person));
        missing.add(Reason::new(&recusal::RULE, says).remedy("decide_recusal"));
    }
    let left = composed.members.len() - aside(case, composed, facts).len();
    let least = facts.policy.settings.consultation_least as usize;
    missing.unless(left >= least, || {
        let says = format!("扣除回避人员后只剩 {left} 名成员，不足 {least} 人，请重新组成会商。");
        Reason::new(&RULE, says).remedy("compose_consultation")
    });
    missing.into_reasons()
}

/// The meeting was held.
///
/// # Errors
/// All that [`blocked_hold`] lists, and everything wrong with the attendance.
pub(in crate::cases::tolerance) fn decide_hold(
    case: &Case,
    command: HoldConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_hold(case, facts) {
        wrong.add(reason);
    }
    let Some(consultation) = &case.consultation else { return wrong.settle().map(|()| Vec::new()) };
    let composed = &consultation.composed;
    let recused = aside(case, composed, facts);
    let mut present: BTreeSet<_> = command.present.into_iter().collect();
    if composed.form == Form::Written {
        // Nobody chooses whose opinion counts: all of those who replied are present, and nobody else.
        let replied = replied(case, consultation, facts);
        wrong.unless(present.is_empty() || present == replied, || {
            let says =
                format!("书面会商以提交书面意见的成员为到会，共 {} 人，不能多列或者漏列。", replied.len());
            Reason::new(&RULE, says).at("present")
        });
        present = replied;
    }
    for person in &present {
        wrong.unless(consultation.has(person), || {
            let says = format!("{} 不是会商成员，不能计入到会。", refusal::person(person));
            Reason::new(&RULE, says).at("present")
        });
        wrong.unless(!recused.contains(person), || {
            let says = format!("{} 应当回避，不能参加会商，不计入到会。", refusal::person(person));
            Reason::new(&recusal::RULE, says).at("present")
        });
    }
    let due = composed.members.len() - recused.len();
    let needed = needed(due, &facts.policy);
    let came = present.len();
    wrong.unless(came >= needed && came > 0, || {
        let says = format!("扣除回避人员后应到 {due} 人，到会不少于 {needed} 人，现到会 {came} 人。");
        Reason::new(&RULE, says).at("present")
    });
    wrong.unless(present.contains(&composed.chair), || {
        Reason::new(&RULE, "主持人没有到会（没有提交书面意见），会商不能召开。").at("present")
    });
    let heard = composed
        .members
        .iter()
        .filter(|m| !recused.contains(&m.person))
        .filter(|m| present.contains(&m.person) || consultation.opinion_of(&m.person).is_some());
    let others = departments(case, heard.map(|m| &m.unit), facts);
    wrong.unless(composed.form != Form::Joint || others >= 2, || {
        let says =
            format!("多部门会商研判须有本机关以外的两个以上部门到会或者提交书面意见，现有 {others} 个。");
        Reason::new(&RULE, says).at("present")
    });
    wrong.settle()?;
    Ok(vec![Event::Held(Held {
        present: present.into_iter().collect(),
        recused,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests;
