//! 组成核实组 — a team of two or more, none recused (P5).
//!
//! Source: mechanism §2 P5, P8. Not decided here: which office handles the case (案管 proposes it), and what
//! happens where too few people are left (the upper organ takes over, G2).

use std::collections::BTreeSet;

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    gate,
    recusal::{excluded, fit},
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
    ids::{PersonId, UnitId},
    people::Identity,
};

/// What an official was for the law on the day the team was formed (G6); the post at the time of the act stands in
/// the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialToday {
    /// Who.
    pub person: PersonId,
    /// Where the official works, or worked last.
    pub unit: UnitId,
    /// For the two laws.
    pub identity: Identity,
    /// 中共党员.
    pub party_member: bool,
    /// Retired since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_on: Option<Day>,
}

/// The team was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// 组长.
    pub leader: PersonId,
    /// 成员, the leader not among them.
    pub members: Vec<PersonId>,
    /// What each official was for the law on that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub officials: Vec<OfficialToday>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A team of two or more.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "核实组由二人以上组成，且无人应当回避。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A member, as the form names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// 成员.
    pub person: PersonId,
}

const TEAM_MEMBER_FIELDS: &[Field] = &[Field::new("person", "成员", Input::Person)];

/// Form the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// 组长.
    pub leader: PersonId,
    /// 成员.
    pub members: Vec<TeamMember>,
}

/// 组成核实组.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[
        Field::new("leader", "组长", Input::Person),
        Field::new("members", "成员", Input::List(TEAM_MEMBER_FIELDS)).hint("组长以外的成员，至少一人"),
    ],
    ..Action::new("assign", "组成核实组", &RULE, || {
        answers_of(&Assign { leader: "lin".into(), members: vec![TeamMember { person: "lin".into() }] })
    })
};

/// The team, its leader first.
pub(super) fn team(case: &Case) -> impl Iterator<Item = &PersonId> {
    case.assigned.iter().flat_map(|team| std::iter::once(&team.leader).chain(&team.members))
}

/// Notes that there is no team, or that the one who acts is not of it: verification is the team's work.
pub(super) fn by_the_team(case: &Case, facts: &Facts, missing: &mut Missing) {
    if case.assigned.is_none() {
        missing.add(Reason::new(&RULE, "尚未组成核实组，请先组成核实组。").remedy("assign"));
    } else {
        missing.unless(team(case).any(|member| member == facts.acting()), || {
            Reason::new(&RULE, "您不是本案核实组成员，请由核实组成员办理。")
        });
    }
}

/// Those of the team who do not have to stand aside.
pub(super) fn fit_members<'a>(case: &'a Case, facts: &'a Facts) -> impl Iterator<Item = &'a PersonId> {
    team(case).filter(|member| excluded(case, facts, member).is_none())
}

pub(super) fn decide(case: &Case, command: Assign, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    fit(case, facts, &command.leader, "组长", "leader", &mut missing);
    let mut named = BTreeSet::from([&command.leader]);
    for row in &command.members {
        fit(case, facts, &row.person, "成员", "members", &mut missing);
        missing.unless(named.insert(&row.person), || {
            Reason::new(&RULE, "同一个人在核实组中填写了两次，请删去一处。").at("members")
        });
    }
    missing.unless(named.len() >= 2, || {
        Reason::new(&RULE, "核实组须有二人以上，请在组长之外至少再填一名成员。").at("members")
    });
    missing.settle()?;
    let today = |official: &PersonId| {
        let known = facts.person(official)?;
        Some(OfficialToday {
            person: official.clone(),
            unit: known.unit.clone(),
            identity: known.identity,
            party_member: known.party_member,
            retired_on: known.retired_on,
        })
    };
    Ok(vec![Event::Assigned(Assigned {
        leader: command.leader,
        members: command.members.into_iter().map(|row| row.person).collect(),
        officials: case.officials().filter_map(today).collect(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    unreported(case, &RULE, &mut missing);
    if let Some(assigned) = &case.assigned {
        missing.unless(fit_members(case, facts).count() < team(case).count(), || {
            let says = format!("核实组已于{}组成；只有成员应当回避时才重新组成。", assigned.on.words());
            Reason::new(&RULE, says)
        });
    }
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{before, command, straightly, without};
    use serde_json::json;

    fn assign(leader: &str, members: &[&str]) -> crate::cases::tolerance::Command {
        let members: Vec<_> = members.iter().map(|person| json!({ "person": person })).collect();
        command("assign", json!({ "leader": leader, "members": members }))
    }

    #[test]
    fn a_team_has_two_or_more_different_people() {
        before("assign").when(assign("lin", &[])).refused_with(["P5"]);
        before("assign").when(assign("lin", &["lin"])).refused_with(["P5"]);
        before("assign").when(assign("lin", &["su", "wen"])).done();
    }

    #[test]
    fn what_each_official_is_for_the_law_is_kept() {
        let scene = before("assign").knowing(|facts| {
            let zhou = facts.people.get_mut(&PersonId::from("zhou")).unwrap();
            zhou.retired_on = Some(crate::cases::tolerance::testing::day("2026-02-01"));
        });
        let assigned = scene.after(assign("lin", &["su"])).case.assigned.unwrap();
        let kept = &assigned.officials[0];
        assert_eq!((kept.person.as_str(), kept.unit.as_str(), kept.party_member), ("zhou", "shiqiao", true));
        assert_eq!((kept.identity, kept.retired_on.is_some()), (Identity::CivilServant, true));
    }

    #[test]
    fn nobody_who_must_stand_aside_and_nobody_unknown_is_in_the_team() {
        before("assign").when(assign("lin", &["he"])).refused_with(["P8"]);
        before("assign").when(assign("zhou", &["su"])).refused_with(["P8"]);
        before("assign").when(assign("lin", &["nobody"])).refused_with(["P8"]);
    }

    #[test]
    fn verification_waits_for_acceptance_and_for_the_team_and_is_the_teams_work() {
        without(&["accept"], "assign").when(assign("lin", &["su"])).refused_with(["P2"]);
        without(&["assign"], "add_evidence").when(straightly("add_evidence")).refused_with(["P5"]);
        before("add_evidence").by("wen").when(straightly("add_evidence")).refused_with(["P5"]);
    }

    #[test]
    fn a_team_is_formed_anew_only_where_a_member_must_stand_aside() {
        let scene = before("add_evidence");
        scene.when(assign("lin", &["wen"])).refused_with(["P5"]);
        let kin = scene.knowing(|facts| {
            facts.people.get_mut(&PersonId::from("su")).unwrap().kin = vec!["zhou".into()];
        });
        kin.when(assign("lin", &["wen"])).done();
    }
}
