//! 准入 — what beats every step: a case must stand, must not be archived, and whoever must stand aside does
//! nothing in it (P8). Whether a role may ask at all is the access table's matter, not decided here.

use super::{application, closing, state::Case};
use crate::{
    facts::Facts,
    kind::Action,
    refusal::Reason,
    rule::{Force, Rule},
};

/// 代录: an act on paper counts from the date of the paper.
pub static PAPER_RULE: Rule = Rule {
    code: "G5",
    phrase: "代录",
    asks: "从纸面代录的，写明谁作出、纸面日期，期限从纸面日期起算；纸面日期不晚于今天。",
    source: "本单位设定",
    force: Force::Setting,
};

/// What stands against any act of this sort in this case.
pub(super) fn barred(case: &Case, action: &Action, facts: &Facts) -> Vec<Reason> {
    let Some(_applied) = &case.applied else {
        let reason = Reason::new(&application::RULE, "还没有人提出申请，请先提出容错申请。").remedy("apply");
        return if action.opens { Vec::new() } else { vec![reason] };
    };
    if case.archived.is_some() {
        return vec![Reason::new(&closing::ARCHIVE_RULE, "本案已经归档，不能再办理。")];
    }
    if facts.paper_on.is_some_and(|paper| paper > facts.today) {
        return vec![Reason::new(&PAPER_RULE, "纸面日期晚于今天，请核对后更正。")];
    }
    Vec::new()
}
