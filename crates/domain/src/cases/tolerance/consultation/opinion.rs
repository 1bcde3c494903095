//! 会商意见 — each member says 同意, 不同意 or 保留, with reasons that are kept verbatim (P6).
//!
//! It is not a ballot: nothing is counted, and nothing said is ever changed. An opinion may be written
//! before the meeting; after it, only those who were present speak.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Opinion, OpinionGiven, RULE, composed};
use crate::{
    cases::tolerance::{Event, recusal, state::Case},
    facts::Facts,
    form::{Field, Input},
    kind::Action,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveOpinion {
    /// In a word.
    pub opinion: Opinion,
    /// Reasons.
    pub why: String,
}

fn sample() -> Value {
    json!(GiveOpinion {
        opinion: Opinion::Disagree,
        why: "个案标准已经明确，单位可以先报请调整再决定，建议按从轻处理。".to_owned(),
    })
}

/// 提交会商意见.
pub const OPINE: Action = Action {
    who: &[Role::ConsultedMember, Role::CaseManagement],
    fields: &[
        Field::new("opinion", "会商意见", Input::Choice(Opinion::CHOICES)),
        Field::new("why", "理由", Input::Text).hint("原文记入纪要；不同意见和保留意见随案报决定机构开阅。"),
    ],
    grave: true,
    help: "意见一经提交不能修改。",
    ..Action::new("give_opinion", "提交会商意见", &RULE, sample)
};

/// All that keeps this person from giving an opinion now.
pub(in crate::cases::tolerance) fn blocked_opine(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let Some(consultation) = missing.take(composed(case)) else { return missing.into_reasons() };
    let by = facts.acting();
    missing.unless(consultation.has(by), || {
        Reason::new(&RULE, "会商意见由会商成员本人提交；您不是本案会商成员。")
    });
    missing.unless(recusal::excluded(case, facts, by).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能对本案提出会商意见。")
    });
    missing.unless(case.reported.is_some(), || {
        Reason::new(&RULE, "核实报告还没有提交，请看到报告后再提交会商意见。").remedy("report")
    });
    missing.unless(consultation.opinion_of(by).is_none(), || {
        Reason::new(&RULE, "您的会商意见已经提交，不能修改；纪要核改时可以补充说明。")
    });
    missing.unless(consultation.minutes.is_none(), || {
        Reason::new(&RULE, "会商纪要已经送成员核改，请在核改时提出补充。").remedy("answer_minutes")
    });
    missing.unless(consultation.held.as_ref().is_none_or(|h| h.present.contains(by)), || {
        Reason::new(&RULE, "会商已经召开而您没有到会，不再接收书面意见。")
    });
    missing.into_reasons()
}

/// A member gives an opinion.
///
/// # Errors
/// All that [`blocked_opine`] lists, and an opinion without reasons.
pub(in crate::cases::tolerance) fn decide_opine(
    case: &Case,
    command: GiveOpinion,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut reasons = blocked_opine(case, facts);
    if command.why.trim().is_empty() {
        reasons.push(Reason::new(&RULE, "会商意见须写明理由。").at("why"));
    }
    Refusal::unless_empty(reasons)?;
    Ok(vec![Event::OpinionGiven(OpinionGiven {
        member: facts.acting().clone(),
        opinion: command.opinion,
        why: command.why,
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly};
    use serde_json::json;

    #[test]
    fn a_member_gives_one_opinion_with_reasons_and_it_stands_verbatim() {
        let scene = before("give_opinion").by("si");
        let dissent = json!({ "opinion": "disagree", "why": "程序上有瑕疵。\n须先报请调整。" });
        let given = scene.after(command("give_opinion", dissent));
        let kept = given.case.consultation.as_ref().unwrap().opinion_of(&"si".into()).unwrap().clone();
        assert_eq!(kept.why, "程序上有瑕疵。\n须先报请调整。");
        given.by("si").when(straightly("give_opinion")).refused_with(["P6"]);
        scene.when(command("give_opinion", json!({ "opinion": "agree", "why": "  " }))).refused_with(["P6"]);
    }

    #[test]
    fn nobody_but_a_member_gives_an_opinion() {
        before("give_opinion").by("gao").when(straightly("give_opinion")).refused_with(["P6"]);
    }

    #[test]
    fn after_the_minutes_no_opinion_is_added() {
        let scene = before("answer_minutes").altered(|case| {
            case.consultation.as_mut().unwrap().opinions.retain(|o| o.member.0 != "si");
        });
        scene.by("si").when(straightly("give_opinion")).refused_with(["P6"]);
    }
}
