//! 结果运用 — appraisals confirm what was removed; obligations of other kinds are discharged (E1, D5).
//!
//! Source: the article, 结果运用; mechanism E1, D5. A discharge cites the sign-off it rests on (stream,
//! version, link); a job brings it, late or twice, and the sign-off that stands now always decides. The
//! corrections themselves are a kind of their own.

mod other_appraisal;

use std::collections::BTreeMap;

pub use self::other_appraisal::{ADD, AddAppraisal, AppraisalAdded};
pub(super) use self::other_appraisal::{blocked_add, decide_add};

use super::{Case, Event};
use crate::{
    facts::{Facts, Policy},
    form::{Field, Input},
    judgement::outcome::Group,
    kind::{Action, Batch, Owed, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
};

/// An appraisal owner was told to remove the effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalNotified {
    /// Which appraisal.
    pub appraisal: String,
    /// Its owner.
    pub owner: UnitId,
    /// Whom it names.
    pub officials: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The owner confirmed what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectConfirmed {
    /// Which appraisal.
    pub appraisal: String,
    /// What was removed.
    pub removed: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// An obligation of another kind was discharged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discharged {
    /// Its stream.
    pub stream: StreamId,
    /// Version of the sign-off.
    pub version: u64,
    /// Link of the sign-off, hexadecimal.
    pub link: String,
    /// When.
    pub on: Day,
}

/// The sign-off no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DischargeTakenBack {
    /// Its stream.
    pub stream: StreamId,
    /// Version that reopened it.
    pub version: u64,
    /// When.
    pub on: Day,
}

/// Appraisals are told, and confirm.
pub static RULE: Rule = Rule {
    code: "E1",
    phrase: "及时分类处置",
    asks: "容错免责的，及时通知考核主管单位消除影响，并由其确认。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Every mistake is corrected.
pub static CORRECTION_RULE: Rule = Rule {
    code: "D5",
    phrase: "及时纠正和补救",
    asks: "每个失误都要纠正，销号之后义务才解除。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Tell an appraisal owner to remove the effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyAppraisal {
    /// 考核.
    pub appraisal: String,
}

/// 发出消除考核影响通知.
pub const NOTIFY: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[Field::new("appraisal", "考核", Input::Pick("appraisals"))],
    document: Some("appraisal"),
    batch: Batch::Tasks { by: "appraisal", asks: &[] },
    ..Action::new("notify_appraisal", "发出消除考核影响通知", &RULE, || {
        answers_of(&NotifyAppraisal { appraisal: "党风廉政考核".to_owned() })
    })
};

/// Confirm what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmEffect {
    /// 考核.
    pub appraisal: String,
    /// 消除了哪些影响.
    pub removed: String,
}

/// 确认已消除影响.
pub const CONFIRM: Action = Action {
    who: &[Role::AppraisalOwner],
    fields: &[
        Field::new("appraisal", "考核", Input::Pick("appraisals")),
        Field::new("removed", "消除了哪些影响", Input::Text),
    ],
    batch: Batch::Tasks {
        by: "appraisal", asks: &[Field::new("removed", "消除了哪些影响", Input::Text)]
    },
    ..Action::new("confirm_effect", "确认已消除影响", &RULE, || {
        answers_of(&ConfirmEffect {
            appraisal: "党风廉政考核".to_owned(), removed: "示例".to_owned()
        })
    })
};

/// Discharge an obligation that was signed off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discharge {
    /// 义务所在的案件.
    pub stream: String,
}

/// 解除义务.
pub const DISCHARGE: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[Field::new("stream", "义务所在的案件", Input::Line)],
    ..Action::new("discharge", "解除义务", &CORRECTION_RULE, || {
        answers_of(&Discharge { stream: "correction/1".to_owned() })
    })
};

/// Take a discharge back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBackDischarge {
    /// 义务所在的案件.
    pub stream: String,
}

/// 恢复义务.
pub const TAKE_BACK: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[Field::new("stream", "义务所在的案件", Input::Line)],
    ..Action::new("take_back_discharge", "恢复义务", &CORRECTION_RULE, || {
        answers_of(&TakeBackDischarge { stream: "correction/1".to_owned() })
    })
};

/// The officials whose appraisals must be cleared (容错免责).
pub(super) fn exempted(case: &Case) -> Vec<PersonId> {
    let all = case.outcomes_now().into_iter();
    all.filter(|d| d.group == Group::Exempted).map(|d| d.official).collect()
}

/// The appraisals that must be told, with their owners.
pub(super) fn appraisals_due<'a>(case: &'a Case, policy: &'a Policy) -> Vec<(&'a str, &'a UnitId)> {
    if exempted(case).is_empty() {
        return Vec::new();
    }
    let set = policy.settings.appraisals.iter().map(|(name, owner)| (name.as_str(), owner));
    set.chain(case.appraisals_added.iter().map(|added| (added.appraisal.as_str(), &added.owner))).collect()
}

/// Whether the owner was told of everybody who is exempt now.
pub(super) fn told(case: &Case, name: &str) -> bool {
    let notified = case.appraisals_notified.get(name);
    notified.is_some_and(|notified| exempted(case).iter().all(|one| notified.officials.contains(one)))
}

/// All that keeps the appraisals from being told now.
pub(super) fn blocked_notify(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "还没有作出认定，作出后再通知考核主管单位。").remedy("determine")
    });
    missing.unless(case.determined.is_none() || !exempted(case).is_empty(), || {
        Reason::new(&RULE, "本案没有容错免责的当事人，无须通知消除考核影响。")
    });
    let due = appraisals_due(case, &facts.policy);
    let left = due.iter().any(|(name, _)| !told(case, name));
    missing.unless(due.is_empty() || left, || {
        Reason::new(&RULE, "各项考核的主管单位都已经通知，无须重复。").remedy("close")
    });
    missing.into_reasons()
}

/// An appraisal owner is told.
pub(super) fn decide_notify(
    case: &Case,
    command: NotifyAppraisal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_notify(case, facts) {
        wrong.add(reason);
    }
    let due = appraisals_due(case, &facts.policy);
    let known = due.iter().find(|(name, _)| *name == command.appraisal);
    wrong.unless(known.is_some() || due.is_empty(), || {
        Reason::new(&RULE, "没有列出这项考核，请从列出的考核中选择，或者先增列。")
            .at("appraisal")
            .remedy("add_appraisal")
    });
    wrong.unless(!told(case, &command.appraisal), || {
        Reason::new(&RULE, "这项考核的主管单位已经通知，无须重复。").at("appraisal")
    });
    wrong.settle()?;
    let owner = known.map(|(_, owner)| (*owner).clone());
    let notified = owner.map(|owner| {
        Event::AppraisalNotified(AppraisalNotified {
            appraisal: command.appraisal,
            owner,
            officials: exempted(case),
            by: facts.acting().clone(),
            on: facts.acted_on(),
        })
    });
    Ok(notified.into_iter().collect())
}

/// The appraisals told to the unit of `person` that it has not confirmed yet.
fn to_confirm<'a>(case: &'a Case, facts: &Facts) -> Vec<&'a AppraisalNotified> {
    let unit = facts.person(facts.acting()).map(|p| &p.unit);
    let told = case.appraisals_notified.values();
    told.filter(|n| Some(&n.owner) == unit && !case.effects_confirmed.contains_key(&n.appraisal)).collect()
}

/// All that keeps this person from confirming now.
pub(super) fn blocked_confirm(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if case.appraisals_notified.is_empty() {
        let reason = Reason::new(&RULE, "还没有发出消除考核影响通知，收到通知后再确认。");
        missing.add(reason.remedy("notify_appraisal"));
    } else {
        missing.unless(!to_confirm(case, facts).is_empty(), || {
            Reason::new(&RULE, "没有等待您单位确认的考核；只有被通知的考核主管单位可以确认，且只确认一次。")
        });
    }
    missing.into_reasons()
}

/// An owner confirms what it removed.
pub(super) fn decide_confirm(
    case: &Case,
    command: ConfirmEffect,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut reasons = blocked_confirm(case, facts);
    let mine = to_confirm(case, facts).iter().any(|n| n.appraisal == command.appraisal);
    if reasons.is_empty() && !mine {
        reasons.push(Reason::new(&RULE, "这项考核没有等待您单位确认，请重新选择。").at("appraisal"));
    }
    Refusal::unless_empty(reasons)?;
    Ok(vec![Event::EffectConfirmed(EffectConfirmed {
        appraisal: command.appraisal,
        removed: command.removed,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Proof that every appraisal concerned was told. Nothing outside this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct Issued<'a> {
    notified: &'a BTreeMap<String, AppraisalNotified>,
}

impl<'a> Issued<'a> {
    /// The proof, or every appraisal that was not told.
    ///
    /// # Errors
    /// An appraisal without a notice.
    pub fn of(case: &'a Case, policy: &Policy) -> Result<Self, Vec<Reason>> {
        let untold = appraisals_due(case, policy).into_iter().filter(|(name, _)| !told(case, name)).map(
            |(name, _)| {
                Reason::new(&RULE, format!("“{name}”的消除影响通知还没有发出。")).remedy("notify_appraisal")
            },
        );
        let reasons: Vec<_> = untold.collect();
        if reasons.is_empty() { Ok(Self { notified: &case.appraisals_notified }) } else { Err(reasons) }
    }

    /// The notices.
    pub const fn notified(&self) -> &'a BTreeMap<String, AppraisalNotified> {
        self.notified
    }
}

/// The obligations whose kind is built: they must be discharged before archiving.
pub(super) fn corrections(case: &Case) -> impl Iterator<Item = &Owed> {
    let owed = case.determined.iter().flat_map(|determined| &determined.owes);
    owed.filter(|owed| owed.stream.kind() == "correction")
}

/// The streams a decision of this case looks at.
pub(super) fn cites(case: &Case) -> Vec<StreamId> {
    corrections(case).map(|owed| owed.stream.clone()).collect()
}

/// The sign-off of an obligation that stands now, with its link.
fn sign_off<'a>(stream: &StreamId, facts: &'a Facts) -> Option<(u64, &'a str)> {
    let cited = facts.cited.get(stream)?;
    cited.signed_off.map(|version| (version, cited.link.as_str()))
}

/// Whether the obligation is discharged by the very sign-off that stands now.
fn stands(case: &Case, stream: &StreamId, facts: &Facts) -> bool {
    let discharged = case.discharged.get(stream).map(|d| d.version);
    discharged.is_some() && discharged == sign_off(stream, facts).map(|(version, _)| version)
}

/// All that keeps an obligation from being discharged or restored by hand.
pub(super) fn blocked_discharge(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(facts.is(Role::SystemJobs), || {
        Reason::new(&CORRECTION_RULE, "纠错销号后由系统自动解除义务，不能手工解除。")
    });
    missing.unless(case.determined.is_some(), || {
        Reason::new(&CORRECTION_RULE, "还没有作出认定，没有需要解除的义务。")
    });
    missing.into_reasons()
}

/// A sign-off discharges what was owed; the one that stands now counts, however late the job comes.
pub(super) fn decide_discharge(
    case: &Case,
    command: Discharge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_discharge(case, facts))?;
    let stream = StreamId(command.stream);
    if !corrections(case).any(|owed| owed.stream == stream) {
        return Err(Refusal::one(&CORRECTION_RULE, "本案没有这项纠错义务。"));
    }
    let Some((version, link)) = sign_off(&stream, facts) else {
        return Err(Refusal::one(&CORRECTION_RULE, "这项纠错还没有销号，义务不能解除。"));
    };
    if stands(case, &stream, facts) {
        return Err(Refusal::one(&CORRECTION_RULE, "这项义务已经解除，无须重复。"));
    }
    let link = link.to_owned();
    Ok(vec![Event::Discharged(Discharged { stream, version, link, on: facts.acted_on() })])
}

/// All that keeps a discharge from being taken back.
pub(super) fn blocked_take_back(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut reasons = blocked_discharge(case, facts);
    if reasons.is_empty() && case.discharged.is_empty() {
        reasons.push(Reason::new(&CORRECTION_RULE, "没有已经解除的义务。"));
    }
    reasons
}

/// A reopened correction is owed again.
pub(super) fn decide_take_back(
    case: &Case,
    command: TakeBackDischarge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_take_back(case, facts))?;
    let stream = StreamId(command.stream);
    let Some(cited) = facts.cited.get(&stream).filter(|_| case.discharged.contains_key(&stream)) else {
        return Err(Refusal::one(&CORRECTION_RULE, "这项义务没有解除过，无须恢复。"));
    };
    if stands(case, &stream, facts) {
        return Err(Refusal::one(&CORRECTION_RULE, "这项纠错的销号仍然有效，义务不恢复。"));
    }
    let version = cited.version;
    Ok(vec![Event::DischargeTakenBack(DischargeTakenBack { stream, version, on: facts.acted_on() })])
}

/// Proof that nothing is owed any more: every correction discharged by a sign-off that stands, every effect
/// confirmed. Nothing outside this file can make one.
#[derive(Debug)]
pub struct Settled(());

impl Settled {
    /// The proof, or everything that is still owed.
    ///
    /// # Errors
    /// An open correction, or an appraisal that has not confirmed.
    pub fn of(case: &Case, facts: &Facts) -> Result<Self, Vec<Reason>> {
        let mut missing = Missing::new();
        for owed in corrections(case) {
            missing.unless(stands(case, &owed.stream, facts), || {
                let says = format!("纠错事项“{}”还没有销号，不能归档。", owed.title);
                Reason::new(&CORRECTION_RULE, says)
            });
        }
        for (name, _) in appraisals_due(case, &facts.policy) {
            missing.unless(told(case, name) && case.effects_confirmed.contains_key(name), || {
                let says = format!("“{name}”的主管单位还没有确认消除影响，不能归档。");
                Reason::new(&RULE, says).remedy("confirm_effect")
            });
        }
        let reasons = missing.into_reasons();
        if reasons.is_empty() { Ok(Self(())) } else { Err(reasons) }
    }
}

#[cfg(test)]
mod tests;
