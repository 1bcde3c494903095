//! 复查决定 — decided as a body, served with proof, and where to turn to then.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Case, Event,
        collective_decision::Resolution,
        delivery::{self, Handed, Handing, Paper},
        determination::Determination,
        feedback, gate,
    },
    RULE, Reexamination, Result,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    judgement::outcome::Measure,
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The body decided on an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReexaminationDecided {
    /// Whose objection.
    pub official: PersonId,
    /// Which meeting.
    pub meeting: String,
    /// When it met.
    pub met_on: Day,
    /// How many had to come.
    pub due: u32,
    /// How many came.
    pub present: u32,
    /// What was said.
    pub opinions: String,
    /// As the reexaminers propose, or back to them.
    pub resolution: Resolution,
    /// What comes of it.
    pub result: Result,
    /// What the official's outcome is from now on, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub determination: Option<Determination>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The decision was served on the official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReexaminationServed {
    /// On whom.
    pub official: PersonId,
    /// How, when, and with what proof.
    #[serde(flatten)]
    pub handed: Handed,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Record what the body decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideReexamination {
    /// 当事人.
    pub official: PersonId,
    /// 会议名称.
    pub meeting: String,
    /// 会议日期.
    pub met_on: Day,
    /// 应到人数.
    pub due: u32,
    /// 实到人数.
    pub present: u32,
    /// 研究意见.
    pub opinions: String,
    /// 决定.
    pub resolution: Resolution,
}

/// 登记异议复查决定.
pub const DECIDE: Action = Action {
    who: &[Role::CommitteeClerk],
    fields: &[
        Field::new("official", "提出异议的当事人", Input::Pick("objectors")),
        Field::new("meeting", "会议名称", Input::Line),
        Field::new("met_on", "会议日期", Input::Day),
        Field::new("due", "应到人数", Input::Count),
        Field::new("present", "实到人数", Input::Count),
        Field::new("opinions", "研究意见", Input::Text),
        Field::new(
            "resolution",
            "决定",
            Input::Choice(&[("as_proposed", "同意复查报告的建议"), ("return", "退回重新复查")]),
        ),
    ],
    document: Some("reexamination"),
    ..Action::new("decide_reexamination", "登记异议复查决定", &RULE, || {
        answers_of(&DecideReexamination {
            official: "zhou".into(),
            meeting: "示例".to_owned(),
            met_on: Day::constant(2026, 3, 4),
            due: 1,
            present: 1,
            opinions: "示例".to_owned(),
            resolution: Resolution::AsProposed,
        })
    })
};

/// Serve the decision on the official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServeReexamination {
    /// 当事人.
    pub official: PersonId,
    /// 送达方式、日期和凭证.
    #[serde(flatten)]
    pub handed: Handing,
}

/// 送达异议复查决定.
pub const SERVE: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &delivery::asks(Field::new("official", "提出异议的当事人", Input::Pick("objectors"))),
    document: Some("reexamination"),
    ..Action::new("serve_reexamination", "送达异议复查决定", &RULE, || {
        answers_of(&ServeReexamination { official: "zhou".into(), handed: Handing::sample() })
    })
};

pub(in super::super) fn blocked_decide(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let ready = case.reexaminations.values().any(|one| one.reported.is_some() && one.decided.is_none());
    missing.unless(ready, || {
        Reason::new(&RULE, "没有已经提交复查报告、等待集体研究的异议。").remedy("reexamine")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_decide(
    case: &Case,
    command: DecideReexamination,
    facts: &Facts,
) -> std::result::Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_decide(case, facts)));
    let one = case.reexaminations.get(&command.official).filter(|one| one.decided.is_none());
    let reported = one.and_then(|one| one.reported.as_ref());
    missing.unless(reported.is_some(), || {
        Reason::new(&RULE, "这名当事人的异议没有等待研究的复查报告，请重新选择。").at("official")
    });
    missing.take(AllChecked::of(&case.papers));
    met(&command, reported.map(|reported| reported.on), facts, &mut missing);
    missing.settle()?;
    let Some(reported) = reported else { return Ok(Vec::new()) };
    let changes = command.resolution == Resolution::AsProposed && reported.result == Result::Change;
    let determination =
        changes.then(|| Determination::of(command.official.clone(), reported.outcomes.clone()));
    Ok(vec![Event::ReexaminationDecided(ReexaminationDecided {
        official: command.official,
        meeting: command.meeting,
        met_on: command.met_on,
        due: command.due,
        present: command.present,
        opinions: command.opinions,
        resolution: command.resolution,
        result: reported.result,
        determination,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Notes what is wrong with the record of the meeting (G3).
fn met(command: &DecideReexamination, reported_on: Option<Day>, facts: &Facts, missing: &mut Missing) {
    missing.unless(command.present > 0 && command.present <= command.due, || {
        Reason::new(&RULE, "实到人数须大于零且不多于应到人数，请核对。").at("present")
    });
    missing.unless(command.present * 2 > command.due, || {
        Reason::new(&RULE, "实到人数没有超过应到人数的一半，不能作出决定。").at("present")
    });
    missing.unless(command.met_on <= facts.acted_on(), || {
        Reason::new(&RULE, "会议日期不能晚于今天。").at("met_on")
    });
    missing.unless(reported_on.is_none_or(|on| on <= command.met_on), || {
        Reason::new(&RULE, "会议日期早于复查报告，请核对。").at("met_on")
    });
    missing.unless(!command.opinions.trim().is_empty(), || {
        Reason::new(&RULE, "请填写会议的研究意见。").at("opinions")
    });
}

fn to_serve(one: &Reexamination) -> Option<&ReexaminationDecided> {
    one.decided.as_ref().filter(|_| one.served.is_none())
}

pub(in super::super) fn blocked_serve(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let open = case
        .reexaminations
        .iter()
        .any(|(official, one)| to_serve(one).is_some() || feedback::waits(case, &super::key(official)));
    missing
        .unless(open, || Reason::new(&RULE, "没有等待送达的异议复查决定。").remedy("decide_reexamination"));
    missing.into_reasons()
}

pub(in super::super) fn decide_serve(
    case: &Case,
    command: ServeReexamination,
    facts: &Facts,
) -> std::result::Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_serve(case, facts)));
    let one = case.reexaminations.get(&command.official);
    // What was put here and is not acknowledged may be served otherwise.
    let key = super::key(&command.official);
    let waits = delivery::again(case, &key, &command.handed);
    let decided = one.filter(|one| one.served.is_none() || waits).and_then(|one| one.decided.as_ref());
    missing.unless(decided.is_some(), || {
        Reason::new(&RULE, "这名当事人没有等待送达的异议复查决定，请重新选择。").at("official")
    });
    let made_on = decided.map(|decided| decided.on);
    let handed = command.handed.proven(Paper { key: &key, rule: &RULE, made_on }, case, facts, &mut missing);
    missing.settle()?;
    let served = handed.map(|handed| {
        let (by, on) = (facts.acting().clone(), facts.acted_on());
        Event::ReexaminationServed(ReexaminationServed { official: command.official, handed, by, on })
    });
    Ok(served.into_iter().collect())
}

/// The way that remains after the decision, on page and paper (P7): 复核 belongs to the upper organ (§9).
pub(in super::super) const AFTER_DECISION: &str =
    "对本决定仍有异议的，可以向上级纪检监察机关反映，由其按照规定决定是否复核；反映期间不停止认定的执行。";

/// The text of the decision, exactly as page and paper show it to the official. It names nobody.
pub(in super::super) fn decision_text(case: &Case, official: &PersonId) -> Option<String> {
    let applied = case.applied.as_ref()?;
    let decided = case.reexaminations.get(official)?.decided.as_ref()?;
    let mut text = format!("异议复查决定\n案号：{}\n事由：{}\n\n", applied.number, applied.title);
    let _ = writeln!(text, "你对容错认定提出的异议，已经由没有参加过本案的人员复查，并经集体研究。");
    match &decided.determination {
        None => text.push_str("决定：维持原认定。\n"),
        Some(now) => {
            let _ = writeln!(text, "决定：变更原认定，对你的认定为{}。", now.group.title());
            text.push_str(&standing_text(now));
        }
    }
    let _ = writeln!(text, "\n{AFTER_DECISION}");
    let _ = write!(text, "\n{}", decided.on.words());
    Some(text)
}

/// The outcomes of an official in words, track by track.
pub(in super::super) fn standing_text(now: &Determination) -> String {
    let mut text = String::new();
    for outcome in &now.outcomes {
        let words = outcome.outcome.words_on(outcome.track);
        let _ = write!(text, "　　{}：{words}", outcome.track.title());
        if let Some(grade) = outcome.mitigated_to {
            let _ = write!(text, "至{}", grade.title());
        }
        if outcome.measure != Measure::None {
            let _ = write!(text, "，给予{}", outcome.measure.title());
        }
        let _ = writeln!(text, "。依据：{}。\n　　理由：{}", outcome.clause, outcome.why);
    }
    text
}
