//! 组成会商 — who consults in which form is fixed before the meeting (P6).
//!
//! Source: the article: 对情况复杂、内容敏感、影响重大的问题, 实行多部门会商研判; mechanism P6. A simple matter may be
//! consulted in writing, no other. Nobody who must stand aside is named (P8).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Composed, Form, Member, RULE, Weight, departments};
use crate::{
    cases::tolerance::{Event, designation, recusal, state::Case, supplement::in_force, weight},
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::Action,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComposeConsultation {
    /// How.
    pub form: Form,
    /// Why in that form.
    pub weight: Weight,
    /// 主持.
    pub chair: PersonId,
    /// Members, the chair among them.
    pub members: Vec<Member>,
    /// When.
    pub meets_on: Day,
    /// 议题.
    pub agenda: String,
}

const MEMBER: &[Field] =
    &[Field::new("person", "成员", Input::Person), Field::new("unit", "代表部门", Input::Unit)];

const FIELDS: &[Field] = &[
    Field::new("form", "会商形式", Input::Choice(Form::CHOICES))
        .hint("情况复杂、内容敏感、影响重大的，须多部门会商研判；只有一般事项可以书面会商。"),
    Field::new("weight", "事项分量", Input::Choice(Weight::CHOICES)),
    Field::new("chair", "主持人", Input::Person).hint("主持人也列入成员。"),
    Field::new("members", "会商成员", Input::List(MEMBER)).hint("应当回避的人员不得列入。"),
    Field::new("meets_on", "会商日期", Input::Day)
        .hint("书面会商的，填写收齐书面意见的日期；回复期限不短于设定的天数。"),
    Field::new("agenda", "议题", Input::Text),
];

fn sample() -> Value {
    let member = |person: &str, unit: &str| Member { person: person.into(), unit: unit.into() };
    json!(ComposeConsultation {
        form: Form::Joint,
        weight: Weight::Sensitive,
        chair: "fang".into(),
        members: vec![
            member("fang", "discipline"),
            member("zheng", "organisation"),
            member("tang", "audit"),
            member("mo", "justice"),
        ],
        meets_on: Day::constant(2026, 4, 8),
        agenda: "一、是否符合适用情形；二、当事人的责任；三、纠错要求。".to_owned(),
    })
}

/// 组成会商.
pub const COMPOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: FIELDS,
    ..Action::new("compose_consultation", "组成会商", &RULE, sample)
};

/// All that keeps it from being composed now.
pub(in crate::cases::tolerance) fn blocked_compose(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_some(), || {
        Reason::new(&RULE, "申请还没有受理，受理并核实后再组成会商。").remedy("accept")
    });
    missing.unless(case.assigned.is_some(), || {
        Reason::new(&RULE, "核实组还没有组成，请先组成核实组。").remedy("assign")
    });
    missing.unless(case.consultation.as_ref().is_none_or(|c| c.held.is_none()), || {
        Reason::new(&RULE, "会商已经召开，组成不能再变更。")
    });
    missing.into_reasons()
}

/// The composition is fixed.
///
/// # Errors
/// All that [`blocked_compose`] lists, and everything wrong with the composition.
pub(in crate::cases::tolerance) fn decide_compose(
    case: &Case,
    command: ComposeConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_compose(case, facts) {
        wrong.add(reason);
    }
    let people: BTreeSet<_> = command.members.iter().map(|m| &m.person).collect();
    wrong.unless(people.len() == command.members.len(), || {
        Reason::new(&RULE, "同一人不能重复列为会商成员，请删去重复的一行。").at("members")
    });
    wrong.unless(people.contains(&command.chair), || {
        Reason::new(&RULE, "主持人须是会商成员，请把主持人列入成员。").at("chair")
    });
    let least = facts.policy.settings.consultation_least as usize;
    wrong.unless(people.len() >= least, || {
        Reason::new(&RULE, format!("会商成员不少于 {least} 人，现有 {} 人。", people.len())).at("members")
    });
    for reason in weight::too_light(case, command.form, command.weight, &facts.policy) {
        wrong.add(reason.at("form"));
    }
    let heavy = command.weight != Weight::Simple;
    wrong.unless(!heavy || command.form == Form::Joint, || {
        Reason::new(&RULE, format!("“{}”的事项须多部门会商研判，请改选会商形式。", command.weight.title()))
            .at("form")
    });
    if command.form == Form::Written {
        in_force("tol.consult.written", facts, &mut wrong);
    }
    let others = departments(case, command.members.iter().map(|m| &m.unit), facts);
    wrong.unless(command.form != Form::Joint || others >= 2, || {
        Reason::new(&RULE, format!("多部门会商研判须有本机关以外的两个以上部门参加，现有 {others} 个。"))
            .at("members")
    });
    wrong.unless(command.meets_on >= facts.acted_on(), || {
        Reason::new(&RULE, "会商组成须在会商之前确定，会商日期不能早于今天。").at("meets_on")
    });
    for person in people {
        wrong.unless(recusal::excluded(case, facts, person).is_none(), || {
            let says = format!("成员 {} 应当回避，不能参加本案会商，请另选成员。", refusal::person(person));
            Reason::new(&recusal::RULE, says).at("members")
        });
        designation::of_this_organ(case, facts, person, "会商成员", "members", &mut wrong);
    }
    wrong.settle()?;
    Ok(vec![Event::Composed(Composed {
        form: command.form,
        weight: command.weight,
        chair: command.chair,
        members: command.members,
        meets_on: command.meets_on,
        agenda: command.agenda,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly};
    use serde_json::{Value, json};

    fn composed(change: impl FnOnce(&mut Value)) -> crate::cases::tolerance::Command {
        let mut answers = json!({ "form": "joint", "weight": "complex", "chair": "xu", "meets_on": "2026-03-25",
            "agenda": "议题", "members": [
                { "person": "xu", "unit": "discipline" }, { "person": "zu", "unit": "organisation" },
                { "person": "shen", "unit": "audit" }, { "person": "si", "unit": "justice" } ] });
        change(&mut answers);
        command("compose_consultation", answers)
    }

    #[test]
    fn a_weighty_matter_needs_several_departments() {
        let scene = before("compose_consultation");
        for weight in ["complex", "sensitive", "major"] {
            let wrong = composed(|a| (a["form"], a["weight"]) = (json!("internal"), json!(weight)));
            scene.when(wrong).refused_by("P6");
        }
        let own = composed(|a| {
            for member in a["members"].as_array_mut().unwrap() {
                member["unit"] = json!("discipline");
            }
        });
        scene.when(own).refused_by("P6");
        scene.when(composed(|_| ())).done();
    }

    #[test]
    fn only_a_simple_matter_is_consulted_in_writing() {
        let scene = before("compose_consultation");
        scene.when(composed(|a| a["form"] = json!("written"))).refused_by("P6");
        let simple = composed(|a| (a["form"], a["weight"]) = (json!("written"), json!("simple")));
        scene.when(simple).done();
    }

    #[test]
    fn the_chair_is_a_member_nobody_is_named_twice_and_enough_are_named() {
        let scene = before("compose_consultation");
        scene.when(composed(|a| a["chair"] = json!("fang"))).refused_with(["P6"]);
        let twice = composed(|a| a["members"][3] = json!({ "person": "zu", "unit": "organisation" }));
        scene.when(twice).refused_with(["P6"]);
        let few = composed(|a| a["members"].as_array_mut().unwrap().truncate(2));
        scene.when(few).refused_with(["P6"]);
    }

    #[test]
    fn nobody_who_must_stand_aside_is_named() {
        let scene = before("compose_consultation");
        let own_unit = composed(|a| a["members"][3] = json!({ "person": "lian", "unit": "shiqiao" }));
        scene.when(own_unit).refused_with(["P8"]);
        let official = composed(|a| a["members"][3] = json!({ "person": "zhou", "unit": "shiqiao" }));
        scene.when(official).refused_with(["P8"]);
    }

    #[test]
    fn the_composition_is_fixed_before_the_meeting() {
        let late = composed(|a| a["meets_on"] = json!("2026-03-20"));
        before("compose_consultation").when(late).refused_with(["P6"]);
        before("send_minutes").when(straightly("compose_consultation")).refused_by("P6");
    }
}
