//! 审批链 · 集体研究 — no single person decides (G3).
//!
//! Source: mechanism G3: an ordered, configurable chain with the words of each (批示), then a record of the
//! collective decision; P6: dissent reaches the deciding body, which opens it before it decides. A return
//! sends the case back to review and the chain begins anew. The determination itself is made elsewhere.

use std::collections::BTreeSet;

use super::{
    Case, Event,
    consultation::{self, Finished},
    recusal,
    review::Agreed,
};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    rule::{Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// What a leader of the chain says.
    Approval {
        /// 同意.
        Agree = "agree" "同意，按程序报批",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

words! {
    /// What the body decided on the proposal.
    Resolution {
        /// 同意.
        AsProposed = "as_proposed" "同意拟认定意见",
        /// 退回.
        Return = "return" "退回重新研究",
    }
}

/// A leader of the approval chain wrote his words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// In which place of the chain.
    pub role: Role,
    /// Agreed or returned.
    pub approval: Approval,
    /// 批示.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The deciding body opened the dissenting opinions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DissentOpened {
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The collective decision was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Which meeting.
    pub meeting: String,
    /// When it met.
    pub met_on: Day,
    /// 应到.
    pub due: u32,
    /// 实到.
    pub present: u32,
    /// What was said.
    pub opinions: String,
    /// What was decided.
    pub resolution: Resolution,
    /// 主持.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presided: Option<PersonId>,
    /// Who took part, where the record names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attended: Vec<PersonId>,
    /// Who stood aside (P8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recused: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// No single person decides.
pub static RULE: Rule = Rule {
    code: "G3",
    phrase: "集体研究",
    asks: "按审批链逐级批示并经集体研究，任何人不得一人决定。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Write one's words in the approval chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approve {
    /// 审批意见.
    pub approval: Approval,
    /// 批示.
    pub words: String,
}

/// 审批（批示）.
pub const APPROVE: Action = Action {
    who: &[Role::DivisionHead, Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("approval", "审批意见", Input::Choice(Approval::CHOICES)),
        Field::new("words", "批示", Input::Text),
    ],
    ..Action::new("approve", "审批（批示）", &RULE, || {
        answers_of(&Approve { approval: Approval::Agree, words: "示例".to_owned() })
    })
};

/// Open the dissenting opinions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDissent {}

/// 开阅不同意见.
pub const OPEN_DISSENT: Action = Action {
    who: &[Role::CommitteeClerk, Role::PrincipalLeader],
    fields: &[],
    ..Action::new("open_dissent", "开阅不同意见", &consultation::RULE, || answers_of(&OpenDissent {}))
};

/// A member of the deciding body, as the form asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyMember {
    /// 人员.
    pub person: PersonId,
}

const BODY_MEMBER: &[Field] = &[Field::new("person", "人员", Input::Person)];

/// Record the collective decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
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
    /// 主持人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presided: Option<PersonId>,
    /// 到会人员.
    #[serde(default)]
    pub attended: Vec<BodyMember>,
    /// 回避人员.
    #[serde(default)]
    pub recused: Vec<BodyMember>,
}

/// 登记集体研究决定.
pub const RESOLVE: Action = Action {
    who: &[Role::CommitteeClerk],
    fields: &[
        Field::new("meeting", "会议名称", Input::Line),
        Field::new("met_on", "会议日期", Input::Day),
        Field::new("due", "应到人数", Input::Count),
        Field::new("present", "实到人数", Input::Count),
        Field::new("opinions", "研究意见", Input::Text),
        Field::new("resolution", "决定", Input::Choice(Resolution::CHOICES)),
        Field::new("presided", "主持人", Input::Person).optional(),
        Field::new("attended", "到会人员", Input::List(BODY_MEMBER))
            .hint("逐人填写的，人数与实到人数一致。")
            .optional(),
        Field::new("recused", "回避人员", Input::List(BODY_MEMBER)).optional(),
    ],
    ..Action::new("resolve", "登记集体研究决定", &RULE, || {
        answers_of(&Resolve {
            meeting: "示例".to_owned(),
            met_on: Day::constant(2026, 3, 4),
            due: 1,
            present: 1,
            opinions: "示例".to_owned(),
            resolution: Resolution::AsProposed,
            presided: Some("ye".into()),
            attended: vec![BodyMember { person: "ye".into() }],
            recused: vec![BodyMember { person: "yan".into() }],
        })
    })
};

/// The places of the chain, each with the approval that stands.
pub(super) fn chain<'a>(case: &'a Case, policy: &Policy) -> Vec<(Role, Option<&'a Approved>)> {
    let agreed = |role: Role| case.approvals.iter().find(|a| a.role == role && a.approval == Approval::Agree);
    policy.settings.approval_chain.iter().map(|role| (*role, agreed(*role))).collect()
}

/// The next place of the chain that has not agreed.
pub(super) fn next_place(case: &Case, policy: &Policy) -> Option<Role> {
    chain(case, policy).into_iter().find(|(_, agreed)| agreed.is_none()).map(|(role, _)| role)
}

/// All that keeps this person from writing the next words of the chain.
pub(super) fn blocked_approve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(Agreed::of(case));
    let by = facts.acting();
    match next_place(case, &facts.policy) {
        None => missing.add(Reason::new(&RULE, "审批链已经走完，请进行集体研究。").remedy("resolve")),
        Some(role) => missing
            .unless(facts.is(role), || Reason::new(&RULE, format!("现在应由{}批示，请等待。", role.title()))),
    }
    missing.unless(!case.approvals.iter().any(|a| a.by == *by), || {
        Reason::new(&RULE, "您已经在本案审批链上批示过，同一人不能批示两级，请由其他负责人批示。")
    });
    missing.unless(recusal::excluded(case, facts, by).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能审批本案。")
    });
    missing.into_reasons()
}

/// The next place of the chain writes its words.
pub(super) fn decide_approve(case: &Case, command: Approve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_approve(case, facts))?;
    let Some(role) = next_place(case, &facts.policy) else {
        return Err(Refusal::one(&RULE, "审批链已经走完，请进行集体研究。"));
    };
    Ok(vec![Event::Approved(Approved {
        role,
        approval: command.approval,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps the dissenting opinions from being opened now.
pub(super) fn blocked_open_dissent(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if missing.take(Finished::of(case)).is_some() {
        missing.unless(!case.dissent().is_empty(), || {
            Reason::new(&consultation::RULE, "会商没有不同意见和保留意见，无须开阅。")
        });
    }
    missing.unless(case.resolved.is_none(), || {
        Reason::new(&consultation::RULE, "集体研究决定已经登记，开阅须在决定之前。")
    });
    missing.unless(recusal::excluded(case, facts, facts.acting()).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能开阅本案材料。")
    });
    missing.into_reasons()
}

/// The deciding body opens the dissent.
pub(super) fn decide_open_dissent(
    case: &Case,
    OpenDissent {}: OpenDissent,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_open_dissent(case, facts))?;
    Ok(vec![Event::DissentOpened(DissentOpened { by: facts.acting().clone(), on: facts.acted_on() })])
}

/// Whether dissent, of this or of an earlier consultation, still waits to be opened.
pub(super) fn dissent_unopened(case: &Case) -> bool {
    case.dissent_opened.is_empty() && !case.dissent().is_empty()
}

/// The chain agreed and the dissent was read.
fn prepared(case: &Case, policy: &Policy, missing: &mut Missing) {
    missing.take(Agreed::of(case));
    if let Some(role) = next_place(case, policy) {
        let says = format!("审批链还没有走完，现在应由{}批示。", role.title());
        missing.add(Reason::new(&RULE, says).remedy("approve"));
    }
    missing.unless(!dissent_unopened(case), || {
        Reason::new(&consultation::RULE, "会商有不同意见（保留意见），决定机构须先开阅再研究决定。")
            .remedy("open_dissent")
    });
}

/// All that keeps the collective decision from being recorded now.
pub(super) fn blocked_resolve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    prepared(case, &facts.policy, &mut missing);
    missing.unless(case.resolved.is_none(), || {
        Reason::new(&RULE, "集体研究决定已经登记，不重复登记。").remedy("determine")
    });
    missing.into_reasons()
}

/// More than half of those due were present.
fn quorate(due: u32, present: u32) -> bool {
    due > 0 && present <= due && u64::from(present) * 2 > u64::from(due)
}

/// Where the record names who sat in the body: nobody who must stand aside did (P8).
fn at_the_body(case: &Case, command: &Resolve, facts: &Facts, wrong: &mut Missing) {
    let attended: BTreeSet<_> = command.attended.iter().map(|row| &row.person).collect();
    for person in command.presided.iter().chain(attended.iter().copied()).collect::<BTreeSet<_>>() {
        let aside = recusal::excluded(case, facts, person).is_some()
            || command.recused.iter().any(|row| row.person == *person);
        wrong.unless(!aside, || {
            let says = format!(
                "{} 应当回避，不能参加、主持本案的集体研究，请核对到会人员。",
                refusal::person(person)
            );
            Reason::new(&recusal::RULE, says).at("attended")
        });
    }
    wrong.unless(attended.is_empty() || attended.len() == command.present as usize, || {
        let says =
            format!("到会人员填了 {} 人，与实到 {} 人不一致，请核对。", attended.len(), command.present);
        Reason::new(&RULE, says).at("attended")
    });
    wrong.unless(
        attended.is_empty() || command.presided.as_ref().is_none_or(|person| attended.contains(person)),
        || Reason::new(&RULE, "主持人不在到会人员之列，请核对。").at("presided"),
    );
}

/// The body decided.
pub(super) fn decide_resolve(case: &Case, command: Resolve, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_resolve(case, facts) {
        wrong.add(reason);
    }
    let (due, present) = (command.due, command.present);
    wrong.unless(due > 1, || Reason::new(&RULE, "集体研究不能只有一人，请核对应到人数。").at("due"));
    wrong.unless(present <= due, || {
        Reason::new(&RULE, format!("实到 {present} 人多于应到 {due} 人，请核对。")).at("present")
    });
    wrong.unless(present > due || quorate(due, present), || {
        Reason::new(&RULE, format!("应到 {due} 人，实到 {present} 人，没有过半数，不能作出决定。"))
            .at("present")
    });
    wrong.unless(command.met_on <= facts.acted_on(), || {
        Reason::new(&RULE, "会议日期不能晚于登记之日，会后再登记。").at("met_on")
    });
    let opened = case.dissent_opened.iter().map(|d| d.on).min();
    wrong.unless(opened.is_none_or(|on| on <= command.met_on), || {
        Reason::new(&consultation::RULE, "不同意见是在会议之后才开阅的，须开阅后另行开会研究。").at("met_on")
    });
    let persons = |rows: &[BodyMember]| rows.iter().map(|row| row.person.clone()).collect::<Vec<_>>();
    let (attended, recused) = (persons(&command.attended), persons(&command.recused));
    at_the_body(case, &command, facts, &mut wrong);
    wrong.settle()?;
    Ok(vec![Event::Resolved(Resolved {
        presided: command.presided,
        attended,
        recused,
        meeting: command.meeting,
        met_on: command.met_on,
        due,
        present,
        opinions: command.opinions,
        resolution: command.resolution,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Proof that the chain agreed and the body decided as proposed. Nothing outside this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct DecidedByBody<'a> {
    resolved: &'a Resolved,
}

impl<'a> DecidedByBody<'a> {
    /// The proof, or all that is missing.
    ///
    /// # Errors
    /// A place of the chain has not agreed, dissent was not opened, no decision, or sent back.
    pub fn of(case: &'a Case, policy: &Policy) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        if let Some(role) = next_place(case, policy) {
            let says = format!("审批链还没有走完，现在应由{}批示。", role.title());
            missing.add(Reason::new(&RULE, says).remedy("approve"));
        }
        missing.unless(!dissent_unopened(case), || {
            Reason::new(&consultation::RULE, "会商有不同意见（保留意见），决定机构还没有开阅。")
                .remedy("open_dissent")
        });
        let as_proposed = case
            .resolved
            .as_ref()
            .filter(|r| r.resolution == Resolution::AsProposed && quorate(r.due, r.present));
        missing.unless(as_proposed.is_some(), || {
            Reason::new(&RULE, "还没有登记同意拟认定意见的集体研究决定。").remedy("resolve")
        });
        let reasons = missing.into_reasons();
        match as_proposed {
            Some(resolved) if reasons.is_empty() => Ok(Self { resolved }),
            _ => Err(reasons),
        }
    }

    /// The decision.
    pub const fn resolved(&self) -> &'a Resolved {
        self.resolved
    }
}

#[cfg(test)]
mod tests;
