//! 实名举报人 — whoever reported by name is answered, by the custodian alone (P7, C4).
//!
//! Source: mechanism §2 P7 and C4; 纪检监察机关处理检举控告工作规则: 实名检举控告 is answered within 15 working days, and
//! an objection is recorded as it was stated. The case holds a sealed reference and never an identity; what
//! the custodian enters is seen by the custodian alone. Opening the seal is not decided here.

use serde::{Deserialize, Serialize};

use super::{Case, Event, gate, numbered};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// The limit of the answer.
pub(super) const LIMIT: &str = "tip.realname.feedback";

words! {
    /// How a reporter was answered.
    Answering {
        /// 当面.
        Met = "met" "当面反馈",
        /// 电话.
        Phone = "phone" "电话反馈",
        /// 书面.
        Letter = "letter" "书面反馈",
        /// Nobody reached after trying.
        Unreached = "unreached" "多次联系未能取得联系",
    }
}

/// Somebody reported by name: a sealed reference, never an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReporterNoted {
    /// From 1 in this case.
    pub number: u32,
    /// The number of the sealed envelope or file.
    pub sealed: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A reporter was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReporterAnswered {
    /// Which one.
    pub number: u32,
    /// How.
    pub how: Answering,
    /// When.
    pub answered_on: Day,
    /// Where the record of it lies.
    pub proof: String,
    /// 有异议如实记录.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Whoever reported by name is answered.
pub static RULE: Rule = Rule {
    code: "P7.reporter",
    phrase: "结果必反馈",
    asks: "有实名举报人的，由举报人信息保管员另行反馈处理结果，记录反馈情况和异议；身份不进入案件。",
    source: "纪检监察机关处理检举控告工作规则",
    force: Force::National,
};

/// Note that somebody reported by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteReporter {
    /// 密封编号.
    pub sealed: String,
}

/// 登记有实名举报人.
pub const NOTE: Action = Action {
    who: &[Role::ReporterCustodian],
    fields: &[
        Field::new("sealed", "密封编号", Input::Line).hint("只写密封材料的编号，不得写姓名、单位、联系方式")
    ],
    help: "身份材料另行密封保管，不进入本案；本案办理人员只看到“由举报人信息保管员另行反馈”。",
    ..Action::new("note_reporter", "登记有实名举报人", &RULE, || {
        answers_of(&NoteReporter { sealed: "密〔2026〕1号".to_owned() })
    })
};

/// Enter how a reporter was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerReporter {
    /// 哪一名实名举报人.
    pub reporter: String,
    /// 反馈方式.
    pub how: Answering,
    /// 反馈日期.
    pub answered_on: Day,
    /// 反馈记录存放处.
    pub proof: String,
    /// 举报人的异议.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<String>,
}

/// 登记向实名举报人反馈.
pub const ANSWER: Action = Action {
    who: &[Role::ReporterCustodian],
    fields: &[
        Field::new("reporter", "实名举报人", Input::Pick("reporters")),
        Field::new("how", "反馈方式", Input::Choice(Answering::CHOICES)),
        Field::new("answered_on", "反馈日期", Input::Day),
        Field::new("proof", "反馈记录编号和存放处", Input::Line),
        Field::new("objection", "举报人的异议", Input::Text).hint("有异议的如实记录").optional(),
    ],
    ..Action::new("answer_reporter", "登记向实名举报人反馈", &RULE, || {
        answers_of(&AnswerReporter {
            reporter: "1".to_owned(),
            how: Answering::Met,
            answered_on: Day::constant(2026, 3, 4),
            proof: "示例".to_owned(),
            objection: Some("示例".to_owned()),
        })
    })
};

/// The reporters who wait for an answer.
pub(super) fn waiting(case: &Case) -> impl Iterator<Item = &ReporterNoted> {
    case.reporters.iter().filter(|(_, answered)| answered.is_none()).map(|(noted, _)| noted)
}

/// What keeps the case from counting as answered to everybody.
pub(super) fn unanswered(case: &Case) -> Option<Reason> {
    waiting(case).next().map(|_| {
        let says = "实名举报人由举报人信息保管员另行反馈，现在还没有反馈，请等待。";
        Reason::new(&RULE, says).remedy("answer_reporter")
    })
}

pub(super) fn blocked_note(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.closed.is_none(), || {
        Reason::new(&RULE, "本案已经办结，不能再登记实名举报人；请由保管员按密封材料另行反馈。")
    });
    missing.into_reasons()
}

pub(super) fn decide_note(case: &Case, command: NoteReporter, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_note(case, facts)));
    let sealed = command.sealed.trim();
    missing.unless(!sealed.is_empty(), || Reason::new(&RULE, "请填写密封材料的编号。").at("sealed"));
    // A reference has a number in it; a name has none.
    missing.unless(sealed.is_empty() || sealed.chars().any(|c| c.is_ascii_digit()), || {
        Reason::new(&RULE, "这里只写密封材料的编号，不得写姓名；请改为编号。").at("sealed")
    });
    missing.unless(case.reporters.iter().all(|(noted, _)| noted.sealed != sealed), || {
        Reason::new(&RULE, "这一密封编号已经登记，无须重复。").at("sealed")
    });
    missing.settle()?;
    Ok(vec![Event::ReporterNoted(ReporterNoted {
        number: numbered(case.reporters.len()),
        sealed: sealed.to_owned(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_answer(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，没有结果可以反馈。").remedy("determine")
    });
    missing.unless(waiting(case).next().is_some(), || {
        Reason::new(&RULE, "本案没有等待反馈的实名举报人。").remedy("note_reporter")
    });
    missing.into_reasons()
}

pub(super) fn decide_answer(
    case: &Case,
    command: AnswerReporter,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_answer(case, facts)));
    let noted = waiting(case).find(|noted| noted.number.to_string() == command.reporter);
    missing.unless(noted.is_some(), || {
        Reason::new(&RULE, "没有这名等待反馈的实名举报人，请重新选择。").at("reporter")
    });
    let determined_on = case.determined.as_ref().map(|made| made.on);
    missing.unless(determined_on.is_none_or(|on| on <= command.answered_on), || {
        Reason::new(&RULE, "反馈日期不能早于认定作出之日。").at("answered_on")
    });
    missing.unless(command.answered_on <= facts.acted_on(), || {
        Reason::new(&RULE, "反馈日期不能晚于今天。").at("answered_on")
    });
    missing.unless(!command.proof.trim().is_empty(), || {
        Reason::new(&RULE, "请写明反馈记录的编号和存放处。").at("proof")
    });
    missing.settle()?;
    Ok(vec![Event::ReporterAnswered(ReporterAnswered {
        number: noted.map_or(0, |noted| noted.number),
        how: command.how,
        answered_on: command.answered_on,
        proof: command.proof,
        objection: command.objection,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use crate::{
        cases::tolerance::{
            Command, Event, Tolerance,
            testing::{Scene, before, command, day, policy, straightly},
        },
        kind::{Audience, Kind},
        people::Role,
        sheet::Doer,
    };
    use serde_json::json;

    fn note() -> Command {
        command("note_reporter", json!({ "sealed": "密〔2026〕9号" }))
    }

    fn answer(on: &str) -> Command {
        let objection = "认为处理偏轻。";
        command(
            "answer_reporter",
            json!({ "reporter": "1", "how": "met", "answered_on": on, "proof": "密反〔2026〕9号", "objection": objection }),
        )
    }

    /// A reporter was noted on the first day, and the case went on up to `action`.
    fn noted_before(action: &str) -> Scene {
        let noted = before("accept").by("zang").after(note());
        before(action).altered(|case| case.reporters.clone_from(&noted.case.reporters))
    }

    #[test]
    fn a_noted_reporter_is_answered_before_the_case_is_closed() {
        let scene = noted_before("close");
        scene.when(straightly("close")).refused_with(["P7.reporter"]);
        let answered = scene.by("zang").after(answer("2026-04-20"));
        answered.when(straightly("close")).done();
        answered.by("zang").when(answer("2026-04-20")).refused_with(["P7.reporter"]);
    }

    #[test]
    fn there_is_nothing_to_answer_before_the_determination_and_nobody_to_note_after_closing() {
        noted_before("determine").by("zang").when(answer("2026-04-07")).refused_with(["P7.reporter"]);
        before("archive").by("zang").when(note()).refused_with(["P7.reporter"]);
        noted_before("close").by("zang").when(answer("2026-04-06")).refused_with(["P7.reporter"]);
        noted_before("close").by("zang").when(answer("2026-04-21")).refused_with(["P7.reporter"]);
    }

    #[test]
    fn a_name_is_no_sealed_reference() {
        let name = command("note_reporter", json!({ "sealed": "张三" }));
        before("accept").by("zang").when(name).refused_with(["P7.reporter"]);
        let twice = before("accept").by("zang").after(note());
        twice.by("zang").when(note()).refused_with(["P7.reporter"]);
    }

    #[test]
    fn the_answer_is_due_within_the_days_of_the_rules_of_reports() {
        let row = Tolerance::row(&noted_before("close").case, &policy());
        let task = row.tasks.iter().find(|task| task.action == "answer_reporter").unwrap();
        assert_eq!(task.who, Doer::Role(Role::ReporterCustodian));
        assert_eq!(task.due.as_ref().unwrap().last, day("2026-04-28"));
    }

    #[test]
    fn nobody_but_the_custodian_sees_the_seal_or_the_answer() {
        let scene = noted_before("close").by("zang").after(answer("2026-04-20"));
        let audiences = [
            Audience::Officer(Role::CaseOfficer),
            Audience::Official("zhou".into()),
            Audience::Unit("shiqiao".into()),
            Audience::Unit("inspection".into()),
            Audience::Committee("district_committee".into()),
            Audience::Consulted("shen".into()),
            Audience::Appraisal("integrity_office".into()),
            Audience::Organisation,
        ];
        let seen = |audience: &Audience| {
            let sheet = Tolerance::view(&scene.case, audience, day("2026-04-20"), &policy());
            serde_json::to_string(&sheet).unwrap()
        };
        for audience in &audiences {
            let shown = seen(audience);
            assert!(shown.len() > 10, "{audience:?} has a view");
            for hidden in ["密〔2026〕9号", "密反", "偏轻"] {
                assert!(!shown.contains(hidden), "{audience:?} sees {hidden}");
            }
            let officer = matches!(audience, Audience::Officer(_));
            assert_eq!(shown.contains("举报"), officer, "{audience:?}: {shown}");
        }
        let custodian = seen(&Audience::Custodian);
        for shown in ["密〔2026〕9号", "偏轻", "容错认定结果反馈书"] {
            assert!(custodian.contains(shown), "{custodian}");
        }
        for hidden in ["zhou", "shen", "集体决策会议纪要", "标准偏低"] {
            assert!(!custodian.contains(hidden), "{custodian}");
        }
        for event in
            scene.events.iter().filter(|e| matches!(e, Event::ReporterNoted(_) | Event::ReporterAnswered(_)))
        {
            let told = serde_json::to_string(&Tolerance::told(event).says).unwrap();
            assert!(!told.contains('密') && !told.contains("偏轻"), "{told}");
        }
    }
}
