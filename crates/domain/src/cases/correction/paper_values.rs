//! What the papers of a correction say, told by the event each follows from (mechanism §6).

use super::{Event, state::Correction};
use crate::{
    facts::Policy,
    paper_values::{PaperValues, last_day, money},
    sheet::Say,
};

/// The placeholders of each event.
pub(super) const NAMES: &[(&str, &[&str])] = &[
    ("correction.ordered", &["责任单位", "纠正事项", "纠正要求", "纠正期限", "涉及人员"]),
    ("correction.reported", &["责任单位", "报告单位", "纠正事项", "整改情况", "挽回损失"]),
    (
        "correction.signed_off",
        &["责任单位", "纠正事项", "整改情况", "审核意见", "审核人", "销号意见", "销号人"],
    ),
];

/// What the papers of `event` say, with the correction as it stood after it.
pub(super) fn values(event: &Event, state: &Correction, policy: &Policy) -> Vec<PaperValues> {
    let Some(opened) = &state.opened else { return Vec::new() };
    let mut values = vec![("责任单位", Say::from(&opened.owner)), ("纠正事项", Say::from(&opened.what))];
    match event {
        Event::Ordered(e) => {
            let until = state.correct_due(policy).map(|due| last_day(due.last, policy));
            values.extend([
                ("纠正要求", Say::from(&e.requires)),
                ("纠正期限", until.unwrap_or_default()),
                ("涉及人员", opened.official.as_ref().map_or_else(Say::empty, Say::from)),
            ]);
        }
        Event::Reported(e) => values.extend([
            ("报告单位", Say::from(opened.reporter())),
            ("整改情况", Say::from(&e.says)),
            ("挽回损失", e.recovered.map_or_else(Say::empty, |fen| money(fen).into())),
        ]),
        Event::SignedOff(e) => {
            let report = state.reported.as_ref().map(|report| &report.says);
            let confirmed = state.confirmed.as_ref().map(|confirmed| &confirmed.words);
            let remedy = state.remedy.as_ref().map(|remedy| &remedy.reported.remedy);
            let checked = state.checked.as_ref().map(|checked| &checked.words).or(confirmed);
            values.extend([
                ("整改情况", report.or(remedy).map_or_else(Say::empty, Say::from)),
                ("审核意见", checked.map_or_else(Say::empty, Say::from)),
                ("审核人", state.checker().map_or_else(Say::empty, Say::from)),
                ("销号意见", e.words.as_ref().map_or_else(|| "同意销号。".into(), Say::from)),
                ("销号人", Say::from(&e.by)),
            ]);
        }
        _ => return Vec::new(),
    }
    vec![PaperValues::of(values)]
}
