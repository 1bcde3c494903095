//! 责任单位 — who speaks for the owner of a correction: its people or the party organisation that answers for
//! it, never the official concerned alone (D5).

use super::{MUST_BE_CORRECTED, opened, opening::Opened, remedy::Remedy, state::Correction};
use crate::{
    facts::Facts,
    refusal::{Missing, Reason},
};

/// Notes what keeps this person from speaking for the owner; the opening, where there is one.
pub(super) fn speaks<'a>(state: &'a Correction, facts: &Facts, missing: &mut Missing) -> Option<&'a Opened> {
    let opened = missing.take(opened(state))?;
    missing.unless(state.ordered.is_some(), || {
        Reason::new(&MUST_BE_CORRECTED, "纠错通知还没有下达，下达后再由责任单位报告。").remedy("order")
    });
    missing.unless(state.signed_off.is_none(), || {
        Reason::new(&MUST_BE_CORRECTED, "这项纠错已经销号，无须再办。")
    });
    let by = facts.acting();
    missing.unless(opened.official.as_ref() != Some(by), || {
        Reason::new(
            &MUST_BE_CORRECTED,
            "当事人不能单独代表责任单位报告，请由单位其他负责人或者上级党组织报告。",
        )
    });
    let unit = facts.person(by).map(|p| &p.unit);
    let committee = facts.units.get(&opened.owner).and_then(|u| u.committee.as_ref());
    let speaks = match &opened.answers_for_owner {
        Some(instead) => unit == Some(instead),
        None => unit == Some(&opened.owner) || (unit.is_some() && unit == committee),
    };
    missing.unless(speaks, || {
        Reason::new(&MUST_BE_CORRECTED, "整改情况应由纠错责任单位（或者代表它的党组织）的人员报告。")
    });
    Some(opened)
}

/// Notes that something of the owner's waits to be checked, where it does.
pub(super) fn nothing_waits(state: &Correction, missing: &mut Missing) {
    missing
        .unless(!state.report_waits(), || Reason::new(&MUST_BE_CORRECTED, "整改报告已经提交，请等待审核。"));
    missing.unless(state.remedy.as_ref().is_none_or(Remedy::failed), || {
        Reason::new(&MUST_BE_CORRECTED, "已经报告无法纠正，请等待核查和批准。")
    });
    missing.unless(state.checker().is_none(), || {
        Reason::new(&MUST_BE_CORRECTED, "整改（补救）已经审核通过，请等待销号。")
    });
}
