//! 核实报告 — final only after notice and defence; separates mistake from violation, per official (P5, J2).
//!
//! Source: the article, 申请+核实; mechanism §2 P5, J2, P3, P4. It lists at once everything it still lacks. Not
//! decided here: whether anything is tolerated; the consultation and the deciding body see the report first.

use std::collections::BTreeSet;

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::{fit_members, team},
    background,
    defence::Heard,
    discovery,
    evidence::uploaded,
    findings::complete,
    gate, governing_text, overdue,
    proposed_outcome::standing,
    recusal::{self, excluded},
    unit_accountability,
    unit_opinion::Consulted,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId},
};

/// The verification report was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The report: facts, mistake and violation apart.
    pub says: String,
    /// Members of the team who signed, two or more.
    pub signed_by: Vec<PersonId>,
    /// The signed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The report separates mistake from violation.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "核实报告由核实组二人以上签名，逐人分清失误错误与违纪违法。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Finish the verification report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 核实报告.
    pub says: String,
    /// 签名的核实组成员.
    pub signed_by: Vec<PersonId>,
    /// 签名的报告.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提交核实报告.
pub const ACTION: Action = Action {
    who: &[Role::TeamLeader],
    fields: &[
        Field::new("says", "核实报告", Input::Text).hint("分清失误错误与违纪违法，逐人写明"),
        Field::new("signed_by", "签名的核实组成员", Input::Picks("team")).hint("至少二人"),
        Field::new("file", "签名的报告", Input::File).optional(),
    ],
    document: Some("report"),
    ..Action::new("report", "提交核实报告", &RULE, || {
        answers_of(&Report {
            says: "示例".to_owned(),
            signed_by: vec!["lin".into()],
            file: Some("file".into()),
        })
    })
};

/// Proof that the report is final: heard, answered, founded, and the unit consulted.
///
/// ```compile_fail
/// // Only `Final::of` gives one.
/// use rongheng_domain::cases::tolerance::verification::{Final, Reported};
/// fn forge(reported: &Reported) -> Final<'_> {
///     Final(reported)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Final<'a>(&'a Reported);

impl<'a> Final<'a> {
    /// The final report.
    ///
    /// # Errors
    /// Where it was not finished, or what it rests on does not stand.
    pub fn of(case: &'a Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut missing = founded(case, facts);
        let Some(reported) = &case.reported else {
            missing.add(Reason::new(&RULE, "核实报告尚未定稿，请先提交核实报告。").remedy("report"));
            return Err(missing.into_reasons());
        };
        gate(missing.into_reasons()).map(|()| Self(reported))
    }

    /// The report.
    pub const fn report(self) -> &'a Reported {
        self.0
    }
}

/// What the report rests on: findings with evidence (J2), background and parts (D2), nothing left undecided (P5), proposals that stand (G1), the unit's opinion (P4),
/// and the hearing of every official (P3).
fn founded(case: &Case, facts: &Facts) -> Missing {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    missing.take(complete(case));
    missing.take(background::complete(case));
    missing.take(discovery::decided(case));
    missing.take(unit_accountability::complete(case, facts));
    for official in case.officials() {
        missing.take(standing(case, official, facts));
    }
    missing.take(Consulted::of(case, facts));
    for official in case.officials() {
        missing.take(Heard::of(case, official, facts));
    }
    missing
}

pub(super) fn decide(case: &Case, command: Report, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let signed: BTreeSet<_> = command.signed_by.iter().collect();
    for person in &signed {
        missing.unless(team(case).any(|member| member == *person), || {
            Reason::new(&RULE, "签名的人不是核实组成员，请从核实组成员中选择。").at("signed_by")
        });
        if let Some(ground) = excluded(case, facts, person) {
            let says = format!("签名的核实组成员{}，应当回避，请另选他人签名。", ground.title());
            missing.add(Reason::new(&recusal::RULE, says).at("signed_by"));
        }
    }
    missing.unless(signed.len() >= 2, || {
        Reason::new(&RULE, "核实报告须由核实组二人以上签名，请补选。").at("signed_by")
    });
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::Reported(Reported {
        says: command.says,
        signed_by: command.signed_by,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = founded(case, facts);
    missing.take(governing_text::settled(case, &facts.policy));
    match &case.assigned {
        None => missing.add(Reason::new(&RULE, "尚未组成核实组，请先组成核实组。").remedy("assign")),
        Some(assigned) => {
            missing.unless(assigned.leader == *facts.acting(), || {
                Reason::new(&RULE, "核实报告由核实组组长提交，请由组长办理。")
            });
            missing.unless(fit_members(case, facts).count() >= 2, || {
                let says = "核实组无须回避的成员不足二人，请先重新组成核实组。";
                Reason::new(&RULE, says).remedy("assign")
            });
        }
    }
    unreported(case, &RULE, &mut missing);
    overdue::explained(case, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly, without};
    use serde_json::json;

    fn signed(by: &[&str]) -> crate::cases::tolerance::Command {
        command("report", json!({ "says": "核实报告", "signed_by": by }))
    }

    #[test]
    fn two_of_the_team_sign_and_its_leader_hands_it_in() {
        before("report").when(signed(&["lin"])).refused_with(["P5"]);
        before("report").when(signed(&["lin", "lin"])).refused_with(["P5"]);
        before("report").when(signed(&["lin", "wen"])).refused_with(["P5"]);
        before("report").by("su").when(signed(&["lin", "su"])).refused_with(["P5"]);
        before("report").when(signed(&["lin", "su"])).done();
    }

    #[test]
    fn everything_the_report_still_lacks_is_said_at_once() {
        without(
            &[
                "find",
                "set_baseline",
                "propose_outcome",
                "ask_unit",
                "answer_unit",
                "notify",
                "defend",
                "answer_defence",
            ],
            "report",
        )
        .when(straightly("report"))
        .refused_with(["J2", "G1", "P4", "P3"]);
    }

    #[test]
    fn a_member_who_must_stand_aside_does_not_sign() {
        let scene = before("report").knowing(|facts| {
            facts.people.get_mut(&crate::ids::PersonId::from("su")).unwrap().kin = vec!["zhou".into()];
        });
        scene.when(straightly("report")).refused_with(["P5", "P8"]);
    }

    #[test]
    fn a_final_report_is_not_finished_twice() {
        before("compose_consultation").when(straightly("report")).refused_with(["P5"]);
    }
}
