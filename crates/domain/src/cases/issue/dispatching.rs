//! 分发 — who got how many copies, and how; the sheet ends with it (G11).
//!
//! Source: mechanism §3 G11. 送达 of a result is another thing: it stands in the case, with its proof (P7).

use serde::{Deserialize, Serialize};

use super::{
    Event, RULE, gate,
    state::{Issuing, Stage},
};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
};

words! {
    /// How a copy goes out.
    By {
        /// Handed over.
        Hand = "hand" "直接送交",
        /// Confidential mail.
        Confidential = "confidential" "机要交换",
        /// Mail.
        Mail = "mail" "邮寄",
        /// Kept in the file.
        File = "file" "存档",
    }
}

/// Who got copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Who.
    pub name: String,
    /// How many.
    pub copies: u32,
    /// How.
    pub by: By,
}

/// The copies went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatched {
    /// To whom.
    pub recipients: Vec<Recipient>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Send the copies out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// To whom.
    pub recipients: Vec<Recipient>,
}

/// 分发.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer],
    fields: &[Field::new(
        "recipients",
        "分发",
        Input::List(&[
            Field::new("name", "收文单位或者人员", Input::Line),
            Field::new("copies", "份数", Input::Count),
            Field::new("by", "方式", Input::Choice(By::CHOICES)),
        ]),
    )
    .hint("存档的也写一行；合计不超过用印份数。")],
    help: "分发以后发文办结。向当事人送达结果的，仍在案件里登记送达和凭证。",
    ..Action::new("dispatch", "分发", &RULE, || {
        let row = |name: &str, copies, by| Recipient { name: name.to_owned(), copies, by };
        answers_of(&Dispatch {
            recipients: vec![row("青澜区土地房屋征收事务中心", 2, By::Hand), row("案卷", 1, By::File)],
        })
    })
};

/// All that keeps it from going out now.
pub(super) fn blocked(state: &Issuing, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(state.stage() == Stage::Dispatching, || match state.stage() {
        Stage::Sealing => Reason::new(&RULE, "还没有用印，用印以后再分发。").remedy("seal"),
        Stage::Done => Reason::new(&RULE, "已经分发，不重复分发。"),
        _ => Reason::new(&RULE, "还没有签发，不能分发。").remedy("sign"),
    });
    missing.into_reasons()
}

/// It goes out.
pub(super) fn decide(state: &Issuing, command: Dispatch, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let sealed = state.sealed.as_ref().map_or(0, |sealed| sealed.copies);
    let out = command.recipients.iter().fold(0_u32, |sum, one| sum.saturating_add(one.copies));
    missing.unless(!command.recipients.is_empty(), || {
        Reason::new(&RULE, "请至少填写一个收文单位或者人员。").at("recipients")
    });
    missing.unless(command.recipients.iter().all(|one| one.copies > 0), || {
        Reason::new(&RULE, "每一行的份数至少 1 份。").at("recipients")
    });
    missing.unless(state.sealed.is_none() || out <= sealed, || {
        let says = format!("分发合计 {out} 份，多于用印的 {sealed} 份，请核对。");
        Reason::new(&RULE, says).at("recipients")
    });
    missing.settle()?;
    let (by, on) = (facts.acting().clone(), facts.acted_on());
    Ok(vec![Event::Dispatched(Dispatched { recipients: command.recipients, by, on })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn dispatch(copies: &[u32]) -> Dispatch {
        let row = |copies: &u32| Recipient { name: "中心".to_owned(), copies: *copies, by: By::Hand };
        Dispatch { recipients: copies.iter().map(row).collect() }
    }

    #[test]
    fn no_more_copies_go_out_than_were_sealed() {
        let state = given([drafted(), checked(), countersigned("su", true), signed()]);
        assert!(decide(&state, dispatch(&[1]), &officer()).is_err(), "before the seal");
        let state = with(state, [sealed()]);
        for wrong in [&[][..], &[2, 2], &[0], &[u32::MAX, 2]] {
            assert!(decide(&state, dispatch(wrong), &officer()).is_err(), "{wrong:?}");
        }
        let state = with(state.clone(), decide(&state, dispatch(&[2, 1]), &officer()).unwrap());
        assert_eq!((state.stage(), state.over_on()), (Stage::Done, Some(day("2026-05-06"))));
    }
}
