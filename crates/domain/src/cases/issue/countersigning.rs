//! 会签 — offices of the organ agree or object in parallel, and the other organs of a joint paper sign (G11).
//!
//! Source: mechanism §3 G11. An objection stops nothing by itself: whoever signs answers it. A joint paper waits for
//! every organ; its number is that of the organ in charge.

use serde::{Deserialize, Serialize};

use super::{
    Event, RULE,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, UnitId},
    kind::{Action, Offer, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    sheet::Say,
};

/// Somebody countersigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersigned {
    /// Whether it may go out so.
    pub agrees: bool,
    /// Words.
    pub words: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Another organ of a joint paper signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointSigned {
    /// Which organ.
    pub organ: UnitId,
    /// Who signed there, with the post.
    pub signer: String,
    /// What was written.
    pub words: String,
    /// The day of its signature.
    pub signed_on: Day,
    /// The signed page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who entered it.
    pub by: PersonId,
    /// The day it was entered.
    pub on: Day,
}

/// Countersign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersign {
    /// Whether it may go out so.
    pub agrees: bool,
    /// 会签意见.
    pub words: String,
}

/// Enter that another organ signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterJoint {
    /// Which organ.
    pub organ: String,
    /// 签署人.
    pub signer: String,
    /// 签署意见.
    pub words: String,
    /// 签署日期.
    pub signed_on: Day,
    /// 签署页.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 会签.
pub const ACTION: Action = Action {
    who: &[
        Role::CaseManagement,
        Role::CaseOfficer,
        Role::TeamLeader,
        Role::DivisionHead,
        Role::ReviewOfficer,
        Role::Leader,
        Role::PrincipalLeader,
    ],
    fields: &[
        Field::new("agrees", "是否同意", Input::YesNo),
        Field::new("words", "会签意见", Input::Text).hint("不同意的，写明理由和修改意见。"),
    ],
    ..Action::new("countersign", "会签", &RULE, || {
        answers_of(&Countersign { agrees: true, words: "同意。".to_owned() })
    })
};

/// 登记联合机关签署.
pub const ENTER_JOINT: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[
        Field::new("organ", "联合行文机关", Input::Pick("joint")),
        Field::new("signer", "签署人", Input::Line).hint("写明姓名和职务。"),
        Field::new("words", "签署意见", Input::Text).hint("照录原文。"),
        Field::new("signed_on", "签署日期", Input::Day),
        Field::new("file", "签署页", Input::File).optional(),
    ],
    ..Action::new("enter_joint", "登记联合机关签署", &RULE, || {
        answers_of(&EnterJoint {
            organ: "audit_bureau".to_owned(),
            signer: "钟以宁（局长）".to_owned(),
            words: "同意联合行文。".to_owned(),
            signed_on: Day::constant(2026, 3, 4),
            file: Some("f1".into()),
        })
    })
};

/// The organs that have not signed yet.
pub(super) fn offers(state: &Issuing) -> Vec<Offer> {
    let waiting = state.waits_for_organs();
    waiting.map(|organ| Offer { value: organ.0.clone(), label: Say::from(organ) }).collect()
}

/// All that keeps this person from countersigning now.
pub(super) fn blocked(state: &Issuing, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.stage() == Stage::Countersigning, || match state.stage() {
        Stage::Checking | Stage::Drafting => {
            Reason::new(&RULE, "还没有核稿，核稿以后再会签。").remedy("check")
        }
        _ => Reason::new(&RULE, "会签已经结束。").remedy("sign"),
    });
    missing.unless(state.waits_for().any(|person| person == facts.acting()), || {
        Reason::new(&RULE, "您不是这份稿件的会签人，或者已经会签。")
    });
    missing.into_reasons()
}

/// Somebody countersigns.
pub(super) fn decide(state: &Issuing, command: Countersign, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked(state, facts))?;
    Ok(vec![Event::Countersigned(Countersigned {
        agrees: command.agrees,
        words: command.words,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps the signature of another organ from being entered now.
pub(super) fn blocked_joint(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.checked.is_some() && state.signed.is_none(), || {
        Reason::new(&RULE, "核稿以后、签发以前登记联合机关的签署。").remedy("check")
    });
    missing.unless(state.waits_for_organs().next().is_some(), || {
        Reason::new(&RULE, "没有等待签署的联合行文机关。").remedy("sign")
    });
    missing.into_reasons()
}

/// The signature of another organ is entered.
pub(super) fn decide_joint(
    state: &Issuing,
    command: EnterJoint,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(super::gate(blocked_joint(state, facts)));
    let organ = state.waits_for_organs().find(|organ| organ.0 == command.organ).cloned();
    missing.unless(organ.is_some(), || {
        Reason::new(&RULE, "这个机关不在联合行文机关之列，或者已经签署。").at("organ")
    });
    let checked_on = state.checked.as_ref().map(|checked| checked.on);
    missing.unless(
        command.signed_on <= facts.today && checked_on.is_none_or(|on| command.signed_on >= on),
        || Reason::new(&RULE, "签署日期应当不早于核稿之日、不晚于今天，请更正。").at("signed_on"),
    );
    missing.settle()?;
    let Some(organ) = organ else { return Ok(Vec::new()) };
    Ok(vec![Event::JointSigned(JointSigned {
        organ,
        signer: command.signer,
        words: command.words,
        signed_on: command.signed_on,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn only_those_named_countersign_in_any_order_and_each_once() {
        let state = given([drafted(), checked()]);
        let agree = |agrees| Countersign { agrees, words: "意见".to_owned() };
        assert!(decide(&state, agree(true), &facts("gu", &[Role::CaseOfficer])).is_err());
        let su = facts("su", &[Role::CaseOfficer]);
        assert!(decide(&given([drafted()]), agree(true), &su).is_err(), "before 核稿");
        let state = with(state.clone(), decide(&state, agree(false), &su).unwrap());
        assert!(decide(&state, agree(true), &su).is_err());
        assert_eq!((state.stage(), state.objections().count()), (Stage::Signing, 1));
    }

    #[test]
    fn a_joint_paper_waits_for_every_organ() {
        let state = given([drafted_jointly(), checked(), countersigned("su", true)]);
        assert_eq!(state.stage(), Stage::Countersigning);
        assert_eq!(offers(&state).len(), 1);
        let enter = |organ: &str, on: &str| EnterJoint {
            organ: organ.to_owned(),
            signer: "钟以宁（局长）".to_owned(),
            words: "同意".to_owned(),
            signed_on: day(on),
            file: None,
        };
        for (organ, on) in
            [("justice_bureau", "2026-05-06"), ("audit_bureau", "2026-05-07"), ("audit_bureau", "2026-05-01")]
        {
            assert!(decide_joint(&state, enter(organ, on), &officer()).is_err(), "{organ} {on}");
        }
        let state = with(
            state.clone(),
            decide_joint(&state, enter("audit_bureau", "2026-05-06"), &officer()).unwrap(),
        );
        assert_eq!(state.stage(), Stage::Signing);
        assert!(decide_joint(&state, enter("audit_bureau", "2026-05-06"), &officer()).is_err());
    }
}
