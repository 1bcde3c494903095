//! 审查调查终结 — the report is finished, by two investigators or more (P5).
//!
//! Source: mechanism P5 (a team of two or more, none recused); 公职人员政务处分法 第四十二条 (`gov.investigators.min`).
//! The report itself lies in the file of the investigation; here stands what it says in short.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, STANDS_ASIDE, aside, between, gate, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal, person},
    rule::{Force, Rule},
};

/// Two investigators or more.
pub static TWO_OR_MORE: Rule = Rule {
    code: "P5.two",
    phrase: "调查人员不少于二人",
    asks: "审查调查由二人以上进行，且无人应当回避。",
    source: "公职人员政务处分法第四十二条",
    force: Force::National,
};

/// The fewest investigators (`gov.investigators.min`).
const LEAST: usize = 2;

/// The examination was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// The day of the report.
    pub finished_on: Day,
    /// Who investigated.
    pub investigators: Vec<PersonId>,
    /// What the report says in short.
    pub summary: String,
    /// The report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An investigator, as the form names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investigator {
    /// 审查调查人员.
    pub person: PersonId,
}

/// Enter that the examination is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishExamination {
    /// 审查调查报告日期.
    pub finished_on: Day,
    /// 审查调查人员.
    pub investigators: Vec<Investigator>,
    /// 报告摘要.
    pub summary: String,
    /// 报告.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记审查调查终结.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("finished_on", "审查调查报告日期", Input::Day),
        Field::new(
            "investigators",
            "审查调查人员",
            Input::List(&[Field::new("person", "审查调查人员", Input::Person)]),
        )
        .hint("不少于二人。"),
        Field::new("summary", "报告摘要", Input::Text).hint("写明查明的事实、性质认定和处理建议。"),
        Field::new("file", "审查调查报告", Input::File).optional(),
    ],
    ..Action::new("finish_examination", "登记审查调查终结", &TWO_OR_MORE, || {
        answers_of(&FinishExamination {
            finished_on: Day::constant(2026, 3, 4),
            investigators: vec![Investigator { person: "lin".into() }, Investigator { person: "su".into() }],
            summary: "面积口径由集体决策确定，无人谋取私利，建议免予处分。".to_owned(),
            file: Some("f1".into()),
        })
    })
};

/// All that keeps it from being finished now.
pub(super) fn blocked(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.examined.is_none(), || {
        Reason::new(&RULE, "审查调查已经终结；确需补充的，由审理退回后重新登记。").remedy("send_to_review")
    });
    missing.unless(state.decided.is_none(), || Reason::new(&RULE, "本案已经作出决定，不能再登记审查调查。"));
    missing.into_reasons()
}

/// The examination is finished.
pub(super) fn decide(
    state: &Investigation,
    command: FinishExamination,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let mut investigators: Vec<PersonId> = Vec::new();
    for named in command.investigators {
        if !investigators.contains(&named.person) {
            investigators.push(named.person);
        }
    }
    missing.unless(investigators.len() >= LEAST, || {
        Reason::new(&TWO_OR_MORE, "审查调查人员不少于二人，请补填。").at("investigators")
    });
    if let Some(filed) = &state.filed {
        for one in investigators.iter().filter(|one| aside(&filed.official, one, facts)) {
            let says = format!("{}应当回避，不能担任审查调查人员，请更换。", person(one));
            missing.add(Reason::new(&STANDS_ASIDE, says).at("investigators"));
        }
        let since = state.returned.last().map_or(filed.filed_on, |(_, reviewed)| reviewed.on);
        between(command.finished_on, since, facts, "finished_on", "审查调查报告日期", &mut missing);
    }
    missing.settle()?;
    Ok(vec![Event::Examined(Examined {
        finished_on: command.finished_on,
        investigators,
        summary: command.summary,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn two_investigate_and_none_of_them_near_to_the_official() {
        let state = given([filed()]);
        assert!(decide(&state, examination(&["lin", "su"]), &officer()).is_ok());
        for (who, code) in [(&["lin"][..], "P5.two"), (&["lin", "lin"], "P5.two"), (&["lin", "kin"], "P8")] {
            let refused = decide(&state, examination(who), &officer()).unwrap_err();
            assert_eq!(refused.codes(), [code], "{who:?}");
        }
    }

    #[test]
    fn it_ends_after_it_began_and_once() {
        let early = FinishExamination { finished_on: day("2026-03-03"), ..examination(&["lin", "su"]) };
        assert_eq!(decide(&given([filed()]), early, &officer()).unwrap_err().codes(), ["G1.filed"]);
        let done = given([filed(), examined()]);
        let again = decide(&done, examination(&["lin", "su"]), &officer()).unwrap_err();
        assert_eq!(again.codes(), ["G1.filed"]);
    }

    #[test]
    fn what_the_review_sent_back_is_examined_anew() {
        let back = given([filed(), examined(), sent(), reviewed(false)]);
        let anew = FinishExamination { finished_on: day("2026-04-20"), ..examination(&["lin", "su"]) };
        assert!(decide(&back, anew, &officer()).is_ok());
    }
}
