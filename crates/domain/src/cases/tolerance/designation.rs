//! 提级办理、指定管辖 — the upper organ is asked, takes the matter over or designates another organ (P8, G2).
//!
//! Source: mechanism §2 P8 ("too few people left: the upper organ takes over or designates, clock stopped with a
//! maximum"), §3 G2. A leader asks and thereby approves the stop; 案管 enters the leader's paper (G5). The stop
//! is as long as `tol.stop.max` and what is left of `tol.stop.total` allow, and ends with the decision. Whether
//! too few are left is not computed: leave and secondment are not in the register, so it is said in words and the
//! upper organ decides. After it the former organ's people do nothing here and see nothing; only its 案管 still
//! sees where the matter went.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Case, Event,
    admission::undetermined,
    clock_stop::{stopped_days, worked},
    competence::{self, Competence, competence_of},
    gate, numbered,
    supplement::in_force,
};
use crate::{
    day::Day,
    facts::{Facts, Policy},
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{self, Missing, Reason, Refusal},
    rule::{Force, Rule},
};

words! {
    /// Why the upper organ is asked.
    Ground {
        /// 回避后人员不足.
        TooFew = "too_few" "回避后人员不足",
        /// 管辖争议.
        Disputed = "disputed" "管辖争议",
        /// 主要负责人应当回避.
        PrincipalRecused = "principal_recused" "主要负责人应当回避",
        /// 其他.
        Other = "other" "其他",
    }
}

words! {
    /// What the upper organ decided.
    Placement {
        /// 提级办理.
        TakenOver = "taken_over" "提级办理",
        /// 指定管辖.
        Designated = "designated" "指定管辖",
        /// It stays where it is.
        Stays = "stays" "由原机关办理",
    }
}

/// The upper organ was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetenceAsked {
    /// From 1 in this case.
    pub number: u32,
    /// Why.
    pub ground: Ground,
    /// In words.
    pub why: String,
    /// The last day on which the clock may stand still for it; absent where no stopped day was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_until: Option<Day>,
    /// Who asked, and approved the stop.
    pub by: PersonId,
    /// The day it counts from, the first stopped one.
    pub on: Day,
}

/// The upper organ decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetenceDecided {
    /// Which request.
    pub number: u32,
    /// What.
    pub placement: Placement,
    /// Which organ had it until then.
    pub from: UnitId,
    /// Which organ has it from now on, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<UnitId>,
    /// Number of the paper.
    pub paper: String,
    /// Date of the paper.
    pub decided_on: Day,
    /// Reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from, the last stopped one.
    pub on: Day,
}

/// The upper organ places the case.
pub static RULE: Rule = Rule {
    code: "G2.designate",
    phrase: "管辖",
    asks: "回避后人员不足、管辖有争议的，报请上级提级办理或者指定管辖；等待期间停止计时，有批准人和期限。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Ask the upper organ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskCompetence {
    /// 情形.
    pub ground: Ground,
    /// 具体说明.
    pub why: String,
}

/// 报请提级办理或者指定管辖.
pub const ASK: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("ground", "情形", Input::Choice(Ground::CHOICES)),
        Field::new("why", "具体说明", Input::Text)
            .hint("人员不足的，写明有多少人、谁因何回避、谁因何不能参加，为什么组不成二人以上的核实组"),
    ],
    help: "报请的领导同时批准停止计时；停到上级决定之日，最长不超过单次和累计的上限。由案管代录的，写明报请件日期。",
    ..Action::new("ask_competence", "报请提级办理或者指定管辖", &RULE, || {
        answers_of(&AskCompetence { ground: Ground::TooFew, why: "示例".to_owned() })
    })
};

/// Decide who has the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideCompetence {
    /// 决定.
    pub placement: Placement,
    /// 承办机关.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<UnitId>,
    /// 文号.
    pub paper: String,
    /// 成文日期.
    pub decided_on: Day,
    /// 理由.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// 决定提级办理或者指定管辖.
pub const DECIDE: Action = Action {
    who: &[Role::UpperOrgan],
    fields: &[
        Field::new("placement", "决定", Input::Choice(Placement::CHOICES)),
        Field::new("organ", "承办机关", Input::Unit)
            .hint("提级办理的，填写上级机关自己；指定管辖的，填写被指定的机关；由原机关办理的不填")
            .optional(),
        Field::new("paper", "文号", Input::Line),
        Field::new("decided_on", "成文日期", Input::Day),
        Field::new("why", "理由", Input::Text).hint("由原机关办理的，必须写明理由").optional(),
    ],
    grave: true,
    help: "决定后由新的承办机关重新组成核实组；原承办机关不再办理，也不再查看，只能看到去向。",
    ..Action::new("decide_competence", "决定提级办理或者指定管辖", &RULE, || {
        answers_of(&DecideCompetence {
            placement: Placement::Designated,
            organ: Some("shiqiao".into()),
            paper: "示例".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            why: Some("示例".to_owned()),
        })
    })
};

impl Case {
    /// 承办机关: the one the upper organ named last, else the one that runs the mechanism here.
    pub fn organ<'a>(&'a self, policy: &'a Policy) -> &'a UnitId {
        let moved = self.placements().filter_map(|decided| decided.organ.as_ref());
        moved.last().unwrap_or(&policy.settings.organ)
    }

    /// What the upper organ decided so far.
    pub fn placements(&self) -> impl Iterator<Item = &CompetenceDecided> {
        self.competence_asked.iter().filter_map(|(_, decided)| decided.as_ref())
    }

    /// The organs that had the case and do not have it any more, with the decision that took it away last.
    pub fn former_organs<'a>(&'a self, policy: &'a Policy) -> Vec<(&'a UnitId, &'a CompetenceDecided)> {
        let mut former: Vec<(&UnitId, &CompetenceDecided)> = Vec::new();
        for decided in self.placements().filter(|decided| decided.organ.is_some()) {
            former.retain(|(organ, _)| **organ != decided.from);
            former.push((&decided.from, decided));
        }
        former.retain(|(organ, _)| *organ != self.organ(policy));
        former
    }
}

/// The request that waits for the upper organ.
pub(super) fn waiting(case: &Case) -> Option<&CompetenceAsked> {
    case.competence_asked.iter().rev().find(|(_, decided)| decided.is_none()).map(|(asked, _)| asked)
}

/// What must not be decided here while it is open who has the case.
const MEANWHILE: &[&str] = &["transfer", "determine", "close", "archive"];

/// Keeps the case from being decided or passed on while the upper organ is asked.
pub(super) fn held(case: &Case, action: &str) -> Option<Reason> {
    let asked = waiting(case).filter(|_| MEANWHILE.contains(&action))?;
    let says =
        format!("已于{}报请上级决定由谁办理，上级决定之前不能办理这一步，请等待决定。", asked.on.words());
    Some(Reason::new(&RULE, says).remedy(DECIDE.name))
}

/// Whether `person` works where the case was taken away from: such people take no part any more.
pub(super) fn of_former_organ(case: &Case, facts: &Facts, person: &PersonId) -> bool {
    let Some(known) = facts.person(person) else { return false };
    case.former_organs(&facts.policy).iter().any(|(organ, _)| **organ == known.unit)
}

/// How long the clock may stand still from `from` on: as many working days as one stop may have and all of them
/// together still leave.
fn stopped_until(case: &Case, from: Day, facts: &Facts) -> Option<Day> {
    let most = |rule: &str| facts.policy.limits.0.get(rule).map_or(0, |limit| limit.count as usize);
    let (once, together) = (most("tol.stop.max"), most("tol.stop.total"));
    let mut stop = BTreeSet::new();
    let mut all = stopped_days(case);
    let mut last = None;
    // Enough days for any limit that anybody sets; a stop of ten years ends by itself.
    for n in 0..3_660 {
        let day = from.plus(n);
        stop.insert(day);
        all.insert(day);
        if worked(&stop, facts) > once || worked(&all, facts) > together {
            break;
        }
        last = facts.policy.calendar.is_work_day(day).then_some(day).or(last);
    }
    last
}

pub(super) fn decide_ask(case: &Case, command: AskCompetence, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_ask(case, facts))?;
    Ok(vec![Event::CompetenceAsked(CompetenceAsked {
        number: numbered(case.competence_asked.len()),
        ground: command.ground,
        why: command.why,
        stopped_until: stopped_until(case, facts.acted_on(), facts),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_ask(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    // Before acceptance no leader stops the clock of what this organ must accept (P2).
    let ours = competence_of(case, facts) == Competence::Within;
    missing.unless(case.accepted.is_some() || !ours, || {
        Reason::new(&RULE, "申请尚未受理，请先受理，再报请上级决定由谁办理。").remedy("accept")
    });
    if let Some(asked) = waiting(case) {
        let says = format!("已于{}报请上级，正在等待决定，不必重复报请。", asked.on.words());
        missing.add(Reason::new(&RULE, says).remedy(DECIDE.name));
    }
    in_force("tol.stop.max", facts, &mut missing);
    in_force("tol.stop.total", facts, &mut missing);
    missing.into_reasons()
}

/// The organ fits the decision.
fn placed(case: &Case, command: &DecideCompetence, facts: &Facts, missing: &mut Missing) {
    let at = |says: &str| Reason::new(&RULE, says.to_owned()).at("organ");
    let upper = facts.policy.settings.upper_organ.as_ref();
    match (command.placement, &command.organ) {
        (Placement::Stays, None) => missing.unless(command.why.is_some(), || {
            Reason::new(&RULE, "决定由原机关办理的，必须写明理由。").at("why")
        }),
        (Placement::Stays, Some(_)) => missing.add(at("决定由原机关办理的，不填写承办机关，请清空。")),
        (_, None) => missing.add(at("提级办理、指定管辖的，必须写明由哪个机关办理，请选择承办机关。")),
        (placement, Some(organ)) => {
            missing.unless(facts.units.contains_key(organ), || {
                at("机构库中没有所选的承办机关，请从机构库中重新选择。")
            });
            missing.unless(organ != case.organ(&facts.policy), || {
                at("所选的承办机关就是现在的承办机关，请改选，或者决定由原机关办理。")
            });
            if let Some(upper) = upper {
                let own = placement == Placement::TakenOver;
                missing.unless(own == (organ == upper), || {
                    let upper = refusal::unit(upper);
                    let says = if own {
                        format!("提级办理由上级机关{upper}自己办理，请改选；由其他机关办理的，是指定管辖。")
                    } else {
                        format!("由上级机关{upper}自己办理的，是提级办理，请更正。")
                    };
                    Reason::new(&RULE, says).at("organ")
                });
            }
        }
    }
}

pub(super) fn decide_placement(
    case: &Case,
    command: DecideCompetence,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_placement(case, facts)));
    placed(case, &command, facts, &mut missing);
    let asked = waiting(case);
    missing.unless(command.decided_on <= facts.acted_on(), || {
        Reason::new(&RULE, "成文日期晚于登记之日，请核对后更正。").at("decided_on")
    });
    missing.unless(asked.is_none_or(|asked| asked.on <= command.decided_on), || {
        Reason::new(&RULE, "成文日期早于报请之日，请核对后更正。").at("decided_on")
    });
    missing.settle()?;
    Ok(vec![Event::CompetenceDecided(CompetenceDecided {
        number: asked.map_or(0, |asked| asked.number),
        placement: command.placement,
        from: case.organ(&facts.policy).clone(),
        organ: command.organ,
        paper: command.paper,
        decided_on: command.decided_on,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_placement(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.unless(waiting(case).is_some(), || {
        Reason::new(&RULE, "没有等待上级决定的报请，请先报请提级办理或者指定管辖。").remedy(ASK.name)
    });
    missing.into_reasons()
}

/// Refuses somebody of an organ that does not have the case any more.
pub(super) fn of_this_organ(
    case: &Case,
    facts: &Facts,
    person: &PersonId,
    part: &str,
    field: &'static str,
    missing: &mut Missing,
) {
    missing.unless(!of_former_organ(case, facts, person), || {
        let says = format!(
            "所选的{part}是原承办机关的人员，本案已由{}办理，请选择其他人员。",
            refusal::unit(case.organ(&facts.policy))
        );
        Reason::new(&competence::RULE, says).at(field)
    });
}

#[cfg(test)]
mod tests;
