//! 停止计时 — every stop has a reason, an approver and a maximum (P2).
//!
//! Source: mechanism §2 P2, §4 clock; the maxima are settings of this unit (`tol.stop.max`,
//! `tol.stop.total`). Before acceptance only the one-off supplement stops the clock, so that no leader can keep
//! an application from being accepted by lapse. Not decided here: how stopped days are counted.

use std::collections::BTreeSet;

use super::{Case, Event, admission::undetermined, gate, supplement::in_force};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId};

/// The clock was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStopped {
    /// Who approved.
    pub approved_by: PersonId,
    /// First stopped day.
    pub from: Day,
    /// Last day it may be stopped.
    pub until: Day,
    /// Why.
    pub why: String,
}

/// The clock runs again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockResumed {
    /// Who resumed it.
    pub by: PersonId,
    /// The last stopped day.
    pub last_stopped: Day,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Every stop has an approver and a maximum.
pub static RULE: Rule = Rule {
    code: "P2",
    phrase: "提出必受理",
    asks: "停止计时须有批准人、理由和期限，单次和累计都不超过上限。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Approve a stop of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopClock {
    /// 停止的首日.
    pub from: Day,
    /// 最迟停到哪一日.
    pub until: Day,
    /// 理由.
    pub why: String,
}

/// 停止计时.
pub const STOP: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("from", "停止的首日", Input::Day),
        Field::new("until", "最迟停到哪一日", Input::Day),
        Field::new("why", "理由", Input::Text),
    ],
    help: "每次停止计时都要有批准人、理由和期限，首日和末日都不计入。",
    ..Action::new("stop_clock", "停止计时", &RULE, || {
        answers_of(&StopClock {
            from: Day::constant(2026, 3, 4),
            until: Day::constant(2026, 3, 4),
            why: "示例".to_owned(),
        })
    })
};

/// Let the clock run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeClock {
    /// 停止的末日.
    pub last_stopped: Day,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 恢复计时.
pub const RESUME: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement, Role::Leader],
    fields: &[
        Field::new("last_stopped", "停止的末日", Input::Day).hint("次日起继续计时"),
        Field::new("why", "说明", Input::Line).optional(),
    ],
    ..Action::new("resume_clock", "恢复计时", &RULE, || {
        answers_of(&ResumeClock { last_stopped: Day::constant(2026, 3, 4), why: Some("示例".to_owned()) })
    })
};

/// The working days among `days`.
pub(super) fn worked(days: &BTreeSet<Day>, facts: &Facts) -> usize {
    days.iter().filter(|day| facts.policy.calendar.is_work_day(**day)).count()
}

/// The days of a stop, cut off where no limit could allow as many.
fn days(from: Day, until: Day) -> impl Iterator<Item = Day> {
    (0..=until.days_since(from).min(3_660)).map(move |n| from.plus(n))
}

/// Every day on which the clock stood still with somebody's approval, or may until it runs again: also while the
/// upper organ was asked.
pub(super) fn stopped_days(case: &Case) -> BTreeSet<Day> {
    let approved = case.stops.iter().map(|(stop, resumed)| (stop.from, resumed.unwrap_or(stop.until)));
    let asked = case.competence_asked.iter().filter_map(|(asked, decided)| {
        let until = asked.stopped_until?;
        Some((asked.on, decided.as_ref().map_or(until, |decided| until.min(decided.on))))
    });
    approved.chain(asked).flat_map(|(from, until)| days(from, until)).collect()
}

pub(super) fn decide_stop(case: &Case, command: StopClock, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_stop(case, facts)));
    missing.unless(command.from >= facts.acted_on(), || {
        let says = format!("停止的首日不得早于批准之日（{}），请更正。", facts.acted_on().words());
        Reason::new(&RULE, says).at("from")
    });
    missing.unless(command.until >= command.from, || {
        Reason::new(&RULE, "停止的末日早于首日，请更正。").at("until")
    });
    let stop: BTreeSet<Day> = days(command.from, command.until).collect();
    let mut total = stop.clone();
    total.extend(stopped_days(case));
    for (limit, what, counted) in [
        ("tol.stop.max", "这次", worked(&stop, facts)),
        ("tol.stop.total", "本案累计", worked(&total, facts)),
    ] {
        let most = facts.policy.limits.0.get(limit).map_or(usize::MAX, |limit| limit.count as usize);
        missing.unless(counted <= most, || {
            let says =
                format!("{what}停止计时{counted}个工作日，超过{most}个工作日的上限，请缩短停止的期限。");
            Reason::new(&RULE, says).at("until")
        });
    }
    missing.settle()?;
    Ok(vec![Event::ClockStopped(ClockStopped {
        approved_by: facts.acting().clone(),
        from: command.from,
        until: command.until,
        why: command.why,
    })])
}

pub(super) fn blocked_stop(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.accepted.is_some(), || {
        Reason::new(&RULE, "申请尚未受理；受理之前只有等待补正才停止计时，请先受理。").remedy("accept")
    });
    undetermined(case, &RULE, &mut missing);
    in_force("tol.stop.max", facts, &mut missing);
    in_force("tol.stop.total", facts, &mut missing);
    missing.into_reasons()
}

/// The stop that can be ended: the last one that was not ended yet.
fn running(case: &Case) -> Option<&ClockStopped> {
    case.stops.iter().rev().find(|(_, resumed)| resumed.is_none()).map(|(stopped, _)| stopped)
}

pub(super) fn decide_resume(case: &Case, command: ResumeClock, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_resume(case, facts)));
    if let Some(stopped) = running(case) {
        let latest = stopped.until.min(facts.acted_on());
        missing.unless(stopped.from <= command.last_stopped && command.last_stopped <= latest, || {
            let says = format!(
                "停止的末日应在{}至{}之间，请更正。",
                stopped.from.words(),
                latest.max(stopped.from).words()
            );
            Reason::new(&RULE, says).at("last_stopped")
        });
    }
    missing.settle()?;
    Ok(vec![Event::ClockResumed(ClockResumed {
        by: facts.acting().clone(),
        last_stopped: command.last_stopped,
        why: command.why,
    })])
}

pub(super) fn blocked_resume(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(running(case).is_some(), || Reason::new(&RULE, "没有正在停止的计时，不必恢复。"));
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, day, straightly};
    use serde_json::json;

    fn stop(from: &str, until: &str) -> crate::cases::tolerance::Command {
        command("stop_clock", json!({ "from": from, "until": until, "why": "等待鉴定" }))
    }

    fn resume(last: &str) -> crate::cases::tolerance::Command {
        command("resume_clock", json!({ "last_stopped": last }))
    }

    #[test]
    fn a_stop_lasts_at_most_thirty_working_days() {
        let scene = before("find");
        // 04-27 is the 30th working day from 03-16 on, over 清明.
        scene.when(stop("2026-03-16", "2026-04-27")).done();
        scene.when(stop("2026-03-16", "2026-04-28")).refused_with(["P2"]);
        scene.when(stop("2026-03-16", "2026-03-13")).refused_with(["P2"]);
        scene.when(stop("2026-03-12", "2026-03-20")).refused_with(["P2"]);
    }

    #[test]
    fn days_stopped_twice_count_once_towards_the_total_of_sixty() {
        // 29 days twice over, then 24 more: 53. Another week makes 58, two make more than 60.
        let first = || stop("2026-03-16", "2026-04-24");
        let twice = before("find").after(first()).after(first()).after(stop("2026-04-27", "2026-06-01"));
        twice.when(stop("2026-06-02", "2026-06-08")).done();
        twice.when(stop("2026-06-02", "2026-06-15")).refused_with(["P2"]);
    }

    #[test]
    fn the_clock_runs_again_after_the_last_stopped_day() {
        let stopped = before("find").after(stop("2026-03-13", "2026-03-31")).on("2026-03-20");
        stopped.when(resume("2026-03-12")).refused_with(["P2"]);
        stopped.when(resume("2026-03-21")).refused_with(["P2"]);
        let going = stopped.after(resume("2026-03-19"));
        assert_eq!(going.case.stops()[0].to, day("2026-03-19"));
        going.when(resume("2026-03-19")).refused_with(["P2"]);
    }

    #[test]
    fn before_acceptance_no_leader_stops_the_clock() {
        before("accept").when(stop("2026-03-16", "2026-03-20")).refused_with(["P2"]);
        before("accept").when(straightly("accept")).done();
    }

    #[test]
    fn a_stop_moves_the_verification_limit_and_not_the_periods_of_others() {
        let scene = before("answer_unit");
        let due = |scene: &crate::cases::tolerance::testing::Scene, rule: &str| {
            scene.case.due_of(rule, &scene.facts.policy).unwrap().last
        };
        let stopped = scene.after(stop("2026-03-16", "2026-03-20"));
        assert!(due(&stopped, "tol.verify") > due(&scene, "tol.verify"));
        assert_eq!(due(&stopped, "tol.unit_opinion"), due(&scene, "tol.unit_opinion"));
    }
}
