//! 其他考核 — the list of appraisals is open: a case may name one besides those of the settings (E1).

use serde::{Deserialize, Serialize};

use super::{
    super::{Case, Event, gate},
    RULE, exempted,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// Another appraisal is concerned by this case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalAdded {
    /// What it is called.
    pub appraisal: String,
    /// Its owner.
    pub owner: UnitId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Add another appraisal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddAppraisal {
    /// 考核名称.
    pub appraisal: String,
    /// 主管单位.
    pub owner: UnitId,
}

/// 增列其他考核.
pub const ADD: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("appraisal", "考核名称", Input::Line).hint("评先评优、表彰奖励、职称评聘等，设定里没有的"),
        Field::new("owner", "主管单位", Input::Unit),
    ],
    ..Action::new("add_appraisal", "增列其他考核", &RULE, || {
        answers_of(&AddAppraisal { appraisal: "示例".to_owned(), owner: "organisation".into() })
    })
};

pub(in super::super) fn blocked_add(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，作出后再增列其他考核。").remedy("determine")
    });
    missing.unless(case.determined.is_none() || !exempted(case).is_empty(), || {
        Reason::new(&RULE, "本案没有容错免责的当事人，无须通知消除考核影响。")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_add(
    case: &Case,
    command: AddAppraisal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_add(case, facts)));
    let name = command.appraisal.trim();
    missing.unless(!name.is_empty(), || Reason::new(&RULE, "请填写考核名称。").at("appraisal"));
    let set = facts.policy.settings.appraisals.iter().any(|(known, _)| known == name);
    let added = case.appraisals_added.iter().any(|known| known.appraisal == name);
    missing.unless(!set && !added, || Reason::new(&RULE, "这项考核已经在列，无须增列。").at("appraisal"));
    missing.unless(facts.units.contains_key(&command.owner), || {
        Reason::new(&RULE, "机构库中没有所选的主管单位，请重新选择。").at("owner")
    });
    missing.settle()?;
    Ok(vec![Event::AppraisalAdded(AppraisalAdded {
        appraisal: name.to_owned(),
        owner: command.owner,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{Scene, before, command, straightly};
    use serde_json::json;

    fn added() -> Scene {
        let add = json!({ "appraisal": "年度评先评优", "owner": "organisation" });
        before("close").after(command("add_appraisal", add))
    }

    #[test]
    fn another_appraisal_is_due_like_those_of_the_settings() {
        let scene = added();
        scene.when(straightly("close")).refused_with(["E1"]);
        let notify = || command("notify_appraisal", json!({ "appraisal": "年度评先评优" }));
        let told = scene.after(notify());
        told.when(straightly("close")).done();
        let notice = told.case.appraisals_notified.get("年度评先评优").unwrap();
        assert_eq!(notice.owner.as_str(), "organisation");
        told.when(notify()).refused_with(["E1"]);
        let confirm = json!({ "appraisal": "年度评先评优", "removed": "已恢复参评资格。" });
        told.by("zu").when(command("confirm_effect", confirm)).done();
    }

    #[test]
    fn it_is_added_once_with_a_name_and_an_owner_after_the_determination() {
        for (appraisal, owner) in [
            ("年度评先评优", "organisation"),
            ("绩效考核", "organisation"),
            (" ", "organisation"),
            ("评优", "nowhere"),
        ] {
            let add = json!({ "appraisal": appraisal, "owner": owner });
            added().when(command("add_appraisal", add)).refused_with(["E1"]);
        }
        let add = json!({ "appraisal": "年度评先评优", "owner": "organisation" });
        before("determine").when(command("add_appraisal", add)).refused_with(["E1"]);
    }
}
