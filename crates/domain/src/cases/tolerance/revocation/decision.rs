//! 上一级批准, 撤销, 送达.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Case, Event,
        delivery::{self, Handed, Handing, Paper},
        determination::Determination,
        feedback, gate, recusal,
        reexamination::standing_text,
    },
    Conclusion, Decision, RULE, Revocation, under_way,
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    judgement::outcome::{Measure, Outcome},
    kind::{Action, answers_of},
    paper::AllChecked,
    people::Role,
    refusal::{Missing, Reason, Refusal},
};

/// The upper organ decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationApproved {
    /// Whose determination.
    pub official: PersonId,
    /// Approved or refused.
    pub decision: Decision,
    /// Number of the reply.
    pub number: String,
    /// Its date.
    pub decided_on: Day,
    /// In its words.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The determination was revoked by the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Of whom.
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
    /// What the official's outcome is from now on.
    pub determination: Determination,
    /// The appraisals that were told to clear a record and must be told to restore it.
    pub restores: Vec<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The revocation was served on the official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationServed {
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

/// Decide one level up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 是否批准.
    pub decision: Decision,
    /// 批复文号.
    pub number: String,
    /// 批复日期.
    pub decided_on: Day,
    /// 批复意见.
    pub words: String,
}

/// 上一级批准.
pub const APPROVE: Action = Action {
    who: &[Role::UpperOrgan],
    fields: &[
        Field::new("official", "当事人", Input::Pick("revoking")),
        Field::new("decision", "是否批准", Input::Choice(Decision::CHOICES)),
        Field::new("number", "批复文号", Input::Line),
        Field::new("decided_on", "批复日期", Input::Day),
        Field::new("words", "批复意见", Input::Text),
    ],
    grave: true,
    ..Action::new("approve_revocation", "批复是否撤销认定", &RULE, || {
        answers_of(&ApproveRevocation {
            official: "zhou".into(),
            decision: Decision::Approve,
            number: "示例".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            words: "示例".to_owned(),
        })
    })
};

/// Record the revocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
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
}

/// 撤销认定.
pub const REVOKE: Action = Action {
    who: &[Role::CommitteeClerk],
    fields: &[
        Field::new("official", "当事人", Input::Pick("revoking")),
        Field::new("meeting", "会议名称", Input::Line),
        Field::new("met_on", "会议日期", Input::Day),
        Field::new("due", "应到人数", Input::Count),
        Field::new("present", "实到人数", Input::Count),
        Field::new("opinions", "研究意见", Input::Text),
    ],
    document: Some("revocation"),
    grave: true,
    ..Action::new("revoke", "登记集体研究撤销认定", &RULE, || {
        answers_of(&Revoke {
            official: "zhou".into(),
            meeting: "示例".to_owned(),
            met_on: Day::constant(2026, 3, 4),
            due: 1,
            present: 1,
            opinions: "示例".to_owned(),
        })
    })
};

/// Serve the revocation on the official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServeRevocation {
    /// 当事人.
    pub official: PersonId,
    /// 送达方式、日期和凭证.
    #[serde(flatten)]
    pub handed: Handing,
}

/// 送达撤销决定.
pub const SERVE: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &delivery::asks(Field::new("official", "当事人", Input::Pick("revoking"))),
    document: Some("revocation"),
    ..Action::new("serve_revocation", "送达撤销认定的决定", &RULE, || {
        answers_of(&ServeRevocation { official: "zhou".into(), handed: Handing::sample() })
    })
};

pub(in super::super) fn blocked_approve(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let waits =
        case.revocations.values().any(|one| one.waits_for().is_some_and(|(act, _)| act == APPROVE.name));
    missing.unless(waits, || {
        Reason::new(&RULE, "没有等待上一级批准的撤销；核实报告提交以后再报批。").remedy("report_revocation")
    });
    // One level up, whoever holds the role: a lower organ or the organ itself never approves.
    let upper = facts.policy.settings.upper_organ.as_ref();
    let of = facts.person(facts.acting()).map(|person| &person.unit);
    missing.unless(upper.is_some() && upper == of && upper != Some(&facts.policy.settings.organ), || {
        Reason::new(&RULE, "撤销由本单位设定的上级纪检监察机关批准，请转请上级机关办理。")
    });
    missing.into_reasons()
}

pub(in super::super) fn decide_approve(
    case: &Case,
    command: ApproveRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_approve(case, facts)));
    let one = under_way(case, &command.official).filter(|one| one.approved.is_none());
    let reported = one.and_then(|one| one.reported.as_ref());
    missing.unless(reported.is_some(), || {
        Reason::new(&RULE, "对这名当事人没有等待批准的撤销，请重新选择。").at("official")
    });
    for (text, field) in [(&command.number, "number"), (&command.words, "words")] {
        missing.unless(!text.trim().is_empty(), || Reason::new(&RULE, "请填写批复的文号和意见。").at(field));
    }
    missing.unless(command.decided_on <= facts.acted_on(), || {
        Reason::new(&RULE, "批复日期不能晚于今天。").at("decided_on")
    });
    missing.unless(reported.is_none_or(|reported| reported.on <= command.decided_on), || {
        Reason::new(&RULE, "批复日期早于核实报告，请核对。").at("decided_on")
    });
    missing.settle()?;
    Ok(vec![Event::RevocationApproved(RevocationApproved {
        official: command.official,
        decision: command.decision,
        number: command.number,
        decided_on: command.decided_on,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Proof that hidden facts were proven by others and the revocation was approved one level up. Nothing
/// outside this file can make one.
///
/// ```compile_fail
/// use rongheng_domain::cases::tolerance::{revocation::ApprovedAbove, state::Case};
/// let case = Case::default();
/// let approved = ApprovedAbove { one: case.revocations.values().next().unwrap() };
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ApprovedAbove<'a> {
    one: &'a Revocation,
}

impl<'a> ApprovedAbove<'a> {
    /// The proof, or what is missing.
    ///
    /// # Errors
    /// No revocation of this official is under way, proven, and approved one level up.
    pub fn of(case: &'a Case, official: &PersonId) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        let one = under_way(case, official).filter(|one| one.revoked.is_none());
        missing.unless(one.is_some(), || {
            Reason::new(&RULE, "对这名当事人没有正在办理的撤销，请重新选择。")
                .at("official")
                .remedy("propose_revocation")
        });
        let proven = |one: &&Revocation| {
            one.reported.as_ref().is_some_and(|report| report.conclusion == Conclusion::Proven)
        };
        missing.unless(one.is_none() || one.iter().any(proven), || {
            Reason::new(&RULE, "另行组成的人员还没有提交隐瞒、骗取属实的核实报告，不能撤销。")
                .remedy("report_revocation")
        });
        let approved = |one: &&Revocation| {
            one.approved.as_ref().is_some_and(|above| above.decision == Decision::Approve)
        };
        missing.unless(one.is_none() || one.iter().any(approved), || {
            Reason::new(&RULE, "上一级还没有批准，不能撤销。").remedy("approve_revocation")
        });
        match (one, missing.into_reasons()) {
            (Some(one), reasons) if reasons.is_empty() => Ok(Self { one }),
            (_, reasons) => Err(reasons),
        }
    }

    /// Every outcome of the official turns into 不予容错, and what was to follow follows.
    fn leaves(self, now: Determination) -> Determination {
        let report = self.one.reported.as_ref();
        let outcomes = now.outcomes.into_iter().map(|mut outcome| {
            outcome.outcome = Outcome::NotTolerated;
            outcome.mitigated_to = None;
            outcome.measure = Measure::None;
            outcome.clause = report.and_then(|r| r.clause.clone()).unwrap_or_default();
            outcome.follows = report.and_then(|r| r.follows);
            outcome.why.clone_from(&self.one.proposed.facts);
            outcome
        });
        Determination::of(now.official, outcomes.collect())
    }
}

pub(in super::super) fn blocked_revoke(case: &Case, _facts: &Facts) -> Vec<Reason> {
    if case.revocations.keys().any(|official| ApprovedAbove::of(case, official).is_ok()) {
        return Vec::new();
    }
    let waiting = case.revocations.values().find_map(Revocation::waits_for);
    let reason = Reason::new(&RULE, "没有经上一级批准、等待集体研究的撤销，不能撤销认定。");
    vec![reason.remedy(waiting.map_or("propose_revocation", |(act, _)| act))]
}

pub(in super::super) fn decide_revoke(
    case: &Case,
    command: Revoke,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_revoke(case, facts)));
    let approved = missing.take(ApprovedAbove::of(case, &command.official));
    missing.take(AllChecked::of(&case.papers));
    missing.unless(command.present <= command.due && command.present * 2 > command.due, || {
        Reason::new(&RULE, "实到人数须超过应到人数的一半且不多于应到人数，请核对。").at("present")
    });
    missing.unless(command.met_on <= facts.acted_on(), || {
        Reason::new(&RULE, "会议日期不能晚于今天。").at("met_on")
    });
    let above_on = approved.and_then(|approved| approved.one.approved.as_ref()).map(|above| above.decided_on);
    missing.unless(above_on.is_none_or(|on| on <= command.met_on), || {
        Reason::new(&RULE, "会议日期早于上一级的批复，请核对。").at("met_on")
    });
    missing.unless(!command.opinions.trim().is_empty(), || {
        Reason::new(&RULE, "请填写会议的研究意见。").at("opinions")
    });
    missing.unless(recusal::excluded(case, facts, facts.acting()).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能登记撤销。")
    });
    missing.settle()?;
    let now = case.outcomes_now().into_iter().find(|one| one.official == command.official);
    let (Some(approved), Some(now)) = (approved, now) else { return Ok(Vec::new()) };
    let told = case.appraisals_notified.values().filter(|told| told.officials.contains(&command.official));
    Ok(vec![Event::Revoked(Revoked {
        determination: approved.leaves(now),
        restores: told.map(|told| told.appraisal.clone()).collect(),
        official: command.official,
        meeting: command.meeting,
        met_on: command.met_on,
        due: command.due,
        present: command.present,
        opinions: command.opinions,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(in super::super) fn blocked_serve(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let open = case.revocations.iter().any(|(official, one)| {
        one.revoked.is_some() && (one.served.is_none() || feedback::waits(case, &super::key(official)))
    });
    missing.unless(open, || Reason::new(&RULE, "没有等待送达的撤销决定。").remedy("revoke"));
    missing.into_reasons()
}

pub(in super::super) fn decide_serve(
    case: &Case,
    command: ServeRevocation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_serve(case, facts)));
    let key = super::key(&command.official);
    let waits = delivery::again(case, &key, &command.handed);
    let one = case.revocations.get(&command.official).filter(|one| one.served.is_none() || waits);
    let revoked = one.and_then(|one| one.revoked.as_ref());
    missing.unless(revoked.is_some(), || {
        Reason::new(&RULE, "对这名当事人没有等待送达的撤销决定，请重新选择。").at("official")
    });
    let made_on = revoked.map(|revoked| revoked.on);
    let handed = command.handed.proven(Paper { key: &key, rule: &RULE, made_on }, case, facts, &mut missing);
    missing.settle()?;
    let served = handed.map(|handed| {
        let (by, on) = (facts.acting().clone(), facts.acted_on());
        Event::RevocationServed(RevocationServed { official: command.official, handed, by, on })
    });
    Ok(served.into_iter().collect())
}

/// The way to have a revocation reviewed, on page and paper (P7): the days are those the determination was served with.
pub(in super::super) fn after_decision(case: &Case) -> Option<String> {
    let days = case.determined.as_ref()?.review_notice.days;
    Some(format!(
        "对本决定有异议的，可以自收到之日起{days}个工作日内向批准撤销的上级纪检监察机关提出；期间不停止本决定的执行。"
    ))
}

/// The text of the revocation, exactly as page and paper show it to the official. It names nobody.
pub(in super::super) fn decision_text(case: &Case, official: &PersonId) -> Option<String> {
    let applied = case.applied.as_ref()?;
    let one = case.revocations.get(official)?;
    let (revoked, above) = (one.revoked.as_ref()?, one.approved.as_ref()?);
    let mut text = format!("关于撤销容错认定的决定\n案号：{}\n事由：{}\n\n", applied.number, applied.title);
    let _ = writeln!(
        text,
        "经没有参加过本案的人员核实，你{}：{}",
        one.proposed.ground.title(),
        one.proposed.facts
    );
    let _ = writeln!(text, "经上级纪检监察机关批准（{}）并经集体研究，撤销对你的容错认定。", above.number);
    text.push_str(&standing_text(&revoked.determination));
    if let Some(way) = after_decision(case) {
        let _ = writeln!(text, "\n{way}");
    }
    let _ = write!(text, "\n{}", revoked.on.words());
    Some(text)
}
