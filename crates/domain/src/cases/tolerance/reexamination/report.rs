//! 复查报告 — one of those chosen reports and proposes: upheld, or changed, never for the worse.

use serde::{Deserialize, Serialize};

use super::{
    super::{Case, Event, gate, proposed_outcome},
    RULE,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    judgement::{
        baseline::Grade,
        outcome::{Follows, Measure, Outcome, Track},
    },
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
};

words! {
    /// What comes of an objection.
    Result {
        /// 维持.
        Uphold = "uphold" "维持原认定",
        /// 变更.
        Change = "change" "变更原认定（不得加重）",
    }
}

/// The report on an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reexamined {
    /// Whose objection.
    pub official: PersonId,
    /// 复查报告, answering the points.
    pub report: String,
    /// What is proposed.
    pub result: Result,
    /// The outcomes on every track as they would be then; empty where the determination is upheld.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<proposed_outcome::OutcomeProposed>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A changed outcome, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// 轨道.
    pub track: Track,
    /// 结果.
    pub outcome: Outcome,
    /// 依据的条款.
    pub clause: String,
    /// 减轻后的档次.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigated_to: Option<Grade>,
    /// 教育措施.
    pub measure: Measure,
    /// 理由.
    pub why: String,
    /// 不予容错之后.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

const OUTCOME_ROW_FIELDS: &[Field] = &[
    Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
    Field::new("outcome", "变更后的结果", Input::Choice(Outcome::CHOICES)),
    Field::new("clause", "依据的条款", Input::Line).hint("写明文件名称、条、项"),
    Field::new("mitigated_to", "减轻后的档次", Input::Choice(Grade::CHOICES)).optional(),
    Field::new("measure", "同时给予的教育措施", Input::Choice(Measure::CHOICES)),
    Field::new("why", "理由", Input::Text),
    Field::new("follows", "不予容错之后", Input::Choice(Follows::CHOICES)).optional(),
];

/// Report on an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reexamine {
    /// 当事人.
    pub official: PersonId,
    /// 复查报告.
    pub report: String,
    /// 建议.
    pub result: Result,
    /// 变更的轨道.
    #[serde(default)]
    pub outcomes: Vec<OutcomeRow>,
}

/// 提交复查报告.
pub const REEXAMINE: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader, Role::DivisionHead, Role::ReviewOfficer],
    fields: &[
        Field::new("official", "提出异议的当事人", Input::Pick("objectors")),
        Field::new("report", "复查报告", Input::Text).hint("对每条异议写明核查情况和是否成立"),
        Field::new("result", "建议", Input::Choice(Result::CHOICES)),
        Field::new("outcomes", "变更的轨道", Input::List(OUTCOME_ROW_FIELDS)).hint("维持的不填").optional(),
    ],
    ..Action::new("reexamine", "提交异议复查报告", &RULE, || {
        answers_of(&Reexamine {
            official: "zhou".into(),
            report: "示例".to_owned(),
            result: Result::Change,
            outcomes: vec![OutcomeRow {
                track: Track::Party,
                outcome: Outcome::Exempt,
                clause: "示例".to_owned(),
                mitigated_to: Some(Grade::PartyWarning),
                measure: Measure::Criticism,
                why: "示例".to_owned(),
                follows: Some(Follows::Continue),
            }],
        })
    })
};

/// The objections that wait for the report of this person.
fn mine<'a>(case: &'a Case, person: &'a PersonId) -> impl Iterator<Item = &'a PersonId> {
    let waiting = case.reexaminations.iter().filter(move |(_, one)| {
        one.reported.is_none() && one.assigned.iter().any(|to| to.reexaminers.contains(person))
    });
    waiting.map(|(official, _)| official)
}

pub(in super::super) fn blocked_reexamine(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(mine(case, facts.acting()).next().is_some(), || {
        Reason::new(&RULE, "没有指定您复查的异议；复查由指定的人员办理。").remedy("assign_reexaminer")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_reexamine(
    case: &Case,
    command: Reexamine,
    facts: &Facts,
) -> std::result::Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_reexamine(case, facts)));
    missing.unless(mine(case, facts.acting()).any(|official| *official == command.official), || {
        Reason::new(&RULE, "这名当事人的异议没有指定您复查，请重新选择。").at("official")
    });
    missing.unless(!command.report.trim().is_empty(), || {
        Reason::new(&RULE, "请填写复查报告，对每条异议写明核查情况。").at("report")
    });
    let outcomes = match command.result {
        Result::Uphold => {
            missing.unless(command.outcomes.is_empty(), || {
                Reason::new(&RULE, "维持原认定的，不填写变更的轨道，请删去。").at("outcomes")
            });
            Vec::new()
        }
        Result::Change => changed(case, &command, facts, &mut missing),
    };
    missing.settle()?;
    Ok(vec![Event::Reexamined(Reexamined {
        official: command.official,
        report: command.report,
        result: command.result,
        outcomes,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Every track as it would be: each change allowed by the table and the bars, and none for the worse.
fn changed(
    case: &Case,
    command: &Reexamine,
    facts: &Facts,
    missing: &mut Missing,
) -> Vec<proposed_outcome::OutcomeProposed> {
    let now = case.outcomes_now().into_iter().find(|one| one.official == command.official);
    let mut outcomes = now.map(|one| one.outcomes).unwrap_or_default();
    missing.unless(!command.outcomes.is_empty(), || {
        Reason::new(&RULE, "变更的，请写明哪条轨道变更成什么结果。").at("outcomes")
    });
    for row in &command.outcomes {
        let Some(standing) = outcomes.iter_mut().find(|one| one.track == row.track) else {
            let says = format!("原认定没有{}轨道，复查不增加轨道，请删去。", row.track.title());
            missing.add(Reason::new(&RULE, says).at("outcomes"));
            continue;
        };
        let one = proposed_outcome::OutcomeProposed {
            official: command.official.clone(),
            track: row.track,
            outcome: row.outcome,
            clause: row.clause.clone(),
            mitigated_to: row.mitigated_to,
            baseline: standing.baseline,
            measure: row.measure,
            why: row.why.clone(),
            follows: row.follows,
            by: facts.acting().clone(),
            on: facts.acted_on(),
        };
        missing.unless(!proposed_outcome::worse(standing, &one), || {
            let says = format!(
                "{}轨道变更后的结果重于原认定，异议复查不得加重，请改为不重于原认定的结果。",
                row.track.title()
            );
            Reason::new(&RULE, says).at("outcomes")
        });
        missing.unless(proposed_outcome::worse(&one, standing), || {
            let says =
                format!("{}轨道的结果没有变轻，不必列为变更；没有变更的，请改选维持。", row.track.title());
            Reason::new(&RULE, says).at("outcomes")
        });
        missing.take(proposed_outcome::weigh(case, &one, &facts.policy));
        *standing = one;
    }
    outcomes
}
