//! 结果运用 — appraisals confirm what was removed; obligations of other kinds are discharged (E1, D5).

use super::{Case, Event};
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
    document: Some("消除考核影响通知书"),
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

pub(super) fn decide_notify(
    case: &Case,
    command: NotifyAppraisal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_notify(case, facts))?;
    let Some((_, owner)) =
        facts.policy.settings.appraisals.iter().find(|(name, _)| *name == command.appraisal)
    else {
        return Err(Refusal::one(&RULE, "本单位设定里没有这项考核，请从列出的考核中选择。"));
    };
    let owner = owner.clone();
    Ok(vec![Event::AppraisalNotified(AppraisalNotified {
        appraisal: command.appraisal,
        owner,
        officials: Vec::new(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_notify(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&RULE, "尚未作出认定。").remedy("determine"));

    missing.into_reasons()
}

pub(super) fn decide_confirm(
    case: &Case,
    command: ConfirmEffect,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_confirm(case, facts))?;

    Ok(vec![Event::EffectConfirmed(EffectConfirmed {
        appraisal: command.appraisal,
        removed: command.removed,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_confirm(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.appraisals_notified.is_empty(), || {
        Reason::new(&RULE, "尚未发出消除影响通知。").remedy("notify_appraisal")
    });

    missing.into_reasons()
}

pub(super) fn decide_discharge(
    case: &Case,
    command: Discharge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_discharge(case, facts))?;
    let stream = StreamId(command.stream);
    let Some(cited) = facts.cited.get(&stream) else {
        return Err(Refusal::one(&CORRECTION_RULE, "本案没有这项义务，或者它还没有立案办理。"));
    };
    let Some(version) = cited.signed_off else {
        return Err(Refusal::one(&CORRECTION_RULE, "这项纠错还没有销号，义务不能解除。"));
    };
    let link = cited.link.clone();
    Ok(vec![Event::Discharged(Discharged { stream, version, link, on: facts.acted_on() })])
}

pub(super) fn blocked_discharge(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || Reason::new(&CORRECTION_RULE, "尚未作出认定。"));

    missing.into_reasons()
}

pub(super) fn decide_take_back(
    case: &Case,
    command: TakeBackDischarge,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_take_back(case, facts))?;
    let stream = StreamId(command.stream);
    let version = facts.cited.get(&stream).map_or(0, |cited| cited.version);
    Ok(vec![Event::DischargeTakenBack(DischargeTakenBack { stream, version, on: facts.acted_on() })])
}

pub(super) fn blocked_take_back(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!case.discharged.is_empty(), || Reason::new(&CORRECTION_RULE, "没有已经解除的义务。"));

    missing.into_reasons()
}

/// The obligations whose sign-off a decision looks at: those of kinds that are built.
pub(super) fn cites(case: &Case) -> Vec<StreamId> {
    let owed = case.determined.iter().flat_map(|determined| &determined.owes);
    owed.filter(|owed| owed.stream.kind() == "correction").map(|owed| owed.stream.clone()).collect()
}
