//! 立案 — the decision to investigate an official on a track is entered; the register begins with it (G1, G6).
//!
//! Source: mechanism §3 G1 and G6: party discipline is for members, government sanctions for public employees.
//! Not decided here: whether 立案 was right, and the tolerance check of this stage (V1).

use serde::{Deserialize, Serialize};

use super::{Event, RULE, STANDS_ASIDE, aside, gate, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{PersonId, StreamId, UnitId},
    judgement::{baseline::no_such_track, outcome::Track},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The tolerance case it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfTolerance {
    /// The case.
    pub stream: StreamId,
    /// Its number.
    pub number: String,
}

/// The decision to investigate was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// `立〔2026〕3号`.
    pub number: String,
    /// This investigation, for those who are told of it.
    pub investigation: StreamId,
    /// 被审查调查人.
    pub official: PersonId,
    /// The official's unit on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// On which track.
    pub track: Track,
    /// Who decided.
    pub body: String,
    /// Number of the decision.
    pub decision: String,
    /// Its date.
    pub filed_on: Day,
    /// What it is about.
    pub about: String,
    /// The tolerance case it belongs to, if to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<OfTolerance>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter the decision to investigate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// 被审查调查人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 立案机关.
    pub body: String,
    /// 立案决定文号.
    pub decision: String,
    /// 立案日期.
    pub filed_on: Day,
    /// 涉嫌问题.
    pub about: String,
    /// 容错案件编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<String>,
}

/// The tracks on which there is 立案.
pub const TRACKS: &[(&str, &str)] = &[("party", "党纪"), ("government", "政务")];

/// 登记立案.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("official", "被审查调查人", Input::Person),
        Field::new("track", "轨道", Input::Choice(TRACKS)).hint("党纪、政务同时立案的，分别登记。"),
        Field::new("body", "立案机关", Input::Line),
        Field::new("decision", "立案决定文号", Input::Line),
        Field::new("filed_on", "立案日期", Input::Day),
        Field::new("about", "涉嫌问题", Input::Line),
        Field::new("tolerance", "容错案件编号", Input::Case("tolerance"))
            .hint("同一问题已有容错案件的，填写编号；立案和决定会自动记入该案，不必再次登记。")
            .optional(),
    ],
    opens: true,
    series: Some("立"),
    ..Action::new("file", "登记立案", &RULE, || {
        answers_of(&File {
            official: "zhou".into(),
            track: Track::Party,
            body: "青澜区纪委".to_owned(),
            decision: "青纪立〔2026〕3号".to_owned(),
            filed_on: Day::constant(2026, 3, 4),
            about: "集体决策确定的补偿面积突破标准".to_owned(),
            tolerance: Some("容〔2026〕1号".to_owned()),
        })
    })
};

/// All that keeps a decision to investigate from being entered now.
pub(super) fn blocked(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.filed.is_none(), || {
        Reason::new(&RULE, "立案已经登记，不重复登记。").remedy("finish_examination")
    });
    missing.into_reasons()
}

/// The register begins.
pub(super) fn decide(state: &Investigation, command: File, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    missing.unless(matches!(command.track, Track::Party | Track::Government), || {
        let says = format!("{}轨道没有立案程序，请选择党纪或者政务。", command.track.title());
        Reason::new(&RULE, says).at("track")
    });
    let official = facts.person(&command.official);
    match official {
        None => missing.add(Reason::new(&RULE, "所选的人没有登记，请从列出的人员中选择。").at("official")),
        Some(person) => {
            if let Some(reason) = no_such_track(command.track, person, command.filed_on) {
                missing.add(reason);
            }
        }
    }
    missing.unless(!aside(&command.official, facts.acting(), facts), || {
        let says = "您是被审查调查人、其近亲属或者同一单位的人员，应当回避，请由其他人员登记。";
        Reason::new(&STANDS_ASIDE, says)
    });
    missing.unless(command.filed_on <= facts.acted_on(), || {
        Reason::new(&RULE, "立案日期晚于登记之日，请更正。").at("filed_on")
    });
    let named = command.tolerance.as_ref().map(|number| facts.cases.get(number));
    missing.unless(named.is_none_or(|found| found.is_some()), || {
        Reason::new(&RULE, "没有找到这个编号的容错案件，请核对编号。").at("tolerance")
    });
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得立案登记编号，请稍后重试。"));
    missing.settle()?;
    let (year, _, _) = facts.today.parts();
    let number = format!("立〔{year}〕{}号", facts.number.unwrap_or_default());
    let tolerance = named.flatten();
    Ok(vec![Event::Filed(Filed {
        number,
        investigation: facts.case.clone(),
        official: command.official,
        unit: official.map(|person| person.unit.clone()),
        track: command.track,
        body: command.body,
        decision: command.decision,
        filed_on: command.filed_on,
        about: command.about,
        tolerance: tolerance
            .map(|found| OfTolerance { stream: found.stream.clone(), number: found.number.clone() }),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::kind::Kind;

    #[test]
    fn the_decision_of_a_body_opens_the_register_with_a_number_of_its_own() {
        let state = after(decide(&Investigation::default(), filing(), &officer()).unwrap());
        let filed = state.filed.as_ref().unwrap();
        assert_eq!(filed.number, "立〔2026〕3号");
        assert_eq!(filed.unit, Some("center".into()));
        assert_eq!(decide(&state, filing(), &officer()).unwrap_err().codes(), ["G1.filed"]);
    }

    #[test]
    fn a_track_that_does_not_exist_for_the_official_is_refused() {
        let refused = |command| decide(&Investigation::default(), command, &officer()).unwrap_err();
        let retired = File { official: "retired".into(), track: Track::Government, ..filing() };
        assert_eq!(refused(retired).codes(), ["G6"]);
        let no_member = File { official: "guo".into(), ..filing() };
        assert_eq!(refused(no_member).codes(), ["G6"]);
        let lead = File { track: Track::Lead, filed_on: day("2027-01-01"), ..filing() };
        assert_eq!(refused(lead).codes(), ["G1.filed"]);
    }

    #[test]
    fn who_is_near_to_the_official_does_not_enter_it() {
        for near in ["kin", "colleague"] {
            let facts = facts(near, &[Role::CaseOfficer]);
            let refused = decide(&Investigation::default(), filing(), &facts).unwrap_err();
            assert_eq!(refused.codes(), ["P8"], "{near}");
        }
    }

    #[test]
    fn a_tolerance_case_that_is_named_is_told_by_a_job() {
        let named = File { tolerance: Some("容〔2026〕1号".to_owned()), ..filing() };
        let mut facts = officer();
        assert_eq!(
            decide(&Investigation::default(), named.clone(), &facts).unwrap_err().codes(),
            ["G1.filed"]
        );
        facts.cases.insert("容〔2026〕1号".to_owned(), tolerance_case());
        let events = decide(&Investigation::default(), named, &facts).unwrap();
        let [told] = super::super::Investigating::tells(&events[0]).try_into().unwrap();
        assert_eq!((told.stream.as_str(), told.action, told.at_once), ("tolerance/c1", "note_filing", false));
        assert_eq!(told.answers["number"], "青纪立〔2026〕3号");
        assert_eq!(told.answers["investigation"], "investigation/i1");
        let alone = decide(&Investigation::default(), filing(), &officer()).unwrap();
        assert_eq!(super::super::Investigating::tells(&alone[0]), []);
    }
}
