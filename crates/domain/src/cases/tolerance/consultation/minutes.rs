//! 会商纪要 — each member reads and corrects them; then the consultation closes (P6).
//!
//! Source: mechanism P6; limit `tol.minutes`: silence past it counts as no objection, and the text of an
//! opinion is never touched by it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ConsultationClosed, MinutesAnswered, MinutesSent, RULE, composed};
use crate::{
    cases::tolerance::{Event, recusal, state::Case},
    facts::Facts,
    form::{Field, Input},
    kind::Action,
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
};

/// What is asked when the minutes are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMinutes {
    /// The minutes.
    pub text: String,
}

/// What a member answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMinutes {
    /// The correction; nothing where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

/// What is asked when the consultation closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseConsultation {
    /// 会商结论.
    pub conclusion: String,
}

fn sample_send() -> Value {
    json!(SendMinutes {
        text: "会议认为，单位集体决策，没有单位或者个人谋取私利。".to_owned()
    })
}

fn sample_answer() -> Value {
    json!(AnswerMinutes { correction: Some("第二段“全部”应为“大部分”。".to_owned()) })
}

fn sample_close() -> Value {
    json!(CloseConsultation {
        conclusion: "建议按拟认定意见办理，不同意见附后。".to_owned()
    })
}

/// 送会商纪要核改.
pub const SEND_MINUTES: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("text", "会商纪要", Input::Text).hint("成员意见和理由由系统原样附在纪要之后。")],
    document: Some("minutes"),
    ..Action::new("send_minutes", "送会商纪要核改", &RULE, sample_send)
};

/// 核改会商纪要.
pub const ANSWER_MINUTES: Action = Action {
    who: &[Role::ConsultedMember],
    fields: &[Field::new("correction", "核改意见", Input::Text).hint("没有修改的，留空提交。").optional()],
    ..Action::new("answer_minutes", "核改会商纪要", &RULE, sample_answer)
};

/// 会商结束.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("conclusion", "会商结论", Input::Text)],
    ..Action::new("close_consultation", "会商结束", &RULE, sample_close)
};

/// All that keeps the minutes from being sent now.
pub(in crate::cases::tolerance) fn blocked_send_minutes(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let Some(consultation) = missing.take(composed(case)) else { return missing.into_reasons() };
    missing.unless(consultation.held.is_some(), || {
        Reason::new(&RULE, "会商还没有召开，召开后再送纪要。").remedy("hold_consultation")
    });
    for person in consultation.silent() {
        let says = format!("到会成员 {} 还没有提交会商意见。", refusal::person(person));
        missing.add(Reason::new(&RULE, says).remedy("give_opinion"));
    }
    missing.unless(consultation.closed.is_none(), || Reason::new(&RULE, "会商已经结束，纪要不能再改。"));
    missing.into_reasons()
}

/// All that keeps this person from answering the minutes now.
pub(in crate::cases::tolerance) fn blocked_answer_minutes(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let Some(consultation) = missing.take(composed(case)) else { return missing.into_reasons() };
    let by = facts.acting();
    missing.unless(consultation.minutes.is_some(), || {
        Reason::new(&RULE, "会商纪要还没有送出，送出后再核改。").remedy("send_minutes")
    });
    missing.unless(consultation.held.as_ref().is_some_and(|h| h.present.contains(by)), || {
        Reason::new(&RULE, "会商纪要由到会成员核改；您不是本次会商的到会成员。")
    });
    missing.unless(recusal::excluded(case, facts, by).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能核改本案会商纪要。")
    });
    missing.unless(!consultation.answers.iter().any(|a| a.member == *by), || {
        Reason::new(&RULE, "您已经核改过这份纪要。")
    });
    missing.unless(consultation.closed.is_none(), || Reason::new(&RULE, "会商已经结束，纪要不能再改。"));
    missing.into_reasons()
}

/// All that keeps the consultation from being closed now.
pub(in crate::cases::tolerance) fn blocked_close(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let Some(consultation) = missing.take(composed(case)) else { return missing.into_reasons() };
    missing.unless(consultation.closed.is_none(), || Reason::new(&RULE, "会商已经结束，无须重复。"));
    missing.unless(consultation.held.is_some(), || {
        Reason::new(&RULE, "会商还没有召开，不能结束。").remedy("hold_consultation")
    });
    for person in consultation.silent() {
        let says = format!("到会成员 {} 还没有提交会商意见，不能结束会商。", refusal::person(person));
        missing.add(Reason::new(&RULE, says).remedy("give_opinion"));
    }
    if consultation.minutes.is_none() {
        let reason = Reason::new(&RULE, "会商纪要还没有送成员核改，不能结束会商。");
        missing.add(reason.remedy("send_minutes"));
    } else {
        let due = case.due_of("tol.minutes", &facts.policy);
        let lapsed = due.as_ref().is_some_and(|d| !d.provisional && facts.today > d.last);
        let until = due.map(|d| format!("，{}期满后视为无异议", d.last.words())).unwrap_or_default();
        for person in consultation.unanswered() {
            missing.unless(lapsed, || {
                let says = format!("成员 {} 还没有核改纪要{until}。", refusal::person(person));
                Reason::new(&RULE, says).remedy("answer_minutes")
            });
        }
    }
    missing.into_reasons()
}

/// The minutes go to the members.
///
/// # Errors
/// All that [`blocked_send_minutes`] lists.
pub(in crate::cases::tolerance) fn decide_send_minutes(
    case: &Case,
    command: SendMinutes,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_send_minutes(case, facts))?;
    let (by, on) = (facts.acting().clone(), facts.acted_on());
    Ok(vec![Event::MinutesSent(MinutesSent { text: command.text, by, on })])
}

/// A member answers.
///
/// # Errors
/// All that [`blocked_answer_minutes`] lists.
pub(in crate::cases::tolerance) fn decide_answer_minutes(
    case: &Case,
    command: AnswerMinutes,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_answer_minutes(case, facts))?;
    let (member, on) = (facts.acting().clone(), facts.acted_on());
    Ok(vec![Event::MinutesAnswered(MinutesAnswered { member, correction: command.correction, on })])
}

/// The consultation closes.
///
/// # Errors
/// All that [`blocked_close`] lists.
pub(in crate::cases::tolerance) fn decide_close(
    case: &Case,
    command: CloseConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_close(case, facts))?;
    let (by, on) = (facts.acting().clone(), facts.acted_on());
    Ok(vec![Event::ConsultationClosed(ConsultationClosed { conclusion: command.conclusion, by, on })])
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, straightly};

    #[test]
    fn minutes_wait_for_the_opinion_of_everyone_present() {
        let silent = before("send_minutes").altered(|case| {
            case.consultation.as_mut().unwrap().opinions.retain(|o| o.member.0 != "zu");
        });
        silent.when(straightly("send_minutes")).refused_with(["P6"]);
        silent.when(straightly("close_consultation")).refused_with(["P6"]);
    }

    #[test]
    fn the_consultation_closes_when_everyone_answered_or_the_time_passed() {
        let unanswered = before("close_consultation").altered(|case| {
            case.consultation.as_mut().unwrap().answers.retain(|a| a.member.0 != "si");
        });
        // Sent on 03-25, three working days: 03-30 is the last.
        unanswered.clone().on("2026-03-30").when(straightly("close_consultation")).refused_with(["P6"]);
        unanswered.on("2026-03-31").when(straightly("close_consultation")).done();
    }

    #[test]
    fn silence_never_counts_on_a_provisional_date() {
        let unanswered = before("close_consultation").altered(|case| {
            case.consultation.as_mut().unwrap().answers.clear();
        });
        let unknown = unanswered.on("2026-04-30").knowing(|facts| {
            let mut calendar = (*facts.policy.calendar).clone();
            calendar.known_until = None;
            facts.policy.calendar = std::sync::Arc::new(calendar);
        });
        unknown.when(straightly("close_consultation")).refused_with(["P6"]);
    }

    #[test]
    fn only_who_was_present_answers_and_only_once() {
        before("answer_minutes").by("gao").when(straightly("answer_minutes")).refused_with(["P6"]);
        let answered = before("answer_minutes").by("zu").after(straightly("answer_minutes"));
        answered.by("zu").when(straightly("answer_minutes")).refused_with(["P6"]);
    }

    #[test]
    fn corrected_minutes_are_read_anew() {
        let again = before("close_consultation").after(straightly("send_minutes"));
        again.when(straightly("close_consultation")).refused_with(["P6"]);
    }
}
