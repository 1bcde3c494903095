//! 回避 — declared, requested or computed; it beats every permission (P8).
//!
//! Source: mechanism §2 P8. Computed: the official in person and kin, the same unit now or at the time of the
//! act, whoever applied for the official or the unit. Declared or requested: decided by a leader who is not a
//! member of the consultation and not the person. Who takes over when too few are left: `designation`.

use super::numbered;
use super::{Case, Event, admission::undetermined, application::Applicant, designation, gate};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, UnitId},
    people::{Person, words},
};

words! {
    /// Grounds of recusal.
    Ground {
        /// 近亲属.
        Kin = "kin" "是当事人或者其近亲属",
        /// 利害关系.
        Interest = "interest" "与本案有利害关系",
        /// 先前参与.
        EarlierPart = "earlier_part" "先前参与过本案（经办人、证人、申请人）",
        /// 同一单位.
        SameUnit = "same_unit" "与当事人现在或者行为时在同一单位",
        /// 其他.
        Other = "other" "其他可能影响公正的情形",
    }
}

/// A recusal was declared or requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalAsked {
    /// From 1 in this case.
    pub number: u32,
    /// Who should stand aside.
    pub person: PersonId,
    /// Why.
    pub ground: Ground,
    /// In words.
    pub says: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A recusal was decided by a leader who is no member of the consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalDecided {
    /// Which request.
    pub number: u32,
    /// Whether the person stands aside.
    pub upheld: bool,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// It beats every permission.
pub static RULE: Rule = Rule {
    code: "P8",
    phrase: "回避",
    asks: "与当事人或者本案有关系、可能影响公正的人，不得参与办理。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Declare or request a recusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclareRecusal {
    /// 应当回避的人.
    pub person: PersonId,
    /// 回避情形.
    pub ground: Ground,
    /// 具体说明.
    pub says: String,
}

/// 提出回避.
pub const DECLARE: Action = Action {
    who: &[
        Role::CaseOfficer,
        Role::TeamLeader,
        Role::CaseManagement,
        Role::ReviewOfficer,
        Role::ConsultedMember,
        Role::Official,
        Role::UnitContact,
        Role::Leader,
    ],
    fields: &[
        Field::new("person", "应当回避的人", Input::Person),
        Field::new("ground", "回避情形", Input::Choice(Ground::CHOICES)),
        Field::new("says", "具体说明", Input::Text),
    ],
    ..Action::new("declare_recusal", "提出回避", &RULE, || {
        answers_of(&DeclareRecusal {
            person: "lin".into(),
            ground: Ground::Interest,
            says: "示例".to_owned(),
        })
    })
};

/// Decide a recusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRecusal {
    /// 回避申请.
    pub request: String,
    /// 是否回避.
    pub upheld: bool,
    /// 理由.
    pub why: String,
}

/// 决定是否回避.
pub const DECIDE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("request", "回避申请", Input::Pick("recusals")),
        Field::new("upheld", "是否回避", Input::YesNo),
        Field::new("why", "理由", Input::Text),
    ],
    ..Action::new("decide_recusal", "决定是否回避", &RULE, || {
        answers_of(&DecideRecusal { request: "1".to_owned(), upheld: false, why: "示例".to_owned() })
    })
};

/// Why `person` must stand aside, where the register or a decision of this case says so.
pub(super) fn excluded(case: &Case, facts: &Facts, person: &PersonId) -> Option<Ground> {
    related(case, facts, person).or_else(|| near(case, facts, person))
}

/// Grounds that hold for everybody, also for those who sign for the unit: the official in person, kin, and
/// whoever a leader decided must stand aside.
pub(super) fn related(case: &Case, facts: &Facts, person: &PersonId) -> Option<Ground> {
    let kin = |of: &PersonId, to: &PersonId| facts.person(of).is_some_and(|known| known.kin.contains(to));
    if case.officials().any(|official| official == person || kin(person, official) || kin(official, person)) {
        return Some(Ground::Kin);
    }
    let decided = case.recusals.iter().filter(|(asked, _)| asked.person == *person);
    let upheld = decided.filter(|(_, decision)| decision.as_ref().is_some_and(|decision| decision.upheld));
    upheld.map(|(asked, _)| asked.ground).next()
}

impl Case {
    /// Whether a leader decided that `person` must stand aside.
    pub fn upheld(&self, person: &PersonId) -> bool {
        let decided = self.recusals.iter().filter(|(asked, _)| asked.person == *person);
        decided.filter_map(|(_, decision)| decision.as_ref()).any(|decision| decision.upheld)
    }
}

/// Grounds that hold for those who handle the case: the same unit as the official, now or at the time of the
/// act, or having applied for the official or the unit.
fn near(case: &Case, facts: &Facts, person: &PersonId) -> Option<Ground> {
    let (unit, first_day) = match (&case.applied, &case.signal) {
        (Some(applied), _) => (&applied.unit, applied.first_day),
        (None, Some(signal)) => (&signal.unit, signal.on),
        (None, None) => return None,
    };
    let own = case.applied.iter().map(|applied| (applied.applicant, &applied.by));
    let joined = case.joined.iter().map(|joined| (joined.carried.applicant, &joined.carried.by));
    if own.chain(joined).any(|(applicant, by)| by == person && applicant != Applicant::Organ) {
        return Some(Ground::EarlierPart);
    }
    let known = facts.person(person)?;
    let mut theirs: Vec<&UnitId> = vec![unit];
    for official in case.officials().filter_map(|official| facts.person(official)) {
        theirs.extend(units_of(official, first_day));
    }
    units_of(known, first_day).any(|unit| theirs.contains(&unit)).then_some(Ground::SameUnit)
}

/// The unit of today, and those left on or after the first day of the act.
fn units_of(person: &Person, first_day: Day) -> impl Iterator<Item = &UnitId> {
    let former = person.former.iter().filter(move |(_, last)| *last >= first_day).map(|(unit, _)| unit);
    std::iter::once(&person.unit).chain(former)
}

/// What people may do in their own matter, and for their unit, whoever they are.
const OWN: &[&str] = &[
    "apply",
    "supplement",
    "answer_unit",
    "defend_unit",
    "defend",
    "waive_defence",
    "revoke_waiver",
    "acknowledge",
    "object",
    "defend_revocation",
    "withdraw",
    "answer_continue",
    "answer_publicity",
];

/// The one check that beats every permission: whoever must stand aside does nothing in the case, neither in
/// person nor by entering somebody's paper; only asking for a recusal stays open to everybody.
pub(super) fn stands_aside(case: &Case, action: &str, facts: &Facts) -> Option<Reason> {
    if action == DECLARE.name || facts.is(Role::SystemJobs) {
        return None;
    }
    let acting = facts.acting();
    let own_world = case.concerns(acting)
        || [Role::Official, Role::UnitContact, Role::Committee].iter().any(|role| facts.is(*role));
    let own = OWN.contains(&action) && own_world;
    let mut people = vec![acting];
    if facts.actor != *acting {
        people.push(&facts.actor);
    }
    people.into_iter().filter(|person| !own || *person != acting).find_map(|person| {
        let ground = excluded(case, facts, person)?;
        let who = if *person == facts.actor { "您" } else { "该人员" };
        let says = format!("{who}{}，应当回避，不得参与办理本案。请由案管另行安排人员。", ground.title());
        Some(Reason::new(&RULE, says))
    })
}

/// Refuses somebody who must stand aside for a part in the case.
pub(super) fn fit(
    case: &Case,
    facts: &Facts,
    person: &PersonId,
    part: &str,
    field: &'static str,
    missing: &mut Missing,
) {
    if facts.person(person).is_none() {
        let says = format!("人员库中没有所选的{part}，请从人员库中重新选择。");
        missing.add(Reason::new(&RULE, says).at(field));
    } else if let Some(ground) = excluded(case, facts, person) {
        let says = format!("所选的{part}{}，应当回避，请另选他人。", ground.title());
        missing.add(Reason::new(&RULE, says).at(field));
    } else {
        designation::of_this_organ(case, facts, person, part, field, missing);
    }
}

/// Requests that wait for a decision; the meeting waits for them.
pub(super) fn pending(case: &Case) -> impl Iterator<Item = &RecusalAsked> {
    case.recusals.iter().filter(|(_, decided)| decided.is_none()).map(|(asked, _)| asked)
}

pub(super) fn decide_declare(
    case: &Case,
    command: DeclareRecusal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_declare(case, facts)));
    missing.unless(facts.person(&command.person).is_some(), || {
        Reason::new(&RULE, "人员库中没有所选的人，请从人员库中重新选择。").at("person")
    });
    missing.unless(!case.concerns(&command.person), || {
        Reason::new(&RULE, "当事人本人本来就不办理本案，不必提出回避。").at("person")
    });
    // Whoever is outside learns nothing of what others asked for.
    let outside = [Role::Official, Role::UnitContact].iter().any(|role| facts.is(*role));
    let same =
        |asked: &RecusalAsked| asked.person == command.person && (!outside || asked.by == *facts.acting());
    missing.unless(!pending(case).any(same), || {
        Reason::new(&RULE, "对这个人的回避申请正在等待决定，不必重复提出。")
            .at("person")
            .remedy("decide_recusal")
    });
    missing.settle()?;
    let number = numbered(case.recusals.len());
    Ok(vec![Event::RecusalAsked(RecusalAsked {
        number,
        person: command.person,
        ground: command.ground,
        says: command.says,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_declare(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_request(
    case: &Case,
    command: DecideRecusal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_request(case, facts)));
    let asked = pending(case).find(|asked| asked.number.to_string() == command.request);
    let decider = facts.acting();
    match asked {
        None => missing.add(Reason::new(&RULE, "没有这项等待决定的回避申请，请重新选择。").at("request")),
        Some(asked) => missing.unless(asked.person != *decider, || {
            Reason::new(&RULE, "不得决定自己是否回避，请由其他领导决定。").at("request")
        }),
    }
    missing.settle()?;
    let number = asked.map_or(0, |asked| asked.number);
    Ok(vec![Event::RecusalDecided(RecusalDecided {
        number,
        upheld: command.upheld,
        why: command.why,
        by: decider.clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_request(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.unless(pending(case).next().is_some(), || {
        Reason::new(&RULE, "没有等待决定的回避申请。").remedy("declare_recusal")
    });
    let consulted = case.consultation.as_ref().is_some_and(|consultation| {
        let composed = &consultation.composed;
        composed.chair == *facts.acting()
            || composed.members.iter().any(|member| member.person == *facts.acting())
    });
    missing.unless(!consulted, || {
        Reason::new(&RULE, "您是本案会商成员，不得决定本案的回避申请，请由其他领导决定。")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tolerance::testing::{Scene, before, command, day, straightly};
    use serde_json::json;

    fn kin_of_zhou(scene: Scene, person: &str) -> Scene {
        let person = PersonId::from(person);
        scene.knowing(|facts| facts.people.get_mut(&person).unwrap().kin = vec!["zhou".into()])
    }

    fn ask(person: &str) -> crate::cases::tolerance::Command {
        command("declare_recusal", json!({ "person": person, "ground": "interest", "says": "曾有往来" }))
    }

    fn decided(upheld: bool) -> crate::cases::tolerance::Command {
        command("decide_recusal", json!({ "request": "1", "upheld": upheld, "why": "经核实" }))
    }

    #[test]
    fn kin_of_the_official_do_nothing_in_the_case() {
        for action in ["add_evidence", "find", "notify", "report"] {
            kin_of_zhou(before(action), "lin").when(straightly(action)).refused_with(["P8"]);
        }
        let named_by_the_official = before("find").knowing(|facts| {
            facts.people.get_mut(&PersonId::from("zhou")).unwrap().kin = vec!["lin".into()];
        });
        named_by_the_official.when(straightly("find")).refused_with(["P8"]);
    }

    #[test]
    fn whoever_was_in_the_unit_at_the_time_of_the_act_stands_aside_and_whoever_left_before_does_not() {
        let worked_there = |last: &str| {
            let last = day(last);
            before("find").knowing(move |facts| {
                let lin = facts.people.get_mut(&PersonId::from("lin")).unwrap();
                lin.former = vec![("shiqiao".into(), last)];
            })
        };
        worked_there("2025-05-06").when(straightly("find")).refused_with(["P8"]);
        worked_there("2025-05-05").when(straightly("find")).done();
    }

    #[test]
    fn whoever_must_stand_aside_does_not_enter_papers_of_others_either() {
        let entered = kin_of_zhou(before("defend"), "su").by("su").paper_of("zhou", "2026-03-18");
        entered.when(straightly("defend")).refused_with(["P8"]);
        before("defend").by("su").paper_of("zhou", "2026-03-18").when(straightly("defend")).done();
    }

    #[test]
    fn an_upheld_request_takes_the_person_out_and_a_dismissed_one_does_not() {
        let asked = before("find").by("zhou").after(ask("lin"));
        asked.after(decided(true)).when(straightly("find")).refused_with(["P8"]);
        asked.after(decided(false)).when(straightly("find")).done();
    }

    #[test]
    fn nobody_decides_his_own_recusal_and_no_member_of_the_consultation_decides_any() {
        before("find").after(ask("xu")).by("xu").when(decided(false)).refused_with(["P8"]);
        let composed = before("give_opinion").after(ask("si"));
        composed.clone().by("xu").when(decided(true)).refused_with(["P8"]);
        composed.by("zheng").when(decided(true)).done();
    }

    #[test]
    fn whoever_applied_for_the_unit_does_not_handle_the_case() {
        let scene = before("find").altered(|case| {
            let applied = case.applied.as_mut().unwrap();
            applied.applicant = Applicant::Unit;
            applied.by = "lin".into();
        });
        scene.when(straightly("find")).refused_with(["P8"]);
    }

    #[test]
    fn an_official_is_not_told_that_somebody_else_asked_already() {
        let as_official = |scene: Scene| {
            scene.by("zhou").knowing(|facts| facts.roles = vec![Role::Official]).decided(ask("lin"))
        };
        let asked = before("find").by("su").after(ask("lin"));
        let twice = as_official(asked.clone()).unwrap();
        assert_eq!(twice.len(), 1);
        let again = twice.into_iter().fold(asked, Scene::with);
        assert!(as_official(again).is_err(), "the own request is not made twice");
    }

    #[test]
    fn a_recusal_can_be_asked_for_by_whoever_must_stand_aside() {
        kin_of_zhou(before("find"), "lin").by("lin").when(ask("lin")).done();
    }
}
