//! 会商召开 — recusals are counted first, then attendance (P6).
//!
//! Source: mechanism P6; attendance and the fewest members are settings. The meeting needs the final
//! verification report: without it there is nothing to consult about.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Composed, Form, Held, RULE, composed, departments};
use crate::{
    cases::tolerance::{Event, recusal, state::Case, verification::Final, weight},
    facts::Facts,
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
        .hint("回避人员不计入；书面会商的，选择已经提交书面意见的成员。")],
    ..Action::new("hold_consultation", "登记会商召开", &RULE, sample)
};

/// Members who do not count because they stand aside, by computation or by decision.
fn aside(case: &Case, composed: &Composed, facts: &Facts) -> Vec<PersonId> {
    let members = composed.members.iter().map(|m| &m.person);
    members.filter(|p| recusal::excluded(case, facts, p).is_some()).cloned().collect()
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
    missing.unless(facts.acted_on() >= composed.meets_on, || {
        let says = format!("会商定于{}召开，召开后再登记。", composed.meets_on.words());
        Reason::new(&RULE, says)
    });
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
    let present: BTreeSet<_> = command.present.into_iter().collect();
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
    let (num, den) = facts.policy.settings.attendance;
    let needed = (due * num as usize).div_ceil((den as usize).max(1));
    let came = present.len();
    wrong.unless(came >= needed && came > 0, || {
        let says = format!("扣除回避人员后应到 {due} 人，到会不少于 {needed} 人，现到会 {came} 人。");
        Reason::new(&RULE, says).at("present")
    });
    wrong.unless(present.contains(&composed.chair), || {
        Reason::new(&RULE, "主持人没有到会，会商不能召开。").at("present")
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
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly};
    use serde_json::json;

    fn present(who: &[&str]) -> crate::cases::tolerance::Command {
        command("hold_consultation", json!({ "present": who }))
    }

    #[test]
    fn two_thirds_must_come_and_the_chair_among_them() {
        let scene = before("hold_consultation");
        scene.when(present(&["xu", "zu", "shen"])).done();
        scene.when(present(&["xu", "zu"])).refused_with(["P6"]);
        scene.when(present(&["zu", "shen", "si"])).refused_with(["P6"]);
        scene.when(present(&["xu", "zu", "shen", "gao"])).refused_with(["P6"]);
    }

    #[test]
    fn recusals_are_counted_before_attendance() {
        let kin = before("hold_consultation").knowing(|facts| {
            facts.people.get_mut(&"si".into()).unwrap().kin.push("zhou".into());
        });
        kin.when(present(&["xu", "zu", "shen", "si"])).refused_with(["P8"]);
        // Three are left and two of them are two thirds.
        let held = kin.when(present(&["xu", "zu"])).done();
        assert_eq!(held.case.consultation.unwrap().held.unwrap().recused, ["si".into()]);
        let two = kin.knowing(|facts| {
            facts.people.get_mut(&"zu".into()).unwrap().kin.push("zhou".into());
        });
        two.when(present(&["xu", "shen"])).refused_by("P6");
    }

    #[test]
    fn an_undecided_recusal_of_a_member_blocks_the_meeting() {
        let asked = json!({ "person": "si", "ground": "interest", "says": "有利害关系。" });
        let scene = before("hold_consultation").by("lin").after(command("declare_recusal", asked));
        scene.when(straightly("hold_consultation")).refused_by("P8");
        let decided = json!({ "request": "1", "upheld": false, "why": "查无此事。" });
        let decided = scene.by("zheng").after(command("decide_recusal", decided));
        decided.when(straightly("hold_consultation")).done();
    }

    #[test]
    fn without_the_final_report_there_is_no_meeting() {
        let scene = before("hold_consultation").altered(|case| case.reported = None);
        scene.when(straightly("hold_consultation")).refused_by("P5");
    }

    #[test]
    fn a_meeting_is_not_entered_before_its_day() {
        before("hold_consultation")
            .on("2026-03-24")
            .when(straightly("hold_consultation"))
            .refused_with(["P6"]);
    }
}
